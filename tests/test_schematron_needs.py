"""What a document must hold for a match pattern to match anything in it."""

from __future__ import annotations

import pytest
from lxml import etree

from engross.schematron import load_schematron
from engross.schematron.needs import needs, needs_of

SCH = "http://purl.oclc.org/dsdl/schematron"


@pytest.mark.parametrize(
    ("alternative", "wanted"),
    [
        ("tei:p", "p"),
        ("tei:div/tei:p", "div p"),
        ("tei:facsimile//tei:line", "facsimile line"),
        ("child::tei:p", "p"),
        ("*[@when]", "@when"),
        ("tei:*[@from and @to]", "@from @to"),
        ("tei:*[ @minOccurs and not( @maxOccurs ) ]", "@minOccurs"),
        ("tei:list[@type='gloss']", "list @type"),
        ("tei:elementSpec[ @mode = ('add','change') ]", "elementSpec @mode"),
        ("tei:rt/@to", "rt @to"),
        ("tei:rt/attribute::to", "rt @to"),
        ("@xml:id", "@id"),
        ("tei:p[@a or @b]", "p"),
        ("tei:p[not(@a)]", "p"),
        ("tei:p[@a = 'x' = false()]", "p"),
        ("tei:p[@a | b]", "p"),
        ("tei:p[1]", "p"),
        ("tei:p[a[@x]]", "p"),
        ("div[@type][@n]", "div @type @n"),
        ("text()", ""),
        ("/", ""),
        ("node()", ""),
        ("(a | b)/c", ""),
        ("$x/a", ""),
        ("key('a', 'b')/c", ""),
        ("ancestor::a", ""),
        ("parent::a/b", ""),
        ("a except b", ""),
        ("processing-instruction('x')", ""),
        ("and", "and"),
        ("*:p", ""),
    ],
)
def test_what_is_needed(alternative: str, wanted: str) -> None:
    assert needs(alternative) == frozenset(wanted.split())


def test_each_alternative_has_needs_of_its_own() -> None:
    assert needs_of("a[@x] | (b | c)/d") == (frozenset({"a", "@x"}), frozenset("bd"), frozenset("cd"))


@pytest.mark.parametrize("binding", ["xslt", "xslt2"])
def test_rules_fire_wherever_what_they_need_is_there(binding: str) -> None:
    rules = "".join(
        f'<pattern><rule context="{context}"><report test="true()">{context}</report></rule></pattern>'
        for context in ("p", "x", "*[@n]", "*[@m]", "d/p", "p/d", "@n", "x | p", "*", "p[@n = '1' or true()]")
    )
    schema = load_schematron(f'<schema xmlns="{SCH}" queryBinding="{binding}">{rules}</schema>'.encode())
    result = schema.check(etree.fromstring("<d><p n='1'/></d>"))
    said = {finding.message for finding in result.findings}
    assert said == {"p", "*[@n]", "d/p", "@n", "x | p", "*", "p[@n = '1' or true()]"}
    assert not result.skipped


def test_a_rule_that_no_node_breaks_is_told_at_once_and_says_the_same() -> None:
    rules = (
        '<pattern><rule context="p"><assert test="@n">no n</assert>'
        "<report test=\"@n = '2'\">two</report></rule></pattern>"
        '<pattern><rule context="p[@n]"><assert test="position() = 1">place</assert></rule></pattern>'
        '<pattern><rule context="p[1]"/><rule context="p"><assert test="@n = \'1\'">not one</assert></rule></pattern>'
    )
    schema = load_schematron(f'<schema xmlns="{SCH}" queryBinding="xslt2">{rules}</schema>'.encode())

    def said(text: str) -> list[str]:
        return sorted(finding.message for finding in schema.check(etree.fromstring(text)).findings)

    assert said("<d><p n='1'/><p n='1'/></d>") == []
    assert said("<d><p n='2'/><p n='1'/></d>") == ["two"]
    assert said("<d><p/><p n='3'/></d>") == ["no n", "not one"]
