"""Reading edition.toml: whatever is wrong with it is a `Diagnostic`, and all of them come at once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import tomli

from engross.diagnostics import Diagnostic, diagnose_file
from engross.edition.model import (
    STATUSES,
    SUBTYPES,
    Change,
    Edition,
    Entry,
    Holding,
    Licence,
    Person,
    Printed,
)
from engross.edition.places import key_positions, value_positions
from engross.edition.table import Report, Table
from engross.naming import RESERVED_IDS, document_id, label_key
from engross.regex import compile_later

FILE_NAME = "edition.toml"
DEFAULT_OUTPUT = "../tei"


class EditionError(Exception):
    """An edition.toml that cannot be used; `diagnostics` says why, each with its line where it has one."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(d.message for d in diagnostics))
        self.diagnostics = diagnostics

    def __reduce__(self) -> tuple[type[EditionError], tuple[Diagnostic, ...]]:
        return EditionError, self.diagnostics


def load_edition(folder: Path) -> Edition:
    """The edition that `folder`/edition.toml describes. Raises `EditionError` with all that is wrong."""
    text, data = _read(folder)
    report = Report(str(folder / FILE_NAME), text, key_positions(text), value_positions(text))
    edition = _edition(folder, Table(data, report))
    if report.diagnostics:
        raise EditionError(*sorted(report.diagnostics, key=lambda d: (d.line, d.column)))
    return edition


def _read(folder: Path) -> tuple[str, dict[str, Any]]:
    """The text of edition.toml and its data."""
    path = folder / FILE_NAME
    file = str(path)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise EditionError(diagnose_file("edition-missing", str(folder))) from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise EditionError(diagnose_file("edition-unreadable", file, reason=reason)) from None
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        reason = f"byte 0x{raw[problem.start]:02X} is not UTF-8"
        raise EditionError(diagnose_file("edition-unreadable", file, line, reason=reason)) from None
    try:
        return text, tomli.loads(text)
    except tomli.TOMLDecodeError as problem:
        raise EditionError(_syntax(file, text, str(problem))) from None
    except RecursionError:
        raise EditionError(diagnose_file("edition-syntax", file, detail="nested too deeply")) from None


_POSITION = compile_later(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


def _syntax(file: str, text: str, message: str) -> Diagnostic:
    """The diagnostic for what `tomli` says, at the place that its message names."""
    lines = text.splitlines() or [""]
    where = _POSITION.search(message)
    line, column = (int(where[1]), int(where[2])) if where and where[1] else (len(lines), len(lines[-1]) + 1)
    shown = lines[line - 1] if line <= len(lines) else ""
    return diagnose_file("edition-syntax", file, line, column, shown, detail=_POSITION.sub("", message).rstrip("."))


# --- from tables to an edition ---


def _edition(folder: Path, root: Table) -> Edition:
    head = root.table("edition")
    editors = head.texts("editors")
    output = _output(folder, head)
    people = tuple(_person(table) for table in root.tables("person"))
    tables = root.tables("document")
    entries = tuple(_entry(folder, output, people, table) for table in tables)
    edition = Edition(
        folder=folder,
        output=output,
        title=head.text("title"),
        publisher=head.text("publisher"),
        place=head.text("place"),
        date=head.date("date"),
        language=head.language("language") or "en",
        schema=_schema(head),
        project=head.text("project"),
        editors=editors,
        licence=_licence(head),
        people=people,
        entries=tuple(entry for entry in entries if entry is not None),
        changes=tuple(_change(table, editors) for table in root.tables("change")),
    )
    head.close()
    root.close()
    if root.data.get("document", []) == []:
        root.report.add("edition-no-documents", ())
    _check_people(root.report, people)
    _check_entries(root.report, entries, people)
    return edition


def _output(folder: Path, head: Table) -> Path:
    given = head.text("output") or DEFAULT_OUTPUT
    output = folder / given
    if Path(given).is_absolute():
        head.wrong("output", "edition-bad-value", value=given, reason="it must be a path from this file's folder")
    elif os.path.realpath(output) == os.path.realpath(folder):
        head.wrong("output", "edition-output-is-source", path=given)
    elif os.path.exists(output) and not os.path.isdir(output):
        head.wrong("output", "edition-bad-value", value=given, reason="it is a file, not a folder")
    return output


def _schema(head: Table) -> str:
    """The folder of the schemas, with a slash at its end."""
    given = head.uri("schema") or ""
    return given if not given or given.endswith("/") else f"{given}/"


def _licence(head: Table) -> Licence | None:
    table = head.optional("licence")
    if table is None:
        return None
    status = table.choice("status", STATUSES) or "unknown"
    licence = Licence(status, table.text("text"), table.uri("target"))
    table.close()
    return licence


def _person(table: Table) -> Person:
    person = Person(
        id=table.ncname("id", required=True) or "",
        name=table.text("name", required=True) or "",
        labels=table.texts("labels"),
        role=table.text("role"),
        ref=table.uri("ref"),
        note=table.text("note"),
    )
    if RESERVED_IDS.fullmatch(person.id):
        table.wrong("id", "edition-bad-id", value=person.id, reason="engross gives it to a part of the file")
    table.close()
    return person


def _change(table: Table, editors: tuple[str, ...]) -> Change:
    who = table.text("who")
    if who is not None and who not in editors:
        table.wrong("who", "edition-bad-value", value=who, reason="it is not one of the edition's editors")
    change = Change(table.date("when", required=True, span=False) or "", table.text("text", required=True) or "", who)
    table.close()
    return change


def _entry(folder: Path, output: Path, people: tuple[Person, ...], table: Table) -> Entry | None:
    """The entry of one [[document]]; None where it names no file that could be used."""
    path = table.file("path", folder, required=True)
    profile = _profile(folder, table)
    stem = path.stem if path is not None else "edition"
    entry = Entry(
        path=path or folder,
        stem=stem,
        id=table.ncname("id") or document_id(stem),
        profile=profile,
        language=table.language("language"),
        title=table.text("title"),
        subtitle=table.text("subtitle"),
        subtype=table.choice("subtype", SUBTYPES),
        authors=table.texts("authors"),
        date=table.date("date"),
        place=table.text("place"),
        summary=table.text("summary"),
        transcription=table.text("transcription"),
        note=table.text("note"),
        holding=_holding(table),
        printed=_printed(table),
        labels=_labels(table, people),
    )
    table.close()
    if path is None:
        return None
    if os.path.realpath(path) == os.path.realpath(output / f"{stem}.xml"):
        table.wrong("path", "edition-output-is-source", path=str(path.relative_to(folder)))
    return entry


def _profile(folder: Path, entry: Table) -> str | None:
    """The name of a bundled profile, or the path of the edition's own; it is loaded to see whether it can be used."""
    from engross.profile import ProfileError, load_profile, profile_names

    name = entry.text("profile")
    if name is None or name in profile_names():
        return name
    if not name.endswith(".toml"):
        entry.unknown("profile", "profile-unknown", name, profile_names())
        return None
    own = entry.file("profile", folder, missing="profile-unknown")
    if own is None:
        return None
    try:
        load_profile(str(own))
    except ProfileError as problem:
        for fault in problem.diagnostics:
            place = f"{fault.file}:{fault.line}" if fault.line else fault.file
            detail = fault.message.partition(": ")[2].rstrip(".")
            entry.wrong("profile", "profile-broken", detail=f"{place}: {detail}", advice=fault.hint)
        if not problem.diagnostics:
            entry.wrong("profile", "profile-broken", detail=str(problem), advice="Mend the profile's file.")
        return None
    return str(own)


def _holding(entry: Table) -> Holding | None:
    table = entry.optional("holding")
    if table is None:
        return None
    names = ("country", "settlement", "institution", "repository")
    holding = Holding(
        **{name: table.text(name) for name in names},
        collections=table.texts("collection"),
        references=table.texts("reference"),
    )
    table.close()
    return holding


def _printed(entry: Table) -> Printed | None:
    table = entry.optional("printed")
    if table is None:
        return None
    names = ("title", "volume", "volume_title", "document", "pages", "publisher", "place")
    printed = Printed(
        **{name: table.text(name) for name in names},
        editors=table.texts("editors"),
        date=table.date("date"),
        url=table.uri("url"),
    )
    table.close()
    return printed


def _labels(entry: Table, people: tuple[Person, ...]) -> tuple[tuple[str, str], ...]:
    """The table ``labels``: what a name means in this source alone."""
    table = entry.optional("labels")
    if table is None:
        return ()
    known = [person.id for person in people]
    pairs = [(label, table.text(label)) for label in table.data]
    for label, person_id in pairs:
        if person_id is not None and person_id not in known:
            table.unknown(label, "edition-unknown-person", person_id, known)
    return tuple((label, person_id) for label, person_id in pairs if person_id is not None)


def _check_people(report: Report, people: tuple[Person, ...]) -> None:
    """No two people may have the same id or go by the same label."""
    owners: dict[str, int] = {}
    ids: dict[str, int] = {}
    for number, person in enumerate(people):
        place: tuple[str | int, ...] = ("person", number)
        if person.id and ids.setdefault(person.id, number) != number:
            first = report.line("person", ids[person.id], "id")
            report.add("edition-duplicate", (*place, "id"), what="person's id", value=person.id, first=first)
        labels = [(label, (*place, "labels", i)) for i, label in enumerate(person.labels)]
        for label, at in [(person.name, (*place, "name")), *labels]:
            key = label_key(label)
            if label and not key:
                reason = "it is nothing but punctuation"
                report.add("edition-bad-value", at, key="labels", value=label, reason=reason)
            elif key and owners.setdefault(key, number) != number:
                first = report.line("person", owners[key])
                report.add("edition-duplicate", at, what="person's label", value=label, first=first)


def _check_entries(report: Report, entries: tuple[Entry | None, ...], people: tuple[Person, ...]) -> None:
    """No two sources may make files of one name (case aside, as on some disks), and an id means one thing."""
    stems: dict[str, int] = {}
    owners: dict[str, int] = {}
    ids = {person.id for person in people}
    for number, entry in enumerate(entries):
        if entry is None:
            continue
        at: tuple[str | int, ...] = ("document", number, "path")
        stem = entry.stem.casefold()
        if stems.setdefault(stem, number) != number:
            first = report.line("document", stems[stem], "path")
            report.add("edition-duplicate", at, what="name of a TEI file", value=entry.stem, first=first)
        elif owners.setdefault(entry.id, number) != number:
            first = report.line("document", owners[entry.id])
            at = ("document", number, "id")
            report.add("edition-duplicate", at, what="document's id", value=entry.id, first=first)
        reason = "a person has it" if entry.id in ids else ""
        if RESERVED_IDS.fullmatch(entry.id):
            reason = "engross gives it to a part of the file"
        if reason:
            report.add("edition-bad-id", ("document", number, "id"), value=entry.id, reason=reason)
