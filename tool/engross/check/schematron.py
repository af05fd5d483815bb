"""Rules in Schematron: which file holds them, and what they find as diagnostics."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree

from engross.check.catalog import Catalog
from engross.check.documents import Document
from engross.diagnostics import Diagnostic, Severity, diagnose_file, find_code
from engross.relaxng import SchemaError
from engross.schematron import Finding, Limits, NoRules, Schematron, SchematronError, Skipped, load_schematron, parse
from engross.schematron.reading import MAX_BYTES, local_files

_SEVERITIES = {"info": Severity.INFO, "warning": Severity.WARNING}
#: Seconds of processor time that the rules of one schema may take for a file, and seconds more for each MB of it.
LIMIT, LIMIT_PER_MB = 10.0, 30.0


def load_rules(path: Path, catalog: tuple[Path, ...], phase: str) -> Schematron:
    """The rules in the file at `path`, of `phase` (empty: its default). Raises `SchemaError` and `OSError`."""
    try:
        return _load(path, catalog, phase)
    except SchematronError as problem:
        raise SchemaError(problem.message, problem.file or str(path), problem.line) from None


def load_embedded(path: Path, catalog: tuple[Path, ...], phase: str) -> list[Schematron]:
    """The rules in the RELAX NG schema at `path`, if there are any; of `phase`, if they know it. Raises `SchemaError`
    and `OSError`."""
    try:
        rules = _load(path, catalog, "")
    except NoRules:
        return []
    except SchematronError as problem:
        raise SchemaError(problem.message, problem.file or str(path), problem.line) from None
    return [load_rules(path, catalog, phase) if phase in (*rules.phases, "#ALL") else rules]


def _load(path: Path, catalog: tuple[Path, ...], phase: str) -> Schematron:
    found = path.stat()
    return _from_version(path, path.resolve(), (found.st_mtime_ns, found.st_size), catalog, phase)


@cache
def _from_version(
    path: Path, _file: Path, _version: tuple[int, int], catalog: tuple[Path, ...], phase: str
) -> Schematron:
    return load_schematron(path, Catalog(catalog).resolver(path), phase or None)


def check_rules_of(document: Document, schema: Schematron) -> Iterator[Diagnostic]:
    """What `document` has against the rules of `schema`, and which of them could not be run. Raises
    `lxml.etree.XMLSyntaxError` for a document that is no tree within libxml2's limits."""
    root = document.root
    if b"<!ENTITY" in document.data:  # which the tree of a document leaves as they are
        try:
            root = parse(document.data, document.name)
        except SchematronError as problem:  # entities that only their DTD could declare
            yield diagnose_file("rules-skipped", document.name, reason=problem.message.rstrip("."))
            return
    others = _Others(document)
    limits = Limits(seconds=LIMIT + LIMIT_PER_MB * len(document.data) / 1_000_000)
    result = schema.check(root, limits, others.root)
    twins = _Twins(document, root)
    for finding in result.findings:
        if finding.document:
            other = others.found[finding.document]
            yield _of_finding(other, finding, _Twins(other, other.root))
        else:
            yield _of_finding(document, finding, twins)
    for skipped in result.skipped:
        yield _of_skipped(document, skipped, twins)


class _Others:
    """The documents that patterns are about besides `document`: files beside it and below, as it names them."""

    def __init__(self, document: Document) -> None:
        self._name = Path(document.name)
        self.found: dict[str, Document] = {}
        self._room = MAX_BYTES

    def root(self, address: str) -> etree._Element:
        """The root of the document at `address`. Raises `OSError`."""
        if not self._name.is_file():
            raise OSError("what is checked is no file, beside which others are")
        try:
            uri = urljoin(self._name.resolve().as_uri(), address)
            data = local_files(self._name.resolve().parent)(uri.partition("#")[0])
        except ValueError as problem:
            raise OSError(f"it is no address: {problem}") from None
        self._room -= len(data)
        if self._room < 0:
            raise OSError("the files are too large together")
        name = os.path.relpath(unquote(urlsplit(uri).path), self._name.resolve().parent)
        document = Document(os.path.normpath(self._name.parent / name), data)
        if b"<!ENTITY" in data:
            raise OSError("it declares entities")
        try:
            self.found[address] = document
            return document.root
        except etree.XMLSyntaxError as problem:
            raise OSError(f"it is no well-formed XML: {problem.msg}") from None


class _Twins:
    """For the nodes of a tree in which entities were expanded, those of the document's own tree."""

    def __init__(self, document: Document, root: etree._Element) -> None:
        self._twins: dict[etree._Element, etree._Element] | None = None
        if root is not document.root:
            ours = document.root.getroottree().iter(etree.Element, etree.Comment, etree.PI)
            pairs = zip(root.getroottree().iter(), ours, strict=False)
            self._twins = {one: other for one, other in pairs if one.tag == other.tag}

    def of(self, node: etree._Element) -> etree._Element | None:
        return node if self._twins is None else self._twins.get(node)


def _place(document: Document, node: etree._Element, attribute: str, twins: _Twins) -> tuple[int, int]:
    twin = twins.of(node)
    if twin is not None:
        return document.place(twin, attribute)
    return (node.sourceline or 0, 1) if isinstance(node.sourceline, int) else (0, 0)


def _of_finding(document: Document, finding: Finding, twins: _Twins) -> Diagnostic:
    from engross.check.wording import width_at

    code = find_code("rule-broken")
    line, column = _place(document, finding.node, finding.attribute, twins)
    text = document.line(line)
    where = (f"line {finding.test_line} of " if finding.test_line else "") + Path(finding.file).name
    parts = [*finding.diagnostics, f"See {finding.see}" if finding.see else ""]
    hint = " ".join(part if part[-1] in ".!?" else f"{part}." for part in parts if part)
    hint = f"{hint} The rule is {f'“{finding.code}”, ' if finding.code else 'in '}{where}.".lstrip()
    message = finding.message or f"<{etree.QName(finding.node).localname}> breaks a rule: {finding.test}"
    severity = _SEVERITIES.get(finding.severity, Severity.ERROR)
    return Diagnostic(code.name, severity, message, hint, document.name, line, column, text, width_at(text, column))


def _of_skipped(document: Document, skipped: Skipped, twins: _Twins) -> Diagnostic:
    from engross.check.wording import width_at

    code = find_code("rule-not-run")
    what = f"{skipped.kind} “{_short(skipped.what)}”" if skipped.what else skipped.kind
    more = f" (and at {skipped.count - 1:,} more)" if skipped.count > 1 and skipped.node is not None else ""
    message = code.message.format(what=what, reason=skipped.message.rstrip("."), more=more)
    if skipped.node is None:
        return Diagnostic(code.name, code.severity, message, code.hint, skipped.file, skipped.line)
    line, column = _place(document, skipped.node, "", twins)
    text = document.line(line)
    hint = f"{code.hint} It is in line {skipped.line} of {Path(skipped.file).name}."
    return Diagnostic(
        code.name, code.severity, message, hint, document.name, line, column, text, width_at(text, column)
    )


def _short(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:99]}…"
