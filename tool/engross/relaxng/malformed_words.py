"""What is not well-formed, in words."""

from __future__ import annotations

import difflib

from engross.relaxng.faults import Fault
from engross.relaxng.value_words import Wording

#: What there is at the place, and what to do.
_TOKENS = {
    "ampersand": ("a bare “&”", "Write &amp; for the character &."),
    "less": (
        "a bare “<”",
        "Write &lt; for the character <; the name of an element begins with a letter, right after it.",
    ),
    "semicolon": ("“{value}” has no semicolon", "Write &amp; for the character &; an entity ends with a semicolon."),
    "unquoted": ("the value of “{attribute}” is not in quotation marks", "Put it into quotation marks."),
    "no-value": ("the attribute “{attribute}” has no value", 'Write {attribute}="…".'),
    "less-in-value": (
        "there is a “<” in the value of “{attribute}”",
        "If the quotation mark at the end of the value is missing, add it; else write &lt; for the character <.",
    ),
    "no-blank": (
        "something follows the value of an attribute without a blank",
        "Put a blank between attributes; write &quot; for \" and &apos; for ' inside a value.",
    ),
    "dashes": ("there is “--” in a comment", "Write one dash, or other marks: “--” may only end a comment."),
    "cdata-end": ("there is “]]>” in text", "Write ]]&gt; instead: “]]>” may only end a CDATA section."),
    "character": ("the character {value}", "Take it away: XML has no such character."),
    "bytes": (
        "the byte {value} is not right in this encoding",
        "Save the file as UTF-8, or name its encoding in its first line.",
    ),
}
_HINTS = {
    "not well-formed (invalid token)": "Look for a bare < or &, which are written &lt; and &amp;, or a missing quote.",
    "duplicate attribute": "An element can have an attribute only once.",
    "unbound prefix": "Declare the prefix with xmlns:… on the root.",
    "undefined entity": "Write the character itself instead of an entity.",
    "no element found": "The file ends before its root element does, or is empty.",
    "junk after document element": "There must be nothing after the end tag of the root.",
    "unclosed CDATA section": "The section that begins here goes on to the end of the file: end it with ]]>.",
    "unclosed token": "The file ends in the middle of what begins here: add what closes it.",
    "XML or text declaration not at start of entity": "<?xml … ?> must be the very first thing in a file.",
    "XML declaration not well-formed": 'The first line is this one: <?xml version="1.0" encoding="UTF-8"?>',
    "reference to invalid character number": "Take it away: XML has no such character.",
    "syntax error": "A file begins with <?xml … ?> or with the tag of its root; text stands inside of elements.",
}


def malformed_words(fault: Fault) -> Wording:
    """A fault of the kind `NOT_WELL_FORMED` in words."""
    detail = fault.detail or "syntax error"
    inside = f" in <{fault.parent}>" if fault.parent else ""
    if "amplification" in detail:
        return Wording("The entities of this file expand without measure; it is not read.", "Write the text itself.")
    if detail.endswith(" is not supported"):
        hint = "Save the file in UTF-8." if detail.startswith("the encoding ") else "Declare version 1.0."
        return Wording(f"This is not well-formed XML{inside}: {detail}.", hint)
    if fault.word in _TOKENS:
        what, hint = (each.format(value=fault.value, attribute=fault.attribute) for each in _TOKENS[fault.word])
        return Wording(f"This is not well-formed XML{inside}: {what}.", hint)
    if fault.parent and detail in ("mismatched tag", "no element found"):
        return _left_open(fault)
    what, hint = detail, _HINTS.get(detail, "")
    if detail == "undefined entity" and fault.value:
        from html.entities import html5  # few files need it

        what, character = f"the entity “&{fault.value};” is not declared", html5.get(f"{fault.value};", "")
        hint = (
            f"Write “{character}” itself."
            if character.isprintable() and character.strip()
            else (f"Write &#{ord(character)}; instead." if len(character) == 1 else hint)
        )
    elif detail == "duplicate attribute" and fault.attribute:
        what = f"the attribute “{fault.attribute}” is there twice"
        if fault.value:
            what = f"the attributes “{fault.value}” and “{fault.attribute}” are one, as their prefixes mean the same"
    elif detail == "unbound prefix" and fault.value:
        what, hint = f"the prefix “{fault.value}” is not declared", f'Declare it on the root: xmlns:{fault.value}="…".'
    return Wording(f"This is not well-formed XML{inside}: {what}.", hint)


def _left_open(fault: Fault) -> Wording:
    """An end tag of another element, or the end of the file, while an element is open."""
    still = f"<{fault.parent}> (line {fault.other_line}, column {fault.other_column}) is still open"
    if fault.detail == "no element found":
        hint = f"Add </{fault.parent}>, and the end tags of the elements around it."
        return Wording(f"This is not well-formed XML: the file ends, and {still}.", hint)
    message = f"This is not well-formed XML: </{fault.element}> comes while {still}."
    if difflib.SequenceMatcher(None, fault.element.lower(), fault.parent.lower()).ratio() >= 0.75:
        return Wording(message, f"Did you mean </{fault.parent}>?")
    return Wording(message, f"Add </{fault.parent}> before it, or take away the tag that is too much.")
