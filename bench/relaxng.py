"""Validation side by side with Jing, in one run: medians of the time of a whole process.

    python bench/relaxng.py tei_all.rng FILE... [--repeat 5] [--many 500]

One file against the schema, without and with a cached schema; then many files in one call (the files given, as often
as needed). Jing's time includes the start of Java, as an editor feels it.
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
from pathlib import Path

RUN = (
    "import sys; from engross.relaxng import load_schema; schema = load_schema(sys.argv[1]);"
    "print(sum(bool(schema.validate(name)) for name in sys.argv[2:]))"
)


def median(command: list[str], repeat: int, before: object = None) -> float:
    """The median time of `command`, in seconds."""
    times = []
    for _ in range(repeat):
        if callable(before):
            before()
        begun = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("schema")
    parser.add_argument("files", nargs="+")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--many", type=int, default=500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ENGROSS_CACHE"] = folder

        def clear() -> None:
            shutil.rmtree(Path(folder) / "relaxng", ignore_errors=True)

        ours = [sys.executable, "-c", RUN, options.schema]
        small = [min(options.files, key=lambda name: Path(name).stat().st_size)]
        many = (options.files * (options.many // len(options.files) + 1))[: options.many]
        rows = [
            ("one file, engross, nothing cached", median(ours + small, options.repeat, clear)),
            ("one file, engross, schema cached", median(ours + small, options.repeat)),
            (f"{len(many)} files, engross, schema cached", median(ours + many, options.repeat)),
        ]
        if shutil.which("jing"):
            jing = ["jing", options.schema]
            rows.insert(2, ("one file, jing", median(jing + small, options.repeat)))
            rows.append((f"{len(many)} files, jing", median(jing + many, options.repeat)))
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, median of {options.repeat}")
    for name, seconds in rows:
        print(f"{name:<40} {seconds:7.3f} s")


if __name__ == "__main__":
    main()
