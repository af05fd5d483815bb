"""The sweep over marks of pages on lines of their own: typed, printed, or set by an OCR engine."""

from __future__ import annotations

import re

from msgspec.structs import replace

from engross.readers.blocks import ENGINE, Block, Role, bare_block, body, ends_sentence, starts_small
from engross.readers.edges import mark_continued
from engross.readers.furniture import is_marking
from engross.readers.inline import Reading
from engross.readers.page_breaks import page_at

_NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def mark_pages(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide page markers (``[Page 2]``, ``## Page 2``, an OCR engine's comments) on lines of their own."""
    marker, out = reading.profile.pattern("page-marker"), list[Block]()
    for i, block in enumerate(blocks):
        if "metadata" in block.attrs:
            reading.conventions.add("metadata")
            out.append(block.called(Role.SOURCE_NOTE, "metadata: lines with keys, between rules, at the head"))
            continue
        text = reading.source.text[block.span.start : block.span.end]
        match = marker.match(text) or marker.match(body(reading.source, block))
        if match and block.role is Role.NONE and block.label is None:
            n = _page_number(match["n"])
            head = text[:1] in "Pp" and bool(out) and not block.gap and _heads_page(out[-1], reading)
            if head:
                reading.conventions.add("running-head")
                above = out.pop()
                whole = replace(bare_block(above), lines=above.lines + block.lines, end=block.end)
                rule = "running head: short lines above the number of their page"
                out.append(whole.called(Role.FURNITURE, rule, type="header", n=n))
                continue
            reading.conventions.add("page-marker")
            out.append(block.called(Role.PAGE, "page break: a page marker on its own line", n=n))
            continue
        if i and block.lines[0].feed and out[-1].role is not Role.PAGE:
            out.append(replace(page_at(block, "page break: a form feed", ""), attrs={"feed": "yes"}))
        out.append(mark_continued(_mark_engine(block, text, reading), reading))
    return out


def _page_number(written: str) -> str:
    """A page's number in digits, or in the roman numerals in which it is written."""
    word = written.casefold()
    return str(_NUMBERS.index(word) + 1) if word in _NUMBERS else written


def _heads_page(block: Block, reading: Reading) -> bool:
    """Whether `block`, directly above a page number, is the head of that page: short lines, no sentence."""
    if block.role is not Role.NONE or len(block.lines) > 3 or not block.gap or block.bullet or block.label:
        return False
    lines = [reading.source.text[line.start : line.end] for line in block.lines]
    return all(len(line) < 60 and not ends_sentence(line) and not starts_small(line) for line in lines)


def _mark_engine(block: Block, text: str, reading: Reading) -> Block:
    """Decide what an OCR engine set for a page's end, its edges, and pictures."""
    profile = reading.profile
    if text[:4] == "---\n" and profile.pattern("front-matter").match(text):
        reading.conventions.add("front-matter")
        rule = "page break: an OCR engine's description of the page"
        return replace(bare_block(block), role=Role.PAGE, rule=rule, attrs={"feed": "yes"})
    if block.role is not Role.NONE or len(block.lines) > 1 or text[:1] not in ENGINE:
        return block
    edge = profile.pattern("page-edge").match(text)
    if edge:
        reading.conventions.add("page-edge")
        kind = {"Header": "header", "Footer": "footer", "Number": "pageNum"}[edge["kind"]]
        start, end = (block.span.start + at for at in edge.span("text"))
        number = {"n": digits[0]} if (digits := re.findall(r"\d{1,4}", edge["text"])) and kind == "pageNum" else {}
        marking = is_marking(edge["text"], reading)
        attrs = {"type": "classification", "stamp": "classification"} if marking else {"type": kind}
        place = "top" if kind == "header" else "bottom"
        inner = replace(bare_block(block), start=start, end=end)
        return inner.called(Role.FURNITURE, "page edge: an OCR engine's comment", place=place, **attrs, **number)
    if profile.pattern("page-break").match(text):
        reading.conventions.add("page-break")
        return replace(
            bare_block(block), role=Role.PAGE, rule="page break: an OCR engine's mark", attrs={"feed": "yes"}
        )
    if profile.pattern("picture").match(text):
        reading.conventions.add("picture")
        return bare_block(block).called(Role.FURNITURE, "picture: left out by the OCR engine", type="picture")
    return block
