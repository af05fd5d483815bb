"""Runs a compiled schema on a document (ISO/IEC 19757-3, 6.5: which rule fires, which assertion fails)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree
from msgspec.structs import replace

from engross.schematron.compiling import Let, Parts, Pattern, Rule, Test, Value
from engross.schematron.errors import LimitReached, UnsupportedError
from engross.schematron.model import Budget, Finding, Node, Skipped, Spot
from engross.schematron.reading import line_of
from engross.schematron.scope import Scope
from engross.schematron.xpath1 import XPath1
from engross.schematron.xpath2 import XPath2

#: The severities that roles mean; any other role is an error, as an assertion without one.
SEVERITIES = {
    "fatal": "fatal", "error": "error", "warning": "warning", "warn": "warning", "nonfatal": "warning",
    "non-fatal": "warning", "caution": "warning", "info": "info", "information": "info", "informational": "info",
    "hint": "info", "note": "info", "notice": "info", "debug": "info", "trace": "info",
}  # fmt: skip


#: Gives the root of another document, by the address that the one that is checked has for it; raises `OSError`.
Documents = Callable[[str], etree._Element]
MOST_DOCUMENTS = 100


class Run:
    """One check of one document; only of the nodes at and in those that the ``from`` of the phase `start` matches,
    unless it is None."""

    def __init__(
        self,
        engine: XPath1 | XPath2,
        root: etree._Element,
        budget: Budget,
        start: Node | None,
        documents: Documents | None = None,
    ) -> None:
        self._engine = engine
        self._documents = documents
        self._root = root
        self._start = start
        self._inside: set[etree._Element] | None = None
        self._found: list[Finding] = []
        self._others: list[Finding] = []
        self._skipped: dict[tuple[int, str], Skipped] = {}
        self._stopped: set[int] = set()
        self._budget = budget
        self._session = engine.start(root, budget)

    def check(self, lets: tuple[Let, ...], patterns: tuple[Pattern, ...]) -> None:
        """Run all patterns."""
        with self._budget.watched():
            self._check(lets, patterns)

    def _check(self, lets: tuple[Let, ...], patterns: tuple[Pattern, ...]) -> None:
        document = self._session.document
        around = Scope(self._session, lets, document)
        if self._start and not self._begin(self._start, around):
            return
        for pattern in patterns:
            if pattern.node.get("documents"):
                self._elsewhere(pattern, around)
                continue
            values = Scope(self._session, pattern.lets, document, around) if pattern.lets else around
            self._pattern(pattern, values)

    def _elsewhere(self, pattern: Pattern, around: Scope) -> None:
        """Run a pattern on the documents that its ``documents`` names (5.4.10)."""
        wanted = pattern.node.get("documents")
        try:
            named = list(dict.fromkeys(self._session.strings(wanted, self._session.document, around)))
        except (UnsupportedError, LimitReached) as error:
            self._skip(pattern.node, "documents", wanted, str(error))
            return
        if self._documents is None or len(named) > MOST_DOCUMENTS:
            few = len(named) <= MOST_DOCUMENTS
            self._skip(
                pattern.node, "documents", wanted, "other documents are not read" if few else "they are too many"
            )
            return
        for address in named:
            try:
                other = Run(self._engine, self._documents(address), self._budget, None)
            except OSError as error:
                self._skip(pattern.node, "documents", address, error.strerror or str(error))
                continue
            values = Scope(other._session, pattern.lets, other._session.document, around)
            other._pattern(pattern, values)
            findings, skipped = other.results()
            self._others += [replace(each, document=address) for each in findings]
            self._skipped.update(
                ((id(pattern.node), f"{address} {n}"), replace(s, node=None)) for n, s in enumerate(skipped)
            )

    def _begin(self, phase: Node, values: Scope) -> bool:
        """Find the nodes in which the phase is run; false where that can't be done."""
        try:
            spots = self._session.match(phase.get("from"), values)
        except (UnsupportedError, LimitReached) as error:
            self._skip(phase, "phase", phase.get("from"), str(error))
            return False
        if not any(spot.step.startswith("/") and spot.about is spot.element for spot in spots):  # the document itself
            self._inside = {node for spot in spots for node in spot.about.iter()}
        return True

    def results(self) -> tuple[list[Finding], list[Skipped]]:
        """The findings in document order, those in other documents last, and what was skipped."""
        if len(self._found) > 1:
            order = {element: number for number, element in enumerate(self._root.getroottree().iter())}
            self._found.sort(key=lambda found: order.get(found.node, 0))
        return self._found + self._others, list(self._skipped.values())

    def _pattern(self, pattern: Pattern, values: Scope) -> None:
        met: set[tuple[etree._Element, str, str]] = set()
        blocked = False
        for rule in pattern.rules:
            if not rule.runs or not self._session.may_match(rule.context):
                continue
            if blocked:
                self._skip(rule.node, "rule", rule.context, "a rule before it in the pattern could not be run")
                continue
            if (rule is pattern.rules[-1] or not pattern.first_only) and not self._may_break(rule):
                continue
            try:
                spots = self._session.match(rule.context, values)
            except (UnsupportedError, LimitReached) as error:
                self._skip(rule.node, "rule", rule.context, str(error))
                blocked = pattern.first_only
                continue
            seen = met if pattern.first_only else set()
            for spot in spots:
                key = (spot.element, spot.step, spot.suffix)
                if key not in seen and self._is_inside(spot):
                    seen.add(key)
                    self._fire(pattern, rule, spot, values)

    def _may_break(self, rule: Rule) -> bool:
        return bool(rule.visits) or self._session.may_break(
            rule.context, [(t.test, t.node.name == "report") for t in rule.tests]
        )

    def _is_inside(self, spot: Spot) -> bool:
        if self._inside is None:
            return True
        at = spot.about.getparent() if spot.step.startswith("following-sibling") else spot.about
        return at in self._inside and not spot.step.startswith("/")

    def _fire(self, pattern: Pattern, rule: Rule, spot: Spot, around: Scope) -> None:
        values = Scope(self._session, rule.lets, spot, around) if rule.lets else around
        if not rule.visits:
            self._tests(pattern, rule, spot, values)
            return
        try:
            visited = self._session.items(rule.visits, spot, values)
        except (UnsupportedError, LimitReached) as error:
            self._skip(rule.node, "visit-each", rule.visits, str(error), spot)
            return
        for each in visited:
            self._tests(pattern, rule, each, values)

    def _tests(self, pattern: Pattern, rule: Rule, spot: Spot, values: Scope) -> None:
        for test in rule.tests:
            if id(test) in self._stopped:
                self._skip(test.node, test.node.name, test.test, "", spot)
                continue
            try:
                holds = self._session.boolean(test.test, spot, values)
            except LimitReached as error:
                self._stopped.add(id(test))
                self._skip(test.node, test.node.name, test.test, str(error), spot)
                continue
            except UnsupportedError as error:
                self._skip(test.node, test.node.name, test.test, str(error), spot)
                continue
            if holds is (test.node.name == "report"):
                self._found.append(self._finding(pattern, test, spot, values))

    def _finding(self, pattern: Pattern, test: Test, spot: Spot, values: Scope) -> Finding:
        node = test.node
        place = self._subject(test, spot, values)
        return Finding(
            code=node.get("id"),
            kind=node.name,
            role=test.role,
            severity=next((SEVERITIES[each] for each in test.levels if each in SEVERITIES), "error"),
            message=self._render(test.message, node, spot, values),
            diagnostics=tuple(self._render(parts, node, spot, values) for parts in test.diagnostics),
            properties=tuple((name, self._render(parts, node, spot, values)) for name, parts in test.properties),
            line=line_of(place.about),
            path=self._path(place),
            node=place.about,
            attribute=place.attribute,
            test=" ".join(test.test.split()),
            pattern=pattern.node.get("id"),
            flag=node.get("flag"),
            see=node.get("see"),
            file=node.file,
            test_line=node.line,
        )

    def _subject(self, test: Test, spot: Spot, values: Scope) -> Spot:
        """The node that a finding is about (5.5.13): that which ``subject`` selects, else the context."""
        if not test.subject or test.subject.strip() == ".":
            return spot
        try:
            return next(iter(self._session.nodes(test.subject, spot, values)), spot)
        except (UnsupportedError, LimitReached) as error:
            self._skip(test.node, "subject", test.subject, str(error), spot)
            return spot

    def _path(self, spot: Spot) -> str:
        if spot.step.startswith("/"):
            return "/"
        return str(spot.element.getroottree().getpath(spot.element)) + spot.suffix

    def _render(self, parts: Parts, node: Node, spot: Spot, values: Scope) -> str:
        return " ".join("".join(self._texts(parts, node, spot, values)).split())

    def _texts(self, parts: Parts, node: Node, spot: Spot, values: Scope) -> Iterator[str]:
        for part in parts:
            if isinstance(part, str):
                yield part
                continue
            try:
                yield self._string(part, spot, values)
            except (UnsupportedError, LimitReached) as error:
                self._skip(node, "value-of", part.expression, str(error), spot)
                yield "…"

    def _string(self, value: Value, spot: Spot, values: Scope) -> str:
        if value.name:
            nodes = [spot] if value.expression == "." else self._session.nodes(value.expression, spot, values)
            if nodes and (value.expression == "." or nodes[0].is_element):
                return self._session.string("name()", nodes[0], values)
        return self._session.string(value.expression, spot, values)

    def _skip(self, node: Node, kind: str, what: str, message: str, spot: Spot | None = None) -> None:
        """Name what could not be run, once for each part of the schema, and count the nodes."""
        key = (id(node), kind if kind not in ("value-of", "documents") else what)
        before = self._skipped.get(key)
        where = self._root if spot is None else spot.about
        if before is None:
            self._skipped[key] = Skipped(kind, " ".join(what.split()), message, node.file, node.line, 1, where)
        else:
            self._skipped[key] = replace(before, count=before.count + 1)
