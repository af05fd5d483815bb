"""The schema: that it is a strict subset of TEI, that its forms agree, and what it says about faults."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from lxml import etree
from schema_instances import RNG, Grammar, Writer, patterns

from engross.check.rules import SCH
from engross.check.schema import check_schema
from engross.data import schema_file

HERE = Path(__file__).parent
SCHEMA = HERE.parent / "schema"
TEI_ALL = HERE.parent.parent / "shared" / "tei" / "tei_all.rng"
SAMPLE = (HERE / "sample_edition.xml").read_text(encoding="utf-8")
TEI = "{http://www.tei-c.org/ns/1.0}"

DOCUMENTS = 40
#: Instances of each element: at least; as many as it takes to have all in it that may be in it; at most.
FRAGMENTS = (4, 400)


@pytest.fixture(scope="session")
def tei() -> etree.RelaxNG:
    """TEI P5 with any element as root, so that a fragment can be validated by itself."""
    if not TEI_ALL.exists():
        pytest.skip("tei_all.rng is not beside the project (../shared/tei)")
    return etree.RelaxNG(_any_root(TEI_ALL))


@pytest.fixture(scope="session")
def grammar() -> Grammar:
    return Grammar(SCHEMA / "engross.rng")


@pytest.fixture(scope="session")
def documents(grammar: Grammar) -> list[etree._Element]:
    return [_reparsed(root) for root in Writer(grammar, seed=1).documents(DOCUMENTS)]


@pytest.fixture(scope="session")
def fragments(grammar: Grammar) -> list[etree._Element]:
    """Instances of each element, until each has had every child, attribute and value that it may have.

    Not every typography in every element: those are the same list everywhere.
    """
    made = []
    common = {("@rend", value) for value in _values(grammar, grammar.defines["typography"])}
    for pattern in grammar.start.getroottree().iter(f"{RNG}element"):
        writer = Writer(grammar, seed=len(made))
        wanted = set(_allowed(grammar, pattern)) - common
        for number in range(FRAGMENTS[1]):
            made.append(_reparsed(writer.fragment(pattern)))
            for element in made[-1].iter(f"{TEI}{pattern.get('name')}"):
                wanted -= _contents(element)
            if number + 1 >= FRAGMENTS[0] and not wanted:
                break
        assert not wanted, f"more instances of {pattern.get('name')} are needed"
    return made


def _contents(element: etree._Element) -> set[tuple[str, ...]]:
    """The children of an element, its attributes, and their values."""
    found: set[tuple[str, ...]] = {(etree.QName(child).localname,) for child in element}
    for attribute, value in element.attrib.items():
        name = f"@{etree.QName(attribute).localname}"
        found |= {(name,), *((name, word) for word in value.split())}
    return found


def _any_root(path: Path) -> etree._ElementTree:
    tree = etree.parse(str(path))
    start = tree.getroot().find(f"{RNG}start")
    assert start is not None
    start[:] = [etree.Element(f"{RNG}choice")]
    for define in tree.iter(f"{RNG}define"):
        if [child.tag for child in patterns(define)] == [f"{RNG}element"]:
            etree.SubElement(start[0], f"{RNG}ref", name=define.get("name", ""))
    return tree


def _reparsed(root: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(root))


def _parse(text: str) -> etree._Element:
    return etree.fromstring(text.encode(), etree.XMLParser(collect_ids=False))


# --- a strict subset of TEI


def test_the_sample_is_valid() -> None:
    assert check_schema(_parse(SAMPLE)) == []


def test_the_sample_is_valid_tei(tei: etree.RelaxNG) -> None:
    tei.assertValid(_parse(SAMPLE).getroottree())


def test_random_documents_are_valid(documents: list[etree._Element]) -> None:
    for root in documents:
        assert [p.values["message"] for p in check_schema(root)] == []


def test_random_documents_are_valid_tei(tei: etree.RelaxNG, documents: list[etree._Element]) -> None:
    for root in documents:
        tei.assertValid(root.getroottree())


def test_random_instances_of_each_element_are_valid_tei(tei: etree.RelaxNG, fragments: list[etree._Element]) -> None:
    for root in fragments:
        tei.assertValid(root.getroottree())


def _allowed(grammar: Grammar, pattern: etree._Element) -> Iterator[tuple[str, ...]]:
    """The children, the attributes, and the attributes' values, that an element's pattern names."""
    for child in patterns(pattern):
        kind = child.tag.removeprefix(RNG)
        if kind == "element":
            yield (child.get("name", ""),)
        elif kind == "attribute":
            name = "@" + child.get("name", "").removeprefix("xml:")
            yield (name,)
            yield from ((name, value) for value in _values(grammar, child))
        elif kind == "ref":
            yield from _allowed(grammar, grammar.defines[child.get("name")])
        elif kind != "list":
            yield from _allowed(grammar, child)


def _values(grammar: Grammar, pattern: etree._Element) -> Iterator[str]:
    for child in patterns(pattern):
        if child.tag == f"{RNG}value":
            yield str(child.text)
        elif child.tag == f"{RNG}ref":
            yield from _values(grammar, grammar.defines[child.get("name")])
        else:
            yield from _values(grammar, child)


# --- the second opinion: Jing, and the forms of the schema


def _jing(schema: Path, files: list[Path]) -> set[str]:
    """The names of the files that Jing finds invalid."""
    program = shutil.which("jing")
    if program is None:
        pytest.skip("jing is not installed")
    done = subprocess.run([program, schema, *files], capture_output=True, text=True, check=False)
    return {Path(line.rsplit(": error: ", 1)[0].rsplit(":", 2)[0]).name for line in _errors(done.stdout)}


def _errors(output: str) -> list[str]:
    assert "fatal" not in output
    return [line for line in output.splitlines() if ": error: " in line]


def _written(roots: list[etree._Element], folder: Path) -> list[Path]:
    files = [folder / f"{number:04}.xml" for number in range(len(roots))]
    for root, file in zip(roots, files, strict=True):
        file.write_bytes(etree.tostring(root))
    return files


def test_jing_finds_the_random_instances_valid(
    documents: list[etree._Element], fragments: list[etree._Element], tmp_path: Path
) -> None:
    _any_root(SCHEMA / "engross.rng").write(tmp_path / "any.rng")
    files = _written([*documents, *fragments], tmp_path)
    assert _jing(SCHEMA / "engross.rng", files[:DOCUMENTS]) == set()
    assert _jing(tmp_path / "any.rng", files) == set()


def test_jing_finds_the_random_instances_valid_tei(
    documents: list[etree._Element], fragments: list[etree._Element], tmp_path: Path
) -> None:
    if not TEI_ALL.exists():
        pytest.skip("tei_all.rng is not beside the project (../shared/tei)")
    _any_root(TEI_ALL).write(tmp_path / "any.rng")
    assert _jing(tmp_path / "any.rng", _written([*documents, *fragments], tmp_path)) == set()


def test_jing_and_libxml2_agree_about_damaged_documents(documents: list[etree._Element], tmp_path: Path) -> None:
    damaged = [_damaged(root, number * 7 + k) for number, root in enumerate(documents) for k in range(3)]
    files = _written(damaged, tmp_path)
    invalid = {file.name for file, root in zip(files, damaged, strict=True) if check_schema(_reparsed(root))}
    assert invalid == _jing(SCHEMA / "engross.rng", files)
    assert len(invalid) > len(files) // 4


def _damaged(root: etree._Element, number: int) -> etree._Element:
    """A copy of a document with one element moved, taken away, renamed, or robbed of an attribute."""
    copy = _reparsed(root)
    elements = [element for element in copy.iter() if element.getparent() is not None]
    element = elements[number * 101 % len(elements)]
    other = elements[number * 37 % len(elements)]
    how = number % 4
    parent = element.getparent()
    if how == 0 and element.attrib:
        del element.attrib[sorted(element.attrib)[0]]
    elif how == 1:
        element.tag = other.tag
    elif how == 2 and parent is not None:
        parent.remove(element)
    elif element not in other.iterancestors() and other not in element.iterancestors() and other is not element:
        other.addnext(element)
    return copy


def _make() -> ModuleType:
    pytest.importorskip("rnc2rng", reason="rnc2rng, a development dependency, makes engross.rng")
    spec = importlib.util.spec_from_file_location("engross_schema_make", SCHEMA / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_rng_is_made_from_rnc() -> None:
    assert (SCHEMA / "engross.rng").read_bytes() == _make().make_rng(SCHEMA / "engross.rnc")


def test_trang_reads_rnc_as_rnc2rng_does(tmp_path: Path) -> None:
    program = shutil.which("trang")
    if program is None:
        pytest.skip("trang is not installed")
    subprocess.run([program, SCHEMA / "engross.rnc", tmp_path / "trang.rng"], check=True)
    theirs, ours = (_canonical(path) for path in (tmp_path / "trang.rng", SCHEMA / "engross.rng"))
    assert ours.keys() == theirs.keys()
    for name, pattern in ours.items():
        assert pattern == theirs[name], name


def _canonical(path: Path) -> dict[str, object]:
    """The definitions of a schema, free of what makes no difference."""
    root = etree.parse(str(path)).getroot()
    return {str(define.get("name")): _flat(define, "group") for define in root.iter(f"{RNG}define")}


def _flat(pattern: etree._Element, kind: str) -> list[object]:
    """The patterns in `pattern`, in which groups and choices in their like are opened."""
    flat: list[object] = []
    for child in patterns(pattern):
        local = child.tag.removeprefix(RNG)
        below = _flat(child, local if local in ("choice", "interleave") else "group")
        if local == kind or (local in ("group", "choice", "interleave") and len(below) == 1):
            flat += below
        else:
            flat.append((local, child.get("name"), child.get("type"), (child.text or "").strip(), below))
    return flat


def test_the_schema_loads_fast() -> None:
    data = schema_file("engross.rng")
    best = 1.0
    for _ in range(3):
        began = time.perf_counter()
        etree.RelaxNG(etree.fromstring(data))
        best = min(best, time.perf_counter() - began)
    assert best < 0.3


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(FileNotFoundError):
        schema_file("nothing.rng")


# --- what is rejected

#: (what of the sample to replace, by what)
FAULTS = [
    (' xml:id="sample"', ""),
    (' xml:id="sample" xml:lang="en"', ' xml:id="sample"'),
    (' xml:space="preserve"', ""),
    (' xml:space="preserve"', ' xml:space="default"'),
    ("<body>", "<front><p>x</p></front><body>"),
    ("<body>", '<body><p xml:id="x">loose</p>'),
    (' xml:id="d1"', ""),
    (' type="document" subtype', " subtype"),
    ('type="document"', 'type="chapter"'),
    ('subtype="memorandum"', 'subtype="memo"'),
    (' xml:id="d1-p1"', ""),
    (' xml:id="d1-i3"', ""),
    (' xml:id="d1-sp1"', ""),
    (' xml:id="d1-n1"', ""),
    (' xml:id="d1-pb1"', ""),
    ('xml:id="d1-p1"', 'xml:id="1p"'),
    ('type="section"', 'type="section" style="color: red"'),
    ('<p xml:id="d1-p1">', '<p xml:id="d1-p1"><p xml:id="x">in a p</p>'),
    ("</div>\n<closer>", '</div>\n<p xml:id="x">after a division</p><closer>'),
    ("<opener>", '<p xml:id="x">before</p><opener>'),
    ("<dateline>", '<list><item xml:id="x">in an opener</item></list><dateline>'),
    ("<label>SUBJECT:</label>", ""),
    ("<item xml:id=\"d1-i2\">Missiles</item>", ""),
    ('rend="lettered"', 'rend="alphabetical"'),
    ('rend="underline"', 'rend="underlined"'),
    ('rend="overtyped"', 'rend="xed-out"'),
    ('reason="illegible"', 'reason="unreadable"'),
    ('<gap reason="illegible"', "<gap"),
    ('unit="chars"', 'unit="letters"'),
    ('quantity="4"', 'quantity="four"'),
    ('cert="low" reason', 'cert="0.5" reason'),
    ('reason="ocr"', 'reason="noise"'),
    ("<desc>less", "<desc><unclear>?</unclear>less"),
    ("<sic>memorandem</sic>", ""),
    ("<sic>memorandem</sic><corr", "<corr"),
    ('type="noteReference"', 'type="footnoteCall"'),
    ('target="#d1-n1"', 'target=""'),
    ('break="no" xml:id', 'break="none" xml:id'),
    ('type="pageNum"', 'type="page"'),
    ('place="bottom"', 'place="foot"'),
    ('type="source"', 'type="provenance"'),
    ('type="registry"', 'type="stamp"'),
    ('<ab type="stamp"><stamp type="registry">90S-031</stamp></ab>', "<stamp>90S-031</stamp>"),
    ("<speaker>Ball--</speaker><p xml:id=\"d1-p3\">No.</p>", "<speaker>Ball--</speaker>"),
    ("<speaker>Both:</speaker><stage>laughing</stage>", "<stage>laughing</stage><speaker>Both:</speaker>"),
    ('rows="2"', 'rows="two"'),
    ('role="label"', 'role="heading"'),
    ("<row>", '<row><pb n="9" xml:id="x"/>'),
    ("<row><cell>Turkey</cell><cell/></row>", "<row/>"),
    ('<date when="1962-10-26" cert="low">', '<date when="26 Oct 1962">'),
    ('<date when="1962-10-26" cert="low">', '<date when="1962-13-26">'),
    ('<p xml:id="d1-p5">P.S.', '<p xml:id="d1-p5"><foreign>P.S.</foreign>'),
    ("<closer>", '<closer><p xml:id="x">in a closer</p>'),
    ("<title type=\"main\">", '<title type="principal">'),
    ("<titleStmt>", "<titleStmt><p>x</p>"),
    ("<publisher>unknown</publisher>", ""),
    ('status="free"', 'status="open"'),
    ("<encodingDesc>", "<encodingDesc><projectDesc><p>twice</p></projectDesc>"),
    ('scheme="css"', 'scheme="xslfo"'),
    ('unit="page" match', 'unit="leaf" match'),
    (' version="0.1.0"', ' version="new"'),
    ("<refsDecl>", '<refsDecl default="first">'),
    ('type="sent"', 'type="posted"'),
    ('<person xml:id="ball">', "<person>"),
    ('<change when="2026-01-01"', '<change when="today"'),
    ("<revisionDesc>", "<xenoData>x</xenoData><revisionDesc>"),
    ("<teiHeader>", '<teiHeader xmlns="">'),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), FAULTS)
def test_a_fault_is_rejected(before: str, after: str) -> None:
    assert before in SAMPLE
    root = _parse(_replaced(before, after))
    problems = check_schema(root)
    assert problems
    assert {problem.code for problem in problems} == {"schema-invalid"}
    assert all(str(problem.values["message"]).endswith(".") for problem in problems)


def _replaced(before: str, after: str) -> str:
    return SAMPLE.replace(before, after, 1)


@pytest.mark.parametrize(
    ("before", "after", "element", "message"),
    [
        ('<p xml:id="d1-p4">', '<foreign/><p xml:id="d1-p4">', "foreign", "<foreign>"),
        ('rend="underline"', 'rend="underlined"', "hi", "@rend"),
        (' xml:id="d1-p3"', "", "p", "<p>"),
    ],
)
def test_a_problem_names_element_and_line(before: str, after: str, element: str, message: str) -> None:
    problems = check_schema(_parse(_replaced(before, after)))
    line = SAMPLE[: SAMPLE.index(before)].count("\n") + 1
    assert any(p.line == line and message in str(p.values["message"]) for p in problems), problems


def test_check_schema_works_on_a_part_of_a_tree_made_in_memory() -> None:
    (problem, *_) = check_schema(etree.Element(f"{TEI}TEI"))
    assert problem.line == 0


# --- the ODD


@pytest.fixture(scope="module")
def odd() -> etree._Element:
    return etree.parse(str(SCHEMA / "engross.odd")).getroot()


def test_the_odd_is_valid_tei(tei: etree.RelaxNG, odd: etree._Element) -> None:
    tei.assertValid(odd.getroottree())


def test_the_odd_includes_the_elements_of_the_schema(odd: etree._Element, grammar: Grammar) -> None:
    included = [name for ref in odd.iter(f"{TEI}moduleRef") for name in ref.get("include", "").split()]
    elements = {e.get("name") for e in grammar.start.getroottree().iter(f"{RNG}element")}
    assert sorted(included) == sorted(elements)
    assert {spec.get("ident") for spec in odd.iter(f"{TEI}elementSpec")} <= elements


def test_the_odd_puts_elements_in_their_modules(odd: etree._Element) -> None:
    guidelines = TEI_ALL.parent / "p5subset.xml"
    if not guidelines.exists():
        pytest.skip("p5subset.xml is not beside the project (../shared/tei)")
    tree = etree.parse(str(guidelines))
    module = {spec.get("ident"): spec.get("module") for spec in tree.iter(f"{TEI}elementSpec")}
    for ref in odd.iter(f"{TEI}moduleRef"):
        assert {module[name] for name in ref.get("include", "").split()} == {ref.get("key")}


def test_the_odd_has_the_values_of_the_schema(odd: etree._Element, grammar: Grammar) -> None:
    shared = {
        "rend": set(_values(grammar, grammar.defines["typography"])),
        "cert": set(_values(grammar, grammar.defines["certainty"])),
    }
    in_schema: dict[tuple[str, str], set[str]] = {}
    for pattern in grammar.start.getroottree().iter(f"{RNG}element"):
        for name, *value in _allowed(grammar, pattern):
            if name.startswith("@") and value:
                in_schema.setdefault((pattern.get("name", ""), name[1:]), set()).update(value)
    own = {key: values for key, values in in_schema.items() if values != shared.get(key[1])}
    in_odd = {
        (spec.get("ident"), re.sub("^xml:", "", attribute.get("ident", ""))): _items(attribute)
        for spec in odd.iter(f"{TEI}elementSpec")
        for attribute in spec.iter(f"{TEI}attDef")
        if _items(attribute)
    }
    assert in_odd == own
    for spec in odd.iter(f"{TEI}classSpec"):
        for attribute in spec.iter(f"{TEI}attDef"):
            assert _items(attribute) == shared.get(attribute.get("ident", ""), set())


def _items(attribute: etree._Element) -> set[str]:
    assert all(values.get("type") == "closed" for values in attribute.iter(f"{TEI}valList"))
    return {item.get("ident", "") for item in attribute.iter(f"{TEI}valItem")}


def test_the_odd_has_the_rules_of_the_schematron(odd: etree._Element) -> None:
    def rules(root: etree._Element) -> list[tuple[str, ...]]:
        return [
            (_squeezed(rule.get("context")), str(test.get("id")), str(test.get("role")), str(test.tag),
             _squeezed(test.get("subject")), _squeezed(test.get("test")), _squeezed("".join(map(str, test.itertext()))))
            for rule in root.iter(f"{SCH}rule")
            for test in rule.iter(f"{SCH}assert", f"{SCH}report")
        ]  # fmt: skip

    assert rules(odd) == rules(etree.fromstring(schema_file("engross.sch")))


def _squeezed(text: str | None) -> str:
    return " ".join((text or "").split())
