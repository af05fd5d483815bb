"""engross.rng for libxml2, which tells quickly whether a tree is valid, and poorly why not.

To load the schema takes libxml2 longer than to check some thousand elements: it works out an automaton for each element
whose content is made of plain names. Names that are written as a choice of one are not plain to it. So the schema is
loaded in a fifth of the time, and elements are checked in four times as much: better until many were checked.
"""

from __future__ import annotations

import re
from functools import cache

from lxml import etree

from engross.data import schema_file

#: The beginning of an element in engross.rng, as its maker writes it.
_NAMED = re.compile(rb'<element name="([^"]+)">')
#: So many elements are checked before the schema with automata is worth its loading.
_FEW = 2000
_COUNT = etree.XPath("count(//*)")


def is_valid(root: etree._Element) -> bool:
    """Whether engross.rng allows the tree below `root`."""
    return _checker().is_valid(root)


@cache
def full_schema() -> etree.RelaxNG:
    """engross.rng as it is written; its ``error_log`` says what is wrong with the tree that it checked last."""
    return etree.RelaxNG(etree.fromstring(schema_file("engross.rng")))


@cache
def _checker() -> _Checker:
    return _Checker()


class _Checker:
    """Counts what it checks, so as to know when the schema with automata is worth its time."""

    def __init__(self) -> None:
        self._checked = 0

    def is_valid(self, root: etree._Element) -> bool:
        self._checked += int(_COUNT(root))  # type: ignore[arg-type]
        return bool((_light_schema() if self._checked <= _FEW else full_schema()).validate(root))


@cache
def _light_schema() -> etree.RelaxNG:
    written = _NAMED.sub(rb"<element><choice><name>\1</name></choice>", schema_file("engross.rng"))
    return etree.RelaxNG(etree.fromstring(written, etree.XMLParser(remove_blank_text=True, remove_comments=True)))
