"""The pass that looks at the order of pages."""

from __future__ import annotations

from dataclasses import replace

from engross.diagnostics import Diagnostic, diagnose
from engross.model import Document, Kind, walk


def order_pages(document: Document) -> Document:
    """`document` with a diagnostic for each page number that goes back within its document."""
    found: list[Diagnostic] = []
    for part in document.body.children:
        last = 0
        for node in walk(part):
            n = node.attrs.get("n", "") if node.kind is Kind.PB else ""
            if not n.isdigit():
                continue
            if int(n) < last:
                found.append(diagnose("page-number-descends", document.source, node.span, n=n, before=last))
            last = int(n)
    return replace(document, diagnostics=(*document.diagnostics, *found)) if found else document
