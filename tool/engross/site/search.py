"""The index that the search reads: for each term the documents that have it, and where, in many small scripts.

A browser reads a page from disk, but no data; a script it does read. So each file is a script that hands its data over:
``terms/XX.js`` which documents have the terms that begin with two certain characters, and how often; ``places/XX.js``
where in them these stand, which only a phrase asks for (``places/TERM-.js`` of a common term); ``texts/NAME.js`` the
passages of one document;
``documents.js`` what the list shows of every document, and which files of terms there are.

The index is made in pieces. `list_places` writes the places of one document as lines of ``term number places``;
`TermIndex` keeps the lines of all documents, apart by file, on disk where they are many; `write_shard` makes the
scripts of one file.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from msgspec import Struct

from engross.site.dates import span_in_words, year_of
from engross.site.plan import Plan

#: Characters of lines that are held in memory.
_MOST_HELD = 2**25
#: Characters of the places of a term from which on they have a file of their own.
_LONG = 2**16


class Shard(Struct, frozen=True):
    """What goes into one file of terms: lines, or the path of the file that has them."""

    name: str
    lines: str
    path: str

    def own(self, written: Sequence[str]) -> frozenset[str]:
        """Those of the files `written`, names from the top of the site in their order, that may be made of it."""
        starts = (f"search/terms/{self.name}", f"search/places/{self.name}")
        ranges = ((bisect_left(written, start), bisect_left(written, start + chr(127))) for start in starts)
        return frozenset(name for first, end in ranges for name in written[first:end])


class TermIndex:
    """The lines of all documents, by the file that they go to. Documents come in ascending order. `spare` is a folder
    for what is too much to be held."""

    def __init__(self, spare: Path) -> None:
        self._spare = spare
        self._held: dict[str, list[str]] = defaultdict(list)
        self._size = 0
        self._spilled: set[str] = set()

    def add(self, found: Mapping[str, str]) -> None:
        """Take the lines of a document in, by their files."""
        for shard, lines in found.items():
            self._held[shard].append(lines)
            self._size += len(lines)
        if self._size > _MOST_HELD:
            self._spill()

    def _spill(self) -> None:
        for shard, lines in self._held.items():
            with self._path(shard).open("a", encoding="utf-8", newline="\n") as file:
                file.writelines(lines)
        self._spilled |= set(self._held)
        self._held.clear()
        self._size = 0

    def _path(self, shard: str) -> Path:
        return self._spare / f"{shard}.terms"

    def shards(self) -> list[Shard]:
        """What goes into each file, by name."""
        if self._spilled:
            self._spill()
        names = sorted(self._spilled | set(self._held))
        return [
            Shard(name, "".join(self._held.get(name, ())), str(self._path(name)) if name in self._spilled else "")
            for name in names
        ]


def list_places(number: int, found: Mapping[str, Sequence[int]]) -> dict[str, str]:
    """The lines of the document `number`, by file: each term that was found in it, and where."""
    lines: dict[str, list[str]] = defaultdict(list)
    for term, numbers in found.items():
        steps = _base36(numbers[0])
        if len(numbers) > 1:
            steps = ".".join([steps, *map(_base36, map(int.__sub__, numbers[1:], numbers))])
        lines[term[:2]].append(f"{term} {number} {steps}\n")
    return {shard_of(start): "".join(each) for start, each in lines.items()}


def write_shard(shard: Shard) -> list[tuple[str, bytes]]:
    """The files of a shard, from the top of the site."""
    lines = Path(shard.path).read_text(encoding="utf-8") if shard.path else shard.lines
    documents: dict[str, list[int]] = defaultdict(list)
    places: dict[str, list[str]] = defaultdict(list)
    for line in lines.splitlines():
        term, number, steps = line.split(" ")
        documents[term].append(int(number))
        places[term].append(steps)
    files = []
    having, standing = {}, {}
    for term in sorted(documents):
        packed, where = _packed(documents[term], places[term]), " ".join(places[term])
        alone = len(where) > _LONG
        having[term] = f"!{packed}" if alone else packed
        if alone:
            name = f"{_spelled(term)}-"
            files.append((f"search/places/{name}.js", script("places", name, {term: where})))
        else:
            standing[term] = where
    files.append((f"search/terms/{shard.name}.js", script("terms", shard.name, having)))
    files.append((f"search/places/{shard.name}.js", script("places", shard.name, standing)))
    return files


def shard_of(term: str) -> str:
    """The file that has `term`: its first two characters."""
    return _spelled(term[:2])


def _spelled(term: str) -> str:
    """`term` in the name of a file: characters that are no letters or digits of English by number."""
    return term if term.isascii() else "".join(c if c.isascii() else f"_{ord(c):x}" for c in term)


def _packed(numbers: Sequence[int], places: Sequence[str]) -> str:
    """The documents of a term: ascending numbers as the steps from each to the next, in base 36; ``3*2`` is a step of 3
    to a document that has the term twice, and ``1*2+4`` is ``1*2`` and then the same four times more. (A ``!`` before
    all says that its places have a file of their own.)"""
    steps, before = [], -1
    for number, where in zip(numbers, places, strict=True):
        times = where.count(".") + 1
        steps.append(_base36(number - before) + (f"*{_base36(times)}" if times > 1 else ""))
        before = number
    runs = ((step, sum(1 for _ in run)) for step, run in groupby(steps))
    return " ".join(step if times == 1 else f"{step}+{_base36(times - 1)}" for step, times in runs)


@lru_cache(maxsize=2**16)
def _base36(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
        if not number:
            return digits


def script(kind: str, name: str, data: object) -> bytes:
    """A script that hands `data` to the page."""
    values = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=False)
    return f"engross.take({json.dumps(kind)},{json.dumps(name)},{values});\n".encode("utf-8", "replace")


def list_documents(plan: Plan, shards: Iterable[str]) -> bytes:
    """``documents.js``: the rows of the list, with kinds and people by number."""
    kinds = sorted({kind for doc in plan.docs for kind in doc.facts.kinds})
    numbers = {kind: number for number, kind in enumerate(kinds)}
    members: list[list[tuple[int, int]]] = [[] for _ in plan.docs]
    for number, person in enumerate(plan.people):
        for entry in person.entries:
            members[entry.doc.number].append((entry.order, number))
    rows = [
        [
            doc.name,
            doc.facts.title,
            doc.facts.first,
            span_in_words(doc.facts.first, doc.facts.last),
            [numbers[kind] for kind in doc.facts.kinds],
            [number for _, number in sorted(members[doc.number])],
            year_of(doc.facts.last),
        ]
        for doc in plan.docs
    ]
    people = [person.name for person in plan.people]
    return script("documents", "", {"kinds": kinds, "people": people, "shards": " ".join(shards), "rows": rows})
