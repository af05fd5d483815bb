"""What the openers of elements ask of an element."""

from __future__ import annotations

from lxml import etree

from engross.encode.tree import TEI, local
from engross.views.elements import CONTAINERS, LOOKS

TEI_ = f"{{{TEI}}}"


def between_blocks(element: etree._Element) -> bool:
    """Whether `element` stands where blocks do."""
    parent = element.getparent()
    return parent is None or not parent.tag.startswith(TEI_) or local(parent) in CONTAINERS


def looks_of(element: etree._Element, name: str) -> list[str]:
    """The looks that @rend and @rendition state; italic for an element that says no more than that it stands out."""
    words = [*element.get("rend", "").split(), *element.get("rendition", "").replace("#", "").split()]
    if not words:
        plain = name in ("hi", "emph") or (name == "title" and element.get("level") in ("m", "j", "s"))
        return ["italic"] if plain else []
    return list(dict.fromkeys(LOOKS[word] for word in words if word in LOOKS))
