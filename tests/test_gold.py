"""Hand-made TEI of 74 documents, each with three plain sources: what the program makes of those comes near to it.

The documents are not part of the repository; where they are missing, these tests skip.
"""

from __future__ import annotations

import importlib.util
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from engross.pipeline import Conversion, convert_source
from engross.restore import restore_source
from engross.source import read_source

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold"
FORMS = ("txt", "sg.txt", "md")
STEMS = sorted(path.stem for path in (GOLD / "frus").glob("*.xml"))

pytestmark = pytest.mark.skipif(not STEMS, reason=f"{GOLD} is not there")

#: A little below what is reached: a change may cost a point somewhere, but not two.
FLOORS = {
    "txt": {"words": 100, "blocks": 94.5, "segments": 95.8, "notes": 99, "anchors": 94, "dates": 100, "turns": 100},
    "sg.txt": {"words": 100, "blocks": 94.3, "segments": 95.7, "notes": 99, "anchors": 93, "dates": 100, "turns": 100},
    "md": {"words": 100, "blocks": 96, "segments": 97, "notes": 99, "anchors": 94, "dates": 100, "turns": 100}
    | {"pages": 99, "deletions": 100},
}


@cache
def convert(form: str) -> dict[str, Conversion]:
    """The conversions of all sources of a form, by stem."""
    found = {}
    for stem in STEMS:
        path = GOLD / "frus" / f"{stem}.{form}"
        found[stem] = convert_source(read_source(path.read_bytes(), path.name, stem))
    return found


@pytest.fixture(scope="module")
def score() -> Iterator[ModuleType]:
    """The program that scores editions; it belongs to the documents."""
    spec = importlib.util.spec_from_file_location("gold_score", GOLD / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("form", FORMS)
def test_every_source_converts(form: str) -> None:
    failed = {
        stem: [d.message for d in conversion.diagnostics if d.severity == "error"]
        for stem, conversion in convert(form).items()
        if conversion.xml is None
    }
    assert failed == {}


@pytest.mark.parametrize("form", FORMS)
def test_every_edition_gives_its_source_back(form: str) -> None:
    assert [s for s, c in convert(form).items() if c.xml is None or restore_source(c.xml) != c.source.data] == []


@pytest.mark.parametrize("form", FORMS)
def test_every_source_is_found_to_be_published(form: str) -> None:
    assert {s: c.profile for s, c in convert(form).items() if c.profile != "published"} == {}


@pytest.mark.parametrize("form", FORMS)
def test_the_scores_do_not_fall(form: str, score: ModuleType, tmp_path: Path) -> None:
    for stem, conversion in convert(form).items():
        (tmp_path / f"{stem}.xml").write_bytes(conversion.xml or b"<none/>")
    sums: Counter[str] = Counter()
    for stem in STEMS:
        score.score_one(stem, GOLD / "frus", tmp_path, form, sums)
    share = {
        "words": 100 - 100 * sums["lost"] / sums["words"],
        "blocks": score.f1(sums["blk_b"], sums["blk_g"], sums["blk_s"]),
        "segments": score.f1(sums["blk_seg"], sums["blk_g"], sums["blk_s"]),
        "notes": score.f1(sums["note_tp"], sums["note_g"], sums["note_s"]),
        "anchors": 100 * sums["anchor"] / sums["call_g"],
        "dates": 100 * sums["date_tp"] / sums["date_g"],
        "turns": score.f1(sums["turn_tp"], sums["turn_g"], sums["turn_s"]),
        "pages": score.f1(sums["page_tp"], sums["page_g"], sums["page_s"]),
        "deletions": score.f1(sums["del_tp"], sums["del_g"], sums["del_s"]),
    }
    assert sums["documents"] == len(STEMS)
    assert {what: round(share[what], 1) for what, floor in FLOORS[form].items() if share[what] < floor} == {}
