"""The full syntax of schemas: which elements, attributes and contents there are (section 3, and 4.2 to 4.4)."""

from __future__ import annotations

import re

from engross.relaxng.lexical import matches
from engross.relaxng.reading import Node

_PATTERNS = frozenset(
    (
        *("element", "attribute", "group", "interleave", "choice", "optional", "zeroOrMore", "oneOrMore", "list"),
        *("mixed", "ref", "parentRef", "empty", "value", "data", "notAllowed", "externalRef", "grammar", "text"),
    )
)
_NAME_CLASSES = frozenset(("name", "anyName", "nsName", "choice"))
_COMPONENTS = frozenset(("start", "define", "div", "include"))
_NESTED = frozenset(("start", "define", "div"))

#: The attributes of each element: True for those that must be there.
_ATTRIBUTES: dict[str, dict[str, bool]] = {
    "element": {"name": False},
    "attribute": {"name": False},
    "ref": {"name": True},
    "parentRef": {"name": True},
    "value": {"type": False},
    "data": {"type": True},
    "param": {"name": True},
    "externalRef": {"href": True},
    "include": {"href": True},
    "start": {"combine": False},
    "define": {"name": True, "combine": False},
}
_MANY = frozenset(["group", "interleave", "choice", "optional", "zeroOrMore", "oneOrMore", "list", "mixed", "define"])
_LEAVES = frozenset(["ref", "parentRef", "empty", "text", "notAllowed", "externalRef", "value", "param", "name"])

BLANK = " \t\r\n"


def check_syntax(root: Node) -> None:
    """Raise `SchemaError` where the tree below `root` is not what section 3 allows."""
    if root.name not in _PATTERNS:
        root.error(f"<{root.name}> can't be the root of a schema.")
    pending = [root]
    while pending:
        node = pending.pop()
        _check_attributes(node)
        _check_children(node)
        pending.extend(reversed(node.children))


def _check_attributes(node: Node) -> None:
    known = _ATTRIBUTES.get(node.name, {})
    for name, value in node.attributes.items():
        if name == "datatypeLibrary":
            if value and (
                not matches("anyURI", value) or "#" in value or not re.match("[A-Za-z][A-Za-z0-9+.-]*:.", value)
            ):
                node.error(f"datatypeLibrary must be an absolute URI without a fragment, and “{value}” is none.")
        elif name != "ns" and name not in known:
            node.error(f"<{node.name}> may not have the attribute “{name}”.")
    for name, needed in known.items():
        if needed and name not in node.attributes:
            node.error(f"<{node.name}> lacks the attribute “{name}”.")
        if name in node.attributes and name != "href":
            value = node.attributes[name] = node.attributes[name].strip(BLANK)
            _check_value(node, name, value)


def _check_value(node: Node, name: str, value: str) -> None:
    if name == "combine":
        if value not in ("choice", "interleave"):
            node.error(f"combine must be “choice” or “interleave”, not “{value}”.")
    elif node.name in ("element", "attribute"):
        if not matches("QName", value):
            node.error(f"“{value}” is not a name.")
    elif not matches("NCName", value):
        node.error(f"“{value}” is not a name without a colon.")


def _check_children(node: Node) -> None:
    """Which children the element may have, and how many."""
    name = node.name
    children = [child.name for child in node.children]
    if name in _LEAVES:
        allowed: frozenset[str] = frozenset()
    elif name in ("grammar", "div"):
        allowed = _COMPONENTS
    elif name == "include":
        allowed = _NESTED
    elif name in ("element", "attribute"):
        _check_named(node, children)
        return
    elif name == "data":
        allowed = frozenset(("param", "except"))
        if "except" in children[:-1]:
            node.error("<except> must be the last thing in <data>, and there can be only one.")
    elif name in ("anyName", "nsName"):
        allowed = frozenset(("except",))
        if len(children) > 1:
            node.error(f"<{name}> may hold only one <except>.")
    else:  # a choice or except of names is checked where it is known to be one
        allowed = _PATTERNS | _NAME_CLASSES if name in ("choice", "except") else _PATTERNS
    for child in node.children:
        if child.name not in allowed:
            child.error(f"<{child.name}> may not stand in <{name}>.")
    if name == "start" and len(children) != 1:
        node.error("<start> must hold exactly one pattern.")
    if (name in _MANY or name == "except") and not children:
        node.error(f"<{name}> must hold something.")
    if name == "name":
        node.text = node.text.strip(BLANK)
        if not matches("QName", node.text):
            node.error(f"“{node.text}” is not a name.")
    if name == "except":
        return
    if name == "choice":
        _check_mixture(node, children)


def _check_mixture(node: Node, children: list[str]) -> None:
    """A choice is one of patterns or one of name classes."""
    if any(child in _NAME_CLASSES and child != "choice" for child in children):
        require_names(node)


def _check_named(node: Node, children: list[str]) -> None:
    """An element or attribute: a name class, unless it has a name, then patterns."""
    patterns = node.children
    if "name" not in node.attributes:
        if not children or children[0] not in _NAME_CLASSES:
            node.error(f"<{node.name}> has neither a name nor a class of names.")
        require_names(node.children[0])
        patterns = patterns[1:]
    require_patterns(patterns)
    if node.name == "element" and not patterns:
        node.error("<element> has no content; write <empty/> if it is to be empty.")
    if node.name == "attribute" and len(patterns) > 1:
        node.error("<attribute> may hold only one pattern.")


def require_names(node: Node) -> None:
    """Raise `SchemaError` unless `node` is a name class."""
    if node.name not in _NAME_CLASSES:
        node.error(f"<{node.name}> may not stand in a class of names.")
    if node.name == "choice":
        for child in node.children:
            require_names(child)
    for child in node.children:
        if child.name == "except":
            for inner in child.children:
                require_names(inner)


def require_patterns(nodes: list[Node]) -> None:
    """Raise `SchemaError` unless `nodes` are patterns."""
    for node in nodes:
        if node.name not in _PATTERNS:
            node.error(f"<{node.name}> may not stand here: a pattern is expected.")
        if node.name == "choice":
            require_patterns(node.children)
