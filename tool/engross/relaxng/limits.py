"""Regular expressions of schemas, under a limit of time: some take forever on some texts."""

from __future__ import annotations

import re
from typing import NoReturn

from engross.alarm import WALL, can_ring, ringing
from engross.relaxng.errors import PATTERN, LimitError

#: Seconds; a text that an expression fits, or does not fit, is told from it in far less.
LIMIT = 2.0


def matches_in_time(expression: re.Pattern[str], text: str) -> bool:
    """Whether `expression` matches at the beginning of `text`. Raises `LimitError` where it takes longer than `LIMIT`;
    where no alarm can be set, it takes what it takes."""
    if not can_ring(WALL):
        return expression.match(text) is not None
    with ringing(WALL, LIMIT, _give_up):
        return expression.match(text) is not None


def _give_up() -> NoReturn:
    raise LimitError(PATTERN)
