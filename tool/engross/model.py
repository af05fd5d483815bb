"""The document between reader and encoder: one kind of node, one closed vocabulary.

A `Node` is a piece of the edition: its `kind` is a TEI element (or TEXT), its `span` the stretch of the source it
was read from, its children stand in source order (what opens a division aside) and their text in its span. Only TEXT
nodes carry characters: the source's, verbatim. What lies in a span and in no TEXT node is *consumed*: white space, or a
mark that a convention reads (``~~``, ``((``).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from functools import cached_property
from itertools import pairwise, takewhile
from operator import is_not

from msgspec import Struct, field
from msgspec.structs import replace

from engross.diagnostics import Diagnostic
from engross.source import Source, Span
from engross.vocabulary import Vocabulary


class Kind(Vocabulary):
    """What a node is; the value is the TEI element that encodes it (TEXT and CONTROL aside)."""

    TEXT = "#text"
    CONTROL = "#control"  # one character that XML cannot hold: a <gap reason="control-character" n="U+0001"/>
    BODY = "body"
    DIV = "div"
    HEAD = "head"
    OPENER = "opener"
    DATELINE = "dateline"
    SALUTE = "salute"
    ADDRESS = "address"
    ADDR_LINE = "addrLine"
    CLOSER = "closer"
    SIGNED = "signed"
    POSTSCRIPT = "postscript"
    TRAILER = "trailer"
    P = "p"
    LIST = "list"
    ITEM = "item"
    LABEL = "label"
    TABLE = "table"
    ROW = "row"
    CELL = "cell"
    SP = "sp"
    SPEAKER = "speaker"
    STAGE = "stage"
    QUOTE = "quote"
    NOTE = "note"
    REF = "ref"
    PB = "pb"
    LB = "lb"
    FW = "fw"
    STAMP = "stamp"
    DEL = "del"
    ADD = "add"
    GAP = "gap"
    DESC = "desc"
    UNCLEAR = "unclear"
    HI = "hi"
    SEG = "seg"
    SIC = "sic"
    DATE = "date"
    PLACE_NAME = "placeName"
    PERS_NAME = "persName"
    NAME = "name"


_NO_ATTRS: Mapping[str, str] = {}


class Node(Struct, frozen=True):
    """One node. `attrs` are TEI attributes, never changed in place; `rule` names the rule that decided the kind."""

    kind: Kind
    span: Span
    children: tuple[Node, ...] = ()
    attrs: Mapping[str, str] = field(default_factory=lambda: _NO_ATTRS)
    rule: str = ""

    def having(self, **attrs: str) -> Node:
        """This node with `attrs` added or replaced."""
        return Node(self.kind, self.span, self.children, {**self.attrs, **attrs}, self.rule)

    def holding(self, children: tuple[Node, ...]) -> Node:
        """This node with other children; itself, where they are the same."""
        if len(children) == len(self.children) and not any(map(is_not, children, self.children)):
            return self
        return Node(self.kind, self.span, children, self.attrs, self.rule)


class Document(Struct, frozen=True, dict=True):
    """What a reader made of a source: the body, what it found worth saying, and the conventions that it met."""

    source: Source
    profile: str
    body: Node
    diagnostics: tuple[Diagnostic, ...] = ()
    conventions: frozenset[str] = frozenset()

    @cached_property
    def nodes(self) -> list[Node]:
        """The body and all below it, in document order."""
        return walk(self.body)

    def naming(self, conventions: frozenset[str]) -> Document:
        """This document with other `conventions`. What was worked out of its nodes need not be worked out again."""
        named = replace(self, conventions=conventions)
        named.__dict__.update(self.__dict__)
        return named

    @cached_property
    def kept(self) -> list[Span]:
        """The stretches of the source that are text of the edition, in document order."""
        return [node.span for node in self.nodes if node.kind is Kind.TEXT]

    @cached_property
    def kept_in_source(self) -> list[Span]:
        """The same in the order of the source, from which only what opens a division may differ."""
        if all(before.end <= after.start for before, after in pairwise(self.kept)):
            return self.kept
        body = rewrite(self.body, _as_opened, frozenset({Kind.BODY, Kind.DIV}))
        return [node.span for node in walk(body) if node.kind is Kind.TEXT]


def is_editorial(node: Node) -> bool:
    """Whether the words of `node` are those of the editors of the source, and none of the document itself."""
    return node.kind is Kind.SEG and node.attrs.get("type") == "editorial"


def _as_opened(node: Node) -> Node:
    """`node` with the headings, notes and pages that open it in the order of the source."""
    opening = tuple(takewhile(lambda child: child.kind in (Kind.HEAD, Kind.NOTE, Kind.PB), node.children))
    in_source = sorted(opening, key=lambda child: child.span.start)
    return node.holding((*in_source, *node.children[len(opening) :])) if node.kind is Kind.DIV else node


def text(start: int, end: int) -> Node:
    """A TEXT node for the characters from `start` to `end`."""
    return Node(Kind.TEXT, Span(start, end))


def walk(node: Node, inside: Container[Kind] = frozenset(Kind)) -> list[Node]:
    """`node` and all below it, in document order, but nothing in a node below it of a kind that is not in `inside`; no
    recursion, so depth is no danger."""
    found = [node]
    stack = [iter(node.children)]
    while stack:
        for child in stack[-1]:
            found.append(child)
            if child.children and child.kind in inside:
                stack.append(iter(child.children))
                break
        else:
            stack.pop()
    return found


def content(node: Node, source: Source) -> str:
    """The characters of the TEXT nodes in `node`, joined."""
    return "".join(source.text[n.span.start : n.span.end] for n in walk(node) if n.kind is Kind.TEXT)


def rewrite(node: Node, change: Callable[[Node], Node], inside: Container[Kind] = frozenset(Kind)) -> Node:
    """`node` with `change` applied to every node below it and to itself, children first; of those that are not of a
    kind in `inside` the children stay as they are."""
    if node.children and node.kind in inside:
        node = node.holding(tuple([rewrite(child, change, inside) for child in node.children]))
    return change(node)
