"""What platforms need of a tree and rules.sch can't say: white space, and numbers one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from engross.check.problem import Problem, problem
from engross.encode.tree import TEI, local, text_behind, walk_text

_T = f"{{{TEI}}}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

#: Elements that begin something new, so that a word can't go on from before them to behind them.
BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """TEI ab address addrLine argument back body byline caption castItem castList cell closer dateline div div0
        div1
    div2 div3 div4 div5 div6 div7 docAuthor docDate docEdition docImprint docTitle epigraph figure floatingText front
    group head imprimatur item l lg list listBibl opener p postscript row salute signed sp speaker table text titlePage
    titlePart trailer u""",
    )
)
#: Elements that begin something new as well, but without white space of their own where they stand in a line of text.
BREAKS = frozenset({"lb", "pb", "cb", "gb"})
#: Elements that hold no text of their own, so that white space in them is layout.
_ELEMENTS_ONLY = frozenset(
    re.findall(
        r"\w+",
        """TEI text front body back group div div0 div1 div2 div3 div4 div5 div6 div7 lg list table row sp castList
    choice app subst figure listBibl listPerson listPlace listOrg listEvent biblStruct monogr analytic address
    titlePage docTitle facsimile surface""",
    )
)


def find_lost_blanks(root: etree._Element) -> Iterator[Problem]:
    """White space alone between two elements inside a line of text, where xml:space does not preserve it."""
    kept: list[bool] = []  # for each open element, whether white space in it is preserved
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            own = element.get(_SPACE)
            kept.append(own == "preserve" if own else bool(kept and kept[-1]))
            continue
        kept.pop()
        after = element.getnext()
        if kept and not kept[-1] and after is not None and _is_lost(element, after):
            yield problem("blank-lost", element, before=local(element), after=local(after))


def _is_lost(element: etree._Element, after: etree._Element) -> bool:
    """Whether the white space behind `element` parts it from `after`, which comes next, in a line of text."""
    parent, between = element.getparent(), text_behind(element)
    if parent is None or not between or between.strip(" \t\r\n") or not local(after):
        return False
    if parent.tag in _HOLDERS or not str(parent.tag).startswith(_T):
        return False
    if any(local(each) in BLOCKS or each.get("break") == "no" for each in (element, after)):
        return False
    return _in_text(parent)


_HOLDERS = frozenset(f"{_T}{name}" for name in _ELEMENTS_ONLY)


def _in_text(element: etree._Element) -> bool:
    return any(each.tag == f"{_T}text" for each in element.iterancestors())


def find_run_together(root: etree._Element) -> Iterator[Problem]:
    """Blocks, and line and page breaks, where a word before and a word behind have no white space between them."""
    for text in root.iter(f"{_T}text"):
        if not any(parent.tag == f"{_T}text" for parent in text.iterancestors()):
            yield from _run_together(text)


def _run_together(text: etree._Element) -> Iterator[Problem]:
    last, between = " ", None
    for node in walk_text(text):
        if isinstance(node, str):
            if between is not None and last.isalnum() and node[0].isalnum():
                yield problem("words-run-together", between, name=local(between), before=last, after=node[0])
            last, between = node[-1], None
        elif _parts(node) and between is None:
            between = node


def _parts(element: etree._Element) -> bool:
    name = local(element)
    return name in BLOCKS or (name in BREAKS and element.get("break") != "no")


def find_repeated_pages(root: etree._Element) -> Iterator[Problem]:
    """Page breaks with a number that another of the same series has already."""
    seen: set[tuple[str, str]] = set()
    for page in root.iter(f"{_T}pb"):
        number = page.get("n", ""), page.get("ed", "")
        if number[0] and number in seen:
            yield problem("page-number-not-unique", page, number=number[0], attribute="n")
        seen.add(number)


def find_unnumbered(root: etree._Element) -> Iterator[Problem]:
    """Documents whose number is none, or not the one that comes next."""
    last: int | None = None
    for document in root.iter(f"{_T}div"):
        if document.get("type") != "document":
            continue
        number = document.get("n", "")
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            yield problem("document-number-gap", document, number=number, state="is no number")
            continue
        if last is not None and int(number) != last + 1:
            yield problem("document-number-gap", document, number=number, state=f"does not follow {last}")
        last = int(number)
