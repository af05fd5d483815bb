"""Sweeps that find the notes of a published edition: its source note and its footnotes."""

from __future__ import annotations

import re

from msgspec.structs import replace

from engross.readers.blocks import Block, Role, body, is_prose, whole_text
from engross.readers.inline import Reading
from engross.source import Span


def mark_notes(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide source notes and footnotes.

    ``[^1]:`` and ``/1/`` at the start of a block are footnotes wherever they stand. ``(1)`` is one only behind the
    source note, or in a run of them at the end of the file: elsewhere it labels a paragraph.
    """
    source_note, footnote = reading.profile.pattern("source-note"), reading.profile.pattern("footnote")
    out, tail = list(blocks), False
    last_calls, ending = _calls(reading), _running_out(blocks, reading)
    for i, block in enumerate(blocks):
        if block.role is not Role.NONE:
            continue
        here = whole_text(reading.source, block)
        mark = footnote.match(here)
        if source_note.match(here):
            reading.conventions.add("source-note")
            out[i] = block.called(Role.SOURCE_NOTE, "source note: begins with Source:")
            if _is_summary(out, i, reading):
                out[i - 1] = out[i - 1].called(Role.SOURCE_NOTE, "summary: parted from the text, above the source note")
            tail = True
        elif mark and mark["round"] and mark["round"] not in last_calls and source_note.match(here[mark.end() :]):
            reading.conventions.add("source-note")
            note = read_footnote(block, mark, mark["round"])
            out[i] = note.called(Role.SOURCE_NOTE, "source note: begins with a number and Source:")
            tail = True
        elif mark and (not mark["round"] or ((tail or i in ending) and mark["round"] in last_calls)):
            reading.conventions.add("footnote")
            number = mark["mark"] or mark["slash"] or mark["round"]
            out[i] = read_footnote(block, mark, number)
        elif not mark and _is_indented(out, i):
            out[i] = replace(block, start=block.span.start, label=None).called(
                Role.FOOTNOTE, "footnote: a further paragraph, set in under it", more="yes"
            )
        elif tail and not mark and _goes_on(out, i, reading):
            out[i] = block.called(Role.FOOTNOTE, "footnote: a further paragraph, more notes below", more="yes")
        elif not mark and _is_quoted(out, i, reading):
            out[i] = block.called(Role.FOOTNOTE, "footnote: it announces the quotation that follows", more="yes")
        elif not mark and tail and here[:1] not in "([":
            tail = False
    return _mark_last(out, reading)


def _mark_last(out: list[Block], reading: Reading) -> list[Block]:
    """Decide the editors' summary where it stands alone at the end, the source note being further up: more blank lines
    part it from the text than any other paragraph."""
    if "titles" not in reading.profile.features or len(out) < 8 or not any(b.role is Role.SOURCE_NOTE for b in out):
        return out
    last, gap = out[-1], out[-1].gap
    plain = last.role is Role.NONE and not last.label and not last.bullet and len(last.lines) == 1
    if plain and gap > 1 and is_prose(body(reading.source, last)) and all(b.gap < gap for b in out[6:-1]):
        out[-1] = last.called(Role.SOURCE_NOTE, "summary: parted from the text, at its end")
    return out


def _is_indented(out: list[Block], i: int) -> bool:
    """Whether the block at `i` is set in under a footnote, which is not, as its further paragraphs are."""
    if not i or out[i - 1].role is not Role.FOOTNOTE or out[i].bullet:
        return False
    above = out[i - 1].lines[0].indent if "more" not in out[i - 1].attrs else 0
    return out[i].lines[0].indent >= above + 2


def _is_summary(out: list[Block], i: int, reading: Reading) -> bool:
    """Whether the editors' summary stands above the source note at `i`: more blank lines part it from the text than
    from the note."""
    if "titles" not in reading.profile.features or i < 3:
        return False
    above = out[i - 1]
    plain = above.role is Role.NONE and not above.label and not above.bullet and len(above.lines) == 1
    return plain and above.gap > out[i].gap > 0 and is_prose(body(reading.source, above))


def _goes_on(out: list[Block], i: int, reading: Reading) -> bool:
    """Whether the block at `i` stands between two footnotes of the closing notes."""
    pattern = reading.profile.pattern("footnote")
    above = out[i - 1].role is Role.FOOTNOTE
    return above and any(pattern.match(whole_text(reading.source, b)) for b in out[i + 1 : i + 3])


def _is_quoted(out: list[Block], i: int, reading: Reading) -> bool:
    """Whether the block at `i` is quoted by the footnote above: that ends with a colon, or its quotation is still
    open there (each paragraph of it begins with a quotation mark, the last one also ends with one)."""
    if not i or out[i - 1].role is not Role.FOOTNOTE:
        return False
    above = whole_text(reading.source, out[i - 1])
    first = reading.source.text[out[i].span.start]
    opened = above[:1] in '“"' and not re.search('[”"]', above[1:]) and "more" in out[i - 1].attrs
    return first in '“"' and (above.endswith(":") or opened)


def read_footnote(block: Block, mark: re.Match[str], number: str) -> Block:
    """`block` as the footnote `number`, of whose number `mark` is the match."""
    start = block.span.start + mark.end()
    label = Span(block.span.start, block.span.start + len(mark.group().rstrip()))
    kept = {"label": f"{label.start}:{label.end}"} if not mark["mark"] else {}
    plain = replace(block, start=start, label=None, bullet="")
    return plain.called(Role.FOOTNOTE, "footnote: begins with its number as notes do", n=number, **kept)


def _calls(reading: Reading) -> set[str]:
    """The numbers that stand in parentheses inside a line of the source."""
    text = reading.source.text
    found = re.finditer(r"\((\d{1,3})\)", text)
    return {m[1] for m in found if text[max(0, m.start() - 2) : m.start()].strip()}


def _running_out(blocks: list[Block], reading: Reading) -> set[int]:
    """The blocks from which on nothing but footnotes follows to the end or a source note there, ascending, or from 1
    again; their further paragraphs are set in."""
    pattern, source_note = reading.profile.pattern("footnote"), reading.profile.pattern("source-note")
    found, after = set[int](), 0
    for k in range(len(blocks) - 1, -1, -1):
        here = whole_text(reading.source, blocks[k])
        if not found and source_note.match(here):
            continue
        mark = pattern.match(here)
        number = int(mark["round"]) if mark and mark["round"] else 0
        if not number:
            if mark or blocks[k].lines[0].indent < 2:
                break
        elif after > 1 and number >= after:
            break
        else:
            found.add(k)
            after = number
    return found
