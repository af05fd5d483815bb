"""``engross convert``: sources to TEI, without an edition."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from engross.commands.arguments import REPEATED, Parser, UsageError, at_least_one
from engross.commands.console import Misuse, Tally, output, output_bytes, style_of
from engross.commands.decisions import show_decisions
from engross.commands.files import refuse_clashes
from engross.commands.results import announce, save, summarize
from engross.commands.targets import named_by_id, target_name
from engross.commands.work import Progress, Task, carry_out
from engross.diagnostics import diagnose_file

EXAMPLES = """Examples:
  engross convert letter.txt                    one edition, to standard output
  engross convert notes/*.md -o tei --jobs 4    tei/<name>.xml for every file
  engross convert --target dts letter.txt       as a platform needs it
  engross convert --explain letter.txt          how each of its lines was read, in place of the edition
"""


def declare(parser: Parser) -> None:
    """State the command line."""
    parser.take("files", "FILE...", nargs="+", type=Path)
    add = parser.options.add_argument
    add("-o", "--output", dest="folder", metavar="DIR", type=Path,
        help="Write <name>.xml for each FILE to this folder, which is made if need be.")  # fmt: skip
    add("--profile", metavar="NAME|PATH", help="The conventions of the sources. [default: found out]")
    add("--target", dest="targets", metavar="NAME", type=target_name, **REPEATED,
        help="Make editions as the platform NAME needs them (tei-publisher, dts ...); repeatable.")  # fmt: skip
    add("--jobs", metavar="N", type=at_least_one, default=1, help="Work in N processes at once.")
    add("--explain", action="store_true",
        help="Print, in place of the edition, how each block was read: its line, what it is, the rule that decided, "
             "and what it would be without that rule, if any other has a claim.")  # fmt: skip
    add("-v", "--verbose", action="store_true", help="Say which profile was used and why, and show remarks.")


def convert(
    files: Sequence[Path], folder: Path | None, profile: str | None, targets: Sequence[str], jobs: int, explain: bool,
    verbose: bool,
) -> int:  # fmt: skip
    """Make TEI editions of FILEs: one to standard output, or each to a file in DIR."""
    if folder is None and len(files) > 1 and not explain:
        raise UsageError("several FILEs need a folder to be written to: add -o DIR.")
    wanted = tuple(dict.fromkeys(targets))
    outputs = [None if folder is None else folder / f"{_output_stem(path, wanted)}.xml" for path in files]
    if folder is not None and os.path.exists(folder) and not os.path.isdir(folder):
        raise Misuse(diagnose_file("output-not-folder", str(folder)))
    refuse_clashes(files, outputs)
    if profile is not None:
        _refuse_bad_profile(profile)
    if folder is not None:
        _make(folder)
    tally, progress, style = Tally(), Progress(len(files)), style_of(sys.stdout)
    tasks = [
        Task(path, str(path), path.stem, profile, explain=explain, output=output, targets=wanted)
        for path, output in zip(files, outputs, strict=True)
    ]
    for number, outcome in enumerate(carry_out(tasks, jobs)):
        progress.clear()
        announce(outcome, tally, verbose)
        if explain:
            output(show_decisions(outcome, style))
        if outcome.task.output is not None:
            save(outcome, outcome.task.output, tally)
        elif outcome.xml is not None and not explain:
            output_bytes(outcome.xml)
        if number + 1 < len(tasks):
            progress.show(number + 1, tasks[number + 1].name)
    summarize(tally, verbose)
    return tally.status


def _output_stem(path: Path, targets: tuple[str, ...]) -> str:
    """The name, without ``.xml``, of the edition of the source at `path`."""
    if not named_by_id(targets):
        return path.stem
    from engross.naming import document_id

    return document_id(path.stem)


def _refuse_bad_profile(profile: str) -> None:
    """Raise `Misuse` where there is no such profile, or it is not well made."""
    from engross.commands.profiles import find_profile

    find_profile(profile)


def _make(folder: Path) -> None:
    """Make `folder`, and those above it, where they are missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        problem.filename = str(folder)
        raise
