"""Building and reading TEI elements: the only module that touches lxml's ``.text`` and ``.tail``.

In lxml the text after an element belongs to that element (its tail). Here content is a flat sequence of strings and
elements, in order, and nothing else in engross need know how lxml keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

TEI = "http://www.tei-c.org/ns/1.0"
XML = "http://www.w3.org/XML/1998/namespace"
XML_ID = f"{{{XML}}}id"
XML_LANG = f"{{{XML}}}lang"
XML_SPACE = f"{{{XML}}}space"

Content = Iterable["str | etree._Element | None"]


def make(tag: str, attrs: Mapping[str, str] | None = None, content: Content = ()) -> etree._Element:
    """A TEI element `tag` with `attrs` (in the order given) and `content`; None in the content is passed over."""
    element = etree.Element(f"{{{TEI}}}{tag}", None, {None: TEI})  # type: ignore[dict-item]
    for name, value in (attrs or {}).items():
        element.set(name, value)
    fill(element, content)
    return element


def fill(element: etree._Element, content: Content) -> None:
    """Add strings and elements to the end of `element`, in order."""
    last = next(element.iterchildren(reversed=True), None)  # len() would count every child
    for piece in content:
        if piece is None:
            continue
        if not isinstance(piece, str):
            piece.tail = None
            element.append(piece)
            last = piece
        elif last is not None:
            last.tail = (last.tail or "") + piece
        else:
            element.text = (element.text or "") + piece


def pieces(element: etree._Element) -> Iterator[str | etree._Element]:
    """The content of `element`: strings and elements in order; comments and processing instructions are elements."""
    if element.text:
        yield element.text
    for child in element:
        yield child
        if child.tail:
            yield child.tail


def local(element: etree._Element) -> str:
    """The element's name without its namespace; empty for a comment or a processing instruction."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
