"""The sweep that finds running heads and page numbers between the lines of print, in any profile.

``288   Foreign Relations, 1961-1963`` and, on the next page, ``Turkey   289``: a short line with a number at its
beginning or end, or a number alone. No form is sure enough; several signs together are: numbers that go on from page
to page, words that come again, a sentence that the line interrupts, the wide blank before the number.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from engross.dates import match_date
from engross.readers.blocks import (
    EDGE,
    Block,
    Line,
    Role,
    bare_block,
    ends_sentence,
    read_roman,
    starts_small,
    whole_text,
    words,
)
from engross.readers.furniture import is_marking
from engross.readers.inline import Reading
from engross.readers.page_breaks import break_pages
from engross.regex import compile_later

_SMALL = {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "de", "la", "et"}
_ENOUGH = 3
_CALLED = compile_later(r"\S[ \t]{3,}(?:Page|PAGE|page)$")

#: With these a line with a page number begins or ends; most lines do not, and need no closer look.
_ENDS = frozenset("0123456789ivxl")

#: A number alone that stands so far in is set in the middle of the line.
_CENTRED = 20

#: So many candidates around one are looked at for the number that comes before or next.
_NEAR = 6


class _Candidate(Struct, frozen=True):
    """A line that may be a running head: its block, its place there, its number, its words, and how wide the blank
    beside the number is; `single`: one word stands with it; `called`: *Page*, behind a wide blank, before it."""

    block: int
    line: int
    number: int
    key: str
    gap: int
    start: int
    centred: bool
    single: bool
    called: bool = False


def mark_running(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide running heads and page numbers that stand on lines of their own, and put page breaks beside them."""
    candidates = [c for i, block in enumerate(blocks) for c in _candidates(blocks, i, reading)]
    found = _choose(candidates, blocks, reading)
    if found:
        reading.conventions.add("running-head")
    out = [piece for i, block in enumerate(blocks) for piece in _split(block, found.get(i, []))]
    out = [_mark_dashed(block, reading) for block in out]
    if "furniture" in reading.profile.features or not any("n" in b.attrs and b.role is Role.FURNITURE for b in out):
        return out  # with furniture, pages are broken when all of it is known
    return break_pages(out, reading)


def _mark_dashed(block: Block, reading: Reading) -> Block:
    """A number between dashes, alone on its line, is a page number in any profile."""
    if block.role is not Role.NONE or len(block.lines) > 1:
        return block
    match = reading.profile.pattern("page-number").match(whole_text(reading.source, block))
    if match is None:
        return block
    reading.conventions.add("page-number")
    rule = "page number: a number between dashes or dots"
    return bare_block(block).called(Role.FURNITURE, rule, type="pageNum", n=match["n"])


def _choose(candidates: list[_Candidate], blocks: list[Block], reading: Reading) -> dict[int, list[_Candidate]]:
    """The candidates for which enough signs speak, by their blocks."""
    if not candidates:
        return {}
    keys = Counter(c.key for c in candidates if c.key)
    found: dict[int, list[_Candidate]] = {}
    cuts = [_interrupts(c, blocks, reading) for c in candidates]
    bare_cut = any(cut for c, cut in zip(candidates, cuts, strict=True) if not c.key)
    parts = _parts(candidates, cuts)
    for k, candidate in enumerate(candidates):
        signs = 2 * _in_sequence(candidates, k) + 2 * cuts[k] + (candidate.gap > 2) + _at_edge(candidate, blocks)
        signs += (bool(candidate.key) and keys[candidate.key] > 1) + 2 * candidate.centred
        signs += _ENOUGH * candidate.called
        numbered_parts = not candidate.key and not bare_cut and candidates[0].number == 1
        if signs >= _ENOUGH and not numbered_parts and candidate.key not in parts:
            found.setdefault(candidate.block, []).append(candidate)
    return found


def _parts(candidates: list[_Candidate], cuts: list[bool]) -> set[str]:
    """The words that number the parts of a text (*Article 1*, *Attachment 2*), not its pages: they count from 1, or by
    ones, behind a single word, and no sentence goes on behind them."""
    numbers: dict[str, list[int]] = {}
    paged = set[str]()
    for candidate, cut in zip(candidates, cuts, strict=True):
        numbers.setdefault(candidate.key, []).append(candidate.number)
        if cut or candidate.gap != 1 or not candidate.single:
            paged.add(candidate.key)
    found = set[str]()
    for key, counted in numbers.items():
        by_one = len(counted) > 1 and all(b - a == 1 for a, b in pairwise(counted))
        if key not in paged and (min(counted) == 1 or by_one):
            found.add(key)
    return found


def _candidates(blocks: list[Block], i: int, reading: Reading) -> list[_Candidate]:
    block, text = blocks[i], reading.source.text
    if block.role is not Role.NONE or (block.bullet and len(block.lines) == 1):
        return []
    found, pattern = [], reading.profile.pattern("running-head")
    for k, line in enumerate(block.lines):
        if line.end - line.start > 90 or not _ENDS & {text[line.start], text[line.end - 1]}:
            continue
        match = pattern.match(text[line.start : line.end])
        parts = match.groupdict(default="") if match else {}
        number = _value(parts["n"] or parts["last"]) if match else 0
        said = parts["text"] or parts["words"] if match else ""
        if said and is_marking(text[line.start : line.end], reading):
            continue  # S E C R E 7
        if number and (not said or _is_heading(said)) and not _is_date(text[line.start : line.end]):
            gap = len((parts["gap"] or parts["blank"]).expandtabs(4))
            key = re.sub(r"[\W\d]+", "", said).casefold()
            centred = not said and line.indent >= _CENTRED
            called = number > 1 and bool(_CALLED.search(said))
            found.append(_Candidate(i, k, number, key, gap, line.start, centred, said.isalpha(), called))
    return found


def _is_date(line: str) -> bool:
    """Whether a line is a date, and nothing else: its number is a day or a year."""
    date = match_date(line)
    return date is not None and date.month is not None and not line[date.end :].strip(" .,")


def _value(written: str) -> int:
    return int(written) if written.isdigit() else read_roman(written)


def _is_heading(text: str) -> bool:
    """Whether a line's words are those of a running head: few, with capitals, no sentence."""
    named = [w for w in words(text) if w.lower() not in _SMALL and not w.isdigit()]
    return 0 < len(named) <= 12 and all(w[0].isupper() for w in named) and not text.rstrip().endswith((";", ":", "?"))


def _in_sequence(candidates: list[_Candidate], k: int) -> bool:
    """Whether a candidate near by, some lines of text away, has the number before or the next; two pages on, if it
    has the same words."""
    here = candidates[k]
    for j in range(max(0, k - _NEAR), min(len(candidates), k + _NEAR + 1)):
        other = candidates[j]
        step = (other.number - here.number) * (1 if j > k else -1)
        if j != k and abs(other.start - here.start) > 80 and (step == 1 or (step == 2 and other.key == here.key)):
            return True
    return False


def _interrupts(candidate: _Candidate, blocks: list[Block], reading: Reading) -> bool:
    """Whether the line stands in the middle of a sentence, or of a word."""
    before = _line_at(blocks, candidate.block, candidate.line, -1)
    after = _line_at(blocks, candidate.block, candidate.line, 1)
    if before is None or after is None:
        return False
    text = reading.source.text
    above = text[before.start : before.end]
    return len(words(above)) > 3 and not ends_sentence(above) and starts_small(text[after.start : after.end])


def _line_at(blocks: list[Block], block: int, line: int, step: int) -> Line | None:
    """The line before or behind line `line` of block `block`, over page breaks."""
    at = line + step
    if 0 <= at < len(blocks[block].lines):
        return blocks[block].lines[at]
    i = block + step
    while 0 <= i < len(blocks) and blocks[i].role in EDGE:
        i += step
    return blocks[i].lines[-1 if step < 0 else 0] if 0 <= i < len(blocks) and blocks[i].role is Role.NONE else None


def _at_edge(candidate: _Candidate, blocks: list[Block]) -> bool:
    """Whether the line is the first or last of the file, or stands beside a page break, or alone between blank
    lines."""
    block = blocks[candidate.block]
    first, last = candidate.line == 0, candidate.line == len(block.lines) - 1
    before = blocks[candidate.block - 1] if candidate.block else None
    after = blocks[candidate.block + 1] if candidate.block + 1 < len(blocks) else None
    top = first and (before is None or before.role is Role.PAGE or block.lines[0].feed)
    foot = last and (after is None or after.role is Role.PAGE or after.lines[0].feed)
    alone = first and last and block.gap > 0 and after is not None and after.gap > 0
    return top or foot or alone


def _split(block: Block, found: list[_Candidate]) -> list[Block]:
    """`block` cut at the lines that are running heads."""
    if not found:
        return [block]
    heads = {c.line: c for c in found}
    cuts = sorted({0, len(block.lines), *heads, *(k + 1 for k in heads)})
    pieces = []
    for a, b in pairwise(cuts):
        lines = block.lines[a:b]
        whole = replace(
            block, lines=lines, start=lines[0].start, end=lines[-1].end, bullet="", label=None, parts=(), attrs={}
        )
        if a in heads:
            kind = "header" if heads[a].key else "pageNum"
            rule = "running head: a number and words on the edge of a page" if heads[a].key else "page number: alone"
            pieces.append(whole.called(Role.FURNITURE, rule, type=kind, n=str(heads[a].number)))
        elif a == 0:
            pieces.append(replace(block, lines=lines, end=lines[-1].end))
        else:
            pieces.append(whole)
    return pieces
