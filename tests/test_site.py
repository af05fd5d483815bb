"""The site of an edition, without a browser: what is written, where, from what, and that it holds together."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import etree

from engross.cli import run
from engross.encode.tree import TEI, parse
from engross.html import to_html
from engross.html.language import html_language
from engross.site.dates import in_words, span_in_words
from engross.site.facing import read_source_view
from engross.site.naming import Names, safe_name
from engross.site.output import MANIFEST, Output
from engross.site.search import TermIndex, list_places, shard_of, write_shard
from engross.site.words import fold, passages, places

ROOT = Path(__file__).resolve().parents[1]
H = "{http://www.w3.org/1999/xhtml}"
EMPTY = f'<TEI xmlns="{TEI}"><teiHeader/><text><body>%s</body></text></TEI>'
WORKING_FILE = "004_57d0138bee58a5fa"

#: Runs the command line: exit status, standard output, standard error.
Engross = Callable[..., tuple[int, str, str]]


@pytest.fixture
def engross(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Engross:
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        capfd.readouterr()
        status = run(arguments)
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return status, out, err

    return call


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the seeds."""
    folder = tmp_path_factory.mktemp("seeds") / "site"
    assert run(["publish", str(ROOT / "seeds"), "-o", str(folder)]) == 0
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def page(path: Path) -> etree._Element:
    """A page, which is well-formed XML as well."""
    return parse(path.read_bytes().partition(b"\n")[2])


def pointers(html: etree._Element) -> Iterator[str]:
    for element in html.iter(etree.Element):
        for name in ("href", "src", "data", "action", "poster", "srcset"):
            if (value := element.get(name)) is not None:
                yield value


def check_links(site: Path) -> int:
    """Every link and every file that a page wants is there, in the site, with the anchor that is named; how many."""
    pages = {path.resolve(): page(path) for path in site.rglob("*.html")}
    ids = {path: {each.get("id") for each in html.iter(etree.Element)} for path, html in pages.items()}
    count = 0
    for path, html in pages.items():
        named = [each.get("id") for each in html.iter(etree.Element) if each.get("id")]
        assert len(named) == len(set(named)), path
        for value in pointers(html):
            address = urlsplit(value)
            assert not address.scheme, f"{path}: {value}"
            assert not address.netloc, f"{path}: {value}"
            target = (path.parent / unquote(address.path)).resolve() if address.path else path
            assert target.is_relative_to(site.resolve()), f"{path}: {value}"
            assert target.is_file(), f"{path}: {value}"
            if address.fragment:
                assert unquote(address.fragment) in ids[target], f"{path}: {value}"
            count += 1
    return count


def write_tei(folder: Path, **bodies: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, body in bodies.items():
        (folder / f"{name}.xml").write_text(EMPTY % body, encoding="utf-8")


# --- what is in it ---


def test_all_links_lead_somewhere_in_the_site(site: Path) -> None:
    assert check_links(site) > 300


def test_no_page_is_of_anything_outside(site: Path) -> None:
    """No address of another place in pages, styles and scripts; the namespace of HTML aside, which nobody fetches."""
    for name, data in files_of(site).items():
        if name.endswith((".html", ".css", ".js")) and not name.startswith("search/"):
            text = data.decode().replace('xmlns="http://www.w3.org/1999/xhtml"', "")
            assert not re.search(r"https?:|//[a-z]|@import|url\(|eval\(|innerHTML \+|<style|style=", text), name
        if name.endswith(".html"):
            assert "Content-Security-Policy" in data.decode()


def test_what_can_be_had_is_the_very_file(site: Path) -> None:
    for path in (ROOT / "tei").glob("*.xml"):
        assert (site / "documents" / path.name).read_bytes() == path.read_bytes()
        source = ROOT / "seeds" / f"{path.stem}.txt"
        assert (site / "documents" / source.name).read_bytes() == source.read_bytes()


def test_index_says_what_each_document_is(site: Path) -> None:
    rows = [
        "".join(map(str, li.itertext()))
        for li in page(site / "index.html").iter(f"{H}li")
        if li.find(f"{H}p") is not None
    ]
    assert len(rows) == 3
    assert rows[0].startswith("Working file: notes, conversations and draft messages, October 25–28, 1962")
    assert "25–28 October 1962 · working file" in rows[0]
    assert "Dean Rusk" in rows[0]


def test_documents_lead_to_their_neighbours(site: Path) -> None:
    found = []
    name = f"documents/{WORKING_FILE}.html"
    while name:
        found.append(name)
        links = [each.get("href") for each in page(site / name).iter(f"{H}a") if each.get("rel") == "next"]
        name = f"documents/{links[0]}" if links else ""
    assert len(found) == 3


def test_people_and_dates_lead_to_passages(site: Path) -> None:
    people = (site / "people.html").read_text(encoding="utf-8")
    assert f'<a href="documents/{WORKING_FILE}.html#d1-sp2">d1-sp2</a>' in people
    dates = (site / "dates.html").read_text(encoding="utf-8")
    assert f'<a href="documents/{WORKING_FILE}.html#d1-e3">5:45 pm.</a>' in dates
    assert "26 October 1962, 17:45" in dates


def test_lines_of_the_source_are_those_of_each_passage() -> None:
    """Each paragraph, item and note has the lines of the source that its text stands in."""
    for path in sorted((ROOT / "tei").glob("*.xml")):
        root = parse(path.read_bytes())
        view = read_source_view(root)
        assert view is not None
        assert view.data == (ROOT / "seeds" / f"{path.stem}.txt").read_bytes()
        checked = 0
        for element in root.iter(f"{{{TEI}}}p", f"{{{TEI}}}item", f"{{{TEI}}}note"):
            name = element.get("{http://www.w3.org/XML/1998/namespace}id")
            if not name or len(element):
                continue
            first, last = view.extents[name]
            words = "".join((element.text or "").split())
            assert words in "".join("".join(view.lines[first - 1 : last]).split()), name
            assert first == last or words not in "".join("".join(view.lines[first:last]).split()), name
            checked += 1
        assert checked > 9


def test_an_edition_that_was_changed_has_no_source(engross: Engross, tmp_path: Path) -> None:
    (tmp_path / "tei").mkdir()
    xml = (ROOT / "tei" / f"{WORKING_FILE}.xml").read_text(encoding="utf-8")
    (tmp_path / "tei" / "one.xml").write_text(xml.replace("Political path", "Political paths"), encoding="utf-8")
    assert engross("publish", "tei", "-o", "site")[0] == 0
    assert sorted(path.name for path in (tmp_path / "site" / "documents").iterdir()) == ["one.html", "one.xml"]
    assert check_links(tmp_path / "site") > 100


# --- the same bytes, each time and in any number of processes ---


def test_bytes_do_not_depend_on_the_run(engross: Engross, site: Path, tmp_path: Path) -> None:
    status, *_ = engross("publish", str(ROOT / "seeds"), "-o", "elsewhere", "--jobs", "2")
    assert status == 0
    assert files_of(tmp_path / "elsewhere") == files_of(site)


# --- words ---


def test_passages_are_joined_over_lines_and_pages() -> None:
    body = (
        '<div xml:id="d"><head>A head</head><p xml:id="a">multi-<lb break="no"/>lateral it may be <fw>easier</fw>\n'
        '<pb n="3" xml:id="x"/><fw>- 3 -</fw> easier<lb/>to widen inter-<pb n="4" break="maybe" xml:id="y"/>national'
        '<note n="1" xml:id="n">Not here.</note></p></div>'
    )
    found = passages(to_html(parse(EMPTY % body)))
    assert found == [
        ("d", "A head"),
        ("a", "multilateral it may be easier to widen inter-national"),
        ("d", "easier"),
        ("d", "- 3 -"),
        ("n", "Not here."),
    ]
    terms = places(text for _, text in found)
    assert {"multilateral", "inter", "national", "international", "widen"} <= set(terms)
    assert {"to", "may"} <= set(terms)
    assert [at - terms["may"][0] for at in (*terms["easier"][:1], *terms["inter"], *terms["national"])] == [2, 5, 6]


def test_what_is_not_read_interrupts_no_sentence() -> None:
    body = (
        '<p xml:id="a">We <del>would</del> could <choice>\n<sic>maek</sic> <corr>make</corr>\n</choice> it '
        '<note type="editorial" xml:id="e">if Ankara agrees</note> '
        'soon.<ref target="#n">(1)</ref></p><note xml:id="n">A note.</note>'
    )
    assert passages(to_html(parse(EMPTY % body))) == [
        ("a", "We could make it soon."),
        ("a", "would"),
        ("a", "maek"),
        ("e", "if Ankara agrees"),
        ("a", "(1)"),
        ("n", "A note."),
    ]


def test_words_that_follow_each_other_have_numbers_that_do() -> None:
    found = places(["The co-operation of the Allies", "the Allies\u2019 co\u00adoperation"])
    at = {term: [number - found["the"][0] for number in numbers] for term, numbers in found.items()}
    assert at["the"] == [0, 4, 7]
    assert at["co"] == [1]
    assert at["operation"] == [2]
    assert at["allies"] == [5, 8]
    assert at["cooperation"][0] == 9
    assert at["cooperation"][1] > 10  # as one word, apart from all others
    assert "x" * 61 not in places(["x" * 61])


@pytest.mark.parametrize(
    ("words", "folded"),
    [
        ("Straße", "strasse"),
        ("ÉTÉ", "ete"),
        ("Ĳssel", "ijssel"),
        ("Ёлка", "елка"),
        ("हिन्दी", "हनद"),
        ("e\u0301te\u0301", "ete"),
        ("ŁÓDŹ", "lodz"),
        ("Søren", "soren"),
        ("ΛΟΓΟΣ", "λογοσ"),
        ("λόγος", "λογοσ"),
        ("İzmir", "izmir"),
        ("co\u00adoperate", "cooperate"),
        ("℡", "tel"),
    ],
)
def test_fold(words: str, folded: str) -> None:
    assert fold(words) == folded
    assert list(places([words])) == [folded]


@pytest.mark.parametrize("held", [2**25, 100])
def test_terms_are_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: int) -> None:
    """What is packed is unpacked as ``index.js`` does it, whether it was held in memory or on disk."""
    monkeypatch.setattr("engross.site.search._MOST_HELD", held)
    monkeypatch.setattr("engross.site.search._LONG", 20)
    documents: dict[str, dict[int, list[int]]] = {
        "alpha": {0: [2], 1: [2], 2: [2], 3: [2, 3], 40: [7, 90, 1000], 41: [2], 1000: [2]},
        "alpine": {5: [40]},
        "b": {0: [3]},
        "été": {7: [2]},
    }
    index = TermIndex(tmp_path)
    for number in range(1001):
        index.add(list_places(number, {term: at[number] for term, at in documents.items() if number in at}))
    shards = index.shards()
    assert [shard.name for shard in shards] == ["_e9t", "al", "b"]
    assert all(bool(shard.path) == (held == 100) for shard in shards)
    found = {}
    for shard in shards:
        files = dict(write_shard(shard))
        terms = read_script(files.pop(f"search/terms/{shard.name}.js"))
        standing = {term: steps for data in files.values() for term, steps in read_script(data).items()}
        alone = {name.split("/")[-1] for name in files} - {f"{shard.name}.js"}
        assert alone == ({"alpha-.js"} if shard.name == "al" else set())
        for term, packed in terms.items():
            assert packed.startswith("!") == (term == "alpha")
            numbers = unpack(packed.removeprefix("!"))
            where = [read_steps(steps) for steps in standing[term].split(" ")]
            assert [times for _, times in numbers] == [len(at) for at in where]
            found[term] = dict(zip((number for number, _ in numbers), where, strict=True))
    assert found == documents
    assert shard_of("été") == "_e9t"
    written = ["search/places/ak.js", "search/places/al.js", "search/places/alpha-.js", "search/terms/al.js"]
    assert shards[1].own(written) == frozenset(written[1:])


def read_script(data: bytes) -> dict[str, str]:
    found: dict[str, str] = json.loads("[" + data.decode().removeprefix("engross.take(").removesuffix(");\n") + "]")[2]
    return found


def read_steps(steps: str) -> list[int]:
    return list(accumulate(int(step, 36) for step in steps.split(".")))


def unpack(packed: str) -> list[tuple[int, int]]:
    """Documents, and how often each has the term."""
    number, found = -1, []
    for group in packed.split(" "):
        one, _, run = group.partition("+")
        step, _, times = one.partition("*")
        for _ in range(int(run or "0", 36) + 1):
            number += int(step, 36)
            found.append((number, int(times or "1", 36)))
    return found


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("1962-10-26", "1962-10-26", "26 October 1962"),
        ("1962-10-26T13:10:00", "1962-10-26T13:10:00", "26 October 1962, 13:10"),
        ("1962-10-25", "1962-10-28", "25–28 October 1962"),
        ("1962-09-25", "1962-10-28", "25 September – 28 October 1962"),
        ("1961", "1963-02", "1961 – February 1963"),
        ("1962-10", "", "October 1962"),
        ("", "", ""),
        ("", "1963", "until 1963"),
        ("about 1900", "about 1900", "about 1900"),
        ("1962-13-45", "1962-13-45", "1962-13-45"),
    ],
)
def test_dates_in_words(first: str, last: str, words: str) -> None:
    assert span_in_words(first, last) == words
    assert in_words("--10-26") == "--10-26"


# --- what was there before ---


def test_old_pages_go_and_what_is_not_ours_stays(engross: Engross, tmp_path: Path) -> None:
    write_tei(tmp_path / "tei", one="<p>One.</p>", two="<p>Two.</p>")
    assert engross("publish", "tei", "-o", "site")[0] == 0
    own = tmp_path / "site" / "documents" / "mine.html"
    own.write_text("mine")
    (tmp_path / "tei" / "two.xml").unlink()
    status, out, _ = engross("publish", "tei", "-o", "site")
    assert status == 0
    assert "old files removed" in out
    found = files_of(tmp_path / "site")
    assert "documents/one.html" in found
    assert found["documents/mine.html"] == b"mine"
    assert not [name for name in found if "two" in name]
    assert "two" not in found[MANIFEST].decode()
    assert found["search/texts/one.js"]


def test_the_last_good_page_stays(engross: Engross, tmp_path: Path) -> None:
    write_tei(tmp_path / "tei", one="<p>One.</p>")
    assert engross("publish", "tei", "-o", "site")[0] == 0
    before = (tmp_path / "site" / "documents" / "one.html").read_bytes()
    write_tei(tmp_path / "tei", one="<list><item>One.</item>" + "<pb/>" * 9000 + "</list>", two="<p>Two.</p>")
    status, _, err = engross("publish", "tei", "-o", "site")
    assert status == 1
    assert re.search(r"tei/one\.xml.*\[not-written\]", err)
    assert (tmp_path / "site" / "documents" / "one.html").read_bytes() == before
    assert (tmp_path / "site" / "documents" / "two.html").exists()
    assert check_links(tmp_path / "site") > 20


def test_a_file_that_is_not_ours_is_never_overwritten(engross: Engross, tmp_path: Path) -> None:
    write_tei(tmp_path / "tei", one="<p>One.</p>")
    (tmp_path / "site" / "documents").mkdir(parents=True)
    (tmp_path / "site" / "index.html").write_text("mine")
    status, _, err = engross("publish", "tei", "-o", "site")
    assert status == 1
    assert "not-written" in err
    assert "engross did not write" in err
    assert (tmp_path / "site" / "index.html").read_text() == "mine"
    assert (tmp_path / "site" / "documents" / "one.html").exists()


def test_a_second_run_changes_nothing(engross: Engross, tmp_path: Path) -> None:
    write_tei(tmp_path / "tei", one="<p>One.</p>")
    engross("publish", "tei", "-o", "site")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "site").rglob("*") if path.is_file()}
    engross("publish", "tei", "-o", "site")
    assert {path: path.stat().st_mtime_ns for path in before} == before


@pytest.mark.parametrize("name", ["../outside.html", "/etc/passwd", "a/../../b", "C:\\x", "a\\..\\b", ".", ""])
def test_a_list_that_names_files_outside_is_not_believed(tmp_path: Path, name: str) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (tmp_path / "outside.html").write_text("stays")
    (site / MANIFEST).write_text(f"{name}\n")
    output = Output(site)
    assert output.own == frozenset()
    assert output.remove_others(()) == 0
    assert (tmp_path / "outside.html").exists()


def test_nothing_is_written_through_a_link_out_of_the_site(engross: Engross, tmp_path: Path) -> None:
    write_tei(tmp_path / "tei", one="<p>One.</p>")
    (tmp_path / "outside").mkdir()
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "documents").symlink_to(tmp_path / "outside")
    status, _, err = engross("publish", "tei", "-o", "site")
    assert status == 1
    assert "leads out of the site" in err
    assert list((tmp_path / "outside").iterdir()) == []


# --- bad input ---


def test_a_file_that_is_not_tei_is_named_and_the_others_are_published(engross: Engross, tmp_path: Path) -> None:
    write_tei(tmp_path / "tei", good="<p>Good.</p>")
    (tmp_path / "tei" / "html.xml").write_text("<html/>")
    (tmp_path / "tei" / "broken.xml").write_text("<TEI>")
    status, _, err = engross("publish", "tei", "-o", "site")
    assert status == 1
    assert re.search(r"tei/html\.xml.*\[not-tei\]", err)
    assert re.search(r"tei/broken\.xml:1:.*\[not-xml\]", err)
    assert (tmp_path / "site" / "documents" / "good.html").exists()
    assert len(list((tmp_path / "site" / "documents").glob("*.html"))) == 1


def test_entities_stand_for_what_the_file_says_and_nothing_else(engross: Engross, tmp_path: Path) -> None:
    (tmp_path / "tei").mkdir()
    (tmp_path / "secret").write_text("secret")
    bodies = {
        "inside": '<!ENTITY dash "&#8212;">',
        "outside": f'<!ENTITY dash SYSTEM "{(tmp_path / "secret").as_uri()}">',
        "bomb": '<!ENTITY a "aaaaaaaaaa">'
        + "".join(
            f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True)
        )
        + '<!ENTITY dash "&j;">',
    }
    for name, entities in bodies.items():
        text = f"<!DOCTYPE TEI [{entities}]>" + EMPTY % "<p>one&dash;two</p>"
        (tmp_path / "tei" / f"{name}.xml").write_text(text, encoding="utf-8")
    status, _, err = engross("publish", "tei", "-o", "site")
    assert status == 1
    assert "one—two" in (tmp_path / "site" / "documents" / "inside.html").read_text(encoding="utf-8")
    assert len(re.findall(r"tei/(?:outside|bomb)\.xml:.*\[not-xml\]", err)) == 2
    assert "secret" not in "".join(data.decode() for data in files_of(tmp_path / "site").values())


@pytest.mark.parametrize("make", [lambda f: f.mkdir(), lambda f: (f / "a").mkdir(parents=True)])
def test_a_folder_without_documents_makes_no_site(
    engross: Engross, tmp_path: Path, make: Callable[[Path], object]
) -> None:
    make(tmp_path / "tei")
    status, _, err = engross("publish", "tei", "-o", "site")
    assert status == 1
    assert "nothing-to-publish" in err
    assert not (tmp_path / "site").exists()


def test_misuse(engross: Engross, tmp_path: Path) -> None:
    write_tei(tmp_path / "tei", one="<p>One.</p>")
    (tmp_path / "file").write_text("here")
    assert engross("publish", "nowhere", "-o", "site")[0] == 2
    assert engross("publish", "file", "-o", "site")[0] == 2
    assert engross("publish", "tei")[0] == 2
    assert engross("publish", "tei", "-o", "file")[0] == 2
    assert engross("publish", "tei", "-o", "tei")[0] == 2
    assert engross("publish", "tei", "-o", "tei/../tei/.")[0] == 2
    assert (tmp_path / "file").read_text() == "here"
    assert sorted(path.name for path in (tmp_path / "tei").iterdir()) == ["one.xml"]


def test_a_folder_that_cannot_be_written_to(engross: Engross, tmp_path: Path) -> None:
    write_tei(tmp_path / "tei", one="<p>One.</p>")
    (tmp_path / "file").write_text("here")
    status, _, err = engross("publish", "tei", "-o", "file/site")
    assert status == 1
    assert "not-written" in err
    if os.geteuid() != 0:
        (tmp_path / "closed").mkdir(mode=0o500)
        assert engross("publish", "tei", "-o", "closed/site")[0] == 1


def test_an_edition_that_was_not_built_is_made(engross: Engross, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "edition.toml").write_text("[edition]\ntitle = 'Letters'\n[[document]]\npath = 'one.txt'\n")
    (tmp_path / "letters" / "one.txt").write_text("A letter\n\nSome words.\n")
    status, _, err = engross("publish", "letters", "-o", "letters/site")
    assert status == 0
    assert "edition-not-built" in err
    assert not (tmp_path / "tei").exists()
    assert "Some words." in (tmp_path / "letters" / "site" / "documents" / "one.html").read_text(encoding="utf-8")
    assert "<title>Letters</title>" in (tmp_path / "letters" / "site" / "index.html").read_text(encoding="utf-8")


EVIL = "</title><script>alert(1)</script><img src=x onerror=alert(1)>\"'&\u202e\u2066"


def test_hostile_text_stays_text(engross: Engross, tmp_path: Path) -> None:
    """In every field, in names of files, and in ids: nothing becomes an element, nothing is written elsewhere."""
    evil = EVIL.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    header = (
        f"<teiHeader><fileDesc><titleStmt><title>{evil}</title><title level='m'>{evil}</title><author>{evil}</author>"
        f'</titleStmt><publicationStmt><publisher>{evil}</publisher><idno type="{evil}">{evil}</idno></publicationStmt>'
        f'<sourceDesc><p>{evil}</p></sourceDesc></fileDesc><profileDesc><creation><date when="{evil}">{evil}</date>'
        f'</creation><particDesc><listPerson><person xml:id="x"><persName>{evil}</persName></person></listPerson>'
        f"</particDesc><textClass><keywords><term>{evil}</term></keywords></textClass></profileDesc></teiHeader>"
    )
    body = (
        f'<div type="document" subtype="{evil}" n="{evil}"><head>{evil}</head><p rend="{evil}">{evil}<pb n="{evil}" '
        f'facs="{evil}"/><persName ref="#x">{evil}</persName><ref target="{evil}">x</ref><note n="{evil}">{evil}</note>'
        f'<date when="{evil}">{evil}</date></p></div>'
    )
    (tmp_path / "tei").mkdir()
    xml = f'<TEI xmlns="{TEI}">{header}<text><body>{body}</body></text></TEI>'
    for name in ("..%2f..%2fx", "a b'c<d>&e", "…", "CON", "-rf", "one", "ONE", "x" * 200, "\u202egpj"):
        (tmp_path / "tei" / f"{name}.xml").write_text(xml, encoding="utf-8")
    before = set(files_of(tmp_path))
    status, *_ = engross("publish", "tei", "-o", "site")
    assert status == 0
    assert all(name.startswith("site/") for name in set(files_of(tmp_path)) - before)
    assert check_links(tmp_path / "site") > 100
    for path in (tmp_path / "site").rglob("*.html"):
        html = page(path)
        assert not list(html.iter(f"{H}img"))
        assert all(re.fullmatch(r"(\.\./)?assets/[a-z]+\.js", each.get("src", "")) for each in html.iter(f"{H}script"))
        assert "\u202e" not in "".join(map(str, next(html.iter(f"{H}title")).itertext()))
    for name in files_of(tmp_path / "site"):
        assert re.fullmatch(r"[A-Za-z0-9._/-]+", name), name


def test_names_are_safe_and_differ() -> None:
    assert [safe_name(name, "x") for name in ("..", "a/b\\c", "é", "con.x", ".hidden", "a" * 99)] == [
        "x", "a_b_c", "x", "con.x_", "hidden", "a" * 80,
    ]  # fmt: skip
    names = Names("x")
    assert [names.give(name) for name in ("One", "one", "ONE", "..", "é")] == ["One", "one-2", "ONE-3", "x", "x-2"]


# --- many ---


def test_long_lists_are_divided(engross: Engross, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engross.site.plan.SHORT", 3)
    monkeypatch.setattr("engross.site.indexes.SHORT", 3)
    monkeypatch.setattr("engross.site.indexes.PER_PAGE", 2)
    person = "<listPerson><person xml:id='k'><persName>Mr K</persName></person></listPerson>"
    (tmp_path / "tei").mkdir()
    for number in range(5):
        header = (
            f"<teiHeader><profileDesc><creation><date when='{1950 + number}'/></creation>"
            f"<particDesc>{person}</particDesc></profileDesc></teiHeader>"
        )
        xml = f"<TEI xmlns='{TEI}'>{header}<text><body><p>By <persName ref='#k'>K</persName>.</p></body></text></TEI>"
        (tmp_path / "tei" / f"{number}.xml").write_text(xml)
    assert engross("publish", "tei", "-o", "site")[0] == 0
    found = files_of(tmp_path / "site")
    assert {"index-2.html", "index-3.html", "people/k.html", "dates/1953.html"} <= set(found)
    assert check_links(tmp_path / "site") > 50
    assert '<a href="../people/k.html"' in found["documents/3.html"].decode()


def test_a_link_to_another_document_leads_to_its_page(engross: Engross, tmp_path: Path) -> None:
    write_tei(
        tmp_path / "tei",
        one='<p>See <ref target="two.xml#p">two</ref>, <ref target="three.xml">three</ref>, '
        '<ref target="two.xml#q">no place</ref>, <ref target="../annexe/two%20b.xml">an annexe</ref>.</p>',
        two='<p xml:id="p">Two.</p>',
    )
    write_tei(tmp_path / "tei" / "below", two="<p>Another.</p>", four='<p><ref target="two.xml">beside it</ref></p>')
    write_tei(tmp_path / "tei" / "annexe", **{"two b": "<p>B.</p>"})
    assert engross("publish", "tei", "-o", "site")[0] == 0
    html = (tmp_path / "site" / "documents" / "one.html").read_text(encoding="utf-8")
    assert '<a href="two.html#p" class="tei-ref">two</a>' in html
    assert "three</span>" in html
    assert '<a href="two.html" class="tei-ref">no place</a>' in html
    assert '<a href="two_b.html" class="tei-ref">an annexe</a>' in html
    assert '<a href="two-2.html"' in (tmp_path / "site" / "documents" / "four.html").read_text(encoding="utf-8")
    assert check_links(tmp_path / "site") > 20


def test_pictures_are_linked_and_copied_from_the_edition_only(engross: Engross, tmp_path: Path) -> None:
    """Page numbers lead to their images; what lies outside, is no picture, or is not there is never copied."""
    (tmp_path / "secret.png").write_bytes(b"secret")
    scans = tmp_path / "tei" / "scans"
    scans.mkdir(parents=True)
    (scans / "p 1.png").write_bytes(b"one")
    (scans / "p2.JPG").write_bytes(b"two")
    (scans / "key.pem").write_bytes(b"a key")
    (scans / "out.png").symlink_to(tmp_path / "secret.png")
    breaks = [
        "scans/p%201.png", "#f2", "https://example.org/3.jpg", "../secret.png", "scans/out.png", "scans/key.pem",
        f"file://{tmp_path}/secret.png", f"{tmp_path}/secret.png", "scans/%00.png", "0010", "javascript:alert(1).png",
        "//example.org/x.png", "http://[::1.png",
    ]  # fmt: skip
    facsimile = '<facsimile><surface xml:id="f2"><graphic url="scans/p2.JPG"/></surface></facsimile>'
    pages = "".join(f'<pb n="{number}" facs="{facs}"/>w{number} ' for number, facs in enumerate(breaks, 1))
    figures = (
        '<figure><graphic url="scans/p%201.png"/></figure><figure><graphic url="https://example.org/f.png"/></figure>'
    )
    text = f"<text><body><p>{pages}</p>{figures}</body></text>"
    (tmp_path / "tei" / "a.xml").write_text(f'<TEI xmlns="{TEI}"><teiHeader/>{facsimile}{text}</TEI>')
    (tmp_path / "tei" / "b.xml").write_text(f'<TEI xmlns="{TEI}"><teiHeader/>{facsimile}</TEI>')
    status, _, err = engross("publish", "tei", "-o", "site")
    assert status == 0
    assert err.count("pictures-missing") == 1
    found = files_of(tmp_path / "site")
    copied = {name.split("/")[-1].rpartition("-")[0]: data for name, data in found.items() if "/images/" in name}
    assert copied == {"p_1": b"one", "p2": b"two"}
    assert b"secret" not in b"".join(data for name, data in found.items() if not name.endswith(".xml"))
    html = page(tmp_path / "site" / "documents" / "a.html")
    links = {"".join(a.itertext()): a.get("href", "") for a in html.iter(f"{H}a") if a.get("class") == "facs ui"}
    assert sorted(links) == ["1", "2", "3"]
    assert links["3"] == breaks[2]
    assert [img.get("src") for img in html.iter(f"{H}img")] == [links["1"]]
    assert "example.org" not in str([img.get("src") for img in html.iter(f"{H}img")])
    assert f'src="{links["2"]}"' in found["documents/b.html"].decode()
    assert engross("publish", "tei", "-o", "site")[0] == 0
    assert files_of(tmp_path / "site") == found


def test_years_before_the_era_come_first_and_in_their_order(engross: Engross, tmp_path: Path) -> None:
    """The earlier, the further from the era; years of five digits last, and what has no year behind them."""
    (tmp_path / "tei").mkdir()
    for name, when in {"a": "-0044-03-15", "b": "-0100", "c": "1962-10-26", "d": "12000", "e": "", "f": "soon"}.items():
        header = f"<teiHeader><profileDesc><creation><date when='{when}'/></creation></profileDesc></teiHeader>"
        text = f"<text><body><p>On <date when='{when}'>a day</date>.</p></body></text>"
        (tmp_path / "tei" / f"{name}.xml").write_text(f"<TEI xmlns='{TEI}'>{header}{text}</TEI>")
    assert engross("publish", "tei", "-o", "site")[0] == 0
    links = [a.get("href", "") for a in page(tmp_path / "site" / "index.html").iter(f"{H}a")]
    assert [link[10:11] for link in links if link.startswith("documents/")] == ["b", "a", "c", "d", "e", "f"]
    dates = (tmp_path / "site" / "dates.html").read_text(encoding="utf-8")
    assert re.findall(r"<h2>(.*?)</h2>", dates) == ["-0100", "-0044", "1962", "12000", "Without a date"]
    assert "<h3>March -0044</h3>" in dates


@pytest.mark.parametrize(
    ("tag", "shown"),
    [
        ("en", "en"),
        ("eng", "en"),
        ("ger-1901", "de-1901"),
        ("grc", "grc"),
        ("x'><script>", ""),
        ("en_GB", ""),
        ("", ""),
    ],
)
def test_languages_are_those_of_html(tag: str, shown: str) -> None:
    assert html_language(tag) == shown
    html = to_html(parse(EMPTY % f'<p xml:lang="{tag.replace("<", "&lt;")}">A.</p>'))
    assert [p.get("lang", "") for p in html.iter(f"{H}p")] == [shown]


def test_an_apparatus_of_its_own_is_read_as_a_whole() -> None:
    body = (
        '<p>A <app><lem wit="#A">lemma</lem><rdg wit="#B #C">reading</rdg></app>.</p>'
        '<div><listApp><app><lem>lemma</lem><rdg wit="#B">reading</rdg></app></listApp></div>'
    )
    html = to_html(parse(EMPTY % body))
    assert [span.get("class") for span in html.iter(f"{H}span") if span.text == "reading"] == [
        "tei-rdg unread",
        "tei-rdg",
    ]
    assert [span.get("data-wit") for span in html.iter(f"{H}span") if span.text == "reading"] == [" B C", " B"]
    assert "lemma reading" in [text for _, text in passages(html)]


def test_what_leads_to_a_document_that_cannot_be_shown_leads_to_its_tei_file(engross: Engross, tmp_path: Path) -> None:
    write_tei(tmp_path / "tei", deep="<p>" + "<hi>" * 1500 + "x" + "</hi>" * 1500 + "</p>", well="<p>Well.</p>")
    status, _, err = engross("publish", "tei", "-o", "site")
    assert status == 1
    assert re.search(r"deep\.xml: error: .*more than 1000 deep", err)
    assert check_links(tmp_path / "site") > 10
    assert 'href="deep.xml"' in (tmp_path / "site" / "documents" / "deep.html").read_text(encoding="utf-8")


def test_a_long_list_of_looks_is_cut(engross: Engross, tmp_path: Path) -> None:
    write_tei(tmp_path / "tei", one=f'<p rend="{"italic " * 5000}">Well.</p>')
    assert engross("publish", "tei", "-o", "site")[0] == 0
