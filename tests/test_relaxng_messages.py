"""Every form of message of `engross.relaxng`, whole: place, sentence, hint. The commonest are in test_validate.py as
they are printed."""

from __future__ import annotations

import pytest

from engross.relaxng import describe, load_schema

XSD = 'datatypes xsd = "http://www.w3.org/2001/XMLSchema-datatypes"\n'
NS = 'default namespace = "http://x.org/"\n'
MANY = " | ".join(f'"v{n}"' for n in range(9))

FORMS: dict[str, tuple[str, str, str]] = {
    "unknown, like another": (
        "start = element a { element date { text }? }",
        "<a><dat/></a>",
        "1:4: There is no element <dat> in this schema; it stands in <a>.\nDid you mean <date>?",
    ),
    "unknown, as the root": (
        "start = element a { empty }",
        "<b/>",
        "1:1: There is no element <b> in this schema; it is the root of the document.\nWhat can come here: <a>.",
    ),
    "unknown, where nothing more may come": (
        "start = element a { empty }",
        "<a><b/></a>",
        "1:4: There is no element <b> in this schema; it stands in <a>.\nWhat can come here: the end of <a>.",
    ),
    "known in another namespace": (
        NS + "start = element a { empty }",
        "<a/>",
        "1:1: There is no element <a> in this schema; it is the root of the document.\n"
        "The element is known, but in another namespace: check the xmlns of the root.",
    ),
    "no root": (
        "start = element a { element b { empty } }",
        "<b/>",
        "1:1: <b> can't be the root of the document.\nWhat can come here: <a>.",
    ),
    "never inside": (
        "start = element a { element b { empty }, element c { text } }",
        "<a><b><c/></b><c/></a>",
        "1:7: <c> is never allowed directly inside <b>.\nWhat can come here: the end of <b>.",
    ),
    "not here, with text and more elements": (
        "start = element a { element b { text }, mixed { "
        + ", ".join(f"element e{n} {{ empty }}?" for n in range(8))
        + " } }",
        "<a><b/><b/></a>",
        "1:8: <b> is not allowed at this place in <a>.\n"
        "What can come here: <e0>, <e1>, <e2>, <e3>, <e4>, one of 3 other elements, text or the end of <a>.",
    ),
    "not here, with one more element": (
        "start = element a { element b { empty }, ("
        + " | ".join(f"element e{n} {{ empty }}" for n in range(6))
        + ") }",
        "<a><b/><b/><e1/></a>",
        "1:8: <b> is not allowed at this place in <a>.\n"
        "What can come here: <e0>, <e1>, <e2>, <e3>, <e4> or one other element.",
    ),
    "not yet, two missing": (
        "start = element a { element b { empty }, element c { empty }, element d { empty } }",
        "<a><d/></a>",
        "1:4: <d> is not allowed yet in <a>: <b> must come before it.\nAdd <b> before <d>.",
    ),
    "incomplete, one of several": (
        "start = element a { element b { element c { empty } | element d { empty } } }",
        "<a><b/></a>",
        "1:8: <b> (in <a>) is incomplete.\nWhat can come next: <c> or <d>.",
    ),
    "incomplete, two missing": (
        "start = element a { element b { empty }, element c { empty } }",
        "<a/>",
        "1:5: <a> is incomplete: it needs <b>.\nAdd <b> before its end.",
    ),
    "text, no paragraph": (
        "start = element a { element b { empty }* }",
        "<a>some words</a>",
        "1:4: Text is not allowed here in <a>: “some words”.\nWhat can come in its place: <b>.",
    ),
    "text, long": (
        "start = element a { element ab { text }* }",
        "<a>words upon words upon words upon words upon words</a>",
        "1:4: Text is not allowed here in <a>: “words upon words upon words upon words u…”.\n"
        "Put the text into an element, such as <ab>.",
    ),
    "attribute like another": (
        "start = element a { attribute when { text }? }",
        '<a wen="1"/>',
        "1:4: <a> may not have the attribute “wen”.\nDid you mean “when”?",
    ),
    "attribute, none allowed": (
        "start = element a { element b { empty } }",
        '<a><b n="1"/></a>',
        "1:7: <b> in <a> may not have the attribute “n”.\n"
        "Take it away: <b> has no attributes besides those it has already.",
    ),
    "attribute, many allowed": (
        "start = element a { " + ", ".join(f"attribute q{n} {{ text }}?" for n in range(8)) + " }",
        '<a zzz="1"/>',
        "1:4: <a> may not have the attribute “zzz”.\n"
        "Attributes that it may have: “q0”, “q1”, “q2”, “q3”, “q4” and 3 others.",
    ),
    "one of two attributes": (
        "start = element a { attribute m { text } | attribute n { text } }",
        "<a/>",
        "1:1: <a> lacks an attribute: “m” or “n”.\nAdd one of them.",
    ),
    "two attributes": (
        "start = element a { element b { attribute m { text }, attribute n { text } } }",
        "<a><b/></a>",
        "1:4: <b> in <a> lacks the attributes “m” and “n”.\nAdd “m” and “n”.",
    ),
    "value like another": (
        'start = element a { attribute n { "first" | "second" } }',
        '<a n="frist"/>',
        "1:4: “n” of <a> has a wrong value, “frist”: it must be “first” or “second”.\nDid you mean “first”?",
    ),
    "value, of many": (
        f"start = element a {{ attribute n {{ {MANY} }} }}",
        '<a n="other thing"/>',
        "1:4: “n” of <a> has a wrong value, “other thing”: it must be “v0”, “v1”, “v2”, “v3”, “v4” or one of 4 other values.",  # noqa: E501
    ),
    "value, empty": (
        XSD + "start = element a { attribute n { xsd:integer } }",
        '<a n=""/>',
        "1:4: “n” of <a> is empty: it must be a whole number.\nFor example: 12",
    ),
    "value, in a list": (
        XSD + "start = element a { element b { attribute n { list { xsd:decimal+ } } } }",
        '<a><b n="1 two 3"/></a>',
        "1:7: “n” of <b> (in <a>) has a wrong value, “1 two 3”, where “two” is wrong: it must be a number.\n"
        "For example: 0.75",
    ),
    "value of an element": (
        XSD + "start = element a { xsd:gYear }",
        "<a>Oct</a>",
        "1:4: <a> has a wrong value, “Oct”: it must be a year.\nFor example: 1962",
    ),
    "value, long": (
        XSD + "start = element a { xsd:boolean }",
        f"<a>{'x' * 70}</a>",
        "1:4: <a> has a wrong value, “xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…”: it must be true or false.\n"  # noqa: E501
        "For example: true",
    ),
    "value, parts of a date": (
        XSD + "start = element a { attribute n { xsd:date | xsd:gYear | xsd:gYearMonth | xsd:dateTime } }",
        '<a n="Oct"/>',
        "1:4: “n” of <a> has a wrong value, “Oct”: it must be an ISO date, or a part of one.\nFor example: 1962-10-26",
    ),
    "value, of three datatypes": (
        XSD + "start = element a { attribute n { xsd:date | xsd:gYear | xsd:NCName } }",
        '<a n="1 b"/>',
        "1:4: “n” of <a> has a wrong value, “1 b”: it must be an ISO date, a year or a name: it begins with a letter, and has no blanks or colons.\n"  # noqa: E501
        "For example: 1962-10-26",
    ),
    "value, a pattern": (
        XSD + 'start = element a { attribute n { xsd:token { pattern = "[0-9]+[rv]" } } }',
        '<a n="12x"/>',
        "1:4: “n” of <a> has a wrong value, “12x”: it must be text, matching the pattern [0-9]+[rv].",
    ),
    "value, one word": (
        XSD + 'start = element a { attribute n { xsd:token { pattern = "[^\\p{C}\\p{Z}]+" } } }',
        '<a n="a b"/>',
        "1:4: “n” of <a> has a wrong value, “a b”: it must be one word, without blanks.\nFor example: letter",
    ),
    "value, bounds": (
        XSD + 'start = element a { attribute n { xsd:integer { minInclusive = "1" maxInclusive = "12" } } }',
        '<a n="13"/>',
        "1:4: “n” of <a> has a wrong value, “13”: it must be a whole number, 1 or more, 12 or less.\nFor example: 12",
    ),
    "identifier twice": (
        XSD + "start = element a { element b { attribute n { xsd:ID } }* }",
        '<a><b n="p"/>\n<b n="p"/></a>',
        "2:4: The identifier “p” of <b> is taken: it was given first at line 1, column 7.\n"
        "Give one of the two another identifier, and mend the pointers to it.",
    ),
    "pointer to nothing": (
        XSD + "start = element a { attribute n { xsd:IDREF } }",
        '<a n="p"/>',
        "1:4: “n” of <a> points to “p”, which no element has as its ID.\n"
        "Correct the pointer, or give the element that is meant this identifier.",
    ),
    "no XML: other end tag": (
        "start = element a { text }",
        "<a></b>",
        "1:6: This is not well-formed XML in <a>: mismatched tag.\n"
        "Every element must be closed by an end tag of its own name, the innermost first.",
    ),
    "no XML: a bare sign": (
        "start = element a { text }",
        "<a> < </a>",
        "1:6: This is not well-formed XML in <a>: not well-formed (invalid token).\n"
        "Look for a bare < or &, which are written &lt; and &amp;, or a missing quote.",
    ),
    "no XML: an attribute twice": (
        "start = element a { text }",
        '<a n="1" n="1"/>',
        "1:10: This is not well-formed XML: duplicate attribute.\nAn element can have an attribute only once.",
    ),
    "no XML: a prefix": (
        "start = element a { text }",
        "<x:a/>",
        "1:1: This is not well-formed XML: unbound prefix.\nDeclare the prefix with xmlns:… on the root.",
    ),
    "no XML: an entity": (
        "start = element a { text }",
        "<a>&eacute;</a>",
        "1:4: This is not well-formed XML in <a>: undefined entity.\nWrite the character itself instead of an entity.",
    ),
    "no XML: an end": (
        "start = element a { text }",
        "<a>",
        "1:4: This is not well-formed XML in <a>: no element found.\n"
        "The file ends before its root element does, or is empty.",
    ),
    "no XML: nothing": (
        "start = element a { text }",
        "",
        "1:1: This is not well-formed XML: no element found.\nThe file ends before its root element does, or is empty.",
    ),
    "no XML: more": (
        "start = element a { text }",
        "<a/><b/>",
        "1:5: This is not well-formed XML: junk after document element.\n"
        "There must be nothing after the end tag of the root.",
    ),
    "no XML: an encoding": (
        "start = element a { text }",
        '<?xml version="1.0" encoding="UTF-7"?><a/>',
        "1:1: This is not well-formed XML: the encoding UTF-7 is not supported.\nSave the file in UTF-8.",
    ),
    "no XML: entities without measure": (
        "start = element a { text }",
        '<!DOCTYPE a [<!ENTITY x0 "lol">'
        + "".join(f'<!ENTITY x{n + 1} "{f"&x{n};" * 10}">' for n in range(9))
        + "]>\n<a>&x9;</a>",
        "2:4: The entities of this file expand without measure; it is not read.\nWrite the text itself.",
    ),
    "an entity outside": (
        "start = element a { text }",
        '<!DOCTYPE a [<!ENTITY x SYSTEM "x.txt">]>\n<a>&x;</a>',
        "2:4: The entity “x” in <a> is kept outside the file, and is not read.\n"
        "Write the text, or the character, in its place.",
    ),
    "too deep": (
        "start = x\nx = element a { x? }",
        "<a>\n" * 10_001 + "</a>" * 10_001,
        "10001:1: <a> is nested too deeply; the rest of the file is not checked.",
    ),
    "too slow a pattern": (
        XSD + 'start = element a { xsd:string { pattern = "(a|a?)+b" } }',
        f"<a>{'a' * 100_001}</a>",
        "1:4: <a> has a wrong value, “aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…”: it must be text, matching the pattern (a|a?)+b.",  # noqa: E501
    ),
}


def told(grammar: str, document: str) -> str:
    """The first fault: its place, sentence and hint."""
    fault = load_schema(grammar.encode(), use_cache=False, check_ids="xsd:ID" in grammar).validate(document.encode())[0]
    words = describe(fault)
    return f"{fault.line}:{fault.column}: {words.message}" + (f"\n{words.hint}" if words.hint else "")


@pytest.mark.parametrize("name", FORMS)
def test_each_form(name: str) -> None:
    grammar, document, expected = FORMS[name]
    assert told(grammar, document) == expected
