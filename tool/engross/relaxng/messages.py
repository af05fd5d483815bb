"""Faults in words: a sentence that says what is wrong, and, where one is known, a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from engross.relaxng import faults
from engross.relaxng.errors import PATTERN
from engross.relaxng.faults import Fault
from engross.relaxng.malformed_words import malformed_words
from engross.relaxng.value_words import Wording, listed, quoted, wrong_value


def describe(fault: Fault) -> Wording:
    """`fault` in words."""
    return _WORDINGS[fault.kind](fault)


def _tags(names: Iterable[str], last: str = "or") -> str:
    return listed([_tag(name) for name in names], last)


def _tag(name: str) -> str:
    """The tag of an element; with its namespace, if the document has no other way to write it there."""
    uri, _, last = name.removeprefix("{").rpartition("}")
    return f'<{last} xmlns="{uri}">' if name[:1] == "{" else f"<{name}>"


def _around(fault: Fault) -> str:
    return f"<{fault.parent}>" if fault.parent else "the document"


def _expected(fault: Fault, here: str = "here") -> str:
    """What could come instead, as a sentence."""
    items = [_tag(name) for name in fault.expected]
    if fault.more:
        items.append(f"one of {fault.more} other elements" if fault.more > 1 else "one other element")
    if fault.text_allowed:
        items.append("text")
    if fault.end_allowed and fault.parent and here == "here":
        items.append(f"the end of <{fault.parent}>")
    return f"What can come {here}: {listed(items, 'or')}." if items else ""


def _anywhere(fault: Fault) -> Wording:
    where = f"it stands in <{fault.parent}>" if fault.parent else "it is the root of the document"
    message = f"There is no element <{fault.element}> in this schema; {where}."
    if fault.similar and fault.similar[0].rpartition("}")[2] == fault.element:
        words = _foreign(fault)
        return (
            replace(words, hint=f"Write {_tag(fault.similar[0])}.")
            if fault.parent and fault.similar[0][0] == "{"
            else words
        )
    return Wording(message, f"Did you mean {_tags(fault.similar)}?" if fault.similar else _expected(fault))


def _foreign(fault: Fault) -> Wording:
    """An element that the schema knows in another namespace."""
    inside = f" in <{fault.parent}>" if fault.parent else ""
    uri, _, name = fault.similar[0].removeprefix("{").rpartition("}")
    home = f"in “{uri}”" if uri else f"as <{name}>"
    message = f"<{fault.element}>{inside} is in {f'the namespace “{fault.detail}”' if fault.detail else 'no namespace'}"
    if name == fault.element and not uri:
        home = "in another" if ":" in fault.parent or not fault.parent else f"in that of <{fault.parent}>"
        return Wording(f"{message}; the schema has it {home}.", f"Take the xmlns of <{name}> away.")
    if not uri:
        return Wording(f"{message}; the schema has it {home}.", f"Did you mean <{name}>?")
    return Wording(
        f"{message}; the schema has it {home}.", f'Write xmlns="{uri}" in the tag of the root, and nowhere else.'
    )


def _inside(fault: Fault) -> Wording:
    if fault.similar:
        return _foreign(fault)
    if fault.other_line:
        first = f"line {fault.other_line}, column {fault.other_column}"
        hint = f"If <{fault.parent}> (at {first}) should end before it, add </{fault.parent}>. {_expected(fault)}"
        return Wording(f"<{fault.element}> is never allowed directly inside {_around(fault)}.", hint.strip())
    return Wording(f"<{fault.element}> is never allowed directly inside {_around(fault)}.", _expected(fault))


def _here(fault: Fault) -> Wording:
    if fault.similar:
        return _foreign(fault)
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
    shown = quoted(fault.value, 40)
    inside = f" (in <{fault.parent}>)" if fault.parent else ""
    message = f"Text is not allowed here in <{fault.element}>{inside}: {shown}."
    if not (fault.expected or fault.more):
        return Wording(message, f"<{fault.element}> holds nothing: put the text before or after it.")
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
        names = listed([f"“{name}”" for name in fault.expected], "or")
        return Wording(f"<{fault.element}>{inside} lacks an attribute: {names}.", "Add one of them.")
    names = listed([f"“{name}”" for name in fault.missing], "and")
    word = "attribute" if len(fault.missing) == 1 else "attributes"
    return Wording(f"<{fault.element}>{inside} lacks the {word} {names}.", f"Add {names}.")


def _duplicate(fault: Fault) -> Wording:
    first = f"line {fault.other_line}, column {fault.other_column}"
    message = f"The identifier {quoted(fault.value)} of <{fault.element}> is taken: it was given first at {first}."
    return Wording(message, "Give one of the two another identifier, and mend the pointers to it.")


def _dangling(fault: Fault) -> Wording:
    message = (
        f"“{fault.attribute}” of <{fault.element}> points to {quoted(fault.value)}, which no element has as its ID."
    )
    return Wording(message, "Correct the pointer, or give the element that is meant this identifier.")


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
    faults.BAD_VALUE: wrong_value,
    faults.DUPLICATE_ID: _duplicate,
    faults.DANGLING_IDREF: _dangling,
    faults.NOT_WELL_FORMED: malformed_words,
    faults.ENTITY_NOT_READ: _entity,
    faults.LIMIT: _limit,
}
