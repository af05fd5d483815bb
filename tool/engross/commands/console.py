"""What the commands share in speaking to their user: streams, colour, width, reports, misuse."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import TextIO

from engross.diagnostics import Diagnostic, Severity, diagnose_file
from engross.rendering import Style, render_text, visible

_PLAIN_WIDTH = 100


class Misuse(Exception):
    """The command can't be carried out as it was given: exit status 2."""

    status = 2

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(diagnostic.message for diagnostic in diagnostics))
        self.diagnostics = diagnostics


def output(text: str) -> None:
    """Print `text` to standard output as it is."""
    _write(_stdout(), text)


def output_bytes(data: bytes) -> None:
    """Write `data` to standard output."""
    stream = _stdout()
    stream.flush()
    stream.buffer.write(data)
    stream.buffer.flush()


def error_stream(text: str) -> None:
    """Print `text` to standard error as it is; nowhere if there is none."""
    if sys.stderr is not None:
        _write(sys.stderr, text)


def report(diagnostics: Iterable[Diagnostic]) -> None:
    """Print `diagnostics` to standard error."""
    if text := render_text(diagnostics, style_of(sys.stderr)):
        error_stream(text)


def internal_error(file: str, problem: Exception) -> Diagnostic:
    """The diagnostic for what no command foresaw; with ``ENGROSS_DEBUG=1``, its traceback is printed."""
    if os.environ.get("ENGROSS_DEBUG") == "1":
        import traceback

        error_stream("".join(traceback.format_exception(problem)))
    detail = f"{type(problem).__name__}: {problem}".rstrip(": ")
    return diagnose_file("internal-error", file, detail=detail)


def say(line: str) -> None:
    """Print a line to standard error, safe for a terminal."""
    error_stream(visible(line, style_of(sys.stderr).encoding) + "\n")


def style_of(stream: TextIO | None) -> Style:
    """How text on `stream` is to look."""
    terminal = is_terminal(stream)
    colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Style(colour, width_of(stream), getattr(stream, "encoding", None) or "ascii")


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person reads `stream` as it is written."""
    return stream is not None and not stream.closed and stream.isatty()


def width_of(stream: TextIO | None) -> int:
    """Columns: ``COLUMNS`` if that is set, else the terminal's, else 100."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return int(columns)
    if stream is None or not is_terminal(stream):
        return _PLAIN_WIDTH
    try:
        return os.get_terminal_size(stream.fileno()).columns or _PLAIN_WIDTH
    except (OSError, ValueError):
        return _PLAIN_WIDTH


class Tally:
    """How many diagnostics of each severity, and the exit status so far."""

    def __init__(self) -> None:
        self.status = 0
        self.counts = dict.fromkeys(Severity, 0)

    def add(self, diagnostics: Sequence[Diagnostic], status: int = 0) -> None:
        """Count `diagnostics`; an error among them makes the status at least 1."""
        for diagnostic in diagnostics:
            self.counts[diagnostic.severity] += 1
            if diagnostic.severity is Severity.ERROR:
                status = max(status, 1)
        self.status = max(self.status, status)

    def words(self) -> str:
        """The counts in words: ``2 errors, 1 warning``."""
        names = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "remark"}
        return ", ".join(count(number, names[severity]) for severity, number in self.counts.items() if number)


def count(number: int, noun: str) -> str:
    """`number` and `noun`, the noun in the plural where it should be."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _stdout() -> TextIO:
    if sys.stdout is None:
        raise OSError(9, os.strerror(9), "standard output")
    return sys.stdout


def _write(stream: TextIO, text: str) -> None:
    stream.write(text)
    stream.flush()
