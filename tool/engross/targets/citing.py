"""What is wrong with the ``citeStructure``s of a file: how they are written, and the values that they cite by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from engross.check.problem import Problem, problem
from engross.encode.tree import TEI, XML_ID, local
from engross.regex import compile_later

_T = f"{{{TEI}}}"
_QUOTED = compile_later("'[^']*'|\"[^\"]*\"")
_PREFIX = compile_later(r"[\w.-]+:(?!:)(?=[\w*])")
_WORD = compile_later("[A-Za-z][A-Za-z0-9_]*")
#: A path that finds elements by name, and by attributes with a value: all that is followed here.
_PATH = compile_later(r"(?:/TEI(?=/))?(\.?//?|/)?(\w+(\[@\w+(='[^'\[\]]*')?\])*)((//?)\w+(\[@\w+(='[^'\[\]]*')?\])*)*")
_USES = {"@n": "n", "@xml:id": XML_ID}
#: Units above which no more values are compared, and citeStructures inside each other.
_MOST, _DEEPEST = 50_000, 20


def find_miscited(root: etree._Element) -> Iterator[Problem]:
    """What in the declarations of references below `root` a program that follows them stumbles over."""
    for tree in root.iter(f"{_T}refsDecl"):
        for unit in tree.iter(f"{_T}citeStructure"):
            yield from _misstated(unit)
        outer = tree.find(f"{_T}citeStructure")
        if outer is not None:
            values = _Values()
            yield from values.check(outer, [root], 0)


def _misstated(unit: etree._Element) -> Iterator[Problem]:
    """What is wrong with the attributes and the place of a citeStructure."""
    name, match = unit.get("unit", ""), unit.get("match", "")
    if _PREFIX.search(_QUOTED.sub("", match)):
        yield problem("cite-match-prefixed", unit, match=match, attribute="match")
    parent = unit.getparent()
    if parent is not None and parent.tag == unit.tag and not unit.get("delim"):
        yield problem("cite-delimiter-missing", unit, unit=name)
    if not _WORD.fullmatch(name):
        yield problem("cite-unit-not-a-word", unit, unit=name, attribute="unit")
    if next(unit.itersiblings(unit.tag, preceding=True), None) is not None:
        yield problem("cite-branches", unit, unit=name)


class _Values:
    """Follows citeStructures, as long as there is not too much to be followed."""

    def __init__(self) -> None:
        self.room = _MOST

    def check(self, unit: etree._Element, parents: list[etree._Element], depth: int) -> Iterator[Problem]:
        """What is wrong with the values that `unit`, and what is in it, cite by, inside each of `parents`."""
        attribute = _USES.get(unit.get("use", ""))
        path = _path(unit.get("match", ""))
        if attribute is None or path is None or depth > _DEEPEST:
            return
        inner = unit.findall(f"{_T}citeStructure")
        delimiters = "".join(each.get("delim", "") for each in inner)
        found: list[etree._Element] = []
        for parent in parents:
            members = list(islice(parent.iterfind(path, {None: TEI}), max(self.room, 0)))  # type: ignore[dict-item]
            self.room -= len(members)
            yield from _miscited(unit, members, attribute, delimiters)
            found += members
        for each in inner:
            yield from self.check(each, found, depth + 1)


def _path(match: str) -> str | None:
    """`match` as lxml follows it from the root, or from an element; None where it is beyond that."""
    if not _PATH.fullmatch(match):
        return None
    path = re.sub("^/TEI/", "/", match)
    return re.sub("^/+(?=[^/])", lambda slashes: ".//" if path.startswith("//") else "", path)


def _miscited(
    unit: etree._Element, members: list[etree._Element], attribute: str, delimiters: str
) -> Iterator[Problem]:
    seen: set[str] = set()
    for member in members:
        value, values = member.get(attribute, ""), {"unit": unit.get("unit", ""), "use": unit.get("use", "")}
        if not value:
            yield problem("cite-value-missing", member, name=local(member), **values)
            continue
        at = "xml:id" if attribute == XML_ID else attribute
        values |= {"value": value, "attribute": attribute}
        if value in seen:
            yield problem("cite-value-repeated", member, name=at, **values)
        seen.add(value)
        if "'" in value:
            yield problem("cite-value-apostrophe", member, name=at, **values)
        if sign := next((character for character in delimiters if character in value), ""):
            yield problem("cite-value-delimiter", member, name=at, sign=sign, **values)
