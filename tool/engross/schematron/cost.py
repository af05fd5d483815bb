"""How much work an XPath 1 expression may be on a document: an estimate from above, made before it runs.

libxml2 can't be stopped inside an expression, so one whose estimate is too high is not run at all.
"""

from __future__ import annotations

import re
from collections import Counter

from lxml import etree
from msgspec import Struct

from engross.schematron.patterns import tokens

_WIDE = ("following", "preceding", "descendant", "descendant-or-self")
#: What makes the work a multiple: each at most as many times as there are nodes.
_MANY = frozenset((*_WIDE, "//", "ancestor", "ancestor-or-self", "following-sibling", "preceding-sibling", "=", "!="))
_LIMIT = 1e30
#: An estimate below this needs not be exact.
LITTLE = 1e9


class Shape(Struct, frozen=True):
    """The size of a document: nodes, characters of text, greatest depth, and how many elements have each local name."""

    size: int
    characters: int
    depth: int
    names: Counter[str]

    @classmethod
    def of(cls, root: etree._Element) -> Shape:
        """Measure the tree below `root`."""
        names: Counter[str] = Counter()
        size = depth = characters = 0
        level = {root: 1}
        for element in root.iter():
            parent = element.getparent()
            here = level.get(parent, 0) + 1 if parent is not None else 1
            if len(element):
                level[element] = here
            depth = max(depth, here)
            size += 3 + len(element.attrib)
            characters += len(element.text or "") + len(element.tail or "")
            if isinstance(element.tag, str):
                names[element.tag.rpartition("}")[2]] += 1
        return cls(size, characters, depth, names)


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
