"""JSON Lines: an object for each paragraph, turn, item … of the edition, for text analysis."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from engross.export.edition import Edition, Made
from engross.views.spacing import plain
from engross.views.values import Block, Note, Part, Run

#: The keys of each line, in order, and what stands behind them. A key without a value is null.
KEYS = {
    "file": "the name of the file, without its folder",
    "edition": "the `xml:id` of the file's root",
    "document": 'the `xml:id` of the document (the outermost `div type="document"`)',
    "document_kind": "its `subtype`: *letter*, *memorandum* …",
    "division": "the `xml:id` of the innermost division",
    "id": "the `xml:id` of the paragraph, item …: to cite it, and to find it in the edition",
    "kind": "`p`, `head`, `item`, `speech`, `row`, `note`, `dateline`, `signature`, `furniture` …",
    "note_type": "of a note: *footnote*, *editorial*, *source* …",
    "date": "ISO 8601: the first date of the dateline of the innermost division that has one",
    "page": "the number of the page on which it begins",
    "turn": "of a speech: the `xml:id` of the turn, which may have several paragraphs",
    "speaker": "of a speech: the label as it stands in the text, in every paragraph of the turn",
    "who": "of a speech: the ids of the persons, a list",
    "names": "their names, by the edition's list of persons, a list",
    "label": "of an item: its number or letter; of a note: its sign",
    "text": "the reading text, in one line: without words struck out, without speaker, label and signs of notes; cells "
    "parted by tabs",
    "text_with_deletions": "the same with the words struck out",
    "notes": "the `xml:id`s of the notes that are called in it, in order, a list (the sign, where a note has no id)",
}


def make(editions: Sequence[Edition]) -> Made:
    """A line for each block and each note of an edition."""
    (edition,) = editions
    persons = {person.id: person.name for person in edition.record.persons}
    lines = (json.dumps(line, ensure_ascii=False) for line in _lines(edition, persons))
    return Made("".join(f"{_safe(line)}\n" for line in lines).encode())


def _safe(line: str) -> str:
    """`line` without the two characters that JSON allows and some programs take for the end of a line."""
    return line.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085")


def _lines(edition: Edition, persons: Mapping[str, str]) -> Iterator[dict[str, object]]:
    for part in edition.text.parts:
        notes = {str(note.key): note for note in part.notes}
        speakers = {block.turn: plain(block.speaker) for block in part.blocks if block.speaker}
        for block in part.blocks:
            yield _line(edition, part, block, persons, notes, speaker=speakers.get(block.turn, ""))
        for note in part.notes:
            yield _line(edition, part, _whole(note), persons, notes, note=note)
        for block in part.furniture:
            yield _line(edition, part, block, persons, notes)


def _whole(note: Note) -> Block:
    """The note as one block."""
    runs: list[Run] = []
    for block in note.blocks:
        runs += [*([Run(" ", "line")] if runs else []), *_joined(block)]
    return Block("note", tuple(runs), note.id, note.page, note.division)


def _joined(block: Block) -> Iterator[Run]:
    pieces = [each for each in (block.speaker, block.label, block.runs, *(cell.runs for cell in block.cells)) if each]
    for number, piece in enumerate(pieces):
        if number:
            yield Run(" ")
        yield from piece


def _line(
    edition: Edition, part: Part, block: Block, persons: Mapping[str, str], notes: Mapping[str, Note], *,
    speaker: str = "", note: Note | None = None,
) -> dict[str, object]:  # fmt: skip
    division = edition.text.divisions[block.division] if block.division >= 0 else None
    who = [pointer.removeprefix("#") for pointer in block.who]
    calls = [run.target for run in block.all_runs if run.kind == "call"]
    found = {
        "file": edition.name.replace("\\", "/").rpartition("/")[2],
        "edition": edition.record.id,
        "document": part.id,
        "document_kind": part.kind,
        "division": division.id if division else "",
        "id": block.id,
        "kind": block.kind,
        "note_type": note.type if note else block.type if block.kind == "note" else "",
        "date": division.date if division else "",
        "page": block.page,
        "turn": block.speech,
        "speaker": speaker,
        "who": who,
        "names": [persons[name] for name in who if name in persons],
        "label": note.label if note else plain(block.label),
        "text": _text(block, deletions=False),
        "text_with_deletions": _text(block, deletions=True),
        "notes": [notes[call].id or notes[call].label for call in calls if call in notes],
    }
    return {key: found[key] if found[key] or key in ("text", "text_with_deletions") else None for key in KEYS}


def _text(block: Block, *, deletions: bool) -> str:
    if block.cells:
        return "\t".join(plain(cell.runs, deletions=deletions) for cell in block.cells)
    return plain(block.runs, deletions=deletions)
