"""engross.schematron against lxml.isoschematron, which runs the reference implementation in XSLT 1."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree, isoschematron
from test_rules import ALLOWED, FAULTS

from engross.data import schema_file
from engross.schematron import load_schematron

SAMPLE = (Path(__file__).parent / "sample_edition.xml").read_text(encoding="utf-8")
SVRL = "{http://purl.oclc.org/dsdl/svrl}"
MUTANTS = [("", "", ""), *FAULTS, *[("", *pair) for pair in ALLOWED]]


def reference(schema: isoschematron.Schematron, root: etree._Element) -> list[tuple[str, str]]:
    schema.validate(root.getroottree())
    report = schema.validation_report.getroot()
    found = report.iter(f"{SVRL}failed-assert", f"{SVRL}successful-report")
    return sorted((f.get("id") or "", " ".join("".join(f.find(f"{SVRL}text").itertext()).split())) for f in found)


def test_our_rules_on_mutants() -> None:
    data = schema_file("engross.sch")
    ours = load_schematron(data)
    theirs = isoschematron.Schematron(etree.fromstring(data), store_report=True)
    assert ours.skipped == ()
    parser = etree.XMLParser(collect_ids=False)
    for _, before, after in MUTANTS:
        root = etree.fromstring(SAMPLE.replace(before, after, 1).encode(), parser)
        result = ours.check(root)
        assert result.skipped == ()
        assert sorted((f.code, f.message) for f in result.findings) == reference(theirs, root)


DOC = """<r><a id="1" n="3">x<b/></a><a id="2" n="1"><b t="1"/>y</a><!--c--><c ref="2"><a/></c></r>"""
RULES = [
    ("a", "b"), ("a[1]", "@n &lt; 2"), ("c/a | a/b", "../@id"), ("/r", "a[@id = current()/c/@ref]"),
    ("a/b", "following::b"), ("*[@n]", "count(preceding::*) > 0"), ("c", "../a[@id = current()/@ref]"),
    ("r//b", "not(@t)"), ("a[@id][2]", "text() = 'y'"), ("*[b][last()]", "true()"), ("a", "sum(../a/@n) > 3"),
]  # fmt: skip


@pytest.mark.parametrize("first", range(len(RULES)))
def test_verdicts(first: int) -> None:
    """Each two rules, in one pattern, so that the first may hide the second."""
    for second in range(len(RULES)):
        if second == first:
            continue
        text = "".join(
            f'<rule context="{RULES[n][0]}"><report id="i{n}" test="{RULES[n][1]}"><name/>: <value-of select="@id"/>'
            "</report></rule>"
            for n in (first, second)
        )
        schema = f'<schema xmlns="http://purl.oclc.org/dsdl/schematron"><pattern>{text}</pattern></schema>'.encode()
        root = etree.fromstring(DOC)
        theirs = reference(isoschematron.Schematron(etree.fromstring(schema), store_report=True), root)
        for binding in ("xslt", "xslt2"):
            data = schema.replace(b"<schema ", f'<schema queryBinding="{binding}" '.encode())
            result = load_schematron(data).check(root)
            assert result.skipped == ()
            assert sorted((f.code, f.message) for f in result.findings) == theirs
