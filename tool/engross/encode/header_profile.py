"""``profileDesc``: when and where the source was written, by whom to whom, who is in it, what kind it is."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from engross.encode.header_encoding import classes
from engross.encode.header_parts import Material, date, leaf, slug, tidy
from engross.encode.markup import Markup, parse_markup, write, write_block
from engross.facts import DocumentFacts, Fact
from engross.facts.people import plain_label, same_person
from engross.regex import compile_later

if TYPE_CHECKING:
    from engross.edition import Person

_LANGUAGES = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "en": "English", "es": "Spanish",
    "fa": "Persian", "fr": "French", "he": "Hebrew", "hu": "Hungarian", "it": "Italian", "ja": "Japanese",
    "ko": "Korean",
    "la": "Latin", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ru": "Russian",
    "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def profile_desc(given: Material) -> Markup:
    """The whole ``profileDesc``."""
    letters = _correspondence(given)
    return write_block(
        "profileDesc",
        {},
        [_creation(given), _languages(given), *letters, _participants(given, letters), _text_class(given)],
    )


def _creation(given: Material) -> Markup | None:
    """Date and place: the editor's, else those of the one document."""
    entry, only = given.entry, given.facts.only
    when = (entry.date if entry else None) or (only.date.text if only and only.date else None)
    where = (entry.place if entry else None) or (only.place.text if only and only.place else None)
    pieces = [date(when), leaf("placeName", where)]
    content: list[str] = []
    for piece in pieces:
        if piece is not None:
            content += [", ", piece] if content else [piece]
    return write("creation", {}, content) if content else None


def _languages(given: Material) -> Markup:
    """The language; without an edition it is told by the words of the text, or only assumed, and said to be."""
    tag = given.language
    name = _LANGUAGES.get(tag.partition("-")[0].lower(), tag)
    how = {
        "high": "told by its words: no metadata say which language",
        "medium": f"told by its words, in doubt: it may be {_LANGUAGES.get(given.guess.runner_up, 'another')}",
        "low": "assumed: no metadata say which language",
    }
    shown = name if given.edition else f"{name} ({how[given.guess.cert]})"
    return write_block("langUsage", {}, [write("language", {"ident": tag}, [shown])])


# --- correspondence ---


def _correspondence(given: Material) -> list[Markup]:
    """A ``correspDesc`` for each document that has a sender or recipients."""
    ids = given.document_ids
    found = []
    for number, facts in enumerate(given.facts.documents):
        if facts.sender or facts.recipients:
            target = ids[number] if len(ids) == len(given.facts.documents) else ""
            attrs = {"corresp": f"#{target}"} if target else {}
            found.append(write_block("correspDesc", attrs, _actions(given, facts)))
    return found


def _actions(given: Material, facts: DocumentFacts) -> Iterable[Markup]:
    """Who sent it, from where, when; who passed it on; who received it."""
    sent = [
        *_parties(given, (facts.sender,) if facts.sender else ()),
        leaf("placeName", facts.place.text if facts.place else None),
        date(facts.date.text if facts.date else None),
    ]
    for kind, content in (
        ("sent", sent),
        ("transmitted", _parties(given, facts.through)),
        ("received", _parties(given, facts.recipients)),
    ):
        if any(piece is not None for piece in content):
            yield write("correspAction", {"type": kind}, content)
    number = leaf("note", facts.telegram.text if facts.telegram else None, {"type": "number"})
    if number is not None:
        yield number


def _parties(given: Material, parties: Iterable[Fact]) -> list[Markup | None]:
    """Each party as the source has it, with what names a person of the edition's list as ``persName``."""
    return [_party(given, party) for party in parties]


def _party(given: Material, party: Fact) -> Markup | None:
    words = tidy(party.text)
    content: list[str] = []
    at = 0
    named = given.named(party)
    for name, ref in named:
        start = words.find(name, at)
        if start >= 0:
            content += [words[at:start]] if start > at else []
            content.append(write("persName", {"ref": ref}, [name]))
            at = start + len(name)
    if at == len(words) and len(content) == 1 and isinstance(content[0], Markup):
        return content[0]
    refs = list(dict.fromkeys(ref for _, ref in named))
    return write("name", {"ref": " ".join(refs)} if refs else {}, [*content, words[at:]]) if words else None


# --- people ---


def _participants(given: Material, letters: Iterable[Markup]) -> Markup | None:
    """The persons of the edition's list to whom text or header point, in the order of the list."""
    if given.edition is None:
        return _unresolved(given)
    pointers = {
        pointer
        for tree in (given.body, *map(parse_markup, letters))
        for element in tree.iter()
        for name in ("who", "ref")
        for pointer in (element.get(name) or "").split()
    }
    persons = [_person(given, p) for p in given.edition.people if f"#{p.id}" in pointers]
    return write_block("particDesc", {}, [write_block("listPerson", {}, persons)]) if persons else None


def _unresolved(given: Material) -> Markup | None:
    """Without an edition: the persons whom the source lists as present, and its speakers, each with all the labels as
    typed. A speaker is one of those present where just one of them has that name. Nobody is identified further."""
    present = [person for facts in given.facts.documents for person in facts.people]
    names = [person.name for person in present]
    labels: dict[str, list[str]] = {person.name: [] for person in present}
    for speaker in given.facts.speakers:
        typed = list(dict.fromkeys(_NUMBER.sub("", tidy(fact.text)) for fact in speaker.labels))
        shown = plain_label(typed[0])
        labels.setdefault(same_person(shown, names) or shown, []).extend(typed)
    roles = {person.name: person.role for person in reversed(present)}
    ids: set[str] = set()
    persons = []
    for name, typed in labels.items():
        own = leaf("persName", name, {"type": "main"})
        called = [leaf("persName", label, {"type": "label"}) for label in dict.fromkeys(typed) if label != name]
        role = leaf("note", roles.get(name), {"type": "role"})
        if own is not None:
            persons.append(write_block("person", {"xml:id": _person_id(name, ids)}, [own, *called, role]))
    return write_block("particDesc", {}, [write_block("listPerson", {}, persons)]) if persons else None


#: The number of the paragraph in which somebody begins to speak.
_NUMBER = compile_later(r"^\d{1,3}\.\s+(?=\S)")


def _person_id(name: str, taken: set[str]) -> str:
    """An id for a person of that `name`, none of those `taken`, to which it is added."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    base, number = f"person-{slug(plain)}", 1
    while (found := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    taken.add(found)
    return found


def _person(given: Material, person: Person) -> Markup:
    """A person: name, the labels by which this source calls them, what is known of them."""
    attrs = {"xml:id": person.id}
    if person.role:
        attrs["role"] = slug(person.role)
    own = [label for label, person_id in (given.entry.labels if given.entry else ()) if person_id == person.id]
    labels = [label for label in given.borne((person.name, *person.labels, *own)) if label != person.name]
    return write_block(
        "person",
        attrs,
        [
            leaf("persName", person.name, {"type": "main"}),
            *(leaf("persName", label, {"type": "label"}) for label in labels),
            leaf("idno", person.ref, {"type": "uri"}),
            leaf("note", person.role, {"type": "role"}),
            leaf("note", person.note),
        ],
    )


# --- classes ---


def _text_class(given: Material) -> Markup | None:
    references = [
        write("catRef", {"scheme": f"#{name}", "target": f"#{name}-{slug(member)}"})
        for name, members in classes(given).items()
        for member in members
    ]
    return write_block("textClass", {}, references) if references else None
