"""Dates of datelines of which a part is set off: ``<u>February</u> 5, 1864``, as printers set the month in italics; or
stands on another line, as the time below the day.

The date is found in the words as a reader sees them, and put around what makes it up; nothing in it is moved.
"""

from __future__ import annotations

from msgspec import Struct

from engross.dates import Written, find_dates
from engross.model import Kind, Node, text, walk
from engross.source import Source, Span

#: What may stand in a date beside text: emphasis, the end of a line.
_BETWEEN = (Kind.HI, Kind.LB)
_OUTSIDE = frozenset({Kind.NOTE, Kind.REF})


class Joined(Struct, frozen=True):
    """A date over several children of a dateline: how it reads; what stands before it, in it and behind it."""

    written: Written
    before: tuple[Node, ...]
    inside: tuple[Node, ...]
    behind: tuple[Node, ...]

    @property
    def span(self) -> Span:
        """All of the date."""
        return Span(self.inside[0].span.start, self.inside[-1].span.end)


def join_date(node: Node, source: Source) -> Joined | None:
    """The date with a year that runs over several children of `node`, text, lines and emphasis; None where there is
    none, or where it begins or ends in the middle of emphasis."""
    children = node.children
    if not any(child.kind in _BETWEEN for child in children):
        return None
    shown, places = _read(children, source)
    written = next((w for w in find_dates(shown) if w.year), None)
    if written is None:
        return None
    (first, start), (last, end) = places[written.start], places[written.end - 1]
    end += 1
    kinds = {child.kind for child in children[first : last + 1]}
    if first == last or kinds - {Kind.TEXT, *_BETWEEN}:
        return None
    ahead, inner = _cut(children[first], start)
    tail = _cut(children[last], end)
    if inner is None or tail[0] is None:
        return None
    before = (*children[:first], *([ahead] if ahead else []))
    behind = (*([tail[1]] if tail[1] else []), *children[last + 1 :])
    return Joined(written, before, (inner, *children[first + 1 : last], tail[0]), behind)


def _read(children: tuple[Node, ...], source: Source) -> tuple[str, list[tuple[int, int]]]:
    """The characters that a reader sees in `children`; for each the number of its child and its offset."""
    shown: list[str] = []
    places: list[tuple[int, int]] = []
    for k, child in enumerate(children):
        for leaf in walk(child, inside=frozenset(Kind) - _OUTSIDE):
            if leaf.kind is Kind.TEXT and child.kind not in _OUTSIDE:
                shown.append(source.text[leaf.span.start : leaf.span.end])
                places += [(k, offset) for offset in range(leaf.span.start, leaf.span.end)]
    return "".join(shown), places


def _cut(node: Node, at: int) -> tuple[Node | None, Node | None]:
    """`node` before and behind the offset `at`; emphasis is not cut: it falls to the side that has all its words."""
    if node.kind is Kind.TEXT:
        start, end = node.span.start, node.span.end
        return (text(start, at) if start < at else None), (text(at, end) if at < end else None)
    leaves = [leaf for leaf in walk(node) if leaf.kind is Kind.TEXT]
    if at <= leaves[0].span.start:
        return None, node
    return (node, None) if at >= leaves[-1].span.end else (None, None)
