"""An index of letters in the Correspondence Metadata Interchange Format of the TEI Correspondence SIG.

The format is a small part of TEI: ``correspDesc`` with ``correspAction`` (sent, received), each with names, a place and
a date (as attributes, to the day at most); @ref holds the address of an authority file or is not there; a party that is
not known is a ``persName`` with the word *Unknown*; ``bibl`` in ``sourceDesc`` names the edition.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from engross.diagnostics import diagnose_file
from engross.encode.header import build_day
from engross.encode.markup import Markup, write, write_block
from engross.encode.tree import TEI, local
from engross.export.dates import latest_day
from engross.export.edition import Edition, Made, NotExported
from engross.regex import compile_later
from engross.views.header import Correspondence, Date, DocumentRecord, Name
from engross.views.record import Record

_MANY = 3  #: titles that the title of an index can name
_ADDRESS = ("http://", "https://")
_DAY = compile_later(r"\d{4}(-\d{2}(-\d{2})?)?")


class _Letter(Struct, frozen=True):
    """A letter: the edition it is in, its document there, who sent and received it."""

    edition: Edition
    document: DocumentRecord | None
    said: Correspondence


def make(editions: Sequence[Edition]) -> Made:
    """The index of the letters in `editions`. Raises `NotExported` where there are none."""
    editions, files = [inner for edition in editions for inner in _each(edition)], editions
    letters = [letter for edition in editions for letter in _letters(edition)]
    if not letters:
        what = "this file" if len(files) == 1 else f"these {len(files):,} files"
        raise NotExported(diagnose_file("letters-missing", files[0].name, what=what))
    header = write_block(
        "teiHeader", {}, [_file(editions, letters), write_block("profileDesc", {}, [_letter(each) for each in letters])]
    )
    empty = write("text", {}, [write("body", {}, [write("p")])])
    root = write_block("TEI", {"xmlns": TEI}, [header, empty])
    data = f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n'
    return Made(data.encode(), tuple(_remarks(editions, letters)))


def _each(edition: Edition) -> list[Edition]:
    """The editions in a corpus, each of which has a header of its own; else `edition` itself."""
    if local(edition.root) != "teiCorpus":
        return [edition]
    inner = enumerate(edition.root.iter(f"{{{TEI}}}TEI"), 1)
    return [Edition(f"{edition.name}#{number}", edition.stem, b"", root) for number, root in inner]


def _letters(edition: Edition) -> Iterator[_Letter]:
    documents = {document.id: document for document in edition.record.documents}
    only = edition.record.documents[0] if len(edition.record.documents) == 1 else None
    for said in edition.record.correspondence:
        if any(action.names for action in (*said.done("sent"), *said.done("received"))):
            document = next((documents[name] for name in said.documents if name in documents), only)
            yield _Letter(edition, document, said)


def _remarks(editions: Sequence[Edition], letters: Sequence[_Letter]) -> Iterator[str]:
    counted = {(letter.edition.name, letter.document.id if letter.document else "") for letter in letters}
    all_documents = sum(max(1, len(edition.record.documents)) for edition in editions)
    if rest := all_documents - len(counted):
        noun = "document is" if rest == 1 else "documents are"
        yield f"{rest:,} {noun} no correspondence and left out; {len(letters):,} in the index"
    missing = []
    if not any(edition.record.editors for edition in editions):
        missing.append("an editor")
    if not any(edition.record.licence.target for edition in editions):
        missing.append("a licence with its address")
    if not any(map(_url, (edition.record for edition in editions))):
        missing.append("the address of the file (idno)")
    if missing:
        yield f"correspSearch wants what the editions do not state: {', '.join(missing)}"


# --- the file


def _file(editions: Sequence[Edition], letters: Sequence[_Letter]) -> Markup:
    records = list({letter.edition.name: letter.edition.record for letter in letters}.values())
    titles = _once(map(_collection, records))
    whole = "; ".join(titles) if len(titles) <= _MANY else f"{len(titles):,} editions"
    editors = [write("editor", {}, [name]) for name in _once(n.text for record in records for n in record.editors)]
    title = write("title", {}, [f"Letters in: {whole}"])
    return write_block(
        "fileDesc",
        {},
        [
            write_block("titleStmt", {}, [title, *editors]),
            _publication(editions),
            write_block("sourceDesc", {}, _bibls(records)),
        ],
    )


def _publication(editions: Sequence[Edition]) -> Markup:
    records = [edition.record for edition in editions]
    publishers = _once(record.publisher for record in records) or ["not stated"]
    parts: list[Markup | None] = [write("publisher", {}, [name]) for name in publishers]
    if url := next(filter(None, map(_url, records)), ""):
        parts.append(write("idno", {"type": "url"}, [url]))
    if day := latest_day(editions) or build_day(os.environ):
        parts.append(write("date", {"when": day}))
    licences = {record.licence.target: record.licence for record in records if record.licence.target}
    if licences:
        lines = [write("licence", {"target": t}, [licence.text]) for t, licence in licences.items()]
        parts.append(write_block("availability", {}, lines))
    return write_block("publicationStmt", {}, parts)


def _collection(record: Record) -> str:
    """The title of the edition that a file is part of; its own where none is stated."""
    return next((title.text for title in record.titles if title.level == "m"), "") or record.title or "untitled"


def _bibls(records: Iterable[Record]) -> list[Markup]:
    """The editions that the letters are in, each once."""
    found: dict[str, Markup] = {}
    for record in records:
        name = _bibl_id(record)
        if name not in found:
            words = ". ".join(filter(None, (_collection(record), record.publisher)))
            url = _url(record)
            link = write("ref", {"target": url}, [url]) if url else None
            found[name] = write(
                "bibl", {"type": "online", "xml:id": name}, [f"{words.rstrip('.')}.", " " if url else None, link]
            )
    return list(found.values())


def _bibl_id(record: Record) -> str:
    """The id of an edition's ``bibl``: the same whenever its title and publisher are (the format asks for a UUID)."""
    return f"e{uuid.uuid5(uuid.NAMESPACE_URL, f'{_collection(record)}|{record.publisher}')}"


def _url(record: Record) -> str:
    """The address that the edition states of itself."""
    stated = (text for type_, text in record.idnos if type_.casefold() in ("url", "uri"))
    return next((text for text in stated if text.startswith(_ADDRESS) and " " not in text), "")


# --- a letter


def _letter(letter: _Letter) -> Markup:
    record, document = letter.edition.record, letter.document
    attributes = {"source": f"#{_bibl_id(record)}"}
    name = record.id or letter.edition.stem
    fragment = f"#{document.id}" if document and document.id and len(record.documents) > 1 else ""
    attributes = {"key": f"{name}{fragment}", **attributes}
    address = letter.said.ref if letter.said.ref.startswith(_ADDRESS) else _url(record)
    if address:
        attributes["ref"] = address if letter.said.ref == address else f"{address}{fragment}"
    parts = [_action(letter, "sent"), _action(letter, "received")]
    return write_block("correspDesc", attributes, parts)


def _action(letter: _Letter, kind: str) -> Markup:
    acts = letter.said.done(kind)
    names = [_name(name, letter.edition.record) for act in acts for name in act.names]
    places = [place for act in acts for place in act.places]
    dates = [date for act in acts for date in act.dates]
    if kind == "sent" and letter.document:  # a dateline says where and when a letter was written
        places, dates = places or list(letter.document.places), dates or list(letter.document.dates)
    parts = names or [write("persName", {}, ["Unknown"])]
    parts += [write("placeName", _refs(place.refs), [place.text]) for place in places[:1] if place.text]
    parts += [made for date in dates[:1] if (made := _date(date)) is not None]
    return write_block("correspAction", {"type": kind}, parts)


def _name(name: Name, record: Record) -> Markup:
    """The name of a party, as the edition's list of persons has it where the letter points there."""
    persons = {f"#{person.id}": person for person in record.persons}
    person = next((persons[ref] for ref in name.refs if ref in persons), None)
    refs = [*name.refs, *(person.refs if person else ())]
    tag = "orgName" if name.element == "orgName" else "persName"
    return write(tag, _refs(refs), [person.name if person and person.name else name.text])


def _refs(refs: Iterable[str]) -> dict[str, str]:
    addresses = [ref for ref in refs if ref.startswith(_ADDRESS) and " " not in ref]
    return {"ref": " ".join(dict.fromkeys(addresses))} if addresses else {}


def _date(date: Date) -> Markup | None:
    """The date as attributes, to the day; None where it states none that the format allows."""
    values = {
        "when": date.when,
        "from": date.from_,
        "to": date.to,
        "notBefore": date.not_before,
        "notAfter": date.not_after,
    }
    days = {name: value[:10] for name, value in values.items() if _DAY.fullmatch(value[:10])}
    if not days:
        return None
    return write("date", days | ({"cert": date.cert} if date.cert else {}))


def _once(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, items)))
