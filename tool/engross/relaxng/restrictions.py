"""What a simplified schema may not do (section 7 of the RELAX NG specification)."""

from __future__ import annotations

from typing import NoReturn

from engross.relaxng import patterns as kinds
from engross.relaxng.errors import SchemaError
from engross.relaxng.names import NAME, NameClass, overlap, readable
from engross.relaxng.patterns import MIXED, NO_CONTENT, STRING, Pattern, Place

(START, IN_ELEMENT, REPEATED, REPEATED_GROUP, REPEATED_INTERLEAVE, IN_LIST, IN_ATTRIBUTE, IN_EXCEPT) = range(8)

_WHERE = {
    START: "the start of a grammar",
    IN_LIST: "a list",
    IN_ATTRIBUTE: "an attribute",
    IN_EXCEPT: "the except of a datatype",
    REPEATED_GROUP: "a group that may be repeated",
    REPEATED_INTERLEAVE: "an interleave that may be repeated",
}
_WHAT = {
    kinds.EMPTY: "empty",
    kinds.TEXT: "text",
    kinds.GROUP: "a group",
    kinds.INTERLEAVE: "an interleave",
    kinds.ONE_OR_MORE: "a repetition",
    kinds.LIST: "a list",
    kinds.DATA: "a datatype",
    kinds.VALUE: "a value",
    kinds.ATTRIBUTE: "an attribute",
    kinds.ELEMENT: "an element",
}
_STRINGS = frozenset((kinds.LIST, kinds.DATA, kinds.VALUE))

#: What may not stand where (section 7.1).
_PROHIBITED: dict[int, frozenset[int]] = {
    START: frozenset(_WHAT) - {kinds.ELEMENT},
    IN_LIST: frozenset((kinds.LIST, kinds.ATTRIBUTE, kinds.ELEMENT, kinds.TEXT, kinds.INTERLEAVE)),
    IN_ATTRIBUTE: frozenset((kinds.ATTRIBUTE, kinds.ELEMENT)),
    IN_EXCEPT: frozenset(_WHAT) - {kinds.DATA, kinds.VALUE},
    REPEATED_GROUP: frozenset((kinds.ATTRIBUTE,)),
    REPEATED_INTERLEAVE: frozenset((kinds.ATTRIBUTE,)),
}


def check_restrictions(start: Pattern, place: Place) -> list[Pattern]:
    """Raise `SchemaError` if the schema, whose root is at `place`, breaks section 7. Returns the elements that the
    start reaches."""
    checker = _Checker()
    checker.check(start, START, place)
    for element in checker.elements:  # the list grows meanwhile
        checker.check(element.content, IN_ELEMENT, element.place)
    return checker.elements


class _Found:
    """The names in a pattern: of attributes, or of elements; the open classes apart."""

    __slots__ = ("names", "others")

    def __init__(self, class_: NameClass | None = None) -> None:
        self.names: set[str] = set()
        self.others: list[NameClass] = []
        if class_ is not None:
            if class_.kind == NAME:
                self.names.add(class_.text)
            else:
                self.others.append(class_)

    def add(self, other: _Found) -> None:
        """Take the names of `other` too."""
        self.names |= other.names
        self.others += other.others

    def common(self, other: _Found) -> str | None:
        """A name that both have, or None."""
        if not self.names.isdisjoint(other.names):
            return min(self.names & other.names)
        for mine, theirs in ((self, other), (other, self)):
            for class_ in mine.others:
                for name in theirs.names:
                    if class_.contains(name):
                        return name
        for one in self.others:
            for two in other.others:
                found = overlap(one, two)
                if found is not None:
                    return found
        return None


_Key = tuple[int, int]


class _Checker:
    """Walks over patterns; one that was found good in a context is not looked at again."""

    def __init__(self) -> None:
        self.elements: list[Pattern] = []
        self._seen: set[int] = set()
        self._good: dict[_Key, tuple[_Found, _Found]] = {}

    def check(self, pattern: Pattern, context: int, place: Place) -> tuple[_Found, _Found]:
        """Check `pattern`, which stands in `context`; the names of its attributes and of its elements."""
        key = (pattern.id, context)
        found = self._good.get(key)
        if found is None:
            found = self._good[key] = self._check(pattern, context, place)
        return found

    def _check(self, pattern: Pattern, context: int, place: Place) -> tuple[_Found, _Found]:
        kind = pattern.kind
        if kind in _PROHIBITED.get(context, ()):
            _fail(f"{_WHAT[kind].capitalize()} may not stand in {_WHERE[context]}.", place)
        if kind == kinds.ELEMENT:
            if pattern.id not in self._seen:
                self._seen.add(pattern.id)
                self.elements.append(pattern)
            return _Found(), _Found(pattern.names)
        if kind == kinds.ATTRIBUTE:
            return self._attribute(pattern, context)
        if kind == kinds.LIST:
            self.check(pattern.parts[0], IN_LIST, pattern.place)
        elif kind == kinds.DATA and pattern.parts:
            self.check(pattern.parts[0], IN_EXCEPT, pattern.place)
        if kind in _STRINGS or not pattern.parts:
            return _Found(), _Found()
        return self._compound(pattern, context, place)

    def _attribute(self, pattern: Pattern, context: int) -> tuple[_Found, _Found]:
        """An attribute: one with any name must be repeated (section 7.3)."""
        if context == IN_ELEMENT and pattern.names.is_open():
            _fail("An attribute that may have any name must stand in oneOrMore or zeroOrMore.", pattern.place)
        self.check(pattern.parts[0], IN_ATTRIBUTE, pattern.place)
        return _Found(pattern.names), _Found()

    def _compound(self, pattern: Pattern, context: int, place: Place) -> tuple[_Found, _Found]:
        """A choice, group, interleave or repetition."""
        kind = pattern.kind
        inner = context
        if kind == kinds.ONE_OR_MORE and context == IN_ELEMENT:
            inner = REPEATED
        elif context == REPEATED and kind in (kinds.GROUP, kinds.INTERLEAVE):
            inner = REPEATED_GROUP if kind == kinds.GROUP else REPEATED_INTERLEAVE
        attributes, elements = _Found(), _Found()
        for part in pattern.parts:
            own, inside = self.check(part, inner, place)
            if kind in (kinds.GROUP, kinds.INTERLEAVE) and (name := attributes.common(own)) is not None:
                _fail(f"The attribute “{readable(name)}” can occur twice in the same element.", place)
            if kind == kinds.INTERLEAVE and (name := elements.common(inside)) is not None:
                _fail(f"The element “{readable(name)}” is on both sides of an interleave.", place)  # section 7.4
            attributes.add(own)
            elements.add(inside)
        _check_content(pattern, context, place)
        return attributes, elements


def _check_content(pattern: Pattern, context: int, place: Place) -> None:
    """Strings are not followed by anything, and text is not on both sides of an interleave (sections 7.2, 7.4)."""
    if pattern.kind == kinds.CHOICE or context == IN_LIST:
        return
    filled = [part.content_type for part in pattern.parts if part.content_type != NO_CONTENT]
    if STRING in filled and (len(filled) > 1 or pattern.kind == kinds.ONE_OR_MORE):
        _fail("A datatype, value or list may not be repeated, nor stand beside elements, text or another one.", place)
    if pattern.kind == kinds.INTERLEAVE and filled.count(MIXED) > 1:
        _fail("Text is on both sides of an interleave.", place)


def _fail(message: str, place: Place) -> NoReturn:
    raise SchemaError(message, *place)
