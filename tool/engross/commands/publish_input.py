"""What a site is made of: the editions that an edition.toml names, or the TEI files of a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from engross.commands.build import open_edition
from engross.commands.console import Misuse
from engross.commands.files import Unreadable, read_bytes
from engross.diagnostics import Diagnostic, diagnose_file
from engross.digest import sha256
from engross.edition import Edition, Entry
from engross.restore import NotAnEdition, recorded_hash
from engross.site.output import MANIFEST


class Input(Struct, frozen=True):
    """The TEI files in their order, the title of the edition where it has one, what is to be said of them, and the
    folders in which their pictures may lie."""

    files: tuple[Path, ...]
    title: str = ""
    problems: tuple[Diagnostic, ...] = ()
    roots: tuple[str, ...] = ()


def gather_input(folder: Path, site: Path, spare: Path) -> Input:
    """What is to be published of `folder`. An edition that was not built is made in the folder `spare`.

    Raises `Misuse` where there is no such folder, or the site would lie among what it is made of.
    """
    if not (folder / "edition.toml").exists():
        if not folder.is_dir():
            raise Misuse(_no_folder(folder))
        files = tuple(_tei_files(folder, site))
        _keep_apart(site, {folder, *(path.parent for path in files)})
        return Input(files, roots=(str(folder),))
    edition = open_edition(folder)
    _keep_apart(site, {folder, edition.output, *(entry.path.parent for entry in edition.entries)})
    found = [_edition_of(edition, entry, number, spare) for number, entry in enumerate(edition.entries)]
    files = tuple(path for path, _ in found if path is not None)
    problems = tuple(problem for _, problems in found for problem in problems)
    return Input(files, edition.title or "", problems, (str(edition.output), str(folder)))


def _no_folder(folder: Path) -> Diagnostic:
    if not os.path.lexists(folder):
        return diagnose_file("file-missing", str(folder))
    return diagnose_file("file-unreadable", str(folder), reason="it is no folder")


def _keep_apart(site: Path, sources: set[Path]) -> None:
    """Refuse a site in a folder that has what it is made of: its files would lie among the sources."""
    place = os.path.realpath(site)
    for source in sources:
        if os.path.realpath(source) == place:
            raise Misuse(diagnose_file("site-among-sources", str(site), folder=source))
    if site.exists() and not site.is_dir():
        raise Misuse(diagnose_file("output-not-folder", str(site)))


def _tei_files(folder: Path, site: Path) -> Iterator[Path]:
    """The files that end in .xml in `folder` and below it, those of sites and hidden folders aside."""
    here = os.path.realpath(site)
    for top, folders, files in os.walk(folder):
        kept = (
            name for name in sorted(folders) if not name.startswith(".") and os.path.realpath(Path(top, name)) != here
        )
        folders[:] = [name for name in kept if not Path(top, name, MANIFEST).exists()]
        yield from (Path(top, name) for name in sorted(files) if name.endswith(".xml") and not name.startswith("."))


def _edition_of(edition: Edition, entry: Entry, number: int, spare: Path) -> tuple[Path | None, list[Diagnostic]]:
    """The TEI file of an entry: the one that was built; else one that is made now."""
    path = edition.output / f"{entry.stem}.xml"
    if path.exists():
        return path, [diagnose_file("edition-stale", str(path))] if _is_stale(path, entry) else []
    from engross.commands.work import Task, carry_out_one

    outcome = carry_out_one(Task(entry.path, str(entry.path), entry.stem, entry.profile, edition.folder, number))
    errors = [problem for problem in outcome.diagnostics if problem.severity == "error"]
    if outcome.xml is None:
        return None, errors
    made = spare / path.name
    made.write_bytes(outcome.xml)
    return made, [diagnose_file("edition-not-built", str(path))]


def _is_stale(path: Path, entry: Entry) -> bool:
    """Whether the source was changed since the edition was made of it."""
    try:
        stated = recorded_hash(read_bytes(path))
        return stated is not None and stated != sha256(read_bytes(entry.path))
    except (Unreadable, NotAnEdition):
        return False  # what is wrong with the file itself is told when it is read
