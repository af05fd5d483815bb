"""`docx`: pandoc and python-docx read every word back; footnotes, styles, the same bytes."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx as python_docx
import pytest
from exporting import BODIES, GOLD, SEEDS, edition_of, load
from hypothesis import HealthCheck, given, settings
from lxml import etree

from engross.export import docx
from engross.export.edition import Edition
from engross.views.spacing import plain
from engross.views.text import block_text
from engross.views.values import Block

EDITIONS = [pytest.param(path, id=path.stem) for path in SEEDS + GOLD]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
quick = settings(derandomize=True, deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))


def made(edition: Edition) -> bytes:
    data = docx.make([edition]).data
    assert isinstance(data, bytes)
    return data


def part_of(data: bytes, name: str) -> etree._Element | None:
    """The part `name` of a Word file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name)) if name in archive.namelist() else None


def words(root: etree._Element | None) -> list[str]:
    """The words in a part: tabs and line breaks part them, and so do paragraphs."""
    out = []
    for element in [] if root is None else root.iter():
        if element.tag == f"{W}t":
            out.append(element.text or "")
        elif element.tag in (f"{W}tab", f"{W}br", f"{W}p"):
            out.append(" ")
    return "".join(out).split()


def expected(blocks: list[Block]) -> list[str]:
    return " ".join(block_text(block) for block in blocks).split()


def check(edition: Edition) -> None:
    """The running text stands in the file in its order, then what nothing calls; each footnote stands in its part."""
    data = made(edition)
    found = [word for word in words(part_of(data, "word/document.xml")) if word != "•"]
    title = edition.record.title.split()
    if title and found[: len(title)] == title:
        first = next(iter(edition.text.blocks))
        if not (first.kind == "head" and plain(first.runs) == edition.record.title):
            found = found[len(title) :]
    signs = {note.label for note in edition.text.notes if note.label}
    wanted: list[str] = []
    feet: list[str] = []
    for part in edition.text.parts:
        keys = {run.target for block in part.blocks for run in block.all_runs if run.kind == "call"}
        wanted += expected(list(part.blocks))
        for note in sorted(part.notes, key=lambda note: note.called):
            (feet if str(note.key) in keys else wanted).extend(expected(list(note.blocks)))
        for block in part.furniture:
            if block_text(block, calls=True):
                wanted += [*f"[p. {block.page}]".split()] * bool(block.page) + expected([block])

    def bare(these: list[str]) -> str:
        joined = " ".join(these)
        for sign in sorted(signs, key=len, reverse=True):
            joined = joined.replace(sign, "")
        return " ".join(word for word in joined.split() if word != "•")

    assert bare(found) == bare(wanted)
    assert sorted(bare(words(part_of(data, "word/footnotes.xml"))).split()) == sorted(bare(feet).split())


@pytest.mark.parametrize("path", EDITIONS)
def test_every_word_stands_in_the_file(path: Path) -> None:
    check(load(path))


@quick
@given(BODIES)
def test_every_word_of_any_edition_stands_in_the_file(body: str) -> None:
    check(edition_of(body))


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_python_docx_opens_it_and_the_bytes_are_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = made(load(path))
    word = python_docx.Document(io.BytesIO(data))
    assert word.core_properties.author == "; ".join(name.text for name in load(path).record.authors)
    assert word.core_properties.language == "en"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert made(load(path)) == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_no_moment_is_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    core = part_of(made(edition_of("<p>a</p>")), "docProps/core.xml")
    assert core is not None
    assert [etree.QName(e).localname for e in core if etree.QName(e).localname in ("created", "modified")] == []


def paragraphs(data: bytes) -> list[tuple[str, str]]:
    return [(p.style.name, p.text) for p in python_docx.Document(io.BytesIO(data)).paragraphs if p.style and p.text]


def test_what_a_paragraph_is_is_its_style() -> None:
    data = made(
        edition_of(
            "<div><head>H</head><opener><dateline>D</dateline></opener><list type='memo-header'><label>TO :</label>"
            "<item>X</item></list><div><head>S</head><quote><p>Q</p></quote><sp><speaker>Ball--</speaker><p>yes</p></sp>"
            "<list><item><label>(a)</label> one<list rend='bulleted'><item>two</item></list></item></list></div>"
            "<closer><signed>N</signed></closer></div>"
        )
    )
    assert paragraphs(data) == [
        ("Heading 1", "H"),
        ("Dateline", "D"),
        ("Memo Head", "TO :\tX"),
        ("Heading 2", "S"),
        ("Block Quotation", "Q"),
        ("Speech", "Ball-- yes"),
        ("Item 1", "(a)\tone"),
        ("Item 2", "•\ttwo"),
        ("Signature Line", "N"),
    ]


def test_deletions_are_struck_and_notes_are_footnotes() -> None:
    data = made(edition_of("<p>a <del>b</del> <hi rend='bold italic'>c</hi><note><p>x</p><p>y</p></note> d</p>"))
    (paragraph,) = python_docx.Document(io.BytesIO(data)).paragraphs
    assert [run.text for run in paragraph.runs if run.font.strike] == ["b"]
    assert [run.text for run in paragraph.runs if run.bold and run.italic] == ["c"]
    notes = part_of(data, "word/footnotes.xml")
    assert notes is not None
    assert [n.get(f"{W}id") for n in notes] == ["-1", "0", "1"]
    assert [words(p) for p in notes[2]] == [["x"], ["y"]]
    document = part_of(data, "word/document.xml")
    assert document is not None
    assert [e.get(f"{W}id") for e in document.iter(f"{W}footnoteReference")] == ["1"]


def test_cells_span_columns_and_rows() -> None:
    data = made(
        edition_of(
            "<table><row role='label'><cell cols='2'>a</cell><cell rows='2'>b</cell></row>"
            "<row><cell>c</cell><cell>d</cell></row><row><cell>e</cell></row></table>"
        )
    )
    (table,) = python_docx.Document(io.BytesIO(data)).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["a", "a", "b"],
        ["c", "d", "b"],
        ["e", "", ""],
    ]


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="needs pandoc: apt-get install pandoc")
@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_pandoc_reads_it(path: Path, tmp_path: Path) -> None:
    edition = load(path)
    (tmp_path / "a.docx").write_bytes(made(edition))
    run = ["pandoc", "-f", "docx", "-t", "json", str(tmp_path / "a.docx")]
    read = subprocess.run(run, capture_output=True, text=True, check=True, timeout=60).stdout
    said = " ".join(re.findall(r'"t":"Str","c":"((?:[^"\\]|\\.)*)"', read)).replace('\\"', '"')
    for block in edition.text.blocks:
        for word in block_text(block).split():
            assert word.rstrip(".") in said, word
    assert read.count('"t":"Note"') == sum(note.called for note in edition.text.notes)
