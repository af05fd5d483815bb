"""Work done in a copy of the process."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engross import pipeline
from engross.beside import Beside
from engross.pipeline import convert_source
from engross.source import read_source

SEEDS = sorted(Path(__file__).parents[1].joinpath("seeds").glob("*.txt"))


@pytest.mark.parametrize("apart", [True, False])
def test_the_result_is_that_of_the_work(apart: bool) -> None:
    assert Beside(lambda: {"found": [1, 2]}, apart=apart).result() == {"found": [1, 2]}


@pytest.mark.parametrize("apart", [True, False])
def test_what_the_work_raises_is_raised(apart: bool) -> None:
    work = Beside(lambda: [][1], apart=apart)
    with pytest.raises(IndexError):
        work.result()


def test_more_than_a_pipe_holds_comes_through() -> None:
    assert Beside(lambda: "x" * 1_000_000, apart=True).result() == "x" * 1_000_000


def test_work_of_a_copy_that_is_killed_is_done_again() -> None:
    here = os.getpid()

    def work() -> str:
        if os.getpid() != here:
            os.kill(os.getpid(), 9)
        return "done here"

    assert Beside(work, apart=True).result() == "done here"


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_an_edition_is_the_same_whoever_checks_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = read_source(path.read_bytes(), path.name, path.stem)
    here = convert_source(source)
    monkeypatch.setattr(pipeline, "_LARGE", 0)
    assert convert_source(source) == here


def test_what_the_copy_finds_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    source = read_source(b"A title\n\nA paragraph of text.\n", "a.txt", "a")
    found = pipeline.check_rules
    monkeypatch.setattr(pipeline, "_LARGE", 0)
    monkeypatch.setattr(pipeline, "check_rules", lambda root: [*found(root), *_wrong(root)])
    made = convert_source(source)
    assert made.xml is None
    assert [(d.code, d.line) for d in made.diagnostics if d.code == "id-duplicate"] == [("id-duplicate", 3)]


def _wrong(root):
    from engross.check.problem import problem

    last = [element for element in root.iter("{*}p") if "paragraph" in (element.text or "")][-1]
    return [problem("id-duplicate", last, message="The id is taken.")]
