"""Documents made by hand: from a few lines of XML to the nodes that a reader would make of them."""

from __future__ import annotations

from lxml import etree

from engross.model import Document, Kind, Node, text
from engross.source import Span, read_source


def document(xml: str, name: str = "memo.txt", conventions: frozenset[str] = frozenset()) -> Document:
    """The document whose body holds `xml`; its source is the text in it. A ``<mark>`` is consumed text."""
    root = etree.fromstring(f"<body>{xml}</body>")
    written: list[str] = []
    node = _node(root, written)
    source = read_source("".join(written).encode(), name, name.rpartition("/")[2].removesuffix(".txt"))
    return Document(source, "published", node, (), conventions)


def _node(element: etree._Element, written: list[str]) -> Node:
    start = sum(map(len, written))
    children: list[Node] = []

    def write(words: str | None) -> None:
        if words:
            at = sum(map(len, written))
            written.append(words)
            children.append(text(at, at + len(words)))

    write(element.text)
    for child in element:
        if child.tag == "mark":
            written.append(child.text or " ")
        else:
            children.append(_node(child, written))
        write(child.tail)
    return Node(Kind(element.tag), Span(start, sum(map(len, written))), tuple(children), dict(element.attrib))
