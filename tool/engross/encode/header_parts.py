"""What the parts of the header share: their material, and small elements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from lxml import etree

from engross import __version__
from engross.edition import Edition, Entry, Person
from engross.encode.tree import XML_ID, local, make
from engross.facts import Facts
from engross.model import Document

VERSION = __version__

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PARENTHESES = re.compile(r"(?<=\()\s+|\s+(?=\))")
_SPELT = re.compile(r"\((?P<inside>[^()]+)\)\s*$")


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


@dataclass(frozen=True)
class Material:
    """All that a header is made from."""

    document: Document
    facts: Facts
    counts: Counts
    edition: Edition | None
    entry: Entry | None
    sentences: Mapping[str, str]
    body: etree._Element

    @cached_property
    def document_ids(self) -> tuple[str, ...]:
        """The ids of the documents in the body, in order; empty where one has none."""
        return tuple(e.get(XML_ID) or "" for e in self.body.iter() if local(e) == "div" and e.get("type") == "document")

    @property
    def language(self) -> str:
        """The language of the text."""
        if self.entry and self.entry.language:
            return self.entry.language
        return self.edition.language if self.edition else "en"

    @property
    def author(self) -> tuple[str, ...]:
        """Who wrote the source: what the editor says, else the author or sender of its one document."""
        if self.entry and self.entry.authors:
            return self.entry.authors
        only = self.facts.only
        found = (only.author or only.sender) if only else None
        return (tidy(found.text),) if found else ()

    def person(self, name: str) -> Person | None:
        """The person whom `name` means: as a whole, in its last parentheses, or behind its last dash."""
        if self.edition is None:
            return None
        inside = _SPELT.search(name)
        candidates = [
            name,
            inside["inside"] if inside else "",
            *name.rsplit(" - ", 1)[1:],
            *name.rsplit("—", 1)[1:],
        ]
        found = (self.edition.person_for(candidate, self.entry) for candidate in candidates if candidate)
        return next((person for person in found if person), None)


def tidy(text: str) -> str:
    """`text` for a header: single blanks, none just inside parentheses, nothing that XML can't hold."""
    return _NOT_XML.sub("\ufffd", _PARENTHESES.sub("", " ".join(text.split())))


def block(tag: str, attrs: Mapping[str, str], children: Iterable[etree._Element | None]) -> etree._Element:
    """An element that holds only elements: one a line."""
    content: list[str | etree._Element] = []
    for child in children:
        if child is not None:
            content += ["\n", child]
    return make(tag, attrs, [*content, "\n"] if content else [])


def leaf(tag: str, text: str | None, attrs: Mapping[str, str] | None = None) -> etree._Element | None:
    """An element that holds `text`; None where there is none."""
    words = tidy(text) if text else ""
    return make(tag, attrs, [words]) if words else None


def paragraph(*content: str | etree._Element) -> etree._Element:
    """A paragraph."""
    return make("p", {}, content)


def date(value: str | None) -> etree._Element | None:
    """A ``date`` for a W3C date, or for two with ``/`` between."""
    if not value:
        return None
    start, between, end = value.partition("/")
    attrs = {"from": start, "to": end} if between else {"when": value}
    return make("date", attrs, [f"{start}–{end}" if between and end[:4] == start else value.replace("/", " to ")])


def slug(text: str) -> str:
    """`text` as the last part of an id: small letters and digits with hyphens between."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "other"
