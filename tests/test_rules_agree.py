"""What engross.sch says of editions and `tei_rules` of any TEI file is the same rule: both say the same of a file."""

from __future__ import annotations

import pytest
from lxml import etree

from engross.check.tei_rules import _BY_SCHEMATRON, check_tei
from engross.encode.tree import TEI

DANGLING = {"pointer-dangling", "pointers-dangling", "who-unresolved"}
PAGES = {"page-number-descends", "page-number-repeated"}


def document(body: str) -> etree._Element:
    """A TEI document with ids in its header and in its text."""
    people = "<listPerson><person xml:id='ball'/><person xml:id='rusk'/></listPerson>"
    return etree.fromstring(
        f"<TEI xmlns='{TEI}'><teiHeader><particDesc>{people}</particDesc></teiHeader>"
        f"<text><body><div type='document' subtype='letter' xml:id='d1'>{body}</div></body></text></TEI>"
    )


def found(root: etree._Element, codes: set[str], *, edition: bool) -> list[tuple[str, int]]:
    """Of which elements the rules with `codes` speak: their names and numbers in the file."""
    order = {element: number for number, element in enumerate(root.iter())}
    elements = [each.element for each in check_tei(root, edition=edition) if each.code in codes]
    return sorted({(etree.QName(each).localname, order[each]) for each in elements if each is not None})


@pytest.mark.parametrize("element", ["ref", "sp", "seg"])
@pytest.mark.parametrize("attribute", sorted(_BY_SCHEMATRON))
@pytest.mark.parametrize(
    ("value", "dangles"),
    [
        ("#ball", False),
        ("#none", True),
        ("#ball #rusk", False),
        ("#ball #none", True),
        (" #none ", True),
        ("letter.xml#p1", False),
        ("https://example.org/#p1", False),
        ("#", False),
    ],
)
def test_pointers(element: str, attribute: str, value: str, dangles: bool) -> None:
    if attribute in ("next", "prev", "scheme"):
        value = value.replace("#ball ", "")  # an edition has one pointer there: the grammar sees to it
    root = document(f"<{element} {attribute}='{value}'/>")
    other = found(root, DANGLING, edition=False)
    assert bool(other) is dangles
    assert found(root, DANGLING, edition=True) == other


@pytest.mark.parametrize("numbers", ["1 2 3", "5 4", "5 5", "7 6 8", "3 5 5 4", "i ii iii", "2 x 3", "9 10"])
def test_pages(numbers: str) -> None:
    """`engross.sch` looks at pages inside a document of a collection, `tei_rules` at those outside."""
    breaks = "".join(f"<pb n='{number}'/>" for number in numbers.split())
    inside, outside = document(breaks), document(breaks)
    del outside.find(f".//{{{TEI}}}div").attrib["type"]  # type: ignore[union-attr]
    for edition in (True, False):
        assert found(inside, PAGES, edition=edition) == found(outside, PAGES, edition=edition)
