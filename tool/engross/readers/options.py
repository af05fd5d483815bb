"""Lines at the foot of a memorandum: choices to tick, and markings below a signature."""

from __future__ import annotations

from engross.readers.blocks import Block, Role, bare, body, unlabelled
from engross.readers.inline import Reading

OPTION = "option: a choice to tick, such as Approve"
#: Roles of what may stand between the last lines of a document and its end.
TRANSPARENT = (Role.FOOTNOTE, Role.SOURCE_NOTE, Role.PAGE, Role.FURNITURE, Role.TRAILER, Role.SEPARATOR)


def mark_options(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide lines such as ``Approve ____``, which stand where a signature may stand."""
    pattern, out = reading.profile.pattern("option"), list(blocks)
    for i, block in enumerate(blocks):
        if (
            block.role is Role.NONE
            and block.end - block.start < 100
            and pattern.match(bare(body(reading.source, block)))
        ):
            reading.conventions.add("option")
            out[i] = unlabelled(block).called(Role.P, OPTION)
    return out


def trail_options(blocks: list[Block], reading: Reading) -> list[Block]:
    """Options and markings below a signature are end matter."""
    out, signed = list(blocks), False
    for i, block in enumerate(blocks):
        if block.rule == OPTION and signed:
            out[i] = block.called(Role.TRAILER, OPTION)
        elif block.role is Role.NONE and signed and is_marked(bare(body(reading.source, block)), reading):
            out[i] = block.called(Role.TRAILER, "marking: at the foot of the page, below a signature")
        elif block.role not in TRANSPARENT:
            signed = block.role is Role.SIGNED
    return out


def is_marked(text: str, reading: Reading) -> bool:
    """Whether `text` is a marking of classification or handling, and nothing else."""
    return len(text) < 60 and bool(reading.profile.pattern("classification").match(text))
