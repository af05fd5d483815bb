"""Sweeps over the front of a document: titles, datelines, memo headers, lists of participants, salutations."""

from __future__ import annotations

import re
from itertools import pairwise

from msgspec.structs import replace

from engross.readers.blocks import (
    BETWEEN,
    EDGE,
    Block,
    Role,
    bare,
    body,
    ends_sentence,
    is_prose,
    starts_small,
    unlabelled,
    words,
)
from engross.readers.datelines import call_number, is_number, is_numbered_dateline, read_dateline
from engross.readers.fields import Field, match_field
from engross.readers.inline import Reading
from engross.readers.layout import is_wrapped
from engross.readers.options import is_marked
from engross.readers.persons import has_office, is_person
from engross.readers.rolls import ends_roll, heads_text, is_said, is_tabbed
from engross.readers.talk import begins_talk
from engross.regex import compile_later

_NAMES_FOLLOW = compile_later(r"[^\W\d_ ]*(?:resent|articip|nwesen|eilnehm|sistent|anwezig|ttendance)", re.IGNORECASE)
_PARTY = compile_later(
    r"(?:to|from|through|via)\b", re.IGNORECASE
)  # no sentence stands below: *To / whom it may concern.*
_NUMBERED = compile_later(r"(?:No\.|Number|Document|Doc\.)\s*\d{1,5}\.?|\d{1,4}\.")
#: What stands below these is one thing; below *SUBJECTS* there are several.
_TAKES_ONE = compile_later(r"subject(?!s)|ref|from|through", re.IGNORECASE)
_SENTENCES = compile_later(r"[a-z]{3}[.?!]\s+[\[({]?[A-Z]")
_BEHIND = compile_later(r"\s*\([^()]{4,60}\)$")
_MAX_TITLES = 6
#: No list under a heading has more lines.
_MOST = 200
#: A title of so few words is no sentence.
_FEW = 8
#: No block of titles is longer, in characters; where none names a kind of document, no longer than a short paragraph.
_LONGEST, _LONGEST_PLAIN = 1200, 300
GROUP = "list heading: the name of a group, its members below"
_NOTES = (Role.FOOTNOTE, Role.SOURCE_NOTE)


def split_titles(blocks: list[Block], reading: Reading) -> list[Block]:
    """Cut the first block into its lines where each line is a title of its own."""
    return _split_at(blocks, 0, reading)


def _split_at(blocks: list[Block], i: int, reading: Reading) -> list[Block]:
    """Cut the block at `i`, the first of the text, into its lines where each is a title of its own."""
    if len(blocks) <= i or "titles" not in reading.profile.features or len(blocks[i].lines) == 1:
        return blocks
    if blocks[i].role or blocks[i].bullet.startswith("#"):
        return blocks
    first, kind, filed = blocks[i], reading.profile.pattern("kind"), reading.profile.pattern("file-number")
    source = reading.source
    lines = [source.text[line.start : line.end] for line in first.lines]
    if (
        len(lines) == 2
        and lines[0].endswith(",")
        and names_kind(" ".join(lines), reading)
        and not filed.match(lines[0])
    ):
        return blocks  # M. Alphand, … / à M. Couve de Murville, …
    files = [bool(filed.match(line)) for line in lines]
    marked = [_is_marking(line, reading) for line in lines]
    cut = [
        i
        for i, line in enumerate(lines)
        if i and (kind.match(line) or files[i] or files[i - 1] or len(lines[i - 1]) > 90 or marked[i - 1])
    ]
    if not cut and (any(is_prose(line) for line in lines[1:]) or is_wrapped(lines)):
        return blocks
    cuts = [0, *(cut or [i for i in range(1, len(lines)) if not starts_small(lines[i])]), len(lines)]
    pieces = [first.lines[a:b] for a, b in pairwise(cuts)]
    titles = [replace(first, lines=p, start=p[0].start, end=p[-1].end, bullet="", label=None, parts=()) for p in pieces]
    titles[0] = replace(titles[0], start=unlabelled(first).start, bullet=first.bullet)
    return [*blocks[:i], *titles, *blocks[i + 1 :]]


def mark_titles(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide the heads of a published document: the collection's title, a file number, the document's title."""
    if "titles" not in reading.profile.features:
        return blocks
    above = next((i for i, b in enumerate(blocks) if not _is_edge(b)), 0)
    if above and blocks[above].role is Role.NONE:  # a page begins above the titles: they are found behind it
        return blocks[:above] + mark_titles(_split_at(blocks[above:], 0, reading), reading)
    front = _front(blocks, reading)
    named = [i for i in front if names_kind(bare(_whole(blocks[i], reading)), reading) or blocks[i].bullet == "#"]
    if named and named[0] == 0 and len(front) > 1 and blocks[0].bullet != "#":
        named = named[1:] if len(named) > 1 else named
    if not named and front and _begins_text(blocks, front, reading):
        return blocks
    title = named[0] if named else front[-1] if front else -1
    if not named and front and _is_marking(_whole(blocks[title], reading), reading):
        title += 1  # no title stands below it
    out = list(blocks)
    top = _top(blocks, front, reading)
    for i in front:
        text = _whole(blocks[i], reading)
        if i == title:
            out[i] = unlabelled(blocks[i]).called(
                Role.TITLE, "title: names its kind or number" if named else "title: last of the first lines"
            )
        elif i == 0 and _NUMBERED.fullmatch(text):
            out[i] = unlabelled(blocks[i]).called(Role.TITLE, "title: its number alone")
        elif i < title and _is_marking(text, reading):
            out[i] = blocks[i].called(Role.REMARK, "remark: a marking above the title")
        elif i == top < title:
            out[i] = unlabelled(blocks[i]).called(Role.COLLECTION, "collection: the line above the title")
        elif i < title and is_number(blocks[i], reading):
            out[i] = call_number(blocks[i])
        elif i < top or (i < title and (any(c.isdigit() for c in text) or not text.isupper())):
            series = reading.profile.pattern("file-series").match(text)
            reading.conventions.add("file-series" if series else "file-number")
            out[i] = blocks[i].called(Role.SOURCE_NOTE, "file number: among the titles", place="inline")
        elif i == title + 1 and not blocks[i].gap and reading.profile.pattern("file-number").match(text):
            reading.conventions.add("file-number")
            out[i] = unlabelled(blocks[i]).called(Role.SOURCE_NOTE, "file number: below the title", place="inline")
        elif i < title or (i == title + 1 and not blocks[i].gap and _is_dated(blocks, i + 1, reading)):
            out[i] = blocks[i].called(Role.TITLE, "title: among the first lines")
    return out


def _is_marking(text: str, reading: Reading) -> bool:
    """Whether `text` is a marking of classification: in capitals, or without other words."""
    if "\n" in text or not is_marked(text, reading):
        return False
    found = reading.profile.pattern("classification").match(text)
    return text.isupper() or bool(found and not found["more"])


def _top(blocks: list[Block], front: list[int], reading: Reading) -> int:
    """The first of the titles: below a file number, if one stands above them all."""
    first = _whole(blocks[0], reading) if front[:1] == [0] else ""
    return 1 if len(front) > 1 and "/" in first and reading.profile.pattern("file-number").match(first) else 0


def _is_dated(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether the block at `i`, or behind notes that stand there, is a dateline."""
    below = next((b for b in blocks[i : i + 4] if b.role not in _NOTES), None)
    return below is not None and below.role is Role.NONE and read_dateline(body(reading.source, below))


def _greets(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether the block at `i` is a salutation."""
    return i < len(blocks) and bool(reading.profile.pattern("salutation").match(body(reading.source, blocks[i])))


def _is_edge(block: Block) -> bool:
    """Whether `block` may stand above the first title and is none: it is of the page, metadata, a source note."""
    return block.role in (*EDGE, Role.SOURCE_NOTE)


def _whole(block: Block, reading: Reading) -> str:
    """The text of a block with its label."""
    return body(reading.source, unlabelled(block))


def _front(blocks: list[Block], reading: Reading) -> list[int]:
    """The positions of the first lines: all up to a Markdown title, else those before dateline, prose and fields."""
    marked = [i for i, block in enumerate(blocks[:_MAX_TITLES]) if block.bullet == "#" and block.role is Role.NONE]
    marked = marked if marked and len(body(reading.source, blocks[marked[0]])) <= _LONGEST else []
    if marked and not any(is_prose(body(reading.source, b)) and b.gap for b in blocks[: marked[0]]):
        return [i for i in range(marked[0] + 1) if blocks[i].role in (Role.NONE, Role.ENCLOSURE)]
    front: list[int] = []
    for i, block in enumerate(blocks[:_MAX_TITLES]):
        text = body(reading.source, block)
        if block.role is Role.PAGE and front and _titled(blocks, i + 1, reading):
            continue  # between the title of the collection and that of the document a page begins
        if (
            block.role is not Role.NONE
            or len(text) > _LONGEST
            or is_header(blocks, i, reading)
            or (i and block.attrs.get("document"))
            or (read_dateline(text) and (front or _greets(blocks, i + 1, reading)))
            or is_numbered_dateline(text)
            or _is_first_paragraph(blocks, i, reading)
            or begins_talk(blocks, i, reading)
            or _greets(blocks, i, reading)
            or (
                front
                and block.gap > 0
                and not (_titled(blocks, i, reading) or _is_marked_kind(blocks, front, i, reading))
            )
        ):
            break
        front.append(i)
    return front


def _is_marked_kind(blocks: list[Block], front: list[int], i: int, reading: Reading) -> bool:
    """Whether nothing but a marking stands above the block at `i`, and that names a kind of document."""
    text = bare(_whole(blocks[i], reading))
    marked = all(_is_marking(_whole(blocks[k], reading), reading) for k in front)
    return marked and len(text) < 200 and not ends_sentence(text) and names_kind(text, reading)


def _is_first_paragraph(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether the block at `i` is prose already, not a long title: no title and no dateline follow it."""
    kind, text = reading.profile.pattern("kind"), body(reading.source, blocks[i])
    if is_wrapped([reading.source.text[line.start : line.end] for line in blocks[i].lines]):
        return True
    if len(text) < 60 or not ends_sentence(text) or (kind.match(bare(text)) and not _is_sentence(text)):
        return False
    below = [bare(body(reading.source, b)) for b in blocks[i + 1 : i + 4]]
    return not any(kind.match(line) or read_dateline(line) for line in below)


def _begins_text(blocks: list[Block], front: list[int], reading: Reading) -> bool:
    """Whether the first lines, which name no kind of document, are text already: nothing stands below them, or what
    goes on with a small letter, or one of them is text by itself."""
    below = next((b for b in blocks[front[-1] + 1 :] if not _is_edge(b)), None)
    if below is None:
        return True
    goes_on = below.role is Role.NONE and not below.label and starts_small(body(reading.source, below))
    if goes_on and _is_sentence(_whole(blocks[front[-1]], reading)):
        return True
    return any(_is_text(_whole(blocks[i], reading)) for i in front)


def _is_text(text: str) -> bool:
    """Whether `text`, which names no kind of document, is text and no title: long, a sentence, a line that is cut."""
    ended = ends_sentence(text) or bool(_SENTENCES.search(text))
    named = [word for word in words(text)[1:] if len(word) > 3]
    said = ended and 0 < len(named) <= 2 * sum(word[:1].islower() for word in named)
    return len(text) > _LONGEST_PLAIN or text[-1:] in "-,;" or said


def _is_sentence(text: str) -> bool:
    """Whether the words of `text`, its first two and the small ones left out, are written as in a sentence."""
    named = [word for word in words(text)[2:] if len(word) > 3]
    return sum(word[:1].islower() for word in named) * 4 > len(named) * 3


def _titled(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether the block after a blank line still belongs to the titles: it, or one soon behind it, names a kind of
    document, and a dateline follows that."""
    below_number = i > 0 and is_filed(_whole(blocks[i - 1], reading), reading)
    for k in range(i, min(i + 3, len(blocks))):
        text = _whole(blocks[k], reading)
        if i and is_number(blocks[k], reading):
            continue
        if len(text) > 600 or blocks[k].role is not Role.NONE:
            return False
        if below_number and k == i and _is_dated(blocks, i + 1, reading):
            return True
        if names_kind(bare(text), reading) or blocks[k].bullet == "#":
            if below_number and k == i:
                return True
            below = [b for b in blocks[k + 1 : k + 9] if b.role is Role.NONE]  # the title's notes may stand between
            return any(read_dateline(body(reading.source, b)) for b in below[:2])
        if ends_sentence(text) or read_dateline(text):
            return False
    return False


def is_filed(text: str, reading: Reading) -> bool:
    """Whether `text` is a file number, or the name of a file."""
    return any(bool(reading.profile.pattern(name).match(text)) for name in ("file-number", "file-series"))


def names_kind(line: str, reading: Reading) -> bool:
    """Whether `line` names a kind of document as titles do, in capitals too."""
    kind = reading.profile.pattern("kind")
    if kind.match(line):
        return not (line.endswith(".") and len(words(line)) > _FEW and _is_sentence(line))
    capitals = _BEHIND.sub("", line) if line[-1:] == ")" else line  # SIR R. CRAIGIE TO LORD HALIFAX (Received April 21)
    return capitals.isupper() and len(capitals) < 200 and bool(kind.match(capitals.title().replace(" To ", " to ")))


def mark_fields(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide memo headers (``TO : …``) and headings with the lines under them (``PARTICIPANTS``)."""
    label = reading.profile.pattern("memo-label")
    out, prose, said = list(blocks), 0, False
    for i, block in enumerate(blocks):
        text = body(reading.source, block)
        if block.role in (Role.TITLE, Role.HEAD, Role.ENCLOSURE) or block.attrs.get("document"):
            prose, said = 0, False
        if out[i].role is not Role.NONE:
            continue
        if block.label is None and prose < 2 and len(text) < 1200 and is_field(out, i, reading, sentences=said):
            reading.conventions.add("memo-field")
            out[i] = block.called(Role.FIELD, "memo field: a label such as TO or SUBJECT")
        elif (
            len(text) < 80
            and label.match(bare(text))
            and not block.label
            and i + 1 < len(blocks)
            and not _is_ended(blocks[i + 1], reading)
            and not (_PARTY.match(text) and is_said(bare(body(reading.source, blocks[i + 1]))))
            and not reading.profile.pattern("classification").match(bare(body(reading.source, blocks[i + 1])))
        ):
            out[i] = block.called(Role.LIST_HEAD, "list heading: a word such as PARTICIPANTS")
            _mark_listed(out, i, reading)
        elif text.endswith(":") and not said and _heads_persons(out, i, reading):
            out[i] = block.called(Role.LIST_HEAD, GROUP)
            _mark_listed(out, i, reading)
        elif text.endswith(":") and said and _heads_names(out, i, reading):
            out[i] = block.called(Role.LIST_HEAD, "list heading: an office or a group, persons below")
        else:
            prose += is_prose(text)
            said = said or (len(text) > 30 and ends_sentence(text))
    return out


def _heads_persons(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether the line at `i`, which ends with a colon, is the name of a group (*The Advisory Committee:*) above two
    names with offices."""
    text = body(reading.source, blocks[i])
    if len(words(text)) > 12 or blocks[i].label or blocks[i].bullet or len(blocks) < i + 3:
        return False
    below = [body(reading.source, b) for b in blocks[i + 1 : i + 3] if b.role is Role.NONE and not b.label]
    return len(below) == 2 and all(has_office(bare(line)) for line in below)


def _heads_names(out: list[Block], i: int, reading: Reading) -> bool:
    """Whether the line at `i`, which ends with a colon (*Members:*), stands above persons, in the middle of a text;
    these become items."""
    text = bare(body(reading.source, out[i]))
    if len(words(text)) > 5 or out[i].label or out[i].bullet:
        return False
    found = False
    for k in range(i + 1, min(i + 40, len(out))):
        block = out[k]
        if block.role in BETWEEN:
            continue
        line = bare(body(reading.source, block))
        named = block.role is Role.NONE and not block.label and len(line) < 200 and is_person(line)
        if not named or line[-1:] in ".:;?!" or len(block.lines) > 1:
            break
        out[k] = block.called(Role.LIST_ITEM, "list item: a person under the name of an office or a group")
        found = True
    return found


def is_field(blocks: list[Block], i: int, reading: Reading, *, sentences: bool = False) -> bool:
    """Whether the block at `i` is a field of a memo header: a label with its value; a weak one beside another, and so
    any behind `sentences` of the text."""
    field = reading.profile.pattern("memo-field")
    found = match_field(body(reading.source, blocks[i]), field)
    if not found or (len(found.value) > 300 and not _NAMES_FOLLOW.match(found.label)):
        return False
    if found.office:
        return not sentences
    if starts_small(found.value) and ends_sentence(found.value):
        return False  # From: the window he saw the ships.
    if found.value and not sentences and (not found.weak or _is_dated_field(found)):
        return True
    above, below = blocks[i - 1] if i else None, blocks[i + 1] if i + 1 < len(blocks) else None
    beside = above is not None and above.role is Role.FIELD
    if beside and found.value:
        return True
    after = match_field(body(reading.source, below), field) if below and below.role is Role.NONE else None
    if not found.value:  # an empty field is one between two others, its lines without a blank one
        return bool(beside and after and after.value and blocks[i].gap == 0)
    return bool(after and after.value)


def _is_other_field(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether the block at `i` is a field, and none that says who presides: under a roll's heading that is an item."""
    found = match_field(body(reading.source, blocks[i]), reading.profile.pattern("memo-field"))
    return found is not None and not found.office and is_field(blocks, i, reading)


def _is_dated_field(field: Field) -> bool:
    """Whether a field with a weak label has a date for its value, and no more: *DATE: October 12, 1962*."""
    return field.label[:4].casefold() in ("date", "datu") and len(field.value) < 80 and read_dateline(field.value)


def _is_ended(block: Block, reading: Reading) -> bool:
    """Whether `block` is itself a line of end matter: what stands above it heads no list (``Encl.`` above ``cc:``)."""
    text = body(reading.source, block)
    return bool(reading.profile.pattern("end-matter").match(text)) and not is_tabbed(text)


def is_header(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether a memo header of two fields or more begins at block `i`."""
    pair = [b for b in blocks[i : i + 2] if b.role is Role.NONE]
    return len(pair) == 2 and is_field(blocks, i, reading) and is_field(blocks, i + 1, reading)


def _mark_listed(out: list[Block], head: int, reading: Reading) -> None:
    """Decide the short lines under the list heading at `head`."""
    one = _TAKES_ONE.match(body(reading.source, out[head])) is not None
    persons = _NAMES_FOLLOW.search(body(reading.source, out[head])) is not None
    first = out[head + 1]
    numbered = first.label is not None and first.label.readings[0] == ("number", 1)
    bulleted = numbered or first.bullet in ("-", "*", "+", "•")
    for i in range(head + 1, min(head + _MOST, len(out))):
        block, text = out[i], body(reading.source, out[i])
        label = reading.profile.pattern("memo-label").match(bare(text)) or _is_other_field(out, i, reading)
        if block.role in BETWEEN:
            continue
        long = 300 if one or bulleted or is_person(text) else 160
        longest = max(line.end - line.start for line in block.lines) if persons else len(text)
        ends = block.bullet[:1] == "#" or reading.profile.pattern("omission").match(text)
        if block.role is not Role.NONE or label or longest > long or ends:
            break
        if numbered and block.label is None:
            break
        if bulleted and not numbered and not block.bullet and block.gap and "titles" in reading.profile.features:
            break  # a paragraph at the margin, as in Markdown
        if bulleted and not numbered and not block.bullet and (one or ends_roll(out, i, reading)):
            break
        marked = any(b.bullet for b in out[head + 1 : i]) and not bulleted and "titles" in reading.profile.features
        if marked and not block.bullet and block.gap and not any(b.bullet for b in out[i + 1 : i + 2]):
            break  # the same, below groups of names whose names alone have bullets
        if i > head + 1 and persons and is_said(text):
            break
        initial = block.label is not None and block.label.style == "x." and block.label.value.isupper()
        if not one and not bulleted and heads_text(out, head + 1, i, reading):
            break
        if initial and text.isupper() and sum(word.isalpha() and len(word) > 3 for word in words(text)) > 1:
            break  # I. STATEMENTS ON POLITICAL SUBJECTS
        if not bulleted and ((block.label and not initial) or (not one and ends_roll(out, i, reading))):
            break
        block = unlabelled(block) if initial else block
        out[i] = block.called(Role.LIST_ITEM, "list item: a short line under a list heading")
        if one and not bulleted:
            break


def mark_salutations(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide salutations that stand on a line of their own."""
    pattern, out = reading.profile.pattern("salutation"), list(blocks)
    close, greeted = reading.profile.pattern("complimentary-close"), False
    for i, block in enumerate(blocks):
        greeted = greeted and block.role not in (Role.TITLE, Role.ENCLOSURE) and not block.attrs.get("document")
        short = block.role is Role.NONE and block.end - block.start < 200
        if short and pattern.match(bare(body(reading.source, block))):
            below = body(reading.source, blocks[i + 1]).split("\n")[0] if greeted and i + 1 < len(blocks) else ""
            if below and close.match(below):
                continue  # I have the honour to be, / Sir, / Your obedient servant,
            out[i] = block.called(Role.SALUTE, "salutation: Dear … on its own line")
            greeted = True
    return out
