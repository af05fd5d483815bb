"""Checking many files, one by one or in several processes at once; results come in the order asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from engross.commands.files import STANDARD_INPUT
from engross.commands.schemas import Settings
from engross.commands.tei import check_file
from engross.commands.work import processors, spread
from engross.diagnostics import Diagnostic, diagnose_file

#: How many files a process is given at a time.
_CHUNK = 8
#: Bytes for a process to check: fewer are checked sooner by one than another is started.
_WORTH_IT = 1_000_000

Checked = tuple[list[Diagnostic], int]


def check_all(files: Sequence[Path], settings: Settings, jobs: int | None) -> Iterator[Checked]:
    """For each of `files`, in their order: what is wrong with it, and its exit status; worked out by `jobs` processes,
    or by as many as there are processors, where there is work for them."""
    jobs = 1 if STANDARD_INPUT in files else _worth(files, jobs or processors())
    if jobs < 2:
        yield from (check_file(path, settings) for path in files)
        return
    forks = sys.platform == "linux"
    if forks:  # what the first file needs is then loaded, and the other processes begin with it
        yield check_file(files[0], settings)
        files = files[1:]
    size = max(1, min(_CHUNK, len(files) // jobs))
    chunks = [files[i : i + size] for i in range(0, len(files), size)]
    for _, checked in spread(partial(_check_some, settings), chunks, jobs, _lost, forks=forks):
        yield from checked


def _worth(files: Sequence[Path], jobs: int) -> int:
    """How many processes, of `jobs` at most, are worth their start for `files`."""
    total = 0
    for path in files if jobs > 1 and len(files) > 1 else ():
        with suppress(OSError):
            total += path.stat().st_size
        if total >= jobs * _WORTH_IT:
            break
    return min(jobs, len(files), total // _WORTH_IT)


def _check_some(settings: Settings, files: Sequence[Path]) -> list[Checked]:
    return [check_file(path, settings) for path in files]


def _lost(files: Sequence[Path]) -> list[Checked]:
    detail = "a process that checked it ended without a word (was there memory enough?)"
    return [([diagnose_file("internal-error", str(path), detail=detail)], 1) for path in files]
