"""What each TEI element does to the walk through a text."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from engross.encode.tree import local
from engross.views import blocks, phrases
from engross.views.asking import TEI_, between_blocks, looks_of
from engross.views.elements import BLOCKS, CHOICES, CONTAINERS, DIVISIONS, EITHER, SILENT
from engross.views.walking import Ends, Walker


def open_element(walker: Walker, element: etree._Element, ends: Ends) -> bool:
    """Begin `element`; whether its content is to be read."""
    name = local(element) if isinstance(element.tag, str) and element.tag.startswith(TEI_) else ""
    if walker.readings and walker.readings[-1] >= 0:
        walker.readings[-1] += 1
        if walker.readings[-1] > 1:
            walker.put(" [")
            ends.append(lambda: walker.put("]"))
    walker.readings.append(0 if name in CHOICES else -1)
    if not isinstance(element.tag, str):  # an entity that is not expanded: its name stands for it
        walker.put(element.text or "")
        return False
    if name in SILENT:
        return False
    if element in walker.documents:
        walker.begin_part(element, ends)
    special = _SPECIAL.get(name)
    if special is not None:
        return special(walker, element, ends)
    if name in CONTAINERS:
        walker.push("", element, ends)
    elif name in BLOCKS:
        walker.push(BLOCKS[name], element, ends)
    elif name in EITHER and between_blocks(element):
        walker.push(EITHER[name], element, ends)
    else:
        walker.look(looks_of(element, name), ends)
    return True


_SPECIAL: dict[str, Callable[[Walker, etree._Element, Ends], bool]] = {
    **dict.fromkeys(DIVISIONS, blocks.open_division),
    "head": blocks.open_head,
    "quote": blocks.open_quote,
    "list": blocks.open_list,
    "item": blocks.open_item,
    "label": blocks.open_label,
    "sp": blocks.open_sp,
    "speaker": blocks.open_speaker,
    "table": blocks.open_table,
    "row": blocks.open_row,
    "cell": blocks.open_cell,
    "note": phrases.open_note,
    "fw": phrases.open_furniture,
    "pb": phrases.open_page,
    "lb": phrases.open_line,
    "cb": phrases.open_column,
    "gb": phrases.open_column,
    "gap": phrases.open_gap,
    "ref": phrases.open_ref,
    "del": phrases.open_del,
    "restore": phrases.open_restore,
    "supplied": phrases.open_supplied,
}
