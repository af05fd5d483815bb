"""What a document must hold for a match pattern to match anything: most rules are about elements that it lacks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from engross.schematron.patterns import alternatives, tokens

_NAME = r"[^\W\d][\w.\-]*(?::[^\W\d][\w.\-]*)?"
_COMPARISONS = frozenset(("=", "!=", "<", ">", "<=", ">=", "eq", "ne", "lt", "gt", "le", "ge"))
_AXES = frozenset(("child", "descendant", "attribute"))


@lru_cache(maxsize=5000)
def needs_of(pattern: str) -> tuple[frozenset[str], ...]:
    """What each alternative of a match pattern needs."""
    return tuple(map(needs, alternatives(pattern)))


@lru_cache(maxsize=5000)
def needs(alternative: str) -> frozenset[str]:
    """Local names of elements (``date``) and attributes (``@when``) without which nothing matches `alternative`, which
    is one of a match pattern. Where it is not plain what is needed, nothing is."""
    parts = [token for token in tokens(alternative) if not token.isspace() and not token.startswith("(:")]
    found: set[str] = set()
    at, axis = 0, "child"
    while at < len(parts):
        token, after = parts[at], parts[at + 1] if at + 1 < len(parts) else ""
        if token == "[":
            end = _end(parts, at)
            found |= _of_predicate(parts[at + 1 : end - 1])
            at = end
            continue
        if after == "::" and token in _AXES:
            axis, at = token, at + 2
            continue
        if token == "@":
            axis = "attribute"
        elif re.fullmatch(_NAME, token) and after not in ("(", "::") and _is_step(parts, at):
            found.add(("@" if axis == "attribute" else "") + token.rpartition(":")[2])
            axis = "child"
        elif token not in ("/", "//", "*") and not token.endswith(":*"):
            return frozenset()
        at += 1
    return frozenset(found)


def _is_step(parts: Sequence[str], at: int) -> bool:
    """Whether a step may stand at number `at`: at the beginning, or behind a slash, an axis, or an at sign."""
    return at == 0 or parts[at - 1] in ("/", "//", "::", "@")


def _of_predicate(parts: Sequence[str]) -> set[str]:
    """The attributes without which a predicate is false."""
    terms: list[list[str]] = [[]]
    depth = 0
    for token in parts:
        depth += (token in "([{") - (token in ")]}")
        if depth == 0 and token in ("or", "if", "some", "every", "for", "let", "return", ",", "|"):
            return set()
        if depth == 0 and token == "and":
            terms.append([])
        else:
            terms[-1].append(token)
    return {name for term in terms if (name := _of_term(term))}


def _of_term(term: Sequence[str]) -> str:
    """The attribute without which a term of a conjunction is false, ``@a`` or ``@a = x``; empty where none is."""
    if len(term) < 2 or term[0] != "@" or not re.fullmatch(_NAME, term[1]):
        return ""
    compared = len(term) > 3 and term[2] in ("=", "eq") and sum(token in _COMPARISONS for token in term) == 1
    return f"@{term[1].rpartition(':')[2]}" if len(term) == 2 or compared else ""


def _end(parts: Sequence[str], at: int) -> int:
    """Behind the bracket that closes the one at number `at`."""
    depth = 0
    for number in range(at, len(parts)):
        depth += (parts[number] in "([{") - (parts[number] in ")]}")
        if depth == 0:
            return number + 1
    return len(parts)
