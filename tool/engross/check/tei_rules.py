"""The rules of TEI that no grammar states, for any TEI file.

Those that engross.sch states for editions are taken from there, as far as they hold for any TEI file. What stands here
is what XPath 1.0 can't say, or what engross.sch says only of its own editions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import cache
from itertools import islice
from typing import cast

from lxml import etree

from engross.check.documents import XML_ID
from engross.check.problem import Problem, problem
from engross.check.rules import Rules, assertions_of, some_rules
from engross.data import schema_file
from engross.encode.tree import TEI, local
from engross.regex import compile_later, compile_once

_T = f"{{{TEI}}}"
_SAYS = frozenset({f"{_T}sp", f"{_T}said", f"{_T}u"})

#: The assertions of engross.sch that hold for any TEI file; the others are about editions by engross.
ANY_TEI = frozenset(
    {
        "id-duplicate",
        "call-without-note",
        "call-target-wrong",
        "note-without-call",
        "page-number-descends",
        "page-number-repeated",
        "space-before-unbroken",
        "table-size-wrong",
        "dates-reversed",
        "dates-contradictory",
    }
)
#: The attributes whose pointers engross.sch looks after.
_BY_SCHEMATRON = frozenset(("target", "ref", "resp", "corresp", "rendition", "next", "prev", "scheme", "who"))
_OTHERS = """
active adj adjFrom adjTo ana calendar change children copyOf datingMethod datingPoint decls domains edRef end exclude
facs feats follow fVal given hand inst lemmaRef location mutual new nymRef origin parent parts passive perf period
replyTo sameAs scribeRef scriptRef select since source spanTo start synch targetEnd toWhom wit where
"""
#: The attributes of TEI that hold pointers (teidata.pointer); those that often hold something else are left out.
POINTERS = _BY_SCHEMATRON.union(_OTHERS.split())
#: The rules about what is tied together by ids.
LINKS = frozenset({"pointer-dangling", "who-unresolved", "call-without-note", "call-target-wrong", "note-without-call"})
_ID = compile_later(r"[A-Za-z_][A-Za-z0-9_.-]*")
_DAY = compile_later(r"\d{4}-\d\d-\d\d(?![\d-])")
#: Before that year, English dates were those of the Julian calendar.
_GREGORIAN = 1753
_PART = frozenset({"document", "enclosure", "attachment", "annex", "appendix"})

_Rule = Callable[[etree._Element, bool], Iterator[Problem]]


def rule_codes() -> frozenset[str]:
    """The codes of all rules."""
    return frozenset(code for codes, _ in _RULES for code in codes) | _stated()


def check_tei(root: etree._Element, *, edition: bool, only: Collection[str] | None = None) -> list[Problem]:
    """What in the tree below `root` breaks a rule of TEI, or, in an `edition`, a rule of engross's editions; of the
    rules `only` some, if they are named."""
    stated = None if only is None else frozenset(only)
    if not edition:
        stated = ANY_TEI if stated is None else stated & ANY_TEI
    found = _compiled(stated).check(root)
    for codes, rule in _RULES:
        if only is None:
            found += rule(root, edition)
        elif not codes.isdisjoint(only):
            found += (each for each in rule(root, edition) if each.code in only)
    return found


@cache
def _stated() -> frozenset[str]:
    return frozenset(test.get("id", "") for test in assertions_of(etree.fromstring(schema_file("engross.sch"))))


@cache
def _compiled(codes: frozenset[str] | None) -> Rules:
    """engross.sch, with the assertions `codes` only unless that is None."""
    schema = schema_file("engross.sch")
    return Rules(schema) if codes is None else some_rules(schema, codes)


#: So many pointers of one attribute are followed.
_MOST_WORDS = 1000
#: Attributes of one element, above which they are not all looked at for pointers.
_MANY = 200


def _pointers(root: etree._Element, edition: bool) -> Iterator[Problem]:
    """Pointers that lead nowhere, and ids without the ``#`` that makes them pointers. In an edition, dangling pointers
    of the commonest attributes are left to engross.sch."""
    ids = {element.get(XML_ID) for element in root.iter(etree.Element) if XML_ID in element.attrib}
    names = POINTERS - _BY_SCHEMATRON if edition else POINTERS
    for element in root.iter(f"{_T}*"):
        items = cast("list[tuple[str, str]]", element.items() if len(element.attrib) < _MANY else _some(element))
        for name, value in items:
            if name not in POINTERS:
                continue
            for pointer in islice(dict.fromkeys(value.split()), _MOST_WORDS):
                if pointer in ids:
                    values = {"attribute": name, "name": local(element), "id": pointer}
                    yield problem("pointer-without-hash", element, **values)
                elif name not in names or not pointer.startswith("#") or "(" in pointer:
                    continue
                elif len(pointer) > 1 and pointer[1:] not in ids:
                    message = f'@{name} of <{local(element)}> points to "{pointer}", and no element has that xml:id.'
                    code = "who-unresolved" if name == "who" and element.tag in _SAYS else "pointer-dangling"
                    yield problem(code, element, message=message, attribute=name)


def _some(element: etree._Element) -> list[tuple[str, str]]:
    """The pointers among the attributes of `element`: lxml looks each of all attributes up from the first one on."""
    return [(name, str(element.get(name))) for name in sorted(POINTERS) if name in element.attrib]


def _pages(root: etree._Element, edition: bool) -> Iterator[Problem]:
    """Page numbers that descend or are repeated, outside the documents of a collection, for which engross.sch has
    the rule. A number 1 begins a new count."""
    before: dict[tuple[str, str], int] = {}
    for _, element in etree.iterwalk(root, events=("start",), tag=(f"{_T}text", f"{_T}pb")):
        if element.tag == f"{_T}text":
            before.clear()
            continue
        number, series = element.get("n", ""), (element.get("ed", ""), element.get("edRef", ""))
        if not re.fullmatch("[0-9]{1,9}", number) or _in_part(element):
            continue
        last = before.get(series, -1)
        before[series] = page = int(number)
        if page == last:
            yield problem("page-number-repeated", element, message=f"Page {page} begins twice.")
        elif 1 < page < last:
            yield problem("page-number-descends", element, message=f"Page {page} follows page {last}.")


def _in_part(element: etree._Element) -> bool:
    return any(div.get("type") in _PART for div in element.iterancestors(f"{_T}div"))


def _weekdays(root: etree._Element, edition: bool) -> Iterator[Problem]:
    """Dates whose text names another day of the week than that of @when."""
    from engross.languages import weekday, weekday_names

    dates = [each for each in root.iter(f"{_T}date") if _DAY.match(each.get("when", ""))]
    if not dates:
        return
    import datetime

    numbers, word = weekday_names(), _weekday()
    for element in dates:
        when = element.get("when", "")
        if element.get("calendar") or element.get("datingMethod"):
            continue
        written = {numbers[each.lower()] for each in word.findall("".join(map(str, element.itertext())))}
        try:
            day = datetime.date.fromisoformat(when[:10])
        except ValueError:
            continue
        if len(written) == 1 and day.year >= _GREGORIAN and day.weekday() not in written:
            right = weekday(day.weekday())
            yield problem("weekday-mismatch", element, date=when[:10], weekday=weekday(written.pop()), right=right)


@cache
def _weekday() -> re.Pattern[str]:
    """The name of a day of the week."""
    from engross.languages import weekday_names

    return compile_once(rf"\b({'|'.join(sorted(weekday_names(), key=len, reverse=True))})\b", re.IGNORECASE)


def _ids(root: etree._Element, edition: bool) -> Iterator[Problem]:
    """Ids that are no names: XML, and every pointer, wants a letter first, and neither colon nor space."""
    for element in root.iter(etree.Element):
        name = element.get(XML_ID)
        if name is not None and not _ID.fullmatch(name) and not _is_name(name):
            yield problem("id-malformed", element, message=malformed_id(name, local(element)), attribute=XML_ID)


def _is_name(text: str) -> bool:
    from engross.relaxng.lexical import matches  # few ids need it

    return matches("NCName", text)


def malformed_id(name: str, element: str) -> str:
    """The message about the xml:id `name` of `element`, which is not a name."""
    if not name.strip():
        what = "it is empty"
    elif any(character.isspace() for character in name):
        what = "there is white space in it"
    elif ":" in name:
        what = "there is a colon in it"
    elif _is_name(f"_{name}"):
        what = f"it begins with “{name[0]}”, not with a letter or “_”"
    else:
        wrong = next((each for each in name if not _is_name(f"_{each}")), name[0])
        what = f"“{wrong}” can't be in one"
    return f"“{name}”, the xml:id of <{element}>, is not a name: {what}."


def _namespace(root: etree._Element, edition: bool) -> Iterator[Problem]:
    """TEI elements with a prefix."""
    if root.prefix:
        yield problem("namespace-prefixed", root, prefix=root.prefix, name=local(root))


_RULES: tuple[tuple[frozenset[str], _Rule], ...] = (
    (frozenset({"pointer-dangling", "who-unresolved", "pointer-without-hash"}), _pointers),
    (frozenset({"page-number-descends", "page-number-repeated"}), _pages),
    (frozenset({"weekday-mismatch"}), _weekdays),
    (frozenset({"id-malformed"}), _ids),
    (frozenset({"namespace-prefixed"}), _namespace),
)
