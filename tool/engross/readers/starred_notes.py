"""Footnotes called by signs, an asterisk, a dagger (``the Viceroy* has``, and below ``* Seu Kwang-tsin.``).

As with bare numbers (`print_notes.py`), neither half is sure alone: a line behind an asterisk may be an item, a sign
behind a word the end of emphasis. Notes are the last lines of a page or of the text, each behind a sign, if each sign
is found behind a word above, in order, where no word begins with it.
"""

from __future__ import annotations

import re
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from engross.readers.blocks import Block, Role
from engross.readers.inline import Reading
from engross.regex import compile_later
from engross.source import Span

_SIGN = r"\*{1,3}|†{1,3}|‡{1,3}|§{1,2}"
_NOTE = compile_later(rf"(?P<sign>{_SIGN})[ \t]*(?=[\"“‘(\[]?[^\W\d_])")
_CALL = compile_later(rf"(?<=[\w.,;:!?”’\"')\]])(?P<sign>{_SIGN})(?=[\s.,;:!?”’\"')\]]|$)")
_MOST = 60


class _Note(Struct, frozen=True):
    """A line that may begin a note: its block, its line there, place and form of its sign, where the text begins."""

    block: int
    line: int
    sign: Span
    mark: str
    start: int


def cut_starred(blocks: list[Block], reading: Reading) -> tuple[int, list[Block]] | None:
    """Where in `blocks`, a page or the whole text, such notes begin, and the notes; their calls go into the reading."""
    if not reading.has_signs:
        return None
    notes = _find(blocks, reading)
    text, first = reading.source.text, blocks[0].span.start if blocks else 0
    if not notes or notes[0].line or not notes[0].block:
        return None
    calls = _calls(text, first, notes)
    if not calls:
        return None
    reading.conventions.add("print-note")
    starts = [blocks[note.block].lines[note.line].start for note in notes]
    reading.calls = {**reading.calls, **{call.start: (call, starts[k]) for call, k in calls}}
    return notes[0].block, _cut(blocks[notes[0].block :], notes)


def _find(blocks: list[Block], reading: Reading) -> list[_Note]:
    """The lines at the end of `blocks` that begin with a sign; further lines belong to the note above them."""
    text, found = reading.source.text, list[_Note]()
    for i in range(len(blocks) - 1, -1, -1):
        block = blocks[i]
        if block.role is not Role.NONE or len(found) >= _MOST:
            break
        own = list[_Note]()
        for k, line in enumerate(block.lines):
            if match := _NOTE.match(text, line.start, line.end):
                own.append(_Note(i, k, Span(*match.span("sign")), match["sign"], match.end()))
        if not own or own[0].line:
            break
        found = own + found
    return found


def _calls(text: str, first: int, notes: list[_Note]) -> list[tuple[Span, int]]:
    """The calls between `first` and the notes, each with the number of its note; empty where a note has none. A sign
    that comes again calls the next note with it, or else the same."""
    end = notes[0].sign.start
    marks = [note.mark for note in notes]
    if re.search(r"(?<!\S)\*{1,3}[^\s*]", text[first:end]):  # emphasis
        marks = [mark if mark[0] != "*" else "" for mark in marks]
    found: list[tuple[Span, int]] = []
    at, last = 0, dict[str, int]()
    for match in _CALL.finditer(text, first, end):
        sign = match["sign"]
        if at < len(marks) and sign == marks[at]:
            last[sign] = at
            at += 1
        if sign in last:
            found.append((Span(*match.span("sign")), last[sign]))
    return found if at == len(marks) else []


def _cut(blocks: list[Block], notes: list[_Note]) -> list[Block]:
    """`blocks`, the first of which has the first of `notes`, cut into one for each note."""
    out, first = list[Block](), notes[0].block
    for i, block in enumerate(blocks, first):
        own = [note for note in notes if note.block == i]
        for note, (a, b) in zip(own, pairwise([*(n.line for n in own), len(block.lines)]), strict=True):
            lines = block.lines[a:b]
            piece = replace(
                block, lines=lines, start=note.start, end=lines[-1].end, label=None, bullet="", parts=(), attrs={}
            )
            attrs = {"n": note.mark, "label": f"{note.sign.start}:{note.sign.end}"}
            out.append(piece.called(Role.FOOTNOTE, "footnote: a sign such as an asterisk, and its call above", **attrs))
    return out
