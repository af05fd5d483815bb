"""Compiled schemas on disk, so that the next program need not compile them again.

An entry is JSON, never code. It is found by the digest of the schema's bytes, its address and the version of this
package's format, and it is used only if all files that the schema includes still have the digests noted in it. The
folder belongs to the user and to nobody else; an entry or folder that is another user's, or that others can write, is
not looked at. Whatever is wrong with an entry, the schema is compiled anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

#: To be raised when what is compiled, or how, changes.
FORMAT = 3
MAX_ENTRIES = 64


def cache_folder() -> Path | None:
    """Where entries are kept: ``ENGROSS_CACHE``, or the user's folder for caches. None where caching is off."""
    named = os.environ.get("ENGROSS_CACHE")
    if named is not None:
        return Path(named) / "relaxng" if named else None
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    with suppress(RuntimeError):
        return (Path(base) if base else Path.home() / ".cache") / "engross" / "relaxng"
    return None


def entry_name(data: bytes, uri: str) -> str:
    """The name of the entry for the schema `data` at `uri`."""
    version = f"{FORMAT}:{sys.version_info[0]}.{sys.version_info[1]}:{uri}\n"
    return hashlib.sha256(version.encode("utf-8", "surrogatepass") + data).hexdigest() + ".json"


def load(folder: Path, name: str, resolver: Callable[[str], bytes]) -> dict[str, Any] | None:
    """The entry `name`, if it is there, whole, safe, and still true of the files that the schema includes."""
    path = folder / name
    try:
        if not _is_ours(folder):
            return None
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(descriptor, "rb") as stream:
            if not _is_private(os.fstat(stream.fileno())):
                return None
            content = stream.read()
        digest, _, body = content.partition(b"\n")
        if hashlib.sha256(body).hexdigest().encode() != digest:
            return None
        entry = json.loads(body)
        for uri, expected in entry["files"].items():
            if hashlib.sha256(resolver(uri)).hexdigest() != expected:
                return None
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
    return entry if isinstance(entry, dict) else None


def store(folder: Path, name: str, entry: dict[str, Any]) -> None:
    """Keep `entry` under `name`; if that is not possible, it is not kept."""
    body = json.dumps(entry, ensure_ascii=True, separators=(",", ":"), sort_keys=True).encode()
    temporary = folder / f".{name}.{os.getpid()}"
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(folder):
            return
        _make_room(folder)
        descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
            os.replace(temporary, folder / name)
        except OSError:
            temporary.unlink(missing_ok=True)


def _is_ours(folder: Path) -> bool:
    """Whether `folder` is a real folder of this user that nobody else can write to."""
    found = os.lstat(folder)
    return stat.S_ISDIR(found.st_mode) and _is_private(found)


def _is_private(found: os.stat_result) -> bool:
    if not hasattr(os, "getuid"):  # Windows: the folder is in the user's profile
        return True
    return found.st_uid == os.getuid() and not found.st_mode & 0o022


def _make_room(folder: Path) -> None:
    """Remove the oldest entries where there are too many."""
    entries = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
    for path in entries[: max(0, len(entries) - MAX_ENTRIES + 1)]:
        path.unlink(missing_ok=True)
