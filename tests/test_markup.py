"""XML put together as text."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from engross.encode.markup import Markup, parse_markup, write, write_block
from engross.xmlchars import UNENCODABLE

WORDS = st.text(st.characters(exclude_categories=["Cs"])).map(lambda text: UNENCODABLE.sub("", text))


@given(WORDS, WORDS)
def test_words_and_values_come_back(value: str, words: str) -> None:
    element = parse_markup(write("p", {"n": value}, [words]))
    assert (element.get("n"), element.text or "") == (value, words)


def test_markup_is_put_in_as_it_is_and_text_escaped() -> None:
    inner = write("hi", {}, ["a < b"])
    assert write("p", {"n": "1"}, ["x & ", inner, None]) == '<p n="1">x &amp; <hi>a &lt; b</hi></p>'


def test_a_block_has_a_line_for_each_child() -> None:
    assert write_block("list", {}, [write("item"), None, write("item", {}, ["b"])]) == (
        "<list>\n<item/>\n<item>b</item>\n</list>"
    )
    assert write_block("list", {}, [None]) == "<list/>"


def test_markup_is_parsed_in_the_namespace_of_tei() -> None:
    assert etree.QName(parse_markup(Markup("<p>a</p>"))).namespace == "http://www.tei-c.org/ns/1.0"
