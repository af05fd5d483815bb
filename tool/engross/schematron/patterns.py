"""Splits XPath texts: tokens, the alternatives and first steps of match patterns (XSLT 1.0, 5.2; XSLT 2.0, 5.5)."""

from __future__ import annotations

import re
from itertools import pairwise

_TOKEN = re.compile(
    r"""\s+|"[^"]*"|'[^']*'|\(:|\$[\w.\-:]+|\d+(?:\.\d*)?|\.\d+|[^\W\d][\w.\-]*(?::(?!:)(?:[^\W\d][\w.\-]*|\*))?|//|::|\.\.|[<>!]=|.""",
    re.S,
)
_FIRST = re.compile(r"\s*((?:[^\W\d][\w.\-]*:(?!:))?[^\W\d][\w.\-]*)\s*(?![\w.\-\s]*(?:\(|::))")


def tokens(text: str) -> list[str]:
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
    return found


def _comment_end(text: str, at: int) -> int:
    depth = 0
    for match in re.finditer(r"\(:|:\)", text[at:]):
        depth += 1 if match[0] == "(:" else -1
        if depth == 0:
            return at + match.end()
    return len(text)


def alternatives(pattern: str) -> list[str]:
    """The alternatives of a match pattern: what stands between ``|`` (or ``union``) outside of all brackets."""
    found = [""]
    depth = 0
    for token in tokens(pattern):
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


def variables(text: str) -> list[str]:
    """The names of the variables in an XPath."""
    return [token[1:] for token in tokens(text) if token.startswith("$") and len(token) > 1]
