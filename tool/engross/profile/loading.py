"""From TOML to a profile: the tables of one laid over those of the one it extends."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import tomli
from msgspec.structs import replace

from engross.data import data_path
from engross.diagnostics import diagnose_file
from engross.profile.model import Convention, Profile, ProfileError, Step
from engross.regex import compile_later

KINDS = ("inline", "token", "block")
_MAX_EXTENDS = 8
_PLACE = compile_later(r"at line (\d+), column (\d+)")

Table = dict[str, Any]


@cache
def profile_names() -> tuple[str, ...]:
    """The names of the bundled profiles that a source can have, in alphabetical order."""
    names = (path.stem for path in data_path("profiles").glob("*.toml"))
    return tuple(sorted(set(names) - {"common"}))


def is_own(name_or_path: str) -> bool:
    """Whether this is the path of a user's own profile."""
    return name_or_path not in (*profile_names(), "common")


@cache
def load_profile(name_or_path: str) -> Profile:
    """The bundled profile of that name, or the one in the file at that path.

    Raises `ProfileError` with a message for the user.
    """
    table = _load_table(name_or_path, Path("."), 0)
    conventions = tuple(convention(kind, name, row) for kind in KINDS for name, row in table.get(kind, {}).items())
    return Profile(
        str(table["name"]),
        str(table.get("title", table["name"])),
        frozenset(table.get("features", ())),
        tuple(table.get("passes", ())),
        conventions,
        {key: value for key, value in table.items() if key not in KINDS},
    )


@cache
def join_profiles(name: str, lender: str) -> Profile:
    """The bundled profile `name`, with those conventions inside lines that `lender` has and it has not."""
    profile = load_profile(name)
    own = {c.name for c in profile.conventions}
    lent = tuple(c for c in load_profile(lender).conventions if c.kind != "block" and c.name not in own)
    return replace(profile, conventions=(*profile.conventions, *lent))


def _load_table(name_or_path: str, base: Path, depth: int) -> Table:
    """The tables of a profile, laid over those of the one it extends; checked, if they come from a file."""
    if depth > _MAX_EXTENDS:
        raise ProfileError(f"profile {name_or_path}: extends itself, or more than {_MAX_EXTENDS} others in a row")
    if not is_own(name_or_path):
        below, above = {}, bundled_table(name_or_path)
        if "extends" in above:
            below = _load_table(str(above["extends"]), base, depth + 1)
        return _overlay(below, above)
    if not name_or_path.endswith(".toml"):
        known = ", ".join(profile_names())
        raise ProfileError(f"no profile is called {name_or_path!r}; there are {known}, or a path to a .toml file")
    path = base / name_or_path
    text, above = _read(path)
    below = _load_table(str(above["extends"]), path.parent, depth + 1) if "extends" in above else {}
    merged = _overlay(below, above)
    from engross.profile.checking import check_table

    if faults := check_table(str(path), text, above, merged):
        raise ProfileError("; ".join(f"profile {f.file}:{f.line}: {f.message} {f.hint}" for f in faults), *faults)
    return merged


@cache
def bundled_table(name: str) -> Table:
    """What the file of the bundled profile `name` says; the caller must not change it."""
    return tomli.loads(data_path("profiles", f"{name}.toml").read_text(encoding="utf-8"))


def _read(path: Path) -> tuple[str, Table]:
    """The text of the profile at `path`, and what it says."""
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise _broken(path, f"it cannot be read ({getattr(error, 'strerror', None) or error})") from error
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        return text, tomli.loads(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _broken(path, f"it is not TOML (byte 0x{data[error.start]:02X} is not UTF-8)", line) from error
    except tomli.TOMLDecodeError as error:
        found = _PLACE.search(str(error))
        line, column = (int(found[1]), int(found[2])) if found else (0, 0)
        shown = text.split("\n")[line - 1] if line else ""
        raise _broken(path, f"it is not TOML ({error})", line, column, shown) from error
    except RecursionError as error:
        raise _broken(path, "it is not TOML (nested too deeply)") from error


def _broken(path: Path, detail: str, line: int = 0, column: int = 0, shown: str = "") -> ProfileError:
    advice = "Mend the file; docs/conventions.md says how a profile is made."
    fault = diagnose_file("profile-broken", str(path), line, column, shown, detail=detail, advice=advice)
    return ProfileError(f"profile {path}: {detail}", fault)


def _overlay(below: Table, above: Table) -> Table:
    """`above` laid over `below`: tables are merged key by key, all else is replaced."""
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(below.get(key), dict)
        merged[key] = _overlay(below[key], value) if both else value
    return merged


def convention(kind: str, name: str, row: Table) -> Convention:
    """The convention that the table `row` states; it must be well made."""
    opening, closing = str(row.get("open", "")), str(row.get("close", ""))
    also = tuple((str(pair[0]), str(pair[1])) for pair in row.get("also", ()))
    marks = sorted({mark for pair in ((opening, closing), *also) for mark in pair}, key=lambda m: (-len(m), m))
    written = row["pattern"] if kind != "inline" else "|".join(map(re.escape, marks))
    becomes = row["becomes"]
    if isinstance(becomes, str):
        becomes = [{"element": becomes}]
    return Convention(
        name,
        kind,
        str(row.get("title", "")),
        tuple(Step(str(s["element"]), {k: str(v) for k, v in s.items() if k != "element"}) for s in becomes),
        str(row.get("example", "")),
        str(row.get("sentence", "")),
        compile_later(written),
        opening,
        closing,
        bool(row.get("flanking", False)),
        also,
        bool(row.get("word-before", False)),
    )
