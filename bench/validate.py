"""`engross validate` side by side with Jing, in one run: medians of the time of whole processes, as an editor feels it.

    python bench/validate.py tei_all.rng FILE... [--repeat 5] [--many 500]

FILE... are TEI documents of the size of a letter, valid against the schema. Measured are: the smallest of them, without
and with a cached schema; many in one call (the files given, as often as needed), valid ones and ones with a fault each;
and an edition against the schema that engross brings. "grammar" is what Jing does: RELAX NG alone (`--no-rules`);
"all" is what an editor gets: RELAX NG, the Schematron in it, TEI's rules. The programs take turns, so that what else
the machine does falls on all alike.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
ENGROSS = [sys.executable, "-m", "engross", "validate"]


class Row(NamedTuple):
    """A command to measure; `wanted` is how many times Jing's speed it should have at least."""

    name: str
    command: list[str]
    wanted: float = 0.0
    before: Callable[[], None] | None = None


def seconds(row: Row) -> float:
    """The time that the command of `row` takes."""
    if row.before:
        row.before()
    begun = time.perf_counter()
    subprocess.run(row.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - begun


def compare(title: str, jing: list[str], rows: list[Row], repeat: int) -> None:
    """Measure `rows` and Jing in turns, and print them."""
    every = [*rows, Row("jing", jing)] if shutil.which("jing") else rows
    times: list[list[float]] = [[] for _ in every]
    for _ in range(repeat):
        for row, taken in zip(every, times, strict=True):
            taken.append(seconds(row))
    medians = [statistics.median(taken) for taken in times]
    print(f"\n{title}")
    for row, median in zip(every, medians, strict=True):
        against = f"  {medians[-1] / median:5.2f} × Jing" if row.name != "jing" and len(every) > len(rows) else ""
        print(f"  {row.name:<34} {median:7.3f} s{against}" + (f"  (wanted: {row.wanted:g})" if row.wanted else ""))


def with_faults(files: list[Path], folder: Path) -> list[Path]:
    """Copies of `files` in `folder`, in each an element that is none."""
    folder.mkdir()
    made = []
    for number, path in enumerate(files):
        text = path.read_bytes()
        at = text.rfind(b"</p>")
        made.append(folder / f"{number:04}.xml")
        made[-1].write_bytes(text[:at] + b"<foo/>" + text[at:])
    return made


def main() -> None:
    """Measure and print tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("schema")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--many", type=int, default=500)
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, median of {options.repeat}")
    with tempfile.TemporaryDirectory() as work:
        os.environ["ENGROSS_CACHE"] = os.path.join(work, "cache")
        measure(options.schema, options.files, options.many, options.repeat, Path(work))


def measure(schema: str, files: list[Path], many: int, repeat: int, work: Path) -> None:
    """All tables."""
    jing, grammar, both = ["jing", schema], [*ENGROSS, "--schema", schema, "--no-rules"], [*ENGROSS, "--schema", schema]

    def clear() -> None:
        shutil.rmtree(work / "cache", ignore_errors=True)

    small = [str(min(files, key=lambda path: path.stat().st_size))]
    rows = [
        Row("engross, grammar, nothing cached", grammar + small, 1, clear),
        Row("engross, grammar, schema cached", grammar + small, 2),
        Row("engross, all, schema cached", both + small),
    ]
    compare(f"one file against {Path(schema).name}", jing + small, rows, repeat)
    several = (files * (many // len(files) + 1))[:many]
    for title, those in (("valid", several), ("with a fault each", with_faults(several, work / "faulty"))):
        names = list(map(str, those))
        rows = [Row("engross, grammar", grammar + names, 1), Row("engross, all", both + names, 1)]
        rows.append(Row("engross, all, one process", [*both, "--jobs", "1", *names]))
        compare(f"{many} files against {Path(schema).name}, {title}", jing + names, rows, repeat)
    edition = [str(min((ROOT / "tei").glob("*.xml"), key=lambda path: path.stat().st_size))]
    own = ["jing", str(ROOT / "schema" / "engross.rng"), *edition]
    rows = [Row("engross, all", ENGROSS + edition, 5), Row("engross, grammar", [*ENGROSS, "--no-rules", *edition], 5)]
    compare("an edition against the bundled schema", own, rows, repeat)
    editions = (sorted(map(str, (ROOT / "tei").glob("*.xml"))) * many)[:many]
    compare(f"{many} editions", own[:2] + editions, [Row("engross, all", ENGROSS + editions, 1)], repeat)


if __name__ == "__main__":
    main()
