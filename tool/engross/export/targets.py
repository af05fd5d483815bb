"""The targets of an export, as ``targets.toml`` has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import cast

import tomli
from msgspec import Struct, convert

from engross.data import data_path
from engross.export.edition import Edition, Made

Make = Callable[[Sequence[Edition]], Made]


class Target(Struct, frozen=True):
    """What a target is. `joins`: it makes one thing of several files; `folder`: that thing is a folder; `binary`: it
    is not for a terminal; `text`: it needs the text of a file, not only its header."""

    name: str
    title: str
    extension: str
    use: str
    makes: str
    drops: tuple[str, ...]
    example: str
    binary: bool = False
    joins: bool = False
    folder: bool = False
    text: bool = True
    lines: bool = False  #: what is made of several files can stand one after the other in one stream


@cache
def targets() -> dict[str, Target]:
    """Every target, by name."""
    table = tomli.loads(data_path("export", "targets.toml").read_text(encoding="utf-8"))
    return {name: convert({"name": name, **row}, Target) for name, row in table.items()}


def maker(target: Target) -> Make:
    """What makes the export."""
    return cast("Make", import_module(f"engross.export.{target.name}").make)
