"""What the schema wanted where a document has something else."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TypeVar

from msgspec.structs import replace

from engross.relaxng.automaton import Automaton, State
from engross.relaxng.datatypes import Prefixes
from engross.relaxng.faults import Fault
from engross.relaxng.frozen import Thawed
from engross.relaxng.names import local, namespace
from engross.relaxng.patterns import ATTRIBUTE, ELEMENT, NOT_ALLOWED, VALUE, Pattern
from engross.relaxng.questions import Index, common, inner_names, leaves, lists, next_elements, required

_Key = TypeVar("_Key")
_Answer = TypeVar("_Answer")

#: So many names are given; the rest are counted.
MOST = 5
#: How alike two names are that look alike, from 0 to 1.
_ALIKE = 0.7
#: So many answers are kept.
_KEPT = 10_000
#: Of names that are equally likely, those that editors use most come first.
_COMMON = ("p", "div", "head", "note", "list", "item", "lg", "l", "title", "ab")


class Wanted:
    """Answers the questions of the thorough pass."""

    def __init__(self, thawed: Thawed, automaton: Automaton) -> None:
        self._thawed = thawed
        self.automaton = automaton
        self._names: dict[int, set[str]] = {}
        self._alike: dict[str, list[str]] = {}
        self._close: dict[str, list[tuple[float, str]]] = {}
        self._expected: dict[tuple[State, str], tuple[list[str], int]] = {}

    @cached_property
    def index(self) -> Index:
        """The elements of the schema."""
        return Index(self._thawed.patterns, self._thawed.elements())

    def _inner(self, content: Pattern) -> set[str]:
        """The names of all elements that may stand in `content`."""
        found = self._names.get(content.id)
        if found is None:
            found = self._names[content.id] = inner_names(content)
        return found

    def missing_elements(self, state: State) -> set[str]:
        """The elements that must come before anything else can."""
        return common(required(pattern, ELEMENT) for pattern, _ in state.alternatives)

    def missing_attributes(self, state: State) -> set[str]:
        """The attributes that are required and were not there."""
        return common(required(pattern, ATTRIBUTE) for pattern, _ in state.alternatives)

    def possible_attributes(self, state: State) -> set[str]:
        """The attributes that could be there."""
        return {name for pattern, _ in state.alternatives for name in inner_names(pattern, ATTRIBUTE)}

    def ever_holds(self, parent: str, name: str) -> bool:
        """Whether an element `parent` may hold an element `name`, somewhere in it."""
        content = self.index.content(parent)
        return content.kind == NOT_ALLOWED or name in self._inner(content)

    def allows_text(self, state: State) -> bool:
        """Whether text could come."""
        return state.typed or not self.automaton.text(state).dead

    def similar_elements(self, name: str) -> list[str]:
        """Elements of the schema whose names look like `name`, the likeliest first."""
        return _kept(self._alike, name, lambda: self._similar_to(name))

    def _similar_to(self, name: str) -> list[str]:
        if name and not namespace(name):
            for known in self.index.by_name:
                if local(known) == local(name):
                    return [known]
        return self._similar(name, self.index.by_name)

    def _similar(self, name: str, names: Iterable[str]) -> list[str]:
        """Those of `names`, all elements, that look like `name`; how much each element does is worked out once."""
        wanted = local(name)
        scored = _kept(self._close, wanted, lambda: _scored(wanted, {local(one) for one in self.index.by_name}))
        return _likeliest(wanted, names, scored)

    def in_other_namespaces(self, name: str, parent: str) -> list[str]:
        """Elements of the name's local name that the schema has, in other namespaces than the name's, where it has none
        of this name, and an element `parent` (empty: nothing) may hold them."""
        if name in self.index.by_name:
            return []
        alike = [known for known in self.index.by_name if local(known) == local(name)]
        return [known for known in alike if not parent or self.ever_holds(parent, known)]

    def expected_elements(self, state: State, name: str) -> tuple[list[str], int]:
        """What could come instead of `name`: what must, what could hold it, what is spelt alike, then the rest."""
        return _kept(self._expected, (state, name), lambda: self._ranked(state, name))

    def _ranked(self, state: State, name: str) -> tuple[list[str], int]:
        possible: dict[str, Pattern] = {}
        for pattern, _ in state.alternatives:
            possible.update(next_elements(pattern))
        needed = self.missing_elements(state)
        alike = set(self._similar(name, possible)) if name else set()

        def rank(one: str) -> tuple[int, int, str]:
            last = local(one)
            common = _COMMON.index(last) if last in _COMMON else len(_COMMON)
            if one in needed or one in alike:
                return (0 if one in needed else 1), common, one
            return (2 if name and name in self._inner(possible[one].content) else 3), common, one

        ranked = sorted(possible, key=rank)
        return ranked[:MOST], max(0, len(ranked) - MOST)

    def expected_attributes(self, state: State, name: str, present: frozenset[str]) -> tuple[list[str], list[str], int]:
        """Attributes that look like `name`, and others that could be there."""
        possible = self.possible_attributes(state) - present
        alike = _similar(name, possible)
        needed = self.missing_attributes(state)
        ranked = sorted(possible, key=lambda one: (one not in needed, one not in alike, one))
        return alike, ranked[:MOST], max(0, len(ranked) - MOST)

    def bad_value(self, fault: Fault, patterns: list[Pattern], value: str, prefixes: Prefixes) -> Fault:
        """`fault`, with what `value` should have been."""
        word = ""
        words = [inner for pattern in patterns for inner in lists(pattern)]
        if words:
            patterns, word = self._first_wrong(words, value, prefixes)
        wanted = [leaf for pattern in patterns for leaf in leaves(pattern)]
        values = sorted({leaf.value for leaf in wanted if leaf.kind == VALUE})
        alike = difflib.get_close_matches(word or value, values, MOST, 0.6)
        ranked = alike + [one for one in values if one not in alike]
        types = {(d.name, d.params): None for leaf in wanted if leaf.kind != VALUE and (d := leaf.datatype) is not None}
        return replace(
            fault,
            word=word,
            expected=tuple(ranked[:MOST]),
            more=max(0, len(ranked) - MOST),
            similar=tuple(alike[:1]),
            datatypes=tuple(types),
        )

    def _first_wrong(self, patterns: list[Pattern], value: str, prefixes: Prefixes) -> tuple[list[Pattern], str]:
        """The first word of a list that is wrong, and what was possible there."""
        derivatives = self.automaton.derivatives
        for word in value.split():
            after = [derivatives.word(pattern, word, prefixes) for pattern in patterns]
            left = [pattern for pattern in after if pattern.kind != NOT_ALLOWED]
            if not left:
                return patterns, word
            patterns = left
        return patterns, ""


def _kept(answers: dict[_Key, _Answer], key: _Key, answer: Callable[[], _Answer]) -> _Answer:
    """The answer to `key` among `answers`; `answer` gives it where it is not there yet."""
    if key not in answers:
        if len(answers) >= _KEPT:
            answers.clear()
        answers[key] = answer()
    return answers[key]


def _similar(name: str, names: Iterable[str]) -> list[str]:
    """Those of `names` that look like `name`."""
    names, wanted = list(names), local(name)
    return _likeliest(wanted, names, _scored(wanted, {local(one) for one in names}))


def _likeliest(wanted: str, names: Iterable[str], scored: list[tuple[float, str]]) -> list[str]:
    """Those of `names` that look like `wanted`, three at most; one that differs only in its case comes first. `scored`
    are all that do, the likeliest first."""
    by_local: dict[str, list[str]] = {}
    for one in names:
        by_local.setdefault(local(one), []).append(one)
    folded = [one for one in sorted(by_local) if one.lower() == wanted.lower()]
    close = [one for _, one in scored if one in by_local][:3]
    found = list(dict.fromkeys(folded + close))[:3]
    return [one for key in found for one in sorted(by_local[key])]


def _scored(wanted: str, names: Iterable[str]) -> list[tuple[float, str]]:
    """Those of `names` that look like `wanted`, and how much, the likeliest first: as `difflib.get_close_matches`."""
    matcher = difflib.SequenceMatcher()
    matcher.set_seq2(wanted)
    found = []
    for one in names:
        if 2 * min(len(one), len(wanted)) < _ALIKE * (len(one) + len(wanted)):
            continue
        matcher.set_seq1(one)
        if matcher.quick_ratio() >= _ALIKE and (ratio := matcher.ratio()) >= _ALIKE:
            found.append((ratio, one))
    return sorted(found, reverse=True)
