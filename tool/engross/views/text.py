"""The text of a TEI file in reading order: blocks, their runs, the notes; every word once.

What is not text of the document (index entries, links, interpretations: `elements.SILENT`) is passed over; nothing
else is left out. Text of elements that are not known, of other namespaces too, stands where it stands in the file.
"""

from __future__ import annotations

from lxml import etree

from engross.encode.tree import TEI, local
from engross.views.spacing import plain
from engross.views.values import Block, Text
from engross.views.walking import Walker

_DIV, _BODY = f"{{{TEI}}}div", f"{{{TEI}}}body"
_EMPTY = ("pb", "lb", "cb", "milestone")


def read_text(root: etree._Element) -> Text:
    """The text of the TEI file, or of the part of one (``text``, ``body``, ``div`` …), with that root."""
    return Walker(root, document_parts(root)).walk()


def document_parts(root: etree._Element) -> list[etree._Element]:
    """The documents of a file: the outermost ``div type="document"``; where there are none, the only ``div`` of each
    body, or the body."""
    documents = [div for div in root.iter(_DIV) if div.get("type") == "document" and not _is_inside_one(div)]
    if documents:
        return documents
    bodies = [body for body in root.iter(_BODY) if not _floats(body)]
    if bodies:
        return [_only_division(body) for body in bodies]
    return [] if local(root) in ("TEI", "teiCorpus") else [root]


def line_of(element: etree._Element) -> str:
    """The reading text of `element` in one line: no notes, no page furniture; blanks between its blocks."""
    if len(element) == 0:
        return " ".join((element.text or "").split())
    return " ".join(filter(None, map(block_text, Walker(element, ()).walk().blocks)))


def block_text(block: Block, *, deletions: bool = True, calls: bool = False) -> str:
    """The text of `block` in one line: the speaker, the label, then what follows; blanks between cells."""
    pieces = [block.speaker, block.label, block.runs, *(cell.runs for cell in block.cells)]
    return " ".join(filter(None, (plain(each, deletions=deletions, calls=calls) for each in pieces)))


def _is_inside_one(div: etree._Element) -> bool:
    return any(outer.get("type") == "document" for outer in div.iterancestors(_DIV))


def _floats(body: etree._Element) -> bool:
    parent = body.getparent()
    return parent is not None and local(parent) == "floatingText"


def _only_division(body: etree._Element) -> etree._Element:
    """The one division that makes up `body`; `body` itself where there is more."""
    children = [child for child in body.iterchildren(etree.Element) if local(child) not in _EMPTY]
    return children[0] if len(children) == 1 and local(children[0]) == "div" else body
