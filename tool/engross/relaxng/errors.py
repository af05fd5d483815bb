"""What is raised: a schema that is no schema, and work that has no end."""

from __future__ import annotations


class SchemaError(Exception):
    """A schema that breaks the RELAX NG specification, or that can't be read; `line` and `column` count from 1."""

    def __init__(self, message: str, file: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.column = column

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{place}: {self.message}" if place else self.message


class LimitError(Exception):
    """A schema so ambiguous that validating against it would take more time or memory than is reasonable."""
