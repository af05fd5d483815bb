"""Diagnostics as text with a caret, as JSON, as SARIF 2.1.0, and as annotations for GitHub.

Whatever stands in a source may stand in a message. In text, therefore, no control character reaches the
terminal (`visible`): a hostile source can't move the cursor, change a title or reverse a line.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import PurePath
from urllib.parse import quote

from msgspec import Struct

from engross import __version__
from engross.diagnostics import Code, Diagnostic, Severity, codes

_COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;36"}
_TAB = 8
_INDENT = "    "
_LEAST = 20  # columns of a source line that are shown even in the narrowest terminal
_SNIPPET = 1000  # characters of a line that SARIF repeats
BY_THE_CHECK = "{message}"  # the whole message comes from the check itself
_JOINERS = "\u200c\u200d"  # invisible, but part of the spelling of Persian and of the languages of India


class Style(Struct, frozen=True):
    """How text is to look: in colour or not, how many columns wide, and what the stream can encode."""

    colour: bool = False
    width: int = 100
    encoding: str = "utf-8"

    def paint(self, text: str, colour: str) -> str:
        """`text` in `colour` (an ANSI number), or as it is."""
        return f"\x1b[{colour}m{text}\x1b[0m" if self.colour and text else text


PLAIN = Style()


# --- text ------------------------------------------------------------------------------------------------


def render_text(diagnostics: Iterable[Diagnostic], style: Style = PLAIN) -> str:
    """Every diagnostic: where, what, the line with a caret, and the hint; each ends with a line break."""
    return "".join(_as_text(diagnostic, style) for diagnostic in diagnostics)


def _as_text(diagnostic: Diagnostic, style: Style) -> str:
    colour = _COLOURS[diagnostic.severity]
    place = style.paint(visible(_place(diagnostic), style.encoding), "1")
    severity = style.paint(diagnostic.severity.value, colour)
    message = visible(diagnostic.message, style.encoding)
    lines = [f"{place}: {severity}: {message} [{diagnostic.code}]"]
    if diagnostic.line and diagnostic.column and diagnostic.text.strip():
        line, before, carets = excerpt(diagnostic, style)
        lines += [_INDENT + line, _INDENT + " " * before + style.paint("^" * carets, colour)]
    if diagnostic.hint:
        lines.append(f"  {style.paint('hint:', '1;36')} {visible(diagnostic.hint, style.encoding)}")
    return "\n".join(lines) + "\n"


def _place(diagnostic: Diagnostic) -> str:
    parts = [diagnostic.file or "engross"]
    if diagnostic.line:
        parts.append(str(diagnostic.line))
        if diagnostic.column:
            parts.append(str(diagnostic.column))
    return ":".join(parts)


def excerpt(diagnostic: Diagnostic, style: Style = PLAIN) -> tuple[str, int, int]:
    """The line of `diagnostic` as shown, the columns before its caret, and how many carets.

    A line that is too long is cut around the caret; no more of it is looked at than is shown.
    """
    text, room = diagnostic.text, max(_LEAST, style.width - len(_INDENT))
    at = min(diagnostic.column - 1, len(text))
    end = min(at + max(1, diagnostic.width), len(text))
    dots = _dots(style.encoding)
    if _is_simple(text[max(0, at - room) : at + room + 1]):
        first, last = _simple_window(len(text), at, end, room, len(dots))
        before, stop = at - first, max(at, min(end, last)) - first
        shown = f"{dots if first else ''}{text[first:last]}{dots if last < len(text) else ''}"
        return shown.rstrip(), before + (len(dots) if first else 0), max(1, stop - before)
    first, last = _window(text, at, end, room, style.encoding)
    pieces = [dots] if first else []
    column = len(dots) if first else 0
    edges = [column]  # edges[i]: the column at which the i-th character shown begins
    for char in text[first:last]:
        piece = _expand(char, column, style.encoding)
        pieces.append(piece)
        column += _columns(piece)
        edges.append(column)
    if last < len(text):
        pieces.append(dots)
    before, stop = edges[at - first], edges[max(at, min(end, last)) - first]
    return "".join(pieces).rstrip(), before, max(1, stop - before)


def _is_simple(text: str) -> bool:
    """Whether every character of `text` is shown as it is, one column wide, whatever the stream can encode."""
    return text.isascii() and text.isprintable()


def _simple_window(length: int, at: int, end: int, room: int, dots: int) -> tuple[int, int]:
    """What `_window` says of a text of that length in which every character takes one column."""
    if length <= room:
        return 0, length
    room -= 2 * dots
    inside = min(end - at, room - 1)
    left = room - inside
    before = min(at, max(left // 3, left - room // 2))
    after = min(length - at - inside, left - before)
    return max(0, at - (left - after)), at + inside + after


def _window(text: str, at: int, end: int, room: int, encoding: str) -> tuple[int, int]:
    """The stretch of `text` around `at` that fits in `room` columns: its start and its end."""

    def width(position: int) -> int:
        char = text[position]
        return _TAB if char == "\t" else _columns(_picture(char, encoding))

    if len(text) <= room and sum(map(width, range(len(text)))) <= room:
        return 0, len(text)
    room -= 2 * len(_dots(encoding))
    first = last = at
    left = room
    while last < min(end, len(text)) and (used := width(last)) <= left * 2 // 3:
        last, left = last + 1, left - used
    third = max(left // 3, left - room // 2)
    while first > 0 and (used := width(first - 1)) <= third:
        first, third, left = first - 1, third - used, left - used
    while last < len(text) and (used := width(last)) <= left:
        last, left = last + 1, left - used
    while first > 0 and (used := width(first - 1)) <= left:
        first, left = first - 1, left - used
    return first, last


def visible(text: str, encoding: str = "utf-8") -> str:
    """`text` with every character that a terminal would obey, or can't show, made visible."""
    if text.isprintable():
        try:
            text.encode(encoding)
        except UnicodeEncodeError:
            pass
        else:
            return text
    return "".join(_picture(char, encoding) for char in text)


def _expand(char: str, column: int, encoding: str) -> str:
    """What is shown for `char` of a source line at `column`: a tab goes to the next stop."""
    return " " * (_TAB - column % _TAB) if char == "\t" else _picture(char, encoding)


@lru_cache(maxsize=4096)
def _picture(char: str, encoding: str) -> str:
    """What is shown for `char`."""
    shown = _unpoisoned(char)
    try:
        shown.encode(encoding)
    except UnicodeEncodeError:
        return repr(char)[1:-1] if char < " " or char == "\x7f" else char.encode("ascii", "backslashreplace").decode()
    return shown


def _dots(encoding: str) -> str:
    """The sign that something was cut."""
    try:
        "…".encode(encoding)
    except UnicodeEncodeError:
        return "..."
    return "…"


def _unpoisoned(char: str) -> str:
    if " " <= char <= "~":
        return char
    if char < " ":
        return chr(0x2400 + ord(char))  # ␀ … ␟
    if char == "\x7f":
        return "␡"
    if "\udc80" <= char <= "\udcff":
        return f"\\x{ord(char) - 0xDC00:02x}"  # a byte that is no text
    category = unicodedata.category(char)
    if category in ("Cc", "Cf", "Cn", "Cs", "Zl", "Zp") and char not in _JOINERS:
        return f"<U+{ord(char):04X}>"
    return char


def _columns(shown: str) -> int:
    """How many columns of a terminal `shown` takes."""
    if shown.isascii():
        return len(shown)
    return sum(_column(char) for char in shown)


def _column(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me") or char in _JOINERS:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def first_sentence(text: str) -> str:
    """The first sentence of `text`."""
    return re.split(r"(?<=[.!?])\s", " ".join(text.split()), maxsplit=1)[0]


def summary(code: Code) -> str:
    """What `code` says, in a sentence: its message, or, where that comes from the check itself, why it is given."""
    return first_sentence(code.why if code.message == BY_THE_CHECK else template_words(code.message))


def template_words(template: str) -> str:
    """A message template in words: what is filled in stands as ``‹name›``."""
    from string import Formatter

    parts = Formatter().parse(template)
    return "".join(text + (f"‹{name.replace('_', ' ')}›" if name else "") for text, name, _, _ in parts)


# --- for other programs ----------------------------------------------------------------------------------


def _json(value: object) -> str:
    import json  # a report as text needs none

    return json.dumps(value, indent=2) + "\n"


def render_json(diagnostics: Iterable[Diagnostic]) -> str:
    """A list of objects, in ASCII. What is about a file as a whole stands at its line 1, column 1."""
    rows = [
        {
            "file": d.file,
            "line": max(1, d.line),
            "column": max(1, d.column),
            "severity": d.severity.value,
            "code": d.code,
            "message": d.message,
            "hint": d.hint,
        }
        for d in diagnostics
    ]
    return _json(rows)


def render_sarif(diagnostics: Iterable[Diagnostic]) -> str:
    """A SARIF 2.1.0 log with one run, in ASCII."""
    found = list(diagnostics)
    names = sorted({d.code for d in found})
    run = {
        "tool": {"driver": {"name": "engross", "version": __version__, "rules": [_rule(name) for name in names]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(d, names) for d in found],
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return _json(log)


_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def _rule(name: str) -> dict[str, object]:
    code = codes().get(name)
    if code is None:
        return {"id": name}
    why = " ".join(code.why.split())
    return {
        "id": name,
        "shortDescription": {"text": summary(code)},
        "fullDescription": {"text": why},
        "help": {"text": f"{why} {template_words(code.hint)}".strip()},
        "defaultConfiguration": {"level": _LEVELS[code.severity]},
    }


def _result(diagnostic: Diagnostic, names: Sequence[str]) -> dict[str, object]:
    place: dict[str, object] = {"artifactLocation": {"uri": _uri(diagnostic.file)}}
    if diagnostic.line:
        region: dict[str, object] = {"startLine": diagnostic.line}
        if diagnostic.column:
            region["startColumn"] = diagnostic.column
            region["endColumn"] = diagnostic.column + max(1, diagnostic.width)
        if diagnostic.text:
            region["snippet"] = {"text": diagnostic.text[:_SNIPPET]}
        place["region"] = region
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": names.index(diagnostic.code),
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": f"{diagnostic.message} {diagnostic.hint}".strip()},
        "locations": [{"physicalLocation": place}],
    }


def _uri(file: str) -> str:
    """The address of `file`: relative, or ``file:`` for a path from the root."""
    path = PurePath(file)
    if path.is_absolute():
        return "file://" + quote(os.fsencode("/" + path.as_posix().lstrip("/")), safe="/:~")
    return quote(os.fsencode(path.as_posix()), safe="/~")


_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render_github(diagnostics: Iterable[Diagnostic]) -> str:
    """A workflow command a line: GitHub shows each beside the line that it is about."""
    return "".join(_annotation(diagnostic) for diagnostic in diagnostics)


def _annotation(diagnostic: Diagnostic) -> str:
    values = {"file": diagnostic.file}
    if diagnostic.line:
        values["line"] = str(diagnostic.line)
    if diagnostic.line and diagnostic.column:
        values["col"] = str(diagnostic.column)
        values["endColumn"] = str(diagnostic.column + max(1, diagnostic.width))
    values["title"] = diagnostic.code
    properties = ",".join(f"{name}={_escape(value, ':,')}" for name, value in values.items() if value)
    body = "\n".join(visible(part) for part in (diagnostic.message, diagnostic.hint) if part)
    return f"::{_COMMANDS[diagnostic.severity]} {properties}::{_escape(body)}\n"


def _escape(text: str, more: str = "") -> str:
    """`text` as the workflow commands want it: what would end a value or a line is written as %XX."""
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text


RENDERERS: dict[str, Callable[[Iterable[Diagnostic]], str]] = {
    "json": render_json,
    "sarif": render_sarif,
    "github": render_github,
}
