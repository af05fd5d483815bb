"""The same sources give the same bytes, whatever the machine: its locale, its clock, its hashes, its folders."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))

SETTINGS = {
    "hash 1": {"PYTHONHASHSEED": "1"},
    "hash 4711": {"PYTHONHASHSEED": "4711"},
    "hash random": {"PYTHONHASHSEED": "random"},
    "Kiritimati": {"TZ": "Pacific/Kiritimati"},
    "Honolulu": {"TZ": "Pacific/Honolulu"},
    "locale C": {"LC_ALL": "C", "LANG": "C"},
    "locale C, no UTF-8 mode": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "locale C.UTF-8": {"LC_ALL": "C.UTF-8"},
    "optimized": {"PYTHONOPTIMIZE": "1"},
    "narrow terminal": {"COLUMNS": "20", "TERM": "dumb", "NO_COLOR": "1"},
}


def run(folder: Path, settings: dict[str, str], *arguments: str) -> dict[str, bytes]:
    """The files that `engross convert` writes into a folder, by name."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "PYTHONPATH", "SYSTEMROOT")}
    done = subprocess.run(
        [sys.executable, "-m", "engross", "convert", *arguments, "-o", "out"],
        cwd=folder,
        env=kept | settings,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return {path.name: path.read_bytes() for path in sorted((folder / "out").iterdir())}


@cache
def usual(folder: Path) -> dict[str, bytes]:
    folder.mkdir()
    return run(folder, {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}, *map(str, SEEDS))


@pytest.fixture(scope="session")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return usual(tmp_path_factory.getbasetemp() / "usual")


def test_every_seed_is_converted(expected: dict[str, bytes]) -> None:
    assert list(expected) == [f"{path.stem}.xml" for path in SEEDS]


@pytest.mark.parametrize("name", SETTINGS)
def test_the_bytes_are_the_same(expected: dict[str, bytes], tmp_path: Path, name: str) -> None:
    assert run(tmp_path, SETTINGS[name], *map(str, SEEDS)) == expected


def test_neither_the_folder_nor_the_order_of_the_sources_matters(expected: dict[str, bytes], tmp_path: Path) -> None:
    for path in SEEDS:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    names = [path.name for path in reversed(SEEDS)]
    assert run(tmp_path, {}, *names) == expected


def test_one_process_or_many(convert_seed, expected: dict[str, bytes]) -> None:
    """What a fresh process writes is what this long-lived one makes."""
    for number in ("000", "001", "004"):
        conversion = convert_seed(number, False)
        assert conversion.xml == expected[f"{conversion.source.stem}.xml"]
