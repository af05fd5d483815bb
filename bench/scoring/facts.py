"""What a TEI document states, as far as it is measured: its blocks, notes, dates, turns, pages and deletions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from scoring.texts import (
    BLOCKS,
    SUPPLIED,
    TEI,
    all_text,
    is_call,
    is_label,
    key,
    letters,
    name_of,
    own_text,
    starts_with_label,
    words,
)

XML_ID = "{http://www.w3.org/XML/1998/namespace}id"

#: Elements whose text is a block, and the role it has.
_ROLES = dict.fromkeys(("ab", "byline", "l", "p", "stage", "trailer"), "p")
_ROLES |= {name: name for name in ("dateline", "head", "item", "row", "salute", "signed")}
_PARAGRAPHS = ("ab", "l", "p")
_APART = frozenset(("fw", "note", "teiHeader"))
_NOTE_MARK = re.compile(r"\s*(?://|/\w+/|\(\w+\)|\[\^?\w+\]:?|\d+[.)])\s*")
_SALUTATION = re.compile(r"\s*(?:my\s+)?dear\b.{0,60}", re.IGNORECASE | re.DOTALL)
#: Values of `@rend` for a line that does not stand as a paragraph does (the last is that of FRUS).
_SET_APART = frozenset(("center", "right", "sectiontitleital"))
_ZONE = re.compile(r"(?:Z|[+-]\d\d:\d\d)$")
#: So many letters before it tell the place of a note's call, and of a page break or deletion.
_ANCHOR, _PLACE = 12, 16


@dataclass(frozen=True, slots=True)
class Block:
    """A block of text: the roles that it may be said to have, its key, its text as it is shown, its `@rend`."""

    roles: frozenset[str]
    key: str
    text: str
    rend: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its key, the letters before its call, whether its source has a call at all, its text."""

    key: str
    anchor: str
    called: bool
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A page break or a deletion: its number or letters, and the letters before it."""

    value: str
    before: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A speaker's turn: the letters of the label, and of the first words."""

    label: str
    opening: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is measured of a document. `dates` are the `@when` of datelines (of a gold document), `all_dates` of all."""

    words: Counter[str]
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]
    dates: tuple[str, ...]
    all_dates: tuple[str, ...]
    turns: tuple[Turn, ...]
    pages: tuple[Mark, ...]
    deletions: tuple[Mark, ...]


def read_facts(root: etree._Element) -> Facts:
    """The facts of a TEI document, or of a `div` of one."""
    body = next(root.iter(f"{TEI}text"), root)
    places = _places(body)
    return Facts(
        words(" ".join(map(str, body.itertext(etree.Element)))),
        tuple(_blocks(body)),
        tuple(_notes(body, places)),
        tuple(when for line in body.iter(f"{TEI}dateline") for when in _whens(line)[:1]),
        tuple(_whens(body)),
        tuple(_turns(body)),
        tuple(Mark(e.get("n", ""), places[e][-_PLACE:]) for e in body.iter(f"{TEI}pb")),
        tuple(Mark(letters(all_text(e)), places[e][-_PLACE:]) for e in body.iter(f"{TEI}del")),
    )


# --- blocks ---


def _blocks(body: etree._Element) -> Iterator[Block]:
    """The blocks in order. What a number, letter or run-in title labels has it before its own text."""
    before = ""
    for element in body.iter(etree.Element):
        name, parent = name_of(element), element.getparent()
        if name not in BLOCKS or any(name_of(above) in _APART for above in element.iterancestors()):
            continue
        if name == "label" and name_of(parent) == "list":
            text = own_text(element)
            if is_label(text):
                before += f"{text} "
            else:
                yield from _block({"label", "listhead", "head", "item", "p"}, text)
        elif name in ("closer", "opener"):
            yield from _block({"signed" if name == "closer" else "dateline"}, own_text(element))
        elif name == "head" and "run-in" in element.get("rend", "").split():
            before += f"{_text(element)} "
        elif name in _ROLES:
            yield from _block(_roles(element), before + _text(element), element.get("rend", ""))
            before = ""


def _block(roles: set[str], text: str, rend: str = "") -> Iterator[Block]:
    if letters(text):
        yield Block(frozenset(roles), key(text), " ".join(text.split()), tuple(rend.split()))


def _text(element: etree._Element) -> str:
    """The text of a block: of a row that of its cells; of the first paragraph of a turn with the speaker's label."""
    if name_of(element) == "row":
        return " ".join(" ".join(own_text(cell).split()) for cell in element)
    turn = element.getparent()
    speaker = _speaker(element)
    if turn is not None and speaker is not None and element is next(e for e in turn if name_of(e) in _PARAGRAPHS):
        return " ".join(f"{own_text(speaker)} {own_text(element)}".split())
    return " ".join(own_text(element).split())


def _speaker(element: etree._Element) -> etree._Element | None:
    """The speaker of the turn in which a paragraph stands."""
    parent = element.getparent()
    if name_of(element) not in _PARAGRAPHS or parent is None or name_of(parent) != "sp":
        return None
    return parent.find(f"{TEI}speaker")


def _roles(element: etree._Element) -> set[str]:
    name, parent = name_of(element), element.getparent()
    if parent is not None and name_of(parent) == "sp" and name in (*_PARAGRAPHS, "stage"):
        return {"turn", "p"} if parent.find(f"{TEI}speaker") is not None else {"p"}
    if name == "head" and name_of(parent) in ("list", "table"):
        return {"head", "listhead"}
    return {_ROLES[name]}


def accepted(block: Block) -> frozenset[str]:
    """The roles that an edition may give to a block of a gold document where good editors differ: a numbered point is
    an item or a paragraph; a short or centred line a heading or a paragraph; a line on the right a signature."""
    roles = block.roles
    if roles in ({"p"}, {"item"}) and starts_with_label(block.text):
        return frozenset(("item", "p"))
    if roles == {"salute"} or (roles == {"p"} and _SALUTATION.fullmatch(block.text)):
        return frozenset(("p", "salute"))
    if roles == {"p"} and (len(block.text) < 60 or set(block.rend) & _SET_APART):
        return frozenset(("head", "p", "signed") if "right" in block.rend else ("head", "p"))
    if roles == {"head", "listhead"}:
        return roles | {"item", "label", "p"}
    return roles


# --- places in the running text ---


def _places(body: etree._Element) -> dict[etree._Element, str]:
    """The letters of the running text, without notes, calls and furniture, before each element that has a place."""
    pieces: list[str] = []
    length, silent = 0, 0
    at: dict[etree._Element, int] = {}

    def add(text: str | None) -> None:
        nonlocal length
        if text and not silent:
            pieces.append(letters(text))
            length += len(pieces[-1])

    for event, element in etree.iterwalk(body, events=("start", "end", "comment", "pi")):
        if event == "start":
            if name_of(element) in ("note", "pb", "del", "ref", "ptr"):
                at[element] = length
            silent += _is_silent(element)
            add(element.text)
        else:
            silent -= _is_silent(element) if event == "end" else 0
            add(element.tail if element is not body else None)
    running = "".join(pieces)
    return {element: running[max(0, place - 24) : place] for element, place in at.items()}


def _is_silent(element: etree._Element) -> bool:
    return name_of(element) in _APART | SUPPLIED or is_call(element)


def _notes(body: etree._Element, places: dict[etree._Element, str]) -> Iterator[Note]:
    """The notes in order, each with the letters before its call, or before itself where nothing calls it."""
    calls: dict[str, str] = {}
    for element in body.iter(f"{TEI}ref", f"{TEI}ptr"):
        calls.setdefault(element.get("target", "").removeprefix("#"), places[element])
    for note in body.iter(f"{TEI}note"):
        text = all_text(note)
        inside = any(name_of(above) in ("note", "teiHeader") for above in note.iterancestors())
        if note.get("type") in ("editorial", "summary") or not text.strip() or inside:
            continue
        anchor = calls.get(note.get(XML_ID, ""), places[note])
        found = letters(_NOTE_MARK.sub("", text, count=1) if _NOTE_MARK.match(text) else text)[:400]
        yield Note(found, anchor[-_ANCHOR:], not found.startswith("source"), " ".join(text.split()))


# --- dates and turns ---


def _whens(element: etree._Element) -> list[str]:
    """The `@when` of the dates in an element, to the minute, without a time zone."""
    return [_ZONE.sub("", date.get("when", ""))[:16] for date in element.iter(f"{TEI}date") if date.get("when")]


def _turns(body: etree._Element) -> Iterator[Turn]:
    for turn in body.iter(f"{TEI}sp"):
        speaker = turn.find(f"{TEI}speaker")
        if speaker is not None:
            said = " ".join(own_text(e) for e in turn if name_of(e) in _PARAGRAPHS)
            yield make_turn(all_text(speaker), said)


def make_turn(label: str, said: str) -> Turn:
    """The turn that begins with `label` and goes on with `said`."""
    return Turn(letters(label), letters(said)[:16])
