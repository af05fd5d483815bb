"""Reading files that somebody named: what can't be read is a diagnostic, not an exception."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from engross.commands.console import Misuse
from engross.diagnostics import Diagnostic, diagnose_file

#: Stands for what comes in by standard input.
STANDARD_INPUT = Path("-")
#: A source or an edition may not be larger, in bytes.
LIMIT = 64 * 1024 * 1024


class Unreadable(Exception):
    """A file that can't be read; `status` is the exit status that it makes."""

    def __init__(self, diagnostic: Diagnostic, status: int) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic
        self.status = status

    def __reduce__(self) -> tuple[type[Unreadable], tuple[Diagnostic, int]]:
        return Unreadable, (self.diagnostic, self.status)


def read_text_bytes(path: Path, name: str | None = None) -> bytes:
    """As `read_bytes`, of a file that should hold text."""
    data = read_bytes(path, name)
    from engross.source import name_binary

    if kind := name_binary(data):
        raise Unreadable(diagnose_file("source-binary", str(path) if name is None else name, kind=kind), 1)
    return data


def refuse_clashes(sources: Sequence[Path], places: Sequence[Path | None]) -> None:
    """Raise `Misuse` where two of `places`, each for what is made of the source beside it, are one, or where a place is
    one of `sources`; None for what is not written to a file."""
    problems: list[Diagnostic] = []
    taken: dict[str, Path] = {}
    sources_on_disk = {identity: path for path in sources if (identity := _identity(path))}
    for path, place in zip(sources, places, strict=False):  # several sources may be made into one file
        if place is None:
            continue
        name = str(place).casefold()  # on some disks, names that differ only in case are one
        if name in taken:
            problems.append(diagnose_file("same-name", str(path), other=taken[name], output=place))
        taken.setdefault(name, path)
        identity = _identity(place)
        if identity in sources_on_disk:
            problems.append(diagnose_file("output-is-input", str(sources_on_disk[identity])))
    if problems:
        raise Misuse(*problems)


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file on a disk from others, whatever it is called; None where there is none."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def find_xml(paths: Sequence[Path]) -> tuple[list[Path], list[Diagnostic]]:
    """`paths`, with the files that end in ``.xml``, in it and below, for each folder, sorted by name; hidden folders
    and links to folders are passed over. And what is wrong: folders without any."""
    found: list[Path] = []
    wrong: list[Diagnostic] = []
    for path in paths:
        if path != STANDARD_INPUT and path.is_dir():
            inside = _xml_in(path)
            found += inside
            if not inside:
                wrong.append(diagnose_file("folder-without-xml", str(path)))
        else:
            found.append(path)
    return found, wrong


def _xml_in(folder: Path) -> list[Path]:
    found = []
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(here, name) for name in sorted(names) if name.lower().endswith(".xml") and name[0] != "."]
    return found


def read_input(path: Path) -> bytes:
    """As `read_bytes`; what comes in by standard input for ``-``."""
    if path != STANDARD_INPUT:
        return read_bytes(path)
    data = sys.stdin.buffer.read(LIMIT + 1) if sys.stdin is not None else b""
    if len(data) > LIMIT:
        raise Unreadable(diagnose_file("file-too-large", str(path), limit=LIMIT // 1024**2), 1)
    return data


def read_bytes(path: Path, name: str | None = None) -> bytes:
    """The bytes of the file at `path`, which messages call `name`. Raises `Unreadable`."""
    name = str(path) if name is None else name
    try:
        with path.open("rb") as stream:
            data = stream.read(LIMIT + 1)  # no more: a device, or a file that grows, has no end
    except FileNotFoundError:
        raise Unreadable(diagnose_file("file-missing", name), 2) from None
    except IsADirectoryError:
        raise Unreadable(diagnose_file("file-is-folder", name), 2) from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise Unreadable(diagnose_file("file-unreadable", name, reason=reason), 2) from None
    if len(data) > LIMIT:
        raise Unreadable(diagnose_file("file-too-large", name, limit=LIMIT // 1024**2), 1)
    return data
