"""How much work an XPath 1 expression may be on a document: an estimate from above, made before it runs.

libxml2 can't be stopped inside an expression, so one whose estimate is too high is not run at all.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import cast

from lxml import etree

from engross.schematron.needs import needs_of
from engross.schematron.patterns import tokens

_WIDE = ("following", "preceding", "descendant", "descendant-or-self")
#: What makes the work a multiple: each at most as many times as there are nodes.
_MANY = frozenset((*_WIDE, "//", "ancestor", "ancestor-or-self", "following-sibling", "preceding-sibling", "=", "!="))
_LIMIT = 1e30
#: An estimate below this needs not be exact.
LITTLE = 1e9


class Shape:
    """The size of a document: nodes, how many elements have each local name, and the local names of elements (``date``)
    and attributes (``@when``) that occur in it."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        nodes = list(root.iter())
        keys = [key for node in nodes for key in cast("list[str]", node.keys())]
        tags = Counter(node.tag for node in nodes if isinstance(node.tag, str))
        self.size = 3 * len(nodes) + len(keys)
        self.names: Counter[str] = Counter()
        for tag, number in tags.items():
            self.names[tag.rpartition("}")[2]] += number
        self.present = frozenset((*self.names, *(f"@{key.rpartition('}')[2]}" for key in set(keys))))

    @cached_property
    def characters(self) -> int:
        """How many characters of text are in it."""
        return sum(len(node.text or "") + len(node.tail or "") for node in self._root.iter())

    @cached_property
    def depth(self) -> int:
        """How deep its elements are nested."""
        level: dict[etree._Element | None, int] = {self._root: 1}
        for node in self._root.iter(etree.Element):
            if len(node) and node is not self._root:
                level[node] = level.get(node.getparent(), 0) + 1
        return 1 + max(level.values())

    def may_match(self, pattern: str) -> bool:
        """Whether there is what the match pattern, or an alternative of one, needs to match anything."""
        present = self.present
        return any(needed <= present for needed in needs_of(pattern))


def estimate(text: str, shape: Shape) -> float:
    """How many steps the expression may take for one context node."""
    plain = [token for token in tokens(text) if not token.isspace()]
    rough = float(shape.size) ** (1 + sum(token in _MANY for token in plain))
    if rough < LITTLE:
        return rough
    return min(_Estimate(plain, shape).sequence("")[0], _LIMIT)


class _Estimate:
    def __init__(self, plain: list[str], shape: Shape) -> None:
        self._tokens = plain
        self._at = 0
        self._shape = shape

    def sequence(self, end: str) -> tuple[float, float]:
        """The work of what stands up to the bracket `end`, and the greatest number of nodes of a path in it."""
        shape = self._shape
        work, widest, nodes, axis = 1.0, 1.0, 1.0, "child"
        comparing = False
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if token == end:
                break
            after = self._tokens[self._at] if self._at < len(self._tokens) else ""
            if token == "(":
                inner, width = self.sequence(")")
                work += nodes * inner
                nodes = max(nodes, width)
            elif token == "[":
                inner, _ = self.sequence("]")
                work += nodes * inner
            elif token in ("//", "/"):
                if token == "//":
                    work += min(nodes, shape.depth) * shape.size
                    nodes, axis = float(shape.size), "child"
            elif after == "::":
                axis = token
            elif token in ("=", "!=", "<", ">", "<=", ">="):
                comparing, nodes, axis = True, 1.0, "child"
            elif token in (",", "|", "and", "or", "+", "-", "div", "mod"):
                nodes, axis = 1.0, "child"
            elif re.match(r"[^\W\d]|\*", token) and after != "(":
                cost, nodes = self._step(nodes, axis, token)
                work += cost
                axis = "child"
            widest = max(widest, nodes)
            if work > _LIMIT:
                work = _LIMIT
        if comparing:
            work += widest * 4
        return work, widest

    def _step(self, nodes: float, axis: str, test: str) -> tuple[float, float]:
        """The work of one step from `nodes`, and how many candidates its predicates see in all."""
        shape = self._shape
        name = test.rpartition(":")[2]
        named = float(shape.names.get(name, 1)) if name != "*" else float(shape.size)
        if axis in _WIDE:
            factor = nodes if axis in ("following", "preceding") else min(nodes, shape.depth)
            return factor * shape.size, max(factor * min(named, shape.size), 1.0)
        if axis in ("ancestor", "ancestor-or-self"):
            return nodes * shape.depth, nodes * min(named, shape.depth)
        if axis in ("following-sibling", "preceding-sibling"):
            return nodes * min(shape.size, 1000), nodes * min(named, 1000)
        return nodes + min(named, nodes * 1000), max(min(named, nodes * 1000), 1.0)
