"""Reads a schema in XML syntax into nodes (sections 3 and 4.1 to 4.3, 4.9 of the RELAX NG specification)."""

from __future__ import annotations

from typing import NoReturn
from xml.parsers import expat

from engross.relaxng.errors import SchemaError
from engross.relaxng.names import SEPARATOR, XML

RNG = "http://relaxng.org/ns/structure/1.0"
MAX_DEPTH = 250
MAX_NODES = 2_000_000
_BLANK = " \t\r\n"

#: The elements whose content is a string.
_STRINGS = frozenset(("value", "param", "name"))


class Node:
    """An element of the schema; annotations are gone. `ns` and `library` are inherited."""

    __slots__ = (
        "attributes",
        "children",
        "column",
        "file",
        "files",
        "library",
        "line",
        "name",
        "ns",
        "prefixes",
        "text",
        "uri",
    )

    def __init__(self, name: str, attributes: dict[str, str], file: str, line: int, column: int) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[Node] = []
        self.text = ""
        self.file = file
        self.line = line
        self.column = column
        self.ns = ""
        self.library = ""
        self.uri = ""
        self.files: tuple[str, ...] = ()
        self.prefixes: dict[str, str] = {}

    @property
    def place(self) -> tuple[str, int, int]:
        """Where the element's tag begins."""
        return self.file, self.line, self.column

    def error(self, message: str) -> NoReturn:
        """Raise a `SchemaError` about this element."""
        raise SchemaError(message, self.file, self.line, self.column)


def read_schema(data: bytes, file: str, uri: str, ns: str = "", files: tuple[str, ...] = ()) -> Node:
    """The root of the schema `data`. `uri` is what relative addresses in it are relative to; `ns` the namespace that
    it inherits from the schema that includes it; `files` the addresses of it and of those that include it.
    Raises `SchemaError`."""
    return _Reader(data, file, uri, ns, files).root


class _Reader:
    """Builds nodes from what expat reports."""

    def __init__(self, data: bytes, file: str, uri: str, ns: str, files: tuple[str, ...]) -> None:
        self._file = file
        self._files = files
        self._ns = ns
        self._uri = uri
        self._foreign = 0
        self._stack: list[Node] = []
        self._prefixes: list[dict[str, str]] = [{"xml": XML, "": ""}]
        self._declared: dict[str, str] = {}
        self._count = 0
        self._root: Node | None = None
        self._parser = parser = expat.ParserCreate(None, SEPARATOR)
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartNamespaceDeclHandler = self._declare
        parser.EntityDeclHandler = self._entity
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            message = f"This is not well-formed XML: {expat.ErrorString(error.code)}."
            raise SchemaError(message, file, error.lineno, error.offset + 1) from None
        assert self._root is not None
        self.root: Node = self._root

    def _fail(self, message: str) -> NoReturn:
        raise SchemaError(message, self._file, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)

    def _entity(self, name: str, parameter: bool, value: str | None, *_rest: object) -> None:
        if value is None:
            return  # an external one: never read
        if "&" in value and len(value) > 10_000:
            self._fail(f"The entity “{name}” is too large.")

    def _declare(self, prefix: str | None, uri: str | None) -> None:
        self._declared[prefix or ""] = uri or ""

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._foreign:
            self._foreign += 1
            return
        prefixes = self._prefixes[-1]
        if self._declared:
            prefixes, self._declared = {**prefixes, **self._declared}, {}
        uri, _, name = tag.rpartition(SEPARATOR)
        if uri != RNG:
            if not self._stack:
                self._fail(f"The root is <{name}>, which is not in the namespace of RELAX NG ({RNG}).")
            if self._stack[-1].name in _STRINGS:
                self._fail(f"<{self._stack[-1].name}> must hold only text.")
            self._foreign = 1
            return
        self._count += 1
        if len(self._stack) >= MAX_DEPTH or self._count > MAX_NODES:
            self._fail("The schema is nested too deeply or is too large.")
        self._prefixes.append(prefixes)
        self._enter(name, attributes, prefixes)

    def _enter(self, name: str, attributes: dict[str, str], prefixes: dict[str, str]) -> None:
        """Make the node `name`, below the one that is open, with what it inherits (sections 4.3, 4.5, 4.9)."""
        own = {}
        base = None
        for key, value in attributes.items():
            if SEPARATOR not in key:
                own[key] = value
            elif key.startswith(RNG + SEPARATOR):
                self._fail("An attribute may not be in the namespace of RELAX NG.")
            elif key == f"{XML}{SEPARATOR}base":
                base = value
        node = Node(name, own, self._file, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)
        parent = self._stack[-1] if self._stack else None
        node.prefixes = prefixes
        node.files = self._files
        node.ns = own.get("ns", parent.ns if parent else self._ns)
        node.library = own.get("datatypeLibrary", parent.library if parent else "")
        node.uri = parent.uri if parent else self._uri
        if base is not None:
            node.uri = resolve(node.uri, base)
        if parent is None:
            self._root = node
        else:
            parent.children.append(node)
        self._stack.append(node)

    def _end(self, tag: str) -> None:
        if self._foreign:
            self._foreign -= 1
            return
        self._prefixes.pop()
        self._stack.pop()

    def _characters(self, text: str) -> None:
        if self._foreign or not self._stack:
            return
        node = self._stack[-1]
        if node.name in _STRINGS:
            node.text += text
        elif text.strip(_BLANK):
            self._fail(f"<{node.name}> may not hold text.")


def resolve(base: str, address: str) -> str:
    """`address`, taken as relative to `base`."""
    from urllib.parse import urljoin  # loaded only by schemas of several files

    return urljoin(base, address)
