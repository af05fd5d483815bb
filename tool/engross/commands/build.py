"""``engross build``: every source of an edition to TEI."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engross.commands.arguments import REPEATED, Parser, at_least_one
from engross.commands.console import Misuse, Tally, count, output, report, style_of
from engross.commands.files import Unreadable, read_bytes, refuse_clashes
from engross.commands.results import announce, save, summarize
from engross.commands.targets import named_by_id, target_name
from engross.commands.work import Outcome, Progress, Task, carry_out
from engross.diagnostics import Diagnostic, Severity, diagnose_file

if TYPE_CHECKING:
    from engross.edition import Edition

_WITH_TIME = 72  # columns that the table needs; a narrower one leaves the time out
_HEADINGS = ("document", "words", "pages", "deletions", "notes", "speakers", "warnings", "time")


EXAMPLES = """Examples:
  engross build seeds            make or renew every edition that seeds/edition.toml names
  engross build --check seeds    write nothing; exit status 1 if anything is not as it would be made
  engross build --target dts .   make them as a platform needs them
"""


def declare(parser: Parser) -> None:
    """State the command line."""
    parser.take("folder", "[EDITION_DIR]", nargs="?", default=Path(), type=Path)
    add = parser.options.add_argument
    add("--check", action="store_true", help="Write nothing; name the files that would change, exit status 1.")
    add("--target", dest="targets", metavar="NAME", type=target_name, **REPEATED,
        help="Make editions as the platform NAME needs them (tei-publisher, dts ...); repeatable.")  # fmt: skip
    add("--jobs", metavar="N", type=at_least_one, default=1, help="Work in N processes at once.")
    add("-v", "--verbose", action="store_true", help="Say which profile was used and why, and show remarks.")


def build(folder: Path, check: bool, targets: Sequence[str], jobs: int, verbose: bool) -> int:
    """Make a TEI edition of every source that EDITION_DIR/edition.toml names."""
    edition = open_edition(folder)
    target = _shortened(edition.output)
    tasks = _tasks(edition, folder, target, tuple(dict.fromkeys(targets)))
    if not check and tasks:
        target.mkdir(parents=True, exist_ok=True)
    tally, progress = Tally(), Progress(len(tasks))
    results: list[tuple[Outcome, str]] = []
    for number, outcome in enumerate(carry_out(tasks, jobs)):
        progress.clear()
        announce(outcome, tally, verbose)
        path = outcome.task.output or target / f"{outcome.task.stem}.xml"
        results.append((outcome, _compare(outcome, path, tally) if check else save(outcome, path, tally)))
        if number + 1 < len(tasks):
            progress.show(number + 1, tasks[number + 1].name)
    _print_table([outcome for outcome, _ in results])
    output(_conclusion(target, [result for _, result in results]) + "\n")
    summarize(tally, verbose)
    return tally.status


def open_edition(folder: Path) -> Edition:
    """The edition in `folder`. Raises `Misuse` where there is none, `_Broken` where it is not well made."""
    from engross.edition import EditionError, load_edition

    try:
        os.stat(folder)
        os.stat(folder / "edition.toml")
    except (FileNotFoundError, NotADirectoryError):
        found = os.path.lexists(folder)
        raise Misuse(diagnose_file("edition-missing" if found else "file-missing", str(folder))) from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise Misuse(diagnose_file("file-unreadable", str(folder), reason=reason)) from None
    try:
        return load_edition(folder)
    except EditionError as problem:
        no_profile = any(d.code in ("profile-unknown", "profile-broken") for d in problem.diagnostics)
        raise (Misuse if no_profile else _Broken)(*problem.diagnostics) from None


class _Broken(Misuse):
    """An edition whose description is not well made: something is invalid, so exit status 1."""

    status = 1


def _tasks(edition: Edition, folder: Path, target: Path, targets: tuple[str, ...]) -> list[Task]:
    """A task for each source of `edition`, the edition to be written to `target` and made for `targets`. Raises
    `Misuse`."""
    by_id = named_by_id(targets)
    tasks = []
    for number, entry in enumerate(edition.entries):
        path, stem = entry.path, entry.stem
        output = target / f"{entry.id if by_id else stem}.xml"
        tasks.append(Task(path, str(path), stem, entry.profile, folder, number, output=output, targets=targets))
    refuse_clashes([task.path for task in tasks], [task.output for task in tasks])
    return tasks


def _shortened(folder: Path) -> Path:
    """`folder` without `..`, where that leads to the same place."""
    short = os.path.normpath(folder)
    return Path(short) if os.path.realpath(short) == os.path.realpath(folder) else folder


def _compare(outcome: Outcome, path: Path, tally: Tally) -> str:
    """Whether the file at `path` is what `outcome` would write there; if not, say so."""
    if outcome.xml is None:
        return "not written"
    try:
        old = read_bytes(path)
    except Unreadable as problem:
        missing = problem.diagnostic.code == "file-missing"
        found = diagnose_file("would-change", str(path), state="is missing" if missing else "can't be read")
    else:
        if old == outcome.xml:
            return "unchanged"
        found = _first_difference(path, old, outcome.xml)
    tally.add([found], 1)
    report([found])
    return "would change"


def _first_difference(path: Path, old: bytes, new: bytes) -> Diagnostic:
    """The diagnostic for a file whose bytes are not those that the sources give."""
    before, after = old.splitlines(), new.splitlines()
    pairs = enumerate(zip(before, after, strict=False), 1)
    line = next((number for number, (a, b) in pairs if a != b), min(len(before), len(after)) + 1)
    text = before[line - 1].decode("utf-8", "replace") if line <= len(before) else ""
    return diagnose_file("would-change", str(path), line, 0, text, state="is not what its source gives now")


def _print_table(outcomes: Sequence[Outcome]) -> None:
    """Print a line of figures for each document, and their sum."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from engross.rendering import visible

    style = style_of(sys.stdout)
    table = Table(box=box.SIMPLE_HEAD, show_footer=len(outcomes) > 1, pad_edge=False)
    rows = [_figures(outcome) for outcome in outcomes]
    total = [sum(row[i] for row in rows if row) for i in range(len(_HEADINGS) - 2)]
    seconds = sum(outcome.seconds for outcome in outcomes)
    footers = ["together", *(f"{n:,}" for n in total), f"{seconds:.2f} s"]
    columns = len(_HEADINGS) - (style.width < _WITH_TIME)
    for heading, footer in list(zip(_HEADINGS, footers, strict=True))[:columns]:
        right = heading != "document"
        table.add_column(heading, footer, justify="right" if right else "left", no_wrap=right, overflow="fold")
    for outcome, row in zip(outcomes, rows, strict=True):
        cells = [f"{n:,}" for n in row] if row else ["–"] * len(total)
        line: list[Text | str] = [Text(visible(outcome.task.stem, style.encoding)), *cells, f"{outcome.seconds:.2f} s"]
        table.add_row(*line[:columns])
    console = Console(file=sys.stdout, width=style.width, no_color=not style.colour, highlight=False, emoji=False)
    console.print(table)


def _figures(outcome: Outcome) -> list[int]:
    """The figures of a document, in the order of the table; none where there is no edition of it."""
    counts = outcome.counts
    if counts is None or outcome.xml is None:
        return []
    warnings = sum(d.severity is Severity.WARNING for d in outcome.diagnostics)
    return [counts.words, counts.pages, counts.deletions, counts.notes, counts.speakers, warnings]


def _conclusion(folder: Path, results: Sequence[str]) -> str:
    """In a line: how many editions there are, and what became of them."""
    kinds = [kind for kind in ("written", "unchanged", "would change", "not written") if kind in results]
    became = ", ".join(f"{results.count(kind):,} {kind}" for kind in kinds)
    return f"{count(len(results), 'edition')} in {folder}" + (f": {became}" if became else "")
