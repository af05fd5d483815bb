"""The reading text: words as they are to be read, without what was struck out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from engross.export.edition import Edition, Made
from engross.export.marking import IN_LINES_AND_HEADS, Numbers, stands_close
from engross.views.spacing import plain
from engross.views.values import Block, Note, Part

RULE = "--------"


def make(editions: Sequence[Edition]) -> Made:
    """The reading text of an edition."""
    (edition,) = editions
    parts = filter(None, map(_part, edition.text.parts))
    return Made(("\n\n\n".join(parts) + "\n").encode())


def _part(part: Part) -> str:
    pieces = [_joined(part.blocks), "\n".join(_notes(part.notes)), "\n".join(_furniture(part.furniture))]
    body, *rest = pieces
    return "\n\n".join(filter(None, [body, *(f"{RULE}\n\n{piece}" for piece in rest if piece)]))


def _joined(blocks: Iterable[Block]) -> str:
    """`blocks` one below the other, with an empty line between them where there is to be one."""
    out: list[str] = []
    numbers, before = Numbers(), None
    for block in blocks:
        words = block_words(block)
        if block.kind == "item":
            sign = numbers.sign(block)
        else:
            sign = ""
            if not block.depth:
                numbers.leave()
        if not words:
            continue
        if out:
            out.append("\n" if stands_close(before, block) else "\n\n")
        indent = "  " * (max(0, block.depth - 1) + 2 * block.quote)
        lines = " ".join(filter(None, (sign, words))).split("\n")
        out.append("\n".join(f"{indent}{line}" if line else line for line in lines))
        before = block
    return "".join(out)


def block_words(block: Block) -> str:
    """The reading text of `block`, with the signs of its notes."""
    if block.cells:
        cells = "\t".join(plain(cell.runs, deletions=False, calls=True) for cell in block.cells)
        words = cells if cells.strip() else ""
    else:
        words = plain(block.runs, deletions=False, calls=True, lines=block.kind in IN_LINES_AND_HEADS)
    before = (plain(runs, deletions=False, calls=True) for runs in (block.speaker, block.label))
    return " ".join(filter(None, (*before, words)))


def _notes(notes: Iterable[Note]) -> Iterator[str]:
    """Each note on a line, further paragraphs of it below; first those that nothing calls."""
    for note in sorted(notes, key=lambda note: note.called):
        words = _joined(note.blocks)
        yield " ".join(filter(None, (note.label, words)))


def _furniture(blocks: Iterable[Block]) -> Iterator[str]:
    """What stands on the pages, a line each."""
    for block in blocks:
        if words := block_words(block).replace("\n", " "):
            yield f"[p. {block.page}] {words}" if block.page else words
