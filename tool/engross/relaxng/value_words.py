"""Wrong values in words: what was wanted, and a right example."""

from __future__ import annotations

from msgspec import Struct

from engross.relaxng.date_words import date_advice
from engross.relaxng.faults import Fault


class Wording(Struct, frozen=True):
    """What to tell an editor; `hint` may be empty."""

    message: str
    hint: str = ""


#: What a datatype is, in words, and a right example.
_TYPES: dict[str, tuple[str, str]] = {
    "string": ("text", ""),
    "normalizedString": ("text on one line", ""),
    "token": ("text", ""),
    "date": ("an ISO date", "1962-10-26"),
    "dateTime": ("an ISO date and time", "1962-10-26T18:00:00"),
    "time": ("an ISO time", "18:00:00"),
    "gYear": ("a year", "1962"),
    "gYearMonth": ("a year and a month", "1962-10"),
    "gMonth": ("a month", "--10"),
    "gMonthDay": ("a month and a day", "--10-26"),
    "gDay": ("a day", "---26"),
    "duration": ("an ISO duration", "P1Y6M"),
    "boolean": ("true or false", "true"),
    "integer": ("a whole number", "12"),
    "long": ("a whole number", "12"),
    "int": ("a whole number", "12"),
    "short": ("a whole number, -32768 to 32767", "12"),
    "byte": ("a whole number, -128 to 127", "12"),
    "unsignedLong": ("a whole number, 0 or more", "12"),
    "unsignedInt": ("a whole number, 0 or more", "12"),
    "unsignedShort": ("a whole number, 0 to 65535", "12"),
    "unsignedByte": ("a whole number, 0 to 255", "12"),
    "nonNegativeInteger": ("a whole number, 0 or more", "12"),
    "positiveInteger": ("a whole number, 1 or more", "12"),
    "negativeInteger": ("a whole number below 0", "-12"),
    "nonPositiveInteger": ("a whole number, 0 or less", "-12"),
    "decimal": ("a number", "0.75"),
    "double": ("a number", "0.75"),
    "float": ("a number", "0.75"),
    "anyURI": ("an address or a pointer", "#p12"),
    "language": ("a language code", "en"),
    "ID": ("an identifier: it begins with a letter, and has no blanks or colons", "p12"),
    "IDREF": ("the identifier of another element", "p12"),
    "IDREFS": ("identifiers of other elements", "p12 p13"),
    "ENTITY": ("the name of an unparsed entity that the DTD declares", ""),
    "ENTITIES": ("names of unparsed entities that the DTD declares", ""),
    "NOTATION": ("the name of a notation", ""),
    "Name": ("a name: it begins with a letter, and has no blanks", "small-caps"),
    "NCName": ("a name: it begins with a letter, and has no blanks or colons", "small-caps"),
    "NMTOKEN": ("a word of letters, digits, and . - _ :", "small-caps"),
    "NMTOKENS": ("words of letters, digits, and . - _ :", "small-caps bold"),
    "QName": ("a name, with or without a declared prefix", "tei:p"),
    "hexBinary": ("bytes as hexadecimal digits", "0FB7"),
    "base64Binary": ("bytes in base 64", "SGVsbG8="),
}
_PATTERNS: dict[str, tuple[str, str]] = {
    r"[^\p{C}\p{Z}]+": ("one word, without blanks", "letter"),
    r"\S+": ("text without blanks", "letter"),
    r"(\-?[\d]+/\-?[\d]+)": ("a fraction", "3/4"),
    r"[a-z][a-z0-9\+\.\-]*": ("the name of a scheme, in lower case", "https"),
}
_BOUNDS = {
    "minInclusive": "{} or more",
    "maxInclusive": "{} or less",
    "minExclusive": "more than {}",
    "maxExclusive": "less than {}",
    "length": "exactly {}",
    "minLength": "at least {}",
    "maxLength": "at most {}",
    "totalDigits": "at most {} digits",
    "fractionDigits": "at most {} decimal places",
}
#: What the length of a value is counted in, where it is not characters.
_UNITS = {"hexBinary": "bytes", "base64Binary": "bytes", "IDREFS": "words", "NMTOKENS": "words", "ENTITIES": "words"}


def listed(items: list[str], last: str) -> str:
    """`items` with commas, and with the word `last` before the last one."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def quoted(text: str, most: int = 60) -> str:
    """`text` on one line, in quotation marks, cut to `most` characters."""
    flat = " ".join(text.split())
    return f"“{flat[:most]}…”" if len(flat) > most else f"“{flat}”" if flat else "nothing"


def datatype_words(name: str, params: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    """A datatype in words, and a right example (empty where there is none to give)."""
    words, example = _TYPES.get(name, (f"a value of the type {name}", ""))
    extra: list[str] = []
    for key, value in params:
        if key == "pattern":
            known, better = _PATTERNS.get(value, (f"matching the pattern {value}", ""))
            if name in ("token", "string"):
                words, extra = (known, extra) if value in _PATTERNS else (words, [*extra, known])
                example = better
            elif value not in _PATTERNS:
                extra.append(known)
                example = ""
        elif key in _BOUNDS:
            unit = f" {_UNITS.get(name, 'characters')} long" if "ength" in key else ""
            extra.append(_BOUNDS[key].format(value) + unit)
            example = value if key.endswith("Inclusive") else ""
    return ", ".join([words, *extra]), example


_DATES = ("date", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay", "time", "dateTime")
_WORD = "one word, without blanks"


def wrong_value(fault: Fault) -> Wording:
    """A fault of the kind `BAD_VALUE` in words."""
    where = f"“{fault.attribute}” of <{fault.element}>" if fault.attribute else f"<{fault.element}>"
    inside = f" (in <{fault.parent}>)" if fault.parent else ""
    shown = quoted(fault.value)
    if fault.word and fault.word != fault.value.strip():
        shown += f", where {quoted(fault.word)} is wrong"
    described = [datatype_words(name, params) for name, params in fault.datatypes]
    wanted = [f"“{value}”" for value in fault.expected]
    if fault.more:
        wanted.append(f"one of {fault.more} other values")
    if [name for name, _ in fault.datatypes if name in _DATES][3:]:
        described = [("an ISO date, or a part of one", "1962-10-26")]
    wanted += list(dict.fromkeys(words for words, _ in described))
    needed = f": it must be {listed(wanted, 'or')}" if wanted else ""
    wrong = f"has a wrong value, {shown}" if fault.value.strip() else "is empty"
    return Wording(f"{where}{inside} {wrong}{needed}.", _advice(fault, described))


def _advice(fault: Fault, described: list[tuple[str, str]]) -> str:
    """What to write instead."""
    if fault.similar:
        return f"Did you mean “{fault.similar[0]}”?"
    examples = [example for _, example in described if example]
    advice = date_advice(fault.word or fault.value) if "date" in [name for name, _ in fault.datatypes] else ""
    if advice.startswith("Did you mean"):
        return advice
    if fault.expected and examples:
        examples.insert(0, fault.expected[0])
    blanks = len(fault.value.split()) > 1 and not fault.word
    if blanks and _WORD in [words for words, _ in described]:
        examples.insert(0, "-".join(fault.value.split()))
    return " ".join(filter(None, (advice, f"For example: {examples[0]}" if examples else "")))
