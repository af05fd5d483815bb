"""Conversion under a limit of time, for a profile of one's own: its patterns may backtrack without end.

The conversion runs in a process of its own (`serve`), which ends by itself where the system counts processor time,
and is ended from here in any case. If it came to no end, each of the profile's patterns is tried on the source to
name the one that does not.
"""

from __future__ import annotations

import math
import os
import pickle
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from engross.commands.work import Outcome, Task, carry_out_here
from engross.diagnostics import Diagnostic, diagnose_file

#: Seconds that a conversion may take, and seconds more for each MB; seconds for a single pattern.
LIMIT, LIMIT_PER_MB, LIMIT_PATTERN = 10.0, 2.0, 2.0
#: Where processor time is counted, so many times the limit may pass on a busy machine.
_PATIENCE = 6 if hasattr(signal, "SIGXCPU") else 1
_CHILD = "import sys; sys.path[:] = sys.argv[1:]; from engross.commands.limited import serve; serve()"


class _Endless(Exception):
    """A process that came to no end in time; `said` is what it had said by then."""

    def __init__(self, said: bytes) -> None:
        super().__init__()
        self.said = said


def carry_out_limited(task: Task) -> Outcome:
    """The outcome of a task whose profile is the user's own."""
    began = time.perf_counter()
    size = _size(task.path)
    seconds = LIMIT + LIMIT_PER_MB * size
    try:
        found = pickle.loads(_ask("convert", task, seconds))
        assert isinstance(found, Outcome)
        return found
    except _Endless:
        problem = _endless(task, seconds, LIMIT_PATTERN * (1 + size))
    except (EOFError, pickle.UnpicklingError):
        detail = "the process that converted it ended without a word (was there memory enough?)"
        problem = diagnose_file("internal-error", task.name, detail=detail)
    return Outcome(task, None, (problem,), task.profile or "", "named", seconds=time.perf_counter() - began, status=1)


def _size(path: Path) -> float:
    """The size of a file in MB; 0 where there is none."""
    try:
        return os.stat(path).st_size / 1_000_000
    except (OSError, ValueError):
        return 0.0


def _endless(task: Task, seconds: float, for_one: float) -> Diagnostic:
    """The diagnostic for a profile that came to no end, with the convention whose pattern is the cause, if found."""
    profile, name, pattern = str(task.profile), "", ""
    try:
        _ask("try", task, for_one)
    except _Endless as problem:
        tried = problem.said.decode("utf-8", "replace").splitlines()
        name, _, pattern = tried[-1].partition(" ") if tried else ("", "", "")
    line, column, text = _place(profile, pattern)
    which = f"the pattern of the convention {name}" if name else "its patterns together"
    values = {"name": task.name, "seconds": f"{seconds:.0f}", "which": which}
    return diagnose_file("profile-endless", profile, line, column, text, **values)


def _place(profile: str, pattern: str) -> tuple[int, int, str]:
    """Where `pattern` stands in the profile's file, and that line; zeros where it isn't found there."""
    with suppress(OSError, UnicodeDecodeError):
        for number, line in enumerate(Path(profile).read_text(encoding="utf-8-sig").split("\n"), 1):
            if pattern and pattern in line:
                return number, line.index(pattern) + 1, line
    return 0, 0, ""


def _ask(job: str, task: Task, seconds: float) -> bytes:
    """What a new process answers that does `job`. Raises `_Endless` if it takes longer than `seconds`."""
    command = [sys.executable, "-c", _CHILD, *sys.path]
    patience = seconds * _PATIENCE if job == "convert" else (seconds + 1) * 50
    try:
        done = subprocess.run(
            command, input=pickle.dumps((job, task, seconds)), stdout=subprocess.PIPE, timeout=patience, check=False
        )
    except subprocess.TimeoutExpired as problem:
        raise _Endless(problem.stdout or b"") from None
    if hasattr(signal, "SIGXCPU") and done.returncode == -signal.SIGXCPU:
        raise _Endless(done.stdout)
    return done.stdout


# --- in the other process ---


def serve() -> NoReturn:
    """Do the job that standard input holds, answer on standard output, and end."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    job, task, seconds = pickle.load(sys.stdin.buffer)
    if job == "try":
        _try_patterns(task, seconds, answers)
    else:
        _end_after(seconds)
        answers.write(pickle.dumps(carry_out_here(task)))
    answers.flush()
    os._exit(0)


def _end_after(seconds: float) -> None:
    """Have the system end this process when it has worked for so many more seconds."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        used = time.process_time()
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used + seconds), hard))


def _try_patterns(task: Task, seconds: float, answers: Any) -> None:
    """Try the patterns of a profile on each line and paragraph of the source; say which, before each."""
    from engross.profile import load_profile, profile_names
    from engross.source import read_source

    profile = load_profile(str(task.profile))
    bundled = {c.pattern.pattern for name in profile_names() for c in load_profile(name).conventions}
    text = read_source(task.path.read_bytes(), task.name, task.stem).text
    parts = [*text.split("\n"), *re.split(r"\n\s*\n", text)]
    own = [(c.name, c.pattern) for c in profile.conventions if c.pattern.pattern not in bundled]
    kinds = [("[kinds]", re.compile(pattern)) for pattern in profile.settings.get("kinds", {})]
    for name, pattern in (*own, *kinds):
        answers.write(f"{name} {pattern.pattern}\n".encode())
        answers.flush()
        _end_after(seconds)
        for part in parts:
            for _ in pattern.finditer(part):
                pass
