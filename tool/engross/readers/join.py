"""The sweep that joins what a page or a line end has cut: paragraphs that run on, words split at the end."""

from __future__ import annotations

import re

from msgspec.structs import replace

from engross.readers.blocks import EDGE, Block, Line, Role, bare, body, ends_sentence, starts_small, words
from engross.readers.inline import Reading
from engross.regex import compile_later
from engross.source import Span

#: A sentence's end, and its last words, are to be seen in so many characters.
_TAIL = 200
_NUMBERED = compile_later(r"\(?\d{1,3}[.)]\s")  # ~~4~~. 1. Freedom of navigation
#: A citation in parentheses behind a whole sentence ends a paragraph, with or without a period.
_CITED = compile_later(r"[.?!][\"”'’]*\s\([^()]{3,150}\)\s*$")
_TEXT = (Role.NONE, Role.P, Role.ITEM, Role.SECTION, Role.TURN, Role.QUOTE)


def join_blocks(blocks: list[Block], reading: Reading) -> list[Block]:
    """Join a paragraph and its rest behind a page's edge; the furniture between becomes part of it.

    A paragraph runs on where it does not end as a sentence does and the next text begins with a small letter.
    Its last words, where the next page begins with the same, are its catchword. In a published text of which some page
    numbers stand in the lines of a paragraph, those that blank lines set off stand between two.
    """
    if not {"furniture", "titles"} & reading.profile.features:
        return blocks
    out: list[Block] = []
    i, tight = 0, "titles" in reading.profile.features and _is_tight(blocks)
    while i < len(blocks):
        first = last = blocks[i]
        joined: list[Block] = []  # in turn what lies between, and the rest
        j = i + 1
        while first.role in _TEXT and j < len(blocks):
            k = j
            while k < len(blocks) and _is_edge(blocks[k]):
                k += 1
            if k >= len(blocks) or not _runs_on(first, last, blocks[j:k], blocks[k], reading):
                break
            if tight and _is_loose(blocks[j:k], blocks[k]) and not starts_small(body(reading.source, blocks[k])):
                break
            joined += blocks[j : k + 1]
            last = blocks[k]
            j = k + 1
        out.append(_join(first, joined, reading) if joined else first)
        i = j
    return out


def _is_tight(blocks: list[Block]) -> bool:
    """Whether a page number stands in the lines of a paragraph, without blank lines."""
    near = zip(blocks, blocks[1:], blocks[2:], strict=False)
    return any(
        b.role is Role.PAGE and a.role in _TEXT and c.role in _TEXT and not b.gap and not c.gap for a, b, c in near
    )


def _is_loose(edge: list[Block], after: Block) -> bool:
    """Whether blank lines set off a page number, above and below."""
    return bool(after.gap) and any(b.role is Role.PAGE and b.gap for b in edge)


def _is_edge(block: Block) -> bool:
    """Whether `block` stands on the edge of a page: furniture, a break, the notes at a page's foot and their rule."""
    return block.role in EDGE or "foot" in block.attrs


def _runs_on(first: Block, last: Block, edge: list[Block], after: Block, reading: Reading) -> bool:
    """Whether `after` is the rest of the sentence with which `last` ends, the paragraph that begins with `first`."""
    if after.role not in (Role.P, Role.NONE, Role.ITEM) or after.label is not None:
        return False
    if not edge and (not after.bullet or after.bullet == first.bullet or "furniture" not in reading.profile.features):
        return False  # items of a list; else, in OCR, a speck that was read as a bullet
    if edge and not any(b.role is Role.PAGE for b in edge):
        return False
    if edge and "indented" in after.attrs:
        return False
    if edge and not after.gap and not any(b.gap for b in edge):
        return not _is_finished(last, reading)
    text = reading.source.text[max(last.start, last.end - _TAIL) : last.end]
    if ends_sentence(text) or (first is last and len(words(text)) < 4):
        return False
    rest = body(reading.source, after)
    if _CITED.search(text) and not starts_small(rest):
        return False
    long = last.end - first.start > 100 and not _NUMBERED.match(bare(rest[:60]))
    return starts_small(rest) or (bool(edge) and long and after.bullet == "")


def _is_finished(block: Block, reading: Reading) -> bool:
    """Whether a paragraph of several lines ends with a sentence, on a line that is shorter than the others."""
    line, widest = block.lines[-1], max(line.end - line.start for line in block.lines)
    return (line.end - line.start) * 4 < widest * 3 and ends_sentence(reading.source.text[line.start : line.end])


def _join(first: Block, more: list[Block], reading: Reading) -> Block:
    """`first` with the furniture and the pieces of its text in `more`, in their order, as its parts."""
    parts: list[Span | Block] = [*(first.parts or (Span(first.start, first.end),))]
    lines = [*first.lines]
    for k, block in enumerate(more):
        if _is_edge(block):
            parts += [block] if block.role is not Role.SEPARATOR else []
            continue
        edged = _is_edge(more[k - 1]) if k else False
        if edged:
            at = next(n for n in range(len(parts) - 1, -1, -1) if isinstance(parts[n], Span))
            catch = _catchword(parts[at], block, reading)
            if catch:
                parts[at : at + 1] = [Span(parts[at].start, catch.start), _caught(lines[-1], catch)]
        parts += block.parts or (Span(block.start, block.end),)
        lines += block.lines
    return replace(first, lines=tuple(lines), end=more[-1].end, parts=tuple(parts))


def _caught(line: Line, catch: Span) -> Block:
    """The catchword at the end of `line` as furniture."""
    return Block(
        (replace(line, start=catch.start, end=catch.end),),
        catch.start,
        catch.end,
        role=Role.FURNITURE,
        rule="catchword: the last words, with which the next page begins",
        attrs={"type": "catch", "place": "bottom"},
    )


def _catchword(last: Span | Block, after: Block, reading: Reading) -> Span | None:
    """The last word of `last` where `after` begins with it."""
    if isinstance(last, Block):
        return None
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
    out, end_matter = list(blocks), reading.profile.pattern("end-matter")
    for i, block in enumerate(out):
        text = body(reading.source, block)
        if block.role not in (Role.NONE, Role.P) or block.label or not starts_small(text) or end_matter.match(text):
            continue
        for j in range(i - 1, max(-1, i - 8), -1):
            above = body(reading.source, out[j])
            listed = out[j].role is Role.ITEM and out[j + 1].role is Role.ITEM  # one ends with "; and"
            if out[j].role in _TEXT and not listed and not ends_sentence(above) and len(words(above)) > 3:
                out[j] = replace(out[j], attrs={**out[j].attrs, "run_on": f"f{i}"})
                out[i] = replace(block, attrs={**block.attrs, "run_in": f"f{i}"})
                if j < i - 1:  # else they are only parted by blank lines
                    reading.report("order-doubtful", Span(block.start, block.end), text=text[:40])
                break
    return out
