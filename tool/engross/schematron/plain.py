"""Expressions that mean the same in XPath 1 and XPath 2, so that lxml, which is many times faster, may run them.

A parser for a part of XPath that works out what kind of value an expression has: ``one`` (at most one node),
``nodes``, ``string``, ``number``, ``boolean``, ``choice`` (known is only whether it is true). Where XPath 2 would
compare, convert or fail in another way than XPath 1 (XPath 2.0, appendix I), the expression is not plain.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from engross.regex import compile_later
from engross.schematron.patterns import tokens

_NAME = compile_later(r"[^\W\d][\w.\-]*(?::(?:[^\W\d][\w.\-]*|\*))?|\*")
_AXES = frozenset({
    "ancestor", "ancestor-or-self", "attribute", "child", "descendant", "descendant-or-self", "following",
    "following-sibling", "parent", "preceding", "preceding-sibling", "self",
})  # fmt: skip
_NODE_TESTS = ("text", "node", "comment")
_WORDS = {"eq": "=", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">="}
_COMPARISONS = frozenset({"=", "!=", "<", ">", "<=", ">=", *_WORDS})
_TEXT = ("one", "string")
#: For each function: the kinds of its arguments (None: any), and the kind of its value. The last argument may repeat.
_FUNCTIONS: dict[str, tuple[tuple[tuple[str, ...] | None, ...], str]] = {
    "not": ((None,), "boolean"), "boolean": ((None,), "boolean"), "true": ((), "boolean"), "false": ((), "boolean"),
    "exists": ((("one", "nodes"),), "boolean"), "empty": ((("one", "nodes"),), "boolean"),
    "count": ((("one", "nodes"),), "number"), "position": ((), "number"), "last": ((), "number"),
    "name": ((("one",),), "string"), "local-name": ((("one",),), "string"), "namespace-uri": ((("one",),), "string"),
    "string": ((_TEXT,), "string"), "normalize-space": ((_TEXT,), "string"), "string-length": ((_TEXT,), "number"),
    "starts-with": ((_TEXT, _TEXT), "boolean"), "contains": ((_TEXT, _TEXT), "boolean"),
    "substring-before": ((_TEXT, _TEXT), "string"), "substring-after": ((_TEXT, _TEXT), "string"),
    "matches": ((_TEXT, ("string",)), "boolean"),
    "translate": ((_TEXT, _TEXT, _TEXT), "string"), "concat": ((_TEXT, _TEXT), "string"),
}  # fmt: skip
_OPTIONAL = frozenset({"name", "local-name", "namespace-uri", "string", "normalize-space", "string-length"})
_RENAMED = {"exists": "boolean", "empty": "not", "matches": "engross-own:matches"}


class Plain(Struct, frozen=True):
    """A plain expression: its text in XPath 1, the kind of its value, what its last step tests ("" if it has none),
    and whether the first step counts positions."""

    text: str
    kind: str
    last: str = ""
    counts: bool = False


class _NotPlain(Exception):
    pass


@lru_cache(maxsize=5000)
def plain(text: str) -> Plain | None:
    """The expression in XPath 1, or None if it is not plain."""
    parts = [token for token in tokens(text) if not token.isspace()]
    parser = _Parser(parts)
    try:
        found = parser.expression()
    except (_NotPlain, RecursionError):
        return None
    return found if parser.at == len(parts) else None


class _Parser:
    def __init__(self, parts: list[str]) -> None:
        self._parts = [*parts, "", "", ""]
        self.at = 0

    @property
    def _here(self) -> str:
        return self._parts[self.at]

    def _take(self, *wanted: str) -> str:
        token = self._here
        if token and token in wanted:
            self.at += 1
            return token
        return ""

    def _need(self, token: str) -> None:
        if not self._take(token):
            raise _NotPlain

    def expression(self) -> Plain:
        if self._here == "if" and self._parts[self.at + 1] == "(":
            return self._choice()
        return self._joined("or", lambda: self._joined("and", self._comparison))

    def _choice(self) -> Plain:
        """``if (a) then b else c``, as far as its effective boolean value goes."""
        self.at += 2
        test = self.expression()
        self._need(")")
        self._need("then")
        one = self.expression()
        self._need("else")
        other = self.expression()
        text = f"((boolean({test.text}) and boolean({one.text})) or (not({test.text}) and boolean({other.text})))"
        return Plain(text, "choice")

    def _joined(self, word: str, inner: object) -> Plain:
        assert callable(inner)
        found: Plain = inner()
        while self._take(word):
            found = Plain(f"{found.text} {word} {inner().text}", "boolean")
        return found

    def _comparison(self) -> Plain:
        left = self._union()
        operator = self._take(*_COMPARISONS)
        if not operator:
            return left
        sign = _WORDS.get(operator, operator)
        values = self._literals() if operator in ("=", "!=") else []
        if values:
            if left.kind not in ("one", "nodes", "string"):
                raise _NotPlain
            return Plain("(" + " or ".join(f"{left.text} {sign} {value}" for value in values) + ")", "boolean")
        right = self._union()
        kinds = {left.kind, right.kind}
        texts = kinds <= {"one", "string"} if operator in _WORDS else kinds <= {"one", "nodes", "string"}
        if kinds != {"number"} and not (texts and sign in ("=", "!=")):
            raise _NotPlain
        return Plain(f"{left.text} {sign} {right.text}", "boolean")

    def _literals(self) -> list[str]:
        """The strings of a sequence such as ``('a', 'b')``."""
        end = self.at
        if self._parts[end] != "(":
            return []
        found = []
        while self._parts[end] in ("(", ",") and self._parts[end + 1][:1] in ("'", '"') and self._parts[end + 1]:
            found.append(self._parts[end + 1])
            end += 2
        if self._parts[end] != ")":
            return []
        self.at = end + 1
        return found

    def _union(self) -> Plain:
        found = self._path()
        while self._take("|", "union"):
            other = self._path()
            if not {found.kind, other.kind} <= {"one", "nodes"}:
                raise _NotPlain
            last = found.last if found.last == other.last else "node"
            found = Plain(f"{found.text} | {other.text}", "nodes", last)
        return found

    def _path(self) -> Plain:
        text, kind, last, counts, first = "", "one", "node", False, True
        if start := self._take("/", "//"):
            text, kind = start, "nodes" if start == "//" else "one"
            if start == "/" and not (self._here in (".", "..", "@") or _NAME.fullmatch(self._here)):
                raise _NotPlain
        elif (value := self._primary()) is not None:
            if self._here not in ("/", "//", "["):
                return value
            if value.kind not in ("one", "nodes"):
                raise _NotPlain
            text, kind, first = value.text, value.kind, False
            if self._here == "[":
                raise _NotPlain
            text += (separator := self._take("/", "//"))
            kind = "nodes" if separator == "//" else kind
        while True:
            step = self._step()
            text += step.text
            last = step.last
            counts = counts or (first and step.counts)
            first = False
            kind = "one" if kind == "one" and step.kind == "one" else "nodes"
            separator = self._take("/", "//")
            if not separator:
                return Plain(text, kind, last, counts)
            text += separator
            kind = "nodes" if separator == "//" else kind

    def _primary(self) -> Plain | None:
        token, after = self._here, self._parts[self.at + 1]
        if token[:1] in ("'", '"'):
            self.at += 1
            if self._here[:1] in ("'", '"') and self._here:  # a quotation mark, doubled
                raise _NotPlain
            return Plain(token, "string")
        if re.fullmatch(r"\d+(\.\d+)?", token):
            self.at += 1
            return Plain(token, "number")
        if token == "(":
            self.at += 1
            found = self.expression()
            self._need(")")
            return Plain(f"({found.text})", found.kind, found.last)
        if after == "(" and token not in _NODE_TESTS and token != "processing-instruction":
            return self._call(token)
        return None

    def _call(self, name: str) -> Plain:
        if name not in _FUNCTIONS:
            raise _NotPlain
        wanted, kind = _FUNCTIONS[name]
        self.at += 2
        arguments: list[Plain] = []
        if not self._take(")"):
            arguments.append(self.expression())
            while self._take(","):
                arguments.append(self.expression())
            self._need(")")
        if name == "matches" and (len(arguments) != 2 or arguments[1].text[:1] not in ("'", '"')):
            raise _NotPlain
        if len(arguments) != len(wanted) and not (not arguments and name in _OPTIONAL):
            if name != "concat" or len(arguments) < 2:
                raise _NotPlain
            wanted = (_TEXT,) * len(arguments)
        if any(kinds is not None and each.kind not in kinds for each, kinds in zip(arguments, wanted, strict=False)):
            raise _NotPlain
        text = ", ".join(each.text for each in arguments)
        return Plain(f"{_RENAMED.get(name, name)}({text})", kind, "", name in ("position", "last"))

    def _step(self) -> Plain:
        if token := self._take(".", ".."):
            return Plain(token, "one", "node")
        axis = "@" if self._take("@") else ""
        if not axis and self._parts[self.at + 1] == "::":
            if self._here not in _AXES:
                raise _NotPlain
            axis = f"{self._here}::"
            self.at += 2
        test = self._here
        if not _NAME.fullmatch(test):
            raise _NotPlain
        self.at += 1
        kind, last = "nodes", "element"
        if axis in ("@", "attribute::"):
            kind, last = "nodes" if "*" in test else "one", "attribute"
        elif axis in ("self::", "parent::"):
            kind = "one"
        if self._here == "(":
            if test not in _NODE_TESTS:
                raise _NotPlain
            self.at += 1
            self._need(")")
            test, last = f"{test}()", "node"
        text, counts = axis + test, False
        while self._take("["):
            inner = self.expression()
            self._need("]")
            number = inner.kind == "number"
            if number and re.fullmatch(r"\d+|last\(\)", inner.text):
                kind = "one"
            counts = counts or number or "position()" in inner.text or "last()" in inner.text
            text += f"[{inner.text}]"
        return Plain(text, kind, last, counts)
