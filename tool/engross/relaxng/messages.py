"""Faults in words: a sentence that says what is wrong, and, where one is known, a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from engross.relaxng import faults
from engross.relaxng.errors import PATTERN
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


def describe(fault: Fault) -> Wording:
    """`fault` in words."""
    return _WORDINGS[fault.kind](fault)


def _tags(names: Iterable[str], last: str = "or") -> str:
    return _listed([f"<{name}>" for name in names], last)


def _listed(items: list[str], last: str) -> str:
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def _around(fault: Fault) -> str:
    return f"<{fault.parent}>" if fault.parent else "the document"


def _expected(fault: Fault, here: str = "here") -> str:
    """What could come instead, as a sentence."""
    items = [f"<{name}>" for name in fault.expected]
    if fault.more:
        items.append(f"one of {fault.more} other elements" if fault.more > 1 else "one other element")
    if fault.text_allowed:
        items.append("text")
    if fault.end_allowed and fault.parent and here == "here":
        items.append(f"the end of <{fault.parent}>")
    return f"What can come {here}: {_listed(items, 'or')}." if items else ""


def _anywhere(fault: Fault) -> Wording:
    where = f"it stands in <{fault.parent}>" if fault.parent else "it is the root of the document"
    message = f"There is no element <{fault.element}> in this schema; {where}."
    if fault.similar and fault.similar[0].rpartition("}")[2] == fault.element:
        return Wording(message, "The element is known, but in another namespace: check the xmlns of the root.")
    return Wording(message, f"Did you mean {_tags(fault.similar)}?" if fault.similar else _expected(fault))


def _inside(fault: Fault) -> Wording:
    return Wording(f"<{fault.element}> is never allowed directly inside {_around(fault)}.", _expected(fault))


def _here(fault: Fault) -> Wording:
    if not fault.parent:
        return Wording(f"<{fault.element}> can't be the root of the document.", _expected(fault))
    return Wording(f"<{fault.element}> is not allowed at this place in {_around(fault)}.", _expected(fault))


def _yet(fault: Fault) -> Wording:
    missing = _tags(fault.missing, "and")
    message = f"<{fault.element}> is not allowed yet in {_around(fault)}: {missing} must come before it."
    return Wording(message, f"Add {missing} before <{fault.element}>.")


def _incomplete(fault: Fault) -> Wording:
    inside = f" (in <{fault.parent}>)" if fault.parent else ""
    if fault.missing:
        missing = _tags(fault.missing, "and")
        return Wording(
            f"<{fault.element}>{inside} is incomplete: it needs {missing}.", f"Add {missing} before its end."
        )
    return Wording(f"<{fault.element}>{inside} is incomplete.", _expected(fault, "next"))


def _text(fault: Fault) -> Wording:
    shown = _quoted(fault.value, 40)
    inside = f" (in <{fault.parent}>)" if fault.parent else ""
    message = f"Text is not allowed here in <{fault.element}>{inside}: {shown}."
    if "p" in fault.expected or "ab" in fault.expected:
        return Wording(message, f"Put the text into an element, such as <{'p' if 'p' in fault.expected else 'ab'}>.")
    return Wording(message, _expected(fault, "in its place"))


def _attribute(fault: Fault) -> Wording:
    inside = f" in <{fault.parent}>" if fault.parent else ""
    message = f"<{fault.element}>{inside} may not have the attribute “{fault.attribute}”."
    if fault.similar:
        return Wording(message, f"Did you mean “{fault.similar[0]}”?")
    if not fault.expected:
        return Wording(message, f"Take it away: <{fault.element}> has no attributes besides those it has already.")
    names = ", ".join(f"“{name}”" for name in fault.expected)
    more = f" and {fault.more} others" if fault.more else ""
    return Wording(message, f"Attributes that it may have: {names}{more}.")


def _missing(fault: Fault) -> Wording:
    inside = f" in <{fault.parent}>" if fault.parent else ""
    if not fault.missing:
        names = _listed([f"“{name}”" for name in fault.expected], "or")
        return Wording(f"<{fault.element}>{inside} lacks an attribute: {names}.", "Add one of them.")
    names = _listed([f"“{name}”" for name in fault.missing], "and")
    word = "attribute" if len(fault.missing) == 1 else "attributes"
    return Wording(f"<{fault.element}>{inside} lacks the {word} {names}.", f"Add {names}.")


def _quoted(text: str, most: int = 60) -> str:
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


def _value(fault: Fault) -> Wording:
    where = f"“{fault.attribute}” of <{fault.element}>" if fault.attribute else f"<{fault.element}>"
    inside = f" (in <{fault.parent}>)" if fault.parent else ""
    shown = _quoted(fault.value)
    if fault.word and fault.word != fault.value.strip():
        shown += f", where {_quoted(fault.word)} is wrong"
    described = [datatype_words(name, params) for name, params in fault.datatypes]
    wanted = [f"“{value}”" for value in fault.expected]
    if fault.more:
        wanted.append(f"one of {fault.more} other values")
    dates = ("date", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay", "time", "dateTime")
    if [name for name, _ in fault.datatypes if name in dates][3:]:
        described = [("an ISO date, or a part of one", "1962-10-26")]
    wanted += list(dict.fromkeys(words for words, _ in described))
    needed = f": it must be {_listed(wanted, 'or')}" if wanted else ""
    wrong = f"has a wrong value, {shown}" if fault.value.strip() else "is empty"
    message = f"{where}{inside} {wrong}{needed}."
    if fault.similar:
        return Wording(message, f"Did you mean “{fault.similar[0]}”?")
    examples = [example for _, example in described if example]
    return Wording(message, f"For example: {examples[0]}" if examples else "")


def _duplicate(fault: Fault) -> Wording:
    first = f"line {fault.other_line}, column {fault.other_column}"
    message = f"The identifier {_quoted(fault.value)} of <{fault.element}> is taken: it was given first at {first}."
    return Wording(message, "Give one of the two another identifier, and mend the pointers to it.")


def _dangling(fault: Fault) -> Wording:
    message = (
        f"“{fault.attribute}” of <{fault.element}> points to {_quoted(fault.value)}, which no element has as its ID."
    )
    return Wording(message, "Correct the pointer, or give the element that is meant this identifier.")


_PARSER_HINTS = {
    "mismatched tag": "Every element must be closed by an end tag of its own name, the innermost first.",
    "not well-formed (invalid token)": "Look for a bare < or &, which are written &lt; and &amp;, or a missing quote.",
    "duplicate attribute": "An element can have an attribute only once.",
    "unbound prefix": "Declare the prefix with xmlns:… on the root.",
    "undefined entity": "Write the character itself instead of an entity.",
    "no element found": "The file ends before its root element does, or is empty.",
    "junk after document element": "There must be nothing after the end tag of the root.",
}


def _malformed(fault: Fault) -> Wording:
    inside = f" in <{fault.parent}>" if fault.parent else ""
    detail = fault.detail or "syntax error"
    if "amplification" in detail:
        return Wording("The entities of this file expand without measure; it is not read.", "Write the text itself.")
    hint = "Save the file in UTF-8." if detail.startswith("the encoding ") else _PARSER_HINTS.get(detail, "")
    return Wording(f"This is not well-formed XML{inside}: {detail}.", hint)


def _entity(fault: Fault) -> Wording:
    message = f"The entity “{fault.value}” in {_around(fault)} is kept outside the file, and is not read."
    return Wording(message, "Write the text, or the character, in its place.")


def _limit(fault: Fault) -> Wording:
    if fault.detail == "depth":
        return Wording(f"<{fault.element}> is nested too deeply; the rest of the file is not checked.")
    if fault.detail == PATTERN:
        return Wording("A regular expression of the schema takes too long on a value of this file.")
    return Wording("The schema is too ambiguous to check this file against it.")


_WORDINGS: dict[str, Callable[[Fault], Wording]] = {
    faults.NOT_ALLOWED_ANYWHERE: _anywhere,
    faults.NOT_ALLOWED_INSIDE: _inside,
    faults.NOT_ALLOWED_HERE: _here,
    faults.NOT_ALLOWED_YET: _yet,
    faults.INCOMPLETE: _incomplete,
    faults.TEXT_NOT_ALLOWED: _text,
    faults.ATTRIBUTE_NOT_ALLOWED: _attribute,
    faults.ATTRIBUTE_MISSING: _missing,
    faults.BAD_VALUE: _value,
    faults.DUPLICATE_ID: _duplicate,
    faults.DANGLING_IDREF: _dangling,
    faults.NOT_WELL_FORMED: _malformed,
    faults.ENTITY_NOT_READ: _entity,
    faults.LIMIT: _limit,
}
