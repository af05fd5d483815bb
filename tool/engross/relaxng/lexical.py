"""What strings the XSD datatypes allow, as regular expressions and a few checks (XML Schema part 2, section 3).

elementpath knows these datatypes as XPath sees them, which is wider than XSD at the edges (a line feed at the end,
letters that no XML name holds), and loading it takes longer than validating a file. So strings are checked here, and
elementpath is asked for what is hard: comparing dates and durations, and translating regular expressions.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from engross.regex import compile_later
from engross.relaxng.characters import name_classes

_DATE = "-?(?:[1-9][0-9]*)?[0-9]{4}"
_ZONE = "(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
_TIME = "(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]*)?)"
_FLOAT = "[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?|-?INF|NaN"

#: The lexical space of datatypes, after white space is normalized.
_PLAIN = {
    "boolean": "true|false|0|1",
    "decimal": "[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)",
    "integer": "[+-]?[0-9]+",
    "double": _FLOAT,
    "float": _FLOAT,
    "language": "[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
    "hexBinary": "(?:[0-9a-fA-F]{2})*",
    "base64Binary": (
        "(?:(?:[A-Za-z0-9+/] ?){4})*(?:(?:[A-Za-z0-9+/] ?){3}[A-Za-z0-9+/]|"
        "(?:[A-Za-z0-9+/] ?){2}[AEIMQUYcgkosw048] ?=|[A-Za-z0-9+/] ?[AQgw] ?= ?=)?"
    ),
    "dateTime": f"{_DATE}-[0-9]{{2}}-[0-9]{{2}}T{_TIME}{_ZONE}",
    "time": f"{_TIME}{_ZONE}",
    "date": f"{_DATE}-[0-9]{{2}}-[0-9]{{2}}{_ZONE}",
    "gYearMonth": f"{_DATE}-(?:0[1-9]|1[0-2]){_ZONE}",
    "gYear": f"{_DATE}{_ZONE}",
    "gMonthDay": f"--[0-9]{{2}}-[0-9]{{2}}{_ZONE}",
    "gDay": f"---(?:0[1-9]|[12][0-9]|3[01]){_ZONE}",
    "gMonth": f"--(?:0[1-9]|1[0-2]){_ZONE}",
    "duration": (
        "-?P(?!\\Z)(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?"
        "(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\\.[0-9]+)?S)?)?"
    ),
}

#: Those made of names; START and PART stand for the classes of characters.
_NAMES = {
    "Name": "[:START][:PART]*",
    "NCName": "[START][PART]*",
    "NMTOKEN": "[:PART]+",
    "QName": "(?:[START][PART]*:)?[START][PART]*",
}
for _name in ("ID", "IDREF", "ENTITY"):
    _NAMES[_name] = _NAMES["NCName"]
_NAMES["NOTATION"] = _NAMES["QName"]

_ESCAPED = "%[0-9A-Fa-f]{2}"
# The classes are stated by what they leave out: to compile ranges beyond U+FFFF takes longer than to read a file.
_PATH = f"(?:[^%?#\\[\\]]|{_ESCAPED})"
_ANY = f"(?:[^%#]|{_ESCAPED})"
_AUTHORITY = f"(?:(?:[^%?#\\[\\]/]|{_ESCAPED})+|(?:[^@/?#\\[\\]]*@)?\\[[0-9A-Fa-f:.%]+\\](?::[0-9]*)?)"
_TAIL = f"(?:\\?{_ANY}*)?(?:#{_ANY}*)?"
_HIERARCHY = f"(?://{_AUTHORITY}{_PATH}*{_TAIL}|//(?=[/?#]){_PATH}*{_TAIL}|(?!//){_PATH}*{_TAIL})"
_SCHEME = "[A-Za-z][A-Za-z0-9+.\\-]*:"

#: A URI reference as `java.net.URI`, and so Jing, reads it: RFC 2396, other characters being escaped on the way.
_PLAIN["anyURI"] = f"{_SCHEME}(?:(?=/){_HIERARCHY}|(?!/)(?!#){_ANY}+(?:#{_ANY}*)?)|(?![^/?#]*:){_HIERARCHY}"

#: The datatypes that do not allow every string.
RESTRICTED = frozenset((*_PLAIN, *_NAMES))


@cache
def _expression(name: str, ascii_only: bool) -> re.Pattern[str]:
    source = _PLAIN.get(name)
    if source is None:
        start, part = name_classes(ascii_only)
        source = _NAMES[name].replace("START", start).replace("PART", part)
    return re.compile(f"(?:{source})\\Z")


def matches(name: str, text: str) -> bool:
    """Whether `text`, its white space normalized, is in the lexical space of the datatype `name`."""
    ascii_only = name in _PLAIN or text.isascii()  # the classes of all characters take long to compile
    return _expression(name, ascii_only).match(text) is not None and all(check(text) for check in _CHECKS.get(name, ()))


_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAY = compile_later("(-?[0-9]{4,}|-)-([0-9]{2})-([0-9]{2})")


def _real_day(text: str) -> bool:
    """Whether the day that begins `text` exists (``YYYY-MM-DD`` or ``--MM-DD``)."""
    match = _DAY.match(text)
    if match is None:
        return False
    month, day = int(match[2]), int(match[3])
    if not (1 <= month <= 12 and 1 <= day <= _MONTHS[month - 1]):
        return False
    if (month, day) != (2, 29) or match[1] == "-":
        return True
    year = int(match[1][-4:])  # leap years come again after 400 of them
    if match[1].startswith("-"):
        year -= 1  # there is no year 0
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _real_year(text: str) -> bool:
    """Whether the year that begins `text` exists: there is no year 0."""
    return not text.removeprefix("-").startswith("0000")


#: What a regular expression can't say.
_CHECKS: dict[str, tuple[Callable[[str], bool], ...]] = {
    "date": (_real_day, _real_year),
    "dateTime": (_real_day, _real_year),
    "gMonthDay": (_real_day,),
    "gYear": (_real_year,),
    "gYearMonth": (_real_year,),
}
