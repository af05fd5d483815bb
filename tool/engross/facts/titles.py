"""Titles of documents: number, and who wrote, to whom, or with whom.

Grammar, as editions of diplomatic papers word them::

    title  = [number] kind ("From" | "by") party "to" party
           | [number] kind ("by" | "Prepared by" | "Prepared in" | ", by") party
           | [number] "Memorandum for" [":"] party          (also where the OCR garbled the first word)
           | [number] kind "Between" party "and" party
           | [number] "The" office "to" party
           | [number] name "to" name                        (one of them with an initial)

Where there is more than one way to part a title ("the Assistant to the President to the Secretary") it is
left alone.
"""

from __future__ import annotations

from msgspec import Struct

from engross.facts.reading import Fact, Reading
from engross.names import is_full_name
from engross.regex import compile_later

_NUMBER = compile_later(r"(?:(?:No\.|Number|Document)\s*(?P<named>\d{1,4})\b\.?|(?P<plain>\d{1,4})\.)\s+(?=\S)")
_KIND = (
    r"(?:[\w’'.-]+\s+){0,5}?(?i:memorand(?:um|a)|telegrams?|letter|message|airgram|despatch|dispatch|note|cable|instruction"
    r"|circular|paper|report|study|minute|aide-mémoire|aide-memoire|communication|draft|statement|record|intelligence"
    r"|estimate|briefing|summary|action)"
)
_DIRECTED = compile_later(rf"{_KIND}(?:\s+[\dA-Z/–-]*\d)?\s+(?:[Ff]rom|FROM|(?P<by>[Bb]y))\s+(?P<rest>\S.*)$")
_PREPARED = compile_later(rf"{_KIND}\s+(?i:prepared)\s+(?i:by|in)\s+(?P<author>\S.*)$")
_BY = compile_later(rf"{_KIND}\b[^,]{{0,60}},\s+[Bb]y\s+(?P<author>\S.*)$")
_RECORD_BY = compile_later(r"(?i:memorandum)\s+(?i:for the (?:record|files?)),?\s+[Bb]y\s+(?P<author>\S.*)$")
_FOR = compile_later(
    r"(?P<kind>[^\W\d_]{8,12})\s+(?i:for)\b\s*:?\s+(?!(?i:the\s+(?:record|files?)\b))(?P<recipient>\S.*)$"
)
#: How like "memorandum" a word must be to be one that the OCR garbled.
_ALIKE = 0.8
_BETWEEN = compile_later(
    r"(?:[\w’'.-]+\s+){0,6}?(?:[Cc]onversations?|[Mm]eeting|[Tt]alks?|[Dd]iscussion),?\s+[Bb]etween\s+(?P<rest>\S.*)$"
)
_OFFICER = compile_later(
    r"(?:The\s+)?(?:[A-Z][a-zé]+\s+){0,3}?(?:Ambassador|Minister|Secretary|Chargé|Consul|Embassy|Legation|President"
    r"|Department|Representative|Commissioner|Delegation|Mission|Chairman|Director|Chief|Commander|Adviser"
    r"|Counselor|Attaché|Agent|Ministry|Consulate|Officer)\b"
)
_PERSON = compile_later(
    r"(?i:mr|mrs|sir|lord|viscount|earl|marquess|count|baron|prince|general|admiral|m|mm|mme|herr|dr)\b\.?\s+[A-ZÀ-Þ]"
)
_INITIAL = compile_later(r"(?:^|\s)[A-ZÀ-Þ]\.\s[A-ZÀ-Þ]")
_RECEIVED = compile_later(r"\s*\((?i:received|telegraphic|reçu)[^()]*\)\.?$")
_TO = compile_later(r"\s+(?:to|TO)\s+|,\s+[àÀ]\s+(?=(?:M|MM|Mme)\b)")
_AND = compile_later(r"\s+and\s+")
#: After these, "to" belongs to the office: "the Assistant to the President".
_OFFICE_TO = compile_later(
    r"(?i:\b(?:assistants?|advis[eo]rs?|aides?|counselors?|secretary|deputy|ambassadors?|envoys?|representatives?|missions?"
    r"|delegations?|consultants?|liaison|observers?|emissary|ministers?|embassy|legation|accredited|attached|relating"
    r"|according|due|up))$"
)
_PARTY = compile_later(r"(?:the |certain |all )?[A-Z(]")
_CALL = compile_later(r"\s*[(\[/]\d{1,3}[)\]/]$")
_MONTH = compile_later(
    r",\s+(?:[^,]+,\s+)*(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+\d"
)


class Title(Struct, frozen=True):
    """What a title says. `words` is the title without its number."""

    words: Fact | None = None
    number: Fact | None = None
    author: Fact | None = None
    sender: Fact | None = None
    recipients: tuple[Fact, ...] = ()
    participants: tuple[Fact, ...] = ()


def read_title(title: Reading) -> Title:
    """What `title` says."""
    number = _NUMBER.match(title.text)
    start = number.end() if number else 0
    end = len(title.text)
    call = _CALL.search(title.text, start)
    if call:
        end = call.start()
    label = None
    if number:
        label = title.group(number, "named") or title.group(number, "plain")
    words = title.fact(start, end)
    if words is None or len(words.text) > 600:
        return Title(words, label)
    start = title.offsets.index(words.span.start)
    return _parties(title, start, start + len(words.text), Title(words, label))


def _parties(title: Reading, start: int, end: int, known: Title) -> Title:
    """`known`, and who takes part according to the words from `start` to `end`."""
    text = title.text[:end]
    found = _PREPARED.match(text, start) or _RECORD_BY.match(text, start) or _BY.match(text, start)
    if found:
        return Title(known.words, known.number, author=_party(title, *found.span("author")))
    found = _DIRECTED.match(text, start)
    if found:
        return _from_to(title, *found.span("rest"), known, alone=bool(found["by"]))
    found = _BETWEEN.match(text, start)
    if found:
        return Title(known.words, known.number, participants=_both(title, *found.span("rest")))
    found = _FOR.match(text, start)
    if found and _is_memorandum(found["kind"]):
        recipient = _party(title, *found.span("recipient"))
        return Title(known.words, known.number, recipients=(recipient,) if recipient else ())
    return _between_offices(title, start, end, known)


def _from_to(title: Reading, start: int, end: int, known: Title, alone: bool = False) -> Title:
    """party "to" party; `alone`: the first may stand without the second, as the author."""
    every = [m.span() for m in _TO.finditer(title.text, start, end)]
    places = [(a, b) for a, b in every if _parts(title.text, start, a, b)]
    if len(places) > 1:
        places = [(a, b) for a, b in places if title.text[a - 1] == ")"]
    if len(places) == 1:
        sender = _party(title, start, places[0][0])
        recipient = _party(title, places[0][1], end)
        return Title(known.words, known.number, sender=sender, recipients=(recipient,) if recipient else ())
    if alone and not places:
        return Title(known.words, known.number, author=_party(title, start, end))
    return known


def _between_offices(title: Reading, start: int, end: int, known: Title) -> Title:
    """A title without a kind of document: both parties must be offices or persons, so that it is no other sentence."""
    behind = _RECEIVED.search(title.text, start, end)
    end = behind.start() if behind else end
    found = _from_to(title, start, end, known)
    parties = [found.sender, *found.recipients]
    if all(p and (_OFFICER.match(p.text) or _PERSON.match(p.text)) for p in parties):
        return found
    named = all(p and is_full_name(p.text) for p in parties)  # Alma F. Voss to Conrad Ames
    return found if named and any(p and _INITIAL.search(p.text) for p in parties) else known


def _parts(text: str, start: int, at: int, after: int) -> bool:
    """Whether the "to" from `at` to `after` can part sender and recipient."""
    before = text[start:at]
    outside = before.count("(") == before.count(")")
    return outside and not _OFFICE_TO.search(before) and bool(_PARTY.match(text, after))


def _both(title: Reading, start: int, end: int) -> tuple[Fact, ...]:
    """party "and" party, where it is clear which "and" it is."""
    tail = _MONTH.search(title.text, start, end)
    end = tail.start() if tail else end
    places = [m.span() for m in _AND.finditer(title.text, start, end)]
    text = title.text
    places = [(a, b) for a, b in places if text.count("(", start, a) == text.count(")", start, a)]
    if len(places) != 1:
        return ()
    parties = (_party(title, start, places[0][0]), _party(title, places[0][1], end))
    return tuple(party for party in parties if party)


def _party(title: Reading, start: int, end: int) -> Fact | None:
    """The party from `start` to `end`, without its article, and without a date that follows."""
    tail = _MONTH.search(title.text, start, end)
    end = tail.start() if tail else end
    if title.text[start : start + 4].lower() == "the ":
        start += 4
    return title.fact(start, end)


def _is_memorandum(word: str) -> bool:
    """Whether `word` is *memorandum*, if need be garbled."""
    from difflib import SequenceMatcher  # takes as long to import as three pages take

    return SequenceMatcher(None, word.casefold(), "memorandum").ratio() >= _ALIKE
