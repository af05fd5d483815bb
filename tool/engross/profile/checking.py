"""What a profile from a file may say: each mistake becomes a diagnostic at its line.

What is known (keys, features, passes, settings and their types, blocks and their groups) is what the bundled
profiles have, so that there is no second list to keep.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from string import Formatter
from typing import Any

from engross.diagnostics import Diagnostic, diagnose_file
from engross.edition.model import SUBTYPES
from engross.edition.places import key_positions, value_positions
from engross.model import Kind
from engross.profile.loading import KINDS, Table, bundled_table, profile_names
from engross.regex import compile_later
from engross.xmlchars import UNENCODABLE, is_ncname

_ELEMENTS = tuple(sorted(str(kind) for kind in Kind if kind[0] != "#" and kind is not Kind.BODY))
_TOP = ("name", "title", "extends", "features", "passes", *KINDS, "kinds", "signals", "joins")
_MARKS = ("open", "close", "also", "flanking")
_FLAGS = ("flanking", "word-before")
_COMMON = ("title", "becomes", "example", "sentence")
_SIGNAL: Mapping[str, type | tuple[type, ...]] = {"title": str, "pattern": str, "weight": int, "most": int}
#: What a number among the settings may be: least, most.
_RANGES = {("ocr", "blank-run"): (1, 1_000_000), ("ocr", "garbled"): (0, 1)}
#: A token's pattern becomes part of one pattern for all, where these would mean something else.
_NOT_IN_TOKENS = compile_later(r"\\[1-9]|\(\?P=|\(\?\(|\(\?[aiLmsux]+\)")
_TYPES = {str: "text in quotation marks", int: "a whole number", float: "a number", list: "an array", dict: "a table"}

_Path = tuple[str | int, ...]


def check_table(file: str, text: str, own: Table, merged: Table) -> list[Diagnostic]:
    """What is wrong with the profile in `file`: `own` is what its `text` says, `merged` that over what it extends."""
    check = _Check(file, text, merged)
    check.top(own)
    return sorted(check.faults, key=lambda fault: (fault.line, fault.column))


class _Check:
    def __init__(self, file: str, text: str, merged: Table) -> None:
        self.faults: list[Diagnostic] = []
        self._file = file
        self._lines = text.split("\n")
        self._keys, self._values = key_positions(text), value_positions(text)
        self._merged = merged

    def fault(self, path: _Path, detail: str, advice: str, of_key: bool = False) -> None:
        """Report what is wrong with the value at `path`, or with its key."""
        line, column = (0, 0) if of_key else self._values.get(path, (0, 0))
        while not line and path:
            line, column = self._keys.get(path, (0, 0))
            path = path[:-1]
        shown = self._lines[line - 1] if line else ""
        found = diagnose_file("profile-broken", self._file, line, column, shown, detail=detail, advice=advice)
        self.faults.append(found)

    def among(self, path: _Path, what: str, value: object, known: Iterable[str], where: str = "") -> bool:
        """Whether `value` is one of the `known`; if not, report it: there is no such `what` (in `where`)."""
        names = sorted(set(known))
        if value in names:
            return True
        close = difflib.get_close_matches(str(value), names, 1)
        advice = f"Did you mean `{close[0]}`?" if close else f"There are: {', '.join(names)}."
        detail = f"there is no {what} `{value}`" + (f" in {where}" if where else "")
        self.fault(path, detail, advice, of_key=what == "key")
        return False

    def typed(self, path: _Path, value: object, wanted: type | tuple[type, ...]) -> bool:
        """Whether `value` has the type `wanted`; if not, report it."""
        right = isinstance(value, wanted) and (not isinstance(value, bool) or wanted is bool)
        if not right:
            first = wanted if isinstance(wanted, type) else wanted[-1]
            word = _TYPES.get(first, "true or false")
            self.fault(path, f"not the shape of a profile: `{_dotted(path)}` must be {word}", f"Write it as {word}.")
        return right

    # --- the parts ---

    def top(self, own: Table) -> None:
        self._characters((), own)
        tables: dict[str, Callable[[_Path, Table], None]] = {"kinds": self._kinds}
        tables |= dict.fromkeys(KINDS, self._conventions)
        for key, value in own.items():
            path = (key,)
            if not self.among(path, "key", key, (*_TOP, *_bundled_settings())):
                continue
            if key in ("name", "title", "extends"):
                self.typed(path, value, str)
            elif key in ("features", "passes"):
                self._names(path, value, key)
            elif key == "signals":
                self._signals(path, value)
            elif key == "joins":
                self.typed(path, value, bool)
            elif self.typed(path, value, dict):
                tables.get(key, self._settings)(path, value)
        if not self._merged.get("name"):
            self.fault((), "'name' is missing", 'Give the profile a name: name = "diary".')
        if "extends" not in own and not any(own.get(kind) for kind in KINDS):
            advice = 'Extend a bundled profile (extends = "notes"), or state conventions of your own.'
            self.fault((), "it has no conventions", advice)

    def _characters(self, path: _Path, value: object) -> None:
        """Report characters that the header, to which names and sentences go, can't hold."""
        if isinstance(value, str) and (bad := UNENCODABLE.search(value)):
            detail = f"`{_dotted(path)}` holds the character U+{ord(bad[0]):04X}, which XML can't hold"
            self.fault(path, detail, "Take it out; in a pattern, write it as an escape.")
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, item in items:
            self._characters((*path, key), item)

    def _names(self, path: _Path, value: object, key: str) -> None:
        if not self.typed(path, value, list):
            return
        assert isinstance(value, list)
        for number, name in enumerate(value):
            if self.typed((*path, number), name, str):
                self.among((*path, number), "feature" if key == "features" else "pass", name, _bundled_names(key))

    def _settings(self, path: _Path, table: Table) -> None:
        known = _bundled_settings()[str(path[0])]
        for key, value in table.items():
            here = (*path, key)
            if not self.among(here, "key", key, known, f"[{path[0]}]"):
                continue
            wanted = (int, float) if isinstance(known[key], float) else type(known[key])
            if not self.typed(here, value, wanted):
                continue
            least, most = _RANGES.get((str(path[0]), key), (None, None))
            if least is not None and most is not None and not least <= value <= most:
                self.fault(here, f"`{_dotted(here)}` is {value}", f"It must be from {least:,} to {most:,}.")
            if isinstance(value, list):
                for number, item in enumerate(value):
                    self.typed((*here, number), item, str)

    def _kinds(self, path: _Path, table: Table) -> None:
        for pattern, subtype in table.items():
            self._pattern((*path, pattern), "[kinds]", pattern, of_key=True)
            self.among((*path, pattern), "kind of document", subtype, SUBTYPES)

    def _signals(self, path: _Path, value: object) -> None:
        if not self.typed(path, value, list):
            return
        assert isinstance(value, list)
        for number, row in enumerate(value):
            here = (*path, number)
            if not self.typed(here, row, dict):
                continue
            for key in _SIGNAL:
                if key not in row:
                    self.fault(here, f"[[signals]]: {key!r} is missing", f"Add `{key}`.")
            for key, item in row.items():
                if self.among((*here, key), "key", key, _SIGNAL, "[[signals]]"):
                    self.typed((*here, key), item, _SIGNAL[key])
            self._pattern((*here, "pattern"), "[[signals]]", row.get("pattern"))

    # --- conventions ---

    def _conventions(self, path: _Path, table: Table) -> None:
        kind = str(path[0])
        for name, row in table.items():
            here = (*path, name)
            if not self.typed(here, row, dict):
                continue
            if not is_ncname(name):
                self.fault(here, f"convention {name}: this can't be its name", "Use letters, digits and hyphens.")
            if kind == "block" and not self.among(here, "block convention", name, _bundled_blocks()):
                continue
            keys = (*_COMMON, *_MARKS) if kind == "inline" else (*_COMMON, "pattern")
            keys = (*keys, "word-before") if kind == "token" else keys
            if list(row) == [key for key in row if self._known(here, key, row[key], keys)]:
                merged = self._merged[kind][name]
                pattern = self._marks(here, name, merged) if kind == "inline" else self._written(here, name, merged)
                self._becomes((*here, "becomes"), name, merged.get("becomes"), pattern)

    def _known(self, here: _Path, key: str, value: object, keys: Sequence[str]) -> bool:
        path = (*here, key)
        if not self.among(path, "key", key, keys, f"[{_dotted(here)}]"):
            return False
        wanted = bool if key in _FLAGS else list if key == "also" else (list, str) if key == "becomes" else str
        return self.typed(path, value, wanted)

    def _marks(self, here: _Path, name: str, row: Table) -> re.Pattern[str] | None:
        for key in ("open", "close"):
            mark = str(row.get(key, ""))
            if not mark.strip() or "\n" in mark:
                detail = f"convention {name}: an inline convention needs `open` and `close`, the marks around the words"
                self.fault((*here, key), detail, 'For example open = "((" and close = "))".')
                return None
        for number, pair in enumerate(row.get("also", ())):
            whole = isinstance(pair, list) and len(pair) == 2 and all(isinstance(mark, str) for mark in pair)
            if not whole or not all(mark.strip() and "\n" not in mark for mark in pair):
                detail = f"convention {name}: `also` must hold pairs of marks"
                self.fault((*here, "also", number), detail, 'For example also = [["<del>", "</del>"]].')
                return None
        return re.compile("")

    def _written(self, here: _Path, name: str, row: Table) -> re.Pattern[str] | None:
        """The pattern of a token or a block, if it can be used."""
        path, kind, written = (*here, "pattern"), here[0], row.get("pattern")
        if written is None:
            self.fault(path, f"convention {name}: 'pattern' is missing", "State the pattern that finds it in the text.")
        pattern = self._pattern(path, f"convention {name}", written)
        if pattern is None:
            return None
        if kind == "block":
            groups = set(re.compile(_bundled_blocks()[name]).groupindex)
            if missing := sorted(groups - set(pattern.groupindex)):
                detail = f"convention {name}: the pattern lacks the group {', '.join(missing)}"
                group = f"(?P<{missing[0]}>…)"
                self.fault(path, detail, f"Put {group} around what it stands for; (?P<{missing[0]}>(?!))? is none.")
        elif bad := _NOT_IN_TOKENS.search(re.sub(r"\\\\", "", str(written))):
            detail = f"convention {name}: `{bad[0]}` can't be used in the pattern of a token"
            self.fault(path, detail, "Write out what it stands for; flags for a part of the pattern are (?i:…).")
        elif pattern.search(""):
            detail = f"convention {name}: the pattern matches where there is no text at all"
            self.fault(path, detail, "Let it match at least one character.")
        return pattern

    def _pattern(self, path: _Path, what: str, written: object, of_key: bool = False) -> re.Pattern[str] | None:
        if not isinstance(written, str):
            return None
        try:
            return re.compile(written)
        except (re.error, OverflowError, RecursionError, MemoryError) as error:
            reason = str(error) or type(error).__name__
            detail = f"{what}: `{written[:80]}` is not a regular expression ({reason})"
            self.fault(path, detail, "Mend the pattern; it is in the syntax of Python's module re.", of_key)
            return None

    def _becomes(self, path: _Path, name: str, value: object, pattern: re.Pattern[str] | None) -> None:
        what = f"convention {name}"
        if not value or not isinstance(value, str | list):
            detail = f"{what}: 'becomes' is missing" if value is None else f"{what}: it becomes nothing"
            self.fault(path, detail, 'Name the element that it becomes: becomes = [{ element = "hi" }].')
            return
        for number, step in enumerate([{"element": value}] if isinstance(value, str) else value):
            here = path if isinstance(value, str) else (*path, number)
            if not self.typed(here, step, dict):
                continue
            if "element" not in step:
                self.fault(here, f"{what}: 'element' is missing", 'For example { element = "hi", rend = "italic" }.')
            else:
                at = here if isinstance(value, str) else (*here, "element")
                self.among(at, "element", step["element"], _ELEMENTS, "the editions")
            for attribute, template in step.items():
                if attribute != "element":
                    self._attribute((*here, attribute), what, attribute, template, pattern)

    def _attribute(
        self, path: _Path, what: str, attribute: str, template: Any, pattern: re.Pattern[str] | None
    ) -> None:
        if not is_ncname(attribute):
            self.fault(path, f"{what}: {attribute!r} can't be an attribute", "Use the name of a TEI attribute.", True)
        if not self.typed(path, template, str) or pattern is None or "{" not in template:
            return
        groups = sorted(pattern.groupindex)
        advice = f"There are: {', '.join(groups)}." if groups else "The pattern has no named group; (?P<n>…) is one."
        try:
            fields = [field[1:] for field in Formatter().parse(template) if field[1] is not None]
        except ValueError as error:
            self.fault(path, f"{what}: {template!r} is not a template ({error})", f"Write {{group}}. {advice}")
            return
        for field, form, conversion in fields:
            if field not in groups or form or conversion:
                self.fault(path, f"{what}: the pattern has no group `{field}` for {template!r}", advice)
            elif field not in _sure_groups(pattern):
                detail = (
                    f"{what}: the group `{field}` of the pattern may be left out, so {template!r} may have no value"
                )
                self.fault(path, detail, "Let every match have it: (?P<n>a?) instead of (?P<n>a)?.")


def _sure_groups(pattern: re.Pattern[str]) -> set[str]:
    """The named groups that take part in every match of `pattern`."""
    numbers: set[int] = set()

    def walk(items: Any) -> None:
        for operation, value in items:
            name = str(operation)
            if name == "SUBPATTERN":
                numbers.add(value[0])
                walk(value[-1])
            elif name.endswith("_REPEAT") and value[0] > 0:
                walk(value[2])
            elif name == "ATOMIC_GROUP":
                walk(value)

    walk(import_module("re._parser").parse(pattern.pattern))
    return {name for name, number in pattern.groupindex.items() if number in numbers}


def _dotted(path: _Path) -> str:
    return ".".join(str(step) for step in path)


# --- what is known ---


def _all_bundled() -> list[Table]:
    return [bundled_table(name) for name in ("common", *profile_names())]


@cache
def _bundled_names(key: str) -> frozenset[str]:
    return frozenset(name for table in _all_bundled() for name in table.get(key, ()))


@cache
def _bundled_settings() -> dict[str, Table]:
    """The other tables of the bundled profiles, with all their keys."""
    found: dict[str, Table] = {}
    for table in _all_bundled():
        for key, value in table.items():
            if key not in _TOP and isinstance(value, dict):
                found.setdefault(key, {}).update(value)
    return found


@cache
def _bundled_blocks() -> dict[str, str]:
    """The patterns of the block conventions that there are, by name."""
    return {name: row["pattern"] for table in _all_bundled() for name, row in table.get("block", {}).items()}
