"""IDs and pointers to them, as DTDs have them (RELAX NG DTD Compatibility, section 5)."""

from __future__ import annotations

from collections.abc import Callable

from engross.relaxng import patterns as kinds
from engross.relaxng.errors import IdError
from engross.relaxng.names import EITHER, NAME, NONE, NameClass, readable
from engross.relaxng.patterns import Pattern

#: For each element, the attributes that are IDs or pointers: ``ID``, ``IDREF`` or ``IDREFS``.
Ids = dict[str, dict[str, str]]


def find_ids(elements: list[Pattern]) -> Ids:
    """Which attributes are IDs. Raises `IdError` where the schema leaves that open."""
    found: Ids = {}
    others: list[tuple[Pattern, NameClass]] = []
    for element in elements:
        others += _of_element(element, found)
    _check_conflicts(others, found)
    return found


def _of_element(element: Pattern, found: Ids) -> list[tuple[Pattern, NameClass]]:
    """Add the IDs among the attributes of `element` to `found`; returns the classes of its other attributes."""
    others = []
    pending, seen = [(element.content, element)], set()
    while pending:
        pattern, parent = pending.pop()
        if (pattern.id, parent.id) in seen:
            continue
        seen.add((pattern.id, parent.id))
        if pattern.kind == kinds.ATTRIBUTE:
            kind = _id_type(pattern.parts[0])
            if kind:
                _note(element, pattern, kind, found)
            else:
                others.append((element, pattern.names))
            pending.append((pattern.parts[0], pattern))
        elif pattern.kind != kinds.ELEMENT:
            if _id_type(pattern) and (parent.kind != kinds.ATTRIBUTE or parent.parts[0] is not pattern):
                raise IdError("A datatype for IDs may only be the whole value of an attribute.", *parent.place)
            pending.extend((part, parent) for part in pattern.parts)
    return others


def _id_type(pattern: Pattern) -> str:
    return pattern.datatype.id_type if pattern.datatype is not None else ""


def _note(element: Pattern, attribute: Pattern, kind: str, found: Ids) -> None:
    if attribute.names.kind != NAME:
        raise IdError("An attribute that is an ID must have one name.", *attribute.place)
    for name in _listed(element):
        known = found.setdefault(name, {}).setdefault(attribute.names.text, kind)
        if known != kind:
            _conflict(name, attribute.names.text, element)


def _listed(element: Pattern) -> list[str]:
    """The names of an element with an ID; it must have finitely many."""

    def walk(class_: NameClass) -> list[str]:
        if class_.kind == NAME:
            return [class_.text]
        if class_.kind == EITHER:
            return [name for part in class_.parts for name in walk(part)]
        if class_.kind == NONE:
            return []
        raise IdError("An element that may have any name may not have an ID.", *element.place)

    return walk(element.names)


def _check_conflicts(others: list[tuple[Pattern, NameClass]], found: Ids) -> None:
    """An attribute that is an ID must be one everywhere on elements of that name."""
    if not found:
        return
    for element, attribute in others:
        holds: Callable[[str], bool] = attribute.contains
        if element.names.kind == NAME:
            names = [element.names.text] if element.names.text in found else []
        else:
            names = [name for name in found if element.names.contains(name)]
        for name in names:
            for id_name in found[name]:
                if holds(id_name):
                    _conflict(name, id_name, element)


def _conflict(name: str, attribute: str, element: Pattern) -> None:
    raise IdError(
        f"The attribute “{readable(attribute)}” of <{readable(name)}> is an ID in one place of the schema and something"
        " else in another.",
        *element.place,
    )
