"""The pass that marks dates, and the places of datelines.

A date's ``@when`` is written only where day and month are sure. A year that the source does not write is taken from
the entry before, or from the file's only year, and marked with ``cert``; so is a time's day.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import pairwise

from msgspec.structs import replace

from engross.dates import MONTHS, OFFICES, Month, Written, find_dates, find_month, match_date, match_day
from engross.diagnostics import Diagnostic, diagnose
from engross.languages import weekday
from engross.model import Document, Kind, Node, is_editorial, text
from engross.numeric_dates import find_figures
from engross.passes.datelines import join_date
from engross.regex import compile_later
from engross.source import Source, Span

#: Elements in which a dateline may stand.
_AROUND = frozenset({Kind.BODY, Kind.DIV, Kind.OPENER, Kind.CLOSER, Kind.POSTSCRIPT, Kind.QUOTE})
#: Elements whose text may hold dates.
_INSIDE = frozenset(
    {
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
    }
)
_PLACE = compile_later(r"[^\W\d_][^\d,;:()\[\]—]*[^\W\d_.]\.?(?:, [A-Z][\w. ]{1,28})?")

_OFFICE = compile_later(
    rf"[^\d,\n]*\b(?:{OFFICES})\b[^\d,\n]*(?:,\s+|\n)(?=[^\W\d_][^,\n]*[,.]?\s*$|[^\W\d_][^,\n]*,[^,\n]*,\s*$)"
)


#: What is not sure of a date in figures.
_DOUBTS = {
    "century": "the century is not written",
    "order": "day and month may be the other way round",
}


class _Clock:
    """The day that the datelines have reached, and the years that the file writes."""

    def __init__(self, document: Document) -> None:
        source = document.source
        self.dates = find_dates(source.text)
        self.starts = [written.start for written in self.dates]
        years = [w.year for w in self.dates if w.year]
        self.years = Counter(years)
        self.year = Counter(years).most_common(1)[0][0] if years else 0
        self.day: datetime.date | None = None
        self.found: list[Diagnostic] = []
        self.source: Source = source
        self.marked = False

    def any_in(self, span: Span) -> bool:
        """Whether a date, or a part of one, stands in `span`."""
        first = self._first_behind(span.start)
        return first < len(self.starts) and self.starts[first] < span.end

    def _first_behind(self, offset: int) -> int:
        """The number of the first date that ends behind `offset`."""
        first = bisect_right(self.starts, offset)
        return first - 1 if first and self.dates[first - 1].end > offset else first

    def find_in(self, span: Span) -> list[Written]:
        """The dates in `span`, their offsets counted in the source. Where one of the source's runs over an end of
        `span`, what there is of it within."""
        first = self._first_behind(span.start)
        inside = self.dates[first : bisect_left(self.starts, span.end, first)]
        if inside and (inside[0].start < span.start or inside[-1].end > span.end):
            here = self.source.text[span.start : span.end]
            return [written.behind(span.start) for written in find_dates(here)]
        return inside

    def resolve(self, written: Written, span: Span, *, dateline: bool) -> dict[str, str]:
        """The attributes of a ``date``; empty where no day can be given."""
        if written.month is None and not (dateline and self.day):
            return {}
        year = written.year or (self.day.year if self.day else self.year)
        if not year:
            return {}
        month, day = (self.day.month, self.day.day) if self.day else (0, 0)
        if written.month is None and written.day and self.day:
            year, month = _next_month(self.day, written.day)
        when, last = written.iso(year, month, day), written.iso_last(year)
        if when is None or (written.last and last is None):  # no day of the calendar, or an end before the beginning
            if when is None and written.year and written.month:
                said = self.source.text[span.start : span.end]
                self.found.append(diagnose("date-impossible", self.source, span, date=" ".join(said.split())))
            return {}
        attrs = {"from": when, "to": last} if last else {"when": when}
        if written.named:  # the time of a place, of which the offset is not known
            attrs["cert"] = "high"
        if written.year is None:
            attrs["cert"] = "high" if len(self.years) <= 1 or self.day else "medium"
        if dateline and written.year is None and written.month is not None:
            self.found.append(diagnose("date-inferred", self.source, span, when=when, reason="the year is not written"))
        elif dateline and written.month is None:
            reason = "the month is told by the last dateline" if written.day else "the day is the last dateline's"
            self.found.append(diagnose("date-inferred", self.source, span, when=when, reason=reason))
        if written.doubt:
            attrs["cert"] = "medium" if written.doubt == "order" else "high"
            self.found.append(diagnose("date-inferred", self.source, span, when=when, reason=_DOUBTS[written.doubt]))
        date = datetime.date.fromisoformat(when[:10])
        if written.month is None and written.weekday not in (None, date.weekday()):
            attrs["cert"] = "low"  # a month was told for it, and the weekday does not fit
        if dateline:
            self.day = date
        if written.weekday is not None and written.weekday != date.weekday():
            self.found.append(
                diagnose(
                    "weekday-mismatch",
                    self.source,
                    span,
                    weekday=weekday(written.weekday),
                    date=when[:10],
                    right=weekday(date.weekday()),
                )
            )
        return attrs


def _next_month(day: datetime.date, number: int) -> tuple[int, int]:
    """The year and the month of the next day of that `number` on or behind `day`."""
    year, month = day.year, day.month
    if number < day.day:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return year, month


def mark_dates(document: Document) -> Document:
    """`document` with its dates as DATE nodes, and PLACE_NAME nodes in its datelines."""
    clock = _Clock(document)
    body = _visit(document.body, clock, dateline=False, inside=False)
    names = document.conventions | ({"date"} if clock.marked else set())
    return replace(document, body=body, diagnostics=(*document.diagnostics, *clock.found), conventions=names)


def _visit(node: Node, clock: _Clock, *, dateline: bool, inside: bool) -> Node:
    below = node.kind is Kind.P and node.rule.startswith("dateline")  # under a memo header TEI has no dateline
    around = dateline or below or node.kind is Kind.DATELINE or node.kind in _AROUND
    if node.kind is Kind.LIST and node.attrs.get("type") == "memo-header":
        node = _date_fields(node, clock)
    if not around and not clock.any_in(node.span):
        return node  # its text lies in its span: there is nothing to be found in it
    inside = inside or node.kind in _INSIDE
    aside = node.kind is Kind.NOTE or is_editorial(node)
    dateline = node.kind is Kind.DATELINE or below or (dateline and not aside)
    joined = join_date(node, clock.source) if node.kind is Kind.DATELINE and _is_parted(node, clock) else None
    if joined and (attrs := clock.resolve(joined.written, joined.span, dateline=True)):
        clock.marked = True
        before = [p for c in joined.before for p in (_place(c.span, clock) if c.kind is Kind.TEXT else [c])]
        return node.holding((*before, Node(Kind.DATE, joined.span, joined.inside, attrs), *joined.behind))
    children: list[Node] = []
    for k, child in enumerate(node.children):
        if child.kind is Kind.TEXT:
            dates = clock.find_in(child.span) if inside else []
            if dates or (inside and dateline and not _placed_below(node.children[k + 1 :], clock)):
                first = dateline and not any(c.kind is Kind.DATE for c in children)
                children += _split(child, dates, clock, dateline=first)
            else:
                children.append(child)
        elif not child.children:
            children.append(child)
        else:
            children.append(_visit(child, clock, dateline=dateline, inside=inside))
    return node.holding(tuple(children))


def _date_fields(header: Node, clock: _Clock) -> Node:
    """The header of a memorandum with dates in figures marked in its field *DATE*."""
    children = list(header.children)
    source = clock.source.text
    for k, (label, item) in enumerate(pairwise(header.children)):
        dated = label.kind is Kind.LABEL and source[label.span.start : label.span.end].lstrip("*_")[:3].lower() == "dat"
        if dated and len(item.children) == 1 and item.children[0].kind is Kind.TEXT and not clock.any_in(item.span):
            here = item.children[0].span
            found = find_figures(source[here.start : here.end])
            if found:
                parts = _split(item.children[0], [found.behind(here.start)], clock, dateline=False)
                children[k + 1] = item.holding(tuple(parts))
    return header.holding(tuple(children))


def _placed_below(rest: tuple[Node, ...], clock: _Clock) -> bool:
    """Whether the next stretch of text has a date with words before it: the place stands there."""
    text_below = next((node for node in rest if node.kind is Kind.TEXT), None)
    dates = clock.find_in(text_below.span) if text_below else []
    before = clock.source.text[text_below.span.start : dates[0].start] if text_below and dates else ""
    return any(c.isalpha() for c in before)


def _is_parted(node: Node, clock: _Clock) -> bool:
    """Whether no date with its year stands in `node` in one piece, or a line ends in the first."""
    dated = next((written for written in clock.find_in(node.span) if written.year), None)
    return dated is None or any(c.kind is Kind.LB and dated.start < c.span.start < dated.end for c in node.children)


def _split(node: Node, dates: list[Written], clock: _Clock, *, dateline: bool) -> list[Node]:
    """A TEXT node cut at its `dates`; in a dateline also at the place before its date."""
    source, (start, end) = clock.source.text, (node.span.start, node.span.end)
    here = source[start:end] if dateline else ""
    if dateline and dates and dates[0].year is None and (figures := find_figures(here)):
        dates = [figures.behind(start)]  # 26 OCT 62
    if dateline and not dates:
        alone = match_date(here) or match_day(here) or find_figures(here)
        dates = [alone.behind(start)] if alone else []
        if not alone and (month := find_month(here)):
            return _month(Span(start + month.start, start + month.end), month, node.span, clock)
    out: list[Node] = []
    at = start
    for written in dates:
        span = Span(written.start, written.end)
        attrs = clock.resolve(written, span, dateline=dateline)
        if not attrs:
            if dateline and start == at < span.start:  # a day that is none: the place stands before it all the same
                out += _place(Span(at, span.start), clock)
                at = span.start
            continue
        if span.end < end and source[span.end] == "?":
            attrs = {**attrs, "cert": "low"}
        if at < span.start:
            before = Span(at, span.start)
            out += _place(before, clock) if dateline and at == start else [text(before.start, before.end)]
        clock.marked = True
        out.append(Node(Kind.DATE, span, (text(span.start, span.end),), attrs))
        at = span.end
        dateline = False
    if dateline and at == start:
        return _place(node.span, clock)
    if at < end:
        out.append(text(at, end))
    return out or [node]


def _month(span: Span, month: Month, whole: Span, clock: _Clock) -> list[Node]:
    """The text of `whole`, a dateline, with its place and its month, at `span`, marked."""
    clock.marked = True
    attrs = {"when": month.iso, **({"cert": "medium"} if month.about else {})}
    before = _place(Span(whole.start, span.start), clock) if whole.start < span.start else []
    date = Node(Kind.DATE, span, (text(span.start, span.end),), attrs)
    return [*before, date, *([text(span.end, whole.end)] if span.end < whole.end else [])]


def _place(span: Span, clock: _Clock) -> list[Node]:
    """The text before a dateline's date, with the place in it marked."""
    here = clock.source.text[span.start : span.end]
    office = _OFFICE.match(here)  # Legation of the United States, Santiago: the place is Santiago
    match = _PLACE.search(here, office.end() if office else 0)
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
