"""The sweep over fields of a memorandum's header that an OCR engine took apart: ``TO``, and in a paragraph of its own
``: The Secretary``."""

from __future__ import annotations

from msgspec.structs import replace

from engross.readers.blocks import Block, Role, body
from engross.readers.inline import Reading
from engross.regex import compile_later

_LABEL = compile_later(
    r"(?:TO|FROM|THROUGH|THRU|VIA|SUBJECT|SUBJ|REF|REFERENCE|DATE|INFO|PARTICIPANTS|MEMORANDUM FOR)\s*(?P<colon>:?)"
)
#: They stand among the first blocks of a document; a value is no longer, in characters.
_FRONT, _LONGEST, _FEWEST = 40, 240, 2


def join_parted_fields(blocks: list[Block], reading: Reading) -> list[Block]:
    """Join labels that stand alone with the values below, where there are two or more."""
    if "furniture" not in reading.profile.features:
        return blocks
    parted = [i for i in range(min(len(blocks) - 1, _FRONT)) if _is_parted(blocks[i], blocks[i + 1], reading)]
    if len(parted) < _FEWEST:
        return blocks
    out, i = list[Block](), 0
    while i < len(blocks):
        block = blocks[i]
        if i in parted:
            i += 1
            below = blocks[i]
            block = replace(block, lines=block.lines + below.lines, end=below.end, label=None)
            block = block if block.bullet[:1] == "#" else replace(block, start=block.span.start, bullet="")
        out.append(block)
        i += 1
    return out


def _is_parted(label: Block, value: Block, reading: Reading) -> bool:
    """Whether `label` is a label alone and `value` what belongs to it: one of them has the colon."""
    text = body(reading.source, label)
    match = _LABEL.fullmatch(text) if len(text) < 20 and label.role is Role.NONE else None
    if match is None or value.role is not Role.NONE or value.end - value.start > _LONGEST:
        return False
    below = body(reading.source, value)
    return below.startswith(":") if not match["colon"] else not _LABEL.match(below)
