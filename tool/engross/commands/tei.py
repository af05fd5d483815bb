"""Checking a TEI file: against the schemas that are asked for, or that it names, and against the rules of TEI."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree
from msgspec.structs import replace

from engross.check.documents import Document, not_tei
from engross.commands.console import internal_error
from engross.commands.files import Unreadable, read_input
from engross.commands.schemas import Plan, Settings, plan_for
from engross.diagnostics import Diagnostic, diagnose_file

if TYPE_CHECKING:
    from engross.relaxng import Fault

#: Bytes between two ``<``, in a file that is not made to exhaust the memory.
_GIANT = 32 * 2**20


def check_file(path: Path, settings: Settings) -> tuple[list[Diagnostic], int]:
    """What is wrong with the file at `path`, and the exit status that it makes."""
    try:
        data = read_input(path)
    except Unreadable as problem:
        return [problem.diagnostic], problem.status
    if _has_giant(data):
        message = f"A single tag or text in this file is longer than {_GIANT // 2**20} MB; the file is not checked."
        return [diagnose_file("limit-reached", str(path), message=message)], 0
    try:
        document = Document(str(path), data)
        found = sorted(
            _once(list(_check(document, settings))), key=lambda d: (d.file != document.name, d.file, d.line, d.column)
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
    plan = plan_for(document, settings, remarks)
    yield from remarks
    found = [fault for grammar in plan.grammars for fault in grammar.faults(document)]
    broken = [fault for fault in found if fault.kind == "not-well-formed"]
    if broken and not document.root_name and (kind := _other_kind(document)):
        yield diagnose_file("not-xml", document.name, detail=f"it is {kind}")
        return
    if plan.tei_only and not document.is_tei:
        if broken:
            yield from _worded(document, broken[:1])
        else:
            yield not_tei(document)
        return
    yield from _worded(document, found)
    if settings.targets and not broken and not document.is_tei:
        yield not_tei(document)
    elif not broken and not any(fault.kind == "limit" for fault in found):
        yield from _by_rules(document, plan, settings.rules)
        yield from _by_targets(document, settings.targets)


def _other_kind(document: Document) -> str | None:
    """What a file that does not begin as XML is, if it is no text."""
    from engross.source import name_binary

    return name_binary(document.data)


def _worded(document: Document, found: Sequence[Fault]) -> Iterator[Diagnostic]:
    if found:
        from engross.check.fault_wording import of_fault

        yield from (of_fault(document, fault) for fault in found)


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
        yield diagnose_file("rules-skipped", document.name, reason=_why_no_tree(str(problem.msg or "")))
        return
    if wanted:
        from engross.check.tei_rules import check_tei

        if problems := check_tei(root, edition=plan.edition, only=only):
            from engross.check.wording import of_problem

            yield from (of_problem(document, problem) for problem in problems)
    for rules in plan.rules:
        from engross.check.schematron import check_rules_of

        yield from check_rules_of(document, rules)


def _by_targets(document: Document, targets: Sequence[str]) -> Iterator[Diagnostic]:
    if targets:
        from engross.targets.checking import check_targets

        with suppress(etree.XMLSyntaxError):  # `_by_rules` has told of it
            yield from check_targets(document, targets, Path(document.name))


def _why_no_tree(said: str) -> str:
    """What libxml2 `said` of a file that is well-formed, in words for one who has not made the program."""
    if "depth" in said:
        return "its elements are nested more than 256 deep, in a file that declares entities"
    return said.partition(", use XML_PARSE_HUGE")[0].rstrip(".") or "it can't be read as a tree"


def _with_source_lines(document: Document, found: list[Diagnostic]) -> list[Diagnostic]:
    """`found`, with the lines of the source for what is in the text of an edition by engross."""
    from engross.check.source_lines import source_lines

    lines = source_lines(document, [(d.line, d.column) for d in found if d.file == document.name])
    return [_told(d, line) if d.file == document.name and (line := lines.get((d.line, d.column))) else d for d in found]


def _told(diagnostic: Diagnostic, line: int) -> Diagnostic:
    hint, see, page = diagnostic.hint.partition(" See https:")
    return replace(diagnostic, hint=f"{hint} In the source, look at line {line:,}.{see}{page}".lstrip())


def _once(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """`found` without what two schemas, a schema and a rule, or a rule and a target both say of one place."""
    seen: set[tuple[object, ...]] = set()
    if any(each.code == "namespace-not-default" for each in found):
        found = [each for each in found if each.code != "namespace-prefixed"]
    kept = []
    for each in found:
        key = (
            each.code,
            each.file,
            each.line,
            each.column,
            "" if each.code in ("id-duplicate", "not-xml") else each.message,
        )
        if key not in seen or not each.line:
            kept.append(each)
        seen.add(key)
    return kept
