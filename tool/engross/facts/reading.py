"""A node's running text, and where in the source each of its characters stands."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from re import Match

from msgspec import Struct

from engross.model import Kind, Node, is_editorial
from engross.regex import compile_later
from engross.source import LAYOUT, Source, Span

#: What stands in a text without being of it: notes and their calls, and what belongs to the page.
_ASIDE = frozenset({Kind.NOTE, Kind.FW, Kind.PB, Kind.GAP, Kind.CONTROL})

#: Words with single blanks between them; or a stretch of white space.
_RUN = compile_later(r"\S++(?:\s\S++)*+|\s++")
_BLANK = compile_later(r"[^\S ]")


class Fact(Struct, frozen=True):
    """Something that the source says: its words (or their meaning: a date in ISO 8601) and their place."""

    text: str
    span: Span


class Reading(Struct, frozen=True):
    """Running text, a blank for each stretch of white space; `offsets` are the characters' in the source, `editors`
    the stretches that its editors wrote: alone, they say nothing of the document."""

    text: str
    offsets: Sequence[int]
    editors: Sequence[Span] = ()

    def whole(self) -> Fact | None:
        """All of it, as it stands; None if it is empty."""
        return self._of(0, len(self.text))

    def fact(self, start: int = 0, end: int | None = None) -> Fact | None:
        """What stands from `start` to `end`, without blanks and commas around it; None if nothing does."""
        end = len(self.text) if end is None else end
        while start < end and self.text[start] in " ,;:":
            start += 1
        while start < end and self.text[end - 1] in " ,;:":
            end -= 1
        return self._of(start, end)

    def _of(self, start: int, end: int) -> Fact | None:
        if start >= end:
            return None
        span = Span(self.offsets[start], self.offsets[end - 1] + 1)
        if any(words.start <= span.start and span.end <= words.end for words in self.editors):
            return None
        return Fact(self.text[start:end], span)

    def group(self, match: Match[str], name: str) -> Fact | None:
        """What the group `name` of `match` caught in this text."""
        return None if match[name] is None else self.fact(*match.span(name))


def read(node: Node, source: Source) -> Reading:
    """The running text of `node`, notes and furniture aside."""
    runs: list[str] = []
    offsets = array("q")  # of a note of 10 MB, a list of numbers would be half a gigabyte
    last = node.span.start
    editors: list[Span] = []
    for piece in _texts(node, editors):
        start, end = piece.span.start, piece.span.end
        if runs and runs[-1] != " " and any(c in LAYOUT for c in source.text[last:start]):
            runs.append(" ")
            offsets.append(last)
        for match in _RUN.finditer(source.text, start, end):
            run = match.group()
            if not run.isspace():
                runs.append(_BLANK.sub(" ", run))
                offsets.extend(range(*match.span()))
            elif runs and runs[-1] != " ":
                runs.append(" ")
                offsets.append(match.start())
        last = end
    if runs and runs[-1] == " ":
        runs.pop()
        offsets.pop()
    return Reading("".join(runs), offsets, editors)


def _texts(node: Node, editors: list[Span]) -> Iterator[Node]:
    """The TEXT nodes of `node` that are of its running text; `editors` is told which stretches the editors wrote."""
    stack = [node]
    while stack:
        here = stack.pop()
        if is_editorial(here):
            editors.append(here.span)
        if here.kind is Kind.TEXT:
            yield here
        elif here is node or not (here.kind in _ASIDE or here.attrs.get("type") == "noteReference"):
            stack.extend(reversed(here.children))
