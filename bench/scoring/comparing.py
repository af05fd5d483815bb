"""Gold and edition side by side: how much of each kind agrees, and what does not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

from scoring.facts import Block, Facts, Mark, Note, accepted

#: What is measured, in the order of the table.
MEASURES = ("words", "blocks", "segments", "notes", "anchors", "dates", "turns", "pages", "deletions")
#: Of these the share of the gold that was found counts; of the others also what is in the edition and not in the gold.
_SHARES = frozenset(("words", "anchors", "dates"))


@dataclass(frozen=True, slots=True)
class Miss:
    """A difference: what is measured, of which class it is, the text in question."""

    measure: str
    what: str
    text: str


@dataclass(slots=True)
class Tally:
    """How many there are in the gold and in the edition, and how many of them agree."""

    right: int = 0
    gold: int = 0
    made: int = 0

    def add(self, other: Tally) -> None:
        """Count those of `other` as well."""
        self.right += other.right
        self.gold += other.gold
        self.made += other.made

    def percent(self, measure: str) -> float | None:
        """The share found, or the F1 of found and made, in percent; None where there is nothing to measure."""
        whole = self.gold if measure in _SHARES else (self.gold + self.made) / 2
        return 100 * self.right / whole if whole else None


@dataclass(slots=True)
class Comparison:
    """What came of comparing one document, or, added up, many."""

    documents: int = 0
    missing: int = 0
    tallies: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in MEASURES})
    misses: list[tuple[str, Miss]] = field(default_factory=list)

    def add(self, other: Comparison) -> None:
        """Count what `other` counts as well."""
        self.documents += other.documents
        self.missing += other.missing
        for name, tally in other.tallies.items():
            self.tallies[name].add(tally)
        self.misses += other.misses

    def percents(self) -> dict[str, float | None]:
        """The figure of each measure."""
        return {name: tally.percent(name) for name, tally in self.tallies.items()}


def compare(name: str, source_words: Counter[str], gold: Facts, made: Facts | None, marks: Iterable[str]) -> Comparison:
    """Compare the edition `made` (None where there is none) of the document `name` with its `gold`.

    `marks` are those of ``pages`` and ``deletions`` that sources of this form can state.
    """
    found = Comparison(documents=1, missing=made is None)
    made = made or Facts(Counter(), (), (), (), (), (), (), ())
    lost = source_words - made.words
    total = source_words.total()
    found.tallies["words"] = Tally(total - lost.total(), total, made.words.total())
    misses = [Miss("words", "lost", word) for word in sorted(lost)]
    misses += _blocks(found, gold.blocks, made.blocks)
    misses += _notes(found, gold.notes, made.notes)
    known = {when[:10] for when in made.all_dates} | set(made.all_dates)
    dated = [when for when in gold.dates if when in known]
    found.tallies["dates"] = Tally(len(dated), len(gold.dates), len(made.dates))
    misses += [Miss("dates", "not found", when) for when in gold.dates if when not in known]
    misses += _same(
        found, "turns", [(t.label, t.opening) for t in gold.turns], [(t.label, t.opening) for t in made.turns]
    )
    for measure, here, there in (("pages", gold.pages, made.pages), ("deletions", gold.deletions, made.deletions)):
        if measure in marks:
            misses += _same(found, measure, _shown(here), _shown(there))
    found.misses = [(name, miss) for miss in misses]
    return found


def _shown(marks: Sequence[Mark]) -> list[tuple[str, str]]:
    return [(mark.value, mark.before) for mark in marks]


def _same(found: Comparison, measure: str, gold: Sequence[Hashable], made: Sequence[Hashable]) -> list[Miss]:
    """Tally what is in both."""
    here, there = Counter(gold), Counter(made)
    found.tallies[measure] = Tally((here & there).total(), here.total(), there.total())
    misses = [Miss(measure, "not found", str(item)) for item in (here - there).elements()]
    return misses + [Miss(measure, "not in the gold", str(item)) for item in (there - here).elements()]


def _blocks(found: Comparison, gold: Sequence[Block], made: Sequence[Block]) -> list[Miss]:
    """Tally blocks, where the role counts as well, and segments, where only the text does."""
    pool: dict[str, list[Block]] = defaultdict(list)
    for block in made:
        pool[block.key].append(block)
    blocks = segments = 0
    left: list[Block] = []
    for block in gold:
        same = pool[block.key]
        fit = next((i for i, other in enumerate(same) if other.roles & accepted(block)), None)
        if fit is None:
            left.append(block)
        else:
            same.pop(fit)
            blocks += 1
    misses = []
    segments = blocks
    for block in left:
        if pool[block.key]:
            other = pool[block.key].pop(0)
            segments += 1
            misses.append(Miss("blocks", f"{_roles(block)} made {_roles(other)}", block.text))
        else:
            misses.append(Miss("segments", f"{_roles(block)} not found", block.text))
    misses += [Miss("segments", f"{_roles(b)} not in the gold", b.text) for rest in pool.values() for b in rest]
    found.tallies["blocks"] = Tally(blocks, len(gold), len(made))
    found.tallies["segments"] = Tally(segments, len(gold), len(made))
    return misses


def _roles(block: Block) -> str:
    return "/".join(sorted(block.roles))


def _notes(found: Comparison, gold: Sequence[Note], made: Sequence[Note]) -> list[Miss]:
    """Tally notes by their text, and the places of the calls of those that are there."""
    pool: dict[str, list[Note]] = defaultdict(list)
    for note in made:
        pool[note.key].append(note)
    notes = anchors = 0
    misses = []
    for note in gold:
        if not pool[note.key]:
            misses.append(Miss("notes", "not found", note.text))
            continue
        other = pool[note.key].pop(0)
        notes += 1
        if note.called and note.anchor == other.anchor:
            anchors += 1
        elif note.called:
            misses.append(Miss("anchors", f"behind …{other.anchor}, not …{note.anchor}", note.text))
    misses += [Miss("notes", "not in the gold", note.text) for rest in pool.values() for note in rest]
    found.tallies["notes"] = Tally(notes, len(gold), len(made))
    found.tallies["anchors"] = Tally(anchors, sum(note.called for note in gold), len(made))
    return misses
