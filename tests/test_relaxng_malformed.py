"""What is told of documents that are not well-formed, and of dates that are none: place, sentence, hint."""

from __future__ import annotations

import pytest

from engross.relaxng import describe, load_schema, malformed_words
from engross.relaxng.date_words import date_advice

ANY = "start = any\nany = element * { attribute * { text }*, (text | any)* }"
NO_XML = "This is not well-formed XML"

TOLD: list[tuple[str | bytes, str]] = [
    ("<a>\n<b>x</c></a>", f"2:5: {NO_XML}: </c> comes while <b> (line 2, column 1) is still open. "
     "Add </b> before it, or take away the tag that is too much."),
    ("<item>x</Item>", f"1:8: {NO_XML}: </Item> comes while <item> (line 1, column 1) is still open. "
     "Did you mean </item>?"),
    ("<a><b>x", f"1:8: {NO_XML}: the file ends, and <b> (line 1, column 4) is still open. "
     "Add </b>, and the end tags of the elements around it."),
    ("", f"1:1: {NO_XML}: no element found. The file ends before its root element does, or is empty."),
    ("<a>Smith & Sons</a>", f"1:10: {NO_XML} in <a>: a bare “&”. Write &amp; for the character &."),
    ('<a n="b & c"/>', f"1:9: {NO_XML}: a bare “&”. Write &amp; for the character &."),
    ("<a>3 < 4</a>", f"1:6: {NO_XML} in <a>: a bare “<”. "
     "Write &lt; for the character <; the name of an element begins with a letter, right after it."),
    ("<a>R&D is</a>", f"1:5: {NO_XML} in <a>: “&D” has no semicolon. "
     "Write &amp; for the character &; an entity ends with a semicolon."),
    ("<a n=b/>", f"1:6: {NO_XML}: the value of “n” is not in quotation marks. Put it into quotation marks."),
    ('<a m="1"\n n = 2/>', f"2:6: {NO_XML}: the value of “n” is not in quotation marks. Put it into quotation marks."),
    ("<a n/>", f'1:5: {NO_XML}: the attribute “n” has no value. Write n="…".'),
    ("<a xml:id='x n=\"1\">\n<b/></a>", f"2:1: {NO_XML}: there is a “<” in the value of “xml:id”. "
     "If the quotation mark at the end of the value is missing, add it; else write &lt; for the character <."),
    ('<a m="1"n="2"/>', f"1:9: {NO_XML}: something follows the value of an attribute without a blank. "
     "Put a blank between attributes; write &quot; for \" and &apos; for ' inside a value."),
    ("<a><!-- b -- c --></a>", f"1:11: {NO_XML} in <a>: there is “--” in a comment. "
     "Write one dash, or other marks: “--” may only end a comment."),
    ("<a>x\x0cy</a>", f"1:5: {NO_XML} in <a>: the character U+000C. Take it away: XML has no such character."),
    (b"<a>caf\xe9s</a>", f"1:7: {NO_XML} in <a>: the byte 0xE9 is not right in this encoding. "
     "Save the file as UTF-8, or name its encoding in its first line."),
    ("<a>]]></a>", f"1:4: {NO_XML} in <a>: there is “]]>” in text. "
     "Write ]]&gt; instead: “]]>” may only end a CDATA section."),
    ("<a></ a></a>", f"1:6: {NO_XML} in <a>: not well-formed (invalid token). "
     "Look for a bare < or &, which are written &lt; and &amp;, or a missing quote."),
    ("<a>\n <![CDATA[x</a>\n", f"2:2: {NO_XML} in <a>: unclosed CDATA section. "
     "The section that begins here goes on to the end of the file: end it with ]]>."),
    ('<a n="1" n="2"/>', f"1:10: {NO_XML}: the attribute “n” is there twice. "
     "An element can have an attribute only once."),
    ('<a xmlns:x="urn:x"><b xmlns:y="urn:x"\n y:n="1" x:n="2"/></a>', f"2:10: {NO_XML} in <a>: the attributes “y:n” "
     "and “x:n” are one, as their prefixes mean the same. An element can have an attribute only once."),
    ("<a><x:b/></a>", f'1:4: {NO_XML} in <a>: the prefix “x” is not declared. Declare it on the root: xmlns:x="…".'),
    ('<a xmlns:y="urn:y" y:m="u v:w=" x:n="1"/>', f"1:33: {NO_XML}: the prefix “x” is not declared. "
     'Declare it on the root: xmlns:x="…".'),
    ("<a>caf&eacute;</a>", f"1:7: {NO_XML} in <a>: the entity “&eacute;” is not declared. Write “é” itself."),
    ("<a>1&nbsp;p</a>", f"1:5: {NO_XML} in <a>: the entity “&nbsp;” is not declared. Write &#160; instead."),
    ('<!DOCTYPE a [<!ENTITY o "o">]>\n<a n="&o;&lt;"\n m="&eacute;"/>', f"3:5: {NO_XML}: the entity “&eacute;” is not "
     "declared. Write “é” itself."),
    ("<a>&own;</a>", f"1:4: {NO_XML} in <a>: the entity “&own;” is not declared. "
     "Write the character itself instead of an entity."),
    ("<a/><b/>", f"1:5: {NO_XML}: junk after document element. There must be nothing after the end tag of the root."),
    ("<a><b", f"1:4: {NO_XML} in <a>: unclosed token. "
     "The file ends in the middle of what begins here: add what closes it."),
    ('\n<?xml version="1.0"?><a/>', f"2:1: {NO_XML}: XML or text declaration not at start of entity. "
     "<?xml … ?> must be the very first thing in a file."),
    ('<?xml versioN="1.0"?><a/>', f"1:7: {NO_XML}: XML declaration not well-formed. "
     'The first line is this one: <?xml version="1.0" encoding="UTF-8"?>'),
    ("<a>&#0;</a>", f"1:4: {NO_XML} in <a>: reference to invalid character number. "
     "Take it away: XML has no such character."),
    ("Dear Sir", f"1:1: {NO_XML}: syntax error. "
     "A file begins with <?xml … ?> or with the tag of its root; text stands inside of elements."),
]  # fmt: skip


def told(document: str | bytes) -> str:
    data = document.encode() if isinstance(document, str) else document
    fault = load_schema(ANY.encode(), use_cache=False, check_ids=False).validate(data)[-1]
    words = describe(fault)
    return f"{fault.line}:{fault.column}: {words.message} {words.hint}"


@pytest.mark.parametrize(("document", "words"), TOLD, ids=[str(document) for document, _ in TOLD])
def test_what_is_not_well_formed_is_told(document: str | bytes, words: str) -> None:
    assert told(document) == words


@pytest.mark.parametrize(
    ("document", "lines"),
    [
        ('<a\n n="1"\n n="2"\n/>', (3, 4)),  # Jing names the line on which a start tag ends
        ('<a xmlns:n="1"\n xmlns:n="2"\n/>', (2, 2)),
        ('<a\n x:n="1"\n/>', (2, 3)),
        ('<a xmlns:x="u" xmlns:y="u"\n x:n="1"\n y:n="1"\n/>', (3, 4)),
        ("<a>\n<![CDATA[\n\n</a>\n", (2, 4)),  # or, for what is not closed, the last line
        ("<a>\n<![CDATA[\n\n</a>", (2, 4)),
        ("<a>\n<!--\n\n</a>\n", (2, 4)),
        ("<a>\n<b\n\n", (2, 4)),
        ("<a>\n<b n='\nx", (2, 3)),
        ("<a>\n&b", (2, 2)),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_lines_of_what_is_not_well_formed(document: str, lines: tuple[int, int], encoding: str) -> None:
    data = f'<?xml version="1.0" encoding="{encoding}"?>{document}'.encode(encoding)
    (fault,) = load_schema(ANY.encode(), use_cache=False, check_ids=False).validate(data)
    assert (fault.line, fault.end_line) == lines


def test_a_version_of_xml_that_is_none_is_told() -> None:
    assert told('<?xml version="2.0"?><a/>') == f"1:1: {NO_XML}: XML 2.0 is not supported. Declare version 1.0."
    assert load_schema(ANY.encode(), use_cache=False, check_ids=False).is_valid(b'<?xml version="1.1"?><a/>')


def test_each_wording_has_a_case() -> None:
    said = "\n".join(words for _, words in TOLD)
    for _, hint in malformed_words._TOKENS.values():
        assert hint.partition("{")[0] in said
    for detail, hint in malformed_words._HINTS.items():
        assert hint in said or detail == "unbound prefix"  # whose prefix is told wherever it is found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_the_place_is_right_in_any_encoding(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n<a>é &amp; ü & ö</a>'
    assert told(text.encode(encoding)).startswith(f"2:14: {NO_XML} in <a>: a bare “&”.")


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ("29.05.1959", "Did you mean 1959-05-29?"),
        ("5. 29. 1959", "Did you mean 1959-05-29?"),
        ("10/28/1962", "Did you mean 1962-10-28?"),
        ("5/5/1962", "Did you mean 1962-05-05?"),
        ("5/6/1962", ""),
        ("1965-3-5", "Did you mean 1965-03-05?"),
        ("1965/03/15", "Did you mean 1965-03-15?"),
        ("19620310", "Did you mean 1962-03-10?"),
        ("1962310", ""),
        ("1962-3", "Did you mean 1962-03?"),
        ("1962-0", ""),
        ("26 October 1962", "Did you mean 1962-10-26?"),
        ("Sept. 3rd, 1962", "Did you mean 1962-09-03?"),
        ("Oct 1962", "Did you mean 1962-10?"),
        ("31 June 1962", ""),
        ("3 October 4, 1962", ""),
        ("Spring 1962", ""),
        ("0000-13-01", "There is no month 13; with day and month exchanged it is 0000-01-13."),
        ("1962-13-01", "There is no month 13; with day and month exchanged it is 1962-01-13."),
        ("1962-13-31", "There is no month 13; year, month and day stand in this order."),
        ("1962-00-10", "There is no month 00; year, month and day stand in this order."),
        ("1963-02-30", "February 1963 has no day 30."),
        ("1964-02-30T10:00", "February 1964 has no day 30."),
        ("1962-10-26T25:00", ""),
        ("0000-10-36", ""),
        ("62", "A year has four digits."),
        ("October", ""),
        ("", ""),
    ],
)
def test_advice_on_dates(value: str, advice: str) -> None:
    assert date_advice(value) == advice
