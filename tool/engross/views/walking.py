"""The walk through a text: one pass over its elements, without recursion, that makes blocks of them.

Every element that is a block or holds blocks opens a frame; text goes to the innermost. A block inside a block (a
list in a paragraph) first puts out what stands before it. Notes, cells and the furniture of the page are read apart:
each has a `Level` of its own. What each element does is in `opening`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lxml import etree
from msgspec import Struct, field
from msgspec.structs import replace

from engross.encode.tree import XML_ID, XML_LANG, local
from engross.views.elements import CONTAINERS
from engross.views.labels import Labels
from engross.views.spacing import tidy
from engross.views.values import MARKS, Block, Cell, Division, Note, Part, Run, Text

#: What is to be done at the end of an element, last first.
Ends = list[Callable[[], None]]

#: Frames whose text is no block: it is the label of the next one, or its speaker.
LABEL, SPEAKER = "@label", "@speaker"


class Frame(Struct):
    """A block that is being read, or an element that holds blocks (`kind` is then empty)."""

    kind: str
    element: etree._Element
    runs: list[Run] = field(default_factory=list)
    page: str | None = None
    begun: bool = False


class List(Struct):
    """A list that is being read. `label` waits for its item; `begun`: the item has a block already."""

    name: str
    number: int
    label: tuple[Run, ...] = ()
    item_number: str = ""
    in_item: bool = False
    begun: bool = False


class Speech(Struct):
    """A turn that is being read. `speaker` waits for its first block."""

    number: int
    id: str
    who: tuple[str, ...]
    speaker: tuple[Run, ...] = ()
    begun: bool = False


class Level(Struct):
    """What is read by itself: the running text, a note, a cell, a piece of furniture."""

    frames: list[Frame]
    out: list[Block] = field(default_factory=list)
    looks: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    lists: list[List] = field(default_factory=list)
    speeches: list[Speech] = field(default_factory=list)
    pages: list[Run] = field(default_factory=list)  #: page breaks between blocks, for the next block
    restored: int = 0
    quote: int = 0


class Walker:
    """Reads the text in `root`; `parts` are the elements that are its documents."""

    def __init__(self, root: etree._Element, parts: Iterable[etree._Element]) -> None:
        documents = list(parts)
        self.root = root
        self.documents = frozenset(documents)
        self.labels = Labels(root, documents)
        self.parts: list[Part] = []
        self.part = Part()
        self.divisions: list[Division] = []
        self.division = -1
        self.page = ""
        self.tables = 0
        self.lists = 0
        self.turns = 0
        self.levels = [Level([Frame("p", root)])]
        self.notes: list[Note | None] = []
        self.own_labels: set[etree._Element] = set()
        self.furniture: list[Block] = []
        self.cells: list[list[Cell]] = []
        self.ends: list[Ends] = []  # for each open element
        self.readings: list[int] = []  # for each open element: how many readings of a choice it had; -1: it is none
        self.marks: tuple[str, ...] = ()

    def walk(self) -> Text:
        """Read all of it."""
        from engross.views.opening import open_element

        walk = etree.iterwalk(self.root, events=("start", "end", "comment", "pi"))
        for event, node in walk:
            if event == "start":
                ends: Ends = []
                self.ends.append(ends)
                if open_element(self, node, ends):
                    self.text(node.text)
                else:
                    walk.skip_subtree()
                continue
            if event == "end":
                self.readings.pop()
                for action in reversed(self.ends.pop()):
                    action()
            if node is not self.root:
                self.text(node.tail)
        self.flush()
        self.end_part()
        return Text(self._with_last_pages(), tuple(self.divisions), self.root.get(XML_LANG, ""))

    def _with_last_pages(self) -> tuple[Part, ...]:
        """The parts; page breaks behind the last block are put to it."""
        if self.level.pages and self.parts and self.parts[-1].blocks:
            *blocks, last = self.parts[-1].blocks
            blocks.append(replace(last, runs=(*last.runs, *self.level.pages)))
            self.parts[-1] = replace(self.parts[-1], blocks=tuple(blocks))
        return tuple(self.parts)

    # --- text

    @property
    def level(self) -> Level:
        """What is being read."""
        return self.levels[-1]

    @property
    def frame(self) -> Frame:
        """The innermost frame."""
        return self.levels[-1].frames[-1]

    def text(self, text: str | None) -> None:
        """Take in `text`, as it stands in the file; white space between the readings of a choice is layout."""
        if text and not (self.readings and self.readings[-1] >= 0 and not text.strip()):
            self.put(text)

    def put(self, text: str, kind: str = "text", target: str = "", label: str = "") -> None:
        """Add a run to the innermost frame."""
        level, frame = self.level, self.frame
        if frame.page is None and (kind in ("call", "gap") or text.strip()):
            frame.page = self.page
        if kind == "text" and level.links:
            target = level.links[-1]
        frame.runs.append(Run(text, kind, self.marks, target, label))

    def look(self, looks: Iterable[str], ends: Ends) -> None:
        """Give what follows, up to the end of the element, those looks."""
        level, added = self.level, list(looks)
        if not added:
            return
        level.looks += added
        self._set_marks()

        def end() -> None:
            del level.looks[len(level.looks) - len(added) :]
            self._set_marks()

        ends.append(end)

    def _set_marks(self) -> None:
        looks = self.level.looks
        self.marks = tuple(mark for mark in MARKS if mark in looks) if looks else ()

    # --- frames

    def push(self, kind: str, element: etree._Element, ends: Ends) -> None:
        """Open a frame, which puts itself out at the end of `element`; what stands before it goes out first."""
        self.flush()
        self.level.frames.append(Frame(kind, element))

        def end() -> None:
            self.flush()
            self.level.frames.pop()

        ends.append(end)

    def push_level(self, kind: str, element: etree._Element, ends: Ends, done: Callable[[list[Block]], None]) -> None:
        """Read `element` by itself; at its end, `done` gets its blocks."""
        self.levels.append(Level([Frame(kind, element)]))
        self._set_marks()

        def end() -> None:
            self.flush()
            level = self.levels.pop()
            self._set_marks()
            done(level.out)
            self.level.pages += level.pages

        ends.append(end)

    def flush(self) -> None:
        """Put out what the innermost frame holds, as a block."""
        level, frame = self.level, self.frame
        if not frame.runs:
            return
        runs, page = tidy(frame.runs), frame.page
        frame.runs, frame.page = [], None
        if all(run.kind == "page" for run in runs):
            level.pages += runs
        elif frame.kind == LABEL:
            level.lists[-1].label += runs
        elif frame.kind == SPEAKER:
            level.speeches[-1].speaker += runs
        else:
            runs = (*level.pages, *runs)
            level.pages = []
            self.emit(frame.kind or "p", frame.element, runs, self.page if page is None else page, not frame.begun)
            frame.begun = True

    def emit(
        self, kind: str, element: etree._Element, runs: tuple[Run, ...], page: str, begins: bool = True,
        cells: tuple[Cell, ...] = (), is_header: bool = False,
    ) -> None:  # fmt: skip
        """Put out a block."""
        level = self.level
        label: tuple[Run, ...] = ()
        speaker: tuple[Run, ...] = ()
        item = level.lists[-1] if level.lists else None
        if item is not None and item.in_item:
            if kind == "p":
                kind, begins = "item", not item.begun
            if kind == "item":
                begins = not item.begun
            label, item.label, item.begun = item.label, (), True
        speech = level.speeches[-1] if level.speeches else None
        if speech is not None:
            if kind == "p":
                kind, begins = "speech", not speech.begun
            speaker, speech.speaker, speech.begun = speech.speaker, (), True
        level.out.append(
            Block(
                kind,
                runs,
                id="" if local(element) in CONTAINERS and not cells else element.get(XML_ID, ""),
                page=page,
                division=self.division,
                level=max(1, self.depth) if kind == "head" else 0,
                depth=len(level.lists),
                quote=level.quote,
                begins=begins,
                label=label,
                number=item.item_number if item and kind == "item" else "",
                speaker=speaker,
                turn=speech.number if speech else 0,
                speech=speech.id if speech else "",
                who=speech.who if speech else (),
                list=item.name if item else "",
                listing=item.number if item else 0,
                table=self.tables if cells else 0,
                cells=cells,
                is_header=is_header,
                type=element.get("type", ""),
                language=element.get(XML_LANG, ""),
            )
        )

    def settle(self, element: etree._Element) -> None:
        """Put out a label or a speaker that no text has followed."""
        level = self.level
        if (level.lists and level.lists[-1].label) or (level.speeches and level.speeches[-1].speaker):
            waiting = level.lists[-1] if level.lists and level.lists[-1].label else None
            if waiting is not None:
                waiting.in_item = True
            self.emit("p", element, (), self.page)

    @property
    def depth(self) -> int:
        """How many divisions deep the text is here."""
        return self.divisions[self.division].level if self.division >= 0 else 0

    # --- documents

    def begin_part(self, element: etree._Element, ends: Ends) -> None:
        """Begin the document `element`; what stands before it is a part of its own."""
        self.flush()
        self.end_part()
        self.part = Part(element.get(XML_ID, ""), element.get("n", ""), element.get("subtype", ""))

        def end() -> None:
            self.flush()
            self.end_part()

        ends.append(end)

    def end_part(self) -> None:
        """Put out the part that was read, if anything is in it."""
        out = self.levels[0].out
        notes = tuple(note for note in self.notes if note is not None)
        if out or notes or self.furniture:
            part = replace(self.part, blocks=tuple(out), notes=notes, furniture=tuple(self.furniture))
            self.parts.append(part)
        self.levels[0].out, self.notes, self.furniture, self.part = [], [], [], Part()
