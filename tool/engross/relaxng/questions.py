"""What is asked of patterns to explain a fault: what could come, what must come, what is there at all."""

from __future__ import annotations

from collections.abc import Iterable

from engross.relaxng.names import NAME
from engross.relaxng.patterns import (
    ATTRIBUTE,
    CHOICE,
    DATA,
    ELEMENT,
    GROUP,
    INTERLEAVE,
    LIST,
    ONE_OR_MORE,
    VALUE,
    Pattern,
    Patterns,
)


def next_elements(pattern: Pattern) -> dict[str, Pattern]:
    """The elements that could come next, by name; those with any name are left out."""
    found: dict[str, Pattern] = {}
    _next(pattern, found, set())
    return found


def _next(pattern: Pattern, found: dict[str, Pattern], seen: set[int]) -> None:
    if pattern.id in seen:
        return
    seen.add(pattern.id)
    if pattern.kind == ELEMENT:
        for name in pattern.names.names():
            found.setdefault(name, pattern)
    elif pattern.kind in (CHOICE, INTERLEAVE, ONE_OR_MORE):
        for part in pattern.parts:
            _next(part, found, seen)
    elif pattern.kind == GROUP:
        for part in pattern.parts:
            _next(part, found, seen)
            if not part.nullable:
                break


def inner_names(pattern: Pattern, kind: int = ELEMENT) -> set[str]:
    """The names of all elements (or attributes) that `pattern` could hold, at its own level."""
    found: set[str] = set()
    pending, seen = [pattern], {pattern.id}
    while pending:
        one = pending.pop()
        if one.kind == kind:
            found.update(one.names.names())
        if one.kind < LIST:
            for part in one.parts:
                if part.id not in seen:
                    seen.add(part.id)
                    pending.append(part)
    return found


def required(pattern: Pattern, kind: int) -> set[str]:
    """The names of elements (or attributes) without which `pattern` can't be matched: those that must come next."""
    if pattern.kind == kind:
        return {pattern.names.text} if pattern.names.kind == NAME else set()
    if pattern.kind == CHOICE:
        return common(required(part, kind) for part in pattern.parts)
    if pattern.kind == ONE_OR_MORE:
        return required(pattern.parts[0], kind)
    if pattern.kind == INTERLEAVE or (pattern.kind == GROUP and kind == ATTRIBUTE):
        return {name for part in pattern.parts for name in required(part, kind)}
    if pattern.kind == GROUP:
        for part in pattern.parts:
            if not part.nullable:
                return required(part, kind)
    return set()


def common(sets: Iterable[set[str]]) -> set[str]:
    """What all `sets` have in common."""
    found: set[str] | None = None
    for one in sets:
        found = one if found is None else found & one
        if not found:
            return set()
    return found or set()


def leaves(pattern: Pattern) -> list[Pattern]:
    """The datatypes and values of which one is asked for."""
    found: list[Pattern] = []
    pending, seen = [pattern], {pattern.id}
    while pending:
        one = pending.pop()
        if one.kind in (DATA, VALUE):
            found.append(one)
        elif one.kind == GROUP:  # of a list: what comes first
            for part in one.parts:
                pending.append(part)
                if not part.nullable:
                    break
        elif one.kind != ELEMENT:
            for part in reversed(one.parts):
                if part.id not in seen:
                    seen.add(part.id)
                    pending.append(part)
    return found


def lists(pattern: Pattern) -> list[Pattern]:
    """The patterns of words, where the value may be a list."""
    if pattern.kind == LIST:
        return [pattern.parts[0]]
    return [inner for part in pattern.parts for inner in lists(part)] if pattern.kind == CHOICE else []


class Index:
    """The elements of a schema by name, made when the first fault asks."""

    def __init__(self, patterns: Patterns, elements: list[Pattern]) -> None:
        self._patterns = patterns
        self._elements = elements
        self.by_name: dict[str, list[Pattern]] = {}
        self._open: list[Pattern] = []
        for element in elements:
            if element.names.is_open():
                self._open.append(element)
            for name in element.names.names():
                self.by_name.setdefault(name, []).append(element)

    def content(self, name: str) -> Pattern:
        """What an element `name` may hold anywhere in the schema, the narrowest definitions counting."""
        best = 0
        found: list[Pattern] = []
        for element in {one.id: one for one in (*self.by_name.get(name, ()), *self._open)}.values():
            narrow = element.names.specificity(name)
            if narrow > best:
                best, found = narrow, []
            if narrow and narrow == best:
                found.append(element.content)
        return self._patterns.choice(found)
