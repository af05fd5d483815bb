"""An XML document under check: which schemas it names, and where its elements and attributes stand in its bytes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from xml.parsers import expat

from lxml import etree
from msgspec import Struct

from engross.diagnostics import Diagnostic, diagnose_file
from engross.encode.tree import TEI
from engross.regex import compile_later
from engross.relaxng.events import EncodingError, new_parser
from engross.relaxng.names import SEPARATOR, XML
from engross.relaxng.places import Places

_LINES = compile_later("\r\n|\r|\n")
_PSEUDO = compile_later(r"""([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')""")
_REFERENCES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"}
_REFERENCE = compile_later("&(?:amp|lt|gt|quot|apos);")
_PLAIN = ("utf-8", "us-ascii", "ascii", "iso8859-1", "cp1252")

XML_ID = f"{{{XML}}}id"

#: An instruction is no longer, and there are no more of them, in a file that is not made to keep us busy.
_LONGEST = 10_000
_MOST = 100

#: A line and a column, from 1.
Place = tuple[int, int]


class Model(Struct, frozen=True):
    """An ``xml-model`` instruction: its pseudo-attributes, and where it stands."""

    values: Mapping[str, str]
    line: int
    column: int

    @property
    def href(self) -> str:
        """The address of the schema."""
        return self.values.get("href", "")


class _Started(Exception):
    """The root has begun: the prolog is over."""


class Document:
    """The bytes `data` of the file that messages call `name`."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.data = data
        self.models: list[Model] = []
        self.root_name = ""  #: of the root; empty where the prolog is not well-formed
        self.root_namespace = ""
        self._where = Places(data)
        self._read_prolog()

    @property
    def is_tei(self) -> bool:
        """Whether the root is that of a TEI document."""
        return self.root_namespace == TEI and self.root_name in ("TEI", "teiCorpus")

    @property
    def is_part(self) -> bool:
        """Whether the root is a part of a TEI document, such as a ``div`` of a volume that was split into files."""
        return self.root_namespace == TEI and not self.is_tei

    @property
    def is_plain(self) -> bool:
        """Whether there is neither a DTD in it nor an encoding that parsers might read in different ways."""
        return self._where.encoding in ("utf-8", "ascii") and b"<!DOCTYPE" not in self.data

    def _read_prolog(self) -> None:
        def instruction(target: str, content: str) -> None:
            if target == "xml-model" and len(content) <= _LONGEST and len(self.models) < _MOST:
                values = {name: _plain(value[1:-1]) for name, value in _PSEUDO.findall(content)}
                here = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
                self.models.append(Model(values, *here))

        def start(name: str, _attributes: object) -> None:
            self.root_namespace, _, self.root_name = name.rpartition(SEPARATOR)
            raise _Started

        try:
            parser = new_parser(self.data)
            parser.ProcessingInstructionHandler = instruction
            parser.StartElementHandler = start
            parser.Parse(self.data[: 1 << 16], False)
            parser.Parse(self.data[1 << 16 :], True)
        except (_Started, expat.ExpatError, EncodingError):
            pass

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file; what is no text in its encoding is replaced."""
        text = self.data.decode(self._where.encoding, "replace")
        return _LINES.split(text.removeprefix("\ufeff"))

    def line(self, number: int) -> str:
        """The text of line `number`; empty where there is no such line."""
        return self.lines[number - 1] if 1 <= number <= len(self.lines) else ""

    @cached_property
    def root(self) -> etree._Element:
        """The root of the tree. Raises `lxml.etree.XMLSyntaxError` for what is not well-formed, or too deep.

        Nothing is fetched, no entity is expanded. libxml2's limits (10 MB in one text, 256 levels) are lifted where
        the file can't declare an entity: they are its guard against entities that multiply.
        """
        huge = self._where.encoding in _PLAIN and b"<!ENTITY" not in self.data
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=huge, collect_ids=False
        )
        return etree.fromstring(self.data, parser)

    @cached_property
    def _elements(self) -> list[etree._Element]:
        return list(self.root.iter(etree.Element))

    @cached_property
    def _numbers(self) -> dict[etree._Element, int]:
        return {element: number for number, element in enumerate(self._elements)}

    @cached_property
    def _tags(self) -> list[tuple[int, int, int]]:
        """Where each start tag is: line, column, index of the byte."""
        found: list[tuple[int, int, int]] = []

        def start(_name: str, _attributes: object) -> None:
            found.append((parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, parser.CurrentByteIndex))

        with suppress(expat.ExpatError, EncodingError):  # lxml may read what expat does not
            parser = new_parser(self.data)
            parser.StartElementHandler = start
            parser.Parse(self.data, True)
        return found

    @cached_property
    def _asides(self) -> dict[etree._Element, Place]:
        """Where each comment and instruction outside of a DTD is."""
        found: list[Place] = []

        def aside(*_text: str) -> None:
            found.append((parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))

        def inside(*_names: object) -> None:
            parser.CommentHandler = parser.ProcessingInstructionHandler = None

        def outside() -> None:
            parser.CommentHandler = parser.ProcessingInstructionHandler = aside

        with suppress(expat.ExpatError, EncodingError):
            parser = new_parser(self.data)
            outside()
            parser.StartDoctypeDeclHandler = inside
            parser.EndDoctypeDeclHandler = outside
            parser.Parse(self.data, True)
        kinds = (etree.Comment, etree.PI)
        before = reversed(list(self.root.itersiblings(*kinds, preceding=True)))
        nodes = [*before, *self.root.iter(*kinds), *self.root.itersiblings(*kinds)]
        return dict(zip(nodes, found, strict=True)) if len(nodes) == len(found) else {}

    @property
    def comments(self) -> list[tuple[etree._Element, Place]]:
        """Each comment outside of a DTD, and where it is."""
        return [(node, place) for node, place in self._asides.items() if isinstance(node, etree._Comment)]

    @cached_property
    def first_by_id(self) -> dict[str, etree._Element]:
        """The first element of each xml:id."""
        found: dict[str, etree._Element] = {}
        for element in self._elements:
            if (name := element.get(XML_ID)) is not None:
                found.setdefault(name, element)
        return found

    def element_at(self, place: Place) -> etree._Element | None:
        """The last element that begins at `place` or before it. Raises `lxml.etree.XMLSyntaxError`."""
        if len(self._numbers) != len(self._tags):
            return None
        number = bisect_right(self._tags, (*place, len(self.data))) - 1
        return self._elements[number] if number >= 0 else None

    def place(self, element: etree._Element, attribute: str = "") -> Place:
        """Where the start tag of `element`, or its `attribute`, begins; or the comment or instruction `element`."""
        if not isinstance(element.tag, str):
            return self._asides.get(element, (0, 0))
        if len(self._numbers) != len(self._tags):  # entities with elements in them: lxml has not expanded them
            known: object = element.sourceline
            return (known, 1) if isinstance(known, int) else (0, 0)
        line, column, index = self._tags[self._numbers[element]]
        if attribute and attribute in element.attrib:
            places = self._where.tag(index, line, column)[0]
            number = list(element.attrib).index(attribute)
            if number < len(places):
                return places[number]
        return line, column


def _plain(value: str) -> str:
    return _REFERENCE.sub(lambda match: _REFERENCES[match[0]], value) if "&" in value else value


def not_tei(document: Document) -> Diagnostic:
    """The diagnostic that `document`, which is well-formed, is no TEI."""
    tag = etree.QName(document.root)
    name = f"<{tag.localname}> " + (f"in the namespace {tag.namespace}" if tag.namespace else "in no namespace")
    line, column = document.place(document.root)
    return diagnose_file("not-tei", document.name, line, column, document.line(line), root=name)
