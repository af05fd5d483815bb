"""Reading a TEI file and checking it: against the bundled schema and rules, or against another schema."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from engross.commands.console import Misuse, internal_error
from engross.commands.files import Unreadable, read_bytes
from engross.diagnostics import Diagnostic, codes, diagnose_file
from engross.encode.tree import TEI, local
from engross.source import Source, read_source

if TYPE_CHECKING:
    from engross.check.problem import Problem
    from engross.diagnostics import Code

_RELAX_NG = "http://relaxng.org/ns/structure/1.0"
_ROOTS = (f"{{{TEI}}}TEI", f"{{{TEI}}}teiCorpus")
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']+)""")
_PLAIN = (b"utf-8", b"us-ascii", b"iso-8859-1", b"windows-1252")
_TAIL = re.compile(r"(?:, |\s+)line \d+, column \d+\s*$")


class TeiFile:
    """A file that should be TEI: its root, or the diagnostic that says why it has none; and places in it."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.source: Source = read_source(data, name, "")
        self.lines = self.source.text.split("\n")
        self.root: etree._Element | None = None
        self.problem: Diagnostic | None = None
        self._nth: dict[etree._Element, int] | None = None
        try:
            self.root = etree.fromstring(data, _parser(data))
        except etree.XMLSyntaxError as problem:
            self.problem = self._not_xml(problem)

    def _not_xml(self, problem: etree.XMLSyntaxError) -> Diagnostic:
        line, column = problem.position
        line = max(1, min(line, len(self.lines)))
        text = self.lines[line - 1]
        detail = _TAIL.sub("", problem.msg or "the file is empty").strip()
        return diagnose_file("not-xml", self.name, line, max(1, min(column, len(text) + 1)), text, detail=detail)

    def place(self, element: etree._Element | None, line: int) -> tuple[int, int, str]:
        """Line, column and text of the line of `element`'s start tag, as far as they can be known."""
        line = line or _line(element)
        if not 1 <= line <= len(self.lines):
            return 0, 0, ""
        text = self.lines[line - 1]
        column = len(text) - len(text.lstrip()) + 1
        if element is not None and local(element):
            tags = list(re.finditer(rf"<(?:[\w.-]+:)?{re.escape(local(element))}(?![\w.:-])", text))
            if tags:
                column = tags[min(self._number(element), len(tags) - 1)].start() + 1
        return line, column, text

    def _number(self, element: etree._Element) -> int:
        """How many elements of the same name begin in the same line before `element`."""
        if self._nth is None:
            self._nth, seen = {}, Counter[tuple[int, str]]()
            assert self.root is not None
            for each in self.root.iter(etree.Element):
                key = (_line(each), local(each))
                self._nth[each] = seen[key]
                seen[key] += 1
        return self._nth.get(element, 0)


def _line(element: etree._Element | None) -> int:
    """The line of `element`, 0 where it is not known."""
    line: object = element.sourceline if element is not None else 0
    return line if isinstance(line, int) else 0


def _parser(data: bytes) -> etree.XMLParser:
    """A parser that fetches nothing and expands no entity.

    libxml2's limits (10 MB in one text, 256 levels) are lifted where the file can't declare an entity: they
    are its guard against entities that multiply.
    """
    declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf")[:300])
    plain = data[:1] in b"<\xef" and (declared is None or declared[1].lower() in _PLAIN)
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=plain and b"<!ENTITY" not in data
    )


def check_file(path: Path, schemas: Sequence[etree.RelaxNG]) -> tuple[list[Diagnostic], int]:
    """What is wrong with the file at `path`, and the exit status that it makes."""
    try:
        file = TeiFile(str(path), read_bytes(path))
    except Unreadable as problem:
        return [problem.diagnostic], problem.status
    if file.root is None:
        return [file.problem] if file.problem else [], 1
    try:
        return _check(file, file.root, schemas), 0
    except Exception as problem:
        return [internal_error(file.name, problem)], 1


def _check(file: TeiFile, root: etree._Element, schemas: Sequence[etree.RelaxNG]) -> list[Diagnostic]:
    if schemas:
        return [d for schema in schemas for d in _by_schema(file, root, schema)]
    if root.tag not in _ROOTS:
        line, column, text = file.place(root, 0)
        return [diagnose_file("not-tei", file.name, line, column, text, root=_described(root))]
    return _by_bundled(file, root)


def _described(root: etree._Element) -> str:
    namespace = etree.QName(root).namespace
    return f"<{local(root)}> " + (f"in the namespace {namespace}" if namespace else "in no namespace")


def _by_bundled(file: TeiFile, root: etree._Element) -> list[Diagnostic]:
    from engross.check.rules import check_rules
    from engross.check.schema import check_schema

    known = codes()
    found = [to_diagnostic(file, problem, known[problem.code]) for problem in check_schema(root)]
    found += [to_diagnostic(file, problem, known[problem.code]) for problem in check_rules(root)]
    return sorted(found, key=lambda d: d.line)


def to_diagnostic(file: TeiFile, problem: Problem, code: Code) -> Diagnostic:
    """`problem` as a diagnostic at its place in `file`; a check's own words come before those of the code."""
    line, column, text = file.place(problem.element, problem.line)
    message = str(problem.values.get("message") or _filled(code.message, problem.values))
    hint = _filled(code.hint, problem.values)
    width = 1
    if problem.element is not None and column and text[column - 1 : column] == "<":
        width = max(1, len(re.split(r"[\s/>]", text[column - 1 :], maxsplit=1)[0]))
    return Diagnostic(code.name, code.severity, message, hint, file.name, line, column, text, width)


class _Values(dict[str, object]):
    """Values for a template; what is not there is left open."""

    def __missing__(self, key: str) -> str:
        return "…"


def _filled(template: str, values: Mapping[str, object]) -> str:
    return template.format_map(_Values(values))


def load_schema(path: Path) -> etree.RelaxNG:
    """The RELAX NG schema at `path`. Raises `Misuse` where there is none."""
    try:
        data = read_bytes(path)
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.fromstring(data, parser, base_url=str(path))
        if etree.QName(root).namespace != _RELAX_NG:
            raise Misuse(diagnose_file("schema-unusable", str(path), reason="it is not RELAX NG in XML (.rng)"))
        return etree.RelaxNG(root.getroottree())
    except Unreadable as problem:
        raise Misuse(problem.diagnostic) from None
    except etree.LxmlError as problem:
        raise Misuse(diagnose_file("schema-unusable", str(path), reason=str(problem))) from None


def _by_schema(file: TeiFile, root: etree._Element, schema: etree.RelaxNG) -> list[Diagnostic]:
    tree = root.getroottree()
    if schema.validate(tree):
        return []
    found = []
    for error in schema.error_log:
        element = _at(tree, error.path)
        line, column, text = file.place(element, error.line)
        found.append(diagnose_file("schema-violation", file.name, line, column, text, detail=error.message))
    return found


def _at(tree: etree._ElementTree, path: str | None) -> etree._Element | None:
    """The element at an error's `path`."""
    prefixes = {prefix: uri for prefix, uri in tree.getroot().nsmap.items() if prefix}
    try:
        found = tree.xpath(path, namespaces=prefixes) if path else None
    except etree.XPathError:
        return None
    first = found[0] if isinstance(found, list) and found else None
    return first if isinstance(first, etree._Element) else None
