"""Sweeps for what stands between paragraphs: headings, dated entries, tables, quotations."""

from __future__ import annotations

import re

from engross.dates import Written, find_dates, match_date, match_day
from engross.readers.blocks import (
    UNSEEN,
    Block,
    Role,
    bare,
    body,
    ends_sentence,
    is_piped,
    is_row,
    starts_small,
    unlabelled,
    words,
)
from engross.readers.front import names_kind
from engross.readers.inline import Reading
from engross.readers.meetings import is_about_meeting
from engross.readers.persons import has_office, is_person
from engross.regex import compile_later
from engross.source import Source

_DOUBLE_NOTE = compile_later(r"^\(\(.*\)\)$", re.DOTALL)
_SMALL = {
    "a",
    "an",
    "and",
    "as",
    "at",
    "by",
    "for",
    "from",
    "in",
    "into",
    "of",
    "on",
    "or",
    "the",
    "to",
    "with",
    "re",
    "vs",
    "de",
    "la",
    "s",
    "other",
    "also",
    "its",
    "their",
    "our",
}
_ENUMERATED = compile_later(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxl]{2,5})[.)]\s")
_BUSINESS = compile_later(r"(?:(?:Agenda )?Item )?(?P<n>\d{1,2})[.):]\s+(?P<title>[A-Z“\"][^\n:]{2,80})")
#: Notes and page numbers between two blocks are no more than these.
_NEAR = 12
#: What may stand directly below such a title.
_BEHIND = frozenset((Role.TURN, *UNSEEN))
_DOTS = compile_later(r"^(?:[\W_]+|1[5-9]\d\d|20\d\d)$")  # a year alone heads nothing
#: No cell behind an empty one is longer.
_LONGEST_CELL = 600
#: What may stand above a title.
_ABOVE = (Role.PAGE, Role.FURNITURE, Role.DATELINE, Role.ADDRESS, Role.REMARK, Role.SOURCE_NOTE, Role.COLLECTION)
#: A heading of ordinary letters is no longer; print sets what is longer as a paragraph, or in capitals.
_LONGEST = 64
#: What may stand between and below the lines that somebody wrote below a document.
_TRAILING = frozenset((*UNSEEN, Role.SIGNED, Role.TRAILER, Role.P, Role.POSTSCRIPT, Role.SEPARATOR))
#: A long heading has so many words with capitals.
_NAMED = 4
_CAPTION = compile_later(r"(?:Table|List|Chart|Figure|Map|Schedule|Source)\b")
_TIMED = compile_later(r"\s[(\[]?\d{1,2}(?:[:.]\d\d)?[^\n]{0,20}\b[ap]\.\s?m\.[)\]]?$")


def mark_tables(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide table rows: cells between pipes, or tabs in two lines of a run."""
    source, out, field = reading.source, list(blocks), reading.profile.pattern("memo-field")
    rows: list[bool] = []
    for block in blocks:
        row = block.role is Role.NONE and is_row(source, block.lines[0]) and not field.match(body(source, block))
        rows.append(row or (bool(rows and rows[-1]) and block.role is Role.NONE and _is_tabbed_below(block, source)))
    several = False  # whether any row of the run has several cells; one set in with tabs alone makes no table
    for i, block in enumerate(blocks):
        if not rows[i]:
            continue
        if not i or not rows[i - 1] or block.gap:
            several = _has_cells(source, block)
            for k in range(i + 1, len(blocks)):
                if several or not rows[k] or blocks[k].gap:
                    break
                several = _has_cells(source, blocks[k])
        if several:
            out[i] = block.called(Role.ROW, "table row: pipes or tabs between its cells")
    return out


def _is_tabbed_below(block: Block, source: Source) -> bool:
    """Whether a line directly below a row begins with a tab: its first cell is empty, however long the second is."""
    line = block.lines[0]
    return (
        not block.gap and line.tabbed and line.end - line.start < _LONGEST_CELL and source.text[line.start - 1] == "\t"
    )


def _has_cells(source: Source, block: Block) -> bool:
    """Whether a row has more than one cell, or an empty one behind it: not only tabs before it."""
    return "\t" in source.text[block.start : block.end + 1] or is_piped(source, block.lines[0])


#: The number of a chapter has fewer characters, and fewer blocks stand between two.
_LONGEST_NUMBER, _CHAPTER = 5, 200
_PAIR = compile_later(r"[^\W\d_][\w ]{1,30}:\s\S")
#: A quotation is set in by so many blanks or more.
_SET_IN = 4


def mark_quotations(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide block quotations: lines that begin with ``>``, or that are all set in below a paragraph that leads to
    them with a colon."""
    out = list(blocks)
    for i, block in enumerate(blocks):
        if block.role is Role.NONE and block.bullet == ">":
            out[i] = block.called(Role.QUOTE, "quotation: its lines begin with >")
        elif i and block.lines[0].indent >= _SET_IN and _is_set_in(blocks, i, reading):
            out[i] = block.called(Role.QUOTE, "quotation: set in, below a colon")
    return out


def _is_set_in(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether the lines of the block at `i`, two or more, are all set in below a paragraph that ends with a colon, and
    what stands below is not."""
    block, above, below = blocks[i], blocks[i - 1], blocks[i + 1] if i + 1 < len(blocks) else None
    if block.role is not Role.NONE or above.role is not Role.NONE or block.label or block.bullet or not block.gap:
        return False
    margin = min(line.indent for line in above.lines)
    deep = len(block.lines) > 1 and all(line.indent >= margin + _SET_IN for line in block.lines)
    less = (
        below is None
        or below.role is not Role.NONE
        or min(line.indent for line in below.lines) < block.lines[-1].indent
    )
    return deep and less and body(reading.source, above).endswith((":", ":—", ":-"))


def read_entry(text: str) -> Written | None:
    """The date with which a dated entry opens: it comes first, and little follows it."""
    if len(text) > 80 or "\n" in text or (written := match_date(text)) is None:
        return match_day(text)
    after = text[written.end :].strip()
    if written.month is None and (written.minute is None or len(words(after)) > 4):
        return None
    if after[:1].islower() and not re.match(r"(?:from|to|for|with|by|phone|meeting|at)\b", after):
        return None
    return written if len(words(after)) <= 7 and not (ends_sentence(after) and len(words(after)) > 3) else None


def mark_entries(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide the datelines that open the entries of working notes."""
    if "entries" not in reading.profile.features:
        return blocks
    return [
        block.called(Role.ENTRY, "entry: a short line that begins with a date or a time")
        if block.role is Role.NONE and not block.label and not block.bullet and read_entry(body(reading.source, block))
        else block
        for block in blocks
    ]


def mark_headings(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide headings: Markdown's, items of business, and short lines without a full stop before longer ones."""
    out, minuted = _mark_business(blocks, reading), is_about_meeting(blocks, reading)
    for i, block in enumerate(out):
        if block.role is not Role.NONE:
            continue
        if block.bullet.startswith("#"):
            out[i] = block.called(Role.HEAD, "heading: marked with #", level=str(len(block.bullet)))
        elif (
            block.label is None
            and not block.bullet
            and i + 1 < len(blocks)
            and _is_heading(blocks, i, reading, minuted=minuted)
        ):
            out[i] = block.called(Role.HEAD, "heading: a short line without a full stop, text below it")
    return _mark_first(_unhead(_mark_rolls(out, reading), reading), reading)


def _unhead(blocks: list[Block], reading: Reading) -> list[Block]:
    """Unmake headings below which no text stands to the end of the document, but short lines: what was written below
    it (*I see no objection*, *Kellogg*)."""
    out, empty = list(blocks), True
    for i in range(len(out) - 1, -1, -1):
        block = out[i]
        if empty and block.rule.startswith("heading: a short"):
            out[i] = block.called(Role.P, "paragraph: a short line below the text, nothing but such lines behind it")
        elif empty and block.role not in _TRAILING:
            empty = block.role is Role.NONE and not block.label and not block.bullet and _is_short(block, reading)
        if block.attrs.get("document") or block.role is Role.ENCLOSURE:
            empty = True
    return out


def _is_short(block: Block, reading: Reading) -> bool:
    """Whether a block may stand below a document as a remark: a short line that is no sentence."""
    text = body(reading.source, block)
    return len(text) < _LONGEST and len(block.lines) == 1 and not ends_sentence(text)


def _mark_first(blocks: list[Block], reading: Reading) -> list[Block]:
    """In a typescript the headings above all text of a document are its titles, where no title was found; those that an
    engine marked deeper than the first head what is below them."""
    if "entries" in reading.profile.features:
        return _title_entries(blocks)
    if "furniture" not in reading.profile.features:
        return blocks
    out, front, level = list(blocks), list[int](), ""
    above = True
    for i, block in enumerate([*blocks, None]):
        if block is None or block.attrs.get("document"):
            _call_titles(out, front, reading)
            above, front, level = True, [], ""
        if block is None:
            break
        if above and block.role is Role.HEAD and (not level or block.attrs.get("level", "2") <= level):
            level = level or block.attrs.get("level", "2")
            front.append(i)
        elif block.role not in _ABOVE:
            above = False
    return out


def _title_entries(blocks: list[Block]) -> list[Block]:
    """A heading above the first entry, with nothing above it, is the title of the diary or the log."""
    first = next((i for i, b in enumerate(blocks) if b.role not in _ABOVE), len(blocks))
    headed = [b.role for b in blocks[first : first + 2]] == [Role.HEAD, Role.ENTRY]
    if not headed:
        return blocks
    title = blocks[first].called(Role.TITLE, "title: a heading above the first entry")
    return [*blocks[:first], title, *blocks[first + 1 :]]


def _call_titles(out: list[Block], front: list[int], reading: Reading) -> None:
    """Decide the headings `front`: titles; lines in capitals above the one that names a kind are the letterhead."""
    kinds = [i for i in front if names_kind(bare(body(reading.source, out[i])), reading)]
    for i in front:
        if kinds and i < kinds[0] and body(reading.source, out[i]).isupper():
            out[i] = out[i].called(Role.ADDRESS, "address: a letterhead above the title")
        else:
            out[i] = out[i].called(Role.TITLE, "title: a heading above all text")


def _mark_business(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide the numbered titles of a meeting's business (*2. Biafra*), each with talk directly below it, in a
    sequence; without that the last speaker would seem to say them."""
    found: list[int] = []
    for i, block in enumerate(blocks):
        if block.role is not Role.NONE or i + 1 == len(blocks) or blocks[i + 1].role not in _BEHIND:
            continue
        match = _BUSINESS.fullmatch(bare(body(reading.source, unlabelled(block))))
        if match is None or ends_sentence(match["title"]) or int(match["n"]) != len(found) + 1:
            continue
        below = next((b for b in blocks[i + 1 : i + 1 + _NEAR] if b.role not in UNSEEN), None)
        above = next((b for b in reversed(blocks[max(0, i - _NEAR) : i]) if b.role not in UNSEEN), None)
        listed = above is not None and above.role is Role.NONE and above.label is not None  # points that a speaker made
        if below is not None and below.role is Role.TURN and not listed:
            found.append(i)
    out = list(blocks)
    for i in found if len(found) > 1 else ():
        out[i] = unlabelled(out[i]).called(Role.HEAD, "heading: numbered, talk directly below it")
    return out


def _mark_rolls(blocks: list[Block], reading: Reading) -> list[Block]:
    """Unmake what would be three headings in a row or more: names become items, other lines paragraphs.

    What stands before the first name and behind the last stays a heading, as does the last of other lines.
    """
    out, i = list(blocks), 0
    while i < len(out):
        j = i
        while j < len(out) and out[j].rule.startswith("heading: a short"):
            j += 1
        if i < j and names_kind(bare(body(reading.source, out[i])), reading):
            i += 1  # a title above headings is one
        named = [k for k in range(i, j) if is_person(body(reading.source, out[k]))]
        if j - i >= 3 and len(named) * 2 >= j - i:
            for k in range(named[0], named[-1] + 1):
                out[k] = out[k].called(Role.LIST_ITEM, "list item: one of a row of names")
        elif j - i >= 3:
            for k in range(i, j - 1):
                out[k] = out[k].called(Role.P, "paragraph: one of three short lines in a row or more")
        else:
            for k in named:
                if has_office(body(reading.source, out[k])):
                    out[k] = out[k].called(Role.P, "paragraph: a name and an office, no heading")
        i = max(j, i + 1)
    return out


def _is_heading(blocks: list[Block], i: int, reading: Reading, *, minuted: bool) -> bool:
    text, after = bare(body(reading.source, blocks[i])), blocks[i + 1]
    if after.role in (Role.SOURCE_NOTE, Role.FOOTNOTE, Role.SIGNED, Role.PAGE, Role.FURNITURE) or _DOTS.match(text):
        return False
    if len(text) > 110 or "\n" in text or len(words(text)) > 20 or starts_small(text) or _DOUBLE_NOTE.match(text):
        return "headings" in reading.profile.features and _is_talk_heading(blocks, i, reading)
    if not any(c.isalpha() for c in text) and not _is_chapter(blocks, i, text, reading):
        return False  # a number: it may be that of a page
    if _is_pair(blocks, i, reading):
        return False  # Length: 90 feet
    if "headings" in reading.profile.features and re.fullmatch(r"\([^()]+\)", text):
        return True
    if (ends_sentence(text) and not _is_timed(text)) or text[:1] in "[(…." or text.endswith((",", "…", "-", "—")):
        return False
    if "titles" in reading.profile.features and not minuted and _ENUMERATED.match(text):
        return False  # a numbered point whose label stands inside its marks (<u>1. Veil of Secrecy</u>)
    if (field := reading.profile.pattern("memo-field").match(text)) and field["value"]:
        return False  # COPIES TO: S/S, EUR
    if "titles" in reading.profile.features and not _is_set_apart(text, after, reading):
        return False
    named = [w for w in words(text) if w.lower() not in _SMALL]
    capitals = sum(w[:1].isupper() or w[:1].isdigit() for w in named)
    titled = bool(named) and capitals * 3 >= len(named) * 2
    loose = "headings" in reading.profile.features and len(words(text)) <= 20
    return titled or loose


def _is_chapter(blocks: list[Block], i: int, text: str, reading: Reading) -> bool:
    """Whether a number alone is that of a chapter, in print: the first, or the one before it heads a text above."""
    number = int(text.rstrip(".")) if text.rstrip(".").isdecimal() and len(text) < _LONGEST_NUMBER else 0
    if "furniture" in reading.profile.features or not number:
        return False
    before = (str(number - 1), f"{number - 1}.")
    return number == 1 or any(body(reading.source, b) in before for b in blocks[max(0, i - _CHAPTER) : i])


def _is_pair(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether the line at `i` is a word, a colon and what it is worth, below another such line."""
    above = bare(body(reading.source, blocks[i - 1])) if i and blocks[i - 1].role is Role.NONE else ""
    return all(":" in line and _PAIR.match(line) for line in (above, bare(body(reading.source, blocks[i]))))


def _is_set_apart(text: str, after: Block, reading: Reading) -> bool:
    """Whether a line of print differs from what is below it as a heading does: it is short, or in capitals where that
    is not (lines of a teletype all are). Names with an office are looked at in their row."""
    if text.isupper():
        below = body(reading.source, after)
        return not (below.isupper() and after.role is Role.NONE and not after.label and len(after.lines) == 1)
    return len(text) <= _LONGEST or names_kind(text, reading) or bool(has_office(text)) or _is_all_named(text)


def _is_timed(text: str) -> bool:
    """Whether a line is the name of a part of a meeting with its time (*Morning Session, 9:15–11:30 a.m.*), of which no
    word but a small one is written as in a sentence."""
    time = _TIMED.search(text)
    name = text[: time.start()] if time else ""
    plain = "," not in name and not any(c.isdigit() for c in name)  # no place and date
    return bool(name) and plain and all(w[:1].isupper() or w in _SMALL for w in words(name))


def _is_all_named(text: str) -> bool:
    """Whether all words but the small ones have capitals, and no comma parts them: a long heading, no sentence; nor
    what is said of a table."""
    named = [w for w in words(text) if w.lower() not in _SMALL]
    plain = text[0].isalpha() and not _CAPTION.match(text) and "," not in text and ". " not in text
    return plain and len(named) >= _NAMED and all(w[:1].isupper() or w[:1].isdigit() for w in named)


def _is_talk_heading(blocks: list[Block], i: int, reading: Reading) -> bool:
    """A line such as ``phone, Stev--Sec`` under the dateline of an entry."""
    text = body(reading.source, blocks[i])
    below_date = i > 0 and blocks[i - 1].role is Role.ENTRY
    return below_date and len(words(text)) <= 8 and not ends_sentence(text) and not find_dates(text)
