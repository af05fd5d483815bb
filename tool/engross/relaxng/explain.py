"""The thorough pass over a document that is not valid: every fault, where it is, and how to go on after it.

Recovery follows Jing. An element that comes too early is taken as if what is missing were there; one that is out of
place is checked against its definitions elsewhere in the schema, and its parent goes on as if it had not been there;
what is missing is forgiven once it was reported.
"""

from __future__ import annotations

from functools import partial
from xml.parsers import expat

from msgspec.structs import replace

from engross.relaxng import faults
from engross.relaxng.automaton import Accepted, Opening, Return, State
from engross.relaxng.events import MAX_DEPTH
from engross.relaxng.faults import Fault
from engross.relaxng.identity import Identity
from engross.relaxng.names import local, namespace
from engross.relaxng.places import Position
from engross.relaxng.tracking import Tag, Tracker
from engross.relaxng.wanted import MOST, Wanted

_BLANK = " \t\r\n"
MAX_FAULTS = 10_000
MAX_UNKNOWN = 1_000  #: of one tag: what a person has made has fewer
MAX_STRANGERS = 500  #: elements without a likeness that a document may have
SHOWN = 200


class _Enough(Exception):
    """No more faults are wanted, or no more can be found."""


class Frame:
    """An element that is open."""

    __slots__ = ("back", "fault", "name", "shown", "tag")

    def __init__(self, name: str, shown: str, back: Return, tag: Tag) -> None:
        self.name = name
        self.shown = shown  #: as the document writes it
        self.back = back
        self.tag = tag
        self.fault = -1  #: the fault that says that nothing is known of this element


class Explainer:
    """Follows the automaton while expat reports the document, and collects faults."""

    def __init__(self, wanted: Wanted, data: bytes, check_ids: bool) -> None:
        self._wanted = wanted
        self._automaton = wanted.automaton
        self._tracker = Tracker(data)
        self._identity = Identity(check_ids)
        self._state: State = self._automaton.start
        self._frames: list[Frame] = []
        self._words: list[str] = []
        self._word_place = (0, 0)
        self._run = -1
        self._met: set[str] = set()  #: the elements that the schema does not have
        self._strangers: set[str] = set()  #: those for which nothing alike was looked for
        self.faults: list[Fault] = []

    def run(self) -> list[Fault]:
        """All faults of the document, in its order."""
        parser = self._tracker.parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartNamespaceDeclHandler = self._declare
        parser.EndNamespaceDeclHandler = self._tracker.undeclare
        parser.ExternalEntityRefHandler = self._external
        parser.SkippedEntityHandler = self._skipped
        try:
            parser.Parse(self._tracker.data, True)
        except _Enough:
            pass
        except expat.ExpatError as error:
            fault = replace(self._tracker.malformed(error), parent=self._parent())
            self._add(self._within(fault) if self._frames else fault)
        if not any(fault.kind in (faults.NOT_WELL_FORMED, faults.LIMIT) for fault in self.faults):
            self.faults += self._identity.dangling()
        self.faults += self._identity.faults
        return sorted(self.faults, key=lambda fault: (fault.end_line or fault.line, fault.line, fault.column))

    def _add(self, fault: Fault) -> None:
        self.faults.append(replace(fault, end_line=fault.end_line or fault.line))
        if len(self.faults) >= MAX_FAULTS:
            raise _Enough

    def _within(self, fault: Fault) -> Fault:
        """`fault`, with the place of the element that it is in."""
        tag = self._frames[-1].tag
        return replace(fault, other_line=tag.line, other_column=tag.column)

    def _parent(self, number: int = 1) -> str:
        """The element that is open, or, of `number` that are open, the outermost; as the document writes it."""
        return self._frames[-number].shown if len(self._frames) >= number else ""

    # --- events

    def _declare(self, prefix: str | None, uri: str | None) -> None:
        self._flush()
        self._tracker.declare(prefix, uri)

    def _external(self, context: str | None, *_rest: object) -> int:
        names = [part for part in (context or "").split("\f") if "=" not in part]  # the others are namespaces
        self._skipped(names[-1] if names else "", False)
        return 1

    def _skipped(self, name: str, parameter: bool) -> None:
        if not parameter:
            line, column = self._tracker.here()
            self._add(Fault(faults.ENTITY_NOT_READ, line, column, parent=self._parent(), value=name))

    def _start(self, name: str, attributes: list[str]) -> None:
        self._flush()
        self._run = -1
        tag = self._tracker.tag()
        opening = self._state.starts[name]
        count = len(self.faults)
        if opening.state.dead:
            opening = self._misplaced(self._state, name, tag)
        if len(self._frames) >= MAX_DEPTH:
            self._add(Fault(faults.LIMIT, tag.line, tag.column, element=self._tracker.show(name), detail="depth"))
            raise _Enough
        self._frames.append(Frame(name, self._tracker.show(name), opening.back, tag))
        if opening.state.dead and len(self.faults) > count:
            self._frames[-1].fault = count
        self._state = self._attributes(opening, attributes, tag)
        self._tracker.settle()

    def _about(self, tag: Tag, attribute: str = "", number: int = -1, value: str = "") -> Fault:
        """A fault of the element that was opened last, or of one of its attributes, of a kind yet to be found."""
        return Fault(
            faults.BAD_VALUE,
            *(tag.attribute(number) if attribute else (tag.line, tag.column)),
            tag.end_line,
            element=self._tracker.show(self._frames[-1].name),
            parent=self._parent(2),
            attribute=self._tracker.show(attribute, True),
            value=value[:SHOWN],
        )

    def _misplaced(self, before: State, name: str, tag: Tag) -> Opening:
        """Report an element that may not come now; how to go on with it."""
        opening = self._automaton.open(before, name, late=True)
        kind, missing, similar = faults.NOT_ALLOWED_HERE, self._wanted.missing_elements(before), list[str]()
        if not opening.state.dead:
            kind = faults.NOT_ALLOWED_YET if missing else kind
        else:
            missing = set()
            opening = self._automaton.open_as(self._wanted.index.content(name), name, before)
            if opening.state.dead:
                kind, similar = faults.NOT_ALLOWED_ANYWHERE, self._similar(name)
            else:
                if self._frames and not self._wanted.ever_holds(self._frames[-1].name, name):
                    kind = faults.NOT_ALLOWED_INSIDE
                similar = self._wanted.in_other_namespaces(name, self._frames[-1].name if self._frames else "")
        if before.dead and self._frames:
            return opening  # it is in an element of which nothing is known
        names, more = self._wanted.expected_elements(before, name if name not in self._strangers else "")
        fault = Fault(
            kind,
            tag.line,
            tag.column,
            tag.end_line,
            element=self._tracker.show(name),
            parent=self._parent(),
            missing=self._sorted(missing),
            similar=self._shown(similar, outside=True),
            expected=self._shown(names, outside=True),
            more=more,
            text_allowed=self._wanted.allows_text(before),
            end_allowed=bool(before.accept) and bool(self._frames),
            detail=namespace(name) if similar else "",
        )
        self._add(self._within(fault) if self._frames and self._frames[-1].name == name else fault)
        return opening

    def _similar(self, name: str) -> list[str]:
        """Elements of the schema that look like `name`; those of the first strangers only, as to look takes long."""
        if len(self._met) >= MAX_STRANGERS and name not in self._met:
            self._strangers.add(name)
            return []
        self._met.add(name)
        near = {namespace(name), namespace(self._frames[-1].name) if self._frames else namespace(name)}
        found = self._wanted.similar_elements(name)  # those of other vocabularies are not meant
        return [one for one in found if namespace(one) in near or local(one) == local(name)]

    def _shown(self, names: list[str], attribute: bool = False, outside: bool = False) -> tuple[str, ...]:
        return tuple(self._tracker.show(name, attribute, outside) for name in names)

    def _sorted(self, names: set[str], attribute: bool = False) -> tuple[str, ...]:
        return tuple(sorted(self._tracker.show(name, attribute) for name in names))

    def _attributes(self, opening: Opening, attributes: list[str], tag: Tag) -> State:
        """The state after a start tag."""
        automaton, state = self._automaton, opening.state
        if attributes:
            state = self._each_attribute(opening, attributes, tag)
        closed = automaton.close(state)
        if not closed.dead or state.dead:
            return closed
        missing = self._wanted.missing_attributes(state)
        fault = replace(self._about(tag), kind=faults.ATTRIBUTE_MISSING, missing=self._sorted(missing, True))
        if not missing:
            names = self._sorted(self._wanted.possible_attributes(state), True)
            fault = replace(fault, expected=names[:MOST], more=max(0, len(names) - MOST))
        self._add(fault)
        return automaton.forgive(state)

    def _each_attribute(self, opening: Opening, attributes: list[str], tag: Tag) -> State:
        """The state after the attributes of a start tag."""
        automaton, state = self._automaton, opening.state
        scope, present, unknown = self._tracker.scope(), frozenset(attributes[::2]), 0
        for at in range(0, len(attributes), 2):
            name, value = attributes[at], attributes[at + 1]
            if name in opening.ids:
                self._identity.note(opening.ids[name], value, partial(self._about, tag, name, at // 2))
            step = automaton.attribute(state, name)
            if step is None:
                if not state.dead and unknown < MAX_UNKNOWN:
                    unknown += 1
                    fault = self._about(tag, name, at // 2, value)
                    self._add(self._unknown_attribute(state, present, fault, name))
                continue
            accepted = tuple(number for number, test in enumerate(step.tests) if test.holds(value, scope))
            if not accepted:
                fault = self._about(tag, name, at // 2, value)
                self._add(self._wanted.bad_value(fault, [test.pattern for test in step.tests], value, scope))
            state = step.after(accepted) if accepted else step.anyway()
        return state

    def _unknown_attribute(self, state: State, present: frozenset[str], fault: Fault, name: str) -> Fault:
        similar, others, more = self._wanted.expected_attributes(state, name, present)
        return replace(
            fault,
            kind=faults.ATTRIBUTE_NOT_ALLOWED,
            similar=self._shown(similar, True),
            expected=self._shown(others, True),
            more=more,
        )

    def _text(self, text: str) -> None:
        if self._state.typed:
            if not self._words or not "".join(self._words).strip(_BLANK):
                self._word_place = self._tracker.here()
            self._words.append(text)
        elif text.strip(_BLANK):
            line, column = self._tracker.here()
            self._between(text, line, column)

    def _between(self, text: str, line: int, column: int, end_line: int = 0) -> None:
        """Text between elements; where a value could have been, it is known for text at the `end_line` of a tag."""
        state = self._state
        after = self._automaton.text(state)
        if not after.dead:
            self._state = after
        elif not state.dead:
            if self._run >= 0:  # a further line of text that was reported already
                fault = self.faults[self._run]
                self.faults[self._run] = replace(fault, lines=(*fault.lines, line)[:1000])
                return
            names, more = self._wanted.expected_elements(state, "")
            blanks = len(text) - len(text.lstrip(_BLANK))
            fault = Fault(
                faults.TEXT_NOT_ALLOWED,
                line,
                column + blanks,
                end_line,
                element=self._parent(),
                parent=self._parent(2),
                value=text.strip(_BLANK)[:SHOWN],
                expected=self._shown(names),
                more=more,
                end_allowed=bool(state.accept),
            )
            self._run = len(self.faults)
            self._add(fault)

    def _flush(self) -> None:
        """The text before a child, where the element could have held a value instead."""
        if self._words:
            text = "".join(self._words)
            self._words.clear()
            if text.strip(_BLANK):
                self._between(text, *self._word_place, self._tracker.tag().end_line)

    def _end(self, name: str) -> None:
        self._run = -1
        line, column = self._tracker.here()
        state = self._state
        frame = self._frames.pop()
        if state.typed:
            accepted = self._value(state, frame, line, column)
        else:
            accepted = state.accept
            if not accepted and not state.dead:
                names, more = self._wanted.expected_elements(state, "")
                fault = Fault(
                    faults.INCOMPLETE,
                    *self._end_of(frame, line, column),
                    line,
                    element=self._tracker.show(name),
                    parent=self._parent(),
                    missing=self._sorted(self._wanted.missing_elements(state)),
                    expected=self._shown(names),
                    more=more,
                    text_allowed=self._wanted.allows_text(state),
                )
                self._add(fault)
        self._state = frame.back[accepted] if accepted else frame.back.anyway()
        if accepted and self._state.dead:
            self._inside_unknown(line)

    def _end_of(self, frame: Frame, line: int, column: int) -> Position:
        """Where to show that an element ends here: its end tag, or all of a tag that is both."""
        return (frame.tag.line, frame.tag.column) if frame.tag.is_whole else (line, column)

    def _inside_unknown(self, line: int) -> None:
        """An element ended that is in one of which nothing is known. Jing repeats the message about the latter there;
        here it is one fault, which has this line too."""
        number = next((frame.fault for frame in reversed(self._frames) if frame.fault >= 0), -1)
        if number >= 0 and len(self.faults[number].lines) < 1000:
            self.faults[number] = replace(self.faults[number], lines=(*self.faults[number].lines, line))

    def _value(self, state: State, frame: Frame, line: int, column: int) -> Accepted:
        """The text of an element that holds a value."""
        text = "".join(self._words)
        place = self._word_place if text.strip(_BLANK) else self._end_of(frame, line, column)
        self._words.clear()
        scope = self._tracker.scope()
        accepted = self._automaton.value(state, text, scope)
        if not accepted and not state.dead:
            element, parent = self._tracker.show(frame.name), self._parent()
            base = Fault(
                faults.BAD_VALUE, *place, line, element=element, parent=parent, value=text.strip(_BLANK)[:SHOWN]
            )
            names, more = self._wanted.expected_elements(state, "")
            if names and not text.strip(_BLANK):
                shown = self._shown(names)
                self._add(replace(base, kind=faults.INCOMPLETE, expected=shown, more=more))
            else:
                self._add(self._wanted.bad_value(base, [pattern for pattern, _ in state.alternatives], text, scope))
        return accepted
