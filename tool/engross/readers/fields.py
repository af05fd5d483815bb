"""A field of a memorandum's header, its label plain (``TO: …``) or set off, as OCR engines write it (``**TO:** …``)."""

from __future__ import annotations

import re

from msgspec import Struct

from engross.regex import compile_later

_SET_OFF = compile_later(
    r"(?P<whole>(?:\*\*|__|\*|<[ub]>)(?P<label>[^\W\d_][^*_<>:\n]{0,30}?)\s?(?P<inside>:)?\s?(?:\*\*|__|\*|</[ub]>)"
    r"(?(inside)|\s?:))\s*"
)


class Field(Struct, frozen=True):
    """A field: its label, where that ends in the text (marks included), its value; `weak` labels count only beside
    another, those of an `office` only with a person who holds it."""

    label: str
    end: int
    value: str
    weak: bool
    office: bool = False


def match_field(text: str, pattern: re.Pattern[str]) -> Field | None:
    """The field with which `text` begins, by the pattern of memo fields; None where it does with none."""
    found = pattern.match(text)
    if found:
        office = bool(found.groupdict().get("office"))
        return Field(found["label"], len(found["label"].rstrip()), found["value"], bool(found["weak"]), office)
    mark = _SET_OFF.match(text) if text[:1] in ("*", "_", "<") else None
    found = pattern.match(f"{mark['label']}: {text[mark.end() :]}") if mark else None
    if mark is None or found is None or found["label"].rstrip(" :") != mark["label"].strip():
        return None
    return Field(found["label"], mark.end("whole"), found["value"], bool(found["weak"]))
