"""Lines and blocks: a source cut into the pieces that will each become one thing in the edition.

A block is a run of lines between blank lines, cut again where a line opens something of its own: a bullet, a label
such as ``(a)``, a heading mark, a table row, a page marker, a footnote. Its bullet and its label are measured, not
yet judged; `role` is empty until one of the sweeps (see `readers/sweeps.py`) decides it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct, field
from msgspec.structs import replace

from engross.profile import Profile
from engross.readers.fields import match_field
from engross.readers.layout import Layout, measure_layout
from engross.regex import compile_later
from engross.source import LAYOUT, Source, Span
from engross.vocabulary import Vocabulary

_BULLET = compile_later(r"(?:--|[-*+•–])[ \t]+(?=\S)(?![-*+•–\s]+$)")
#: With these a heading, a quotation, a bullet begins.
_BEGUN = "#>-*+•–"
_HEADING = compile_later(r"#{1,6}[ \t]+(?=\S)")
_CLOSING = compile_later(r"[ \t]+#{1,6}$")
#: What pandoc puts behind a heading: ``{#sec:rice .unnumbered}``.
_ATTRIBUTES = compile_later(r"[ \t]*\{(?:[#.][^{}\n]{1,200}|-)\}$")
#: What fences begin with, and how.
FENCES, _FENCE = ":<", compile_later(r":::|</?(?:fig|div|section|header|footer|center|table)")
_UNDERLINE = compile_later(r"={3,}|-{3,}")
_QUOTED = compile_later(r">(?:[ \t]?>)*[ \t]?")
#: A label such as (a) or a.; its letter may be emphasized, as print has it, with or without the period.
_LABEL = compile_later(
    r"[\"“]?(?:(?P<open>\()\s?(?P<slanted><(?:u|i|em)>|[*_])?(?P<inner>\d{1,3}|[a-zA-Z]|[ivxl]{2,6}|[IVXL]{2,6})"
    r"(?(slanted)(?:</(?:u|i|em)>|[*_]))\s?\)"
    r"|(?P<marked><(?:u|i|em)>|[*_])?(?P<value>\d{1,4}|[a-zA-Z]|[ivxl]{2,6}|[IVXL]{2,6})"
    r"(?P<ended></(?:u|i|em)>|(?<=[^*_])[*_])?(?P<close>[.)])(?(marked)(?(ended)|(?:</(?:u|i|em)>|[*_]))|(?(ended)(?!)))"
    r")(?=\s|$)(?!(?<=\b[pP]\.)\s\d)"  # p. 7 is a page
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_ABBREVIATED = compile_later(r"[,\s](?:Jr|Sr|Esq|Ret|USN|USA|USMC|USAF)\.$")
#: More characters than any of those has, with what stands around it.
_LONGEST = 8
_STOPS = ("?", "!", ":", ";")
#: What may stand behind a stop: the end of a quotation, of a call.
_BEHIND_STOPS = ('"', "”", "'", "’", ")", "]", "/")
_SENTENCE_END = compile_later(r"[.?!:;][\"”'’)\]]*(?:\(\d+\)|/\d+/|\[\^\w+\])?$")


#: What marks of OCR engines begin with, and the conventions that find them.
ENGINE = "<![\\{"
_ENGINES = ("page-break", "page-edge", "picture")


class Role(Vocabulary):
    """What a block is in its document. The empty role: not yet decided."""

    NONE = ""
    PAGE = "page break"
    FURNITURE = "forme work"
    COLLECTION = "title of the collection"
    TITLE = "title"
    HEAD = "heading"
    DATELINE = "dateline"
    REMARK = "remark beside the dateline"
    ENTRY = "dateline of an entry"
    FIELD = "field of a memo header"
    FORM = "field of a form"
    LIST_HEAD = "heading of a list"
    LIST_ITEM = "item under a heading"
    ITEM = "list item"
    SECTION = "numbered section"
    P = "paragraph"
    TURN = "speaker's turn"
    STAGE = "stage direction"
    SALUTE = "salutation"
    ADDRESS = "letterhead or address"
    SIGNED = "signature"
    POSTSCRIPT = "postscript"
    TRAILER = "end matter"
    ROW = "table row"
    SOURCE_NOTE = "source note"
    FOOTNOTE = "footnote"
    ENCLOSURE = "heading of an enclosure"
    QUOTE = "block quotation"
    SEPARATOR = "rule between documents"


#: What is on the edge of a page; what may stand between blocks that belong together; and what is no text of a document.
EDGE = (Role.PAGE, Role.FURNITURE)
BETWEEN = (*EDGE, Role.FOOTNOTE)
UNSEEN = (*BETWEEN, Role.SOURCE_NOTE)


class Line(Struct, frozen=True):
    """A line that is not blank: offsets of its first and behind its last printed character; `gap` blank lines
    before it; `indent` the column, from 0, of its first character; `feed`: a form feed stands before it; `tabbed`: tabs
    stand in it or around it, as between the cells of a table."""

    start: int
    end: int
    gap: int
    indent: int
    feed: bool
    tabbed: bool


class Label(Struct, frozen=True):
    """A label such as ``(a)``: its place, how it is written (``(x)``, ``x.``, ``x)``) and what it may count.

    `readings` are pairs of kind (number, lower, upper, roman, ROMAN) and value; an i is a roman one and a ninth
    letter.
    """

    span: Span
    style: str
    readings: tuple[tuple[str, int], ...]
    value: str


class Block(Struct, frozen=True):
    """A piece of the source on its way into the edition.

    `start` and `end` bound its text, behind its bullet, heading mark and label; `parts`, where there are any, are
    what stands in it instead of that one stretch: stretches of text and furniture between them.
    """

    lines: tuple[Line, ...]
    start: int
    end: int
    bullet: str = ""
    label: Label | None = None
    role: Role = Role.NONE
    rule: str = ""
    attrs: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Span | Block, ...] = ()

    @property
    def gap(self) -> int:
        """The number of blank lines before the block."""
        return self.lines[0].gap

    @property
    def span(self) -> Span:
        """All of the block, marks included."""
        return Span(self.lines[0].start, self.lines[-1].end)

    def called(self, role: Role, rule: str, **attrs: str) -> Block:
        """This block with its role decided by `rule`."""
        return replace(self, role=role, rule=rule, attrs={**self.attrs, **attrs})


def cut_lines(source: Source) -> list[Line]:
    """The lines of `source` that are not blank."""
    lines: list[Line] = []
    gap, feed, start = 0, False, 0
    for row in source.text.split("\n"):
        blank = not row.strip(LAYOUT)
        at = start
        for k, piece in enumerate(row.split("\f")):
            feed = feed or k > 0
            body = piece.strip(LAYOUT)
            if body:
                first = at + piece.index(body[0])
                lines.append(Line(first, first + len(body), gap, first - at, feed, "\t" in piece))
                gap, feed = 0, False
            at += len(piece) + 1
        gap += blank
        start += len(row) + 1
    return lines


def cut_blocks(source: Source, profile: Profile) -> list[Block]:
    """The blocks of `source`, in order, with no roles. Where only indentation parts paragraphs, those so begun have the
    attribute ``indented``."""
    lines = cut_lines(source)
    layout = measure_layout(lines)
    blocks: list[Block] = []
    run: list[Line] = []
    if front := _count_metadata(source, profile, lines):
        blocks.append(_metadata(source, tuple(lines[:front])))
        lines = lines[front:]
    for line, after in zip(lines, [*lines[1:], None], strict=False):
        indented = bool(run) and layout.opens_paragraph(run[-1], line, after)
        if run and (line.gap or line.feed or indented or _opens_block(source, profile, run, line)):
            blocks.append(_measure(source, tuple(run), layout))
            run = []
        run.append(line)
    if run:
        blocks.append(_measure(source, tuple(run), layout))
    return _take_dashes(blocks)


def _take_dashes(blocks: list[Block]) -> list[Block]:
    """`blocks` in which two hyphens are a bullet only beside others: alone they are a dash."""
    marked = {i for i, block in enumerate(blocks) if block.bullet == "--"}
    alone = {i for i in marked if not marked & {i - 1, i + 1}}
    return [bare_block(block) if i in alone else block for i, block in enumerate(blocks)] if alone else blocks


def _count_metadata(source: Source, profile: Profile, lines: list[Line]) -> int:
    """How many lines of the source's head are metadata between rules; those of an OCR engine describe a page."""
    if not lines or not source.text.startswith("---", lines[0].start):
        return 0
    head = source.text[lines[0].start : lines[0].start + _METADATA]
    match = profile.pattern("metadata").match(head)
    if match is None or profile.pattern("front-matter").match(match.group()):
        return 0
    return sum(line.end <= lines[0].start + match.end() for line in lines[:_METADATA_LINES])


def _metadata(source: Source, lines: tuple[Line, ...]) -> Block:
    """A block of all metadata; the rules around them are marks (three points that end them are kept)."""
    last = lines[-1] if source.text[lines[-1].start] == "." else lines[-2]
    return Block(lines, lines[1].start, last.end, attrs={"metadata": "yes"})


def _opens_block(source: Source, profile: Profile, run: list[Line], line: Line) -> bool:
    """Whether `line`, which follows `run` without a blank line, opens a block of its own."""
    here = source.text[line.start : line.end]
    first = source.text[run[0].start : run[0].end]
    last = source.text[run[-1].start : run[-1].end]
    if line.tabbed and _is_set_in_field(source, profile, run, line):
        return False
    if is_row(source, line) or is_row(source, run[-1]) or _HEADING.match(here) or _HEADING.match(last):
        return True
    if any(line[0] in FENCES and _FENCE.match(line) for line in (here, last)):
        return True
    if here[0] == ">" or last[0] == ">":
        bare = here.strip("> \t")  # a line with nothing but its mark ends the paragraph above
        return bool(bare) and (quoted_depth(here) != quoted_depth(last) or not last.strip("> \t"))
    if len(run) == 2 and _UNDERLINE.fullmatch(last):
        return True
    if last == first == "---" and profile.pattern("front-matter").match(source.text[run[0].start : run[-1].end]):
        return True
    if any(profile.pattern(name).match(here) for name in ("page-marker", "page-number", "footnote", "source-note")):
        return True
    if any(profile.pattern(name).match(last) for name in ("page-marker", "page-number")):
        return True
    if any("PAGE " in line[:40] and profile.pattern("telegram-page").match(line) for line in (here, last)):
        return True
    if any(line[0] in ENGINE and profile.pattern(n).match(line) for line in (here, last) for n in _ENGINES):
        return True
    if _BULLET.match(here):
        return here[:2] != "--" or first[:2] == "--"  # a dash with which a line begins
    label = read_label(source, line.start, line.end)
    if label:
        return bool(_BULLET.match(first) or read_label(source, run[0].start, run[0].end) or ends_sentence(last))
    memo = profile.pattern("memo-field")
    return bool(match_field(here, memo) and (len(last) < 60 or match_field(first, memo)))


def _is_set_in_field(source: Source, profile: Profile, run: list[Line], line: Line) -> bool:
    """Whether `line` goes on with the field of a memo header that `run` is: tabs set it in, as they part the field
    from its label."""
    first, memo = source.text[run[0].start : run[0].end], profile.pattern("memo-field")
    if not run[0].tabbed or source.text[line.start - 1] != "\t" or not match_field(first, memo):
        return False
    return not match_field(source.text[line.start : line.end], memo)


def quoted_depth(line: str) -> int:
    """How many marks of quotation, one in the other, `line` begins with."""
    mark = _QUOTED.match(line) if line[:1] == ">" else None
    return mark.group().count(">") if mark else 0


def _measure(source: Source, lines: tuple[Line, ...], layout: Layout) -> Block:
    start, end = lines[0].start, lines[-1].end
    bullet = ""
    for pattern in (_HEADING, _QUOTED, _BULLET) if source.text[start] in _BEGUN else ():
        mark = pattern.match(source.text, start, end)
        if mark:
            bullet = ">" if pattern is _QUOTED else mark.group().strip()
            start = mark.end()
            break
    if len(lines) == 2 and not bullet and (line := _UNDERLINE.fullmatch(source.text, lines[1].start, end)):
        end, bullet = lines[0].end, "#" if line.group()[0] == "=" else "##"
    if bullet[:1] == "#":
        end = _heading_end(source, start, end)
    label = read_label(source, start, end) if bullet[:1] != "#" else None
    if label:
        start = source.skip_layout(label.span.end, end)
    parts: tuple[Span | Block, ...] = ()
    if bullet == ">" and len(lines) > 1:  # each line has its mark
        marks = [_QUOTED.match(source.text, line.start, line.end) for line in lines]
        quoted = [Span(m.end() if m else line.start, line.end) for m, line in zip(marks, lines, strict=True)]
        parts = tuple(span for span in quoted if span.start < span.end)
        label = None
        start = lines[0].start + len(marks[0].group()) if marks[0] else lines[0].start
    attrs = {"indented": "yes"} if layout.indented and lines[0].indent > layout.margin else {}
    return Block(lines, min(start, end), end, bullet, label, attrs=attrs, parts=parts)


def _heading_end(source: Source, start: int, end: int) -> int:
    """Where the words of a heading end: before its attributes, and the marks that close it."""
    for pattern in (_ATTRIBUTES, _CLOSING):
        closing = pattern.search(source.text, start, end) if source.text[end - 1] in "}#" else None
        end = closing.start() if closing and closing.start() > start else end
    return end


def read_label(source: Source, start: int, end: int) -> Label | None:
    """The label with which the text from `start` begins, if it does with one."""
    match = _LABEL.match(source.text, start, end)
    if match is None:
        return None
    value = match["inner"] or match["value"]
    style = "(x)" if match["open"] else f"x{match['close']}"
    if value.isdigit():
        readings = [("number", int(value))]
    else:
        kind = "lower" if value.islower() else "upper"
        letters = [(kind, ord(value.lower()) - 96)] if len(value) == 1 else []
        roman = read_roman(value.lower())
        readings = [("roman" if value.islower() else "ROMAN", roman)] if roman else []
        readings = readings + letters if value.lower() == "i" else letters + readings
    return Label(Span(*match.span()), style, tuple(readings), value) if readings else None


def read_roman(value: str) -> int:
    """The number that the roman numeral `value` (small letters, below 90) stands for; 0 where it is none."""
    if not value or set(value) - set(_ROMAN):
        return 0
    digits = [_ROMAN[c] for c in value]
    total = sum(-d if d < max(digits[i:]) else d for i, d in enumerate(digits))
    return total if re.fullmatch(r"(?:x[cl]|l?x{0,3})(?:ix|iv|v?i{0,3})", value) else 0


def is_row(source: Source, line: Line) -> bool:
    """Whether `line` is the row of a table: cells between pipes, or with tabs between them. A tab before a long line
    sets it in."""
    if is_piped(source, line) or not line.tabbed:
        return is_piped(source, line)
    inside = "\t" in source.text[line.start : line.end + 1]
    return inside or (
        line.end - line.start <= _CELL and "\t" in source.text[line.start - line.indent : line.end + 1].lstrip(" ")
    )


def is_piped(source: Source, line: Line) -> bool:
    """Whether `line` begins and ends with a pipe, or is a rule between such rows (``+---+---+``)."""
    first = source.text[line.start]
    if first not in "|+" or line.end - line.start < 2 or source.text[line.end - 1] != first:
        return False
    return first == "|" or bool(_GRID.fullmatch(source.text, line.start, line.end))


#: Metadata at the head of a file take no more characters, and no more lines.
_METADATA, _METADATA_LINES = 20_000, 100

_GRID = compile_later(r"\+(?:[-=:]{3,}\+)+")

#: A cell that stands alone in its row is no longer.
_CELL = 40

#: A sentence's end is to be seen in so many characters.
_END = 60


def ends_sentence(text: str) -> bool:
    """Whether `text` ends as a finished sentence, clause or list does."""
    text = text.rstrip(LAYOUT)[-_END:]
    if text.endswith("."):
        return not _ABBREVIATED.search(text, len(text) - _LONGEST)
    if text.endswith(_STOPS):
        return True
    return text.endswith(_BEHIND_STOPS) and bool(_SENTENCE_END.search(text))


def starts_small(text: str) -> bool:
    """Whether `text` begins in the middle of a sentence: with a small letter."""
    return text[:1].islower()


def is_prose(text: str) -> bool:
    """Whether `text` is long enough, or punctuated as, a paragraph of prose."""
    return len(text) > 120 or (len(text) > 60 and ends_sentence(text))


_WORD = compile_later(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The words of `text`: runs of letters and digits."""
    return _WORD.findall(text)


def bare_block(block: Block) -> Block:
    """`block` with its bullet and label given back to its text; the mark of a heading stays a mark."""
    start = block.start if block.bullet[:1] == "#" and block.label is None else block.span.start
    return replace(block, start=start, bullet="", label=None, parts=())


def unlabelled(block: Block) -> Block:
    """`block` with its label given back to its text: a title's number is part of it."""
    return replace(block, start=block.label.span.start, label=None) if block.label else block


def body(source: Source, block: Block) -> str:
    """The text of `block`, without its marks."""
    return source.text[block.start : block.end]


def whole_text(source: Source, block: Block) -> str:
    """All of the text of `block`, marks included."""
    return source.text[block.lines[0].start : block.lines[-1].end]


_MARKS = compile_later(r"</?[a-z]{1,3}>|\*{1,2}|~~")
#: A call; the blank before it is not in the pattern: one that begins with white space is tried at each.
_CALL = compile_later(r"[(/\[](?:(?<=\()\d{1,3}\)|(?<=/)\d{1,3}/|(?<=\[)\^\w{1,12}\])")


def bare(text: str) -> str:
    """`text` as a reader sees it: without marks of emphasis and calls of notes. For tests, not for offsets."""
    return _bare(text) if len(text) < _SHORT else _strip_marks(text)


def _strip_marks(text: str) -> str:
    if "<" in text or "*" in text or "~~" in text:  # to look for a character first is a hundred times quicker
        text = _MARKS.sub("", text)
    if "(" in text or "/" in text or "[^" in text:
        *before, last = _CALL.split(text)
        text = "".join([*(part[:-1] if part[-1:].isspace() else part for part in before), last])
    return text.strip(LAYOUT)


#: Of texts that are shorter it is kept how they look bare: sweep after sweep asks for the same.
_SHORT = 1000
_bare = lru_cache(maxsize=512)(_strip_marks)
