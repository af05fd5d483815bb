"""Profiles: the conventions of one class of sources, read from TOML.

A profile states patterns and constants; the grammar that uses them is in `readers/`. A profile extends another by
name (``extends = "published"``); its tables are laid over the other's, key by key.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

_MAX_EXTENDS = 8
_TABLES = ("inline", "token", "block")


class ProfileError(Exception):
    """A profile that does not exist or cannot be read; the message is for the user."""


@dataclass(frozen=True, slots=True)
class Step:
    """One element that a convention makes; attribute values may hold ``{group}`` of the pattern."""

    element: str
    attrs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Convention:
    """One convention. `kind` is ``inline`` (a pair of marks), ``token`` (a pattern in running text) or ``block``."""

    name: str
    kind: str
    title: str
    becomes: tuple[Step, ...]
    example: str
    sentence: str
    pattern: re.Pattern[str]
    open: str = ""
    close: str = ""
    flanking: bool = False


@dataclass(frozen=True, eq=False)
class Profile:
    """The conventions of one class of sources. `settings` are its other tables."""

    name: str
    title: str
    features: frozenset[str]
    passes: tuple[str, ...]
    conventions: tuple[Convention, ...]
    settings: Mapping[str, Any]

    def pattern(self, block: str) -> re.Pattern[str]:
        """The pattern of the block convention `block`; one that never matches where the profile has none."""
        return _patterns(self).get(block, _NEVER)


_NEVER = re.compile(r"(?!)")


@cache
def _patterns(profile: Profile) -> dict[str, re.Pattern[str]]:
    return {c.name: c.pattern for c in profile.conventions if c.kind == "block"}


def profile_names() -> tuple[str, ...]:
    """The names of the bundled profiles that a source can have, in alphabetical order."""
    folder = resources.files("engross").joinpath("profiles")
    names = (item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml"))
    return tuple(sorted(set(names) - {"common"}))


@cache
def load_profile(name_or_path: str) -> Profile:
    """The bundled profile of that name, or the one in the file at that path.

    Raises `ProfileError` with a message for the user.
    """
    table = _load_table(name_or_path, Path("."), 0)
    try:
        conventions = tuple(
            _convention(kind, name, row) for kind in _TABLES for name, row in table.get(kind, {}).items()
        )
        settings = {key: value for key, value in table.items() if key not in _TABLES}
        return Profile(
            str(table["name"]),
            str(table.get("title", table["name"])),
            frozenset(table.get("features", ())),
            tuple(table.get("passes", ())),
            conventions,
            settings,
        )
    except KeyError as missing:
        raise ProfileError(f"profile {name_or_path}: {missing} is missing") from missing
    except (TypeError, AttributeError) as error:
        raise ProfileError(f"profile {name_or_path}: not the shape of a profile ({error})") from error


def _load_table(name_or_path: str, base: Path, depth: int) -> dict[str, Any]:
    if depth > _MAX_EXTENDS:
        raise ProfileError(f"profile {name_or_path}: extends itself, or more than {_MAX_EXTENDS} others in a row")
    path = base / name_or_path
    try:
        if name_or_path in (*profile_names(), "common"):
            data = resources.files("engross").joinpath("profiles", f"{name_or_path}.toml").read_bytes()
        elif name_or_path.endswith(".toml"):
            data = path.read_bytes()
        else:
            known = ", ".join(profile_names())
            raise ProfileError(f"no profile is called {name_or_path!r}; there are {known}, or a path to a .toml file")
        table = tomllib.loads(data.decode("utf-8"))
    except OSError as error:
        raise ProfileError(f"profile {name_or_path}: cannot be read ({error.strerror})") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileError(f"profile {name_or_path}: not TOML ({error})") from error
    if "extends" not in table:
        return table
    return _overlay(_load_table(str(table["extends"]), path.parent, depth + 1), table)


def _overlay(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """`above` laid over `below`: tables are merged key by key, all else is replaced."""
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(below.get(key), dict)
        merged[key] = _overlay(below[key], value) if both else value
    return merged


def _convention(kind: str, name: str, row: dict[str, Any]) -> Convention:
    opening, closing = str(row.get("open", "")), str(row.get("close", ""))
    if kind == "inline" and not (opening and closing):
        raise ProfileError(f"convention {name}: an inline convention needs `open` and `close`")
    written = str(row["pattern"]) if kind != "inline" else f"{re.escape(opening)}|{re.escape(closing)}"
    try:
        pattern = re.compile(written)
    except re.error as error:
        raise ProfileError(f"convention {name}: {written!r} is not a regular expression ({error})") from error
    becomes = row["becomes"]
    if isinstance(becomes, str):
        becomes = [{"element": becomes}]
    steps = tuple(
        Step(str(step["element"]), {k: str(v) for k, v in step.items() if k != "element"}) for step in becomes
    )
    text = {key: str(row.get(key, "")) for key in ("title", "example", "sentence")}
    flanking = bool(row.get("flanking", False))
    return Convention(
        name,
        kind,
        text["title"],
        steps,
        text["example"],
        text["sentence"],
        pattern,
        opening,
        closing,
        flanking,
    )
