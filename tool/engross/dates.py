"""Dates and times as they are written in documents, read into ISO 8601.

`find_dates` finds every date expression in a text; it judges none of them: what a missing year means is for the
pass that knows the document (`passes/dates.py`). Grammar, in the order of a written date, all parts but day and
month optional; names of months and weekdays are those of `languages.py`::

    [weekday ,] (month day | day [of] month) [,] [year] [, | — | at] [time [a.m.|p.m.|hours|Uhr|h] [zone]]

A day may be two (``June 29–30``, ``June 29–July 2``, ``29–30 June``, and with a year ``June 29 and 30, 1961``), and so
may a time; the first is the beginning. A zone counts where it is one that nobody doubts (``Z``, ``GMT``, ``EST``), or
one that its name and the date make sure (``Moscow time``, which knew no summer until 1981).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from engross.languages import ENGLISH, FOREIGN, months, weekday_names, weekdays
from engross.regex import compile_later


def _names(names: Iterable[str]) -> str:
    """The alternatives of a pattern, parted by their first letters, so that few are tried; the longest first."""
    ordered = sorted(names, key=lambda name: (name[0], -len(name), name))
    grouped = groupby(ordered, key=lambda name: name[0])
    return "|".join(f"{letter}(?:{'|'.join(name[1:] for name in same)})" for letter, same in grouped)


_ENGLISH = months((ENGLISH,))
_ENGLISH |= {name[:3]: number for name, number in _ENGLISH.items()} | {"sept": 9}
_FOREIGN = {name: number for name, number in months(FOREIGN).items() if name not in _ENGLISH}
MONTHS = _FOREIGN | _ENGLISH
WEEKDAYS = weekday_names()

_MONTH = r"(?P<{0}>(?:{1})\b\.?)".replace("{1}", _names(_ENGLISH))
_WEEKDAY = r"(?P<weekday>(?:{0})\b\.?)"
_DAY = r"(?P<{0}>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<{0}>1[5-9]\d\d|20\d\d)"
_TO = (  # June 29–30, June 29–July 2, June 29 and 30, 1961
    rf"(?:\s*(?:[-–—]\s*(?:{_MONTH.replace('{0}', 'month_to')}\s*)?"
    r"|(?:and|to|through|&)\s+(?=\d\d?\s*,?\s*1[5-9]\d\d))"
    r"(?P<day_to>[0-3]?\d)(?:st|nd|rd|th)?(?![\d:])(?!\s*[ap]\.?\s*m\b))?"
)
_MONTH_DAY = (
    rf"{_MONTH.replace('{0}', 'month')}\s*{_DAY.replace('{0}', 'day')}(?!\d){_TO}"
    rf"(?:\s*,?\s*{_YEAR.replace('{0}', 'year')}(?!\d))?"
)
_DAY_MONTH = (
    rf"(?:(?P<day_from>[0-3]?\d)(?:\s+{_MONTH.replace('{0}', 'month_from')})?\s*[-–—]\s*)?"
    rf"{_DAY.replace('{0}', 'day2')}(?:(?<=[a-z])\s+(?:day\s+)?of)?\s+{_MONTH.replace('{0}', 'month2')}"
    rf"(?:\s*,?\s*{_YEAR.replace('{0}', 'year2')}(?!\d))?"
)
_YEAR3 = r"\s+(?:de\s+|del\s+)?(?P<year3>1[5-9]\d\d|20\d\d)(?!\d)"
_DAY_FOREIGN = (  # 1er mars, 4 de mayo de 1907, 4. Mai; a month with an English name only with point and year
    rf"(?P<day3>[0-3]?\d)(?:er|re|º|°|ª|\.)?\s*(?:de\s+)?(?P<month3>(?:{_names(_FOREIGN)})\b\.?)(?:{_YEAR3})?"
    r"|(?P<day4>[0-3]?\d)\.\s+(?P<month4>april|august|september|november)\s+(?P<year4>1[5-9]\d\d|20\d\d)(?!\d)"
)
_DATE = (
    rf"(?:{_WEEKDAY.replace('{0}', _names(set(WEEKDAYS) - set(weekdays(FOREIGN))))}\s*,?\s+(?:the\s+)?)?"
    rf"(?:{_MONTH_DAY}|{_DAY_MONTH})"
)
_DATE_FOREIGN = (
    rf"(?:{_WEEKDAY.replace('{0}', _names(WEEKDAYS))}\s*,?\s+(?:(?:le|den|dem|el|il|de)\s+)?)?"
    rf"(?:{_MONTH_DAY}|{_DAY_MONTH}|{_DAY_FOREIGN})"
)
#: Offices that may stand above a date, with the place where they are (a part of patterns).
OFFICES = (
    "Legation|Embassy|Consulate|Department|Ministry|Office|Palace|House|Headquarters|Commission(?:er)?|Mission|Agency|"
    "Admiralty"
)
_HALF = r"(?P<half>[ap]\s*\.?\s*m\b\.?)"
_TIME = (
    rf"(?:(?P<hour>[012]?\d)(?:[:.](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?)?"
    rf"(?:\s*[-–]\s*(?P<until>[012]?\d(?:[:.][0-5]\d)?))?(?:\s*o['’]clock)?\s*{_HALF}"
    r"(?:\s*(?:[-–—]|to|until)\s*[012]?\d(?::[0-5]\d)?\s*[ap]\s*\.?\s*m\b\.?)?"
    r"|(?P<clock>[012]?\d:[0-5]\d)(?::[0-5]\d)?(?P<zulu>(?-i:Z)\b)?"
    r"|(?P<hours>[012]\d[0-5]\d)\s*(?:(?:hours|hrs)\b|(?P<zulu2>Z)\b)|(?P<word>noon|midnight)\b"
    r"|(?P<hour24>[012]?\d)(?:[.:](?P<minute24>[0-5]\d))?\s?(?:Uhr|uur|heures?|h)\b\.?(?:\s?(?P<past24>[0-5]\d)\b)?)"
)
_ZONES = {  # hours and minutes from Greenwich; zones whose letters mean several things (CST, IST) are left out
    "z": "Z",
    "gmt": "Z",
    "utc": "Z",
    "est": "-05:00",
    "edt": "-04:00",
    "mst": "-07:00",
    "mdt": "-06:00",
    "pst": "-08:00",
    "pdt": "-07:00",
    "cet": "+01:00",
}
#: Times named by a zone or a place: the offset, and from when to when it was surely that, in summer as in winter.
_NAMED = {
    "greenwich": ("Z", "", ""),
    "greenwich mean": ("Z", "", ""),
    "eastern standard": ("-05:00", "", ""),
    "eastern daylight": ("-04:00", "", ""),
    "central standard": ("-06:00", "", ""),
    "mountain standard": ("-07:00", "", ""),
    "pacific standard": ("-08:00", "", ""),
    "central european": ("+01:00", "", ""),
    "moscow": ("+03:00", "1930-06-22", "1981-03-31"),
    "tokyo": ("+09:00", "1952-01-01", ""),
    "japan standard": ("+09:00", "1952-01-01", ""),
}
_ZONE = (
    rf"(?:\s?,?\s?(?P<zone>(?-i:{'|'.join('[.]?'.join(name) for name in map(str.upper, _ZONES))})(?!\w)))?"
    r"(?:,?\s(?P<named>(?!(?:the|this|that|at|any|some|each|his|her|their|our|its)\b)(?-i:[A-Z][a-z]+)(?:\s(?:mean|standard|daylight|european))?|local)(?:\ssaving)?\stime\b)?"
)
_JOIN = r"(?:\s*[,;]?\s*(?:[—–-]+\s*|at\s+|um\s+|à\s+|om\s+)?)"
_SHORT = sorted({name[:3].capitalize() for name in _ENGLISH})
_FOREIGN_NAME = compile_later(  # a digit first, which is rare, and what few have behind them: the search is quick
    r"[0-9](?=[\s.º°ª]|[^\W\d_])(?i:(?:er|re|º|°|ª|\.)?+\s{0,2}+(?:de\s)?+"
    rf"(?:(?:{_names(_FOREIGN)})\b|(?<=\.\s)(?:april|august|september|november)\s+\d))"
)
_BEGUN = [*_SHORT, *map(str.upper, _SHORT)]
#: How the name of a month begins. Its first letter comes first in the pattern, so that `re` looks at no other place;
#: then those that may follow, which few words have.
_MONTH_NAME = compile_later(
    "".join(f"[{''.join(sorted(set(letters)))}]" for letters in zip(*_BEGUN, strict=True))
    + rf"(?<!\w...)(?:{'|'.join(f'(?<={name})' for name in _BEGUN)})"
)
_BEFORE_MONTH, _BEHIND_MONTH = 40, 60
_DATE_TIME = compile_later(rf"\b(?P<date>{_DATE})(?:{_JOIN}{_TIME}{_ZONE})?", re.IGNORECASE)
_DATE_TIME_FOREIGN = compile_later(rf"\b(?P<date>{_DATE_FOREIGN})(?:{_JOIN}{_TIME}{_ZONE})?", re.IGNORECASE)
_TIME_ALONE = compile_later(rf"\b{_TIME}", re.IGNORECASE)
_TIME_BEFORE = compile_later(rf"\b{_TIME}\s*,?\s*(?:on\s+)?\Z", re.IGNORECASE)
_DAY_ALONE = compile_later(
    rf"(?P<weekday>(?:{_names(set(WEEKDAYS) - set(weekdays(FOREIGN)))})\b\.?),?\s+(?:the\s+)?"
    r"(?P<day>[0-3]?\d)(?P<last>(?:st|nd|rd|th)?)\s*[.,:;—–-]*\s*",
    re.IGNORECASE,
)
#: What every time has in it.
_CLOCK = compile_later(r"\d|noon|midnight", re.IGNORECASE)
_ON = compile_later(r"\s*,?\s*(?:on\s+)?", re.IGNORECASE)


_MONTH_ALONE = compile_later(
    rf"(?P<about>\b(?:circa|ca\.|about|early|late|mid-?)\s?)?\b(?P<month>{_names(months((ENGLISH,)))}),?\s"
    r"(?P<year>1[5-9]\d\d|20\d\d)(?!\d)",
    re.IGNORECASE,
)


class Month(Struct, frozen=True):
    """A month named without a day: its offsets in the text searched, ISO 8601, whether it is said to be near."""

    start: int
    end: int
    iso: str
    about: bool


_FOUR_DIGITS = compile_later(r"\d{4}")


class Written(Struct, frozen=True):
    """A date as written: offsets in the text searched; None for each part that is not there.

    `minute` is the minute of the day; `weekday` counts from Monday = 0; `month` and `day` are None for a time alone.
    `last`, where several days are meant, is month and day of the last; `zone` is what ISO 8601 puts behind the time.
    `named` is whose time it is called (``Washington``) where the offset is not sure: that of the clock there. `doubt`
    is what is not sure of a date in figures (`numeric_dates.py`).
    """

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    minute: int | None
    weekday: int | None
    last: tuple[int, int] | None = None
    zone: str = ""
    named: str = ""
    doubt: str = ""

    def behind(self, offset: int) -> Written:
        """This, with its offsets counted from `offset` characters further ahead."""
        return replace(self, start=self.start + offset, end=self.end + offset)

    def iso(self, year: int, month: int | None = None, day: int | None = None) -> str | None:
        """ISO 8601 (W3C) with the parts that are missing taken from the arguments; None for no day of the calendar."""
        try:
            date = datetime.date(self.year or year, self.month or month or 0, self.day or day or 0)
        except ValueError:
            return None
        time = "" if self.minute is None else f"T{self.minute // 60:02}:{self.minute % 60:02}:00{self.zone}"
        return f"{date.isoformat()}{time}"

    def iso_last(self, year: int) -> str | None:
        """The last of several days, in the year given; None where there is but one, or none of the calendar."""
        if self.last is None:
            return None
        try:
            last = datetime.date(self.year or year, *self.last)
            first = datetime.date(self.year or year, self.month or 0, self.day or 0)
        except ValueError:
            return None
        return last.isoformat() if first < last else None


def find_dates(text: str) -> list[Written]:
    """Every date in `text`, left to right; times count where they stand with a date."""
    found: list[Written] = []
    at = 0
    for month in _month_names(text):
        if month.start() < at:
            continue
        # No date begins further before its month than a weekday, a day and a time take.
        first = max(at, month.start() - _BEFORE_MONTH)
        foreign = month[0][0].isdigit()
        first = first if foreign or _is_led(text[first : month.start()]) else month.start()
        date = (_DATE_TIME_FOREIGN if foreign else _DATE_TIME).search(text, first, month.end() + _BEHIND_MONTH)
        if date is None or date.start() > month.start():  # a date of a later month: it may be cut off here
            continue
        first = max(at, date.start() - _BEFORE_MONTH)
        clock = _CLOCK.search(text, first, date.start())  # to look for a sign of it first is quicker
        before = _TIME_BEFORE.search(text, first, date.start()) if clock else None
        written = _read(date, before)
        if written:
            found.append(written)
        at = date.end("date") if before else date.end()
    return found


def find_month(text: str) -> Month | None:
    """The first month with its year and without a day in `text` (*August 1970*, *circa May 1972*); else None."""
    found = _MONTH_ALONE.search(text) if _FOUR_DIGITS.search(text) else None  # to look for a year first is quicker
    if found is None or text[: found.start("month")].rstrip()[-1:].isdigit() or not found["month"][0].isupper():
        return None
    iso = f"{found['year']}-{_month(found['month']):02}"
    return Month(found.start(), found.end(), iso, bool(found["about"]))


def _month_names(text: str) -> list[re.Match[str]]:
    """Where `text` names a month: in English, or behind a day in another language."""
    places = list(_MONTH_NAME.finditer(text))
    foreign = list(_FOREIGN_NAME.finditer(text))
    return sorted([*places, *foreign], key=lambda m: m.start()) if foreign else places


def _is_led(before: str) -> bool:
    """Whether a date may begin in `before`, which stands before the name of a month: a day, a weekday, or *4th of*."""
    last = (before.split() or [""])[-1].rstrip(".,")
    return last == "of" or last.lower() in WEEKDAYS if last.isalpha() else bool(last)


def match_day(text: str) -> Written | None:
    """The weekday and the day without a month (*Wed. 24th*) that are all of `text`; None where they are not."""
    match = _DAY_ALONE.fullmatch(text) if text[:1].isupper() and len(text) < 30 else None
    if match is None or int(match["day"]) > 31:
        return None
    day, weekday = int(match["day"]), WEEKDAYS[match["weekday"].rstrip(".").lower()]
    return Written(match.start("weekday"), match.end("last"), None, None, day, None, weekday)


def match_date(text: str) -> Written | None:
    """The date, with or without a time, or the time alone, with which `text` begins; None where it does not."""
    pattern = _DATE_TIME_FOREIGN if _FOREIGN_NAME.search(text, 0, _BEFORE_MONTH + _BEHIND_MONTH) else _DATE_TIME
    if date := pattern.match(text):
        return _read(date)
    time = _TIME_ALONE.match(text)
    on = _ON.match(text, time.end()) if time else None
    date = pattern.match(text, on.end()) if on else None
    return (_read(date, time) if date else _read(time)) if time else None


def _read(match: re.Match[str], time: re.Match[str] | None = None) -> Written | None:
    """What `match` says, a date or a time or both; `time`: a time before a date, which then counts."""
    part = match.groupdict() | (time.groupdict() if time else {})
    month, day, year = (
        part.get(name) or part.get(f"{name}2") or part.get(f"{name}3") or part.get(f"{name}4")
        for name in ("month", "day", "year")
    )
    if month and not 1 <= int(day or 0) <= 31:
        return None
    if month and month[0].islower() and not (part.get("month3") or part.get("month4")):
        return None  # "may 3" is a verb, "march 5" a command; a month is a name
    weekday = part.get("weekday")
    end = match.end("date") if time else match.end()
    if match.string[end - 1] == "." and not part["half"]:
        end -= 1  # ends the sentence, not the date
    first: tuple[int | None, int | None] = (_month(month), int(day)) if month and day else (None, None)
    last: tuple[int, int] | None = None
    if month and day and part.get("day_to"):
        last = (_month(part["month_to"] or month), int(part["day_to"] or 0))
    elif month and day and part.get("day_from"):
        last, first = (_month(month), int(day)), (_month(part["month_from"] or month), int(part["day_from"] or 0))
    zone = "z" if part.get("zulu") or part.get("zulu2") else part.get("zone") or ""
    named, offset = (part.get("named") or "").lower(), _ZONES.get(zone.replace(".", "").lower(), "")
    if named and year and month and day:
        sure = _sure_offset(named, f"{year}-{first[0]:02}-{first[1]:02}")
        named, offset = ("", sure) if sure else (named, offset)
    return Written(
        (time or match).start(),
        end,
        int(year) if year else None,
        first[0],
        first[1],
        _minute(part),
        WEEKDAYS[weekday.rstrip(".").lower()] if weekday else None,
        last,
        offset,
        named,
    )


def _sure_offset(named: str, day: str) -> str:
    """The offset of the time called `named` on a day in ISO 8601; empty where it is not sure."""
    offset, since, until = _NAMED.get(named, ("", "", ""))
    return offset if (not since or since <= day) and (not until or day <= until) else ""


def _month(name: str) -> int:
    """The number of the month called `name`."""
    return MONTHS[name.rstrip(".").lower()]


def _minute(part: dict[str, str | None]) -> int | None:
    """The minute of the day: 12:25 am is 25, noon is 720."""
    if part["word"]:
        return 720 if part["word"].lower() == "noon" else 0
    if part["hour24"]:
        minute24 = int(part["minute24"] or part["past24"] or 0)
        return int(part["hour24"]) * 60 + minute24 if int(part["hour24"]) < 24 else None
    if part["hours"] or part["clock"]:
        digits = (part["hours"] or part["clock"] or "").replace(":", "").zfill(4)
        hour, minute, half = int(digits[:2]), int(digits[2:]), ""
    elif part["hour"]:
        hour, minute, half = int(part["hour"]), int(part["minute"] or 0), (part["half"] or "")[:1].lower()
        until = part["until"]
        if until and int(re.split("[:.]", until)[0]) < hour and half == "p":
            half = "a"  # 10-1:30 p.m. begins in the morning
    else:
        return None
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour * 60 + minute if hour < 24 else None
