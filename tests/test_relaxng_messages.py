"""Every form of message of `engross.relaxng`, whole: place, sentence, hint. The commonest are in test_validate.py as
they are printed."""

from __future__ import annotations

import ast
import inspect
import sys
from types import FrameType
from typing import Any

import pytest

from engross.relaxng import Fault, Schema, describe, faults, load_schema, messages, value_words

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
        "1:1: <a> is in no namespace; the schema has it in “http://x.org/”.\n"
        'Write xmlns="http://x.org/" in the tag of the root, and nowhere else.',
    ),
    "known in another namespace, below the root": (
        NS + "namespace y = 'http://y.org/'\nstart = element a { element b { element y:c { empty } } }",
        '<a xmlns="http://x.org/"><c/></a>',
        "1:26: <c> in <a> is in the namespace “http://x.org/”; the schema has it in “http://y.org/”.\n"
        'Write <c xmlns="http://y.org/">.',
    ),
    "in a namespace of which the schema knows nothing": (
        NS + "start = element a { element b { empty } }",
        '<a xmlns="http://x.org/"><b xmlns="http://y.org/"/></a>',
        "1:26: <b> in <a> is in the namespace “http://y.org/”; the schema has it in that of <a>.\n"
        "Take the xmlns of <b> away.",
    ),
    "what can come, from outside of the tag": (
        NS + "start = element a { element b { empty }, element c { empty } }",
        '<a xmlns="http://x.org/"><svg xmlns="http://www.w3.org/2000/svg"/></a>',
        "1:26: There is no element <svg> in this schema; it stands in <a>.\nWhat can come here: <b>.",
    ),
    "what can come, in another namespace": (
        NS + "namespace y = 'http://y.org/'\nstart = element a { element y:b { empty } }",
        '<a xmlns="http://x.org/"><q/></a>',
        "1:26: There is no element <q> in this schema; it stands in <a>.\n"
        'What can come here: <b xmlns="http://y.org/">.',
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
        "1:4: <b> (in <a>) is incomplete.\nWhat can come next: <c> or <d>.",
    ),
    "incomplete, two missing": (
        "start = element a { element b { empty }, element c { empty } }",
        "<a/>",
        "1:1: <a> is incomplete: it needs <b>.\nAdd <b> before its end.",
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
        "1:4: “n” of <a> has a wrong value, “a b”: it must be one word, without blanks.\nFor example: a-b",
    ),
    "value, one word of a list of words": (
        XSD + 'start = element a { attribute n { "first" | xsd:token { pattern = "[^\\p{C}\\p{Z}]+" } } }',
        '<a n=""/>',
        "1:4: “n” of <a> is empty: it must be “first” or one word, without blanks.\nFor example: first",
    ),
    "value, a date of another kind": (
        XSD + "start = element a { attribute n { xsd:date } }",
        '<a n="26.10.1962"/>',
        "1:4: “n” of <a> has a wrong value, “26.10.1962”: it must be an ISO date.\nDid you mean 1962-10-26?",
    ),
    "value, no date": (
        XSD + "start = element a { attribute n { xsd:date } }",
        '<a n="1963-02-30"/>',
        "1:4: “n” of <a> has a wrong value, “1963-02-30”: it must be an ISO date.\n"
        "February 1963 has no day 30. For example: 1962-10-26",
    ),
    "in no namespace": (
        NS + "start = element a { any }\nany = element * { any* }",
        "<a/>",
        "1:1: <a> is in no namespace; the schema has it in “http://x.org/”.\n"
        'Write xmlns="http://x.org/" in the tag of the root, and nowhere else.',
    ),
    "in another namespace": (
        NS + "start = element a { element b { any } }\nany = element * { any* }",
        '<a xmlns="http://x.org/"><b xmlns="http://y.org/"/></a>',
        "1:26: <b> in <a> is in the namespace “http://y.org/”; the schema has it in that of <a>.\n"
        "Take the xmlns of <b> away.",
    ),
    "without its prefix": (
        NS + "start = element a { element b { any } }\nany = element * { any* }",
        '<x:a xmlns:x="http://x.org/"><b/></x:a>',
        "1:30: <b> in <x:a> is in no namespace; the schema has it as <x:b>.\nDid you mean <x:b>?",
    ),
    "inside itself": (
        "start = element a { b }\nb = element b { text }",
        "<a>\n<b>one\n<b>two</b></b></a>",
        "3:1: <b> is never allowed directly inside <b>.\n"
        "If <b> (at line 2, column 1) should end before it, add </b>. What can come here: text or the end of <b>.",
    ),
    "text where nothing is": (
        "start = element a { element b { empty }, text }",
        "<a><b>12</b></a>",
        "1:7: Text is not allowed here in <b> (in <a>): “12”.\n<b> holds nothing: put the text before or after it.",
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
        XSD + 'start = element a { xsd:string { pattern = "(a|aa)+(b|c)" } }',
        f"<a>{'a' * 60}d</a>",
        "1:1: A regular expression of the schema takes too long on a value of this file.",
    ),
    "too ambiguous": (
        "start = element a { (x | y)*, x" + ", (x | y)" * 14 + " }\nx = element x { empty }\ny = element y { empty }",
        "<a>" + "".join(f"<{'xy'[n * n // 7 % 2]}/>" for n in range(100)) + "</a>",
        "1:1: The schema is too ambiguous to check this file against it.",
    ),
}


#: Datatypes, a wrong value of each, and what is said that it must be.
DATATYPES: list[tuple[str, str, str]] = [
    ('xsd:string { length = "3" }', "x", "text, exactly 3 characters long."),
    ('xsd:normalizedString { length = "3" }', "x", "text on one line, exactly 3 characters long."),
    ('xsd:token { length = "3" }', "x", "text, exactly 3 characters long."),
    ("xsd:date", "%", "an ISO date. For example: 1962-10-26"),
    ("xsd:dateTime", "%", "an ISO date and time. For example: 1962-10-26T18:00:00"),
    ("xsd:time", "%", "an ISO time. For example: 18:00:00"),
    ("xsd:gYear", "%", "a year. For example: 1962"),
    ("xsd:gYearMonth", "%", "a year and a month. For example: 1962-10"),
    ("xsd:gMonth", "%", "a month. For example: --10"),
    ("xsd:gMonthDay", "%", "a month and a day. For example: --10-26"),
    ("xsd:gDay", "%", "a day. For example: ---26"),
    ("xsd:duration", "%", "an ISO duration. For example: P1Y6M"),
    ("xsd:boolean", "%", "true or false. For example: true"),
    ("xsd:integer", "%", "a whole number. For example: 12"),
    ("xsd:long", "%", "a whole number. For example: 12"),
    ("xsd:int", "%", "a whole number. For example: 12"),
    ("xsd:short", "%", "a whole number, -32768 to 32767. For example: 12"),
    ("xsd:byte", "%", "a whole number, -128 to 127. For example: 12"),
    ("xsd:unsignedLong", "%", "a whole number, 0 or more. For example: 12"),
    ("xsd:unsignedInt", "%", "a whole number, 0 or more. For example: 12"),
    ("xsd:unsignedShort", "%", "a whole number, 0 to 65535. For example: 12"),
    ("xsd:unsignedByte", "%", "a whole number, 0 to 255. For example: 12"),
    ("xsd:nonNegativeInteger", "%", "a whole number, 0 or more. For example: 12"),
    ("xsd:positiveInteger", "%", "a whole number, 1 or more. For example: 12"),
    ("xsd:negativeInteger", "%", "a whole number below 0. For example: -12"),
    ("xsd:nonPositiveInteger", "%", "a whole number, 0 or less. For example: -12"),
    ("xsd:decimal", "%", "a number. For example: 0.75"),
    ("xsd:double", "%", "a number. For example: 0.75"),
    ("xsd:float", "%", "a number. For example: 0.75"),
    ("xsd:anyURI", "http://", "an address or a pointer. For example: #p12"),
    ("xsd:language", "%", "a language code. For example: en"),
    ("xsd:ID", "%", "an identifier: it begins with a letter, and has no blanks or colons. For example: p12"),
    ("xsd:IDREF", "%", "the identifier of another element. For example: p12"),
    ("xsd:IDREFS", "%", "identifiers of other elements. For example: p12 p13"),
    ("xsd:ENTITY", "%", "the name of an unparsed entity that the DTD declares."),
    ("xsd:ENTITIES", "%", "names of unparsed entities that the DTD declares."),
    ("xsd:NOTATION", "%", "the name of a notation."),
    ("xsd:Name", "%", "a name: it begins with a letter, and has no blanks. For example: small-caps"),
    ("xsd:NCName", "%", "a name: it begins with a letter, and has no blanks or colons. For example: small-caps"),
    ("xsd:NMTOKEN", "%", "a word of letters, digits, and . - _ :. For example: small-caps"),
    ("xsd:NMTOKENS", "%", "words of letters, digits, and . - _ :. For example: small-caps bold"),
    ("xsd:QName", "%", "a name, with or without a declared prefix. For example: tei:p"),
    ("xsd:hexBinary", "%", "bytes as hexadecimal digits. For example: 0FB7"),
    ("xsd:base64Binary", "%", "bytes in base 64. For example: SGVsbG8="),
    ("xsd:token { pattern = '[^\\p{C}\\p{Z}]+' }", "a b", "one word, without blanks. For example: a-b"),
    ("xsd:token { pattern = '\\S+' }", "a b", "text without blanks. For example: letter"),
    ("xsd:token { pattern = '(\\-?[\\d]+/\\-?[\\d]+)' }", "1", "a fraction. For example: 3/4"),
    (
        "xsd:token { pattern = '[a-z][a-z0-9\\+\\.\\-]*' }",
        "a b",
        "the name of a scheme, in lower case. For example: https",
    ),
    ("xsd:anyURI { pattern = '\\S+' }", "a b", "an address or a pointer. For example: #p12"),
    ("xsd:token { pattern = '[A-Z]{2}' }", "x", "text, matching the pattern [A-Z]{2}."),
    ('xsd:int { minInclusive = "5" }', "4", "a whole number, 5 or more. For example: 5"),
    ('xsd:int { maxInclusive = "5" }', "6", "a whole number, 5 or less. For example: 5"),
    ('xsd:int { minExclusive = "5" }', "5", "a whole number, more than 5."),
    ('xsd:int { maxExclusive = "5" }', "5", "a whole number, less than 5."),
    ('xsd:token { length = "2" }', "x", "text, exactly 2 characters long."),
    ('xsd:token { minLength = "2" }', "x", "text, at least 2 characters long."),
    ('xsd:token { maxLength = "2" }', "xxx", "text, at most 2 characters long."),
    ('xsd:decimal { totalDigits = "2" }', "123", "a number, at most 2 digits."),
    ('xsd:decimal { fractionDigits = "1" }', "1.25", "a number, at most 1 decimal places."),
    ('xsd:hexBinary { length = "2" }', "0F", "bytes as hexadecimal digits, exactly 2 bytes long."),
    ('xsd:NMTOKENS { minLength = "2" }', "a", "words of letters, digits, and . - _ :, at least 2 words long."),
    ('xsd:int { minInclusive = "3" maxInclusive = "9" }', "12", "a whole number, 3 or more, 9 or less. For example: 9"),
    ("xsd:decimal { pattern = '[0-9]+' }", "1.5", "a number, matching the pattern [0-9]+."),
]


@pytest.fixture(autouse=True)
def little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is given up, is given up sooner."""
    monkeypatch.setattr("engross.relaxng.limits.LIMIT", 0.1)
    monkeypatch.setattr("engross.relaxng.automaton.MAX_PATTERNS", 120)


def faults_of(name: str) -> list[Fault]:
    grammar, document, _ = FORMS[name]
    schema = load_schema(grammar.encode(), use_cache=False, check_ids="xsd:ID" in grammar)
    return schema.validate(document.encode())


def fault_of(pattern: str, value: str) -> tuple[Fault, Schema]:
    """What is wrong with `value`, and the schema that allows what matches `pattern`."""
    grammar = f"{XSD}start = element a {{ attribute n {{ {pattern} }} }}"
    schema = load_schema(grammar.encode(), use_cache=False, check_ids=False)
    (fault,) = schema.validate(f'<a n="{value}"/>'.encode(), check_ids=False)
    return fault, schema


def told(fault: Fault) -> str:
    """A fault: its place, sentence and hint."""
    words = describe(fault)
    return f"{fault.line}:{fault.column}: {words.message}" + (f"\n{words.hint}" if words.hint else "")


@pytest.mark.parametrize("name", FORMS)
def test_each_form(name: str) -> None:
    assert told(faults_of(name)[0]) == FORMS[name][2]


def test_each_kind_of_fault_has_a_case() -> None:
    assert {faults_of(name)[0].kind for name in FORMS} == set(faults.KINDS)


def test_each_line_of_the_wordings_has_a_case() -> None:
    """Every statement of `messages` and `value_words`, where all forms are made, is reached by a case above."""
    modules = {module.__file__: module for module in (messages, value_words)}
    reached: set[tuple[str, int]] = set()

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if frame.f_code.co_filename not in modules:
            return None
        reached.add((frame.f_code.co_filename, frame.f_lineno))
        return trace

    before = sys.gettrace()
    found = [faults_of(name)[0] for name in FORMS] + [fault_of(*each[:2])[0] for each in DATATYPES]
    sys.settrace(trace)
    try:
        for fault in found:
            describe(fault)
    finally:
        sys.settrace(before)
    statements = {
        (file, part.lineno)
        for file, module in modules.items()
        for function in ast.parse(inspect.getsource(module)).body
        if isinstance(function, ast.FunctionDef)
        for part in ast.walk(function)
        if isinstance(part, ast.Return | ast.Assign | ast.AugAssign)
    }
    assert statements, "there are forms"
    assert sorted(statements - reached) == []


@pytest.mark.parametrize("table", ["_TYPES", "_PATTERNS", "_BOUNDS"])
def test_each_wording_of_a_table_has_a_case(table: str) -> None:
    said = "\n".join([*(told(faults_of(name)[0]) for name in FORMS), *(words for _, _, words in DATATYPES)])
    for key, value in getattr(value_words, table).items():
        words = value[0] if isinstance(value, tuple) else value.partition("{}")[2] or value.partition("{}")[0]
        assert words in said, key


@pytest.mark.parametrize(("pattern", "value", "words"), DATATYPES, ids=[pattern for pattern, _, _ in DATATYPES])
def test_each_datatype_in_words_with_a_right_example(pattern: str, value: str, words: str) -> None:
    fault, schema = fault_of(pattern, value)
    assert describe(fault).message.partition(": it must be ")[2] + (f" {describe(fault).hint}".rstrip()) == words
    example = describe(fault).hint.removeprefix("For example: ")
    assert not example or schema.is_valid(f'<a n="{example}" xmlns:tei="urn:x"/>'.encode(), check_ids=False)
