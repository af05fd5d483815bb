"""How a source was read: for each block the rule that decided, and the rule that would have decided without it.

The runner-up is no estimate: the sweeps are run again without the one that decided, and what then becomes of the block
is what it was weighed against. That takes as many readings as there are sweeps that decided anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from engross.model import Node, walk
from engross.profile import Profile
from engross.readers import SWEEPS
from engross.readers.blocks import Block, Role, cut_blocks
from engross.readers.inline import Reading
from engross.readers.structure import build_body
from engross.source import Source

_NOTHING = "paragraph: nothing else fits"


class Decision(Struct, frozen=True):
    """What was decided of the block that begins on `line`: its role, the rule, the element that it became (empty where
    it is part of one with others). `other` and `other_rule`: what it would be without that rule; empty where no other
    rule has a claim."""

    line: int
    text: str
    role: str
    rule: str
    element: str
    other: str = ""
    other_rule: str = ""


def find_decisions(source: Source, profile: Profile) -> tuple[Decision, ...]:
    """The decisions on every block of `source`, in order."""
    stages = [cut_blocks(source, profile)]
    for sweep in SWEEPS:
        stages.append(sweep(stages[-1], Reading(source, profile)))
    others: dict[int, Block] = {}
    for number in range(len(SWEEPS)):
        decided = _roles(stages[number + 1]).keys() - _roles(stages[number]).keys()
        if decided:
            without = _roles(_run_without(number, stages[number], source, profile))
            others |= {start: without[start] for start in decided & without.keys()}
    elements = _elements(build_body(stages[-1], Reading(source, profile)))
    blocks = sorted(_every(stages[-1]), key=lambda block: block.span.start)
    return tuple(_decision(block, others.get(block.span.start), elements, source) for block in blocks)


def _run_without(number: int, blocks: list[Block], source: Source, profile: Profile) -> list[Block]:
    """What the sweeps behind the one at `number` make of the blocks that it would have had."""
    reading = Reading(source, profile)
    for sweep in SWEEPS[number + 1 :]:
        blocks = sweep(blocks, reading)
    return blocks


def _every(blocks: list[Block]) -> Iterator[Block]:
    """The blocks, and those that were put inside of others: page breaks and what stands around them."""
    for block in blocks:
        yield block
        yield from _every([part for part in block.parts if isinstance(part, Block)])


def _roles(blocks: list[Block]) -> dict[int, Block]:
    """The blocks that have a role, by where they begin."""
    return {block.span.start: block for block in _every(blocks) if block.role is not Role.NONE}


def _elements(body: Node) -> Mapping[tuple[int, str], str]:
    """The outermost element that each rule made at each place."""
    found: dict[tuple[int, str], str] = {}
    for node in walk(body):
        found.setdefault((node.span.start, node.rule), str(node.kind))
    return found


def _decision(block: Block, other: Block | None, elements: Mapping[tuple[int, str], str], source: Source) -> Decision:
    start, rule = block.span.start, block.rule or _NOTHING
    text = " ".join(source.text[start : min(start + 200, block.span.end)].split())
    element = elements.get((start, rule), "")
    role = block.role or Role.P
    same = other is None or other.role in (Role.P, role)
    rival = ("", "") if same or other is None else (str(other.role), other.rule)
    return Decision(source.locate(start).line, text, str(role), rule, element, *rival)
