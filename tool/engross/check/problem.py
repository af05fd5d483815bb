"""A problem: what a check found in a TEI tree, before it is put into words for an editor."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree
from msgspec import Struct

from engross.encode.tree import line_of


class Problem(Struct, frozen=True):
    """One finding.

    `code` names its entry in codes.toml, whose templates `values` fill; `element` is where it is (None: the
    document as a whole); `line` is the element's line in the file, 0 in a tree that was never a file.
    """

    code: str
    element: etree._Element | None
    line: int
    values: Mapping[str, object]


def problem(code: str, element: etree._Element | None, **values: object) -> Problem:
    """The problem `code` at `element`."""
    return Problem(code, element, 0 if element is None else line_of(element), values)
