"""Regular expressions that wait until they are wanted.

The program has some two hundred; a source meets a third of them, and to compile the rest takes longer than to convert
a page of it.
"""

from __future__ import annotations

import re
from typing import Any, cast


def compile_later(expression: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern that ``re.compile`` makes, made when it is first used.

    Raises `re.error` then, not now, where `expression` is none: for expressions of our own, which the tests compile.
    """
    return cast("re.Pattern[str]", _Waiting(expression, flags))


class _Waiting:
    """Stands for a pattern: what is asked of it is asked of the pattern, and the answer kept."""

    def __init__(self, expression: str, flags: int) -> None:
        self.pattern = expression
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = getattr(re.compile(self.pattern, self._flags), name)
        setattr(self, name, value)
        return value
