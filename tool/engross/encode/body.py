"""From the document's nodes to TEI: ids, attributes in a stable order, one block element a line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from engross.encode.tree import BLOCKS, ELEMENT_ONLY, escape, escape_value
from engross.model import Document, Kind, Node
from engross.passes.notes import NOTE_AT
from engross.source import Span

_ELEMENT_ONLY_KINDS = frozenset(kind for kind in Kind if kind in ELEMENT_ONLY)
_BLOCK_KINDS = frozenset(kind for kind in Kind if kind in BLOCKS)
#: Elements that stand in one line with what they hold, parted by blanks; the second only if that is one element.
_COMPACT = frozenset({Kind.ROW})
_COMPACT_ALONE = frozenset({Kind.OPENER, Kind.ADDRESS, Kind.CLOSER})
_NAMES_IN_ORDER = (
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
_ORDER = {name: number for number, name in enumerate(_NAMES_IN_ORDER)}
_IDS = {Kind.DIV: "s", Kind.P: "p", Kind.ITEM: "i", Kind.SP: "sp", Kind.NOTE: "n", Kind.PB: "pb", Kind.TABLE: "t"}
#: What readers and passes note for the encoder, and no reader of the edition needs.
_HIDDEN = frozenset({"level", "chain", NOTE_AT})
_MEANT = _HIDDEN | {"next", "prev"}


class _Names:
    """The ids of a document's nodes: it numbers as it goes."""

    def __init__(self) -> None:
        self.part = 0
        self.counts: Counter[str] = Counter()

    def name(self, node: Node) -> str:
        """The next id for `node`, of a kind in `_IDS`: its document, a letter for its kind, its number there (a
        page's own, where it has one)."""
        letter = _IDS[node.kind]
        if node.kind is Kind.DIV:
            kind = node.attrs.get("type")
            if kind in ("document", "enclosure"):
                self.part += 1
                self.counts.clear()
                return f"d{self.part}"
            letter = "e" if kind == "entry" else letter
        own = re.sub(r"[^A-Za-z0-9]", "", node.attrs.get("n", "")) if node.kind is Kind.PB else ""
        key = f"{letter}{own}"
        self.counts[key] += 1
        number = self.counts[key]
        tail = own + (f"-{number}" if number > 1 else "") if own else str(number) if letter != "pb" else f"-{number}"
        return f"d{max(self.part, 1)}-{letter}{tail}"


class _Pointers(Struct, frozen=True):
    """What attributes are written from: the ids of nodes (by the node), of notes (by the offset at which each starts),
    and of the parts of displaced paragraphs (by the readers' name for each)."""

    ids: Mapping[int, str]
    notes: Mapping[str, str]
    links: Mapping[str, str]


def encode_body(document: Document) -> tuple[str, list[Span]]:
    """The ``body`` element as XML, and the source span of it and of each element in it, in document order."""
    names = _Names()
    ids = {id(node): names.name(node) for node in document.nodes if node.kind in _IDS}
    pointers = _Pointers(ids, _note_ids(document.nodes, ids), _link_ids(document.nodes, ids))
    spans = [node.span for node in document.nodes if node.kind is not Kind.TEXT]
    out: list[str] = []
    _write(document.body, document.source.text, pointers, out)
    return "".join(out), spans


def _note_ids(nodes: Iterable[Node], ids: Mapping[int, str]) -> dict[str, str]:
    return {str(node.span.start): ids[id(node)] for node in nodes if node.kind is Kind.NOTE}


def _link_ids(nodes: Iterable[Node], ids: Mapping[int, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in nodes:
        if node.attrs and id(node) in ids:
            for link, side in (("next", "from"), ("prev", "to")):
                if link in node.attrs:
                    found[f"{side} {node.attrs[link]}"] = ids[id(node)]
    return found


def _write(node: Node, text: str, pointers: _Pointers, out: list[str]) -> None:
    """Add the XML of `node` to `out`."""
    kind = node.kind
    tag = "gap" if kind is Kind.CONTROL else kind
    out.append(f"<{tag}{_attributes(node, pointers)}")
    if not node.children:
        out.append("/>")
        return
    out.append(">")
    only = kind in _ELEMENT_ONLY_KINDS
    lines = only and kind not in _COMPACT and not (kind in _COMPACT_ALONE and len(node.children) == 1)
    broken = parted = False
    for child in node.children:
        if child.kind is Kind.TEXT:
            out.append(escape(text[child.span.start : child.span.end]))
            continue
        if lines or (not only and child.kind in _BLOCK_KINDS):
            out.append("\n")
            broken = True
        elif parted:  # or a program that searches the text would take two cells for one word
            out.append(" ")
        parted = only
        _write(child, text, pointers, out)
    out.append(f"\n</{tag}>" if broken else f"</{tag}>")


def _attributes(node: Node, pointers: _Pointers) -> str:
    """The attributes of `node` in their stable order, each with a space before it; its id last."""
    attrs: Mapping[str, str] = node.attrs
    if len(attrs) > 1 or not attrs.keys().isdisjoint(_MEANT):
        attrs = _resolved(attrs, pointers)
    written = "".join([f' {name}="{escape_value(value)}"' for name, value in attrs.items()]) if attrs else ""
    own = pointers.ids.get(id(node))
    return f'{written} xml:id="{own}"' if own else written


def _resolved(attrs: Mapping[str, str], pointers: _Pointers) -> dict[str, str]:
    """`attrs` in order; in place of what the readers noted, the pointers that are meant by it."""
    found = {name: attrs[name] for name in sorted(attrs, key=_rank) if name not in _HIDDEN}
    if NOTE_AT in attrs:
        found["target"] = f"#{pointers.notes[attrs[NOTE_AT]]}"
    for link, other in (("next", "to"), ("prev", "from")):
        if link in found:
            target = pointers.links.get(f"{other} {found.pop(link)}")
            found |= {link: f"#{target}"} if target else {}
    return found


def _rank(name: str) -> tuple[int, str]:
    return (_ORDER.get(name, len(_ORDER)), name)
