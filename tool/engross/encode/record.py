"""The record of a source's layout: what stands between the characters that the edition keeps as text.

It stands behind the root element as the processing instruction ``engross-source``. Its content is the encoding, the
line ending, and entries ``N|chars``: N characters of text after the last entry, these characters of the source (white
space, and marks such as ``~~`` that elements stand for). A space is written ``␣``, a line break ``¶``, a tab ``→``,
anything else that could be misread ``\\uXXXX``. So the edition gives back its source to the byte.
"""

from __future__ import annotations

from collections.abc import Iterable

from engross.regex import compile_later
from engross.source import ENCODINGS, NEWLINES, Source, Span

TARGET = "engross-source"
_SIGNS = {" ": "␣", "\n": "¶", "\t": "→"}
_BACK = {sign: char for char, sign in _SIGNS.items()}
_ESCAPE = compile_later(r"\\u([0-9a-f]{4,6});")
_WIDTH = 110


class RecordError(ValueError):
    """A record that cannot be read; the message says where."""


def write_record(source: Source, kept: Iterable[Span]) -> str:
    """The content of the processing instruction for `source`, of which the stretches `kept` are text."""
    head = [source.encoding, source.newline]
    head += [f"{number}={name}" for number, name in source.odd_newlines]
    entries, at, since = [], 0, 0
    signs: dict[str, str] = {}  # most of what stands between is one of few things
    for span in kept:
        if span.start > at:
            between = source.text[at : span.start]
            if between not in signs:
                signs[between] = _sign(between)
            entries.append(f"{since}|{signs[between]}")
            since = 0
        since += span.end - span.start
        at = span.end
    if at < len(source.text):
        entries.append(f"{since}|{_sign(source.text[at:])}")
    return _wrap([*head, *entries])


def read_record(content: str) -> tuple[str, str, dict[int, str], list[tuple[int, str]]]:
    """The encoding, line ending, odd line endings by number, and entries of a record. Raises `RecordError`."""
    tokens = content.split()
    if len(tokens) < 2:
        raise RecordError("it is empty")
    if tokens[0] not in ENCODINGS or tokens[1] not in NEWLINES:
        raise RecordError(f"{' '.join(tokens[:2])!r} names no encoding and line ending")
    odd: dict[int, str] = {}
    entries: list[tuple[int, str]] = []
    said: dict[str, str] = {}  # most of what stands between is one of few things
    for token in tokens[2:]:
        count, bar, chars = token.partition("|")
        number, equals, name = token.partition("=")
        try:
            if bar and count.isdigit():
                if chars not in said:
                    said[chars] = _unsign(chars)
                entries.append((int(count), said[chars]))
            elif equals:
                odd[int(number)] = name
            else:
                raise RecordError(f"{token!r} is no entry")
        except ValueError as error:
            raise RecordError(f"{token!r} is no entry") from error
    return tokens[0], tokens[1], odd, entries


def interleave(text: str, entries: Iterable[tuple[int, str]]) -> str:
    """The source: the edition's `text` with the recorded characters put back. Raises `RecordError` where the text
    is shorter than the record says."""
    pieces, at = [], 0
    for count, chars in entries:
        if at + count > len(text):
            raise RecordError("the text is shorter than when it was made")
        pieces += [text[at : at + count], chars]
        at += count
    return "".join([*pieces, text[at:]])


def _sign(chars: str) -> str:
    return "".join(_SIGNS.get(c) or (c if "!" <= c <= "~" and c not in "\\?" else f"\\u{ord(c):04x};") for c in chars)


def _unsign(signs: str) -> str:
    back = "".join(_BACK.get(c, c) for c in signs)
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)), back)


def _wrap(tokens: list[str]) -> str:
    lines, line = [], ""
    for token in tokens:
        if line and len(line) + len(token) >= _WIDTH:
            lines.append(line)
            line = ""
        line = f"{line} {token}" if line else token
    return "\n".join([*lines, line])
