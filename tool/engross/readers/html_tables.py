"""The sweep over tables in HTML, as OCR engines write them into Markdown: rows and cells, with or without lines of
their own. The tags are marks."""

from __future__ import annotations

from itertools import pairwise

from msgspec.structs import replace

from engross.readers.blocks import Block, Line, Role
from engross.readers.inline import Reading
from engross.readers.ruled import call_row
from engross.regex import compile_later
from engross.source import LAYOUT, Source, Span

_TABLE, _ENDED = compile_later(r"<table(?:\s[^<>]{0,200})?>"), "</table>"
_ROW = compile_later(r"<tr(?:\s[^<>]{0,200})?>")
_CELL = compile_later(r"<t[dh](?:\s[^<>]{0,200})?>")
_TAG = compile_later(r"</?(?:table|thead|tbody|tfoot|tr|td|th|caption)(?:\s[^<>]{0,200})?>")
_RULE = "table row: in the tags of HTML"
#: No table is longer, in blocks.
_MOST = 2000


def cut_html_tables(blocks: list[Block], reading: Reading) -> list[Block]:
    """Cut the blocks of such tables into rows. A table that is not closed, or with text outside of its cells, stays
    text."""
    if _ENDED not in reading.source.text:
        return blocks
    out, i = list[Block](), 0
    while i < len(blocks):
        end = _end(blocks, i, reading)
        rows = _rows(blocks[i:end], reading)
        out += rows or blocks[i : i + 1]
        i = end if rows else i + 1
    return out


def _end(blocks: list[Block], i: int, reading: Reading) -> int:
    """The block behind the table that begins at block `i`; `i` where none does, or it has no end."""
    text = reading.source.text
    if blocks[i].role is not Role.NONE or not _TABLE.match(text, blocks[i].span.start, blocks[i].span.end):
        return i
    for k in range(i, min(i + _MOST, len(blocks))):
        if k > i and (blocks[k].role is not Role.NONE or _TABLE.match(text, blocks[k].span.start)):
            return i
        if text.endswith(_ENDED, blocks[k].span.start, blocks[k].span.end):
            return k + 1
    return i


def _rows(blocks: list[Block], reading: Reading) -> list[Block]:
    """The rows of the table that is in `blocks`; none where it has text outside of its cells."""
    if not blocks:
        return []
    text, start, end = reading.source.text, blocks[0].span.start, blocks[-1].span.end
    opened = [match.start() for match in _ROW.finditer(text, start, end)]
    out, at = list[Block](), start
    for a, b in pairwise([*opened, end]):
        cells = [_inside(reading.source, m.end(), b) for m in _CELL.finditer(text, a, b)]
        for cell in cells:
            if _TAG.sub("", text[at : cell.start]).strip(LAYOUT):
                return []
            at = cell.end
        if not cells:
            continue
        first = blocks[0].lines[0]
        line = Line(a, reading.source.without_layout(a, b).end, 0 if out else first.gap, 0, False, False)
        out.append(call_row(replace(blocks[0], attrs={}), line, cells, _RULE))
    return [] if _TAG.sub("", text[at:end]).strip(LAYOUT) else out


def _inside(source: Source, start: int, end: int) -> Span:
    """The words of a cell from `start` on: up to the next tag of a table."""
    tag = _TAG.search(source.text, start, end)
    return source.without_layout(start, tag.start() if tag else end)
