"""How a source was read: ``engross convert --explain``, and the rules that it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import engross.readers
from engross.cli import run
from engross.detect import detect_profile
from engross.explain import explanation, rules
from engross.pipeline import convert_source
from engross.profile import load_profile
from engross.readers.decisions import Decision, find_decisions
from engross.source import read_source

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
NOTE = (
    "Oct 26, 1962, 5:45 pm\n\nIt ~~would~~ could be done within a week.\n\nBall: Yes.\n\nPres: No.\n\nBall: Well, so.\n"
)


def decide(text: str, profile: str = "notes") -> tuple[Decision, ...]:
    return find_decisions(read_source(text.encode(), "note.txt", "note"), load_profile(profile))


def test_each_block_has_line_role_element_and_rule() -> None:
    entry, paragraph, turn, *_ = decide(NOTE)
    assert (entry.line, entry.text, entry.role) == (1, "Oct 26, 1962, 5:45 pm", "dateline of an entry")
    assert entry.rule.startswith("entry: ")
    assert (paragraph.line, paragraph.element, paragraph.rule) == (3, "p", "paragraph: nothing else fits")
    assert (turn.line, turn.role, turn.element) == (5, "speaker's turn", "sp")


def test_the_runner_up_is_what_comes_without_the_rule() -> None:
    entry, paragraph, *_ = decide(NOTE)
    assert (entry.other, entry.other_rule.partition(":")[0]) == ("heading", "heading")
    assert (paragraph.other, paragraph.other_rule) == ("", "")


def test_a_block_on_which_no_other_rule_has_a_claim_has_no_runner_up() -> None:
    (_, quotation, _) = decide(
        "The text begins here, and it ends.\n\n> A quotation of some words.\n\nThe text goes on.\n"
    )
    assert (quotation.role, quotation.other) == ("block quotation", "")


def test_a_page_break_inside_a_paragraph_is_a_decision_as_well() -> None:
    text = "The text goes on without an end and\n\n[Page 2]\n\nthat is all there is, for it ends here.\n"
    assert [d.role for d in decide(text, "published") if d.line == 3] == ["page break"]


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name[:3])
def test_every_rule_that_decided_is_explained(path: Path) -> None:
    source = read_source(path.read_bytes(), path.name, path.stem)
    found = find_decisions(source, detect_profile(source).profile)
    assert found
    assert [d.line for d in found] == sorted(d.line for d in found)
    assert {d.rule for d in found if explanation(d.rule) is None} == set()
    assert any(d.other for d in found)


def test_every_rule_that_a_reader_names_is_described() -> None:
    """A rule that is new wants a line in readers/rules.toml; one that is gone, none."""
    folder = Path(engross.readers.__file__).parent
    named = {
        name for path in folder.glob("*.py") for name in re.findall(r'"([a-z][a-z -]*): \S', path.read_text("utf-8"))
    }
    assert named - set(rules()) == set(), "describe them in tool/engross/readers/rules.toml"
    assert set(rules()) - named == set(), "no reader has these: take them out of tool/engross/readers/rules.toml"


def test_the_command_prints_it_in_place_of_the_edition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("note.txt").write_text(NOTE, encoding="utf-8")
    assert run(["convert", "--explain", "note.txt"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("note.txt: profile notes (lines that open a dated entry")
    assert re.search(
        r"\n    1  dateline of an entry  <\w+> +Oct 26, 1962, 5:45 pm\n       entry: .*\n       else heading – ", shown
    )
    assert "<TEI" not in shown
    assert run(["convert", "--explain", "note.txt", "-o", "tei"]) == 0
    assert capsys.readouterr().out == shown
    source = read_source(NOTE.encode(), "note.txt", "note")
    assert Path("tei/note.xml").read_bytes() == convert_source(source).xml


def test_the_command_explains_a_profile_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("note.txt").write_text(NOTE, encoding="utf-8")
    Path("own.toml").write_text('extends = "notes"\nname = "own"\nfeatures = []\n', encoding="utf-8")
    assert run(["convert", "--explain", "--profile", "own.toml", "note.txt"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("note.txt: profile own (named)\n")
    assert "speaker's turn" not in shown
