"""Reading files that somebody named: what can't be read is a diagnostic, not an exception."""

from __future__ import annotations

from pathlib import Path

import click

from engross.diagnostics import Diagnostic, diagnose_file

#: A path on the command line. What is there, and whether it can be read, is found out when it is read.
PATH = click.Path(path_type=Path, readable=False)
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
