"""The compact syntax: each schema means what its XML form means, and what the specification forbids is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from engross.relaxng import SchemaError, load_schema
from engross.relaxng.compact import to_xml
from engross.relaxng.schema import compile_schema

ROOT = Path(__file__).resolve().parents[1]
RNG = 'xmlns="http://relaxng.org/ns/structure/1.0"'
XSD = 'datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"'

#: Compact syntax, and the same in XML.
SAME = {
    "single quotes": ("element a { 'x' }", f"<element {RNG} name='a'><value>x</value></element>"),
    "quotes in quotes": (
        """element a { 'say "x"' | "it's" }""",
        f"""<element {RNG} name='a'><choice><value>say "x"</value><value>it's</value></choice></element>""",
    ),
    "three quotes": (
        'element a { """one "two"\nthree""" }',
        f'<element {RNG} name="a"><value>one "two"\nthree</value></element>',
    ),
    "strings put together": (
        "element a { 'x' ~ \"y\" ~ 'z' }",
        f"<element {RNG} name='a'><value>xyz</value></element>",
    ),
    "escapes": (
        r"element \x{61}b { '\x{20AC}\xx{A}' }",
        f"<element {RNG} name='ab'><value>\u20ac\n</value></element>",
    ),
    "quoted keywords": (
        r"start = element element { \text } \text = text",
        f"<grammar {RNG}><start><element name='element'><ref name='text'/></element></start>"
        "<define name='text'><text/></define></grammar>",
    ),
    "parameters and exceptions": (
        "element a { xsd:string { minLength = '1' pattern = '[a-z]+' } - ('b' | 'c') }",
        f"<element {RNG} {XSD} name='a'><data type='string'><param name='minLength'>1</param>"
        "<param name='pattern'>[a-z]+</param><except><choice><value>b</value><value>c</value></choice></except></data>"
        "</element>",
    ),
    "classes of names": (
        "default namespace = 'urn:d' namespace p = 'urn:p' namespace l = ''\n"
        "element (a | p:b) { attribute * - (l:* | p:c) { text }*, element * - p:* { empty }, element p:* { empty } }",
        f"<element {RNG} ns='urn:d' xmlns:p='urn:p'><choice><name>a</name><name>p:b</name></choice><zeroOrMore>"
        "<attribute><anyName><except><nsName ns=''/><name>p:c</name></except></anyName></attribute></zeroOrMore>"
        "<element><anyName><except><nsName ns='urn:p'/></except></anyName><empty/></element>"
        "<element><nsName ns='urn:p'/><empty/></element></element>",
    ),
    "annotations": (
        "namespace x = 'urn:x'\n## what it is\n[ x:n = 'v' x:e [ 'text' f [ m = '1' ] ] ]\n"
        "start = [ x:o = '1' ] element a { ## a text\n text >> x:f [] }\nx:g [ 'end' ]",
        f"<grammar {RNG}><start><element name='a'><text/></element></start></grammar>",
    ),
    "annotations of values and names": (
        "namespace x = 'urn:x' element [ x:f [] ] a { attribute ## a name\n n {\n## one\n 'v' |\n[ x:f [] ] 'w' | "
        "xsd:token - [ x:f [] ] 'u' }, attribute [] m { list { ## of two\n 'b', xsd:int { ## at least\n "
        "minInclusive = '1' } } }}",
        f"<element name='a' {RNG} datatypeLibrary='http://www.w3.org/2001/XMLSchema-datatypes'><attribute name='n'>"
        "<choice><value type='token' datatypeLibrary=''>v</value><value type='token' datatypeLibrary=''>w</value>"
        "<data type='token'><except><value type='token' datatypeLibrary=''>u</value></except></data></choice>"
        "</attribute><attribute name='m'><list><value type='token' datatypeLibrary=''>b</value><data type='int'>"
        "<param name='minInclusive'>1</param></data></list></attribute></element>",
    ),
    "combination": (
        "start |= a start |= b a = element a { c } b = element b { empty } div { c &= text c &= b? }",
        f"<grammar {RNG}><start combine='choice'><ref name='a'/></start><start combine='choice'><ref name='b'/></start>"
        "<define name='a'><element name='a'><ref name='c'/></element></define><define name='b'><element name='b'>"
        "<empty/></element></define><div><define name='c' combine='interleave'><text/></define><define name='c' "
        "combine='interleave'><optional><ref name='b'/></optional></define></div></grammar>",
    ),
    "nested grammars": (
        "start = element a { grammar { start = b b = element b { parent c } } } c = list { token+ } ",
        f"<grammar {RNG}><start><element name='a'><grammar><start><ref name='b'/></start><define name='b'>"
        "<element name='b'><parentRef name='c'/></element></define></grammar></element></start><define name='c'><list>"
        "<oneOrMore><data type='token'/></oneOrMore></list></define></grammar>",
    ),
}


def _frozen(text: str, name: str) -> dict[str, object]:
    return compile_schema(text.encode(), name, f"file:///{name}", lambda _: b"", False)[0]


@pytest.mark.parametrize(("compact", "xml"), SAME.values(), ids=SAME)
def test_it_means_the_same_as_in_xml(compact: str, xml: str) -> None:
    assert _frozen(compact, "a.rnc") == _frozen(xml, "a.rng")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("element a {", "2?1:12: .*a pattern is expected, not the end of the schema"),
        ("element a { text }\n}", "2:1: .*the end of the schema is expected, not “}”"),
        ("element a { b, c | d }", "can't be mixed without parentheses"),
        ("element p:a { text }", "The prefix “p” is not declared"),
        ("element a { p:date }", "the prefix “p” has no datatype library"),
        ("start = a\nelement = element a { text }", "“=”|keyword"),
        ("a = text\nstart = 'x\ny'", "2:9: “'” begins nothing that is known"),
        (r"element a { '\x{0}' }", "stands for no character of XML"),
        ("namespace a = 'u' namespace a = 'v' element b { text }", "declared twice"),
        ("namespace xml = 'u' element b { text }", "can't be a prefix"),
        ("[x = 'y'] element a { text }", "must be in another namespace"),
        ("element a { text } >> x []", "nothing may follow"),
        ("start = [x []] 'v'", "A value may not stand in the start"),
        ("element ['x'] start = text", "expected"),
        ("include 'a' { include 'b' }", "may not stand in an include"),
        ("(" * 3000 + "text", "nested too deeply"),
        ("element a { " + "x [" * 3000, "expected"),
        ("[" + "x [" * 3000, "nested too deeply"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, words: str) -> None:
    with pytest.raises(SchemaError, match=words):
        load_schema(text.encode(), uri="file:///a.rnc", use_cache=False)


def test_utf_16_and_line_ends() -> None:
    text = "# caf\u00e9\r\nelement \u00e9 { text }\r\n}"
    with pytest.raises(SchemaError) as error:
        load_schema(text.encode("utf-16"), uri="file:///a.rnc", use_cache=False)
    assert (error.value.line, error.value.column) == (3, 1)


def test_includes_and_what_they_override(tmp_path: Path) -> None:
    (tmp_path / "base.rnc").write_text("start = element a { b, c }\nb = element b { text }\nc = element c { text }")
    (tmp_path / "some.rnc").write_text("element x { text }")
    (tmp_path / "main.rnc").write_text(
        "default namespace = 'urn:m'\nnamespace n = 'urn:n'\n"
        "include 'base.rnc' inherit = n { b = element b { external 'some.rnc' } }"
    )
    schema = load_schema(tmp_path / "main.rnc")
    assert schema.is_valid(b'<a xmlns="urn:n"><b xmlns="urn:m"><x/></b><c/></a>')
    assert not schema.is_valid(b'<a xmlns="urn:n"><b xmlns="urn:m"><x xmlns=""/></b><c/></a>')


@pytest.mark.parametrize("form", ["rnc", "rng"])
def test_the_path_of_what_is_included_is_told_as_it_is(tmp_path: Path, form: str) -> None:
    folder = tmp_path / "Größe 1+2"
    folder.mkdir()
    texts = {
        "rnc": ("include 'b.rnc'", "start = x:a"),
        "rng": (f"<grammar {RNG}><include href='b.rng'/></grammar>", "<a/>"),
    }
    for name, text in zip("ab", texts[form], strict=True):
        (folder / f"{name}.{form}").write_text(text)
    with pytest.raises(SchemaError) as error:
        load_schema(folder / f"a.{form}", use_cache=False)
    assert error.value.file == str(folder / f"b.{form}")


def test_the_bundled_schema_is_the_same_in_both_forms() -> None:
    compact, xml = (load_schema(ROOT / "schema" / f"engross.{form}") for form in ("rnc", "rng"))
    assert compact.elements() == xml.elements()
    for path in sorted((ROOT / "tei").glob("*.xml")):
        assert compact.validate(path) == []
        broken = path.read_bytes().replace(b"<p", b"<pp", 1)
        assert compact.validate(broken) == xml.validate(broken) != []


def test_schematron_in_annotations_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.rnc").write_text(
        'namespace sch = "http://purl.oclc.org/dsdl/schematron"\n'
        "sch:pattern [ sch:rule [ context = 'a[\"x\" or 1 < 2]' sch:assert [ test = 'b' 'A <b> & no c.' ] ] ]\n"
        "start = element a { element b { text }? }"
    )
    assert to_xml(b"[namespace-free []] element a { text }", "a.rnc").count(b"<namespace-free") == 1
    found = to_xml((tmp_path / "a.rnc").read_bytes(), "a.rnc")
    assert found.decode() == (
        '<grammar xmlns="http://relaxng.org/ns/structure/1.0" xmlns:sch="http://purl.oclc.org/dsdl/schematron">'
        '<sch:pattern><sch:rule context=\'a["x" or 1 &lt; 2]\'><sch:assert test="b">A &lt;b&gt; &amp; no c.'
        "</sch:assert></sch:rule></sch:pattern></grammar>"
    )
