"""Whether a line or page end stands inside a word: what ``break`` of ``lb`` and ``pb`` says (TEI att.breaking)."""

from __future__ import annotations

from collections.abc import Set

from engross.regex import compile_later

#: What stands at the end of a line inside a word: hyphen, soft hyphen, typographic hyphen, the sign that some OCR sets.
HYPHENS = ("-", "\u00ad", "\u2010", "¬")

_SPLIT = compile_later(r"([^\W\d_]{2,})[-\u00ad\u2010¬]$")
_WORD = compile_later(r"[^\W\d_]{2,}")


def break_between(text: str, end: int, start: int, known: Set[str], endings: Set[str] = frozenset()) -> str:
    """Whether what stands between `end` and `start` in `text` (a line end, page furniture) breaks a word.

    ``no``: the word goes on; ``maybe``: it may, or the hyphen is its own; empty: two words, or no hyphen. `known` are
    the words of the text that no line end splits, small letters, compounds with their hyphens; `endings` what ends
    words and is none itself (``tion``).
    """
    split, rest = _SPLIT.search(text, max(0, end - 40), end), _WORD.match(text, start)
    if not split or not rest or not rest.group()[0].islower():
        return ""
    left, right = split[1].casefold(), rest.group().casefold()
    if f"{left}-{right}" in known:
        return ""
    return "no" if left + right in known or right in endings or text[end - 1] in "\u00ad¬" else "maybe"


def is_inside_word(text: str, start: int, end: int) -> bool:
    """Whether the mark from `start` to `end` stands inside a word: letters close before and small ones behind it."""
    return text[max(0, start - 2) : start].isalpha() and text[end : end + 1].islower()
