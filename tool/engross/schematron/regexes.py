"""Regular expressions of XPath under a limit: Python's engine backtracks, and may take for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import NoReturn

from engross.alarm import PROGRAM, can_ring, ringing
from engross.regex import bracketed, compile_later
from engross.schematron.errors import UnsupportedError

_TOKEN = compile_later(r"\\[pP]\{[^}]*\}|\\.|\[(?:\\.|[^\]\\])*\]|\{\d+(?:,\d*)?\}|.", re.S)
_MOST = 5e7
#: Seconds of processor time that one matching may take.
_LIMIT = 3.0


def matches(pattern: str, text: str) -> bool:
    """XPath's matches(), without flags. Raises `UnsupportedError` for a pattern that is none, or has no end."""
    with limited(pattern, text):
        return _compiled(pattern).search(text) is not None


@lru_cache(maxsize=500)
def _compiled(pattern: str) -> re.Pattern[str]:
    from elementpath.regex import RegexError, translate_pattern

    try:
        return re.compile(translate_pattern(bracketed(pattern)))
    except (RegexError, re.error, OverflowError) as error:
        raise UnsupportedError(f"it failed: invalid regular expression “{pattern[:60]}”: {error}") from None


@contextmanager
def limited(pattern: str, text: str) -> Iterator[None]:
    """Run what matches `text` under a limit of time if it may take long; where that can't be stopped, refuse to run it.

    Raises `UnsupportedError`.
    """
    if not too_much(pattern, text):
        yield
        return
    refusal = UnsupportedError(f"the regular expression “{pattern[:60]}” may never end on this text")
    if not can_ring(PROGRAM):
        raise refusal

    def stop() -> NoReturn:
        raise refusal

    with ringing(PROGRAM, _LIMIT, stop):
        yield


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
