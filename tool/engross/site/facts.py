"""What the indexes need to know of a document: its title, dates and people, and where it names persons and days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree
from msgspec import Struct

from engross.encode.tree import TEI, XML_ID, local
from engross.html.language import html_language
from engross.html.prepare import VIEW, give_ids, plain, pointers_outside
from engross.site.dates import day_of, moment_key
from engross.views.header import Name
from engross.views.record import Record, read_record

_T = f"{{{TEI}}}"
_VIEW_ID = f"{{{VIEW}}}id"
#: Places of one person, or of one day, that an index lists for a document.
_MOST_PLACES = 12
_ROLES = {"sent": "from", "received": "to"}


class PersonFacts(Struct, frozen=True):
    """Somebody in a document: `id` is that of the file's list of persons (empty: not in it), `roles` what they are to
    the document (``author``, ``from``, ``to``, ``speaker``), `places` the ids of paragraphs that name them."""

    id: str
    name: str
    labels: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


class Day(Struct, frozen=True):
    """A date that the text names: `when` is ISO 8601; `places` are the ids of the paragraphs."""

    when: str
    places: tuple[str, ...]


class Part(Struct, frozen=True):
    """A part of a document with a date of its own: an entry, or one of several documents in the file."""

    id: str
    when: str
    title: str


class Facts(Struct, frozen=True):
    """A document, as the indexes have it. `first` and `last` are ISO 8601, empty where nothing is known."""

    path: str
    stem: str
    title: str
    edition: str = ""  #: the title of the edition that it belongs to
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    publisher: str = ""
    source: str = ""  #: the name of the file that engross made it from
    language: str = "en"
    kinds: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    people: tuple[PersonFacts, ...] = ()
    days: tuple[Day, ...] = ()
    parts: tuple[Part, ...] = ()
    pointers: tuple[str, ...] = ()  #: to other files, as the document has them


def read_facts(root: etree._Element, path: Path) -> Facts:
    """The facts of the TEI file at `path`, whose root is `root`; that gets attributes of our own."""
    give_ids(root)
    record = read_record(root)
    dates = [date for date in record.dates if date.first]
    return Facts(
        str(path),
        path.stem,
        record.title or path.stem,
        next((title.text for title in record.titles if title.level in ("m", "s")), ""),
        tuple(name.text for name in record.authors),
        tuple(name.text for name in record.editors),
        record.publisher,
        record.source_name,
        html_language(record.language) or "en",
        _kinds(record),
        min((date.first for date in dates), key=moment_key, default=""),
        max((date.last for date in dates), key=moment_key, default=""),
        tuple(_people(root, record)),
        tuple(_days(root)),
        tuple(_parts(root)),
        tuple(sorted(pointer for pointer in pointers_outside(root) if "://" not in pointer)),
    )


def _kinds(record: Record) -> tuple[str, ...]:
    stated = [text for scheme, text in record.classes if scheme == "genre"] or [d.kind for d in record.documents]
    return tuple(dict.fromkeys(kind.replace("-", " ") for kind in stated if kind))


def _people(root: etree._Element, record: Record) -> Iterator[PersonFacts]:
    """The persons of the file's list; then those whom the header names as writing or receiving, and are not in it."""
    named = _named(root)
    roles: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    listed = {person.id for person in record.persons}
    for role, name in _roles(record):
        known = next((ref[1:] for ref in name.refs if ref[:1] == "#" and ref[1:] in listed), "")
        if known:
            roles.setdefault(known, []).append(role)
        elif name.element != "orgName" or role == "author":
            others.setdefault(name.text, []).append(role)
    speakers = {ref for sp in root.iter(f"{_T}sp") for ref in sp.get("who", "").split()}
    for person in record.persons:
        own = [*roles.get(person.id, ()), *(["speaker"] if f"#{person.id}" in speakers else ())]
        places = tuple(named.get(person.id, ()))
        notes = tuple(filter(None, (person.role, *person.notes)))
        yield PersonFacts(person.id, person.name or person.id, person.labels, notes, tuple(dict.fromkeys(own)), places)
    for text, found in others.items():
        yield PersonFacts("", text, roles=tuple(dict.fromkeys(found)))


def _roles(record: Record) -> Iterator[tuple[str, Name]]:
    for author in record.authors:
        yield "author", author
    for letter in record.correspondence:
        for action in letter.actions:
            if action.type in _ROLES:
                for name in action.names:
                    yield _ROLES[action.type], name


def _named(root: etree._Element) -> dict[str, list[str]]:
    """The places where each person is named or speaks, by the person's id."""
    found: dict[str, list[str]] = {}
    for text in root.iter(f"{_T}text"):
        for element in text.iter(f"{_T}persName", f"{_T}name", f"{_T}rs", f"{_T}sp"):
            for ref in (element.get("ref") or element.get("who") or "").split():
                if ref[:1] == "#":
                    _note(found, ref[1:], element)
    return found


def _days(root: etree._Element) -> Iterator[Day]:
    """The dates in the text that name a day, in their order."""
    found: dict[str, list[str]] = {}
    for text in root.iter(f"{_T}text"):
        for date in text.iter(f"{_T}date"):
            if when := day_of(date.get("when", "")):
                _note(found, when, date)
    return (Day(when, tuple(found[when])) for when in sorted(found, key=moment_key))


def _note(found: dict[str, list[str]], key: str, element: etree._Element) -> None:
    """Add the place of `element` to those of `key`."""
    places = found.setdefault(key, [])
    if len(places) < _MOST_PLACES and (place := place_of(element)) and place not in places:
        places.append(place)


def place_of(element: etree._Element) -> str:
    """The id of the nearest element around `element`, itself included, that can be cited."""
    for above in _with_above(element):
        found = above.get(XML_ID) or above.get(_VIEW_ID)
        if found and local(above) not in ("persName", "date", "name", "rs"):
            return found
    return ""


def _with_above(element: etree._Element) -> Iterable[etree._Element]:
    yield element
    yield from element.iterancestors()


def _parts(root: etree._Element) -> Iterator[Part]:
    """The parts of a file that has several with a date."""
    found = []
    for div in root.iter(f"{_T}div"):
        when = _own_date(div)
        if when and (name := div.get(XML_ID) or div.get(_VIEW_ID)):
            found.append(Part(name, when, _own_title(div)))
    return iter(found if len(found) > 1 else ())


def _own_date(div: etree._Element) -> str:
    for line in (*div.iterfind(f"{_T}dateline"), *div.iterfind(f"{_T}opener/{_T}dateline")):
        for date in line.iter(f"{_T}date"):
            if when := date.get("when") or date.get("from") or date.get("notBefore"):
                return when
    return ""


def _own_title(div: etree._Element) -> str:
    heads = [head for head in div.iterfind(f"{_T}head") if head.get("type") != "collection"]
    titles = [*heads, *div.iterfind(f"{_T}dateline")]
    kind = (div.get("subtype") or div.get("type") or "").replace("-", " ").capitalize()
    return next((text for each in titles if (text := plain(each))), kind)
