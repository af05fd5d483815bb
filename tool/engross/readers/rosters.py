"""The sweep over rosters: names one below the other, and the groups that they belong to.

A name alone looks like a heading (*Evans Gerakas*), an initial in front of it like the label of a list (*N. Stephen
Kane*). Only the row tells what they are, so a row is decided as a whole: three names or more, two lines out of three.
What stands above names and is none itself (*The Bureau of Public Affairs:*, *American Historical Association*) is the
heading of those below it.
"""

from __future__ import annotations

from msgspec.structs import replace

from engross.names import is_full_name
from engross.readers.blocks import BETWEEN, Block, Role, bare, body, ends_sentence, unlabelled, words
from engross.readers.front import GROUP
from engross.readers.inline import Reading
from engross.readers.meetings import is_meeting
from engross.readers.persons import has_office, is_person
from engross.readers.rolls import heads_text
from engross.regex import compile_later

#: A name with its offices is no longer, in characters; the name of a group, in words.
_LONGEST, _GROUP = 240, 12
#: What ends with a period and is no sentence: *William F. Sanford, Jr.*, *Washington, D.C.*
_SHORTENED = compile_later(
    r"(?:\b(?:Jr|Sr|Esq|Inc|Co|Ltd|Ret|Dept|Univ|[A-Z]\.\s?[A-Z])|,\s[A-Z][a-z]{2,4}|(?<=\s)[A-Z])\.$"
    r"|\d\s?[ap]\.\s?m\.\)$"
)
_TAIL = 16
#: A name that the editors withhold, with the office behind it.
_WITHHELD = compile_later(r"\[[^\[\]]{0,40}not declassified\],?\s[A-Z]")
_FEWEST = 3
_ROLL = (Role.LIST_HEAD, Role.LIST_ITEM)


def mark_rosters(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide rows of names: items, and the headings of the groups that they belong to.

    Those above all text of the minutes of a meeting, or of a conversation, are of persons who took part in it.
    """
    if "furniture" not in reading.profile.features and "titles" not in reading.profile.features:
        return blocks
    out, i, opening, title = list(blocks), 0, True, ""
    while i < len(out):
        block = out[i]
        if block.attrs.get("document"):
            opening, title = True, ""
        if block.role is Role.TITLE:
            title = f"{title}\n{body(reading.source, block)}"
        elif (opening and block.role in _ROLL) or block.role is Role.NONE:
            persons = opening and is_meeting(title, reading)
            if persons and block.rule == GROUP:
                out[i] = replace(block, attrs={**block.attrs, "persons": "yes"})
            run = _find_run(out, i, reading, bulleted=persons)
            if len(run) >= _FEWEST or persons:
                _decide(out, _find_row(out, run, reading, opening=persons), reading, persons=persons)
            opening = opening and bool(run or not _is_text(block, reading))
            i = max([i, *run])
        i += 1
    return out


def _is_text(block: Block, reading: Reading) -> bool:
    """Whether `block` is text of the document: a sentence, and no remark in brackets between the names."""
    text = bare(body(reading.source, block))
    return block.role is Role.NONE and ends_sentence(text) and text[:1] not in "[("


def _find_run(blocks: list[Block], first: int, reading: Reading, *, bulleted: bool) -> list[int]:
    """The places of the lines from `first` on between which only pages, furniture and notes stand; none where no line
    is at `first`."""
    run, i = list[int](), first
    while i < len(blocks) and not blocks[i].attrs.get("document"):
        if is_line(blocks[i], reading, bulleted=bulleted):
            run.append(i)
        elif not run or blocks[i].role not in BETWEEN:
            break
        i += 1
    return run


def _find_row(blocks: list[Block], run: list[int], reading: Reading, *, opening: bool) -> list[tuple[int, bool]]:
    """The part of `run` that is a row of names, each line with whether it heads those below; empty where it is none.

    In the opening of minutes one name with an office, below that of a group, is a row.
    """
    named = [_is_named(line_of(blocks[i], reading)) for i in run]
    first = named.index(True) if any(named) else 0
    headed = first > 0 and _is_group(line_of(blocks[run[first - 1]], reading))
    few = opening and headed and has_office(line_of(blocks[run[first]], reading))
    if sum(named) < (1 if few else _FEWEST):
        return []
    last = len(named) - 1 - named[::-1].index(True)
    first -= headed
    if last > first and last == len(run) - 1 and heads_text(blocks, run[first], run[last], reading):
        last -= 1
    row = range(first, last + 1)
    groups = [k < last and named[k + 1] and not named[k] and _is_group(line_of(blocks[run[k]], reading)) for k in row]
    if sum(named[k] for k in row) * 3 < (len(row) - sum(groups)) * 2:
        return []
    return list(zip(run[first : last + 1], groups, strict=True))


def _decide(out: list[Block], row: list[tuple[int, bool]], reading: Reading, *, persons: bool) -> None:
    """Decide the lines of `row`; `persons`: they took part in what the document tells of."""
    opens = True
    for i, group in row:
        block = unlabelled(out[i])
        if group:
            out[i] = block.called(Role.LIST_HEAD, GROUP)
        else:
            out[i] = block.called(Role.LIST_ITEM, "list item: one of a row of names")
        if persons and (group or opens):
            out[i] = replace(out[i], attrs={**out[i].attrs, "persons": "yes"})
        opens = False


def is_line(block: Block, reading: Reading, *, bulleted: bool) -> bool:
    """Whether `block` may be a line of a roster: not decided, short, no sentence, without a label or an initial's; with
    a bullet where those present are looked for (elsewhere bullets make a list anyway)."""
    marked = block.bullet and not (bulleted and block.bullet in "-*+•–")
    if block.role is not Role.NONE or marked or block.end - block.start > _LONGEST:
        return False
    text, label = reading.source.text, block.label
    if text[block.end - 1] in ".?!;," and not _SHORTENED.search(text, max(block.start, block.end - _TAIL), block.end):
        return False
    if label is not None and not (label.style == "x." and len(label.value) == 1 and label.value.isupper()):
        return False
    line = line_of(block, reading)
    if not line[:1].isupper() and line[:1] not in '0123456789(_[“"':
        return False
    return not ends_sentence(line) or line.endswith(":") or bool(_SHORTENED.search(line))


def _is_named(text: str) -> bool:
    return not text.endswith(":") and (is_person(text) or is_full_name(text) or bool(_WITHHELD.match(text)))


def _is_group(text: str) -> bool:
    """Whether a line may be the name of a group: it ends with a colon, or has no comma and no small words but *of*."""
    if len(words(text)) > _GROUP or text[:1] in '[“"':
        return False
    if text.endswith(":"):
        return True
    return "," not in text and all(w[:1].isupper() or len(w) < 4 for w in words(text)) and not text.isupper()


def line_of(block: Block, reading: Reading) -> str:
    """The words of a line with its label, without marks around them."""
    return " ".join(bare(body(reading.source, unlabelled(block))).split())
