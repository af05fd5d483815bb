"""One piece of work done while another is: in a second thread, for what libxml2 does without Python."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

T = TypeVar("T")


class Beside(Generic[T]):
    """`work`, begun at once in a thread of its own. (concurrent.futures does more; to import it takes longer than to
    check a page.)"""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._results: list[T] = []
        self._failures: list[BaseException] = []
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._results.append(self._work())
        except BaseException as failure:
            self._failures.append(failure)

    def result(self) -> T:
        """What the work came to, when it is done. Raises what it raised."""
        self._thread.join()
        for failure in self._failures:
            raise failure
        return self._results[0]
