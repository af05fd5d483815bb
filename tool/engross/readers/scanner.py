"""Where marks and tokens may begin: worked out once for each profile."""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

from engross.profile import Convention, Profile
from engross.regex import compile_later, compile_once


class Pair(Struct, frozen=True):
    """Two marks of a convention."""

    convention: Convention
    open: str
    close: str

    @property
    def flanking(self) -> bool:
        """Whether only the characters around it tell what a mark does: where the same sign opens and closes."""
        return self.convention.flanking and self.open == self.close


class Scanner(Struct, frozen=True):
    """Where marks and tokens may begin, and for each sign there, in order, what may begin with it; `others`: what may
    begin with any other sign."""

    openings: re.Pattern[str]
    conventions: dict[str, tuple[Convention | Pair, ...]]
    others: tuple[Convention | Pair, ...]
    pairs: tuple[Pair, ...]


@cache
def scanner_of(profile: Profile) -> Scanner:
    """The inline conventions of a profile: tokens first, then longer marks before shorter ones."""
    tokens = [c for c in profile.conventions if c.kind == "token"]
    pairs = [Pair(c, *pair) for c in profile.conventions for pair in c.pairs]
    pairs.sort(key=lambda p: -len(p.open))
    in_order: tuple[Convention | Pair, ...] = (*tokens, *pairs)
    every = [(found, _first_chars(found)) for found in in_order]
    others = tuple(found for found, firsts in every if "" in firsts)
    signs = sorted({sign for _, firsts in every for sign in firsts if sign})
    by_sign = {sign: tuple(f for f, firsts in every if sign in firsts or "" in firsts) for sign in signs}
    openings = "." if others else f"[{re.escape(''.join(signs))}]" if signs else r"(?!)"
    return Scanner(compile_once(openings, re.DOTALL), by_sign, others, tuple(pairs))


def _first_chars(convention: Convention | Pair) -> tuple[str, ...]:
    """The characters with which a match of a convention may begin; an empty one where its pattern does not tell.

    Most characters of a text open nothing; to look for these few first makes reading several times faster.
    """
    if isinstance(convention, Pair):
        return convention.open[0], convention.close[0]
    match = _FIRST.match(convention.pattern.pattern)
    if (
        match is None
        or re.match(r"[*?]|\{0?,", convention.pattern.pattern[match.end() :])
        or "|" in _outside(convention)
    ):
        return ("",)
    return tuple(re.sub(r"\\(.)", r"\1", match[1])) if match[1] else (match[2] or match[3],)


#: How a pattern may begin that tells its first character: what must stand before and groups that open, then a set of
#: signs, an escaped sign, or a sign that means itself.
_FIRST = compile_later(
    r"(?:\(\?<[!=](?:\\.|\[(?:\\.|[^\]\\])*\]|[^()\[\\])*\)|\(\?P<\w+>)*"
    r"(?:\[((?:\\\W|[^\w\s\\\]^-])+)\]|\\([^\w\s])|([^\w\s\\.^$*+?{}()\[\]|]))"
)


def _outside(convention: Convention) -> str:
    """A pattern without what stands in its groups and sets: where a ``|`` would begin another alternative."""
    flat, before = re.sub(r"\\.|\[[^\]]*\]", "", convention.pattern.pattern), ""
    while flat != before:
        before, flat = flat, re.sub(r"\([^()]*\)", "", flat)
    return flat
