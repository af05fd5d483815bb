"""A folder of gold: hand-made TEI documents, and plain sources of each in one or several forms."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from lxml import etree

from scoring.facts import Facts, make_turn, read_facts
from scoring.texts import words

_NOT_SOURCES = frozenset((".json", ".xml"))
#: Marks of the source that are no words of the text.
_MARKS = re.compile(r"\[Page [^\]]*\]|</?\w{1,4}>|\[\^?\w+\]:?|/\w{1,3}/|\(\d+\)")
#: How sources state what not every form states.
_STATED = {
    "pages": re.compile(r"\[(?:Page|page|p\.) ?\w+\]|\{p\. ?\w+\}|\f"),
    "deletions": re.compile(r"~~[^~\n]+~~|<(?:del|s)>|\[-"),
}


@dataclass(frozen=True)
class Case:
    """A document: its name, the file of its hand-made TEI, and its sources by form (``txt``, ``sg.txt``, ``md``)."""

    name: str
    path: Path
    sources: Mapping[str, Path]

    @cached_property
    def facts(self) -> Facts:
        """What the hand-made TEI states. Where there is a file ``NAME.notes.json`` with `turns`, the turns are its:
        FRUS has them as paragraphs."""
        facts = read_facts(etree.parse(self.path).getroot())
        beside = self.path.with_name(f"{self.name}.notes.json")
        if not beside.exists():
            return facts
        turns = json.loads(beside.read_text(encoding="utf-8")).get("turns", ())
        return replace(facts, turns=tuple(make_turn(label, opening) for label, opening in turns))

    def source_words(self, form: str) -> Counter[str]:
        """The words of its source in `form`, without the marks in it."""
        return words(_MARKS.sub(" ", self.sources[form].read_text(encoding="utf-8")))


def find_cases(folder: Path) -> list[Case]:
    """The documents in `folder` that have a source, in the order of their names."""
    found = []
    for path in sorted(folder.glob("*.xml")):
        beside = sorted(p for p in folder.glob(f"{path.stem}.*") if p.suffix not in _NOT_SOURCES)
        sources = {p.name.removeprefix(f"{path.stem}."): p for p in beside}
        if sources:
            found.append(Case(path.stem, path, sources))
    return found


def forms_of(cases: Iterable[Case]) -> list[str]:
    """The forms in which there are sources, those with the simplest names first."""
    return sorted({form for case in cases for form in case.sources}, key=lambda form: (form.count("."), form))


def stated(cases: Iterable[Case], form: str) -> frozenset[str]:
    """Which of pages and deletions any source in `form` states; where none does, no edition can have them."""
    texts = [case.sources[form].read_text(encoding="utf-8") for case in cases if form in case.sources]
    return frozenset(name for name, mark in _STATED.items() if any(mark.search(text) for text in texts))
