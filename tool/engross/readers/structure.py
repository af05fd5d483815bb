"""From a flat list of blocks to the tree of the edition.

TEI's order is kept by construction: heads, openers and datelines first in a ``div``; no loose paragraph after a child
``div`` (what follows a section belongs to it); signatures last. A file with more text behind a signature closes that
document and goes on in a ``div`` of its own.
"""

from __future__ import annotations

from msgspec import Struct, field
from msgspec.structs import replace

from engross.model import Kind, Node, is_editorial
from engross.readers.blocks import Block, Role
from engross.readers.groups import FLOATING, Groups
from engross.readers.inline import Reading, plain, read_inline
from engross.readers.lists import is_bare_title, run_in_title
from engross.readers.opening import order_opening
from engross.readers.single import (
    links_of,
    read_garbled,
    read_labelled,
    read_own_label,
    read_pieces,
    read_remark,
    read_whole,
)
from engross.source import Span

_DIV_TOP = {Kind.HEAD, Kind.OPENER, Kind.DATELINE, Kind.SALUTE}
_NOTES = (Role.SOURCE_NOTE, Role.FOOTNOTE)


class _Div(Struct):
    """A division being built: its content so far, and the kinds of elements that stand in it."""

    attrs: dict[str, str]
    start: int
    rule: str = ""
    content: list[Node] = field(default_factory=list)
    kinds: set[Kind] = field(default_factory=set)

    def put(self, *nodes: Node) -> None:
        """Add to the end."""
        self.content += nodes
        self.kinds.update(node.kind for node in nodes)

    @property
    def state(self) -> str:
        """What stands in it so far: ``front``, ``text``, ``divs`` or ``closed``."""
        if self.kinds & {Kind.CLOSER, Kind.POSTSCRIPT, Kind.TRAILER}:
            return "closed"
        return "divs" if Kind.DIV in self.kinds else "text" if self.kinds - FLOATING - _DIV_TOP else "front"


def build_body(blocks: list[Block], reading: Reading) -> Node:
    """The body of the edition: every block in its place, in the order of the source."""
    return _Builder(blocks, reading).build()


class _Builder:
    """One walk over the blocks, with the divisions that are open."""

    def __init__(self, blocks: list[Block], reading: Reading) -> None:
        self.blocks = blocks
        self.reading = reading
        self.groups = Groups(blocks, reading)
        self.done: list[Node] = []
        self.divs: list[_Div] = []
        self.at = 0
        self.closing_notes = _closing_notes(blocks)

    def build(self) -> Node:
        while self.at < len(self.blocks):
            block = self.blocks[self.at]
            if block.attrs.get("document") or not self.divs:
                self._close(0)
                self._open({"type": "document"}, block.span.start)
            self._take(block)
        if not self.divs and not self.done:
            self._open({"type": "document"}, 0)
        self._close(0)
        end = len(self.reading.source.text)
        return Node(Kind.BODY, Span(0, end), tuple(self.done))

    # --- divisions ---

    def _open(self, attrs: dict[str, str], start: int, rule: str = "") -> None:
        self.divs.append(_Div(attrs, start, rule=rule))

    def _close(self, depth: int) -> None:
        """Close the open divisions down to `depth` of them."""
        while len(self.divs) > depth:
            div = self.divs.pop()
            children = tuple(div.content)
            end = children[-1].span.end if children else div.start
            children = order_opening(children, self.reading) if div.attrs["type"] == "document" else children
            node = Node(Kind.DIV, Span(div.start, max(end, div.start)), children, div.attrs, div.rule)
            if self.divs:
                self.divs[-1].put(node)
            else:
                self.done.append(node)

    def _add(self, *nodes: Node) -> None:
        """Put text into the innermost division; behind a signature or a child division it needs a new one."""
        state = self.divs[-1].state
        if state in ("divs", "closed") and any(n.kind not in FLOATING for n in nodes):
            self._seal()
            self._open({"type": "section"}, nodes[0].span.start, "continuation")
        self.divs[-1].put(*nodes)

    def _seal(self) -> None:
        """Make room for a division behind a signature: what is signed becomes a division of its own beside it."""
        while len(self.divs) > 1 and self.divs[-1].state == "closed":
            self._close(len(self.divs) - 1)
        div = self.divs[-1]
        if div.state != "closed":
            return
        divs = [k for k, n in enumerate(div.content) if n.kind is Kind.DIV]
        cut = divs[-1] if divs else next(k for k, n in enumerate(div.content) if n.kind not in FLOATING | _DIV_TOP)
        signed = tuple(div.content[cut:])
        if divs:  # the division before is what is signed
            before, *rest = signed
            headed = all(n.kind in FLOATING | _DIV_TOP for n in before.children)  # TEI wants text before a signature
            signed = (*before.children, *(map(_as_paragraph, rest) if headed else rest))
            attrs, rule = div.content[cut].attrs, div.content[cut].rule
        else:
            attrs, rule = {"type": "section"}, "signed part"
        span = Span(signed[0].span.start, signed[-1].span.end)
        del div.content[cut:]
        div.kinds = {node.kind for node in div.content}
        div.put(Node(Kind.DIV, span, signed, attrs, rule))

    def _take(self, block: Block) -> None:
        """Encode the block at hand (and those that belong to it) and move on."""
        role = block.role
        if role is Role.SEPARATOR:
            pass  # a mark: where it stands a document ends
        elif role is Role.TITLE and "garbled" in block.attrs:
            self._front(Node(Kind.HEAD, block.span, read_garbled(self.reading, block), {}, block.rule))
        elif role in (Role.COLLECTION, Role.TITLE):
            self._front(
                Node(
                    Kind.HEAD,
                    block.span,
                    read_whole(self.reading, block),
                    {"type": "collection"} if role is Role.COLLECTION else {},
                    block.rule,
                )
            )
        elif role is Role.DATELINE:
            line = Node(Kind.DATELINE, block.span, read_whole(self.reading, block), {}, block.rule)
            self._front(Node(Kind.OPENER, block.span, (line,)))
        elif role is Role.REMARK:
            self._front(Node(Kind.OPENER, block.span, (read_remark(self.reading, block),)))
        elif role is Role.ADDRESS:
            self._front(Node(Kind.OPENER, block.span, (self._address(block),)))
        elif role is Role.SALUTE:
            line = Node(Kind.SALUTE, block.span, read_whole(self.reading, block), {}, block.rule)
            self._front(Node(Kind.OPENER, block.span, (line,)))
        elif role is Role.ENTRY:
            self._close(1)
            self._seal()
            self._open({"type": "entry"}, block.span.start, block.rule)
            self._front(Node(Kind.DATELINE, block.span, read_whole(self.reading, block), {}, block.rule))
        elif role is Role.HEAD:
            self._heading(block)
        elif role is Role.ENCLOSURE:
            self._close(0)
            self._open({"type": "enclosure", "subtype": "other"}, block.span.start, block.rule)
            self._front(Node(Kind.HEAD, block.span, read_whole(self.reading, block), {}, block.rule))
        elif role is Role.SECTION:
            self._section(block)
        elif role in (Role.SIGNED, Role.POSTSCRIPT, Role.TRAILER):
            self._closing(block)
        elif block.attrs.get("trailer"):
            nodes, used = self.groups.group(self.at)
            inner = nodes[0].children if nodes[0].kind is Kind.P else nodes
            span = Span(nodes[0].span.start, nodes[-1].span.end)
            self._end(Node(Kind.TRAILER, span, inner, {}, block.rule), nodes)
            self.at += used
            return
        else:
            if role in _NOTES and self.at in self.closing_notes:
                self._close(1)
            nodes, used = self.groups.group(self.at)
            self._add(*nodes)
            self.at += used
            return
        self.at += 1

    def _front(self, node: Node) -> None:
        """Put a head, opener or dateline where it may stand: before all text."""
        div = self.divs[-1]
        last = div.content[-1] if div.content else None
        if div.state == "front" and last and last.kind is node.kind is Kind.OPENER:
            span = Span(last.span.start, node.span.end)
            div.content[-1] = replace(last, span=span, children=last.children + node.children)
        elif div.state == "front":
            div.put(node)
        elif node.kind is Kind.HEAD:
            self._close(1)
            self._seal()
            self._open({"type": "section"}, node.span.start, node.rule)
            self.divs[-1].put(node)
        elif last and last.kind is Kind.CLOSER and node.children[0].kind is Kind.DATELINE:  # it dates the signature
            self._end(replace(node, kind=Kind.CLOSER), ())
        else:
            inner = node.children[0] if node.kind is Kind.OPENER else node
            children = (inner,) if inner.kind is Kind.STAMP or is_editorial(inner) else inner.children
            if inner.kind is Kind.ADDRESS:
                children = _on_lines(inner.children)
            self._add(Node(Kind.P, inner.span, children, {}, inner.rule))

    def _heading(self, block: Block) -> None:
        head = Node(Kind.HEAD, block.span, read_whole(self.reading, block), {}, block.rule)
        div = self.divs[-1]
        front = [n.kind for n in div.content if n.kind not in FLOATING]
        if div.attrs["type"] == "entry" and front in ([Kind.DATELINE], [Kind.HEAD]):
            div.put(head)
            return
        if div.attrs["type"] == "section" and front == [Kind.HEAD] and "level" not in block.attrs:
            div.put(head)  # two headings with nothing between them head one section
            return
        level = int(block.attrs.get("level", "2"))
        keep = next(
            (d for d in range(1, len(self.divs)) if int(self.divs[d].attrs.get("level", "2")) >= level),
            len(self.divs),
        )
        self._close(max(1, keep))
        self._seal()
        self._open({"type": "section", "level": str(level)}, block.span.start, block.rule)
        self.divs[-1].put(head)

    def _section(self, block: Block) -> None:
        """A numbered section: its number and short title are its head, run in with the first paragraph."""
        depth = next(
            (d for d, div in enumerate(self.divs) if div.attrs.get("chain") == block.attrs["chain"]),
            len(self.divs),
        )
        self._close(depth)
        self._seal()
        attrs = {"type": "section", "n": block.attrs["n"], "chain": block.attrs["chain"]}
        self._open(attrs, block.span.start, block.rule)
        label = read_own_label(self.reading, block)
        cut = block.start + run_in_title(self.reading, block)
        if cut == block.start and is_bare_title(self.reading, block):
            self.divs[-1].put(Node(Kind.HEAD, block.span, read_whole(self.reading, block), {}, block.rule))
            return
        if cut == block.start:
            self._add(Node(Kind.P, block.span, (*label, *read_labelled(self.reading, block)), {}, block.rule))
            return
        title = read_inline(self.reading, Span(block.start, cut))
        between = plain(self.reading, label[-1].span.end, block.start) if label else ()
        head = Node(Kind.HEAD, Span(block.span.start, cut), (*label, *between, *title), {"rend": "run-in"}, block.rule)
        self.divs[-1].put(head)
        rest = _after(block, cut, self.reading)
        if rest:
            self.divs[-1].put(
                Node(Kind.P, Span(rest[0].start, block.end), read_pieces(self.reading, rest), links_of(block))
            )

    def _closing(self, block: Block) -> None:
        line = Node(Kind.P, block.span, read_whole(self.reading, block), {}, block.rule)
        if block.role is Role.POSTSCRIPT:
            node = Node(Kind.POSTSCRIPT, block.span, (line,), {}, block.rule)
        elif block.role is Role.TRAILER:
            node = replace(line, kind=Kind.TRAILER, children=self.groups.copies(block) or line.children)
        elif "dateline" in block.attrs:
            node = Node(Kind.CLOSER, block.span, (replace(line, kind=Kind.DATELINE),), {}, block.rule)
        elif "signed" in block.attrs:
            node = Node(Kind.CLOSER, block.span, self._close_and_name(block), {}, block.rule)
        else:
            node = Node(Kind.CLOSER, block.span, (replace(line, kind=Kind.SIGNED),), {}, block.rule)
        self._end(node, (line,))

    def _close_and_name(self, block: Block) -> tuple[Node, ...]:
        """The complimentary close and the signature below it, of one block."""
        cut = int(block.attrs["signed"])
        above = Span(block.start, next(k.end for k in reversed(block.lines) if k.start < cut))
        below = Span(cut, block.end)
        return (
            Node(Kind.SALUTE, above, read_inline(self.reading, above), {}, "salutation: a complimentary close"),
            Node(Kind.SIGNED, below, read_inline(self.reading, below), {}, block.rule),
        )

    def _address(self, block: Block) -> Node:
        """A letterhead or an address, line by line."""
        spans = [Span(max(line.start, block.start), line.end) for line in block.lines]
        lines = tuple(Node(Kind.ADDR_LINE, span, read_inline(self.reading, span)) for span in spans)
        return Node(Kind.ADDRESS, block.span, lines, {}, block.rule)

    def _end(self, node: Node, otherwise: tuple[Node, ...]) -> None:
        """Put what closes a document to its end: behind its sections, not into the last of them. Where there is no
        text yet that it could close, `otherwise` stands in its place: TEI wants text first."""
        while len(self.divs) > 1 and self.divs[-1].attrs["type"] == "section":
            self._close(len(self.divs) - 1)
        div = self.divs[-1]
        last = div.content[-1] if div.content else None
        if div.state == "front":
            div.put(*otherwise)
        elif last and last.kind is node.kind is Kind.CLOSER:
            span = Span(last.span.start, node.span.end)
            div.content[-1] = replace(last, span=span, children=last.children + node.children)
        else:
            div.put(node)


def _on_lines(lines: tuple[Node, ...]) -> tuple[Node, ...]:
    """What is in the lines of an address, a break between two of them."""
    children: list[Node] = []
    for line in lines:
        children += [Node(Kind.LB, Span(line.span.start, line.span.start))] if children else []
        children += line.children
    return tuple(children)


def _closing_notes(blocks: list[Block]) -> set[int]:
    """The notes behind which nothing else stands in their document."""
    found: set[int] = set()
    ending = True
    for i in range(len(blocks) - 1, -1, -1):
        block = blocks[i]
        ending = ending and block.role in (*_NOTES, Role.SEPARATOR)
        if ending:
            found.add(i)
        ending = ending or bool(block.attrs.get("document"))
    return found


def _as_paragraph(node: Node) -> Node:
    """A closer, postscript or trailer as a paragraph, where there is nothing that it could close."""
    if node.kind not in (Kind.CLOSER, Kind.POSTSCRIPT, Kind.TRAILER):
        return node
    inner = tuple(n for c in node.children for n in (c.children if c.kind in (Kind.SIGNED, Kind.P) else (c,)))
    return Node(Kind.P, node.span, inner, {}, node.rule)


def _after(block: Block, cut: int, reading: Reading) -> tuple[Span | Block, ...]:
    """What stands in a block behind `cut`."""
    start = reading.source.skip_layout(cut, block.end)
    parts = block.parts or (Span(block.start, block.end),)
    first = parts[0]
    if not isinstance(first, Span):
        return parts
    rest = (Span(start, first.end),) if start < first.end else ()
    return (*rest, *parts[1:])
