"""Validation with RELAX NG: schemas, faults and their words, positions, hostile files, the cache."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import time
from pathlib import Path

import pytest

from engross.relaxng import Fault, Schema, SchemaError, cache, describe, facets, load_schema

RNG = 'xmlns="http://relaxng.org/ns/structure/1.0"'
XSD = 'datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"'
LETTER = f"""<grammar {RNG} {XSD} ns="urn:l">
  <start><element name="letter">
    <ref name="id"/>
    <element name="head"><text/></element>
    <element name="date"><attribute name="when"><choice><data type="date"/><data type="gYear"/></choice></attribute>
      <text/></element>
    <oneOrMore><choice>
      <element name="p"><ref name="id"/>
        <optional><attribute name="rend"><list><oneOrMore><choice><value>bold</value><value>italic</value></choice>
        </oneOrMore></list></attribute></optional>
        <optional><attribute name="ref"><data type="IDREF"/></attribute></optional>
        <mixed><zeroOrMore><element name="hi"><text/></element></zeroOrMore></mixed></element>
      <element name="list"><oneOrMore><element name="item"><text/></element></oneOrMore></element>
    </choice></oneOrMore>
    <optional><element name="count"><data type="nonNegativeInteger"/></element></optional>
  </element></start>
  <define name="id"><optional><attribute name="xml:id"><data type="ID"/></attribute></optional></define>
</grammar>"""


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENGROSS_CACHE", str(tmp_path / "cache"))


def schema(text: str = LETTER) -> Schema:
    return load_schema(text.encode(), use_cache=False)


def faults(inner: str, attributes: str = "") -> list[Fault]:
    return schema().validate(f'<letter xmlns="urn:l"{attributes}>{inner}</letter>'.encode())


HEAD = "<head/>"
DATE = '<date when="1962-10-26"/>'

WORDS = {
    "not-allowed-anywhere": (
        HEAD + DATE + "<lisst/>" + "<p/>",
        "There is no element <lisst> in this schema; it stands in <letter>.",
        "Did you mean <list>?",
    ),
    "not-allowed-inside": (
        HEAD + DATE + "<hi/><p/>",
        "<hi> is never allowed directly inside <letter>.",
        "What can come here: <p> or <list>.",
    ),
    "not-allowed-here": (
        HEAD + DATE + "<p/><head/>",
        "<head> is not allowed at this place in <letter>.",
        "What can come here: <p>, <list>, <count> or the end of <letter>.",
    ),
    "not-allowed-yet": (
        HEAD + "<p/>",
        "<p> is not allowed yet in <letter>: <date> must come before it.",
        "Add <date> before <p>.",
    ),
    "incomplete": (
        HEAD + DATE + "<list/>",
        "<list> (in <letter>) is incomplete: it needs <item>.",
        "Add <item> before its end.",
    ),
    "text-not-allowed": (
        HEAD + DATE + "<p/> stray\n words",
        "Text is not allowed here in <letter>: “stray”.",
        "Put the text into an element, such as <p>.",
    ),
    "attribute-not-allowed": (
        HEAD + DATE + '<p rendd="bold"/>',
        "<p> in <letter> may not have the attribute “rendd”.",
        "Did you mean “rend”?",
    ),
    "attribute-missing": (HEAD + "<date/><p/>", "<date> in <letter> lacks the attribute “when”.", "Add “when”."),
    "bad-value": (
        HEAD + '<date when="Oct 26"/><p/>',
        "“when” of <date> (in <letter>) has a wrong value, “Oct 26”: it must be an ISO date or a year.",
        "For example: 1962-10-26",
    ),
    "duplicate-id": (
        HEAD + DATE + '<p xml:id="a"/>\n<p xml:id="a"/>',
        "The identifier “a” of <p> is taken: it was given first at line 1, column 58.",
        "Give one of the two another identifier, and mend the pointers to it.",
    ),
    "dangling-idref": (
        HEAD + DATE + '<p ref="b"/>',
        "“ref” of <p> points to “b”, which no element has as its ID.",
        "Correct the pointer, or give the element that is meant this identifier.",
    ),
    "not-well-formed": (
        HEAD + DATE + "<p>",
        "This is not well-formed XML: </letter> comes while <p> (line 1, column 55) is still open.",
        "Add </p> before it, or take away the tag that is too much.",
    ),
}


@pytest.mark.parametrize("kind", WORDS)
def test_words(kind: str) -> None:
    inner, message, hint = WORDS[kind]
    found = faults(inner)
    assert [fault.kind for fault in found] == [kind]
    wording = describe(found[0])
    assert (wording.message, wording.hint) == (message, hint)


def test_a_valid_document_has_no_faults() -> None:
    assert faults(HEAD + DATE + '<p xml:id="a">x<hi>y</hi></p><p ref="a" rend="bold italic"/><count> 12 </count>') == []


def test_the_order_of_attributes_does_not_matter() -> None:
    for attributes in ('xml:id="a" rend="bold"', 'rend="bold" xml:id="a"'):
        assert faults(f"{HEAD}{DATE}<p {attributes}/>") == []


def test_the_word_of_a_list_that_is_wrong() -> None:
    (fault,) = faults(HEAD + DATE + '<p rend="bold italics"/>')
    assert (fault.word, fault.similar) == ("italics", ("italic",))
    assert describe(fault).message == (
        "“rend” of <p> (in <letter>) has a wrong value, “bold italics”, where “italics” is wrong: it must be “italic” "
        "or “bold”."
    )


def test_the_value_of_an_element() -> None:
    (fault,) = faults(HEAD + DATE + "<p/><count>many</count>")
    assert (fault.kind, fault.value, fault.datatypes) == ("bad-value", "many", (("nonNegativeInteger", ()),))
    assert "a whole number, 0 or more" in describe(fault).message


def test_ids_need_not_be_checked() -> None:
    text = f'<letter xmlns="urn:l">{HEAD}{DATE}<p xml:id="a"/><p xml:id="a" ref="b"/></letter>'.encode()
    assert schema().validate(text, check_ids=False) == []
    assert [fault.kind for fault in schema().validate(text)] == ["duplicate-id", "dangling-idref"]


@pytest.mark.parametrize("declared", ["", ' xmlns:x="urn:x"'])
def test_text_where_a_value_could_have_been_is_known_at_the_end_of_a_tag(declared: str) -> None:
    first, *_ = faults(HEAD + DATE + f"<p/>\n<count>many\n<b{declared}\n/></count>")
    assert (first.kind, first.line, first.end_line) == ("text-not-allowed", 2, 4)


def test_both_places_of_an_id_and_where_the_tag_of_the_first_ends() -> None:
    (fault,) = faults(HEAD + DATE + '<p\n xml:id="a"\n/>\n<p xml:id="a"/>')
    assert (fault.line, fault.other_line, fault.other_column, fault.lines) == (4, 2, 2, (3,))


def test_all_faults_and_no_cascades() -> None:
    found = faults("\n<date/>\n<foo><p/><foo/></foo>\n<p><list><item/></list></p>\n<count>x</count>")
    assert [(fault.kind, fault.line) for fault in found] == [
        ("not-allowed-yet", 2),
        ("attribute-missing", 2),
        ("not-allowed-anywhere", 3),
        ("not-allowed-inside", 4),
        ("bad-value", 5),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_places(encoding: str, newline: str) -> None:
    declared = encoding.removesuffix("-sig")
    lines = [
        f'<?xml version="1.0" encoding="{declared}"?>',
        '<letter xmlns="urn:l"><head>é</head>é<date',
        '   when="é"/>',
        '<p n="a > b"',
        '   foo="é"  rendd="1"/></letter>',
    ]
    found = schema().validate(newline.join(lines).encode(encoding))
    assert [(fault.kind, fault.line, fault.column, fault.end_line) for fault in found] == [
        ("text-not-allowed", 2, 37, 2),
        ("bad-value", 3, 4, 3),
        ("attribute-not-allowed", 4, 4, 5),
        ("attribute-not-allowed", 5, 4, 5),
        ("attribute-not-allowed", 5, 13, 5),
    ]


def test_a_namespace_that_is_missing() -> None:
    (fault, *_) = schema().validate(b"<letter/>")
    assert describe(fault).hint == 'Write xmlns="urn:l" in the tag of the root, and nowhere else.'


# --- schemas


@pytest.mark.parametrize(
    ("inner", "words", "line"),
    [
        ("<start><ref name='x'/></start>", "“x” is not defined", 1),
        ("<start>\n<ref name='x'/></start><define name='x'><ref name='x'/></define>", "refers to itself", 2),
        ("<start><text/></start>", "Text may not stand in the start", 1),
        ("<start><element name='a'><data type='nonsense'/></element></start>", "no datatype “nonsense”", 1),
        ("<start><element/></start>", "neither a name nor", 1),
        ("<start><foo/></start>", "<foo> may not stand in <start>", 1),
        ("<define name='a'><text/></define>", "has no <start>", 1),
    ],
)
def test_wrong_schemas(inner: str, words: str, line: int) -> None:
    with pytest.raises(SchemaError, match=words) as error:
        schema(f"<grammar {RNG}>{inner}</grammar>")
    assert error.value.line == line
    assert error.value.column > 0


def test_include_with_override(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "base.rng").write_text(
        f"<grammar {RNG}><start><element name='a'><ref name='x'/></element></start>"
        "<define name='x'><text/></define></grammar>"
    )
    main = tmp_path / "main.rng"
    main.write_text(
        f"<grammar {RNG}><include href='sub/base.rng'><define name='x'><empty/></define></include></grammar>"
    )
    for _ in range(2):  # compiled, and from the cache
        loaded = load_schema(main)
        assert loaded.is_valid(b"<a/>")
        assert not loaded.is_valid(b"<a>x</a>")


@pytest.mark.parametrize(
    ("href", "words"),
    [
        ("main.rng", "includes itself"),
        ("../outside.rng", "outside the folder"),
        ("http://localhost:1/x.rng", "not a local file"),
        ("missing.rng", "can't be read"),
        ("main.rng#x", "fragment"),
    ],
)
def test_includes_that_are_refused(href: str, words: str, tmp_path: Path) -> None:
    folder = tmp_path / "schema"
    folder.mkdir()
    (tmp_path / "outside.rng").write_text(f"<grammar {RNG}><start><text/></start></grammar>")
    (folder / "main.rng").write_text(f"<grammar {RNG}><include href='{href}'/></grammar>")
    with pytest.raises(SchemaError, match=words):
        load_schema(folder / "main.rng")


def test_compact_syntax() -> None:
    loaded = load_schema(b"element a { attribute n { xsd:integer }, (element b { empty } | text)* }")
    assert loaded.is_valid(b'<a n="1">x<b/></a>')
    assert not loaded.is_valid(b'<a n="x"/>')
    with pytest.raises(SchemaError, match="compact syntax"):
        load_schema(b"element a {")


def test_ids_that_conflict_are_an_error_unless_they_are_not_checked() -> None:
    text = (
        f"<element name='a' {RNG} {XSD}><choice><attribute name='i'><data type='ID'/></attribute><element name='a'>"
        "<attribute name='i'/></element></choice></element>"
    ).encode()
    with pytest.raises(SchemaError, match="is an ID in one place"):
        load_schema(text)
    assert load_schema(text, check_ids=False).is_valid(b'<a i="x"/>')


# --- datatypes

VALUES = {
    "date": (["1962-10-26", "-0044-03-15", "2000-02-29Z", "1962-10-26+14:00"], ["1962-02-30", "0000-01-01", "62-1-1"]),
    "gYear": (["1962", "-0044"], ["62", "0000"]),
    "dateTime": (["1962-10-26T18:00:00.5Z"], ["1962-10-26T24:30:00", "1962-10-26"]),
    "duration": (["P1Y", "PT1.5S", "-P1M"], ["P", "P1YT", "1Y"]),
    "anyURI": (["#a", "a b", "http://x/", "", "mailto:a@b"], ["%", "http://", "::", "a#b#c"]),
    "NCName": (["a-b", "é"], ["1a", "a:b", "a b", ""]),
    "language": (["en-GB"], ["english_1", ""]),
    "boolean": (["true", " 1 "], ["yes", "TRUE"]),
    "decimal": (["1", "-.5", "+1."], ["1e3", "", "."]),
    "double": (["1e3", "INF", "NaN"], ["inf", "+INF"]),
    "nonNegativeInteger": (["0", "+1"], ["-1", "1.0"]),
    "byte": (["-128", "127"], ["128"]),
    "hexBinary": (["0fA1"], ["f"]),
    "base64Binary": (["SGVsbG8=", ""], ["SGVs=bG8"]),
    "NMTOKENS": (["a 1"], [""]),
    "QName": (["xml:a", "a"], ["x:a", "a:b:c"]),
}


@pytest.mark.parametrize("name", VALUES)
def test_datatypes(name: str) -> None:
    loaded = schema(f"<element name='a' {RNG} {XSD}><attribute name='v'><data type='{name}'/></attribute></element>")
    good, bad = VALUES[name]
    assert [v for v in good if not loaded.is_valid(f'<a v="{v}"/>'.encode())] == []
    assert [v for v in bad if loaded.is_valid(f'<a v="{v}"/>'.encode())] == []


@pytest.mark.parametrize(
    ("type_", "params", "good", "bad"),
    [
        ("token", {"pattern": r"[^\p{C}\p{Z}]+"}, "aé", "a b"),
        ("token", {"pattern": r"\S+"}, "a\u00a0b", "a b"),
        ("token", {"pattern": r"\w[\w\s]\W"}, "€\u20dd«", "€«\u20dd"),
        ("string", {"pattern": r"\\s\s"}, r"\s ", "\\s\u00a0"),
        ("string", {"minLength": "2", "maxLength": "3"}, "ab", "abcd"),
        ("decimal", {"minInclusive": "0", "maxInclusive": "1"}, "0.5", "1.5"),
        ("decimal", {"totalDigits": "3", "fractionDigits": "1"}, "12.30", "1.23"),
        ("date", {"minExclusive": "1900-01-01"}, "1962-10-26", "1900-01-01"),
        ("hexBinary", {"length": "2"}, "0FB7", "0F"),
    ],
)
def test_facets(type_: str, params: dict[str, str], good: str, bad: str) -> None:
    inner = "".join(f"<param name='{key}'>{value}</param>" for key, value in params.items())
    loaded = schema(f"<element name='a' {RNG} {XSD}><data type='{type_}'>{inner}</data></element>")
    assert loaded.is_valid(f"<a>{good}</a>".encode())
    assert not loaded.is_valid(f"<a>{bad}</a>".encode())


def test_values_are_compared_as_their_datatype_has_them() -> None:
    loaded = schema(f"<element name='a' {RNG} {XSD}><value type='decimal'>1.0</value></element>")
    assert loaded.is_valid(b"<a> 01 </a>")
    assert not loaded.is_valid(b"<a>1.1</a>")


# --- hostile files

ANY = f"""<grammar {RNG}><start><ref name="any"/></start><define name="any"><element><anyName/><zeroOrMore><choice>
<attribute><anyName/></attribute><text/><ref name="any"/></choice></zeroOrMore></element></define></grammar>"""


def test_many_strangers_and_long_names() -> None:
    loaded = schema(f"<element name='names' {RNG}><text/></element>")
    found = loaded.validate(f"<names>{''.join(f'<name{n}x/>' for n in range(2000))}<{'n' * 100_000}/></names>".encode())
    assert len(found) == 2001
    assert (found[0].similar, found[-2].similar) == (("names",), ())
    assert len(found[-1].element) == 201


def test_a_pattern_that_is_too_long_when_its_classes_are_spelt_out_is_refused() -> None:
    param = "<param name='pattern'>" + r"\w?" * 2000 + "</param>"
    with pytest.raises(SchemaError, match="is too long"):
        schema(f"<element name='a' {RNG} {XSD}><data type='string'>{param}</data></element>")


def test_depth() -> None:
    (fault,) = schema(ANY).validate(b"<a>" * 100_000 + b"</a>" * 100_000)
    assert (fault.kind, fault.detail) == ("limit", "depth")


def test_entities_that_expand_without_measure() -> None:
    laughs = "".join(f"<!ENTITY a{n + 1} '{f'&a{n};' * 10}'>" for n in range(9))
    text = f"<!DOCTYPE a [<!ENTITY a0 'ha'>{laughs}]><a>&a9;</a>"
    (fault,) = schema(ANY).validate(text.encode())
    assert "expand without measure" in describe(fault).message


def test_external_entities_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    text = f"<!DOCTYPE a SYSTEM '{tmp_path}/x.dtd' [<!ENTITY e SYSTEM '{tmp_path}/secret'>]><a>&e;</a>"
    (fault,) = schema(ANY).validate(text.encode())
    assert (fault.kind, fault.value) == ("entity-not-read", "e")


def test_utf_7() -> None:
    (fault,) = schema(ANY).validate(b'<?xml version="1.0" encoding="utf-7"?><a/>')
    assert fault.kind == "not-well-formed"


def test_interleave_that_multiplies() -> None:
    parts = "".join(
        f"<zeroOrMore><group><element name='a{n}'><empty/></element><element name='b{n}'><empty/></element></group>"
        "</zeroOrMore>"
        for n in range(40)
    )
    loaded = schema(f"<element name='r' {RNG}><interleave>{parts}</interleave></element>")
    text = "".join(f"<a{n}/>" for n in range(40)) + "".join(f"<b{n}/>" for n in range(40))
    begun = time.monotonic()
    assert loaded.validate(f"<r>{text}</r>".encode()) == []
    assert time.monotonic() - begun < 10


def test_a_schema_of_many_ways() -> None:
    parts = "<optional><element name='a'><empty/></element></optional>" * 3000
    loaded = schema(f"<element name='r' {RNG}>{parts}</element>")
    begun = time.process_time()
    assert [fault.kind for fault in loaded.validate(b"<r>" + b"<a/>" * 1500 + b"</r>")] in ([], ["limit"])
    assert loaded.validate(b"<r/>") == []
    assert time.process_time() - begun < 20


def test_a_schema_that_includes_without_end() -> None:
    def read(address: str) -> bytes:
        number = int(address.rpartition("/")[2])
        refs = f"<externalRef href='{number + 1}'/>" * 2
        return f"<element name='a' {RNG}><group>{refs}</group></element>".encode()

    with pytest.raises(SchemaError):
        load_schema(read("file:///0"), read, uri="file:///0", use_cache=False)


# --- the cache


def _entry(tmp_path: Path) -> Path:
    (found,) = (tmp_path / "cache" / "relaxng").glob("*.json")
    return found


def test_the_cache_is_private_and_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_schema(LETTER.encode())
    entry = _entry(tmp_path)
    assert stat.S_IMODE(entry.stat().st_mode) == 0o600
    assert stat.S_IMODE(entry.parent.stat().st_mode) == 0o700
    monkeypatch.setattr("engross.relaxng.schema.compile_schema", None)
    assert load_schema(LETTER.encode()).validate(b"<letter xmlns='urn:l'/>")


@pytest.mark.parametrize("damage", [b"", b"{}", b"\x80" * 100, None])
def test_a_damaged_entry_is_made_anew(damage: bytes | None, tmp_path: Path) -> None:
    load_schema(LETTER.encode())
    entry = _entry(tmp_path)
    good = entry.read_bytes()
    entry.write_bytes(good[:-9] if damage is None else damage)
    assert load_schema(LETTER.encode()).validate(b"<letter xmlns='urn:l'/>")
    assert entry.read_bytes() == good


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="no owners of files here")
def test_what_others_can_write_is_not_read(tmp_path: Path) -> None:
    load_schema(LETTER.encode())
    entry = _entry(tmp_path)
    entry.chmod(0o666)
    assert cache.load(entry.parent, entry.name, lambda _: b"") is None
    entry.chmod(0o600)
    assert cache.load(entry.parent, entry.name, lambda _: b"") is not None
    entry.parent.chmod(0o777)
    assert cache.load(entry.parent, entry.name, lambda _: b"") is None


def test_a_changed_include_is_noticed(tmp_path: Path) -> None:
    part, main = tmp_path / "part.rng", tmp_path / "main.rng"
    main.write_text(f"<element name='a' {RNG}><externalRef href='part.rng'/></element>")
    part.write_text(f"<text {RNG}/>")
    assert load_schema(main).is_valid(b"<a>x</a>")
    part.write_text(f"<empty {RNG}/>")
    assert not load_schema(main).is_valid(b"<a>x</a>")


# --- cases in files

CASES = sorted((Path(__file__).parent / "relaxng").glob("*.json"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_cases(path: Path) -> None:
    """Each file: a schema in compact syntax, and documents with the faults that they have."""
    case = json.loads(path.read_text(encoding="utf-8"))
    loaded = load_schema("\n".join(case["schema"]).encode(), use_cache=False)
    for text, expected in case["documents"]:
        assert [[fault.kind, fault.line, fault.column] for fault in loaded.validate(text.encode())] == expected, text


def test_a_moment_without_time_zone_is_not_one_with() -> None:
    loaded = load_schema(f"<element name='a' {RNG} {XSD}><value type='gYear'>1962Z</value></element>".encode())
    assert loaded.is_valid(b"<a>1962+00:00</a>")
    assert not loaded.is_valid(b"<a>1962</a>")


def test_an_entity_must_be_declared_as_one_that_is_not_parsed() -> None:
    loaded = load_schema(f"<element name='a' {RNG} {XSD}><data type='ENTITIES'/></element>".encode())
    doctype = b"<!DOCTYPE a [<!NOTATION n SYSTEM 'n'><!ENTITY e SYSTEM 'e' NDATA n><!ENTITY t 'text'>]>"
    assert loaded.validate(doctype + b"<a>e e</a>") == []
    assert [fault.kind for fault in loaded.validate(doctype + b"<a>e t</a>")] == ["bad-value"]
    assert [fault.kind for fault in loaded.validate(b"<a>e</a>")] == ["bad-value"]


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no alarms")
def test_a_pattern_that_has_no_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engross.relaxng.limits.LIMIT", 0.05)
    loaded = load_schema(
        f"<element name='a' {RNG} {XSD}><data type='NMTOKEN'>".encode()
        + b"<param name='pattern'>(x+)+y</param></data></element>"
    )
    handler = signal.getsignal(signal.SIGALRM)
    (fault,) = loaded.validate(b"<a>" + b"x" * 60 + b"</a>")
    assert (fault.kind, fault.detail) == ("limit", "pattern")
    assert describe(fault).message == "A regular expression of the schema takes too long on a value of this file."
    assert loaded.validate(b"<a>" + b"x" * 60 + b"y</a>") == []
    assert (signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)) == (handler, (0.0, 0.0))


@pytest.mark.parametrize(
    "pattern",
    [r"[^\p{C}\p{Z}]+", r"\p{Lu}\w*", r"[a-z\-\]\[]*", r"\S+", r"[\i-[:]][\c-[:]]*", r"\[a\]", r"[^a]?\\", r"\P{L}"],
)
def test_a_pattern_cut_to_ascii_matches_the_same(pattern: str) -> None:
    whole = facets.translated(pattern)
    cut = facets.ascii_only(whole)
    letters = [chr(number) for number in range(128)]
    texts = letters + [f"a{letter}" for letter in letters] + [f"{letter}\\" for letter in letters] + ["[a]", "Abc", ""]
    for text in texts:
        assert bool(re.match(whole, text)) == bool(re.match(cut, text)), text


@pytest.mark.parametrize("block", ["HighSurrogates", "LowSurrogates", "HighPrivateUseSurrogates"])
def test_a_block_of_surrogates_is_no_block_of_characters(block: str) -> None:
    with pytest.raises(facets.FacetError, match="surrogates"):
        facets.translated(rf"\p{{Is{block}}}")
