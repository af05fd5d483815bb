"""The record of a source's layout: written, read, put together again."""

from __future__ import annotations

import pytest

from engross.encode.record import Places, RecordError, Stretch, interleave, lay_out, read_record, write_record
from engross.pipeline import convert_source
from engross.profile import load_profile
from engross.restore import NotAnEdition, restore_source
from engross.source import Span, read_source


def record(data: bytes, *kept: tuple[int, int]) -> str:
    return write_record(read_source(data, "a.txt", "a"), [Span(a, b) for a, b in kept])


def back(text: str, content: str) -> str:
    """The source that an edition with that `text` and a record of that `content` gives back."""
    return interleave(text, lay_out(read_record(content), len(text)))


def test_what_is_between_the_text_is_recorded() -> None:
    assert record(b"ab  ~~cd~~\n", (0, 2), (6, 8)) == "utf-8 lf 2|␣␣~~ 2|~~¶"


def test_text_without_anything_between_has_no_entries() -> None:
    assert record(b"abc", (0, 1), (1, 3)) == "utf-8 lf"


def test_blanks_before_the_first_text() -> None:
    assert record(b"\n\t a", (3, 4)) == "utf-8 lf 0|¶→␣"


def test_odd_line_endings_are_recorded_by_number() -> None:
    assert record(b"a\r\nb\nc\r\n", (0, 1), (2, 3), (4, 5)) == "utf-8 crlf 1=lf 1|¶ 1|¶ 1|¶"


@pytest.mark.parametrize(
    "char", ["\\", "?", "␣", "¶", "→", "\x0c", "\xa0", "é", "\U0001f600", "|", "=", "\x1c", "\u2028"]
)
def test_every_character_comes_back(char: str) -> None:
    content = record(f"a{char}b".encode(), (0, 1), (2, 3))
    assert "?>" not in content
    assert content.isprintable() or "¶" in content
    assert read_record(content).stretches == (Stretch(0, 1, char),)


def test_a_long_record_is_broken_into_lines() -> None:
    source = read_source(b"a " * 500, "a.txt", "a")
    content = write_record(source, [Span(i, i + 1) for i in range(0, 1000, 2)])
    assert max(map(len, content.split("\n"))) <= 110
    assert back("a" * 500, content) == source.text


def test_the_text_is_put_together_again() -> None:
    assert back("abcd", "utf-8 lf 2|␣␣~~ 2|~~¶") == "ab  ~~cd~~\n"
    assert back("abcd", "utf-8 lf") == "abcd"
    assert back("", "utf-8 lf 0|¶") == "\n"


def test_a_text_that_is_too_short_is_an_error() -> None:
    with pytest.raises(RecordError, match="shorter"):
        back("abc", "utf-8 lf 2|x 2|y")


# --- text that stands elsewhere than in the source ----------------------------------------------------------------

TITLES = b"Russia\n711.612/248\n\nThe Ambassador\n"  # 0-6, 7-18, 20-34
EXCHANGED = "utf-8 lf @11 6|¶ @0 11|¶¶ @17 14|¶"


def test_a_note_that_comes_before_a_title() -> None:
    assert record(TITLES, (7, 18), (0, 6), (20, 34)) == EXCHANGED
    assert back("711.612/248RussiaThe Ambassador", EXCHANGED).encode() == TITLES


def test_the_last_that_comes_first() -> None:
    assert record(b"ab\ncd", (3, 5), (0, 2)) == "utf-8 lf @2 2|¶ @0 2| @4"
    assert record(b"ab\ncd\n", (3, 5), (0, 2)) == "utf-8 lf @2 2|¶ @0 2|¶ @4"
    assert record(b"abcd", (2, 4), (0, 2)) == "utf-8 lf @2 2| @0 2| @4"
    assert back("cdab", "utf-8 lf @2 2| @0 2| @4") == "abcd"


def test_places_follow_the_text_to_where_it_stands_in_the_source() -> None:
    text = "711.612/248RussiaThe Ambassador"
    places = Places(lay_out(read_record(EXCHANGED), len(text)))
    source = TITLES.decode()
    assert [source[places.in_source(at)] for at in range(len(text))] == list(text)
    assert places.extent(0, 11) == (7, 17)
    assert places.extent(11, 17) == (0, 5)
    assert places.extent(0, 17) == (0, 17)
    assert places.extent(0, len(text)) == (0, 33)
    assert places.in_source(len(text)) == 34
    assert Places(()).in_source(0) == 0


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ("@2 1|", "twice, or never"),  # 0 and 1 are never said
        ("2| @1 2|", "twice, or never"),  # 1 twice
        ("2| @0", "twice, or never"),  # all twice
        ("3| @2 0|x @3", "twice, or never"),  # in the middle of others
        ("@9", "twice, or never"),
        ("3| @9", "twice, or never"),
        ("9|", "shorter"),
        ("@0 @0 3| @0 3|", "twice, or never"),
    ],
)
def test_a_record_that_has_not_each_character_once_is_an_error(entries: str, why: str) -> None:
    with pytest.raises(RecordError, match=why):
        back("abc", f"utf-8 lf {entries}")


def test_no_text_is_made_of_what_is_said_again_and_again() -> None:
    bomb = "utf-8 lf " + "@0 1000000| " * 1000
    with pytest.raises(RecordError):
        back("a" * 1_000_000, bomb)


def test_an_edition_whose_text_moved_gives_its_source_back() -> None:
    data = b"Russia\n711.612/248\n\nThe Ambassador to the Secretary of State\n\nMay 2, 1916.\n\nI cabled you.\n"
    made = convert_source(read_source(data, "a.txt", "a"), profile=load_profile("published"))
    assert made.xml is not None
    assert made.xml.index(b">711.612/248<") < made.xml.index(b">Russia<")
    assert restore_source(made.xml) == data
    assert made.counts.words == len(data.split())


@pytest.mark.parametrize(
    "content",
    [
        "",
        "utf-8",
        "utf-8 lf x",
        "utf-8 lf @",
        "utf-8 lf @x",
        "utf-8 lf @-1",
        "utf-8 lf @²",
        "utf-8 lf x|y",
        "utf-8 lf a=lf",
        "utf-8 lf -1|x",
    ],
)
def test_what_is_no_record_is_an_error(content: str) -> None:
    with pytest.raises(RecordError):
        read_record(content)


# --- restoring an edition that somebody has had in hand -----------------------------------------------------------

DATA = b"A title\n\nThe ~~old~~ text  with\tblanks.\n\n- one\n- two\n"


@pytest.fixture
def xml() -> bytes:
    made = convert_source(read_source(DATA, "a.txt", "a")).xml
    assert made is not None
    return made


def test_an_edition_gives_its_source_back(xml: bytes) -> None:
    assert restore_source(xml) == DATA


def test_markup_that_an_editor_adds_beside_the_text_is_no_harm(xml: bytes) -> None:
    changed = xml.replace(
        b" text  with", b' <choice><sic>text</sic><corr resp="#me">prose</corr></choice>  <hi rend="bold">with</hi>'
    )
    assert changed != xml
    assert restore_source(changed) == DATA


def test_comments_and_processing_instructions_are_no_text(xml: bytes) -> None:
    changed = xml.replace(b"The ", b"<!-- sic -->The <?page 2?>")
    assert restore_source(changed) == DATA


def test_another_spelling_of_the_same_xml_is_no_harm(xml: bytes) -> None:
    changed = xml.replace(b"The ", b"&#84;he ").replace(b"<p ", b"<p\n  ").replace(b"\n", b"\r\n")
    assert restore_source(changed) == DATA


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (b"</TEI>", b"", "not well-formed"),
        (b"<?engross-source", b"<?other", "holds no record"),
        (b"http://www.tei-c.org/ns/1.0", b"http://example.org/", "not an edition"),
        (b"two", b"", "does not fit its text"),
    ],
)
def test_an_edition_that_was_changed_too_much_is_refused(xml: bytes, old: bytes, new: bytes, why: str) -> None:
    assert old in xml
    with pytest.raises(NotAnEdition, match=why):
        restore_source(xml.replace(old, new))


@pytest.mark.parametrize("head", [b"", b"utf-99 lf", b"utf-8 xy", b"lf utf-8"])
def test_a_record_with_another_head_is_refused(xml: bytes, head: bytes) -> None:
    with pytest.raises(NotAnEdition):
        restore_source(xml.replace(b"engross-source utf-8 lf", b"engross-source " + head))


@pytest.mark.parametrize("data", [b"", b"plain text", b"<a/>", b"\x00", b"\xff\xfe"])
def test_what_is_no_edition_is_refused(data: bytes) -> None:
    with pytest.raises(NotAnEdition):
        restore_source(data)


def test_no_entity_is_expanded(xml: bytes) -> None:
    bomb = b'<!DOCTYPE TEI [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>\n<TEI '
    changed = xml.replace(b"<TEI ", bomb).replace(b"The ", b"The &b;")
    try:
        restored = restore_source(changed)
    except NotAnEdition:
        return
    assert b"aaaa" not in restored
