"""Dates in figures, as datelines and the fields of headers have them: ``10/26/62``, ``12.5.1962``, ``3.III.58``,
``26 OCT 62``, ``1962-10-26``. In running text they are fractions, versions, numbers of files, and are not looked for.

What is before the first point is the day; before the first stroke, the month, as in the United States, unless it is
none. A year of two figures is one of the 20th century.
"""

from __future__ import annotations

from engross.dates import MONTHS, Written, match_date
from engross.regex import compile_later

_FIGURES = compile_later(
    r"(?<![\w./-])(?:(?P<iso>\d{4})-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)"
    r"|(?P<first>\d{1,2})(?P<sign>[./-])\s?(?P<second>\d{1,2}|[IVX]{1,4})(?P=sign)\s?(?P<year>1[5-9]\d\d|20\d\d|\d\d)"
    r"|(?P<day>\d{1,2})[ -](?P<name>[A-Z][A-Za-z]{2})\.?[ -](?P<short>\d\d)"
    r"|(?P<named>[A-Z][a-z]{2,8})\.? (?P<day2>\d{1,2}), ['’](?P<short2>\d\d))(?![\w/:-]|\.\d)"
)
_SIGNS = compile_later(r"\d[./ -]|, ['’]\d")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_CENTURY = 1900
_MONTHS_OF_YEAR = 12


def find_figures(text: str) -> Written | None:
    """The first date in figures in `text`, with the time behind it; its `doubt` says what is not sure: the ``century``,
    the ``order`` of day and month. None where there is none, or no such month."""
    if not _SIGNS.search(text):
        return None
    found = _FIGURES.search(text)
    part = found.groupdict() if found else {}
    if found is None:
        return None
    short = part["short"] or part["short2"] or (part["year"] if len(part["year"] or "") == 2 else "")
    year = _CENTURY + int(short) if short else int(part["iso"] or part["year"])
    doubt = "century" if short else ""
    if part["iso"]:
        month, day = int(part["iso_month"]), int(part["iso_day"])
    elif part["first"]:
        month, day, order = _read_order(part["first"], part["sign"], part["second"])
        doubt = order or doubt
    else:
        month = MONTHS.get((part["name"] or part["named"]).lower(), 0)
        day = int(part["day"] or part["day2"])
    if not 1 <= month <= _MONTHS_OF_YEAR:
        return None
    time = match_date(text[found.end() :].lstrip(" ,;—–-"))
    timed = time is not None and time.month is None and time.minute is not None
    end = len(text) - len(text[found.end() :].lstrip(" ,;—–-")) + time.end if time and timed else found.end()
    minute, zone = (time.minute, time.zone) if time and timed else (None, "")
    return Written(found.start(), end, year, month, day, minute, None, zone=zone, doubt=doubt)


def _read_order(first: str, sign: str, second: str) -> tuple[int, int, str]:
    """Month, day, and what is doubtful of two parts of a date."""
    if not second.isdigit():
        return (_ROMAN.index(second) + 1 if second in _ROMAN else 0), int(first), ""
    a, b = int(first), int(second)
    if sign == "." or a > _MONTHS_OF_YEAR:
        return b, a, ""
    return a, b, "" if b > _MONTHS_OF_YEAR or a == b else "order"
