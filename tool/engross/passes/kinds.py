"""The pass that says of each document what kind it is: `subtype` of its ``div``, by its title."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from engross.model import Document, Kind, Node, content, walk
from engross.source import Source


def name_kinds(document: Document, kinds: Mapping[str, str]) -> Document:
    """`document` with a `subtype` on each document: the first pattern of `kinds` that its title fits, else by what
    it holds, else ``other``."""
    children = tuple(
        child.having(subtype=_kind(child, document.source, kinds))
        if child.attrs.get("type") in ("document", "enclosure") and child.attrs.get("subtype", "other") == "other"
        else child
        for child in document.body.children
    )
    numbered, number = [], 0
    for child in children:
        number += child.kind is Kind.DIV
        numbered.append(
            child if child.kind is not Kind.DIV else replace(child, attrs={**child.attrs, "n": str(number)})
        )
    return replace(document, body=document.body.holding(tuple(numbered)))


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
