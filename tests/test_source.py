"""Bytes to text and back, and places in the text."""

from __future__ import annotations

import codecs
import hashlib

import pytest

from engross.pipeline import convert_source
from engross.restore import restore_source
from engross.source import Place, Span, decode_bytes, encode_text, read_source

ENCODINGS = [
    (b"", "", "utf-8"),
    (b"plain", "plain", "utf-8"),
    ("caf\u00e9 \u2014 \U0001f600".encode(), "caf\u00e9 \u2014 \U0001f600", "utf-8"),
    (codecs.BOM_UTF8, "", "utf-8-sig"),
    (codecs.BOM_UTF8 + b"a", "a", "utf-8-sig"),
    (codecs.BOM_UTF8 * 2 + b"a", "\ufeffa", "utf-8-sig"),
    (codecs.BOM_UTF8 + b"a\xe9b", "a\udce9b", "utf-8-sig"),
    (codecs.BOM_UTF16_LE + "caf\u00e9".encode("utf-16-le"), "caf\u00e9", "utf-16-le"),
    (codecs.BOM_UTF16_BE + "caf\u00e9".encode("utf-16-be"), "caf\u00e9", "utf-16-be"),
    (codecs.BOM_UTF16_LE + b"\x00\xd8", "\ud800", "utf-16-le"),
    (codecs.BOM_UTF16_LE, "", "utf-16-le"),
    (codecs.BOM_UTF16_LE + b"a\x00b", "a\udc62", "utf-16-le-odd"),
    (codecs.BOM_UTF16_BE + b"\xff", "\udcff", "utf-16-be-odd"),
    (b"caf\xe9", "caf\u00e9", "windows-1252"),
    (b"\x93so\x94 \x97 \x80", "\u201cso\u201d \u2014 \u20ac", "windows-1252"),
    (b"\x81\x8d\x8f\x90\x9d", "\x81\x8d\x8f\x90\x9d", "windows-1252"),
    ("caf\u00e9 na\u00efve".encode() + b" \xe9", "caf\u00e9 na\u00efve \udce9", "utf-8"),
    (bytes(range(256)), None, "windows-1252"),
]


@pytest.mark.parametrize(("data", "text", "encoding"), ENCODINGS, ids=[repr(row[0][:20]) for row in ENCODINGS])
def test_any_bytes_are_some_text_and_come_back(data: bytes, text: str | None, encoding: str) -> None:
    decoded, name = decode_bytes(data)
    assert name == encoding
    assert text is None or decoded == text
    assert encode_text(decoded, name) == data


def test_a_character_that_the_encoding_has_not_is_an_error() -> None:
    with pytest.raises(UnicodeEncodeError):
        encode_text("\u0141", "windows-1252")


def test_line_endings_are_counted_and_the_odd_ones_remembered() -> None:
    source = read_source(b"a\r\nb\nc\r\nd\re\r\n", "a.txt", "a")
    assert source.text == "a\nb\nc\nd\ne\n"
    assert (source.newline, source.odd_newlines) == ("crlf", ((1, "lf"), (3, "cr")))


@pytest.mark.parametrize(
    ("data", "newline"), [(b"a\nb\r\n", "lf"), (b"a\r\nb\r", "crlf"), (b"a\rb\r", "cr"), (b"a", "lf"), (b"", "lf")]
)
def test_the_commonest_line_ending(data: bytes, newline: str) -> None:
    assert read_source(data, "a.txt", "a").newline == newline


@pytest.mark.parametrize("separator", ["\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"])
def test_only_the_three_usual_line_endings_end_lines(separator: str) -> None:
    source = read_source(f"a{separator}b\nc".encode(), "a.txt", "a")
    assert source.text == f"a{separator}b\nc"
    assert source.line_of(4) == 2


def test_places_count_from_one() -> None:
    source = read_source("one\ntw\u00f6\n\nfour".encode(), "a.txt", "a")
    assert source.locate(0) == Place(1, 1, "one")
    assert source.locate(3) == Place(1, 4, "one")
    assert source.locate(6) == Place(2, 3, "tw\u00f6")
    assert source.locate(8) == Place(3, 1, "")
    assert source.locate(9) == Place(4, 1, "four")
    assert source.locate(13) == Place(4, 5, "four")


def test_places_in_an_empty_source() -> None:
    assert read_source(b"", "a.txt", "a").locate(0) == Place(1, 1, "")


def test_places_after_carriage_returns_are_those_of_the_lines() -> None:
    assert read_source(b"a\r\nb\rc", "a.txt", "a").locate(4) == Place(3, 1, "c")


def test_the_hash_is_that_of_the_bytes_as_they_came() -> None:
    data = codecs.BOM_UTF8 + b"a\r\n"
    assert read_source(data, "a.txt", "a").sha256 == hashlib.sha256(data).hexdigest()


def test_a_span_has_a_length_and_an_order() -> None:
    assert len(Span(3, 8)) == 5
    assert sorted([Span(3, 8), Span(0, 9), Span(3, 4)]) == [Span(0, 9), Span(3, 4), Span(3, 8)]


TEXT = "Caf\u00e9 Title\n\nWashington, October 26, 1962.\n\nThe text \u2014 here.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encoding_and_line_endings_change_nothing_in_the_body(encoding: str, newline: str) -> None:
    def body(data: bytes) -> bytes:
        xml = convert_source(read_source(data, "a.txt", "a")).xml
        assert xml is not None
        assert restore_source(xml) == data
        return xml[xml.index(b"<body>") : xml.index(b"</body>")]

    assert body(TEXT.replace("\n", newline).encode(encoding)) == body(TEXT.encode())


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (TEXT.encode(), []),
        (TEXT.encode("utf-8-sig"), []),
        (TEXT.encode("utf-16"), []),
        (TEXT.encode("cp1252"), ["encoding-fallback"]),
        (TEXT.encode() + "\u00e9\u00e9".encode() + b"\xff", ["undecodable-byte"]),
        (b"", ["empty-source"]),
        (b" \n\t\n\x0c", ["empty-source"]),
    ],
    ids=["utf-8", "utf-8-sig", "utf-16", "cp1252", "stray byte", "empty", "blank"],
)
def test_what_decoding_changed_is_said(data: bytes, codes: list[str]) -> None:
    assert [d.code for d in convert_source(read_source(data, "a.txt", "a")).diagnostics] == codes
