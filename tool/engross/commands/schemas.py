"""Which schemas a TEI file is checked against: those of the command line, those that it names, or engross's own."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from engross.check.catalog import (
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
from engross.check.grammars import Grammar, any_xml, bundled_grammar, load_grammar
from engross.commands.console import Misuse
from engross.commands.files import Unreadable, read_bytes
from engross.diagnostics import Diagnostic, diagnose_file
from engross.relaxng.errors import IdError, SchemaError

if TYPE_CHECKING:
    from engross.schematron import Schematron


class Settings(Struct, frozen=True):
    """What to check with: `schemas` in place of what a file names; `rules` None for all, empty for none; the `phase`
    of Schematron schemas, empty for that which the file names or the schema has as its default; `targets` by name;
    `ids`: what a schema declares as IDs must be unique."""

    schemas: tuple[Path, ...] = ()
    catalog: tuple[Path, ...] = ()
    rules: frozenset[str] | None = None
    phase: str = ""
    targets: tuple[str, ...] = ()
    ids: bool = True


class Plan(Struct, frozen=True):
    """What one file is checked against: `grammars` in RELAX NG, `rules` in Schematron. `edition`: the rules of
    engross's own editions hold for it too; `tei_only`: nothing but a TEI file can be meant."""

    grammars: tuple[Grammar, ...]
    edition: bool
    rules: tuple[Schematron, ...] = ()
    tei_only: bool = False


def plan_for(document: Document, settings: Settings, remarks: list[Diagnostic]) -> Plan:
    """What to check `document` against; what can't be had goes into `remarks`."""
    if settings.schemas:
        return _given(settings)
    catalog = Catalog(settings.catalog)
    grammars: list[Grammar] = []
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
                    grammars += [] if place is None else [_load(place, settings)]
                elif isinstance(place, Path):
                    rules += _rules(place, settings, model.values.get("phase", ""))
            except (SchemaError, OSError) as problem:
                remarks.append(_about(document, model, "schema-unusable", reason=_reason(problem)))
            if place is None and model.href not in missing:
                code = "schema-not-local" if is_remote(model.href) else "schema-missing"
                remarks.append(_about(document, model, code))
                missing.add(model.href)
    if named:
        return Plan(tuple(dict.fromkeys(grammars)) or (any_xml(),), edition, tuple(dict.fromkeys(rules)))
    return Plan((bundled_grammar(),), edition=True, tei_only=True)


def _about(document: Document, model: Model, code: str, **values: object) -> Diagnostic:
    text = document.line(model.line)
    values = {
        "href": model.href,
        **({} if code == "schema-unusable" else {"name": model.href.rpartition("/")[2]}),
        **values,
    }
    return diagnose_file(code, document.name, model.line, model.column, text, **values)


def _load(place: Path | Bundled, settings: Settings) -> Grammar:
    """The RELAX NG schema at `place`. Raises `SchemaError` and `OSError`."""
    if isinstance(place, Bundled):
        return bundled_grammar()
    return load_grammar(place, settings.catalog, settings.ids)


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
    return _given_version(settings, tuple(map(_version, settings.schemas)))


def _version(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return 0, 0
    return found.st_mtime_ns, found.st_size


@cache
def _given_version(settings: Settings, _versions: tuple[tuple[int, int], ...]) -> Plan:
    grammars: list[Grammar] = []
    rules: list[Schematron] = []
    for path in settings.schemas:
        grammar, more = _named(path, settings)
        grammars += [grammar] if grammar else []
        rules += more
    return Plan(tuple(grammars) or (any_xml(),), edition=False, rules=tuple(dict.fromkeys(rules)))


def _named(path: Path, settings: Settings) -> tuple[Grammar | None, list[Schematron]]:
    """The RELAX NG schema at `path`, which the command line names, and the rules in it, as far as they are wanted; or
    Schematron. Raises `Misuse`."""
    try:
        if not path.is_file():
            read_bytes(path)
        if is_schematron(path):
            return None, _rules(path, settings)
        grammar = load_grammar(path, settings.catalog, settings.ids)
        return grammar, _rules(path, settings) if settings.rules is None or settings.rules else []
    except Unreadable as problem:
        raise Misuse(problem.diagnostic) from None
    except SchemaError as problem:
        file, line, column = problem.file.removeprefix("file://") or str(path), problem.line, problem.column
        raise Misuse(
            diagnose_file("schema-unusable", file, line, column, reason=_reason(problem, problem.message))
        ) from None
    except OSError as problem:
        raise Misuse(diagnose_file("schema-unusable", str(path), reason=_reason(problem))) from None


def _reason(problem: SchemaError | OSError, message: str = "") -> str:
    """Why a schema can't be used: `problem`, or its `message` where the place is told apart from it."""
    if isinstance(problem, OSError):
        return (problem.strerror or str(problem)).rstrip(".")
    advice = " (with --no-ids it can be used)" if isinstance(problem, IdError) else ""
    return (message or str(problem)).rstrip(".") + advice


def load_schemas(settings: Settings) -> None:
    """Load the schemas that the command line names, so that one that is none is misuse at once. Raises `Misuse`."""
    if settings.schemas:
        _given(settings)
