"""The query bindings xslt2, xslt3, xpath2, xpath3 and xpath31 (ISO/IEC 19757-3, annexes H to L): elementpath."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from typing import Any, TypeVar

import elementpath
from elementpath import AttributeNode, CommentNode, DocumentNode, ElementNode, TextNode, XPathNode
from lxml import etree

from engross.schematron.errors import LimitReached, UnsupportedError
from engross.schematron.guards import Context, parser_class
from engross.schematron.model import Budget, Spot
from engross.schematron.patterns import alternatives, everywhere, first_name, variables
from engross.schematron.xpath1 import Key

_COLLATION = "http://www.w3.org/2005/xpath-functions/collation/codepoint"
_XML = "http://www.w3.org/XML/1998/namespace"
_T = TypeVar("_T")


class XPath2:
    """An engine for XPath 2.0 and 3.1. What is not XPath 2.0 is tried as 3.1, as XSLT 3.0 processors do it."""

    def __init__(self, namespaces: Mapping[str, str], keys: Sequence[Key], version: str) -> None:
        self.namespaces = dict(namespaces)
        self.keys = keys
        versions = ("2.0", "3.1") if version == "2.0" else ("3.1",)
        self._parsers = [parser_class(v)(namespaces=self.namespaces, default_collation=_COLLATION) for v in versions]
        self._compiled: dict[str, Any] = {}

    def check(self, text: str, known: frozenset[str], pattern: bool = False) -> None:
        """See to it that the expression can be run; raises `UnsupportedError`."""
        bound = ("for", "let", "some", "every", "function")
        for name in variables(text):
            if name not in known and not any(word in text for word in bound):
                raise UnsupportedError(f"unknown variable ${name}")
        for each in alternatives(text) if pattern else [text]:
            self.compile(everywhere(each) if pattern else each)

    def compile(self, text: str) -> Any:
        """The parsed expression; expressions are parsed once."""
        if text not in self._compiled:
            if len(text) > 100_000:
                raise UnsupportedError("the expression is too long")
            reason = ""
            for parser in self._parsers:
                try:
                    self._compiled[text] = parser.parse(text)
                    break
                except RecursionError:
                    raise UnsupportedError("the expression is nested too deeply") from None
                except (elementpath.ElementPathError, AssertionError, AttributeError, LookupError, ValueError) as error:
                    reason = reason or _said(error)
            else:
                raise UnsupportedError(f"not XPath {self._parsers[0].version}: {reason}")
        return self._compiled[text]

    def start(self, root: etree._Element, budget: Budget) -> Session:
        """Begin to check a document."""
        return Session(self, root, budget)


class Session:
    """The evaluation of expressions on one document."""

    def __init__(self, engine: XPath2, root: etree._Element, budget: Budget) -> None:
        self._engine = engine
        self._budget = budget
        self._root = root
        self._keys: dict[str, dict[str, list[Any]]] = {}
        tree: Any = elementpath.get_node_tree(root.getroottree())
        self._context = Context(tree)
        self._context.budget = budget
        self._context.keys = self._key
        self._parents: dict[str, dict[Any, None]] = {}
        size = 0
        for node in tree.iter_descendants():
            size += 1
            if isinstance(node, ElementNode) and node.name is not None:
                self._parents.setdefault(node.name, {})[node.parent] = None
        self._context.size_of_document = size
        self.document = Spot(root, "/", "", "", tree)

    def match(self, pattern: str, values: Mapping[str, Any]) -> list[Spot]:
        """The nodes that a match pattern matches, in document order."""
        found: dict[XPathNode, None] = {}
        for alternative in alternatives(pattern):
            for text, start in self._places(alternative):
                for node in self._run(text, start, values, lambda token, context: list(token.select(context))):
                    if not isinstance(node, XPathNode):
                        raise UnsupportedError("the context is no match pattern")
                    found[node] = None
        return [self._spot(node) for node in sorted(found, key=lambda node: node.position)]

    def _places(self, alternative: str) -> list[tuple[str, Spot]]:
        """What to evaluate, and where, to find all that an alternative matches."""
        name = first_name(alternative)
        if name is None or alternative.startswith("/"):
            return [(everywhere(alternative), self.document)]
        prefix, _, local = name.rpartition(":")
        uri = self._engine.namespaces.get(prefix, "")
        parents = self._parents.get(f"{{{uri}}}{local}" if uri else local, {})
        return [(alternative, Spot(self._root, "", "", "", parent)) for parent in parents]

    def boolean(self, text: str, at: Spot, values: Mapping[str, Any]) -> bool:
        """Whether the expression is true (its effective boolean value)."""
        return self._run(text, at, values, lambda token, context: bool(token.boolean_value(token.select(context))))

    def string(self, text: str, at: Spot, values: Mapping[str, Any]) -> str:
        """The values of the expression as strings, with spaces between them."""
        return self._run(text, at, values, lambda t, c: " ".join(str(t.string_value(item)) for item in t.select(c)))

    def value(self, text: str, at: Spot, values: Mapping[str, Any]) -> Any:
        """The value of the expression, to be put into a variable."""
        found = self._run(text, at, values, lambda token, context: list(token.select(context)))
        return found[0] if len(found) == 1 else found

    def nodes(self, text: str, at: Spot, values: Mapping[str, Any]) -> list[Spot]:
        """The nodes that the expression selects."""
        found = self._run(text, at, values, lambda token, context: list(token.select(context)))
        return [self._spot(node) for node in found if isinstance(node, XPathNode)]

    def _run(self, text: str, at: Spot, values: Mapping[str, Any], how: Callable[[Any, Any], _T]) -> _T:
        token = self._engine.compile(text)
        self._budget.begin(text)
        context: Any = copy(self._context)
        context.item = context.current = at.node
        context.variables = dict(values)
        try:
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

    def _key(self, name: str, wanted: list[str]) -> list[Any]:
        if name not in self._keys:
            index: dict[str, list[Any]] = {}
            for _, match, use in [key for key in self._engine.keys if key[0] == name]:
                for node in self.match(match, {}):
                    values = self._run(use, node, {}, lambda t, c: {str(t.string_value(i)) for i in t.select(c)})
                    for each in values:
                        index.setdefault(each, []).append(node.node)
            self._keys[name] = index
        found = {node: None for each in dict.fromkeys(wanted) for node in self._keys[name].get(each, ())}
        return sorted(found, key=lambda node: node.position)

    def _spot(self, node: Any) -> Spot:
        if isinstance(node, DocumentNode):
            return self.document
        if isinstance(node, AttributeNode):
            parent: Any = node.parent.value if node.parent is not None else self._root
            name = etree.QName(str(node.name))
            prefix = next((p for p, uri in parent.nsmap.items() if p and uri == name.namespace), "")
            prefix = "xml" if name.namespace == _XML else prefix
            return Spot(
                parent, "@", f"/@{prefix}:{name.localname}" if prefix else f"/@{name.localname}", name.text, node
            )
        if isinstance(node, TextNode):
            owner: Any = node.parent.value if node.parent is not None else self._root
            return Spot(owner, f"text {node.position}", "/text()", "", node)
        if isinstance(node, (ElementNode, CommentNode)) or hasattr(node, "value"):
            return Spot(node.value, "", "", "", node)
        raise UnsupportedError("it selects something that is no node of the document")


def _said(error: BaseException) -> str:
    """What an error of elementpath says, without the places and classes of the program."""
    text = re.sub(r"^.*?\[err:\w+\]\s*", "", " ".join(str(error).split()))
    return re.sub(r" for <class '[^']*'>", "", text).rstrip(".") or type(error).__name__
