"""The quick pass: is a document valid? It stops at the first fault, and does not ask where that is."""

from __future__ import annotations

from xml.parsers import expat

from engross.relaxng.automaton import Automaton, Return, State
from engross.relaxng.datatypes import ENTITY_MARK
from engross.relaxng.events import MAX_DEPTH, EncodingError, new_parser
from engross.relaxng.names import XML

_BLANK = " \t\r\n"


class Invalid(Exception):
    """The document is not valid, or not well-formed."""


def is_valid(automaton: Automaton, data: bytes, check_ids: bool = True) -> bool:
    """Whether the document `data` is well-formed and valid."""
    try:
        parser = new_parser(data)
    except EncodingError:
        return False
    check = _Verdict(automaton, check_ids)
    parser.StartElementHandler = check.start
    parser.EndElementHandler = check.end
    parser.CharacterDataHandler = check.text
    parser.StartNamespaceDeclHandler = check.declare
    parser.EndNamespaceDeclHandler = check.undeclare
    parser.ExternalEntityRefHandler = check.external
    parser.SkippedEntityHandler = check.skipped
    parser.UnparsedEntityDeclHandler = check.unparsed
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except (Invalid, expat.ExpatError):
        return False
    return check.complete()


class _Verdict:
    """Follows the automaton while expat reports the document."""

    def __init__(self, automaton: Automaton, check_ids: bool) -> None:
        self._automaton = automaton
        self._state = automaton.start
        self._back: list[Return] = []
        self._words: list[str] = []
        self._check_ids = check_ids
        self._ids: set[str] = set()
        self._idrefs: set[str] = set()
        self._prefixes: dict[str, list[str]] = {"xml": [XML], "": [""]}

    def complete(self) -> bool:
        """Whether all pointers to IDs lead somewhere."""
        return self._idrefs <= self._ids

    def prefixes(self) -> dict[str, str]:
        """The namespaces in scope."""
        return {prefix: uris[-1] for prefix, uris in self._prefixes.items() if uris}

    def declare(self, prefix: str | None, uri: str | None) -> None:
        """A namespace comes into scope."""
        self._prefixes.setdefault(prefix or "", []).append(uri or "")

    def undeclare(self, prefix: str | None) -> None:
        """A namespace goes out of scope."""
        self._prefixes[prefix or ""].pop()

    def unparsed(self, name: str, *_about: object) -> None:
        """An unparsed entity, which values of the datatype ENTITY may name, is declared."""
        self._prefixes[ENTITY_MARK + name] = [""]

    def external(self, *_about: object) -> int:
        """An entity that is kept outside the document, and so not read."""
        raise Invalid

    def skipped(self, _name: str, parameter: bool) -> None:
        """An entity that may be declared outside the document."""
        if not parameter:
            raise Invalid

    def start(self, name: str, attributes: list[str]) -> None:
        """An element begins."""
        state = self._state
        if self._words:
            self._between(state)
            state = self._state
        opening = state.starts[name]
        if len(self._back) >= MAX_DEPTH:
            raise Invalid
        self._back.append(opening.back)
        plan = opening.plans[tuple(attributes[::2])]
        if plan is None:
            closed = self._by_value(opening.state, attributes)
            ids = [
                (at // 2, opening.ids[attributes[at]])
                for at in range(0, len(attributes), 2)
                if attributes[at] in opening.ids
            ]
        else:
            closed, ids = plan.closed, plan.ids
            for index, test in plan.checks:
                value = attributes[2 * index + 1]
                if value not in test.good and not test.holds(value, self.prefixes() if test.by_context else None):
                    raise Invalid
        if closed.dead:
            raise Invalid
        self._state = closed
        if ids and self._check_ids:
            for index, kind in ids:
                self._note(kind, attributes[2 * index + 1])

    def _by_value(self, state: State, attributes: list[str]) -> State:
        """The state after attributes whose values decide how to go on."""
        automaton = self._automaton
        for at in range(0, len(attributes), 2):
            step = automaton.attribute(state, attributes[at])
            if step is None:
                raise Invalid
            value = attributes[at + 1]
            prefixes = self.prefixes() if any(test.by_context for test in step.tests) else None
            state = step.after(tuple(n for n, test in enumerate(step.tests) if test.holds(value, prefixes)))
        return automaton.close(state)

    def _note(self, kind: str, value: str) -> None:
        words = value.split()
        if kind == "ID":
            if len(words) != 1 or words[0] in self._ids:
                raise Invalid
            self._ids.add(words[0])
        elif len(words) != 1 and (kind == "IDREF" or not words):
            raise Invalid
        else:
            self._idrefs.update(words)

    def text(self, text: str) -> None:
        """Text, or a part of one."""
        state = self._state
        if state.typed:
            self._words.append(text)
        elif state.text is not state and text.strip(_BLANK):
            self._state = state = self._automaton.text(state)
            if state.dead:
                raise Invalid

    def _between(self, state: State) -> None:
        """The text before a child element, where a value would have been possible."""
        text = "".join(self._words)
        self._words.clear()
        if text.strip(_BLANK):
            self._state = state = self._automaton.text(state)
            if state.dead:
                raise Invalid

    def end(self, _name: str) -> None:
        """An element ends."""
        state = self._state
        if state.typed:
            text = "".join(self._words)
            self._words.clear()
            accepted = self._automaton.value(state, text, self.prefixes())
        else:
            accepted = state.accept
        state = self._state = self._back.pop()[accepted]
        if state.dead:
            raise Invalid
