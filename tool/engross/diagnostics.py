"""Diagnostics: what is wrong or doubtful, where, why, and what to do next.

Every code stands once, in ``codes.toml``, with its severity, its message and hint (templates) and a longer
explanation, from which ``engross explain`` and the documentation are made.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from engross.data import data_path
from engross.regex import compile_later

if TYPE_CHECKING:
    from engross.source import Source, Span

#: The head of a table of ``codes.toml``.
_TABLE = compile_later(r"(?m)^\[[a-z0-9-]+\]$")


class Severity(StrEnum):
    """How bad it is: an ERROR keeps a file from being written; a WARNING is a doubt an editor should settle."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Code(Struct, frozen=True):
    """A kind of diagnostic. `message` and `hint` are `str.format` templates."""

    name: str
    severity: Severity
    message: str
    hint: str
    why: str
    example: str


class Diagnostic(Struct, frozen=True):
    """One finding. `line` and `column` count from 1 (0: of no one line); `text` is the line, `width` the length
    in characters of the stretch meant."""

    code: str
    severity: Severity
    message: str
    hint: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    text: str = ""
    width: int = 1


@cache
def codes() -> dict[str, Code]:
    """Every code of ``codes.toml``, by name."""
    return {name: _read(name, row) for name, row in _parse(_stated()).items()}


@cache
def find_code(name: str) -> Code:
    """The code of that name, read from its own table: to read all takes longer than to convert half a page.

    Raises `KeyError` where there is none.
    """
    _, header, rest = f"\n{_stated()}".partition(f"\n[{name}]\n")
    if not header:
        raise KeyError(name)
    return _read(name, _parse(_TABLE.split(rest, maxsplit=1)[0]))


@cache
def _stated() -> str:
    return data_path("codes.toml").read_text(encoding="utf-8")


def _parse(text: str) -> dict[str, Any]:
    import tomli  # where nothing is found, nothing need be said

    return tomli.loads(text)


def _read(name: str, row: dict[str, str]) -> Code:
    return Code(name, Severity(row["severity"]), row["message"], row["hint"], row["why"], row.get("example", ""))


def diagnose(code: str, source: Source, span: Span, **values: object) -> Diagnostic:
    """The diagnostic `code` about `span` of `source`, its templates filled with `values`."""
    known = find_code(code)
    place = source.locate(span.start)
    width = max(1, min(len(span), len(place.text) - place.column + 1))
    message, hint = known.message.format(**values), known.hint.format(**values)
    return Diagnostic(code, known.severity, message, hint, source.name, place.line, place.column, place.text, width)


def diagnose_file(code: str, file: str, line: int = 0, column: int = 0, text: str = "", **values: object) -> Diagnostic:
    """The diagnostic `code` about `file` as a whole, or about a line of it."""
    known = find_code(code)
    message, hint = known.message.format(**values), known.hint.format(**values)
    return Diagnostic(code, known.severity, message, hint, file, line, column, text)
