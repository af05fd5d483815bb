"""The command line: its contract, and what happens when something is in the way.

Most tests run the commands in this process, with a stand-in for the pipeline; what the pipeline does is
tested elsewhere. The last part runs the real program.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import engross.examples  # before stand-ins take the place of what it imports
from engross import __version__
from engross.cli import run
from engross.commands import files
from engross.diagnostics import Diagnostic, Severity, diagnose_file
from engross.source import Source

XML = b'<TEI xmlns="http://www.tei-c.org/ns/1.0">\xc3\xa9</TEI>\n'


@dataclass
class Result:
    """What a command printed, and its exit status."""

    status: int
    output: bytes
    errors: str

    @property
    def text(self) -> str:
        return self.output.decode()


Engross = Callable[..., Result]


@pytest.fixture
def engross(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Engross:
    """Runs a command in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ENGROSS_DEBUG", raising=False)
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: str) -> Result:
        status = run(arguments)
        captured = capfdbinary.readouterr()
        return Result(status, captured.out, captured.err.decode())

    return call


@dataclass
class Counts:
    words: int = 1234
    pages: int = 2
    deletions: int = 3
    notes: int = 4
    speakers: int = 5


@dataclass
class Conversion:
    source: Source
    xml: bytes | None = XML
    diagnostics: tuple[Diagnostic, ...] = ()
    profile: str = "notes"
    reason: str = "it has dated entries"
    counts: Counts = field(default_factory=Counts)


def convert_source(source: Source, **context: Any) -> Conversion:
    """The stand-in: what the source says decides what comes of it."""
    found: list[Diagnostic] = []
    if "doubt" in source.text:
        place = {"file": source.name, "line": 1, "column": 1, "text": source.text}
        found.append(Diagnostic("call-without-note", Severity.WARNING, "A doubt.", "Settle it.", **place))  # type: ignore[arg-type]
    if "remark" in source.text:
        found.append(Diagnostic("date-inferred", Severity.INFO, "A remark.", "", source.name))
    if "crash" in source.text:
        raise RuntimeError("what a pity")
    if "broken" in source.text:
        found.append(diagnose_file("conservation-failed", source.name, detail="one character is missing"))
        return Conversion(source, None, tuple(found))
    many = [Diagnostic("text-doubtful", Severity.WARNING, "Noise.")] * source.text.count("noise")
    return Conversion(source, XML, (*found, *many))


@dataclass
class Entry:
    path: Path
    stem: str
    profile: str | None = None


@dataclass
class Edition:
    folder: Path
    output: Path
    entries: tuple[Entry, ...]


class EditionError(Exception):
    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("edition")
        self.diagnostics = diagnostics


def load_edition(folder: Path) -> Edition:
    if "wrong" in (folder / "edition.toml").read_text():
        raise EditionError(Diagnostic("edition-key", Severity.ERROR, "Wrong.", "", "edition.toml", 1))
    entries = tuple(Entry(path, path.stem) for path in sorted(folder.glob("*.txt")))
    return Edition(folder, folder.parent / "tei", entries)


@pytest.fixture(autouse=True)
def _stand_ins(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Put the stand-ins in the place of the pipeline and of the editions."""
    if "real" in request.node.name:
        return
    from engross.commands import work

    work._edition.cache_clear()
    stand_ins = {
        "pipeline": {"convert_source": convert_source},
        "edition": {"load_edition": load_edition, "EditionError": EditionError},
    }
    for name, members in stand_ins.items():
        module = ModuleType(f"engross.{name}")
        module.__path__ = [str(Path(work.__file__).parents[1] / name)]
        vars(module).update(members)
        monkeypatch.setitem(sys.modules, f"engross.{name}", module)


def write(name: str, text: str = "some words\n") -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# --- convert ---------------------------------------------------------------------------------------------


def test_one_file_goes_to_standard_output_byte_for_byte(engross: Engross) -> None:
    write("a.txt")
    result = engross("convert", "a.txt")
    assert (result.status, result.output, result.errors) == (0, XML, "")


def test_several_files_without_a_folder_are_misuse(engross: Engross) -> None:
    write("a.txt")
    write("b.md")
    result = engross("convert", "a.txt", "b.md")
    assert result.status == 2
    assert "-o DIR" in result.errors
    assert result.output == b""


def test_several_files_to_a_folder(engross: Engross) -> None:
    write("a.txt")
    write("b.c.md")
    result = engross("convert", "a.txt", "b.c.md", "-o", "new/out")
    assert (result.status, result.output, result.errors) == (0, b"", "")
    assert Path("new/out/a.xml").read_bytes() == XML
    assert Path("new/out/b.c.xml").read_bytes() == XML


def test_two_sources_of_one_name_are_refused_before_anything_is_written(engross: Engross) -> None:
    write("x/a.txt")
    write("y/a.md")
    result = engross("convert", "x/a.txt", "y/a.md", "-o", "out")
    assert result.status == 2
    assert result.errors.startswith(
        "y/a.md: error: The editions of this file and of x/a.txt would both be out/a.xml. [same-name]\n"
    )
    assert not Path("out").exists()


def test_a_source_is_never_overwritten(engross: Engross) -> None:
    write("a.xml", "words")
    result = engross("convert", "a.xml", "-o", ".")
    assert result.status == 2
    assert "[output-is-input]" in result.errors
    assert Path("a.xml").read_text() == "words"


def test_warnings_do_not_make_the_status_1(engross: Engross) -> None:
    write("a.txt", "doubt")
    result = engross("convert", "a.txt")
    assert (result.status, result.output) == (0, XML)
    assert result.errors == (
        "a.txt:1:1: warning: A doubt. [call-without-note]\n    doubt\n    ^\n  hint: Settle it.\n1 warning\n"
    )


def test_remarks_are_counted_and_shown_with_v(engross: Engross) -> None:
    write("a.txt", "remark")
    assert engross("convert", "a.txt").errors == "1 remark (-v shows the remarks)\n"
    assert engross("convert", "a.txt", "-v").errors == (
        "a.txt: profile notes (it has dated entries)\na.txt: info: A remark. [date-inferred]\n1 remark\n"
    )


def test_a_code_that_comes_too_often_is_cut_short(engross: Engross) -> None:
    write("a.txt", "noise " * 250)
    result = engross("convert", "a.txt")
    assert result.errors.count("Noise.") == 100
    assert "a.txt: … and 150 more of [text-doubtful] (-v shows all)\n250 warnings\n" in result.errors
    assert engross("convert", "a.txt", "-v").errors.count("Noise.") == 250


def test_a_source_that_fails_is_not_written_and_the_others_are(engross: Engross) -> None:
    write("a.txt", "broken")
    write("b.txt")
    write("out/a.xml", "the last good one")
    result = engross("convert", "a.txt", "b.txt", "-o", "out")
    assert result.status == 1
    assert "[conservation-failed]" in result.errors
    assert "out/a.xml: error: The file was not written:" in result.errors
    assert Path("out/a.xml").read_text() == "the last good one"
    assert Path("out/b.xml").read_bytes() == XML


def test_a_crash_is_one_line_and_the_others_go_on(engross: Engross, monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.txt", "crash")
    write("b.txt")
    result = engross("convert", "a.txt", "b.txt", "-o", "out")
    assert result.status == 1
    assert "a.txt: error: internal error: RuntimeError: what a pity; please report it" in result.errors
    assert "Traceback" not in result.errors
    assert Path("out/b.xml").exists()
    monkeypatch.setenv("ENGROSS_DEBUG", "1")
    assert "Traceback" in engross("convert", "a.txt").errors


@pytest.mark.parametrize(("name", "code"), [("none.txt", "file-missing"), ("folder", "file-is-folder")])
def test_a_file_that_is_none_is_misuse_and_the_others_go_on(engross: Engross, name: str, code: str) -> None:
    Path("folder").mkdir()
    write("b.txt")
    result = engross("convert", name, "b.txt", "-o", "out")
    assert result.status == 2
    assert result.errors.startswith(f"{name}: error: ")
    assert f"[{code}]" in result.errors
    assert Path("out/b.xml").exists()
    assert not Path(f"out/{Path(name).stem}.xml").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read(engross: Engross) -> None:
    write("a.txt").chmod(0)
    result = engross("convert", "a.txt")
    assert result.status == 2
    assert "Permission denied" in result.errors


def test_a_file_whose_reading_fails(engross: Engross, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Path, *_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", fail)
    result = engross("convert", "a.txt")
    assert result.status == 2
    assert "a.txt: error: The file can't be read: Permission denied. [file-unreadable]" in result.errors


def test_a_file_that_is_too_large_is_refused(engross: Engross, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LIMIT", 1024**2)
    write("a.txt", "x" * (1024**2 + 1))
    write("b.txt", "x" * 1024**2)
    result = engross("convert", "a.txt")
    assert (result.status, result.output) == (1, b"")
    assert "The file is larger than 1 MB. [file-too-large]" in result.errors
    assert engross("convert", "b.txt").status == 0


def test_a_folder_that_cannot_be_made(engross: Engross) -> None:
    write("a.txt")
    write("out")
    result = engross("convert", "a.txt", "-o", "out")
    assert result.status == 2
    assert "out: error: -o wants a folder, and this is a file. [output-not-folder]" in result.errors
    assert Path("out").read_text() == "some words\n"
    result = engross("convert", "a.txt", "-o", "out/deeper")
    assert result.status == 1
    assert "out/deeper: error: The file was not written: Not a directory. [not-written]" in result.errors


def test_an_output_that_cannot_be_written(engross: Engross) -> None:
    write("a.txt")
    Path("out/a.xml").mkdir(parents=True)
    result = engross("convert", "a.txt", "-o", "out")
    assert result.status == 1
    assert "out/a.xml: error: The file was not written: Is a directory. [not-written]" in result.errors


def test_an_unknown_profile_is_misuse(engross: Engross) -> None:
    write("a.txt")
    result = engross("convert", "a.txt", "-o", "out", "--profile", "noets")
    assert result.status == 2
    assert "There is no profile called noets. [profile-unknown]\n  hint: Did you mean notes?" in result.errors
    assert not Path("out").exists()


def test_a_broken_profile_is_misuse(engross: Engross) -> None:
    write("a.txt")
    write("mine.toml", "name = [")
    result = engross("convert", "a.txt", "--profile", "mine.toml")
    assert result.status == 2
    assert "[profile-broken]" in result.errors


# --- build -----------------------------------------------------------------------------------------------


def edition(**sources: str) -> None:
    write("seeds/edition.toml", "")
    for name, text in sources.items():
        write(f"seeds/{name}.txt", text)


def test_build_writes_every_edition_and_a_table(engross: Engross) -> None:
    edition(one="words", two="doubt")
    result = engross("build", "seeds")
    assert result.status == 0
    assert Path("tei/one.xml").read_bytes() == Path("tei/two.xml").read_bytes() == XML
    lines = [line.split() for line in result.text.splitlines() if line.strip()]
    assert lines[0] == ["document", "words", "pages", "deletions", "notes", "speakers", "warnings", "time"]
    assert lines[2][:-2] == ["one", "1,234", "2", "3", "4", "5", "0"]
    assert lines[3][:-2] == ["two", "1,234", "2", "3", "4", "5", "1"]
    assert lines[-2][:-2] == ["together", "2,468", "4", "6", "8", "10", "1"]
    assert lines[-1] == ["2", "editions", "in", "tei:", "2", "written"]
    assert "seeds/two.txt:1:1: warning: A doubt." in result.errors
    assert "\x1b" not in result.text


def test_build_is_the_same_where_a_terminal_is_narrow(engross: Engross, monkeypatch: pytest.MonkeyPatch) -> None:
    edition(a_name_that_is_as_long_as_an_archive_likes_them="words")
    monkeypatch.setenv("COLUMNS", "60")
    result = engross("build", "seeds", "--check")
    assert all(len(line) <= 60 for line in result.text.splitlines())
    assert "1,234" in result.text


def test_build_leaves_what_is_the_same(engross: Engross) -> None:
    edition(one="words")
    engross("build", "seeds")
    os.utime("tei/one.xml", (1, 1))
    assert engross("build", "seeds").text.splitlines()[-1] == "1 edition in tei: 1 unchanged"
    assert Path("tei/one.xml").stat().st_mtime == 1


def test_build_in_the_folder_itself(engross: Engross, monkeypatch: pytest.MonkeyPatch) -> None:
    edition(one="words")
    monkeypatch.chdir("seeds")
    assert engross("build").status == 0
    assert Path("tei/one.xml").exists()


def test_check_writes_nothing_and_names_what_would_change(engross: Engross) -> None:
    edition(one="words", two="words", three="words")
    write("tei/one.xml", XML.decode())
    write("tei/two.xml", "<TEI>\n")
    result = engross("build", "--check", "seeds")
    assert result.status == 1
    assert "tei/two.xml:1: error: The edition is not what its source gives now. [would-change]" in result.errors
    assert "tei/three.xml: error: The edition is missing. [would-change]" in result.errors
    assert "tei/one.xml" not in result.errors
    assert not Path("tei/three.xml").exists()
    assert Path("tei/two.xml").read_text() == "<TEI>\n"
    assert "time" in result.text
    assert result.text.splitlines()[-1] == "3 editions in tei: 1 unchanged, 2 would change"


def test_check_of_what_is_up_to_date(engross: Engross) -> None:
    edition(one="words")
    engross("build", "seeds")
    result = engross("build", "--check", "seeds")
    assert (result.status, result.errors) == (0, "")
    assert result.text.splitlines()[-1] == "1 edition in tei: 1 unchanged"


def test_a_source_that_fails_keeps_its_last_good_edition(engross: Engross) -> None:
    edition(one="broken", two="words")
    write("tei/one.xml", "the last good one")
    result = engross("build", "seeds")
    assert result.status == 1
    assert Path("tei/one.xml").read_text() == "the last good one"
    assert result.text.splitlines()[-1] == "2 editions in tei: 1 written, 1 not written"
    assert engross("build", "--check", "seeds").status == 1


@pytest.mark.parametrize(("folder", "code"), [("none", "file-missing"), ("empty", "edition-missing")])
def test_a_folder_without_an_edition_is_misuse(engross: Engross, folder: str, code: str) -> None:
    Path("empty").mkdir()
    result = engross("build", folder)
    assert result.status == 2
    assert f"[{code}]" in result.errors


def test_an_edition_that_is_not_well_made_is_invalid(engross: Engross) -> None:
    write("seeds/edition.toml", "wrong")
    result = engross("build", "seeds")
    assert result.status == 1
    assert "edition.toml:1: error: Wrong. [edition-key]" in result.errors


# --- validate --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("<TEI>\n<p>Smith & Sons</p></TEI>", "2:10"),
        ("<TEI>\n  <p>\n</TEI>", "3:1"),
        ("", "1:1"),
        ("plain words", "1:1"),
    ],
)
def test_what_is_no_xml_is_said_with_its_place(engross: Engross, text: str, place: str) -> None:
    write("a.xml", text)
    result = engross("validate", "a.xml")
    assert result.status == 1
    assert result.text.startswith(f"a.xml:{place}: error: This is not well-formed XML")
    assert result.errors == "not valid (1 error)\n"


def test_what_is_no_tei(engross: Engross) -> None:
    write("a.xml", "<?xml version='1.0'?>\n<html/>")
    result = engross("validate", "a.xml", "--format", "json")
    assert result.status == 1
    (row,) = json.loads(result.text)
    assert (row["line"], row["column"], row["code"]) == (2, 1, "not-tei")
    assert "<html> in no namespace" in row["message"]


def test_validate_prints_one_report_of_many_files(engross: Engross) -> None:
    write("a.xml", "<a>")
    write("b.xml", "<b>")
    result = engross("validate", "a.xml", "none.xml", "b.xml", "--format", "json", "--quiet")
    assert result.status == 2
    assert [row["file"] for row in json.loads(result.text)] == ["a.xml", "none.xml", "b.xml"]
    assert result.errors == ""
    sarif = json.loads(engross("validate", "a.xml", "--format", "sarif").text)
    assert sarif["runs"][0]["results"][0]["ruleId"] == "not-xml"
    github = engross("validate", "a.xml", "--format", "github")
    assert github.text.startswith("::error file=a.xml,line=1,")
    assert engross("validate", "a.xml", "b.xml").errors == "2 files: 0 valid, 2 not valid (2 errors)\n"


SCHEMA = """<grammar xmlns="http://relaxng.org/ns/structure/1.0"><start><element name="a"><oneOrMore>
<element name="b"><text/></element></oneOrMore></element></start></grammar>"""


def test_validate_against_a_schema_of_the_users(engross: Engross) -> None:
    write("s.rng", SCHEMA)
    write("good.xml", "<a><b/></a>")
    write("bad.xml", "<a><b/>\n  <b/><c/></a>")
    assert engross("validate", "--schema", "s.rng", "good.xml").status == 0
    result = engross("validate", "--schema", "s.rng", "bad.xml", "good.xml")
    assert result.status == 1
    assert result.text.startswith("bad.xml:2:7: error: There is no element <c> in this schema; it stands in <a>.")
    assert result.errors == "2 files: 1 valid, 1 not valid (1 error)\n"


@pytest.mark.parametrize("text", ["<html/>", "no xml", "<grammar xmlns='http://relaxng.org/ns/structure/1.0'/>", None])
def test_a_schema_that_is_none_is_misuse(engross: Engross, text: str | None) -> None:
    if text is not None:
        write("s.rng", text)
    write("a.xml", "<a/>")
    result = engross("validate", "--schema", "s.rng", "a.xml")
    assert result.status == 2
    assert re.match(r"s\.rng(:1:1)?: error: ", result.errors)


def test_entities_are_neither_fetched_nor_multiplied(engross: Engross) -> None:
    write("secret.txt", "secret")
    write("a.xml", '<!DOCTYPE a [<!ENTITY x SYSTEM "secret.txt">]>\n<a>&x;</a>')
    assert "secret" not in engross("validate", "a.xml").text.replace("secret.txt", "")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    write("b.xml", f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]>\n<a x="&l11;"/>')
    assert engross("validate", "b.xml").status == 1


# --- source, explain, profiles, init ---------------------------------------------------------------------


@pytest.fixture
def _restore(monkeypatch: pytest.MonkeyPatch) -> None:
    class NotAnEdition(Exception):
        pass

    def restore_source(xml: bytes) -> bytes:
        if xml != XML:
            raise NotAnEdition("it has no record of its source")
        return b"caf\xe9\r\n\x00"

    module = ModuleType("engross.restore")
    vars(module).update(NotAnEdition=NotAnEdition, restore_source=restore_source, recorded_hash=lambda xml: None)
    monkeypatch.setitem(sys.modules, "engross.restore", module)


@pytest.mark.usefixtures("_restore")
def test_source_gives_the_bytes_back(engross: Engross) -> None:
    Path("a.xml").write_bytes(XML)
    assert engross("source", "a.xml").output == b"caf\xe9\r\n\x00"
    assert engross("source", "a.xml", "-o", "a.txt").output == b""
    assert Path("a.txt").read_bytes() == b"caf\xe9\r\n\x00"


@pytest.mark.usefixtures("_restore")
def test_source_of_what_is_no_edition_of_ours(engross: Engross) -> None:
    write("a.xml", "<TEI/>")
    result = engross("source", "a.xml", "-o", "a.txt")
    assert (result.status, result.output) == (1, b"")
    assert "[edition-not-engross]" in result.errors
    assert not Path("a.txt").exists()
    assert engross("source", "none.xml").status == 2
    Path("b.xml").write_bytes(XML)
    result = engross("source", "b.xml", "-o", "none/a.txt")
    assert result.status == 1
    assert "none/a.txt: error: The file was not written: No such file or directory." in result.errors


def test_explain_knows_codes_and_conventions(engross: Engross) -> None:
    assert "call-without-note (warning)" in engross("explain", "call-without-note").text
    assert engross("explain", "[call-without-note]").status == 0
    assert "~~ … ~~" in engross("explain", "deletion").text


def test_explain_of_nothing_lists_all(engross: Engross) -> None:
    result = engross("explain")
    assert result.status == 0
    assert "call-without-note" in result.text
    assert "deletion" in result.text


@pytest.mark.parametrize(
    ("asked", "advice"),
    [
        ("call-withot-note", "Did you mean call-without-note?"),
        ("zzzz", "`engross explain` alone lists them all."),
    ],
)
def test_explain_of_what_is_unknown_is_misuse(engross: Engross, asked: str, advice: str) -> None:
    result = engross("explain", asked)
    assert result.status == 2
    assert f"hint: {advice}" in " ".join(result.errors.split()) or advice in result.errors


def test_profiles_lists_them_and_says_more_of_one(engross: Engross) -> None:
    listed = engross("profiles")
    assert [line.split()[0] for line in listed.text.splitlines()] == ["notes", "ocr", "published", "transcript", "wiki"]
    assert '<del rend="strikethrough"' in engross("profiles", "notes").text
    write("mine.toml", 'extends = "notes"\nname = "mine"\ntitle = "My own"\n')
    assert engross("profiles", "mine.toml").text.startswith("mine: My own\n")
    assert engross("profiles", "./none.toml").status == 2


def test_init_names_the_sources_and_says_what_is_next(engross: Engross) -> None:
    write("letters/b.txt")
    write("letters/a.md")
    write('letters/a "quoted" name.txt')
    write("letters/README.md")
    write("letters/c.pdf")
    result = engross("init", "letters")
    assert result.status == 0
    assert "letters/edition.toml: an edition of 3 sources." in result.text
    assert "engross build letters" in result.text


def test_what_init_makes_is_a_real_edition(engross: Engross) -> None:
    from engross.edition import load_edition

    write('letters/a "quoted" name.txt')
    write("letters/b.md")
    engross("init", "letters")
    edition = load_edition(Path("letters"))
    assert [entry.path.name for entry in edition.entries] == ['a "quoted" name.txt', "b.md"]
    assert edition.people == ()
    scaffold = Path("letters/edition.toml").read_text(encoding="utf-8")
    filled = re.sub(r"^# (?=[\[a-z])", "", scaffold.split("# The people")[0], flags=re.M)
    Path("letters/edition.toml").write_text(re.sub(r"^(The|Fill) ", r"# \1 ", filled, flags=re.M), encoding="utf-8")
    load_edition(Path("letters"))


def test_init_never_overwrites(engross: Engross) -> None:
    write("letters/edition.toml", "mine")
    result = engross("init", "letters")
    assert result.status == 1
    assert "[edition-exists]" in result.errors
    assert Path("letters/edition.toml").read_text() == "mine"
    write("file")
    assert "it is a file, not a folder" in engross("init", "file").errors


def test_init_makes_the_folder(engross: Engross) -> None:
    result = engross("init", "new/letters")
    assert result.status == 0
    assert "Put the sources" in result.text
    assert Path("new/letters/edition.toml").exists()


# --- the real program ------------------------------------------------------------------------------------


def program(*arguments: str, cwd: Path, **more: Any) -> subprocess.CompletedProcess[bytes]:
    """Run ``python -m engross``."""
    environment = {**os.environ, **more.pop("env", {})}
    command = [sys.executable, "-m", "engross", *arguments]
    more.setdefault("stdin", subprocess.DEVNULL)
    if "stdout" not in more:
        more["capture_output"] = True
    return subprocess.run(command, cwd=cwd, env=environment, timeout=60, check=False, **more)


COMMANDS = ["build", "convert", "validate", "export", "source", "explain", "profiles", "init"]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(engross: Engross, command: str) -> None:
    result = engross(command, "--help")
    assert result.status == 0
    assert "Example" in result.text
    assert f"\n  engross {command}" in result.text


def test_version_and_misuse(engross: Engross) -> None:
    assert engross("--version").text == f"engross {__version__}\n"
    for words, reason in (
        (("exprot",), "there is no command exprot. Did you mean export?"),
        (("--nonsense",), "there is no option --nonsense."),
        (("--", "explain"), "one argument too many: explain"),
        (("explain", "a", "b"), "one argument too many: b"),
        (("validate", "x", "--frmat=json"), "there is no option --frmat. Did you mean --format?"),
        (("validate", "--form", "json", "x"), "there is no option --form. Did you mean --format?"),
        (
            ("validate", "--format", "yaml", "x"),
            "argument --format: invalid choice: 'yaml' (choose from 'text', 'json',",
        ),
        (("validate", "x", "--schema"), "argument --schema: expected one argument"),
        (("validate",), "the following arguments are required: FILE..."),
        (("export", "x"), "the option --to is missing; choose from html, text,"),
        (("build", "--jobs", "0"), "argument --jobs: '0' is not a number from 1 on"),
        (("build", "--jobs", "²"), "argument --jobs: '²' is not a number from 1 on"),
        (("explain", "--\x1b[1m"), "there is no option --␛[1m."),
    ):
        result = engross(*words)
        assert result.status == 2
        usage, advice, blank, said, *rest = result.errors.split("\n")
        program = f"engross {words[0]}" if words[0] in COMMANDS else "engross"
        assert usage.startswith(f"usage: {program} [OPTIONS]")
        assert advice == f"Try '{program} --help' for help."
        assert (blank, rest) == ("", [""])
        assert said.startswith(f"Error: {reason}")


def test_help_without_a_command(engross: Engross) -> None:
    asked, bare = engross("--help"), engross()
    assert (asked.status, bare.status) == (0, 2)
    assert asked.text == bare.errors
    assert all(f"\n  {command} " in asked.text for command in COMMANDS)


def test_options_stand_anywhere_and_end_with_dashes(engross: Engross) -> None:
    write("-a.xml", "<TEI/>")
    write("b.xml", "<TEI/>")
    result = engross("validate", "b.xml", "-q", "--format", "json", "--", "-a.xml")
    assert result.status == 1
    assert [each["file"] for each in json.loads(result.text)] == ["b.xml", "-a.xml"]


def test_the_real_program_starts_without_what_it_does_not_need(tmp_path: Path) -> None:
    late = ("lxml", "rich", "concurrent.futures", "engross.profile")
    code = f"import sys, engross.cli; print([m for m in {late} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


def test_a_library_that_asks_for_more_is_imported_whole(tmp_path: Path) -> None:
    code = """
from types import SimpleNamespace
from engross import importing
importing._IN_PLACE = {
    "msgspec": {"typing_extensions": None, "platform": SimpleNamespace()},
    "lxml.etree": {"inspect": SimpleNamespace()},
}
for library in importing._IN_PLACE:
    importing.import_lightly(library)
import inspect, platform, uuid, msgspec.json
from lxml import etree
print(platform.system() != "", inspect.cleandoc(" a"), msgspec.json.decode(b"1"), etree.fromstring("<b/>").tag)
"""
    found = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert found.stdout == "True a 1 b\n"


def test_the_real_program_survives_a_reader_that_stops(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        result = program("explain", cwd=tmp_path, stdout=writer, stderr=subprocess.PIPE)
    finally:
        os.close(writer)
    assert result.returncode == 1
    assert result.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_the_real_program_survives_a_full_disk(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        result = program("explain", cwd=tmp_path, stdout=full, stderr=subprocess.PIPE)
    assert result.returncode == 1
    assert b"standard output: error: The file was not written: No space left" in result.stderr
    assert b"Traceback" not in result.stderr


def test_the_real_program_in_a_locale_without_unicode(tmp_path: Path) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}
    assert program("explain", cwd=tmp_path, env=plain).returncode == 0
    assert program("profiles", "notes", cwd=tmp_path, env=plain).returncode == 0
    result = program("convert", "café.txt", cwd=tmp_path, env=plain)
    assert result.returncode == 2
    assert result.stderr.isascii()
    assert b"[file-missing]" in result.stderr


def test_jobs_change_nothing_in_the_real_result(tmp_path: Path) -> None:
    for number in range(6):
        text = f"Oct {20 + number}, 1962\n\nThe call{'(1)' * (number % 2)} of ~~no~~ one.\n"
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    sources = ["5.txt", "1.txt", "none.txt", "0.txt", "2.txt", "4.txt", "3.txt"]
    one = program("convert", *sources, "-o", "one", cwd=tmp_path)
    two = program("convert", *sources, "-o", "two", "--jobs", "2", cwd=tmp_path)
    assert one.returncode == two.returncode == 2
    assert one.stderr.replace(b"one/", b"") == two.stderr.replace(b"two/", b"")
    assert b"internal error" not in one.stderr
    made = [{path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two")]
    assert made[0] == made[1]
    assert sorted(made[0]) == [f"{number}.xml" for number in range(6)]
