"""Checking a TEI file: against the schemas that are asked for, or that it names, and against the rules of TEI."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from engross.check.catalog import (
    BUNDLED_GRAMMAR,
    BUNDLED_RULES,
    Bundled,
    Catalog,
    is_remote,
    is_schematron,
    language,
    locate,
    may_have_rules,
)
from engross.check.documents import Document, Model
from engross.commands.console import Misuse, internal_error
from engross.commands.files import Unreadable, read_bytes
from engross.data import schema_file
from engross.diagnostics import Diagnostic, diagnose_file
from engross.relaxng import Schema, SchemaError, load_schema

if TYPE_CHECKING:
    from engross.relaxng import Fault
    from engross.schematron import Schematron

#: Bytes between two ``<``, in a file that is not made to exhaust the memory.
_GIANT = 32 * 2**20


class Settings(Struct, frozen=True):
    """What to check with: `schemas` in place of what a file names; `rules` None for all, empty for none; the `phase`
    of Schematron schemas, empty for that which the file names or the schema has as its default."""

    schemas: tuple[Path, ...] = ()
    catalog: tuple[Path, ...] = ()
    rules: frozenset[str] | None = None
    phase: str = ""


class Plan(Struct, frozen=True):
    """What one file is checked against: `schemas` in RELAX NG, `rules` in Schematron. `edition`: the rules of engross's
    own editions hold for it too; `tei_only`: nothing but a TEI file can be meant."""

    schemas: tuple[Schema, ...]
    edition: bool
    rules: tuple[Schematron, ...] = ()
    tei_only: bool = False


def check_file(path: Path, settings: Settings) -> tuple[list[Diagnostic], int]:
    """What is wrong with the file at `path`, and the exit status that it makes."""
    try:
        data = read_bytes(path)
    except Unreadable as problem:
        return [problem.diagnostic], problem.status
    if _has_giant(data):
        message = f"A single tag or text in this file is longer than {_GIANT // 2**20} MB; the file is not checked."
        return [diagnose_file("limit-reached", str(path), message=message)], 0
    try:
        document = Document(str(path), data)
        found = sorted(
            _once(list(_check(document, settings))), key=lambda d: (d.file != document.name, d.line, d.column)
        )
        if found and b"<?engross-source" in data:
            found = _with_source_lines(document, found)
    except Exception as problem:
        return [internal_error(str(path), problem)], 1
    return found, 0


def _has_giant(data: bytes) -> bool:
    """Whether a tag or text in `data` is longer than `_GIANT`, so that to read it takes more time and memory than is
    reasonable: parsers keep it in one piece, several times over. What is half as long again is always found."""
    return any(data.find(b"<", at, at + _GIANT) < 0 for at in range(0, len(data) - _GIANT, _GIANT // 2))


def _check(document: Document, settings: Settings) -> Iterator[Diagnostic]:
    remarks: list[Diagnostic] = []
    plan = _plan(document, settings, remarks)
    yield from remarks
    found = [fault for schema in plan.schemas for fault in schema.validate(document.data)]
    broken = [fault for fault in found if fault.kind == "not-well-formed"]
    if plan.tei_only and not document.is_tei:
        if broken:
            yield from _worded(document, broken[:1])
        else:
            yield _not_tei(document)
        return
    yield from _worded(document, found)
    if not broken and not any(fault.kind == "limit" for fault in found):
        yield from _by_rules(document, plan, settings.rules)


def _worded(document: Document, found: Sequence[Fault]) -> Iterator[Diagnostic]:
    if found:
        from engross.check.wording import of_fault

        yield from (of_fault(document, fault) for fault in found)


def _not_tei(document: Document) -> Diagnostic:
    root, namespace = document.root, document.root_namespace
    name = f"<{document.root_name}> " + (f"in the namespace {namespace}" if namespace else "in no namespace")
    line, column = document.place(root)
    return diagnose_file("not-tei", document.name, line, column, document.line(line), root=name)


def _by_rules(document: Document, plan: Plan, only: frozenset[str] | None) -> Iterator[Diagnostic]:
    if document.is_part and only is None:  # what its pointers name may be in another part
        from engross.check.tei_rules import LINKS, rule_codes

        only = rule_codes() - LINKS
    wanted = (document.is_tei or document.is_part) and (only is None or bool(only))
    if not wanted and not plan.rules:
        return
    try:
        root = document.root
    except etree.XMLSyntaxError as problem:
        reason = str(problem.msg or "it can't be read as a tree")
        yield diagnose_file("rules-skipped", document.name, reason=reason)
        return
    if wanted:
        from engross.check.tei_rules import check_tei

        if problems := check_tei(root, edition=plan.edition, only=only):
            from engross.check.wording import of_problem

            yield from (of_problem(document, problem) for problem in problems)
    for rules in plan.rules:
        from engross.check.schematron import check_rules_of

        yield from check_rules_of(document, rules)


def _with_source_lines(document: Document, found: list[Diagnostic]) -> list[Diagnostic]:
    """`found`, with the lines of the source for what is in the text of an edition by engross."""
    from engross.check.source_lines import source_lines

    lines = source_lines(document, [(d.line, d.column) for d in found])
    return [_told(d, line) if (line := lines.get((d.line, d.column))) else d for d in found]


def _told(diagnostic: Diagnostic, line: int) -> Diagnostic:
    hint, see, page = diagnostic.hint.partition(" See https:")
    return replace(diagnostic, hint=f"{hint} In the source, look at line {line:,}.{see}{page}".lstrip())


def _once(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """`found` without what two schemas, or a schema and a rule, both say of one place."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for each in found:
        key = each.code, each.line, each.column, "" if each.code in ("id-duplicate", "not-xml") else each.message
        if key not in seen or not each.line:
            kept.append(each)
        seen.add(key)
    return kept


# --- which schema ----------------------------------------------------------------------------------------


def _plan(document: Document, settings: Settings, remarks: list[Diagnostic]) -> Plan:
    """What to check `document` against; what can't be had goes into `remarks`."""
    if settings.schemas:
        return _given(settings)
    catalog = Catalog(settings.catalog)
    schemas: list[Schema] = []
    rules: list[Schematron] = []
    named = edition = False
    missing: set[str] = set()
    for model in document.models:
        if not model.href:
            continue
        place = locate(document, model.href, catalog)
        kind = language(model)
        if kind == "Schematron" and model.href.rpartition("/")[2] == BUNDLED_RULES:
            edition = True
        elif kind not in ("RELAX NG", "Schematron"):
            remarks.append(_about(document, model, "schema-not-run", language=kind))
        else:
            named = True
            try:
                if kind == "RELAX NG":
                    schemas += [] if place is None else [_load(place, settings.catalog)]
                elif isinstance(place, Path):
                    rules += _rules(place, settings, model.values.get("phase", ""))
            except (SchemaError, OSError) as problem:
                remarks.append(_about(document, model, "schema-unusable", reason=_reason(problem)))
            if place is None and model.href not in missing:
                code = "schema-not-local" if is_remote(model.href) else "schema-missing"
                remarks.append(_about(document, model, code))
                missing.add(model.href)
    if named:
        return Plan(tuple(dict.fromkeys(schemas)) or (_nothing(),), edition, tuple(dict.fromkeys(rules)))
    return Plan((_load(Bundled(BUNDLED_GRAMMAR), ()),), edition=True, tei_only=True)


def _about(document: Document, model: Model, code: str, **values: object) -> Diagnostic:
    text = document.line(model.line)
    values = {
        "href": model.href,
        **({} if code == "schema-unusable" else {"name": model.href.rpartition("/")[2]}),
        **values,
    }
    return diagnose_file(code, document.name, model.line, model.column, text, **values)


def _load(place: Path | Bundled, catalog: tuple[Path, ...]) -> Schema:
    """The RELAX NG schema at `place`. Raises `SchemaError` and `OSError`."""
    return _bundled(place.name) if isinstance(place, Bundled) else _from_file(place, catalog)


@cache
def _bundled(name: str) -> Schema:
    return load_schema(schema_file(name))


def _from_file(path: Path, catalog: tuple[Path, ...]) -> Schema:
    found = path.stat()
    return _from_version(path, path.resolve(), (found.st_mtime_ns, found.st_size), catalog)


@cache
def _from_version(path: Path, _file: Path, _version: tuple[int, int], catalog: tuple[Path, ...]) -> Schema:
    return load_schema(path, Catalog(catalog).resolver(path))


@cache
def _nothing() -> Schema:
    """A schema that allows everything: with it, a file is only read."""
    return load_schema(
        b"""<grammar xmlns="http://relaxng.org/ns/structure/1.0"><start><ref name="any"/></start><define name="any">
        <element><anyName/><zeroOrMore><choice><attribute><anyName/></attribute><text/><ref name="any"/></choice>
        </zeroOrMore></element></define></grammar>""",
        check_ids=False,
    )


def _rules(path: Path, settings: Settings, phase: str = "") -> list[Schematron]:
    """The rules in the file at `path`: Schematron, or what RELAX NG has of it. Raises `SchemaError` and `OSError`."""
    alone = is_schematron(path)
    if not alone and not may_have_rules(path):
        return []
    from engross.check.schematron import load_embedded, load_rules

    if alone:
        return [load_rules(path, settings.catalog, settings.phase or phase)]
    return load_embedded(path, settings.catalog, settings.phase or phase)


def _given(settings: Settings) -> Plan:
    """What to check with where the command line names it. Raises `Misuse`."""
    schemas: list[Schema] = []
    rules: list[Schematron] = []
    for path in settings.schemas:
        schema, more = _named(path, settings)
        schemas += [schema] if schema else []
        rules += more
    return Plan(tuple(schemas) or (_nothing(),), edition=False, rules=tuple(dict.fromkeys(rules)))


def _named(path: Path, settings: Settings) -> tuple[Schema | None, list[Schematron]]:
    """The RELAX NG schema at `path`, which the command line names, and the rules in it, as far as they are wanted; or
    Schematron. Raises `Misuse`."""
    try:
        if not path.is_file():
            read_bytes(path)
        if is_schematron(path):
            return None, _rules(path, settings)
        schema = _from_file(path, settings.catalog)
        return schema, _rules(path, settings) if settings.rules is None or settings.rules else []
    except Unreadable as problem:
        raise Misuse(problem.diagnostic) from None
    except SchemaError as problem:
        file, line, column = problem.file.removeprefix("file://") or str(path), problem.line, problem.column
        raise Misuse(diagnose_file("schema-unusable", file, line, column, reason=problem.message.rstrip("."))) from None
    except OSError as problem:
        raise Misuse(diagnose_file("schema-unusable", str(path), reason=_reason(problem))) from None


def _reason(problem: SchemaError | OSError) -> str:
    return (str(problem) if isinstance(problem, SchemaError) else problem.strerror or str(problem)).rstrip(".")


def load_schemas(settings: Settings) -> None:
    """Load the schemas that the command line names, so that one that is none is misuse at once. Raises `Misuse`."""
    for path in settings.schemas:
        _named(path, settings)
