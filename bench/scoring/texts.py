"""What is compared of a text: its letters and figures, without the notes, furniture and blocks that stand in it."""

from __future__ import annotations

import re
from collections import Counter

from lxml import etree

TEI = "{http://www.tei-c.org/ns/1.0}"

#: The elements that begin a block of their own: their text is not that of the block around them.
BLOCKS = frozenset(
    (
        *("ab", "byline", "closer", "dateline", "div", "figure", "floatingText", "fw", "head", "item"),
        *("l", "label", "lg", "list", "note", "opener", "p", "postscript", "quote", "row", "salute"),
        *("signed", "sp", "speaker", "stage", "stamp", "table", "trailer"),
    )
)
#: What an editor puts in the place of the source's own reading.
SUPPLIED = frozenset(("corr", "expan", "reg"))

_EMPTY = frozenset(("gap", "lb", "pb"))
_NUMBER = re.compile(r"\W*(?:\d+|\*+)\W*")
_VALUE = r"(?:\d{1,3}|[a-zA-Z]|[ivxlIVXL]{1,5})"
_LABEL = re.compile(rf"\s*(?:\(\s*{_VALUE}\s*\)|{_VALUE}[.)])\s*")


def name_of(element: etree._Element | None) -> str:
    """The local name of an element; empty for a comment, a processing instruction, or none."""
    return etree.QName(element).localname if element is not None and isinstance(element.tag, str) else ""


def all_text(element: etree._Element) -> str:
    """All of the text in an element."""
    return "".join(map(str, element.itertext()))


def is_call(element: etree._Element) -> bool:
    """Whether an element is the call of a note: a `ref` that says so, or that has nothing but a number."""
    if name_of(element) != "ref":
        return False
    return "note" in element.get("type", "").lower() or bool(_NUMBER.fullmatch(all_text(element)))


def letters(text: str) -> str:
    """The letters and figures of `text`, small: what is compared."""
    return re.sub(r"[\W_]+", "", text).lower()


def words(text: str) -> Counter[str]:
    """The words of `text`, small, with how often each occurs."""
    return Counter(re.findall(r"[^\W_]+", text.lower()))


def own_text(element: etree._Element) -> str:
    """The text of a block without notes, calls, furniture and the blocks in it; a label in running text counts."""
    parts = [element.text or ""]
    for child in element:
        name = name_of(child)
        if name in _EMPTY or is_call(child):
            parts.append(" ")
        elif name == "label" or (name and name not in BLOCKS | SUPPLIED):
            parts.append(own_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def starts_with_label(text: str) -> bool:
    """Whether `text` begins with the number or letter of a point: ``1.``, ``(a)``, ``iv)``."""
    return bool(_LABEL.match(text))


def is_label(text: str) -> bool:
    """Whether `text` is nothing but such a number or letter."""
    return not letters(_LABEL.sub("", f"{text} ", count=1))


def key(text: str) -> str:
    """What two blocks of the same text have in common: their letters and figures, without the number of a point."""
    return letters(_LABEL.sub("", " ".join(text.split()), count=1) if starts_with_label(text) else text)
