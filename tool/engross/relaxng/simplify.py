"""From a schema as it is written to patterns (section 4 of the RELAX NG specification)."""

from __future__ import annotations

from collections.abc import Callable

from engross.relaxng import names
from engross.relaxng.datatypes import datatype
from engross.relaxng.errors import LimitError, SchemaError
from engross.relaxng.grammars import START, Definition, Grammar
from engross.relaxng.names import NameClass, make_name
from engross.relaxng.patterns import NOT_ALLOWED, Pattern, Patterns
from engross.relaxng.reading import Node
from engross.relaxng.sources import Sources

_XMLNS = "http://www.w3.org/2000/xmlns"


def simplify(root: Node, sources: Sources, patterns: Patterns) -> Pattern:
    """The pattern of the schema below `root`, which `sources` has just entered. Raises `SchemaError`."""
    try:
        return _Simplifier(sources, patterns).run(root)
    except (RecursionError, LimitError):
        raise SchemaError("The schema is nested too deeply or is too ambiguous.", *root.place) from None


class _Simplifier:
    """Builds patterns bottom up; what is in an element waits, so that definitions may refer to each other."""

    def __init__(self, sources: Sources, patterns: Patterns) -> None:
        self._sources = sources
        self._make = patterns
        self._elements: list[Pattern] = []
        self._grammars: list[Grammar] = []
        self._unused = False

    def run(self, root: Node) -> Pattern:
        """The start pattern, everything that it reaches being complete."""
        start = self._pattern(root, None)
        self._fill()
        reached = len(self._elements)
        self._unused = True  # what nothing refers to must be right as well, but may be recursive (section 4.19)
        done = 0
        while done < len(self._grammars):
            for definition in list(self._grammars[done].definitions.values()):
                self._definition(definition, self._grammars[done])
            done += 1
            self._fill()
        del self._elements[reached:]
        return start

    def _fill(self) -> None:
        for element in self._elements:  # the list grows meanwhile
            _ = element.content

    def _pattern(self, node: Node, grammar: Grammar | None) -> Pattern:
        """The pattern that `node` stands for within `grammar`."""
        return _BUILDERS[node.name](self, node, grammar)

    def _group(self, nodes: list[Node], grammar: Grammar | None) -> Pattern:
        """Several patterns where one is needed (section 4.12)."""
        return self._make.group([self._pattern(node, grammar) for node in nodes])

    def _element(self, node: Node, grammar: Grammar | None) -> Pattern:
        class_, content = self._named(node)
        element = self._make.element(class_, lambda: self._group(content, grammar), node.place)
        self._elements.append(element)
        return element

    def _attribute(self, node: Node, grammar: Grammar | None) -> Pattern:
        class_, content = self._named(node)
        value = self._pattern(content[0], grammar) if content else self._make.text  # section 4.12
        return self._make.attribute(class_, value, node.place)

    def _named(self, node: Node) -> tuple[NameClass, list[Node]]:
        """The names of an element or attribute, and the nodes of its content (sections 4.8 to 4.10, 4.16)."""
        name = node.attributes.get("name")
        if name is None:
            class_ = _name_class(node.children[0])
            if node.name == "attribute":
                _check_attribute_names(node, class_)
            return class_, node.children[1:]
        ns = "" if node.name == "attribute" and "ns" not in node.attributes else node.ns
        class_ = NameClass(names.NAME, _qualify(node, name, ns))
        if node.name == "attribute":
            _check_attribute_names(node, class_)
        return class_, node.children

    def _choice(self, node: Node, grammar: Grammar | None) -> Pattern:
        return self._make.choice([self._pattern(child, grammar) for child in node.children])

    def _sequence(self, node: Node, grammar: Grammar | None) -> Pattern:
        return self._group(node.children, grammar)

    def _interleave(self, node: Node, grammar: Grammar | None) -> Pattern:
        return self._make.interleave([self._pattern(child, grammar) for child in node.children])

    def _mixed(self, node: Node, grammar: Grammar | None) -> Pattern:
        return self._make.interleave((self._make.text, self._group(node.children, grammar)))  # section 4.13

    def _optional(self, node: Node, grammar: Grammar | None) -> Pattern:
        return self._make.optional(self._group(node.children, grammar))  # section 4.14

    def _zero_or_more(self, node: Node, grammar: Grammar | None) -> Pattern:
        return self._make.optional(self._one_or_more(node, grammar))  # section 4.15

    def _one_or_more(self, node: Node, grammar: Grammar | None) -> Pattern:
        return self._make.one_or_more(self._group(node.children, grammar))

    def _list(self, node: Node, grammar: Grammar | None) -> Pattern:
        return self._make.list_of(self._group(node.children, grammar), node.place)

    def _empty(self, _node: Node, _grammar: Grammar | None) -> Pattern:
        return self._make.empty

    def _text(self, _node: Node, _grammar: Grammar | None) -> Pattern:
        return self._make.text

    def _not_allowed(self, _node: Node, _grammar: Grammar | None) -> Pattern:
        return self._make.not_allowed

    def _value(self, node: Node, _grammar: Grammar | None) -> Pattern:
        name = node.attributes.get("type")
        library = "" if name is None else node.library  # section 4.4
        try:
            type_ = datatype(library, name or "token")
        except ValueError as error:
            node.error(str(error))
        prefixes = {**node.prefixes, "": node.ns}
        if not type_.allows(node.text, prefixes):
            node.error(f"“{node.text}” is not a value of the datatype “{type_.name}”.")
        return self._make.value_of(type_, type_.value(node.text, prefixes) if type_.by_context else node.text)

    def _data(self, node: Node, grammar: Grammar | None) -> Pattern:
        params = tuple((child.attributes["name"], child.text) for child in node.children if child.name == "param")
        try:
            type_ = datatype(node.library, node.attributes["type"], params)
        except ValueError as error:
            node.error(str(error))
        excepted = None
        if node.children and node.children[-1].name == "except":
            excepted = self._choice(node.children[-1], grammar)
        return self._make.data(type_, excepted, node.place)

    def _ref(self, node: Node, grammar: Grammar | None) -> Pattern:
        name = node.attributes["name"]
        target = grammar
        if node.name == "parentRef":
            target = grammar.parent if grammar else None
        if target is None:
            node.error(f"<{node.name}> refers to “{name}”, but there is no grammar around it.")
        definition = target.definitions.get(name)
        if definition is None:
            node.error(f"“{name}” is not defined.")
        if definition.in_progress:
            if self._unused:
                return self._make.not_allowed
            node.error(f"“{name}” refers to itself without an element between.")  # section 4.19
        return self._definition(definition, target)

    def _definition(self, definition: Definition, grammar: Grammar) -> Pattern:
        """What a definition stands for, its bodies being combined (section 4.17)."""
        if definition.pattern is None:
            definition.in_progress = True
            bodies = [self._group(body.children, grammar) for body in definition.bodies]
            combine = self._make.interleave if definition.combine == "interleave" else self._make.choice
            definition.pattern = combine(bodies)
            definition.in_progress = False
        return definition.pattern

    def _grammar(self, node: Node, parent: Grammar | None) -> Pattern:
        grammar = Grammar(node, parent, self._sources)
        self._grammars.append(grammar)
        return self._definition(grammar.definitions[START], grammar)  # section 4.18

    def _external(self, node: Node, grammar: Grammar | None) -> Pattern:
        root = self._sources.follow(node)  # section 4.6
        return self._pattern(root, grammar)


_BUILDERS: dict[str, Callable[[_Simplifier, Node, Grammar | None], Pattern]] = {
    "element": _Simplifier._element,
    "attribute": _Simplifier._attribute,
    "group": _Simplifier._sequence,
    "interleave": _Simplifier._interleave,
    "choice": _Simplifier._choice,
    "optional": _Simplifier._optional,
    "zeroOrMore": _Simplifier._zero_or_more,
    "oneOrMore": _Simplifier._one_or_more,
    "list": _Simplifier._list,
    "mixed": _Simplifier._mixed,
    "ref": _Simplifier._ref,
    "parentRef": _Simplifier._ref,
    "empty": _Simplifier._empty,
    "text": _Simplifier._text,
    "notAllowed": _Simplifier._not_allowed,
    "value": _Simplifier._value,
    "data": _Simplifier._data,
    "grammar": _Simplifier._grammar,
    "externalRef": _Simplifier._external,
}


def _qualify(node: Node, name: str, ns: str) -> str:
    """The name that `name` stands for; without a prefix it is in `ns` (section 4.10)."""
    prefix, colon, last = name.rpartition(":")
    if not colon:
        return make_name(ns, name)
    uri = node.prefixes.get(prefix)
    if uri is None:
        node.error(f"The prefix “{prefix}” is not declared.")
    return make_name(uri, last)


def _name_class(node: Node, within: str = "") -> NameClass:
    """The class of names that `node` stands for; `within` is the open class that it is an exception of."""
    if node.name == "name":
        return NameClass(names.NAME, _qualify(node, node.text, node.ns))
    if node.name == "choice":
        return NameClass(names.EITHER, "", tuple(_name_class(child, within) for child in node.children))
    if within == "nsName" or (within == "anyName" and node.name == "anyName"):
        node.error(f"<{node.name}> may not stand in the <except> of <{within}>.")  # section 4.16
    excepted = tuple(_name_class(inner, node.name) for child in node.children for inner in child.children)
    if node.name == "anyName":
        return NameClass(names.ANY, "", excepted)
    return NameClass(names.NAMESPACE, node.ns, excepted)


def _check_attribute_names(node: Node, class_: NameClass) -> None:
    """Declarations of namespaces are no attributes (section 4.16)."""
    if class_.kind == names.NAME and class_.text == "xmlns":
        node.error("An attribute can't have the name “xmlns”.")
    if (class_.kind == names.NAME and names.namespace(class_.text) == _XMLNS) or (
        class_.kind == names.NAMESPACE and class_.text == _XMLNS
    ):
        node.error(f"An attribute can't be in the namespace {_XMLNS}.")
    for part in class_.parts:
        _check_attribute_names(node, part)


def drop_impossible(elements: list[Pattern]) -> None:
    """Elements whose content nothing can match are never expected (section 4.20)."""
    for element in elements:
        if element.content.kind == NOT_ALLOWED:
            element.names = names.NO_NAME
