"""A Word file, through python-docx: styles for what each paragraph is, real footnotes, deletions struck through."""

from __future__ import annotations

import datetime
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import docx
from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE
from msgspec import Struct

from engross.encode.header import build_day
from engross.export.dates import latest_day
from engross.export.docx_parts import (
    add_footnotes,
    add_styles,
    break_run,
    call_run,
    empty_table,
    looks,
    page_run,
    paragraph,
    table_cell,
    table_row,
    text_run,
)
from engross.export.edition import Edition, Made
from engross.export.marking import IN_LINES_AND_HEADS, Numbers, is_field
from engross.export.zipping import unzip_files, zip_files
from engross.views.spacing import plain
from engross.views.values import Block, Cell, Note, Part, Run

_STYLES = {
    "p": "Normal",
    "speech": "Speech",
    "caption": "Caption",
    "opener": "Opener",
    "dateline": "Dateline",
    "salute": "Salutation",
    "address": "Address Line",
    "closer": "Closing",
    "signature": "Signature Line",
    "trailer": "Trailer",
    "quote": "Block Quotation",
    "line": "Verse Line",
    "stage": "Stage Direction",
    "label": "Normal",
    "note": "Note",
    "furniture": "Page Furniture",
}
_DEEPEST = 9
_NOT_WANTED = (
    RELATIONSHIP_TYPE.THUMBNAIL,
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
    RELATIONSHIP_TYPE.CUSTOM_XML,
)
_COLUMNS = 63  #: Word allows no more
_LARGEST = 200_000  #: places in a table; one that is larger is made to keep us busy


def make(editions: Sequence[Edition]) -> Made:
    """The edition as a Word file."""
    (edition,) = editions
    word = docx.Document()
    add_styles(word, edition.record.language)
    _describe(word, edition)
    writer = _Writer(word)
    title, first = edition.record.title, next(iter(edition.text.blocks), None)
    if title and not (first is not None and first.kind == "head" and plain(first.runs) == title):
        writer.put(writer.styled("Title"), [text_run(title)])
    for number, part in enumerate(edition.text.parts):
        if number:
            writer.put(writer.styled("Normal"), [page_run()])
        writer.write(part)
    add_footnotes(word, writer.footnotes, writer.style_id("Footnote Reference"))
    stream = io.BytesIO()
    word.save(stream)
    return Made(zip_files(unzip_files(stream.getvalue())))


def _describe(word: Word, edition: Edition) -> None:
    """The properties of the file: those of the header, no others; no moment that the edition does not state."""
    core, record = word.core_properties, edition.record
    element = core._element
    for child in list(element):
        element.remove(child)
    core.title = edition.title[:255]
    core.author = "; ".join(name.text for name in record.authors)[:255]
    core.language = record.language[:255]
    core.identifier = record.id[:255]
    if day := latest_day([edition]) or build_day(os.environ):
        with suppress(ValueError):  # a day that no calendar has
            core.created = core.modified = datetime.datetime.fromisoformat(day)
    for relations in (word.part.package.rels, word.part.rels):  # a picture and styles of the template's own
        for name, relation in list(relations.items()):
            if relation.reltype in _NOT_WANTED:
                del relations[name]


class _Writer:
    """Writes documents one after the other into a Word file."""

    def __init__(self, word: Word) -> None:
        self._end: Any = word.element.body[-1]
        self._ids: dict[str, str] = {str(style.name): style.style_id for style in word.styles}
        self._numbers = Numbers()
        self._notes: dict[str, Note] = {}
        self._called: dict[str, int] = {}
        self._in_note = False
        self.footnotes: list[list[Any]] = []

    def write(self, part: Part) -> None:
        """Put a document into the file."""
        self._notes = {str(note.key): note for note in part.notes}
        self._blocks(part.blocks)
        rest = [note for note in part.notes if str(note.key) not in self._called]
        self._in_note = True
        if rest:
            self._rule()
        for note in sorted(rest, key=lambda note: note.called):
            for number, made in enumerate(self._note_paragraphs(note, "Note")):
                self.put(made, [])
                if not number and note.label:
                    made.insert(1, text_run(f"{note.label} "))
        if part.furniture:
            self._rule()
        for block in part.furniture:
            page = [text_run(f"[p. {block.page}] ")] if block.page else []
            self.put(self.styled("Page Furniture"), [*page, *self._runs(block.runs)])
        self._in_note = False

    def put(self, made: Any, runs: Iterable[Any]) -> None:
        """Add a paragraph or a table to the body, before the properties of its section."""
        made.extend(list(runs))
        self._end.addprevious(made)

    def style_id(self, name: str) -> str:
        """The id of the style `name`."""
        return self._ids[name]

    def styled(self, name: str) -> Any:
        """An empty paragraph of the style `name`."""
        return paragraph(self._ids[name])

    def _rule(self) -> None:
        self.put(self.styled("Rule"), [])

    # --- blocks

    def _blocks(self, blocks: Sequence[Block]) -> None:
        rows: list[Block] = []
        for block in blocks:
            if rows and (block.kind != "row" or block.table != rows[0].table):
                self._table(rows)
                rows = []
            if block.kind == "row":
                rows.append(block)
            else:
                self.put(*self._paragraph(block))
        if rows:
            self._table(rows)

    def _paragraph(self, block: Block) -> tuple[Any, list[Any]]:
        """The paragraph that `block` is, and its runs."""
        runs: list[Any] = []
        if block.kind == "item":
            sign = self._numbers.sign(block)
            label = self._runs(block.label, "Speaker" if is_field(block) else "")
            runs += label or ([text_run(sign.replace("-", "•"))] if sign else [])
            if block.begins and runs and block.runs:
                runs.append(text_run("\t"))
        elif not block.depth:
            self._numbers.leave()
        if block.speaker:
            runs = [*self._runs(block.speaker, "Speaker"), text_run(" "), *runs]
        if block.label and block.kind != "item":
            runs += [*self._runs(block.label), text_run(" ")]
        return self.styled(self._style(block)), runs + self._runs(block.runs, lines=block.kind in IN_LINES_AND_HEADS)

    def _style(self, block: Block) -> str:
        if block.kind == "head":
            return f"Heading {min(_DEEPEST, block.level)}"
        if is_field(block):
            return "Memo Head"
        depth = min(_DEEPEST, block.depth)
        if block.kind == "item":
            return f"Item {depth}" + ("" if block.begins else " continued")
        if block.kind == "p" and depth:
            return f"Item {depth} continued"
        if block.quote and block.kind in ("p", "quote"):
            return "Block Quotation"
        return _STYLES.get(block.kind, "Normal")

    def _runs(self, runs: Iterable[Run], style: str = "", *, lines: bool = False) -> list[Any]:
        return list(self._made(runs, self.style_id(style) if style else "", lines))

    def _made(self, runs: Iterable[Run], style: str, lines: bool) -> Iterator[Any]:
        for run in runs:
            if run.kind == "call":
                yield self._call(run)
            elif run.kind == "line" and lines:
                yield break_run()
            elif run.kind != "page":
                yield text_run(run.text, looks(run), style)

    # --- notes

    def _call(self, run: Run) -> Any:
        """A footnote; where there is one already, or in a note, its sign: Word has no notes in notes."""
        note = self._notes.get(run.target)
        if self._in_note or note is None or run.target in self._called:
            return text_run(run.text)
        self.footnotes.append([])
        number = self._called[run.target] = len(self.footnotes)
        self._in_note = True
        self.footnotes[number - 1] = list(self._note_paragraphs(note, "Footnote Text"))
        self._in_note = False
        return call_run(number, self.style_id("Footnote Reference"))

    def _note_paragraphs(self, note: Note, style: str) -> Iterator[Any]:
        """The paragraphs of a note, at least one; a row of a table is a line of words."""
        for block in note.blocks or (Block("p"),):
            made = self.styled(style)
            pieces = [each for each in (block.speaker, block.label, block.runs, *(c.runs for c in block.cells)) if each]
            for number, piece in enumerate(pieces):
                made.extend(([text_run(" ")] if number else []) + self._runs(piece))
            yield made

    # --- tables

    def _table(self, rows: Sequence[Block]) -> None:
        small = sum(cell.cols * cell.rows for row in rows for cell in row.cells) <= _LARGEST
        places = _places(rows) if small else {}
        width = max((place.right for place in places.values()), default=_COLUMNS + 1)
        if width > _COLUMNS:  # what Word can't show as a table are lines of words
            for row in rows:
                cells = [self._runs(cell.runs) for cell in row.cells]
                self.put(self.styled("Normal"), [run for cell in cells for run in (*cell, text_run("\t"))])
            return
        table = empty_table(width, self.style_id("Table Grid"))
        for number, row in enumerate(rows):
            made, column = table_row(header=row.is_header), 0
            while column < width:
                place = places.get((number, column))
                cell = table_cell(place.right - column if place else 1, "" if place is None else place.merge(number))
                text = self.styled("Normal")
                if place is not None and place.row == number:
                    text.extend(self._runs(place.cell.runs, lines=True))
                cell.append(text)
                made.append(cell)
                column = place.right if place else column + 1
            table.append(made)
        self.put(table, [])
        self.put(self.styled("Normal"), [])  # or two tables, one after the other, would be one


class _Place(Struct, frozen=True):
    """Where a cell stands: its first row, the column behind it, the row below it."""

    cell: Cell
    row: int
    right: int
    below: int

    def merge(self, row: int) -> str:
        """What Word is told of the cell in that row: that it begins, or goes on; nothing where it has but one."""
        if self.below == self.row + 1:
            return ""
        return "restart" if row == self.row else "continue"


def _places(rows: Sequence[Block]) -> dict[tuple[int, int], _Place]:
    """The place of each cell by row and first column, in each of the rows that it spans."""
    places: dict[tuple[int, int], _Place] = {}
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for cell in row.cells:
            while (number, column) in taken:
                column += 1
            below = min(number + cell.rows, len(rows))
            right = column + 1
            while right < column + cell.cols and (number, right) not in taken:
                right += 1
            for each in range(number, below):
                places[each, column] = _Place(cell, number, right, below)
                taken.update((each, covered) for covered in range(column, right))
            column = right
    return places
