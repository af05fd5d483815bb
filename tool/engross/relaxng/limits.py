"""Regular expressions of schemas, under a limit of time: some take forever on some texts."""

from __future__ import annotations

import re
import signal
import threading
from contextlib import suppress
from types import FrameType
from typing import NoReturn

from engross.relaxng.errors import PATTERN, LimitError

#: Seconds; a text that an expression fits, or does not fit, is told from it in far less.
LIMIT = 2.0


def matches_in_time(expression: re.Pattern[str], text: str) -> bool:
    """Whether `expression` matches at the beginning of `text`. Raises `LimitError` where it takes longer than `LIMIT`.

    The limit is kept by an alarm, so it holds in the main thread of a program on systems that have alarms; where the
    alarm is in use already, the program has a limit of its own.
    """
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
        or signal.getitimer(signal.ITIMER_REAL) != (0.0, 0.0)
    ):
        return expression.match(text) is not None
    before = signal.signal(signal.SIGALRM, _give_up)
    try:
        signal.setitimer(signal.ITIMER_REAL, LIMIT)
        try:
            return expression.match(text) is not None
        finally:
            with suppress(LimitError):  # the alarm may ring while it is being switched off
                signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.signal(signal.SIGALRM, before)


def _give_up(_number: int, _frame: FrameType | None) -> NoReturn:
    raise LimitError(PATTERN)
