"""Checks a tree against Schematron rules.

Runs what the rules of engross editions need of ISO Schematron with the query binding "xslt": ``ns``, ``let``,
``pattern``, ``rule`` (in each pattern, the first that matches a node), ``assert``, ``report``, ``value-of``,
``name``, ``subject`` (of attributes without a prefix), and ``xsl:key``. Rules match elements. The ``id`` of an assert
or report is the problem's code.
"""

from __future__ import annotations

from _thread import allocate_lock
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

from lxml import etree
from msgspec import Struct

from engross.check.problem import Problem, problem
from engross.data import schema_file
from engross.encode.tree import in_lots, local
from engross.regex import compile_later

SCH = "{http://purl.oclc.org/dsdl/schematron}"
_KEY = "{http://www.w3.org/1999/XSL/Transform}key"

#: A compiled XPath expression: called with a node, and the values of the variables in it.
Expression = Callable[..., Any]
#: The elements of a tree, in document order, by their tags, and by the names of their attributes behind an ``@``.
Named = Mapping[str, list[etree._Element]]
#: What selects nodes of a tree, of which it gets the root and the elements, with the values of variables.
Selection = Callable[[etree._Element, Named, Mapping[str, Any]], Iterable[etree._Element]]
#: The variable that holds the elements among which a rule looks for its context.
_HERE = "elements-in-question"
_Lets = tuple[tuple[str, Expression], ...]

_XML = "http://www.w3.org/XML/1998/namespace"
#: How a context begins: with an element that has a name, or with any that has one of some attributes.
_FIRST = compile_later(r"([\w-]+:[\w-]+)(?=[\[/]|$)|(?:[\w-]+:)?\*\[(@[\w:-]+(?: or @[\w:-]+)*)\]")
_ATTRIBUTE = compile_later(r"@[\w:-]+")
_ANY_WITH = compile_later(r"\*\[@[\w:-]+\]")
_OR = compile_later(r"\|(?![^\[]*\])")


def check_rules(root: etree._Element, sch: bytes | None = None) -> list[Problem]:
    """What in the tree below `root` breaks a rule of `sch` (default: engross.sch), in document order."""
    rules = _bundled() if sch is None else Rules(sch)
    return rules.check(root)


@cache
def _bundled() -> Rules:
    return Rules(schema_file("engross.sch"))


def some_rules(sch: bytes, codes: Collection[str]) -> Rules:
    """Those assertions of `sch` that have one of `codes`."""
    schema = etree.fromstring(sch)
    for test in assertions_of(schema):
        rule = test.getparent()
        if rule is not None and test.get("id") not in codes:
            rule.remove(test)
    for pattern in schema.findall(f"{SCH}pattern"):
        if not assertions_of(pattern):
            schema.remove(pattern)
    return Rules(etree.tostring(schema))


def assertions_of(schema: etree._Element) -> list[etree._Element]:
    """The assertions in `schema`, or in a part of it."""
    return list(schema.iter(f"{SCH}assert", f"{SCH}report"))


class _Test(Struct, frozen=True):
    """An assert (`wanted` true) or a report: a problem where `test` comes to something else than `wanted`. `subject`
    gives the name of the attribute that it is about."""

    code: str
    wanted: bool
    test: Expression
    message: tuple[str | Expression, ...]
    subject: Expression | None


class _Rule(Struct, frozen=True):
    """A rule: the names (see `Named`) one of which its context's elements have (none where any may be meant), the nodes
    of its context, and those among them that fail a test (None where tests use variables). `doubled`: the key of which
    it asks only whether a node is the first with its value, so that it need not be asked of any where no value has two;
    empty for others."""

    names: tuple[str, ...]
    nodes: Selection
    failing: Selection | None
    lets: _Lets
    doubled: str
    tests: tuple[_Test, ...]


class _Key(Struct, frozen=True):
    name: str
    names: tuple[str, ...]
    nodes: Selection
    use: Expression


class Rules:
    """A Schematron schema, compiled."""

    def __init__(self, sch: bytes) -> None:
        schema = etree.fromstring(sch)
        self._namespaces = {ns.get("prefix", ""): ns.get("uri", "") for ns in schema.iter(f"{SCH}ns")}
        self._index: dict[str, dict[str, list[etree._Element]]] = {}
        self._lock = allocate_lock()  # the compiled expressions read the index of the tree under check
        self._written_keys = list(schema.iter(_KEY))
        self._keys = [self._key(key) for key in self._written_keys]
        self._lets = self._compile_lets(schema)
        self._patterns = [
            (self._compile_lets(pattern), [self._rule(rule) for rule in pattern.iter(f"{SCH}rule")])
            for pattern in schema.iter(f"{SCH}pattern")
        ]
        names = [key.names for key in self._keys] + [rule.names for _, rules in self._patterns for rule in rules]
        self._names_asked = frozenset(chain.from_iterable(names))

    def check(self, root: etree._Element) -> list[Problem]:
        """The problems of the tree below `root`, in document order."""
        with self._lock:
            try:
                self._index, named = {}, _named(root, self._names_asked)
                for key in self._keys:
                    self._index[key.name] = _indexed(key, root, named)
                found = [found for lets, rules in self._patterns for found in self._fire(root, lets, rules, named)]
            finally:
                self._index = {}
        if len(found) > 1:
            order = {element: number for number, element in enumerate(root.iter())}
            found.sort(key=lambda p: order.get(p.element, 0) if p.element is not None else 0)
        return found

    def _fire(self, root: etree._Element, lets: _Lets, rules: list[_Rule], named: Named) -> Iterable[Problem]:
        """The problems that one pattern finds; each node meets only the first rule that matches it. Most patterns are
        about elements that an edition has none of."""
        rules = [rule for rule in rules if not rule.names or any(name in named for name in rule.names)]
        if all(rule.doubled and all(len(nodes) == 1 for nodes in self._index[rule.doubled].values()) for rule in rules):
            return
        around = _bind((*self._lets, *lets), root, {}) if rules else {}
        met: set[etree._Element] = set()
        for rule in rules:
            last = rule is rules[-1]  # of the others, all nodes must be known: the rules behind do not meet them
            for node in (rule.failing if last and rule.failing else rule.nodes)(root, named, around):
                if node in met:
                    continue
                if not last:
                    met.add(node)
                values = _bind(rule.lets, node, around)
                for test in rule.tests:
                    if test.test(node, **values) is not test.wanted:
                        about = {"attribute": test.subject(node, **values)} if test.subject else {}
                        yield problem(test.code, node, message=_render(test.message, node, values), **about)

    def _xpath(self, expression: str) -> Expression:
        """`expression`, compiled when it is first wanted: most rules are about elements that an edition has none of."""

        compiled: list[etree.XPath] = []

        def evaluate(node: etree._Element, **values: Any) -> Any:
            if not compiled:
                own = {(None, "key"): self._look_up}
                names = self._namespaces
                compiled.append(etree.XPath(expression, namespaces=names, extensions=own, smart_strings=False))
            return compiled[0](node, **values)

        return evaluate

    def _look_up(self, _context: object, name: str, value: object) -> list[etree._Element]:
        """XSLT's key(): what the key `name` finds under a string, or under any of several nodes."""
        index = self._index[name]
        if isinstance(value, list):
            return [element for each in value for element in index.get(_string(each), ())]
        return index.get(str(value), [])

    def _key(self, key: etree._Element) -> _Key:
        match = key.get("match", "")
        names = self._names(match)
        nodes = self._select(match, names if len(names) == 1 else (), "")  # of one name, they are in document order
        return _Key(key.get("name", ""), names, nodes, self._use(key.get("use", "")))

    def _use(self, use: str) -> Expression:
        """The values of an xsl:key for one node; a plain attribute needs no XPath."""
        if not _ATTRIBUTE.fullmatch(use):
            return self._xpath(use)
        attribute = self._clark(use[1:])
        return lambda node: node.get(attribute) or []

    def _rule(self, rule: etree._Element) -> _Rule:
        written = assertions_of(rule)
        context, lets = rule.get("context", ""), self._compile_lets(rule)
        names = self._names(context)
        said = [("not" if test.tag == f"{SCH}assert" else "", test.get("test")) for test in written]
        fails = " or ".join(f"{negated}({test})" for negated, test in said)
        nodes = self._select(context, names, "")
        failing = None if lets else self._select(context, names, f"[boolean({fails})]")
        doubled = self._doubled(context, [test for _, test in said])
        return _Rule(names, nodes, failing, lets, doubled, tuple(map(self._test, written)))

    def _select(self, context: str, names: tuple[str, ...], failing: str) -> Selection:
        """What selects the nodes of `context`, all with one of `names`, or those of them that are `failing`."""
        if not names:
            everywhere = self._xpath(f"({_everywhere(context)}){failing}")
            return lambda root, _, values: everywhere(root, **values)
        if not failing and _ANY_WITH.fullmatch(context):
            return lambda _, named, values: _with_names(named, names)
        among = self._xpath(f"({_among(context)}){failing}")
        return lambda _, named, values: [
            node for lot in in_lots(_with_names(named, names)) for node in among(lot[0], **values, **{_HERE: lot})
        ]

    def _doubled(self, context: str, tests: Sequence[str | None]) -> str:
        """The key of which a rule with that context and these tests asks no more than whether a node is its first."""
        for key in self._written_keys:
            asked = f"count(key('{key.get('name')}', {key.get('use')})[1] | .) = 2"
            if key.get("match") == context and all(test == asked for test in tests):
                return key.get("name", "")
        return ""

    def _names(self, context: str) -> tuple[str, ...]:
        """The names (see `Named`) one of which the elements have with which the alternatives of `context` begin; empty
        where it can't be told."""
        firsts = [_FIRST.match(part) for part in _alternatives(context)]
        names = [f"@{self._clark(a[1:])}" for first in firsts if first and first[2] for a in first[2].split(" or ")]
        names += [self._clark(first[1]) for first in firsts if first and first[1]]
        return tuple(names) if all(firsts) else ()

    def _clark(self, name: str) -> str:
        """The name with the URI of its prefix, as lxml has it."""
        prefix, _, name = name.rpartition(":")
        uri = _XML if prefix == "xml" else self._namespaces.get(prefix, "")
        return f"{{{uri}}}{name}" if uri else name

    def _test(self, test: etree._Element) -> _Test:
        compiled = self._xpath(f"boolean({test.get('test')})")
        subject = self._xpath(f"name({test.get('subject')})") if test.get("subject") else None
        return _Test(test.get("id", ""), test.tag == f"{SCH}assert", compiled, tuple(self._message(test)), subject)

    def _message(self, test: etree._Element) -> Iterable[str | Expression]:
        yield test.text or ""
        for child in test:
            if child.tag == f"{SCH}value-of":
                yield self._xpath(f"string({child.get('select')})")
            elif child.tag == f"{SCH}name":
                yield local
            elif isinstance(child.tag, str):
                yield _string(child)
            yield child.tail or ""

    def _compile_lets(self, parent: etree._Element) -> _Lets:
        lets = parent.findall(f"{SCH}let")
        return tuple((let.get("name", ""), self._xpath(let.get("value", ""))) for let in lets)


def _everywhere(match: str) -> str:
    """An XPath for the nodes of the whole document that an XSLT match pattern means."""
    return " | ".join(a if a.startswith("/") else f"/descendant::{a}" for a in _alternatives(match))


def _among(match: str) -> str:
    """An XPath for those of the nodes `_HERE` that an XSLT match pattern of single steps means."""
    return " | ".join(f"${_HERE}/self::{a}" for a in _alternatives(match))


def _alternatives(match: str) -> list[str]:
    return [part.strip() for part in _OR.split(match)]


def _named(root: etree._Element, asked: Collection[str]) -> Named:
    """The elements of the tree below `root`, by those of their names that are `asked` for."""
    named: dict[str, list[etree._Element]] = {}
    attributes = {name[1:]: name for name in asked if name[0] == "@"}
    for element in root.iter(etree.Element):
        if element.tag in asked:
            named.setdefault(element.tag, []).append(element)
        for attribute in element.keys():  # noqa: SIM118 - it is no dict
            if attribute in attributes:
                named.setdefault(attributes[attribute], []).append(element)
    return named


def _with_names(named: Named, names: tuple[str, ...]) -> Collection[etree._Element]:
    """The elements that have one of `names`; in document order, where that is one name."""
    if len(names) == 1:
        return named.get(names[0], ())
    return dict.fromkeys(chain.from_iterable(named.get(name, ()) for name in names))


def _indexed(key: _Key, root: etree._Element, named: Named) -> dict[str, list[etree._Element]]:
    index: dict[str, list[etree._Element]] = {}
    for node in key.nodes(root, named, {}):
        value = key.use(node)
        for each in value if isinstance(value, list) else [value]:
            index.setdefault(_string(each), []).append(node)
    return index


def _bind(lets: _Lets, node: etree._Element, around: Mapping[str, Any]) -> dict[str, Any]:
    """The variables for `node`: those `around`, and `lets`, each of which may use those before it."""
    values = dict(around)
    for name, value in lets:
        values[name] = value(node, **values)
    return values


def _render(message: Iterable[str | Expression], node: etree._Element, values: Mapping[str, Any]) -> str:
    parts = (p if isinstance(p, str) else p(node) if p is local else p(node, **values) for p in message)
    return " ".join("".join(parts).split())


def _string(value: object) -> str:
    """The string value of what an XPath came to."""
    if isinstance(value, etree._Element):
        return "".join(str(part) for part in value.itertext())
    return str(value)
