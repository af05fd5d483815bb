"""Where the keys of a TOML text stand, so that a message can point at the line: `tomli` does not tell.

The text must be one that `tomli` accepts; nothing is checked here.
"""

from __future__ import annotations

import re
from contextlib import suppress

import tomli

from engross.regex import compile_later

#: A key's path: names of tables and keys, and from 0 the number of an array's element.
Path = tuple[str | int, ...]
#: Line and column, both from 1.
Position = tuple[int, int]

_BLANK = compile_later(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE = compile_later(r"[A-Za-z0-9_-]+")
_STRING = compile_later(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})|' + r"'''.*?'''(?:'{0,2})|" + r'"(?:[^"\\\n]|\\.)*"|' + r"'[^'\n]*'",
    re.DOTALL,
)
_SCALAR = compile_later(r"[^,\]}\r\n#]*")


def key_positions(text: str) -> dict[Path, Position]:
    """For every table, key and array element of `text`: where its name (in an array, its value) begins."""
    scanner = _Scanner(text)
    with suppress(IndexError, RecursionError):  # a message without its line is better than none
        scanner.scan()
    return scanner.positions()


def value_positions(text: str) -> dict[Path, Position]:
    """For every key and array element of `text` that has a value behind it: where that begins."""
    scanner = _Scanner(text)
    with suppress(IndexError, RecursionError):
        scanner.scan()
    return scanner.positions(scanner.values)


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._offsets: dict[Path, int] = {}
        self._lengths: dict[Path, int] = {}
        self.values: dict[Path, int] = {}

    def scan(self) -> None:
        """document = { header | pair }"""
        base: Path = ()
        while self._skip_blank():
            if self._text[self._at] == "[":
                base = self._header()
            else:
                self._pair(base)

    def positions(self, offsets: dict[Path, int] | None = None) -> dict[Path, Position]:
        """Line and column of `offsets`; of the keys, if None."""
        starts = [0] + [match.end() for match in re.finditer("\n", self._text)]
        found: dict[Path, Position] = {}
        line = 0
        for path, offset in sorted((self._offsets if offsets is None else offsets).items(), key=lambda item: item[1]):
            while line + 1 < len(starts) and starts[line + 1] <= offset:
                line += 1
            found[path] = (line + 1, offset - starts[line] + 1)
        return found

    def _header(self) -> Path:
        """header = "[" keys "]" | "[[" keys "]]"; the path of the table that begins."""
        start = self._at
        several = self._text.startswith("[[", start)
        self._at += 2 if several else 1
        *outer, last = self._keys()
        self._at += 2 if several else 1
        path = self._inside((), outer)
        path = (*path, last)
        self._offsets.setdefault(path, start)
        if several:
            number = self._lengths.get(path, 0)
            self._lengths[path] = number + 1
            path = (*path, number)
            self._offsets[path] = start
        return path

    def _inside(self, base: Path, keys: list[str]) -> Path:
        """The path of `keys` below `base`; an array of tables means its last table."""
        for key in keys:
            base = (*base, key)
            if base in self._lengths:
                base = (*base, self._lengths[base] - 1)
        return base

    def _pair(self, base: Path) -> None:
        """pair = keys "=" value"""
        start = self._at
        for key in self._keys():
            base = (*base, key)
            self._offsets.setdefault(base, start)
        self._at += 1
        self._value(base)

    def _keys(self) -> list[str]:
        """keys = key { "." key }; stops before what follows them."""
        keys = []
        while True:
            self._skip_blank()
            quoted = _STRING.match(self._text, self._at)
            match = quoted or _BARE.match(self._text, self._at)
            if match is None:
                raise IndexError
            keys.append(str(tomli.loads(f"k={match[0]}")["k"]) if quoted else match[0])
            self._at = match.end()
            self._skip_blank()
            if self._text[self._at] != ".":
                return keys
            self._at += 1

    def _value(self, path: Path) -> None:
        """value = string | array | inline table | anything up to the end of the line"""
        self._skip_blank()
        self.values[path] = self._at
        opening = self._text[self._at]
        if opening in "[{":
            self._at += 1
            number = 0
            before = -1
            while self._skip_blank() and self._text[self._at] not in "]}":
                if before == self._at:
                    raise IndexError
                before = self._at
                if opening == "{":
                    self._pair(path)
                else:
                    self._offsets[(*path, number)] = self._at
                    self._value((*path, number))
                    number += 1
                if self._skip_blank() and self._text[self._at] == ",":
                    self._at += 1
            self._at += 1
        else:
            match = _STRING.match(self._text, self._at) or _SCALAR.match(self._text, self._at)
            self._at = match.end() if match else len(self._text)

    def _skip_blank(self) -> bool:
        """Pass over white space and comments; whether anything follows."""
        match = _BLANK.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._at < len(self._text)
