"""Names, and classes of names (section 4.8 to 4.10, 4.16 and 7.3 of the RELAX NG specification).

A name is one string: ``uri + SEPARATOR + local``, or only the local part where there is no namespace. That is what
expat hands out, so no name is taken apart or put together while a document is validated.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

#: Stands between the namespace and the local name; no XML document can hold this character.
SEPARATOR = "\x01"
XML = "http://www.w3.org/XML/1998/namespace"

#: The kinds of name classes.
NAME, ANY, NAMESPACE, EITHER, NONE = range(5)

#: A name and a namespace that no document has, to probe open classes with.
_NOWHERE = "\x02"


class NameClass(NamedTuple):
    """A set of names. `text` is the name, or the namespace; `parts` the choices, or the class excepted."""

    kind: int
    text: str = ""
    parts: tuple[NameClass, ...] = ()

    def contains(self, name: str) -> bool:
        """Whether `name` is in the class (section 6.1.2)."""
        kind = self.kind
        if kind == NAME:
            return name == self.text
        if kind == EITHER:
            return any(part.contains(name) for part in self.parts)
        if kind == NONE or (kind == NAMESPACE and namespace(name) != self.text):
            return False
        return not any(part.contains(name) for part in self.parts)

    def specificity(self, name: str) -> int:
        """How narrowly the class names `name`: 0 not at all, 1 as any name, 2 by its namespace, 3 itself."""
        if self.kind == EITHER:
            return max(part.specificity(name) for part in self.parts)
        if not self.contains(name):
            return 0
        return {NAME: 3, NAMESPACE: 2, ANY: 1}[self.kind]

    def is_open(self) -> bool:
        """Whether the class has infinitely many names."""
        return self.kind in (ANY, NAMESPACE) or (self.kind == EITHER and any(part.is_open() for part in self.parts))

    def names(self) -> Iterator[str]:
        """The names that the class lists one by one."""
        if self.kind == NAME:
            yield self.text
        elif self.kind == EITHER:
            for part in self.parts:
                yield from part.names()

    def probes(self) -> Iterator[str]:
        """One name of every region that the class tells apart: enough to find an overlap with another class."""
        if self.kind == NAME:
            yield self.text
        elif self.kind == NAMESPACE:
            yield make_name(self.text, _NOWHERE)
        elif self.kind == ANY:
            yield make_name(_NOWHERE, _NOWHERE)
        for part in self.parts:
            yield from part.probes()


NO_NAME = NameClass(NONE)


def overlap(one: NameClass, other: NameClass) -> str | None:
    """A name that both classes contain, or None (the check that section 7.3 and 7.4 need)."""
    for name in (*one.probes(), *other.probes()):
        if one.contains(name) and other.contains(name):
            return name
    return None


def make_name(uri: str, local: str) -> str:
    """The name `local` in the namespace `uri`."""
    return f"{uri}{SEPARATOR}{local}" if uri else local


def namespace(name: str) -> str:
    """The namespace of `name`; empty where it has none."""
    return name.rpartition(SEPARATOR)[0]


def local(name: str) -> str:
    """The local part of `name`."""
    return name.rpartition(SEPARATOR)[2]


def readable(name: str) -> str:
    """`name` for a message about a schema: ``{namespace}local``."""
    uri, _, last = name.rpartition(SEPARATOR)
    shown = "*" if last == _NOWHERE else last
    return "{*}*" if uri == _NOWHERE else f"{{{uri}}}{shown}" if uri else shown
