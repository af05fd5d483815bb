"""The pass that links calls and notes.

A reader takes every ``(1)`` for a possible call. Here it is decided which are: those that have a note of that number,
in order, the ones written close to the word before them first. What is no call goes back into the text.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from engross.model import Document, Kind, Node, rewrite, walk
from engross.source import Span

#: The attribute in which a call keeps the start offset of its note until ids exist.
NOTE_AT = "note-at"


@dataclass(frozen=True, slots=True)
class _Call:
    node: Node
    number: str
    tight: bool


def link_notes(document: Document) -> Document:
    """`document` with each call pointing to its note (by the note's place; the encoder makes ids of it).

    A call that no note answers stays a call without a pointer; the rules report it.
    """
    source = document.source
    notes: dict[str, list[Node]] = defaultdict(list)
    for node in walk(document.body):
        if node.kind is Kind.NOTE and node.attrs.get("type") == "footnote":
            notes[_key(source.text[node.span.start], node.attrs["n"])].append(node)
    calls = [_call(n, source.text) for n in walk(document.body) if n.kind is Kind.REF]
    chosen = _choose(calls, notes)
    answers: dict[Span, Node | None] = {}
    for call in calls:
        note = chosen.get(call.node.span)
        if note is not None:
            answers[call.node.span] = note
        elif not _is_round(call) or (call.tight and not notes):
            answers[call.node.span] = None

    def link(node: Node) -> Node:
        if node.kind is not Kind.REF:
            return node
        if node.span not in answers:
            return replace(node, kind=Kind.TEXT, children=(), attrs={}, rule="")
        note = answers[node.span]
        return node if note is None else node.having(**{NOTE_AT: str(note.span.start)})

    body = _merge(rewrite(document.body, link))
    return replace(document, body=body)


def _call(node: Node, text: str) -> _Call:
    inner = text[node.span.start : node.span.end].strip("()/[]^ ")
    before, after = text[node.span.start - 1 : node.span.start], text[node.span.end : node.span.end + 1]
    return _Call(
        node,
        _key(text[node.span.start], inner),
        bool(before.strip()) and before not in "([" and not after.isalnum(),
    )


def _key(opening: str, number: str) -> str:
    """How a call and its note know each other: by their number, written in the same manner."""
    return opening + number


def _is_round(call: _Call) -> bool:
    return call.node.rule == "call"


def _choose(calls: list[_Call], notes: dict[str, list[Node]]) -> dict[Span, Node]:
    """The calls that are meant, with their notes.

    Markdown's and slashed calls name their note. Of the calls in parentheses, for each note in order the first
    behind the call before it that is written close to a word, else the first.
    """
    chosen: dict[Span, Node] = {}
    for call in calls:
        if not _is_round(call) and call.number in notes:
            group = notes[call.number]
            later = [n for n in group if n.span.start > call.node.span.start]
            chosen[call.node.span] = (later or group[-1:])[0]
    numbers = [n for n in notes if n[0] == "(" and n[1:].isdigit()]
    at = -1
    for number in sorted(numbers, key=lambda n: int(n[1:])):
        note = notes[number][0]
        ahead = [
            c
            for c in calls
            if _is_round(c)
            and c.number == number
            and c.node.span not in chosen
            and not note.span.start <= c.node.span.start < note.span.end
        ]
        ordered = [c for c in ahead if c.node.span.start > at] or ahead
        best = next((c for c in ordered if c.tight), ordered[0] if ordered else None)
        if best:
            chosen[best.node.span] = note
            at = best.node.span.start
    return chosen


def _merge(body: Node) -> Node:
    """`body` with neighbouring TEXT nodes joined."""

    def join(node: Node) -> Node:
        children: list[Node] = []
        for child in node.children:
            last = children[-1] if children else None
            if last and last.kind is child.kind is Kind.TEXT and last.span.end == child.span.start:
                children[-1] = replace(last, span=Span(last.span.start, child.span.end))
            else:
                children.append(child)
        return node if len(children) == len(node.children) else node.holding(tuple(children))

    return rewrite(body, join)
