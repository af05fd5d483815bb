"""A TEI header as a value: what an edition is called, who wrote to whom, when, who holds it, under which licence.

Nothing is made up: what a header does not state is empty here. engross's own editions come first; any other TEI P5
file is read as far as it keeps to the Guidelines (chapter 2, The TEI Header).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from lxml import etree
from msgspec import Struct

from engross.encode.tree import TEI, XML_ID, XML_LANG, local
from engross.views.header import Action, Correspondence, Date, DocumentRecord, Holding, Licence, Name, Person, Title
from engross.views.text import document_parts, line_of

_Item = TypeVar("_Item")
_T = {"t": TEI}
_NAMES = ("persName", "orgName", "name", "rs", "roleName")
_PLACES = ("placeName", "settlement", "country", "region", "district", "geogName")


class Record(Struct, frozen=True):
    """What the header of a TEI file states, and which documents the file holds."""

    id: str
    language: str
    titles: tuple[Title, ...]
    authors: tuple[Name, ...]
    editors: tuple[Name, ...]
    documents: tuple[DocumentRecord, ...]
    dates: tuple[Date, ...]  #: of creation; those of the datelines where the header states none
    places: tuple[Name, ...]
    correspondence: tuple[Correspondence, ...]
    persons: tuple[Person, ...]
    languages: tuple[tuple[str, str], ...]  #: tag and name
    classes: tuple[tuple[str, str], ...]  #: taxonomy and category in words; the taxonomy of keywords may be empty
    holding: Holding
    sources: tuple[str, ...]  #: the bibliographic references of the source, in words
    publisher: str
    published: Date | None
    idnos: tuple[tuple[str, str], ...]
    licence: Licence
    summary: str
    extent: str
    source_name: str  #: the file that engross made the edition from
    source_sha256: str

    @property
    def title(self) -> str:
        """The main title; the first document's heading where the header has none."""
        main = next((t.text for t in self.titles if t.type == "main"), "") or (
            self.titles[0].text if self.titles else ""
        )
        return main or next((d.title for d in self.documents if d.title), "")

    @property
    def kind(self) -> str:
        """The kind of the first document that states one; else the genre that the header states."""
        stated = next((d.kind for d in self.documents if d.kind), "")
        return stated or next((text for scheme, text in self.classes if scheme == "genre"), "")

    @property
    def number(self) -> str:
        """The number of the first document."""
        return self.documents[0].number if self.documents else ""

    @property
    def classification(self) -> tuple[str, ...]:
        """The security classifications and restrictions on handling, in words."""
        return tuple(text for scheme, text in self.classes if scheme in ("classification", "handling"))

    def letters(self, document: str) -> tuple[Correspondence, ...]:
        """The correspondence that the document with that id is part of."""
        return tuple(c for c in self.correspondence if not c.documents or document in c.documents)


def read_record(root: etree._Element) -> Record:
    """The record of the TEI file with that root; of a file that is a part of one (a ``div``), what the text states."""
    header = root.find("t:teiHeader", _T)
    if header is None:
        header = etree.Element(f"{{{TEI}}}teiHeader")
    documents = tuple(map(_document, document_parts(root)))
    source = _first(header, "t:fileDesc/t:sourceDesc//t:bibl[@type='digital-source']")
    return Record(
        id=root.get(XML_ID, ""),
        language=root.get(XML_LANG, ""),
        titles=_titles(header),
        authors=_names(header.iterfind("t:fileDesc/t:titleStmt/t:author", _T)),
        editors=_names(header.iterfind("t:fileDesc/t:titleStmt/t:editor", _T)),
        documents=documents,
        dates=_creation_dates(header, documents),
        places=_creation_places(header, documents),
        correspondence=tuple(map(_correspondence, header.iterfind("t:profileDesc/t:correspDesc", _T))),
        persons=tuple(map(_person, header.iterfind("t:profileDesc/t:particDesc//t:person", _T))),
        languages=tuple(
            (e.get("ident", ""), line_of(e)) for e in header.iterfind("t:profileDesc/t:langUsage/t:language", _T)
        ),
        classes=tuple(_classes(header)),
        holding=_holding(header),
        sources=_sources(header),
        publisher=_line(header, "t:fileDesc/t:publicationStmt/t:publisher"),
        published=next(map(_date, header.iterfind("t:fileDesc/t:publicationStmt/t:date", _T)), None),
        idnos=_idnos(header.iterfind("t:fileDesc/t:publicationStmt/t:idno", _T)),
        licence=_licence(header),
        summary=_line(header, "t:fileDesc/t:notesStmt/t:note[@type='summary']")
        or _line(header, "t:profileDesc/t:abstract"),
        extent=_line(header, "t:fileDesc/t:extent"),
        source_name=_line(source, "t:title"),
        source_sha256=_line(source, "t:idno[@type='sha256']").lower(),
    )


def _document(part: etree._Element) -> DocumentRecord:
    heads = [line_of(h) for h in part.iterfind("t:head", _T) if h.get("type") != "collection"]
    lines = [*part.iterfind("t:dateline", _T), *part.iterfind("t:opener//t:dateline", _T)]
    lines += part.iterfind("t:closer//t:dateline", _T)
    if not lines and not list(part.iterfind(".//t:div", _T)):
        lines = list(part.iterfind(".//t:dateline", _T))
    return DocumentRecord(
        id=part.get(XML_ID, ""),
        number=part.get("n", ""),
        kind=part.get("subtype", ""),
        title=" ".join(filter(None, heads)),
        dates=_unique(_date(e) for line in lines for e in line.iterfind(".//t:date", _T)),
        places=_unique(_name(e) for line in lines for e in _any(line, _PLACES)),
    )


def _titles(header: etree._Element) -> tuple[Title, ...]:
    found = header.iterfind("t:fileDesc/t:titleStmt/t:title", _T)
    titles = (Title(line_of(e), e.get("level", ""), e.get("type", "")) for e in found)
    return tuple(title for title in titles if title.text)


def _creation_dates(header: etree._Element, documents: Iterable[DocumentRecord]) -> tuple[Date, ...]:
    stated = _unique(map(_date, header.iterfind("t:profileDesc/t:creation//t:date", _T)))
    creation = _first(header, "t:profileDesc/t:creation")
    if not stated and creation is not None and _date(creation).first:
        stated = (_date(creation),)
    return stated or _unique(date for document in documents for date in document.dates)


def _creation_places(header: etree._Element, documents: Iterable[DocumentRecord]) -> tuple[Name, ...]:
    creation = _first(header, "t:profileDesc/t:creation")
    stated = () if creation is None else _unique(map(_name, _any(creation, _PLACES)))
    return stated or _unique(place for document in documents for place in document.places)


def _correspondence(element: etree._Element) -> Correspondence:
    documents = tuple(target.removeprefix("#") for target in element.get("corresp", "").split())
    actions = []
    for action in element.iterfind("t:correspAction", _T):
        places = [e for e in _any(action, _PLACES) if not _inside(e, action, _NAMES)]
        actions.append(
            Action(
                action.get("type", ""),
                _names(e for e in _any(action, _NAMES) if not _inside(e, action, _NAMES)),
                _names(e for e in places if not _inside(e, action, _PLACES)),
                tuple(_date(e) for e in action.iterfind(".//t:date", _T)),
            )
        )
    return Correspondence(documents, tuple(actions), element.get("ref", ""))


def _person(element: etree._Element) -> Person:
    names = [(e.get("type", ""), line_of(e)) for e in element.iterfind("t:persName", _T)]
    main = next((text for type_, text in names if type_ == "main"), names[0][1] if names else "")
    refs = [_line_or_target(e) for e in _any(element, ("idno", "ptr"))]
    notes = [e for e in element.iterfind("t:note", _T) if e.get("type") != "role"]
    return Person(
        element.get(XML_ID, ""),
        main,
        _unique(text for _, text in names if text and text != main),
        _line(element, "t:note[@type='role']") or element.get("role", ""),
        tuple(filter(None, map(line_of, notes))),
        tuple(filter(None, [*element.get("sameAs", "").split(), *refs])),
    )


def _classes(header: etree._Element) -> Iterator[tuple[str, str]]:
    categories = {e.get(XML_ID): e for e in header.iterfind(".//t:category", _T)}
    for ref in header.iterfind("t:profileDesc/t:textClass/t:catRef", _T):
        for target in ref.get("target", "").split():
            category = categories.get(target.removeprefix("#"))
            words = _line(category, "t:catDesc") or target.removeprefix("#")
            yield ref.get("scheme", "").removeprefix("#"), words
    for keywords in header.iterfind("t:profileDesc/t:textClass/t:keywords", _T):
        for term in keywords.iterfind(".//t:term", _T):
            yield keywords.get("scheme", "").removeprefix("#"), line_of(term)


def _holding(header: etree._Element) -> Holding:
    identifier = _first(header, "t:fileDesc/t:sourceDesc//t:msIdentifier")
    if identifier is None:
        return Holding()
    levels = (_line(identifier, f"t:{level}") for level in ("institution", "repository"))
    return Holding(
        ", ".join(filter(None, levels)),
        tuple(filter(None, map(line_of, identifier.iterfind("t:collection", _T)))),
        _idnos(identifier.iterfind("t:idno", _T)),
        ", ".join(filter(None, (_line(identifier, f"t:{level}") for level in ("settlement", "country")))),
    )


def _sources(header: etree._Element) -> tuple[str, ...]:
    found = header.iterfind("t:fileDesc/t:sourceDesc/*", _T)
    wanted = (e for e in found if local(e) in ("bibl", "biblStruct", "p") and e.get("type") != "digital-source")
    return tuple(filter(None, map(line_of, wanted)))


def _licence(header: etree._Element) -> Licence:
    availability = _first(header, "t:fileDesc/t:publicationStmt/t:availability")
    if availability is None:
        return Licence()
    licence = _first(availability, "t:licence")
    target = "" if licence is None else licence.get("target", "")
    return Licence(target, availability.get("status", ""), line_of(availability))


def _names(elements: Iterable[etree._Element]) -> tuple[Name, ...]:
    return tuple(name for name in map(_name, elements) if name.text)


def _name(element: etree._Element) -> Name:
    inner = next((e for e in _any(element, _NAMES) if e.get("ref")), element)
    refs = (element.get("ref") or inner.get("ref") or element.get("key") or "").split()
    return Name(line_of(element), local(element), tuple(refs))


def _date(element: etree._Element) -> Date:
    values = (element.get(name, "") for name in ("when", "from", "to", "notBefore", "notAfter", "cert"))
    return Date(line_of(element), *values)


def _idnos(elements: Iterable[etree._Element]) -> tuple[tuple[str, str], ...]:
    return tuple((e.get("type", ""), line_of(e)) for e in elements if line_of(e))


def _any(element: etree._Element, names: Iterable[str]) -> Iterator[etree._Element]:
    """The elements in `element` with one of those names, in document order."""
    return element.iterdescendants(*(f"{{{TEI}}}{name}" for name in names))


def _inside(element: etree._Element, outer: etree._Element, names: Iterable[str]) -> bool:
    """Whether `element` is in an element of `names` that is in `outer`."""
    here = element.getparent()
    while here is not None and here is not outer:
        if local(here) in names:
            return True
        here = here.getparent()
    return False


def _line_or_target(element: etree._Element) -> str:
    return element.get("target", "") or line_of(element)


def _first(element: etree._Element, path: str) -> etree._Element | None:
    return element.find(path, _T)


def _line(element: etree._Element | None, path: str) -> str:
    """The text at `path`, in one line; empty where there is none."""
    found = None if element is None else element.find(path, _T)
    return "" if found is None else line_of(found)


def _unique(items: Iterable[_Item]) -> tuple[_Item, ...]:
    return tuple(dict.fromkeys(items))
