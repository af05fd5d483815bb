"""Sweeps over a file that holds several documents: where each begins, and what is noise between them."""

from __future__ import annotations

import re

from msgspec.structs import replace

from engross.names import is_full_name
from engross.readers.blocks import EDGE, Block, Role, bare, body, ends_sentence, is_prose, unlabelled, words
from engross.readers.datelines import read_dateline
from engross.readers.front import is_header, names_kind
from engross.readers.inline import Reading
from engross.readers.likeness import likeness
from engross.readers.meetings import is_meeting
from engross.readers.persons import has_office
from engross.regex import compile_later
from engross.source import Span

#: Small letters in a name that stands in capitals: McGEORGE, MacARTHUR.
_SMALL_IN_NAMES = compile_later(r"(?<=\bM)a?c(?=[A-Z]{2})")
#: The title of a file stands among its first blocks, and has no more characters.
_TOP, _LONGEST_TITLE = 8, 300


def mark_documents(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide where each document of a file begins: its heading, or its memo header with the date above it.

    The first block of each gets the attribute ``document``, its heading the role TITLE.
    """
    if "documents" not in reading.profile.features or not blocks:
        return blocks
    out, starts = list(blocks), [0]
    prose = titled = False  # whether text, a title, stands already in the document that the last of `starts` begins
    for i, block in enumerate(blocks):
        line = _heading_line(body(reading.source, block))
        heads = block.role is Role.NONE and not is_header(blocks, i, reading) and is_kind_heading(line, reading)
        begins = False
        if heads and not (_heads_part(line) and (prose or titled) and not _is_parted(out, i, reading)):
            garbled = {} if is_kind_heading(line, reading, exactly=True) else {"garbled": "yes"}
            out[i] = block.called(Role.TITLE, "title: names a kind of document, alone on its line", **garbled)
            begins = i > 0 and (prose or titled)
        elif not heads and i < _TOP and not (prose or titled) and _is_long_title(blocks, i, reading):
            out[i] = block.called(Role.TITLE, "title: names a kind of document, above a date at the head of all")
            _mark_letterhead(out, i, reading)
        elif not heads and prose:
            begins = _opens_header(blocks, i, reading)
        if begins:
            starts.append(i)
            prose = titled = False
        titled = titled or out[i].role is Role.TITLE
        text = out[i].role is Role.NONE and is_prose_like(block)
        prose = prose or (text and not read_dateline(body(reading.source, block)))
    firsts = [0] + [_back_to_front(out, i, reading) for i in starts[1:]]
    for first in firsts:
        out[first] = replace(out[first], attrs={**out[first].attrs, "document": "1"})
    return _mark_noise(out, firsts, reading)


def _heads_part(text: str) -> bool:
    """Whether a line may head a part of minutes as well as a document: *Report of the Treasurer*."""
    return text[:6].upper() in ("REPORT", "AGENDA", "MINUTE")


def _is_parted(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether a page begins above the line at `i`, or a date or the fields of a memorandum stand below it."""
    field = reading.profile.pattern("memo-field")
    below = [body(reading.source, b) for b in blocks[i + 1 : i + 3] if b.role is Role.NONE]
    return blocks[i - 1].role in EDGE or any(read_dateline(text) or field.match(text) for text in below)


def _is_long_title(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether the block at `i` is the title of the file in ordinary letters, on several lines maybe (*Minutes of the
    Meeting of …*): no text stands above it, and a date below."""
    block, text = blocks[i], " ".join(body(reading.source, blocks[i]).split())
    if block.role is not Role.NONE or block.label or len(block.lines) > 6 or len(text) > _LONGEST_TITLE:
        return False
    below = next((b for b in blocks[i + 1 : i + 4] if b.role not in EDGE), None)
    if below is None or below.role is not Role.NONE or not read_dateline(body(reading.source, below)):
        return False
    return (
        (names_kind(bare(text), reading) or is_meeting(text, reading))
        and not ends_sentence(text)
        and not read_dateline(text)
    )


def _mark_letterhead(out: list[Block], title: int, reading: Reading) -> None:
    """Decide the lines in capitals above the block `title`, with which the file begins."""
    for i in range(title):
        text = body(reading.source, out[i])
        if out[i].role is Role.NONE and text.isupper() and not read_dateline(text):
            out[i] = unlabelled(out[i]).called(Role.ADDRESS, "address: a letterhead above the title")


def _heading_line(text: str) -> str:
    """The line that says whether a block is a heading: the last of two or three short ones, above which stands in
    capitals whose document it is; else all of it."""
    lines = text.split("\n")
    office = 1 < len(lines) < 4 and all(line.isupper() and len(line) < 60 for line in lines[:-1])
    last = lines[-1].strip()
    return last if office and len(last) < 60 and last[:1].isupper() and not ends_sentence(last) else text


def is_kind_heading(text: str, reading: Reading, *, exactly: bool = False) -> bool:
    """Whether a line alone is the heading of a document (``MEMORANDUM``), also in small letters, and, unless
    `exactly`, garbled."""
    line = re.sub(r"[^\w\s]", "", text).strip()
    capitals = _SMALL_IN_NAMES.sub("", text).isupper()
    if not words(line) or len(words(line)) > (14 if capitals else 6) or ends_sentence(text):
        return False
    if reading.profile.pattern("heading").match(line.upper()):
        return True
    if exactly or len(words(line)) > 6:
        return False
    first = words(line)[0].upper()
    addressed = len(words(line)) == 1 or words(line)[1].upper() in ("FOR", "TO", "OF", "FROM", "PREPARED")
    kinds = ("MEMORANDUM", "TELEGRAM", "AIRGRAM", "DESPATCH")
    return addressed and any(len(first) > 5 and likeness(first, kind) >= 0.8 for kind in kinds)


def is_prose_like(block: Block) -> bool:
    """Whether a block is long enough to be text, not a line of a heading or a stamp."""
    return any(line.end - line.start > 60 for line in block.lines)


def _opens_header(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether a memo header of two fields or more begins at block `i`."""
    field = reading.profile.pattern("memo-field")
    if blocks[i].role is not Role.NONE or not field.match(body(reading.source, blocks[i])):
        return False
    if any(field.match(body(reading.source, b)) for b in blocks[max(0, i - 2) : i] if b.role is Role.NONE):
        return False
    here = [bool(m and m["value"]) for b in blocks[i : i + 4] for m in [field.match(body(reading.source, b))]]
    return sum(here) >= 2


def _back_to_front(blocks: list[Block], i: int, reading: Reading) -> int:
    """The first block of the document whose heading is block `i`: back over its date, stamps and what the OCR
    made of them; a marking that directly follows the text before stays with that text."""
    first = i
    while first > 1:
        text = body(reading.source, blocks[first - 1])
        block = blocks[first - 1]
        short = len(text) < 50 and not ends_sentence(text) and not block.label and block.role is Role.NONE
        after_head = (
            block.role is Role.NONE
            and blocks[first - 2].role is Role.NONE
            and body(reading.source, blocks[first - 2]).rstrip().endswith(":")
        )
        if (
            block.role is Role.ROW
            or reading.profile.pattern("signature").match(text)
            or (block.role is Role.NONE and (is_full_name(text) or has_office(text)))  # a signature, one of a list
            or (after_head and len(text) > 12)
        ):
            break
        if block.role in EDGE or (short and not block.bullet) or read_dateline(text):
            first -= 1
        else:
            break
    while first < i and blocks[first].attrs.get("type") == "classification":
        first += 1
    return first


def _mark_noise(blocks: list[Block], firsts: list[int], reading: Reading) -> list[Block]:
    """Decide what stands before a document's heading and is neither date nor stamp: marks not identified."""
    out = list(blocks)
    for first in firsts[1:]:
        for i in range(first, len(out)):
            text = body(reading.source, out[i])
            if (
                out[i].role is Role.TITLE
                or is_prose(text)
                or (out[i].role is Role.NONE and reading.profile.pattern("memo-field").match(text))
            ):
                break
            if out[i].role is not Role.NONE or read_dateline(text):
                continue
            bare = replace(out[i], start=out[i].span.start, bullet="", label=None)
            out[i] = bare.called(
                Role.FURNITURE,
                "unidentified: above a document's heading, no words of a text",
                type="unidentified",
            )
            reading.report("text-doubtful", Span(bare.start, bare.end), text=text)
    return out
