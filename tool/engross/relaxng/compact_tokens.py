"""The tokens of schemas in compact syntax (RELAX NG compact syntax, section 3 and appendix C)."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple, NoReturn

from engross.regex import compile_later
from engross.relaxng.characters import name_classes
from engross.relaxng.errors import SchemaError

#: The kinds of tokens. A quoted name (``\\element``) is never a keyword.
NAME, QUOTED, PREFIXED, PREFIX, LITERAL, SYMBOL, END = range(7)

#: What escapes of line feed and carriage return become at first: they end no comment and no literal.
_LINE_FEED, _RETURN = "\x01", "\x02"
_ESCAPE = compile_later(r"\\x+\{([0-9A-Fa-f]*)(\}?)")
_NO_XML = compile_later("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Token(NamedTuple):
    """A token: its kind; its text, without quotes and backslash; where it begins."""

    kind: int
    text: str
    line: int
    column: int


def tokens(data: bytes, file: str) -> list[Token]:
    """The tokens of the schema `data`, comments left out; the last one is `END`. Raises `SchemaError`."""
    return _Scanner(_decoded(data, file), file).run()


def _decoded(data: bytes, file: str) -> str:
    """The characters of `data`, line ends normalized."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SchemaError("A schema in compact syntax must be UTF-8 or UTF-16.", file, line, 1) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _NO_XML.search(text):
        _fail(text, found.start(), f"The character U+{ord(found[0]):04X} is not allowed.", file)
    return _ESCAPE.sub(lambda match: _unescaped(match, file), text) if "\\x" in text else text


def _unescaped(match: re.Match[str], file: str) -> str:
    number = int(match[1], 16) if match[1] and match[2] and len(match[1]) < 9 else 0
    character = chr(number) if 0 < number <= 0x10FFFF else "\0"
    if _NO_XML.match(character):
        _fail(match.string, match.start(), f"“{match[0]}” stands for no character of XML.", file)
    return {"\n": _LINE_FEED, "\r": _RETURN}.get(character, character)


def _fail(text: str, position: int, message: str, file: str) -> NoReturn:
    line = text.count("\n", 0, position) + 1
    raise SchemaError(message, file, line, position - text.rfind("\n", 0, position))


@cache
def _expression(ascii_only: bool) -> re.Pattern[str]:
    start, part = name_classes(ascii_only)
    name = f"[{start}][{part}]*"
    return re.compile(
        f"(?P<blank>[ \\t\\n{_LINE_FEED}]+)"
        "|(?P<comment>#[^\\n]*)"
        f"|(?P<prefixed>{name}:{name})|(?P<prefix>{name}:\\*)|(?P<name>{name})|\\\\(?P<quoted>{name})"
        "|\"\"\"(?P<long2>.*?)\"\"\"|'''(?P<long1>.*?)'''"
        "|\"(?P<short2>[^\"\\n]*)\"|'(?P<short1>[^'\\n]*)'"
        "|(?P<symbol>>>|\\|=|&=|[=(){}\\[\\]+*?|&,~-])",
        re.DOTALL,
    )


_KINDS = {"name": NAME, "quoted": QUOTED, "prefixed": PREFIXED, "prefix": PREFIX, "symbol": SYMBOL}


class _Scanner:
    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file

    def run(self) -> list[Token]:
        """All tokens."""
        text, found = self._text, list[Token]()
        match_at = _expression(text.isascii()).match
        position, line, line_start = 0, 1, 0
        while position < len(text):
            match = match_at(text, position)
            if match is None:
                _fail(text, position, f"“{text[position]}” begins nothing that is known.", self._file)
            kind = match.lastgroup or ""
            if kind not in ("comment", "blank"):
                if kind in _KINDS:
                    what, content = _KINDS[kind], match[kind]
                else:
                    what = LITERAL
                    content = match[kind].replace(_LINE_FEED, "\n").replace(_RETURN, "\r")
                found.append(Token(what, content, line, position - line_start + 1))
            position = match.end()
            if kind not in _KINDS and (count := match[0].count("\n")):
                line += count
                line_start = text.rindex("\n", 0, position) + 1
        found.append(Token(END, "", line, position - line_start + 1))
        return found
