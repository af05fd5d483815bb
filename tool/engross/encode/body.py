"""From the document's nodes to TEI elements: ids, attributes in a stable order, one block element a line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from lxml import etree

from engross.encode.tree import XML_ID, fill, make
from engross.model import Document, Kind, Node, walk
from engross.passes.notes import NOTE_AT
from engross.source import Source, Span

#: Elements that hold only elements in our editions: white space in them is layout of the file, not text.
ELEMENT_ONLY = frozenset(
    {"TEI", "text", "body", "div", "list", "table", "row", "sp", "opener", "address", "closer", "postscript", "quote"}
)

#: Elements that begin a line of their own also inside mixed content.
BLOCKS = frozenset({"p", "list", "table", "quote"})

#: Elements whose text is not the source's: what an editor set beside it.
ADDED = frozenset({"corr", "expan", "reg", "teiHeader"})

_COMPACT = frozenset({"row", "opener", "address", "closer"})
_ORDER = (
    "type",
    "subtype",
    "n",
    "level",
    "role",
    "rows",
    "cols",
    "rend",
    "rendition",
    "place",
    "who",
    "ref",
    "target",
    "when",
    "reason",
    "quantity",
    "unit",
    "extent",
    "break",
    "resp",
    "cert",
    "next",
    "prev",
)
_IDS = {Kind.P: "p", Kind.ITEM: "i", Kind.SP: "sp", Kind.NOTE: "n", Kind.PB: "pb", Kind.TABLE: "t"}
_HIDDEN = {"level", "chain", NOTE_AT}


class _Encoder:
    """One document on its way into elements: it numbers as it goes."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.part = 0
        self.counts: Counter[str] = Counter()
        self.note_ids: dict[int, str] = {}

    def name(self, node: Node) -> str:
        """The next id for `node`: its document, a letter for its kind, its number there (a page's own, where it has
        one). Empty where its kind has none."""
        if node.kind is Kind.DIV and node.attrs.get("type") in ("document", "enclosure"):
            self.part += 1
            self.counts.clear()
            return f"d{self.part}"
        if node.kind is Kind.DIV:
            letter = "e" if node.attrs.get("type") == "entry" else "s"
        elif node.kind in _IDS:
            letter = _IDS[node.kind]
        else:
            return ""
        own = re.sub(r"[^A-Za-z0-9]", "", node.attrs.get("n", "")) if node.kind is Kind.PB else ""
        key = f"{letter}{own}"
        self.counts[key] += 1
        number = self.counts[key]
        tail = own + (f"-{number}" if number > 1 else "") if own else str(number) if letter != "pb" else f"-{number}"
        return f"d{max(self.part, 1)}-{letter}{tail}"


def encode_body(document: Document) -> tuple[etree._Element, list[Span]]:
    """The ``body`` element, and the source span of it and of each element in it, in document order."""
    encoder = _Encoder(document.source)
    ids = {id(node): encoder.name(node) for node in walk(document.body)}
    for node in walk(document.body):
        if node.kind is Kind.NOTE:
            encoder.note_ids[node.span.start] = ids[id(node)]
    links = _link_ids(document.body, ids)
    spans = [node.span for node in walk(document.body) if node.kind is not Kind.TEXT]
    return _element(document.body, encoder, ids, links), spans


def _link_ids(body: Node, ids: Mapping[int, str]) -> dict[str, str]:
    """For each pair of parts of a displaced paragraph: the ids of the two, by the readers' name for each."""
    found: dict[str, str] = {}
    for node in walk(body):
        if "next" in node.attrs and ids[id(node)]:
            found[f"from {node.attrs['next']}"] = ids[id(node)]
        if "prev" in node.attrs and ids[id(node)]:
            found[f"to {node.attrs['prev']}"] = ids[id(node)]
    return found


def _element(node: Node, encoder: _Encoder, ids: Mapping[int, str], links: Mapping[str, str]) -> etree._Element:
    tag = "gap" if node.kind is Kind.CONTROL else str(node.kind)
    attrs = {k: v for k, v in sorted(node.attrs.items(), key=_rank) if k not in _HIDDEN}
    if NOTE_AT in node.attrs:
        attrs["target"] = f"#{encoder.note_ids[int(node.attrs[NOTE_AT])]}"
    for link, other in (("next", "to"), ("prev", "from")):
        if link in attrs:
            target = links.get(f"{other} {attrs.pop(link)}")
            attrs |= {link: f"#{target}"} if target else {}
    element = make(tag, attrs)
    if ids[id(node)]:
        element.set(XML_ID, ids[id(node)])
    text = encoder.source.text
    only, lines = tag in ELEMENT_ONLY, tag in ELEMENT_ONLY and tag not in _COMPACT
    content: list[str | etree._Element] = []
    broken = False
    for child in node.children:
        if child.kind is Kind.TEXT:
            content.append(text[child.span.start : child.span.end])
            continue
        own_line = lines or (not only and str(child.kind) in BLOCKS)
        broken = broken or own_line
        content += ["\n"] * own_line + [_element(child, encoder, ids, links)]
    fill(element, content + ["\n"] * broken)
    return element


def _rank(item: tuple[str, str]) -> tuple[int, str]:
    name = item[0]
    return (_ORDER.index(name) if name in _ORDER else len(_ORDER), name)
