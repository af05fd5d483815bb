"""Markdown: headings, lists, tables, footnotes; the words of the edition, deletions included."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from engross.export.edition import Edition, Made
from engross.export.markdown_words import escape, escape_start, inline
from engross.export.marking import IN_LINES, Numbers, is_field, stands_close
from engross.regex import compile_later
from engross.views.spacing import plain
from engross.views.values import Block, Note, Part, Run

_HARD = "\\\n"
_RULE = "* * *"
_NUMBER = compile_later(r"(\d{1,9})([.)])")
_WORD = compile_later(r"\w+")
_UNPRINTABLE = compile_later("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def make(editions: Sequence[Edition]) -> Made:
    """The edition in Markdown, with what its header says of title, author, date and language in front."""
    (edition,) = editions
    names = _names(list(edition.text.notes))
    parts = [_Writer(part, names).write() for part in edition.text.parts]
    return Made("\n\n".join(filter(None, [_front(edition), *parts])).encode() + b"\n")


def _front(edition: Edition) -> str:
    """The metadata, as YAML; pandoc reads its values as Markdown."""
    record = edition.record
    values = {
        "title": record.title,
        "author": [name.text for name in record.authors],
        "date": next((date.first or date.text for date in record.dates), ""),
        "lang": record.language,
    }
    lines = [f"{key}: {_yaml(value)}" for key, value in values.items() if value]
    return "\n".join(["---", *lines, "---"]) if lines else ""


def _yaml(value: Sequence[str]) -> str:
    if not isinstance(value, str):
        return "[" + ", ".join(map(_yaml, value)) + "]"
    quoted = json.dumps(escape_start(escape(value)), ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)


def _names(notes: Sequence[Note]) -> dict[int, str]:
    """The name of each note: the word of its sign, where no other has it."""
    words = {note.key: "".join(_WORD.findall(note.label)).replace("_", "") for note in notes}
    often = Counter(words.values())
    return {key: word if word and often[word] == 1 else f"n{key}" for key, word in words.items()}


class _Writer:
    """Writes one document."""

    def __init__(self, part: Part, names: dict[int, str]) -> None:
        self._part = part
        self._names = names
        self._notes = {note.key: note for note in part.notes}
        self._called: set[int] = set()
        self._in_note = False

    def write(self) -> str:
        """The document in Markdown."""
        out = [self._blocks(self._part.blocks)]
        called = [note for note in self._part.notes if note.called and note.key in self._called]
        others = [note for note in self._part.notes if note.key not in self._called]
        self._in_note = True
        definitions = [self._definition(note) for note in called]
        out += definitions
        inside = [note for note in others if note.called]  # called by another note: Markdown has no notes in notes
        rest = [note for note in others if not note.called]
        plain_notes = [self._apart(note) for note in [*rest, *inside]]
        furniture = _HARD.join(self._furniture())
        for group in ("\n\n".join(plain_notes), furniture):
            out += [_RULE, group] if group else []
        return "\n\n".join(filter(None, out))

    # --- notes

    def _call(self, run: Run) -> str:
        key = int(run.target)
        if self._in_note or key not in self._notes or key in self._called:
            return escape(run.text)
        self._called.add(key)
        return f"[^{self._names[key]}]"

    def _definition(self, note: Note) -> str:
        first, *rest = (self._blocks(note.blocks) or "\\ ").split("\n")
        return "\n".join([f"[^{self._names[note.key]}]: {first}", *(f"    {line}" if line else "" for line in rest)])

    def _apart(self, note: Note) -> str:
        words = self._blocks(note.blocks)
        return f"{escape_start(escape(note.label))} {words}" if note.label else words

    def _furniture(self) -> Iterator[str]:
        for block in self._part.furniture:
            if words := self._inline(block.runs):
                yield f"{escape(f'[p. {block.page}]')} {words}" if block.page else escape_start(words)

    # --- blocks

    def _inline(self, runs: Iterable[Run], *, lines: bool = False, breaks: str = " ") -> str:
        return inline(runs, self._call, breaks=_HARD if lines else breaks)

    def _blocks(self, blocks: Sequence[Block]) -> str:
        """`blocks` one below the other: lists, tables and quotations each as a whole."""
        out: list[str] = []
        groups = list(_groups(blocks))
        for number, group in enumerate(groups):
            first = group[0]
            if first.quote:
                words = _prefixed(self._blocks([_less(block, quote=1) for block in group]), "> ")
            elif first.kind == "row":
                words = self._table(group)
            elif first.depth and not is_field(first) and any(block.kind == "item" for block in group):
                words = self._list(group)
                if number and groups[number - 1][0].depth and not groups[number - 1][0].quote:
                    out.append("<!-- -->")  # or the two lists would be one
            else:
                words = self._tight(group)
            if words:
                out.append(words)
        return "\n\n".join(out)

    def _tight(self, group: Sequence[Block]) -> str:
        """Blocks that stand close together are lines of one paragraph."""
        return _HARD.join(filter(None, map(self._block, group)))

    def _block(self, block: Block) -> str:
        words = self._inline(block.runs, lines=block.kind in IN_LINES)
        if block.kind == "head":
            text = words.replace("#", "\\#")
            return f"{'#' * min(6, block.level)} {text}" if text else ""
        pieces = []
        for runs in (block.speaker, block.label):
            if label := self._inline(runs):
                strong = _can_be_bold(runs) and (bool(block.speaker) or is_field(block))
                pieces.append(f"**{label}**" if strong else escape_start(label))
        if words:
            pieces.append(words if pieces else escape_start(words))
        return "\n".join(_escaped_lines(" ".join(pieces)))

    def _list(self, group: Sequence[Block]) -> str:
        """A list: items with what belongs to them, lists inside items."""
        items: list[list[Block]] = []
        heads: list[Block] = []
        for block in group:
            if block.kind == "item" and block.depth == 1 and (block.begins or not items):
                items.append([])
            (items[-1] if items else heads).append(block)
        labels = _labels([item[0] for item in items])
        native = _are_numbers(labels)
        out = []
        for item, label in zip(items, labels, strict=True):
            runs = () if native else item[0].label or ((Run(label),) if label else ())
            blocks = [replace(item[0], label=runs), *item[1:]]
            words = self._blocks([_less(block, depth=1) for block in blocks])
            out.append(_hanging(words, f"{label} " if native else "- "))
        tight = all(len(item) == 1 for item in items)
        words = ("\n" if tight else "\n\n").join(out)
        head = self._blocks([_less(block, depth=1) for block in heads])
        return "\n\n".join(filter(None, (head, words)))

    def _table(self, rows: Sequence[Block]) -> str:
        table = [self._cells(row) for row in rows]
        width = max(map(len, table))
        head, body = (table[0], table[1:]) if rows[0].is_header else ([], table)
        lines = [_line(head, width), "|" + " --- |" * width, *(_line(row, width) for row in body)]
        return "\n".join(lines)

    def _cells(self, row: Block) -> list[str]:
        cells: list[str] = []
        for cell in row.cells:
            cells += [self._inline(cell.runs, breaks=" <br> "), *[""] * (cell.cols - 1)]
        return cells


def _groups(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """`blocks` in groups: a quotation, a list with all that is in it, a table, lines that stand close."""
    group: list[Block] = []
    for block in blocks:
        last = group[-1] if group else None
        if last is not None and not _together(group[0], last, block):
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _together(first: Block, last: Block, block: Block) -> bool:
    if first.quote or block.quote:
        return bool(first.quote and block.quote)
    if first.depth and block.depth:
        return block.depth > 1 or first.listing == block.listing or first.depth > 1
    if first.depth or block.depth:
        return False
    if block.kind == "row":
        return last.kind == "row" and last.table == block.table
    return stands_close(last, block)


def _less(block: Block, *, depth: int = 0, quote: int = 0) -> Block:
    """`block` as it is inside of a list or a quotation that is written already."""
    kind = "p" if depth and block.kind == "item" and block.depth == 1 else block.kind
    return replace(block, depth=max(0, block.depth - depth), quote=max(0, block.quote - quote), kind=kind)


def _labels(items: Sequence[Block]) -> list[str]:
    """The label of each item: its own, or the number that its list gives it; empty where it has none."""
    numbers = Numbers()
    signs = [numbers.sign(replace(item, depth=1, begins=True)) for item in items]
    return [plain(item.label) or sign.strip("-") for item, sign in zip(items, signs, strict=True)]


def _are_numbers(labels: Sequence[str]) -> bool:
    """Whether a list of Markdown numbers its items so by itself: numbers one after the other, all ending alike."""
    first = _NUMBER.fullmatch(labels[0]) if labels else None
    if first is None:
        return False
    return list(labels) == [f"{number}{first[2]}" for number in range(int(first[1]), int(first[1]) + len(labels))]


def _can_be_bold(runs: Sequence[Run]) -> bool:
    return all(not run.marks and run.kind == "text" for run in runs)


def _escaped_lines(words: str) -> Iterator[str]:
    first, *rest = words.split("\n")
    yield first
    yield from map(escape_start, rest)


def _hanging(words: str, marker: str) -> str:
    first, *rest = words.split("\n")
    return "\n".join([f"{marker}{first}".rstrip(" "), *(" " * len(marker) + line if line else "" for line in rest)])


def _prefixed(words: str, prefix: str) -> str:
    return "\n".join(f"{prefix}{line}".rstrip(" ") for line in words.split("\n"))


def _line(cells: Sequence[str], width: int) -> str:
    row = [*cells, *[""] * (width - len(cells))]
    return "|" + "|".join(f" {cell} " if cell else " " for cell in row) + "|"
