"""The sweep over datelines, and what stands beside them: the number of a despatch, a remark in brackets, a marking."""

from __future__ import annotations

import re

from msgspec.structs import replace

from engross.dates import OFFICES, find_dates, find_month, match_date
from engross.numeric_dates import find_figures
from engross.readers.blocks import Block, Role, bare, body, ends_sentence, is_prose, words
from engross.readers.inline import Reading
from engross.readers.options import is_marked
from engross.regex import compile_later

_PLACE = compile_later(
    r"[\[(\"“]*\s*[^\W\d_][^\d,;:!?]{1,40}?[\])]*\s*,?\s*[\])]*\s*(?:,\s*[^\W\d_][\w .’']{1,30},\s*)?"
)
#: What stands before a month without a day: of that less is needed to be a title.
_TOWN = compile_later(
    r"[\[(]?(?!.*\b(?:Conference|Meeting|Session|Talks|Crisis|Visit|Trip|Review|Report)\b)(?:[A-ZÀ-Þ][\w.’'-]*\s?){1,3},[\])]?\s[\[(]?"
)
_UNDATED = compile_later(r"^[\[(]*[A-Z][\w .’'-]{2,40}, (?:undated|no date|n\.d\.)\]?\.?$", re.IGNORECASE)
_RECEIVED = compile_later(r"(?:^|\s)[\[(]?(?:Received|Rec’d|Rec'd|Recd|Reçu|Eingegangen)\b[^\[\]()\n]{0,60}[\])]?\.?$")
#: Above the date may stand an office, with its place behind a comma or on a line below (*Legation of the United
#: States,* / *Managua,*), or a place with the land that it is in.
_OFFICE = compile_later(
    r"[\[(]?(?:The |\d{1,4}[A-Z]? )?(?:[A-ZÀ-Þ][\w.’'-]* (?<!From )){0,3}"
    rf"(?:{OFFICES}|Treasury|Chancery|Bureau|Quarters|Camp|Fort|Hotel|Building|Street|Gardens|Square|Avenue)\b"
    r"(?:,? (?:of|the|and|to|in|at|for|de|del|la|du|des|[A-ZÀ-Þ][\w.’'&-]*)\b\.?)*"
    r"(?:[,.]\s+(?:[A-ZÀ-Þ][\w.’'-]*[ ,]\s*){0,4})?,?\s*"
)
_LANDS = compile_later(
    r"(?:\d{1,4}[A-Z]? )?(?:[A-ZÀ-Þ][\w.’'-]*[ ]?){1,3}(?:, (?:[A-ZÀ-Þ][\w.’'-]*[ ]?){1,3}){1,3},\s*"
)
_ARTICLE = compile_later(r"(?:\b(?:le|den|el|il|li|de|the))\s+$")  # Paris, le 3 mars; Berlin, den 4. Mai
_HELD = compile_later(r"^(?:Held|held|HELD)\s(?:(?:at|in)\s[^\d]{3,60}?,?\s)?on\s")
#: No month with its year is longer, brackets included.
_LONGEST_MONTH = 24
#: No dateline with an office and the time of its receipt is longer.
_LONGEST_DATELINE = 190
#: With its marks and calls none is longer.
_LONGEST_MARKED = 600
_NUMBERED = compile_later(
    r"(?P<number>\[?No\.\s?\d{1,5}\.?\]?(?=[ \t]{2})|(?:A|CA|CG|G|D)[-–]\d{1,5}(?=[ ,]),?)[ \t]+(?=[^\W\d])"
)
_SPACES = compile_later(r"[ \t]{2,}")
#: With these before a date or behind it a line is a sentence, or a part of one.
_LEADS_ON = compile_later(
    r"\b(?:on|of|the|dated|since|until|from|by|is|are|was|were|am|im|vom|seit|bis|until|before|after)\s*$",
    re.IGNORECASE,
)
_SMALL_WORD = compile_later(
    r"(?<![\w.])(?!(?:noon|midnight|hours?|hrs|local|time|at|sea|and|evening|morning|afternoon|night"
    r"|received|via|sent|am|pm|a\.m|p\.m|heure|heures|uhr|h)\b)[a-zà-ÿ]{2,}"
)
_REMARK = compile_later(r"^\[[^\[\]\d]{3,40}\]$")
_NOTES = (Role.FOOTNOTE, Role.SOURCE_NOTE)
#: No line between title and dateline that is a title as well is longer.
_LONGEST_TITLE = 160
#: What such a line is not: a marking, a field or its label, an omission.
_NO_TITLES = ("classification", "memo-label", "memo-field", "omission", "salutation")
#: The number of a document, which its editors withhold.
_NUMBER_WITHHELD = compile_later(r"\[(?:<u>)?[\w ]*\bnumber not declassified(?:</u>)?\]")


def read_dateline(text: str) -> bool:
    """Whether `text` is a dateline: a place, a date, a time, and nothing else; each may be missing."""
    if len(text) > _LONGEST_MARKED:
        return False
    written, text = text.strip(), bare(text)  # of 10/26/62, a call /26/ would be taken away
    text = _join_lines(text) if "\n" in text else text
    if len(text) > _LONGEST_DATELINE:
        return False
    received = _RECEIVED.search(text)
    text = text[: received.start()].rstrip() if received else text
    if not text or _UNDATED.match(text):
        return bool(text or received)
    if len(text) > 110:
        return False
    text = _HELD.sub("", text)
    dates = find_dates(text)
    if not dates and (month := find_month(text)):  # Washington, August 1970.
        return bool(_TOWN.fullmatch(text[: month.start]) and not text[month.end :].strip(".]) "))
    if (not dates or dates[0].year is None) and (figures := find_figures(written)):
        return _is_dated_in_figures(written[: figures.start], written[figures.end :])
    if not dates or (dates[0].year is None and not _PLACE.match(_ARTICLE.sub("", text[: dates[0].start]))):
        return False
    before, after = _ARTICLE.sub("", text[: dates[0].start]), text[dates[-1].end :]
    if len(words(after)) > 3 or not _is_place(before):
        return False
    return not _LEADS_ON.search(before) and not (text.endswith(".") and _SMALL_WORD.search(after))


def _is_dated_in_figures(before: str, after: str) -> bool:
    """Whether a date in figures between these makes a dateline: nothing stands before it, or a place and a comma."""
    place = _ARTICLE.sub("", before)
    placed = place.rstrip().endswith(",") and not any(c.isdigit() for c in place) and _is_place(place)
    return not after.strip(" .])*_") and (placed or not place.strip("[(*_ "))


def _join_lines(text: str) -> str:
    """`text` on one line, where its date stands on the first line or below a single line without figures, a place."""
    lines = [line.strip() for line in text.split("\n")]
    dated = next((k for k, line in enumerate(lines) if find_dates(line)), len(lines))
    placed = dated == 0 or (dated == 1 and not any(c.isdigit() for c in lines[0]))
    return ", ".join(line.rstrip(",") for line in lines) if placed and len(lines) < 4 else text


def _is_time(text: str) -> bool:
    """Whether `text` is a time of the day, and nothing else."""
    written = match_date(text) if len(text) < 20 and text[:1].isdigit() else None
    return written is not None and written.month is None and not text[written.end :].strip(" .")


def _is_place(before: str) -> bool:
    """Whether what stands before a date is a place, or an office and its place (*Legation of the United States,
    Managua,*)."""
    if not before or (_PLACE.fullmatch(before) and len(words(before)) <= 5):
        return True
    return len(words(before)) <= 16 and bool(_OFFICE.fullmatch(before) or _LANDS.fullmatch(before))


def mark_datelines(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide the datelines in the front of each document (lines with a place, a date, a time)."""
    if "datelines" not in reading.profile.features:
        return blocks
    blocks = [piece for block in blocks for piece in _cut_number(block, reading)]
    out, seen_prose = list(blocks), 0
    headed = [i for i, b in enumerate(blocks) if b.bullet[:1] == "#" and read_dateline(body(reading.source, b))]
    days = set(headed) if len(headed) > 1 else set[int]()  # the headings of a diary
    salutation = reading.profile.pattern("salutation")
    for i, block in enumerate(blocks):
        text = body(reading.source, block)
        if block.role in (Role.TITLE, Role.ENCLOSURE) or block.attrs.get("document"):
            seen_prose = 0
        elif block.role is Role.NONE and seen_prose < 2 and len(text) < 200 and salutation.match(bare(text)):
            seen_prose = 2  # what stands below is the letter
        if i in days:
            seen_prose = 2
        elif block.role is Role.NONE and block.label is None and seen_prose < 2 and read_dateline(text):
            out[i] = block.called(Role.DATELINE, "dateline: place, date, time and nothing else")
        elif i and out[i - 1].role is Role.DATELINE and block.role is Role.NONE and _is_time(text):
            out[i] = block.called(Role.DATELINE, "dateline: the time, below the date")
        elif block.role is Role.NONE and not seen_prose and _is_month(text) and _is_below_title(out, i, reading):
            out[i] = block.called(Role.DATELINE, "dateline: a month and its year, below the title")
        elif block.role is Role.NONE and not seen_prose and i and is_number(block, reading):
            out[i] = call_number(block)
        elif block.role is Role.NONE and block.label is None and seen_prose < 1 and _is_remark(out, i, reading):
            out[i] = block.called(Role.REMARK, "remark: in brackets, or a marking, beside the dateline")
        elif block.role is Role.NONE and block.label is None and not seen_prose and _is_subtitle(out, i, reading):
            out[i] = block.called(Role.TITLE, "title: a line between title and dateline")
        elif block.role is Role.NONE and is_prose(text):
            seen_prose += 1
    return out


def _is_month(text: str) -> bool:
    """Whether `text` is a month with its year (*June 1981*), and nothing else."""
    month = find_month(text) if len(text) < _LONGEST_MONTH else None
    return month is not None and not text[: month.start].strip(" [(") and not text[month.end :].strip(" .])")


def _is_below_title(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether the line at `i` stands directly below a title, and no dateline below it."""
    above = next((b for b in reversed(blocks[max(0, i - 3) : i]) if b.role not in _NOTES), None)
    below = next((b for b in blocks[i + 1 : i + 4] if b.role not in _NOTES), None)
    dated = below is not None and read_dateline(body(reading.source, below))
    return above is not None and above.role is Role.TITLE and not dated


def _is_subtitle(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether the line at `i` stands between a title and its dateline and is a title as well: the number of a report
    (*NIE 11–2–61*), what a paper is about."""
    above = next((b for b in reversed(blocks[max(0, i - 3) : i]) if b.role not in _NOTES), None)
    below = next((b for b in blocks[i + 1 : i + 4] if b.role not in _NOTES), None)
    text = bare(body(reading.source, blocks[i]))
    if above is None or above.role is not Role.TITLE or below is None or below.role is not Role.NONE:
        return False
    if _NUMBER_WITHHELD.fullmatch(text):
        return read_dateline(body(reading.source, below))
    if len(text) > _LONGEST_TITLE or len(blocks[i].lines) > 1 or ends_sentence(text) or not text[:1].isupper():
        return False
    other = any(reading.profile.pattern(name).match(text) for name in _NO_TITLES)
    return not other and text[-1] not in ",)]" and read_dateline(body(reading.source, below))


def _cut_number(block: Block, reading: Reading) -> list[Block]:
    """`block` cut where the number of a despatch stands at the left of its first line and its dateline at the right."""
    source, line = reading.source, block.lines[0]
    match = _NUMBERED.match(source.text, line.start, line.end) if block.role is Role.NONE else None
    if match is None or not read_dateline(_SPACES.sub(" ", source.text[match.end() : block.end])):
        return [block]
    left = replace(line, end=match.end("number"))
    right = replace(line, start=match.end(), gap=0)
    number = replace(block, lines=(left,), start=left.start, end=left.end, bullet="", label=None)
    rest = replace(block, lines=(right, *block.lines[1:]), start=right.start, bullet="", label=None)
    return [call_number(number), rest.called(Role.DATELINE, "dateline: place, date, time and nothing else")]


def is_numbered_dateline(text: str) -> bool:
    """Whether `text` is the number of a despatch or airgram and a dateline (*A-331 Bonn, June 18, 1965.*)."""
    match = _NUMBERED.match(text) if text[:1] in "[NACGD" and "\n" not in text else None
    return match is not None and read_dateline(text[match.end() :])


def call_number(block: Block) -> Block:
    whole = replace(block, start=block.span.start, label=None)
    return whole.called(Role.REMARK, "number: of a telegram or despatch, alone above the text", type="number")


def is_number(block: Block, reading: Reading) -> bool:
    """Whether `block` is the number of a telegram or despatch, and nothing else."""
    text = reading.source.text[block.span.start : block.end]
    return len(text) < 60 and bool(reading.profile.pattern("document-number").match(text))


def _is_remark(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether the block at `i` is a remark that belongs to the opening: ``[Translation]`` above the dateline, or a
    classification marking beside it."""
    text = bare(body(reading.source, blocks[i]))
    marking = text[-1:] not in ".:" and is_marked(text, reading)
    remark = _REMARK.match(text) and not reading.profile.pattern("omission").match(text)  # [Here follows …] is text
    if not (remark or marking):
        return False
    if remark and i > 0 and blocks[i - 1].role is Role.TITLE:  # an enclosure may have no dateline
        return True
    above, below = blocks[max(0, i - 2) : i], blocks[i + 1 : i + 3]
    dated = any(b.role is Role.DATELINE for b in above)
    return dated or any(read_dateline(body(reading.source, b)) for b in below)
