"""Makes abstract patterns and abstract rules concrete (ISO/IEC 19757-3, 5.4.5, 5.4.10, 6.3, 6.4)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from engross.regex import compile_later
from engross.schematron.model import Node

MAX_NODES = 200_000
_NAME = compile_later(r"\$([A-Za-z_][\w.\-]*)")


def expand(schema: Node, *, strict: bool) -> Node:
    """The schema without abstract patterns, abstract rules, ``extends`` and ``rules``.

    `strict` is whether the schema is one, written as one, or collected from the annotations of a grammar: there, an
    abstract rule can be extended wherever it stands.
    """
    return _Expansion(schema, strict).schema()


class _Expansion:
    def __init__(self, schema: Node, strict: bool) -> None:
        self._root = schema
        everything = [*schema.all("pattern", "group")]
        self._patterns = {p.get("id"): p for p in everything if p.get("abstract") == "true"}
        shared = [rule for library in schema.all("rules") for rule in library.all("rule")]
        elsewhere = [rule for pattern in everything for rule in pattern.all("rule")]
        self._elsewhere = {rule.get("id") for rule in elsewhere if strict and rule.get("abstract") == "true"}
        shared += [] if strict else elsewhere
        self._rules = {rule.get("id"): rule for rule in reversed(shared) if rule.get("abstract") == "true"}
        self._made = 0

    def schema(self) -> Node:
        parts: list[Node | str] = []
        for part in self._root.parts:
            if isinstance(part, Node) and part.name in ("pattern", "group"):
                if part.get("abstract") != "true":
                    parts.append(self._pattern(part))
            elif not (isinstance(part, Node) and part.name == "rules"):
                parts.append(part)
        return replace(self._root, parts=tuple(parts))

    def _pattern(self, pattern: Node) -> Node:
        template = pattern.get("is-a")
        if template:
            abstract = self._patterns.get(template)
            if abstract is None:
                pattern.error(f"There is no abstract pattern with the id “{template}”.")
            values = {p.get("name"): p.get("value") for p in (*abstract.all("param"), *pattern.all("param"))}
            taken = {k: _with(v, values) for k, v in abstract.attributes.items() if k not in ("id", "abstract")}
            attributes = taken | {k: v for k, v in pattern.attributes.items() if k != "is-a"}
            parts = tuple(self._filled(p, values) if isinstance(p, Node) else p for p in abstract.parts)
            # What the instance says itself (ISO/IEC 19757-3:2020: let) comes after what it takes over.
            own = tuple(p for p in pattern.children if p.name not in ("param", "title", "p"))
            pattern = replace(pattern, attributes=attributes, parts=(*parts, *self._texts(values), *own))
        near = {rule.get("id"): rule for rule in pattern.all("rule") if rule.get("abstract") == "true"}
        parts = tuple(
            self._rule(part, near, ()) if isinstance(part, Node) and part.name == "rule" else part
            for part in pattern.parts
            if not (isinstance(part, Node) and part.name == "rule" and part.get("abstract") == "true")
        )
        return replace(pattern, parts=parts)

    def _texts(self, values: Mapping[str, str]) -> tuple[Node, ...]:
        """The diagnostics and properties in which the values of the parameters are put in."""
        holders = self._root.all("diagnostics", "properties") if values else ()
        filled = [(holder, self._filled(holder, values)) for holder in holders]
        return tuple(new for old, new in filled if new != old)

    def _filled(self, node: Node, values: Mapping[str, str]) -> Node:
        """The node with the values of the parameters put in, in all attributes."""
        self._made += 1
        if self._made > MAX_NODES:
            node.error("The abstract patterns make too many rules.")
        attributes = {key: _with(value, values) for key, value in node.attributes.items()}
        parts = tuple(self._filled(part, values) if isinstance(part, Node) else part for part in node.parts)
        return replace(node, attributes=attributes, parts=parts)

    def _rule(self, rule: Node, near: Mapping[str, Node], within: tuple[str, ...]) -> Node:
        """The rule with what it extends put in its place; `within` are the ids of the rules that extend it."""
        parts: list[Node | str] = []
        for part in rule.parts:
            if not isinstance(part, Node) or part.name != "extends":
                parts.append(part)
                continue
            name = part.get("rule")
            base = near.get(name) or self._rules.get(name)
            if base is None:
                if name in self._elsewhere:
                    part.error(
                        f"The abstract rule “{name}” is in another pattern. Put it into <rules>, or into this one."
                    )
                part.error(f"There is no abstract rule with the id “{name}”.")
            if name in within:
                part.error(f"The abstract rule “{name}” extends itself.")
            self._made += len(base.parts)
            if self._made > MAX_NODES:
                part.error("The abstract rules make too many tests.")
            parts += self._rule(base, near, (*within, name)).parts
        return replace(rule, parts=tuple(parts))


def _with(text: str, values: Mapping[str, str]) -> str:
    """`text` with the values of the parameters put in."""
    return _NAME.sub(lambda match: values.get(match[1], match[0]), text)
