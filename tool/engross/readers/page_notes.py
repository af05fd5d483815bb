"""Footnotes at the foot of each printed page, in sources that keep its pages: a block of numbered notes directly above
the edge of a page, with their calls in the text of that page.

As with notes at the end (`print_notes.py`), a number before a line is no note without its call. Numbers begin again on
each page, or go on from page to page; a page that does neither has no notes. A rule above the notes is a mark.
"""

from __future__ import annotations

from msgspec.structs import replace

from engross.readers.blocks import Block, Role, whole_text
from engross.readers.furniture import is_marking
from engross.readers.inline import Reading
from engross.readers.notes import read_footnote
from engross.readers.print_notes import cut_notes, find_calls, find_notes
from engross.readers.starred_notes import cut_starred
from engross.readers.titled import is_rule
from engross.regex import compile_later
from engross.source import Span

#: No page has more notes: beyond it are lists, and to look for their calls takes time.
_MOST = 60
#: A running head: a wide blank parts its words from the number of the page.
_RUNNING = compile_later(r"\d{1,4}[ ]{2,}[^\W\d].{2,70}$|[^\W\d].{2,70}\S[ ]{2,}\d{1,4}$")
_ROUND = compile_later(r"\((?<=\S\()(\d{1,3})\)")


def mark_page_notes(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide the notes at the foot of pages, where at least one page but the last has any."""
    edges = [i for i, block in enumerate(blocks) if _is_edge(block, reading)]
    if not edges:
        return blocks
    out, last, first, found = list[Block](), 0, 0, 0
    for end in [*edges, len(blocks)]:
        page, notes = blocks[first:end], list[Block]()
        if end < len(blocks) or found:
            page, notes = _cut_page(page, last, reading)
        numbers = [int(block.attrs["n"]) for block in notes if "foot" in block.attrs and block.attrs["n"].isdigit()]
        last, found = (numbers[-1] if numbers else last, found + bool(notes))
        out += [*page, *notes]
        out += blocks[end : end + 1]
        first = end + 1
    return out


def _is_edge(block: Block, reading: Reading) -> bool:
    """Whether a page ends at `block`: a break, a typed number alone on its line, a running head."""
    if block.role is not Role.NONE:
        return block.role is Role.PAGE or (block.role is Role.FURNITURE and "n" in block.attrs)
    if len(block.lines) > 1 or block.end - block.start > 90:
        return False
    text = whole_text(reading.source, block)
    return bool(reading.profile.pattern("page-number").match(text) or _RUNNING.match(text))


def _cut_page(page: list[Block], last: int, reading: Reading) -> tuple[list[Block], list[Block]]:
    """The blocks of a page above its notes, and its notes; `last` is the number of the last note before this page."""
    below = len(page)
    while below and is_marking(whole_text(reading.source, page[below - 1]), reading):
        below -= 1
    own, foot = page[:below], page[below:]
    made = _bare_notes(own, last, reading) or _round_notes(own, last, reading) or cut_starred(own, reading)
    if made is None or not made[0]:  # above notes there is text
        return page, []
    at, notes = made
    text = own[:at]
    if text and is_rule(text[-1], reading):
        rule = "rule: above the notes of a page"
        text[-1] = replace(text[-1], label=None, bullet="").called(Role.SEPARATOR, rule, foot="yes")
    return text, [*(block.called(block.role, block.rule, foot="yes") for block in notes), *foot]


def _goes_on(number: int, last: int) -> bool:
    """Whether the notes of a page may begin with `number`: they begin again, or go on."""
    return number == 1 or not last or number == last + 1


def _bare_notes(page: list[Block], last: int, reading: Reading) -> tuple[int, list[Block]] | None:
    """Where in `page` notes with bare or raised numbers begin, and those notes."""
    notes = find_notes(page, reading, whole=False)[-_MOST:]
    for k, note in enumerate(notes):
        if note.line or not _goes_on(note.number, last):
            continue
        start = page[0].span.start
        calls = find_calls(reading.source.text[start : note.mark.start], notes[k:])
        if calls:
            reading.conventions.add("print-note")
            moved = [Span(call.start + start, call.end + start) for call in calls]
            starts = [page[n.block].lines[n.line].start for n in notes[k:]]
            reading.calls = {**reading.calls, **{c.start: (c, at) for c, at in zip(moved, starts, strict=True)}}
            return note.block, cut_notes(page[note.block :], note.block, notes[k:])
    return None


def _round_notes(page: list[Block], last: int, reading: Reading) -> tuple[int, list[Block]] | None:
    """Where in `page` notes with numbers in parentheses begin, and those notes."""
    pattern, source = reading.profile.pattern("footnote"), reading.source.text
    found: list[Block] = []
    for k in range(len(page) - 1, 0, -1):
        here = source[page[k].span.start : page[k].span.end] if page[k].role is Role.NONE else ""
        mark = pattern.match(here)
        if not mark or not mark["round"] or (found and int(mark["round"]) != int(found[0].attrs["n"]) - 1):
            break
        found.insert(0, read_footnote(page[k], mark, mark["round"]))
    if not found or not _goes_on(int(found[0].attrs["n"]), last):
        return None
    at = len(page) - len(found)
    called = {m[1] for m in _ROUND.finditer(source, page[0].span.start, page[at].span.start)}
    if {block.attrs["n"] for block in found} - called:
        return None
    reading.conventions.add("footnote")
    return at, found
