"""The values of a text: runs in blocks, blocks and notes in parts."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

#: The looks of a run, in the order in which they are listed. `deleted` is TEI's ``del``, `strike` no more than a look.
MARKS = ("deleted", "bold", "italic", "underline", "strike", "smallcaps", "superscript", "subscript")


class Run(Struct, frozen=True):
    """A stretch of a block.

    `kind` is ``text``; ``gap`` (`text` is what the edition says of it, in brackets); ``call`` (of the note with the
    key `target`; `text` is the sign, such as ``[1]``); ``page`` (a page begins: `text` is empty, `label` its number,
    `target` its id); ``line`` (a line of the original begins: `text` is a blank). A text's `target` is the address
    that it links to. White space is single blanks, none at the ends of a block.
    """

    text: str
    kind: str = "text"
    marks: tuple[str, ...] = ()
    target: str = ""
    label: str = ""


class Cell(Struct, frozen=True):
    """A cell of a table: its runs, how many columns and rows it spans."""

    runs: tuple[Run, ...]
    cols: int = 1
    rows: int = 1


class Block(Struct, frozen=True):
    """A paragraph or its like, in reading order.

    `kind` is one of ``head``, ``p``, ``item``, ``speech``, ``row``, ``caption`` (a heading of a list, table, figure),
    ``opener``, ``dateline``, ``salute``, ``address``, ``closer``, ``signature``, ``trailer``, ``quote``, ``line`` (of
    verse), ``stage``, ``label``, ``note`` (printed in its place), ``furniture`` (of the page).
    """

    kind: str
    runs: tuple[Run, ...] = ()
    id: str = ""  #: xml:id
    page: str = ""  #: the number of the page on which it begins; empty before the first page break
    division: int = -1  #: which of the text's divisions it stands in
    level: int = 0  #: of a head: how many divisions deep (1: a document's own)
    depth: int = 0  #: how many lists deep
    quote: int = 0  #: how many quotations deep
    begins: bool = True  #: not the continuation of the item, turn or paragraph before
    label: tuple[Run, ...] = ()  #: of an item: its number, letter or name, as the text has it
    number: str = ""  #: of an item: @n
    speaker: tuple[Run, ...] = ()  #: the label of the turn; on its first block only
    turn: int = 0  #: in a turn: which of the file, from 1
    speech: str = ""  #: xml:id of the turn
    who: tuple[str, ...] = ()  #: whom the turn points to
    list: str = ""  #: in a list: its @type and @rend; ``labelled`` where an item of it has a label
    listing: int = 0  #: in a list: which list of the file, from 1
    table: int = 0  #: of a row: which table of the file it belongs to, from 1
    cells: tuple[Cell, ...] = ()
    is_header: bool = False  #: of a row: its cells are labels
    type: str = ""  #: @type of the element
    language: str = ""

    @property
    def all_runs(self) -> Iterator[Run]:
        """Every run, in order: speaker, label, text, cells."""
        yield from self.speaker
        yield from self.label
        yield from self.runs
        for cell in self.cells:
            yield from cell.runs


class Note(Struct, frozen=True):
    """A note: `key` is what its calls have as target, `label` its sign (``[1]``, ``(1)``, ``/1/``), empty where
    nothing in the text calls it."""

    key: int
    id: str
    label: str
    number: str
    type: str
    resp: str
    page: str
    blocks: tuple[Block, ...]
    called: bool = True
    division: int = -1


class Division(Struct, frozen=True):
    """A ``div``: its place in the tree (`parent` is another's index, or -1), and the first date of its dateline."""

    id: str
    type: str
    subtype: str
    number: str
    level: int
    parent: int
    date: str


class Part(Struct, frozen=True):
    """A document of a file, or what stands outside its documents (`id` is then empty)."""

    id: str = ""
    number: str = ""
    kind: str = ""
    blocks: tuple[Block, ...] = ()
    notes: tuple[Note, ...] = ()
    furniture: tuple[Block, ...] = ()  #: running heads, page numbers, catchwords, markings


class Text(Struct, frozen=True):
    """The text of a file."""

    parts: tuple[Part, ...]
    divisions: tuple[Division, ...]
    language: str = ""

    @property
    def blocks(self) -> Iterator[Block]:
        """Every block of the running text."""
        for part in self.parts:
            yield from part.blocks

    @property
    def notes(self) -> Iterator[Note]:
        """Every note."""
        for part in self.parts:
            yield from part.notes
