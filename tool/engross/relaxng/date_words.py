"""What is wrong with a date, and the ISO date that was probably meant."""

from __future__ import annotations

import calendar

from engross.regex import compile_later

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMES = (*(name.lower() for name in calendar.month_name[1:]), *_MONTHS, "sept")
_ISO = compile_later(r"(\d{4})-(\d\d)-(\d\d)(?!\d)")
_YEAR_FIRST = compile_later(r"(\d{4})([-/. ]?)(\d\d?)\2(\d\d?)")
_YEAR_LAST = compile_later(r"(\d\d?)([-/. ] ?)(\d\d?)\2(\d{4})")
_YEAR_MONTH = compile_later(r"(\d{4})[-/. ](\d)")
_WORDS = compile_later(r"(?:(\d\d?)(?:st|nd|rd|th)?\.? )?([A-Za-z]+)\.? (?:(\d\d?)(?:st|nd|rd|th)?,? )?(\d{4})")


def date_advice(value: str) -> str:
    """A sentence about `value`, which is no ISO date: why not, or which one was meant; empty where nobody can tell.

    A date is proposed only if there is one way to read `value`: 29.05.1959, 10/28/1962, but not 5/6/1962.
    """
    text = " ".join(value.split())
    if found := _ISO.match(text):
        return _impossible(*map(int, found.groups()))
    meant = _meant(text)
    if meant:
        return f"Did you mean {meant}?"
    return "A year has four digits." if text.isdigit() and len(text) < 4 else ""


def _impossible(year: int, month: int, day: int) -> str:
    if 12 < month <= 31 and 1 <= day <= 12:
        return f"There is no month {month}; with day and month exchanged it is {year:04}-{day:02}-{month:02}."
    if not 1 <= month <= 12:
        return f"There is no month {month:02}; year, month and day stand in this order."
    if year and not 1 <= day <= calendar.monthrange(year, month)[1]:
        return f"{calendar.month_name[month]} {year} has no day {day:02}."
    return ""


def _meant(text: str) -> str:
    if found := _YEAR_FIRST.fullmatch(text):
        if found[2] or len(text) == 8:
            return _date(int(found[1]), int(found[3]), int(found[4]))
    elif found := _YEAR_LAST.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        ways = {_date(year, first, second), _date(year, second, first)} - {""}
        return ways.pop() if len(ways) == 1 else ""
    elif found := _YEAR_MONTH.fullmatch(text):
        return f"{found[1]}-{int(found[2]):02}" if found[2] != "0" else ""
    elif (found := _WORDS.fullmatch(text)) and found[2].lower() in _NAMES and not (found[1] and found[3]):
        month, day = _MONTHS.index(found[2][:3].lower()) + 1, found[1] or found[3]
        return _date(int(found[4]), month, int(day)) if day else f"{found[4]}-{month:02}"
    return ""


def _date(year: int, month: int, day: int) -> str:
    real = year and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
    return f"{year:04}-{month:02}-{day:02}" if real else ""
