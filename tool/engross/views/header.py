"""The values of a record: titles, names, dates, letters, persons, as a TEI header states them."""

from __future__ import annotations

from msgspec import Struct


class Title(Struct, frozen=True):
    """A title, with its `level` (``a``, ``m`` …) and `type` (``main``, ``sub`` …) where they are stated."""

    text: str
    level: str = ""
    type: str = ""


class Name(Struct, frozen=True):
    """A person, a body or a place: the name as it stands, the `element` it stands in, what its @ref points to (@key,
    where there is no @ref)."""

    text: str
    element: str = "name"
    refs: tuple[str, ...] = ()


class Date(Struct, frozen=True):
    """A date: its words, and TEI's attributes of it (ISO 8601; empty where not given)."""

    text: str
    when: str = ""
    from_: str = ""
    to: str = ""
    not_before: str = ""
    not_after: str = ""
    cert: str = ""

    @property
    def first(self) -> str:
        """The earliest moment that the attributes state; empty where they state none."""
        return self.when or self.from_ or self.not_before or self.to or self.not_after

    @property
    def last(self) -> str:
        """The latest moment that the attributes state; empty where they state none."""
        return self.when or self.to or self.not_after or self.from_ or self.not_before


class Action(Struct, frozen=True):
    """One act of a correspondence: what was done (``sent``, ``received`` …), by or to whom, where, when."""

    type: str
    names: tuple[Name, ...] = ()
    places: tuple[Name, ...] = ()
    dates: tuple[Date, ...] = ()


class Correspondence(Struct, frozen=True):
    """A ``correspDesc``: the ids of the documents it is about (empty: the whole file), its acts, its @ref."""

    documents: tuple[str, ...]
    actions: tuple[Action, ...]
    ref: str = ""

    def done(self, type_: str) -> tuple[Action, ...]:
        """The acts of that type."""
        return tuple(action for action in self.actions if action.type == type_)


class Person(Struct, frozen=True):
    """A person of the file's list: the main name, all names (labels included), role, remarks, identifiers."""

    id: str
    name: str
    labels: tuple[str, ...] = ()
    role: str = ""
    notes: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()


class Holding(Struct, frozen=True):
    """Where the original is kept (``msIdentifier``): the words of each level, and (type, text) of each identifier."""

    repository: str = ""
    collections: tuple[str, ...] = ()
    idnos: tuple[tuple[str, str], ...] = ()
    place: str = ""


class Licence(Struct, frozen=True):
    """How the file may be used: the licence's address, TEI's status, the words."""

    target: str = ""
    status: str = ""
    text: str = ""


class DocumentRecord(Struct, frozen=True):
    """A document of a file, the outermost ``div type="document"``: its id, number (@n), kind (@subtype), what its own
    heads say, dates and places of its own datelines."""

    id: str
    number: str
    kind: str
    title: str
    dates: tuple[Date, ...] = ()
    places: tuple[Name, ...] = ()
