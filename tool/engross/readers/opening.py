"""What opens a document in TEI's order, where the source has it in another: the page that begins above its title."""

from __future__ import annotations

from collections.abc import Sequence

from engross.model import Kind, Node

_MARKER = "page break: a page marker"


def order_opening(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """The content of a document: the page that begins between the title of its collection and its own title first.

    The title of the collection is that of many pages; a marker below it tells on which of them the document begins. No
    text changes its place: the marker is no text. A form feed or a typed number below the title is another thing: the
    title stands on the page above.
    """
    heads = 0
    while heads < len(nodes) and nodes[heads].attrs.get("type") == "collection":
        heads += 1
    end = heads
    while end < len(nodes) and nodes[end].kind is Kind.PB and nodes[end].rule.startswith(_MARKER):
        end += 1
    if end == len(nodes) or nodes[end].kind is not Kind.HEAD:
        return tuple(nodes)
    return (*nodes[heads:end], *nodes[:heads], *nodes[end:])
