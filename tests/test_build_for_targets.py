"""``build`` and ``convert`` for a target: what they write satisfies it, is valid, and gives its source back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engross.check.schema import check_schema
from engross.cli import run
from engross.encode.tree import TEI, XML_ID, parse
from engross.pipeline import convert_source
from engross.restore import restore_source
from engross.source import read_source
from engross.targets import Aim, target_names

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
GOLD = SHARED / "gold" / "frus"
FORMS = (".txt", ".sg.txt", ".md")
T = f"{{{TEI}}}"

TWO = """Letter

October 26, 1962

[Page 2]

Some words of the first letter, which go on for more than a line or two.

[Page 3]

More of them.

Letter

October 27, 1962

[Page 2]

Some words of the second letter.

[Page 3]

More of them.
"""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ENGROSS_CACHE", str(tmp_path / "cache"))


def errors(files: Sequence[Path], target: str, capfd: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
    """The codes of the errors that `validate --target` finds, with the files."""
    capfd.readouterr()
    status = run(["validate", "--format", "json", "--target", target, *map(str, files)])
    rows = json.loads(capfd.readouterr().out)
    found = [(row["file"], row["code"]) for row in rows if row["severity"] == "error"]
    assert status == bool(found)
    return found


def convert(text: str, *arguments: str, name: str = "a.txt") -> tuple[int, list[Path]]:
    Path(name).write_text(text, encoding="utf-8")
    status = run(["convert", name, "-o", "out", *arguments])
    return status, sorted(Path("out").glob("*"))


@pytest.mark.parametrize("target", target_names())
def test_the_seeds_built_for_a_target_satisfy_it(target: str, capfd: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(ROOT / "seeds", "seeds")
    assert run(["build", "--target", target, "seeds"]) == 0
    files = sorted(Path("tei").glob("*.xml"))
    assert len(files) == 3
    assert errors(files, target, capfd) == []
    for file, source in zip(files, sorted(Path("seeds").glob("*.txt")), strict=True):
        assert check_schema(parse(file.read_bytes())) == []
        assert restore_source(file.read_bytes()) == source.read_bytes()
    before = [file.read_bytes() for file in files]
    assert run(["build", "--target", target, "--check", "seeds"]) == 0
    assert run(["build", "--target", target, "--jobs", "2", "seeds"]) == 0
    assert [file.read_bytes() for file in files] == before


@pytest.mark.skipif(not GOLD.is_dir(), reason="../shared/gold is not there: it lies beside the developers' checkout")
@pytest.mark.parametrize("form", FORMS)
def test_all_of_gold_converted_for_all_targets_satisfies_them(form: str, capfd: pytest.CaptureFixture[str]) -> None:
    names = target_names()
    Path("sources").mkdir()
    for path in sorted(GOLD.glob("*.xml")):
        shutil.copyfile(GOLD / f"{path.stem}{form}", Path("sources") / f"{path.stem}{form[-4:].lstrip('g')}")
    sources = sorted(Path("sources").iterdir())
    assert len(sources) > 70
    wanted = [word for name in names for word in ("--target", name)]
    assert run(["convert", *map(str, sources), "-o", "out", *wanted]) == 0
    files = sorted(Path("out").glob("*.xml"))
    assert len(files) == len(sources)
    everything = ["validate", "--quiet", *wanted, *map(str, files)]
    assert run(everything) == 0, capfd.readouterr().out
    assert (
        run(["validate", "--quiet", "--schema", str(SHARED / "tei" / "tei_all.rng"), "--no-rules", *map(str, files)])
        == 0
    )
    for file, source in zip(files, sources, strict=True):
        assert restore_source(file.read_bytes()) == source.read_bytes()


def test_a_heading_that_is_missing_is_supplied_and_told_from_the_text() -> None:
    notes = "Oct 26, 1962, 1:10 pm\n\nSome words of a note.\n\nPolitical path\n\nMore words.\n"
    status, [file] = convert(notes, "--profile", "notes", "--target", "TEI Publisher")
    assert status == 0
    root = parse(file.read_bytes())
    assert [
        ([str(child.tag).rpartition("}")[2] for child in head], "".join(map(str, head.itertext())))
        for head in next(root.iter(f"{T}body")).iter(f"{T}head")
    ] == [(["supplied"], "Working file"), (["supplied"], "Oct 26, 1962, 1:10 pm"), ([], "Political path")]
    assert {supplied.get("reason") for supplied in root.iter(f"{T}supplied")} == {"no-heading"}
    principles = "".join(next(root.iter(f"{T}editorialDecl")).itertext())
    assert "supplied" in principles
    assert "Each title above" not in principles, "it is not the source's"
    assert restore_source(file.read_bytes()) == Path("a.txt").read_bytes()
    assert run(["convert", "a.txt", "-o", "plain"]) == 0
    assert b"supplied" not in Path("plain/a.xml").read_bytes()


def test_a_heading_stands_behind_what_is_of_the_page() -> None:
    _, [file] = convert("[Page 7]\n\nTOP SECRET\n\nDear Sir: Some words of the letter.\n", "--target", "frus")
    division = next(parse(file.read_bytes()).iter(f"{T}div"))
    names = [str(child.tag).rpartition("}")[2] for child in division]
    assert set(names[: names.index("head")]) <= {"pb", "fw"}
    assert names.count("head") == 1


def test_pages_of_the_same_number_are_told_apart_where_that_is_needed(capfd: pytest.CaptureFixture[str]) -> None:
    _, [file] = convert(TWO, "--target", "evt")
    numbers = [page.get("n") for page in parse(file.read_bytes()).iter(f"{T}pb")]
    assert len(numbers) == 4
    assert len(set(numbers)) == 4
    assert errors([file], "evt", capfd) == []
    assert errors([file], "dts", capfd) == []
    _, [file] = convert(TWO)
    assert [page.get("n") for page in parse(file.read_bytes()).iter(f"{T}pb")] == ["2", "3"] * 2


def test_a_page_without_a_number_gets_its_place_in_brackets() -> None:
    text = "Some words.\n\x0cMore words.\n\n[Page 7]\n\nAnd more.\n\x0cThe last words.\n"
    _, [file] = convert(text, "--target", "evt")
    assert [page.get("n") for page in parse(file.read_bytes()).iter(f"{T}pb")] == ["[2]", "7", "[8]"]
    assert b"square brackets" in file.read_bytes()
    assert restore_source(file.read_bytes()) == text.encode()
    _, [file] = convert(text, "--target", "voyant")
    assert [page.get("n") for page in parse(file.read_bytes()).iter(f"{T}pb")] == [None, "7", None]


def test_a_file_is_called_by_its_id_where_that_is_needed(capfd: pytest.CaptureFixture[str]) -> None:
    _, files = convert("Some words.\n", "--target", "frus", name="26 October.txt")
    assert [file.name for file in files] == ["e26_October.xml"]
    assert parse(files[0].read_bytes()).get(XML_ID) == "e26_October"
    assert errors(files, "frus", capfd) == []


def test_two_sources_that_would_get_the_same_name_are_refused(capfd: pytest.CaptureFixture[str]) -> None:
    for name in ("a b.txt", "a_b.txt"):
        Path(name).write_text("Some words.\n", encoding="utf-8")
    assert run(["convert", "a b.txt", "a_b.txt", "-o", "out", "--target", "frus"]) == 2
    assert "[same-name]" in capfd.readouterr().err
    assert not Path("out").exists()
    assert run(["convert", "a b.txt", "a_b.txt", "-o", "out", "--target", "evt"]) == 0


def test_two_ids_that_differ_in_case_only_are_refused_where_files_are_called_by_them(
    capfd: pytest.CaptureFixture[str],
) -> None:
    Path("letters").mkdir()
    for name in ("one.txt", "two.txt"):
        (Path("letters") / name).write_text("Some words.\n", encoding="utf-8")
    table = "[[document]]\npath = 'one.txt'\nid = 'letter'\n[[document]]\npath = 'two.txt'\nid = 'Letter'\n"
    Path("letters/edition.toml").write_text(table, encoding="utf-8")
    assert run(["build", "letters", "--target", "frus"]) == 2
    assert "[same-name]" in capfd.readouterr().err
    assert not Path("tei").exists()
    assert run(["build", "letters"]) == 0


def test_what_can_not_be_satisfied_is_told_at_its_place_in_the_source(capfd: pytest.CaptureFixture[str]) -> None:
    status, files = convert("Some words.\n", "--target", "txm", name="a letter.txt")
    said = capfd.readouterr().err
    assert "a letter.txt:1:1: warning: The name of the file" in said
    assert "[file-name-not-plain]" in said
    assert (status, len(files)) == (0, 1), "a warning: it was written"


def test_to_standard_output_no_name_is_asked_for(capfd: pytest.CaptureFixture[str]) -> None:
    Path("a b.txt").write_text("Some words.\n", encoding="utf-8")
    assert run(["convert", "a b.txt", "--target", "frus", "--target", "txm"]) == 0
    out, err = capfd.readouterr()
    assert out.startswith("<?xml")
    assert "not-plain" not in err


HOSTILE = {
    "a<b>&\"'.txt": "<head>\"'&amp; ]]> <!-- x --> <!-- y -->\n\n{{{{ ~~ (( )) \n",
    "..txt": "\u202eabc\u202c <script>alert(1)</script>\n",
    "e\u0301'.txt": "1962\n\n\x0c\n\n\x0c\n\n[Page ']\n\nwords[Page 2]words\n\n[Page 2]\n\nmore\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_and_texts_are_escaped_or_refused(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    wanted = [word for target in target_names() for word in ("--target", target)]
    status, files = convert(HOSTILE[name], *wanted, name=name)
    assert "Traceback" not in capfd.readouterr().err
    assert status in (0, 1)
    assert {path.name for path in Path().iterdir()} <= {name, "out", "cache"}
    for file in files:
        assert restore_source(file.read_bytes()) == Path(name).read_bytes()
        for target in target_names():
            assert errors([file], target, capfd) == []


LINES = """
October 26, 1962|Oct 26, 1:10 pm|5:45 pm.|[Page 2]|[Page 3]|[Page 4']|[Page 1.2]|- 2 -|\x0c|MEMORANDUM|Letter|Enclosure
Attachment|SUBJECT: Missiles|TO : The Secretary|Ball: Yes.|Pres-- No ~~way~~|1. Background. The optimum|(a) one
  - (i) two|| a | b ||a\tb\tc|(1) Not printed.|text(1) more|see[^1] this|[^1]: a note ((in a note))|((a note))
words[Page 7]words|multi-|lateral force|Dean Rusk|Dear Sir:|Source: Department of State.|/s/ Dean Rusk|# Head|P.S. more
No. 5'|Document 3|~~|((|[unclear]|words\x00words|---
""".strip("\n")
ANY = [line for row in LINES.split("\n") for line in row.split("|")]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(ANY), min_size=1, max_size=30))
def test_any_sequence_of_lines_is_made_for_all_targets_if_it_can_be_made_at_all(lines: list[str]) -> None:
    data = "\n".join([*lines, ""]).encode()
    source = read_source(data, "a.txt", "a")
    plain = convert_source(source)
    made = convert_source(source, aim=Aim(target_names(), Path("a.xml")))
    assert (made.xml is None) == (plain.xml is None)
    if made.xml is not None:
        assert restore_source(made.xml) == data
        assert made.xml == convert_source(source, aim=Aim(target_names(), Path("a.xml"))).xml
