"""The measure of ``bench/score.py``: what counts as right, what as missed, and what the table says."""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from lxml import etree

import score
from scoring.comparing import MEASURES, Comparison, Tally, compare
from scoring.engines import engross
from scoring.facts import Facts, accepted, read_facts
from scoring.gold import find_cases, forms_of, stated
from scoring.texts import key, own_text, words

SHARED = Path(__file__).resolve().parents[2] / "shared" / "gold"
GOLD = """
<pb n="7"/><head>12. Telegram From A to B</head>
<opener><dateline><placeName>Bonn</placeName>,
<date when="1962-10-26T19:00:00Z">October 26, 1962, 7 p.m.</date></dateline></opener>
<p>Dear Sir:</p>
<p>The text of it is long enough, and it would not be taken for a heading by any
  rule.<note n="1" xml:id="n1">Not printed.</note> It <del>would</del> goes on.</p>
<p>2. A point.</p>
<list><label>(a)</label><item>First.</item><label>The second</label><item>Second.</item></list>
<closer><signed>Rusk</signed></closer>
"""
SOURCE = """12. Telegram From A to B

Bonn, October 26, 1962, 7 p.m.

Dear Sir:

The text of it is long enough, and it would not be taken for a heading by any rule.(1) It ~~would~~ goes on.

2. A point.
"""


def div(content: str) -> etree._Element:
    return etree.fromstring(f'<div xmlns="http://www.tei-c.org/ns/1.0" type="document">{content}</div>')


def facts(content: str) -> Facts:
    return read_facts(div(content))


def compared(gold: str, made: str, source: str = "", marks: tuple[str, ...] = ("pages", "deletions")) -> Comparison:
    return compare("a", words(source), facts(gold), facts(made), marks)


def missed(gold: str, made: str) -> list[tuple[str, str]]:
    return [(miss.measure, miss.what) for _, miss in compared(gold, made).misses]


# --- texts ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(a) The first", "thefirst"),
        ("12. The first", "thefirst"),
        ("iv) The first", "thefirst"),
        ("The 2nd, half-way", "the2ndhalfway"),
        ("2.5 per cent", "5percent"),
        ("(abroad) he", "abroadhe"),
        ("", ""),
    ],
)
def test_the_key_is_letters_and_figures_without_the_number_of_a_point(text: str, expected: str) -> None:
    assert key(text) == expected


def test_own_text_leaves_out_what_is_no_text_of_the_block() -> None:
    (item,) = div(
        "<item><label>1.</label> He <choice><sic>cam</sic><corr>came</corr></choice><note>N</note><ref>(1)</ref>"
        "<list><item>inner</item></list> home<lb/>late.<!-- not --></item>"
    )
    assert own_text(item).split() == ["1.", "He", "cam", "home", "late."]


# --- what is compared ---


def test_a_document_is_like_itself() -> None:
    found = compared(GOLD, GOLD, SOURCE.replace("(1)", ""))
    assert {name: found.tallies[name].percent(name) for name in MEASURES} == {
        **dict.fromkeys(MEASURES, 100.0),
        "turns": None,
    }
    assert found.misses == []


def test_only_the_text_is_read_not_the_header() -> None:
    full = (
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>T</title></titleStmt>'
        "<sourceDesc><p>Made up.</p></sourceDesc></fileDesc></teiHeader><text><body><div><p>It is.</p></div></body>"
        "</text></TEI>"
    )
    assert [b.text for b in read_facts(etree.fromstring(full)).blocks] == ["It is."]


@pytest.mark.parametrize(
    ("gold", "made"),
    [
        ("<p>1. A point.</p>", '<list><item n="1"><label>1.</label> A point.</item></list>'),
        ("<p>1. A point.</p>", '<div><head rend="run-in"><label>1.</label> A</head><p>point.</p></div>'),
        ("<list><item>(a) A point.</item></list>", "<p>(a) A point.</p>"),
        ("<list><label>1.</label><item>A point.</item></list>", "<p>1. A point.</p>"),
        ("<p>My dear Sir:</p>", "<opener><salute>My dear Sir:</salute></opener>"),
        ("<opener><salute>Sir:</salute></opener>", "<p>Sir:</p>"),
        ("<p>Political path</p>", "<head>Political path</head>"),
        ('<p rend="right">Rusk</p>', "<closer><signed>Rusk</signed></closer>"),
        ("<p>Ball: Yes.</p>", "<sp><speaker>Ball:</speaker><p>Yes.</p></sp>"),
        (
            "<table><row><cell>a</cell><cell>b</cell></row></table>",
            "<table><row><cell>a</cell><cell>b</cell></row></table>",
        ),
        ("<dateline>Bonn</dateline>", "<opener>Bonn</opener>"),
        ("<p>It is.</p>", "<p>It <hi>is</hi>.<note>N</note></p><note type='editorial'>E</note><fw>2</fw>"),
    ],
)
def test_what_good_editors_do_in_two_ways_is_right_in_both(gold: str, made: str) -> None:
    assert [what for what in missed(gold, made) if what[0] in ("blocks", "segments")] == []


@pytest.mark.parametrize(
    ("gold", "made", "expected"),
    [
        ("<p>It is a thing.</p>", "<list><item>It is a thing.</item></list>", [("blocks", "p made item")]),
        ("<head>A</head>", "<p>A</p>", [("blocks", "head made p")]),
        (
            "<p>One. Two.</p>",
            "<p>One.</p><p>Two.</p>",
            [("segments", "p not found"), ("segments", "p not in the gold"), ("segments", "p not in the gold")],
        ),
        ("<p>One.</p>", "", [("segments", "p not found")]),
        ("", "<head>One</head>", [("segments", "head not in the gold")]),
        ("<p>It.<note>N.</note></p>", "<p>It.</p>", [("notes", "not found")]),
        ("<p>It.</p>", "<p>It.<note>N.</note></p>", [("notes", "not in the gold")]),
        ("<p>It<note>N.</note> is.</p>", "<p>It is.<note>N.</note></p>", [("anchors", "behind …itis, not …it")]),
        ("<p>It<pb n='2'/> is.</p>", "<p>It is.</p>", [("pages", "not found")]),
        ("<p>It is.</p>", "<p>It<pb n='2'/> is.</p>", [("pages", "not in the gold")]),
        ("<p>It <del>was</del> is.</p>", "<p>It <hi>was</hi> is.</p>", [("deletions", "not found")]),
    ],
)
def test_a_difference_is_counted_and_named(gold: str, made: str, expected: list[tuple[str, str]]) -> None:
    assert missed(gold, made) == expected


def test_a_call_may_stand_where_the_gold_has_the_note() -> None:
    made = '<p>It<ref target="#n" type="noteReference">(1)</ref> is.</p><note xml:id="n">(1) N.</note>'
    assert compared("<p>It<note>N.</note> is.</p>", made).tallies["anchors"] == Tally(1, 1, 1)


def test_a_source_note_has_no_call_to_be_placed() -> None:
    gold = "<head>A<note type='source'>Source: X.</note></head>"
    assert compared(gold, "<head>A</head><note>Source: X.</note>").tallies["anchors"].gold == 0
    assert compared(gold, "<head>A</head><note>Source: X.</note>").tallies["notes"].right == 1


@pytest.mark.parametrize(
    ("gold", "made", "right"),
    [
        ("1962-10-26", "1962-10-26", 1),
        ("1962-10-26", "1962-10-26T19:00:00", 1),
        ("1962-10-26T19:00:00", "1962-10-26", 0),
        ("1962-10-26T19:00:00-05:00", "1962-10-26T19:00:00", 1),
        ("1962-10-26T19:00:00", "1962-10-26T19:01:00", 0),
        ("1962-10", "1962-10-26", 0),
    ],
)
def test_dates_are_compared_to_the_minute_where_the_gold_has_one(gold: str, made: str, right: int) -> None:
    line = "<dateline><date when='{}'>x</date></dateline>"
    assert compared(line.format(gold), line.format(made)).tallies["dates"] == Tally(right, 1, 1)


def test_lost_words_are_counted() -> None:
    found = compared("<p>a b</p>", "<p>a b</p>", "a b b c")
    assert found.tallies["words"].percent("words") == 50.0
    assert [(m.what, m.text) for _, m in found.misses] == [("lost", "b"), ("lost", "c")]


def test_a_document_without_an_edition_is_missing_and_counts_as_empty() -> None:
    found = compare("a", Counter("ab"), facts(GOLD), None, ())
    assert (found.documents, found.missing) == (1, 1)
    assert found.percents() | {"pages": 0, "deletions": 0, "turns": 0} == dict.fromkeys(MEASURES, 0.0)


def test_a_figure_that_nothing_bears_on_is_none() -> None:
    assert Tally().percent("pages") is None
    assert Tally(0, 0, 3).percent("pages") == 0.0
    assert Tally(0, 0, 3).percent("dates") is None


def test_only_a_lone_paragraph_role_is_widened() -> None:
    (block,) = facts("<opener><dateline>Bonn</dateline></opener>").blocks
    assert accepted(block) == {"dateline"}
    assert accepted(replace(block, roles=frozenset({"p"}))) == {"head", "p"}


# --- a folder of gold, and the command ---


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A gold document in two forms, and one without any source."""
    (tmp_path / "a.xml").write_bytes(etree.tostring(div(GOLD)))
    (tmp_path / "a.txt").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "a.md").write_text("[Page 7]\n\n# " + SOURCE, encoding="utf-8")
    (tmp_path / "a.notes.json").write_text(json.dumps({"turns": [["A:", "Yes."]]}), encoding="utf-8")
    (tmp_path / "b.xml").write_bytes(etree.tostring(div("<p>b</p>")))
    return tmp_path


def test_documents_are_found_with_their_sources(folder: Path) -> None:
    (case,) = find_cases(folder)
    assert (case.name, sorted(case.sources), forms_of([case])) == ("a", ["md", "txt"], ["md", "txt"])
    assert [turn.label for turn in case.facts.turns] == ["a"]
    assert (stated([case], "txt"), stated([case], "md")) == ({"deletions"}, {"deletions", "pages"})


def test_the_command_prints_a_table_and_what_was_missed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder / "figures.json"
    assert score.main([str(folder), "--alone", "--misses", "--json", str(out)]) == 0
    shown = capsys.readouterr().out
    rows = {line.split()[0]: line.split()[1:] for line in shown.partition("\n\n===")[0].splitlines() if line.strip()}
    assert rows["documents"] == ["1", "1", "2"]
    assert rows["missing"] == ["0", "0", "0"]
    assert rows["dates"] == ["100.0", "100.0", "100.0"]
    assert rows["pages"] == ["100.0", "–", "100.0"]
    assert rows["MB/s"][:2] == ["–", "–"]
    assert float(rows["MB/s"][2]) >= 0
    assert "a.txt\n" in shown
    assert "signed not found: Rusk" in shown
    assert "1  segments  signed not found" in shown
    figures = json.loads(out.read_text(encoding="utf-8"))
    assert [(f["form"], f["engine"], f["documents"]) for f in figures] == [
        ("md", "engross", 1),
        ("txt", "engross", 1),
        ("all", "engross", 2),
    ]


def test_without_pandoc_the_table_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(score, "pandoc", lambda: None)
    assert score.main([str(folder), "--forms", "txt"]) == 0
    assert "pandoc is not installed" in capsys.readouterr().out


def test_a_folder_without_gold_is_misuse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert score.main([str(tmp_path)]) == 2
    assert "no document" in capsys.readouterr().err


# --- the scorer of the gold documents agrees ---


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    """The program that stands beside the gold documents, which are not part of the repository."""
    path = SHARED / "score.py"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    spec = importlib.util.spec_from_file_location("gold_score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("form", ["txt", "sg.txt", "md"])
def test_it_agrees_with_the_scorer_of_the_gold_documents(form: str, reference: ModuleType, tmp_path: Path) -> None:
    cases = find_cases(SHARED / "frus")[::4]
    made = engross().convert({case.name: case.sources[form] for case in cases}, tmp_path)
    total, sums = Comparison(), Counter[str]()
    for case in cases:
        path = tmp_path / f"{case.name}.xml"
        made[case.name].rename(path)
        edition = read_facts(etree.parse(path).getroot())
        total.add(compare(case.name, case.source_words(form), case.facts, edition, stated(cases, form)))
        reference.score_one(case.name, SHARED / "frus", tmp_path, form, sums)
    tallies = total.tallies
    assert (tallies["words"].gold - tallies["words"].right, tallies["words"].gold) == (sums["lost"], sums["words"])
    for name, prefix, right in (
        ("blocks", "blk_", "blk_b"),
        ("segments", "blk_", "blk_seg"),
        ("notes", "note_", "note_tp"),
    ):
        expected = Tally(sums[right], sums[prefix + "g"], sums[prefix + "s"])
        assert tallies[name] == expected, name
    assert (tallies["anchors"].right, tallies["anchors"].gold) == (sums["anchor"], sums["call_g"])
    assert (tallies["dates"].right, tallies["dates"].gold) == (sums["date_tp"], sums["date_g"])
    assert tallies["turns"] == Tally(sums["turn_tp"], sums["turn_g"], sums["turn_s"])
    if form == "md":
        assert tallies["pages"] == Tally(sums["page_tp"], sums["page_g"], sums["page_s"])
        assert tallies["deletions"] == Tally(sums["del_tp"], sums["del_g"], sums["del_s"])
