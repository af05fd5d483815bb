"""Whether a regular expression may take for ever on a text (Python's engine backtracks, and can't be stopped)."""

from __future__ import annotations

import re
from functools import lru_cache

_TOKEN = re.compile(r"\\[pP]\{[^}]*\}|\\.|\[(?:\\.|[^\]\\])*\]|\{\d+(?:,\d*)?\}|.", re.S)
_MOST = 5e7


def too_much(pattern: str, text: str) -> bool:
    """Whether matching may take more than some 50 million steps."""
    loops, nested = _loops(pattern)
    length = len(text) + 1
    return len(pattern) > 2000 or float(length) ** min(loops + 1, 40) > _MOST if not nested else length > 24


@lru_cache(maxsize=500)
def _loops(pattern: str) -> tuple[int, bool]:
    """How many unbounded repetitions there are, and whether one may split the same text in several ways."""
    loops = 0
    nested = False
    stack: list[bool] = [False]
    last = False
    for token in _TOKEN.findall(pattern):
        if token == "(":
            stack.append(False)
            last = False
        elif token == ")" and len(stack) > 1:
            last = stack.pop()
            stack[-1] = stack[-1] or last
        elif token in "*+" or re.fullmatch(r"\{\d+,\}", token) or _is_large(token):
            loops += 1
            nested = nested or last
            stack[-1] = True
            last = False
        elif token == "|":
            last = False
            stack[-1] = True
        else:
            last = False
    return loops, nested


def _is_large(token: str) -> bool:
    match = re.fullmatch(r"\{(\d+)(?:,(\d+))?\}", token)
    return match is not None and int(match[2] or match[1]) > 8
