"""``engross validate``: which files are checked, and what the last line says of them."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from test_validate import ANY, HEAD, TAIL, Validate, validate, write

__all__ = ["validate"]

SAMPLE = (Path(__file__).parent / "sample_edition.xml").read_text(encoding="utf-8")
ONE = "<a/>"


def test_a_folder_stands_for_its_files_in_the_order_of_their_names(validate: Validate) -> None:
    write("s.rng", '<element name="a" xmlns="http://relaxng.org/ns/structure/1.0"><empty/></element>')
    for name in ("tei/b.xml", "tei/a/2.XML", "tei/a/1.xml", "tei/notes.txt", "tei/.git/x.xml", "tei/.a.xml", "c.xml"):
        write(name, "<b/>")
    Path("tei/again").symlink_to("..", target_is_directory=True)
    result = validate("--schema", "s.rng", "tei", "c.xml")
    places = [line.partition(":")[0] for line in result.text.splitlines() if "error:" in line]
    assert places == [
        str(Path("tei", "b.xml")),
        str(Path("tei", "a", "1.xml")),
        str(Path("tei", "a", "2.XML")),
        "c.xml",
    ]
    assert result.errors == "4 files: 0 valid, 4 not valid (4 errors)\n"


def test_a_folder_without_xml_is_misuse_and_the_others_are_checked(validate: Validate) -> None:
    write("any.rng", ANY)
    write("a.xml", ONE)
    write("empty/a.txt", ONE)
    result = validate("--schema", "any.rng", "empty", "a.xml")
    assert result.status == 2
    assert result.text.startswith(
        "empty: error: There is no file in this folder, or below it, whose name ends in .xml. [folder-without-xml]\n"
    )
    assert result.errors == "2 files: 1 valid, 1 not valid (1 error)\n"


@pytest.mark.parametrize(("data", "status"), [(b"<a/>", 0), (b"<a>", 1), (b"", 1)])
def test_standard_input(validate: Validate, monkeypatch: pytest.MonkeyPatch, data: bytes, status: int) -> None:
    write("any.rng", ANY)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    result = validate("--schema", "any.rng", "--jobs", "2", "-")
    assert result.status == status
    assert result.text.startswith("-:1:" if status else "")


def test_a_file_of_another_kind_is_told_as_what_it_is(validate: Validate) -> None:
    Path("a.xml").write_bytes(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    result = validate("a.xml")
    assert result.status == 1
    assert result.text.startswith("a.xml: error: This is not well-formed XML: it is a PDF file. [not-xml]\n")


def test_a_valid_file_of_which_not_all_was_checked_is_not_called_valid_outright(validate: Validate) -> None:
    write("any.rng", ANY)
    write("a.xml", '<!DOCTYPE TEI [<!ENTITY x "y">]>' + HEAD + "<p>" * 400 + "</p>" * 400 + TAIL)
    result = validate("--schema", "any.rng", "a.xml")
    assert result.status == 0
    assert result.errors == "valid as far as it was checked (1 warning)\n"
    write("r.sch", """<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2"><pattern>
<rule context="*"><assert test="document('x.xml')">m</assert></rule></pattern></schema>""")  # fmt: skip
    write("b.xml", ONE)
    assert (
        validate("--schema", "r.sch", "b.xml").errors == "valid as far as it was checked (1 warning; 1 rule not run)\n"
    )


def test_editions_are_valid_with_and_without_rules(validate: Validate) -> None:
    write("a.xml", SAMPLE)
    assert validate("a.xml").status == 0
    assert validate("--no-rules", "a.xml").errors == "valid\n"


OPEN_IDS = """<grammar xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
<start><element name="r"><oneOrMore><choice>
  <element name="a"><attribute name="id"><data type="ID"/></attribute></element>
  <element name="a"><attribute name="n"/><attribute name="id"/></element>
</choice></oneOrMore></element></start></grammar>"""


def test_a_schema_that_leaves_ids_open_can_be_used_without_them(validate: Validate) -> None:
    write("s.rng", OPEN_IDS)
    write("a.xml", "<r><a id='x'/><a id='x'/></r>")
    result = validate("--schema", "s.rng", "a.xml")
    assert result.status == 2
    assert "something else in another (with --no-ids it can be used). [schema-unusable]" in result.errors
    assert validate("--schema", "s.rng", "--no-ids", "a.xml").status == 0


def test_ids_of_a_schema_are_checked_unless_they_are_not_wanted(validate: Validate) -> None:
    write(
        "s.rng", OPEN_IDS.replace('<element name="a"><attribute name="n"/>', '<element name="b"><attribute name="n"/>')
    )
    write("a.xml", "<r><a id='x'/><a id='x'/></r>")
    assert "[id-duplicate]" in validate("--schema", "s.rng", "a.xml").text
    assert validate("--schema", "s.rng", "--no-ids", "a.xml").status == 0
