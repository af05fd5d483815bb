"""What text, Markdown and Word have in common: what stands before an item, and what stands close together."""

from __future__ import annotations

from engross.regex import compile_later
from engross.views.values import Block

#: Kinds that stand on lines of their own without an empty line between them.
TIGHT = frozenset({"row", "address", "line", "signature", "dateline", "opener"})

#: Kinds in which the lines of the original are kept.
IN_LINES = frozenset({"address", "signature", "opener", "closer", "dateline", "salute", "trailer"})
#: These, and headings, for targets in which a heading can have lines.
IN_LINES_AND_HEADS = IN_LINES | {"head"}

_ORDERED = compile_later(r"\b(numbered|ordered|numerated|arabic)\b")
_FIELDS = compile_later(r"\b(memo-header|gloss)\b")
_BARE = compile_later(r"\b(labelled|memo-header|plain|gloss|simple|inline)\b")


class Numbers:
    """Numbers the items whose list is numbered and that have no label of their own: by their @n, or by counting."""

    def __init__(self) -> None:
        self._counts: list[int] = []

    def sign(self, block: Block) -> str:
        """What a list puts before the item that `block` begins: ``-``, ``2.``, nothing where it has a label."""
        del self._counts[block.depth :]
        self._counts += [0] * (block.depth - len(self._counts))
        if not block.begins:
            return ""
        self._counts[-1] += 1
        if block.label or _BARE.search(block.list):
            return ""
        if not _ORDERED.search(block.list):
            return "-"
        number = block.number or str(self._counts[-1])
        return f"{number}." if number[-1].isalnum() else number

    def leave(self) -> None:
        """No item is open any more."""
        self._counts.clear()


def is_field(block: Block) -> bool:
    """Whether `block` is an item of a list of names and values, such as the head of a memorandum."""
    return block.kind == "item" and bool(_FIELDS.search(block.list))


def stands_close(before: Block | None, block: Block) -> bool:
    """Whether `block` follows `before` without an empty line."""
    if before is None:
        return False
    if before.kind == block.kind == "row":
        return before.table == block.table
    if before.kind == block.kind == "item":
        return before.listing == block.listing and is_field(block)
    return before.kind == block.kind and block.kind in TIGHT
