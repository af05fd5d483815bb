"""What the program keeps on disk between two runs: what it would otherwise work out again.

The folder belongs to the user and to nobody else; a folder or file that is another user's, or that others can write,
is not looked at. A file begins with the checksum of the rest: what is damaged is as good as not there.
"""

from __future__ import annotations

import os
import stat
import zlib
from contextlib import suppress
from pathlib import Path


def cache_folder(kind: str) -> Path | None:
    """The folder for what is of that kind: below ``ENGROSS_CACHE``, or the user's folder for caches. None where caching
    is off."""
    named = os.environ.get("ENGROSS_CACHE")
    if named is not None:
        return Path(named) / kind if named else None
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    with suppress(RuntimeError):
        return (Path(base) if base else Path.home() / ".cache") / "engross" / kind
    return None


def read_kept(path: Path) -> bytes | None:
    """What was kept at `path`; None where there is nothing that is whole and safe."""
    try:
        if not _is_ours(path.parent):
            return None
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as stream:
            if not _is_private(os.fstat(stream.fileno())):
                return None
            content = stream.read()
    except (OSError, ValueError):
        return None
    checksum, _, body = content.partition(b"\n")
    return body if checksum == _checksum(body) else None


def keep(path: Path, body: bytes, most: int) -> None:
    """Keep `body` at `path`, in a folder of at most so many files, the oldest of which go first; if that is not
    possible, it is not kept."""
    folder = path.parent
    temporary = folder / f".{path.name}.{os.getpid()}"
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(folder):
            return
        _make_room(folder, most)
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
        descriptor = os.open(temporary, flags, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(_checksum(body) + b"\n" + body)
            os.replace(temporary, path)
        except OSError:
            temporary.unlink(missing_ok=True)


def _checksum(body: bytes) -> bytes:
    return b"%08x" % zlib.crc32(body)


def _is_ours(folder: Path) -> bool:
    """Whether `folder` is a real folder of this user that nobody else can write to."""
    found = os.lstat(folder)
    return stat.S_ISDIR(found.st_mode) and _is_private(found)


def _is_private(found: os.stat_result) -> bool:
    if not hasattr(os, "getuid"):  # Windows: the folder is in the user's profile
        return True
    return found.st_uid == os.getuid() and not found.st_mode & 0o022


def _make_room(folder: Path, most: int) -> None:
    """Remove the oldest files where there are too many for one more."""
    files = sorted(folder.glob("[!.]*"), key=lambda path: path.stat().st_mtime)
    for path in files[: max(0, len(files) - most + 1)]:
        path.unlink(missing_ok=True)
