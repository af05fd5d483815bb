"""Diagnostics: what is wrong or doubtful, where, why, and what to do next.

Every code stands once, in ``codes.toml``, with its severity, its message and hint (templates) and a longer
explanation, from which ``engross explain`` and the documentation are made.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from engross.data import data_path

if TYPE_CHECKING:
    from engross.source import Source, Span


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
    import tomli

    table = tomli.loads(data_path("codes.toml").read_text(encoding="utf-8"))
    return {
        name: Code(name, Severity(row["severity"]), row["message"], row["hint"], row["why"], row.get("example", ""))
        for name, row in table.items()
    }


def diagnose(code: str, source: Source, span: Span, **values: object) -> Diagnostic:
    """The diagnostic `code` about `span` of `source`, its templates filled with `values`."""
    known = codes()[code]
    place = source.locate(span.start)
    width = max(1, min(len(span), len(place.text) - place.column + 1))
    message, hint = known.message.format(**values), known.hint.format(**values)
    return Diagnostic(code, known.severity, message, hint, source.name, place.line, place.column, place.text, width)


def diagnose_file(code: str, file: str, line: int = 0, column: int = 0, text: str = "", **values: object) -> Diagnostic:
    """The diagnostic `code` about `file` as a whole, or about a line of it."""
    known = codes()[code]
    message, hint = known.message.format(**values), known.hint.format(**values)
    return Diagnostic(code, known.severity, message, hint, file, line, column, text)
