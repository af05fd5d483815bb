"""The pass that links calls and notes.

A reader takes every ``(1)`` for a possible call. Here it is decided which are: those that have a note of that number,
in order, the ones written close to the word before them first. What is no call goes back into the text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from engross.model import Document, Kind, Node
from engross.source import Span

#: The attribute in which a call keeps the start offset of its note until ids exist.
NOTE_AT = "note-at"


class _Call(Struct, frozen=True):
    node: Node
    number: str
    tight: bool
    close: bool
    cell: bool


#: Notes by how they and their calls are numbered: no number comes twice.
_Run = dict[str, Node]


def link_notes(document: Document) -> Document:
    """`document` with each call pointing to its note (by the note's place; the encoder makes ids of it).

    A call that no note answers stays a call without a pointer; the rules report it.
    """
    refs = [node for node in document.nodes if _is_call(node)]
    source = document.source
    notes = [n for n in document.nodes if n.kind is Kind.NOTE and n.attrs.get("type") == "footnote"]
    numbered = [(_key(source.text[n.span.start], n.attrs["n"]), n) for n in notes]
    calls = [_call(n, source.text) for n in refs]
    chosen: dict[Span, Node] = {}
    for opening in "([/":
        own = [(number, note) for number, note in numbered if number[0] == opening]
        for runs, reach in _groups(_runs(own), [c for c in calls if c.number[0] == opening]):
            (_choose_in_order if opening == "(" else _choose_by_name)(reach, runs, chosen)
    answers: dict[Span, Node | None] = {}
    for call in calls:
        note = chosen.get(call.node.span)
        if note is not None:
            answers[call.node.span] = note
        elif not _is_round(call) or (call.tight and not notes):
            answers[call.node.span] = None

    def link(node: Node) -> Node:
        if node.span not in answers:
            return replace(node, kind=Kind.TEXT, children=(), attrs={}, rule="")
        note = answers[node.span]
        return node if note is None else node.having(**{NOTE_AT: str(note.span.start)})

    def link_within(node: Node) -> Node:
        first = bisect_left(places, node.span.start)
        if not node.children or first == len(places) or places[first] >= node.span.end:
            return node  # its text lies in its span: there is nothing to be changed in it
        return node.holding(_merge([link(c) if _is_call(c) else link_within(c) for c in node.children]))

    places = sorted([*(ref.span.start for ref in refs), *_seams(document.nodes)])
    return replace(document, body=link_within(document.body)) if places else document


def _seams(nodes: Iterable[Node]) -> Iterator[int]:
    """Where in the source a stretch of text adjoins the one before it."""
    return (b.span.start for a, b in pairwise(nodes) if a.kind is b.kind is Kind.TEXT and a.span.end == b.span.start)


def _runs(notes: list[tuple[str, Node]]) -> list[_Run]:
    """Notes that are numbered together: where a number comes again, another document's notes, or a page's, begin."""
    runs: list[_Run] = []
    for number, note in notes:
        if not runs or number in runs[-1]:
            runs.append({})
        runs[-1][number] = note
    return runs


def _groups(runs: list[_Run], calls: list[_Call]) -> list[tuple[list[_Run], list[_Call]]]:
    """Each run with the calls between the end of the run before it and its own; those behind all notes belong to the
    last. Runs that follow one another with no call between them share their calls."""
    groups: list[tuple[list[_Run], list[_Call]]] = []
    at = 0
    for k, run in enumerate(runs):
        end = max(note.span.end for note in run.values())
        first = at
        while at < len(calls) and (calls[at].node.span.start < end or k == len(runs) - 1):
            at += 1
        own = calls[first:at]
        if groups and not any(c.number in run for c in own):
            groups[-1][0].append(run)
            groups[-1][1].extend(own)
        else:
            groups.append(([run], own))
    return groups


def _is_call(node: Node) -> bool:
    """Whether a node may be a call: a reference, and no link, which has its target."""
    return node.kind is Kind.REF and "target" not in node.attrs


def _call(node: Node, text: str) -> _Call:
    inner = text[node.span.start : node.span.end].strip("()/[]^ ")
    before, after = text[node.span.start - 1 : node.span.start], text[node.span.end : node.span.end + 1]
    return _Call(
        node,
        _key(text[node.span.start], inner),
        bool(before.strip()) and before not in "([" and not after.isalnum(),
        (before.isalpha() or before in ".,;:!?”’\"'") and not after.isalnum(),
        before == "\t" and after.isdigit(),
    )


def _key(opening: str, number: str) -> str:
    """How a call and its note know each other: by their number, written in the same manner."""
    return opening + number


def _is_round(call: _Call) -> bool:
    return call.node.rule == "call"


def _choose_by_name(calls: list[_Call], runs: list[_Run], chosen: dict[Span, Node]) -> None:
    """Markdown's and slashed calls name their note; where a number comes again in the text as it does in the notes,
    it means the next run."""
    at, seen = 0, set[str]()
    for call in calls:
        if call.number in seen and at + 1 < len(runs) and call.number in runs[at + 1]:
            at, seen = at + 1, set()
        seen.add(call.number)
        note = next((run[call.number] for run in (runs[at], *runs) if call.number in run), None)
        if note is not None:
            chosen[call.node.span] = note


def _choose_in_order(calls: list[_Call], runs: list[_Run], chosen: dict[Span, Node]) -> None:
    """Of the calls in parentheses, for each note in order the first behind the call before it that is written close
    to a word, else the first."""
    by_number: dict[str, list[_Call]] = defaultdict(list)
    for call in calls:
        by_number[call.number].append(call)
    at = -1
    for run in runs:
        for number in sorted((n for n in run if n[1:].isdigit()), key=lambda n: int(n[1:])):
            note = run[number]
            ahead = [
                c
                for c in by_number[number]
                if c.node.span not in chosen and not note.span.start <= c.node.span.start < note.span.end
            ]
            ordered = [c for c in ahead if c.node.span.start > at] or ahead
            best = next((c for c in ordered if c.tight), ordered[0] if ordered else None)
            if best:
                chosen[best.node.span] = note
                at = best.node.span.start
    if len(runs) == 1:
        _call_again(calls, runs[0], chosen)


def _call_again(calls: list[_Call], run: _Run, chosen: dict[Span, Node]) -> None:
    """A further call of a note that is called already: written close to a word or to the stop behind it, or before the
    figure in a cell as the first one is."""
    called = {id(note): span.start for span, note in chosen.items()}
    cells = {id(chosen[call.node.span]) for call in calls if call.cell and call.node.span in chosen}
    for call in calls:
        note = run.get(call.number)
        again = call.close or (call.cell and id(note) in cells)
        if note is None or call.node.span in chosen or not again:
            continue
        if called.get(id(note), call.node.span.start) < call.node.span.start < note.span.start:
            chosen[call.node.span] = note


def _merge(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """`nodes` with neighbouring TEXT nodes joined."""
    merged: list[Node] = []
    last: Node | None = None  # the node before, if it is text
    for node in nodes:
        is_text = node.kind is Kind.TEXT
        if is_text and last and last.span.end == node.span.start:
            merged[-1] = node = replace(last, span=Span(last.span.start, node.span.end))
        else:
            merged.append(node)
        last = node if is_text else None
    return tuple(merged)
