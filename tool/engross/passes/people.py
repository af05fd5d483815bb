"""The pass that says who is meant, by the edition's list of people: `who` of a turn, names in running text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from engross.diagnostics import Diagnostic, diagnose
from engross.facts.people import plain_label
from engross.model import Document, Kind, Node, content, rewrite, text
from engross.source import Span

if TYPE_CHECKING:
    from engross.edition import Edition, Entry

_TURNS_IN = frozenset({Kind.BODY, Kind.DIV})
_NAMED_IN = (
    Kind.P,
    Kind.ITEM,
    Kind.HEAD,
    Kind.SIGNED,
    Kind.NOTE,
    Kind.DATELINE,
    Kind.QUOTE,
    Kind.STAGE,
    Kind.SALUTE,
    Kind.CELL,
)


def name_people(document: Document, edition: Edition | None, entry: Entry | None = None) -> Document:
    """`document` with `who` on each turn whose label the edition's list has, and PERS_NAME nodes for its names.

    Reports each speaker's label that no person bears, once.
    """
    found: list[Diagnostic] = []
    known: set[str] = set()

    def resolve(node: Node) -> Node:
        if node.kind is not Kind.SP:
            return node
        speaker = next(c for c in node.children if c.kind is Kind.SPEAKER)
        label = content(speaker, document.source)
        person = edition.person_for(label, entry) or edition.person_for(plain_label(label), entry) if edition else None
        if person:
            return node.having(who=f"#{person.id}")
        key = re.sub(r"\W+", "", plain_label(label)).casefold()
        if key not in known:
            known.add(key)
            found.append(diagnose("speaker-unknown", document.source, speaker.span, label=label))
        return node

    body = rewrite(document.body, resolve, _TURNS_IN)
    names = {name: person.id for name, person in edition.names_in(entry).items()} if edition else {}
    if names:
        body = _mark_names(body, document, names)
    return replace(document, body=body, diagnostics=(*document.diagnostics, *found))


def _mark_names(body: Node, document: Document, labels: Mapping[str, str]) -> Node:
    """`body` with each name of `labels` (name, person's id) marked where it stands as a word in running text."""
    names = sorted((label for label in labels if label), key=lambda n: (-len(n), n))
    pattern = re.compile(r"(?<![\w.])(?<!\w-)(?:" + "|".join(map(re.escape, names)) + r")(?![\w])")

    def mark(node: Node) -> Node:
        if node.kind not in _NAMED_IN:
            return node
        children: list[Node] = []
        for child in node.children:
            children += _split(child, pattern, labels, document) if child.kind is Kind.TEXT else [child]
        return node.holding(tuple(children))

    return rewrite(body, mark)


def _split(node: Node, pattern: re.Pattern[str], labels: Mapping[str, str], document: Document) -> list[Node]:
    out: list[Node] = []
    at = node.span.start
    for match in pattern.finditer(document.source.text, node.span.start, node.span.end):
        a, b = match.span()
        if at < a:
            out.append(text(at, a))
        out.append(Node(Kind.PERS_NAME, Span(a, b), (text(a, b),), {"ref": f"#{labels[match.group()]}"}))
        at = b
    if at < node.span.end:
        out.append(text(at, node.span.end))
    return out if len(out) > 1 or out[0].kind is not Kind.TEXT else [node]


def count_speakers(document: Document) -> int:
    """The number of different speakers: persons where they are known, else labels."""
    seen = set()
    for node in document.nodes:
        if node.kind is Kind.SP:
            label = content(next(c for c in node.children if c.kind is Kind.SPEAKER), document.source)
            seen.add(node.attrs.get("who") or re.sub(r"[\W_]+", "", label).casefold())
    return len(seen)
