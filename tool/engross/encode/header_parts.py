"""What the parts of the header share: their material, and small elements."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from lxml import etree
from msgspec import Struct

from engross import __version__
from engross.encode.markup import Markup, write
from engross.encode.tree import XML_ID, by_name
from engross.facts import Fact, Facts
from engross.languages import LANGUAGE_SAMPLE, Guess, guess_language
from engross.model import Document, Kind
from engross.naming import label_key
from engross.regex import compile_later
from engross.source import Span
from engross.xmlchars import UNENCODABLE

if TYPE_CHECKING:
    from engross.edition import Edition, Entry

VERSION = __version__

_SPELT = compile_later(r"\((?P<inside>[^()]+)\)\s*$")


class Counts(Protocol):
    """The figures of an edition."""

    @property
    def words(self) -> int: ...
    @property
    def pages(self) -> int: ...
    @property
    def deletions(self) -> int: ...
    @property
    def notes(self) -> int: ...
    @property
    def speakers(self) -> int: ...


class Material(Struct, frozen=True, dict=True):
    """All that a header is made from; `adapted` says what was done to the body for a platform."""

    document: Document
    facts: Facts
    counts: Counts
    edition: Edition | None
    entry: Entry | None
    sentences: Mapping[str, str]
    body: etree._Element
    adapted: tuple[str, ...] = ()

    @cached_property
    def elements(self) -> Mapping[str, list[etree._Element]]:
        """The elements of the body, in order, by their names."""
        return by_name(self.body)

    @cached_property
    def document_ids(self) -> tuple[str, ...]:
        """The ids of the documents in the body, in order; empty where one has none."""
        return tuple(e.get(XML_ID) or "" for e in self.elements.get("div", ()) if e.get("type") == "document")

    def has(self, name: str, attribute: str = "", value: str = "") -> bool:
        """Whether the body has an element called `name`: with an `attribute`, where one is given, and the `value`."""
        found = self.elements.get(name, [])
        if not attribute:
            return bool(found)
        return any(e.get(attribute) == value if value else e.get(attribute) for e in found)

    @property
    def language(self) -> str:
        """The language of the text."""
        said = (self.entry and self.entry.language) or (self.edition.language if self.edition else None)
        return said or self.guess.tag

    @cached_property
    def guess(self) -> Guess:
        """The language of the text, as its words tell it."""
        return guess_language(self.document.source.text[:LANGUAGE_SAMPLE])

    @property
    def author(self) -> tuple[str, ...]:
        """Who wrote the source: what the editor says, else the author or sender of its one document."""
        if self.entry and self.entry.authors:
            return self.entry.authors
        only = self.facts.only
        found = (only.author or only.sender) if only else None
        return (tidy(found.text),) if found else ()

    @cached_property
    def names(self) -> tuple[tuple[Span, str, str], ...]:
        """The names marked in the body: place, words, pointer to the person."""
        source = self.document.source.text
        marked = (n for n in self.document.nodes if n.kind is Kind.PERS_NAME and n.attrs.get("ref"))
        return tuple((n.span, tidy(source[n.span.start : n.span.end]), n.attrs["ref"]) for n in marked)

    def named(self, party: Fact) -> list[tuple[str, str]]:
        """The names in the words of `party` and the persons they point to, in order.

        Those that the body marks there; else one that the edition's list has for the whole, for what stands in
        its last parentheses, or behind its last dash.
        """
        at = party.span
        inside = [(s, name, ref) for s, name, ref in self.names if at.start <= s.start and s.end <= at.end]
        if inside or self.edition is None:
            return [(name, ref) for _, name, ref in inside]
        words = tidy(party.text)
        spelt = _SPELT.search(words)
        candidates = [
            words,
            spelt["inside"] if spelt else "",
            *words.rsplit(" - ", 1)[1:],
            *words.rsplit("—", 1)[1:],
        ]
        for candidate in map(str.strip, candidates):
            person = self.edition.person_for(candidate, self.entry) if candidate else None
            if person:
                return [(candidate, f"#{person.id}")]
        return []

    def borne(self, names: Iterable[str]) -> list[str]:
        """Those of `names` that this source has, as a speaker's label or in its text, there not in a longer name."""
        spoken = {label_key(label.text) for speaker in self.facts.speakers for label in speaker.labels}
        text = " ".join(self.document.source.text.split())
        ordered = list(dict.fromkeys(names))
        longest = sorted(ordered, key=len, reverse=True)
        pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)")
        seen = {match[0] for match in pattern.finditer(text)} if ordered else set()
        return [name for name in ordered if name in seen or label_key(name) in spoken]


def tidy(text: str) -> str:
    """`text` for a header: single blanks, none just inside parentheses, nothing that XML can't hold."""
    return UNENCODABLE.sub("\ufffd", " ".join(text.split()).replace("( ", "(").replace(" )", ")"))


def leaf(tag: str, text: str | None, attrs: Mapping[str, str] | None = None) -> Markup | None:
    """An element that holds `text`; None where there is none."""
    words = tidy(text) if text else ""
    return write(tag, attrs, [words]) if words else None


def paragraph(*content: str) -> Markup:
    """A paragraph."""
    return write("p", {}, content)


def date(value: str | None) -> Markup | None:
    """A ``date`` for a W3C date, or for two with ``/`` between."""
    if not value:
        return None
    start, between, end = value.partition("/")
    attrs = {"from": start, "to": end} if between else {"when": value}
    return write("date", attrs, [f"{start}–{end}" if between and end[:4] == start else value.replace("/", " to ")])


def slug(text: str) -> str:
    """`text` as the last part of an id: small letters without accents, and digits, with hyphens between."""
    plain = text if text.isascii() else re.sub(r"[\u0300-\u036f]", "", unicodedata.normalize("NFD", text))
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "other"
