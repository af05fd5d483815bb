"""From the tree of a source to the facts about it and about each document in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from engross.dates import match_date
from engross.facts.metadata import read_metadata
from engross.facts.people import (
    BUREAU,
    Participant,
    find_addressee,
    find_signer,
    is_person,
    participants,
    plain_label,
    rolls,
)
from engross.facts.reading import Fact, Reading, read
from engross.facts.source_note import CLASSIFICATIONS, HANDLING, SourceNote, read_source_note
from engross.facts.titles import Title, read_title
from engross.model import Document, Kind, Node, walk
from engross.naming import label_key
from engross.regex import compile_later
from engross.source import Source


class Speaker(Struct, frozen=True):
    """Somebody who speaks: the ``who`` of the turns, if they have one, and every label as typed, in order."""

    who: str | None
    labels: tuple[Fact, ...]


class DocumentFacts(Struct, frozen=True):
    """What is known of one document. The date is in ISO 8601; collections, references go from large to small.

    `author` wrote it to nobody in particular; `sender` and `recipients` are those of a letter or a telegram, `telegram`
    is its number. `people` are the persons among the participants; `other_dates` those beside the dateline's.
    """

    subtype: str | None = None
    number: Fact | None = None
    title: Fact | None = None
    collection_title: Fact | None = None
    subject: Fact | None = None
    date: Fact | None = None
    place: Fact | None = None
    author: Fact | None = None
    sender: Fact | None = None
    through: tuple[Fact, ...] = ()
    recipients: tuple[Fact, ...] = ()
    participants: tuple[Fact, ...] = ()
    people: tuple[Participant, ...] = ()
    telegram: Fact | None = None
    other_dates: tuple[Fact, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    classification: Fact | None = None
    handling: tuple[Fact, ...] = ()
    repository: Fact | None = None
    collections: tuple[Fact, ...] = ()
    references: tuple[Fact, ...] = ()


class Facts(Struct, frozen=True):
    """What is known of a source: of each document in it, in order, and of the whole.

    `title` is the one document's, or the collection's; `speakers` are those of all documents.
    """

    documents: tuple[DocumentFacts, ...] = ()
    title: Fact | None = None
    collection_title: Fact | None = None
    speakers: tuple[Speaker, ...] = ()

    @property
    def only(self) -> DocumentFacts | None:
        """The document, where there is just one."""
        return self.documents[0] if len(self.documents) == 1 else None


def gather_facts(document: Document) -> Facts:
    """What the source of `document` says of itself and of each ``div type="document"`` in it."""
    source = document.source
    documents = tuple(_document(division, after, source) for division, after in _divisions(document.body))
    collection = next((d.collection_title for d in documents if d.collection_title), None)
    title = documents[0].title if len(documents) == 1 else None
    return Facts(documents, title or collection, collection, _speakers(document.body, source))


#: Where divisions, source notes and turns stand.
_DIVISIONS = frozenset({Kind.BODY, Kind.DIV})


def _divisions(body: Node) -> list[tuple[Node, tuple[Node, ...]]]:
    """Each document's division, and what follows it up to the next one: enclosures beside it."""
    found: list[tuple[Node, tuple[Node, ...]]] = []
    for child in body.children:
        divisions = (n for n in walk(child, _DIVISIONS) if n.kind is Kind.DIV)
        inside = [n for n in divisions if n.attrs.get("type") == "document"]
        if inside:
            found += [(division, ()) for division in inside]
        elif found:
            found[-1] = (found[-1][0], (*found[-1][1], child))
    return found


def _document(division: Node, after: tuple[Node, ...], source: Source) -> DocumentFacts:
    own = list(_own(division))
    title = _title(division, source)
    header = _memo_header(own, source)
    below = (node for part in (division, *after) for node in walk(part, _DIVISIONS))
    note = _source_note(below, source)  # it may stand below the last section or enclosure
    stamped = SourceNote() if note.classification else _stamps(own, source)
    date, place = _dateline(own, source)
    recipients = header.get("to") or title.recipients
    sender = next(iter(header.get("from", ())), title.sender)
    greeted = None if recipients or title.author or sender else find_addressee(own, source)
    recipients = (greeted,) if greeted else recipients
    if sender is None and title.author is None and (recipients or _is_letter(own)):
        sender = _signer(own, source) or find_signer(own, source)
    listed = [fact for item in rolls(own) for fact in _persons(item, source)]
    present = tuple(listed) or header.get("participants") or title.participants
    numbers = (node for node in own if node.kind is Kind.SEG and node.attrs.get("type") == "number")
    number = next((fact for node in numbers if (fact := read(node, source).fact())), None)
    headed = _header_date(own, source)
    said = read_metadata(own, source)
    titled = _title_date(division, source)
    held = _held(own, source) if not date and not headed else (None, None)
    return DocumentFacts(
        subtype=division.attrs.get("subtype"),
        number=title.number,
        title=title.words or said.get("title"),
        collection_title=_collection_title(own, source),
        subject=next(iter(header.get("subject", ())), None),
        date=_finer(date, headed) or held[0] or _set_off(titled, source) or said.get("date"),
        place=place or next(iter(header.get("place", ())), None) or held[1],
        author=title.author or (None if sender else said.get("author")),
        sender=sender,
        through=header.get("through", ()),
        recipients=recipients,
        participants=present,
        people=participants(fact.text for fact in present),
        telegram=number or next(iter(header.get("number", ())), None) or _opening_number(division, source),
        other_dates=tuple(d for d in (headed, titled) if d),
        speakers=_speakers(division, source),
        classification=_level(note.classification) or stamped.classification,
        handling=note.handling or stamped.handling,
        repository=note.repository,
        collections=note.collections,
        references=note.references,
    )


def _own(division: Node) -> Iterator[Node]:
    """The elements of `division` that are not in an entry or enclosure within it; its sections are its own."""
    stack = list(division.children[::-1])
    while stack:
        node = stack.pop()
        if node.kind is not Kind.DIV or node.attrs.get("type") == "section":
            if node.kind is not Kind.TEXT:
                yield node
            stack.extend(node.children[::-1])


# --- titles ---


def _heads(own: Iterable[Node]) -> Iterator[Node]:
    return (node for node in own if node.kind is Kind.HEAD and "run-in" not in node.attrs.get("rend", ""))


_ALONE = compile_later(r"(?:No\.|Number|Document|Doc\.)\s*\d{1,5}\.?|\d{1,4}\.?")


def _title(division: Node, source: Source) -> Title:
    """The first heading above the text that is no collection's."""
    number: Fact | None = None
    for head in _heads(_front(division)):
        if head.attrs.get("type", "document") in ("document", "main", "title"):
            title = read_title(read(head, source))
            if title.words and _ALONE.fullmatch(title.words.text):
                number = title.words  # No. 114, and the title on the line below
            elif title.words:
                return replace(title, number=title.number or number)
    return Title(words=number)


def _front(division: Node) -> Iterator[Node]:
    """What stands in `division` before its text: all up to the first paragraph, turn, table or division."""
    for node in division.children:
        if node.kind is Kind.DIV and node.attrs.get("type") == "section":  # fields of a form may stand above the title
            yield from (n for n in node.children if n.kind is Kind.HEAD and n.rule.startswith("title:"))
        if node.kind in (Kind.P, Kind.SP, Kind.TABLE, Kind.DIV, Kind.QUOTE, Kind.CLOSER):
            return
        yield node


def _collection_title(own: Iterable[Node], source: Source) -> Fact | None:
    heads = (head for head in _heads(own) if head.attrs.get("type") == "collection")
    return next((fact for head in heads if (fact := read(head, source).fact())), None)


# --- date and place ---


def _dateline(own: Iterable[Node], source: Source) -> tuple[Fact | None, Fact | None]:
    """Date and place of the first dateline that has either."""
    for node in own:
        if node.kind is Kind.DATELINE:
            date = next((found for n in walk(node) if (found := _date(n))), None)
            places = (read(n, source).fact() for n in walk(node) if n.kind is Kind.PLACE_NAME)
            place = next((fact for fact in places if fact), None)
            if date or place:
                timed = (d for other in own if other.kind is Kind.DATELINE for n in walk(other) if (d := _date(n)))
                return next((d for d in timed if date and d.text.startswith(f"{date.text}T")), date), place
    return None, None


def _header_date(own: Iterable[Node], source: Source) -> Fact | None:
    """The date in the item ``DATE`` (``NO`` in the head of a telegram) of a memorandum's header; else that of a
    dateline below it."""
    pairs = list(_pairs(own, source))
    for name, item in pairs:
        if _NAMES.get(name) in ("date", "number"):
            found = next((found for n in walk(item) if (found := _date(n))), None)
            if found:
                timed = (t for key, i in pairs if i is item or _NAMES.get(key) == "time" if (t := _time(i, source)))
                return found if "T" in found.text or "/" in found.text else next(_at(found, timed), found)
    below = (node for node in own if node.kind is Kind.P and node.rule.startswith("dateline"))
    return next((found for node in below for n in walk(node) if (found := _date(n))), None)


def _set_off(date: Fact | None, source: Source) -> Fact | None:
    """The date of a title, where a comma or a dash sets it off: *Minutes of the Board, 4 May 1941*. In *The Events of
    May 4, 1941* it is another thing."""
    return date if date and _SET_OFF.search(source.text, max(0, date.span.start - 20), date.span.start) else None


def _held(own: Iterable[Node], source: Source) -> tuple[Fact | None, Fact | None]:
    """When and where a meeting was held, where a title or one of the first paragraphs says so."""
    lines = [node for node in own if node.kind in (Kind.HEAD, Kind.P)][:_FIRST]
    for node in lines:
        reading = read(node, source)
        held = _HELD.search(reading.text) if len(reading.text) < _LONGEST_HELD else None
        date = next((d for n in walk(node) if (d := _date(n))), None) if held else None
        if held and date:
            return date, reading.fact(*held.span("place")) if held["place"] else None
    return None, None


def _finer(date: Fact | None, headed: Fact | None) -> Fact | None:
    """The date of the dateline; that of the memo header where there is none, or where it adds the time to the day."""
    if date and headed and "T" not in date.text and headed.text.startswith(f"{date.text}T"):
        return headed
    return date or headed


def _time(item: Node, source: Source) -> str:
    """The time that stands alone on a line of `item`, in ISO 8601; empty where none does."""
    for line in source.text[item.span.start : item.span.end].split("\n"):
        written = match_date(line.strip())
        if written and written.month is None and written.minute is not None:
            return f"T{written.minute // 60:02}:{written.minute % 60:02}:00{written.zone}"
    return ""


def _at(date: Fact, times: Iterable[str]) -> Iterator[Fact]:
    """`date` at each of `times`."""
    return (Fact(f"{date.text}{time}", date.span) for time in times)


_SET_OFF = compile_later(r"[,;–—]\s*(?:on\s+)?$")
_RECEIVED = compile_later(r"(?i:received|reçu)\W*$")


#: Among so many titles and paragraphs, none longer, a meeting says when and where it was held.
_FIRST, _LONGEST_HELD = 8, 300
_HELD = compile_later(r"(?i:\bheld\s+(?:(?:at|in)\s+(?P<place>[^\d][^:;]{2,90}?|\d{1,3}[^:;]{4,90}?),?\s+)?on\s)")


def _title_date(division: Node, source: Source) -> Fact | None:
    """The date with which the title ends."""
    for head in _heads(_front(division)):
        dates = [found for n in walk(head) if (found := _date(n))]
        dates = [d for d in dates if not _RECEIVED.search(source.text, max(0, d.span.start - 20), d.span.start)]
        if dates and not re.search(r"[^\W\d_]{4}", source.text[dates[-1].span.end : head.span.end]):
            return dates[-1]
    return None


def _opening_number(division: Node, source: Source) -> Fact | None:
    """The number with which the text of a telegram begins, in front of its first paragraph: *2217. Deptel 901.*"""
    first = next((n for n in division.children if n.kind in (Kind.P, Kind.LIST, Kind.SP, Kind.DIV)), None)
    label = first.children[0] if first and first.kind is Kind.P and first.children else None
    if division.attrs.get("subtype") != "telegram" or label is None or label.kind is not Kind.LABEL:
        return None
    reading = read(label, source)
    found = re.fullmatch(r"\s*(\d{2,5})\.\s*", reading.text)
    return reading.fact(*found.span(1)) if found else None


def _is_letter(own: Iterable[Node]) -> bool:
    """Whether a salutation opens the document."""
    return any(n.kind is Kind.OPENER and any(c.kind is Kind.SALUTE for c in n.children) for n in own)


def _date(node: Node) -> Fact | None:
    """What a DATE node means, where that is sure."""
    if node.kind is not Kind.DATE or node.attrs.get("cert", "high") != "high":
        return None
    when, start, end = (node.attrs.get(name) for name in ("when", "from", "to"))
    value = when or (f"{start}/{end}" if start and end else None)
    return Fact(value, node.span) if value else None


# --- the header of a memorandum ---

_NAMES = {
    "to": "to", "for": "to", "memorandum for": "to", "memorandum to": "to", "memo for": "to", "memo to": "to",
    "action": "to", "an": "to", "à": "to", "a": "to", "pour": "to", "para": "to", "aan": "to",
    "from": "from", "de": "from", "von": "from", "da": "from", "van": "from",
    "through": "through", "thru": "through", "via": "through",
    "subject": "subject", "subj": "subject", "re": "subject", "objet": "subject", "betreff": "subject",
    "betr": "subject", "asunto": "subject", "oggetto": "subject", "onderwerp": "subject", "betreft": "subject",
    "date": "date", "datum": "date", "no": "number", "number": "number",
    "date & time": "date", "date and time": "date", "date/time": "date", "time": "time", "place": "place",
    "participants": "participants", "present": "participants", "classification": "classification",
    "president": "participants", "chairman": "participants",
}  # fmt: skip


_PARTIES = ("to", "from", "through")


def _pairs(own: Iterable[Node], source: Source) -> Iterator[tuple[str, Node]]:
    """Label (in plain small letters) and item of each line of a memorandum's header; a head is one too."""
    for node in own:
        if node.kind is Kind.LIST and node.attrs.get("type"):
            header = node.attrs.get("type") == "memo-header"
            label = ""
            for child in node.children:
                if child.kind is Kind.HEAD or (header and child.kind is Kind.LABEL):
                    label = label_key(read(child, source).text)
                elif child.kind is Kind.ITEM:
                    yield label, child


def _memo_header(own: Iterable[Node], source: Source) -> Mapping[str, tuple[Fact, ...]]:
    """Who, to whom, through whom, about what; several parties stand between semicolons."""
    found: dict[str, list[Fact]] = {}
    for label, item in _pairs(own, source):
        name = _NAMES.get(label)
        if name:
            reading = read(item, source)
            facts = _parties(reading, item, source) if name in _PARTIES else (reading.fact(),)
            if name == "number":
                facts = (reading.fact(0, len(reading.text.split(",")[0])),)
            elif name == "participants":
                facts = _by_line(reading, item, source)
            found.setdefault(name, []).extend(fact for fact in facts if fact)
    return {name: tuple(facts) for name, facts in found.items()}


#: What parts the names in a roll: lines, columns.
_COLUMNS = compile_later(r"(\n[ \t]*| {3,}(?=\S)|\t+)")
_OPEN = compile_later(r"(?:,|\b(?:of|the|for|and|to|in|at|de|von|van))\s*$")


def _by_line(reading: Reading, item: Node, source: Source) -> Iterator[Fact | None]:
    """What stands on each line of `item`, one below the other; what goes on from a line is of it: it begins small, or
    the line ends with a comma or a small word."""
    start, at = 0, item.span.start
    pieces = _COLUMNS.split(source.text[item.span.start : item.span.end])  # each with what parts it from the next
    lines, marks = pieces[::2], [*pieces[1::2], "\n"]
    for line, mark, after in zip(lines, marks, [*lines[1:], None], strict=True):
        at += len(line) + len(mark)
        goes_on = after is not None and (after.strip()[:1].islower() or bool(_OPEN.search(line)))
        if not goes_on:
            end = bisect_left(reading.offsets, at)
            yield reading.fact(start, end)
            start = end


def _persons(item: Node, source: Source) -> list[Fact]:
    """The persons in an item of a roll: one on each line, where each line begins with a person."""
    reading = read(item, source)
    lines = [fact for fact in _by_line(reading, item, source) if fact]
    if len(lines) > 1 and all(is_person(fact.text) for fact in lines):
        return lines
    whole = reading.fact()
    return [whole] if whole else []


def _parties(reading: Reading, item: Node, source: Source) -> Iterable[Fact | None]:
    """Who is named in a field: one on each line, where each line begins with a person; else between semicolons."""
    lines = tuple(_by_line(reading, item, source))
    each = len(lines) > 1 and all(f and is_person(BUREAU.sub("", f.text, count=1)) for f in lines)
    return lines if each else _between(reading, ";")


def _between(reading: Reading, mark: str) -> Iterator[Fact | None]:
    start = 0
    for piece in reading.text.split(mark):
        yield reading.fact(start, start + len(piece))
        start += len(piece) + 1


def _signer(own: Iterable[Node], source: Source) -> Fact | None:
    """The first person of the edition's list who signed; another's name, "by …", may follow."""
    signed = (node for node in own if node.kind is Kind.SIGNED)
    names = (n for node in signed for n in walk(node) if n.kind is Kind.PERS_NAME)
    return next((fact for name in names if (fact := read(name, source).fact())), None)


# --- classification ---

_LEVELS = {level.casefold(): level for level in CLASSIFICATIONS}
#: The same, of T O P  S E C R E T no blanks are left; and without the level that does not count on stamps.
_CLOSE = {name.replace(" ", ""): level for name, level in _LEVELS.items() if level != "Unclassified"}
_HANDLING = compile_later(rf"(?<!\w)(?:{'|'.join(HANDLING)})(?!\w)", re.IGNORECASE)


_SPACED = compile_later(r"(?<=\b[A-Z])[- .](?=[A-Z]\b)")


def _level(fact: Fact | None) -> Fact | None:
    """The classification in its usual spelling."""
    return Fact(_LEVELS.get(fact.text.casefold(), fact.text), fact.span) if fact else None


def _source_note(own: Iterable[Node], source: Source) -> SourceNote:
    notes = (n for n in own if n.kind is Kind.NOTE and n.attrs.get("type") == "source")
    read_notes = (read_source_note(read(note, source)) for note in notes)
    return next((note for note in read_notes if note != SourceNote()), SourceNote())


def _stamps(own: Sequence[Node], source: Source) -> SourceNote:
    """What the classification stamps say, and the field of that name in the header, where they agree.

    UNCLASSIFIED does not count: a document that was released bears it in the place of what it was before.
    """
    levels: dict[str, Fact] = {}
    handling: dict[str, Fact] = {}
    stamps = (n for n in own if n.kind in (Kind.FW, Kind.STAMP) and n.attrs.get("type") == "classification")
    fields = (item for label, item in _pairs(own, source) if _NAMES.get(label) == "classification")
    for node in (*stamps, *fields):
        reading = read(node, source)
        rest = _SPACED.sub("", reading.text)  # C-O-N-F-I-D-E-N-T-I-A-L
        for match in _HANDLING.finditer(reading.text):
            fact = reading.fact(*match.span())
            if fact:
                handling.setdefault(match[0].casefold(), fact)
            rest = rest.replace(match[0], " ")
        if level := _CLOSE.get(label_key("".join(rest.split())).replace("–", "-").strip("/;")):
            levels.setdefault(level, Fact(level, node.span))
    for node in own:
        if node.kind is Kind.FW and node.attrs.get("type") == "header":  # NSC 5412/2     3     TOP SECRET
            for cell in _COLUMNS.split(source.text[node.span.start : node.span.end]):
                if cell.isupper() and (level := _CLOSE.get("".join(cell.split()).casefold())):
                    levels.setdefault(level, Fact(level, node.span))
    level_fact = next(iter(levels.values())) if len(levels) == 1 else None
    return SourceNote(classification=level_fact, handling=tuple(handling.values()))


# --- speakers ---


def _speakers(node: Node, source: Source) -> tuple[Speaker, ...]:
    """Everybody who speaks in `node`, in order: one for all spellings of a label, and for one ``who``."""
    labels: dict[str, dict[str, Fact]] = {}
    whos: dict[str, str | None] = {}
    met: set[tuple[str | None, str]] = set()  # most labels come again and again
    for turn in walk(node, _DIVISIONS):
        if turn.kind is not Kind.SP:
            continue
        who = turn.attrs.get("who")
        for child in turn.children:
            seen = (who, source.text[child.span.start : child.span.end])
            if child.kind is not Kind.SPEAKER or seen in met:
                continue
            met.add(seen)
            fact = read(child, source).whole()
            if fact:
                key = who or label_key(plain_label(fact.text))
                whos.setdefault(key, who)
                labels.setdefault(key, {}).setdefault(fact.text, fact)
    return tuple(Speaker(whos[key], tuple(found.values())) for key, found in labels.items())
