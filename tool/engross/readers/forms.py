"""The sweep that finds the fields of printed forms and finding aids: ``AGENCY: ARMY``, one below the other."""

from __future__ import annotations

from msgspec.structs import replace

from engross.readers.blocks import Block, Line, Role
from engross.readers.inline import Reading
from engross.regex import compile_later

#: So many fields make a form, and so many of them have labels that no memorandum's header has.
_FEWEST, _OWN = 3, 2
_FOR = compile_later(r"Aye|Yea|Yes|[Ff]av|For")
_RULES = {
    "form-field": "form: a label in capitals and its value, one of several in a row",
    "vote": "vote: the sides of a vote, one on a line",
}


def mark_forms(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide the fields of forms: lines with a label in capitals, a colon and a value, several of them in a row.

    Each becomes a block of its own; their labels and values are parted when the list is made.
    """
    out, i = list[Block](), 0
    while i < len(blocks):
        if len(blocks[i].lines) == 1 and (i + 1 == len(blocks) or blocks[i + 1].gap):  # a line alone is no form
            out.append(blocks[i])
            i += 1
            continue
        j = i
        while j < len(blocks) and blocks[j].role is Role.NONE and (j == i or not blocks[j].gap):
            j += 1
        lines = [line for block in blocks[i:j] for line in block.lines]
        headed = len(lines) > _FEWEST and _heads(lines[0], reading)
        if headed and _is_form(lines[1:], reading):
            head = replace(blocks[i], lines=tuple(lines[:1]), end=lines[0].end, parts=())
            out.append(head.called(Role.P, "paragraph: a line above the fields of a form"))
            lines = lines[1:]
        name = "form-field" if _is_form(lines, reading) else "vote" if _is_vote(lines, reading) else ""
        if j > i and name:
            reading.conventions.add(name)
            out += [_field(blocks[i], line, name) for line in lines]
        else:
            out += blocks[i : max(j, i + 1)]
        i = max(j, i + 1)
    return out


def _heads(line: Line, reading: Reading) -> bool:
    """Whether `line` stands in capitals above fields and is none: *DOCUMENT INFORMATION*."""
    text = reading.source.text[line.start : line.end]
    return text.isupper() and ":" not in text and len(text) < 60


def _is_form(lines: list[Line], reading: Reading) -> bool:
    if not _FEWEST <= len(lines) <= 60:
        return False
    form, memo = reading.profile.pattern("form-field"), reading.profile.pattern("memo-field")
    texts = [reading.source.text[line.start : line.end] for line in lines]
    if not all(form.match(text) for text in texts) or sum(not memo.match(text) for text in texts) < _OWN:
        return False
    labels = {text.split(":")[0] for text in texts}
    return len(labels) == len(texts) or not any(text.endswith((".", "?", "!")) for text in texts)  # else it is talk


def _is_vote(lines: list[Line], reading: Reading) -> bool:
    """Whether `lines` say how was voted: two or more, each a side, one of them for, one of them not."""
    if not 1 < len(lines) < 10:
        return False
    vote, text = reading.profile.pattern("vote"), reading.source.text
    sides = set[bool]()
    for line in lines:
        match = vote.match(text[line.start : line.end])
        if match is None:
            return False
        sides.add(bool(_FOR.search(match["label"])))
    return len(sides) == 2


def _field(block: Block, line: Line, name: str) -> Block:
    """One line of a form or a vote as a block; `name` is the convention."""
    field = replace(block, lines=(line,), start=line.start, end=line.end, bullet="", label=None, parts=())
    return field.called(Role.FORM, _RULES[name], convention=name)
