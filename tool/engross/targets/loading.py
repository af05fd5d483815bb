"""Reading the files of the targets."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import tomli
from msgspec import Struct

from engross.data import data_path
from engross.diagnostics import Severity, find_code

_SHARED = "common"
_WORDS = "rules"


class Need(Struct, frozen=True):
    """A rule that a platform needs to be kept: the `code` of what breaks it, how bad that is there, the reason, and
    where the platform, or its users, say so (empty if nowhere)."""

    code: str
    severity: Severity
    why: str
    see: str = ""


class Target(Struct, frozen=True):
    """A platform: its name on the command line, its own name, what it is, of which version its needs were read, its
    address, and its needs, those of every platform first; a picture in docs/ of an edition there, if there is one."""

    name: str
    title: str
    about: str
    read: str
    page: str
    needs: tuple[Need, ...]
    picture: str = ""

    def need(self, code: str) -> Need | None:
        """What the platform needs under that code; None if it does not care."""
        return next((need for need in self.needs if need.code == code), None)


class Aim(Struct, frozen=True):
    """The platforms that an edition is for, `targets` by name, and the path that it is written to, if any."""

    targets: tuple[str, ...]
    path: Path | None = None


def target_names() -> tuple[str, ...]:
    """The names of all targets, in alphabetical order."""
    found = (path.stem for path in data_path("targets").glob("*.toml"))
    return tuple(sorted(name for name in found if name not in (_SHARED, _WORDS)))


def find_target(name: str) -> str | None:
    """The name of the target that is called `name`, in any case, or whose title that is; None where there is none."""
    wanted = _plain(name)
    return next(
        (known for known in target_names() if wanted in (_plain(known), _plain(load_target(known).title))), None
    )


def _plain(name: str) -> str:
    """`name` without what differs between a title and the name of a file."""
    return "".join(character for character in name.casefold() if character.isalnum())


@cache
def load_target(name: str) -> Target:
    """The target called `name`, one of `target_names`."""
    table = _read(name)
    needs = {need.code: need for source in (_read(_SHARED), table) for need in _needs(source)}
    about, picture = _line(table["about"]), table.get("picture", "")
    return Target(name, table["title"], about, table["read"], table["page"], tuple(needs.values()), picture)


def _needs(table: Mapping[str, Any]) -> list[Need]:
    return [
        Need(code, Severity(row.get("severity", find_code(code).severity)), _line(row["why"]), row.get("see", ""))
        for code, row in table["rule"].items()
    ]


@cache
def rule_words() -> Mapping[str, tuple[str, str]]:
    """By code: what a rule asks for, in a sentence, and how the editions of engross meet it."""
    return {code: (_line(row["needs"]), _line(row["met"])) for code, row in _read(_WORDS).items()}


def _read(name: str) -> dict[str, Any]:
    return tomli.loads(data_path("targets", f"{name}.toml").read_text(encoding="utf-8"))


def _line(text: str) -> str:
    return " ".join(text.split())
