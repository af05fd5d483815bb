"""How quickly sources become editions, beside pandoc, in one run on one core.

    python bench/convert.py FOLDER [--runs N]

FOLDER holds sources (.txt, .md). Both programs convert the same files: engross with all its checks, in one process
(the library) and as a command; pandoc as a command, all files in one call, Markdown to TEI. Medians of N runs, and
the ratio, since machines differ and are noisy.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from engross.pipeline import convert_source
from engross.source import read_source


def main() -> int:
    """Measure, print a table, and return 0; 2 where there is nothing to measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    files = sorted(p for p in given.folder.iterdir() if p.suffix in (".txt", ".md"))
    if not files:
        print(f"no .txt or .md files in {given.folder}", file=sys.stderr)
        return 2
    size = sum(p.stat().st_size for p in files) / 1e6
    print(f"{len(files)} files, {size:.2f} MB, median of {given.runs}")
    rows = [("engross, in one process", measure(lambda: convert_all(files), given.runs))]
    with tempfile.TemporaryDirectory() as out:
        inputs = copy_apart(files, Path(out) / "in")
        command = [sys.executable, "-m", "engross", "convert", *inputs, "-o", f"{out}/tei"]
        rows.append(("engross, the command", measure(lambda: run(command), given.runs)))
        if shutil.which("pandoc"):
            peer = ["pandoc", "-f", "markdown", "-t", "tei", *inputs, "-o", f"{out}/pandoc.xml"]
            rows.append(("pandoc, the command", measure(lambda: run(peer), given.runs)))
    last = rows[-1][1]
    for name, seconds in rows:
        print(f"{name:28} {seconds:7.2f} s {size / seconds:7.2f} MB/s   {last / seconds:5.2f} x the last row")
    return 0


def convert_all(files: list[Path]) -> None:
    """Convert each file, with every check."""
    for path in files:
        convert_source(read_source(path.read_bytes(), path.name, path.stem))


def copy_apart(files: list[Path], folder: Path) -> list[str]:
    """Copies of the files whose names differ in more than their ending: each becomes an edition of its own."""
    folder.mkdir()
    copies = []
    for number, path in enumerate(files):
        copies.append(str(folder / f"{number:05}{path.suffix}"))
        shutil.copy(path, copies[-1])
    return copies


def run(command: list[str]) -> None:
    """Run `command`, its messages thrown away."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def measure(work: Callable[[], None], runs: int) -> float:
    """The median of the seconds that `work` takes."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
