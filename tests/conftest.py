"""What several test modules need: the checkout's folders, and the seeds as the program converts them now."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from engross.edition import Edition, load_edition
from engross.pipeline import Conversion, convert_source
from engross.source import read_source

ROOT = Path(__file__).resolve().parents[1]

#: Gives the conversion of a seed (``000``), with the help of ``seeds/edition.toml`` or without.
ConvertSeed = Callable[[str, bool], Conversion]


@pytest.fixture(scope="session")
def root() -> Path:
    """The top folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def edition() -> Edition:
    """The edition of the seeds."""
    return load_edition(ROOT / "seeds")


@pytest.fixture(scope="session")
def convert_seed(edition: Edition) -> ConvertSeed:
    """The conversion of a seed; each is made once."""

    @cache
    def convert(number: str, helped: bool) -> Conversion:
        path = next((ROOT / "seeds").glob(f"{number}_*.txt"))
        source = read_source(path.read_bytes(), path.name, path.stem)
        if not helped:
            return convert_source(source)
        entry = next(e for e in edition.entries if e.path.name == path.name)
        return convert_source(source, edition=edition, entry=entry)

    return convert


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write what the spec cases give now into tests/spec")
