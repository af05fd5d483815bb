"""One block into one element: a paragraph, a note, a page break, furniture, and the running text in each."""

from __future__ import annotations

import re

from engross.model import Kind, Node, is_editorial, text
from engross.readers.blocks import Block, Role, bare, body
from engross.readers.furniture import is_noise
from engross.readers.inline import Reading, plain, read_inline
from engross.source import LAYOUT, Span


def read_single(reading: Reading, block: Block) -> Node:
    """The element that a block makes alone; a paragraph where its role says nothing else."""
    if block.role is Role.PAGE:
        attrs = {k: v for k, v in block.attrs.items() if k in ("n", "cert")}
        return Node(Kind.PB, block.span, (), attrs, block.rule)
    if block.role is Role.FURNITURE:
        return _furniture(reading, block)
    if "metadata" in block.attrs:
        return Node(Kind.NOTE, block.span, _lines(reading, block), {"type": "metadata"}, block.rule)
    if block.role is Role.SOURCE_NOTE:
        kind = "summary" if block.rule.startswith("summary") else "source"
        return Node(Kind.NOTE, block.span, read_numbered(reading, block), {"type": kind, **_place(block)}, block.rule)
    if block.role is Role.FOOTNOTE:
        return read_footnote(reading, block) if "n" in block.attrs else read_paragraph(reading, block)
    if block.role is Role.STAGE:
        return Node(Kind.STAGE, block.span, read_whole(reading, block), {}, block.rule)
    if block.role in (Role.DATELINE, Role.ENTRY, Role.HEAD, Role.SALUTE, Role.SIGNED):
        return Node(Kind.P, block.span, read_whole(reading, block), {}, block.rule)
    return read_paragraph(reading, block)


def read_paragraph(reading: Reading, block: Block) -> Node:
    """A paragraph, with the block's label in it; a note in double parentheses that is all of it stands alone."""
    label = read_own_label(reading, block)
    children = (*label, *read_labelled(reading, block)) if label else read_whole(reading, block)
    if len(children) == 1 and children[0].kind is Kind.NOTE:
        return children[0]
    return Node(Kind.P, block.span, children, links_of(block), block.rule or "paragraph: nothing else fits")


def _lines(reading: Reading, block: Block) -> tuple[Node, ...]:
    """The lines of metadata, plain: what looks like a mark in them is none."""
    children: list[Node] = []
    for line in (line for line in block.lines if block.start <= line.start < block.end):
        if children:
            children.append(Node(Kind.LB, Span(line.start, line.start)))
        children += plain(reading, line.start, line.end)
    return tuple(children)


def read_footnote(reading: Reading, block: Block) -> Node:
    """A footnote of one block: its number as typed where it is no mark, its text."""
    attrs = {"type": "footnote", "place": "bottom", "n": block.attrs["n"]}
    return Node(Kind.NOTE, block.span, read_numbered(reading, block), attrs, block.rule)


def read_numbered(reading: Reading, block: Block) -> tuple[Node, ...]:
    """The text of a note behind its number, where it has one, which is a label where it is no mark."""
    children = read_whole(reading, block)
    if "label" not in block.attrs:
        return children
    a, b = map(int, block.attrs["label"].split(":"))
    marks = reading.source.text[b : block.start].rstrip(LAYOUT)  # </sup>
    label = Node(Kind.LABEL, Span(a, b), plain(reading, a, b))
    return (label, *plain(reading, b + len(marks), block.start), *children)


def read_remark(reading: Reading, block: Block) -> Node:
    """A marking beside the dateline as a stamp, any other remark as a seg."""
    if reading.profile.pattern("classification").match(bare(body(reading.source, block))):
        reading.conventions.add("classification")
        return Node(Kind.STAMP, block.span, read_whole(reading, block), {"type": "classification"}, block.rule)
    if block.attrs.get("type") == "number":
        reading.conventions.add("document-number")
        return Node(Kind.SEG, block.span, read_whole(reading, block), {"type": "number"}, block.rule)
    children = read_whole(reading, block)
    if len(children) == 1 and is_editorial(children[0]):
        return children[0]
    return Node(Kind.SEG, block.span, children, {}, block.rule)


def read_garbled(reading: Reading, block: Block) -> tuple[Node, ...]:
    """A title whose first word the OCR garbled: that word is unclear."""
    word = re.search(r"\w+", reading.source.text[block.start : block.end])
    if word is None or block.label:
        return read_whole(reading, block)
    span = Span(block.start + word.start(), block.start + word.end())
    unclear = Node(Kind.UNCLEAR, span, plain(reading, span.start, span.end), {"reason": "ocr", "cert": "medium"})
    before = read_inline(reading, Span(block.start, span.start))
    return (*before, unclear, *read_inline(reading, Span(span.end, block.end)))


def _furniture(reading: Reading, block: Block) -> Node:
    """Forme work: a stamp inside where it is one, unclear where nothing could name it."""
    kind = block.attrs["type"]
    if kind == "picture":
        mark = Node(Kind.DESC, block.span, plain(reading, block.start, block.end))
        return Node(Kind.GAP, block.span, (mark,), {"reason": "ocr"}, block.rule)
    inner = read_whole(reading, block)
    if "garbled" in block.attrs:
        inner = (Node(Kind.UNCLEAR, block.span, inner, {"reason": "ocr", "cert": "medium"}),)
    if kind == "unidentified":
        inner = (Node(Kind.UNCLEAR, block.span, inner, {"reason": "ocr", "cert": "low"}),)
    if "stamp" in block.attrs:
        inner = (Node(Kind.STAMP, block.span, inner, {"type": block.attrs["stamp"]}),)
    return Node(Kind.FW, block.span, inner, {"type": kind, **_place(block)}, block.rule)


def read_cell(reading: Reading, span: Span) -> tuple[Node, ...]:
    """What is in a cell: text, a stamp of a review, or noise."""
    inner, cell = read_inline(reading, span), reading.source.text[span.start : span.end]
    if not cell:
        return ()
    if reading.profile.pattern("declassification").search(cell):
        reading.conventions.add("declassification")
        return (Node(Kind.STAMP, span, inner, {"type": "declassification"}, "stamp: the words of a review"),)
    if is_noise(cell, reading) and not re.fullmatch(r"[A-Za-z]\W?", cell):  # a letter alone is a tick or an initial
        return (Node(Kind.UNCLEAR, span, inner, {"reason": "ocr", "cert": "low"}, "noise: no letters of a word"),)
    return inner


def read_own_label(reading: Reading, block: Block) -> tuple[Node, ...]:
    """The block's label as a LABEL node; nothing where it has none."""
    if block.label is None:
        return ()
    span = block.label.span
    return (Node(Kind.LABEL, span, _read_label(reading, span)),)


def _read_label(reading: Reading, span: Span) -> tuple[Node, ...]:
    """The text of a label: no call for a note, though it may look like one; its letter may be emphasized."""
    marked = any(reading.source.text.find(mark, span.start, span.end) >= 0 for mark in "<*_")
    return read_inline(reading, span) if marked else plain(reading, span.start, span.end)


def read_labelled(reading: Reading, block: Block) -> tuple[Node, ...]:
    """The text behind a label, with the blank between them."""
    inner = read_pieces(reading, block.parts or (Span(block.start, block.end),))
    gap = Span(block.label.span.end, block.start) if block.label else Span(0, 0)
    return (*plain(reading, gap.start, gap.end), *inner)


def read_whole(reading: Reading, block: Block) -> tuple[Node, ...]:
    """All of a block's text; a label that nothing else has a use for is text as well."""
    if block.label:
        return (*_read_label(reading, block.label.span), *read_labelled(reading, block))
    return read_pieces(reading, block.parts or (Span(block.start, block.end),))


def read_pieces(reading: Reading, parts: tuple[Span | Block, ...]) -> tuple[Node, ...]:
    """The running text of the stretches in `parts`, and the furniture between them, kept apart by line breaks; where
    a word runs over that, the page break says so and nothing keeps its halves apart."""
    nodes: list[Node] = []
    broken = ""
    for k, part in enumerate(parts):
        span = part if isinstance(part, Span) else part.span
        before = parts[k - 1] if k else None
        if isinstance(before, Span):
            further = (parts[n] for n in range(k, len(parts)))
            after = next((p for p in further if isinstance(p, Span)), None)
            broken = reading.break_between(before.end, after.start) if after else ""
        if before and broken != "no":
            nodes += _break(reading, before.end if isinstance(before, Span) else before.span.end, span.start)
        if isinstance(part, Span):
            if isinstance(before, Span):
                nodes.append(Node(Kind.LB, Span(span.start, span.start), (), {"break": broken} if broken else {}))
            nodes += read_inline(reading, part)
            continue
        node = read_single(reading, part)
        nodes.append(node.having(**{"break": broken}) if broken and node.kind is Kind.PB else node)
    return tuple(nodes)


def _break(reading: Reading, start: int, end: int) -> tuple[Node, ...]:
    """The first line break between two parts of a paragraph: it keeps their words apart."""
    at = reading.source.text.find("\n", start, end)
    return (text(at, at + 1),) if at >= 0 else ()


def links_of(block: Block) -> dict[str, str]:
    """`next` and `prev` for a paragraph that the source has in two places; ids come later."""
    names = (("run_on", "next"), ("run_in", "prev"))
    return {tei: block.attrs[ours] for ours, tei in names if ours in block.attrs}


def _place(block: Block) -> dict[str, str]:
    return {"place": block.attrs["place"]} if "place" in block.attrs else {}
