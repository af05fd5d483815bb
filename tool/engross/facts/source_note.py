"""The source note of a printed edition: where the document is kept, and how it was classified.

Grammar, as the volumes of *Foreign Relations of the United States* since 1955 have it::

    note       = "Source:" reference "." [classification {";" handling} "."] anything
    reference  = repository {"," part}
    part       = record group | collection [(":" | ";") lot] | file

What does not fit (a printed source, "Ibid.", a sentence that ends nobody knows where) is left unread.
"""

from __future__ import annotations

import re

from msgspec import Struct

from engross.facts.reading import Fact, Reading
from engross.regex import compile_later

#: The classifications of documents of the United States, from the highest to none; those of Germany, France, NATO.
CLASSIFICATIONS = (
    "Top Secret", "Secret", "Confidential", "Restricted", "Limited Official Use", "Official Use Only",
    "For Official Use Only", "Administratively Restricted", "Administrative Confidential", "Unclassified",
    "No classification marking", "No classification",
    "Streng geheim", "Geheim", "VS-Vertraulich", "Vertraulich", "VS-Nur für den Dienstgebrauch",
    "Très secret", "Très confidentiel", "Confidentiel", "Diffusion restreinte",
    "Cosmic Top Secret", "NATO Secret", "NATO Confidential", "NATO Restricted", "Most Secret",
)  # fmt: skip

#: Restrictions on the handling of documents.
HANDLING = (
    "Eyes Only", "Limited Distribution", "Limit Distribution", "No Distribution", "Exclusive Distribution",
    "Special Handling", "Restricted Data", "Noforn", "No Foreign Dissem", "Exdis", "Nodis", "Limdis", "Niact", "Stadis",
)  # fmt: skip

_OPENING = compile_later(r"[\W_]*(?:\d{1,3}\)\s*)?(?:Source|SOURCE)\s*:\s*")
_LEVELS = "|".join(re.escape(level) for level in sorted(CLASSIFICATIONS, key=len, reverse=True))
_CLASSIFIED = compile_later(
    rf"(?P<level>(?i:{_LEVELS}))"
    r"(?P<handling>(?:\s*;\s*[A-Z][\w/&’'–-]*(?:[ .][\w/&’'–-]+){0,4}?)*)\s*(?:\.|$)"
)
_END = compile_later(r"\.(?=[\])”\"’']*(?:\s+[A-Z\[(“\"]|\s*$))")
_ABBREVIATED = compile_later(
    r"(?:\b(?:[A-Z]|[a-z]|Vols?|Nos?|Secs?|Pts?|Ser|Fasc|Dr|Mr|Mrs|Ms|Jr|Sr|Gen|Col|Adm|Amb|Sen|Rep|St|Dept|Docs?|Cf|pp?)"
    r"|\b[A-Za-z](?:\.[A-Za-z])+)$"
)
_INITIALS = compile_later(r"\b[A-Z]\.[A-Z]$")
_LONGEST_REFERENCE = 400
_REPOSITORY = compile_later(
    r"\b(?:Librar(?:y|ies)|Archives?|Department|Ministry|Office|Center|Centre|Universit(?:y|ät)|College|Agency|Museum"
    r"|Institut(?:e|ion)|Foundation|Administration|Congress|Society|Council|Commission|Headquarters|Arsenal)\b"
)
_PRINTED = compile_later(
    r"\b(?:Bulletin|Public Papers|Congressional Record|Hearings|Times|Post|Journal|Foreign Relations"
    r"|Federal Register|Treaty Series|Yearbook|Ibid)\b|\bpp?\. ?\d|\bdoc(?:ument|\.)? \d"
)
_RECORD_GROUP = compile_later(r"(?:RG|Record Group|FO|PREM|CAB|MAE)\s?\d+[A-Z]?$")
_LOT = compile_later(r"(?P<lot>(?:Lot|FRC|Acc(?:ession)?\.?|Job)?\s*\d{2,3}\s?[A-Z–-].*|Lot .+|FRC .+|Job .+)$")
_SERIES = compile_later(
    r"\b(?:Files?|Records|Papers|Collections?|Series|Correspondence|Diar(?:y|ies)|Notes|Transcripts)\b"
)
_SUBSERIES = compile_later(r"\b(?:Series|Subseries|Papers|Collections?|Records)$")
_FILE_NUMBER = compile_later(r"(?P<series>.*\bFiles?)\s+(?P<file>\d[\dA-Z.]*/\S+)$")
_OF_LIBRARY = compile_later(r"(?:Manuscripts?|Archives) Division$")


class SourceNote(Struct, frozen=True):
    """What a source note says; collections and references go from the large to the small."""

    repository: Fact | None = None
    collections: tuple[Fact, ...] = ()
    references: tuple[Fact, ...] = ()
    classification: Fact | None = None
    handling: tuple[Fact, ...] = ()


def read_source_note(note: Reading) -> SourceNote:
    """What `note`, the text of a source note, says; nothing where it is not one."""
    opening = _OPENING.match(note.text)
    if not opening:
        return SourceNote()
    start = opening.end()
    end = _reference_end(note.text, start)
    if end is None:
        return SourceNote()
    match = _CLASSIFIED.match(note.text, _next_sentence(note.text, end + 1))
    level = note.group(match, "level") if match else None
    handling = _pieces(note, *match.span("handling"), ";") if match else ()
    if _INITIALS.search(note.text, start, end):
        end += 1  # "Hatrick, E.B." ends with the stop of the name
    repository, collections, references = _reference(note, start, end)
    return SourceNote(repository, collections, references, level, handling)


def _reference_end(text: str, start: int) -> int | None:
    """Where the first sentence, the reference, ends: at its stop, or with the text."""
    limit = start + _LONGEST_REFERENCE
    for stop in _END.finditer(text, start, limit):
        before = text[max(start, stop.start() - 20) : stop.start()]
        if _CLASSIFIED.match(text, _next_sentence(text, stop.end())) or not _ABBREVIATED.search(before):
            return stop.start()
    return len(text) if start < len(text) <= limit else None


def _next_sentence(text: str, at: int) -> int:
    """Where the sentence after the stop before `at` begins."""
    while at < len(text) and text[at] in " ])":
        at += 1
    return at


def _reference(note: Reading, start: int, end: int) -> tuple[Fact | None, tuple[Fact, ...], tuple[Fact, ...]]:
    """Repository, collections and references of an archival reference."""
    parts = _pieces(note, start, end, ",")
    if not parts or _PRINTED.search(note.text, start, end) or not _REPOSITORY.search(parts[0].text):
        return None, (), ()
    repository, rest = parts[0], parts[1:]
    if rest and _OF_LIBRARY.search(rest[0].text):
        repository, rest = _joined(note, repository, rest[0]), rest[1:]
    collections: list[Fact] = []
    if rest and _RECORD_GROUP.match(rest[0].text):
        collections.append(rest[0])
        rest = rest[1:]
        if rest and not _SERIES.search(rest[0].text):
            return repository, tuple(collections), _file(note, rest)
    if not rest:
        return repository, tuple(collections), ()
    series, lot = _series(note, rest[0])
    collections.append(series)
    rest = rest[1:]
    while rest and not lot and _SUBSERIES.search(rest[0].text):
        collections.append(rest[0])
        rest = rest[1:]
    return repository, tuple(collections), (*lot, *_file(note, rest))


def _series(note: Reading, part: Fact) -> tuple[Fact, tuple[Fact, ...]]:
    """A collection, and the lot that stands with it after a colon, or the file number after a blank."""
    start = note.offsets.index(part.span.start)
    for mark in (":", ";"):
        name, found, lot = part.text.partition(mark)
        if found and _LOT.match(lot.strip()):
            split = start + len(name)
            series, number = note.fact(start, split), note.fact(split + 1, start + len(part.text))
            return series or part, (number,) if number else ()
    match = _FILE_NUMBER.match(part.text)
    if match:
        series = note.fact(start, start + match.end("series"))
        number = note.fact(start + match.start("file"), start + len(part.text))
        return series or part, (number,) if number else ()
    return part, ()


def _file(note: Reading, parts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """What follows the collection, as one reference: a comma may be part of a name in it."""
    return (_joined(note, parts[0], parts[-1]),) if parts else ()


def _joined(note: Reading, first: Fact, last: Fact) -> Fact:
    """From `first` to `last`."""
    start = note.offsets.index(first.span.start)
    return note.fact(start, note.offsets.index(last.span.end - 1) + 1) or first


def _pieces(note: Reading, start: int, end: int, mark: str) -> tuple[Fact, ...]:
    """What stands between the `mark`s from `start` to `end`, but not those in parentheses."""
    facts = []
    depth = 0
    begin = start
    for at in range(start, end):
        depth += (note.text[at] in "([“") - (note.text[at] in ")]”")
        if note.text[at] == mark and depth <= 0:
            facts.append(note.fact(begin, at))
            begin = at + 1
    facts.append(note.fact(begin, end))
    return tuple(fact for fact in facts if fact)
