"""Dates as TEI has them (ISO 8601) in the words of a page."""

from __future__ import annotations

from engross.regex import compile_later

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ISO = compile_later(r"(?P<year>-?\d{4,9})(-(?P<month>\d\d)(-(?P<day>\d\d))?)?(T(?P<time>\d\d:\d\d))?")


def year_of(moment: str) -> str:
    """The year of a moment; empty where it states none."""
    found = _ISO.match(moment)
    return found["year"] if found else ""


def month_of(moment: str) -> int:
    """The month of a moment; 0 where it states none."""
    found = _ISO.match(moment)
    month = int(found["month"] or 0) if found else 0
    return month if month <= len(MONTHS) else 0


def day_of(moment: str) -> str:
    """The day of a moment, without its time; empty where it states none."""
    found = _ISO.match(moment)
    return moment[: found.end("day")] if found and found["day"] else ""


def moment_key(moment: str) -> tuple[bool, int, str]:
    """What to sort moments by: years before the era come in their order, what states no year at the end."""
    year = year_of(moment)
    return (not year, int(year or 0), moment)


def in_words(moment: str, time: bool = True) -> str:
    """``1962-10-26T13:10:00`` as *26 October 1962, 13:10*; what is no such date as it is."""
    found = _ISO.match(moment)
    if not found or (found["month"] and not 1 <= int(found["month"]) <= 12):
        return moment
    words = [str(int(found["day"]))] if found["day"] else []
    words += [MONTHS[int(found["month"]) - 1]] if found["month"] else []
    day = " ".join([*words, found["year"]])
    return f"{day}, {found['time']}" if time and found["time"] else day


def span_in_words(first: str, last: str) -> str:
    """From `first` to `last` in words, with what both share said once: *25–28 October 1962*."""
    one, two = in_words(first, False), in_words(last, False)
    if not last or one == two:
        return in_words(first) if not last or first == last else one
    if not first:
        return f"until {two}"
    a, b = one.split(), two.split()
    if len(a) == len(b) == 3 and a[1:] == b[1:]:
        return f"{a[0]}–{two}"
    if len(a) == len(b) == 3 and a[2] == b[2]:
        return f"{a[0]} {a[1]} – {two}"
    return f"{one} – {two}"
