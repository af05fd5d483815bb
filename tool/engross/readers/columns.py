"""The sweep that finds tables set with blanks: lines whose pieces stand in the same columns."""

from __future__ import annotations

from engross.readers.blocks import Block, Line, Role
from engross.readers.inline import Reading
from engross.readers.ruled import call_row, cut_ruled
from engross.regex import compile_later
from engross.source import Span

#: Pieces of a line are parted by two blanks or more.
_PIECE = compile_later(r"\S+(?: \S+)*")
_FEWEST_ROWS, _WIDEST_CELL = 3, 60

Interval = tuple[int, int]


def cut_columns(blocks: list[Block], reading: Reading) -> list[Block]:
    """Cut a block into table rows where each of its lines, three at least, has pieces in two columns or more.

    The cells of a row go into its attribute ``cells``: pairs of offsets; an empty one has no length.
    """
    blocks = cut_ruled(blocks, reading)
    out: list[Block] = []
    for block in blocks:
        columns = _columns(block, reading)
        if len(columns) < 2:
            out.append(block)
            continue
        rule = "table row: its pieces stand in columns, blanks between them"
        out += [call_row(block, line, _cells(line, columns, reading), rule) for line in block.lines]
    return out


def _columns(block: Block, reading: Reading) -> list[Interval]:
    """The columns, from and to, in which the pieces of all lines of `block` stand; fewer than two for no table."""
    if block.role is not Role.NONE or block.bullet or block.label or len(block.lines) < _FEWEST_ROWS:
        return []
    text = reading.source.text
    pieces: list[Interval] = []
    for line in block.lines:
        here = text[line.start : line.end]
        if "  " not in here or line.tabbed:
            return []
        found = [(m.start() + line.indent, m.end() + line.indent) for m in _PIECE.finditer(here)]
        if len(found) < 2 or any(b - a > _WIDEST_CELL for a, b in found):
            return []
        pieces += found
    columns: list[Interval] = []
    for a, b in sorted(pieces):
        if columns and a <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(b, columns[-1][1]))
        else:
            columns.append((a, b))
    filled = sum(len(_PIECE.findall(text[line.start : line.end])) for line in block.lines)
    # Where many cells would be empty, these are words that happen to stand above each other.
    return columns if filled * 4 >= len(columns) * len(block.lines) * 3 else []


def _cells(line: Line, columns: list[Interval], reading: Reading) -> list[Span]:
    """The stretch of `line` in each of `columns`."""
    found = [m.span() for m in _PIECE.finditer(reading.source.text[line.start : line.end])]
    spans, at = [], line.start
    for a, b in columns:
        inside = [(x, y) for x, y in found if a <= x + line.indent and y + line.indent <= b]
        span = Span(line.start + inside[0][0], line.start + inside[-1][1]) if inside else Span(at, at)
        at = span.end
        spans.append(span)
    return spans
