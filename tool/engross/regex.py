"""Regular expressions that wait until they are wanted; those of XML Schema.

The program has some two hundred; a source meets a third of them, and to compile the rest takes longer than to convert
a page of it. What was compiled once is kept for the next run (`kept_patterns`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, cast

from engross.kept_patterns import compile_kept


def compile_later(expression: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern that ``re.compile`` makes, made when it is first used.

    Raises `re.error` then, not now, where `expression` is none: for expressions of our own, which the tests compile.
    """
    return cast("re.Pattern[str]", _Waiting(expression, flags))


@cache
def compile_once(expression: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern that ``re.compile`` makes, for an expression that is put together while the program runs, and is
    likely to be wanted again. Raises `re.error` where it is none."""
    return compile_kept(expression, flags)


class _Waiting:
    """Stands for a pattern: what is asked of it is asked of the pattern, and the answer kept."""

    def __init__(self, expression: str, flags: int) -> None:
        self.pattern = expression
        self._flags = flags

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Waiting) and (self.pattern, self._flags) == (other.pattern, other._flags)

    def __hash__(self) -> int:
        return hash((self.pattern, self._flags))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = getattr(compile_kept(self.pattern, self._flags), name)
        setattr(self, name, value)
        return value


_SHORTCUT = compile_later(r"\\.|[\[\]]", re.DOTALL)


def bracketed(pattern: str) -> str:
    """The regular expression `pattern` of XML Schema with ``\\w``, ``\\s`` and their opposites in brackets.

    elementpath 5.1 gives them XML Schema's meaning there only (Part 2, F.1.1: a no-break space is ``\\S``, a symbol is
    ``\\w``), elsewhere Python's.
    """
    depth = 0

    def bracket(match: re.Match[str]) -> str:
        nonlocal depth
        depth += (match[0] == "[") - (match[0] == "]")
        return f"[{match[0]}]" if match[0] in (r"\w", r"\W", r"\s", r"\S") and depth <= 0 else match[0]

    return _SHORTCUT.sub(bracket, pattern)
