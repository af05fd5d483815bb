"""The sweep over running heads that repeat: the same short line, its numbers aside, on one page after the other.

``NSC 5412        3        TOP SECRET``: the number of the document, of the page, the marking. That a line comes again
is not enough, as headings do; at least once it has to interrupt a sentence, or to stand beside a page's edge, or its
number has to count on (in print: with a wide blank beside it).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from engross.readers.blocks import EDGE, Block, Role, bare_block, ends_sentence, starts_small, whole_text, words
from engross.readers.furniture import is_marking
from engross.readers.inline import Reading
from engross.readers.likeness import likeness
from engross.readers.page_breaks import break_pages, page_at
from engross.regex import compile_later

_LONGEST, _SHORTEST, _FEWEST = 90, 4, 2
#: The number of a page has fewer figures.
_LONGEST_PAGE = 4
_LIKE, _TINY = 0.85, 8
#: Where more lines come again than this, to look for others like them takes too long, and they are no running heads.
_MOST_HEADS = 20
#: What stands below pictures and tables, which may come again.
_CAPTION = compile_later(
    r"(?:fig(?:ure|\.)|table|map|plate|chart|photo(?:graph)?|illustration|diagram)\s", re.IGNORECASE
)
_WIDE = compile_later(r" {3,}")
_NUMBER = compile_later(r"\d+")
_OTHERS = compile_later(r"[\W\d_]+")
_RULE = "running head: the same line comes again on other pages"


class _Line(Struct, frozen=True):
    """A block that may be a running head: its number, its figures, whether it interrupts a sentence (`cut`), stands at
    an edge, has a wide blank in it."""

    block: int
    figures: tuple[str, ...]
    cut: bool
    edge: bool
    wide: bool


def mark_repeated(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide running heads that repeat, and put page breaks beside them."""
    typed = "furniture" in reading.profile.features
    if typed and "   " in reading.source.text:
        blocks = [piece for block in blocks for piece in _cut_heads(block, reading)]
    found = {key: lines for key, lines in _again(blocks, reading).items() if _is_running(lines, typed=typed)}
    if not found:
        return blocks
    reading.conventions.add("running-head")
    out = list(blocks)
    begin: set[int] = set()  # above them a page begins, of which no number is said
    for lines in found.values():
        fixed = set.intersection(*(set(line.figures) for line in lines))
        numbered = any(line.figures for line in lines)
        for line in lines:
            cells = _WIDE.split(whole_text(reading.source, blocks[line.block])) if line.wide else []
            alone = [cell for cell in cells if cell.isdecimal()]
            varying = alone or [figure for figure in line.figures if figure not in fixed]
            number = {"n": str(int(varying[0]))} if len(varying) == 1 and len(varying[0]) < 4 else {}
            kind = _kind(blocks[line.block], reading)
            out[line.block] = bare_block(blocks[line.block]).called(Role.FURNITURE, _RULE, **kind, **number)
            if line.cut and not line.edge and not numbered:
                begin.add(line.block)
    pieces: list[Block] = []
    for i, block in enumerate(_mark_garbled(out, set(found), reading)):
        pieces += [page_at(block, "page break: a running head inside a sentence", "")] if i in begin else []
        pieces.append(block)
    return pieces if typed else break_pages(pieces, reading)


def _cut_heads(block: Block, reading: Reading) -> list[Block]:
    """`block` cut around the lines in it that have a marking and, over a wide blank, more in capitals or figures: the
    heads of pages that were typed without a blank line."""
    if block.role is not Role.NONE or len(block.lines) == 1 or block.bullet:
        return [block]
    shown = [reading.source.text[line.start : line.end] for line in block.lines]
    heads = [
        "   " in line and line.isupper() and any(is_marking(cell, reading, allowed=0) for cell in _WIDE.split(line))
        for line in shown
    ]
    if not any(heads):
        return [block]
    cuts = [k for k in range(1, len(heads)) if heads[k] or heads[k - 1]]
    pieces = []
    for a, b in pairwise([0, *cuts, len(heads)]):
        lines = block.lines[a:b]
        piece = replace(block, lines=lines, end=lines[-1].end, parts=())
        piece = replace(piece, start=lines[0].start, label=None) if a else piece
        pieces.append(replace(piece, attrs={**piece.attrs, "head": "yes"}) if heads[a] else piece)
    return pieces


def _kind(block: Block, reading: Reading) -> dict[str, str]:
    """What such a line is: a marking, or the head of a page."""
    text = whole_text(reading.source, block)
    if reading.profile.pattern("classification").match(text):
        reading.conventions.add("classification")
        return {"type": "classification", "stamp": "classification"}
    return {"type": "header"}


def _again(blocks: list[Block], reading: Reading) -> Mapping[str, list[_Line]]:
    """The lines that stand alone and come again, by their letters."""
    typed = "furniture" in reading.profile.features  # there, markings are found by their form
    places: dict[str, list[int]] = {}
    for i, shown in _alone(blocks, reading):
        places.setdefault(_key(shown), []).append(i)
    found: dict[str, list[int]] = {}
    for key, where in places.items():
        if len(where) < _FEWEST or len(key) < _SHORTEST:
            continue
        shown = whole_text(reading.source, blocks[where[0]])
        marked = (
            typed
            and "   " not in shown
            and (is_marking(shown, reading) or reading.profile.pattern("classification").match(shown))
        )
        if marked or _CAPTION.match(shown) or ends_sentence(shown) or not shown[0].isupper() or len(words(shown)) < 2:
            continue
        found[key] = where
    repeated = {i for where in found.values() for i in where}
    return {key: [_line(blocks, i, repeated, reading) for i in where] for key, where in found.items()}


def _alone(blocks: list[Block], reading: Reading) -> Iterator[tuple[int, str]]:
    """The blocks of one short line without a role, and what they say."""
    text = reading.source.text
    for i, block in enumerate(blocks):
        if block.role is Role.NONE and len(block.lines) == 1 and not block.bullet:
            line = block.lines[0]
            if _SHORTEST <= line.end - line.start <= _LONGEST:
                yield i, text[line.start : line.end]


def _key(shown: str) -> str:
    return _OTHERS.sub("", shown).casefold()


def _line(blocks: list[Block], i: int, repeated: set[int], reading: Reading) -> _Line:
    text = reading.source.text
    below = _nearest(blocks, range(i + 1, min(len(blocks), i + 5)), repeated)
    cut = False
    if below is not None and below.role is Role.NONE and starts_small(text[below.start : below.end]):
        above = _nearest(blocks, range(i - 1, max(0, i - 4) - 1, -1), repeated)
        said = text[above.start : above.end] if above is not None and above.role is Role.NONE else ""
        cut = len(words(said)) > 3 and not ends_sentence(said)
    beside = blocks[i - 1 : i] if i else []
    edge = any(b.role in EDGE for b in (*beside, *blocks[i + 1 : i + 2])) or blocks[i].lines[0].feed
    edge = edge or "head" in blocks[i].attrs
    start, end = blocks[i].span.start, blocks[i].span.end
    return _Line(i, tuple(_NUMBER.findall(text, start, end)), cut, edge, "   " in text[start:end])


def _nearest(blocks: list[Block], places: range, repeated: set[int]) -> Block | None:
    """The first block at `places` that neither comes again nor is on a page's edge."""
    return next((blocks[k] for k in places if k not in repeated and not _is_edge(blocks[k])), None)


def _is_edge(block: Block) -> bool:
    """Whether `block` is on a page's edge, or so short that it may be: a number, a speck."""
    return block.role in EDGE or block.span.end - block.span.start < _TINY


def _is_running(lines: list[_Line], *, typed: bool) -> bool:
    """Whether lines that come again are running heads: by a sentence that one interrupts, the edges of pages, or a
    number that counts on in three of them."""
    if any(line.cut for line in lines) or sum(line.edge for line in lines) * 2 > len(lines):
        return True
    if not typed and not any(line.wide for line in lines):
        return False
    figures = [line.figures for line in lines if line.figures]
    ends = ([int(found[k]) for found in figures if len(found[k]) < _LONGEST_PAGE] for k in (-1, 0))
    return any(len(n) > 2 and all(b - a == 1 for a, b in pairwise(n)) for n in ends)


def _mark_garbled(blocks: list[Block], keys: set[str], reading: Reading) -> list[Block]:
    """Decide the lines that are nearly such a running head: the OCR garbled them."""
    if "noise" not in reading.profile.features or len(keys) > _MOST_HEADS:
        return blocks
    out = list(blocks)
    for i, shown in _alone(blocks, reading):
        key = _key(shown)
        if len(words(shown)) < 2 or is_marking(shown, reading):
            continue
        if any(abs(len(key) - len(k)) < 4 and likeness(key, k) >= _LIKE for k in keys):
            out[i] = bare_block(blocks[i]).called(Role.FURNITURE, _RULE, type="header", garbled="yes")
    return out
