"""CETEIcean in Chromium: every element arrives, the text is the edition's, and our style sheet shows what is what.

With ENGROSS_PICTURES=DIR, a picture of each edition is kept there.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from editions import T, seeds
from lxml import etree
from programs import browse, node_modules, served

from engross.data import data_path

SAMPLE = Path(__file__).resolve().parents[1] / "sample_edition.xml"
Styles = Mapping[str, Sequence[str]]


def show(files: Sequence[Path], folder: Path, styles: Styles | None = None) -> dict[str, Any]:
    """What CETEIcean, with our page, style sheet and behaviors, makes of `files`."""
    site = folder / "site"
    shutil.copytree(data_path("targets", "ceteicean"), site)
    shutil.copyfile(node_modules("CETEIcean") / "CETEIcean" / "dist" / "CETEI.js", site / "CETEI.js")
    for file in files:
        shutil.copyfile(file, site / file.name)
    pictures = os.environ.get("ENGROSS_PICTURES", "")
    if pictures:
        Path(pictures).mkdir(parents=True, exist_ok=True)
    with served(site) as address:
        given = {"address": address, "editions": [f.name for f in files], "styles": styles or {}, "pictures": pictures}
        told = browse("ceteicean.cjs", given)
    assert told["outside"] == []
    made: dict[str, Any] = told["told"]
    return made


def compare(files: Sequence[Path], told: Mapping[str, Any]) -> None:
    """See to it that all elements and all text of `files` are in their pages, and nothing else."""
    for file in files:
        root, page = etree.parse(file).getroot(), told[file.name]
        names = Counter(str(element.tag).removeprefix(T) for element in root.iter(etree.Element))
        assert page["names"] == names, file.name
        text = next(root.iterchildren(f"{T}text"))
        assert page["text"] == "".join(text.itertext(etree.Element)), file.name
        assert "".join(page["seen"].split()) == "".join(page["text"].split()), "something is there and not seen"
        assert page["header"] == 0, "the header is shown"
        assert page["wide"] <= 0, "the page is wider than the window"
        assert all(page["calls"])
        assert page["faults"] == []


def test_the_seeds_arrive_whole(tmp_path: Path) -> None:
    compare(seeds(), show(seeds(), tmp_path))


def test_some_editions_of_gold_arrive_whole(tmp_path: Path, gold_editions: list[Path]) -> None:
    some = [path for path in gold_editions if path.parent.name == "editions.md"][::6]
    assert len(some) > 10
    compare(some, show(some, tmp_path))


STYLES = {
    "del": ("tei-del", "text-decoration-line"),
    "the source's reading": ("tei-choice > tei-sic", "display"),
    "the correction": ("tei-choice > tei-corr", "display"),
    "before the correction": ("tei-choice > tei-corr", "content", "::before"),
    "an editor's note": ("tei-note[type=editorial]", "background-color"),
    "an editor's note in its line": ("tei-p tei-note[type=editorial]", "display"),
    "a footnote": ("tei-div > tei-note[type=footnote]", "display"),
    "a call": ("tei-ref[type=noteReference]", "vertical-align"),
    "a turn": ("tei-sp", "display"),
    "a speaker": ("tei-speaker", "font-weight"),
    "what is said": ("tei-sp > tei-p", "grid-column-start"),
    "a page": ("tei-pb[n='2']", "content", "::before"),
    "a page in the margin": ("tei-pb[n='2']", "position", "::before"),
    "a table": ("tei-table", "display"),
    "a row": ("tei-row", "display"),
    "a cell": ("tei-cell", "display"),
    "a heading's cell": ("tei-row[tei-role=label] > tei-cell", "font-weight"),
    "underlined": ("tei-hi[rend=underline]", "text-decoration-line"),
    "a gap": ("tei-gap", "content", "::before"),
    "a gap of which editors speak": ("tei-seg[type=editorial] > tei-gap", "display"),
    "a paragraph": ("tei-p", "display"),
    "a line": ("tei-p tei-lb", "display"),
}


def test_our_style_sheet_shows_what_is_what(tmp_path: Path) -> None:
    told = show([SAMPLE], tmp_path, STYLES)
    compare([SAMPLE], told)
    assert told[SAMPLE.name]["computed"] == {
        "del": "line-through",
        "the source's reading": "inline",
        "the correction": "inline",
        "before the correction": '" ["',
        "an editor's note": "rgb(244, 239, 228)",
        "an editor's note in its line": "inline",
        "a footnote": "block",
        "a call": "super",
        "a turn": "grid",
        "a speaker": "700",
        "what is said": "2",
        "a page": '"[2]"',
        "a page in the margin": "absolute",
        "a table": "table",
        "a row": "table-row",
        "a cell": "table-cell",
        "a heading's cell": "700",
        "underlined": "underline",
        "a gap": '"[…"',
        "a gap of which editors speak": "none",
        "a paragraph": "block",
        "a line": "none",
    }
    seen = " ".join(told[SAMPLE.name]["seen"].split())
    assert "multi-lateral" in seen
    assert "memorandem" in seen


def test_an_edition_that_is_not_there_is_told_so_and_no_other_file_is_shown(tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(data_path("targets", "ceteicean"), site)
    shutil.copyfile(node_modules("CETEIcean") / "CETEIcean" / "dist" / "CETEI.js", site / "CETEI.js")
    with served(site) as address:
        queries = (
            "",
            "?../../etc/passwd",
            "?none.xml",
            "?https:%2F%2Fexample.org%2Fa.xml",
            "?%E0%A4%A",
            "?%3Cb%3E.xml",
        )
        told = browse("words.cjs", {"urls": [f"{address}/index.html{query}" for query in queries]})
    assert told == {"words": ["The edition could not be read."] * len(queries), "outside": []}
