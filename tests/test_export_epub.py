"""`epub`: a well-formed container whose parts lead to each other; epubcheck is asked in tests/platforms."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from exporting import GOLD, SEEDS, edition_of, load
from lxml import etree

from engross.export import epub
from engross.export.edition import Edition

X = {"x": "http://www.w3.org/1999/xhtml"}
TYPE = "{http://www.idpf.org/2007/ops}type"
EDITIONS = [pytest.param(path, id=path.stem) for path in SEEDS + GOLD]


def book(*editions: Edition) -> dict[str, bytes]:
    """The files of a book, in their order."""
    data = epub.make(editions).data
    assert isinstance(data, bytes)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {name: archive.read(name) for name in archive.namelist()}


def page(files: dict[str, bytes], name: str) -> etree._Element:
    return etree.fromstring(files[f"EPUB/{name}"])


def chapter(body: str, header: str = "<teiHeader/>") -> etree._Element:
    return page(book(edition_of(body, header)), "chapter-0001.xhtml")


def test_the_container_begins_as_the_specification_says() -> None:
    data = epub.make([edition_of("<p>a</p>")]).data
    assert isinstance(data, bytes)
    assert data[30:58] == b"mimetypeapplication/epub+zip"


@pytest.mark.parametrize("path", EDITIONS)
def test_every_link_leads_somewhere(path: Path) -> None:
    files = book(load(path))
    ids = {name: set(re.findall(rb'\bid="([^"]*)"', data)) for name, data in files.items()}
    for name, data in files.items():
        if not name.endswith(".xhtml"):
            continue
        root = etree.fromstring(data)
        assert not root.findall(".//x:script", X)
        for link in root.iterfind(".//x:a[@href]", X):
            target = link.get("href", "")
            if "://" in target:
                continue
            file, _, fragment = target.partition("#")
            place = f"EPUB/{file}" if file else name
            assert place in files
            assert not fragment or fragment.encode() in ids[place], target


@pytest.mark.parametrize("path", EDITIONS)
def test_the_chapter_has_every_word_of_the_edition(path: Path) -> None:
    edition = load(path)
    root = page(book(edition), "chapter-0001.xhtml")
    text = root.find(".//x:div[@class='edition']", X)
    assert text is not None
    shown = re.sub(r"\s", "", "".join(text.itertext()))
    for block in edition.text.blocks:
        for run in block.all_runs:
            if run.kind == "text" and not run.text.startswith((" [", "[", "]")):
                for word in run.text.split():
                    assert word in shown


def test_contents_follow_headings_and_datelines() -> None:
    files = book(
        edition_of(
            "<div type='document' xml:id='d1'><head>A<note n='1'>x</note></head>"
            "<div xml:id='s1'><head>B</head><p>b</p></div>"
            "<div xml:id='s2'><p>c</p><div xml:id='s3'><head>C</head><p>d</p></div></div>"
            "<div type='entry' xml:id='e1'><dateline>Oct 26</dateline><p>e</p></div></div>"
        ),
        edition_of("<div type='document' xml:id='d1'><head>Z</head><p>z</p></div>"),
    )
    toc = page(files, "nav.xhtml").find(f".//x:nav[@{TYPE}='toc']", X)
    assert toc is not None
    found = [(len(list(a.iterancestors("{*}ol"))), a.get("href"), a.text) for a in toc.iterfind(".//x:a", X)]
    assert found == [
        (1, "chapter-0001.xhtml", "A"),
        (2, "chapter-0001.xhtml#s1", "B"),
        (2, "chapter-0001.xhtml#s3", "C"),
        (2, "chapter-0001.xhtml#e1", "Oct 26"),
        (1, "chapter-0002.xhtml", "Z"),
    ]


def test_pages_are_listed_and_marked() -> None:
    files = book(edition_of("<p>a<pb n='12' xml:id='pb12'/>b<pb/>c<pb n='13' xml:id='pb13'/></p>"))
    nav = page(files, "nav.xhtml").find(f".//x:nav[@{TYPE}='page-list']", X)
    assert nav is not None
    assert [(a.get("href"), a.text) for a in nav.iterfind(".//x:a", X)] == [
        ("chapter-0001.xhtml#pb12", "12"),
        ("chapter-0001.xhtml#pb13", "13"),
    ]
    breaks = page(files, "chapter-0001.xhtml").iterfind(f".//x:span[@{TYPE}='pagebreak']", X)
    assert len(list(breaks)) == 3


def test_notes_are_asides_that_their_calls_lead_to() -> None:
    root = chapter("<p>a<note n='1' type='footnote' xml:id='n1'>x</note></p>")
    (call,) = root.iterfind(f".//x:a[@{TYPE}='noteref']", X)
    (aside,) = root.iterfind(f".//x:aside[@{TYPE}='footnote']", X)
    assert call.get("href") == f"#{aside.get('id')}" == "#n1"
    assert "x" in "".join(aside.itertext())


def test_the_package_states_what_the_headers_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    header = (
        "<teiHeader><fileDesc><titleStmt><title>T &amp; U</title><author>A</author></titleStmt><publicationStmt>"
        "<publisher>P</publisher></publicationStmt></fileDesc></teiHeader>"
    )
    package = book(edition_of("<p>a</p>", header, "xml:lang='fr'"))["EPUB/package.opf"].decode()
    stated = ("title>T &amp; U<", "creator>A<", "publisher>P<", "language>fr<")
    assert all(f"<dc:{each}" in package for each in stated)
    assert ">1970-01-01T00:00:00Z<" in package
    assert "<dc:date>" not in package
    assert "pagination" not in package
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert ">1970-01-02T00:00:00Z<" in book(edition_of("<p>a</p>"))["EPUB/package.opf"].decode()


def test_editions_link_to_each_other_inside_the_book() -> None:
    one = edition_of("<p>see <ref target='b.xml#p1'>b</ref></p>")
    two = edition_of("<p xml:id='p1'>b</p>")
    files = book(one, Edition("folder/b.xml", "b", two.data, two.root))
    (link,) = page(files, "chapter-0001.xhtml").iterfind(".//x:a[@href='chapter-0002.xhtml#p1']", X)
    assert link.text == "b"


def test_the_bytes_are_the_same() -> None:
    editions = [load(path) for path in SEEDS]
    assert epub.make(editions) == epub.make([load(path) for path in SEEDS])
