"""From a flat list of blocks to the tree of the edition.

TEI's order is kept by construction: heads, openers and datelines first in a ``div``; no loose paragraph after a child
``div`` (what follows a section belongs to it); signatures last. A file with more text behind a signature closes that
document and goes on in a ``div`` of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from engross.model import Kind, Node, text
from engross.readers.blocks import Block, Role, bare, body, ends_sentence, is_piped
from engross.readers.furniture import is_noise
from engross.readers.inline import Reading, plain, read_inline
from engross.readers.lists import run_in_title
from engross.source import LAYOUT, Span

_RENDS = {"lower": "lettered", "upper": "lettered", "roman": "roman", "ROMAN": "roman", "number": "numbered"}
_FLOATING = {Kind.PB, Kind.FW, Kind.NOTE}
_DIV_TOP = {Kind.HEAD, Kind.OPENER, Kind.DATELINE, Kind.SALUTE}
#: How far ahead an open item or turn looks for the next one: a paragraph further on belongs to neither.
_AHEAD = 40
_NOTES = (Role.SOURCE_NOTE, Role.FOOTNOTE)
_GLOBAL = (Role.PAGE, Role.FURNITURE, Role.SOURCE_NOTE, Role.FOOTNOTE)


@dataclass
class _Div:
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
        return "divs" if Kind.DIV in self.kinds else "text" if self.kinds - _FLOATING - _DIV_TOP else "front"


def build_body(blocks: list[Block], reading: Reading) -> Node:
    """The body of the edition: every block in its place, in the order of the source."""
    return _Builder(blocks, reading).build()


class _Builder:
    """One walk over the blocks, with the divisions that are open."""

    def __init__(self, blocks: list[Block], reading: Reading) -> None:
        self.blocks = blocks
        self.reading = reading
        self.done: list[Node] = []
        self.divs: list[_Div] = []
        self.at = 0
        self.closing_notes = len(blocks)  # from here on there are only notes
        while self.closing_notes and blocks[self.closing_notes - 1].role in _NOTES:
            self.closing_notes -= 1

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
            node = Node(Kind.DIV, Span(div.start, max(end, div.start)), children, div.attrs, div.rule)
            if self.divs:
                self.divs[-1].put(node)
            else:
                self.done.append(node)

    def _add(self, *nodes: Node) -> None:
        """Put text into the innermost division; behind a signature or a child division it needs a new one."""
        state = self.divs[-1].state
        if state in ("divs", "closed") and any(n.kind not in _FLOATING for n in nodes):
            self._seal()
            self._open({"type": "section"}, nodes[0].span.start, "continuation")
        self.divs[-1].put(*nodes)

    def _seal(self) -> None:
        """Make room for a division behind a signature: what is signed becomes a division of its own beside it."""
        while len(self.divs) > 1 and self.divs[-1].state == "closed":
            self._close(len(self.divs) - 1)
        div = self.divs[-1]
        if div.state == "closed":
            cut = next(i for i, n in enumerate(div.content) if n.kind not in _FLOATING | _DIV_TOP)
            signed = tuple(div.content[cut:])
            span = Span(signed[0].span.start, signed[-1].span.end)
            del div.content[cut:]
            div.kinds -= {node.kind for node in signed}
            div.put(Node(Kind.DIV, span, signed, {"type": "section"}, "signed part"))

    # --- blocks ---

    def _take(self, block: Block) -> None:
        """Encode the block at hand (and those that belong to it) and move on."""
        role = block.role
        if role in (Role.COLLECTION, Role.TITLE):
            self._front(
                Node(
                    Kind.HEAD,
                    block.span,
                    self._inline(block),
                    {"type": "collection"} if role is Role.COLLECTION else {},
                    block.rule,
                )
            )
        elif role is Role.DATELINE:
            line = Node(Kind.DATELINE, block.span, self._inline(block), {}, block.rule)
            self._front(Node(Kind.OPENER, block.span, (line,)))
        elif role is Role.REMARK:
            self._front(Node(Kind.OPENER, block.span, (self._remark(block),)))
        elif role is Role.SALUTE:
            line = Node(Kind.SALUTE, block.span, self._inline(block), {}, block.rule)
            self._front(Node(Kind.OPENER, block.span, (line,)))
        elif role is Role.ENTRY:
            self._close(1)
            self._seal()
            self._open({"type": "entry"}, block.span.start, block.rule)
            self._front(Node(Kind.DATELINE, block.span, self._inline(block), {}, block.rule))
        elif role is Role.HEAD:
            self._heading(block)
        elif role is Role.ENCLOSURE:
            self._close(0)
            self._open({"type": "enclosure", "subtype": "other"}, block.span.start, block.rule)
            self._front(Node(Kind.HEAD, block.span, self._inline(block), {}, block.rule))
        elif role is Role.SECTION:
            self._section(block)
        elif role in (Role.SIGNED, Role.POSTSCRIPT, Role.TRAILER):
            self._closing(block)
        elif block.attrs.get("trailer"):
            nodes, used = self._group(self.at)
            inner = nodes[0].children if nodes[0].kind is Kind.P else nodes
            span = Span(nodes[0].span.start, nodes[-1].span.end)
            self._end(Node(Kind.TRAILER, span, inner, {}, block.rule), nodes)
            self.at += used
            return
        else:
            if role in _NOTES and self.at >= self.closing_notes:
                self._close(1)
            nodes, used = self._group(self.at)
            self._add(*nodes)
            self.at += used
            return
        self.at += 1

    def _front(self, node: Node) -> None:
        """Put a head, opener or dateline where it may stand: before all text."""
        div = self.divs[-1]
        if div.state == "front":
            div.put(node)
        elif node.kind is Kind.HEAD:
            self._close(1)
            self._seal()
            self._open({"type": "section"}, node.span.start, node.rule)
            self.divs[-1].put(node)
        else:
            inner = node.children[0] if node.kind is Kind.OPENER else node
            children = (inner,) if inner.kind is Kind.STAMP else inner.children
            self._add(Node(Kind.P, inner.span, children, {}, inner.rule))

    def _heading(self, block: Block) -> None:
        head = Node(Kind.HEAD, block.span, self._inline(block), {}, block.rule)
        div = self.divs[-1]
        front = [n.kind for n in div.content if n.kind not in _FLOATING]
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
        label = self._label(block)
        cut = block.start + run_in_title(self.reading, block)
        if cut == block.start:
            self._add(Node(Kind.P, block.span, (*label, *self._spaced(block)), {}, block.rule))
            return
        title = read_inline(self.reading, Span(block.start, cut))
        between = plain(self.reading, label[-1].span.end, block.start) if label else ()
        head = Node(Kind.HEAD, Span(block.span.start, cut), (*label, *between, *title), {"rend": "run-in"}, block.rule)
        self.divs[-1].put(head)
        rest = _after(block, cut, self.reading)
        if rest:
            self.divs[-1].put(Node(Kind.P, Span(rest[0].start, block.end), self._pieces(rest), _links(block)))

    def _closing(self, block: Block) -> None:
        line = Node(Kind.P, block.span, self._inline(block), {}, block.rule)
        if block.role is Role.POSTSCRIPT:
            node = Node(Kind.POSTSCRIPT, block.span, (line,), {}, block.rule)
        elif block.role is Role.TRAILER:
            node = replace(line, kind=Kind.TRAILER)
        else:
            node = Node(Kind.CLOSER, block.span, (replace(line, kind=Kind.SIGNED),), {}, block.rule)
        self._end(node, (line,))

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

    # --- groups: blocks that make one element together ---

    def _group(self, i: int) -> tuple[tuple[Node, ...], int]:
        """The nodes for the block at `i`, and how many blocks they use."""
        block = self.blocks[i]
        if block.role is Role.ROW:
            return self._table(i)
        if block.role is Role.ITEM:
            return self._list(i)
        if block.role is Role.FIELD:
            return self._fields(i)
        if block.role in (Role.LIST_HEAD, Role.LIST_ITEM):
            return self._roll(i)
        if block.role is Role.TURN:
            return self._turn(i)
        if block.role is Role.FOOTNOTE and "n" in block.attrs:
            return self._footnote(i)
        if block.role is Role.QUOTE:
            return (Node(Kind.QUOTE, block.span, (self._paragraph(block),), {}, block.rule),), 1
        return (self._single(block),), 1

    def _single(self, block: Block) -> Node:
        if block.role is Role.PAGE:
            attrs = {k: v for k, v in block.attrs.items() if k in ("n", "cert")}
            return Node(Kind.PB, block.span, (), attrs, block.rule)
        if block.role is Role.FURNITURE:
            return self._furniture(block)
        if block.role is Role.SOURCE_NOTE:
            return Node(Kind.NOTE, block.span, self._inline(block), {"type": "source", **_place(block)}, block.rule)
        if block.role is Role.FOOTNOTE:
            return self._paragraph(block)
        if block.role is Role.STAGE:
            return Node(Kind.STAGE, block.span, self._inline(block), {}, block.rule)
        if block.role in (Role.DATELINE, Role.ENTRY, Role.HEAD, Role.SALUTE, Role.SIGNED):
            return Node(Kind.P, block.span, self._inline(block), {}, block.rule)
        return self._paragraph(block)

    def _paragraph(self, block: Block) -> Node:
        label = self._label(block)
        children = (*label, *self._spaced(block)) if label else self._inline(block)
        if len(children) == 1 and children[0].kind is Kind.NOTE:
            return children[0]
        return Node(Kind.P, block.span, children, _links(block), block.rule or "paragraph: nothing else fits")

    def _remark(self, block: Block) -> Node:
        """A marking beside the dateline as a stamp, any other remark as a seg."""
        if self.reading.profile.pattern("classification").match(bare(body(self.reading.source, block))):
            self.reading.conventions.add("classification")
            return Node(Kind.STAMP, block.span, self._inline(block), {"type": "classification"}, block.rule)
        return Node(Kind.SEG, block.span, self._inline(block), {}, block.rule)

    def _furniture(self, block: Block) -> Node:
        kind = block.attrs["type"]
        inner = self._inline(block)
        if kind == "unidentified":
            inner = (Node(Kind.UNCLEAR, block.span, inner, {"reason": "ocr", "cert": "low"}),)
        if "stamp" in block.attrs:
            inner = (Node(Kind.STAMP, block.span, inner, {"type": block.attrs["stamp"]}),)
        return Node(Kind.FW, block.span, inner, {"type": kind}, block.rule)

    def _footnote(self, i: int) -> tuple[tuple[Node, ...], int]:
        """A footnote: its number as typed where it is no mark, its text, further paragraphs."""
        block, j = self.blocks[i], i + 1
        children = self._inline(block)
        if "label" in block.attrs:
            a, b = map(int, block.attrs["label"].split(":"))
            label = Node(Kind.LABEL, Span(a, b), plain(self.reading, a, b))
            children = (label, *plain(self.reading, b, block.start), *children)
        while j < len(self.blocks) and self.blocks[j].attrs.get("more"):
            j += 1
        if j > i + 1:
            paragraphs = [Node(Kind.P, block.span, children)]
            paragraphs += [Node(Kind.P, b.span, self._inline(b), {}, b.rule) for b in self.blocks[i + 1 : j]]
            children = tuple(paragraphs)
        attrs = {"type": "footnote", "place": "bottom", "n": block.attrs["n"]}
        span = Span(block.span.start, self.blocks[j - 1].span.end)
        return (Node(Kind.NOTE, span, children, attrs, block.rule),), j - i

    def _fields(self, i: int) -> tuple[tuple[Node, ...], int]:
        """A run of memo fields as one list of labels and items; furniture between them stays between them."""
        pattern, rows, j = self.reading.profile.pattern("memo-field"), list[Node](), i
        while (
            j < len(self.blocks)
            and self.blocks[j].role is Role.FIELD
            and (j == i or not self.blocks[j].attrs.get("document"))
        ):
            block = self.blocks[j]
            start = block.start
            match = pattern.match(self.reading.source.text[start : block.end])
            if match is None:
                break
            label = Span(start, start + match.end("label"))
            rows.append(Node(Kind.LABEL, label, read_inline(self.reading, label)))
            value = Span(start + match.start("value"), block.end)
            rows.append(Node(Kind.ITEM, value, read_inline(self.reading, value), {}, block.rule))
            j += 1
        span = Span(rows[0].span.start, rows[-1].span.end)
        return (Node(Kind.LIST, span, tuple(rows), {"type": "memo-header"}, self.blocks[i].rule),), max(1, j - i)

    def _roll(self, i: int) -> tuple[tuple[Node, ...], int]:
        """A heading such as PARTICIPANTS and the lines under it."""
        block, nodes, j = self.blocks[i], list[Node](), i
        if block.role is Role.LIST_HEAD:
            nodes.append(Node(Kind.HEAD, block.span, self._inline(block), {}, block.rule))
            j += 1
        items = 0
        while j < len(self.blocks) and (
            self.blocks[j].role is Role.LIST_ITEM or (self.blocks[j].role in _GLOBAL and self._later(j, Role.LIST_ITEM))
        ):
            here = self.blocks[j]
            if here.role is Role.LIST_ITEM:
                label = self._label(here)
                children = (*label, *self._spaced(here)) if label else self._inline(here)
                n = {"n": here.label.value} if here.label else {}
                nodes.append(Node(Kind.ITEM, here.span, children, n, here.rule))
                items += 1
                j += 1
            else:
                more, used = self._group(j)
                nodes += more
                j += used
        if not items:
            return (Node(Kind.P, block.span, nodes[0].children, {}, "paragraph: a list heading without a list"),), 1
        key = re.sub(r"\W", "", body(self.reading.source, block).lower()) if block.role is Role.LIST_HEAD else ""
        kinds = {
            "subject": "subject",
            "partic": "participants",
            "presen": "participants",
            "those": "participants",
            "also": "participants",
            "attend": "participants",
            "refere": "references",
            "distri": "distribution",
            "attach": "enclosures",
            "enclos": "enclosures",
            "other": "participants",
            "person": "participants",
        }
        kind = next((v for k, v in kinds.items() if key.startswith(k)), "")
        span = Span(nodes[0].span.start, nodes[-1].span.end)
        return (Node(Kind.LIST, span, tuple(nodes), {"type": kind} if kind else {}, block.rule),), j - i

    def _later(self, j: int, role: Role) -> bool:
        """Whether, behind page breaks and notes, a block of `role` follows."""
        while j < len(self.blocks) and self.blocks[j].role in _GLOBAL:
            j += 1
        return j < len(self.blocks) and self.blocks[j].role is role

    def _list(self, i: int) -> tuple[tuple[Node, ...], int]:
        """A list and the lists inside it; what stands between two of its items belongs to the first of them."""
        chain, depth = self.blocks[i].attrs["chain"], int(self.blocks[i].attrs["depth"])
        items: list[Node] = []
        j = i
        while j < len(self.blocks):
            block = self.blocks[j]
            if block.role is not Role.ITEM or block.attrs["chain"] != chain:
                break
            head, inner, k = block, list[Node](), j + 1
            while k < len(self.blocks) and self._inside(k, chain, depth, bare=_is_bare_title(block, self.reading)):
                nodes, used = self._group(k)
                inner += nodes
                k += used
            cut = len(inner)
            while cut and inner[cut - 1].kind in _FLOATING:
                cut -= 1
            items += [self._item(head, inner[:cut]), *inner[cut:]]
            j = k
        span = Span(items[0].span.start, items[-1].span.end)
        rend = _RENDS.get(self.blocks[i].attrs["kind"], "bulleted")
        return (Node(Kind.LIST, span, tuple(items), {"rend": rend}, self.blocks[i].rule),), j - i

    def _item(self, block: Block, inner: list[Node]) -> Node:
        label = self._label(block)
        children = (*label, *self._spaced(block)) if label else self._inline(block)
        if any(n.kind is Kind.P for n in inner):
            at = next(i for i, n in enumerate(inner) if n.kind is Kind.P)
            if at == 0 and inner[0].kind is Kind.P:
                children = (Node(Kind.P, Span(block.span.start, block.end), children, {}, block.rule),)
        attrs = {k: v for k, v in block.attrs.items() if k in ("n", "cert")} | _links(block)
        end = inner[-1].span.end if inner else block.span.end
        return Node(Kind.ITEM, Span(block.span.start, end), (*children, *inner), attrs, block.rule)

    def _inside(self, k: int, chain: str, depth: int, *, bare: bool) -> bool:
        """Whether the block at `k` belongs to the item above it."""
        block = self.blocks[k]
        if block.role is Role.ITEM:
            return block.attrs["chain"] != chain and int(block.attrs["depth"]) > depth
        if block.role not in (Role.NONE, Role.P, Role.QUOTE, *_GLOBAL, Role.ROW):
            return False
        if bare and block.role in (Role.NONE, Role.P):
            return True
        for later in self.blocks[k + 1 : k + _AHEAD]:
            if later.role is Role.ITEM:
                return later.attrs["chain"] == chain
            if later.role not in (Role.NONE, Role.P, Role.QUOTE, *_GLOBAL, Role.ROW) or later.attrs.get("document"):
                return False
        return False

    def _turn(self, i: int) -> tuple[tuple[Node, ...], int]:
        """A speaker's turn: the label as typed, the talk, and paragraphs that go on with it."""
        block = self.blocks[i]
        cut = int(block.attrs["label_end"])
        label = Span(block.span.start, cut)
        start = (
            cut
            + len(self.reading.source.text[cut : block.end])
            - len(self.reading.source.text[cut : block.end].lstrip(LAYOUT))
        )
        speaker = Node(Kind.SPEAKER, label, read_inline(self.reading, label), {}, block.rule)
        parts = block.parts or (Span(block.start, block.end),)
        first = Span(start, parts[0].end) if isinstance(parts[0], Span) else parts[0]
        nodes = [speaker, Node(Kind.P, Span(start, block.end), self._pieces((first, *parts[1:])))]
        j = i + 1
        while j < len(self.blocks):
            here = self.blocks[j]
            goes_on = here.role in (
                Role.NONE,
                Role.P,
                Role.STAGE,
                *_GLOBAL,
                Role.ITEM,
                Role.QUOTE,
            ) and self._talk_after(j)
            if not goes_on or here.attrs.get("document"):
                break
            more, used = self._group(j)
            nodes += more
            j += used
        return (Node(Kind.SP, Span(block.span.start, nodes[-1].span.end), tuple(nodes), {}, block.rule),), j - i

    def _talk_after(self, j: int) -> bool:
        """Whether a turn follows before anything that ends the talk."""
        for later in self.blocks[j : j + _AHEAD]:
            if later.role is Role.TURN:
                return True
            if later.role not in (Role.NONE, Role.P, Role.STAGE, *_GLOBAL, Role.ITEM, Role.QUOTE):
                return False
        return False

    def _table(self, i: int) -> tuple[tuple[Node, ...], int]:
        rows: list[Node] = []
        j = i
        while j < len(self.blocks) and (
            self.blocks[j].role is Role.ROW or (self.blocks[j].role is Role.PAGE and self._later(j, Role.ROW))
        ):
            block = self.blocks[j]
            if j > i and block.role is Role.ROW and block.gap and self.blocks[j - 1].role is Role.ROW:
                break
            if block.role is Role.PAGE:
                rows.append(self._single(block))
            else:
                row = self._row(block)
                if row:
                    rows.append(row)
            j += 1
        data = [r for r in rows if r.kind is Kind.ROW]
        if not data:  # rules of dashes with no rows between them are a line, not a table
            lines = [b for b in self.blocks[i:j] if b.role is Role.ROW]
            return tuple(Node(Kind.P, b.span, plain(self.reading, b.span.start, b.span.end)) for b in lines), j - i
        if len(data) > 1 and all(len(c.span) and not re.search(r"\d", self._text(c)) for c in data[0].children):
            rows[rows.index(data[0])] = data[0].having(role="label")
        wide = max((len(r.children) for r in data), default=0)
        attrs = {"rows": str(len(data)), "cols": str(wide)}
        span = Span(self.blocks[i].span.start, self.blocks[j - 1].span.end)
        return (Node(Kind.TABLE, span, tuple(rows), attrs, self.blocks[i].rule),), j - i

    def _row(self, block: Block) -> Node | None:
        """The cells between pipes or tabs; None for Markdown's rule of dashes under a heading row."""
        source = self.reading.source.text
        start, end = block.lines[0].start, block.lines[-1].end
        line_start = max(source.rfind("\n", 0, start), source.rfind("\f", 0, start)) + 1
        line_end = min((at for at in (source.find("\n", end), source.find("\f", end)) if at >= 0), default=len(source))
        piped = is_piped(self.reading.source, block.lines[0])
        if piped and re.fullmatch(r"[|:\s-]+", source[start:end]) and "-" in source[start:end]:
            return None
        a, b, mark = (start + 1, end - 1, "|") if piped else (line_start, line_end, "\t")
        cells = []
        for cell in source[a:b].split(mark):
            inner = cell.strip(LAYOUT)
            first = a + cell.index(inner[0]) if inner else a
            span = Span(first, first + len(inner))
            cells.append(Node(Kind.CELL, span, self._cell(span)))
            a += len(cell) + 1
        return Node(Kind.ROW, block.span, tuple(cells), {}, block.rule)

    def _cell(self, span: Span) -> tuple[Node, ...]:
        """What is in a cell: text, a stamp of a review, or noise."""
        inner, cell = read_inline(self.reading, span), self.reading.source.text[span.start : span.end]
        if not cell:
            return ()
        if self.reading.profile.pattern("declassification").search(cell):
            self.reading.conventions.add("declassification")
            return (Node(Kind.STAMP, span, inner, {"type": "declassification"}, "stamp: the words of a review"),)
        if is_noise(cell, self.reading):
            return (Node(Kind.UNCLEAR, span, inner, {"reason": "ocr", "cert": "low"}, "noise: no letters of a word"),)
        return inner

    # --- inside a block ---

    def _text(self, node: Node) -> str:
        return self.reading.source.text[node.span.start : node.span.end]

    def _label(self, block: Block) -> tuple[Node, ...]:
        if block.label is None:
            return ()
        span = block.label.span
        return (Node(Kind.LABEL, span, plain(self.reading, span.start, span.end)),)

    def _spaced(self, block: Block) -> tuple[Node, ...]:
        """The text behind a label, with the blank between them."""
        inner = self._pieces(block.parts or (Span(block.start, block.end),))
        gap = Span(block.label.span.end, block.start) if block.label else Span(0, 0)
        return (*plain(self.reading, gap.start, gap.end), *inner)

    def _inline(self, block: Block) -> tuple[Node, ...]:
        """All of a block's text; a label that nothing else has a use for is text as well."""
        if block.label:
            return (*plain(self.reading, block.label.span.start, block.label.span.end), *self._spaced(block))
        return self._pieces(block.parts or (Span(block.start, block.end),))

    def _pieces(self, parts: tuple[Span | Block, ...]) -> tuple[Node, ...]:
        nodes: list[Node] = []
        for k, part in enumerate(parts):
            span = part if isinstance(part, Span) else part.span
            if k:
                before = parts[k - 1]
                nodes += self._break(before.end if isinstance(before, Span) else before.span.end, span.start)
            if k and isinstance(part, Span) and isinstance(parts[k - 1], Span):
                nodes.append(Node(Kind.LB, Span(span.start, span.start)))
            nodes += read_inline(self.reading, part) if isinstance(part, Span) else [self._single(part)]
        return tuple(nodes)

    def _break(self, start: int, end: int) -> tuple[Node, ...]:
        """The first line break between two parts of a paragraph: it keeps their words apart."""
        at = self.reading.source.text.find("\n", start, end)
        return (text(at, at + 1),) if at >= 0 else ()


def _after(block: Block, cut: int, reading: Reading) -> tuple[Span | Block, ...]:
    """What stands in a block behind `cut`."""
    source = reading.source.text
    start = cut + len(source[cut : block.end]) - len(source[cut : block.end].lstrip(LAYOUT))
    parts = block.parts or (Span(block.start, block.end),)
    first = parts[0]
    if not isinstance(first, Span):
        return parts
    rest = (Span(start, first.end),) if start < first.end else ()
    return (*rest, *parts[1:])


def _links(block: Block) -> dict[str, str]:
    """`next` and `prev` for a paragraph that the source has in two places; ids come later."""
    names = (("run_on", "next"), ("run_in", "prev"))
    return {tei: block.attrs[ours] for ours, tei in names if ours in block.attrs}


def _place(block: Block) -> dict[str, str]:
    return {"place": block.attrs["place"]} if "place" in block.attrs else {}


def _is_bare_title(block: Block, reading: Reading) -> bool:
    """Whether an item is only a title: short, and not ended as a sentence is. Paragraphs below belong to it."""
    title = body(reading.source, block)
    return len(title) < 60 and not ends_sentence(title)
