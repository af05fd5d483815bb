"""The sweep over files that hold several documents with titles, one after the other.

A further document begins with a title: a number and a kind (``90. Letter From …``), or one of them. Around it stand
other signs: the dateline below, the end of the document above (its notes, a signature, a rule), the number that comes
next. One sign alone is none; where only two agree the boundary is made, and reported.
"""

from __future__ import annotations

import re
from itertools import pairwise

from msgspec.structs import replace

from engross.readers.blocks import EDGE, Block, Role, bare, body, ends_sentence, is_prose, unlabelled
from engross.readers.closing import is_name
from engross.readers.datelines import read_dateline
from engross.readers.inline import Reading
from engross.regex import compile_later
from engross.source import Span

_NUMBER = compile_later(r"(?:(?:No\.|Document|Doc\.|DOCUMENT)\s*)?(?P<n>\d{1,4})(?:[.:)]|(?=\s+[A-Z\"“]))\s*(?=\S)")
_TO = compile_later(r"^[A-Z“\"][^.:;]{3,160}\bto\b\s+(?:the|Mr\.?|President|Secretary|Minister|[A-Z])")
#: How a title may end although a sentence may: with a time, a figure, a parenthesis.
_TITLE_END = compile_later(r"(?:\b[ap]\.\s?m|\d|\))\.?$")
_BEGINS = "title: a further document begins"


def mark_titled_documents(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide where a further document begins, by its title: the block gets the attribute ``document`` and is a TITLE;
    lines above it that repeat the title of the collection, and its file number, belong to it."""
    out = _mark_separators(blocks, reading)
    first = _first_number(out, reading)
    last, ended, text = first, False, False
    for i in range(1, len(out)):
        block = out[i]
        if block.attrs.get("document"):
            ended, text = False, False
        ended = ended or block.role is Role.SOURCE_NOTE or (block.role is Role.SEPARATOR and "foot" not in block.attrs)
        if block.role is not Role.NONE or block.attrs.get("document") or not text or not _is_title(out, i, reading):
            text = text or (block.role is Role.NONE and _is_text(block, reading))
            continue
        number = read_number(block, reading)
        signs = _signs(out, i, number, last, reading, sure_end=ended)
        if signs < 2:
            continue
        start = _front_above(out, i, reading)
        out[start] = replace(out[start], attrs={**out[start].attrs, "document": "1"})
        out[i] = unlabelled(out[i]).called(Role.TITLE, _BEGINS)
        if signs == 2:
            reading.report("document-doubtful", Span(out[i].start, out[i].end), title=_text(out[i], reading)[:60])
        last, ended, text = number or last, False, False
    if any(b.role is Role.TITLE and b.rule == _BEGINS for b in out):
        out = _mark_first(out, reading)
    return _drop_separators(out)


def _mark_first(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide the title of the first document, where others follow it and its profile looks for none."""
    if "titles" in reading.profile.features:
        return blocks
    out = list(blocks)
    at = next((i for i, b in enumerate(blocks[:4]) if b.role is Role.NONE and _is_title(blocks, i, reading)), -1)
    if at >= 0:
        out[at] = unlabelled(out[at]).called(Role.TITLE, "title: the first of several documents")
    if at == 1 and out[0].role is Role.NONE and not is_prose(_text(out[0], reading)):
        out[0] = unlabelled(out[0]).called(Role.COLLECTION, "collection: the line above the first of several titles")
    return out


def read_number(block: Block, reading: Reading) -> int:
    """The number with which a block begins as a title does (``90.``, ``No. 90``); 0 where it has none."""
    match = _NUMBER.match(bare(_text(block, reading)))
    return int(match["n"]) if match else 0


def _behind_number(text: str) -> str:
    """`text` without the number with which it begins as a title does."""
    match = _NUMBER.match(text)
    return text[match.end() :] if match else text


def _first_number(blocks: list[Block], reading: Reading) -> int:
    """The number of the first document's title."""
    for i, block in enumerate(blocks[:4]):
        if block.role in (Role.NONE, Role.TITLE) and _is_title(blocks, i, reading):
            return read_number(block, reading)
    return 0


def _is_text(block: Block, reading: Reading) -> bool:
    """Whether a block is text of a document: a sentence, no line of its front."""
    text = bare(body(reading.source, block))
    return is_prose(text) or (ends_sentence(text) and len(text) > 30 and not read_dateline(text))


def _is_title(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether the block at `i` has the form of a document's title."""
    block = blocks[i]
    if block.end - block.start > 600:  # marks and calls make no title that long
        return False
    text = bare(_text(block, reading))
    if len(text) > 400 or len(block.lines) > 4 or (i and blocks[i - 1].role is Role.ENCLOSURE):
        return False
    if block.bullet == "#" or _kind_of(text, reading):
        return True
    return len(text) < 200 and "to" in text and bool(_TO.match(_behind_number(text))) and not ends_sentence(text)


def _kind_of(text: str, reading: Reading) -> bool:
    """Whether `text` names a kind of document as a title does: with no more than a title's punctuation."""
    if text.endswith(":") or not reading.profile.pattern("kind").match(_behind_number(text)):
        return False
    return not ends_sentence(text) or bool(_TITLE_END.search(text[-8:]))


def _signs(out: list[Block], i: int, number: int, last: int, reading: Reading, *, sure_end: bool) -> int:
    """How many signs speak for a boundary at the title at `i`."""
    below = [body(reading.source, b) for b in out[i + 1 : i + 4] if b.role is Role.NONE]
    text = bare(_text(out[i], reading))
    dated = any(read_dateline(line) for line in below[:2])
    editorial = bool(re.match(r"(?i)editorial note", _behind_number(text)))
    above = next((b for b in reversed(out[max(0, i - 6) : i]) if b.role not in EDGE), None)
    ended = sure_end or (above is not None and _ends_document(above, reading))
    following = bool(number and last and number == last + 1)
    marked = out[i].bullet == "#" and out[0].bullet == "#"
    if not (following or ended or marked):
        return 0  # a title in the middle of a text is a heading
    named = _kind_of(text, reading)
    if not (dated or editorial or (following and named)):
        return 0
    return (2 if following else 0) + dated + editorial + ended + marked + named


def _ends_document(block: Block, reading: Reading) -> bool:
    """Whether a document may end with `block`: with a note, a rule, a signature."""
    text = body(reading.source, block)
    if block.role in (Role.SOURCE_NOTE, Role.FOOTNOTE, Role.SEPARATOR):
        return True
    return block.role is Role.NONE and (bool(reading.profile.pattern("signature").match(text)) or is_name(bare(text)))


def _front_above(out: list[Block], i: int, reading: Reading) -> int:
    """The first block of the document whose title is at `i`: the collection's title where it comes again, its file
    number."""
    collection = _text(out[0], reading).split("\n")[0]
    filed = reading.profile.pattern("file-number")
    for k in range(i - 1, max(0, i - 4), -1):
        text = _text(out[k], reading)
        if out[k].role is Role.NONE and text == collection:
            out[k] = unlabelled(out[k]).called(Role.COLLECTION, "collection: the title of the first document's again")
            return k
        if out[k].role is Role.NONE and filed.match(text):
            reading.conventions.add("file-number")
            out[k] = unlabelled(out[k]).called(Role.SOURCE_NOTE, "file number: above a title", place="inline")
            i = k
            continue
        break
    return i


def _mark_separators(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide rules (``* * *``, ``-----``) that stand alone."""
    return [
        replace(block, label=None, bullet="").called(Role.SEPARATOR, "rule: marks alone on a line, parts documents")
        if is_rule(block, reading)
        else block
        for block in blocks
    ]


def is_rule(block: Block, reading: Reading) -> bool:
    """Whether `block` is a rule, and not decided to be anything else."""
    if block.role is not Role.NONE:
        return False
    text = reading.source.text[block.lines[0].start : block.lines[-1].end]
    return bool(reading.profile.pattern("separator").match(text))


def _drop_separators(blocks: list[Block]) -> list[Block]:
    """Rules between two documents are marks; others are text like any."""
    out = list(blocks)
    for i, (block, after) in enumerate(pairwise([*blocks, None])):
        if block is None or block.role is not Role.SEPARATOR or "foot" in block.attrs:
            continue
        if not (after and after.attrs.get("document")):
            out[i] = replace(block, role=Role.NONE, rule="", start=block.span.start)
    return out


def _text(block: Block, reading: Reading) -> str:
    return body(reading.source, unlabelled(block))
