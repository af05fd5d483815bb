"""elementpath's parsers with what Schematron adds (current(), key()), without what reads files, and with limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import elementpath
import elementpath.xpath_nodes
from elementpath import XPathNode
from elementpath.tdop import Parser
from elementpath.xpath3 import XPath31Parser
from lxml import etree

from engross.regex import bracketed
from engross.schematron.errors import UnsupportedError
from engross.schematron.model import Budget
from engross.schematron.regexes import limited

#: Functions that read something outside of the document, or make expressions at run time.
REFUSED = [
    "doc", "doc-available", "collection", "uri-collection", "unparsed-text", "unparsed-text-lines",
    "unparsed-text-available", "json-doc", "environment-variable", "available-environment-variables",
    "load-xquery-module", "transform", "parse-xml", "parse-xml-fragment", "document", "function-lookup",
    "static-base-uri", "base-uri", "document-uri", "random-number-generator", "sort", "serialize",
]  # fmt: skip
_GROWING = ("concat", "string-join", "||", "*", "replace", "tokenize")
_LONGEST = 1_000_000


_STRING = etree.XPath("string()")


def _strings(element: Any, normalize: bool = False) -> Iterator[str]:
    yield str(_STRING(element))


# elementpath 5.1 puts the text after an element before that inside its children, where they are nested twice, and so
# compares other strings than those in the document. All trees here are lxml's, whose own string value is right.
elementpath.xpath_nodes.etree_iter_strings = _strings  # type: ignore[attr-defined, assignment]


class Context(elementpath.XPathContext):
    """A dynamic context that counts the steps."""

    budget: Budget
    current: Any
    keys: Callable[[str, list[str]], list[Any]]
    size_of_document: int

    def __copy__(self) -> Context:
        self.budget.charge()
        return super().__copy__()  # type: ignore[return-value]

    def inner_focus_select(self, token: Any, predicate: bool = False) -> Iterator[Any]:
        return self._counted(super().inner_focus_select(token, predicate))

    def iter_product(self, selectors: Any, varnames: Any = None) -> Iterator[Any]:
        return self._counted(super().iter_product(selectors, varnames))

    def iter_attributes(self) -> Iterator[Any]:
        return self._counted(super().iter_attributes())

    def iter_children_or_self(self) -> Iterator[Any]:
        return self._counted(super().iter_children_or_self())

    def iter_matching_nodes(self, name: str, default_namespace: str | None = None) -> Iterator[Any]:
        if self.axis is None:
            self.budget.charge(1 + len(getattr(self.item, "children", None) or ()) // 4)
        return self._counted(super().iter_matching_nodes(name, default_namespace))

    def iter_siblings(self, axis: str | None = None) -> Iterator[Any]:
        parent = getattr(self.item, "parent", None)
        self.budget.charge(1 + len(getattr(parent, "children", None) or ()) // 4)
        return self._counted(super().iter_siblings(axis))

    def iter_descendants(self, axis: str | None = None) -> Iterator[Any]:
        return self._counted(super().iter_descendants(axis))

    def iter_ancestors(self, axis: str | None = None) -> Iterator[Any]:
        return self._counted(super().iter_ancestors(axis))

    def iter_preceding(self) -> Iterator[Any]:
        self.budget.charge(self.size_of_document // 4)
        return self._counted(super().iter_preceding())

    def iter_followings(self) -> Iterator[Any]:
        self.budget.charge(self.size_of_document // 4)
        return self._counted(super().iter_followings())

    def _counted(self, items: Iterator[Any]) -> Iterator[Any]:
        charge = self.budget.charge
        charge()
        for item in items:
            charge()
            yield item


@cache
def parser_class(version: str) -> Any:
    """The parser for XPath 2.0 or 3.1."""
    base: Any = elementpath.XPath2Parser if version == "2.0" else XPath31Parser

    def parse(self: Any, source: str) -> Any:
        # Not XPath1Parser.parse: it would evaluate constant expressions at once, and without limits.
        return Parser.parse(self, source)

    signatures = base.function_signatures.copy()
    made: Any = type(base)(f"Schematron{base.__name__}", (base,), {
        "__module__": __name__, "parse": parse, "function_signatures": signatures,
    })  # fmt: skip
    table = made.symbol_table
    for name in REFUSED:
        table.pop(name, None)
    for name in _GROWING:
        if name in table:
            table[name] = _wrapped(table[name], _grown)
    for name in ("matches", "replace", "tokenize", "analyze-string"):
        if name in table:
            table[name] = _wrapped(table[name], _regex)
    table["to"] = _wrapped(table["to"], _range)
    for name in ("/", "//"):
        table[name] = _ordered(table[name])
    for name in ("id", "idref", "element-with-id"):
        if name in table:
            table[name] = _selecting(table[name])
    _xslt_functions(made)
    made.build()
    return made


_Guard = Callable[[Any, Any, Callable[[], Any]], Any]


def _wrapped(token: Any, guard: _Guard) -> Any:
    inner = token.evaluate

    def evaluate(self: Any, context: Any = None) -> Any:
        return guard(self, context, lambda: inner(self, context))

    return type(token)(token.__name__, (token,), {"evaluate": evaluate, "__module__": __name__})


def _selecting(token: Any) -> Any:
    """id() looks at every node of the document."""
    inner = token.select

    def select(self: Any, context: Any = None) -> Iterator[Any]:
        _charge(context, getattr(context, "size_of_document", 0))
        yield from inner(self, context)

    return type(token)(token.__name__, (token,), {"select": select, "__module__": __name__})


def _ordered(token: Any) -> Any:
    """A path gives its nodes in the order of the document (XPath 2.0, 3.2); elementpath 5.1 in that of its steps."""
    inner = token.select

    def select(self: Any, context: Any = None) -> Iterator[Any]:
        found = list(inner(self, context))
        if len(found) > 1 and all(isinstance(each, XPathNode) for each in found):
            found.sort(key=lambda node: node.position)
        for each in found:
            context.item = each
            yield each

    return type(token)(token.__name__, (token,), {"select": select, "__module__": __name__})


def _charge(context: Any, steps: int) -> None:
    if isinstance(context, Context):
        context.budget.charge(steps)


def _grown(_token: Any, context: Any, run: Callable[[], Any]) -> Any:
    """Strings and numbers may not grow without end."""
    value = run()
    if isinstance(value, (str, list)):
        if len(value) > 10 * _LONGEST:
            raise UnsupportedError("a value is too long")
        _charge(context, len(value) // 20)
    elif type(value) is int and value.bit_length() > 4096:
        raise UnsupportedError("a number is too large")
    return value


def _regex(token: Any, context: Any, run: Callable[[], Any]) -> Any:
    here = token.context or context
    if len(token) > 1:
        text = token.get_argument(here, default="", cls=str)
        if getattr(token[1], "symbol", "") == "(string)":
            token[1].value = bracketed(token[1].value)
        pattern = token.get_argument(here, 1, default="", cls=str)
        _charge(here, len(text) // 20)
        with limited(pattern, text):
            return run()
    return run()


def _range(token: Any, context: Any, run: Callable[[], Any]) -> Any:
    start, stop = token.get_operands(context)
    if isinstance(start, int) and isinstance(stop, int):
        if stop - start > _LONGEST:
            raise UnsupportedError("a range of integers is too long")
        _charge(context, max(stop - start, 0))
    return run()


def _xslt_functions(made: Any) -> None:
    """``current()``, ``key()`` and, for XPath 2.0, ``generate-id()`` (XSLT 2.0, 16.3, 16.6)."""

    def current(self: Any, context: Any = None) -> Any:
        if context is None:
            raise self.missing_context()
        return context.current

    def key(self: Any, context: Any = None) -> Any:
        if context is None:
            raise self.missing_context()
        name = self.get_argument(context, cls=str)
        return context.keys(name, [self.string_value(item) for item in self[1].select(context)])

    def generate_id(self: Any, context: Any = None) -> Any:
        if context is None:
            raise self.missing_context()
        node = self.get_argument(context, default_to_context=True)
        return f"id{node.position}" if node is not None else ""

    made.function("current", nargs=0, sequence_types=("item()?",)).evaluate = current
    made.function("key", nargs=2, sequence_types=("xs:string", "item()*", "node()*")).evaluate = key
    if made.version == "2.0":
        kinds = ("node()?", "xs:string")
        made.function("generate-id", nargs=(0, 1), sequence_types=kinds).evaluate = generate_id
