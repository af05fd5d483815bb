"""Random documents that a RELAX NG grammar (XML syntax) accepts, made by walking the grammar itself.

The walk goes first where it has been least: it counts, for each element, which branches of its content it
took, and so every child, attribute and value that the grammar allows in an element is soon in some document.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

RNG = "{http://relaxng.org/ns/structure/1.0}"
XML = "http://www.w3.org/XML/1998/namespace"

MOST_ATTRIBUTES = 6
WORDS = ("Washington", "memo", "Oct", "27", "&", "é", "—", "Turkey's")
SAMPLES = {
    "ID": (),  # numbered, see _data
    "language": ("en", "de-AT", "ru-Latn"),
    "string": ("1", "a (b)", "§ 3"),
    "boolean": ("true", "false"),
    "decimal": ("4", "0.5"),
    "positiveInteger": ("1", "12"),
    "nonNegativeInteger": ("0", "7"),
    "Name": ("gap", "persName"),
    "date": ("1962-10-26",),
    "gYear": ("1962",),
    "gMonth": ("--10",),
    "gDay": ("---26",),
    "gYearMonth": ("1962-10",),
    "gMonthDay": ("--10-26",),
    "time": ("19:00:00",),
    "dateTime": ("1962-10-26T19:00:00", "1962-10-26T19:00:00-05:00"),
    r"\S+": ("#d1", "https://example.org/a?b=c", "people.xml#kennedy"),
    r"\S*": ("http://www.tei-c.org/ns/1.0",),
    r"[^\p{C}\p{Z}]+": ("word", "a-b", "é"),
    ".+": (" ", ".p"),
    r"[\d]+[a-z]*[\d]*(\.[\d]+[a-z]*[\d]*){0,3}": ("0.1.0", "2a1"),
}


class Grammar:
    """A RELAX NG grammar without `combine`, `externalRef` and nested grammars."""

    def __init__(self, path: Path) -> None:
        root = etree.parse(str(path)).getroot()
        self.namespace = root.get("ns", "")
        self.defines = {define.get("name"): define for define in root.iter(f"{RNG}define")}
        self.start = root.find(f"{RNG}start")
        self.costs: dict[str, int] = {}
        self._measure()

    def _measure(self) -> None:
        """For each definition the least number of elements that it takes, one inside the other."""
        changed = True
        while changed:
            changed = False
            for name, define in self.defines.items():
                cost = max((self.cost(child) for child in patterns(define)), default=0)
                if cost < self.costs.get(name, 1000):
                    self.costs[name] = cost
                    changed = True

    def cost(self, pattern: etree._Element) -> int:
        kind = pattern.tag.removeprefix(RNG)
        if kind == "ref":
            return self.costs.get(pattern.get("name", ""), 1000)
        if kind in ("optional", "zeroOrMore", "text", "empty", "data", "value", "list", "attribute"):
            return 0
        below = [self.cost(child) for child in patterns(pattern)]
        if kind == "choice":
            return min(below)
        return max(below, default=0) + (kind == "element")

    def alternatives(self, pattern: etree._Element) -> Iterator[etree._Element]:
        """What a pattern comes to where it is a choice, or a reference to one."""
        below = patterns(self.defines[pattern.get("name")]) if pattern.tag == f"{RNG}ref" else [pattern]
        if len(below) == 1 and below[0].tag == f"{RNG}choice":
            for choice in patterns(below[0]):
                yield from self.alternatives(choice)
        else:
            yield pattern

    def values(self, attribute: etree._Element) -> list[etree._Element]:
        """The patterns of an attribute's value, or of a word of it, as far as they are a short list."""
        below = patterns(attribute)
        if below and below[0].tag == f"{RNG}list":
            below = patterns(patterns(below[0])[0])
        values = [value for child in below for value in self.alternatives(child)]
        return values if len(values) < 20 or attribute.get("name") != "rend" else []


class Writer:
    """Makes documents of about `size` elements, nested no deeper than `depth` where the grammar allows."""

    def __init__(self, grammar: Grammar, seed: int, size: int = 120, depth: int = 14) -> None:
        self.grammar = grammar
        self.random = random.Random(seed)
        self.size, self.depth = size, depth
        self.seen: Counter[tuple[str, int]] = Counter()
        self.made = self.ids = self.more = 0
        self._numbers: dict[etree._Element, int] = {}

    def documents(self, count: int) -> Iterator[etree._Element]:
        for _ in range(count):
            self.made = self.ids = 0
            holder = etree.Element("holder")
            for child in patterns(self.grammar.start):
                self._write(child, holder, "", 0)
            (root,) = holder
            holder.remove(root)
            yield root

    def fragment(self, pattern: etree._Element) -> etree._Element:
        """An instance of one element of the grammar, by itself, with little in its children."""
        full = self.size, self.depth
        self.made = self.ids = 0
        self.size, self.depth = 25, self.random.choice((3, 4, 5))
        self.more = self.random.choice((0, 6))
        holder = etree.Element("holder")
        self._write(pattern, holder, "", 0)
        (root,) = holder
        holder.remove(root)
        self.size, self.depth = full
        self.more = 0
        return root

    def _write(self, pattern: etree._Element, into: etree._Element, within: str, depth: int) -> None:
        kind = pattern.tag.removeprefix(RNG)
        if kind == "ref":
            for child in patterns(self.grammar.defines[pattern.get("name")]):
                self._write(child, into, within, depth)
        elif kind == "choice":
            self._write(self._least(patterns(pattern), within, depth), into, within, depth)
        elif kind == "optional" and patterns(pattern)[0].tag == f"{RNG}attribute":
            self._optional_attribute(pattern, into, within)
        elif kind in ("optional", "zeroOrMore", "oneOrMore"):
            for _ in range(self._times(pattern, kind, within, depth)):
                for child in patterns(pattern):
                    self._write(child, into, within, depth)
        elif kind == "interleave":
            children = patterns(pattern)
            self.random.shuffle(children)
            for child in children:
                self._write(child, into, within, depth)
        elif kind == "group":
            for child in patterns(pattern):
                self._write(child, into, within, depth)
        elif kind == "element":
            self._element(pattern, into, depth)
        elif kind == "attribute":
            name, value = self._attribute(pattern, within)
            into.set(name, value)
        elif kind in ("text", "data", "value"):
            _append(into, self._value(pattern, within))

    def _element(self, pattern: etree._Element, into: etree._Element, depth: int) -> None:
        local = pattern.get("name", "")
        self.made += 1
        uri = self.grammar.namespace
        element = etree.SubElement(into, f"{{{uri}}}{local}", None, {None: uri})
        for child in patterns(pattern):
            self._write(child, element, f"{local} {self._number(pattern)}", depth + 1)

    def _optional_attribute(self, pattern: etree._Element, into: etree._Element, within: str) -> None:
        """Write the attribute if there is room: libxml2 needs twice the time for each optional one."""
        (attribute,) = patterns(pattern)
        values = self.grammar.values(attribute)
        key = within, self._number(pattern)
        fresh = not self.seen[key] or (
            len(values) > 1 and any(not self.seen[within, self._number(value)] for value in values)
        )
        if len(into.attrib) < MOST_ATTRIBUTES and (fresh or self.random.random() < 0.1):
            self.seen[key] += 1
            self._write(attribute, into, within, 0)

    def _attribute(self, pattern: etree._Element, within: str) -> tuple[str, str]:
        children = patterns(pattern)
        name = pattern.get("name")
        if name is None:
            named = children.pop(0)
            name = f"{{{named.get('ns')}}}{named.text}" if named.get("ns") else str(named.text)
        elif name.startswith("xml:"):
            name = f"{{{XML}}}{name[4:]}"
        return name, " ".join(self._value(child, within) for child in children) if children else "any"

    def _value(self, pattern: etree._Element, within: str) -> str:
        kind = pattern.tag.removeprefix(RNG)
        if kind == "ref":
            return self._value(patterns(self.grammar.defines[pattern.get("name")])[0], within)
        if kind == "choice":
            return self._value(self._least(patterns(pattern), within, 0), within)
        if kind == "value":
            return str(pattern.text)
        if kind == "text":
            return self.random.choice(WORDS) + self.random.choice(("", " ", "\n"))
        if kind == "data":
            return self._data(pattern)
        repeat = self.random.randint(1, 2) if kind in ("oneOrMore", "zeroOrMore") else 1
        return " ".join(self._value(child, within) for _ in range(repeat) for child in patterns(pattern))

    def _data(self, pattern: etree._Element) -> str:
        if pattern.get("type") == "ID":
            self.ids += 1
            return f"x{self.ids}"
        param = pattern.find(f"{RNG}param")
        return self.random.choice(SAMPLES[pattern.get("type", "") if param is None else str(param.text)])

    def _times(self, pattern: etree._Element, kind: str, within: str, depth: int) -> int:
        least = int(kind == "oneOrMore")
        cost = max((self.grammar.cost(child) for child in patterns(pattern)), default=0)
        if cost and (self.made + cost > self.size or depth + cost > self.depth):
            return least
        key = within, self._number(pattern)
        self.seen[key] += 1
        if kind == "optional":
            return int(self.seen[key] == 1 or self.random.random() < 0.4)
        return max(least, self.random.choice((0, 1, 1, 2, 3, 4)) + self.more * (depth == 1))

    def _least(self, choices: list[etree._Element], within: str, depth: int) -> etree._Element:
        """The alternative that was taken least in this element, out of those that there is room for."""
        choices = [alternative for choice in choices for alternative in self.grammar.alternatives(choice)]
        costs = [self.grammar.cost(choice) for choice in choices]
        room = max(min(self.depth - depth, self.size - self.made), min(costs))
        choices = [choice for choice, cost in zip(choices, costs, strict=True) if cost <= room]
        taken = [self.seen[within, self._number(choice)] for choice in choices]
        chosen = self.random.choice([c for c, n in zip(choices, taken, strict=True) if n == min(taken)])
        self.seen[within, self._number(chosen)] += 1
        return chosen

    def _number(self, pattern: etree._Element) -> int:
        return self._numbers.setdefault(pattern, len(self._numbers))


def patterns(parent: etree._Element | None) -> list[etree._Element]:
    """The patterns in `parent`: its RELAX NG children."""
    assert parent is not None
    return [child for child in parent if isinstance(child.tag, str) and child.tag.startswith(RNG)]


def _append(element: etree._Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
