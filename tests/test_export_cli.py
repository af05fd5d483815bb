"""The command `engross export`: where things go, what is refused and how, hostile input."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from exporting import ROOT, SEEDS

from engross.cli import run
from engross.encode.tree import TEI
from engross.export.targets import targets

FILE_TARGETS = [t.name for t in targets().values() if not t.joins and not t.folder and t.name != "iiif"]
WORDS = f'<TEI xmlns="{TEI}"><text><body><p>Some words.</p></body></text></TEI>'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own, with two editions."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.xml").write_text(WORDS, encoding="utf-8")
    (tmp_path / "b.xml").write_text(WORDS.replace("Some", "More"), encoding="utf-8")
    return tmp_path


def tree(folder: Path) -> list[str]:
    """What is in `folder`, every file."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


@pytest.mark.parametrize("name", FILE_TARGETS)
def test_a_file_of_each_by_its_name(here: Path, name: str) -> None:
    ending = targets()[name].extension
    assert run(["export", "a.xml", "b.xml", "--to", name, "-o", "out"]) == 0
    assert tree(here / "out") == [f"a.{ending}", f"b.{ending}"]
    before = {path: path.read_bytes() for path in (here / "out").iterdir()}
    assert run(["export", "a.xml", "b.xml", "--to", name, "-o", "out"]) == 0
    assert {path: path.read_bytes() for path in (here / "out").iterdir()} == before


def test_one_file_goes_to_standard_output(here: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["export", "a.xml", "--to", "text"]) == 0
    assert capfdbinary.readouterr() == (b"Some words.\n", b"")
    assert tree(here) == ["a.xml", "b.xml"]


def test_several_need_a_folder_unless_they_can_follow_each_other(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "a.xml", "b.xml", "--to", "text"]) == 2
    assert "-o DIR" in capfd.readouterr().err
    assert run(["export", "a.xml", "b.xml", "--to", "jsonl"]) == 0
    assert [json.loads(line)["text"] for line in capfd.readouterr().out.splitlines()] == ["Some words.", "More words."]
    assert tree(here) == ["a.xml", "b.xml"]


def test_o_may_name_the_one_file(here: Path) -> None:
    assert run(["export", "a.xml", "--to", "text", "-o", "new/own.txt"]) == 0
    assert (here / "new" / "own.txt").read_text(encoding="utf-8") == "Some words.\n"
    (here / "folder.txt").mkdir()
    assert run(["export", "a.xml", "--to", "text", "-o", "folder.txt"]) == 0
    assert tree(here / "folder.txt") == ["a.txt"]


def test_an_unknown_target_is_answered_with_the_list(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "a.xml", "--to", "pdf"]) == 2
    said = capfd.readouterr().err
    assert all(name in said for name in targets())
    assert run(["export", "a.xml"]) == 2
    said = capfd.readouterr().err
    assert all(name in said for name in targets())


NOT_TEI = {
    "not-xml": "<TEI>\n<p>a</TEI>",
    "not-tei": "<html xmlns='http://www.w3.org/1999/xhtml'>\n<p>a</p></html>",
    "text-missing": f"<TEI xmlns='{TEI}'><teiHeader/></TEI>",
    "file-missing": "",
}


@pytest.mark.parametrize("name", list(targets()))
@pytest.mark.parametrize("code", list(NOT_TEI))
def test_what_is_no_edition_is_refused_with_its_place(
    here: Path, name: str, code: str, capfd: pytest.CaptureFixture[str]
) -> None:
    if code == "text-missing" and not targets()[name].text:
        pytest.skip(f"{name} reads headers")
    if code != "file-missing":
        (here / "bad.xml").write_text(NOT_TEI[code], encoding="utf-8")
    assert run(["export", "bad.xml", "--to", name, "-o", "out"]) == (2 if code == "file-missing" else 1)
    said = capfd.readouterr().err
    assert f"[{code}]" in said
    assert ("bad.xml:2:" if code == "not-xml" else "bad.xml") in said
    assert "Traceback" not in said
    assert not (here / "out").exists()


def test_one_bad_file_does_not_keep_the_others(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (here / "bad.xml").write_bytes(b"")
    assert run(["export", "bad.xml", "a.xml", "--to", "text", "-o", "out"]) == 1
    assert "bad.xml" in capfd.readouterr().err
    assert tree(here / "out") == ["a.txt"]


def test_two_files_of_one_name_are_refused(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (here / "x").mkdir()
    (here / "x" / "A.xml").write_text(WORDS, encoding="utf-8")
    assert run(["export", "a.xml", "x/A.xml", "--to", "text", "-o", "out"]) == 2
    assert "[same-name]" in capfd.readouterr().err
    assert not (here / "out").exists()


def test_an_edition_is_never_overwritten(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = (here / "a.xml").read_bytes()
    assert run(["export", "a.xml", "--to", "cmif", "-o", "a.xml"]) == 2
    assert "[output-is-input]" in capfd.readouterr().err
    assert (here / "a.xml").read_bytes() == before


@pytest.mark.parametrize("name", [t.name for t in targets().values() if t.binary])
def test_binary_is_not_for_a_terminal(here: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engross.commands.export.is_terminal", lambda _stream: True)
    assert run(["export", "a.xml", "--to", name]) == 2


def test_a_bag_wants_a_folder(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "a.xml", "--to", "bag"]) == 2
    assert "-o DIR" in capfd.readouterr().err
    assert tree(here) == ["a.xml", "b.xml"]


def test_a_bag_is_replaced_and_no_other_folder_is(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "a.xml", "--to", "bag", "-o", "out"]) == 0
    extra = here / "out" / "a" / "data" / "more.txt"
    extra.write_text("x", encoding="utf-8")
    assert run(["export", "a.xml", "--to", "bag", "-o", "out"]) == 0
    assert not extra.exists()
    own = here / "out" / "b" / "mine.txt"
    own.parent.mkdir()
    own.write_text("mine", encoding="utf-8")
    capfd.readouterr()
    assert run(["export", "b.xml", "--to", "bag", "-o", "out"]) == 1
    assert "no bag" in capfd.readouterr().err
    assert tree(here / "out" / "b") == ["mine.txt"]
    assert not [name for name in os.listdir(here / "out") if name.endswith(".tmp")]


@pytest.mark.parametrize("name", ["text", "bag"])
def test_names_lead_nowhere_else(here: Path, name: str) -> None:
    (here / "...xml").write_text(WORDS, encoding="utf-8")
    (here / "sub").mkdir()
    before = set(tree(here))
    assert run(["export", "...xml", "sub/../a.xml", "--to", name, "-o", "sub/out"]) == 0
    assert all(each.startswith("sub/out/") for each in set(tree(here)) - before)


HOSTILE = "<script>alert(1)</script> \"'&]]> \u202egnp.exe\u202c ../../etc/passwd \u0085\u009b31m"


EVERYWHERE = f"""<TEI xmlns='{TEI}' xml:id='h'><teiHeader><fileDesc>
<titleStmt><title>TEXT</title><author>TEXT</author></titleStmt>
<publicationStmt><publisher>TEXT</publisher><idno type='url'>TEXT</idno>
<availability><licence target=VALUE>TEXT</licence></availability></publicationStmt>
<sourceDesc><bibl type='digital-source'><title>TEXT</title></bibl></sourceDesc></fileDesc>
<profileDesc><correspDesc ref=VALUE><correspAction type='sent'><persName ref=VALUE>TEXT</persName></correspAction>
</correspDesc></profileDesc></teiHeader>
<facsimile><surface n=VALUE xml:id='s'><graphic url=VALUE/></surface></facsimile>
<text><body><div type='document' n=VALUE subtype=VALUE><head>TEXT</head><pb n=VALUE facs=VALUE/>
<p xml:id='p'>TEXT<note n=VALUE>TEXT</note><ref target=VALUE>TEXT</ref></p>
<sp who=VALUE><speaker>TEXT</speaker><p>TEXT</p></sp><table><row><cell>TEXT</cell></row></table>
<list rend=VALUE><item>TEXT</item></list></div></body></text></TEI>"""


def test_hostile_words_are_escaped_everywhere(here: Path) -> None:
    from xml.sax.saxutils import escape, quoteattr

    text, value = escape(HOSTILE), quoteattr(HOSTILE)
    filled = EVERYWHERE.replace("TEXT", text).replace("VALUE", value)
    (here / "h.xml").write_text(filled, encoding="utf-8")
    for name in targets():
        assert run(["export", "h.xml", "--to", name, "-o", f"out/{name}"]) == 0, name
    made = [path for path in (here / "out").rglob("*") if path.is_file()]
    assert all(path.is_relative_to(here / "out") for path in made)
    page = (here / "out" / "html" / "h.html").read_text(encoding="utf-8")
    assert "<script>" not in page
    assert "<script>" not in (here / "out" / "markdown" / "h.md").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_made(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (here / "wall").write_text("x", encoding="utf-8")
    assert run(["export", "a.xml", "--to", "text", "-o", "wall/out"]) == 1
    assert "[not-written]" in capfd.readouterr().err


def test_nothing_is_read_from_elsewhere(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (here / "secret.txt").write_text("secret", encoding="utf-8")
    entity = f'<!DOCTYPE TEI [<!ENTITY x SYSTEM "secret.txt">]>{WORDS.replace("Some", "&x;")}'
    (here / "e.xml").write_text(entity, encoding="utf-8")
    assert run(["export", "e.xml", "--to", "text"]) == 0
    assert "secret" not in capfd.readouterr().out


def test_help_names_every_target(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "--help"]) == 0
    said = capfd.readouterr().out
    assert all(f"  {target.name}" in said and target.title in said for target in targets().values())


def test_the_seeds_go_every_way(tmp_path: Path) -> None:
    files = [str(path) for path in SEEDS]
    for name in targets():
        expected = 1 if name == "iiif" else 0  # they have no page images
        assert run(["export", *files, "--to", name, "-o", str(tmp_path / name)]) == expected
    assert len(tree(tmp_path / "text")) == len(files)
    assert not (tmp_path / "iiif").exists()
    assert (ROOT / "docs" / "exports.md").exists()
