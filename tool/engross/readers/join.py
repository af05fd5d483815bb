"""The sweep that joins what a page or a line end has cut: paragraphs that run on, words split at the end."""

from __future__ import annotations

import re

from msgspec.structs import replace

from engross.readers.blocks import Block, Role, body, ends_sentence, starts_small, words
from engross.readers.inline import Reading
from engross.source import Span

_EDGE = (Role.FURNITURE, Role.PAGE)
_TEXT = (Role.NONE, Role.P, Role.ITEM, Role.SECTION, Role.TURN, Role.QUOTE)


def join_blocks(blocks: list[Block], reading: Reading) -> list[Block]:
    """Join a paragraph and its rest behind a page's edge; the furniture between becomes part of it.

    A paragraph runs on where it does not end as a sentence does and the next text begins with a small letter.
    Its last words, where the next page begins with the same, are its catchword.
    """
    if not {"furniture", "titles"} & reading.profile.features:
        return blocks
    out: list[Block] = []
    i = 0
    while i < len(blocks):
        block = blocks[i]
        j = i + 1
        while block.role in _TEXT and j < len(blocks):
            k = j
            while k < len(blocks) and blocks[k].role in _EDGE:
                k += 1
            if k >= len(blocks) or not _runs_on(block, blocks[j:k], blocks[k], reading):
                break
            block = _join(block, blocks[j:k], blocks[k], reading)
            j = k + 1
        out.append(block)
        i = j
    return out


def _runs_on(block: Block, edge: list[Block], after: Block, reading: Reading) -> bool:
    """Whether `after` is the rest of the sentence with which `block` ends."""
    if after.role not in (Role.P, Role.NONE, Role.ITEM) or after.label is not None:
        return False
    listed = block.bullet == after.bullet and not after.gap  # lines of a list, one below the other
    if not edge and (not after.bullet or listed):
        return False
    if edge and not any(b.role is Role.PAGE for b in edge):
        return False
    if edge and "indented" in after.attrs:
        return False
    if edge and not after.gap and not any(b.gap for b in edge):
        return True
    text, rest = body(reading.source, block), body(reading.source, after)
    if ends_sentence(text) or len(words(text)) < 4:
        return False
    return starts_small(rest) or (bool(edge) and len(text) > 100 and after.bullet == "")


def _join(block: Block, edge: list[Block], after: Block, reading: Reading) -> Block:
    parts: tuple[Span | Block, ...] = block.parts or (Span(block.start, block.end),)
    last = parts[-1]
    rest = after.parts or (Span(after.start, after.end),)
    catch = _catchword(last, after, reading) if isinstance(last, Span) and edge else None
    if isinstance(last, Span) and catch:
        line = replace(block.lines[-1], start=catch.start, end=catch.end)
        word = Block(
            (line,),
            catch.start,
            catch.end,
            role=Role.FURNITURE,
            rule="catchword: the last words, with which the next page begins",
            attrs={"type": "catch", "place": "bottom"},
        )
        parts = (*parts[:-1], Span(last.start, catch.start), word)
    return replace(block, lines=block.lines + after.lines, end=after.end, parts=(*parts, *edge, *rest))


def _catchword(last: Span, after: Block, reading: Reading) -> Span | None:
    """The last word of `last` where `after` begins with it."""
    match = re.search(r"(?<=\s)\S+$", reading.source.text[last.start : last.end])
    first = words(body(reading.source, after)[:60])[:1]
    if not match or words(match.group()) != first or len(match.group()) < 3:
        return None
    return Span(last.start + match.start(), last.end)


def mark_displaced(blocks: list[Block], reading: Reading) -> list[Block]:
    """Link a paragraph that begins in the middle of a sentence to an unfinished one further up (OCR lost the order).

    Nothing is moved: both get the attribute that the encoder makes ``next`` and ``prev`` of.
    """
    if "furniture" not in reading.profile.features:
        return blocks
    out = list(blocks)
    for i, block in enumerate(out):
        text = body(reading.source, block)
        if block.role not in (Role.NONE, Role.P) or block.label or not starts_small(text):
            continue
        for j in range(i - 1, max(-1, i - 8), -1):
            above = body(reading.source, out[j])
            if out[j].role in _TEXT and not ends_sentence(above) and len(words(above)) > 3:
                out[j] = replace(out[j], attrs={**out[j].attrs, "run_on": f"f{i}"})
                out[i] = replace(block, attrs={**block.attrs, "run_in": f"f{i}"})
                if j < i - 1:  # else they are only parted by blank lines
                    reading.report("order-doubtful", Span(block.start, block.end), text=text[:40])
                break
    return out
