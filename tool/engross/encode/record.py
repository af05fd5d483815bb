"""The record of a source's layout: what stands between the characters that the edition keeps as text.

It stands behind the root element as the processing instruction ``engross-source``. Its content is the encoding, the
line ending, and entries ``N|chars``: N characters of text after the last entry, these characters of the source (white
space, and marks such as ``~~`` that elements stand for). A space is written ``␣``, a line break ``¶``, a tab ``→``,
anything else that could be misread ``\\uXXXX``. So the edition gives back its source to the byte.

The entries are in the order of the source. Where the edition has its text in another, ``@N`` says that the source goes
on with the character number N of the edition's text: ``@9 5|¶ @0 9|¶ @14`` of a text whose first 9 characters stand
below the next 5 in the source, and whose rest follows both. Each character comes once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from msgspec import Struct

from engross.regex import compile_later
from engross.source import ENCODINGS, NEWLINES, Source, Span

TARGET = "engross-source"
_SIGNS = {" ": "␣", "\n": "¶", "\t": "→"}
_BACK = {sign: char for char, sign in _SIGNS.items()}
_ESCAPE = compile_later(r"\\u([0-9a-f]{4,6});")
_WIDTH = 110


class RecordError(ValueError):
    """A record that cannot be read; the message says where."""


class Stretch(Struct, frozen=True):
    """So many characters of the edition's text, from the number `at` on, and what follows them in the source."""

    at: int
    count: int
    behind: str = ""


class Record(Struct, frozen=True):
    """What a record says: the `odd` line endings by number, the stretches in the order of the source, and at which
    character of the edition's text the source goes on behind them, to the end."""

    encoding: str
    newline: str
    odd: dict[int, str]
    stretches: tuple[Stretch, ...]
    rest: int


def write_record(source: Source, kept: Iterable[Span]) -> str:
    """The content of the processing instruction for `source`, of which the stretches `kept` are text, in the order of
    the edition."""
    head = [source.encoding, source.newline]
    head += [f"{number}={name}" for number, name in source.odd_newlines]
    spans = [span for span in kept if span.start < span.end]
    places = list(accumulate((span.end - span.start for span in spans), initial=0))
    entries, at, since, place = list[str](), 0, 0, 0
    signs: dict[str, str] = {}  # most of what stands between is one of few things
    for span, here in sorted(zip(spans, places, strict=False), key=lambda pair: pair[0].start):
        if span.start > at:
            between = source.text[at : span.start]
            if between not in signs:
                signs[between] = _sign(between)
            entries.append(f"{since}|{signs[between]}")
            since = 0
        if here != place:
            entries += [f"{since}|", f"@{here}"] if since else [f"@{here}"]
            since = 0
        since += span.end - span.start
        at, place = span.end, here + span.end - span.start
    if at < len(source.text):
        entries.append(f"{since}|{_sign(source.text[at:])}")
        since = 0
    if place != places[-1]:
        entries += [f"{since}|", f"@{places[-1]}"] if since else [f"@{places[-1]}"]
    return _wrap([*head, *entries])


def read_record(content: str) -> Record:
    """What the record with this content says. Raises `RecordError`."""
    tokens = content.split()
    if len(tokens) < 2:
        raise RecordError("it is empty")
    if tokens[0] not in ENCODINGS or tokens[1] not in NEWLINES:
        raise RecordError(f"{' '.join(tokens[:2])!r} names no encoding and line ending")
    odd: dict[int, str] = {}
    stretches: list[Stretch] = []
    said: dict[str, str] = {}  # most of what stands between is one of few things
    at = 0
    for token in tokens[2:]:
        count, bar, chars = token.partition("|")
        number, equals, name = token.partition("=")
        try:
            if bar and count.isdigit():
                if chars not in said:
                    said[chars] = _unsign(chars)
                stretches.append(Stretch(at, int(count), said[chars]))
                at += int(count)
            elif token[0] == "@" and token[1:].isdigit():
                at = int(token[1:])
            elif equals:
                odd[int(number)] = name
            else:
                raise RecordError(f"{token!r} is no entry")
        except ValueError as error:
            raise RecordError(f"{token!r} is no entry") from error
    return Record(tokens[0], tokens[1], odd, tuple(stretches), at)


def lay_out(record: Record, length: int) -> tuple[Stretch, ...]:
    """The stretches of an edition's text of so many characters, to its end, in the order of the source. Raises
    `RecordError` where they are not all of that text, each character once."""
    stretches = (*record.stretches, Stretch(record.rest, max(0, length - record.rest)))
    end = 0
    for stretch in sorted(stretches, key=lambda each: (each.at, each.count)):
        if stretch.at != end:
            raise RecordError(f"it has the character number {min(stretch.at, end)} of the text twice, or never")
        end += stretch.count
    if end > length:
        raise RecordError("the text is shorter than when it was made")
    return stretches


def interleave(text: str, stretches: Iterable[Stretch]) -> str:
    """The source: the stretches of the edition's `text` with what follows each."""
    return "".join([piece for s in stretches for piece in (text[s.at : s.at + s.count], s.behind)])


class Places:
    """Where in the source the characters of an edition's text stand."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        ends = accumulate((s.count + len(s.behind) for s in stretches), initial=0)
        placed = sorted((s.at, start) for s, start in zip(stretches, ends, strict=False) if s.count) or [(0, 0)]
        self._at = [at for at, _ in placed]
        self._source = [start for _, start in placed]
        self._turns = [at for k, (at, start) in enumerate(placed) if k and start < self._source[k - 1]]

    def in_source(self, at: int) -> int:
        """The offset in the source of the character number `at` of the text."""
        k = max(0, bisect_right(self._at, at) - 1)
        return self._source[k] + at - self._at[k]

    def extent(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the source of the first and the last of the characters from `start` to before `end`."""
        turns = self._turns[bisect_right(self._turns, start) : bisect_left(self._turns, end)]
        offsets = [self.in_source(at) for turn in turns for at in (turn - 1, turn)]
        offsets += [self.in_source(start), self.in_source(end - 1)]
        return min(offsets), max(offsets)


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
