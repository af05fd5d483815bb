"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
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
    target = Path(os.path.realpath(path)) if path.is_symlink() else path
    if inside is not None and target is not path and not target.is_relative_to(os.path.realpath(inside)):
        write_new(path, data)
        return True
    try:
        found = target.stat()
    except FileNotFoundError:
        write_new(target, data)
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


def write_new(path: Path, data: bytes) -> None:
    """Put a new file with `data` at `path` in a single step, in the place of whatever file or link stands there. Raises
    `OSError`."""
    _replace(path, data, mode=None)


def _replace(target: Path, data: bytes, mode: int | None) -> None:
    """Put a new file with `data` at `target`, with the permissions `mode` or those that the umask gives."""
    descriptor, temporary = _temporary(os.path.dirname(target))
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        if mode is not None:
            os.chmod(temporary, mode)
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _temporary(folder: str) -> tuple[int, str]:
    """A new file in `folder`, open for writing. Its name is short, whatever the length of the target's."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    for number in count():
        path = os.path.join(folder, f".engross-{os.getpid()}-{number}.tmp")
        with suppress(FileExistsError):
            return os.open(path, flags, 0o666), path
    raise AssertionError("unreachable")


def write_folder_atomic(path: Path, files: Mapping[str, bytes]) -> bool:
    """Make `files`, by their path in it (with ``/``), the content of the folder `path`; True when it changed.

    They are written to a new folder beside it, which then takes its place: nobody sees a part of them. A folder that
    holds exactly these files is left alone. One that holds a bag (``bagit.txt``) is replaced; any other is kept, and
    so is what is no folder. Raises `OSError`.
    """
    if os.path.lexists(path):
        if path.is_symlink() or not path.is_dir():
            raise FileExistsError(17, "something that is no folder stands there", str(path))
        if _content(path) == dict(files):
            return False
        if not (path / "bagit.txt").is_file():
            raise FileExistsError(17, "a folder stands there that is no bag", str(path))
    new = _new_folder(path.parent)
    try:
        for name, data in files.items():
            place = new / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        _exchange(path, new)
    except BaseException:
        _remove(new)
        raise
    return True


def _content(folder: Path) -> dict[str, bytes]:
    files = (each for each in sorted(folder.rglob("*")) if not each.is_dir() or each.is_symlink())
    return {each.relative_to(folder).as_posix(): b"" if each.is_symlink() else each.read_bytes() for each in files}


def _exchange(path: Path, new: Path) -> None:
    """Put the folder `new` in the place of `path`; if that fails, the old one stands there again."""
    if not path.exists():
        new.rename(path)
        return
    old = _new_folder(path.parent)
    old.rmdir()
    path.rename(old)
    try:
        new.rename(path)
    except BaseException:
        old.rename(path)
        raise
    _remove(old)


def _new_folder(parent: Path) -> Path:
    """A new folder in `parent`."""
    for number in count():
        path = parent / f".engross-{os.getpid()}-{number}.tmp"
        with suppress(FileExistsError):
            path.mkdir()
            return path
    raise AssertionError("unreachable")


def _remove(folder: Path) -> None:
    """Remove `folder` with all that is in it, as far as that is possible."""
    import shutil  # folders are written by a few commands only

    shutil.rmtree(folder, ignore_errors=True)
