"""Reads schemas: ``.sch`` files and Schematron in RELAX NG, with what they include (ISO/IEC 19757-3, 5.4.4, 6.2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from lxml import etree
from msgspec.structs import replace

from engross.schematron.errors import NoRules, SchematronError
from engross.schematron.model import Node

ISO = "http://purl.oclc.org/dsdl/schematron"
OLD = "http://www.ascc.net/xml/schematron"
RNG = "http://relaxng.org/ns/structure/1.0"
MAX_FILES = 200
MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 200

#: Hands out the bytes of the file at an absolute address; raises `OSError` for one that it does not have.
Resolver = Callable[[str], bytes]


def local_files(folder: Path) -> Resolver:
    """A resolver for files in `folder` and below, and for nothing else."""
    root = folder.resolve()

    def read(address: str) -> bytes:
        parts = urlsplit(address)
        if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
            raise OSError(f"“{address}” is not a local file; nothing is fetched from the network")
        path = Path(unquote(parts.path)).resolve()
        if not path.is_relative_to(root):
            raise OSError(f"“{path}” is outside the folder of the schema")
        if path.is_file() and path.stat().st_size > MAX_BYTES:
            raise OSError(f"“{path}” is too large")
        return path.read_bytes()

    return read


def no_files(address: str) -> bytes:
    """The resolver of a schema that has no folder."""
    raise OSError(f"no resolver was given for “{address}”")


def parse(data: bytes, file: str) -> etree._Element:
    """The root element of an XML file; no DTD, no external entity and nothing from the network is read."""
    # collect_ids: lxml refuses a document with a duplicate xml:id otherwise.
    parser = etree.XMLParser(resolve_entities="internal", no_network=True, load_dtd=False, collect_ids=False)  # type: ignore[arg-type]
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise SchematronError(f"Not well-formed XML: {error.msg}", file, error.lineno or 0) from None
    except (ValueError, LookupError) as error:
        raise SchematronError(f"Can't be read as XML: {error}", file) from None
    if root is None:
        raise SchematronError("The file has no XML in it.", file)
    return root


def line_of(element: etree._Element) -> int:
    """The line where the element's start tag ends, or 0."""
    line: object = element.sourceline
    return line if isinstance(line, int) else 0


class Reader:
    """Reads the files of one schema; counts them. `old` says that the Schematron 1.5 namespace was used."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._files = 0
        self._bytes = 0
        self._prefixes: list[tuple[Node, Node, Node]] = []
        self.old = False

    def schema(self, data: bytes, file: str, uri: str) -> tuple[Node, bool]:
        """The ``schema`` element in `data`, with all includes done, and whether it was found in RELAX NG."""
        root = self._enter(data, file)
        name = etree.QName(root)
        if name.namespace in (ISO, OLD) and name.localname == "schema":
            return self._with_prefixes(self._node(root, file, uri, (uri,))), False
        if name.namespace != RNG:
            raise SchematronError(
                f"The root element <{name.localname}> is neither Schematron nor RELAX NG.", file, line_of(root)
            )
        parts: list[Node] = []
        self._embedded(root, file, uri, (uri,), parts)
        if not parts:
            raise NoRules("The RELAX NG schema has no Schematron rules in it.", file)
        order = {"ns": 0, "let": 1, "phase": 2, "diagnostics": 3}
        parts.sort(key=lambda part: order.get(part.name, 9))
        binding = next((part.get("queryBinding") for part in parts if part.name == "schema"), "")
        unwrapped = [each for part in parts for each in (part.children if part.name == "schema" else (part,))]
        attributes = {"queryBinding": binding} if binding else {}
        return Node("schema", attributes, tuple(unwrapped), file, line_of(root)), True

    def _enter(self, data: bytes, file: str) -> etree._Element:
        self._files += 1
        self._bytes += len(data)
        if self._files > MAX_FILES or self._bytes > MAX_BYTES:
            raise SchematronError("The schema has too many files, or they are too large.", file)
        if file.endswith(".rnc"):
            from engross.relaxng import SchemaError
            from engross.relaxng.compact import to_xml

            try:
                data = to_xml(data, file)
            except SchemaError as error:
                raise SchematronError(error.message, file, error.line) from None
        root = parse(data, file)
        if file.endswith(".rnc"):
            for element in root.iter():
                element.sourceline = 0  # type: ignore[assignment]  # in the compact syntax it is another
        return root

    def _node(self, element: etree._Element, file: str, uri: str, within: tuple[str, ...], depth: int = 0) -> Node:
        if depth > MAX_DEPTH:
            raise SchematronError("The schema is nested too deeply.", file, line_of(element))
        name = etree.QName(element)
        self.old = self.old or name.namespace == OLD
        tag = name.localname if name.namespace in (ISO, OLD) else f"{{{name.namespace or ''}}}{name.localname}"
        parts: list[Node | str] = [element.text or ""]
        for child in element:
            if isinstance(child.tag, str):
                parts += self._included(self._node(child, file, uri, within, depth + 1), uri, within, depth)
            parts.append(child.tail or "")
        attributes = {str(key): str(value) for key, value in element.attrib.items()}
        nsmap = {str(key): str(value) for key, value in element.nsmap.items() if key}
        return Node(tag, attributes, tuple(part for part in parts if part), file, line_of(element), nsmap)

    def _included(self, node: Node, uri: str, within: tuple[str, ...], depth: int) -> tuple[Node | str, ...]:
        """The node, or what stands for it: ``include``, and ``extends`` with an ``href``."""
        if node.name not in ("include", "extends") or (node.name == "extends" and not node.get("href")):
            return (node,)
        if not node.get("href"):
            node.error(f"<{node.name}> has no href.")
        target, tail, address = self._follow(node, uri, within)
        found = self._node(target, tail, address, (*within, address), depth + 1)
        top = target.getroottree().getroot()
        if target is not top:
            self._prefixes += [
                (self._node(ns, tail, address, ()), found, node) for ns in top.iterchildren(f"{{{ISO}}}ns")
            ]
        return found.parts if node.name == "extends" or found.name in ("schema", "library") else (found,)

    def _with_prefixes(self, schema: Node) -> Node:
        """The schema with the prefixes of parts that were taken from other schemas; they may have one meaning only."""
        known = {ns.get("prefix"): ns.get("uri") for ns in schema.all("ns")}
        added = []
        for ns, part, include in self._prefixes:
            prefix = ns.get("prefix")
            if known.setdefault(prefix, ns.get("uri")) == ns.get("uri"):
                added.append(ns)
            elif _mentions(part, re.compile(rf"(?<![\w.\-]){re.escape(prefix)}:(?!:)")):
                include.error(f"The prefix “{prefix}” means another namespace in “{include.get('href')}” than here.")
        return replace(schema, parts=(*added, *schema.parts))

    def _follow(self, node: Node, uri: str, within: tuple[str, ...]) -> tuple[etree._Element, str, str]:
        address, fragment = urldefrag(urljoin(uri, node.get("href")))
        if within.count(address) > (1 if fragment else 0) or len(within) > 30:
            node.error(f"“{node.get('href')}” includes itself, directly or through another file.")
        try:
            data = self._resolver(address)
        except (OSError, LookupError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            node.error(f"“{node.get('href')}” can't be read: {reason}.")
        file = unquote(address.removeprefix("file://"))
        root = self._enter(data, file)
        if fragment:
            ids = ("id", "{http://www.w3.org/XML/1998/namespace}id")
            found = next((e for e in root.iter("*") if any(e.get(i) == fragment for i in ids)), None)
            if found is None:
                node.error(f"“{node.get('href')}”: there is no element with the id “{fragment}”.")
            root = found
        return root, file, address

    def _embedded(self, root: etree._Element, file: str, uri: str, within: tuple[str, ...], parts: list[Node]) -> None:
        """Collect the Schematron elements below a RELAX NG element, and those of the grammars it includes."""
        for element in root.iter(f"{{{ISO}}}*", f"{{{OLD}}}*", f"{{{RNG}}}include", f"{{{RNG}}}externalRef"):
            name = etree.QName(element)
            if name.namespace == RNG:
                node = Node("include", {"href": element.get("href", "")}, (), file, line_of(element))
                target, other, address = self._follow(node, uri, within)
                self._embedded(target, other, address, (*within, address), parts)
                continue
            if any(
                etree.QName(up).namespace in (ISO, OLD) for up in element.iterancestors() if isinstance(up.tag, str)
            ):
                continue
            found = self._node(element, file, uri, within)
            included = self._included(found, uri, within, 0)
            parts += [_wrapped(part) for part in included if isinstance(part, Node)]


def _mentions(node: Node, prefix: re.Pattern[str]) -> bool:
    return any(prefix.search(value) for value in node.attributes.values()) or any(
        _mentions(child, prefix) for child in node.children
    )


def _wrapped(node: Node) -> Node:
    """A rule that stands alone in an annotation is a pattern of its own, unless it is abstract."""
    if node.name != "rule":
        return node
    if node.get("abstract") == "true":
        return replace(node, name="rules", parts=(node,), attributes={})
    return replace(node, name="pattern", parts=(node,), attributes={})
