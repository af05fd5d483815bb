"""Compiled schemas on disk, so that the next program need not compile them again.

An entry is JSON, never code. It is found by the digest of the schema's bytes, its address and the version of this
package's format, and it is used only if all files that the schema includes still have the digests noted in it.
Whatever is wrong with an entry, the schema is compiled anew.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engross.digest import sha256
from engross.kept import keep, read_kept

#: To be raised when what is compiled, or how, changes.
FORMAT = 4
MAX_ENTRIES = 64


def entry_name(data: bytes, uri: str) -> str:
    """The name of the entry for the schema `data` at `uri`."""
    version = f"{FORMAT}:{sys.version_info[0]}.{sys.version_info[1]}:{uri}\n"
    return sha256(version.encode("utf-8", "surrogatepass") + data) + ".json"


def load(folder: Path, name: str, resolver: Callable[[str], bytes]) -> dict[str, Any] | None:
    """The entry `name`, if it is there, whole, safe, and still true of the files that the schema includes."""
    body = read_kept(folder / name)
    if body is None:
        return None
    try:
        entry = json.loads(body)
        for uri, expected in entry["files"].items():
            if sha256(resolver(uri)) != expected:
                return None
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
    return entry if isinstance(entry, dict) else None


def store(folder: Path, name: str, entry: dict[str, Any]) -> None:
    """Keep `entry` under `name`; if that is not possible, it is not kept."""
    body = json.dumps(entry, ensure_ascii=True, separators=(",", ":"), sort_keys=True).encode()
    keep(folder / name, body, MAX_ENTRIES)
