"""What is to be published, in which order, under which names, and who occurs in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct, field

from engross.site.dates import moment_key
from engross.site.facts import Facts
from engross.site.naming import Names

#: An index of so many documents, or of so many places that name somebody, stands in one page; a longer one is divided.
SHORT = 400
#: Documents on one page of the list that needs no script.
PER_PAGE = 200


class Doc(Struct, frozen=True):
    """A document: its place in the order of the site, the name of its page without ``.html``, its facts."""

    number: int
    name: str
    facts: Facts

    @property
    def page(self) -> str:
        """Its address from the top of the site."""
        return f"documents/{self.name}.html"


class Entry(Struct, frozen=True):
    """A document that somebody occurs in: as which of its people, as what, and where."""

    doc: Doc
    order: int
    roles: tuple[str, ...]
    places: tuple[str, ...]


class Someone(Struct, frozen=True):
    """A person of the index. `href` is their address from the top of the site."""

    name: str
    href: str
    labels: tuple[str, ...]
    notes: tuple[str, ...]
    entries: tuple[Entry, ...]

    @property
    def sort_key(self) -> tuple[str, str]:
        """By the last word of the name, as an index does; names that are descriptions come by their first."""
        words = self.name.casefold().replace(",", " ").split()
        return (words[-1] if 1 < len(words) < 5 else words[0] if words else "", self.name)


class Plan(Struct, frozen=True):
    """A site: its title, its documents in order (by date; those without one at the end), its people by name.

    `persons` has, for each document, the addresses of the persons of its list, by their ids.
    """

    title: str
    docs: tuple[Doc, ...]
    people: tuple[Someone, ...]
    persons: tuple[dict[str, str], ...]


class _Found(Struct):
    """Somebody, as far as they are known yet."""

    id: str
    name: str
    labels: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


def make_plan(facts: Iterable[Facts], title: str = "") -> Plan:
    """The plan of a site of these documents; `title` is its title where the edition has one."""
    ordered = sorted(facts, key=lambda each: moment_key(each.first))
    names = Names("document")
    docs = tuple(Doc(number, names.give(each.stem), each) for number, each in enumerate(ordered))
    found = _gather(docs)
    few = sum(len(person.entries) for person in found.values()) <= SHORT
    ids = Names("person")
    hrefs = {}
    for key, person in found.items():
        own = ids.give(person.id or person.name)
        hrefs[key] = f"people.html#ui:{own}" if few else f"people/{own}.html"
    people = [_someone(person, hrefs[key]) for key, person in found.items()]
    persons = tuple({p.id: hrefs[p.id, p.name] for p in doc.facts.people if p.id} for doc in docs)
    return Plan(title or _common_title(docs), docs, tuple(sorted(people, key=lambda person: person.sort_key)), persons)


def _gather(docs: Sequence[Doc]) -> dict[tuple[str, str], _Found]:
    """Everybody, by id and name: the same id with another name, in files of different hands, is somebody else. A name
    without an id is the person whose only name it is."""
    found: dict[tuple[str, str], _Found] = {}
    alone = Counter(name for name in {(p.id, p.name) for doc in docs for p in doc.facts.people if p.id})
    known = Counter(name for _, name in alone)
    ids = {name: person_id for person_id, name in alone if known[name] == 1}
    for doc in docs:
        for order, person in enumerate(doc.facts.people):
            key = (person.id or ids.get(person.name, ""), person.name)
            one = found.setdefault(key, _Found(*key))
            one.labels += (label for label in person.labels if label not in one.labels)
            one.notes += (note for note in person.notes if note not in one.notes)
            one.entries.append(Entry(doc, order, person.roles, person.places))
    return found


def _someone(person: _Found, href: str) -> Someone:
    return Someone(person.name, href, tuple(person.labels), tuple(person.notes), tuple(person.entries))


def _common_title(docs: Sequence[Doc]) -> str:
    """The title of the edition that most documents name; *Edition* where none does."""
    titles = Counter(doc.facts.edition for doc in docs if doc.facts.edition)
    return titles.most_common(1)[0][0] if titles else "Edition"
