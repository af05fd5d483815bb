"""`text` and `markdown`: every word of the edition, in order, with its blanks; Markdown is read back by pandoc."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from exporting import BODIES, GOLD, SEEDS, edition_of, load, pandoc
from hypothesis import HealthCheck, given, settings

from engross.export import markdown, text
from engross.export.edition import Edition, Made
from engross.views.text import block_text
from engross.views.values import Block, Part

EDITIONS = [pytest.param(path, id=path.stem) for path in SEEDS + GOLD]
needs_pandoc = pytest.mark.skipif(
    shutil.which("pandoc") is None, reason="needs pandoc (Debian: apt-get install pandoc)"
)
quick = settings(derandomize=True, deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
few = settings(quick, max_examples=40)


def made_text(made: Made) -> str:
    """The export as text."""
    assert isinstance(made.data, bytes)
    return made.data.decode()


def reading(edition: Edition) -> str:
    return made_text(text.make([edition]))


def marked(edition: Edition) -> str:
    return made_text(markdown.make([edition]))


def words(blocks: Iterable[Block], *, deletions: bool = True) -> list[str]:
    """The words of `blocks` in order, without the signs of notes."""
    return " ".join(block_text(block, deletions=deletions) for block in blocks).split()


def unsigned(edition: Edition, found: Iterable[str]) -> list[str]:
    """`found` without what the edition has as signs of its notes, or looks like one."""
    signs = sorted({re.escape(note.label) for note in edition.text.notes if note.label}, key=len, reverse=True)
    joined = " ".join(found)
    return (re.sub("|".join(signs), "", joined) if signs else joined).split()


def on_the_pages(part: Part, *, deletions: bool = True) -> list[str]:
    """The words of the furniture, with its pages."""
    found = []
    for block in part.furniture:
        if block_text(block, deletions=deletions, calls=True):
            found += [*f"[p. {block.page}]".split()] * bool(block.page) + words([block], deletions=deletions)
    return found


def check_text(edition: Edition) -> None:
    """The words of the export are those of each document, of its notes, and of its furniture, in their order."""
    made = reading(edition)
    wanted: list[str] = []
    for part in edition.text.parts:
        wanted += words(part.blocks, deletions=False)
        for note in sorted(part.notes, key=lambda note: note.called):
            wanted += words(note.blocks, deletions=False)
        wanted += on_the_pages(part, deletions=False)
    found, wanted = unsigned(edition, made.split()), unsigned(edition, wanted)
    marks = ("-", text.RULE)  # bullets and rules
    assert [word for word in found if word not in marks] == [word for word in wanted if word not in marks]
    assert not re.search(r"\S  | $", made, re.MULTILINE)


def check_markdown(edition: Edition) -> None:
    """pandoc finds in the export the words of each document, of its notes and of its furniture, in their order."""
    body, notes = pandoc(marked(edition))
    wanted: list[str] = []
    called: list[str] = []
    for part in edition.text.parts:
        keys = {run.target for block in part.blocks for run in block.all_runs if run.kind == "call"}
        wanted += words(part.blocks)
        for note in sorted(part.notes, key=lambda note: note.called):
            (called if str(note.key) in keys else wanted).extend(words(note.blocks))
        wanted += on_the_pages(part)
    assert unsigned(edition, body) == unsigned(edition, wanted)
    assert sorted(unsigned(edition, notes)) == sorted(unsigned(edition, called))


@pytest.mark.parametrize("path", EDITIONS)
def test_text_has_every_word_in_order(path: Path) -> None:
    check_text(load(path))


@pytest.mark.parametrize("path", EDITIONS)
@needs_pandoc
def test_pandoc_reads_every_word_of_the_markdown(path: Path) -> None:
    check_markdown(load(path))


@quick
@given(BODIES)
def test_text_has_every_word_of_any_edition(body: str) -> None:
    check_text(edition_of(body))


@few
@given(BODIES)
@needs_pandoc
def test_pandoc_reads_every_word_of_any_edition(body: str) -> None:
    check_markdown(edition_of(body))


NUMBERED = [
    # a list numbers its items by counting, or as they are numbered; labels of the text come first
    ("<list rend='numbered'><item>a</item><item>b</item></list>", "1. a\n\n2. b", "1. a\n2. b"),
    ("<list rend='numbered'><item n='4.1'>a</item><item>b</item></list>", "4.1. a\n\n2. b", "- 4\\.1. a\n- 2\\. b"),
    ("<list rend='numbered'><item n='7'><label>7)</label> a</item></list>", "7) a", "7) a"),
    ("<list rend='numbered'><item><label>1.</label> a</item><item>b</item></list>", "1. a\n\nb", "- 1\\. a\n- b"),
    ("<list rend='lettered'><item><label>(a)</label> a</item></list>", "(a) a", "- \\(a) a"),
    ("<list><item>a<list><item>b</item></list></item></list>", "- a\n\n  - b", "- a\n\n  - b"),
    # two lists are two
    ("<list><item>a</item></list><list><item>b</item></list>", "- a\n\n- b", "- a\n\n<!-- -->\n\n- b"),
]


@pytest.mark.parametrize(("body", "plain", "marked_up"), NUMBERED)
def test_items_have_the_numbers_that_the_edition_gives_them(body: str, plain: str, marked_up: str) -> None:
    edition = edition_of(body)
    assert reading(edition) == f"{plain}\n"
    assert marked(edition) == f"{marked_up}\n"


FORMS = [
    ("<p>a <hi rend='bold'>b</hi>, <hi>c</hi> d</p>", "a **b**, *c* d"),
    ("<p>un<hi>believ</hi>able</p>", "un<em>believ</em>able"),
    ("<p>a <del>b</del> c</p>", "a ~~b~~ c"),
    ("<p><hi>a </hi>b</p>", "*a* b"),
    ("<p>x<hi rend='superscript'>2</hi></p>", "x<sup>2</sup>"),
    ("<p>a <ref target='https://x.org/b c'>d</ref></p>", "a d"),
    ("<p>a <ref target='https://x.org/b_c'>d</ref></p>", "a [d](<https://x.org/b_c>)"),
    ("<p>a<note n='1'><p>x</p><p>y</p></note></p>", "a[^1]\n\n[^1]: x\n\n    y"),
    ("<quote><p>a</p><p>b</p></quote>", "> a\n>\n> b"),
    ("<div><div><p>a</p></div><div><head>B#</head></div></div>", "a\n\n## B\\#"),
    ("<sp><speaker>Ball--</speaker><p>yes</p></sp>", "**Ball--** yes"),
    ("<closer><signed>A</signed><signed>B</signed></closer>", "A\\\nB"),
    (
        "<table><row role='label'><cell>a|</cell><cell>b</cell></row><row><cell cols='2'>c<lb/>d</cell></row></table>",
        "| a\\| | b |\n| --- | --- |\n| c <br> d | |",
    ),
    ("<p>1. x</p>", "1\\. x"),
    ("<p># x</p>", "\\# x"),
    ("<p>Table: x</p>", "Table\\: x"),
    ("<p>- x</p>", "\\- x"),
]


@pytest.mark.parametrize(("body", "wanted"), FORMS)
def test_markdown_of_each_form(body: str, wanted: str) -> None:
    assert marked(edition_of(body)) == f"{wanted}\n"


@needs_pandoc
def test_pandoc_reads_the_metadata_of_markdown() -> None:
    header = (
        '<teiHeader><fileDesc><titleStmt><title>a: "b" *c* \\ &lt;d&gt; \x85</title><author>E</author>'
        "<author>F</author></titleStmt></fileDesc></teiHeader>"
    )
    made = marked(edition_of("<p>a</p>", header, "xml:lang='de'"))
    run = ["pandoc", "-f", "markdown-smart", "-t", "json"]
    read = subprocess.run(run, input=made.encode(), capture_output=True, check=True, timeout=60).stdout
    said = json.loads(read)["meta"]
    assert words_in(said["title"]).strip() == 'a: "b" *c* \\ <d>'
    assert [words_in(each) for each in said["author"]["c"]] == ["E", "F"]
    assert words_in(said["lang"]) == "de"


def words_in(value: dict[str, Any]) -> str:
    """The words of a value of pandoc's metadata."""
    return "".join(each["c"] if each["t"] == "Str" else " " for each in value["c"])


TEXTS = [
    ("<p>a</p><p>b</p>", "a\n\nb"),
    (
        "<list type='memo-header'><label>TO :</label><item>A</item><label>BY:</label><item>B</item></list>",
        "TO : A\nBY: B",
    ),
    ("<table><row><cell>a</cell><cell/><cell>c</cell></row><row><cell>d</cell></row></table>", "a\t\tc\nd"),
    ("<p>a<note>x</note></p>", "a[1]\n\n--------\n\n[1] x"),
    ("<p>a</p><fw>- 2 -</fw><pb n='3'/><fw>TOP</fw>", "a\n\n--------\n\n- 2 -\n[p. 3] TOP"),
    ("<address><addrLine>A</addrLine><addrLine>B</addrLine></address>", "A\nB"),
    ("<p>a <del>b</del></p><p><del>c</del></p>", "a"),
]


@pytest.mark.parametrize(("body", "wanted"), TEXTS)
def test_text_of_each_form(body: str, wanted: str) -> None:
    assert reading(edition_of(body)) == f"{wanted}\n"
