"""A source: its bytes, decoded without loss, and places in it.

Decoding never loses a byte: UTF-8 (with or without a byte order mark), UTF-16 with a byte order mark (a single byte
at its end kept as a lone surrogate), otherwise Windows-1252 as web browsers read it, or UTF-8 with single stray bytes
kept as lone surrogates. ``encode_text`` is the exact inverse of ``decode_bytes``.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from functools import cached_property

from msgspec import Struct

from engross.digest import sha256
from engross.regex import compile_later

#: The characters that are layout, not text. Other spaces (no-break, thin, ideographic) are text and are kept.
LAYOUT = " \t\n\r\f\v"

_NEWLINE = compile_later(r"\r\n|\r|\n")
_NEWLINE_NAMES = {"\n": "lf", "\r\n": "crlf", "\r": "cr"}
NEWLINES = {name: newline for newline, name in _NEWLINE_NAMES.items()}
_BOMS = (
    ("utf-8-sig", codecs.BOM_UTF8),
    ("utf-16-le", codecs.BOM_UTF16_LE),
    ("utf-16-be", codecs.BOM_UTF16_BE),
)
#: How files begin that are no text.
_MAGIC = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive (such as a .docx, .odt or .epub)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a file of Microsoft Office (such as a .doc)"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG", "an image (PNG)"),
    (b"\xff\xd8\xff", "an image (JPEG)"),
    (b"GIF87a", "an image (GIF)"),
    (b"GIF89a", "an image (GIF)"),
    (b"II*\0", "an image (TIFF)"),
    (b"MM\0*", "an image (TIFF)"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"\x7fELF", "a program"),
)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROLS = bytes(code for code in (*range(0x20), 0x7F) if chr(code) not in "\t\n\r\f\x1b")
_FEW = 3

#: What a stray byte is in the text: this character, or one behind it. (Python's `surrogateescape` does the same.)
_STRAY = 0xDC00
#: What is added to the name of UTF-16 where half a character, a single byte, stands at the end.
_ODD = "-odd"
#: The names of the encodings that `decode_bytes` reads.
ENCODINGS = frozenset(
    {"utf-8", "windows-1252"} | {name for name, _ in _BOMS} | {f"utf-16-{end}{_ODD}" for end in ("le", "be")}
)


class Span(Struct, frozen=True, order=True):
    """A stretch of a source's text: offsets in characters, `end` excluded."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


class Place(Struct, frozen=True):
    """A place for a reader's eye: line and column, both from 1, and the line itself."""

    line: int
    column: int
    text: str


class Source(Struct, frozen=True, dict=True):
    """One source file.

    `name` is what messages call it; `stem` names the edition; `text` is the decoded text in which every line ends
    with ``\\n``; `data` the bytes as they came; `encoding` what they were read as; `newline` the commonest line
    ending (``lf``, ``crlf``, ``cr``), `odd_newlines` the others: (number of the line break from 0, its name).
    """

    name: str
    stem: str
    data: bytes
    text: str
    encoding: str
    newline: str
    odd_newlines: tuple[tuple[int, str], ...]

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the bytes as they came, in hexadecimal."""
        return sha256(self.data)

    @cached_property
    def line_starts(self) -> list[int]:
        """Where each line begins: offsets of characters."""
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    @cached_property
    def _lines(self) -> dict[int, str]:
        return {}

    def line_of(self, offset: int) -> int:
        """The number, from 1, of the line in which the character at `offset` stands."""
        return bisect_right(self.line_starts, offset)

    def is_stray(self, offset: int) -> bool:
        """Whether the character at `offset` stands for a byte that is none in the source's encoding."""
        if self.encoding.endswith(_ODD):
            return offset == len(self.text) - 1
        return self.encoding.startswith("utf-8") and _STRAY + 0x80 <= ord(self.text[offset]) <= _STRAY + 0xFF

    def skip_layout(self, start: int, end: int) -> int:
        """The offset of the first character from `start` on that is not layout; `end` where there is none before it."""
        while start < end and self.text[start] in LAYOUT:
            start += 1
        return start

    def without_layout(self, start: int, end: int) -> Span:
        """The stretch from `start` to `end` without the layout at its ends; empty, and at `end`, if that is all."""
        first = self.skip_layout(start, end)
        return Span(first, first + len(self.text[first:end].rstrip(LAYOUT)))

    def locate(self, offset: int) -> Place:
        """The line and column of the character at `offset`, and the text of its line."""
        number = self.line_of(offset)
        start = self.line_starts[number - 1]
        if number not in self._lines:  # a line of a megabyte may have a thousand findings: they share one string
            end = self.text.find("\n", start)
            self._lines[number] = self.text[start:] if end < 0 else self.text[start:end]
        return Place(number, offset - start + 1, self._lines[number])


def read_source(data: bytes, name: str, stem: str) -> Source:
    """The source in `data`. Never fails: any bytes are some text."""
    raw, encoding = decode_bytes(data)
    if "\r" not in raw:
        return Source(name, stem, data, raw, encoding, "lf", ())
    breaks = [_NEWLINE_NAMES[found] for found in _NEWLINE.findall(raw)]
    newline = max(("lf", "crlf", "cr"), key=breaks.count)
    odd = tuple((i, kind) for i, kind in enumerate(breaks) if kind != newline)
    return Source(name, stem, data, _NEWLINE.sub("\n", raw), encoding, newline, odd)


def name_binary(data: bytes) -> str | None:
    """What `data` is, if it is no text: ``a PDF file``. Single control characters in a text do not count."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data.startswith(_UTF_16):
        data = decode_bytes(data)[0].encode("utf-8", "surrogatepass")
    nulls, controls = data.count(0), len(data) - len(data.translate(None, _CONTROLS))
    if (controls > _FEW and controls * 10 > len(data)) or (nulls > _FEW and nulls * 100 > len(data)):
        halves = data[::2].count(0), data[1::2].count(0)
        unmarked = max(halves) * 3 > len(data) and min(halves) * 10 < max(halves)
        return "UTF-16 without its byte order mark" if unmarked else "binary data"
    return None


def decode_bytes(data: bytes) -> tuple[str, str]:
    """The text of `data` and the name of its encoding; lossless."""
    for encoding, mark in _BOMS:
        if data.startswith(mark):
            codec, errors = _codec(encoding)
            if encoding == "utf-8-sig" or len(data) % 2 == 0:
                return data[len(mark) :].decode(codec, errors), encoding
            return data[len(mark) : -1].decode(codec, errors) + chr(_STRAY + data[-1]), encoding + _ODD
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
    stray = sum("\udc80" <= c <= "\udcff" for c in text)
    letters = sum(c >= "\x80" for c in text) - stray
    if letters > stray:
        return text, "utf-8"
    return codecs.charmap_decode(data, "strict", _CP1252)[0], "windows-1252"


def encode_text(text: str, encoding: str) -> bytes:
    """The bytes that `decode_bytes` read as `text` in `encoding`.

    Raises `UnicodeEncodeError` where the text has a character that the encoding has not.
    """
    if encoding == "windows-1252":
        return codecs.charmap_encode(text, "strict", _CP1252_BYTES)[0]
    if encoding.endswith(_ODD):
        stray = ord(text[-1:] or "\0") - _STRAY
        if not 0 <= stray <= 0xFF:
            raise UnicodeEncodeError(encoding, text, max(0, len(text) - 1), len(text), "no half character at the end")
        return encode_text(text[:-1], encoding.removesuffix(_ODD)) + bytes([stray])
    for name, mark in _BOMS:
        if name == encoding:
            codec, errors = _codec(encoding)
            return mark + text.encode(codec, errors)
    return text.encode("utf-8", "surrogateescape")


def _codec(encoding: str) -> tuple[str, str]:
    """The codec of an encoding with a byte order mark, and what it does with what is none of its characters."""
    return ("utf-8", "surrogateescape") if encoding == "utf-8-sig" else (encoding, "surrogatepass")


def _cp1252(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:  # 81, 8D, 8F, 90, 9D: the WHATWG Encoding Standard maps them to C1 controls
        return chr(byte)


_CP1252 = "".join(map(_cp1252, range(256)))
_CP1252_BYTES = codecs.charmap_build(_CP1252)
