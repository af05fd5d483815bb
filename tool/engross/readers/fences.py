"""The sweep over lines that only fence in what stands between them: pandoc's ``:::``, an OCR engine's ``<figure>``."""

from __future__ import annotations

from msgspec.structs import replace

from engross.readers.blocks import FENCES, Block, Role, whole_text
from engross.readers.inline import Reading


def drop_fences(blocks: list[Block], reading: Reading) -> list[Block]:
    """Leave out fences: they are marks. What stands behind one stands apart from what is above it."""
    pattern, text = reading.profile.pattern("fence"), reading.source.text
    out, apart = list[Block](), False
    for block in blocks:
        signed = block.role is Role.NONE and text[block.span.start] in FENCES and len(block.lines) == 1
        if signed and pattern.match(whole_text(reading.source, block)):
            reading.conventions.add("fence")
            apart = True
            continue
        if apart and not block.gap:
            first, *others = block.lines
            block = replace(block, lines=(replace(first, gap=1), *others))
        out.append(block)
        apart = False
    return out
