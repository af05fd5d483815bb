"""Values of XSD datatypes, and the facets that restrict them (XML Schema part 2, sections 3 and 4.3)."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

from engross.regex import bracketed, compile_later

Facet = Callable[[str], bool]

_FLOATS = ("float", "double")
_MOMENTS = {
    "dateTime": "DateTime10",
    "date": "Date10",
    "time": "Time",
    "gYear": "GregorianYear10",
    "gYearMonth": "GregorianYearMonth10",
    "gMonth": "GregorianMonth",
    "gMonthDay": "GregorianMonthDay",
    "gDay": "GregorianDay",
    "duration": "Duration",
}
_UNMEASURED = (*_MOMENTS, *_FLOATS, "decimal", "boolean", "QName", "NOTATION")
_RANGES: dict[str, Callable[[Any, Any], bool]] = {
    "minInclusive": lambda value, limit: value >= limit,
    "maxInclusive": lambda value, limit: value <= limit,
    "minExclusive": lambda value, limit: value > limit,
    "maxExclusive": lambda value, limit: value < limit,
}
_LENGTHS: dict[str, Callable[[int, int], bool]] = {
    "length": lambda found, limit: found == limit,
    "minLength": lambda found, limit: found >= limit,
    "maxLength": lambda found, limit: found <= limit,
}
#: Texts longer than this are not matched with a pattern that could take forever on them.
MAX_TEXT = 100_000
#: A repetition of something in parentheses may try each of the ways to part a text: their number doubles with each
#: character. Other expressions need long texts to become slow.
_NESTED = compile_later(r"\)[*+{]")
_HARMLESS_NESTED = 16
_HARMLESS = 500


class FacetError(Exception):
    """A parameter that a datatype does not have, or with a value that it can't have."""


def order_of(kind: str) -> bool:
    """Whether values of `kind` have an order."""
    return kind in _MOMENTS or kind in _FLOATS or kind == "decimal"


def value_of(kind: str, text: str) -> Any:
    """What `text`, which is lexically right, means in the datatype `kind`."""
    if kind == "decimal":
        return Decimal(text)
    if kind in _FLOATS:
        number = float(text)
        if kind == "float":
            import struct

            try:
                number = struct.unpack("f", struct.pack("f", number))[0]
            except OverflowError:
                number = float("inf") if number > 0 else float("-inf")
        return "NaN" if number != number else number
    if kind == "boolean":
        return text in ("true", "1")
    if kind == "hexBinary":
        return bytes.fromhex(text)
    if kind == "base64Binary":
        return text.replace(" ", "")
    if kind == "list":
        return tuple(text.split(" "))
    if kind in _MOMENTS:
        return _moment(kind, text)
    return text


def _moment(kind: str, text: str) -> Any:
    """A date, time or duration, as elementpath has it: it knows how they compare."""
    from elementpath import datatypes  # loaded only where such values are compared

    try:
        return getattr(datatypes, _MOMENTS[kind]).fromstring(text)
    except (ValueError, OverflowError, TypeError):  # out of its range: the text itself
        return text


def _length(kind: str, text: str) -> int:
    """How long a value is, in the unit of its datatype."""
    if kind == "hexBinary":
        return len(text) // 2
    if kind == "base64Binary":
        return len(text.replace(" ", "").rstrip("=")) * 3 // 4
    return len(text.split(" ")) if kind == "list" else len(text)


_SURROGATES = compile_later(r"\\[pP]\{Is(?:High|Low|HighPrivateUse)Surrogates\}")


@cache
def translated(pattern: str) -> str:
    """The regular expression `pattern` of XSD as one of Python. Raises `FacetError`."""
    from elementpath.regex import RegexError, UnicodeSubset, translate_pattern  # only for schemas that are not cached

    if not hasattr(UnicodeSubset, "__bool__"):  # it would count all its members, to know whether there is one
        UnicodeSubset.__bool__ = lambda self: bool(self.codepoints)  # type: ignore[attr-defined]
    if _SURROGATES.search(pattern):  # no characters: XSD 1.0, second edition, has taken these blocks out
        raise FacetError(f"“{pattern}” is not a regular expression of XML Schema: it names a block of surrogates")
    try:
        return translate_pattern(bracketed(pattern), back_references=False, lazy_quantifiers=False, anchors=False)
    except (RegexError, ValueError, IndexError) as error:
        raise FacetError(f"“{pattern}” is not a regular expression of XML Schema: {error}") from None


_CLASS = compile_later(r"\\.|\[\^?(?:\\.|[^\]\\])(?:\\.|[^\]\\])*\]", re.DOTALL)
_ASCII = "".join(map(chr, range(128)))


def ascii_only(expression: str) -> str:
    """What matches the same texts of ASCII characters as `expression`, each class being cut to those characters. The
    classes of XSD (``\\p{L}``) are so long that to compile one takes more time than to validate a file."""

    def cut(match: re.Match[str]) -> str:
        if match[0].startswith("\\"):
            return match[0]
        members = "".join(re.findall(match[0], _ASCII))
        if not members or len(members) == len(_ASCII):
            return r"[\x00-\x7f]" if members else "(?!)"
        runs: list[list[int]] = []
        for number in map(ord, members):
            if runs and runs[-1][-1] == number - 1:
                runs[-1][1:] = [number]
            else:
                runs.append([number])
        return "[" + "".join("-".join(f"\\x{end:02x}" for end in run) for run in runs) + "]"

    return _CLASS.sub(cut, expression)


#: Characters that a regular expression may have when its classes are spelt out: a minute's work to compile.
_LONGEST = 2_000_000
#: Translations, and their forms for ASCII, that a cached schema brought along, so that elementpath need not be loaded.
known_patterns: dict[str, tuple[str, str]] = {}


def _pattern(source: str) -> Facet:
    """A check for the facet ``pattern``; the expressions are compiled when they are first needed."""
    if source not in known_patterns:
        expression = translated(source)
        if len(expression) > _LONGEST:
            raise FacetError(f"The regular expression “{source[:60]}…” is too long.")
        try:
            re.compile(expression)
            known_patterns[source] = expression, ascii_only(expression)
        except (re.error, OverflowError, RecursionError) as error:
            raise FacetError(f"The regular expression “{source}” can't be used: {error}") from None
    forms = known_patterns[source]
    compiled: list[re.Pattern[str] | None] = [None, None]
    harmless = _HARMLESS_NESTED if _NESTED.search(forms[0]) else _HARMLESS

    def check(text: str) -> bool:
        form = text.isascii()
        expression = compiled[form]
        if expression is None:
            expression = compiled[form] = re.compile(forms[form])
        if len(text) < harmless:
            return expression.match(text) is not None
        from engross.relaxng.limits import matches_in_time  # few values need it

        return len(text) <= MAX_TEXT and matches_in_time(expression, text)

    return check


def _count(key: str, value: str) -> int:
    match = re.fullmatch("[ \t\r\n]*\\+?([0-9]{1,9})(?:\\.0*)?[ \t\r\n]*", value)
    if match is None:
        raise FacetError(f"The parameter “{key}” must be a whole number, and “{value}” is none.")
    return int(match[1])


def make_facet(kind: str, key: str, value: str, normalize: Callable[[str], str]) -> Facet:
    """A check that the parameter `key` of a datatype, being `value`, asks for. Raises `FacetError`."""
    if key == "pattern":
        return _pattern(value)
    if key in _LENGTHS:
        if kind in _UNMEASURED:
            raise FacetError(f"The datatype has no length, so it can't have the parameter “{key}”.")
        limit, compare = _count(key, value), _LENGTHS[key]
        return lambda text: compare(_length(kind, text), limit)
    if key in _RANGES:
        if not order_of(kind):
            raise FacetError(f"The datatype has no order, so it can't have the parameter “{key}”.")
        return _range(kind, key, normalize(value))
    if key in ("totalDigits", "fractionDigits"):
        if kind != "decimal":
            raise FacetError(f"The datatype is not a decimal one, so it can't have the parameter “{key}”.")
        return _digits(key, _count(key, value))
    raise FacetError(f"There is no parameter “{key}” for this datatype.")


def _range(kind: str, key: str, value: str) -> Facet:
    from engross.relaxng.datatypes import XSD, datatype

    if not datatype(XSD, kind).allows(value):
        raise FacetError(f"The parameter “{key}” is “{value}”, which is not a value of the datatype.")
    compare = _RANGES[key]
    limits: list[Any] = []

    def check(text: str) -> bool:
        if not limits:
            limits.append(value_of(kind, value))
        try:
            return compare(value_of(kind, text), limits[0])
        except TypeError:  # values that have no order between them: NaN, a month and thirty days
            return False

    return check


def _digits(key: str, limit: int) -> Facet:
    if key == "totalDigits" and limit == 0:
        raise FacetError("The parameter “totalDigits” must be greater than 0.")

    def check(text: str) -> bool:
        whole, _, fraction = text.lstrip("+-").partition(".")
        fraction = fraction.rstrip("0")
        if key == "fractionDigits":
            return len(fraction) <= limit
        return len(whole.lstrip("0")) + len(fraction) <= limit

    return check
