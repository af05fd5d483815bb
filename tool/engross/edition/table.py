"""Typed values out of a TOML table: each mistake becomes a diagnostic at its line, and reading goes on."""

from __future__ import annotations

import datetime
import difflib
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from engross.diagnostics import Diagnostic, diagnose_file
from engross.edition.places import Path as KeyPath
from engross.edition.places import Position
from engross.regex import compile_later
from engross.xmlchars import UNENCODABLE, is_ncname

_LANGUAGE = compile_later(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_DATE = compile_later(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?)?)?)?")
_URI = compile_later(r"[^\s<>\"{}|\\^`]+")
_SCHEME = compile_later(r"(?!(?:https?|urn|doi):)[A-Za-z][A-Za-z0-9+.-]*:", re.IGNORECASE)
#: Characters that turn the direction of the text after them: what is seen would not be what stands there.
_TURNING = compile_later("[\u202a-\u202e\u2066-\u2069]")
#: What is wrong is the key, not its value.
_OF_KEYS = ("edition-unknown-key", "edition-key-missing", "edition-no-documents")
_TYPES = {
    str: "a string",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "an array",
    dict: "a table",
    datetime.date: "a date",
    datetime.datetime: "a date and time",
    datetime.time: "a time",
}


class Report:
    """The diagnostics about one TOML file."""

    def __init__(
        self, file: str, text: str, keys: Mapping[KeyPath, Position], values: Mapping[KeyPath, Position]
    ) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._file = file
        self._lines = text.split("\n")
        self._keys = keys
        self._values = values

    def add(self, code: str, path: KeyPath, /, **values: object) -> None:
        """Report `code` about the value at `path`, or about its key, or about what holds it."""
        of_key = code in _OF_KEYS or path not in self._values
        line, column = self._position(path) if of_key else self._values[path]
        text = self._lines[line - 1] if 0 < line <= len(self._lines) else ""
        self.diagnostics.append(diagnose_file(code, self._file, line, column, text, **values))

    def line(self, *path: str | int) -> int:
        """The line of the key at `path`; 0 where it has none."""
        return self._position(path)[0]

    def _position(self, path: KeyPath) -> Position:
        while path and path not in self._keys:
            path = path[:-1]
        return self._keys.get(path, (0, 0))


class Table:
    """One table of the file. What is asked for is what it may have: `close` reports every other key."""

    def __init__(self, data: Mapping[str, Any], report: Report, path: KeyPath = ()) -> None:
        self.data = data
        self.report = report
        self._path = path
        self._known: list[str] = []

    # --- values ---

    def text(self, key: str, required: bool = False) -> str | None:
        """A string; one of nothing but blanks is as good as none."""
        value = self._get(key, str, "a string")
        text = self._clean(key, value) if value is not None else ""
        if required and not text and (value is not None or key not in self.data):
            self.wrong(key, "edition-key-missing", where=self._name())
        return text or None

    def texts(self, key: str) -> tuple[str, ...]:
        """An array of strings, or one string."""
        value = self._get(key, (str, list), "a string or an array of strings")
        values = [value] if isinstance(value, str) else value or []
        for number, item in enumerate(values):
            if not isinstance(item, str):
                place = (*self._path, key, number)
                found = f"an array with {_TYPES.get(type(item), 'something else')}"
                self.report.add("edition-wrong-type", place, key=key, wanted="an array of strings", found=found)
                return ()
        return tuple(text for text in (self._clean(key, item) for item in values) if text)

    def choice(self, key: str, values: Sequence[str]) -> str | None:
        """One of `values`."""
        value = self.text(key)
        if value is None or value in values:
            return value
        close = difflib.get_close_matches(value, values, 1)
        advice = f"did you mean {close[0]!r}?" if close else f"it must be one of {', '.join(values)}"
        self.wrong(key, "edition-bad-value", value=value, reason=advice)
        return None

    def language(self, key: str) -> str | None:
        """A language tag (BCP 47)."""
        return self._matching(key, _LANGUAGE, "it is not a language tag such as en or pt-BR")

    def uri(self, key: str) -> str | None:
        """A URI of the web, a URN or a DOI, or a path."""
        value = self._matching(key, _URI, "it is not a URI")
        if value is not None and _SCHEME.match(value):
            reason = "it must begin with https:, http:, urn: or doi:, or be a path"
            self.wrong(key, "edition-bad-value", value=value, reason=reason)
            return None
        return value

    def ncname(self, key: str, required: bool = False) -> str | None:
        """A name that can be an ``xml:id``."""
        value = self.text(key, required)
        if value is None or is_ncname(value):
            return value
        self.wrong(key, "edition-bad-id", value=value,
                   reason="an id begins with a letter and goes on with letters, digits, . - _")  # fmt: skip
        return None

    def date(self, key: str, required: bool = False, span: bool = True) -> str | None:
        """A day, a month or a year, as TOML's date or a string; with `span` also two of them, ``from/to``."""
        if isinstance(self.data.get(key), datetime.date):  # a datetime is a date
            self._known.append(key)
            return str(self.data[key].isoformat())
        value = self.text(key, required)
        if value is None:
            return None
        ends = value.split("/")
        if len(ends) > (2 if span else 1) or not all(_is_date(end) for end in ends) or ends != sorted(ends):
            wanted = "a date such as 1962-10-26, 1962-10 or 1962" + (
                ", or two, as 1962-10-25/1962-10-28" if span else ""
            )
            self.wrong(key, "edition-bad-value", value=value, reason=f"it is not {wanted}")
            return None
        return value

    def file(
        self, key: str, folder: Path, required: bool = False, missing: str = "edition-file-missing"
    ) -> Path | None:
        """The path of a file below `folder` that exists; one that does not is the diagnostic `missing`."""
        value = self.text(key, required)
        if value is None:
            return None
        outside = os.path.isabs(value) or os.path.normpath(value).split(os.sep)[0] == os.pardir
        if outside:
            self.wrong(key, "edition-path-outside", path=value)
            return None
        path = folder / os.path.normpath(value)
        if not os.path.isfile(path):  # pathlib's own raises where a name is too long
            close = difflib.get_close_matches(path.name, _files_in(path.parent), 1)
            advice = f"Did you mean {close[0]!r}?" if close else "Correct the path, or put the file there."
            self.wrong(key, missing, path=value, name=value, advice=advice)
            return None
        return path

    # --- tables ---

    def optional(self, key: str) -> Table | None:
        """The table `key`, if there is one."""
        value = self._get(key, dict, "a table")
        return None if value is None else Table(value, self.report, (*self._path, key))

    def table(self, key: str) -> Table:
        """The table `key`; an empty one if there is none."""
        return self.optional(key) or Table({}, self.report, (*self._path, key))

    def tables(self, key: str) -> list[Table]:
        """The tables of the array ``[[key]]``."""
        value = self._get(key, list, f"an array of tables: [[{key}]]") or []
        if any(not isinstance(item, dict) for item in value):
            self.wrong(key, "edition-wrong-type", wanted=f"an array of tables: [[{key}]]", found="an array")
            return []
        return [Table(item, self.report, (*self._path, key, number)) for number, item in enumerate(value)]

    # --- mistakes ---

    def wrong(self, key: str, code: str, /, **values: object) -> None:
        """Report `code` about `key`."""
        self.report.add(code, (*self._path, key), key=key, **values)

    def unknown(self, key: str, code: str, name: str, known: Sequence[str]) -> None:
        """Report `code` about `key`: `name` is none of the `known` ones, but perhaps close to one."""
        close = difflib.get_close_matches(name, known, 1)
        if close:
            advice = f"Did you mean {close[0]!r}?"
        else:
            advice = f"There are: {', '.join(known)}." if known else "There are none."
        self.wrong(key, code, name=name, where=self._name(), advice=advice)

    def close(self) -> None:
        """Report the keys that nobody asked for."""
        for key in self.data:
            if key not in self._known:
                self.unknown(key, "edition-unknown-key", key, self._known)

    # ---

    def _get(self, key: str, types: type | tuple[type, ...], wanted: str) -> Any:
        self._known.append(key)
        value = self.data.get(key)
        if value is None or isinstance(value, types):
            return value
        self.wrong(key, "edition-wrong-type", wanted=wanted, found=_TYPES.get(type(value), "something else"))
        return None

    def _clean(self, key: str, text: str) -> str:
        """`text` with every run of white space as one blank; characters that XML cannot hold are reported."""
        bad = UNENCODABLE.search(text)
        if bad:
            self.wrong(key, "edition-bad-value", value=ascii(text)[1:-1],
                       reason=f"XML cannot hold the character U+{ord(bad[0]):04X}")  # fmt: skip
            return UNENCODABLE.sub("\ufffd", text)
        if turning := _TURNING.search(text):
            reason = f"the character U+{ord(turning[0]):04X} in it turns the direction of the text"
            self.wrong(key, "edition-bad-value", value=ascii(text)[1:-1], reason=reason)
        return " ".join(text.split())

    def _matching(self, key: str, pattern: re.Pattern[str], reason: str) -> str | None:
        value = self.text(key)
        if value is None or pattern.fullmatch(value):
            return value
        self.wrong(key, "edition-bad-value", value=value, reason=reason)
        return None

    def _name(self) -> str:
        """What to call this table in a message."""
        names = [str(step) for step in self._path if isinstance(step, str)]
        several = bool(self._path) and isinstance(self._path[-1], int)
        return f"[[{'.'.join(names)}]]" if several else f"[{'.'.join(names)}]" if names else "edition.toml"


def _is_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if not match:
        return False
    try:
        datetime.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
        if "T" in text:
            datetime.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _files_in(folder: Path) -> list[str]:
    """The names of what is in `folder`, in order; none where it can't be read."""
    try:
        return sorted(os.listdir(folder))
    except (OSError, ValueError):
        return []
