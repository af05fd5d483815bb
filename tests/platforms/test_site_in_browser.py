"""The site of an edition in Chromium, read from disk: search, views, notes, sources, and nothing asked of elsewhere."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from programs import HERE, browse, node_modules

from engross.cli import run
from engross.site.words import fold

ROOT = HERE.parents[1]
SCAN = "001_605f38c04bbdbd00"
WORKING_FILE = "004_57d0138bee58a5fa"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the seeds."""
    folder = tmp_path_factory.mktemp("seeds") / "site"
    assert run(["publish", str(ROOT / "seeds"), "-o", str(folder)]) == 0
    return folder


def visit(task: str, **given: object) -> Any:
    """What `task` of ``site.cjs`` finds; no page may ask for anything from outside, or complain."""
    told = browse("site.cjs", {"task": task, **given})
    assert told["outside"] == []
    assert told["faults"] == []
    return told["result"]


def pages_of(site: Path) -> list[str]:
    return [path.as_uri() for path in sorted(site.rglob("*.html"))]


def test_axe_finds_nothing(site: Path) -> None:
    """WCAG 2.2 AA and axe's further rules, on every page, light and dark, wide and narrow."""
    axe = node_modules("axe-core") / "axe-core" / "axe.min.js"
    assert visit("axe", pages=pages_of(site), axe=str(axe)) == []


def test_no_page_is_wider_than_a_phone(site: Path) -> None:
    assert {url: over for url, over in visit("widths", pages=pages_of(site)).items() if over > 0} == {}


def test_search_finds(site: Path) -> None:
    """Words with and without capitals, beginnings of words, several words, words that a page divides; filters."""
    asked = [
        {"words": "POLARIS"},
        {"words": "polar"},
        {"words": "brazilian ambassador"},
        {"words": "brazilian brubeck"},
        {"words": "widen easier"},
        {"words": "k"},
        {"words": "no-such-word"},
        {"kind": "working file"},
        {"person": "rostow"},
        {"year": "1962", "order": "title"},
    ]
    answers = dict(
        zip(map(str, asked), visit("search", index=(site / "index.html").as_uri(), asked=asked), strict=True)
    )
    titles = {wish: sorted(title.split()[0] for title in answer["titles"]) for wish, answer in answers.items()}
    assert list(titles.values()) == [
        ["Memorandum", "Negotiations:", "Working"],
        ["Memorandum", "Negotiations:", "Working"],
        ["Working"],
        [],
        ["Memorandum", "Negotiations:"],
        ["Working"],
        [],
        ["Working"],
        ["Memorandum", "Negotiations:"],
        ["Memorandum", "Negotiations:", "Working"],
    ]
    assert answers[str(asked[-1])]["titles"][0].startswith("Memorandum")
    found = answers[str(asked[2])]
    assert {word.casefold() for word in found["marked"]} == {"brazilian", "ambassador"}
    assert "probably the Brazilian Ambassador" in found["snippets"][0]
    assert found["links"][0].endswith(f"{WORKING_FILE}.html?q=brazilian%20ambassador#d1-p7")


PLACES = (
    '<pb n="1"/><p xml:id="a">The removal of the mis-<lb break="no"/>siles <del>in</del> from <choice><sic>Turky</sic>'
    '<corr>Turkey</corr></choice> is multi<pb n="2" break="no"/>lateral; Łódź<note type="editorial">in Poland</note> '
    "agrees. Jupiter, Jupiter.</p>"
)
RANKED = {"one": ("A note", PLACES, "1961"), "two": ("On Jupiter", "<p>Jupiter of the missiles.</p>", "1963"),
          "three": ("Third", "<p>Jupiter. The missiles of the removal.</p>", "1962")}  # fmt: skip


@pytest.fixture(scope="module")
def ranked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of three documents that have the same words in different places."""
    folder = tmp_path_factory.mktemp("ranked")
    for name, (title, text, year) in RANKED.items():
        header = (
            f"<fileDesc><titleStmt><title>{title}</title></titleStmt></fileDesc>"
            f'<profileDesc><creation><date when="{year}"/></creation></profileDesc>'
        )
        (folder / f"{name}.xml").write_text(
            f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader>{header}</teiHeader>'
            f"<text><body>{text}</body></text></TEI>",
            encoding="utf-8",
        )
    assert run(["publish", str(folder), "-o", str(folder / "site")]) == 0
    return folder / "site"


#: What is searched for; the titles that are found, in their order; what is marked in the first of them, if it is asked.
ASKED = (
    ("jupiter", ["On Jupiter", "A note", "Third"], None),
    ('"of the missiles"', ["A note", "On Jupiter"], None),
    ('"the missiles of the removal"', ["Third"], ["The missiles of the removal"]),
    ("“removal of the missiles from Turkey”", ["A note"], ["removal of the missiles from Turkey"]),
    ('"of the" third', ["Third"], None),
    ('"jupit"', [], None),
    ('"jupiter jupiter"', ["A note"], ["Jupiter, Jupiter"]),
    ("multilateral", ["A note"], ["multilateral"]),
    ('"lodz agrees"', ["A note"], ["Łódź agrees"]),
    ('"turky"', ["A note"], ["Turky"]),
    ('"in turkey"', [], None),
    ('"missiles', ["A note", "Third", "On Jupiter"], None),
)


def test_phrases_and_the_order_of_what_is_found(ranked: Path) -> None:
    """Phrases over breaks, deletions and corrections; titles first, then by how often, then by date."""
    asked = [{"words": words} for words, _, _ in ASKED]
    answers = visit("search", index=(ranked / "index.html").as_uri(), asked=asked)
    found = [(each["words"], answer["titles"]) for each, answer in zip(asked, answers, strict=True)]
    assert found == [(words, titles) for words, titles, _ in ASKED]
    marked = [(answer, want) for answer, (_, _, want) in zip(answers, ASKED, strict=True) if want]
    assert [answer["marked"] for answer, _ in marked] == [want for _, want in marked]
    in_pages = visit("marks", pages=[answer["links"][0] for answer, _ in marked])
    assert [" ".join(each.split()) for each in in_pages] == [" ".join(want) for _, want in marked]


def test_the_fold_of_the_page_is_that_of_the_index(ranked: Path) -> None:
    """Every character below the ideographs becomes the same in ``site.js`` and in ``words.py``."""
    characters = [chr(code) for code in range(0x20, 0x3400) if chr(code).isprintable() or code == 0xAD]
    folded = visit("folded", url=(ranked / "index.html").as_uri(), characters=characters)
    differing = {c: (f, fold(c)) for c, f in zip(characters, folded, strict=True) if f != fold(c)}
    assert differing == {}


def test_the_image_of_a_page_is_shown_beside_the_text(tmp_path: Path) -> None:
    """At a click on the number of the page; a second one takes it away, and a remote image stays a link."""
    pixel = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    (tmp_path / "1.gif").write_bytes(b64decode(pixel))
    (tmp_path / "letter.xml").write_text(
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text><body><p><pb n="1" facs="1.gif"/>Some words. '
        '<pb n="2" facs="https://example.org/2.jpg"/>More.</p></body></text></TEI>'
    )
    assert run(["publish", str(tmp_path), "-o", str(tmp_path / "site")]) == 0
    axe = node_modules("axe-core") / "axe-core" / "axe.min.js"
    found = visit("image", url=(tmp_path / "site" / "documents" / "letter.html").as_uri(), axe=str(axe))
    assert found == {"before": 0, "width": 1, "violations": [], "after": 0, "remote": "https://example.org/2.jpg"}


def test_views_show_and_hide(site: Path) -> None:
    """Deletions and what stands on the page are in the diplomatic view only; the choice is kept."""
    found = visit("views", url=(site / "documents" / f"{WORKING_FILE}.html").as_uri())
    assert found["reading"]["deletions"] == 0
    assert found["diplomatic"]["deletions"] == 6
    assert "given commitment, he would make commitment that Sov" in found["reading"]["text"]
    assert "given commitment, would he would make commitment not that Sov" in found["diplomatic"]["text"]
    assert found["kept"]
    scan = visit("views", url=(site / "documents" / f"{SCAN}.html").as_uri())
    assert scan["reading"]["furniture"] == 0
    assert scan["diplomatic"]["furniture"] > 20
    assert "it may be easier to widen" in " ".join(scan["reading"]["text"].split())


def test_notes_and_citations_open_where_they_are_called(site: Path) -> None:
    folder = site.parent / "notes"
    folder.mkdir(exist_ok=True)
    (folder / "letter.txt").write_text("Letter\n\nSome words.(1)\n\n(1) A note on them.\n", encoding="utf-8")
    assert run(["convert", str(folder / "letter.txt"), "-o", str(folder / "tei")]) == 0
    assert run(["publish", str(folder / "tei"), "-o", str(folder / "site")]) == 0
    found = visit("note", url=(folder / "site" / "documents" / "letter.html").as_uri())
    assert "A note on them." in found["opened"]
    assert "call" in found["focused"]
    assert "d1-p1" in found["citation"]
    assert found["left"] == 1


def test_lines_are_lit_with_their_passage(site: Path) -> None:
    words = "Thanks George"
    found = visit("facing", url=(site / "documents" / f"{WORKING_FILE}.facing.html").as_uri(), words=words)
    assert len(found["fromSource"]) == 2
    assert all(words in lit for lit in found["fromSource"])
    assert sorted(found["fromEdition"]) == sorted(found["fromSource"])


def test_pages_are_whole_without_scripts(site: Path) -> None:
    found = visit("plain", pages=pages_of(site))
    assert "Working file" in found[(site / "index.html").as_uri()]
    assert "at the moment? or indefinitely!" in found[(site / "documents" / f"{WORKING_FILE}.html").as_uri()]
