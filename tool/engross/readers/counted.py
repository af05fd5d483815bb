"""The sweep over headings that count: *AGENDA ITEM 2: Election of the Chairman*, *Article IV*, *Part Two: Results*.

The word and the number make them headings, however long they are and however they are written; one alone may be a
sentence that begins so, so there must be two, with numbers that rise and text below each.
"""

from __future__ import annotations

from itertools import pairwise

from engross.readers.blocks import BETWEEN, Block, Role, bare, body, read_roman
from engross.readers.inline import Reading
from engross.regex import compile_later

_COUNTED = compile_later(
    r"(?P<word>[A-Z][A-Za-z]+(?:\s(?:[A-Z][A-Za-z]+|items?|points?|topic))?)\s+(?:[Nn]o\.\s?)?(?P<n>\d{1,3}|[IVXL]{1,7})(?:\.\s?(?P<letter>[A-Z])\.?)?"
    r"(?:(?:,? and |, |\s?[-–&]\s?)(?:\d{1,3}|[IVXL]{1,7})){0,6}"
    r"(?:\s?(?:[.:]|\s[-–—]+(?=\s)|[–—]+|--)\s*(?P<title>\S.*)|[.:]?)"
)
#: What such a line begins with that is no heading: what it names is elsewhere, or stands in a list.
_ELSEWHERE = compile_later(
    r"(?:PAGE|TABLE|FIGURE|CHART|MAP|TAB|LINE|COPY|BOX|REEL|ANNEX|APPENDIX|ATTACHMENT|ENCLOSURE|NOTE|FOOTNOTE|DOCUMENT"
    r"|TELEGRAM|DESPATCH|AIRGRAM|LETTER|VOLUME|CC|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER"
    r"|NOVEMBER|DECEMBER)S?\b"
)
#: Items of business: their titles may end as a sentence does.
_BUSINESS = compile_later(r"(?:AGENDA )?ITEM|POINT|TOPIC")
#: How the words end that announce what stands below them, as the last of a sentence do.
_ANNOUNCED = ("following:", "follows:", "read:", "this:", "these:")
_LONGEST, _FEW = 160, 9
_BELOW = (Role.NONE, Role.P, Role.TURN, Role.STAGE, Role.LIST_HEAD, Role.ITEM)


def mark_counted(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide headings that begin with a word and a number, of which others in the same document have the next."""
    out, found = list(blocks), dict[str, list[tuple[int, int]]]()
    for i, block in enumerate(blocks):
        if block.attrs.get("document"):
            _decide(out, found)
            found = {}
        counted = _read(block, reading)
        if counted and _has_text(blocks, i, reading):
            found.setdefault(counted[0], []).append((counted[1], i))
    _decide(out, found)
    return out


def _decide(out: list[Block], found: dict[str, list[tuple[int, int]]]) -> None:
    """Decide the headings of a document that were `found`: by their word, their numbers and places."""
    for places in found.values():
        numbers = [n for n, _ in places]
        if len(places) > 1 and all(a < b for a, b in pairwise(numbers)):
            for _, i in places:
                out[i] = out[i].called(Role.HEAD, "heading: a word and a number, others go on counting")


def _read(block: Block, reading: Reading) -> tuple[str, int] | None:
    """The word and the number with which `block` begins (a hundred for each, and one for each letter behind it), where
    it has the form of such a heading."""
    if block.role is not Role.NONE or block.bullet or block.label or block.end - block.start > _LONGEST:
        return None
    text = bare(" ".join(body(reading.source, block).split()))
    match = _COUNTED.fullmatch(text) if text[:1].isupper() else None
    if match is None:
        return None
    word, title = match["word"].upper(), match["title"] or ""
    if any(_ELSEWHERE.fullmatch(w) for w in word.split()) or title.endswith(("?", "!", ";", ",")):
        return None
    if title.endswith(".") and not (title.isupper() or (_BUSINESS.match(word) and len(title.split()) < _FEW)):
        return None
    if title.endswith(":") and (len(title.split()) >= _FEW or title.lower().endswith(_ANNOUNCED)):
        return None
    number = int(match["n"]) if match["n"].isdigit() else read_roman(match["n"].lower())
    part = ord(match["letter"]) - 64 if match["letter"] else 0
    return (word.removesuffix("S"), number * 100 + part) if number else None


def _has_text(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether what stands below the block at `i` is no line of the same kind: those are a list."""
    below = next((b for b in blocks[i + 1 : i + 6] if b.role not in BETWEEN), None)
    return below is not None and below.role in _BELOW and (below.gap > 0) and _read(below, reading) is None
