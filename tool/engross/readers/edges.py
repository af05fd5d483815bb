"""What stands on the edges of pages and is known by its place: rules, bare numbers, drafting lines, catchwords, specks.

Each of these takes the blocks of which the form is known already and decides some that stand beside them.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from engross.readers.blocks import (
    EDGE,
    UNSEEN,
    Block,
    Role,
    bare_block,
    body,
    ends_sentence,
    is_prose,
    starts_small,
    whole_text,
    words,
)
from engross.readers.inline import Reading
from engross.readers.page_breaks import blank_run, number_below
from engross.regex import compile_later

DRAFTING = compile_later(
    r"[A-Z][A-Z/&-]{0,12}(?::[A-Za-z][\w./-]{0,24}){1,3}(?:\s+\d{1,2}[/-]\d{1,2}[/-]\d{2,4})?(?=\s|$)"
)
_CONTINUED = compile_later(r"(?:[Pp]age|PAGE)\s+(?P<n>\d{1,3})\s*(?:of|,|to|[-–—])\s+(?=[A-Z])\S.{1,50}")
_RECEIVED = compile_later(
    r"(?:RECEIVED|REC['’]D)(?:\s(?:IN|BY|AT)\s[A-Z/ ]{2,30})?:?(?:\s[A-Z]{3}\.?\s\d{1,2},?\s\d{4})?"
)
#: No stamp of receipt has more lines.
_STAMPED = 5
_NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
#: With parenthesis and point.
_LONGEST_NUMBER = 6
BARE_NUMBER = compile_later(r"\(?(?P<n>\d{1,3})[.)]?")


def mark_noise(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide blocks without a letter or a figure of any script: specks that the OCR took for print. Rules and rows of
    dots are none."""
    out = list(blocks)
    for i, block in enumerate(blocks):
        text = whole_text(reading.source, block)
        if block.role is not Role.NONE or block.end - block.start > 24 or len(block.lines) > 1:
            continue
        if not any(c.isalnum() for c in text) and len({c for c in text if c > " "}) > 1 and text[:1] not in "|>#":
            rule = "unidentified: no letter and no figure"
            out[i] = bare_block(block).called(Role.FURNITURE, rule, type="unidentified")
            reading.report("text-doubtful", block.span, text=text)
    return out


def mark_rules(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide rules (``---``) that part pages: one interrupts a sentence, or stands beside what is on a page's edge."""
    pattern, out = reading.profile.pattern("separator"), list(blocks)
    for i in range(1, len(blocks) - 1):
        block = blocks[i]
        if block.role is Role.NONE and pattern.match(whole_text(reading.source, block)):
            beside = any(
                b.role in EDGE and b.attrs.get("type") != "unidentified" for b in (blocks[i - 1], blocks[i + 1])
            )
            if beside or _interrupts(blocks, i, reading):
                rule = "page break: a rule inside a sentence or beside a page's edge"
                out[i] = replace(bare_block(block), role=Role.PAGE, rule=rule, attrs={"feed": "yes"})
                below = blocks[i + 1]
                if below.role is Role.PAGE and below.attrs.get("n") and below.end > below.start:
                    out[i] = replace(out[i], attrs={"n": below.attrs["n"]})
                    out[i + 1] = number_below(below)
    return out


def mark_bare_numbers(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide page numbers without dashes (``2.``): beside what is on a page's edge, inside a sentence or next in order.

    A page that a typist numbered without dashes looks like a list; only its place tells.
    """
    out, last = list(blocks), 0
    numbers = {i: int(m["n"]) for i, b in enumerate(blocks) if (m := _bare_number(b, reading))}
    for i, block in enumerate(blocks):
        if "n" in block.attrs and block.attrs["n"].isdigit():
            last = int(block.attrs["n"])
        if i not in numbers:
            continue
        beside = any(b.role in EDGE for b in (*out[max(0, i - 1) : i], *blocks[i + 1 : i + 2]))
        n = numbers[i]
        begins = not last and _goes_on(blocks, i, numbers)
        if beside and (n == last + 1 or begins or _interrupts(blocks, i, reading)):
            rule = "page number: beside a page's edge"
            out[i], last = bare_block(block).called(Role.FURNITURE, rule, type="pageNum", n=str(n)), n
    return out


def _bare_number(block: Block, reading: Reading) -> re.Match[str] | None:
    """The number that is all of `block`, which is decided to be nothing else."""
    if block.role is not Role.NONE or block.span.end - block.span.start > _LONGEST_NUMBER:
        return None
    return BARE_NUMBER.fullmatch(reading.source.text, block.span.start, block.span.end)


def _goes_on(blocks: list[Block], i: int, numbers: dict[int, int]) -> bool:
    """Whether the next number on the edge of a page is one more than that at `i`, the first."""
    after = next((k for k in numbers if k > i), None)
    edged = after is not None and any(b.role in EDGE for b in (blocks[after - 1], *blocks[after + 1 : after + 2]))
    return after is not None and edged and numbers[after] == numbers[i] + 1


def mark_drafting(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide drafting lines (``EUR:FDKohler:mlb``) at the foot of a page, text behind them; at the end of a document
    they are end matter."""
    out = list(blocks)
    last = max((i for i, b in enumerate(blocks) if b.role not in UNSEEN), default=0)
    for i in range(1, last):
        block = blocks[i]
        drafted = DRAFTING.fullmatch(reading.source.text, block.span.start, block.span.end)
        foot = drafted and (blocks[i + 1].role in EDGE or drafted.group().count(":") > 1)
        if drafted and block.role is Role.NONE and foot:
            rule = "drafting line: at the foot of a page"
            out[i] = bare_block(block).called(Role.FURNITURE, rule, type="footer", place="bottom")
    return out


def mark_catchwords(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide catchwords: a few words alone before a page's edge that begin the next page's text."""
    run, out = blank_run(reading), list(blocks)
    for i, block in enumerate(blocks[:-1]):
        text = whole_text(reading.source, block)
        if (
            block.role is not Role.NONE
            or len(words(text)) > 3
            or len(text) > 24
            or ends_sentence(text[-1:] if words(text) == [] else text)
        ):
            continue
        edge = blocks[i + 1].gap >= run or blocks[i + 1].role in EDGE
        if not edge:
            continue
        later = [b for b in blocks[i + 1 : i + 14] if b.role is Role.NONE and len(words(body(reading.source, b))) > 3]
        starts = [whole_text(reading.source, b) for b in later[:3]]
        starts += [reading.source.text[b.start : b.end] for b in blocks[i + 1 : i + 60] if b.gap >= run][:2]
        if any(_opens_with(start, text) for start in starts):
            out[i] = bare_block(block).called(
                Role.FURNITURE, "catchword: the words that open a following page", type="catch"
            )
    return out


def _opens_with(start: str, catch: str) -> bool:
    """Whether the text `start` opens with the words of `catch`, marks aside."""
    wanted = [w.casefold() for w in words(catch)]
    return bool(wanted) and [w.casefold() for w in words(re.sub(r"</?u>", " ", start[:80]))][: len(wanted)] == wanted


def _interrupts(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether the block at `i` stands, with what is beside it on the page's edge, in the middle of a sentence."""
    above = next((b for b in reversed(blocks[max(0, i - 6) : i]) if b.role not in EDGE), None)
    below = next((b for b in blocks[i + 1 : i + 7] if b.role not in EDGE), None)
    if above is None or below is None or {above.role, below.role} != {Role.NONE}:
        return False
    text = body(reading.source, above)
    return len(words(text)) > 3 and not ends_sentence(text) and starts_small(body(reading.source, below))


def read_page_number(written: str) -> str:
    """A page's number in digits, or in the roman numerals in which it is written."""
    word = written.casefold()
    return str(_NUMBERS.index(word) + 1) if word in _NUMBERS else written.lstrip("0") or written


def mark_received(block: Block, reading: Reading) -> Block:
    """Decide the stamp of an office that received a paper: the word, in capitals on a line of its own, and short lines
    below."""
    if block.role is not Role.NONE or len(block.lines) > _STAMPED or reading.source.text[block.span.start] != "R":
        return block
    lines = [reading.source.text[line.start : line.end] for line in block.lines]
    if not _RECEIVED.fullmatch(lines[0]) or any(len(line) > 40 or ends_sentence(line) for line in lines[1:]):
        return block
    rule = "stamp: of an office that received the paper"
    return bare_block(block).called(Role.FURNITURE, rule, type="stamp", stamp="registry")


def mark_continued(block: Block, reading: Reading) -> Block:
    """Decide the head of a continued despatch: ``Page 2 of Desp. No. 214``, short lines, no sentence."""
    source, start, end = reading.source.text, block.lines[0].start, block.lines[-1].end
    telegram = source.find("PAGE ", start, min(end, start + 40)) >= 0
    if telegram and (page := reading.profile.pattern("telegram-page").match(source[start:end])):
        reading.conventions.add("telegram-page")
        n = read_page_number(page["n"])
        return bare_block(block).called(Role.FURNITURE, "running head: the page of a telegram", type="header", n=n)
    match = _CONTINUED.match(source, start, end)
    if match is None or block.role is not Role.NONE or len(block.lines) > 3:
        return block
    lines = [source[line.start : line.end] for line in block.lines]
    if any(len(line) > 60 or is_prose(line) or starts_small(line) or line.endswith((",", ";")) for line in lines):
        return block
    reading.conventions.add("running-head")
    rule = "running head: the page of a numbered document"
    return bare_block(block).called(Role.FURNITURE, rule, type="header", n=match["n"])
