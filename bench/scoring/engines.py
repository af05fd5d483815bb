"""The programs that make editions: engross, and pandoc to compare with, both as the commands that anyone would type."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

#: Makes TEI of sources (by name) in a folder; gives back where that of each is, or would be.
Convert = Callable[[Mapping[str, Path], Path], dict[str, Path]]


@dataclass(frozen=True, slots=True)
class Engine:
    """A program. `convert` makes editions; `once` is its command for many sources in one call, to measure its speed."""

    name: str
    convert: Convert
    once: Callable[[Sequence[Path], Path], list[str]]


def engross(profile: str | None = None) -> Engine:
    """engross, with the profile named, or found out for each source."""
    start = [sys.executable, "-m", "engross", "convert", *(["--profile", profile] if profile else [])]

    def once(paths: Sequence[Path], folder: Path) -> list[str]:
        return [*start, *map(str, paths), "-o", str(folder)]

    def convert(sources: Mapping[str, Path], folder: Path) -> dict[str, Path]:
        _run(once(list(sources.values()), folder))
        return {name: folder / f"{path.stem}.xml" for name, path in sources.items()}

    return Engine("engross", convert, once)


def pandoc() -> Engine | None:
    """pandoc, from its Markdown to TEI; None where it is not installed. Without its extension *smart*, which makes
    quotation marks elements and so costs it blocks."""
    program = shutil.which("pandoc")
    if program is None:
        return None
    start = [program, "--standalone", "--from", "markdown-smart", "--to", "tei"]

    def once(paths: Sequence[Path], folder: Path) -> list[str]:
        return [*start, *map(str, paths), "--output", str(folder / "all.xml")]

    def convert(sources: Mapping[str, Path], folder: Path) -> dict[str, Path]:
        made = {name: folder / f"{number}.xml" for number, name in enumerate(sources)}
        for name, path in sources.items():
            _run([*start, str(path), "--output", str(made[name])])
        return made

    return Engine("pandoc", convert, once)


def speed_of(engine: Engine, paths: Sequence[Path], folder: Path, runs: int) -> float:
    """The MB/s of one call of `engine` for all of `paths`, its start included; that of the fastest of so many runs, as
    machines have other work. The files are copied first, as several may have names that differ in the ending alone."""
    copies = []
    for number, path in enumerate(paths):
        copies.append(folder / f"source-{number}{path.suffix}")
        shutil.copy(path, copies[-1])
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        _run(engine.once(copies, folder))
        times.append(time.perf_counter() - begun)
    return sum(path.stat().st_size for path in paths) / 1e6 / min(times)


def read_edition(path: Path) -> etree._Element | None:
    """The root of the edition at `path`; None where there is none that is XML."""
    try:
        return etree.parse(path, etree.XMLParser(huge_tree=True)).getroot()
    except (OSError, etree.XMLSyntaxError):
        return None


def _run(command: list[str]) -> None:
    """Run a command, its messages thrown away: what it did not make is missing, and counted as such."""
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
