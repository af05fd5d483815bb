"""Files that are hard to read or to write, through the command line: what is said, and that nothing is lost."""

from __future__ import annotations

import codecs
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

from engross.cli import run
from engross.profile import profile_names

TEXT = "A title\n\nSome words of a letter, and that is all.\n"
GOOD = "the last good one"


@dataclass(frozen=True)
class Result:
    """The exit status of a command, and what it printed."""

    status: int
    out: str
    err: str


Engross = Callable[..., Result]


@pytest.fixture
def engross(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Engross:
    """Runs a command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("ENGROSS_DEBUG", raising=False)

    def call(*arguments: str) -> Result:
        status = run(arguments)
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return Result(status, out, err)

    return call


def write(name: str, text: str = TEXT) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def everything() -> dict[str, bytes]:
    """Every file in the folder and its bytes, temporary ones too."""
    return {str(path): path.read_bytes() for path in Path().rglob("*") if path.is_file()}


# --- encodings and line ends --------------------------------------------------------------------------------------

CAFE = "A title\n\nThe café was “closed”.\n\nThat is all – for now.\n"
ENCODED = {
    "utf-8": (CAFE.encode(), "", "UTF-8"),
    "utf-8 with a mark": (codecs.BOM_UTF8 + CAFE.encode(), "", "UTF-8 with a byte order mark"),
    "utf-16-le": (codecs.BOM_UTF16_LE + CAFE.encode("utf-16-le"), "", "UTF-16, little-endian"),
    "utf-16-be": (codecs.BOM_UTF16_BE + CAFE.encode("utf-16-be"), "", "UTF-16, big-endian"),
    "half a character": (
        codecs.BOM_UTF16_LE + CAFE.encode("utf-16-le") + b"\x41",
        "a.txt:6:1: warning: The byte 41 is no character in the encoding of the source. [undecodable-byte]",
        "UTF-16, little-endian, with half a character at its end",
    ),
    "windows-1252": (
        CAFE.encode("cp1252"),
        "a.txt:1:1: warning: The source is not in UTF-8; it was read as Windows-1252. [encoding-fallback]",
        "Windows-1252",
    ),
    "a stray byte": (
        CAFE.encode().replace(b"now", b"no\xe9"),
        "a.txt:5:21: warning: The byte E9 is no character in the encoding of the source. [undecodable-byte]",
        "UTF-8",
    ),
    "a null": (
        CAFE.encode().replace(b"now", b"no\0"),
        "a.txt:5:21: warning: The character U+0000 can't stand in XML. [control-character]",
        "UTF-8",
    ),
    "a non-character": (
        CAFE.replace("now", "no\uffff").encode(),
        "a.txt:5:21: warning: The character U+FFFF can't stand in XML. [control-character]",
        "UTF-8",
    ),
    "crlf": (CAFE.replace("\n", "\r\n").encode(), "", "UTF-8"),
    "cr": (CAFE.replace("\n", "\r").encode(), "", "UTF-8"),
    "mixed line ends": (CAFE.replace("\n\n", "\r\n\r", 1).encode(), "", "UTF-8"),
}


@pytest.mark.parametrize("name", ENCODED)
def test_any_encoding_is_read_named_and_given_back(engross: Engross, name: str) -> None:
    data, said, called = ENCODED[name]
    Path("a.txt").write_bytes(data)
    result = engross("convert", "a.txt", "-o", "out")
    assert result.status == 0
    assert result.err.startswith(f"{said}\n" if said else ""), result.err
    assert said or not result.err
    root = etree.parse("out/a.xml").getroot()
    assert root.findtext(".//{*}note[@type='encoding']") == f"Read as {called}."
    assert root.findtext(".//{*}body//{*}p") == "The café was “closed”."
    assert engross("source", "out/a.xml", "-o", "back.txt").status == 0
    assert Path("back.txt").read_bytes() == data


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_named(engross: Engross, encoding: str) -> None:
    Path("a.txt").write_bytes(CAFE.encode(encoding))
    result = engross("convert", "a.txt", "-o", "out")
    assert result.status == 1
    assert "a.txt: error: This is no text but UTF-16 without its byte order mark. [source-binary]" in result.err
    assert not Path("out/a.xml").exists()


# --- names --------------------------------------------------------------------------------------------------------

NAMES = [
    "with blanks.txt",
    "quo'te\".txt",
    "ümläut.txt",
    "日本.txt",
    "per%s{x}.txt",
    "semi;colon&<b>.txt",
    "back`tick` $HOME.txt",
    "two.dots.txt",
    "no-ending",
    ".hidden",
    "xml:id.txt",
    "1digit.txt",
    "new\nline\tand tab.txt",
    "esc\x1b[31m.txt",
    "\u202eturned.txt",
    "x" * 240 + ".txt",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.skipif(os.name == "nt", reason="Windows forbids some of these names")
def test_a_name_with_odd_characters(engross: Engross, name: str) -> None:
    write(name)
    done = engross("convert", name, "-o", "out")
    assert (done.status, done.out, done.err) == (0, "", "")
    (edition,) = Path("out").iterdir()
    assert edition.name == Path(name).stem + ".xml"
    assert engross("validate", str(edition)).status == 0
    assert engross("source", str(edition)).out == TEXT
    refused = engross("convert", name, "-o", name)
    assert refused.status == 2
    assert "\x1b" not in refused.err
    assert "\u202e" not in refused.err


def test_a_name_that_begins_with_a_dash(engross: Engross) -> None:
    write("-a.txt")
    assert engross("convert", "-a.txt", "-o", "out").status == 2  # an option that there is not
    assert not Path("out").exists()
    assert engross("convert", "-o", "out", "--", "-a.txt").status == 0
    assert engross("convert", "./-a.txt", "-o", "out").status == 0
    assert Path("out/-a.xml").exists()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are Unicode on this system")
def test_a_name_that_is_no_unicode(engross: Engross) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    write(name)
    assert engross("convert", name, "-o", "out").status == 0
    assert os.listdir(b"out") == [b"caf\xe9.xml"]
    assert engross("convert", name, "-o", name).err.startswith("caf\\xe9.txt: error: ")


# --- links --------------------------------------------------------------------------------------------------------


def test_links_are_followed_and_those_to_nothing_are_named(engross: Engross) -> None:
    write("real/a.txt")
    Path("link.txt").symlink_to("real/a.txt")
    Path("dangling.txt").symlink_to("real/none.txt")
    Path("loop.txt").symlink_to("loop.txt")
    assert engross("convert", "link.txt", "-o", "out").status == 0
    assert "dangling.txt: error: There is no such file" in engross("convert", "dangling.txt", "-o", "out").err
    result = engross("convert", "loop.txt", "-o", "out")
    assert result.status == 2
    assert "loop.txt: error: The file can't be read: Too many levels of symbolic links. [file-unreadable]" in result.err
    assert [path.name for path in Path("out").iterdir()] == ["link.xml"]


@pytest.mark.parametrize("make", [os.link, os.symlink], ids=["hard link", "symbolic link"])
def test_an_output_that_is_the_source_by_another_name(
    engross: Engross, make: Callable[[str, str], None], tmp_path: Path
) -> None:
    write("a.xml", TEXT)
    Path("out").mkdir()
    make(str(tmp_path / "a.xml"), "out/a.xml")
    before = everything()
    result = engross("convert", "a.xml", "-o", "out")
    assert result.status == 2
    assert (
        "a.xml: error: The output would overwrite the very file that it is made from. [output-is-input]" in result.err
    )
    assert everything() == before


def test_an_edition_is_not_overwritten_by_its_source(engross: Engross) -> None:
    write("a.txt")
    engross("convert", "a.txt", "-o", ".")
    Path("link.xml").symlink_to("a.xml")
    before = everything()
    for name in ("a.xml", "./a.xml", "link.xml"):
        result = engross("source", "a.xml", "-o", name)
        assert result.status == 2
        assert "[output-is-input]" in result.err
    assert everything() == before


# --- what can't be written ----------------------------------------------------------------------------------------


def test_an_edition_that_is_read_only_is_kept(engross: Engross) -> None:
    write("a.txt")
    write("out/a.xml", GOOD).chmod(0o444)
    result = engross("convert", "a.txt", "-o", "out")
    assert result.status == 1
    assert "out/a.xml: error: The file was not written: the file that stands there is read-only. [not-written]" in (
        result.err
    )
    assert everything() == {"a.txt": TEXT.encode(), "out/a.xml": GOOD.encode()}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_may_not_be_written(engross: Engross) -> None:
    write("a.txt")
    write("out/a.xml", GOOD)
    Path("out").chmod(0o555)
    try:
        result = engross("convert", "a.txt", "-o", "out")
        assert result.status == 1
        assert "out/a.xml: error: The file was not written: Permission denied. [not-written]" in result.err
        assert "[not-written]" in engross("convert", "a.txt", "-o", "out/new").err
    finally:
        Path("out").chmod(0o755)
    assert everything() == {"a.txt": TEXT.encode(), "out/a.xml": GOOD.encode()}


#: A process whose files may hold no more than 2,000 bytes: to it, the disk is full.
_SMALL_DISK = """import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
from engross.cli import run
sys.exit(run(sys.argv[1:]))"""


@pytest.mark.skipif(sys.platform == "win32", reason="this system can't limit the size of files")
@pytest.mark.parametrize("command", [["convert", "a.txt", "-o", "tei"], ["build", "."]], ids=["convert", "build"])
def test_a_disk_that_is_full_keeps_the_last_good_one(engross: Engross, command: list[str]) -> None:
    write("a.txt")
    write("edition.toml", "[edition]\noutput = 'tei'\n[[document]]\npath = 'a.txt'\n")
    write("tei/a.xml", GOOD)
    before = everything()
    done = subprocess.run([sys.executable, "-B", "-c", _SMALL_DISK, *command], capture_output=True, text=True)
    assert done.returncode == 1
    assert "tei/a.xml: error: The file was not written: File too large. [not-written]" in done.stderr
    assert "Traceback" not in done.stderr
    assert everything() == before


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")
@pytest.mark.parametrize("command", [["convert", "a.txt"], ["source", "a.xml"], ["validate", "b.xml"], ["explain"]])
def test_standard_output_that_is_full(engross: Engross, command: list[str]) -> None:
    write("a.txt")
    write("b.xml", "<TEI/>")
    engross("convert", "a.txt", "-o", ".")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "engross", *command], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 1
    assert done.stderr.startswith(
        "standard output: error: The file was not written: No space left on device. [not-written]\n"
    )
    assert "Traceback" not in done.stderr


# --- large and deep -----------------------------------------------------------------------------------------------

MB = 1_000_000
_WORDS = "the Department agreed on that day, as Finletter says in Polto 506, that it would be done. "


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="this system does not tell how much memory a process took")
@pytest.mark.parametrize("before", ["", "A title\n\nSome words.\n\nSource: "], ids=["title", "source note"])
def test_a_line_of_10_mb_takes_no_more_than_60_times_its_memory(engross: Engross, before: str) -> None:
    line = before + _WORDS * (10 * MB // len(_WORDS)) + "\n"
    write("a.txt", line)
    child = subprocess.Popen([sys.executable, "-m", "engross", "convert", "a.txt", "-o", "out"])
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    peak = used.ru_maxrss if sys.platform == "darwin" else used.ru_maxrss * 1024
    assert peak <= 60 * len(line)
    assert Path("out/a.xml").stat().st_size < len(line) + 20_000  # it is no title, and not copied into the header
    assert engross("source", "out/a.xml", "-o", "back.txt").status == 0
    assert Path("back.txt").read_bytes() == line.encode()


def test_a_long_first_paragraph_is_no_title(engross: Engross) -> None:
    for begins, length, element in (("Memorandum ", 1200, "head"), ("Memorandum ", 1201, "p"),
                                    ("Memoranda of ", 300, "head"), ("Some letters ", 300, "head"),
                                    ("Some letters ", 301, "p")):  # fmt: skip
        write("a.txt", f"{begins}{'x' * (length - len(begins))}\n\nWashington, October 26, 1962.\n\nSome words.\n")
        assert engross("convert", "a.txt", "-o", "out", "--profile", "published").status == 0
        body = Path("out/a.xml").read_text(encoding="utf-8").partition("<body>")[2]
        assert body.partition(f"{begins}xxx")[0].rpartition("<")[2].startswith(element)


@pytest.mark.parametrize("profile", profile_names())
@pytest.mark.parametrize("mark", [("((", "))"), ("~~", "~~"), ("<u>", "</u>"), ("**", "**"), ("> ", ""), ("- ", "")])
def test_10_000_nested_marks(engross: Engross, profile: str, mark: tuple[str, str]) -> None:
    opening, closing = mark
    text = "A title\n\n" + opening * 10_000 + "a" + closing * 10_000 + "\n"
    write("a.txt", text)
    assert engross("convert", "a.txt", "-o", "out", "--profile", profile).status == 0
    assert engross("source", "out/a.xml").out == text


# --- edition.toml -------------------------------------------------------------------------------------------------

MISTAKES = [
    (
        "[[document]]\npath = 'a.txt'\ntitel = 'x'\n",
        "3:1: error: [[document]] has no key `titel`. [edition-unknown-key]",
    ),
    ("[[document]]\npath = 'a.txt'\ntitle = 1\n", "3:9: error: `title` must be a string, not a number. [edition-wrong"),
    ("[[document]]\n\npath = 'b.txt'\n", "3:8: error: There is no file 'b.txt'. [edition-file-missing]"),
    ("[[document]]\npath = 'a.txt'\n[[document]]\npath = 'x/a.md'\n", "4:8: error: The name of a TEI file 'a' stands"),
    (
        "document = 'a.txt'\n",
        "1:12: error: `document` must be an array of tables: [[document]], not a string. [edition",
    ),
    ("document = []\n", "edition.toml: error: edition.toml names no document. [edition-no-documents]"),
    ("[[document]]\npath = 'a.txt\n", "2:14: error: This is not TOML: "),
]


@pytest.mark.parametrize(("toml", "said"), MISTAKES)
def test_a_mistake_in_edition_toml_has_its_line_and_nothing_is_written(engross: Engross, toml: str, said: str) -> None:
    write("in/a.txt")
    write("in/x/a.md")
    write("in/edition.toml", toml)
    before = everything()
    result = engross("build", "in")
    assert result.status == 1
    assert said in result.err
    assert everything() == before
