"""Bad input gets a clear error and loses nothing."""

from __future__ import annotations

import codecs
import os
import random
from pathlib import Path

import pytest

from engross.cli import run
from engross.pipeline import convert_source
from engross.readers import inline
from engross.restore import NotAnEdition, recorded_hash, restore_source
from engross.source import name_binary, read_source

BINARY = {
    "pdf": b"%PDF-1.7\n1 0 obj\n",
    "docx": b"PK\x03\x04\x14\x00\x06\x00",
    "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "rtf": b"{\\rtf1\\ansi text}",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpeg": b"\xff\xd8\xff\xe0",
    "gzip": b"\x1f\x8b\x08",
    "program": b"\x7fELF\x02",
    "nulls": bytes(100),
    "utf-16 without its mark": "The text.\n".encode("utf-16-le"),
    "noise": random.Random(1).randbytes(4000),
    "nulls between": (b"text" * 20 + b"\0") * 50,
}
TEXT = {
    "xml": b"<?xml version='1.0'?><p>text</p>\n",
    "html": b"<html><p>text</p></html>\n",
    "a stray control": b"A text with \x01 in it.\n",
    "a stray null": b"A text with \x00 in it.\n",
    "few controls in a short text": b"\x01a\x02b\x03",
    "form feeds and escapes": b"\x0c\x1b[1mA\x1b[0m\n\x0c\n" * 10,
    "stray bytes": b"caf\xe9 \xff\xfe\n",
    "utf-16": "The text.\n".encode("utf-16"),
    "nothing": b"",
}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("what", BINARY)
def test_what_is_no_text_is_refused(what: str, capfd: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_bytes(BINARY[what])
    Path("b.txt").write_text("words\n", encoding="utf-8")
    Path("out").mkdir()
    Path("out/a.xml").write_text("the last good one", encoding="utf-8")
    assert run(["convert", "a.txt", "b.txt", "-o", "out"]) == 1
    errors = capfd.readouterr().err
    assert "a.txt: error: This is no text but " in errors
    assert "[source-binary]" in errors
    assert Path("out/a.xml").read_text(encoding="utf-8") == "the last good one"
    assert Path("out/b.xml").exists()


@pytest.mark.parametrize("what", TEXT)
def test_what_is_text_is_none_of_these(what: str) -> None:
    assert name_binary(TEXT[what]) is None


@pytest.mark.parametrize("data", [b"", b" \n\t\n", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_an_empty_source_is_refused(data: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_bytes(data)
    assert run(["convert", "a.txt", "-o", "out"]) == 1
    assert "[empty-source]" in capfd.readouterr().err
    assert not Path("out/a.xml").exists()


@pytest.mark.parametrize("last", [b"\x41", b"\x00", b"\xe9", b"\xff"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_half_a_character_at_the_end_of_utf_16_is_kept(last: bytes, encoding: str) -> None:
    mark = codecs.BOM_UTF16_LE if encoding == "utf-16-le" else codecs.BOM_UTF16_BE
    data = mark + "Café\n\nThe end.\n".encode(encoding) + last
    source = read_source(data, "a.txt", "a")
    assert source.text.startswith("Café\n")
    found = convert_source(source)
    assert found.xml is not None, found.diagnostics
    assert b"<gap " in found.xml
    assert restore_source(found.xml) == data


# --- back to the source -------------------------------------------------------------------------------------------


def test_a_changed_edition_does_not_give_a_source(capfd: pytest.CaptureFixture[str]) -> None:
    Path("a.txt").write_text("The words of a letter.\n", encoding="utf-8")
    assert run(["convert", "a.txt", "-o", "."]) == 0
    xml = Path("a.xml").read_bytes()
    assert recorded_hash(xml) == read_source(Path("a.txt").read_bytes(), "a.txt", "a").sha256
    assert run(["source", "a.xml", "-o", "back.txt"]) == 0
    assert Path("back.txt").read_bytes() == Path("a.txt").read_bytes()
    Path("b.xml").write_bytes(xml.replace(b"words of", b"wards of"))
    capfd.readouterr()
    assert run(["source", "b.xml", "-o", "other.txt"]) == 1
    assert "b.xml: error: The edition's text was changed after it was made" in capfd.readouterr().err
    assert not Path("other.txt").exists()


def test_an_edition_without_a_hash_is_taken_at_its_word() -> None:
    assert recorded_hash(b"<TEI/>") is None
    with pytest.raises(NotAnEdition):
        recorded_hash(b"no xml")


# --- files and folders --------------------------------------------------------------------------------------------


def test_names_that_differ_in_case_are_one_name_on_some_disks(capfd: pytest.CaptureFixture[str]) -> None:
    Path("x").mkdir()
    Path("a.txt").write_text("words", encoding="utf-8")
    Path("x/A.txt").write_text("words", encoding="utf-8")
    assert run(["convert", "a.txt", "x/A.txt", "-o", "out"]) == 2
    assert "[same-name]" in capfd.readouterr().err
    assert not Path("out").exists()


def test_a_file_that_may_not_be_read_is_no_usage_error(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(self: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied")

    Path("a.txt").write_text("words", encoding="utf-8")
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    monkeypatch.setattr(Path, "open", fail)
    for command in ("convert", "source"):
        assert run([command, "a.txt"]) == 2
        errors = capfd.readouterr().err
        assert "a.txt: error: The file can't be read: Permission denied. [file-unreadable]" in errors
        assert "usage" not in errors


def test_a_link_that_leads_out_of_the_folder_is_replaced() -> None:
    Path("a.txt").write_text("words\n", encoding="utf-8")
    Path("b.txt").write_text("words\n", encoding="utf-8")
    Path("out/deep").mkdir(parents=True)
    Path("precious").write_text("precious", encoding="utf-8")
    Path("out/a.xml").symlink_to("../precious")
    Path("out/b.xml").symlink_to("deep/b.xml")
    assert run(["convert", "a.txt", "b.txt", "-o", "out"]) == 0
    assert Path("precious").read_text(encoding="utf-8") == "precious"
    assert not Path("out/a.xml").is_symlink()
    assert Path("out/a.xml").read_bytes().startswith(b"<?xml")
    assert Path("out/b.xml").is_symlink()
    assert Path("out/deep/b.xml").read_bytes().startswith(b"<?xml")


def test_build_refuses_what_is_no_text_and_says_2_documents_share_an_id(capfd: pytest.CaptureFixture[str]) -> None:
    Path("in").mkdir()
    Path("in/a.txt").write_bytes(BINARY["pdf"])
    Path("in/b.txt").write_text("words\n", encoding="utf-8")
    toml = "[[document]]\npath = 'a.txt'\n[[document]]\npath = 'b.txt'\n"
    Path("in/edition.toml").write_text(toml, encoding="utf-8")
    assert run(["build", "in"]) == 1
    assert "in/a.txt: error: This is no text but a PDF file. [source-binary]" in capfd.readouterr().err
    assert [path.name for path in Path("tei").iterdir()] == ["b.xml"]
    Path("in/edition.toml").write_text(toml + "id = 'a'\n", encoding="utf-8")
    assert run(["build", "in"]) == 1
    assert "in/edition.toml:5:6: error: The document's id 'a'" in capfd.readouterr().err


def test_a_source_is_searched_for_signs_of_notes_once_however_many_pages_it_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searched = []

    class Signs:
        def search(self, text: str) -> None:
            searched.append(text)

    monkeypatch.setattr(inline, "_SIGN", Signs())
    pages = "".join(f"The text of page {n} has a mark (* in it.\n\n* a line below\n\f" for n in range(1, 20))
    assert convert_source(read_source(pages.encode(), "a.txt", "a")).xml is not None
    assert len(searched) == 1
