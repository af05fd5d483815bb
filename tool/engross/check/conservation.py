"""The conservation check: every character of the source is, once, text of the edition or a mark that was consumed."""

from __future__ import annotations

import re

from engross.encode.record import RecordError, read_record
from engross.model import Document
from engross.profile import Profile
from engross.restore import NotAnEdition, restore_source
from engross.source import LAYOUT

#: What a reader may consume besides the profile's own marks: bullets, heading marks, pipes, rules of tables, quotes.
_STRUCTURE = re.compile(r"[-*+•–]|#{1,6}|[|:\-]+|>")


def check_conservation(xml: bytes, document: Document, profile: Profile, record: str) -> str | None:
    """What is wrong with the edition `xml` as a witness of its source; None where nothing is.

    Two proofs: what was consumed is white space or marks of the profile's conventions, and text and marks together
    are the source, byte for byte. The second is made from the file's own bytes, as a stranger would read them.
    """
    try:
        consumed = [chars for _, chars in read_record(record)[3]]
        restored = restore_source(xml)
    except (NotAnEdition, RecordError) as error:
        return str(error)
    marks = _marks(profile)
    for chars in consumed:
        rest = chars.strip(LAYOUT)
        if rest and not _allowed(rest, marks):
            return f"the characters {rest[:40]!r} are neither text nor a mark of any convention"
    if restored != document.source.data:
        at = next(
            (i for i, (a, b) in enumerate(zip(restored, document.source.data, strict=False)) if a != b),
            min(len(restored), len(document.source.data)),
        )
        return f"the source cannot be had back: it differs from byte {at + 1} on"
    return None


def _allowed(chars: str, marks: re.Pattern[str]) -> bool:
    """Whether `chars` are marks and white space only."""
    at = 0
    while at < len(chars):
        if chars[at] in LAYOUT:
            at += 1
            continue
        match = marks.match(chars, at)
        if match is None or match.end() == at:
            return False
        at = match.end()
    return True


def _marks(profile: Profile) -> re.Pattern[str]:
    """One pattern for all marks that the conventions of `profile` may consume."""
    longest, parts = [r"\[\^\w{1,12}\]:"], list[str]()
    for convention in profile.conventions:
        written = re.sub(r"\(\?P<\w+>", "(?:", convention.pattern.pattern)
        if convention.kind == "inline":
            parts.append(convention.pattern.pattern)
        elif convention.kind == "token" and "(?P<text>" in convention.pattern.pattern:
            parts.append(r"\[\^?|\s?\??\]")
        elif convention.kind == "token":
            longest.append(written)
        elif convention.name == "page-marker":
            longest.append(written.strip("^$"))
    unencodable = "[\x00-\x1f\ud800-\udfff\ufffe\uffff]"
    return re.compile("|".join(f"(?:{part})" for part in (*longest, *parts, _STRUCTURE.pattern, unencodable)))
