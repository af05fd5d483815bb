"""Splits XPath texts: tokens, the alternatives and first steps of match patterns (XSLT 1.0, 5.2; XSLT 2.0, 5.5)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from engross.regex import compile_later

_TOKEN = compile_later(
    r"""\s+|"[^"]*"|'[^']*'|\(:|\$[\w.\-:]+|\d+(?:\.\d*)?|\.\d+|[^\W\d][\w.\-]*(?::(?!:)(?:[^\W\d][\w.\-]*|\*))?|//|::|\.\.|[<>!]=|.""",
    re.S,
)
_FIRST = compile_later(r"\s*((?:[^\W\d][\w.\-]*:(?!:))?[^\W\d][\w.\-]*)\s*(?![\w.\-\s]*(?:\(|::))")


@lru_cache(maxsize=5000)
def tokens(text: str) -> tuple[str, ...]:
    """The tokens of an XPath, white space included; together they are the text."""
    found: list[str] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        token = match[0] if match else text[at]
        if token == "(:":
            token = text[at : _comment_end(text, at)]
        found.append(token)
        at += len(token)
    return tuple(found)


def _comment_end(text: str, at: int) -> int:
    depth = 0
    for match in re.finditer(r"\(:|:\)", text[at:]):
        depth += 1 if match[0] == "(:" else -1
        if depth == 0:
            return at + match.end()
    return len(text)


@lru_cache(maxsize=5000)
def alternatives(pattern: str) -> Sequence[str]:
    """The alternatives of a match pattern: what stands between ``|`` (or ``union``) outside of all brackets, but for
    parentheses around the beginning."""
    return [each for one in _parted(tokens(pattern)) for each in _opened(one)]


def _opened(alternative: str) -> Sequence[str]:
    """The alternatives in ``(a | b)`` and ``(a | b)/c``."""
    parts = tokens(alternative)
    if parts[:1] != ("(",) or not (end := _closed(parts)):
        return [alternative]
    rest = "".join(parts[end:]).strip()
    if rest and rest[0] != "/":
        return [alternative]
    return [f"{each}{rest}" for each in alternatives("".join(parts[1 : end - 1]))]


def _closed(parts: Sequence[str]) -> int:
    """How many tokens it takes to close the bracket that comes first."""
    depth = 0
    for number, token in enumerate(parts, 1):
        depth += (token in "([{") - (token in ")]}")
        if depth == 0:
            return number
    return 0


def _parted(parts: Sequence[str]) -> list[str]:
    found = [""]
    depth = 0
    for token in parts:
        depth += (token in "([{") - (token in ")]}")
        if depth == 0 and (token == "|" or (token == "union" and found[-1].strip())):
            found.append("")
        else:
            found[-1] += token
    return [each.strip() for each in found]


def everywhere(alternative: str) -> str:
    """An XPath for all nodes of a document that the alternative of a match pattern matches."""
    if alternative.startswith("/") or re.match(r"(id|key|doc|root)\s*\(|\$", alternative):
        return alternative
    return f"//{alternative}"


def first_name(alternative: str) -> str | None:
    """The name in the first step of a relative match pattern, if that is a plain name of an element."""
    match = _FIRST.match(alternative)
    return match[1] if match and ":*" not in alternative[: match.end(1) + 2] else None


def functions(text: str) -> list[str]:
    """The names of the functions that an XPath calls (node tests such as ``text()`` are among them)."""
    plain = [token for token in tokens(text) if not token.isspace() and not token.startswith("(:")]
    return [name for name, after in pairwise(plain) if after == "(" and re.match(r"[^\W\d]", name)]


def bound_in(text: str) -> set[str]:
    """The variables that an XPath itself binds: in ``for``, ``let``, ``some``, ``every``, and inline functions."""
    if not re.search(r"\b(for|let|some|every|function)\b", text):
        return set()
    plain = [token for token in tokens(text) if not token.isspace() and not token.startswith("(:")]
    around = zip(["", *plain], plain, [*plain[1:], ""], strict=False)
    return {
        name[1:]
        for before, name, after in around
        if name[:1] == "$" and (after in ("in", "as", ":") or (before in ("(", ",") and after in (",", ")")))
    }


def variables(text: str) -> list[str]:
    """The names of the variables in an XPath."""
    return [token[1:] for token in tokens(text) if token.startswith("$") and len(token) > 1]
