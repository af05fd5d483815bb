"""The specification's own test suite by James Clark: every schema and every document of its 385 cases."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from engross.relaxng import SchemaError, load_schema

SUITE = Path(__file__).resolve().parents[2] / "shared" / "relaxng" / "spectest.xml"


def _cases() -> list[etree._Element]:
    if not SUITE.is_file():
        return []
    return list(etree.parse(SUITE, etree.XMLParser(resolve_entities=True)).iter("testCase"))


def _content(element: etree._Element) -> bytes:
    inner = next(child for child in element if isinstance(child.tag, str))
    return etree.tostring(inner, with_tail=False, encoding="utf-8")


def _files(element: etree._Element, base: str) -> dict[str, bytes]:
    found = {}
    for child in element:
        if child.tag == "resource":
            found[base + str(child.get("name"))] = _content(child)
        elif child.tag == "dir":
            found.update(_files(child, f"{base}{child.get('name')}/"))
    return found


CASES = _cases()


@pytest.mark.skipif(not CASES, reason="shared/relaxng/spectest.xml is not there")
def test_the_suite_is_whole() -> None:
    assert len(CASES) == 385


@pytest.mark.parametrize("number", range(len(CASES)))
def test_case(number: int) -> None:
    case = CASES[number]
    files = _files(case, "file:///")

    def read(address: str) -> bytes:
        if address not in files:
            raise FileNotFoundError(address)
        return files[address]

    incorrect = case.find("incorrect")
    if incorrect is not None:
        with pytest.raises(SchemaError) as error:
            load_schema(_content(incorrect), read, uri="file:///schema", check_ids=False, use_cache=False)
        assert error.value.message
        assert error.value.line > 0
        return
    correct = case.find("correct")
    assert correct is not None
    schema = load_schema(_content(correct), read, uri="file:///schema", check_ids=False, use_cache=False)
    for document in case.iterchildren("valid"):
        assert schema.validate(_content(document)) == []
        assert schema.validate(_content(document)) == [], "the second time, from what was kept"
    for document in case.iterchildren("invalid"):
        assert not schema.is_valid(_content(document))
        assert schema.validate(_content(document)), "the thorough pass agrees with the quick one"
