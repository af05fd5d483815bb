"""The sweep over page furniture: page numbers, markings, stamps, and what is known by its place beside them.

What is printed on a page's edges is forme work (``fw``): it interrupts the text and does not belong to it. The sweeps
find it by its form, by its place between two pieces of one sentence, and by the order of page numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from engross.dates import find_dates
from engross.readers.blocks import Block, Line, Role, bare_block, whole_text
from engross.readers.edges import (
    BARE_NUMBER,
    DRAFTING,
    mark_bare_numbers,
    mark_catchwords,
    mark_continued,
    mark_drafting,
    mark_noise,
    mark_rules,
)
from engross.readers.inline import Reading
from engross.readers.likeness import count_common
from engross.readers.page_breaks import break_pages
from engross.source import LAYOUT


def mark_furniture(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide page numbers, markings, stamps and catchwords, and put a page break before each page's first."""
    if "furniture" not in reading.profile.features:
        return blocks
    blocks = [piece for i in range(len(blocks)) for piece in _split_catch(blocks, i, reading)]
    pieces = [
        piece for block in blocks for line in _split_lines(block, reading) for piece in _split_stamp(line, reading)
    ]
    out = [mark_continued(_mark_by_form(piece, reading), reading) for piece in pieces]
    for sweep in (mark_noise, mark_rules, mark_bare_numbers, mark_drafting, mark_catchwords):
        out = sweep(out, reading)
    return break_pages(out, reading)


def _split_lines(block: Block, reading: Reading) -> list[Block]:
    """Markings and page numbers on the lines of one block are things of their own, and part it from what is below."""
    if len(block.lines) == 1 or block.role is not Role.NONE:
        return [block]
    text, number = reading.source.text, reading.profile.pattern("page-number")
    block = replace(block, lines=tuple(part for line in block.lines for part in _split_drafting(line, reading)))
    edge = [
        bool(number.match(text[line.start : line.end]))
        or is_marking(text[line.start : line.end], reading)
        or bool(DRAFTING.fullmatch(text, line.start, line.end))
        for line in block.lines
    ]
    if not any(edge):
        return [block]
    for k, line in enumerate(block.lines):  # a number alone beside them
        if not edge[k] and line.end - line.start < 5 and (edge[k - 1 : k] == [True] or edge[k + 1 : k + 2] == [True]):
            edge[k] = bool(BARE_NUMBER.fullmatch(text, line.start, line.end))
    cuts = [i for i in range(1, len(edge)) if (edge[i] or edge[i - 1]) and not _is_dated(block.lines, i, text)]
    runs = [block.lines[a:b] for a, b in pairwise([0, *cuts, len(edge)])]
    first = replace(block, lines=runs[0], end=runs[0][-1].end)
    first = first if first.start < first.end else bare_block(first)
    return [first, *(replace(bare_block(block), lines=run, start=run[0].start, end=run[-1].end) for run in runs[1:])]


def _is_dated(lines: tuple[Line, ...], i: int, text: str) -> bool:
    """Whether line `i` is the date of the drafting line above it."""
    return bool(DRAFTING.fullmatch(text, lines[i - 1].start, lines[i].end))


def _split_drafting(line: Line, reading: Reading) -> list[Line]:
    """A drafting line and, behind it, the marking at the foot of the page are two lines."""
    match = DRAFTING.match(reading.source.text, line.start, line.end)
    if match is None or match.end() == line.end:
        return [line]
    rest = reading.source.skip_layout(match.end(), line.end)
    if not is_marking(reading.source.text[rest : line.end], reading):
        return [line]
    return [replace(line, end=match.end()), replace(line, start=rest, gap=0)]


def _split_catch(blocks: list[Block], i: int, reading: Reading) -> list[Block]:
    """A marking and, behind it on the same line, the label with which the next page begins, perhaps garbled."""
    block = blocks[i]
    text = whole_text(reading.source, block)
    tail = re.search(r"[ \t]+(\(\w{1,5}\))$", text)
    if block.role is not Role.NONE or len(block.lines) > 1 or not tail or not is_marking(text, reading):
        return [block]
    label = next((b.label for b in blocks[i + 1 : i + 8] if b.label), None)
    if label is None or label.style != "(x)" or len(label.value) + 2 != len(tail[1]):
        return [block]
    line, cut = block.lines[0], block.span.start + tail.start(1)
    end = block.span.start + tail.start()
    first = replace(bare_block(block), lines=(replace(line, end=end),), end=end)
    word = replace(bare_block(block), lines=(replace(line, start=cut, gap=0),), start=cut)
    garbled = {} if tail[1] == f"({label.value})" else {"garbled": "yes"}
    word = replace(word, attrs=garbled)
    return [first, word.called(Role.FURNITURE, "catchword: the next page's label", type="catch")]


def _split_stamp(block: Block, reading: Reading) -> list[Block]:
    """A copy's number and the date of the document, typed on one line, are two things."""
    text = whole_text(reading.source, block)
    alone = block.role is Role.NONE and len(block.lines) == 1
    if not alone or not reading.profile.pattern("copies").match(text):
        return [block]
    dates = [d for d in find_dates(text) if d.year and d.end == len(text)]
    if not dates:
        return [block]
    line, cut = block.lines[0], block.span.start + dates[0].start
    end = block.span.start + len(text[: dates[0].start].rstrip(LAYOUT))
    first = replace(bare_block(block), lines=(replace(line, end=end),), end=end)
    rest = replace(line, start=cut, gap=0)
    return [first, replace(bare_block(block), lines=(rest,), start=cut)]


def _mark_by_form(block: Block, reading: Reading) -> Block:
    start = block.start if block.bullet[:1] == "#" else block.span.start  # engines set banners as headings
    text = reading.source.text[start : block.span.end]
    profile = reading.profile
    if block.role is not Role.NONE or len(block.lines) > 2:
        return _mark_review(block, reading)
    number = profile.pattern("page-number").match(text)
    if number:
        reading.conventions.add("page-number")
        return bare_block(block).called(
            Role.FURNITURE, "page number: a number between dashes or dots", type="pageNum", n=number["n"]
        )
    for name, kind in (
        ("registry", "registry"),
        ("declassification", "declassification"),
        ("copies", "copy"),
    ):
        if len(text) < 80 and profile.pattern(name).search(text):
            reading.conventions.add(name)
            return bare_block(block).called(
                Role.FURNITURE, f"stamp: the form of a {kind} stamp", type="stamp", stamp=kind
            )
    if is_marking(text, reading):
        reading.conventions.add("classification")
        garbled = {} if is_marking(text, reading, allowed=0) else {"garbled": "yes"}
        return replace(bare_block(block), attrs=garbled).called(
            Role.FURNITURE,
            "marking: words of classification, perhaps garbled",
            type="classification",
            stamp="classification",
        )
    return block


def _mark_review(block: Block, reading: Reading) -> Block:
    """Decide the stamp of a review that has several lines, all short; the first says what it is."""
    text = reading.source.text
    short = block.role is Role.NONE and len(block.lines) < 7 and all(line.end - line.start < 50 for line in block.lines)
    first = block.lines[0]
    if not short or not reading.profile.pattern("declassification").search(text[first.start : first.end]):
        return block
    reading.conventions.add("declassification")
    rule = "stamp: the form of a declassification stamp"
    return bare_block(block).called(Role.FURNITURE, rule, type="stamp", stamp="declassification")


def is_marking(text: str, reading: Reading, *, allowed: float | None = None) -> bool:
    """Whether a short line is a classification marking, also spaced out or garbled by the OCR.

    `allowed` is the share of its letters that may be wrong; without it, the profile's.
    """
    settings = reading.profile.settings
    known: Sequence[str] = settings.get("markings", {}).get("classification", ())
    if allowed is None:
        allowed = float(settings.get("ocr", {}).get("garbled", 0.3))
    if len(text) < 40 and text.upper() in known:  # Top Secret
        return True
    found = reading.profile.pattern("classification").match(text) if text.isupper() and len(text) < 50 else None
    if found and ("/" in text or not found["more"]):
        return True
    if len(text) > 40:
        return False
    letters = re.sub(r"[^A-Z ]+", "", re.sub(r"(?<=\b[A-Z])[- .](?=[A-Z]\b)", "", text))
    if not letters.strip() or sum(c.islower() for c in text) > len(text) // 4 or text.rstrip().endswith(":"):
        return False
    squeezed = letters.replace(" ", "")
    return any(_near(squeezed, marking.replace(" ", ""), allowed) for marking in known)


def is_noise(text: str, reading: Reading) -> bool:
    """Whether what the OCR read is surely no text: no word of two Latin letters, no number, or another script."""
    if "noise" not in reading.profile.features or not text.strip():
        return False
    latin = re.findall(r"[A-Za-z\u00c0-\u024f]{2,}", text)
    if re.fullmatch(r"(?:[A-Z]\.[ -]?){2,5},?", text.strip()):
        return False  # initials
    return not latin and not re.search(r"\d", re.sub(r"[^\x00-\x7f]", "", text))


def _near(seen: str, meant: str, allowed: float) -> bool:
    """Whether `seen` differs from `meant` in no more than the allowed share of its letters."""
    if abs(len(seen) - len(meant)) > len(meant) * allowed:
        return False
    return count_common(seen, meant) >= max(len(seen), len(meant)) * (1 - allowed)
