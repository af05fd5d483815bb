"""`text` and `markdown`: every word of the edition, in order, with its blanks; Markdown is read back by pandoc."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

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
