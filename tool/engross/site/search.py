"""The index that the search reads: for each term the documents that have it, in many small scripts.

A browser reads a page from disk, but no data; a script it does read. So each file is a script that hands its data over:
``terms/XX.js`` the terms that begin with two certain characters, ``texts/NAME.js`` the passages of one document,
``documents.js`` what the list shows of every document, and which files of terms there are.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator

from engross.site.dates import span_in_words, year_of
from engross.site.plan import Plan


class TermIndex:
    """The documents that have each term. Documents come in ascending order."""

    def __init__(self) -> None:
        self._documents: dict[str, array[int]] = {}

    def add(self, number: int, found: Iterable[str]) -> None:
        """The document `number` has the terms `found`."""
        for term in found:
            numbers = self._documents.get(term)
            if numbers is None:
                self._documents[term] = array("I", (number,))
            else:
                numbers.append(number)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The name of each file of terms, without its folder and ending, and its content."""
        shards: dict[str, list[str]] = {}
        for term in self._documents:
            shards.setdefault(shard_of(term), []).append(term)
        for shard in sorted(shards):
            table = {term: _packed(self._documents[term]) for term in sorted(shards[shard])}
            yield shard, script("terms", shard, table)


def shard_of(term: str) -> str:
    """The file that has `term`: its first two characters, those that are no letters or digits of English by number."""
    return "".join(c if c.isascii() else f"_{ord(c):x}" for c in term[:2])


def _packed(numbers: array[int]) -> str:
    """Ascending numbers as the steps from each to the next, in base 36; ``1+4`` is a step of 1, and then the next
    four numbers."""
    steps: list[str] = []
    before, run = -1, 0
    for number in numbers:
        if number == before + 1 and steps:
            run += 1
        else:
            if run:
                steps[-1] += f"+{_base36(run)}"
            steps.append(_base36(number - before))
            run = 0
        before = number
    if run:
        steps[-1] += f"+{_base36(run)}"
    return " ".join(steps)


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
