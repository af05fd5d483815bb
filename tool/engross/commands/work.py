"""Converting many files, one by one or in several processes at once; results come in the order asked for."""

from __future__ import annotations

import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from engross.commands.console import error_stream, internal_error, is_terminal, width_of
from engross.commands.files import Unreadable, read_text_bytes
from engross.diagnostics import Diagnostic, diagnose_file

if TYPE_CHECKING:
    from engross.edition import Edition
    from engross.pipeline import Counts
    from engross.profile import Profile
    from engross.readers.decisions import Decision
    from engross.source import Source
    from engross.targets import Aim

Item = TypeVar("Item")
Result = TypeVar("Result")
_AHEAD = 16  # results for each process that may wait to be taken


class Task(Struct, frozen=True):
    """One source to convert.

    `name` is what messages call it; `profile` a profile's name or path; with `folder`, the source is number
    `entry` of the edition there. With `explain`, the outcome says how each block was read. `output` is where the
    edition is written, if it is, and `targets` are the platforms that it is for.
    """

    path: Path
    name: str
    stem: str
    profile: str | None = None
    folder: Path | None = None
    entry: int = 0
    explain: bool = False
    output: Path | None = None
    targets: tuple[str, ...] = ()


class Outcome(Struct, frozen=True):
    """What became of a task. `xml` is None where nothing may be written; `status` is its exit status."""

    task: Task
    xml: bytes | None
    diagnostics: tuple[Diagnostic, ...]
    profile: str = ""
    reason: str = ""
    counts: Counts | None = None
    seconds: float = 0.0
    status: int = 0
    decisions: tuple[Decision, ...] = ()


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def carry_out(tasks: Sequence[Task], jobs: int) -> Iterator[Outcome]:
    """The outcome of each task, in the order of `tasks`, worked out by `jobs` processes."""
    yield from (outcome for _, outcome in spread(carry_out_one, tasks, jobs, _lost))


def _lost(task: Task) -> Outcome:
    detail = "a process that converted it ended without a word (was there memory enough?)"
    return Outcome(task, None, (diagnose_file("internal-error", task.name, detail=detail),), status=1)


def spread(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    jobs: int,
    lost: Callable[[Item], Result] | None = None,
    *,
    forks: bool = False,
) -> Iterator[tuple[Item, Result]]:
    """Each of `items` with what `work` makes of it, in their order, worked out by `jobs` processes; a few results wait,
    and no more. `lost` says what stands for a result where a process ended without one; without it, that is raised.
    `forks`: the processes begin with all that this one has loaded (only where it has but one thread)."""
    if jobs < 2 or len(items) < 2:
        yield from ((item, work(item)) for item in items)
        return
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(min(jobs, len(items)), get_context("fork" if forks else "spawn"))
    waiting: deque[tuple[Item, Future[Result] | None]] = deque()
    coming = iter(items)

    def submit(item: Item) -> None:
        try:
            waiting.append((item, pool.submit(work, item)))
        except BrokenProcessPool:
            waiting.append((item, None))

    try:
        for item in islice(coming, jobs * _AHEAD):
            submit(item)
        while waiting:
            item, future = waiting.popleft()
            for following in islice(coming, 1):
                submit(following)
            try:
                if future is None:
                    raise BrokenProcessPool
                yield item, future.result()
            except BrokenProcessPool:
                if lost is None:
                    raise
                yield item, lost(item)
    finally:
        pool.shutdown(cancel_futures=True)


def carry_out_one(task: Task) -> Outcome:
    """The outcome of one task; whatever goes wrong is in its diagnostics."""
    try:
        if task.profile is not None and task.profile.endswith(".toml"):
            from engross.commands.limited import carry_out_limited

            return carry_out_limited(task)
    except Exception as problem:
        return Outcome(task, None, (internal_error(task.name, problem),), status=1)
    return carry_out_here(task)


def carry_out_here(task: Task) -> Outcome:
    """The same, in this process and without a limit of time."""
    began = time.perf_counter()
    try:
        return _convert(task, began)
    except Unreadable as problem:
        return Outcome(task, None, (problem.diagnostic,), status=problem.status)
    except Exception as problem:
        return Outcome(task, None, (internal_error(task.name, problem),), status=1)


def _convert(task: Task, began: float) -> Outcome:
    data = read_text_bytes(task.path, task.name)
    from engross.pipeline import convert_source
    from engross.profile import ProfileError
    from engross.source import read_source

    edition = _edition(task.folder, Path.cwd()) if task.folder else None
    entry = edition.entries[task.entry] if edition else None
    try:
        profile = _profile(task.profile) if task.profile else None
    except ProfileError as problem:
        from engross.commands.profiles import profile_problems

        return Outcome(task, None, profile_problems(task.profile or "", problem), status=2)
    source = read_source(data, task.name, task.stem)
    done = convert_source(source, profile=profile, edition=edition, entry=entry, aim=_aim(task))
    return Outcome(
        task,
        done.xml,
        tuple(done.diagnostics),
        done.profile,
        done.reason,
        done.counts,
        seconds=time.perf_counter() - began,
        status=1 if done.xml is None else 0,
        decisions=_decisions(source, done.profile, profile) if task.explain else (),
    )


def _aim(task: Task) -> Aim | None:
    """The platforms that the edition is for, if it is for any."""
    if not task.targets:
        return None
    from engross.targets import Aim

    return Aim(task.targets, task.output)


def _decisions(source: Source, found: str, named: Profile | None) -> tuple[Decision, ...]:
    """How `source` was read by the profile that was named, or by the one that was found."""
    from engross.readers.decisions import find_decisions

    return find_decisions(source, named or _profile(found))


@cache
def _profile(name: str) -> Profile:
    from engross.profile import load_profile

    return load_profile(name)


@cache
def _edition(folder: Path, _from: Path) -> Edition:
    from engross.edition import load_edition

    return load_edition(folder)


class Progress:
    """A line on standard error that says how far the work is; only on a terminal, gone when it is done."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.shown = total > 1 and is_terminal(sys.stderr)

    def show(self, done: int, name: str) -> None:
        """Say that `done` are done, and that `name` is next."""
        if self.shown:
            from engross.rendering import visible

            line = visible(f"{done + 1}/{self.total} {name}")
            error_stream("\r\x1b[K" + line[: width_of(sys.stderr) - 1])

    def clear(self) -> None:
        """Take the line away, so that something else may be printed."""
        if self.shown:
            error_stream("\r\x1b[K")
