"""What editors know about an edition's sources and the people in them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from engross.naming import label_key

#: What a document can be: the values of ``div/@subtype``; schema/engross.rnc has the same list.
SUBTYPES = (
    "agenda", "airgram", "article", "circular", "cover-sheet", "despatch", "diary", "editorial-note",
    "instruction", "letter", "memorandum", "memorandum-of-conversation", "message", "minutes",
    "national-intelligence-estimate", "national-security-action-memorandum", "notes", "other", "paper",
    "press-release", "record", "report", "speech", "statement", "summary", "telegram",
    "telephone-conversation", "transcript", "treaty", "working-file",
)  # fmt: skip
STATUSES = ("free", "restricted", "unknown")


class Licence(Struct, frozen=True):
    """What readers may do with the edition. `status` is TEI's: ``free``, ``restricted`` or ``unknown``."""

    status: str = "unknown"
    text: str | None = None
    target: str | None = None


class Person(Struct, frozen=True):
    """Somebody in the sources; `labels` are the names that the sources use for them."""

    id: str
    name: str
    labels: tuple[str, ...] = ()
    role: str | None = None
    ref: str | None = None
    note: str | None = None


class Holding(Struct, frozen=True):
    """Where the original is kept; `references` are shelfmark, lot, box and file, from large to small."""

    country: str | None = None
    settlement: str | None = None
    institution: str | None = None
    repository: str | None = None
    collections: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


class Printed(Struct, frozen=True):
    """The printed or web edition that a source was copied from."""

    title: str | None = None
    volume: str | None = None
    volume_title: str | None = None
    document: str | None = None
    pages: str | None = None
    editors: tuple[str, ...] = ()
    publisher: str | None = None
    place: str | None = None
    date: str | None = None
    url: str | None = None


class Entry(Struct, frozen=True):
    """One source of an edition. Dates are W3C dates, or two of them with ``/`` between: from, to.

    `path` is the file; `stem` names the TEI file, `id` is its ``xml:id``; `labels` are names of people that
    hold in this source only: (label, person's id).
    """

    path: Path
    stem: str
    id: str
    profile: str | None = None
    language: str | None = None
    title: str | None = None
    subtitle: str | None = None
    subtype: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    place: str | None = None
    summary: str | None = None
    transcription: str | None = None
    note: str | None = None
    holding: Holding | None = None
    printed: Printed | None = None
    labels: tuple[tuple[str, str], ...] = ()


class Change(Struct, frozen=True):
    """A change of the edition: the day (a W3C date), what was done, and which of the editors did it."""

    when: str
    text: str
    who: str | None = None


class Edition(Struct, frozen=True, dict=True):
    """An edition. `output` is the folder of the TEI files; `schema` is what to put before the names of their
    schemas: nothing, or the path or URL of a folder, with a ``/`` at its end.
    """

    folder: Path
    output: Path
    title: str | None = None
    publisher: str | None = None
    place: str | None = None
    date: str | None = None
    language: str = "en"
    schema: str = ""
    project: str | None = None
    editors: tuple[str, ...] = ()
    licence: Licence | None = None
    people: tuple[Person, ...] = ()
    entries: tuple[Entry, ...] = ()
    changes: tuple[Change, ...] = ()

    def person_for(self, label: str, entry: Entry | None = None) -> Person | None:
        """The person whom the sources (or that of `entry`) call `label`, as typed: ``Pres.``, ``Ball--``."""
        wanted = label_key(label)
        if entry is not None:
            for own, person_id in entry.labels:
                if label_key(own) == wanted:
                    return self._by_id.get(person_id)
        return self._by_label.get(wanted)

    def names_in(self, entry: Entry | None) -> dict[str, Person]:
        """Every name and label, as written, that means somebody in the source of `entry`, and whom."""
        names = {label: person for person in self.people for label in (person.name, *person.labels)}
        for label, person_id in entry.labels if entry else ():
            person = self._by_id.get(person_id)
            if person is not None:
                names[label] = person
        return names

    def person(self, person_id: str) -> Person | None:
        """The person with that id."""
        return self._by_id.get(person_id)

    @cached_property
    def _by_id(self) -> Mapping[str, Person]:
        return {person.id: person for person in self.people}

    @cached_property
    def _by_label(self) -> Mapping[str, Person]:
        return {label_key(label): person for person in self.people for label in (*person.labels, person.name)}
