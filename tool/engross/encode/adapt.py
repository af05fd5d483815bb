"""What a body gets for a platform that needs it: headings where the source has none, page numbers of their own.

The text stays as it is: what is put in stands in ``supplied``, which is no text of the source (`ADDED`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence

from lxml import etree

from engross.encode.tree import ADDED, TEI, join_text, local, make, put_at

_T = f"{{{TEI}}}"
#: Words of a part without heading by which it is called.
_INCIPIT = 6
#: What may stand before a heading: what is of the page, not of the text.
_OF_THE_PAGE = frozenset({"pb", "fw", "lb", "cb"})

_HEADS = (
    "Where the source has no heading, the head of a division holds a supplied one, made of the document's name, of the "
    "entry's date line, or of the first words; it is not text of the source."
)
_NUMBERS = "Documents are numbered one by one; what is enclosed with one is not counted."
_PLACES = "Where the source does not number a page, n of pb has the page's place among the others, in square brackets."
_PAGES = "Before the number of a page, n of pb has that of the document: several have a page of the same number."


def adapt_body(body: etree._Element, needs: Collection[str], names: Sequence[str]) -> tuple[str, ...]:
    """Change `body` to meet `needs`, codes of rules, as far as that can be done; sentences that say what was done.

    `names` are those of the documents in it, in order, as far as they are known.
    """
    steps: tuple[tuple[str, Callable[[], bool], str], ...] = (
        ("division-without-head", lambda: _supply_heads(body, names), _HEADS),
        ("document-number-gap", lambda: _number_documents(body), _NUMBERS),
        ("page-without-number", lambda: _number_pages(body), _PLACES),
        ("page-number-not-unique", lambda: _tell_pages_apart(body), _PAGES),
    )
    return tuple(sentence for need, step, sentence in steps if need in needs and step())


def is_supplied(element: etree._Element) -> bool:
    """Whether `element` is a heading that was put in, or what is in it."""
    return local(element) == "supplied" or (local(element) == "head" and element.find(f"{_T}supplied") is not None)


def _supply_heads(body: etree._Element, names: Sequence[str]) -> bool:
    """Give every division a head; whether any was wanting."""
    documents = [division for division in body.iter(f"{_T}div") if division.get("type") == "document"]
    named = dict(zip(documents, names, strict=True)) if len(documents) == len(names) else {}
    headless = [division for division in body.iter(f"{_T}div") if division.find(f"{_T}head") is None]
    for division in headless:
        name = named.get(division) or _dateline(division) or _kind(division) or _incipit(division)
        at = next((i for i, child in enumerate(division) if local(child) not in _OF_THE_PAGE), len(division))
        put_at(division, at, make("head", {}, [make("supplied", {"reason": "no-heading"}, [name])]))
    return bool(headless)


def _dateline(division: etree._Element) -> str:
    found = division.find(f"{_T}dateline") if division.get("type") == "entry" else None
    return " ".join(join_text(found, hidden=ADDED).split()) if found is not None else ""


def _kind(division: etree._Element) -> str:
    kind = division.get("subtype", "").replace("-", " ")
    return kind.capitalize() if kind != "other" else ""


def _incipit(division: etree._Element) -> str:
    """The first words of `division`, from its first paragraph if it has one; its type, if it has no words."""
    first = next(division.iter(f"{_T}p"), division)
    words = join_text(first, hidden=ADDED).split()
    if not words:
        return division.get("type", "part").capitalize()
    return " ".join(words[:_INCIPIT]) + (" …" if len(words) > _INCIPIT else "")


def _number_documents(body: etree._Element) -> bool:
    """Number the documents one by one, if they are not; whether that was so."""
    documents = [division for division in body.iter(f"{_T}div") if division.get("type") == "document"]
    wanted = [str(number) for number in range(1, len(documents) + 1)]
    if [document.get("n") for document in documents] == wanted:
        return False
    for document, number in zip(documents, wanted, strict=True):
        document.set("n", number)
    return True


def _number_pages(body: etree._Element) -> bool:
    """Give each page break without a number one in brackets, which follows the one before; whether there was any."""
    found = False
    for part in body:
        last = 1
        for page in part.iter(f"{_T}pb"):
            number = page.get("n", "").strip()
            if not number:
                found = True
                page.set("n", f"[{last + 1}]")
            last = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else last + 1
    return found


def _tell_pages_apart(body: etree._Element) -> bool:
    """Give every page break a number of its own, if any two have the same; whether that was so."""
    pages = [(number, page) for number, part in enumerate(body, 1) for page in part.iter(f"{_T}pb") if page.get("n")]
    if len({page.get("n") for _, page in pages}) == len(pages):
        return False
    seen: Counter[str] = Counter()
    for number, page in pages:
        own = f"{number}-{page.get('n')}"
        seen[own] += 1
        page.set("n", own if seen[own] == 1 else f"{own} ({seen[own]})")
    return True
