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


#: What can go on without end: following an ambiguous schema, or matching one of its regular expressions.
AMBIGUITY, PATTERN = "schema", "pattern"


class LimitError(Exception):
    """Work that would take more time or memory than is reasonable; its argument, if it has one, says what work."""

    @property
    def what(self) -> str:
        """`AMBIGUITY` or `PATTERN`."""
        return PATTERN if PATTERN in self.args else AMBIGUITY


class IdError(SchemaError):
    """The schema leaves open which attributes are IDs; without `check_ids` it can be used."""
