"""How much alike two texts are: what an OCR engine garbled is like what it was."""

from __future__ import annotations


def count_common(first: str, second: str) -> int:
    """How many characters the two have in common, in the same order."""
    from difflib import SequenceMatcher  # most sources have nothing that is to be compared

    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return sum(size for _, _, size in matcher.get_matching_blocks())


def likeness(first: str, second: str) -> float:
    """The share of their characters that the two have in common: from 0 to 1."""
    return 2 * count_common(first, second) / ((len(first) + len(second)) or 2)
