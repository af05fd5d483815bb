"""The sweep over marks of pages on lines of their own: typed, printed, or set by an OCR engine."""

from __future__ import annotations

import re

from msgspec.structs import replace

from engross.readers.blocks import ENGINE, Block, Role, bare_block, body, ends_sentence, starts_small, whole_text
from engross.readers.edges import mark_continued, mark_received, read_page_number
from engross.readers.furniture import is_marking
from engross.readers.inline import Reading
from engross.readers.page_breaks import number_below, page_at
from engross.regex import compile_later

_LAST = compile_later(r"(?P<n>\d+)\s*(?:of|OF|/)\s*(?P=n)\b")


def mark_pages(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide page markers (``[Page 2]``, ``## Page 2``, an OCR engine's comments) on lines of their own."""
    marker, out = reading.profile.pattern("page-marker"), list[Block]()
    for i, block in enumerate(blocks):
        if "metadata" in block.attrs:
            reading.conventions.add("metadata")
            out.append(block.called(Role.SOURCE_NOTE, "metadata: lines with keys, between rules, at the head"))
            continue
        text = whole_text(reading.source, block)
        plain = block.role is Role.NONE and (block.label is None or block.label.value in ("p", "P"))
        match = marker.match(text) if plain else None
        if plain and match is None and block.bullet:
            match = marker.match(body(reading.source, block))
        if match:
            n = read_page_number(match["n"])
            head = text[:1] in "Pp" and bool(out) and not block.gap and not block.lines[0].feed
            if head and _is_marked_head(out[-1], reading):
                reading.conventions.add("page-marker")
                above = out.pop()
                out += [page_at(above, "page break: a marking above the number of its page", n), above]
                out.append(number_below(block))
                continue
            if head and _heads_page(out[-1], reading):
                reading.conventions.add("running-head")
                above = out.pop()
                whole = replace(bare_block(above), lines=above.lines + block.lines, end=block.end)
                rule = "running head: short lines above the number of their page"
                out.append(whole.called(Role.FURNITURE, rule, type="header", n=n))
                continue
            reading.conventions.add("page-marker")
            if out and out[-1].role is Role.PAGE and "n" not in out[-1].attrs:  # a break, then the new page's number
                out[-1] = replace(out[-1], attrs={**out[-1].attrs, "n": n})
                out.append(number_below(block))
                continue
            out.append(block.called(Role.PAGE, "page break: a page marker on its own line", n=n))
            continue
        if i and block.lines[0].feed and out[-1].role is not Role.PAGE:
            out.append(replace(page_at(block, "page break: a form feed", ""), attrs={"feed": "yes"}))
        out.append(mark_received(mark_continued(_mark_engine(block, text, reading), reading), reading))
    return _mark_feet(out, reading)


def _mark_feet(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide page numbers that stand at the foot of their pages (*Page 1 of 3*): the first is 1, with text above it,
    and the last ends the file, or says that it is the last."""
    typed = [i for i, b in enumerate(blocks) if b.role is Role.PAGE and reading.source.text[b.span.start] in "Pp"]
    if not typed or blocks[typed[0]].attrs.get("n") != "1":
        return blocks
    last = whole_text(reading.source, blocks[typed[-1]])
    ends = typed[-1] == len(blocks) - 1 and (len(typed) > 1 or bool(_LAST.search(last)))
    if not ends or not any(b.role is Role.NONE and b.end - b.start > 60 for b in blocks[: typed[0]]):
        return blocks
    out = list(blocks)
    for i in typed:
        rule = "page number: at the foot of its page, as the first and the last tell"
        out[i] = bare_block(blocks[i]).called(Role.FURNITURE, rule, type="pageNum", place="bottom")
    return out


def _heads_page(block: Block, reading: Reading) -> bool:
    """Whether `block`, directly above a page number, is the head of that page: short lines, no sentence."""
    if block.role is not Role.NONE or len(block.lines) > 3 or not block.gap or block.bullet or block.label:
        return False
    lines = [reading.source.text[line.start : line.end] for line in block.lines]
    return all(len(line) < 60 and not ends_sentence(line) and not starts_small(line) for line in lines)


def _is_marked_head(block: Block, reading: Reading) -> bool:
    """Whether `block`, directly above a page number, is the marking at the head of that page."""
    alone = block.role is Role.NONE and len(block.lines) == 1 and block.gap > 0
    typed = alone and "furniture" in reading.profile.features
    return typed and is_marking(whole_text(reading.source, block), reading)


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
