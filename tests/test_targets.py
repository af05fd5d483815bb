"""Targets: the files that state what platforms need, and the checks of what they state.

Every rule has a case that breaks it and one nearby that does not, in ``tests/codes/targets.toml``.
"""

from __future__ import annotations

import json
import struct
import time
from pathlib import Path

import pytest
from lxml import etree

from engross.check.documents import Document
from engross.check.rules import assertions_of
from engross.cli import run
from engross.data import data_path
from engross.diagnostics import codes
from engross.targets import find_target, load_target, rule_words, target_names
from engross.targets.checking import FUNCTIONS
from engross.targets.images import read_size

TEI = "http://www.tei-c.org/ns/1.0"
NAMES = ("ceteicean", "correspsearch", "dts", "evt", "frus", "tei-publisher", "txm", "voyant")
SHARED = {
    "namespace-not-default",
    "division-numbered",
    "blank-lost",
    "facs-unresolved",
    "surface-not-image",
    "comments-on-one-line",
}


def tei(body: str, header: str = "") -> str:
    return f'<TEI xmlns="{TEI}"><teiHeader>{header}</teiHeader><text><body>{body}</body></text></TEI>'


def found(capfd: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    run(["validate", "--format", "json", "--schema", str(any_schema()), *arguments])
    rows: list[dict[str, object]] = json.loads(capfd.readouterr().out)
    return rows


def any_schema() -> Path:
    path = Path("any.rng")
    if not path.exists():
        path.write_text(
            '<grammar xmlns="http://relaxng.org/ns/structure/1.0"><start><ref name="any"/></start><define name="any">'
            '<element><anyName/><zeroOrMore><choice><attribute><anyName/></attribute><text/><ref name="any"/></choice>'
            "</zeroOrMore></element></define></grammar>",
            encoding="utf-8",
        )
    return path


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ENGROSS_CACHE", str(tmp_path / "cache"))


# --- what the files state -------------------------------------------------------------------------------------------


def test_the_targets_are_those_of_the_documentation() -> None:
    assert target_names() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_target_states_what_it_is_and_why_it_needs_what_it_needs(name: str) -> None:
    target = load_target(name)
    assert target.title
    assert len(target.about.split()) > 10
    assert target.page.startswith("https://")
    assert target.read
    assert {need.code for need in target.needs} > SHARED
    for need in target.needs:
        assert need.code in codes()
        assert need.code in rule_words()
        assert len(need.why.split()) >= 8
        assert not need.see or need.see.startswith("https://")


def test_every_rule_is_stated_once_and_needed_by_some_target() -> None:
    needed = {need.code for name in NAMES for need in load_target(name).needs}
    stated = [
        test.get("id", "") for test in assertions_of(etree.fromstring(data_path("targets", "rules.sch").read_bytes()))
    ]
    stated += [code for group in FUNCTIONS.values() for code in group]
    stated.append("comments-on-one-line")
    assert len(stated) == len(set(stated))
    assert set(stated) == needed == set(rule_words())


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("tei-publisher", "tei-publisher"),
        ("TEI Publisher", "tei-publisher"),
        ("TEIPUBLISHER", "tei-publisher"),
        ("EVT 3", "evt"),
        ("evt", "evt"),
        ("correspSearch", "correspsearch"),
        ("Frus", "frus"),
        ("common", None),
        ("rules", None),
        ("", None),
        ("../dts", "dts"),
        ("evt 2", None),
    ],
)
def test_a_target_is_called_by_its_name_or_title(said: str, meant: str | None) -> None:
    assert find_target(said) == meant


def test_an_unknown_target_is_misuse_and_the_known_ones_are_listed(capfd: pytest.CaptureFixture[str]) -> None:
    for command in (["validate", "a.xml"], ["build"], ["convert", "a.txt"]):
        assert run([*command, "--target", "evt\x1b[31m2"]) == 2
        said = capfd.readouterr().err
        assert "[target-unknown]" in said
        assert "\x1b" not in said
        assert all(name in " ".join(said.split()) for name in NAMES)


# --- checking -------------------------------------------------------------------------------------------------------


def test_a_reason_is_told_with_each_finding_for_each_target(capfd: pytest.CaptureFixture[str]) -> None:
    Path("a.xml").write_text(tei("<div><p>a</p></div>"), encoding="utf-8")
    rows = found(capfd, "a.xml", "--target", "frus", "--target", "txm", "--target", "TXM")
    [row] = [row for row in rows if row["code"] == "division-without-id"]
    assert row["severity"] == "error", "an error for one of them"
    assert "FRUS: The id is the address of a document" in str(row["hint"])
    assert str(row["hint"]).count("TXM: ") == 1
    [row] = [row for row in found(capfd, "a.xml", "--target", "txm") if row["code"] == "division-without-id"]
    assert row["severity"] == "warning"
    assert (row["line"], row["column"]) == (1, tei("").index("<body>") + 7)


def test_what_is_not_tei_is_told_so(capfd: pytest.CaptureFixture[str]) -> None:
    for text in ("<html/>", '<TEI xmlns="http://example.org/"/>', f'<div xmlns="{TEI}"><p/></div>'):
        Path("a.xml").write_text(text, encoding="utf-8")
        assert [row["code"] for row in found(capfd, "a.xml", "--target", "evt")] == ["not-tei"]
        assert found(capfd, "a.xml") == []
    Path("a.xml").write_text("not at all", encoding="utf-8")
    assert [row["code"] for row in found(capfd, "a.xml", "--target", "evt")] == ["not-xml"]


def test_a_prefix_is_told_once_and_at_the_topmost_element(capfd: pytest.CaptureFixture[str]) -> None:
    text = tei("<t:p><t:hi>a</t:hi></t:p><p>b</p>").replace("<TEI ", f'<TEI xmlns:t="{TEI}" ')
    Path("a.xml").write_text(text, encoding="utf-8")
    rows = [row for row in found(capfd, "a.xml", "--target", "evt") if "prefix" in str(row["message"])]
    assert [(row["code"], row["column"]) for row in rows] == [("namespace-not-default", text.index("<t:p>") + 1)]
    Path("b.xml").write_text(f'<t:TEI xmlns:t="{TEI}"><t:teiHeader/><t:text/></t:TEI>', encoding="utf-8")
    rows = [row for row in found(capfd, "b.xml", "--target", "evt") if "prefix" in str(row["message"])]
    assert [row["code"] for row in rows] == ["namespace-not-default"]
    assert [row["code"] for row in found(capfd, "b.xml")] == ["namespace-prefixed"]


BLANKS = {
    "between two names": ("<p><name>a</name> <name>b</name></p>", True),
    "an indentation between two names": ("<p>x\n  <name>a</name>\n  <name>b</name>\n  y</p>", True),
    "text between": ("<p><name>a</name> and <name>b</name></p>", False),
    "none": ("<p><name>a</name><name>b</name></p>", False),
    "between paragraphs": ("<div>\n<p>a</p>\n<p>b</p>\n</div>", False),
    "between parts of a choice": ("<p><choice>\n<sic>a</sic>\n<corr>b</corr>\n</choice></p>", False),
    "before a line break": ("<p><name>a</name>\n<lb/><name>b</name></p>", True),
    "before a line break in a word": ('<p><name>a</name> <lb break="no"/>b</p>', False),
    "preserved": ('<p xml:space="preserve"><name>a</name> <name>b</name></p>', False),
    "preserved further in only": ('<p><name xml:space="preserve">a</name> <name>b</name></p>', True),
    "preserved further out, not here": (
        '<div xml:space="preserve"><p xml:space="default"><name>a</name> <name>b</name></p></div>',
        True,
    ),
}


@pytest.mark.parametrize("case", BLANKS)
def test_blanks_that_databases_drop(case: str, capfd: pytest.CaptureFixture[str]) -> None:
    body, lost = BLANKS[case]
    Path("a.xml").write_text(tei(body), encoding="utf-8")
    rows = found(capfd, "a.xml", "--target", "voyant")
    assert [row["code"] for row in rows if row["code"] == "blank-lost"] == ["blank-lost"] * lost


TOGETHER = {
    "paragraphs": ("<p>so</p><p>me</p>", 1),
    "paragraphs parted": ("<p>so</p>\n<p>me</p>", 0),
    "a blank inside": ("<p>so </p><p>me</p>", 0),
    "a full stop": ("<p>so.</p><p>Me</p>", 0),
    "a page break": ('<p>so<pb n="1"/>me</p>', 1),
    "a page break in a word": ('<p>so<pb n="1" break="no"/>me</p>', 0),
    "a name": ("<p>so<name>me</name></p>", 0),
    "an end and a beginning": ("<div><p>so</p></div><div><p>me</p></div>", 1),
    "a list in a paragraph": ("<p>so<list><item>me</item></list></p>", 1),
    "text behind a list": ("<p>a <list><item>so</item></list>me</p>", 1),
    "a comment": ("<p>so<!-- x --></p><p>me</p>", 1),
}


@pytest.mark.parametrize("case", TOGETHER)
def test_words_that_run_together(case: str, capfd: pytest.CaptureFixture[str]) -> None:
    body, number = TOGETHER[case]
    Path("a.xml").write_text(tei(body), encoding="utf-8")
    rows = found(capfd, "a.xml", "--target", "voyant")
    assert sum(row["code"] == "words-run-together" for row in rows) == number


def test_a_comment_is_told_by_its_place(capfd: pytest.CaptureFixture[str]) -> None:
    text = "<!-- 0 -->\n<?pi?><!-- 1 -->" + tei("<p>a<!-- 2\n--> b <!-- 3 -->\nc <!-- 4 --></p>") + "<!-- 5 -->"
    Path("a.xml").write_text(text, encoding="utf-8")
    rows = [row for row in found(capfd, "a.xml", "--target", "evt") if row["code"] == "comments-on-one-line"]
    lines = text.splitlines()
    assert [(row["line"], row["column"]) for row in rows] == [
        (2, lines[1].index("<!-- 2") + 1),
        (3, lines[2].index("<!-- 3") + 1),
        (4, lines[3].index("<!-- 5") + 1),
    ]
    document = Document("a.xml", text.encode())
    assert [line for _, (line, _) in document.comments] == [1, 2, 2, 3, 4, 4]


def test_values_are_looked_up_where_the_path_leads(capfd: pytest.CaptureFixture[str]) -> None:
    def cited(structure: str, body: str) -> list[object]:
        header = f"<encodingDesc><refsDecl>{structure}</refsDecl></encodingDesc>"
        Path("a.xml").write_text(tei(body, header), encoding="utf-8")
        return [row["code"] for row in found(capfd, "a.xml", "--target", "dts") if str(row["code"]).startswith("cite-")]

    outer = '<citeStructure unit="a" match="{}" use="@n">{}</citeStructure>'
    inner = '<citeStructure unit="b" match="{}" use="@n" delim="."/>'
    body = '<div n="1" xml:id="a"><p n="1">a</p></div><div n="2" xml:id="b"><p n="1">b</p></div>'
    for match in ("//body/div", "/TEI/text/body/div", "//div", "/TEI//div", "//div[@n]", "//body/div[@n='1']"):
        assert cited(outer.format(match, inner.format("p")), body) == [], match
        wrong = body.replace('<p n="1">a', "<p>a")
        assert cited(outer.format(match, inner.format("p")), wrong) == ["cite-value-missing"], match
    assert cited(outer.format("//body//p", ""), body) == ["cite-value-repeated"]
    assert cited(outer.format("//div[last()]", inner.format("q")), body) == [], "it is not followed"
    assert cited(outer.format("//div[", ""), body) == []
    assert cited(outer.format("//body/div", inner.format(".//p")), body.replace('n="2"', 'n="1.2"')) == [
        "cite-value-delimiter"
    ]


@pytest.mark.parametrize(
    "match", ["//div" * 3000, ".//div" + "//div" * 15, "a[@b]" * 20_000 + "!", "div[@n='" + "[" * 9000]
)
def test_a_path_made_to_last_does_not(match: str, capfd: pytest.CaptureFixture[str]) -> None:
    unit = f'<citeStructure unit="a" match="{match}" use="@n"/>'
    header = f"<encodingDesc><refsDecl>{unit}</refsDecl></encodingDesc>"
    Path("a.xml").write_text(tei("<div>" * 200 + "</div>" * 200, header), encoding="utf-8")
    began = time.process_time()
    run(["validate", "--no-rules", "--schema", str(any_schema()), "--max-errors", "1", "a.xml", "--target", "dts"])
    assert time.process_time() - began < 10
    assert "Traceback" not in "".join(capfd.readouterr())


# --- images ---------------------------------------------------------------------------------------------------------

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 300, 200) + b"\x08\x02\0\0\0"
JPEG_START = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xfe\0\x06abcd"
JPEG = JPEG_START + b"\xff\xff\xc2\0\x11\x08" + struct.pack(">HH", 200, 300) + b"\x03"


def tiff(order: str, kind: int, at: int = 8) -> bytes:
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", at)
    value = (lambda n: struct.pack(f"{order}HH", n, 0)) if kind == 3 else (lambda n: struct.pack(f"{order}I", n))
    entries = [
        struct.pack(f"{order}HHI", tag, kind, 1) + value(number) for tag, number in ((254, 0), (256, 300), (257, 200))
    ]
    return head + bytes(at - 8) + struct.pack(f"{order}H", len(entries)) + b"".join(entries)


IMAGES = {
    "png": (PNG, (300, 200)),
    "jpeg": (JPEG, (300, 200)),
    "tiff, little-endian": (tiff("<", 3), (300, 200)),
    "tiff, big-endian": (tiff(">", 4), (300, 200)),
    "tiff, its directory far behind": (tiff("<", 4, 5_000_000), (300, 200)),
    "a png cut off": (PNG[:20], None),
    "a jpeg cut off": (JPEG[:30], None),
    "a jpeg of one byte for ever": (b"\xff\xd8" + b"\xff" * 100_000, None),
    "a jpeg without a frame": (b"\xff\xd8\xff\xe0\0\0" * 10, None),
    "a tiff whose directory is beyond the end": (tiff("<", 4)[:4] + b"\xff\xff\xff\x7f", None),
    "a gif": (b"GIF89a\x01\0\x01\0", None),
    "nothing": (b"", None),
}


@pytest.mark.parametrize("case", IMAGES)
def test_the_size_of_an_image_is_read_from_its_head(case: str, tmp_path: Path) -> None:
    data, size = IMAGES[case]
    (tmp_path / "image").write_bytes(data)
    assert read_size(tmp_path / "image") == size


def test_images_are_looked_up_beside_the_file(capfd: pytest.CaptureFixture[str]) -> None:
    Path("editions/my images").mkdir(parents=True)
    Path("editions/my images/1.png").write_bytes(PNG)
    names = [
        "my%20images/1.png", "#s", "https://example.org/1.png", "iiif:1", "/1.png", "data:,", "#xpath(//p)", "0086",
        "my%20images/2.png", "./my%20images", "#t", "x%00y.png", "../" * 300 + "1.png", "a" * 5000 + ".png", "s",
    ]  # fmt: skip
    text = tei("".join(f'<pb facs="{name}"/>' for name in names) + '<surface xml:id="s"/>')
    Path("editions/a.xml").write_text(text, encoding="utf-8")
    rows = [row for row in found(capfd, "editions/a.xml", "--target", "voyant") if row["code"] == "facs-unresolved"]
    assert len(rows) == 7
    assert all(name in str(row["message"]) for name, row in zip(names[8:], rows, strict=True))


def test_bounds_that_are_no_numbers_are_left_to_the_schema(capfd: pytest.CaptureFixture[str]) -> None:
    Path("1.png").write_bytes(PNG)
    for bounds, wrong in (
        ("0 0 300 200", 0),
        ("0 0 300.0 200", 0),
        ("0 0 300 201", 1),
        ("1 0 300 200", 1),
        ("a 0 1 1", 0),
    ):
        values = " ".join(f'{name}="{v}"' for name, v in zip(("ulx", "uly", "lrx", "lry"), bounds.split(), strict=True))
        Path("a.xml").write_text(tei(f'<surface {values}><graphic url="1.png"/></surface>'), encoding="utf-8")
        codes_found = [row["code"] for row in found(capfd, "a.xml", "--target", "voyant")]
        assert codes_found.count("surface-not-image") == wrong, bounds


# --- much -----------------------------------------------------------------------------------------------------------


def test_much_takes_no_more_than_its_time(capfd: pytest.CaptureFixture[str]) -> None:
    cite = '<citeStructure unit="u" match=".//div" use="@n" delim=".">'
    header = f"<encodingDesc><refsDecl>{cite * 15}{'</citeStructure>' * 15}</refsDecl></encodingDesc>"
    nested = "<div>" * 100 + '<p>a</p><pb n="1"/>' + "</div>" * 100
    text = tei("<div>" + nested * 20 + '<p><name>a</name> <name>b</name></p><pb n="1"/>' * 3_000 + "</div>", header)
    Path("a.xml").write_text(text, encoding="utf-8")
    arguments = [word for name in NAMES for word in ("--target", name)]
    began = time.process_time()
    run(["validate", "--no-rules", "--schema", str(any_schema()), "--max-errors", "5", "a.xml", *arguments])
    assert time.process_time() - began < 20
    assert "Traceback" not in "".join(capfd.readouterr())
