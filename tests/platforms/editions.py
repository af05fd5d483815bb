"""The editions that go through the platforms: those of the seeds, and those made of the sources in ../shared/gold."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from engross.cli import run
from engross.encode.tree import TEI

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT.parent / "shared" / "gold" / "frus"
T = f"{{{TEI}}}"
#: The endings of the sources of gold: what each document is there in three forms.
FORMS = (".txt", ".sg.txt", ".md")


def seeds() -> list[Path]:
    """The editions of the seeds."""
    return sorted((ROOT / "tei").glob("*.xml"))


@cache
def gold_names() -> tuple[str, ...]:
    """The names of the documents of gold. Skips where they are not there."""
    if not GOLD.is_dir():
        pytest.skip("../shared/gold is not there: it lies beside the checkout of the developers")
    return tuple(sorted(path.stem for path in GOLD.glob("*.xml")))


def convert_gold(folder: Path, forms: Iterable[str] = FORMS, target: str = "") -> list[Path]:
    """The editions of all of gold, in the given forms, made in `folder` (for `target`)."""
    made: list[Path] = []
    for form in forms:
        sources, output = folder / f"sources{form}", folder / f"editions{form}"
        sources.mkdir()
        for name in gold_names():  # the same stem in every form, so that ids are names of documents
            data = (GOLD / f"{name}{form}").read_bytes()
            (sources / f"{name}{'.md' if form == '.md' else '.txt'}").write_bytes(data)
        files = [str(path) for path in sorted(sources.iterdir())]
        assert run(["convert", *files, "-o", str(output), *(["--target", target] if target else [])]) == 0
        made += sorted(output.glob("*.xml"))
    return made


@pytest.fixture(scope="session")
def gold_editions(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The editions of all of gold in its three forms: more than two hundred."""
    return convert_gold(tmp_path_factory.mktemp("gold"))
