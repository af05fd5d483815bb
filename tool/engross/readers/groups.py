"""Blocks that make one element together: lists, tables, memo headers, rolls of names, turns, footnotes."""

from __future__ import annotations

import re
from itertools import pairwise

from msgspec.structs import replace

from engross.model import Kind, Node
from engross.readers.blocks import UNSEEN, Block, Role, body, ends_sentence, is_piped, quoted_depth
from engross.readers.fields import match_field
from engross.readers.front import GROUP
from engross.readers.inline import MAX_DEPTH, Reading, plain, read_inline
from engross.readers.persons import is_person
from engross.readers.rolls import is_column
from engross.readers.single import (
    links_of,
    read_cell,
    read_labelled,
    read_numbered,
    read_own_label,
    read_paragraph,
    read_pieces,
    read_single,
    read_whole,
)
from engross.regex import compile_later
from engross.source import LAYOUT, Span

#: What floats in the text: it may stand between the items of a list, the rows of a table, the paragraphs of a turn.
FLOATING = frozenset({Kind.PB, Kind.FW, Kind.NOTE, Kind.GAP})

#: How far ahead an open item or turn looks for the next one: a paragraph further on belongs to neither.
_AHEAD = 40
_IN_ITEMS = (Role.NONE, Role.P, Role.QUOTE, *UNSEEN, Role.ROW, Role.LIST_ITEM)
_RENDS = {"lower": "lettered", "upper": "lettered", "roman": "roman", "ROMAN": "roman", "number": "numbered"}


_PRESENT = compile_later(
    r"[^\W\d_ ]*\s?(?:resent|pr[eé]sent|particip|absent|apolog|in attend"
    r"|anwesend|teilnehm|entschuld|asistent|aanwezig)",
    re.IGNORECASE,
)
_PRESENT_AT_END = compile_later(r"(?:present|attending|inattendance|participating)$")
#: By the first letters of its heading: the type of a list.
_LISTS = {
    "subject": "subject",
    "partic": "participants",
    "presen": "participants",
    "présen": "participants",
    "étaient": "participants",
    "anwesen": "participants",
    "teilneh": "participants",
    "asisten": "participants",
    "aanwez": "participants",
    "those": "participants",
    "thefollowing": "participants",
    "therew": "participants",
    "also": "participants",
    "inattend": "participants",
    "attend": "participants",
    "member": "participants",
    "other": "participants",
    "person": "participants",
    "refere": "references",
    "distri": "distribution",
    "verteiler": "distribution",
    "attach": "enclosures",
    "encl": "enclosures",
    "anlage": "enclosures",
    "piècesj": "enclosures",
    "annexes": "enclosures",
    "allegat": "enclosures",
    "bijlage": "enclosures",
    "copi": "copies",
    "copy": "copies",
    "cc": "copies",
}
#: The headings over whom a memorandum goes to, through, or comes from, one below the other.
_PARTIES = frozenset({"to", "memorandumfor", "memorandumto", "from", "through", "via", "info"})


#: How a line of an item ends that goes on below; what is no longer is an item of its own.
_UNFINISHED = compile_later(r"(?:,|\s(?:of|the|and|for|to|in|at|on|with|de|del|des|du|und|&))$")
_LONG_ITEM = 36
#: A rule between the rows of a table with pipes.
_CELL_ENDS = compile_later(r"(?<!\\)\|")  # \| is a sign in a cell
_BORDER = compile_later(r"[|: \t-]+|\+[-=:+]+")
_FIGURE = compile_later(r"\b(?!(?:1[5-9]|20)\d\d\b)\d")  # years may head columns


class Groups:
    """The blocks of a source, and the elements that runs of them make."""

    def __init__(self, blocks: list[Block], reading: Reading) -> None:
        self.blocks = blocks
        self.reading = reading

    def group(self, i: int) -> tuple[tuple[Node, ...], int]:
        """The nodes for the block at `i`, and how many blocks they use."""
        block = self.blocks[i]
        if block.role is Role.ROW:
            return self._table(i)
        if block.role is Role.ITEM:
            return self._list(i)
        if block.role is Role.FIELD:
            return self._fields(i)
        if block.role is Role.FORM:
            return self._form(i)
        if block.role in (Role.LIST_HEAD, Role.LIST_ITEM):
            return self._roll(i)
        if block.role is Role.TURN:
            return self._turn(i)
        if block.role is Role.FOOTNOTE and "n" in block.attrs:
            return self._footnote(i)
        if block.role is Role.QUOTE:
            return self._quote(i)
        return (read_single(self.reading, block),), 1

    def _footnote(self, i: int) -> tuple[tuple[Node, ...], int]:
        """A footnote: its number as typed where it is no mark, its text, further paragraphs."""
        block, j = self.blocks[i], i + 1
        children = read_numbered(self.reading, block)
        while j < len(self.blocks) and self.blocks[j].attrs.get("more"):
            j += 1
        if j > i + 1:
            paragraphs = [Node(Kind.P, block.span, children)]
            paragraphs += [
                Node(Kind.P, b.span, read_whole(self.reading, b), {}, b.rule) for b in self.blocks[i + 1 : j]
            ]
            children = tuple(paragraphs)
        attrs = {"type": "footnote", "place": "bottom", "n": block.attrs["n"]}
        span = Span(block.span.start, self.blocks[j - 1].span.end)
        return (Node(Kind.NOTE, span, children, attrs, block.rule),), j - i

    def _fields(self, i: int) -> tuple[tuple[Node, ...], int]:
        """A run of memo fields as one list of labels and items; furniture between them stays between them."""
        pattern, rows, j, present = self.reading.profile.pattern("memo-field"), list[Node](), i, True
        while (
            j < len(self.blocks)
            and self.blocks[j].role is Role.FIELD
            and (j == i or not self.blocks[j].attrs.get("document"))
        ):
            block = self.blocks[j]
            start = block.start
            match = match_field(self.reading.source.text[start : block.end], pattern)
            if match is None:
                break
            typed = self.reading.source.text[start : start + match.end]
            label = Span(start, start + len(typed.split("\n", 1)[0].rstrip()))
            present = present and bool(_PRESENT.match(match.label))
            rows.append(Node(Kind.LABEL, label, read_inline(self.reading, label)))
            value = Span(self.reading.source.skip_layout(start + match.end, block.end), block.end)
            rows.append(Node(Kind.ITEM, value, read_inline(self.reading, value), {}, block.rule))
            j += 1
        span = Span(rows[0].span.start, rows[-1].span.end)
        kind = {"type": "participants" if present else "memo-header"}
        return (Node(Kind.LIST, span, tuple(rows), kind, self.blocks[i].rule),), max(1, j - i)

    def _form(self, i: int) -> tuple[tuple[Node, ...], int]:
        """A run of fields of a form as a list of labels and items."""
        pattern = self.reading.profile.pattern(self.blocks[i].attrs.get("convention", "form-field"))
        rows, j = list[Node](), i
        while j < len(self.blocks) and self.blocks[j].role is Role.FORM and (j == i or not self.blocks[j].gap):
            block = self.blocks[j]
            match = pattern.match(self.reading.source.text[block.start : block.end])
            cut = block.start + match.end("label") if match else block.end
            start = self.reading.source.skip_layout(cut, block.end)
            label, value = Span(block.start, cut), Span(start, block.end)
            rows.append(Node(Kind.LABEL, label, read_inline(self.reading, label)))
            rows.append(Node(Kind.ITEM, value, read_inline(self.reading, value), {}, block.rule))
            j += 1
        span = Span(rows[0].span.start, rows[-1].span.end)
        return (Node(Kind.LIST, span, tuple(rows), {"rend": "labelled"}, self.blocks[i].rule),), j - i

    def _roll(self, i: int) -> tuple[tuple[Node, ...], int]:
        """A heading such as PARTICIPANTS and the lines under it."""
        block, nodes, j = self.blocks[i], list[Node](), i
        if block.role is Role.LIST_HEAD:
            nodes.append(Node(Kind.HEAD, block.span, read_whole(self.reading, block), {}, block.rule))
            j += 1
        items = 0
        while j < len(self.blocks) and (
            self.blocks[j].role is Role.LIST_ITEM or (self.blocks[j].role in UNSEEN and self._later(j, Role.LIST_ITEM))
        ):
            here = self.blocks[j]
            if here.role is Role.LIST_ITEM and nodes and nodes[-1].kind is Kind.ITEM and self._is_set_in(j):
                inner, j = self._set_in(j)
                above = nodes[-1]
                whole = Span(above.span.start, inner.span.end)
                nodes[-1] = replace(above, span=whole, children=(*above.children, inner))
            elif here.role is Role.LIST_ITEM:
                nodes += self._entries(here, apart=self._stand_apart(j))
                items += 1
                j += 1
            else:
                more, used = self.group(j)
                nodes += more
                j += used
        if not items:
            return (Node(Kind.P, block.span, nodes[0].children, {}, "paragraph: a list heading without a list"),), 1
        key = re.sub(r"\W", "", body(self.reading.source, block).lower()) if block.role is Role.LIST_HEAD else ""
        kind = "parties" if key in _PARTIES else next((v for k, v in _LISTS.items() if key.startswith(k)), "")
        if block.rule == GROUP:
            kind = ""  # whose members they are does not say that they took part
        kind = "participants" if "persons" in block.attrs or (not kind and _PRESENT_AT_END.search(key)) else kind
        span = Span(nodes[0].span.start, nodes[-1].span.end)
        return (Node(Kind.LIST, span, tuple(nodes), {"type": kind} if kind else {}, block.rule),), j - i

    def _is_set_in(self, j: int) -> bool:
        """Whether the bullet at `j` stands directly below another, and is set in under it."""
        here, above = self.blocks[j], self.blocks[j - 1]
        deeper = here.lines[0].indent >= above.lines[0].indent + 2
        return bool(here.bullet and above.bullet and deeper and not here.gap)

    def _set_in(self, j: int) -> tuple[Node, int]:
        """The list of the bullets that are set in as the one at `j` is, and where it ends."""
        indent, nodes, k = self.blocks[j].lines[0].indent, list[Node](), j
        while k < len(self.blocks) and self.blocks[k].role is Role.LIST_ITEM and not (k > j and self.blocks[k].gap):
            if self.blocks[k].lines[0].indent < indent:
                break
            nodes += self._entries(self.blocks[k])
            k += 1
        span = Span(nodes[0].span.start, nodes[-1].span.end)
        return Node(Kind.LIST, span, tuple(nodes), {"rend": "bulleted"}, self.blocks[j].rule), k

    def copies(self, block: Block) -> tuple[Node, ...]:
        """Lines of end matter as a list: ``cc:`` and a name on each line; nothing where they are none."""
        text = body(self.reading.source, block)
        label = re.match(r"[^:\n]{2,24}:[ \t]*(?=\S)", text)
        kind = next((v for k, v in _LISTS.items() if text.lower().startswith(k)), "")
        if not label or not kind or len(block.lines) == 1 or not _is_column(self.reading, block):
            return ()
        head = Span(block.start, block.start + len(label.group().rstrip()))
        spans = [Span(block.start + label.end(), block.lines[0].end)]
        spans += [Span(line.start, line.end) for line in block.lines[1:]]
        items = [Node(Kind.ITEM, span, read_inline(self.reading, span), {}, block.rule) for span in spans]
        children = (Node(Kind.HEAD, head, read_inline(self.reading, head), {}, block.rule), *items)
        return (Node(Kind.LIST, block.span, children, {"type": kind}, block.rule),)

    def _stand_apart(self, j: int) -> bool:
        """Whether the lines of the block at `j` are one item: the first is long, and around it each item has a line of
        its own between blank ones."""
        lines = self.blocks[j].lines
        if len(lines) == 1 or lines[0].end - lines[0].start < _LONG_ITEM or is_column(self.blocks[j], self.reading):
            return False
        near = [b for b in self.blocks[max(0, j - 6) : j + 7] if b.role is Role.LIST_ITEM]
        return sum(len(b.lines) == 1 and b.gap > 0 for b in near) * 2 > len(near)

    def _entries(self, block: Block, *, apart: bool = False) -> list[Node]:
        """The items of a block under a list heading: one for each of its lines where they are short, and do not stand
        `apart` from other items as one of them."""
        label = read_own_label(self.reading, block)
        if label or apart or len(block.lines) == 1 or not _is_column(self.reading, block):
            children = (*label, *read_labelled(self.reading, block)) if label else read_whole(self.reading, block)
            return [Node(Kind.ITEM, block.span, children, {"n": block.label.value} if block.label else {}, block.rule)]
        spans = [Span(max(line.start, block.start), line.end) for line in block.lines]
        return [Node(Kind.ITEM, span, read_inline(self.reading, span), {}, block.rule) for span in spans]

    def _later(self, j: int, role: Role) -> bool:
        """Whether, behind page breaks and notes, a block of `role` follows."""
        while j < len(self.blocks) and self.blocks[j].role in UNSEEN:
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
            bare = _is_bare_title(block, self.reading)
            while (
                k < len(self.blocks) and self._inside(k, chain, depth, bare=bare) and not self._ends_bullets(block, k)
            ):
                nodes, used = self.group(k)
                inner += nodes
                k += used
            cut = len(inner)
            while cut and inner[cut - 1].kind in FLOATING:
                cut -= 1
            items += [self._item(head, inner[:cut]), *inner[cut:]]
            j = k
        span = Span(items[0].span.start, items[-1].span.end)
        rend = _RENDS.get(self.blocks[i].attrs["kind"], "bulleted")
        return (Node(Kind.LIST, span, tuple(items), {"rend": rend}, self.blocks[i].rule),), j - i

    def _item(self, block: Block, inner: list[Node]) -> Node:
        label = read_own_label(self.reading, block)
        children = (*label, *read_labelled(self.reading, block)) if label else read_whole(self.reading, block)
        if any(n.kind is Kind.P for n in inner):
            at = next(i for i, n in enumerate(inner) if n.kind is Kind.P)
            if at == 0 and inner[0].kind is Kind.P:
                children = (Node(Kind.P, Span(block.span.start, block.end), children, {}, block.rule),)
        attrs = {k: v for k, v in block.attrs.items() if k in ("n", "cert")} | links_of(block)
        if "cert" in block.attrs:  # with its label the beginning of its text is lost
            lost = Node(Kind.GAP, Span(block.start, block.start), (), {"reason": "lost", "cert": "medium"})
            children = (lost, *children)
        end = inner[-1].span.end if inner else block.span.end
        return Node(Kind.ITEM, Span(block.span.start, end), (*children, *inner), attrs, block.rule)

    def _inside(self, k: int, chain: str, depth: int, *, bare: bool) -> bool:
        """Whether the block at `k` belongs to the item above it."""
        block = self.blocks[k]
        if block.role is Role.ITEM:
            return block.attrs["chain"] != chain and int(block.attrs["depth"]) > depth
        if block.role not in _IN_ITEMS:
            return False
        if bare and block.role in (Role.NONE, Role.P):
            return True
        for later in self.blocks[k + 1 : k + _AHEAD]:
            if later.role is Role.ITEM:
                return later.attrs["chain"] == chain
            if later.role not in _IN_ITEMS or later.attrs.get("document"):
                return False
        return False

    def _ends_bullets(self, head: Block, k: int) -> bool:
        """Whether the paragraph at `k` ends a list of bullets, as in Markdown: it is not set in under the item."""
        here = self.blocks[k]
        plain = head.bullet and not head.label and here.role in (Role.NONE, Role.P)
        edge = here.gap and here.lines[0].indent <= head.lines[0].indent
        return bool(plain and edge and "titles" in self.reading.profile.features)

    def _turn(self, i: int) -> tuple[tuple[Node, ...], int]:
        """A speaker's turn: the label as typed, the talk, and paragraphs that go on with it."""
        block = self.blocks[i]
        cut = int(block.attrs["label_end"])
        label = Span(block.span.start, cut)
        start = self.reading.source.skip_layout(cut, block.end)
        speaker = Node(Kind.SPEAKER, label, read_inline(self.reading, label), {}, block.rule)
        parts = block.parts or (Span(block.start, block.end),)
        first = Span(start, parts[0].end) if isinstance(parts[0], Span) else parts[0]
        nodes = [speaker, Node(Kind.P, Span(start, block.end), read_pieces(self.reading, (first, *parts[1:])))]
        j = i + 1
        while j < len(self.blocks):
            here = self.blocks[j]
            goes_on = here.role in (
                Role.NONE,
                Role.P,
                Role.STAGE,
                *UNSEEN,
                Role.ITEM,
                Role.QUOTE,
            ) and self._talk_after(j)
            if not goes_on or here.attrs.get("document"):
                break
            more, used = self.group(j)
            nodes += more
            j += used
        return (Node(Kind.SP, Span(block.span.start, nodes[-1].span.end), tuple(nodes), {}, block.rule),), j - i

    def _talk_after(self, j: int) -> bool:
        """Whether a turn follows before anything that ends the talk."""
        for later in self.blocks[j : j + _AHEAD]:
            if later.role is Role.TURN:
                return True
            if later.role not in (Role.NONE, Role.P, Role.STAGE, *UNSEEN, Role.ITEM, Role.QUOTE):
                return False
        return False

    def _quote(self, i: int) -> tuple[tuple[Node, ...], int]:
        """A quotation; a line with nothing but its mark parts the paragraphs of one, and more marks open one inside."""
        depth, nodes, j = self._quoted(i), list[Node](), i
        while j < len(self.blocks) and self.blocks[j].role is Role.QUOTE and (j == i or not self.blocks[j].gap):
            here = self._quoted(j)
            if here < depth:
                break
            inner, used = self._quote(j) if here > depth else ((read_paragraph(self.reading, self.blocks[j]),), 1)
            nodes += inner
            j += used
        span = Span(self.blocks[i].span.start, self.blocks[j - 1].span.end)
        return (Node(Kind.QUOTE, span, tuple(nodes), {}, self.blocks[i].rule),), j - i

    def _quoted(self, i: int) -> int:
        line = self.blocks[i].lines[0]
        return min(quoted_depth(self.reading.source.text[line.start : line.end]), MAX_DEPTH)

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
                rows.append(read_single(self.reading, block))
            else:
                row = self._row(block)
                if row:
                    rows.append(row)
            j += 1
        data = [r for r in rows if r.kind is Kind.ROW]
        if not data:  # rules of dashes with no rows between them are a line, not a table
            lines = [b for b in self.blocks[i:j] if b.role is Role.ROW]
            return tuple(Node(Kind.P, b.span, plain(self.reading, b.span.start, b.span.end)) for b in lines), j - i
        if len(data) > 1 and all(len(c.span) and not _FIGURE.search(self._text(c)) for c in data[0].children):
            rows[rows.index(data[0])] = data[0].having(role="label")
        wide = max((len(r.children) for r in data), default=0)
        attrs = {"rows": str(len(data)), "cols": str(wide)}
        span = Span(self.blocks[i].span.start, self.blocks[j - 1].span.end)
        return (Node(Kind.TABLE, span, tuple(rows), attrs, self.blocks[i].rule),), j - i

    def _row(self, block: Block) -> Node | None:
        """The cells between pipes or tabs; None for Markdown's rule of dashes under a heading row."""
        if block.attrs.get("cells") == "":
            return None  # a rule between rows
        if "cells" in block.attrs:
            pairs = (pair.split(":") for pair in block.attrs["cells"].split(" "))
            spans = [Span(int(a), int(b)) for a, b in pairs]
            return Node(
                Kind.ROW,
                block.span,
                tuple(Node(Kind.CELL, span, read_cell(self.reading, span)) for span in spans),
                {},
                block.rule,
            )
        source = self.reading.source.text
        start, end = block.lines[0].start, block.lines[-1].end
        line_start = max(source.rfind("\n", 0, start), source.rfind("\f", 0, start)) + 1
        line_end = min((at for at in (source.find("\n", end), source.find("\f", end)) if at >= 0), default=len(source))
        piped = is_piped(self.reading.source, block.lines[0])
        if piped and _BORDER.fullmatch(source, start, end) and ("-" in source[start:end] or source[start] == "+"):
            return None
        a, b, mark = (start + 1, end - 1, "|") if piped else (line_start, line_end, "\t")
        cells = []
        for cell in _CELL_ENDS.split(source[a:b]) if mark == "|" else source[a:b].split(mark):
            inner = cell.strip(LAYOUT)
            first = a + cell.index(inner[0]) if inner else a
            span = Span(first, first + len(inner))
            cells.append(Node(Kind.CELL, span, read_cell(self.reading, span)))
            a += len(cell) + 1
        return Node(Kind.ROW, block.span, tuple(cells), {}, block.rule)

    def _text(self, node: Node) -> str:
        return self.reading.source.text[node.span.start : node.span.end]


def _is_column(reading: Reading, block: Block) -> bool:
    """Whether the lines of a block stand each for itself: short ones, none of which goes on with the one above."""
    lines = [reading.source.text[line.start : line.end] for line in block.lines]
    joined = any(line[:1].islower() or line[:1] == "&" or _UNFINISHED.search(above) for above, line in pairwise(lines))
    return not joined and (all(len(line) < 56 for line in lines) or all(is_person(line) for line in lines))


def _is_bare_title(block: Block, reading: Reading) -> bool:
    """Whether an item is only a title: short, and not ended as a sentence is. Paragraphs below belong to it."""
    title = body(reading.source, block)
    return len(title) < 60 and not ends_sentence(title)
