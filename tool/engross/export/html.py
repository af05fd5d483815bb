"""One page of HTML that needs no other file."""

from __future__ import annotations

from collections.abc import Sequence

from engross.encode.tree import parse_expanded
from engross.export.edition import Edition, Made, not_html


def make(editions: Sequence[Edition]) -> Made:
    """The page of an edition. Raises `NotExported`."""
    from engross.html import NotTransformed, html_page

    (edition,) = editions
    root = parse_expanded(edition.data)  # a tree of its own: the transformation adds to it
    try:
        return Made(html_page(root, edition.stem))
    except NotTransformed as problem:
        raise not_html(edition.name, problem) from problem
