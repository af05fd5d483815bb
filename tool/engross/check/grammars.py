"""RELAX NG schemas to check a document against: from files, and the one that engross brings.

A document that should be an edition by engross, and is one, is found valid by libxml2, in less time than it takes to
load an engine of our own; where libxml2 does not find it valid, or may be too lax, the engine looks at it and has the
last word, and the words. (No other schema is given to libxml2: it takes five seconds for tei_all.)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast
from xml.parsers import expat

from lxml import etree

from engross.check import by_libxml2
from engross.check.catalog import BUNDLED_GRAMMAR, Catalog
from engross.check.documents import Document
from engross.data import schema_file
from engross.regex import compile_later
from engross.relaxng.events import EncodingError, new_parser

if TYPE_CHECKING:
    from engross.relaxng import Fault, Schema

_XML_IDS = etree.XPath("//@xml:id", smart_strings=False)
#: All values but those of citeStructure, which are strings such as @xml:id.
_VALUES = etree.XPath("//@*[name() != 'use' and name() != 'delim' and name() != 'match']", smart_strings=False)
_CROWDED = etree.XPath("boolean(//*[count(@*) > 100])")
#: Bytes: what is larger is not made by hand, and libxml2 has no limits of time.
_LARGE = 16 * 2**20
#: Values that libxml2 takes and XSD, or Jing, does not: URIs without a path, dates before the year 0, the hour 24.
_MOMENT = compile_later(r"\d{4}(?:-\d\d){2}T(?!24)\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?|(?!24)\d\d:\d\d:\d\d")
_ADDRESS = compile_later(r"(?:https?|ftp|mailto|urn|file)://?[A-Za-z0-9][\w./?=&~+,;#-]*", re.ASCII)


class Grammar(Protocol):
    """What says whether a document is valid."""

    def faults(self, document: Document) -> Sequence[Fault]:
        """The faults of `document`, in its order; none if it is valid."""


class _ByEngine:
    """A schema for the engine."""

    def __init__(self, schema: Schema, check_ids: bool) -> None:
        self._schema = schema
        self._check_ids = check_ids

    def faults(self, document: Document) -> Sequence[Fault]:
        return self._schema.validate(document.data, check_ids=self._check_ids)


class _OfEditions:
    """The schema that engross brings."""

    def faults(self, document: Document) -> Sequence[Fault]:
        return () if _is_surely_valid(document) else _engine().validate(document.data)


def bundled_grammar() -> Grammar:
    """The schema for editions by engross."""
    return _editions()


def load_grammar(path: Path, catalog: tuple[Path, ...], check_ids: bool = True) -> Grammar:
    """The schema in the file at `path`, with what it includes from its folder or from the folders of the `catalog`;
    loaded once. With `check_ids`, what it declares as IDs must be unique. Raises `SchemaError` and `OSError`."""
    found = path.stat()
    return _from_version(path, path.resolve(), (found.st_mtime_ns, found.st_size), catalog, check_ids)


@cache
def any_xml() -> Grammar:
    """A schema that allows everything: with it, a file is only read."""
    from engross.relaxng.schema import load_schema

    text = b"""<grammar xmlns="http://relaxng.org/ns/structure/1.0"><start><ref name="any"/></start><define name="any">
        <element><anyName/><zeroOrMore><choice><attribute><anyName/></attribute><text/><ref name="any"/></choice>
        </zeroOrMore></element></define></grammar>"""
    return _ByEngine(load_schema(text, check_ids=False), check_ids=False)


@cache
def _editions() -> Grammar:
    return _OfEditions()


@cache
def _engine() -> Schema:
    from engross.relaxng.schema import load_schema

    return load_schema(schema_file(BUNDLED_GRAMMAR))


@cache
def _from_version(
    path: Path, _file: Path, _version: tuple[int, int], catalog: tuple[Path, ...], check_ids: bool
) -> Grammar:
    if check_ids and path.name == BUNDLED_GRAMMAR and path.read_bytes() == schema_file(BUNDLED_GRAMMAR):
        return bundled_grammar()
    from engross.relaxng.schema import load_schema

    return _ByEngine(load_schema(path, Catalog(catalog).resolver(path), check_ids=check_ids), check_ids)


def _is_surely_valid(document: Document) -> bool:
    """Whether libxml2 finds `document` valid, and there is nothing in it that libxml2 does not look at, or sees
    otherwise than the engine."""
    if not document.is_plain or len(document.data) > _LARGE:
        return False
    try:
        root = document.root
    except etree.XMLSyntaxError:
        return False
    if _CROWDED(root) or not by_libxml2.is_valid(root):
        return False
    ids = cast("list[str]", _XML_IDS(root))
    if len(set(ids)) < len(ids) or not all(map(_is_alike, set(cast("list[str]", _VALUES(root))))):
        return False
    return _is_well_formed(document.data)


def _is_well_formed(data: bytes) -> bool:
    """Whether expat, which is stricter than libxml2, can read `data` to its end."""
    try:
        new_parser(data).Parse(data, True)
    except (expat.ExpatError, EncodingError):
        return False
    return True


def _is_alike(value: str) -> bool:
    """Whether libxml2 and the engine surely say the same of an attribute's `value`."""
    if not value.isascii() or value[:1] == "-":
        return False
    return ":" not in value or bool(_MOMENT.fullmatch(value) or _ADDRESS.fullmatch(value))
