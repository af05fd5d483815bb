"""The query bindings xslt, xslt1 and xpath (ISO/IEC 19757-3, annex C): XPath 1.0, run by lxml.

lxml evaluates only at elements, so other context nodes are reached by a step from an element, in whose predicate the
value is taken (`_Session._take`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from lxml import etree

from engross.schematron.cost import Shape, estimate
from engross.schematron.errors import LimitReached, UnknownVariable, UnsupportedError
from engross.schematron.model import XML, Budget, Node, Spot, attribute_spot
from engross.schematron.numbers import format_number
from engross.schematron.patterns import alternatives, everywhere, functions, tokens, variables
from engross.schematron.plain import plain
from engross.schematron.regexes import matches
from engross.schematron.scope import Scope

_XML_ID = f"{{{XML}}}id"
_OWN = "urn:engross:schematron"
_CORE = frozenset({
    "last", "position", "count", "id", "local-name", "namespace-uri", "name", "string", "concat", "starts-with",
    "contains", "substring-before", "substring-after", "substring", "string-length", "normalize-space",
    "translate", "boolean", "not", "true", "false", "lang", "number", "sum", "floor", "ceiling", "round",
    "text", "node", "comment", "processing-instruction",
})  # fmt: skip
_XSLT = {"current", "key", "generate-id", "format-number", "engross-own:matches"}

#: Characters that a value may have, and that an expression may put together.
_LONGEST = 10_000_000
_MOST_TEXT = 500_000_000

#: name, match and use of an xsl:key
Key = tuple[str, str, str]


class XPath1:
    """An engine for XPath 1.0."""

    def __init__(self, namespaces: Mapping[str, str], keys: Sequence[Key]) -> None:
        self.namespaces = {**{k: v for k, v in namespaces.items() if k}, "engross-own": _OWN}
        self.keys = keys
        self.session: Session | None = None
        self._compiled: dict[str, etree.XPath] = {}
        self._own = {
            (_OWN, "take"): lambda _context, value: self._now.take(value),
            (_OWN, "anchor"): lambda _context: [self._now.current.element],
            (_OWN, "variable"): lambda _context, name: self._now.values[name],
            (_OWN, "matches"): lambda _context, text, pattern: matches(str(pattern), _first(text)),
            (None, "key"): lambda _context, name, value: self._now.key(name, value),
            (None, "id"): lambda _context, value: self._now.id(value),
            (None, "generate-id"): lambda context, *nodes: _generate_id(context, *nodes),
            (None, "format-number"): lambda _context, number, picture: format_number(number, str(picture)),
        }

    @property
    def _now(self) -> Session:
        """The session that runs an expression: the functions of expressions work on its document."""
        assert self.session is not None
        return self.session

    def compile(self, text: str) -> etree.XPath:
        """The compiled expression; raises `UnsupportedError`."""
        found = self._compiled.get(text)
        if found is None:
            try:
                found = etree.XPath(text, namespaces=self.namespaces, extensions=self._own, regexp=False)
            except etree.XPathError as error:
                raise UnsupportedError(f"not XPath 1.0: {error}") from None
            self._compiled[text] = found
        return found

    def check(self, text: str, known: frozenset[str], pattern: bool = False) -> None:
        """See to it that the expression can be run, with the variables `known`; raises `UnsupportedError`."""
        if len(text) > 100_000:
            raise UnsupportedError("the expression is too long")
        for name in functions(text):
            if name not in _CORE | _XSLT and name not in ("and", "or", "div", "mod"):
                raise UnsupportedError(f"unknown function {name}()")
        for name in variables(text):
            if name not in known:
                raise UnknownVariable(name)
        for each in alternatives(text) if pattern else [text]:
            try:
                etree.XPath(everywhere(each) if pattern else each, namespaces=self.namespaces, regexp=False)
            except etree.XPathError as error:
                raise UnsupportedError(f"not XPath 1.0: {error}") from None

    def content(self, let: Node) -> object:
        """The value of a variable that is written as elements: for XPath 1 their text, as a result tree fragment is."""
        return let.text

    def start(self, root: etree._Element, budget: Budget) -> Session:
        """Begin to check a document."""
        return Session(self, root, budget)


class Session:
    """The evaluation of expressions on one document."""

    def __init__(self, engine: XPath1, root: etree._Element, budget: Budget) -> None:
        self._engine = engine
        self._root = root
        self._budget = budget
        engine.session = self
        self.shape = Shape(root)
        self._costs: dict[str, float] = {}
        self._keys: dict[str, dict[str, list[etree._Element]]] = {}
        self.current: Spot = Spot(root, "/self::node()")
        self._ids: dict[str, etree._Element] | None = None
        self.values: Mapping[str, Any] = {}
        self._taken: Any = None
        self.document = self.current

    def match(self, pattern: str, values: Scope) -> list[Spot]:
        """The nodes that a match pattern matches."""
        found: list[Spot] = []
        for alternative in alternatives(pattern):
            if alternative == "/":
                found.append(self.document)
                continue
            if not self.shape.may_match(alternative):
                continue
            nodes = self._run(_fast(alternative), self.document, values, True)
            if not isinstance(nodes, list):
                raise UnsupportedError("the context is no match pattern")
            found += [spot(node) for node in nodes if not isinstance(node, tuple)]
        return found

    def may_match(self, pattern: str) -> bool:
        """Whether a match pattern may match anything in the document."""
        return self.shape.may_match(pattern)

    def may_break(self, pattern: str, tests: Sequence[tuple[str, bool]]) -> bool:
        """Whether a node that a match pattern matches may break one of `tests`; each with whether it is broken where it
        is true. Where the answer is no, the nodes need not be looked at one by one."""
        return True

    def breaks(self, alternative: str, test: str, when: bool) -> bool:
        """Whether the truth of `test`, which knows no variables and no positions, is `when` for a node that
        `alternative` matches. Raises `UnsupportedError` and `LimitReached`."""
        broken = f"boolean({test})" if when else f"not({test})"
        return bool(self._run(f"boolean({_fast(alternative)}[{broken}])", self.document, Scope(), True))

    def boolean(self, text: str, at: Spot, values: Scope) -> bool:
        """Whether the expression is true."""
        return bool(self._run(f"boolean({text})", at, values))

    def string(self, text: str, at: Spot, values: Scope) -> str:
        """The value of the expression as a string."""
        return str(self._run(f"string({text})", at, values))

    def value(self, text: str, at: Spot, values: Scope) -> Any:
        """The value of the expression, to be put into a variable."""
        return self._run(text, at, values)

    def nodes(self, text: str, at: Spot, values: Scope) -> list[Spot]:
        """The nodes that the expression selects."""
        found = self._run(text, at, values)
        return [spot(node) for node in found if not isinstance(node, tuple)] if isinstance(found, list) else []

    def strings(self, text: str, at: Spot, values: Scope) -> list[str]:
        """What the expression selects, as strings."""
        found = self._run(text, at, values)
        return [string(each) for each in found] if isinstance(found, list) else [_as_string(found)]

    def items(self, text: str, at: Spot, values: Scope) -> list[Spot]:
        """The nodes that the expression selects. Raises `UnsupportedError` where it selects something else."""
        found = self._run(text, at, values)
        if not isinstance(found, list):
            raise UnsupportedError("it selects something that is no node")
        return [spot(node) for node in found if not isinstance(node, tuple)]

    def _run(self, text: str, at: Spot, scope: Scope, plain: bool = False) -> Any:
        self._engine.session = self
        self._budget.begin(text)
        cost = self._costs.get(text)
        if cost is None:
            cost = self._costs[text] = estimate(text, self.shape)
        if cost > self._budget.limits.estimate:
            raise LimitReached(f"it may take {cost:.0e} steps on a document of this size")
        parts = len(tokens(text))
        if "concat" in text and parts * self.shape.characters > _MOST_TEXT:
            raise LimitReached("it may make a text that is too long")
        needed = {name: scope.get(name) for name in _variables(text)} if "$" in text else {}
        text = self._rewritten(text, at, needed)
        step = "" if plain else at.step
        compiled = self._engine.compile(f"{step}[engross-own:take({text})]" if step else text)
        self.current, self.values, self._taken = at, needed, None
        passed = {name: value for name, value in needed.items() if not _has_strings(value)}
        try:
            result = compiled(at.element, **passed)
            if isinstance(result, str) and len(result) > _LONGEST:
                raise UnsupportedError("a value is too long")
        except (etree.XPathError, etree.LxmlError, TypeError, ValueError) as error:
            raise UnsupportedError(f"it failed: {error}") from None
        return self._taken if step else result

    def _rewritten(self, text: str, at: Spot, values: Mapping[str, Any]) -> str:
        """The expression with current(), and the variables that hold attributes, in a form that lxml can run."""
        if "current" not in text and not any(_has_strings(value) for value in values.values()):
            return text
        current = "engross-own:anchor()" + ("" if not at.step else at.step if at.step[0] == "/" else f"/{at.step}")
        if at.step[:1] == "/":
            current = at.step
        text = "".join(_without_current(tokens(text), f"({current})"))
        for name in values:
            if _has_strings(values[name]):
                _refuse_parents(text, name)
                parts = tokens(text)
                text = "".join(f"engross-own:variable('{name}')" if part == f"${name}" else part for part in parts)
        return text

    def take(self, value: Any) -> bool:
        self._taken = value
        return True

    def key(self, name: str, value: Any) -> list[etree._Element]:
        """XSLT's key() (XSLT 1.0, 12.2)."""
        index = self._index(str(name))
        wanted = [string(each) for each in value] if isinstance(value, list) else [_as_string(value)]
        return [element for each in dict.fromkeys(wanted) for element in index.get(each, ())]

    def id(self, value: Any) -> list[etree._Element]:
        """id() (XPath 1.0, 4.1), of ``xml:id``; the first of several elements."""
        if self._ids is None:
            self._ids = {}
            for element in self._root.iter("*"):
                self._ids.setdefault(element.get(_XML_ID, ""), element)
        texts = [string(each) for each in value] if isinstance(value, list) else [_as_string(value)]
        wanted = dict.fromkeys(name for text in texts for name in text.split())
        return [self._ids[name] for name in wanted if name in self._ids]

    def _index(self, name: str) -> dict[str, list[etree._Element]]:
        if name in self._keys:
            return self._keys[name]
        if name not in [key[0] for key in self._engine.keys]:
            raise UnsupportedError(f"there is no xsl:key “{name}” that can be run")
        index: dict[str, list[etree._Element]] = {}
        self._keys[name] = index
        before = self.current, self.values, self._taken
        for _, match, use in [key for key in self._engine.keys if key[0] == name]:
            for node in self.match(match, Scope()):
                if node.step:
                    raise UnsupportedError("an xsl:key for attributes or text is not run")
                found = self._run(use, node, Scope())
                for each in {string(v) for v in found} if isinstance(found, list) else {_as_string(found)}:
                    index.setdefault(each, []).append(node.element)
        self.current, self.values, self._taken = before
        return index


def _generate_id(context: Any, *nodes: Any) -> str:
    node = nodes[0][0] if nodes and nodes[0] else None
    if not nodes:
        node = context.context_node
    if node is None:
        return ""
    here = spot(node)
    path = here.element.getroottree().getpath(here.element) + here.suffix
    return "id" + "".join(c if c.isalnum() else f"_{ord(c):x}" for c in path)


def _first(value: Any) -> str:
    """The string value of what holds one node at most."""
    return (string(value[0]) if value else "") if isinstance(value, list) else _as_string(value)


def spot(node: Any) -> Spot:
    """The `Spot` of what lxml gives for a node."""
    if isinstance(node, etree._Element):
        return Spot(node) if isinstance(node.tag, str) else _aside(node)
    parent = node.getparent() if hasattr(node, "getparent") else None
    if parent is None:
        raise UnsupportedError("it selects something that is no node of the document")
    if node.is_attribute:
        name = str(node.attrname)
        uri, _, local = name.removeprefix("{").rpartition("}")
        return attribute_spot(parent, name, f"@*[local-name() = '{local}' and namespace-uri() = '{uri}']")
    if node.is_text:
        return Spot(parent, "node()[1][self::text()]", "/text()[1]")
    return Spot(parent, "following-sibling::node()[1][self::text()]", "/following-sibling::text()[1]")


def _aside(node: etree._Element) -> Spot:
    """The `Spot` of a comment or an instruction, at which lxml evaluates nothing: a step from the element around it."""
    kind = "comment()" if isinstance(node, etree._Comment) else "processing-instruction()"
    parent = node.getparent()
    number = 1 + sum(1 for _ in node.itersiblings(tag=node.tag, preceding=True))
    anchor = node.getroottree().getroot() if parent is None else parent
    path = str(node.getroottree().getpath(node))
    suffix = path[path.rindex("/") :]
    return Spot(anchor, f"{'/' if parent is None else ''}{kind}[{number}]", suffix, "", node)


def string(value: Any) -> str:
    """The string value of a node."""
    return "".join(str(t) for t in value.itertext()) if isinstance(value, etree._Element) else str(value)


_variables = lru_cache(maxsize=2000)(variables)


@lru_cache(maxsize=2000)
def _fast(alternative: str) -> str:
    """An XPath for all nodes that the alternative matches; one that libxml2 runs in one go, where positions don't count
    (``//a[b]`` looks at each node of the document, ``/descendant::a[b]`` for each ``a``)."""
    text = everywhere(alternative)
    simple = plain(alternative)
    if simple is None or simple.counts or not re.match(r"[^\W\d*][\w.:\-]*(?!\s*::)|\*", alternative):
        return text
    return text if re.match(r"[\w.\-]+\s*(::|\()", alternative) else f"/descendant::{alternative}"


def _as_string(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value == int(value) else repr(value)
    return str(value)


def _has_strings(value: Any) -> bool:
    return isinstance(value, list) and any(not isinstance(each, etree._Element) for each in value)


def _without_current(parts: Sequence[str], current: str) -> list[str]:
    """The tokens with ``current()`` replaced."""
    found: list[str] = []
    at = 0
    while at < len(parts):
        call = re.match(r"current\s*\(\s*\)", "".join(parts[at : at + 5])) if parts[at] == "current" else None
        if not call:
            found.append(parts[at])
            at += 1
            continue
        found.append(current)
        length = 0
        while length < call.end():
            length += len(parts[at])
            at += 1
    return found


def _refuse_parents(text: str, name: str) -> None:
    """lxml gives the values of attributes and texts to variables, not where they are."""
    here = rf"\${re.escape(name)}(?![\w.-])"
    if re.search(rf"{here}\s*(/|\||\[\s*[^\d\s])|(name|namespace-uri|generate-id)\(\s*{here}|\|\s*{here}", text):
        raise UnsupportedError(f"${name} holds attributes or texts, and the expression asks where they are")
