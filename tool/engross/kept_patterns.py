"""Compiled regular expressions on disk, as Python keeps compiled modules: to compile those that one page needs takes
longer than to convert it.

What is kept is the code of Python's `re` (a list of numbers, which `re` checks before it takes them), by expression and
flags, in a file for this very Python. `re` gives and takes that code by names of its own that may change; whatever goes
wrong with them or with the file, the expression is compiled as ever.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

from engross.kept import cache_folder, keep, read_kept

#: More patterns than all profiles have: beyond it, those of some editions' own profiles, the file begins anew.
_MOST = 1500
_MOST_FILES = 4
#: Bytes of a number of the code.
_WIDTH = 4

#: What `re` makes a pattern of: flags, code, number of groups, their numbers by name.
_Parts = tuple[int, list[int], int, dict[str, int]]


def compile_kept(expression: str, flags: int) -> re.Pattern[str]:
    """The pattern that ``re.compile`` makes, from what an earlier run kept of it where there is such. Raises `re.error`
    where `expression` is none."""
    store = _open_store()
    if store is None:
        return re.compile(expression, flags)
    parts = store.find(expression, flags)
    try:
        if parts is None:
            parts = _take_apart(expression, flags)
            store.add(expression, flags, parts)
        return _put_together(expression, parts)
    except re.error:
        raise
    except Exception:
        return re.compile(expression, flags)


def keep_patterns() -> None:
    """Keep for later runs what was compiled in this one."""
    store = _open_store()
    if store is not None:
        store.save()


class _Store:
    """The patterns of one file: those that it had, and those that were added since."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._added: dict[tuple[str, int], _Parts] = {}
        self._index, self._codes = _read(path)

    def find(self, expression: str, flags: int) -> _Parts | None:
        """What is kept of that pattern."""
        try:
            meant, start, size, groups, by_name = self._index[_key(expression, flags)]
            code = self._codes[start * _WIDTH : (start + size) * _WIDTH].cast("I").tolist()
            return meant, code, groups, by_name
        except (LookupError, TypeError, ValueError):
            return None

    def add(self, expression: str, flags: int, parts: _Parts) -> None:
        """Note a pattern that was compiled."""
        self._added[expression, flags] = parts

    def save(self) -> None:
        """Write the file again where there is something new."""
        if not self._added:
            return
        from array import array

        from msgspec.json import encode

        index, codes = dict(self._index), array("I", self._codes.cast("I") if self._codes else ())
        if len(index) + len(self._added) > _MOST:
            index, codes = {}, array("I")
        for (expression, flags), (meant, code, groups, by_name) in self._added.items():
            index[_key(expression, flags)] = [meant, len(codes), len(code), groups, dict(by_name)]
            codes.extend(code)
        self._added = {}
        keep(self._path, encode(index) + b"\n" + codes.tobytes(), _MOST_FILES)


def _key(expression: str, flags: int) -> str:
    return f"{int(flags)} {expression!a}"


@cache
def _open_store() -> _Store | None:
    folder = cache_folder("patterns")
    if folder is None:
        return None
    return _Store(folder / f"{sys.implementation.cache_tag}-{sys.hexversion:x}-{sys.byteorder}")


def _read(path: Path) -> tuple[dict[str, Any], memoryview]:
    """The index of the patterns in the file at `path`, and their code; nothing where it is not there or not sound."""
    from msgspec import DecodeError
    from msgspec.json import decode

    index, _, codes = (read_kept(path) or b"").partition(b"\n")
    try:
        found = decode(index) if index else {}
    except DecodeError:
        found = {}
    if not isinstance(found, dict) or len(codes) % _WIDTH:
        return {}, memoryview(b"")
    return found, memoryview(codes)


def _take_apart(expression: str, flags: int) -> _Parts:
    """What ``re.compile`` gives to the machine for that expression (as its own ``compile`` does it)."""
    from re import _compiler, _parser  # type: ignore[attr-defined]

    parsed = _parser.parse(expression, flags)
    code = _compiler._code(parsed, flags)
    return int(flags | parsed.state.flags), code, parsed.state.groups - 1, parsed.state.groupdict


def _put_together(expression: str, parts: _Parts) -> re.Pattern[str]:
    import _sre  # type: ignore[import-not-found]

    flags, code, groups, by_name = parts
    by_number: list[str | None] = [None] * (groups + 1)
    for name, number in by_name.items():
        by_number[number] = name
    pattern: re.Pattern[str] = _sre.compile(expression, flags, code, groups, by_name, tuple(by_number))
    return pattern
