"""Sweeps over the outer parts of letters and memoranda: pieces that the typist set without a blank line between them
are cut apart, and what stands above the salutation or the memo header becomes letterhead, address and date.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from engross.dates import find_dates
from engross.readers.blocks import (
    EDGE,
    Block,
    Line,
    Role,
    bare,
    bare_block,
    body,
    ends_sentence,
    is_prose,
    is_row,
    starts_small,
    words,
)
from engross.readers.closing import close_lines
from engross.readers.datelines import read_dateline
from engross.readers.front import is_filed, names_kind
from engross.readers.furniture import is_marking
from engross.readers.inline import Reading
from engross.regex import compile_later

#: How many lines at the head and the foot of a block may be such pieces; how many blocks open a letter.
_HEAD_LINES, _FOOT_LINES, _FRONT_BLOCKS = 12, 8, 8
_ABBREVIATED = compile_later(
    r"\b(?:[A-Z]|Co|St|Ave|Rd|Blvd|Esq|Jr|Sr|Ltd|Inc|No|Bros|Mass|Conn|Pa|Va|Md|Str|Dr|Ph|Hon)\.$"
)
#: A telegram's signer, on its last line.
_SIGNER = compile_later(r"[A-Z]{3,}(?:-[A-Z]{3,})?")
_WIDE = compile_later(r"[ \t]{3,}")
_WIDEST_ADDRESS = 64


def cut_letters(blocks: list[Block], reading: Reading) -> list[Block]:
    """Cut blocks where a salutation, a complimentary close, a postscript or end matter begins on a line inside, and
    behind the heading of a list of names."""
    out: list[Block] = []
    for i, whole in enumerate(blocks):
        *parted, block = _part_marking(whole, reading)
        out += parted
        several = len(block.lines) > 1 and block.bullet[:1] not in ("#", ">")
        cuts = _cuts(block, reading, last=i == len(blocks) - 1) if several else []
        out += _pieces(block, cuts) if cuts else [block]
    return out


def _part_marking(block: Block, reading: Reading) -> list[Block]:
    """`block` cut where its first line has a marking and, over a wide blank, a date at the right or a page number at
    either side."""
    line, text = block.lines[0], reading.source.text
    if block.role is not Role.NONE or line.end - line.start > 90 or "   " not in text[line.start : line.end]:
        return [block]
    left, right = _WIDE.split(text[line.start : line.end], maxsplit=1)
    number = reading.profile.pattern("page-number")
    marking = right if number.match(left) else left
    if not marking.isupper() or not reading.profile.pattern("classification").match(marking):
        return [block]
    if marking is left and not (read_dateline(right) or number.match(right)):
        return [block]
    above, below = replace(line, end=line.start + len(left)), replace(line, start=line.end - len(right), gap=0)
    first = replace(block, lines=(above,), start=above.start, end=above.end, bullet="", label=None)
    return [first, replace(block, lines=(below, *block.lines[1:]), start=below.start, bullet="", label=None)]


def _cuts(block: Block, reading: Reading, *, last: bool) -> list[int]:
    """The numbers of the lines of `block` that begin a piece of their own."""
    source = reading.source
    if is_row(source, block.lines[0]):
        return []
    lines = block.lines
    shown = {k: source.text[lines[k].start : lines[k].end] for k in _outer(len(lines))}
    listed = not lines[1].gap  # else it is a field that was taken apart
    if (
        listed
        and reading.profile.pattern("memo-label").match(bare(shown[0]))
        and all(len(s) < 100 for s in shown.values())
    ):
        return [k for k in range(1, len(lines)) if k == 1 or _begins_item(lines, k, shown)]
    salutation, postscript = reading.profile.pattern("salutation"), reading.profile.pattern("postscript")
    end_matter, courtesy = reading.profile.pattern("end-matter"), reading.profile.pattern("complimentary-close")
    cuts: set[int] = set()
    for k, line in shown.items():
        above = shown.get(k - 1, "")
        if (
            k < _HEAD_LINES
            and len(line) < 90
            and not line[-1].isalnum()
            and salutation.match(line)
            and not (k and courtesy.match(shown.get(k + 1, "")))  # Sir, / Your obedient servant,
            and all(len(s) < 70 for s in _to(shown, k))
        ):
            cuts |= {k, k + 1}
        elif k and (
            (postscript.match(line) and (ends_sentence(above) or len(above) < 40))
            or (end_matter.match(line) and len(above) < 60 and (len(line) < 60 or ":" in line))
        ):
            cuts.add(k)
    close = close_lines(block, reading, first=max(0, len(lines) - _FOOT_LINES))
    if close and close[0] > 0:
        cuts.add(close[0])
    end = len(lines) - 1
    if last and _SIGNER.fullmatch(shown[end]) and ends_sentence(shown.get(end - 1, "")):
        cuts.add(end)
    return sorted(k for k in cuts if 0 < k < len(lines))


def _outer(count: int) -> list[int]:
    """The numbers of the first and the last lines of so many, each once."""
    return [*range(min(count, _HEAD_LINES)), *range(max(_HEAD_LINES, count - _FOOT_LINES), count)]


def _to(shown: dict[int, str], k: int) -> list[str]:
    return [line for number, line in shown.items() if number < k]


def _begins_item(lines: tuple[Line, ...], k: int, shown: dict[int, str]) -> bool:
    """Whether a line of a list of names begins one, and does not go on with the line above."""
    line, above = shown.get(k, ""), shown.get(k - 1, "")
    deeper = lines[k].indent > lines[1].indent + 1
    return not deeper and not line[:1].islower() and not above.endswith((",", "and", "of", "the", "for"))


def _pieces(block: Block, cuts: list[int]) -> list[Block]:
    """`block` in pieces that begin at its line 0 and at the lines `cuts`."""
    found = []
    for a, b in zip([0, *cuts], [*cuts, len(block.lines)], strict=True):
        lines = block.lines[a:b]
        piece = replace(block, lines=lines, end=lines[-1].end, parts=())
        found.append(piece if a == 0 else replace(piece, start=lines[0].start, bullet="", label=None))
    return found


def mark_addresses(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide letterheads and addresses: short lines above a salutation or a memo header, with nothing else above
    but titles and dates. The date among such lines becomes a dateline of its own."""
    if "datelines" not in reading.profile.features:
        return blocks
    salutation, field = reading.profile.pattern("salutation"), reading.profile.pattern("memo-field")
    out: list[Block] = []
    prose = False
    for block in blocks:
        here = block.role is Role.NONE
        if here and not block.label and block.end - block.start < 200:
            text = body(reading.source, block)
            letter = bool(salutation.match(text))
            if letter or (
                not prose and (_is_field(field.match(text)) or (text.isupper() and names_kind(text, reading)))
            ):
                _mark_front(out, reading, letter=letter)
        prose = prose or (here and is_prose(body(reading.source, block)))
        out.append(block)
    return out


def _mark_front(out: list[Block], reading: Reading, *, letter: bool) -> None:
    """Decide the letterhead, the address and the date in the last blocks of `out`."""
    first = len(out)
    while first and len(out) - first < _FRONT_BLOCKS and _is_front(out[first - 1], reading):
        first -= 1
    titled = any(_is_titled(b, reading) for b in out[first:])
    if first and not titled and out[first - 1].role is Role.NONE:
        return  # below text that goes on: these are lines of a list or a table
    front: list[Block] = []
    for block in out[first:]:
        front += _cut_date(block, reading)
    for k, block in enumerate(front):
        text = body(reading.source, block)
        several = len(block.lines) > 1
        if letter and block.role is Role.NONE and not block.bullet and read_dateline(text):
            whole = replace(block, start=block.span.start, label=None)
            front[k] = whole.called(Role.DATELINE, "dateline: place, date, time and nothing else, above a salutation")
            continue
        headed = bool(block.bullet) and not _is_letterhead(block, reading)
        if block.role is not Role.NONE or headed or _is_titled(block, reading) or read_dateline(text):
            continue
        if several and titled and _is_filed(block, reading):
            continue
        marked = reading.profile.pattern("classification").match(text) or is_marking(text, reading)
        below = bool(k) and front[k - 1].role is Role.ADDRESS and text.isupper()
        heads = (k == 0 and len(front) > 1) or _is_letterhead(block, reading)
        if marked or (titled and not several and not below and not _is_letterhead(block, reading)):
            continue
        if _is_address(block, reading) and (several or below or heads or (letter and not titled)):
            whole = replace(bare_block(block), label=None)
            front[k] = whole.called(Role.ADDRESS, "address: short lines above the salutation or the memo header")
    out[first:] = front


def _is_titled(block: Block, reading: Reading) -> bool:
    """Whether a line of `block` is a title: marked as one, or naming a kind of document."""
    source = reading.source
    return (block.bullet[:1] == "#" and not _is_letterhead(block, reading)) or any(
        names_kind(bare(source.text[line.start : line.end]), reading) for line in block.lines[:_HEAD_LINES]
    )


def _is_letterhead(block: Block, reading: Reading) -> bool:
    """Whether `block` is a line in capitals that an OCR engine set as a heading and that names no kind of document."""
    text = body(reading.source, block)
    typed = block.bullet[:1] == "#" and "furniture" in reading.profile.features
    return typed and text.isupper() and not names_kind(text, reading)


def _is_filed(block: Block, reading: Reading) -> bool:
    """Whether the last line of `block` is the number or name of a file, or the number of a despatch, as print has it
    below the title of a collection."""
    last = reading.source.text[block.lines[-1].start : block.end]
    filed = "titles" in reading.profile.features and is_filed(last, reading)
    return bool(filed or reading.profile.pattern("document-number").match(last))


def _is_field(found: re.Match[str] | None) -> bool:
    """Whether what begins as a field does is one, and no sentence."""
    return found is not None and not (starts_small(found["value"]) and ends_sentence(found["value"]))


def _is_front(block: Block, reading: Reading) -> bool:
    """Whether `block` may stand above a salutation: short lines that are no prose."""
    text = body(reading.source, block)
    if block.role in EDGE:
        return True
    memo = reading.profile.pattern("memo-field").match(text)
    if reading.profile.pattern("salutation").match(text):
        return False  # the letter has begun: another such line is a part of its close
    return block.role is Role.NONE and not is_prose(text.replace("\n", " ")[:60]) and len(text) < 400 and not memo and (
        all(line.end - line.start < _WIDEST_ADDRESS for line in block.lines)
        or _is_titled(block, reading)
    )  # fmt: skip


def _is_address(block: Block, reading: Reading) -> bool:
    """Whether the lines of `block` are those of a letterhead or an address: short, capital or number first, no
    sentences."""
    lines = [bare(reading.source.text[line.start : line.end]) for line in block.lines]
    form = reading.profile.pattern("form-field")
    if any(form.match(line) for line in lines if ":" in line):
        return False
    if reading.profile.pattern("declassification").search(lines[0]):
        return False  # the stamp of a review
    if len(lines) > 7 or any(len(line) > _WIDEST_ADDRESS or not words(line) for line in lines):
        return False
    if any(ends_sentence(line) and not _ABBREVIATED.search(line) for line in lines[:-1]):
        return False
    last = lines[-1]
    sentence = ends_sentence(last) and not _ABBREVIATED.search(last) and len(words(last)) > 4
    return not sentence and not last.endswith((":", "?", "!")) and all(not line[0].islower() for line in lines)


def _cut_date(block: Block, reading: Reading) -> list[Block]:
    """`block` cut around the line in it that is a date, with or without a place."""
    if block.role is not Role.NONE or len(block.lines) == 1 or read_dateline(body(reading.source, block)):
        return [block]
    for k, line in enumerate(block.lines):
        text = reading.source.text[line.start : line.end]
        if read_dateline(text) and find_dates(text):
            return _pieces(block, [c for c in (k, k + 1) if 0 < c < len(block.lines)])
    return [block]
