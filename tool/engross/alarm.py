"""Stopping what takes too long, by the timers of the system."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NamedTuple


class Clock(NamedTuple):
    """A timer, by the names that `signal` has for it. Each is used in one place, so that one may run inside another."""

    timer: str
    signal: str


#: The time of a clock on the wall; processor time of the program alone; and with what the system does for it.
WALL = Clock("ITIMER_REAL", "SIGALRM")
PROGRAM = Clock("ITIMER_VIRTUAL", "SIGVTALRM")
PROCESSOR = Clock("ITIMER_PROF", "SIGPROF")


def can_ring(clock: Clock) -> bool:
    """Whether `clock` can be set: in the main thread of a program, on a system that has it, if nobody else uses it."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        return False
    return signal.getitimer(getattr(signal, clock.timer)) == (0.0, 0.0)


@contextmanager
def ringing(clock: Clock, seconds: float, ring: Callable[[], None], *, again: bool = False) -> Iterator[None]:
    """While this lasts, call `ring` when so many seconds of `clock`, which `can_ring`, are over; `again` and again
    if so wished. What `ring` raises is raised where the program is at that moment."""
    timer, number = getattr(signal, clock.timer), getattr(signal, clock.signal)
    over = False

    def answer(_number: int, _frame: FrameType | None) -> None:
        if not over:  # it may ring while it is being switched off
            ring()

    before = signal.signal(number, answer)
    signal.setitimer(timer, seconds, seconds if again else 0.0)
    try:
        try:
            yield
        finally:
            over = True
    finally:
        signal.setitimer(timer, 0)
        signal.signal(number, before)
