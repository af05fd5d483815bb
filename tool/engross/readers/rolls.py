"""The end of a list of names: whether its last line is a person, heads the text below, or begins it."""

from __future__ import annotations

import re

from engross.readers.blocks import BETWEEN, Block, Role, bare, body, ends_sentence, is_prose, starts_small, words
from engross.readers.inline import Reading
from engross.readers.persons import has_office, is_person
from engross.regex import compile_later

_TITLED = compile_later(
    r"The |Lord |Lady |Baron|Count |Field |Foreign |Under |Deputy |Acting |Vice |Chairman |Marshal "
)
#: With these words text begins below the names of those who were there.
_OPENS_TEXT = compile_later(
    r"\b(?:summary|conclusions?|decisions?|discussion|agenda|introduction|introductory|opening|background|remarks|minutes)"
    r"\b",
    re.IGNORECASE,
)
#: A single word that is no office.
_ALONE = compile_later(
    r"(?!Interpreter|Note-?[Tt]aker|Rapporteur|Observer|Recorder|Reporter|Staff|Others)[A-ZÀ-Þ]\w*[a-zà-þ]{2}"
)
_TABBED = compile_later(r"(?:Tab|TAB|Attachment|Annex|Enclosure)\s[“\"]?[\dA-Z]{1,3}[”\"]?\s?[:.–—-]+\s*\S")
#: A heading of one topic is no longer; other headings stand no further on, in blocks.
_LONGEST, _AHEAD = 64, 60
#: What is set in capitals and longer is no country's or office's abbreviation.
_ACRONYM = 9
#: A sentence below a heading has more words.
_FEW = 5


def heads_text(blocks: list[Block], first: int, i: int, reading: Reading) -> bool:
    """Whether the line at `i`, the last of a roll whose items begin at `first`, is a heading of the text below: it has
    the words of such headings, or is set in capitals as the name above it is not; or else the persons of the roll have
    their titles (*Mr.*, *The Secretary*) and this line has none: it is a single word, or prose stands below it, and
    another such heading further on.

    A name without a title looks the same; so where any sign is missing the line stays an item.
    """
    if i == first or not _begins_text(blocks, i, reading):
        return False
    text, above = _line(blocks[i], reading), _line(blocks[i - 1], reading)
    if _OPENS_TEXT.search(text) or (len(text) > _ACRONYM and text.isupper() and not above.isupper()):
        return True
    names = [_line(b, reading) for b in blocks[first:i] if b.role is Role.LIST_ITEM]
    titled = sum(is_person(name) or bool(_TITLED.match(name)) for name in names)
    if len(names) < 2 or titled * 3 < len(names) * 2:
        return False
    if _ALONE.fullmatch(text) and len(words(above)) > 1:
        return True
    below = range(i + 1, min(i + _AHEAD, len(blocks)))
    return _is_topic(blocks, i, reading) and any(
        _is_topic(blocks, k, reading) and _is_sentence(_line(blocks[k - 1], reading)) for k in below
    )


def _begins_text(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether the line at `i` is no person, no sentence and nothing in brackets, and the roll does not go on below."""
    text = _line(blocks[i], reading)
    if is_person(text) or _TITLED.match(text) or ends_sentence(text) or text[:1] in "[(" or i + 1 >= len(blocks):
        return False
    below = next((k for k in range(i + 1, min(i + 6, len(blocks))) if blocks[k].role not in BETWEEN), i + 1)
    return blocks[below].role is Role.NONE and ends_roll(blocks, below, reading)


def _is_topic(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether the block at `i` has the form of a heading, and prose directly below it."""
    block, text = blocks[i], _line(blocks[i], reading)
    if block.role is not Role.NONE or block.label or block.bullet or len(block.lines) > 1 or not block.gap:
        return False
    if len(text) > _LONGEST or "," in text or ends_sentence(text) or is_person(text) or _TITLED.match(text):
        return False
    below = next((b for b in blocks[i + 1 : i + 6] if b.role not in BETWEEN), None)
    capital = all(word[:1].isupper() for word in words(text) if len(word) > 3)
    return capital and below is not None and below.role is Role.NONE and _is_sentence(_line(below, reading))


def ends_roll(out: list[Block], i: int, reading: Reading) -> bool:
    """Whether the line at `i` is no more a name in a roll: a sentence, a heading, a field, a speaker's turn."""
    text = bare(body(reading.source, out[i]))
    if starts_small(text) and len(text) > 40:
        return True
    if is_tabbed(text) or is_column(out[i], reading):
        return False
    if out[i].gap and reading.profile.pattern("end-matter").match(text):
        return True
    if re.match(r"[^:]{2,40}:\s+\S", text) and (len(text) > 50 or ends_sentence(text)):
        return True
    if text.endswith(":") and len(words(text)) <= 12 and i + 1 < len(out):  # The Historical Office:
        return not _is_listed(bare(body(reading.source, out[i + 1])))
    sentence = ends_sentence(text) and not re.search(r"\b(?:Jr|Sr|Gen|Col|Esq|U\.S|[A-Z])\.$", text)
    return (sentence and len(words(text)) > 5) or len(words(text)) > (40 if has_office(text) else 22)


def is_column(block: Block, reading: Reading) -> bool:
    """Whether each line of a block, of which it has several, begins with a person."""
    source = reading.source.text
    return len(block.lines) > 1 and all(is_person(source[line.start : line.end]) for line in block.lines)


def is_tabbed(text: str) -> bool:
    """Whether a line names one of several enclosures: *Tab B: Draft reply*."""
    return text[:1] in "TAE" and bool(_TABBED.match(text))


def _is_listed(text: str) -> bool:
    """Whether a line may be a name below the name of a group: short, and no sentence."""
    return is_person(text) or (len(text) < 100 and text[:1].isupper() and not ends_sentence(text))


def is_said(text: str) -> bool:
    """Whether a line below the names of persons is a short sentence: it ends as one, and has a word that may be its
    verb, a longer one in small letters."""
    if text.endswith(":"):
        return False  # The Records staff:
    return ends_sentence(text) and "," not in text and any(w[:1].islower() and len(w) > 3 for w in words(text)[1:])


def _is_sentence(text: str) -> bool:
    return is_prose(text) or (ends_sentence(text) and len(words(text)) > _FEW)


def _line(block: Block, reading: Reading) -> str:
    return bare(body(reading.source, block))
