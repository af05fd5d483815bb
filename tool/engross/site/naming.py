"""Names of files and addresses: safe on every disk, and in a link without escapes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from engross.regex import compile_later

_UNSAFE = compile_later(r"[^A-Za-z0-9._-]+")
#: Names that Windows keeps for devices, with any ending.
_DEVICES = compile_later(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_LONGEST = 80
_NAMED = 3  # of many names, those that a message tells


def safe_name(name: str, otherwise: str) -> str:
    """`name` as the name of a file: letters A-Z, digits, ``.``, ``_`` and ``-``, no dot at the beginning or end;
    `otherwise` where nothing is left of it."""
    safe = _UNSAFE.sub("_", name).strip("._-")[:_LONGEST].rstrip("._-")
    if not safe:
        return otherwise
    return f"{safe}_" if _DEVICES.match(safe) else safe


def some_of(names: Iterable[str]) -> str:
    """The first three of `names` in quotation marks, and how many more there are."""
    quoted = [f"“{name}”" for name in names]
    more = f" and {len(quoted) - _NAMED} more" if len(quoted) > _NAMED else ""
    return ", ".join(quoted[:_NAMED]) + more


class Names:
    """Names that differ from each other on every disk, also where capitals and small letters are the same."""

    def __init__(self, otherwise: str) -> None:
        self.otherwise = otherwise
        self.taken: set[str] = set()

    def give(self, name: str) -> str:
        """A safe name like `name`, with a number where it is taken."""
        safe = safe_name(name, self.otherwise)
        number, free = 1, safe
        while free.lower() in self.taken:
            number += 1
            free = f"{safe}-{number}"
        self.taken.add(free.lower())
        return free
