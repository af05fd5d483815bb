"""The query bindings xslt2, xslt3, xpath2, xpath3 and xpath31 (ISO/IEC 19757-3, annexes H to L): elementpath."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from lxml import etree

from engross.schematron.errors import LimitReached, UnknownVariable, UnsupportedError
from engross.schematron.model import Budget, Node, Spot
from engross.schematron.patterns import alternatives, bound_in, everywhere, first_name, functions, variables
from engross.schematron.plain import Plain, plain
from engross.schematron.scope import Scope
from engross.schematron.xpath1 import Key, XPath1

if TYPE_CHECKING:  # elementpath is loaded only for what lxml can't run
    from engross.schematron.trees import Tree

_COLLATION = "http://www.w3.org/2005/xpath-functions/collation/codepoint"
_T = TypeVar("_T")

#: What looks like a call in the expressions that rules are made of, and is there in every XPath 2: node tests, words of
#: the language, functions (XQuery 1.0 and XPath 2.0 Functions and Operators; current() and generate-id() of XSLT).
_CALLS = """
    text node element attribute comment processing-instruction document-node item if then else and or in return some
    every satisfies for to eq ne lt le gt ge div mod union intersect except as instance castable cast
    name local-name namespace-uri string string-length normalize-space concat contains starts-with ends-with substring
    substring-before substring-after translate upper-case lower-case string-join matches replace tokenize not true false
    boolean number count sum min max avg abs round floor ceiling exists empty distinct-values index-of position last
    data root id current generate-id current-date xs:string xs:integer xs:decimal xs:double xs:float xs:boolean xs:date
    xs:dayTimeDuration
"""
#: A rule with another is parsed at once, so that what can't be run is told of the schema, and not of each file.
_USUAL = frozenset(_CALLS.split())


class XPath2:
    """An engine for XPath 2.0 and 3.1. What is not XPath 2.0 is tried as 3.1, as XSLT 3.0 processors do it.

    Expressions that mean the same in XPath 1 are run by lxml; the others are parsed when they are needed.
    """

    def __init__(self, namespaces: Mapping[str, str], keys: Sequence[Key], version: str) -> None:
        self.namespaces = dict(namespaces)
        self.keys = keys
        self.simple = XPath1(namespaces, ())
        self._versions = ("2.0", "3.1") if version == "2.0" else ("3.1",)
        self._compiled: dict[str, Any] = {}
        self._needs: dict[str, list[str]] = {}

    @cached_property
    def _parsers(self) -> list[Any]:
        from engross.schematron.guards import parser_class

        return [parser_class(v)(namespaces=self.namespaces, default_collation=_COLLATION) for v in self._versions]

    def check(self, text: str, known: frozenset[str], pattern: bool = False) -> None:
        """See to it that the expression can be run; raises `UnsupportedError`."""
        for name in variables(text):
            if name not in known and name not in bound_in(text):
                raise UnknownVariable(name)
        for each in alternatives(text) if pattern else [text]:
            found = plain(each)
            if found is None or (pattern and (found.last != "element" or found.text[0] == "(")):
                if not set(functions(each)) <= _USUAL:
                    self.compile(everywhere(each) if pattern else each)
                continue  # else parsed when a document has nodes for it: elementpath takes long to load
            self.simple.check(found.text, frozenset())

    def compile(self, text: str) -> Any:
        """The parsed expression; expressions are parsed once."""
        if text not in self._compiled:
            if len(text) > 100_000:
                raise UnsupportedError("the expression is too long")
            self._compiled[text] = self._parsed(text)
        return self._compiled[text]

    def _parsed(self, text: str) -> Any:
        import elementpath

        reason = ""
        for parser in self._parsers:
            try:
                return parser.parse(text)
            except RecursionError:
                raise UnsupportedError("the expression is nested too deeply") from None
            except (elementpath.ElementPathError, AssertionError, AttributeError, LookupError, ValueError) as error:
                reason = reason or _said(error)
        raise UnsupportedError(f"not XPath {self._versions[0]}: {reason}")

    def needs(self, text: str) -> list[str]:
        """The names of the variables in the expression."""
        if text not in self._needs:
            self._needs[text] = list(dict.fromkeys(variables(text)))
        return self._needs[text]

    def content(self, let: Node) -> object:
        """The value of a variable that is written as elements: these."""
        from engross.schematron.trees import nodes_of

        return nodes_of(let)

    def start(self, root: etree._Element, budget: Budget) -> Session:
        """Begin to check a document."""
        return Session(self, root, budget)


class Session:
    """The evaluation of expressions on one document."""

    def __init__(self, engine: XPath2, root: etree._Element, budget: Budget) -> None:
        self._engine = engine
        self._budget = budget
        self._root = root
        self._simple = engine.simple.start(root, budget)
        self._keys: dict[str, dict[str, list[Any]]] = {}
        self.document = Spot(root, "/")

    @cached_property
    def _tree(self) -> Tree:
        from engross.schematron.trees import Tree

        return Tree(self._root, self._budget, self._key)

    def match(self, pattern: str, values: Scope) -> list[Spot]:
        """The nodes that a match pattern matches."""
        found: dict[tuple[etree._Element, str, str], Spot] = {}
        for alternative in alternatives(pattern):
            if not self._simple.shape.may_match(alternative):
                continue
            simple = _plain_pattern(alternative)
            if simple is not None:
                spots: Iterable[Spot] = self._simple.match(simple.text, values)
            else:
                spots = self._matched(alternative, values)
            for spot in spots:
                found.setdefault((spot.element, spot.step, spot.suffix), spot)
        return list(found.values())

    def _matched(self, alternative: str, values: Scope) -> Iterator[Spot]:
        name = first_name(alternative)
        if name is None or alternative.startswith("/"):
            places: Iterable[tuple[str, Spot]] = [(everywhere(alternative), self.document)]
        else:
            prefix, _, local = name.rpartition(":")
            uri = self._engine.namespaces.get(prefix, "")
            tag = f"{{{uri}}}{local}" if uri else local
            if next(self._root.getroottree().iter(tag), None) is None:
                return  # and elementpath need not be loaded
            parents = self._tree.parents.get(tag, {})
            places = [(alternative, Spot(self._root, node=parent)) for parent in parents]
        for text, start in places:
            for node in self._run(text, start, values, lambda token, context: list(token.select(context))):
                yield self._tree.spot(node, self.document)

    def may_match(self, pattern: str) -> bool:
        """Whether a match pattern may match anything in the document."""
        return self._simple.shape.may_match(pattern)

    def may_break(self, pattern: str, tests: Sequence[tuple[str, bool]]) -> bool:
        """Whether a node that a match pattern matches may break one of `tests`; each with whether it is broken where it
        is true. Where the answer is no, the nodes need not be looked at one by one."""
        found = [each for each in alternatives(pattern) if self._simple.shape.may_match(each)]
        contexts = [_plain_pattern(each) for each in found]
        simple = [(plain(test), when) for test, when in tests]
        try:
            return any(
                context is None or test is None or test.counts or self._simple.breaks(context.text, test.text, when)
                for context in contexts
                for test, when in simple
            )
        except (UnsupportedError, LimitReached):
            return True

    def boolean(self, text: str, at: Spot, values: Scope) -> bool:
        """Whether the expression is true (its effective boolean value)."""
        simple = plain(text)
        if simple is not None and at.is_element:
            return self._simple.boolean(simple.text, at, values)
        return self._run(text, at, values, lambda token, context: bool(token.boolean_value(token.select(context))))

    def string(self, text: str, at: Spot, values: Scope) -> str:
        """The values of the expression as strings, with spaces between them."""
        simple = plain(text)
        if simple is not None and simple.kind in ("one", "string", "number") and at.is_element:
            return self._simple.string(simple.text, at, values)
        return self._run(text, at, values, lambda t, c: " ".join(str(t.string_value(item)) for item in t.select(c)))

    def value(self, text: str, at: Spot, values: Scope) -> Any:
        """The value of the expression, to be put into a variable."""
        found = self._run(text, at, values, lambda token, context: list(token.select(context)))
        return found[0] if len(found) == 1 else found

    def nodes(self, text: str, at: Spot, values: Scope) -> list[Spot]:
        """The nodes that the expression selects."""
        found = self._run(text, at, values, lambda token, context: list(token.select(context)))
        return [self._tree.spot(node, self.document) for node in found if hasattr(node, "parent")]

    def strings(self, text: str, at: Spot, values: Scope) -> list[str]:
        """What the expression selects, as strings."""
        return self._run(text, at, values, lambda t, c: [str(t.string_value(item)) for item in t.select(c)])

    def items(self, text: str, at: Spot, values: Scope) -> list[Spot]:
        """The nodes and values that the expression selects; a value is about the node `at`."""
        found = self._run(text, at, values, lambda token, context: list(token.select(context)))
        return [
            self._tree.spot(item, self.document)
            if hasattr(item, "parent")
            else Spot(at.element, "value", at.suffix, at.attribute, item)
            for item in found
        ]

    def _run(self, text: str, at: Spot, values: Scope, how: Callable[[Any, Any], _T]) -> _T:
        import elementpath

        token = self._engine.compile(text)
        self._budget.begin(text)
        context = self._tree.context(at, self._variables(text, values))
        try:
            with self._budget.running():
                return how(token, context)
        except (LimitReached, UnsupportedError):
            raise
        except RecursionError:
            raise UnsupportedError("it failed: nested too deeply") from None
        except elementpath.ElementPathError as error:
            raise UnsupportedError(f"it failed: {_said(error)}") from None
        except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, AssertionError) as error:
            raise UnsupportedError(f"it failed: {type(error).__name__}: {error}") from None
        except MemoryError:
            raise UnsupportedError("it failed: out of memory") from None

    def _variables(self, text: str, values: Scope) -> dict[str, Any]:
        found = {}
        for name in self._engine.needs(text):
            try:
                found[name] = values.get(name)
            except UnsupportedError:
                if name not in bound_in(text):
                    raise
        return found

    def _key(self, name: str, wanted: list[str]) -> list[Any]:
        if name not in self._keys:
            if name not in [key[0] for key in self._engine.keys]:
                raise UnsupportedError(f"there is no xsl:key “{name}” that can be run")
            index: dict[str, list[Any]] = {}
            for _, match, use in [key for key in self._engine.keys if key[0] == name]:
                for node in self.match(match, Scope()):
                    values = self._run(use, node, Scope(), lambda t, c: {str(t.string_value(i)) for i in t.select(c)})
                    for each in values:
                        index.setdefault(each, []).append(self._tree.node(node))
            self._keys[name] = index
        found = {node: None for each in dict.fromkeys(wanted) for node in self._keys[name].get(each, ())}
        return sorted(found, key=lambda node: node.position)


def _plain_pattern(alternative: str) -> Plain | None:
    """The alternative of a match pattern in XPath 1, if it is plain and matches elements."""
    simple = plain(alternative)
    return simple if simple is not None and simple.last == "element" and simple.text[0] != "(" else None


def _said(error: BaseException) -> str:
    """What an error of elementpath says, without the places and classes of the program."""
    text = re.sub(r"^.*?\[err:\w+\]\s*", "", " ".join(str(error).split()))
    return re.sub(r" for <class '[^']*'>", "", text).rstrip(".") or type(error).__name__
