"""Which profile a source wants: each profile states signals, and the one with most weight is chosen."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice, repeat

from msgspec import Struct

from engross.profile import Profile, bundled_table, join_profiles, load_profile, profile_names
from engross.regex import compile_once
from engross.source import Source

#: Signals are looked for in this much of a source: they show early, and patterns stay quick.
_HEAD = 60_000
_DEFAULT = "published"
#: How a pattern begins that is met only at the beginning of a line.
_LINE = ("(?m)^", "(?mi)^")
#: Less than this is no sign of a profile: every letter has a line with a date.
_ENOUGH = 2


class Detection(Struct, frozen=True):
    """The profile chosen, why, and the one that came next (empty where none has a signal)."""

    profile: Profile
    reason: str
    runner_up: str
    close: bool


def detect_profile(source: Source) -> Detection:
    """The bundled profile whose signals weigh most in `source`; ``published`` where none has enough. One that ``joins``
    lends its signs to the one chosen, where enough speaks for it too."""
    scores: list[tuple[int, str, list[str]]] = []
    text = source.text[:_HEAD]
    starts = source.line_starts[: bisect_left(source.line_starts, len(text))]
    lines = [start for start in starts if _lines_met().match(text, start)]
    for name in profile_names():
        seen, total = [], 0
        for signal in bundled_table(name)["signals"]:  # the rest of a profile is read of the chosen one
            count = _count(signal["pattern"], text, lines, int(signal["most"]))
            if count:
                total += count * int(signal["weight"])
                seen.append(str(signal["title"]))
        scores.append((total, name, seen))
    scores.sort(key=lambda score: (-score[0], score[1] != _DEFAULT, score[1]))
    best = scores[0]
    scores.sort(key=lambda score: not _is_base(score[0], score[1], best))
    total, name, seen = scores[0]
    if total < _ENOUGH:
        reason = f"too little speaks for any: {', '.join(seen)}" if seen else "no signal of any profile"
        return Detection(load_profile(_DEFAULT), reason, "", False)
    second = scores[1]
    lent = next((other for other in scores[1:] if other[0] >= _ENOUGH and bundled_table(other[1]).get("joins")), None)
    if lent and bundled_table(name).get("extends") != lent[1]:
        close = second[1] != lent[1] and second[0] * 4 >= total * 3
        reason = f"{', '.join(seen)}; with the signs of {lent[1]}: {', '.join(lent[2])}"
        return Detection(join_profiles(name, lent[1]), reason, second[1], close)
    close = second[0] * 4 >= total * 3
    return Detection(load_profile(name), ", ".join(seen), second[1] if second[0] else "", close)


def _is_base(weight: int, name: str, best: tuple[int, str, list[str]]) -> bool:
    """Whether a source in which the signs of `best` weigh most is of the class `name` nevertheless: those signs can be
    lent, and half as much speaks for that class: of another than the default, more than a date and a struck word."""
    table = bundled_table(name)
    if not bundled_table(best[1]).get("joins") or table.get("joins") or table.get("extends") == best[1]:
        return False
    return weight >= (_ENOUGH if name == _DEFAULT else 2 * _ENOUGH) and weight * 2 >= best[0]


def _count(pattern: str, text: str, lines: Sequence[int], most: int) -> int:
    """How often `pattern` is met in `text`, up to `most` times; if it is met at the beginning of a line only, at one of
    `lines`."""
    compiled = compile_once(pattern)
    if pattern.startswith(_LINE):  # to look nowhere else is three times quicker
        found: Iterator[object] = filter(None, map(compiled.match, repeat(text), lines))
    else:
        found = compiled.finditer(text)
    return sum(1 for _ in islice(found, most))


@cache
def _lines_met() -> re.Pattern[str]:
    """All patterns that are met at the beginning of a line, as one: of most lines it says that none is met there."""
    patterns = [signal["pattern"] for name in profile_names() for signal in bundled_table(name)["signals"]]
    begun = [(pattern, flags) for pattern in patterns for flags in _LINE if pattern.startswith(flags)]
    parts = [f"(?{'i' if 'i' in flags else ''}:{pattern.removeprefix(flags)})" for pattern, flags in begun]
    return compile_once("|".join(parts), re.MULTILINE)
