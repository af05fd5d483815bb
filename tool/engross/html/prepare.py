"""What the stylesheet needs to be told: ids, numbers and places of notes, which readings are read, where pointers lead.

XSLT 1 counts slowly, and doesn't know of other files. So this is worked out before, in one walk, and noted in
attributes of a namespace of our own (``urn:engross:view``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator

from lxml import etree

from engross.encode.tree import TEI, XML_ID, XML_LANG, local
from engross.html.language import html_language

VIEW = "urn:engross:view"

#: Where a pointer leads, as a link of the page, and what to say of it; None where it leads nowhere. Asked of pointers
#: that are not found in the file itself.
Links = Callable[[str], "tuple[str, str] | None"]

_ID, _TITLE, _NOTE = (f"{{{VIEW}}}{name}" for name in ("id", "title", "note"))
#: Where an element leads; where the image of a page is.
HREF, IMAGE = (f"{{{VIEW}}}{name}" for name in ("href", "image"))
_END, _CALL, _NUMBER = (f"{{{VIEW}}}{name}" for name in ("end", "call", "number"))
_UNREAD, _LANG = (f"{{{VIEW}}}{name}" for name in ("unread", "lang"))
#: Elements that are cited, with the letters that their ids begin with where the file gives none.
_CITED = {"p": "p", "ab": "p", "div": "s", "sp": "sp", "note": "n", "pb": "pb", "item": "i", "lg": "lg", "table": "t"}
#: Elements that become links, or say whom they mean.
_POINTERS = tuple(
    f"{{{TEI}}}{name}"
    for name in (
        "ref", "ptr", "persName", "name", "placeName", "orgName", "rs", "geogName", "forename", "surname", "roleName",
        "country", "settlement", "affiliation", "person", "licence", "graphic", "media",
    )
)  # fmt: skip
_POINTING = ("ref", "target", "corresp", "url")
_AT_END = frozenset({"foot", "bottom", "end"})
_IN_PLACE = frozenset({"inline", "above", "below", "left", "right", "margin", "interlinear"})
#: Elements that hold several readings of one place, and readings that are the editors'.
_PLACES = tuple(f"{{{TEI}}}{name}" for name in ("choice", "app", "rdgGrp"))
_EDITORS = frozenset({"corr", "reg", "expan", "lem"})
_MIXED_PARENTS = frozenset(
    {"p", "ab", "head", "item", "cell", "hi", "quote", "q", "salute", "signed", "dateline", "l", "seg", "label",
     "placeName", "persName", "date", "speaker", "ref", "title", "trailer", "addrLine", "byline", "stage", "note",
     "name", "orgName", "emph", "del", "add", "unclear", "gloss", "term", "foreign"}
)  # fmt: skip


def prepare(root: etree._Element, links: Links | None = None) -> None:
    """Note in the tree of a TEI file what the stylesheet asks for. It changes `root`, but no name, text or attribute
    that was there, an xml:id aside that stands there twice."""
    taken = give_ids(root)
    calls = _find_calls(root)
    _number_notes(root, calls, taken)
    _mark_readings(root)
    _mark_languages(root)
    people, shown = _names(root), shown_ids(root)
    for element in root.iter(*_POINTERS):
        _resolve(element, shown, people, links)


def _texts(root: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The elements of all texts, or those with `names`, in their order, each once."""
    tags = [f"{{{TEI}}}{name}" for name in names]
    for text in root.iter(f"{{{TEI}}}text", f"{{{TEI}}}sourceDoc"):
        if next(text.iterancestors(f"{{{TEI}}}text"), None) is None:
            yield from text.iter(*tags) if tags else text.iter(etree.Element)


def give_ids(root: etree._Element) -> set[str]:
    """An id for each paragraph, division … that has none: by its number among those of its kind, as far as that
    is free. All ids of the file. Of elements with the same xml:id, all but the first get another instead."""
    stated = [value for element in root.iter(etree.Element) if (value := element.get(XML_ID))]
    taken = set(stated)
    for element in repeated_ids(root) if len(taken) < len(stated) else ():
        name = element.get(XML_ID, "")
        del element.attrib[XML_ID]
        element.set(_ID, _free(f"{name}_", taken))
    counts: Counter[str] = Counter()
    for element in _texts(root, *_CITED):
        letters = _CITED[local(element)]
        if letters == "p" and _in_note(element):
            continue
        counts[letters] += 1
        if XML_ID not in element.attrib and _ID not in element.attrib:
            element.set(_ID, _free(f"{letters}{counts[letters]}", taken))
    return taken


def repeated_ids(root: etree._Element) -> list[etree._Element]:
    """The elements whose xml:id stands on another one before them."""
    seen: set[str] = set()
    found = []
    for element in root.iter(etree.Element):
        if name := element.get(XML_ID):
            if name in seen:
                found.append(element)
            seen.add(name)
    return found


def _in_note(element: etree._Element) -> bool:
    return next(element.iterancestors(f"{{{TEI}}}note"), None) is not None


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def _own_id(element: etree._Element) -> str:
    return element.get(XML_ID) or element.get(_ID) or ""


def _find_calls(root: etree._Element) -> dict[str, list[etree._Element]]:
    """The references that point to each note, by its id."""
    notes = {_own_id(element) for element in _texts(root, "note")}
    calls: dict[str, list[etree._Element]] = defaultdict(list)
    for element in _texts(root, "ref", "ptr") if notes else ():
        target = (element.get("target") or "").strip()
        if target.startswith("#") and target[1:] in notes:
            calls[target[1:]].append(element)
    return calls


def _number_notes(root: etree._Element, calls: dict[str, list[etree._Element]], taken: set[str]) -> None:
    """Say of each note whether it goes to the end, what it is called there, and by what."""
    number = 0
    for note in _texts(root, "note"):
        name = _own_id(note)
        for call in calls.get(name, ()):
            call.set(_NOTE, name)
            if XML_ID not in call.attrib:
                call.set(_ID, _free(f"{name}-call", taken))
        if not _goes_to_end(note, name in calls):
            continue
        number += 1
        note.set(_END, "yes")
        note.set(_NUMBER, (note.get("n") or "").strip() or str(number))
        if name not in calls:
            note.set(_CALL, _free(f"{name}-call", taken))


def _goes_to_end(note: etree._Element, called: bool) -> bool:
    """Whether a note is read at the end of the page: one that is called from the text, or stands in a line and is a
    footnote by what it says of itself. Notes in a division of notes are at their end already."""
    parent = note.getparent()
    if any(local(above) == "div" and above.get("type") == "notes" for above in note.iterancestors()):
        return False
    if called:
        return True
    if parent is None or local(parent) not in _MIXED_PARENTS:
        return False
    places = {*(note.get("place") or "").split(), *(note.get("rend") or "").split()}
    if places & _IN_PLACE:
        return False
    return bool(places & _AT_END or note.get("type") in ("footnote", "endnote") or note.get("n"))


def _mark_languages(root: etree._Element) -> None:
    """Say what the language of an element is for HTML, where that is another or none."""
    for element in root.iter(etree.Element):
        stated = element.get(XML_LANG)
        if stated and (shown := html_language(stated)) != stated:
            element.set(_LANG, shown)


def _mark_readings(root: etree._Element) -> None:
    """Say which of several readings of one place are not read: all but the editors' own, or the first."""
    for place in root.iter(*_PLACES):
        above = place.getparent()
        if above is not None and local(above) == "listApp":
            continue  # an apparatus of its own, to be read as a whole
        readings = [each for each in place.iterchildren(etree.Element) if local(each) not in ("note", "witDetail")]
        read = next((each for each in readings if local(each) in _EDITORS), None)
        for reading in readings:
            if reading is not (read if read is not None else readings[0]):
                reading.set(_UNREAD, "yes")


def shown_ids(root: etree._Element) -> set[str]:
    """The ids that stand on the page: those of the text, and of the persons in the header."""
    persons = (person for list_ in root.iter(f"{{{TEI}}}particDesc") for person in list_.iter(f"{{{TEI}}}person"))
    return {name for element in (*_texts(root), *persons) if (name := _own_id(element))}


def plain(element: etree._Element) -> str:
    """The text of `element` in one line."""
    return " ".join("".join(map(str, element.itertext())).split())


def _names(root: etree._Element) -> dict[str, str]:
    """The main name of each person in the file, by id."""
    found: dict[str, str] = {}
    for person in root.iter(f"{{{TEI}}}person"):
        names = list(person.iterfind(f"{{{TEI}}}persName"))
        main = next((name for name in names if name.get("type") == "main"), names[0] if names else None)
        if main is not None and (name := person.get(XML_ID)):
            found[name] = plain(main)
    return found


def pointers_outside(root: etree._Element) -> set[str]:
    """The pointers of the document that lead out of its file: what `Links` will be asked for, persons aside."""
    found = {_pointer_of(element) for element in root.iter(*_POINTERS)}
    return {pointer for pointer in found if pointer and pointer[0] != "#"}


def _pointer_of(element: etree._Element) -> str:
    """Where `element` points to, if only the first of several; empty where it points nowhere."""
    for name in _POINTING:
        if value := element.get(name):
            return next(iter(value.split()), "")
    return ""


def _resolve(element: etree._Element, ids: Iterable[str], people: dict[str, str], links: Links | None) -> None:
    """Note where the pointers of `element` lead."""
    own = element.get(XML_ID) if local(element) == "person" else None
    if own and links and (found := links(f"#{own}")):
        element.set(HREF, found[0])
        return
    pointer = _pointer_of(element)
    if not pointer:
        return
    name = pointer[1:] if pointer.startswith("#") else ""
    if name in people:
        element.set(_TITLE, people[name])
    if links and (found := links(pointer)):
        element.set(HREF, found[0])
        if found[1]:
            element.set(_TITLE, found[1])
    elif name and name in ids:
        element.set(HREF, f"#{name}")
    elif pointer.startswith(("http://", "https://")) and local(element) not in ("graphic", "media"):
        element.set(HREF, pointer)
