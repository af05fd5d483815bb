"""The sweep over rosters: names one below the other, and the groups that they belong to.

A name alone looks like a heading (*Evans Gerakas*), an initial in front of it like the label of a list (*N. Stephen
Kane*). Only the row tells what they are, so a row is decided as a whole: three names or more, two lines out of three.
What stands above names and is none itself (*The Bureau of Public Affairs:*, *American Historical Association*) is the
heading of those below it.
"""

from __future__ import annotations

from msgspec.structs import replace

from engross.names import is_full_name
from engross.readers.blocks import Block, Role, bare, body, ends_sentence, starts_small, unlabelled, words
from engross.readers.front import GROUP
from engross.readers.inline import Reading
from engross.readers.meetings import is_meeting
from engross.readers.persons import has_office, is_person
from engross.readers.rolls import heads_text
from engross.regex import compile_later

_BETWEEN = (Role.PAGE, Role.FURNITURE, Role.FOOTNOTE)
#: A name with its offices is no longer, in characters; the name of a group, in words.
_LONGEST, _GROUP = 240, 12
#: What ends with a period and is no sentence: *William F. Sanford, Jr.*, *Washington, D.C.*
_SHORTENED = compile_later(
    r"(?:\b(?:Jr|Sr|Esq|Inc|Co|Ltd|Ret|Dept|Univ|[A-Z]\.\s?[A-Z])|,\s[A-Z][a-z]{2,4}|(?<=\s)[A-Z])\.$"
    r"|\d\s?[ap]\.\s?m\.\)$"
)
#: A name that the editors withhold, with the office behind it.
_WITHHELD = compile_later(r"\[[^\[\]]{0,40}not declassified\],?\s[A-Z]")
#: How a clause ends that is not the last of its sentence, and in how many characters that is to be seen.
_CLAUSE_END, _TAIL = compile_later(r"[;,](?:\s(?:and|or),?)?$"), 8
_FEWEST = 3
#: So many words has a sentence above a list, so many lines the list, so many characters a line of it.
_SENTENCE, _FEWEST_LINES, _SHORT = 4, 2, 80


def mark_rosters(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide rows of names: items, and the headings of the groups that they belong to.

    Those above all text of the minutes of a meeting, or of a conversation, are of persons who took part in it.
    """
    if "furniture" not in reading.profile.features and "titles" not in reading.profile.features:
        return blocks
    out, i, opening, meeting = list(blocks), 0, True, False
    while i < len(out):
        block = out[i]
        if block.attrs.get("document"):
            opening, meeting = True, False
        if block.role is Role.TITLE:
            meeting = meeting or is_meeting(body(reading.source, block), reading)
        if block.role is Role.LIST_HEAD and meeting and opening and block.rule == GROUP:
            out[i] = replace(block, attrs={**block.attrs, "persons": "yes"})
        if not _is_line(block, reading, bulleted=meeting and opening):
            _list_clauses(out, i, reading)
            opening = opening and not _is_text(block, reading)
            i += 1
            continue
        run = _find_run(out, i, reading, bulleted=meeting and opening)
        row = _find_row(out, run, reading, opening=meeting and opening)
        _decide(out, row, reading, persons=meeting and opening)
        if not row and not block.bullet and len(run) >= _FEWEST_LINES and _is_introduced(out, run, reading):
            _list_lines(out, run, reading)
        _list_clauses(out, run[-1], reading)
        i = run[-1] + 1
    return out


def _is_text(block: Block, reading: Reading) -> bool:
    """Whether `block` is text of the document: a sentence, and no remark in brackets between the names."""
    text = bare(body(reading.source, block))
    return block.role is Role.NONE and ends_sentence(text) and text[:1] not in "[("


def _find_run(blocks: list[Block], first: int, reading: Reading, *, bulleted: bool) -> list[int]:
    """The places of the lines from `first` on between which only pages, furniture and notes stand."""
    run, i = [first], first + 1
    while i < len(blocks) and not blocks[i].attrs.get("document"):
        if _is_line(blocks[i], reading, bulleted=bulleted):
            run.append(i)
        elif blocks[i].role not in _BETWEEN:
            break
        i += 1
    return run


def _find_row(blocks: list[Block], run: list[int], reading: Reading, *, opening: bool) -> list[tuple[int, bool]]:
    """The part of `run` that is a row of names, each line with whether it heads those below; empty where it is none.

    In the opening of minutes one name with an office, below that of a group, is a row.
    """
    named = [_is_named(_text(blocks[i], reading)) for i in run]
    first = named.index(True) if any(named) else 0
    headed = first > 0 and _is_group(_text(blocks[run[first - 1]], reading))
    few = opening and headed and has_office(_text(blocks[run[first]], reading))
    if sum(named) < (1 if few else _FEWEST):
        return []
    last = len(named) - 1 - named[::-1].index(True)
    first -= headed
    if last > first and last == len(run) - 1 and heads_text(blocks, run[first], run[last], reading):
        last -= 1
    row = range(first, last + 1)
    groups = [k < last and named[k + 1] and not named[k] and _is_group(_text(blocks[run[k]], reading)) for k in row]
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


def _is_introduced(blocks: list[Block], run: list[int], reading: Reading) -> bool:
    """Whether a sentence that ends with a colon stands above the lines of `run` (*The sources are these:*), which are
    short, and not those of a teletype, where all is in capitals."""
    i = run[0] - 1
    while i > 0 and blocks[i].role in _BETWEEN:
        i -= 1
    above = body(reading.source, blocks[i]).rstrip() if i >= 0 else ""
    if above[-1:] != ":" or blocks[i].role is not Role.NONE or len(words(above)) < _SENTENCE:
        return False
    lines = [_text(blocks[k], reading) for k in run]
    return all(len(line) <= _SHORT for line in lines) and not (above.isupper() and lines[0].isupper())


def _list_lines(out: list[Block], run: list[int], reading: Reading) -> None:
    """Decide the lines of `run` as items; the last may be a heading of the text below."""
    last = run.pop() if heads_text(out, run[0], run[-1], reading) else run[-1]
    for i in run:
        out[i] = unlabelled(out[i]).called(Role.LIST_ITEM, "list item: a short line, one of several below a colon")
    run.append(last)


def _list_clauses(out: list[Block], i: int, reading: Reading) -> None:
    """Decide the clauses as items that go on with the sentence at `i`, which ends with a colon: paragraphs in small
    letters that end with semicolons, save the last."""
    if out[i].role is not Role.NONE or reading.source.text[out[i].end - 1] != ":":
        return
    clauses, k = list[int](), i + 1
    while k < len(out) and (out[k].role in _BETWEEN or _is_clause(out[k], reading)):
        if out[k].role is Role.NONE:
            clauses.append(k)
            if not _CLAUSE_END.search(body(reading.source, out[k])[-_TAIL:]):
                break
        k += 1
    if len(clauses) >= _FEWEST_LINES and k == clauses[-1]:
        for at in clauses:
            out[at] = out[at].called(Role.LIST_ITEM, "list item: a clause of the sentence above, between semicolons")


def _is_clause(block: Block, reading: Reading) -> bool:
    """Whether `block` may be a clause of a sentence that began above."""
    plain = block.role is Role.NONE and not block.label and not block.bullet and block.gap > 0
    return plain and starts_small(body(reading.source, block))


def _is_line(block: Block, reading: Reading, *, bulleted: bool) -> bool:
    """Whether `block` may be a line of a roster: not decided, short, no sentence, without a label or an initial's; with
    a bullet where those present are looked for (elsewhere bullets make a list anyway)."""
    marked = block.bullet and not (bulleted and block.bullet in "-*+•–")
    if block.role is not Role.NONE or marked or block.end - block.start > _LONGEST:
        return False
    label = block.label
    if label is not None and not (label.style == "x." and len(label.value) == 1 and label.value.isupper()):
        return False
    text = _text(block, reading)
    if not text[:1].isupper() and text[:1] not in '0123456789(_[“"':
        return False
    return not ends_sentence(text) or text.endswith(":") or bool(_SHORTENED.search(text))


def _is_named(text: str) -> bool:
    return not text.endswith(":") and (is_person(text) or is_full_name(text) or bool(_WITHHELD.match(text)))


def _is_group(text: str) -> bool:
    """Whether a line may be the name of a group: it ends with a colon, or has no comma and no small words but *of*."""
    if len(words(text)) > _GROUP or text[:1] in '[“"':
        return False
    if text.endswith(":"):
        return True
    return "," not in text and all(w[:1].isupper() or len(w) < 4 for w in words(text)) and not text.isupper()


def _text(block: Block, reading: Reading) -> str:
    return " ".join(bare(body(reading.source, unlabelled(block))).split())
