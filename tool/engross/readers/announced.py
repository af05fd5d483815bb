"""The sweep over what a sentence that ends with a colon announces: short lines, and clauses that go on with it.

They are items of a list without labels. One line alone is none, nor is what stands in capitals below capitals: lines
of a teletype.
"""

from __future__ import annotations

from engross.readers.blocks import BETWEEN, Block, Role, body, starts_small, unlabelled, words
from engross.readers.inline import Reading
from engross.readers.rolls import heads_text
from engross.readers.rosters import is_line, line_of
from engross.regex import compile_later

#: So many words has a sentence above a list; so many items has the list; so many characters a line of it.
_SENTENCE, _FEWEST, _SHORT = 4, 2, 80
#: How a clause ends that is not the last of its sentence, and in how many characters that is to be seen.
_CLAUSE_END, _TAIL = compile_later(r"[;,](?:\s(?:and|or),?)?$"), 8


def mark_announced(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide the lines and the clauses below sentences that end with a colon."""
    if "furniture" not in reading.profile.features and "titles" not in reading.profile.features:
        return blocks
    out, text = list(blocks), reading.source.text
    for i, block in enumerate(out):
        if text[block.end - 1 : block.end] != ":" or block.role is not Role.NONE:
            continue
        above = body(reading.source, block)
        lines = _find_lines(out, i, reading) if len(words(above)) >= _SENTENCE else []
        if len(lines) >= _FEWEST and not (above.isupper() and line_of(out[lines[0]], reading).isupper()):
            _list(out, lines, "list item: a short line, one of several below a colon")
        elif not lines and len(clauses := _find_clauses(out, i, reading)) >= _FEWEST:
            _list(out, clauses, "list item: a clause that goes on with the sentence above")
    return out


def _list(out: list[Block], places: list[int], rule: str) -> None:
    for i in places:
        out[i] = unlabelled(out[i]).called(Role.LIST_ITEM, rule)


def _find_lines(blocks: list[Block], i: int, reading: Reading) -> list[int]:
    """The short lines directly below the block at `i`; the last may be a heading of the text below, and is left out."""
    lines, k = list[int](), i + 1
    while k < len(blocks) and not blocks[k].attrs.get("document"):
        if is_line(blocks[k], reading, bulleted=False):
            line = line_of(blocks[k], reading)
            if len(line) > _SHORT or line.endswith(":"):
                break
            lines.append(k)
        elif blocks[k].role not in BETWEEN:
            break
        k += 1
    return lines[:-1] if len(lines) > 1 and heads_text(blocks, lines[0], lines[-1], reading) else lines


def _find_clauses(blocks: list[Block], i: int, reading: Reading) -> list[int]:
    """The paragraphs below the block at `i` that begin in small letters: between semicolons, or all with one word."""
    clauses, k, first, ended = list[int](), i + 1, "", False
    while k < len(blocks) and not blocks[k].attrs.get("document"):
        text = body(reading.source, blocks[k])
        if _is_clause(blocks[k], reading) and not (ended and _first(text) != first):
            first = first or _first(text)
            clauses.append(k)
            ended = ended or not _CLAUSE_END.search(text[-_TAIL:])
        elif blocks[k].role not in BETWEEN:
            break
        k += 1
    return clauses


def _first(text: str) -> str:
    return text.split(None, 1)[0]


def _is_clause(block: Block, reading: Reading) -> bool:
    """Whether `block` may be a clause of a sentence that began above."""
    plain = block.role is Role.NONE and not block.label and not block.bullet and block.gap > 0
    return plain and starts_small(body(reading.source, block))
