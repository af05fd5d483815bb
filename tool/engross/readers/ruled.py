"""Tables under rules of dashes, as pandoc writes them: a rule with a group of dashes for each column.

In a *simple* table the rule stands below the heads of the columns, or above and below rows without heads; in a
*multiline* one a rule of one piece stands above the heads and below the rows, and blank lines part these. Each line is
a row. The rules are marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from engross.readers.blocks import Block, Line, Role
from engross.readers.inline import Reading
from engross.regex import compile_later
from engross.source import Span

_GROUPS, _GROUP = compile_later(r"-{2,}(?:[ ]+-{2,})+"), compile_later(r"-{2,}")
_RULE = compile_later(r"-{3,}(?:[ ]+-{2,})*")
_CAPTION = compile_later(r"(?:Table)?: *(?=\w)")
_ROW = "table row: its cells stand under a rule of dashes"
#: No table has more rows between blank lines.
_MOST = 200


def cut_ruled(blocks: list[Block], reading: Reading) -> list[Block]:
    """Cut blocks into the rows of such tables; a caption below one is a paragraph."""
    if "-- --" not in reading.source.text and "--  --" not in reading.source.text:
        return blocks
    out, i = list[Block](), 0
    while i < len(blocks):
        end = _end(blocks, i, reading)
        columns = _columns(blocks[i], reading) if end > i else []
        for block in blocks[i:end]:
            for line in block.lines:
                cells = [] if _matches(_RULE, line, reading) else _cells(line, columns, reading)
                out.append(call_row(block, line if block is blocks[i] else _close(line), cells, _ROW))
        if end > i and end < len(blocks) and _CAPTION.match(reading.source.text, blocks[end].span.start):
            out.append(replace(blocks[end], label=None).called(Role.P, "caption: below a table"))
            end += 1
        if end == i:
            out.append(blocks[i])
        i = max(end, i + 1)
    return out


def _end(blocks: list[Block], i: int, reading: Reading) -> int:
    """Where the table that begins at block `i` ends; `i` where none does."""
    block = blocks[i]
    if block.role is not Role.NONE or block.label or len(block.lines) < 2:
        return i
    rules = [k for k, line in enumerate(block.lines) if _matches(_RULE, line, reading)]
    groups = [k for k in rules if _matches(_GROUPS, block.lines[k], reading)]
    if not groups or groups[0] > 4:
        return i
    if rules[0] or groups[0] == 0 or rules[-1] == len(block.lines) - 1 > groups[0]:
        return i + 1
    for k in range(i + 1, min(i + _MOST, len(blocks))):  # a multiline table goes on to the rule that closes it
        if blocks[k].role is not Role.NONE:
            return i
        if _matches(_RULE, blocks[k].lines[-1], reading):
            return k + 1
    return i


def _matches(pattern: re.Pattern[str], line: Line, reading: Reading) -> bool:
    return bool(pattern.fullmatch(reading.source.text, line.start, line.end))


def _columns(block: Block, reading: Reading) -> list[int]:
    """Where, in columns of the source, the columns of the table begin."""
    for line in block.lines:
        if _matches(_GROUPS, line, reading):
            found = _GROUP.finditer(reading.source.text, line.start, line.end)
            return [match.start() - line.start + line.indent for match in found]
    return []


def _cells(line: Line, columns: list[int], reading: Reading) -> list[Span]:
    """The stretch of `line` in each column; what overlaps the next column's beginning is not cut in a word."""
    text, cells, start = reading.source.text, list[Span](), line.start
    for border in [*columns[1:], line.indent + line.end - line.start]:
        end = max(start, min(line.end, line.start + border - line.indent))
        while start < end < line.end and not text[end - 1].isspace() and not text[end].isspace():
            end += 1
        cells.append(reading.source.without_layout(start, end))
        start = end
    return cells


def _close(line: Line) -> Line:
    """`line` without the blank line above it: rows of one table."""
    return replace(line, gap=0)


def call_row(block: Block, line: Line, cells: Sequence[Span], rule: str) -> Block:
    """The line of `block` as a row of a table with these cells; with none it is a rule between rows, a mark."""
    row = replace(block, lines=(line,), start=line.start, end=line.end, bullet="", label=None, parts=())
    return row.called(Role.ROW, rule, cells=" ".join(f"{span.start}:{span.end}" for span in cells))
