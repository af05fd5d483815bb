"""engross.sch, and the runner of its rules."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from lxml import etree, isoschematron

from engross.check.rules import SCH, check_rules
from engross.data import schema_file

SAMPLE = (Path(__file__).parent / "sample_edition.xml").read_text(encoding="utf-8")
SVRL = "{http://purl.oclc.org/dsdl/svrl}"

#: (the code, what of the sample to replace, by what)
FAULTS = [
    ("id-duplicate", 'xml:id="d1-p2"', 'xml:id="d1-p1"'),
    ("pointer-dangling", 'target="#d1-n1"', 'target="#d1-n9"'),
    ("pointer-dangling", 'rendition="#strikethrough"', 'rendition="#struck"'),
    ("pointer-dangling", 'resp="#ed1" xml:id', 'resp="#ed2" xml:id'),
    ("pointer-dangling", 'ref="#nitze"', 'ref="#paul"'),
    ("pointer-dangling", 'target="#secret"', 'target="#top-secret"'),
    ("pointer-dangling", 'scheme="#classification"', 'scheme="#scheme"'),
    ("pointer-dangling", 'who="#ed1"', 'who="#ed2"'),
    ("pointer-dangling", '<p xml:id="d1-p4">', '<p xml:id="d1-p4" next="#d1-p9">'),
    ("pointers-dangling", 'who="#ball #nitze"', 'who="#ball #paul"'),
    ("pointers-dangling", 'ref="#nitze"', 'ref="#nitze #paul"'),
    ("who-unresolved", 'who="#ball"', 'who="#dean"'),
    ("who-unresolved", 'who="#ball"', 'who="#ed1"'),
    ("chain-broken", '<p xml:id="d1-p4">', '<p xml:id="d1-p4" next="#d1-p5">'),
    ("chain-broken-back", '<p xml:id="d1-p4">', '<p xml:id="d1-p4" prev="#d1-p3">'),
    ("call-without-note", ' target="#d1-n1"', ""),
    ("call-target-wrong", 'target="#d1-n1"', 'target="#d1-p1"'),
    ("note-without-call", '<ref type="noteReference" target="#d1-n1">(1)</ref>', "(1)"),
    ("page-number-descends", '<pb n="1"', '<pb n="3"'),
    ("page-number-repeated", '<pb n="1"', '<pb n="2"'),
    ("space-before-unbroken", 'in<pb n="2" break="no"', 'in <pb n="2" break="no"'),
    ("space-before-unbroken", 'multi-<lb break="no"/>', 'multi-\n<lb break="no"/>'),
    ("document-without-subtype", ' subtype="memorandum"', ""),
    ("list-unlabelled", '<list rend="lettered">', '<list rend="labelled">'),
    ("table-size-wrong", 'rows="2"', 'rows="3"'),
    ("table-size-wrong", 'cols="2"', 'cols="3"'),
    ("table-size-wrong", "<cell/></row>", '<cell cols="2"/></row>'),
    ("dates-reversed", 'when="1962-10-26" cert="low"', 'from="1962-10-27" to="1962-10-26"'),
    ("dates-reversed", 'when="1962-10-26" cert="low"', 'notBefore="1962-11" notAfter="1962-10-26"'),
    ("dates-contradictory", 'when="1962-10-26" cert="low"', 'when="1962-10-26" to="1962-10-26"'),
    ("dates-contradictory", 'when="1962-10-26" cert="low"', 'from="1962-10-26" notBefore="1962-10-26"'),
    ("reading-replaced", "<choice><sic>", "<corr/><choice><sic>"),
    ("cite-match-wrong", 'match="/TEI', 'match="TEI'),
    ("cite-match-wrong", 'match=".//pb"', 'match="//pb"'),
    ("holder-missing", "<country>United States</country><settlement>Washington</settlement>"
     "<repository>Department of State</repository><collection>Central Files</collection>", ""),
]  # fmt: skip

#: What is no fault, though it comes near to one.
ALLOWED = [
    ('ref="#nitze"', 'ref="#nitze people.xml#nitze"'),
    ('ref="#nitze"', 'ref="people.xml#nitze"'),
    ('<pb n="2"', '<pb n="ii"'),
    ('when="1962-10-26" cert="low"', 'from="1962-10" to="1962-10-26"'),
    ('when="1962-10-26" cert="low"', 'from="1962-10-26T13:10:00" to="1962-10-26"'),
    ('when="1962-10-26" cert="low"', 'from="--10-26" to="1962-10-26"'),
    ('<row><cell>Turkey</cell><cell/></row>', '<row><cell cols="2">Turkey</cell></row>'),
    ('<p xml:id="d1-p3">No.</p>', '<p xml:id="d1-p3">N<note type="footnote" n="9" xml:id="x">o</note></p>'),
    ('<p xml:id="d1-p3">No.</p></sp>', '<p xml:id="d1-p3" next="#d1-p9">No.</p>'
     '<p xml:id="d1-p9" prev="#d1-p3"/></sp>'),
]  # fmt: skip


def _parse(text: str) -> etree._Element:
    return etree.fromstring(text.encode(), etree.XMLParser(collect_ids=False))


def _changed(before: str, after: str) -> etree._Element:
    assert before in SAMPLE
    return _parse(SAMPLE.replace(before, after, 1))


def _codes(root: etree._Element) -> set[str]:
    return {problem.code for problem in check_rules(root)}


def test_the_sample_breaks_no_rule() -> None:
    assert check_rules(_parse(SAMPLE)) == []


@pytest.mark.parametrize(("code", "before", "after"), FAULTS)
def test_fault_is_found(code: str, before: str, after: str) -> None:
    assert code in _codes(_changed(before, after))


@pytest.mark.parametrize(("before", "after"), ALLOWED)
def test_what_is_no_fault_passes(before: str, after: str) -> None:
    assert _codes(_changed(before, after)) == set()


def test_every_rule_has_a_fault_that_breaks_it() -> None:
    schema = etree.fromstring(schema_file("engross.sch"))
    ids = {test.get("id") for test in schema.iter(f"{SCH}assert", f"{SCH}report")}
    assert {code for code, _, _ in FAULTS} == ids


def test_a_problem_names_its_element_line_and_values() -> None:
    (found,) = check_rules(_changed('who="#ball" xml:id', 'who="#dean" xml:id'))
    assert found.element is not None
    assert found.element.get("who") == "#dean"
    assert found.line == SAMPLE[: SAMPLE.index('who="#ball" xml:id')].count("\n") + 1
    message = '@who of <sp> points to "#dean", and no <person> of the header has that xml:id.'
    assert found.values == {"message": message, "attribute": "who"}


def test_problems_come_in_document_order() -> None:
    text = SAMPLE.replace(' target="#d1-n1"', "").replace('rows="2"', 'rows="9"').replace('who="#ed1"', 'who="#x"')
    codes = [problem.code for problem in check_rules(_parse(text))]
    assert codes == ["pointer-dangling", "call-without-note", "table-size-wrong", "note-without-call"]


def test_a_tree_made_in_memory_is_checked_too() -> None:
    root = etree.Element("{http://www.tei-c.org/ns/1.0}p")
    for _ in range(2):
        child = etree.SubElement(root, "{http://www.tei-c.org/ns/1.0}pb", n="2")
        child.set("{http://www.w3.org/XML/1998/namespace}id", "a")
    assert [p.code for p in check_rules(root)] == ["id-duplicate"]
    assert [p.line for p in check_rules(root)] == [0]


@pytest.fixture(scope="module")
def reference() -> isoschematron.Schematron:
    """The implementation of ISO Schematron by its editor (XSLT 1.0), as lxml has it."""
    schema = etree.fromstring(schema_file("engross.sch"))
    return isoschematron.Schematron(schema, store_report=True, phase="#ALL")


@pytest.mark.parametrize(("code", "before", "after"), [("none", "<TEI", "<TEI"), *FAULTS])
def test_the_runner_agrees_with_iso_schematron(
    reference: isoschematron.Schematron, code: str, before: str, after: str
) -> None:
    root = _changed(before, after)
    reference.validate(root.getroottree())
    fired = reference.validation_report.iter(f"{SVRL}failed-assert", f"{SVRL}successful-report")
    expected = [(test.get("id"), " ".join("".join(test.itertext()).split())) for test in fired]
    assert sorted((p.code, str(p.values["message"])) for p in check_rules(root)) == sorted(expected)


SMALL = b"""<schema xmlns="http://purl.oclc.org/dsdl/schematron" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <ns prefix="t" uri="http://www.tei-c.org/ns/1.0"/>
  <xsl:key name="by-text" match="t:term" use="t:seg"/>
  <let name="most" value="2"/>
  <pattern>
    <let name="all" value="count(//t:p)"/>
    <rule context="t:p[@n]"><let name="n" value="@n + 1"/>
      <report id="high" test="$n > $most"><name/> <emph>has</emph> <value-of select="$n"/> of <value-of
        select="$all"/></report></rule>
    <rule context="t:p"><report id="numberless" test="true()">no n</report></rule>
  </pattern>
  <pattern><rule context="t:ref"><assert id="lost" test="key('by-text', t:seg)">lost</assert></rule></pattern>
</schema>"""


def test_first_rule_wins_in_a_pattern_and_variables_nest() -> None:
    root = _parse('<div xmlns="http://www.tei-c.org/ns/1.0"><p n="1"/><p/><p n="4"/></div>')
    found = [(p.code, p.values["message"]) for p in check_rules(root, SMALL)]
    assert found == [("numberless", "no n"), ("high", "p has 5 of 3")]


def test_keys_of_several_nodes() -> None:
    root = _parse('<p xmlns="http://www.tei-c.org/ns/1.0" n="0"><term><seg>a</seg><seg>b</seg></term>'
                  "<ref><seg>x</seg><seg>b</seg></ref><ref><seg>x</seg></ref></p>")  # fmt: skip
    assert [p.code for p in check_rules(root, SMALL)] == ["lost"]


def test_time_grows_with_the_document_and_not_faster() -> None:
    """A document forty times as long may take no more than 120 times the time."""
    start, end = SAMPLE.index('<div type="document"'), SAMPLE.index("</body>")
    document = SAMPLE[start:end]

    def seconds(count: int) -> float:
        many = "".join(document.replace('"d1', f'"d{n}').replace('"#d1', f'"#d{n}') for n in range(1, count + 1))
        root = _parse(SAMPLE[:start] + many + SAMPLE[end:])
        best = float("inf")
        for _ in range(3):
            began = time.perf_counter()
            assert check_rules(root) == []
            best = min(best, time.perf_counter() - began)
        return best

    assert seconds(400) < 120 * seconds(10)
