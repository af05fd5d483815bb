"""The pass that says of each document what kind it is: `subtype` of its ``div``, by its title."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from engross.model import Document, Kind, Node, content, walk
from engross.source import Source


def name_kinds(document: Document, kinds: Mapping[str, str], given: str | None = None) -> Document:
    """`document` with a `subtype` on each document: the first pattern of `kinds` that its title fits, else by what
    it holds, else ``other``. `given` is what the editor says of a source with one document."""
    parts = document.body.children
    alone = sum(part.attrs.get("type") == "document" for part in parts) == 1
    named = []
    for number, part in enumerate((p for p in parts if p.kind is Kind.DIV), 1):
        kind = given if given and alone and part.attrs["type"] == "document" else _kind(part, document.source, kinds)
        named.append(part.having(subtype=kind, n=str(number)))
    return replace(document, body=document.body.holding(tuple(named)))


def _kind(div: Node, source: Source, kinds: Mapping[str, str]) -> str:
    heads = [n for n in walk(div) if n.kind is Kind.HEAD and not {"collection", "run-in"} & set(n.attrs.values())]
    for head in heads[:2]:
        title = re.sub(r"\s+", " ", content(head, source))
        for pattern, kind in kinds.items():
            if re.search(rf"\b(?:{pattern})", title, re.IGNORECASE):
                return kind
    parts = list(walk(div))
    if any(n.kind is Kind.LIST and n.attrs.get("type") == "memo-header" for n in parts):
        return "memorandum"
    if any(n.kind is Kind.DIV and n.attrs.get("type") == "entry" for n in parts):
        return "working-file"
    return "other"
