"""What opens a document in TEI's order, where the source has it in another: page, file number, titles."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from engross.model import Kind, Node, content
from engross.readers.inline import Reading

_MARKER = "page break: a page marker"
_FILED = "file number"


def order_opening(nodes: Sequence[Node], reading: Reading) -> tuple[Node, ...]:
    """The content of a document: what stands between the title of its collection and its own title comes first, the
    page that begins there and the number of its file.

    The title of the collection is that of many documents. A marker right below it tells on which page this one begins;
    a form feed or a typed number there is another thing: the title stands on the page above.
    """
    lead = list(takewhile(_is_lead, nodes))
    collections = list(takewhile(_is_collection, lead))
    if not collections or len(lead) == len(nodes) or nodes[len(lead)].kind is not Kind.HEAD:
        return tuple(nodes)
    below = lead[len(collections) :]
    pages = list(takewhile(lambda node: node.rule.startswith(_MARKER), below))
    between = below[len(pages) :]
    filed = [node for node in between if _is_filed(node, reading)]
    others = [node for node in between if not _is_filed(node, reading)]
    return (*pages, *filed, *collections, *others, *nodes[len(lead) :])


def _is_collection(node: Node) -> bool:
    return node.kind is Kind.HEAD and node.attrs.get("type") == "collection"


def _is_lead(node: Node) -> bool:
    return _is_collection(node) or node.kind is Kind.PB or node.rule.startswith(_FILED)


def _is_filed(node: Node, reading: Reading) -> bool:
    """Whether `node` is a file number, or names a file or an archive; any other line may be one title among others."""
    words = " ".join(content(node, reading.source).split())
    patterns = (reading.profile.pattern(name) for name in ("file-number", "file-series"))
    return node.rule.startswith(_FILED) and any(pattern.match(words) for pattern in patterns)
