"""What goes in and comes out: the schema as read (`Node`), the schema as compiled, and what a check found."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import NoReturn

from lxml import etree
from msgspec import Struct, field

from engross.alarm import PROCESSOR, can_ring, ringing
from engross.schematron.errors import LimitReached, SchematronError

#: Seconds of processor time after which it is looked whether the time is over.
_INTERVAL = 0.25
XML = "http://www.w3.org/XML/1998/namespace"


class Node(Struct, frozen=True):
    """An element of a schema. `name` is the local name in the Schematron namespace, ``{uri}local`` elsewhere."""

    name: str
    attributes: Mapping[str, str]
    parts: tuple[Node | str, ...] = ()
    file: str = ""
    line: int = 0
    nsmap: Mapping[str, str] = field(default_factory=dict)

    @property
    def children(self) -> tuple[Node, ...]:
        """The child elements."""
        return tuple(part for part in self.parts if isinstance(part, Node))

    def all(self, *names: str) -> tuple[Node, ...]:
        """The children of these names."""
        return tuple(child for child in self.children if child.name in names)

    def get(self, name: str) -> str:
        """The attribute, or an empty string."""
        return self.attributes.get(name, "")

    @property
    def text(self) -> str:
        """All text in the element."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def error(self, message: str) -> NoReturn:
        """Raise a `SchematronError` at this element."""
        raise SchematronError(message, self.file, self.line)


class Finding(Struct, frozen=True):
    """A failed assert, or a report that holds.

    It is about `node`: an element, comment or instruction, or the `attribute` of an element. `line` counts from 1, and
    is 0 in a tree that was never a file; `file` and `test_line` say where in the schema the assertion stands.
    """

    code: str
    kind: str
    role: str
    severity: str
    message: str
    diagnostics: tuple[str, ...]
    properties: tuple[tuple[str, str], ...]
    line: int
    path: str
    node: etree._Element
    attribute: str
    test: str
    pattern: str
    flag: str
    see: str
    file: str
    test_line: int
    document: str = ""  #: another document that a pattern is about, as the document that was checked names it


class Skipped(Struct, frozen=True):
    """A part of the schema that was not run: what it is, why, where it stands, and for how many nodes.

    `node` is the first node for which it could not be run; None for what can't be run on any document.
    """

    kind: str
    what: str
    message: str
    file: str
    line: int
    count: int = 1
    node: etree._Element | None = None


class Result(Struct, frozen=True):
    """What a check found, in document order, and what of the schema could not be run."""

    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]

    @property
    def valid(self) -> bool:
        """Whether nothing of severity error or fatal was found. Look at `skipped` too."""
        return not any(finding.severity in ("error", "fatal") for finding in self.findings)


class Spot(Struct, frozen=True):
    """A node of a document: an element, comment or instruction, or what `step` (an XPath) leads to from there.

    `suffix` is its last step in a path to be read; `attribute` the name of an attribute, as ``{uri}local``; `node` what
    stands for it in elementpath's tree, or a comment or instruction.
    """

    element: etree._Element
    step: str = ""
    suffix: str = ""
    attribute: str = ""
    node: object = None

    @property
    def is_element(self) -> bool:
        """Whether the node is an element."""
        return not self.step and isinstance(self.element.tag, str) and self.about is self.element

    @property
    def about(self) -> etree._Element:
        """The element, comment or instruction that a message about the node is to name."""
        return self.node if isinstance(self.node, etree._Element) else self.element


def attribute_spot(element: etree._Element, name: str, step: str, node: object = None) -> Spot:
    """The `Spot` of the attribute `name` of an element, to which `step` leads."""
    uri, _, local = name.removeprefix("{").rpartition("}")
    prefix = "xml" if uri == XML else next((p for p, known in element.nsmap.items() if p and known == uri), "")
    return Spot(element, step, f"/@{prefix}:{local}" if prefix else f"/@{local}", name, node)


class Limits(Struct, frozen=True):
    """How much work a check may be: XPath steps of one expression, and of all (XPath 2 and 3), and seconds of
    processor time."""

    steps_of_one: int = 20_000_000
    steps: int = 100_000_000
    seconds: float = 120.0
    estimate: float = 3e9


class Budget:
    """Counts the work of one check."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._end = time.thread_time() + limits.seconds
        self._all = 0
        self._spent: dict[object, int] = {}
        self._one = 0
        self._key: object = None
        self._running = 0

    def begin(self, expression: object) -> None:
        """From now on, work is that of `expression`."""
        self._spent[self._key] = self._one
        self._key, self._one = expression, self._spent.get(expression, 0)
        self._check_time()

    def charge(self, steps: int = 1) -> None:
        """Count `steps`; raises `LimitReached`."""
        before = self._all
        self._one += steps
        self._all += steps
        if self._one > self.limits.steps_of_one:
            raise LimitReached(f"it takes more than {self.limits.steps_of_one:,} steps")
        if self._all > self.limits.steps:
            raise LimitReached(f"the schema takes more than {self.limits.steps:,} steps")
        if before >> 12 != self._all >> 12:
            self._check_time()

    @contextmanager
    def running(self) -> Iterator[None]:
        """An expression that `watched` may stop is run."""
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1

    def watched(self) -> AbstractContextManager[None]:
        """While this lasts, an expression that is run when the time is over is stopped, also where it counts nothing,
        such as the comparison of two long sequences. Only the main thread can be stopped so."""
        return ringing(PROCESSOR, _INTERVAL, self._stop, again=True) if can_ring(PROCESSOR) else nullcontext()

    def _stop(self) -> None:
        if self._running:
            self._check_time()

    def _check_time(self) -> None:
        if time.thread_time() > self._end:
            raise LimitReached(f"the check takes more than {round(self.limits.seconds)} seconds of processor time")
