"""What ``build`` and ``convert`` do with an outcome: show its diagnostics, write its file, add it up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from engross.commands.console import Tally, report, say
from engross.commands.work import Outcome
from engross.diagnostics import Diagnostic, Severity, diagnose_file
from engross.writing import write_atomic

_MANY = 100  # diagnostics of one code about one file that are shown unless all are asked for


def announce(outcome: Outcome, tally: Tally, verbose: bool) -> None:
    """Print what is to be said of `outcome`, and add it to `tally`."""
    if verbose and outcome.profile:
        say(f"{outcome.task.name}: profile {outcome.profile} ({outcome.reason})")
    tally.add(outcome.diagnostics, outcome.status)
    if verbose:
        report(outcome.diagnostics)
        return
    hidden: Counter[str] = Counter()
    report(_not_too_many(outcome.diagnostics, hidden))
    for code, number in hidden.items():
        say(f"{outcome.task.name}: … and {number:,} more of [{code}] (-v shows all)")


def _not_too_many(diagnostics: Iterable[Diagnostic], hidden: Counter[str]) -> Iterator[Diagnostic]:
    """The errors and warnings in `diagnostics`, a hundred of each code; others count in `hidden`."""
    shown: Counter[str] = Counter()
    for diagnostic in diagnostics:
        if diagnostic.severity is Severity.INFO:
            continue
        shown[diagnostic.code] += 1
        if shown[diagnostic.code] > _MANY:
            hidden[diagnostic.code] += 1
        else:
            yield diagnostic


def save(outcome: Outcome, path: Path, tally: Tally) -> str:
    """Write the edition of `outcome` to `path`; ``written``, ``unchanged`` or ``not written``."""
    if outcome.xml is None:
        if outcome.status < 2:  # the source was read, so the user expects a file
            refuse(path, "it would not be a sound edition of its source (see above)", tally)
        return "not written"
    try:
        return "written" if write_atomic(path, outcome.xml, inside=path.parent) else "unchanged"
    except OSError as problem:
        refuse(path, problem.strerror or str(problem), tally)
        return "not written"


def refuse(path: Path, reason: str, tally: Tally) -> None:
    """Say that `path` was not written and why."""
    problem = diagnose_file("not-written", str(path), reason=reason)
    tally.add([problem], 1)
    report([problem])


def summarize(tally: Tally, verbose: bool) -> None:
    """Print how many diagnostics there were, if there were any."""
    if words := tally.words():
        hint = " (-v shows the remarks)" if tally.counts[Severity.INFO] and not verbose else ""
        say(words + hint)
