"""Passes: pure functions from document to document, run in the order that the profile states."""

from __future__ import annotations

from collections.abc import Callable

from engross.model import Document
from engross.passes.dates import mark_dates
from engross.passes.notes import link_notes

Pass = Callable[[Document], Document]

PASSES: dict[str, Pass] = {"notes": link_notes, "dates": mark_dates}


def run_passes(document: Document, names: tuple[str, ...]) -> Document:
    """`document` after the passes of those names, in that order; a name that is no pass is passed over."""
    for name in names:
        if name in PASSES:
            document = PASSES[name](document)
    return document
