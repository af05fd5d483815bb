"""``engross validate``: every form of message as it is printed, which schema is taken, rules, output, many files.

The schemas are small ones made here, or the bundled one.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from engross.check.fault_wording import CODES
from engross.check.habits import IN_TEI
from engross.check.tei_rules import rule_codes
from engross.cli import run
from engross.data import data_path, schema_file
from engross.diagnostics import codes
from engross.explain import explanation
from engross.relaxng import faults
from engross.restore import restore_source

REF = "See https://tei-c.org/release/doc/tei-p5-doc/en/html/ref-"
SAMPLE = (Path(__file__).parent / "sample_edition.xml").read_text(encoding="utf-8")


@dataclass
class Result:
    status: int
    text: str
    errors: str


Validate = Callable[..., Result]


@pytest.fixture
def validate(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Validate:
    """Runs ``engross validate`` in a folder of its own, with a cache of its own."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("ENGROSS_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("ENGROSS_CATALOG", raising=False)
    monkeypatch.delenv("ENGROSS_DEBUG", raising=False)

    def call(*arguments: str) -> Result:
        status = run(["validate", *arguments])
        captured = capfd.readouterr()
        return Result(status, captured.out, captured.err)

    return call


def write(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# --- the words for each kind of fault ---------------------------------------------------------------------

GRAMMAR = """
default namespace = "http://www.tei-c.org/ns/1.0"
datatypes xsd = "http://www.w3.org/2001/XMLSchema-datatypes"
start = element TEI { header, text_ }
header = element teiHeader { element title { text } }
text_ = element text { body }
body = element body { element head { text }?, (p | items | graphic)* }
p = element p { id?, (text | ref | date)* }
items = element list { element item { text }+ }
graphic = element graphic { attribute url { xsd:anyURI } }
ref = element ref { attribute target { xsd:IDREF }?, text }
date = element date { attribute when { xsd:date }?, text }
id = attribute xml:id { xsd:ID }
"""
HEAD = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><title/></teiHeader><text><body>\n'
TAIL = "\n</body></text></TEI>\n"

CASES = [
    (
        "<persname>Rusk</persname>",
        "2:1: error: There is no element <persname> in this schema; it stands in <body>. [element-unknown]\n"
        "    <persname>Rusk</persname>\n"
        "    ^^^^^^^^^\n"
        "  hint: What can come here: <p>, <head>, <list>, <graphic> or the end of <body>. " + REF + "body.html\n",
    ),
    (
        "<item>Rusk</item>",
        "2:1: error: <item> is never allowed directly inside <body>. [element-not-allowed-in]\n"
        "    <item>Rusk</item>\n"
        "    ^^^^^\n"
        "  hint: What can come here: <list>, <p>, <head>, <graphic> or the end of <body>. " + REF + "body.html\n",
    ),
    (
        "<p/>\n  <head>Memo</head>",
        "3:3: error: <head> is not allowed at this place in <body>. [element-not-allowed-here]\n"
        "      <head>Memo</head>\n"
        "      ^^^^^\n"
        "  hint: What can come here: <p>, <list>, <graphic> or the end of <body>. " + REF + "body.html\n",
    ),
    (
        "<list></list>",
        "2:7: error: <list> (in <body>) is incomplete: it needs <item>. [element-incomplete]\n"
        "    <list></list>\n"
        "          ^^^^^^\n"
        "  hint: Add <item> before its end. " + REF + "list.html\n",
    ),
    (
        "At the\nmeeting <p/>",
        "2:1: error: Text is not allowed here in <body> (in <text>): “At the”. [text-not-allowed]\n"
        "    At the\n"
        "    ^^^^^^\n"
        "  hint: Put the text into an element, such as <p>. " + REF + "body.html\n",
    ),
    (
        '<p>1 <date n="x">1962</date></p>',
        "2:12: error: <date> in <p> may not have the attribute “n”. [attribute-not-allowed]\n"
        '    <p>1 <date n="x">1962</date></p>\n'
        "               ^^^^^\n"
        "  hint: Attributes that it may have: “when”. " + REF + "date.html\n",
    ),
    (
        "<graphic/>",
        "2:1: error: <graphic> in <body> lacks the attribute “url”. [attribute-missing]\n"
        "    <graphic/>\n"
        "    ^^^^^^^^\n"
        "  hint: Add “url”. " + REF + "graphic.html\n",
    ),
    (
        '<p><date when="Oct 26"/></p>',
        "2:10: error: “when” of <date> (in <p>) has a wrong value, “Oct 26”: it must be an ISO date. [value-wrong]\n"
        '    <p><date when="Oct 26"/></p>\n'
        "             ^^^^^^^^^^^^^\n"
        "  hint: For example: 1962-10-26. " + REF + "date.html\n",
    ),
    (
        "<para>Dear Sir</para>",
        "2:1: error: There is no element <para> in this schema; it stands in <body>. [element-unknown]\n"
        "    <para>Dear Sir</para>\n"
        "    ^^^^^\n"
        "  hint: In TEI that is <p>. " + REF + "p.html\n",
    ),
    (
        '<p xml:id="a"/>\n<p xml:id="a"/>',
        "3:4: error: The identifier “a” of <p> is taken: it was given first at line 2, column 4. [id-duplicate]\n"
        '    <p xml:id="a"/>\n'
        "       ^^^^^^^^^^\n"
        "  hint: Give one of the two another identifier, and mend the pointers to it.\n",
    ),
    (
        '<p><ref target="a"/></p>',
        "2:9: error: “target” of <ref> points to “a”, which no element has as its ID. [pointer-dangling]\n"
        '    <p><ref target="a"/></p>\n'
        "            ^^^^^^^^^^\n"
        "  hint: Correct the pointer, or give the element that is meant this identifier.\n",
    ),
    (
        "<p>Smith & Sons</p>",
        "2:10: error: This is not well-formed XML in <p>: a bare “&”. [not-xml]\n"
        "    <p>Smith & Sons</p>\n"
        "             ^\n"
        "  hint: Write &amp; for the character &.\n",
    ),
]


@pytest.mark.parametrize(("body", "expected"), CASES, ids=[re.findall(r"\[([a-z-]+)\]\n", e)[0] for _, e in CASES])
def test_each_fault_as_it_is_printed(validate: Validate, body: str, expected: str) -> None:
    write("s.rnc", GRAMMAR)
    write("a.xml", HEAD + body + TAIL)
    result = validate("--schema", "s.rnc", "--no-rules", "a.xml")
    assert result.text == f"a.xml:{expected}"
    assert result.status == 1
    assert result.errors == "not valid (1 error)\n"


def test_an_element_that_comes_too_early(validate: Validate) -> None:
    write("s.rnc", GRAMMAR)
    write("a.xml", '<TEI xmlns="http://www.tei-c.org/ns/1.0">\n<text><body/></text></TEI>')
    assert validate("--schema", "s.rnc", "a.xml").text == (
        "a.xml:2:1: error: <text> is not allowed yet in <TEI>: <teiHeader> must come before it. [element-too-early]\n"
        "    <text><body/></text></TEI>\n"
        "    ^^^^^\n"
        "  hint: Add <teiHeader> before <text>. " + REF + "TEI.html\n"
    )


def test_habits_are_no_elements_of_tei_and_what_stands_for_them_is() -> None:
    elements = data_path("check", "tei_elements.txt").read_text("utf-8").split()
    assert [name for name in IN_TEI if name in elements] == []
    assert {name for words in IN_TEI.values() for name in re.findall(r"<(\w+)", words)} <= set(elements)


def test_an_entity_that_is_not_resolved(validate: Validate) -> None:
    write("s.rnc", GRAMMAR)
    write("chapter.xml", "secret")
    write("a.xml", '<!DOCTYPE TEI [<!ENTITY c SYSTEM "chapter.xml">]>' + HEAD + "<p>x &c;</p>" + TAIL)
    result = validate("--schema", "s.rnc", "a.xml")
    assert result.text == (
        "a.xml:2:6: error: The entity “c” in <p> is kept outside the file, and is not read. [entity-unresolved]\n"
        "    <p>x &c;</p>\n"
        "         ^^^\n"
        "  hint: Write the text, or the character, in its place.\n"
    )


def test_too_deep_a_file_is_given_up(validate: Validate) -> None:
    grammar = '<grammar xmlns="http://relaxng.org/ns/structure/1.0"><start><ref name="a"/></start><define name="a">'
    write("s.rng", grammar + '<element name="a"><optional><ref name="a"/></optional></element></define></grammar>')
    write("a.xml", "<a>" * 20_000 + "</a>" * 20_000)
    assert "<a> is nested too deeply; the rest of the file is not checked. [limit-reached]" in (
        validate("--schema", "s.rng", "a.xml").text
    )


def test_every_kind_of_fault_has_a_code_that_is_explained() -> None:
    assert set(CODES) == set(faults.KINDS)
    for code in {*CODES.values(), *rule_codes()}:
        assert code in codes()
        assert "What to do" in (explanation(code) or "")


def test_columns_count_characters_whatever_the_encoding(validate: Validate) -> None:
    write("s.rng", '<element name="a" xmlns="http://relaxng.org/ns/structure/1.0"><text/></element>')
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "iso-8859-1"):
        declared = encoding.removesuffix("-sig")
        text = f"<?xml version='1.0' encoding='{declared}'?>\r\n<a>éé<b/></a>"
        Path("a.xml").write_bytes(text.encode(encoding))
        result = validate("--schema", "s.rng", "a.xml")
        assert result.text.startswith("a.xml:2:6: error: There is no element <b>"), encoding
        assert "\n    <a>éé<b/></a>\n         ^^\n" in result.text


# --- which schema -----------------------------------------------------------------------------------------

ONLY_A = """<?xml version="1.0"?>
<element name="a" xmlns="http://relaxng.org/ns/structure/1.0"><empty/></element>
"""


def model(href: str, more: str = "") -> str:
    return f'<?xml-model href="{href}"{more}?>\n'


def test_the_schema_that_the_file_names(validate: Validate) -> None:
    write("schema/a b.rng", ONLY_A)
    write("tei/good.xml", model("../schema/a%20b.rng") + "<a/>")
    write("tei/bad.xml", model("../schema/a%20b.rng") + "<a>x</a>")
    assert validate("tei/good.xml").status == 0
    assert validate("tei/bad.xml").text.startswith("tei/bad.xml:2:4: error: Text is not allowed here in <a>")


@pytest.mark.parametrize("place", ["a.rng", "www.example.org/x/a.rng", "x/a.rng"])
def test_a_schema_on_the_network_is_taken_from_the_catalog(
    validate: Validate, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    write(f"cat/{place}", ONLY_A)
    write("a.xml", model("https://www.example.org/x/a.rng") + "<a/>")
    assert validate("--catalog", "cat", "a.xml").status == 0
    monkeypatch.setenv("ENGROSS_CATALOG", "nowhere:cat")
    assert validate("a.xml").status == 0


def test_a_schema_on_the_network_is_never_fetched(validate: Validate) -> None:
    write("a.xml", model("https://www.example.org/x/a.rng") + "<a/>")
    result = validate("a.xml")
    assert result.status == 1
    assert result.text == (
        "a.xml:1:1: error: The schema that this file names is not on this machine: "
        "https://www.example.org/x/a.rng; the file was not checked against it. [schema-not-local]\n"
        '    <?xml-model href="https://www.example.org/x/a.rng"?>\n'
        "    ^\n"
        "  hint: Save a.rng in a folder and name the folder with --catalog DIR, or name another schema with --schema.\n"
    )


def test_a_schema_that_is_not_there(validate: Validate) -> None:
    write("a.xml", model("../none.rnc") + "<a/>")
    assert validate("a.xml").text == (
        "a.xml:1:1: error: The schema that this file names is not there: ../none.rnc; the file was not checked "
        "against it. [schema-missing]\n"
        '    <?xml-model href="../none.rnc"?>\n'
        "    ^\n"
        "  hint: Correct the address, which is relative to the folder of the file; or give none.rnc with --catalog or "
        "--schema.\n"
    )


def test_a_named_schema_that_is_none(validate: Validate) -> None:
    write("a.rng", "<html/>")
    write("a.xml", model("a.rng") + "<a/>")
    result = validate("a.xml")
    assert result.status == 1
    assert "The schema can't be used: a.rng:1:1: The root is <html>" in result.text


def test_schemas_in_other_languages_are_named_and_passed_over(validate: Validate) -> None:
    write("a.rng", ONLY_A)
    write("a.xml", model("a.rng") + model("a.xsd") + "<a/>")
    result = validate("a.xml")
    assert result.status == 0
    assert "a.xml:2:1: info: The file names a.xsd, which is an XML Schema; it was not checked" in result.text


def test_what_a_schema_of_the_catalog_includes_is_in_the_catalog_too(validate: Validate) -> None:
    ns = 'xmlns="http://relaxng.org/ns/structure/1.0"'
    write("cat/one/a.rng", f'<grammar {ns}><include href="http://x.org/other/b.rng"/></grammar>')
    write("cat/b.rng", f'<grammar {ns}><start><element name="a"><empty/></element></start></grammar>')
    write("a.xml", model("http://x.org/one/a.rng") + "<a/>")
    assert validate("--catalog", "cat", "a.xml").errors == "valid\n"


def test_a_catalog_can_not_be_left(validate: Validate) -> None:
    write("secret.rng", ONLY_A)
    Path("cat").mkdir()
    write("sub/a.xml", model("http://x.org/..%2Fsecret.rng") + "<a/>")
    assert "[schema-not-local]" in validate("--catalog", "cat", "sub/a.xml").text
    assert validate("--catalog", "none", "sub/a.xml").status == 2


def test_engross_has_its_own_schema_and_rules_with_it(validate: Validate) -> None:
    assert "engross.rng" in SAMPLE
    write("a.xml", SAMPLE)
    assert validate("a.xml").errors == "valid\n"
    write("b.xml", re.sub(r"<\?xml-model[^>]*>", "", SAMPLE).replace(' subtype="memorandum"', "", 1))
    assert "[document-without-subtype]" in validate("b.xml").text
    write("tei_all.rng", schema_file("engross.rng").decode())
    assert "[document-without-subtype]" not in validate("--schema", "tei_all.rng", "b.xml").text


# --- the rules of TEI -------------------------------------------------------------------------------------

ANY = """<grammar xmlns="http://relaxng.org/ns/structure/1.0"><start><ref name="any"/></start><define name="any">
<element><anyName/><zeroOrMore><choice><attribute><anyName/></attribute><text/><ref name="any"/></choice></zeroOrMore>
</element></define></grammar>"""

RULES = [
    (
        '<p xml:id="12"/>',
        "2:4: error: “12”, the xml:id of <p>, is not a name: it begins with “1”, not with a letter or “_”. "
        "[id-malformed]\n"
        '    <p xml:id="12"/>\n'
        "       ^^^^^^^^^^^\n"
        "  hint: Write a letter or _ first, then letters, digits, “-”, “_” or “.”: n12, not 12; and the same in what "
        "points to it.\n",
    ),
    (
        '<p xml:id="a"/><p>\n<s xml:id="a"/></p>',
        '3:4: error: The xml:id "a" of <s> is taken: a <p> has it already, at line 2, column 1. [id-duplicate]\n'
        '    <s xml:id="a"/></p>\n'
        "       ^^^^^^^^^^\n"
        "  hint: Give one of the two elements another xml:id, and let what points to it point there.\n",
    ),
    (
        '<p ana="#x">1</p>',
        '2:4: error: @ana of <p> points to "#x", and no element has that xml:id. [pointer-dangling]\n'
        '    <p ana="#x">1</p>\n'
        "       ^^^^^^^^\n"
        "  hint: Correct the pointer, or add the element that it means: a person to the people list, a rendition to "
        "tagsDecl.\n",
    ),
    (
        '<p xml:id="a" corresp="http://x#y #a #b"/>',
        '2:15: error: @corresp of <p> points to "#b", and no element has that xml:id. [pointer-dangling]\n'
        '    <p xml:id="a" corresp="http://x#y #a #b"/>\n'
        "                  ^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "  hint: Correct the pointer, or add the element that it means: a person to the people list, a rendition to "
        "tagsDecl.\n",
    ),
    (
        '<sp who="#ball"><p/></sp>',
        '2:5: error: @who of <sp> points to "#ball", and no element has that xml:id. [who-unresolved]\n'
        '    <sp who="#ball"><p/></sp>\n'
        "        ^^^^^^^^^^^\n"
        "  hint: Add the speaker to the people list of the edition, or take @who away: a label without @who is "
        "allowed.\n",
    ),
    (
        '<p><ref type="noteReference">1</ref></p>',
        '2:4: warning: The call "1" has no note. [call-without-note]\n'
        '    <p><ref type="noteReference">1</ref></p>\n'
        "       ^^^^\n"
        "  hint: Add the note to the source if the original has it; else leave the call as it is.\n",
    ),
    (
        '<pb n="1"/><pb n="7"/><p><pb n="6"/></p>',
        "2:26: warning: Page 6 follows page 7. [page-number-descends]\n"
        '    <pb n="1"/><pb n="7"/><p><pb n="6"/></p>\n'
        "                             ^^^\n"
        "  hint: Look at the original: are the pages in order, and is the number read rightly?\n",
    ),
    (
        '<pb n="7"/><p><pb n="7"/></p><pb n="1"/>',
        "2:15: warning: Page 7 begins twice. [page-number-repeated]\n"
        '    <pb n="7"/><p><pb n="7"/></p><pb n="1"/>\n'
        "                  ^^^\n"
        "  hint: Look at the original: is one of the two numbers misread, or is a page marked twice?\n",
    ),
    (
        '<p>multi- <lb break="no"/>lateral</p>',
        '2:11: error: White space stands before <lb break="no">, which is inside a word. [space-before-unbroken]\n'
        '    <p>multi- <lb break="no"/>lateral</p>\n'
        "              ^^^\n"
        '  hint: Take the white space away, or take break="no" away if the word ends here.\n',
    ),
    (
        '<table rows="2"><row><cell/></row></table>',
        "2:1: error: The table has not the size that it says (rows=2): it has 1 row, one of 1 column. "
        "[table-size-wrong]\n"
        '    <table rows="2"><row><cell/></row></table>\n'
        "    ^^^^^^\n"
        "  hint: Correct @rows and @cols, or the rows and cells; @cols is the number of cells in the longest row.\n",
    ),
    (
        '<p><date from="1962-10-28" to="1962-10-25"/></p>',
        "2:4: error: <date> begins (1962-10-28) after it ends (1962-10-25). [dates-reversed]\n"
        '    <p><date from="1962-10-28" to="1962-10-25"/></p>\n'
        "       ^^^^^\n"
        "  hint: Exchange the two dates, or correct the one that is wrong.\n",
    ),
    (
        '<p><date when="1962-10-25">Friday, Oct. 25</date></p>',
        "2:4: warning: 1962-10-25 was not a Friday but a Thursday. [weekday-mismatch]\n"
        '    <p><date when="1962-10-25">Friday, Oct. 25</date></p>\n'
        "       ^^^^^\n"
        "  hint: One of the two is wrong, in the original or in the copy: look at the original.\n",
    ),
]


@pytest.mark.parametrize(("body", "expected"), RULES, ids=[re.findall(r"\[([a-z-]+)\]\n", e)[0] for _, e in RULES])
def test_each_rule_as_it_is_printed(validate: Validate, body: str, expected: str) -> None:
    write("any.rng", ANY)
    write("a.xml", HEAD + body + TAIL)
    result = validate("--schema", "any.rng", "a.xml")
    assert result.text == f"a.xml:{expected}"
    assert validate("--schema", "any.rng", "--no-rules", "a.xml").errors == "valid\n"
    (code,) = re.findall(r"\[([a-z-]+)\]\n", expected)
    assert validate("--schema", "any.rng", "--rules", code, "a.xml").text == result.text
    assert validate("--schema", "any.rng", "--rules", "namespace-prefixed", "a.xml").errors == "valid\n"


def test_a_prefix_is_doubtful(validate: Validate) -> None:
    write("any.rng", ANY)
    write("a.xml", '<tei:TEI xmlns:tei="http://www.tei-c.org/ns/1.0"/>')
    result = validate("--schema", "any.rng", "a.xml")
    assert result.status == 0
    assert result.text == (
        "a.xml:1:1: warning: The elements have the prefix tei: <tei:TEI>. [namespace-prefixed]\n"
        '    <tei:TEI xmlns:tei="http://www.tei-c.org/ns/1.0"/>\n'
        "    ^^^^^^^^\n"
        '  hint: Make TEI the default namespace: <TEI xmlns="http://www.tei-c.org/ns/1.0">, and no prefixes.\n'
    )


@pytest.mark.parametrize(
    "body",
    [
        '<p xml:id="a" n="#1" rend="#x"/><ptr target="#a #b"/><p xml:id="b" ana="#a"/>',
        '<pb n="1"/><pb n="iv"/><pb n="2"/><pb n="1"/>',
        '<pb n="5" ed="#x"/><pb n="2" ed="#y"/>',
        '<sp who="#r"><p/></sp><role xml:id="r"/>',
        "<p><date when='1582-10-25'>Friday</date></p><p><date when='1962-10-26'>Friday</date></p>",
        "<p><date when='1962'>Monday</date></p>",
        '<ptr target="#xpath(//p)"/><ptr target="#"/><ptr target="x.xml#a"/>',
        '<div type="document"><p/></div>',
    ],
)
def test_what_no_rule_minds(validate: Validate, body: str) -> None:
    write("any.rng", ANY)
    write("a.xml", HEAD + body + TAIL)
    result = validate("--schema", "any.rng", "a.xml")
    assert (result.text, result.errors) == ("", "valid\n")


def test_a_rule_and_a_schema_do_not_say_the_same_twice(validate: Validate) -> None:
    write("s.rng", schema_file("engross.rng").decode())
    first = re.search(r'<p xml:id="([^"]+)"', SAMPLE)
    assert first is not None
    write("a.xml", SAMPLE.replace("</body>", f'<p xml:id="{first[1]}">x</p></body>'))
    assert validate("a.xml", "--rules", "id-duplicate").text.count("[id-duplicate]") == 1


def test_a_rule_that_does_not_exist_is_misuse(validate: Validate) -> None:
    result = validate("--rules", "id-duplicates", "a.xml")
    assert result.status == 2
    assert "There is no diagnostic or convention called id-duplicates." in result.errors
    assert "Did you mean id-duplicate?" in result.errors


def test_rules_that_can_not_be_checked_are_named(validate: Validate) -> None:
    write("any.rng", ANY)
    deep = "<p>" * 400 + "</p>" * 400
    write("a.xml", '<!DOCTYPE TEI [<!ENTITY x "y">]>' + HEAD + deep + TAIL)
    result = validate("--schema", "any.rng", "a.xml")
    assert result.status == 0
    assert "a.xml: warning: The rules that no schema states were not checked: " in result.text
    assert "[rules-skipped]" in result.text


# --- output, and many files -------------------------------------------------------------------------------


def test_no_more_errors_than_asked_for(validate: Validate) -> None:
    write("a.rng", ONLY_A)
    write("a.xml", "<b/>")
    for form in ("text", "json"):
        result = validate("--schema", "a.rng", "--format", form, "--max-errors", "2", "a.xml", "a.xml", "a.xml")
        assert result.text.count("There is no element <b>") == 2
        assert result.errors == "1 more finding not shown\n3 files: 0 valid, 3 not valid (3 errors)\n"
    quiet = validate("--schema", "a.rng", "--quiet", "--max-errors", "1", "a.xml", "a.xml")
    assert (quiet.text.count("error:"), quiet.errors, quiet.status) == (1, "", 1)
    assert validate("--max-errors", "0", "a.xml").status == 2


@pytest.mark.parametrize("worth_it", [1, 1_000_000], ids=["several", "too little for several"])
def test_many_files_in_several_processes_come_in_their_order(
    validate: Validate, monkeypatch: pytest.MonkeyPatch, worth_it: int
) -> None:
    monkeypatch.setattr("engross.commands.checking._WORTH_IT", worth_it)
    write("a.rng", ONLY_A)
    names = [str(write(f"f{n}.xml", f"<a{n % 3 or ''}/>")) for n in range(30)]
    alone = validate("--schema", "a.rng", *names, "none.xml")
    together = validate("--schema", "a.rng", "--jobs", "2", *names, "none.xml")
    assert together == alone
    assert alone.status == 2
    assert alone.errors == "31 files: 10 valid, 21 not valid (21 errors)\n"


def test_schemas_are_compiled_once(validate: Validate, monkeypatch: pytest.MonkeyPatch) -> None:
    from engross.relaxng import schema

    loaded = []
    load = schema.load_schema
    monkeypatch.setattr(schema, "load_schema", lambda *given, **more: loaded.append(given) or load(*given, **more))
    write("a.rng", ONLY_A)
    names = [str(write(f"{n}.xml", model("a.rng") + "<a/>")) for n in range(50)]
    assert validate(*names).errors == "50 files: 50 valid, 0 not valid\n"
    assert len(loaded) == 1


def test_a_report_for_programs_has_the_place(validate: Validate) -> None:
    write("a.rng", ONLY_A)
    write("a.xml", "<a>\n <b c='1'/></a>")
    rows = json.loads(validate("--schema", "a.rng", "--format", "json", "a.xml").text)
    assert [(row["line"], row["column"], row["code"]) for row in rows] == [(2, 2, "element-unknown")]


# --- editions by engross ----------------------------------------------------------------------------------

EDITIONS = sorted((Path(__file__).parent.parent / "tei").glob("*.xml"))


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda path: path.stem)
def test_the_line_of_the_source_is_told(validate: Validate, edition: Path) -> None:
    """A wrong attribute is put on every paragraph: what is told is the line on which its words stand in the source."""
    text = edition.read_text(encoding="utf-8")
    words = {n: m[1] for n, m in enumerate(re.finditer(r"<p\b[^>]*>([A-Z][\w ]{9,})", text.partition("<body>")[2]))}
    head, body, rest = text.partition("<body>")
    write("a.xml", head + body + re.sub(r"<p\b(?=[^>]*>[A-Z][\w ]{9,})", "<p typ='x'", rest))
    result = validate("a.xml", "--no-rules")
    told = [int(line) for line in re.findall(r"In the source, look at line (\d+)", result.text)]
    source = restore_source(edition.read_bytes()).decode().splitlines()
    assert len(told) == len(words)
    for number, line in enumerate(told):
        assert words[number][:10] in " ".join(source[line - 1 : line + 1])


def test_no_line_is_told_of_an_edition_whose_text_was_changed(validate: Validate) -> None:
    text = EDITIONS[0].read_text(encoding="utf-8")
    head, body, rest = text.partition("<body>")
    write("a.xml", head + body + rest.replace("<p ", "<p typ='x' ", 1).replace("</p>", "!</p>", 1))
    result = validate("a.xml", "--no-rules")
    assert "[attribute-not-allowed]" in result.text
    assert "In the source" not in result.text


# --- files made to keep us busy ---------------------------------------------------------------------------

HOSTILE = {
    "breaks": "<p>" + 'x<lb break="no"/>' * 5_000 + "</p>",
    "pages": "".join(f'<pb n="{n}"/>' for n in range(5_000)),
    "ids": "".join(f'<p xml:id="a{n // 2}"/>' for n in range(5_000)),
    "pointers": "".join(f'<p xml:id="a{n}" corresp="#a{n} #b{n}"/>' for n in range(5_000)),
    "attribute": '<p n="' + "a b " * 500_000 + '"/>',
    "line": "<p/>" * 50_000,
    "attributes": "<p " + " ".join(f'a{n}="x"' for n in range(60_000)) + "/>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_work_grows_with_the_file_and_no_faster(validate: Validate, name: str) -> None:
    write("any.rng", ANY)
    write("a.xml", HEAD + HOSTILE[name] + TAIL)
    began = time.monotonic()
    validate("--schema", "any.rng", "--max-errors", "3", "a.xml")
    assert time.monotonic() - began < 20  # some tenths of a second; a square would take minutes


def test_an_instruction_without_end(validate: Validate) -> None:
    write("a.xml", f"<?xml-model {'a' * 1_000_000}?>\n" + model("x.xsd") * 1000 + "<a/>")
    began = time.monotonic()
    assert validate("a.xml").status == 1
    assert time.monotonic() - began < 20


def test_a_schema_that_is_no_plain_file_is_not_read(validate: Validate) -> None:
    write("a.xml", model("/dev/zero") + model("file://elsewhere/a.rng") + "<a/>")
    result = validate("a.xml")
    assert "[schema-missing]" in result.text
    assert "[schema-not-local]" in result.text


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("", "it is empty"),
        ("a b", "there is white space in it"),
        ("a:b", "there is a colon in it"),
        ("-a", "it begins with “-”, not with a letter or “_”"),
        ("a§", "“§” can't be in one"),
    ],
)
def test_an_id_that_is_no_name(validate: Validate, name: str, what: str) -> None:
    write("a.xml", HEAD + f'<p xml:id="{name}"/>' + TAIL)
    text = validate("a.xml").text
    assert text.count("[id-malformed]") == 1, "once, though schema and rule both say it"
    assert f"“{name}”, the xml:id of <p>, is not a name: {what}." in text


def test_part_of_a_document_has_the_rules_that_hold_for_a_part(validate: Validate) -> None:
    write("any.rng", ANY)
    write("a.xml", '<div xmlns="http://www.tei-c.org/ns/1.0"><p ana="#elsewhere"/><pb n="3"/><pb n="3"/></div>')
    assert re.findall(r"\[([a-z-]+)\]", validate("--schema", "any.rng", "a.xml").text) == ["page-number-repeated"]
    named = validate("--schema", "any.rng", "--rules", "pointer-dangling", "a.xml")
    assert "[pointer-dangling]" in named.text


def test_a_giant_tag_is_not_read(validate: Validate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engross.commands.tei._GIANT", 1 << 20)
    write("a.rng", ONLY_A)
    write("a.xml", f'<a n="{"x" * (3 << 19)}"/>')
    write("b.xml", "<a>" + "<!---->" * (1 << 18) + "</a>")
    assert validate("--schema", "a.rng", "b.xml").status == 0
    result = validate("--schema", "a.rng", "a.xml")
    assert result.text.startswith(
        "a.xml: error: A single tag or text in this file is longer than 1 MB; the file is not checked. [limit-reached]"
    )
    assert result.status == 1
