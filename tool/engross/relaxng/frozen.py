"""A compiled schema as plain data, which can be kept in a file, and patterns made from it as they are needed."""

from __future__ import annotations

from typing import Any

from engross.relaxng import facets
from engross.relaxng.datatypes import Datatype, datatype
from engross.relaxng.ids import Ids
from engross.relaxng.names import NameClass
from engross.relaxng.patterns import (
    ATTRIBUTE,
    CHOICE,
    DATA,
    ELEMENT,
    EMPTY,
    GROUP,
    INTERLEAVE,
    NOT_ALLOWED,
    ONE_OR_MORE,
    TEXT,
    VALUE,
    Pattern,
    Patterns,
)

#: What JSON can hold.
Plain = Any


def freeze(start: Pattern, elements: list[Pattern], ids: Ids) -> dict[str, Plain]:
    """The schema that begins with `start` as data."""
    freezer = _Freezer()
    first = freezer.number(start)
    contents = {freezer.number(element): freezer.number(element.content) for element in elements}
    for number, content in contents.items():
        freezer.nodes[number].append(content)
    used = {value for _, _, params in freezer.datatypes for key, value in params if key == "pattern"}
    return {
        "start": first,
        "nodes": freezer.nodes,
        "datatypes": freezer.datatypes,
        "expressions": {source: facets.known_patterns[source] for source in sorted(used)},
        "elements": sorted(contents),
        "ids": ids,
    }


class _Freezer:
    """Numbers patterns, parts before what they are parts of."""

    def __init__(self) -> None:
        self.nodes: list[list[Plain]] = []
        self.datatypes: list[tuple[str, str, tuple[tuple[str, str], ...]]] = []
        self._numbers: dict[int, int] = {}
        self._types: dict[Datatype, int] = {}

    def number(self, pattern: Pattern) -> int:
        """The number of `pattern`, which is added if it is new; an element's content is not."""
        known = self._numbers.get(pattern.id)
        if known is not None:
            return known
        node: list[Plain] = [pattern.kind]
        if pattern.kind == ELEMENT:
            node.append(pattern.names)
        elif pattern.kind == ATTRIBUTE:
            node += [pattern.names, self.number(pattern.parts[0])]
        elif pattern.datatype is not None:
            node.append(self._type(pattern.datatype))
            node.append(pattern.value if pattern.kind == VALUE else [self.number(part) for part in pattern.parts])
        else:
            node += [self.number(part) for part in pattern.parts]
        self._numbers[pattern.id] = number = len(self.nodes)
        self.nodes.append(node)
        return number

    def _type(self, type_: Datatype) -> int:
        if type_ not in self._types:
            self._types[type_] = len(self.datatypes)
            self.datatypes.append((type_.library, type_.name, type_.params))
        return self._types[type_]


class Thawed:
    """Patterns made from what `freeze` returned; those that no document needs are never made."""

    def __init__(self, frozen: dict[str, Plain]) -> None:
        self.patterns = Patterns()
        facets.known_patterns.update({source: (whole, cut) for source, (whole, cut) in frozen["expressions"].items()})
        self._nodes: list[list[Plain]] = frozen["nodes"]
        self._made: dict[int, Pattern] = {}
        self._types = [
            datatype(library, name, tuple((key, value) for key, value in params))
            for library, name, params in frozen["datatypes"]
        ]
        self._elements: list[int] = frozen["elements"]
        self.ids: Ids = frozen["ids"]
        self.start = self.pattern(frozen["start"])

    def elements(self) -> list[Pattern]:
        """All elements of the schema."""
        return [self.pattern(number) for number in self._elements]

    def pattern(self, number: int) -> Pattern:
        """The pattern that has `number` in the data."""
        found = self._made.get(number)
        if found is None:
            found = self._made[number] = self._make(self._nodes[number])
        return found

    def _make(self, node: list[Plain]) -> Pattern:
        make, kind = self.patterns, node[0]
        if kind == ELEMENT:
            content = node[2]
            return make.element(_class(node[1]), lambda: self.pattern(content))
        if kind == ATTRIBUTE:
            return make.attribute(_class(node[1]), self.pattern(node[2]))
        if kind == VALUE:
            return make.value_of(self._types[node[1]], node[2])
        if kind == DATA:
            excepted = self.pattern(node[2][0]) if node[2] else None
            return make.data(self._types[node[1]], excepted)
        if kind in (EMPTY, NOT_ALLOWED, TEXT):
            return {EMPTY: make.empty, NOT_ALLOWED: make.not_allowed, TEXT: make.text}[kind]
        parts = [self.pattern(part) for part in node[1:]]
        if kind in (CHOICE, GROUP, INTERLEAVE):
            return {CHOICE: make.choice, GROUP: make.group, INTERLEAVE: make.interleave}[kind](parts)
        return make.one_or_more(parts[0]) if kind == ONE_OR_MORE else make.list_of(parts[0])


def _class(data: Plain) -> NameClass:
    """The class of names that `data` holds."""
    kind, text, parts = data
    return NameClass(kind, text, tuple(_class(part) for part in parts))
