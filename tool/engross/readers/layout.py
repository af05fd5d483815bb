"""How the lines of a source are laid out: whether they are wrapped as in print, and where their margin is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from msgspec import Struct

from engross.regex import compile_later

#: Columns that a wrapped line has, and columns by which the first line of a paragraph stands further in.
_WRAPPED = range(38, 110)
_INDENT = range(1, 13)

_SENTENCE = compile_later(r"[a-z\d)”\"][.;!?][”\")]?(?=\s|$)")


class _Line(Protocol):
    """What is asked of a line (`blocks.Line`)."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def gap(self) -> int: ...
    @property
    def indent(self) -> int: ...


class Layout(Struct, frozen=True):
    """`wrapped`: lines end where the column does; `margin`: the column at which they begin; `indented`: the first line
    of a paragraph stands further in than the others."""

    wrapped: bool = False
    margin: int = 0
    indented: bool = False

    def opens_paragraph(self, before: _Line, line: _Line, after: _Line | None) -> bool:
        """Whether `line`, directly below `before`, is the first of a paragraph: it alone stands in from the margin."""
        if not self.indented or line.indent - self.margin not in _INDENT or before.indent > self.margin:
            return False
        return after is None or after.gap > 0 or after.indent <= self.margin


def is_wrapped(lines: Sequence[str]) -> bool:
    """Whether `lines` are one paragraph of prose that is wrapped, not titles one below the other: some go on with small
    letters, and there are sentences in it."""
    text = " ".join(lines)
    small = sum(line[:1].islower() for line in lines[1:])
    sentences = len(_SENTENCE.findall(text))
    return small > 0 and len(text) > 120 and (sentences > 1 or (small * 2 > len(lines) - 1 and len(text) > 300))


def measure_layout(lines: Sequence[_Line]) -> Layout:
    """The layout of the `lines` of a source that are not blank."""
    full = [a for a, b in pairwise(lines) if not b.gap]
    wide = [line for line in full if line.end - line.start in _WRAPPED]
    if len(wide) < 4 or len(wide) * 10 < len(full) * 7:
        return Layout()
    margin = min(indent for indent, count in Counter(line.indent for line in wide).items() if count * 4 >= len(wide))
    firsts = sum(a.indent - margin in _INDENT and b.indent <= margin and not b.gap for a, b in pairwise(lines))
    return Layout(True, margin, firsts >= 2 or (firsts == 1 and len(wide) >= 8))
