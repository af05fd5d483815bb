"""The pass that marks dates, and the places of datelines.

A date's ``@when`` is written only where day and month are sure. A year that the source does not write is taken from
the entry before, or from the file's only year, and marked with ``cert``; so is a time's day.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections import Counter
from dataclasses import replace

from engross.dates import MONTHS, Written, find_dates, match_date
from engross.diagnostics import Diagnostic, diagnose
from engross.model import Document, Kind, Node, text, walk
from engross.source import Source, Span

_INSIDE = (
    Kind.P,
    Kind.ITEM,
    Kind.HEAD,
    Kind.DATELINE,
    Kind.CELL,
    Kind.HI,
    Kind.STAGE,
    Kind.NOTE,
    Kind.QUOTE,
    Kind.UNCLEAR,
    Kind.DEL,
    Kind.FW,
    Kind.STAMP,
    Kind.SIGNED,
    Kind.LABEL,
    Kind.SPEAKER,
)
_HAS_DIGIT_MONTH = re.compile(r"\d")
_PLACE = re.compile(r"[^\W\d_][^\d,;:()\[\]—]*[^\W\d_.]\.?(?:, [A-Z][\w. ]{1,28})?")


class _Clock:
    """The day that the datelines have reached, and the years that the file writes."""

    def __init__(self, document: Document) -> None:
        source = document.source
        years = [w.year for w in find_dates(source.text) if w.year]
        self.years = Counter(years)
        self.year = Counter(years).most_common(1)[0][0] if years else 0
        self.day: datetime.date | None = None
        self.found: list[Diagnostic] = []
        self.source: Source = source
        self.conventions: set[str] = set()

    def resolve(self, written: Written, span: Span, *, dateline: bool) -> dict[str, str]:
        """The attributes of a ``date``; empty where no day can be given."""
        if written.month is None and not (dateline and self.day):
            return {}
        year = written.year or (self.day.year if self.day else self.year)
        if not year:
            return {}
        month, day = (self.day.month, self.day.day) if self.day else (0, 0)
        when = written.iso(year, month, day)
        if when is None:
            return {}
        attrs = {"when": when}
        if written.year is None:
            attrs["cert"] = "high" if len(self.years) <= 1 or self.day else "medium"
        if dateline and written.year is None and written.month is not None:
            self.found.append(diagnose("date-inferred", self.source, span, when=when, reason="the year is not written"))
        elif dateline and written.month is None:
            self.found.append(
                diagnose("date-inferred", self.source, span, when=when, reason="the day is the last dateline's")
            )
        date = datetime.date.fromisoformat(when[:10])
        if dateline:
            self.day = date
        if written.weekday is not None and written.weekday != date.weekday():
            names = list(calendar.day_name)
            self.found.append(
                diagnose(
                    "weekday-mismatch",
                    self.source,
                    span,
                    weekday=names[written.weekday],
                    date=when[:10],
                    right=names[date.weekday()],
                )
            )
        return attrs


def mark_dates(document: Document) -> Document:
    """`document` with its dates as DATE nodes, and PLACE_NAME nodes in its datelines."""
    clock = _Clock(document)
    body = _visit(document.body, clock, dateline=False, inside=False)
    names = document.conventions | ({"date"} if any(n.kind is Kind.DATE for n in walk(body)) else set())
    return replace(document, body=body, diagnostics=(*document.diagnostics, *clock.found), conventions=names)


def _visit(node: Node, clock: _Clock, *, dateline: bool, inside: bool) -> Node:
    inside = inside or node.kind in _INSIDE
    dateline = node.kind is Kind.DATELINE or (dateline and node.kind is not Kind.NOTE)
    children: list[Node] = []
    for child in node.children:
        if child.kind is Kind.TEXT:
            children += (
                _split(child, clock, dateline=dateline and not any(c.kind is Kind.DATE for c in children))
                if inside
                else [child]
            )
        else:
            children.append(_visit(child, clock, dateline=dateline, inside=inside))
    if len(children) == len(node.children) and all(a is b for a, b in zip(children, node.children, strict=True)):
        return node
    return node.holding(tuple(children))


def _split(node: Node, clock: _Clock, *, dateline: bool) -> list[Node]:
    """A TEXT node cut at its dates; in a dateline also at the place before its date."""
    start = node.span.start
    here = clock.source.text[start : node.span.end]
    found = find_dates(here) if len(here) >= 4 and _HAS_DIGIT_MONTH.search(here) else []
    if dateline and not found:
        alone = match_date(here)
        found = [alone] if alone else []
    out: list[Node] = []
    at = 0
    for written in found:
        span = Span(start + written.start, start + written.end)
        attrs = clock.resolve(written, span, dateline=dateline)
        if not attrs:
            continue
        if here[written.end : written.end + 1] == "?":
            attrs = {**attrs, "cert": "low"}
        if at < written.start:
            out += (
                _place(Span(start + at, start + written.start), clock)
                if dateline and not at
                else [text(start + at, start + written.start)]
            )
        out.append(Node(Kind.DATE, span, (text(span.start, span.end),), attrs))
        at = written.end
        dateline = False
    if dateline and not at:
        return _place(node.span, clock)
    if at < len(here):
        out.append(text(start + at, node.span.end))
    return out or [node]


def _place(span: Span, clock: _Clock) -> list[Node]:
    """The text before a dateline's date, with the place in it marked."""
    here = clock.source.text[span.start : span.end]
    match = _PLACE.search(here)
    if (
        match is None
        or match.group().split()[0].rstrip(".").lower() in MONTHS
        or not match.group()[0].isupper()
        or match.group().startswith(("Received", "Undated", "Dated", "Held"))
    ):
        return [text(span.start, span.end)]
    a, b = span.start + match.start(), span.start + match.end()
    parts = [text(span.start, a)] if span.start < a else []
    parts.append(Node(Kind.PLACE_NAME, Span(a, b), (text(a, b),)))
    return [*parts, text(b, span.end)] if b < span.end else parts
