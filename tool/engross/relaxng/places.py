"""Where things are in a file: the attributes of a start tag, and its end, from the file's bytes."""

from __future__ import annotations

import codecs
from functools import cached_property

from engross.regex import compile_later
from engross.relaxng.events import declared_encoding

_ATTRIBUTE = compile_later(r"""[ \t\r\n]+([^ \t\r\n=<>"'/]+)[ \t\r\n]*=[ \t\r\n]*("[^"<]*"|'[^'<]*')""")
LINES = compile_later("\r\n|\r|\n")
_TAG_NAME = compile_later("<[^ \t\r\n/>]+")
_REFERENCE = compile_later(r"&([^\s#&;<>]+);")
_DECLARED = compile_later(r"<!ENTITY\s+([^\s%]+)\s")
_PREDEFINED = ("amp", "lt", "gt", "quot", "apos")
_WINDOW = 1 << 16

Position = tuple[int, int]


class Places:
    """Finds the places in the document `data`."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @cached_property
    def encoding(self) -> str:
        """The codec of the document."""
        data = self._data
        if data.startswith((b"\xff\xfe", b"<\0")):
            return "utf-16-le"
        if data.startswith((b"\xfe\xff", b"\0<")):
            return "utf-16-be"
        try:
            return codecs.lookup(declared_encoding(data) or "utf-8").name
        except LookupError:
            return "utf-8"

    def tag(self, index: int, line: int, column: int) -> tuple[list[Position], int, bool]:
        """The places of the attributes of the start tag at byte `index`, declarations of namespaces left out, the line
        on which it ends, and whether it ends the element. Where the tag comes from an entity nothing is to be found."""
        window = _WINDOW
        while True:
            text = self._data[index : index + window].decode(self.encoding, "ignore")
            found = _scan(text, line, column)
            if found is not None:
                return found
            if index + window >= len(self._data):
                return [], line, False
            window *= 8

    def attributes(self, index: int) -> list[tuple[str, str]]:
        """Names and values of the attributes of the start tag at byte `index`, declarations of namespaces too."""
        text = self._data[index : index + _WINDOW].decode(self.encoding, "ignore")
        match, found = _TAG_NAME.match(text), list[tuple[str, str]]()
        while match is not None:
            match = _ATTRIBUTE.match(text, match.end())
            found += [(match[1], match[2][1:-1])] if match else []
        return found

    def end_of_tag(self, index: int, line: int) -> int:
        """The line on which the start tag ends in which an attribute begins at byte `index`, on this line."""
        found = _scan("<_ " + self._data[index : index + _WINDOW].decode(self.encoding, "ignore"), line, 1)
        return found[1] if found else line

    def position(self, index: int) -> Position:
        """Line and column of the byte `index`."""
        return _advance(text := self._data[:index].decode(self.encoding, "ignore"), 0, len(text), (1, 1))

    def undeclared(self, index: int, line: int, column: int) -> tuple[Position, str]:
        """The first reference in the start tag at byte `index` to an entity that the file does not declare."""
        text = self._data[index : index + _WINDOW].decode(self.encoding, "ignore")
        known = {*_PREDEFINED, *_DECLARED.findall(self._data[:index].decode(self.encoding, "ignore"))}
        for match in _REFERENCE.finditer(text, 0, text.find(">")):
            if match[1] not in known:
                return _advance(text, 0, match.start(), (line, column)), match[1]
        return (line, column), ""


def _scan(text: str, line: int, column: int) -> tuple[list[Position], int, bool] | None:
    """Read the start tag that begins `text`; None if it does not end there."""
    if not text.startswith("<"):
        return [], line, False
    name = _TAG_NAME.match(text)
    if name is None:
        return None
    attributes: list[Position] = []
    at = name.end()
    here = (line, column + at)
    while (match := _ATTRIBUTE.match(text, at)) is not None:
        start = _advance(text, at, match.start(1), here)
        if match[1] != "xmlns" and not match[1].startswith("xmlns:"):
            attributes.append(start)
        here = _advance(text, match.start(1), match.end(), start)
        at = match.end()
    end = text.find(">", at)
    if end < 0:
        return None
    return attributes, _advance(text, at, end, here)[0], text[end - 1] == "/"


def _advance(text: str, start: int, end: int, here: Position) -> Position:
    """The place of `end`, if `here` is that of `start`."""
    line, column = here
    breaks = list(LINES.finditer(text, start, end))
    if not breaks:
        return line, column + end - start
    return line + len(breaks), end - breaks[-1].end() + 1
