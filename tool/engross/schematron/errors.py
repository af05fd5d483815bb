"""What is raised: a schema that is no Schematron schema, what an engine can't run, and work that has no end."""

from __future__ import annotations


class SchematronError(Exception):
    """A schema (or document) that can't be read, or breaks ISO/IEC 19757-3; `line` counts from 1."""

    def __init__(self, message: str, file: str = "", line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part)
        return f"{place}: {self.message}" if place else self.message


class NoRules(SchematronError):
    """A RELAX NG schema without any rules in it."""


class UnsupportedError(Exception):
    """An expression that can't be run: syntax, an unknown function or variable, an error while it ran."""


class UnknownVariable(UnsupportedError):
    """A variable that is declared nowhere."""

    def __init__(self, name: str) -> None:
        super().__init__(f"unknown variable ${name}")
        self.name = name


class NoValue(UnsupportedError):
    """A variable whose value can't be worked out."""


class LimitReached(Exception):
    """An expression, or a whole check, that took more work than its limit."""
