"""Structures: what the editions encode besides marks and patterns, each with the sentence that states it.

Read from ``structures.toml``: the header states those that a body shows, and docs/encodings.md shows them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import Any, cast

import tomli
from lxml import etree
from msgspec import Struct

from engross.data import data_path
from engross.encode.tree import TEI, in_lots

#: The variable that holds the elements at which a path begins.
_HERE = "elements-of-this-name"


class Structure(Struct, frozen=True, dict=True):
    """One phenomenon. `match` is an XPath; `sentence` is empty where `convention` names whose sentence it is."""

    name: str
    group: str
    title: str
    match: str
    source: str
    sentence: str = ""
    convention: str = ""

    @cached_property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """For each path of `match`: the name of the elements at which it begins, and an XPath from them on (`_HERE`),
        with TEI's prefix."""
        parts = [(re.split(r"[\[/]", part)[0], _prefixed(part)) for part in self.match.split(" | ")]
        return tuple((name, f"${_HERE}{path.removeprefix(f't:{name}')}") for name, path in parts)


@cache
def structures() -> tuple[Structure, ...]:
    """Every structure, in the order in which it is stated."""
    table = tomli.loads(data_path("encode", "structures.toml").read_text(encoding="utf-8"))
    return tuple(Structure(name, **row) for name, row in table.items())


def elements(structure: Structure, body: etree._Element) -> list[etree._Element]:
    """The elements in `body` that `structure` matches, in order."""
    found: list[etree._Element] = []
    for name, path in structure.parts:
        for lot in in_lots(body.iter(f"{{{TEI}}}{name}")):
            found += cast("list[etree._Element]", _finder(path)(body, **{_HERE: lot}))
    return found


def statements(named: Mapping[str, list[etree._Element]], sentences: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Name and sentence of each structure that a body shows, whose elements, by their names, are `named`; `sentences`
    are those of the profile's conventions.

    One that goes by a convention has its name, so that ``engross explain`` knows it.
    """
    shown = {name for start, lot in _lots_of(named) for name in _shown(start, lot)}
    for structure in structures():
        sentence = structure.sentence or sentences.get(structure.convention, "")
        if sentence and structure.name in shown:
            yield structure.convention or structure.name, sentence


def stated_by_structure() -> frozenset[str]:
    """The names of the conventions that are stated where their element occurs, not where their pattern was met."""
    return frozenset(s.convention for s in structures() if s.convention)


def _lots_of(named: Mapping[str, list[etree._Element]]) -> Iterator[tuple[str, list[Any]]]:
    """The elements at which a structure may begin, some of one name at a time, with that name."""
    for name, elements in named.items():
        if name in _beginning():
            yield from ((name, lot) for lot in in_lots(elements))


def _shown(start: str, lot: list[Any]) -> Iterator[str]:
    """The names of the structures of which a path begins at one of the elements of `lot`, all called `start`."""
    found = cast(str, _tester(start)(lot[0], **{_HERE: lot}))
    return (name for (name, _), there in zip(_beginning()[start], found, strict=True) if there == "1")


@cache
def _beginning() -> Mapping[str, list[tuple[str, str]]]:
    """By the name of the elements at which they begin: the paths of all structures, each with the structure's name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for structure in structures():
        for start, path in structure.parts:
            found.setdefault(start, []).append((structure.name, path))
    return found


@cache
def _tester(start: str) -> etree.XPath:
    """An XPath for the paths that begin at elements called `start`: for each a 1 where it leads to something, a 0 where
    it does not. To ask all at once takes a third of the time."""
    marks = [f"number(boolean({path}))" for _, path in _beginning()[start]]
    return _finder(f"concat('', {', '.join(marks)})")


def _prefixed(path: str) -> str:
    return "/".join(f"t:{step}" if re.match(r"[a-z]+(?!\w*[:(])", step) else step for step in _steps(path))


def _steps(path: str) -> list[str]:
    """`path` parted at the slashes outside its predicates."""
    steps, depth = [""], 0
    for character in path:
        depth += (character == "[") - (character == "]")
        if character == "/" and not depth:
            steps.append("")
        else:
            steps[-1] += character
    return steps


@cache
def _finder(path: str) -> etree.XPath:
    return etree.XPath(path, namespaces={"t": TEI})
