"""Patterns: the nodes of a simplified schema, each distinct one made only once (hash-consed).

Choices, groups and interleaves hold any number of parts. Those of a choice and of an interleave are sorted, so two
that mean the same are the same object. The constructors apply the rules for ``notAllowed`` and ``empty`` (sections
4.20 and 4.21 of the RELAX NG specification).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engross.relaxng.datatypes import Datatype
from engross.relaxng.errors import LimitError
from engross.relaxng.names import NO_NAME, NameClass

(EMPTY, NOT_ALLOWED, TEXT, CHOICE, GROUP, INTERLEAVE, ONE_OR_MORE, LIST, DATA, VALUE, ATTRIBUTE, ELEMENT) = range(12)

#: The content types of section 7.2, as far as they must be told apart.
NO_CONTENT, CHILDREN, MIXED, STRING = range(4)

_OWN_CONTENT = {TEXT: MIXED, LIST: STRING, DATA: STRING, VALUE: STRING, ELEMENT: CHILDREN}

#: More parts than this in one pattern: the schema is so ambiguous that following it would never end.
MAX_PARTS = 20_000
#: So much work may be done for one document, in parts of patterns put together.
MAX_WORK = 20_000_000

Place = tuple[str, int, int]
NOWHERE: Place = ("", 0, 0)


class Pattern:
    """One pattern. `starts`, `attributes` and so on hold derivatives that were already worked out."""

    __slots__ = (
        "attributes",
        "closed",
        "content_type",
        "datatype",
        "fill",
        "filled",
        "has_attributes",
        "id",
        "kind",
        "names",
        "nullable",
        "parts",
        "place",
        "starts",
        "text_deriv",
        "value",
    )

    def __init__(self, kind: int, number: int, parts: tuple[Pattern, ...] = ()) -> None:
        self.kind = kind
        self.id = number
        self.parts = parts
        self.names: NameClass = NO_NAME
        self.datatype: Datatype | None = None
        self.value = ""
        self.place = NOWHERE
        self.fill: Callable[[], Pattern] | None = None
        self.filled: Pattern | None = None
        self.nullable = _nullable(kind, parts)
        self.has_attributes: bool = kind == ATTRIBUTE or (kind < LIST and any(p.has_attributes for p in parts))
        inherited = max((p.content_type for p in parts), default=NO_CONTENT) if kind < LIST else NO_CONTENT
        self.content_type: int = _OWN_CONTENT.get(kind, inherited)
        self.starts: dict[str, tuple[tuple[Pattern, Pattern], ...]] = {}
        self.attributes: dict[str, tuple[tuple[Pattern, Pattern], ...]] = {}
        self.closed: Pattern | None = None
        self.text_deriv: Pattern | None = None

    @property
    def content(self) -> Pattern:
        """What an element or attribute holds; an element's is filled in when it is first asked for."""
        if self.filled is None:
            assert self.fill is not None
            self.filled = self.fill()
        return self.filled


def _nullable(kind: int, parts: tuple[Pattern, ...]) -> bool:
    """Whether nothing at all matches (the function `nullable` of the derivative algorithm)."""
    if kind == CHOICE:
        return any(part.nullable for part in parts)
    if kind in (GROUP, INTERLEAVE, ONE_OR_MORE):
        return all(part.nullable for part in parts)
    return kind in (EMPTY, TEXT)


class Patterns:
    """Makes patterns, and hands out the same one for the same meaning."""

    def __init__(self) -> None:
        self._table: dict[tuple[object, ...], Pattern] = {}
        self.count = 0
        self.work = 0
        self.empty = self._new(EMPTY)
        self.not_allowed = self._new(NOT_ALLOWED)
        self.text = self._new(TEXT)

    def _new(self, kind: int, parts: tuple[Pattern, ...] = ()) -> Pattern:
        self.count += 1
        return Pattern(kind, self.count, parts)

    def _intern(self, kind: int, parts: tuple[Pattern, ...]) -> Pattern:
        key = (kind, *[part.id for part in parts])
        found = self._table.get(key)
        self.work += len(key)
        if self.work > MAX_WORK:
            raise LimitError("The schema is too ambiguous to follow.")
        if found is None:
            if len(parts) > MAX_PARTS:
                raise LimitError("The schema is too ambiguous to follow.")
            found = self._table[key] = self._new(kind, parts)
        return found

    def choice(self, parts: Iterable[Pattern]) -> Pattern:
        """One of `parts`."""
        found: dict[int, Pattern] = {}
        for part in parts:
            if part.kind == CHOICE:
                found.update((inner.id, inner) for inner in part.parts)
            elif part.kind != NOT_ALLOWED:
                found[part.id] = part
        if self.empty.id in found and any(p.nullable and p.kind != EMPTY for p in found.values()):
            del found[self.empty.id]
        if len(found) < 2:
            return next(iter(found.values()), self.not_allowed)
        return self._intern(CHOICE, tuple(found[number] for number in sorted(found)))

    def optional(self, part: Pattern) -> Pattern:
        """`part` or nothing."""
        return self.choice((part, self.empty))

    def _sequence(self, kind: int, parts: Iterable[Pattern]) -> list[Pattern] | None:
        found: list[Pattern] = []
        for part in parts:
            if part.kind == kind and not part.has_attributes:  # classes of attributes stay shared
                found.extend(part.parts)
            elif part.kind == NOT_ALLOWED:
                return None
            elif part.kind != EMPTY:
                found.append(part)
        return found

    def group(self, parts: Iterable[Pattern]) -> Pattern:
        """`parts`, one after the other."""
        found = self._sequence(GROUP, parts)
        if found is None:
            return self.not_allowed
        if len(found) < 2:
            return found[0] if found else self.empty
        return self._intern(GROUP, tuple(found))

    def interleave(self, parts: Iterable[Pattern]) -> Pattern:
        """`parts` in any order, mingled."""
        found = self._sequence(INTERLEAVE, parts)
        if found is None:
            return self.not_allowed
        if len(found) < 2:
            return found[0] if found else self.empty
        return self._intern(INTERLEAVE, tuple(sorted(found, key=lambda part: part.id)))

    def one_or_more(self, part: Pattern) -> Pattern:
        """`part`, once or several times."""
        if part.kind in (EMPTY, NOT_ALLOWED, TEXT, ONE_OR_MORE):
            return part
        return self._intern(ONE_OR_MORE, (part,))

    def list_of(self, part: Pattern, place: Place = NOWHERE) -> Pattern:
        """Words that match `part`."""
        if part.kind == NOT_ALLOWED:
            return part
        found = self._intern(LIST, (part,))
        if found.place is NOWHERE:
            found.place = place
        return found

    def data(self, datatype: Datatype, excepted: Pattern | None = None, place: Place = NOWHERE) -> Pattern:
        """A string of `datatype` that does not match `excepted`."""
        if excepted is not None and excepted.kind == NOT_ALLOWED:
            excepted = None
        key = (DATA, datatype, excepted.id if excepted else 0)
        found = self._table.get(key)
        if found is None:
            found = self._table[key] = self._new(DATA, (excepted,) if excepted else ())
            found.datatype, found.place = datatype, place
        return found

    def value_of(self, datatype: Datatype, value: str) -> Pattern:
        """The value that `value` is in `datatype`."""
        key = (VALUE, datatype, value)
        found = self._table.get(key)
        if found is None:
            found = self._table[key] = self._new(VALUE)
            found.datatype, found.value = datatype, value
        return found

    def attribute(self, names: NameClass, content: Pattern, place: Place = NOWHERE) -> Pattern:
        """An attribute with a name of `names` and a value that matches `content`."""
        if content.kind == NOT_ALLOWED:
            return content
        key = (ATTRIBUTE, names, content.id)
        found = self._table.get(key)
        if found is None:
            found = self._table[key] = self._new(ATTRIBUTE, (content,))
            found.names, found.filled, found.place = names, content, place
        return found

    def element(self, names: NameClass, fill: Callable[[], Pattern], place: Place = NOWHERE) -> Pattern:
        """A new element with a name of `names`; `fill` makes its content when that is first needed."""
        found = self._new(ELEMENT)
        found.names, found.fill, found.place = names, fill, place
        return found
