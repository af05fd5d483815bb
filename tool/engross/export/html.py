"""One page of HTML that needs no other file."""

from __future__ import annotations

from collections.abc import Sequence

from engross.diagnostics import diagnose_file
from engross.encode.tree import parse_expanded
from engross.export.edition import Edition, Made, NotExported


def make(editions: Sequence[Edition]) -> Made:
    """The page of an edition. Raises `NotExported`."""
    from engross.html import NotTransformed, html_page

    (edition,) = editions
    try:
        return Made(
            html_page(parse_expanded(edition.data), edition.stem)
        )  # a tree of its own: the transformation adds to it
    except NotTransformed as problem:
        reason = f"it can't be made HTML: {problem}"
        raise NotExported(diagnose_file("not-written", edition.name, reason=reason)) from problem
