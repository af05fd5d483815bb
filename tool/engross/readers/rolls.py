"""The end of a list of names: whether its last line is a person, or heads the text below."""

from __future__ import annotations

from engross.readers.blocks import Block, Role, bare, body, ends_sentence, is_prose, words
from engross.readers.inline import Reading
from engross.readers.persons import is_person
from engross.regex import compile_later

_EDGE = (Role.FOOTNOTE, Role.PAGE, Role.FURNITURE)
_TITLED = compile_later(
    r"The |Lord |Lady |Baron|Count |Field |Foreign |Under |Deputy |Acting |Vice |Chairman |Marshal "
)
#: A heading of one topic is no longer; other headings stand no further on, in blocks.
_LONGEST, _AHEAD = 64, 60
#: A sentence below a heading has more words.
_FEW = 5


def heads_text(blocks: list[Block], first: int, i: int, reading: Reading) -> bool:
    """Whether the line at `i`, the last of a roll whose items begin at `first`, is a heading of the text below: the
    persons of the roll have their titles (*Mr.*, *The Secretary*) and this line none, prose stands below it, and
    another such heading further on.

    A name without a title looks the same; so where any sign is missing the line stays an item.
    """
    if not _is_topic(blocks, i, reading):
        return False
    names = [_line(b, reading) for b in blocks[first:i] if b.role is Role.LIST_ITEM]
    titled = sum(is_person(name) or bool(_TITLED.match(name)) for name in names)
    if len(names) < 2 or titled * 3 < len(names) * 2:
        return False
    below = range(i + 1, min(i + _AHEAD, len(blocks)))
    return any(_is_topic(blocks, k, reading) and _is_sentence(_line(blocks[k - 1], reading)) for k in below)


def _is_topic(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether the block at `i` has the form of a heading, and prose directly below it."""
    block, text = blocks[i], _line(blocks[i], reading)
    if block.role is not Role.NONE or block.label or block.bullet or len(block.lines) > 1 or not block.gap:
        return False
    if len(text) > _LONGEST or "," in text or ends_sentence(text) or is_person(text) or _TITLED.match(text):
        return False
    below = next((b for b in blocks[i + 1 : i + 6] if b.role not in _EDGE), None)
    capital = all(word[:1].isupper() for word in words(text) if len(word) > 3)
    return capital and below is not None and below.role is Role.NONE and _is_sentence(_line(below, reading))


def _is_sentence(text: str) -> bool:
    return is_prose(text) or (ends_sentence(text) and len(words(text)) > _FEW)


def _line(block: Block, reading: Reading) -> str:
    return bare(body(reading.source, block))
