"""``engross validate`` with Schematron: which rules are run, the place and words of each finding, what is not run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_validate import Validate, model, validate, write

__all__ = ["validate"]

SCH = "http://purl.oclc.org/dsdl/schematron"
PENS = f' schematypens="{SCH}"'
RULES = f"""<schema xmlns="{SCH}" queryBinding="xslt2">
<phase id="first"><active pattern="one"/></phase>
<pattern id="one"><rule context="b/@n">
<assert id="b-n" test="matches(., '^[0-9]+$')" diagnostics="d" see="http://x.org/n">“<value-of
select="."/>” is no number.</assert></rule></pattern>
<pattern id="two"><rule context="comment()"><report test="true()" role="info">A comment.</report></rule>
<rule context="b"><report test=". = ''" flag="warning"/></rule></pattern>
<diagnostics><diagnostic id="d">Write digits</diagnostic></diagnostics></schema>"""
DOC = """<a>
<b n="1">x</b><b
  n="x">y</b>
  <!-- c --><b/></a>
"""
FOUND = """\
a.xml:3:3: error: “x” is no number. [rule-broken]
      n="x">y</b>
      ^^^^^
  hint: Write digits. See http://x.org/n. The rule is “b-n”, line 4 of r.sch.
a.xml:4:3: info: A comment. [rule-broken]
      <!-- c --><b/></a>
      ^^^^
  hint: The rule is in line 6 of r.sch.
a.xml:4:13: warning: <b> breaks a rule: . = '' [rule-broken]
      <!-- c --><b/></a>
                ^^
  hint: The rule is in line 7 of r.sch.
"""
RNG = f"""<element name="a" xmlns="http://relaxng.org/ns/structure/1.0"><s:pattern xmlns:s="{SCH}"><s:rule context="b">
<s:report test="@n eq 'x'">n is x.</s:report></s:rule></s:pattern>
<zeroOrMore><element name="b"><optional><attribute name="n"/></optional><text/></element></zeroOrMore></element>"""


def test_findings_have_place_words_and_severity(validate: Validate) -> None:
    write("r.sch", RULES)
    write("a.xml", DOC)
    result = validate("--schema", "r.sch", "a.xml")
    assert (result.status, result.text) == (1, FOUND)
    assert result.errors == "not valid (1 error, 1 warning, 1 remark)\n"


def test_a_phase(validate: Validate) -> None:
    write("r.sch", RULES)
    write("a.xml", DOC)
    write("b.xml", model("r.sch", f'{PENS} phase="first"') + DOC)
    assert validate("--schema", "r.sch", "--phase", "first", "a.xml").errors == "not valid (1 error)\n"
    assert validate("b.xml").errors == "not valid (1 error)\n"
    assert validate("--phase", "#ALL", "b.xml").errors == "not valid (1 error, 1 warning, 1 remark)\n"
    result = validate("--schema", "r.sch", "--phase", "none", "a.xml")
    assert result.status == 2
    assert "The schema has no phase “none” (phases: first). [schema-unusable]" in result.errors


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_reports_for_programs(validate: Validate, form: str) -> None:
    write("r.sch", RULES)
    write("a.xml", DOC)
    result = validate("--schema", "r.sch", "--format", form, "a.xml")
    if form == "json":
        first = json.loads(result.text)[0]
        assert [first[key] for key in ("line", "column", "severity", "code")] == [3, 3, "error", "rule-broken"]
    elif form == "sarif":
        levels = [each["level"] for each in json.loads(result.text)["runs"][0]["results"]]
        assert levels == ["error", "note", "warning"]
    else:
        assert result.text.startswith("::error file=a.xml,line=3,col=3")


def test_rules_inside_relax_ng(validate: Validate) -> None:
    write("a.rng", RNG)
    write("a.xml", DOC)
    assert "a.xml:2:15: error: n is x. [rule-broken]" in validate("--schema", "a.rng", "a.xml").text
    assert validate("--schema", "a.rng", "--no-rules", "a.xml").errors == "valid\n"
    write("grammar.xml", model("a.rng") + DOC)
    assert validate("grammar.xml").errors == "valid\n"
    write("both.xml", model("a.rng") + model("a.rng", PENS) + DOC)
    assert validate("both.xml").errors == "not valid (1 error)\n"


def test_rules_inside_compact_syntax(validate: Validate) -> None:
    rule = 's:pattern [ s:rule [ context = "a" s:report [ test = "b" "It has b." ] ] ]'
    write("a.rnc", f'namespace s = "{SCH}"\nstart = x\nx = [ {rule} ] element a {{ element b {{ text }}* }}')
    write("a.xml", "<a><b/></a>")
    (found,) = json.loads(validate("--schema", "a.rnc", "--format", "json", "a.xml").text)
    assert (found["message"], found["hint"]) == ("It has b.", "The rule is in a.rnc.")


def test_rules_inside_what_a_schema_includes(validate: Validate) -> None:
    write("a.rng", RNG)
    start = '<start><externalRef href="a.rng"/></start>'
    write("b.rng", f'<grammar xmlns="http://relaxng.org/ns/structure/1.0">{start}</grammar>')
    write("a.xml", DOC)
    assert "a.xml:2:15: error: n is x. [rule-broken]" in validate("--schema", "b.rng", "a.xml").text


def test_several_schemas(validate: Validate) -> None:
    write("a.rng", RNG)
    write("r.sch", RULES)
    write("a.xml", DOC.replace("<a>", "<a><c/>"))
    found = json.loads(validate("--schema", "a.rng", "--schema", "r.sch", "--format", "json", "a.xml").text)
    assert [each["code"] for each in found].count("rule-broken") == 4
    assert "element-unknown" in [each["code"] for each in found]


def test_rules_of_the_catalog(validate: Validate) -> None:
    write("cat/r.sch", RULES)
    write("a.xml", model("http://x.org/r.sch", PENS) + DOC)
    assert validate("--catalog", "cat", "a.xml").errors == "not valid (1 error, 1 warning, 1 remark)\n"
    result = validate("a.xml")
    assert (result.status, result.errors) == (1, "not valid (1 error)\n")
    assert "[schema-not-local]" in result.text


def test_what_is_not_run_is_told_once_and_counted(validate: Validate) -> None:
    write("r.sch", f"""<schema xmlns="{SCH}" queryBinding="xslt2"><pattern><rule context="b[@n]">
<assert test="document('x.xml')">m</assert>
<assert test="xs:integer(@n) gt 0">m</assert></rule></pattern></schema>""")  # fmt: skip
    write("a.xml", DOC)
    write("b.xml", DOC)
    result = validate("--schema", "r.sch", "a.xml", "b.xml")
    assert result.status == 0
    assert result.text.count("r.sch:2: warning: Not checked: the assert “document('x.xml')” could not be run:") == 1
    assert (
        "a.xml:2:15: warning: Not checked: the assert “xs:integer(@n) gt 0” could not be run: it failed:" in result.text
    )
    assert result.errors == "2 files: 2 valid, 0 not valid (3 warnings; 3 rules not run)\n"


def test_entities_are_expanded_for_rules(validate: Validate) -> None:
    rule = "<pattern><rule context='b'><report test=\". = 'text'\">m</report></rule></pattern>"
    write("r.sch", f'<schema xmlns="{SCH}">{rule}</schema>')
    write("a.xml", '<!DOCTYPE a [ <!-- x --> <!ENTITY t "text"> ]>\n<a>\n <b>&t;</b></a>')
    assert "a.xml:3:2: error: m [rule-broken]" in validate("--schema", "r.sch", "a.xml").text


def test_rules_are_skipped_where_entities_are_declared_elsewhere(validate: Validate) -> None:
    write("r.sch", RULES)
    write("a.xml", """<!DOCTYPE a [<!ENTITY % p "<!ENTITY q SYSTEM 'x.txt'>"> %p;]><a>&q;</a>""")
    result = validate("--schema", "r.sch", "a.xml")
    assert "internal-error" not in result.text
    assert "[rules-skipped]" in result.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<schema", "Not well-formed XML"),
        (f'<schema xmlns="{SCH}">\n<include href="../x.sch"/></schema>', "outside the folder of the schema"),
        (
            f'<schema xmlns="{SCH}">\n<include href="http://x.org/x.sch"/></schema>',
            "nothing is fetched from the network",
        ),
        (f'<schema xmlns="{SCH}">\n<include href="r.sch"/></schema>', "includes itself"),
        (f'<schema xmlns="{SCH}"><pattern is-a="x"/></schema>', "There is no abstract pattern"),
    ],
)
def test_rules_that_can_not_be_used(validate: Validate, text: str, words: str) -> None:
    write("r.sch", text)
    write("../x.sch", "<pattern/>")
    write("a.xml", model("r.sch", PENS) + DOC)
    result = validate("--schema", "r.sch", "a.xml")
    assert result.status == 2
    assert words in result.errors
    assert result.errors.startswith("r.sch:" if "x.org" not in text else "")
    result = validate("a.xml")
    assert result.status == 1
    assert words in result.text


def test_nothing_is_read_outside_of_what_is_named(validate: Validate, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    rule = "<pattern><rule context='a'><assert test='false()'>It says &s;</assert></rule></pattern>"
    write("r.sch", f'<!DOCTYPE schema [<!ENTITY s SYSTEM "../secret">]><schema xmlns="{SCH}">{rule}</schema>')
    write("a.xml", DOC)
    result = validate("--schema", "r.sch", "a.xml")
    assert result.status in (1, 2)
    assert "says secret" not in result.text + result.errors


OTHERS = f"""<schema xmlns="{SCH}" queryBinding="BINDING"><let name="most" value="1"/>
<pattern documents="/a/part/@file"><let name="all" value="//b"/><rule context="b">
<report test="count($all) &gt; $most">There are more than <value-of select="$most"/>.</report></rule></pattern>
<pattern><rule context="part"><report test="not(@file)">No file.</report></rule></pattern></schema>"""


@pytest.mark.parametrize("binding", ["xslt", "xslt2", "xslt3"])
def test_a_pattern_about_other_documents(validate: Validate, binding: str) -> None:
    write("r.sch", OTHERS.replace("BINDING", binding))
    write("in/a.xml", '<a><part file="b.xml"/><part file="more/c%20c.xml"/><part file="b.xml"/><part/></a>')
    write("in/b.xml", "<x>\n<b/>\n<b/></x>")
    write("in/more/c c.xml", "<b/>")
    result = validate("--schema", "r.sch", "--format", "json", str(Path("in", "a.xml")))
    found = [(each["file"], each["line"], each["message"]) for each in json.loads(result.text)]
    own, other = str(Path("in", "a.xml")), str(Path("in", "b.xml"))
    words = "There are more than 1."
    assert found == [(own, 1, "No file."), (other, 2, words), (other, 3, words)]


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("../secret.xml", "is outside the folder"),
        ("/secret.xml", "is outside the folder"),
        ("file://x.org/in/b.xml", "is not a local file"),
        ("http://x.org/b.xml", "is not a local file"),
        ("none.xml", "No such file"),
        ("http://[", "it is no address"),
        ("%00.xml", "it is no address"),
        ("bad.xml", "it is no well-formed XML"),
        ("entities.xml", "it declares entities"),
        (".", ""),
    ],
)
def test_other_documents_that_are_not_read_are_named(validate: Validate, address: str, why: str) -> None:
    write("r.sch", OTHERS.replace("BINDING", "xslt2"))
    write("secret.xml", "<x><b/><b/></x>")
    write("in/bad.xml", "<x><b/>")
    write("in/entities.xml", '<!DOCTYPE x [<!ENTITY e "b">]><x><b/>&e;<b/></x>')
    write("in/a.xml", f'<a><part file="{address}"/></a>')
    result = validate("--schema", "r.sch", str(Path("in", "a.xml")))
    assert result.status == 0
    assert "rule-not-run" in result.text
    assert why in result.text
    assert "There are more" not in result.text
    assert result.errors == "valid as far as it was checked (1 warning; 1 rule not run)\n"
