"""``fileDesc``: titles, responsibilities, extent, publication; the source, printed, archival and digital."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from engross.encode.header_parts import VERSION, Material, date, leaf, paragraph, tidy
from engross.encode.markup import Markup, write, write_block
from engross.facts import DocumentFacts
from engross.naming import document_id

if TYPE_CHECKING:
    from engross.edition import Edition, Licence, Printed


def file_desc(given: Material) -> Markup:
    """The whole ``fileDesc``."""
    return write_block(
        "fileDesc",
        {},
        [
            _title_stmt(given),
            _extent(given),
            _publication_stmt(given),
            _notes_stmt(given),
            _source_desc(given),
        ],
    )


# --- titles and responsibilities ---


def _title_stmt(given: Material) -> Markup:
    entry, edition = given.entry, given.edition
    editors = edition.editors if edition else ()
    done = [leaf("resp", "conversion to TEI"), write("name", {}, [f"engross {VERSION}"])]
    return write_block(
        "titleStmt",
        {},
        [
            leaf("title", _title(given), {"type": "main"}),
            leaf("title", entry.subtitle if entry else None, {"type": "sub"}),
            leaf("title", edition.title if edition else None, {"level": "m"}),
            *(leaf("author", name) for name in given.author),
            *(leaf("editor", name, {"xml:id": f"editor-{number}"}) for number, name in enumerate(editors, 1)),
            write("respStmt", {}, done),
        ],
    )


def _title(given: Material) -> str:
    """The editor's title; else the document's own, its subject, the collection's title, the file's name."""
    if given.entry and given.entry.title:
        return given.entry.title
    only, facts = given.facts.only, given.facts
    found = facts.title
    if only:
        found = only.title or only.subject or facts.title
    if only and not found and only.subtype not in (None, "other", "working-file"):
        return f"[{document_name(only)}]"  # supplied: by convention in brackets
    return tidy(found.text) if found else f"[Untitled: {_file_name(given)}]"


def _file_name(given: Material) -> str:
    """The name of the source's file, without its folders."""
    return tidy(re.split(r"[\\/]", given.document.source.name)[-1]) or "source"


# --- extent ---


def _extent(given: Material) -> Markup:
    counts = given.counts
    amounts = (
        ("words", "word", counts.words),
        ("pages", "page break", counts.pages),
        ("deletions", "deletion", counts.deletions),
        ("notes", "note", counts.notes),
        ("speakers", "speaker", counts.speakers),
    )
    content: list[str] = []
    for unit, name, number in amounts:
        if number or unit == "words":
            shown = f"{number:,} {name}{'' if number == 1 else 's'}"
            content += [", "] if content else []
            content.append(write("measure", {"unit": unit, "quantity": str(number)}, [shown]))
    return write("extent", {}, content)


# --- publication ---


def _publication_stmt(given: Material) -> Markup:
    edition = given.edition
    if edition is None:
        unpublished = "Not yet published: converted by engross without an edition's metadata."
        return write_block("publicationStmt", {}, [paragraph(unpublished)])
    if edition.publisher is None:
        unpublished = "Not yet published: the edition's metadata name no publisher."
        return write_block("publicationStmt", {}, [paragraph(unpublished), *_licence(edition.licence)])
    entry, source = given.entry, given.document.source
    return write_block(
        "publicationStmt",
        {},
        [
            leaf("publisher", edition.publisher),
            leaf("pubPlace", edition.place),
            date(edition.date),
            leaf("idno", entry.id if entry else document_id(source.stem), {"type": "local"}),
            _availability(edition),
        ],
    )


def _availability(edition: Edition) -> Markup:
    status = edition.licence.status if edition.licence else "unknown"
    stated = _licence(edition.licence) or [paragraph("No licence is stated.")]
    if edition.licence and edition.licence.target:
        stated = [write("licence", {"target": edition.licence.target}, stated)]
    return write_block("availability", {"status": status}, stated)


def _licence(licence: Licence | None) -> list[Markup]:
    """The licence in a paragraph."""
    if licence is None or not (licence.text or licence.target):
        return []
    content: list[str] = [tidy(licence.text)] if licence.text else []
    if licence.target:
        content += [" "] if content else ["See "]
        content.append(write("ref", {"target": licence.target}, [licence.target]))
    return [paragraph(*content)]


# --- notes ---


def _notes_stmt(given: Material) -> Markup | None:
    entry = given.entry
    notes = [
        leaf("note", entry.summary if entry else None, {"type": "summary"}),
        leaf("note", entry.note if entry else None),
        _contents(given),
    ]
    return write_block("notesStmt", {}, notes) if any(note is not None for note in notes) else None


def _contents(given: Material) -> Markup | None:
    """What the documents are, where there are several."""
    documents = given.facts.documents
    if len(documents) < 2 or len(documents) != len(given.document_ids):
        return None
    items = []
    for number, (facts, target) in enumerate(zip(documents, given.document_ids, strict=True), 1):
        name = document_name(facts)
        words = write("ref", {"target": f"#{target}"}, [name]) if target else name
        items.append(write("item", {"n": str(number)}, [words]))
    return write("note", {"type": "contents"}, [write_block("list", {}, items)])


def document_name(facts: DocumentFacts) -> str:
    """What to call a document: its title, else its kind and subject; and its date."""
    kind = (facts.subtype or "document").replace("-", " ").capitalize()
    kind = "Document" if kind == "Other" else kind
    subject = f"{kind}: {facts.subject.text}" if facts.subject else kind
    name = tidy(facts.title.text if facts.title else subject)
    if facts.title and facts.subject and " " not in name:
        name = f"{name}: {tidy(facts.subject.text)}"
    return f"{name} ({facts.date.text[:10]})" if facts.date else name


# --- the source ---


def _source_desc(given: Material) -> Markup:
    printed = given.entry.printed if given.entry else None
    number = given.facts.only.number if given.facts.only else None
    scope = leaf("biblScope", number.text, {"unit": "document"}) if printed is None and number else None
    numbered = write("bibl", {"type": "print"}, [scope]) if scope is not None else None
    return write_block("sourceDesc", {}, [_print(printed), numbered, _ms_desc(given), _digital(given)])


def _print(printed: Printed | None) -> Markup | None:
    """The printed edition that the source was copied from."""
    if printed is None:
        return None
    pieces = [
        leaf("title", printed.title, {"level": "m"}),
        leaf("biblScope", printed.volume, {"unit": "volume"}),
        leaf("title", printed.volume_title, {"level": "m"}),
        *(leaf("editor", name) for name in printed.editors),
        leaf("pubPlace", printed.place),
        leaf("publisher", printed.publisher),
        date(printed.date),
        leaf("biblScope", printed.document, {"unit": "document"}),
        leaf("biblScope", printed.pages, {"unit": "page"}),
        write("ref", {"target": printed.url}, [printed.url]) if printed.url else None,
    ]
    return write("bibl", {"type": "print"}, _listed(pieces)) if any(p is not None for p in pieces) else None


def _listed(pieces: Iterable[Markup | None]) -> list[str]:
    """The elements with commas between."""
    content: list[str] = []
    for piece in pieces:
        if piece is not None:
            content += [", ", piece] if content else [piece]
    return content


def _ms_desc(given: Material) -> Markup | None:
    """Where the original is: as the editor says, key by key, else as the one document's source note says."""
    said = given.entry.holding if given.entry else None
    read = given.facts.only or DocumentFacts()
    country, settlement, institution = (said.country, said.settlement, said.institution) if said else (None,) * 3
    repository = (said and said.repository) or (None if institution else _text(read.repository))
    collections = (said and said.collections) or _texts(read.collections)
    references = (said and said.references) or _texts(read.references)
    if not (repository or institution or settlement or collections or references):
        return None
    places = [
        leaf("country", country),
        leaf("settlement", settlement),
        leaf("institution", institution),
        leaf("repository", repository),
    ]
    identifier = [
        *places,
        *(leaf("collection", name) for name in collections),
        *(leaf("idno", name, {"type": _reference_type(name)}) for name in references),
    ]
    return write_block("msDesc", {}, [write_block("msIdentifier", {}, identifier)])


def _reference_type(reference: str) -> str:
    """What kind of number it is, where its first word says so."""
    match = re.match(r"(Lot|FRC|Job|Box|Folder|Reel)\b", reference, re.IGNORECASE)
    return match[1].lower() if match else "file"


_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with a byte order mark",
    "utf-16-le": "UTF-16, little-endian",
    "utf-16-be": "UTF-16, big-endian",
    "utf-16-le-odd": "UTF-16, little-endian, with half a character at its end",
    "utf-16-be-odd": "UTF-16, big-endian, with half a character at its end",
    "windows-1252": "Windows-1252",
}


def _digital(given: Material) -> Markup:
    """The file that this edition was made from."""
    source, entry = given.document.source, given.entry
    size = write("measure", {"unit": "bytes", "quantity": str(len(source.data))}, [f"{len(source.data):,} bytes"])
    note = entry.transcription if entry else None
    return write_block(
        "bibl",
        {"type": "digital-source"},
        [
            leaf("title", _file_name(given)),
            leaf("idno", source.sha256, {"type": "sha256"}),
            write("extent", {}, [size]),
            leaf("note", note),
            write("note", {"type": "encoding"}, [f"Read as {_ENCODINGS[source.encoding]}."]),
        ],
    )


def _text(fact: object) -> str | None:
    return tidy(str(getattr(fact, "text", ""))) or None


def _texts(facts: Sequence[object]) -> tuple[str, ...]:
    return tuple(text for fact in facts if (text := _text(fact)))
