"""ISO Schematron: every feature of the language, both XPath engines, what is skipped, hostile schemas."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from engross.schematron import Limits, Result, Schematron, SchematronError, load_schematron

SCH = 'xmlns="http://purl.oclc.org/dsdl/schematron"'
DOC = b"""<a xmlns:xlink="urn:x"><!--c--><?pi data?>
  <b id="1" ref="2">one</b>
  <b id="2"><c/>two</b>
  <c n="5" xlink:href="h"/>
</a>"""
BOTH = pytest.mark.parametrize("binding", ["xslt", "xpath", "xslt2", "xpath2", "xslt3", "xpath3", "xpath31"])


def load(inner: str, binding: str = "xslt", phase: str | None = None, attributes: str = "") -> Schematron:
    xsl = 'xmlns:xsl="http://www.w3.org/1999/XSL/Transform"'
    return load_schematron(
        f'<schema {SCH} {xsl} queryBinding="{binding}" {attributes}>{inner}</schema>'.encode(), phase=phase
    )


def rule(context: str, test: str, binding: str = "xslt", message: str = "m") -> Result:
    text = f'<pattern><rule context="{context}"><report test="{test}">{message}</report></rule></pattern>'
    return check(load(text, binding))


def check(schema: Schematron, doc: bytes = DOC) -> Result:
    return schema.check(etree.fromstring(doc))


def messages(schema: Schematron, doc: bytes = DOC) -> list[str]:
    result = check(schema, doc)
    assert result.skipped == ()
    return [finding.message for finding in result.findings]


@BOTH
@pytest.mark.parametrize(
    ("context", "paths"),
    [
        ("b", ["/a/b[1]", "/a/b[2]"]),
        ("*", ["/a", "/a/b[1]", "/a/b[2]", "/a/b[2]/c", "/a/c"]),
        ("b[2]", ["/a/b[2]"]),
        ("b/c", ["/a/b[2]/c"]),
        ("a//c", ["/a/b[2]/c", "/a/c"]),
        ("//c", ["/a/b[2]/c", "/a/c"]),
        ("/", ["/"]),
        ("/a", ["/a"]),
        ("/b", []),
        ("b[@ref] | c[@n]", ["/a/b[1]", "/a/c"]),
        ("b[@ref='|']|c[@n]", ["/a/c"]),
        ("b/@id", ["/a/b[1]/@id", "/a/b[2]/@id"]),
        ("@n", ["/a/c/@n"]),
        ("comment()", ["/a/comment()"]),
        ("processing-instruction()", ["/a/processing-instruction('pi')"]),
    ],
)
def test_contexts_are_match_patterns(binding: str, context: str, paths: list[str]) -> None:
    result = rule(context, "true()", binding)
    assert result.skipped == ()
    assert sorted(finding.path for finding in result.findings) == sorted(paths)


@BOTH
def test_text_nodes(binding: str) -> None:
    assert messages(load(
        '<pattern><rule context="b/text()"><report test="starts-with(., \'t\') and ../@id = 2">'
        '<value-of select="."/></report></rule></pattern>', binding)) == ["two"]  # fmt: skip


@BOTH
@pytest.mark.parametrize(
    ("context", "test"),
    [
        ("/", "a/b and count(*) = 1"),
        ("b/@id", ". = 2 and ../c"),
        ("@ref", "//b[@id = current()]"),
        ("b[@ref]", "//b[@id = current()/@ref]/c"),
        ("b[@ref]", "key('b', @ref)/c"),
        ("c[@n]", "generate-id() = generate-id(/a/c) and generate-id() != generate-id(/a)"),
    ],
)
def test_expressions(binding: str, context: str, test: str) -> None:
    key = '<xsl:key name="b" match="b" use="@id"/>'
    pattern = f'<pattern><rule context="{context}"><report test="{test}">m</report></rule></pattern>'
    assert messages(load(key + pattern, binding)) == ["m"]


@BOTH
def test_a_node_fires_the_first_rule_of_a_pattern_only(binding: str) -> None:
    rules = "".join(f'<rule context="{c}"><report test="true()">{c}</report></rule>' for c in ("b[@ref]", "b", "*"))
    assert messages(load(f"<pattern>{rules}</pattern>", binding)) == ["*", "b[@ref]", "b", "*", "*"]
    assert len(messages(load(f"<group>{rules}</group>", binding))) == 8


@BOTH
def test_lets_at_every_level(binding: str) -> None:
    schema = load(
        '<let name="root" value="a"/><let name="word">text</let><phase id="p"><let name="here" value="$root/c"/>'
        '<active pattern="x"/></phase><pattern id="x"><let name="n" value="$here/@n"/><rule context="b">'
        '<let name="both" value="concat($word, $n, @id)"/><report test="$n = 5 and count($n) = 1">'
        '<value-of select="$both"/></report></rule></pattern>', binding, "p")  # fmt: skip
    assert messages(schema) == ["text51", "text52"]


@BOTH
def test_the_variables_of_a_pattern_are_known_in_others(binding: str) -> None:
    schema = load(
        '<let name="x" value="\'schema\'"/><pattern><rule context="a"><report test="1">'
        '<value-of select="concat($x, $y)"/></report></rule></pattern><pattern><let name="x" value="\'own\'"/>'
        '<rule context="a"><report test="1"><value-of select="$x"/></report></rule></pattern>'
        '<pattern><let name="z" value="\'pat\'"/><let name="y" value="concat($z, \'tern\')"/></pattern>',
        binding)  # fmt: skip
    assert messages(schema) == ["schemapattern", "own"]
    for lets in ("", '<pattern><let name="y" value="1"/></pattern>' * 2):
        with pytest.raises(SchematronError, match="not declared"):
            load(f'<pattern><rule context="a"><report test="$y"/></rule></pattern>{lets}', binding)


@BOTH
def test_variables_that_may_be_declared_elsewhere_are_skipped(binding: str) -> None:
    rule = '<pattern id="p"><rule context="a"><report test="$x">m</report></rule></pattern>'
    let = '<let name="x" value="true()"/>'
    for text, words in [
        (f'<phase id="q">{let}<active pattern="p"/></phase>', "it belongs to another phase"),
        ('<xsl:variable name="x"/>', "xsl:variable is not run"),
        ('<xsl:include href="x.xsl"/>', "unknown variable"),
    ]:
        result = check(load(text + rule, binding))
        assert result.findings == ()
        assert [(s.kind, words in s.message) for s in result.skipped if s.what == "$x"] == [("report", True)]
    embedded = (
        f'<element name="a" xmlns="http://relaxng.org/ns/structure/1.0"><x:pattern xmlns:x="{SCH[7:-1]}" >'
        '<x:rule context="a"><x:report test="$x">m</x:report></x:rule></x:pattern><text/></element>'
    )
    assert "unknown variable $x" in check(load_schematron(embedded.encode())).skipped[0].message


@BOTH
def test_names_of_elements_and_values_of_the_rest(binding: str) -> None:
    schema = load(
        '<pattern><rule context="c[@n]"><report test="1"><name path="."/> <name path=".."/> <name path="@n"/> '
        '<name path="local-name(..)"/> <name path="\'text\'"/></report></rule></pattern>', binding)  # fmt: skip
    assert messages(schema) == ["c a 5 a text"]


@BOTH
def test_parameters_are_filled_in_diagnostics_and_properties(binding: str) -> None:
    schema = load(
        '<pattern abstract="true" id="t"><rule context="$el"><report test="1" diagnostics="d" properties="p"/></rule>'
        '</pattern><pattern is-a="t"><param name="el" value="b[@ref]"/></pattern><diagnostics><diagnostic id="d">'
        '<value-of select="count(//$el)"/></diagnostic></diagnostics><properties><property id="p">'
        '<value-of select="concat(name(), @id)"/></property></properties>', binding)  # fmt: skip
    (found,) = check(schema).findings
    assert (found.diagnostics, found.properties) == (("1",), (("p", "b1"),))


def test_a_key_without_use_and_one_that_is_not_there() -> None:
    for binding in ("xslt", "xslt2"):
        rule = "<pattern><rule context=\"a\"><report test=\"key('k', 'x')\">m</report></rule></pattern>"
        for key in ('<xsl:key name="k" match="b"><xsl:sequence select="@id"/></xsl:key>', ""):
            skipped = check(load(key + rule, binding)).skipped
            assert "no xsl:key “k” that can be run" in skipped[-1].message
            assert [s.kind for s in skipped] == ["xsl:key"] * bool(key) + ["report"]


@BOTH
def test_visit_each_is_what_the_tests_are_about(binding: str) -> None:
    first = '<rule context="a" visit-each="b"><report test="@id = $v">first</report></rule>'
    second = '<rule context="b"><report test="@id = $v">second</report></rule>'
    text = f"<pattern><let name='v' value='2'/>{first}{second}</pattern>"
    found = check(load(text, binding)).findings
    assert [(each.path, each.message) for each in found] == [("/a/b[2]", "first"), ("/a/b[2]", "second")]


def test_visit_each_of_values() -> None:
    report = "<report test=\". = 'y'\"><value-of select='.'/></report>"
    schema = f"<pattern><rule context='@n' visit-each=\"tokenize(., ' ')\">{report}</rule></pattern>"
    found = check(load(schema, "xslt2"), b'<a n="x y z y"/>').findings
    assert [(each.path, each.attribute, each.message) for each in found] == [("/a/@n", "n", "y")] * 2
    (skipped,) = check(load(schema.replace("tokenize(., ' ')", "string(.)")), b'<a n="x"/>').skipped
    assert (skipped.kind, skipped.message) == ("visit-each", "it selects something that is no node")


@BOTH
@pytest.mark.parametrize(
    ("start", "context", "paths"),
    [
        ("b", "b", ["/a/b[1]", "/a/b[2]"]),
        ("b[2]", "*", ["/a/b[2]", "/a/b[2]/c"]),
        ("b[2]", "@id", ["/a/b[2]/@id"]),
        ("b[2]", "text()[normalize-space()]", ["/a/b[2]/c/following-sibling::text()"]),
        ("b/c", "text()", []),
        ("b", "a", []),
        ("b", "/", []),
        ("/", "/", ["/"]),
        ("/", "b", ["/a/b[1]", "/a/b[2]"]),
        ("a", "comment()", ["/a/comment()"]),
        ("none", "*", []),
    ],
)
def test_a_phase_is_run_from_some_nodes_on(binding: str, start: str, context: str, paths: list[str]) -> None:
    text = f'<phase id="q" from="{start}"><active pattern="p"/></phase><pattern id="p"><rule context="{context}">'
    result = check(load(f'{text}<report test="1">m</report></rule></pattern>', binding, "q"))
    assert result.skipped == ()
    same = {"/a/b[2]/text()": "/a/b[2]/c/following-sibling::text()"}  # XPath 2 calls it so
    found = [re.sub(r"\(\)\[1\]", "()", each.path) for each in result.findings]
    assert [same.get(path, path) for path in found] == paths


def test_a_phase_that_starts_nowhere_known_is_skipped() -> None:
    text = '<phase id="q" from="{}"><active pattern="p"/></phase>'
    text += '<pattern id="p"><rule context="b"><report test="1"/></rule></pattern>'
    for start in ("b[", "b[none()]"):
        result = check(load(text.format(start), "xslt2", "q"))
        assert (result.findings, [each.kind for each in result.skipped]) == ((), ["phase"])


@BOTH
def test_a_variable_of_elements(binding: str) -> None:
    let = '<let name="v"><w xmlns="urn:w" k="1">one <x/>two</w></let>'
    report = "<report test=\"contains($v, 'one two')\">m</report>"
    assert messages(load(f"{let}<pattern><rule context='a'>{report}</rule></pattern>", binding)) == ["m"]


@pytest.mark.parametrize("binding", ["xslt2", "xslt3"])
def test_the_elements_of_a_variable(binding: str) -> None:
    text = (
        '<let name="v"><w xmlns="urn:w" k="1"><x/><x/></w></let><ns prefix="w" uri="urn:w"/><pattern><rule context="a"'
    )
    tests = ("$v[self::w:w]/@k = '1'", "count($v/w:x) = 2", "not(//w:x)", "count($v/w:x | b) = 4")
    reports = "".join(f'<report test="{test}">m</report>' for test in tests)
    assert messages(load(f"{text}>{reports}</rule></pattern>", binding)) == ["m"] * 4
    result = check(load(f'{text} visit-each="$v/w:x"><report test="1">m</report></rule></pattern>', binding))
    assert [each.message for each in result.skipped] == ["it selects something that is no node of the document"]


@pytest.mark.parametrize("root", ["schema", "library"])
def test_a_library_is_included_like_a_schema(root: str) -> None:
    part = f'<{root} {SCH}><pattern><rule context="b" id="r"><report test="@ref">m</report></rule></pattern></{root}>'
    for tag in ("extends", "include"):
        schema = load_schematron(
            f'<schema {SCH}><{tag} href="mem:/p"/></schema>'.encode(), {"mem:/p": part.encode()}.__getitem__
        )
        assert messages(schema) == ["m"]


def test_prefixes_of_what_is_included() -> None:
    part = f'<schema {SCH}><ns prefix="x" uri="urn:x"/><pattern><rule context="x:a" id="r"/></pattern></schema>'
    part = part.replace('id="r"/>', 'id="r"><report test="1">m</report></rule>')
    files = {"mem:/p": part.encode()}
    include = '<pattern><include href="mem:/p#r"/></pattern>'
    schema = load_schematron(f"<schema {SCH}>{include}</schema>".encode(), files.__getitem__)
    assert messages(schema, b'<a xmlns="urn:x"/>') == ["m"]
    other = f'<schema {SCH}><ns prefix="x" uri="urn:y"/>{include}</schema>'
    with pytest.raises(SchematronError, match="“x” means another namespace in “mem:/p#r” than here"):
        load_schematron(other.encode(), files.__getitem__)


@BOTH
def test_messages(binding: str) -> None:
    schema = load(
        '<pattern><rule context="c[@n]"><assert id="i" test="false()" role="warning" flag="f" see="s" icon="x" '
        'diagnostics="d e" properties="p" subject="@n">The <name/> in <name path=".."/> has <emph>n</emph>'
        '\n <span class="x">=</span> <dir value="ltr"><value-of select="@n + 1"/></dir>.</assert></rule></pattern>'
        '<diagnostics><diagnostic id="d">D <value-of select="@n"/></diagnostic><diagnostic id="e">E</diagnostic>'
        '</diagnostics><properties><property id="p">P  p</property></properties>', binding)  # fmt: skip
    (found,) = check(schema).findings
    assert found.message == "The c in a has n = 6."
    assert (found.code, found.kind, found.role, found.severity) == ("i", "assert", "warning", "warning")
    assert (found.flag, found.see, found.diagnostics) == ("f", "s", ("D 5", "E"))
    assert found.properties == (("p", "P p"),)
    assert (found.path, found.line, found.node.tag, found.attribute) == ("/a/c/@n", 4, "c", "n")


@pytest.mark.parametrize(
    ("role", "severity"),
    [("", "error"), ("WARN", "warning"), ("nonfatal", "warning"), ("information", "info"), ("fatal", "fatal"),
     ("odd", "error")],
)  # fmt: skip
def test_roles_are_severities(role: str, severity: str) -> None:
    schema = load(f'<pattern><rule context="a" role="{role}"><report test="1">m</report></rule></pattern>')
    assert [finding.severity for finding in check(schema).findings] == [severity]


def test_abstract_patterns_and_rules() -> None:
    schema = load(
        '<rules><rule abstract="true" id="base"><report test="@id">has <value-of select="@id"/></report></rule></rules>'
        '<pattern abstract="true" id="t"><param name="more" value="@ref"/><rule context="$el">'
        '<report test="$more and $moreover">$el</report></rule></pattern>'
        '<pattern is-a="t"><param name="el" value="b"/><param name="moreover" value="true()"/></pattern>'
        '<pattern><rule abstract="true" id="near"><extends rule="base"/></rule>'
        '<rule context="b[c]"><extends rule="near"/></rule></pattern>')  # fmt: skip
    assert messages(schema) == ["$el", "has 2"]


def test_phases() -> None:
    inner = "".join(f'<phase id="p{n}"><active pattern="x{n}"/></phase>' for n in "12") + "".join(
        f'<pattern id="x{n}"><rule context="a"><report test="1">{n}</report></rule></pattern>' for n in "12"
    )
    assert messages(load(inner)) == ["1", "2"]
    assert messages(load(inner, phase="p2")) == ["2"]
    assert messages(load(inner, attributes='defaultPhase="p1"')) == ["1"]
    assert messages(load(inner, phase="#DEFAULT", attributes='defaultPhase="p1"')) == ["1"]
    assert messages(load(inner, phase="#ALL", attributes='defaultPhase="p1"')) == ["1", "2"]
    with pytest.raises(SchematronError, match="no phase “p3”"):
        load(inner, phase="p3")


def test_includes(tmp_path: Path) -> None:
    (tmp_path / "p.sch").write_text(f'<pattern {SCH}><rule context="a"><extends href="r.sch#r"/></rule></pattern>')
    (tmp_path / "r.sch").write_text(f'<pattern {SCH}><rule id="r"><report test="1">R</report></rule></pattern>')
    (tmp_path / "s.sch").write_text(f'<schema {SCH}><include href="p.sch"/></schema>')
    (tmp_path / "loop.sch").write_text(f'<schema {SCH}><include href="loop.sch"/></schema>')
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "up.sch").write_text(f'<schema {SCH}><include href="../p.sch"/></schema>')
    (tmp_path / "net.sch").write_text(f'<schema {SCH}>\n<include href="http://example.org/p.sch"/></schema>')
    assert messages(load_schematron(tmp_path / "s.sch")) == ["R"]
    files = {"mem:/p.sch": (tmp_path / "p.sch").read_bytes(), "mem:/r.sch": (tmp_path / "r.sch").read_bytes()}
    source = (tmp_path / "s.sch").read_bytes().replace(b'"p.sch"', b'"mem:/p.sch"')
    source = source.replace(b"mem:/p.sch", b"mem:/p.sch")
    files["mem:/p.sch"] = files["mem:/p.sch"].replace(b'"r.sch#r"', b'"mem:/r.sch#r"')
    assert messages(load_schematron(source, files.__getitem__)) == ["R"]
    for name, words in [("loop", "includes itself"), ("sub/up", "outside"), ("net", "never|nothing is fetched")]:
        with pytest.raises(SchematronError, match=words) as raised:
            load_schematron(tmp_path / f"{name}.sch")
        assert raised.value.line > 0


def test_embedded_in_relax_ng() -> None:
    schema = load_schematron(
        f"""<grammar xmlns="http://relaxng.org/ns/structure/1.0" xmlns:s="{SCH[7:-1]}"><s:ns prefix="x" uri="urn:x"/>
        <start><element name="a"><s:rule context="c[@x:href]"><s:report test="@n eq '5'">bare</s:report></s:rule>
        <ref name="b"/></element></start><define name="b"><element name="b"><s:pattern><s:rule context="b">
        <s:assert test="@ref">pattern</s:assert></s:rule></s:pattern><empty/></element></define></grammar>""".encode()
    )
    assert schema.query_binding == "xslt2"
    assert messages(schema) == ["pattern", "bare"]


def test_the_old_namespace_is_noted() -> None:
    schema = load_schematron(
        b'<schema xmlns="http://www.ascc.net/xml/schematron"><pattern name="n"><rule context="c[@n]">'
        b'<report test="1">old</report></rule></pattern></schema>')  # fmt: skip
    assert messages(schema) == ["old"]
    assert "1.5" in schema.notes[0]


@pytest.mark.parametrize(
    ("binding", "test", "words"),
    [
        ("xslt", "document('x')", "unknown function document"),
        ("xslt", "my:f(.)", "unknown function my:f"),
        ("xslt", "a[", "not XPath 1.0"),
        ("xslt2", "my:f(.)", "not XPath 2.0"),
        ("xslt2", "ends-with(base-uri(.), 'a.xml')", "unknown function"),
        ("xslt2", "doc('/etc/passwd')", "unknown function|not XPath"),
        ("xslt3", "unparsed-text('file:///etc/passwd')", "."),
        ("xslt3", "environment-variable('HOME')", "."),
        ("xslt2", "xs:integer('x') = 1", "failed"),
        ("xslt2", "matches('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab', '(a+)+c')", "never end"),
        ("xslt2", "count(1 to 1000000000) = 1", "too long"),
        ("xslt3", "count(for $a in 1 to 9999, $b in 1 to 9999, $c in 1 to 9999 return 1) = 1", "steps"),
        ("xslt3", "string-length(fold-left(1 to 40, 'ab', function($a, $b) { concat($a, $a) })) = 1", "steps|long"),
        ("xslt3", "let $f := function($f, $n) { $f($f, $n) } return $f($f, 1)", "deep|steps|failed"),
    ],
)
def test_what_can_not_run_is_skipped(binding: str, test: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engross.schematron.regexes._LIMIT", 0.1)
    limits = Limits(steps_of_one=200_000)
    text = (
        f'<schema {SCH} queryBinding="{binding}"><ns prefix="my" uri="urn:my"/><pattern><rule context="a">'
        f'<report test="{test}">m</report><report test="true()">other</report></rule></pattern></schema>'
    )
    result = load_schematron(text.encode(), limits=limits).check(etree.fromstring(DOC))
    assert [finding.message for finding in result.findings] == ["other"]
    (skipped,) = result.skipped
    assert skipped.kind == "report"
    assert skipped.what == test
    assert re.search(words, skipped.message), skipped.message
    assert skipped.line == 1


def test_rules_after_one_that_can_not_run_are_skipped() -> None:
    rules = "".join(f'<rule context="{c}"><report test="1">{c}</report></rule>' for c in ("c", "f(b)", "b"))
    result = check(load(f"<pattern>{rules}</pattern>"))
    assert {finding.message for finding in result.findings} == {"c"}
    assert [skipped.kind for skipped in result.skipped] == ["rule", "report", "rule", "report"]


def test_foreign_query_binding_and_xsl_function() -> None:
    result = check(load('<pattern><rule context="a"><report test="1">m</report></rule></pattern>', "exslt"))
    assert result.findings == ()
    assert [(skipped.kind, skipped.what, skipped.count) for skipped in result.skipped] == [("schema", "exslt", 1)]
    assert [s.kind for s in load('<xsl:function name="f"/><xsl:include href="x"/>').skipped] == [
        "xsl:function", "xsl:include"]  # fmt: skip


def test_a_quadratic_xpath_1_on_a_large_document_is_refused() -> None:
    root = etree.fromstring("<a>" + "<b/>" * 100_000 + "</a>")
    schema = load('<pattern><rule context="a"><report test="//*[count(//*) = count(//*)]">m</report></rule></pattern>')
    assert "steps" in schema.check(root).skipped[0].message


@BOTH
def test_a_text_that_doubles_is_given_up(binding: str) -> None:
    lets = "".join(f'<let name="s{n + 1}" value="concat($s{n}, $s{n}, $s{n}, $s{n})"/>' for n in range(40))
    schema = load(f'<pattern><rule context="a"><let name="s0" value="string(.)"/>{lets}'
                  '<report test="string-length($s40) = 1">m</report></rule></pattern>', binding)  # fmt: skip
    (skipped,) = check(schema).skipped
    assert re.search(r"the variable \$s\d+ has no value: .*(too long|steps)", skipped.message)


@BOTH
def test_text_is_in_the_order_of_the_document(binding: str) -> None:
    doc = b"<a>1<b><c>2<d>3</d>4</c>5</b>6</a>"
    schema = load('<pattern><rule context="a"><let name="t" value="string(.)"/><report test=". = \'123456\'">'
                  '<value-of select="$t"/></report></rule></pattern>', binding)  # fmt: skip
    assert messages(schema, doc) == ["123456"]


@pytest.mark.parametrize("path", [".//text()", "(., .//*)/text()", "descendant::text()"])
def test_nodes_are_in_the_order_of_the_document(path: str) -> None:
    schema = load(f'<pattern><rule context="a"><report test="true()"><value-of select="string-join({path}, \'-\')"/>'
                  "</report></rule></pattern>", "xslt2")  # fmt: skip
    assert messages(schema, b"<a>1<b><c>2<d>3</d>4</c>5</b>6</a>") == ["1-2-3-4-5-6"]


@pytest.mark.parametrize("test", ["matches(., '^\\S\\w$')", "not(matches(., '\\s'))", "replace(., '\\W', '') = '€€'",
                                  "count(tokenize(., '\\s')) = 1", "matches(., '^\\S\\w$', 's')"])  # fmt: skip
def test_classes_of_characters_are_those_of_xml_schema(test: str) -> None:
    doc = "<a>€€</a>" if "replace" in test else "<a>\u00a0€</a>"
    schema = load(f'<pattern><rule context="a"><report test="{test}">m</report></rule></pattern>', "xslt2")
    assert messages(schema, doc.encode()) == ["m"]


def test_entities_that_multiply_in_a_schema_are_refused() -> None:
    entities = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    text = f'<!DOCTYPE schema [<!ENTITY l0 "lol">{entities}]><schema {SCH}><title>&l9;</title></schema>'
    with pytest.raises(SchematronError, match="amplification"):
        load_schematron(text.encode())


def test_a_variable_is_worked_out_only_if_it_is_wanted() -> None:
    schema = load('<let name="x" value="xs:date(\'never\')"/><pattern><rule context="b"><report test="@ref">m</report>'
                  '<report test="$x = 1">m</report></rule></pattern>', "xslt2")  # fmt: skip
    result = check(schema)
    assert [finding.message for finding in result.findings] == ["m"]
    (skipped,) = result.skipped
    assert skipped.message.startswith("the variable $x has no value: it failed: Invalid")
    assert skipped.count == 2
    assert check(schema, b"<a/>").skipped == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<a/>", "neither"),
        ("<a", "Not well-formed"),
        (f"<schema {SCH}><pattern><rule><assert test='1'/></rule></pattern></schema>", "no context"),
        (f"<schema {SCH}><pattern><rule context='a'><assert/></rule></pattern></schema>", "no test"),
        (f"<schema {SCH}><pattern is-a='x'/></schema>", "no abstract pattern"),
        (f"<schema {SCH}><pattern><rule context='a'><extends rule='x'/></rule></pattern></schema>", "no abstract rule"),
        (f"<schema {SCH}><pattern><rule abstract='true' id='x'/></pattern><pattern><rule context='a'>"
         "<extends rule='x'/></rule></pattern></schema>", "“x” is in another pattern"),
        (f"<schema {SCH}><pattern><rule context='a[$x]'/></pattern></schema>", r"\$x is not declared for this <rule>"),
        (f"<schema {SCH}><pattern><rule context='a'><let name='x' value='$y'/></rule></pattern></schema>",
         r"\$y is not declared for this <let>"),
        (f"<schema {SCH}><pattern><rule context='a'><assert test='1'><value-of select='$x'/></assert></rule></pattern>"
         "</schema>", r"\$x is not declared for this <value-of>"),
        (f"<schema {SCH}><let name='x' value='1'/><let name='x' value='1'/></schema>",
         "declared twice in this <schema>"),
        (f"<schema {SCH}><pattern><rule context='a'><let name='x' value='1'/><let name='x' value='2'/></rule></pattern>"
         "</schema>", "declared twice in this <rule>"),
        (f"<schema {SCH}><pattern><rule abstract='true' id='x'><extends rule='x'/></rule><rule context='a'>"
         "<extends rule='x'/></rule></pattern></schema>", "extends itself"),
    ],
)  # fmt: skip
def test_schemas_that_are_wrong(text: str, words: str) -> None:
    with pytest.raises(SchematronError, match=words):
        load_schematron(text.encode())


def test_format_number() -> None:
    for picture, text in [("0.00", "1234.50"), ("#,##0.#", "1,234.5"), ("0", "1234"), ("#,##0%", "123,450%")]:
        schema = load(
            '<pattern><rule context="/"><report test="1"><value-of '
            f"select=\"format-number(1234.5, '{picture}')\"/></report></rule></pattern>"
        )
        assert messages(schema) == [text]


@pytest.mark.parametrize("binding", ["xslt2", "xslt3"])
def test_an_expression_without_end_that_counts_nothing_is_stopped(binding: str) -> None:
    text = '<pattern><rule context="a"><let name="x" value="1 to 900000"/><report test="count($x[. = $x]) = 1"/>'
    schema = load(f'{text}</rule><rule context="b"><report test="1">m</report></rule></pattern>', binding)
    result = schema.check(etree.fromstring(DOC), Limits(seconds=1))
    assert [each.kind for each in result.skipped][:1] == ["report"]
    assert "takes more than 1 seconds of processor time" in result.skipped[0].message


@BOTH
def test_other_documents_are_skipped_where_nothing_gives_them(binding: str) -> None:
    text = '<pattern is-a="p"><param name="at" value="b/@id"/></pattern><pattern abstract="true" id="p"'
    schema = load(f'{text} documents="/a/$at"><rule context="/*"><report test="1">m</report></rule></pattern>', binding)
    assert [(each.kind, each.message) for each in check(schema).skipped] == [
        ("documents", "other documents are not read")
    ]
    many = b"<a>" + b"".join(b"<b id='%d'/>" % number for number in range(101)) + b"</a>"
    assert [each.message for each in check(schema, many).skipped] == ["they are too many"]
    result = schema.check(etree.fromstring(DOC), documents=lambda name: etree.fromstring(f"<x n='{name}'/>"))
    assert [(each.document, each.path, each.message) for each in result.findings] == [
        ("1", "/x", "m"),
        ("2", "/x", "m"),
    ]
