"""What is wrong with the ``citeStructure``s of a file: how they are written, and the values that they cite by."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from msgspec import Struct

from engross.check.problem import Problem, problem
from engross.encode.tree import TEI, XML_ID, local
from engross.regex import compile_later

_T = f"{{{TEI}}}"
_QUOTED = compile_later("'[^']*'|\"[^\"]*\"")
_PREFIX = compile_later(r"[\w.-]+:(?!:)(?=[\w*])")
_WORD = compile_later("[A-Za-z][A-Za-z0-9_]*")
#: A path that finds elements by name, and by attributes with a value: all that is followed here.
_STEP = compile_later(r"(//?)([\w-]+)((?:\[@[\w:-]+(?:='[^'\[\]]*')?\])*)")
_CONDITION = compile_later(r"\[@([\w:-]+)(?:='([^']*)')?\]")
_USES = {"@n": "n", "@xml:id": XML_ID}
#: Elements above which no more are looked at, steps of a path, citeStructures inside each other.
_MOST, _STEPS, _DEEPEST = 1_000_000, 20, 20


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
        self.told: set[tuple[str, etree._Element | None]] = set()

    def check(self, unit: etree._Element, parents: list[etree._Element], depth: int) -> Iterator[Problem]:
        """What is wrong with the values that `unit`, and what is in it, cite by, inside each of `parents`."""
        attribute = _USES.get(unit.get("use", ""))
        steps = _steps(unit.get("match", ""))
        if attribute is None or not steps or depth > _DEEPEST:
            return
        inner = unit.findall(f"{_T}citeStructure")
        delimiters = "".join(each.get("delim", "") for each in inner)
        found: dict[etree._Element, None] = {}
        for parent in parents:
            members = [parent]
            for step in steps:
                members = self._follow(step, members)
            for each in _miscited(unit, members, attribute, delimiters):
                if (each.code, each.element) not in self.told:
                    self.told.add((each.code, each.element))
                    yield each
            found |= dict.fromkeys(members)
        for part in inner:
            yield from self.check(part, list(found), depth + 1)

    def _follow(self, step: _Step, elements: list[etree._Element]) -> list[etree._Element]:
        """Where `step` leads from `elements`, each place once; as many as there is room for."""
        found: dict[etree._Element, None] = {}
        for element in elements:
            if self.room <= 0:
                break
            self.room -= 1
            for each in element.iterdescendants(step.tag) if step.deep else element.iterchildren(step.tag):
                self.room -= 1
                if self.room <= 0:
                    break
                if all(each.get(name) == value if value else name in each.attrib for name, value in step.conditions):
                    found[each] = None
        return list(found)


class _Step(Struct, frozen=True):
    """A step of a path: to the children, or to all below (`deep`), with that tag, that have attributes (of a value)."""

    deep: bool
    tag: str
    conditions: tuple[tuple[str, str], ...]


def _steps(match: str) -> list[_Step]:
    """The steps of `match`, from the root or from an element; none where it is beyond what is followed here."""
    path = match.removeprefix("/TEI") if match.startswith("/TEI/") else match.removeprefix(".")
    path = path if path.startswith("/") else f"/{path}"
    if match.startswith("/") and not match.startswith(("//", "/TEI/")):
        return []
    found: list[_Step] = []
    at = 0
    while at < len(path):
        step = _STEP.match(path, at)
        if step is None or len(found) == _STEPS:
            return []
        conditions = tuple((XML_ID if n == "xml:id" else n, v) for n, v in _CONDITION.findall(step[3]))
        found.append(_Step(step[1] == "//", f"{_T}{step[2]}", conditions))
        at = step.end()
    return found


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
