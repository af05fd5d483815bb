"""From the schema as read to what is run: patterns, rules, tests, messages, phases (ISO/IEC 19757-3, 5.4)."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from engross.schematron.errors import UnknownVariable, UnsupportedError
from engross.schematron.model import Node, Skipped
from engross.schematron.patterns import variables
from engross.schematron.xpath1 import Key, XPath1
from engross.schematron.xpath2 import XPath2

XSL = "{http://www.w3.org/1999/XSL/Transform}"
BINDINGS = {
    "": "1.0", "xslt": "1.0", "xslt1": "1.0", "xpath": "1.0", "xpath1": "1.0",
    "xslt2": "2.0", "xpath2": "2.0", "xslt3": "3.1", "xpath3": "3.1", "xpath31": "3.1",
}  # fmt: skip


class Value(Struct, frozen=True):
    """A ``value-of`` or ``name`` in a message; of what ``name`` selects, the name is given if it is an element."""

    expression: str
    name: bool = False


Parts = tuple[str | Value, ...]


class Let(Struct, frozen=True):
    """A variable: an expression, or a value that the schema spells out."""

    node: Node
    name: str
    expression: str
    constant: object


class Test(Struct, frozen=True):
    """An assert or report. `levels` say how bad it is; the first that is known counts."""

    node: Node
    role: str
    levels: tuple[str, ...]
    test: str
    subject: str
    message: Parts
    diagnostics: tuple[Parts, ...]
    properties: tuple[tuple[str, Parts], ...]


class Rule(Struct, frozen=True):
    """A rule; `runs` is false where its context can't be run, so that the rules after it can't either. `visits` selects
    the items that its tests are about, where that is not the node itself (2025: visit-each)."""

    node: Node
    context: str
    visits: str
    lets: tuple[Let, ...]
    tests: tuple[Test, ...]
    runs: bool


class Pattern(Struct, frozen=True):
    """A pattern, or a group (2025), in which a node meets every rule that matches."""

    node: Node
    lets: tuple[Let, ...]
    rules: tuple[Rule, ...]
    first_only: bool


def engine_for(schema: Node, binding: str) -> XPath1 | XPath2 | None:
    """The engine for a query binding, or None for a foreign one."""
    version = BINDINGS.get(binding.lower())
    if version is None:
        return None
    namespaces = {ns.get("prefix"): ns.get("uri") for ns in schema.all("ns")}
    keys: list[Key] = []
    for key in schema.all(f"{XSL}key"):
        if key.get("use"):
            keys.append((key.get("name"), key.get("match"), key.get("use")))
        namespaces = {**key.nsmap, **namespaces}
    if version == "1.0":
        return XPath1(namespaces, keys)
    return XPath2(namespaces, keys, version)


class Compiler:
    """Compiles a schema for one phase. `skipped` names what can't be run; `start` is the phase, if it is run only at
    and in the nodes that its ``from`` (2025) matches.

    `strict` is false for rules that were collected from a grammar: a variable that is declared twice, or nowhere, does
    not make a grammar useless.
    """

    def __init__(self, schema: Node, engine: XPath1 | XPath2, phase: Node | None, *, strict: bool) -> None:
        self._schema = schema
        self._engine = engine
        self._phase = phase
        self.start = phase if phase is not None and phase.get("from") else None
        self.skipped: list[Skipped] = []
        self._strict = strict
        self._texts = _texts(schema)
        # Variables that XSLT declares, or may declare in another file, and those whose values can't be had.
        self._without: dict[str, str] = {}
        for kind in ("variable", "param"):
            for node in schema.all(f"{XSL}{kind}"):
                self._without[node.get("name")] = f"xsl:{kind} is not run"
        for other in schema.all("phase"):
            self._without.update((let.get("name"), "it belongs to another phase") for let in other.all("let"))
        self._open = bool(schema.all(f"{XSL}import", f"{XSL}include"))

    def compile(self) -> tuple[tuple[Let, ...], tuple[Pattern, ...]]:
        """The variables of the schema and the phase, and the patterns."""
        for node in self._schema.children:
            if node.name.startswith(XSL) and node.name != f"{XSL}key":
                self._skip(node, f"xsl:{node.name.removeprefix(XSL)}", node.get("name") or node.get("href"), "not run")
            elif node.name == f"{XSL}key":
                self._check_key(node)
        known: frozenset[str] = frozenset()
        lets, known = self._lets(self._schema, known)
        active: set[str] | None = None
        if self._phase is not None:
            more, known = self._lets(self._phase, known)
            lets += more
            active = {node.get("pattern") for node in self._phase.all("active")}
            if self.start and not self._runs(self.start, "phase", self.start.get("from"), known, pattern=True):
                active, self.start = set(), None
        for holder in _shared(self._schema, known):
            more, known = self._lets(holder, known)
            lets += more
        patterns = []
        for node in self._schema.all("pattern", "group"):
            if active is not None and node.get("id") not in active:
                continue
            documents = node.get("documents")
            if not documents or self._runs(node, "documents", documents, known):
                patterns.append(self._pattern(node, known))
        return lets, tuple(patterns)

    def _check_key(self, node: Node) -> None:
        if not node.get("use"):
            self._skip(node, "xsl:key", node.get("name"), "a key whose values are made by XSLT is not run")
            return
        try:
            self._engine.check(node.get("match"), frozenset(), pattern=True)
            self._engine.check(node.get("use"), frozenset())
        except UnsupportedError as error:
            self._skip(node, "xsl:key", node.get("name"), str(error))

    def _pattern(self, node: Node, known: frozenset[str]) -> Pattern:
        around, self._texts = self._texts, {**self._texts, **_texts(node)}
        lets, known = self._lets(node, known)
        rules = []
        runs = True
        for child in node.all("rule"):
            rule = self._rule(child, known, runs or node.name == "group")
            runs = rule.runs
            rules.append(rule)
        self._texts = around
        return Pattern(node, lets, tuple(rules), node.name == "pattern")

    def _rule(self, node: Node, known: frozenset[str], runs: bool) -> Rule:
        context = node.get("context")
        if not context.strip():
            node.error("The rule has no context.")
        if not runs:
            self._skip(node, "rule", context, "a rule before it in the pattern can't be run")
        elif not self._runs(node, "rule", context, known, pattern=True):
            runs = False
        lets, known = self._lets(node, known) if runs else ((), known)
        visits = node.get("visit-each")
        if runs and visits and not self._runs(node, "visit-each", visits, known):
            runs = False
        tests = []
        for test in node.all("assert", "report"):
            expression = test.get("test")
            if not expression.strip():
                test.error(f"The {test.name} has no test.")
            if not runs:
                self._skip(test, test.name, expression, "its rule can't be run")
            elif self._runs(test, test.name, expression, known):
                tests.append(self._test(test, node, known))
        return Rule(node, context, visits, lets, tuple(tests), runs)

    def _test(self, node: Node, rule: Node, known: frozenset[str]) -> Test:
        diagnostics = []
        for name in node.get("diagnostics").split():
            text = self._texts.get(f"diagnostic {name}")
            if text is None:
                node.error(f"There is no diagnostic with the id “{name}”.")
            diagnostics.append(tuple(self._parts(text, known)))
        properties = []
        for name in node.get("properties").split():
            text = self._texts.get(f"property {name}")
            if text is None:
                node.error(f"There is no property with the id “{name}”.")
            properties.append((name, tuple(self._parts(text, known))))
        subject = node.get("subject") or rule.get("subject")
        if subject and not self._runs(node, "subject", subject, known):
            subject = ""
        role = node.get("role") or rule.get("role")
        kinds = ("severity", "role", "flag")
        levels = tuple(value.strip().lower() for each in (node, rule) for kind in kinds if (value := each.get(kind)))
        message = tuple(self._parts(node, known))
        return Test(node, role, levels, node.get("test"), subject, message, tuple(diagnostics), tuple(properties))

    def _parts(self, node: Node, known: frozenset[str]) -> Iterable[str | Value]:
        """The parts of a message: text, ``value-of``, ``name``; ``emph``, ``span`` and ``dir`` are text, and of what
        ``copy-of`` copies, the text is given."""
        for part in node.parts:
            if isinstance(part, str):
                yield part
            elif part.name in ("value-of", "copy-of", f"{XSL}value-of", f"{XSL}copy-of"):
                expression = part.get("select")
                yield Value(expression) if self._runs(part, "value-of", expression, known) else "…"
            elif part.name == "name":
                expression = part.get("path") or "."
                yield Value(expression, True) if self._runs(part, "name", expression, known) else "…"
            elif part.name.startswith(XSL) and part.name != f"{XSL}text":
                self._skip(part, f"xsl:{part.name.removeprefix(XSL)}", "", "not run")
                yield "…"
            else:
                yield from self._parts(part, known)

    def _lets(self, node: Node, known: frozenset[str]) -> tuple[tuple[Let, ...], frozenset[str]]:
        lets = []
        seen: set[str] = set()
        for let in node.all("let"):
            name, value = let.get("name"), let.get("value")
            if not name:
                let.error("The let has no name.")
            if self._strict and name in seen:
                let.error(f"The variable ${name} is declared twice in this <{node.name}>.")
            seen.add(name)
            known -= {name}
            if "value" not in let.attributes:
                lets.append(Let(let, name, "", self._engine.content(let) if let.children else let.text))
            elif self._runs(let, "let", value, known):
                lets.append(Let(let, name, value, None))
            else:
                self._without[name] = "it can't be worked out"
                continue
            known |= {name}
        return tuple(lets), known

    def _runs(self, node: Node, kind: str, expression: str, known: frozenset[str], pattern: bool = False) -> bool:
        try:
            self._engine.check(expression, known, pattern)
        except UnknownVariable as error:
            reason = self._without.get(error.name)
            if reason is None and self._strict and not self._open:
                node.error(f"The variable ${error.name} is not declared for this <{node.name}>.")
            self._skip(node, kind, expression, str(error) if reason is None else f"${error.name}: {reason}")
            return False
        except UnsupportedError as error:
            self._skip(node, kind, expression, str(error))
            return False
        return True

    def _skip(self, node: Node, kind: str, what: str, message: str) -> None:
        self.skipped.append(Skipped(kind, " ".join(what.split()), message, node.file, node.line))


def _texts(node: Node) -> dict[str, Node]:
    """The diagnostics and properties of a schema, or those that were made for a pattern, by kind and id."""
    return {
        f"{text.name} {text.get('id')}": text
        for holder in node.all("diagnostics", "properties")
        for text in holder.all("diagnostic", "property")
    }


def _shared(schema: Node, known: frozenset[str]) -> tuple[Node, ...]:
    """The patterns whose variables others use: these are known everywhere (5.4.6), if they are declared only once."""
    declared: dict[str, list[Node]] = {}
    patterns = schema.all("pattern", "group")
    for pattern in patterns:
        for let in pattern.all("let"):
            declared.setdefault(let.get("name"), []).append(pattern)
    alone = {name: found[0] for name, found in declared.items() if len(found) == 1 and name not in known}
    if not alone:
        return ()
    wanted = {id(alone[name]) for each in patterns for name in _used(each) & set(alone) if alone[name] is not each}
    return tuple(pattern for pattern in patterns if id(pattern) in wanted)


def _used(node: Node) -> set[str]:
    """The names of the variables in the attributes of a part of a schema."""
    found = {name for value in node.attributes.values() if "$" in value for name in variables(value)}
    return found.union(*(_used(child) for child in node.children))
