"""What a profile is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from msgspec import Struct

from engross.diagnostics import Diagnostic
from engross.regex import compile_later


class ProfileError(Exception):
    """A profile that does not exist or cannot be used; the message is for the user.

    `diagnostics` are the faults in its file, each with its line; there are none where there is no such profile.
    """

    def __init__(self, message: str, *diagnostics: Diagnostic) -> None:
        super().__init__(message)
        self.diagnostics = diagnostics

    def __reduce__(self) -> tuple[type[ProfileError], tuple[str | Diagnostic, ...]]:
        return ProfileError, (str(self), *self.diagnostics)


class Step(Struct, frozen=True):
    """One element that a convention makes; attribute values may hold ``{group}`` of the pattern."""

    element: str
    attrs: Mapping[str, str]


class Convention(Struct, frozen=True):
    """One convention. `kind` is ``inline`` (a pair of marks), ``token`` (a pattern in running text) or ``block``.

    `also` are other pairs of marks that mean the same; `word_before`: a token is said of the word before it.
    """

    name: str
    kind: str
    title: str
    becomes: tuple[Step, ...]
    example: str
    sentence: str
    pattern: re.Pattern[str]
    open: str = ""
    close: str = ""
    flanking: bool = False
    also: tuple[tuple[str, str], ...] = ()
    word_before: bool = False

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The pairs of marks of an inline convention, none of another one."""
        return ((self.open, self.close), *self.also) if self.open else ()


class Profile(Struct, frozen=True, eq=False):
    """The conventions of one class of sources. `settings` are its other tables."""

    name: str
    title: str
    features: frozenset[str]
    passes: tuple[str, ...]
    conventions: tuple[Convention, ...]
    settings: Mapping[str, Any]

    def pattern(self, block: str) -> re.Pattern[str]:
        """The pattern of the block convention `block`; one that never matches where the profile has none."""
        return _patterns(self).get(block, _NEVER)


_NEVER = compile_later(r"(?!)")


@cache
def _patterns(profile: Profile) -> dict[str, re.Pattern[str]]:
    return {c.name: c.pattern for c in profile.conventions if c.kind == "block"}
