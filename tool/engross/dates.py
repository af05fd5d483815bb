"""Dates and times as they are written in English documents, read into ISO 8601.

`find_dates` finds every date expression in a text; it judges none of them: what a missing year means is for the
pass that knows the document (`passes/dates.py`). Grammar, in the order of a written date, all parts but day and
month optional::

    [weekday ,] (month day | day month) [,] [year] [, | — | at] [time [a.m.|p.m.|hours]]
"""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass, replace

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
WEEKDAYS |= {name.lower(): number for number, name in enumerate(calendar.day_abbr)}
WEEKDAYS |= {"tues": 1, "wednes": 2, "thur": 3, "thurs": 3}

_MONTH = r"(?P<{0}>(?:{1})\b\.?)".replace("{1}", "|".join(sorted(MONTHS, key=len, reverse=True)))
_WEEKDAY = rf"(?P<weekday>(?:{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})\b\.?)"
_DAY = r"(?P<{0}>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<{0}>1[5-9]\d\d|20\d\d)"
_MONTH_DAY = (
    rf"{_MONTH.replace('{0}', 'month')}\s*{_DAY.replace('{0}', 'day')}(?!\d)"
    rf"(?:\s*,?\s*{_YEAR.replace('{0}', 'year')}(?!\d))?"
)
_DAY_MONTH = (
    rf"{_DAY.replace('{0}', 'day2')}\s+{_MONTH.replace('{0}', 'month2')}"
    rf"(?:\s*,?\s*{_YEAR.replace('{0}', 'year2')}(?!\d))?"
)
_DATE = rf"(?:{_WEEKDAY}\s*,?\s+)?(?:{_MONTH_DAY}|{_DAY_MONTH})"
_HALF = r"(?P<half>[ap]\s*\.?\s*m\b\.?)"
_TIME = (
    rf"(?:(?P<hour>[012]?\d)(?::(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?)?"
    rf"(?:\s*[-–]\s*(?P<until>[012]?\d(?::[0-5]\d)?))?\s*{_HALF}"
    r"|(?P<clock>[012]?\d:[0-5]\d)(?::[0-5]\d)?|(?P<hours>[012]\d[0-5]\d)\s*(?:hours\b|hrs\b|Z\b)|(?P<word>noon|midnight)\b)"
)
_JOIN = r"(?:\s*[,;]?\s*(?:[—–-]+\s*|at\s+)?)"
_SHORT = sorted({name[:3].capitalize() for name in MONTHS})
#: How the name of a month begins. Its first letter comes first in the pattern: so `re` looks at no other place.
_MONTH_NAME = re.compile(
    rf"[{''.join(sorted({name[0] for name in _SHORT}))}](?<!\w.)"
    rf"(?:{'|'.join(f'(?<={name[0]}){name[1:]}' for name in [*_SHORT, *map(str.upper, _SHORT)])})"
)
_BEFORE_MONTH, _BEHIND_MONTH = 40, 60
DATE_TIME = re.compile(rf"\b{_DATE}(?:{_JOIN}{_TIME})?", re.IGNORECASE)
TIME_DATE = re.compile(rf"\b{_TIME}\s*,?\s*(?:on\s+)?{_DATE}", re.IGNORECASE)
TIME = re.compile(rf"\b{_TIME}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """A date as written: offsets in the text searched; None for each part that is not there.

    `minute` is the minute of the day; `weekday` counts from Monday = 0; `month` and `day` are None for a time alone.
    """

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    minute: int | None
    weekday: int | None

    def behind(self, offset: int) -> Written:
        """This, with its offsets counted from `offset` characters further ahead."""
        return replace(self, start=self.start + offset, end=self.end + offset)

    def iso(self, year: int, month: int | None = None, day: int | None = None) -> str | None:
        """ISO 8601 (W3C) with the parts that are missing taken from the arguments; None for no day of the calendar."""
        try:
            date = datetime.date(self.year or year, self.month or month or 0, self.day or day or 0)
        except ValueError:
            return None
        time = "" if self.minute is None else f"T{self.minute // 60:02}:{self.minute % 60:02}:00"
        return f"{date.isoformat()}{time}"


def find_dates(text: str) -> list[Written]:
    """Every date in `text`, left to right; times count where they stand with a date."""
    found: list[Written] = []
    at = 0
    for month in _MONTH_NAME.finditer(text):
        if month.start() < at:
            continue
        # No date begins further before its month than a weekday, a day and a time take.
        first = DATE_TIME.search(text, max(at, month.start() - _BEFORE_MONTH), month.end() + _BEHIND_MONTH)
        if first is None or first.start() > month.start():  # a date of a later month: it may be cut off here
            continue
        before = TIME_DATE.search(text, max(at, first.start() - _BEFORE_MONTH), first.end())
        match = before if before and before.start() < first.start() else first
        written = _read(match)
        if written:
            found.append(written)
        at = match.end()
    return found


def match_date(text: str) -> Written | None:
    """The date, with or without a time, or the time alone, with which `text` begins; None where it does not."""
    for pattern in (DATE_TIME, TIME_DATE, TIME):
        match = pattern.match(text)
        if match:
            return _read(match)
    return None


def _read(match: re.Match[str]) -> Written | None:
    part = match.groupdict()
    month = part.get("month") or part.get("month2")
    day = part.get("day") or part.get("day2")
    year = part.get("year") or part.get("year2")
    weekday = part.get("weekday")
    full_stop = match.group().endswith(".") and not part["half"]  # ends the sentence, not the date
    if month and not 1 <= int(day or 0) <= 31:
        return None
    if month and month[0].islower():
        return None  # "may 3" is a verb, "march 5" a command; a month is a name
    return Written(
        match.start(),
        match.end() - full_stop,
        int(year) if year else None,
        MONTHS[month.rstrip(".").lower()] if month else None,
        int(day) if day else None,
        _minute(part),
        WEEKDAYS[weekday.rstrip(".").lower()] if weekday else None,
    )


def _minute(part: dict[str, str | None]) -> int | None:
    """The minute of the day: 12:25 am is 25, noon is 720."""
    if part["word"]:
        return 720 if part["word"].lower() == "noon" else 0
    if part["hours"] or part["clock"]:
        digits = (part["hours"] or part["clock"] or "").replace(":", "").zfill(4)
        hour, minute, half = int(digits[:2]), int(digits[2:]), ""
    elif part["hour"]:
        hour, minute, half = int(part["hour"]), int(part["minute"] or 0), (part["half"] or "")[:1].lower()
        until = part["until"]
        if until and int(until.split(":")[0]) < hour and half == "p":
            half = "a"  # 10-1:30 p.m. begins in the morning
    else:
        return None
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour * 60 + minute if hour < 24 else None
