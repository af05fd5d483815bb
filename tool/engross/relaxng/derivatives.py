"""Derivatives of patterns: what is left to match once something was seen.

This is James Clark's algorithm ("An algorithm for RELAX NG validation"), with one difference: what comes after an
element is not wrapped around what is in it (his pattern `After`) but kept apart, as a pair. So the state inside an
element does not depend on what is around the element, and is found again in the next document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engross.relaxng.datatypes import Prefixes
from engross.relaxng.errors import LimitError
from engross.relaxng.names import NAME, NO_NAME
from engross.relaxng.patterns import (
    ATTRIBUTE,
    CHOICE,
    DATA,
    ELEMENT,
    GROUP,
    INTERLEAVE,
    LIST,
    NOT_ALLOWED,
    ONE_OR_MORE,
    TEXT,
    VALUE,
    Pattern,
    Patterns,
)

#: What is in an element (or attribute), and what is left beside it.
Pair = tuple[Pattern, Pattern]
Pairs = tuple[Pair, ...]

_BLANK = " \t\r\n"
#: More derivatives than this of one pattern: the schema is too ambiguous to follow.
MAX_PAIRS = 5000


class Derivatives:
    """Works out derivatives, and keeps them with the pattern."""

    def __init__(self, patterns: Patterns) -> None:
        self._make = patterns

    def start(self, pattern: Pattern, name: str) -> Pairs:
        """After the start of an element `name` (startTagOpenDeriv)."""
        found = pattern.starts.get(name)
        if found is None:
            found = pattern.starts[name] = self._start(pattern, name, self.start, skip=False)
        return found

    def start_late(self, pattern: Pattern, name: str) -> Pairs:
        """After the start of an element `name`, as if what had to come before it were there."""
        return self._start(pattern, name, self.start_late, skip=True)

    def _start(self, pattern: Pattern, name: str, again: Callable[[Pattern, str], Pairs], skip: bool) -> Pairs:
        kind = pattern.kind
        if kind == ELEMENT:
            if pattern.names is NO_NAME or not pattern.names.contains(name):
                return ()
            content = pattern.content
            return () if content.kind == NOT_ALLOWED else ((content, self._make.empty),)
        if kind == CHOICE:
            return merged([pair for part in pattern.parts for pair in self._branch(part, name, again)])
        if kind == ONE_OR_MORE:
            more = self._make.optional(pattern)
            return merged([(inside, self._make.group((rest, more))) for inside, rest in again(pattern.parts[0], name)])
        if kind == INTERLEAVE:
            return self._each(pattern, name, again, self._make.interleave)
        if kind != GROUP:
            return ()
        found: list[Pair] = []
        for index, part in enumerate(pattern.parts):
            later = pattern.parts[index + 1 :]
            found += [(inside, self._make.group((rest, *later))) for inside, rest in again(part, name)]
            if not (part.nullable or skip):
                break
        return merged(found)

    @staticmethod
    def _branch(part: Pattern, name: str, again: Callable[[Pattern, str], Pairs]) -> Pairs:
        """One part of a choice; most are elements of another name, which need no looking into."""
        if part.kind == ELEMENT and part.names.kind == NAME and part.names.text != name:
            return ()
        return again(part, name)

    @staticmethod
    def _each(
        pattern: Pattern,
        name: str,
        again: Callable[[Pattern, str], Pairs],
        join: Callable[[Iterable[Pattern]], Pattern],
    ) -> Pairs:
        """Any part may be the one that goes on; the others stay."""
        found: list[Pair] = []
        parts = pattern.parts
        for index, part in enumerate(parts):
            for inside, rest in again(part, name):
                found.append((inside, join((*parts[:index], rest, *parts[index + 1 :]))))
        return merged(found)

    def attribute(self, pattern: Pattern, name: str) -> Pairs:
        """After the name of an attribute (the first half of attDeriv)."""
        found = pattern.attributes.get(name)
        if found is None:
            found = pattern.attributes[name] = self._attribute(pattern, name)
        return found

    def _attribute(self, pattern: Pattern, name: str) -> Pairs:
        kind = pattern.kind
        if not pattern.has_attributes:
            return ()
        if kind == ATTRIBUTE:
            return ((pattern.parts[0], self._make.empty),) if pattern.names.contains(name) else ()
        if kind == CHOICE:
            return merged([pair for part in pattern.parts for pair in self.attribute(part, name)])
        if kind == ONE_OR_MORE:
            more = self._make.optional(pattern)
            inner = self.attribute(pattern.parts[0], name)
            return merged([(value, self._make.group((rest, more))) for value, rest in inner])
        return self._each(pattern, name, self.attribute, self._make.group if kind == GROUP else self._make.interleave)

    def close(self, pattern: Pattern) -> Pattern:
        """After the last attribute (startTagCloseDeriv)."""
        if not pattern.has_attributes:
            return pattern
        if pattern.closed is None:
            pattern.closed = self._rebuild(pattern, self.close, self._make.not_allowed)
        return pattern.closed

    def forgive(self, pattern: Pattern) -> Pattern:
        """After the last attribute, as if those that are missing were there."""
        if not pattern.has_attributes:
            return pattern
        return self._rebuild(pattern, self.forgive, self._make.empty)

    def _rebuild(self, pattern: Pattern, change: Callable[[Pattern], Pattern], attribute: Pattern) -> Pattern:
        kind = pattern.kind
        if kind == ATTRIBUTE:
            return attribute
        parts = [change(part) for part in pattern.parts]
        if kind == ONE_OR_MORE:
            return self._make.one_or_more(parts[0])
        joins = {CHOICE: self._make.choice, GROUP: self._make.group, INTERLEAVE: self._make.interleave}
        return joins[kind](parts)

    def text(self, pattern: Pattern) -> Pattern:
        """After text between elements (textDeriv, where only `text` can match)."""
        if pattern.text_deriv is None:
            pattern.text_deriv = self._text(pattern)
        return pattern.text_deriv

    def _text(self, pattern: Pattern) -> Pattern:
        kind, make = pattern.kind, self._make
        if kind == TEXT:
            return pattern
        if kind == CHOICE:
            return make.choice([self.text(part) for part in pattern.parts])
        if kind == ONE_OR_MORE:
            return make.group((self.text(pattern.parts[0]), make.optional(pattern)))
        parts = pattern.parts
        if kind == INTERLEAVE:
            changed = [(index, self.text(part)) for index, part in enumerate(parts)]
            return make.choice([make.interleave((*parts[:i], rest, *parts[i + 1 :])) for i, rest in changed])
        if kind != GROUP:
            return make.not_allowed
        found = []
        for index, part in enumerate(parts):
            found.append(make.group((self.text(part), *parts[index + 1 :])))
            if not part.nullable:
                break
        return make.choice(found)

    def matches(self, pattern: Pattern, text: str, prefixes: Prefixes | None) -> bool:
        """Whether `text`, the whole content of an element or attribute, matches (section 6.2.8, childrenDeriv)."""
        return (pattern.nullable and not text.strip(_BLANK)) or self._takes(pattern, text, prefixes)

    def _takes(self, pattern: Pattern, text: str, prefixes: Prefixes | None) -> bool:
        kind = pattern.kind
        if kind == TEXT:
            return True
        if kind == DATA:
            assert pattern.datatype is not None
            return pattern.datatype.allows(text, prefixes) and not (
                pattern.parts and self._takes(pattern.parts[0], text, prefixes)
            )
        if kind == VALUE:
            assert pattern.datatype is not None
            return pattern.datatype.equal(text, prefixes, pattern.value)
        if kind == LIST:
            return self._words(pattern.parts[0], text, prefixes).nullable
        if kind == CHOICE:
            return any(self._takes(part, text, prefixes) for part in pattern.parts)
        if kind == ONE_OR_MORE:
            return self._takes(pattern.parts[0], text, prefixes)
        if kind in (GROUP, INTERLEAVE):
            empty = [part.nullable for part in pattern.parts]
            if empty.count(False) > 1:
                return False
            return any(
                self._takes(part, text, prefixes) and all(empty[:i]) and all(empty[i + 1 :])
                for i, part in enumerate(pattern.parts)
            )
        return False

    def _words(self, pattern: Pattern, text: str, prefixes: Prefixes | None) -> Pattern:
        """What is left of a list's pattern after the words of `text`."""
        for word in text.replace("\t", " ").replace("\n", " ").replace("\r", " ").split(" "):
            if word:
                pattern = self.word(pattern, word, prefixes)
        return pattern

    def word(self, pattern: Pattern, word: str, prefixes: Prefixes | None) -> Pattern:
        """After one word of a list."""
        kind, make = pattern.kind, self._make
        if kind in (DATA, VALUE):
            return make.empty if self._takes(pattern, word, prefixes) else make.not_allowed
        if kind == CHOICE:
            return make.choice([self.word(part, word, prefixes) for part in pattern.parts])
        if kind == ONE_OR_MORE:
            return make.group((self.word(pattern.parts[0], word, prefixes), make.optional(pattern)))
        if kind != GROUP:
            return make.not_allowed
        found = []
        for index, part in enumerate(pattern.parts):
            found.append(make.group((self.word(part, word, prefixes), *pattern.parts[index + 1 :])))
            if not part.nullable:
                break
        return make.choice(found)


def merged(pairs: list[Pair]) -> Pairs:
    """`pairs` without those that are there twice, in the same order."""
    if len(pairs) < 2:
        return tuple(pairs)
    found = tuple({(one.id, two.id): (one, two) for one, two in pairs if two.kind != NOT_ALLOWED}.values())
    if len(found) > MAX_PAIRS:
        raise LimitError("The schema is too ambiguous to follow.")
    return found
