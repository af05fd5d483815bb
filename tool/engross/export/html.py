"""One page of HTML that needs no other file."""

from __future__ import annotations

from collections.abc import Sequence

from engross.encode.tree import parse
from engross.export.edition import Edition, Made


def make(editions: Sequence[Edition]) -> Made:
    """The page of an edition."""
    from engross.html.page import html_page

    (edition,) = editions
    return Made(html_page(parse(edition.data), edition.stem))  # a tree of its own: the transformation adds to it
