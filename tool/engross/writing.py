"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from itertools import count
from pathlib import Path

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def write_atomic(path: Path, data: bytes, inside: Path | None = None) -> bool:
    """Make `data` the content of `path`; True when the file changed.

    A file that holds these bytes already is left alone, with its time. Otherwise a temporary file in the same
    folder takes the place of the old one in a single step: a reader sees the old bytes or the new, never a
    part, and a failure leaves the old file and no temporary one. A link stays a link, and what it points to is
    replaced; but with `inside`, nothing outside that folder: the link itself is then replaced. A file that is
    read-only is kept. Raises `OSError`.
    """
    target = Path(os.path.realpath(path))
    if inside is not None and path.is_symlink() and not target.is_relative_to(os.path.realpath(inside)):
        _replace(path, data, mode=None)
        return True
    try:
        found = target.stat()
    except FileNotFoundError:
        _replace(target, data, mode=None)
        return True
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(21, os.strerror(21), str(path))
    if not stat.S_ISREG(found.st_mode):
        target.write_bytes(data)  # a device or a pipe: putting a file in its place would destroy it
        return True
    if found.st_size == len(data) and target.read_bytes() == data:
        return False
    if not found.st_mode & _WRITABLE:  # whoever made it so wants to keep it
        raise PermissionError(13, "the file that stands there is read-only", str(path))
    _replace(target, data, mode=stat.S_IMODE(found.st_mode))
    return True


def _replace(target: Path, data: bytes, mode: int | None) -> None:
    """Put a new file with `data` at `target`, with the permissions `mode` or those that the umask gives."""
    descriptor, temporary = _temporary(target.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _temporary(folder: Path) -> tuple[int, Path]:
    """A new file in `folder`, open for writing. Its name is short, whatever the length of the target's."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    for number in count():
        path = folder / f".engross-{os.getpid()}-{number}.tmp"
        with suppress(FileExistsError):
            return os.open(path, flags, 0o666), path
    raise AssertionError("unreachable")
