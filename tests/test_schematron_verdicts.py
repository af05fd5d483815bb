"""Contexts and tests in XPath 2, and where they hold, as SchXslt 1.10 with Saxon 9.9 says.

A line of ``schematron_verdicts.txt`` has the context of a rule, the test of a report, and the nodes that are reported,
text nodes as their elements. Some expressions are run by lxml, others by elementpath: the verdicts must be the same.
"""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from lxml import etree

from engross.schematron import Finding, load_schematron

LINES = (Path(__file__).parent / "schematron_verdicts.txt").read_text(encoding="utf-8").splitlines()
DOC = etree.fromstring(
    """<t:a xmlns:t="urn:t" n="1" type="x"><!--c--><?pi data?><b xml:id="b1" n="2" ref="#b2">one<c/><c n="7">two</c></b>
<b xml:id="b2" n="10" type="y" ref="#b9"><c n=""/>  </b>"""
    """<d n="3" type="x y"><b><c><c n="9">it's</c></c></b></d>text<e t:n="4"/></t:a>"""
)


def place(finding: Finding) -> str:
    if finding.path == "/":
        return "/"
    node: etree._Element | None = finding.node
    steps = [f"@{etree.QName(finding.attribute).localname}"] if finding.attribute else []
    while node is not None:
        number = 1 + sum(1 for _ in node.itersiblings(node.tag, preceding=True))
        kinds = {etree.Comment: "comment()", etree.PI: "processing-instruction(pi)"}
        name = etree.QName(node).localname if isinstance(node.tag, str) else kinds[node.tag]
        steps.append(f"{name}[{number}]")
        node = node.getparent()
    return "/" + "/".join(reversed(steps))


@pytest.mark.parametrize("binding", ["xslt2", "xslt3"])
@pytest.mark.parametrize("line", LINES)
def test_verdict(line: str, binding: str) -> None:
    context, test, places = (part.strip() for part in line.split(";;"))
    rule = f"<rule context={quoteattr(context)}><report test={quoteattr(test)}>m</report></rule>"
    schema = load_schematron(
        f'''<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="{binding}">
        <ns prefix="t" uri="urn:t"/><key xmlns="http://www.w3.org/1999/XSL/Transform" name="k" match="b" use="@ref"/>
        <pattern>{rule}</pattern></schema>'''.encode()
    )
    result = schema.check(DOC)
    assert result.skipped == ()
    assert sorted(place(finding) for finding in result.findings) == places.split()
