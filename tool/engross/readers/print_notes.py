"""Footnotes as print sets them: a bare number, or a raised one, before the note and behind the word that calls it.

Neither is sure alone: a number behind a word may be a misprint, a line that begins with a number an item. Together
they are: at the end of the text nothing but such lines, counted on from the first, and for each a call above, in order.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from engross.model import Kind, Node, rewrite, text
from engross.passes.notes import NOTE_AT
from engross.readers.blocks import EDGE, Block, Role
from engross.readers.inline import Reading
from engross.readers.starred_notes import cut_starred
from engross.regex import compile_later
from engross.source import Span

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_CALL = compile_later(
    r"(?<=[^\W\d_]|[.,;:!?”’\"')\]])(?<!\bm)(?<!\b[ck]m)(?P<sup><sup>)?(?P<n>\d{1,3}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})(?(sup)</sup>)(?=[\s.,;:!?”’\"')\]]|$)"
)


_DIGITS = compile_later(r"[0-9⁰¹²³⁴⁵⁶⁷⁸⁹]+")


class PrintNote(Struct, frozen=True):
    """A line that may begin a note: its block, its line there, its number, where that stands, where the text begins."""

    block: int
    line: int
    number: int
    mark: Span
    start: int


def mark_print_notes(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide footnotes that begin with a bare or a raised number, where the text above has their calls."""
    if any(b.role is Role.FOOTNOTE for b in blocks):
        return blocks
    notes = find_notes(blocks, reading)
    first = notes[0].mark.start if notes else 0
    calls = find_calls(reading.source.text[:first], notes)
    if not calls:
        made = cut_starred(blocks, reading)
        return [*blocks[: made[0]], *made[1]] if made else blocks
    reading.conventions.add("print-note")
    starts = (blocks[note.block].lines[note.line].start for note in notes)
    reading.calls = {call.start: (call, start) for call, start in zip(calls, starts, strict=True)}
    at = notes[0].block
    return [*blocks[:at], *cut_notes(blocks[at:], at, notes)]


def find_notes(blocks: list[Block], reading: Reading, *, whole: bool = True) -> list[PrintNote]:
    """The notes at the end of `blocks`, none left out, counted from 1 if they are those of the `whole` text; empty
    where there are none."""
    pattern, source = reading.profile.pattern("print-note"), reading.source.text
    found: list[PrintNote] = []
    for i in range(len(blocks) - 1, -1, -1):
        block = blocks[i]
        if block.role in EDGE and found:
            continue
        lines = block.lines
        if block.role is not Role.NONE or not pattern.match(source[lines[0].start : lines[0].end]):
            break
        for k in range(len(lines) - 1, -1, -1):
            match = pattern.match(source[lines[k].start : lines[k].end])
            number = int(match["n"].translate(_RAISED)) if match else 0
            if match and (not found or number == found[-1].number - 1):
                a, b = (lines[k].start + at for at in match.span("n"))
                mark = Span(a, b + (source[b] == "."))
                found.append(PrintNote(i, k, number, mark, lines[k].start + match.end()))
            elif k == 0:
                return [] if whole else found[::-1]
        if found and found[-1].number == 1:
            break
    found.reverse()
    if not whole:
        return found
    return found if found and found[0].number == 1 and found[0].line == 0 else []


def find_calls(above: str, notes: list[PrintNote]) -> list[Span]:
    """For each note the place of its call in the text `above`, in order; empty where one has none."""
    calls: list[Span] = []
    found = _numbers(above) if notes else iter(())
    for note in notes:
        match = next((m for m in found if int(m["n"].translate(_RAISED)) == note.number), None)
        if match is None:
            return []
        calls.append(Span(*match.span("n")))
    return calls


def _numbers(above: str) -> Iterator[re.Match[str]]:
    """What may be a call in `above`. Digits are looked for first: a pattern that looks back is tried at each place."""
    for digits in _DIGITS.finditer(above):
        start = digits.start()
        raised = above.startswith("<sup>", max(0, start - 5), start)
        if match := _CALL.match(above, start - 5 if raised else start):
            yield match


def cut_notes(blocks: list[Block], first: int, notes: list[PrintNote]) -> list[Block]:
    """`blocks`, of which the first has the number `first`, cut into one for each note."""
    out: list[Block] = []
    for i, block in enumerate(blocks, first):
        own = [note for note in notes if note.block == i]
        cuts = [*(note.line for note in own), len(block.lines)]
        for note, (a, b) in zip(own, pairwise(cuts), strict=True):
            lines = block.lines[a:b]
            piece = replace(
                block, lines=lines, start=note.start, end=lines[-1].end, label=None, bullet="", parts=(), attrs={}
            )
            rule = "footnote: a bare number, and its call above"
            label = f"{note.mark.start}:{note.mark.end}"
            out.append(piece.called(Role.FOOTNOTE, rule, n=str(note.number), label=label))
        if not own:
            out.append(block)
    return out


def call_print_notes(body: Node, reading: Reading) -> Node:
    """`body` with the calls of such notes as REF nodes that point to them."""
    if not reading.calls:
        return body
    places = sorted(reading.calls)

    def split(node: Node) -> Node:
        if not any(child.kind is Kind.TEXT for child in node.children):
            return node
        pieces = (_split(c, reading, places) if c.kind is Kind.TEXT else [c] for c in node.children)
        return node.holding(tuple(piece for some in pieces for piece in some))

    return rewrite(body, split)


def _split(node: Node, reading: Reading, places: list[int]) -> list[Node]:
    """A TEXT node cut at the calls in it."""
    out: list[Node] = []
    at = node.span.start
    for start in places[bisect_left(places, at) : bisect_left(places, node.span.end)]:
        span, note = reading.calls[start]
        out += [text(at, start)] if at < start else []
        attrs = {"type": "noteReference", NOTE_AT: str(note)}
        out.append(Node(Kind.REF, span, (text(span.start, span.end),), attrs, "print-note"))
        at = span.end
    if not out:
        return [node]
    return [*out, text(at, node.span.end)] if at < node.span.end else out
