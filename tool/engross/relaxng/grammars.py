"""Grammars and their definitions: include, div, combine (sections 4.7, 4.11, 4.17 and 4.18)."""

from __future__ import annotations

from collections.abc import Iterator

from engross.relaxng.patterns import Pattern
from engross.relaxng.reading import Node
from engross.relaxng.sources import Sources

#: The name under which the start of a grammar is kept; no definition can have it.
START = ""


class Definition:
    """Everything a grammar says about one name, or about its start."""

    __slots__ = ("bodies", "combine", "in_progress", "name", "pattern", "plain")

    def __init__(self, name: str) -> None:
        self.name = name
        self.bodies: list[Node] = []
        self.combine = ""
        self.plain = False
        self.pattern: Pattern | None = None
        self.in_progress = False

    def add(self, node: Node) -> None:
        """Take one more definition of the same name (section 4.17)."""
        combine = node.attributes.get("combine", "")
        what = f"“{self.name}”" if self.name else "The start"
        if not combine:
            if self.plain:
                node.error(f"{what} is defined twice without combine.")
            self.plain = True
        elif self.combine and self.combine != combine:
            node.error(f"{what} is combined both as a choice and as an interleave.")
        self.combine = self.combine or combine
        self.bodies.append(node)


class Grammar:
    """The definitions of one ``grammar`` element, includes and all."""

    def __init__(self, node: Node, parent: Grammar | None, sources: Sources) -> None:
        self.node = node
        self.parent = parent
        self.definitions: dict[str, Definition] = {}
        for component in _components(node, sources):
            name = name_of(component)
            self.definitions.setdefault(name, Definition(name)).add(component)
        if START not in self.definitions:
            node.error("The grammar has no <start>.")


def name_of(component: Node) -> str:
    """The name that a ``define`` defines; `START` for a ``start``."""
    return START if component.name == "start" else component.attributes["name"]


def _components(node: Node, sources: Sources) -> Iterator[Node]:
    """The ``start`` and ``define`` elements of a grammar, those of ``div`` and ``include`` among them."""
    for child in node.children:
        if child.name == "div":
            yield from _components(child, sources)
        elif child.name == "include":
            yield from _included(child, sources)
        else:
            yield child


def _included(node: Node, sources: Sources) -> Iterator[Node]:
    """The components of an included grammar, except those that the ``include`` overrides (section 4.7)."""
    own = list(_components(node, sources))
    root = sources.follow(node)
    if root.name != "grammar":
        node.error(f"What is included must be a grammar, and {root.file} is <{root.name}>.")
    theirs = list(_components(root, sources))
    there = {name_of(component) for component in theirs}
    overridden = {name_of(component) for component in own}
    for component in own:
        name = name_of(component)
        if name not in there:
            what = f"“{name}”" if name else "the start"
            component.error(f"The include overrides {what}, which {root.file} does not define.")
    yield from (component for component in theirs if name_of(component) not in overridden)
    yield from own
