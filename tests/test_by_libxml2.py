"""libxml2 as the first pass over editions: it may only find valid what the engine finds valid."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree
from relaxng.mutation import mutants

from engross.check import by_libxml2
from engross.check.documents import Document
from engross.check.grammars import _engine, _is_alike, _is_surely_valid

SAMPLE = (Path(__file__).parent / "sample_edition.xml").read_text(encoding="utf-8")


def test_what_libxml2_finds_valid_the_engine_does_too() -> None:
    sure = 0
    for name, text in mutants([SAMPLE], 600, seed=7):
        data = text.encode()
        if _is_surely_valid(Document("a.xml", data)):
            sure += 1
            assert _engine().is_valid(data), (name, data)
    assert sure > 100


def test_the_schema_that_loads_sooner_says_the_same() -> None:
    verdicts = set()
    for name, text in mutants([SAMPLE], 300, seed=8):
        root = Document("a.xml", text.encode()).root
        verdict = by_libxml2._light_schema().validate(root)
        assert verdict == by_libxml2.full_schema().validate(root), name
        verdicts.add(verdict)
    assert verdicts == {True, False}


def test_after_some_files_the_whole_schema_is_loaded() -> None:
    checker, root = by_libxml2._Checker(), etree.fromstring(SAMPLE.encode())
    while checker._checked <= by_libxml2._FEW:
        assert checker.is_valid(root)
    root[0].append(etree.Element("x"))
    assert not checker.is_valid(root)


@pytest.mark.parametrize(
    ("value", "sure"),
    [
        ("#p1 #p2", True),
        ("1962-10-26T17:45:00Z", True),
        ("17:45:00", True),
        ("https://tei-c.org/a?b=c", True),
        ("24:00:00", False),  # no hour of a day for Jing
        ("-0101-02-29", False),
        ("http://", False),
        ("a:", False),
        ("\u0378", False),  # no character yet
        ("x\xa0", False),
    ],
)
def test_values_of_which_libxml2_may_be_too_lax(value: str, sure: bool) -> None:
    assert _is_alike(value) is sure


@pytest.mark.parametrize(
    "text",
    [
        SAMPLE.replace("<TEI", "<!DOCTYPE TEI><TEI", 1),
        SAMPLE.replace('xml:id="d1-p3"', 'xml:id="d1-p2"', 1),
        SAMPLE.replace("</body>", "<p xml:id='x' " + " ".join(f"a{n}=''" for n in range(200)) + "/></body>"),
        SAMPLE.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"', 1),
        SAMPLE[:-20],
    ],
    ids=["DTD", "id given twice", "crowded tag", "another encoding", "no XML"],
)
def test_what_is_left_to_the_engine(text: str) -> None:
    assert not _is_surely_valid(Document("a.xml", text.encode()))
