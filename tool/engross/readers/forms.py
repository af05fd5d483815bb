"""The sweep that finds the fields of printed forms and finding aids: ``AGENCY: ARMY``, one below the other."""

from __future__ import annotations

from msgspec.structs import replace

from engross.readers.blocks import Block, Line, Role
from engross.readers.inline import Reading

#: So many fields make a form, and so many of them have labels that no memorandum's header has.
_FEWEST, _OWN = 3, 2


def mark_forms(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide the fields of forms: lines with a label in capitals, a colon and a value, several of them in a row.

    Each becomes a block of its own; their labels and values are parted when the list is made.
    """
    out, i = list[Block](), 0
    while i < len(blocks):
        j = i
        while j < len(blocks) and blocks[j].role is Role.NONE and (j == i or not blocks[j].gap):
            j += 1
        lines = [line for block in blocks[i:j] for line in block.lines]
        if j > i and _is_form(lines, reading):
            reading.conventions.add("form-field")
            out += [_field(blocks[i], line) for line in lines]
        else:
            out += blocks[i : max(j, i + 1)]
        i = max(j, i + 1)
    return out


def _is_form(lines: list[Line], reading: Reading) -> bool:
    if not _FEWEST <= len(lines) <= 60:
        return False
    form, memo = reading.profile.pattern("form-field"), reading.profile.pattern("memo-field")
    texts = [reading.source.text[line.start : line.end] for line in lines]
    if not all(form.match(text) for text in texts) or sum(not memo.match(text) for text in texts) < _OWN:
        return False
    labels = {text.split(":")[0] for text in texts}
    return len(labels) == len(texts) or not any(text.endswith((".", "?", "!")) for text in texts)  # else it is talk


def _field(block: Block, line: Line) -> Block:
    field = replace(block, lines=(line,), start=line.start, end=line.end, bullet="", label=None, parts=())
    return field.called(Role.FORM, "form: a label in capitals and its value, one of several in a row")
