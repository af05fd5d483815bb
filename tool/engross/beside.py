"""One piece of work done while another is, in a process of its own: Python does one thing at a time."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Beside(Generic[T]):
    """`work`, whose result can be pickled, begun at once in a copy of this process where `apart` is true and copies are
    safe and cheap (on Linux, in a process of one thread); else done when its result is asked for."""

    def __init__(self, work: Callable[[], T], *, apart: bool) -> None:
        self._work = work
        self._process = self._pipe = 0
        if apart and sys.platform == "linux" and threading.active_count() == 1:
            self._pipe, end = os.pipe()
            self._process = os.fork()
            if self._process == 0:
                _send(work, end)
            os.close(end)

    def result(self) -> T:
        """What the work came to, when it is done. Raises what it raises: what fails in the copy is done again here."""
        if not self._process:
            return self._work()
        with open(self._pipe, "rb") as pipe:
            sent = pipe.read()
        _, status = os.waitpid(self._process, 0)
        self._process = 0
        if status:
            return self._work()
        import pickle

        found: T = pickle.loads(sent)  # our own copy wrote it
        return found


def _send(work: Callable[[], T], end: int) -> None:
    """Do `work` and write what it comes to; the copy of the process ends here, whatever happens."""
    status = 1
    try:
        import pickle  # takes a moment, and most sources are small

        with open(end, "wb") as pipe:
            pickle.dump(work(), pipe)
        status = 0
    finally:
        os._exit(status)
