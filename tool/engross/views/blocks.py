"""Divisions and blocks, lists, turns, tables: what they do to the walk through a text.

Each function begins an element, adds to `ends` what is to be done at its end, and says whether its content is read.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engross.encode.tree import TEI, XML_ID, local
from engross.views.asking import between_blocks, looks_of
from engross.views.elements import CONTAINERS, DIVISIONS
from engross.views.values import Block, Cell, Division, Run
from engross.views.walking import LABEL, SPEAKER, Ends, List, Speech, Walker

_T = {"t": TEI}
_DATED = ("when", "from", "notBefore", "to", "notAfter")
_DATELINES = ("t:dateline//t:date", "t:opener//t:date", "t:head//t:date[@when]", "t:closer//t:date")
_WITH_BLOCKS = ("p", "ab", "lg", "l", "list", "table", "quote", "bibl", "div", "sp")


def open_division(walker: Walker, element: etree._Element, ends: Ends) -> bool:
    """A division: its number in `Walker.divisions` is that of its blocks."""
    outer = walker.division
    walker.push("", element, ends)
    walker.divisions.append(
        Division(
            element.get(XML_ID, ""),
            element.get("type", ""),
            element.get("subtype", ""),
            element.get("n", ""),
            walker.depth + 1,
            outer,
            _first_date(element) or (walker.divisions[outer].date if outer >= 0 else ""),
        )
    )
    walker.division = len(walker.divisions) - 1

    def end() -> None:
        walker.division = outer

    ends.insert(len(ends) - 1, end)  # after the frame has put itself out
    return True


def _first_date(division: etree._Element) -> str:
    """The first date that a dateline of `division` itself states (ISO 8601)."""
    for path in _DATELINES:
        for date in division.iterfind(path, _T):
            for name in _DATED:
                if value := date.get(name):
                    return value
    return ""


def open_head(walker: Walker, element: etree._Element, ends: Ends) -> bool:
    """A heading; a caption in what is no division."""
    parent = element.getparent()
    caption = parent is not None and local(parent) in CONTAINERS - DIVISIONS - {"body", "text", "front", "back"}
    walker.push("caption" if caption else "head", element, ends)
    return True


def open_quote(walker: Walker, element: etree._Element, ends: Ends) -> bool:
    """A quotation: of blocks, a block, or words."""
    holds_blocks = any(local(child) in _WITH_BLOCKS for child in element.iterchildren(etree.Element))
    if not holds_blocks and not between_blocks(element):
        walker.look(looks_of(element, "quote"), ends)
        return True
    level = walker.level
    walker.push("" if holds_blocks else "quote", element, ends)
    level.quote += 1

    def end() -> None:
        level.quote -= 1

    ends.insert(len(ends) - 1, end)
    return True


# --- lists, turns, tables


def open_list(walker: Walker, element: etree._Element, ends: Ends) -> bool:
    """A list."""
    walker.flush()
    if walker.level.lists and walker.level.lists[-1].in_item:
        walker.settle(element)
    level = walker.level
    labelled = "labelled" if _has_labels(element) else ""
    name = " ".join(dict.fromkeys(f"{element.get('type', '')} {element.get('rend', '')} {labelled}".split()))
    walker.lists += 1
    level.lists.append(List(name, walker.lists))
    walker.push("", element, ends)

    def end() -> None:
        walker.settle(element)
        level.lists.pop()

    ends.insert(len(ends) - 1, end)
    return True


def _has_labels(element: etree._Element) -> bool:
    """Whether the list `element` has labels, beside its items or at their beginning."""
    paths = ("t:label", "t:item/t:label", "t:item/t:p/t:label")
    return any(element.find(path, _T) is not None for path in paths)


def open_item(walker: Walker, element: etree._Element, ends: Ends) -> bool:
    """An item; a paragraph where there is no list."""
    if not walker.level.lists:
        walker.push("p", element, ends)
        return True
    here = walker.level.lists[-1]
    walker.push("item", element, ends)
    here.in_item, here.begun, here.item_number = True, False, " ".join(element.get("n", "").split())

    def end() -> None:
        walker.settle(element)
        here.in_item = False

    ends.insert(len(ends) - 1, end)
    return True


def open_label(walker: Walker, element: etree._Element, ends: Ends) -> bool:
    """A label: of the item that follows or that it begins, a block, or words."""
    if element in walker.own_labels:
        return False
    parent, level = element.getparent(), walker.level
    here = level.lists[-1] if level.lists else None
    begins_item = here is not None and here.in_item and not here.begun and not here.label
    if here is not None and parent is not None and local(parent) == "list":
        walker.settle(element)
        walker.push(LABEL, element, ends)
    elif begins_item and all(not run.text.strip() for run in walker.frame.runs):
        walker.push(LABEL, element, ends)
    elif between_blocks(element):
        walker.push("label", element, ends)
    else:
        walker.look(looks_of(element, "label"), ends)
    return True


def open_sp(walker: Walker, element: etree._Element, ends: Ends) -> bool:
    """A turn of a talk."""
    level = walker.level
    walker.push("", element, ends)
    walker.turns += 1
    level.speeches.append(Speech(walker.turns, element.get(XML_ID, ""), tuple(element.get("who", "").split())))

    def end() -> None:
        walker.settle(element)
        level.speeches.pop()

    ends.insert(len(ends) - 1, end)
    return True


def open_speaker(walker: Walker, element: etree._Element, ends: Ends) -> bool:
    """The label of a turn."""
    walker.push(SPEAKER if walker.level.speeches else "p", element, ends)
    return True


def open_table(walker: Walker, element: etree._Element, ends: Ends) -> bool:
    """A table."""
    walker.push("", element, ends)
    walker.tables += 1
    return True


def open_row(walker: Walker, element: etree._Element, ends: Ends) -> bool:
    """A row, one block."""
    walker.push("", element, ends)
    cells: list[Cell] = []
    walker.cells.append(cells)
    page = walker.page
    children = [child for child in element.iterchildren(etree.Element) if local(child) == "cell"]
    header = element.get("role") == "label" or (
        bool(children) and all(child.get("role") == "label" for child in children)
    )

    def end() -> None:
        walker.cells.pop()
        if cells:
            walker.emit("row", element, (), page, cells=tuple(cells), is_header=header)

    ends.insert(len(ends) - 1, end)
    return True


def open_cell(walker: Walker, element: etree._Element, ends: Ends) -> bool:
    """A cell, read by itself."""

    def done(blocks: list[Block]) -> None:
        cell = Cell(tuple(_flat(blocks)), _span(element, "cols"), _span(element, "rows"))
        if walker.cells:
            walker.cells[-1].append(cell)

    if not walker.cells:
        walker.push("p", element, ends)
    else:
        walker.push_level("p", element, ends, done)
    return True


def _span(element: etree._Element, name: str) -> int:
    value = element.get(name, "")
    return min(int(value), 100) if value.isascii() and value.isdecimal() and 0 < len(value) < 6 and int(value) else 1


def _flat(blocks: list[Block]) -> Iterator[Run]:
    """The runs of `blocks` one after the other, each block on a line of its own."""
    for number, block in enumerate(blocks):
        if number:
            yield Run(" ", "line")
        pieces = [each for each in (block.speaker, block.label, block.runs, *(c.runs for c in block.cells)) if each]
        for place, piece in enumerate(pieces):
            if place:
                yield Run(" ")
            yield from piece
