"""A lazily built automaton: states and the ways between them, each worked out when a document first needs it.

A state says what may still come in the element that is open: a few alternatives, each a pattern and a number that
tells how the parent goes on if that alternative is the one that holds (there is one alternative in nearly every
schema). Validating a document that looks like an earlier one is then nothing but looking up dictionaries.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from engross.relaxng.datatypes import Prefixes
from engross.relaxng.derivatives import Derivatives
from engross.relaxng.errors import LimitError
from engross.relaxng.patterns import ATTRIBUTE, DATA, NOT_ALLOWED, STRING, TEXT, Pattern, Patterns

#: An alternative: a pattern, and the number of what follows in the parent.
Alternative = tuple[Pattern, int]
Alternatives = tuple[Alternative, ...]
Accepted = tuple[int, ...]

MAX_PATTERNS = 1_000_000
_CACHED = 4096
#: So many names of attributes are followed in a state before it is asked which there are.
_MANY = 64


class State:
    """What may come next in an open element. `typed`: its text is a value, to be checked as a whole."""

    __slots__ = ("accept", "alternatives", "attributes", "closed", "dead", "listed", "starts", "text", "typed")

    def __init__(self, automaton: Automaton, alternatives: Alternatives) -> None:
        self.alternatives = alternatives
        self.dead = not alternatives
        self.accept: Accepted = tuple(number for pattern, number in alternatives if pattern.nullable)
        self.typed = any(pattern.content_type == STRING for pattern, _ in alternatives)
        self.starts = Starts(automaton, self)
        self.attributes: dict[str, AttributeStep] = {}
        self.listed: Container[str] | None = None  #: the names of attributes that may come, once they were asked for
        self.closed: State | None = None
        self.text: State | None = None


class Starts(dict[str, "Opening"]):
    """From the name of a child element to what happens then."""

    def __init__(self, automaton: Automaton, state: State) -> None:
        super().__init__()
        self._automaton = automaton
        self._state = state

    def __missing__(self, name: str) -> Opening:
        found = self[name] = self._automaton.open(self._state, name)
        return found


class Return(dict[Accepted, State]):
    """From the alternatives that held in a child to the state in which the parent goes on."""

    def __init__(self, automaton: Automaton, parents: list[list[Alternative]]) -> None:
        super().__init__()
        self._automaton = automaton
        self._parents = parents

    def __missing__(self, accepted: Accepted) -> State:
        found = self[accepted] = self._automaton.state(pair for number in accepted for pair in self._parents[number])
        return found

    def anyway(self) -> State:
        """The state of the parent if the child is forgiven all its faults."""
        return self[tuple(range(len(self._parents)))]


class Opening:
    """An element that begins: the state in it before its attributes, and the way back."""

    __slots__ = ("back", "ids", "name", "plans", "state")

    def __init__(self, automaton: Automaton, name: str, state: State, back: Return) -> None:
        self.name = name
        self.state = state
        self.back = back
        self.ids = automaton.ids.get(name, {})
        self.plans = Plans(automaton, self)


class Plans(dict[tuple[str, ...], "Plan | None"]):
    """From the names of an element's attributes to what must be checked; None where that depends on the values."""

    def __init__(self, automaton: Automaton, opening: Opening) -> None:
        super().__init__()
        self._automaton = automaton
        self._opening = opening

    def __missing__(self, names: tuple[str, ...]) -> Plan | None:
        if len(self) > _CACHED:
            self.clear()
        found = self[names] = self._automaton.plan(self._opening, names)
        return found


class Plan:
    """How the attributes of a start tag are checked: which values, and the state after the tag."""

    __slots__ = ("checks", "closed", "ids")

    def __init__(self, checks: list[tuple[int, Test]], closed: State, ids: list[tuple[int, str]]) -> None:
        self.checks = checks
        self.closed = closed
        self.ids = ids


class Test:
    """Whether a value matches a pattern; remembers those that did."""

    __slots__ = ("_derivatives", "always", "by_context", "good", "pattern")

    def __init__(self, derivatives: Derivatives, pattern: Pattern) -> None:
        self._derivatives = derivatives
        self.pattern = pattern
        self.good: set[str] = set()
        self.by_context = depends_on_context(pattern)
        self.always = pattern.kind == TEXT or (
            pattern.kind == DATA and not pattern.parts and pattern.datatype is not None and pattern.datatype.any_string
        )

    def holds(self, value: str, prefixes: Prefixes | None) -> bool:
        """Whether `value` matches."""
        if value in self.good:
            return True
        if not self._derivatives.matches(self.pattern, value, prefixes):
            return False
        if not self.by_context and len(value) < 200:
            if len(self.good) >= _CACHED:
                self.good.clear()
            self.good.add(value)
        return True


class AttributeStep:
    """An attribute of some name: the values it may have, and the state that each leads to."""

    __slots__ = ("_automaton", "_follow", "_states", "tests")

    def __init__(self, automaton: Automaton, tests: list[Test], follow: list[list[Alternative]]) -> None:
        self._automaton = automaton
        self._follow = follow
        self._states: dict[Accepted, State] = {}
        self.tests = tests

    def after(self, accepted: Accepted) -> State:
        """The state after the attribute, if its value matches the tests numbered `accepted`."""
        found = self._states.get(accepted)
        if found is None:
            pairs = (pair for number in accepted for pair in self._follow[number])
            found = self._states[accepted] = self._automaton.state(pairs)
        return found

    def anyway(self) -> State:
        """The state after the attribute, whatever its value."""
        return self.after(tuple(range(len(self.tests))))


class Automaton:
    """The states of a schema, as far as documents asked for them. `ids` says which attributes are IDs."""

    def __init__(self, patterns: Patterns, start: Pattern, ids: dict[str, dict[str, str]]) -> None:
        self.patterns = patterns
        self.derivatives = Derivatives(patterns)
        self.ids = ids
        self._states: dict[tuple[tuple[int, int], ...], State] = {}
        self._tests: dict[int, Test] = {}
        self.start = self.state([(start, 0)])

    def state(self, alternatives: Iterable[Alternative]) -> State:
        """The state with `alternatives`; those that lead to the same in the parent become one."""
        found: dict[int, Pattern] = {}
        for pattern, number in alternatives:
            if pattern.kind != NOT_ALLOWED:
                found[number] = self.patterns.choice((found[number], pattern)) if number in found else pattern
        merged = tuple((found[number], number) for number in sorted(found))
        key = tuple((pattern.id, number) for pattern, number in merged)
        state = self._states.get(key)
        if state is None:
            if self.patterns.count > MAX_PATTERNS:
                raise LimitError("The schema is too ambiguous to follow.")
            state = self._states[key] = State(self, merged)
        return state

    def open(self, state: State, name: str, late: bool = False) -> Opening:
        """An element `name` begins in `state`; `late`: as if what had to come before it were there."""
        derive = self.derivatives.start_late if late else self.derivatives.start
        parents: dict[Pattern, dict[tuple[int, int], Alternative]] = {}
        for pattern, number in state.alternatives:
            for inside, rest in derive(pattern, name):
                parents.setdefault(inside, {})[rest.id, number] = (rest, number)
        groups: dict[tuple[tuple[int, int], ...], list[Pattern]] = {}
        for inside, after in parents.items():
            groups.setdefault(tuple(sorted(after)), []).append(inside)
        inner, back = [], []
        for index, insides in enumerate(groups.values()):
            inner.append((self.patterns.choice(insides), index))
            back.append(list(parents[insides[0]].values()))
        return Opening(self, name, self.state(inner), Return(self, back))

    def open_as(self, content: Pattern, name: str, parent: State) -> Opening:
        """An element `name` with `content` begins where it does not belong; `parent` stays as it is."""
        return Opening(self, name, self.state([(content, 0)]), Return(self, [list(parent.alternatives)]))

    def attribute(self, state: State, name: str) -> AttributeStep | None:
        """An attribute `name` on an element in `state`; None if there may be none."""
        step = state.attributes.get(name)
        if step is None:
            if len(state.attributes) > _MANY and not self._may_have(state, name):
                return None
            follow: dict[Pattern, list[Alternative]] = {}
            for pattern, number in state.alternatives:
                for value, rest in self.derivatives.attribute(pattern, name):
                    follow.setdefault(value, []).append((rest, number))
            step = AttributeStep(self, [self.test(value) for value in follow], list(follow.values()))
            if len(state.attributes) < _CACHED:
                state.attributes[name] = step
        return step if step.tests else None

    def _may_have(self, state: State, name: str) -> bool:
        """Whether an attribute `name` may come: a quick answer for tags with more attributes than anybody writes."""
        if state.listed is None:
            state.listed = listed_attributes(pattern for pattern, _ in state.alternatives)
        return name in state.listed

    def test(self, pattern: Pattern) -> Test:
        """The test for values that match `pattern`."""
        found = self._tests.get(pattern.id)
        if found is None:
            found = self._tests[pattern.id] = Test(self.derivatives, pattern)
        return found

    def close(self, state: State) -> State:
        """The state after a start tag."""
        if state.closed is None:
            state.closed = self.state(
                (self.derivatives.close(pattern), number) for pattern, number in state.alternatives
            )
        return state.closed

    def forgive(self, state: State) -> State:
        """The state after a start tag, as if the attributes that are missing were there."""
        return self.state((self.derivatives.forgive(pattern), number) for pattern, number in state.alternatives)

    def text(self, state: State) -> State:
        """The state after text between elements."""
        if state.text is None:
            state.text = self.state((self.derivatives.text(pattern), number) for pattern, number in state.alternatives)
        return state.text

    def value(self, state: State, text: str, prefixes: Prefixes | None) -> Accepted:
        """Which alternatives hold if `text` is all that is in the element."""
        return tuple(number for pattern, number in state.alternatives if self.test(pattern).holds(text, prefixes))

    def plan(self, opening: Opening, names: tuple[str, ...]) -> Plan | None:
        """How attributes with `names` are checked, if that does not depend on their values."""
        state = opening.state
        checks = []
        for index, name in enumerate(names):
            step = self.attribute(state, name)
            if step is None:
                return Plan([], self.state(()), [])
            if len(step.tests) > 1:
                return None
            if not step.tests[0].always:
                checks.append((index, step.tests[0]))
            state = step.anyway()
        ids = [(index, opening.ids[name]) for index, name in enumerate(names) if name in opening.ids]
        return Plan(checks, self.close(state), ids)


class _Everything:
    """Holds whatever it is asked for."""

    def __contains__(self, _: object) -> bool:
        return True


def listed_attributes(patterns: Iterable[Pattern]) -> Container[str]:
    """The names of the attributes in `patterns`, at their own level; everything, where a class of names is open."""
    names: set[str] = set()
    pending = list(patterns)
    seen = {pattern.id for pattern in pending}
    while pending:
        pattern = pending.pop()
        if pattern.kind == ATTRIBUTE:
            if pattern.names.is_open():
                return _Everything()
            names.update(pattern.names.names())
        elif pattern.has_attributes:
            fresh = [part for part in pattern.parts if part.id not in seen]
            seen.update(part.id for part in fresh)
            pending += fresh
    return names


def depends_on_context(pattern: Pattern) -> bool:
    """Whether a value that matches `pattern` depends on the namespaces in scope."""
    if pattern.datatype is not None and pattern.datatype.in_context:
        return True
    return any(depends_on_context(part) for part in pattern.parts)
