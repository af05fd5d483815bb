"""IDs that are given twice, and pointers to IDs that are not there (RELAX NG DTD Compatibility, section 5)."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from engross.relaxng import faults
from engross.relaxng.faults import Fault


class Identity:
    """The IDs of a document, and what points to them."""

    def __init__(self, check: bool) -> None:
        self._check = check
        self._ids: dict[str, Callable[..., Fault]] = {}
        self._idrefs: list[tuple[str, Callable[..., Fault]]] = []
        self.faults: list[Fault] = []

    def note(self, kind: str, value: str, about: Callable[..., Fault]) -> None:
        """Take the attribute `value` of the type `kind`; `about` makes a fault of it."""
        words = value.split()
        if not self._check or not words or (len(words) > 1 and kind != "IDREFS"):
            return  # what is no ID at all is reported as a wrong value
        if kind != "ID":
            self._idrefs += [(word, _settled(about, word)) for word in words]
        elif words[0] in self._ids:
            first = self._ids[words[0]]()
            fault = about(value=words[0])
            ends = (first.end_line,) if first.end_line > first.line else ()
            place = {"other_line": first.line, "other_column": first.column, "lines": ends}
            fault = replace(fault, kind=faults.DUPLICATE_ID, **place)
            self.faults.append(fault)
        else:
            self._ids[words[0]] = about

    def dangling(self) -> list[Fault]:
        """The pointers to IDs that are not there, once the document was read to its end."""
        return [replace(about(), kind=faults.DANGLING_IDREF) for word, about in self._idrefs if word not in self._ids]


def _settled(about: Callable[..., Fault], word: str) -> Callable[[], Fault]:
    """The fault that `about` makes of `word`, made now: later the parser is elsewhere."""
    fault = about(value=word)
    return lambda: fault
