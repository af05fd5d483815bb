"""A document as elementpath has it, and the ways between its nodes and those of lxml."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from typing import Any

import elementpath
from elementpath import AttributeNode, DocumentNode, ElementNode, TextNode
from lxml import etree

from engross.encode.tree import fill
from engross.schematron.errors import UnsupportedError
from engross.schematron.guards import Context
from engross.schematron.model import Budget, Node, Spot, attribute_spot
from engross.schematron.reading import ISO


class Tree:
    """elementpath's tree of a document. `parents` has, for each name of an element, the nodes around such elements."""

    def __init__(self, root: etree._Element, budget: Budget, keys: Callable[[str, list[str]], list[Any]]) -> None:
        self._root = root
        tree: Any = elementpath.get_node_tree(root.getroottree())
        self._document = tree
        self._context = Context(tree)
        self._context.budget = budget
        self._context.keys = keys
        self.parents: dict[str, dict[Any, None]] = {}
        self._nodes: dict[etree._Element, Any] = {}
        size = 0
        for node in tree.iter_descendants():
            size += 1
            value = getattr(node, "value", None)
            if isinstance(value, etree._Element):
                self._nodes[value] = node
            if isinstance(node, ElementNode) and node.name is not None:
                self.parents.setdefault(node.name, {})[node.parent] = None
        self._context.size_of_document = size

    def context(self, at: Spot, variables: Mapping[str, Any]) -> Any:
        """The context in which an expression is run at a node."""
        context: Any = copy(self._context)
        context.item = context.current = self.node(at)
        context.variables = dict(variables)
        return context

    def node(self, at: Spot) -> Any:
        """The node that stands for `at`."""
        if at.step == "/":
            return self._document
        return self._nodes[at.element] if at.node is None else at.node

    def spot(self, node: Any, document: Spot) -> Spot:
        """What stands for a node. Raises `UnsupportedError` for what is no node of the document."""
        if isinstance(node, DocumentNode):
            return document
        parent: Any = self._root if getattr(node, "parent", None) is None else node.parent.value
        value = getattr(node, "value", None)
        if (value if isinstance(value, etree._Element) else parent) not in self._nodes:
            raise UnsupportedError("it selects something that is no node of the document")
        if isinstance(node, AttributeNode):
            return attribute_spot(parent, str(node.name), "@", node)
        if isinstance(node, TextNode):
            return Spot(parent, f"text {node.position}", "/text()", "", node)
        if isinstance(value, etree._Element):
            return Spot(value)
        raise UnsupportedError("it selects something that is no node of the document")


def nodes_of(holder: Node) -> list[Any]:
    """What stands in an element of a schema, as nodes of a tree of its own."""
    top: Any = elementpath.get_node_tree(_element(holder))
    return list(top.children)


def _element(node: Node) -> etree._Element:
    made = etree.Element(node.name if node.name[0] == "{" else f"{{{ISO}}}{node.name}", dict(node.attributes))
    return fill(made, [_element(part) if isinstance(part, Node) else part for part in node.parts])
