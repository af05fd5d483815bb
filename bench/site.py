"""How fast a site is made, how large it is, what it needs in memory, and how long its search takes.

    python bench/site.py DIR [--documents N] [--editions DIR] [--jobs N] [--search WORDS]...

The editions (those of the seeds, or of --editions) are repeated with new ids until there are N documents, in DIR/tei;
the site is made in DIR/site. Printed: documents a second, the time of a processor that each takes, the largest memory
of any of the processes in MB, the files and megabytes of the site. A second run finds DIR/tei there and makes the site
only. With --search, words are looked for in Chromium, and the milliseconds in the page are printed, with what was found
(this needs what the tests of the platforms need).
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import subprocess
import sys
import time
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Repeat the editions, make the site, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--editions", type=Path, default=ROOT / "tei")
    parser.add_argument("--jobs", default=str(os.cpu_count() or 1))
    parser.add_argument("--search", action="append", default=[])
    given = parser.parse_args()
    repeat(sorted(given.editions.glob("*.xml")), given.folder / "tei", given.documents)
    command = [sys.executable, "-m", "engross", "publish", str(given.folder / "tei"), "-o", str(given.folder / "site")]
    began = time.perf_counter()
    subprocess.run([*command, "--jobs", given.jobs], check=True)
    seconds = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    memory, each = used.ru_maxrss / 1024, (used.ru_utime + used.ru_stime) * 1000 / given.documents
    files = [path for path in (given.folder / "site").rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1024**2
    print(f"{given.documents / seconds:.0f} documents/s, {each:.1f} ms of a processor for each, {memory:.0f} MB")
    print(f"{len(files):,} files, {size:.0f} MB")
    if given.search:
        search(given.folder / "site", given.search)


def search(site: Path, words: list[str]) -> None:
    """Look for each of `words` in the site; print how long it took and how much was found."""
    sys.path.insert(0, str(ROOT / "tests" / "platforms"))
    from programs import browse

    for word, milliseconds, found in browse(
        "../../bench/site.cjs", {"index": (site / "index.html").as_uri(), "words": words}
    ):
        print(f"{milliseconds:4.0f} ms  {word}: {found}")


def repeat(editions: list[Path], folder: Path, number: int) -> None:
    """Write `number` documents into `folder`: `editions`, again and again, each time with other ids and days."""
    if folder.exists():
        return
    folder.mkdir(parents=True)
    for at, path in enumerate(islice(cycle(editions), number)):
        xml = re.sub(r'(<TEI [^>]*xml:id=")[^"]*', rf"\g<1>n{at}", path.read_text(encoding="utf-8"), count=1)
        xml = re.sub(r'(<creation>.*?when=")\d{4}', rf"\g<1>{1861 + at % 120}", xml, count=1)
        (folder / f"document-{at:05}.xml").write_text(xml, encoding="utf-8")


if __name__ == "__main__":
    main()
