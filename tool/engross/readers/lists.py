"""The sweep that decides lists and numbered sections, by the sequence of their labels.

Depth comes from the kind of a label and from its sequence, not from indentation: ``(i)`` after ``(a)`` opens a list
inside, ``(b)`` after ``(iv)`` goes back out. A label that no other follows is only a labelled paragraph.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from engross.names import is_full_name
from engross.readers.blocks import Block, Label, Role, body, ends_sentence, starts_small, unlabelled
from engross.readers.inline import Reading
from engross.readers.meetings import is_about_meeting
from engross.readers.persons import has_office
from engross.regex import compile_later

_TITLE = compile_later(
    r"(?:<u>)?(?P<title>[A-Z“\"][^.\n?!]{1,60}?(?<!\bMr)(?<!\bDr)(?<!\bMrs)(?<!\bMessrs)(?<!\bGen)(?<!\bAmb)(?<!\bSt)(?<!\bvs))(?:</u>)?[.?](?:</u>)?(?=\s+[A-Z“\"\[(])"
)
_SMALL_WORDS = {
    "a",
    "an",
    "and",
    "at",
    "by",
    "for",
    "from",
    "in",
    "into",
    "of",
    "on",
    "or",
    "the",
    "to",
    "with",
    "vs",
    "re",
}
_BREAKS = (
    Role.TITLE,
    Role.HEAD,
    Role.DATELINE,
    Role.ENTRY,
    Role.ENCLOSURE,
    Role.SIGNED,
    Role.TURN,
    Role.SOURCE_NOTE,
    Role.COLLECTION,
)


#: How many blocks ahead or back a sweep looks for the neighbour of a bullet: a document's page or two.
_AHEAD = 40


class _Open(Struct):
    """A list that is open: its kind of label, the last value, the chain it belongs to."""

    key: tuple[str, str]
    value: int
    chain: int
    indent: int = 0


def mark_lists(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide list items and numbered sections; ``depth``, ``chain`` and ``n`` go into a block's attributes."""
    out = _chain(_join_initials(blocks, reading), reading)
    sizes: dict[str, int] = {}
    for block in out:
        if "chain" in block.attrs:
            sizes[block.attrs["chain"]] = sizes.get(block.attrs["chain"], 0) + 1
    minuted = is_about_meeting(blocks, reading)
    sections = _section_chains(out, reading, minuted=minuted)
    for i, block in enumerate(out):
        chain = block.attrs.get("chain")
        if chain is None or block.role is not Role.NONE:
            continue
        if chain in sections:
            out[i] = block.called(Role.SECTION, "section: a number and a short title, one of a sequence")
        elif sizes[chain] > 1 or block.bullet or (block.label and block.label.readings[0][0] == "roman"):
            out[i] = block.called(Role.ITEM, "list item: its label is one of a sequence")
        elif minuted and block.label and (_heads_paragraphs(out, i, reading) or _heads_title(out, i, reading)):
            attrs = {k: v for k, v in block.attrs.items() if k not in ("chain", "depth", "n", "kind")}
            head = replace(unlabelled(block), attrs=attrs)
            out[i] = head.called(Role.HEAD, "heading: numbered, an item of business")
        else:
            attrs = {k: v for k, v in block.attrs.items() if k not in ("chain", "depth")}
            if block.label and _is_no_label(block.label):
                block = replace(block, start=block.label.span.start, label=None)
            out[i] = replace(block, role=Role.P, rule="labelled paragraph: no other label follows", attrs=attrs)
    return out


def _join_initials(blocks: list[Block], reading: Reading) -> list[Block]:
    """Take the initial of a name behind a bullet (*- W. Stull Holt*) for no label, if a bullet beside it has none."""
    out = list(blocks)
    for i, block in enumerate(blocks):
        label = block.label if block.bullet and block.role is Role.NONE else None
        if label is None or label.style != "x." or len(label.value) > 1 or not label.value.isupper():
            continue
        beside = [b for b in (*out[max(0, i - 1) : i], *blocks[i + 1 : i + 2]) if b.bullet and not b.label]
        name = body(reading.source, unlabelled(block)).split("\n")[0]
        if beside and (is_full_name(name) or has_office(name)):
            out[i] = unlabelled(block)
    return out


def _is_no_label(label: Label) -> bool:
    """Whether what stands alone like a label is none: a year, or the initial of a name."""
    kind, value = label.readings[0]
    return label.style == "x." and (kind in ("upper", "ROMAN") or 1499 < value < 2100)


def _chain(blocks: list[Block], reading: Reading) -> list[Block]:
    """Give each labelled or bulleted block the list it belongs to, and its depth."""
    out, stack, chains = list(blocks), list[_Open](), 0
    reached: dict[int, int] = {}
    for i, block in enumerate(blocks):
        if block.attrs.get("document") or (block.role in _BREAKS and block.role is not Role.HEAD):
            stack = []
        if block.role is not Role.NONE or block.bullet.startswith("#"):
            continue
        lost = _lost_label(blocks, i, stack, reading)
        above = blocks[i - 1].label if i else None
        if block.label and above and _comes_again(stack, above, block.label):
            pass  # a label typed twice: two points of one list
        elif block.label:
            chains += _place(stack, block.label, chains)
        elif lost:
            del stack[lost:]
            stack[-1].value += 1
            kind = stack[-1].key[1]
            n = chr(96 + stack[-1].value) if kind == "lower" else str(stack[-1].value)
            attrs = {
                "chain": str(stack[-1].chain),
                "depth": str(lost),
                "kind": kind,
                "n": n,
                "cert": "medium",
            }
            reading.report("label-lost", block.span, label=block_label(stack[-1], n))
            reached[stack[-1].chain] = stack[-1].value
            out[i] = replace(block, attrs={**block.attrs, **attrs})
            continue
        elif block.bullet in ("-", "--", "*", "+", "•", "–"):
            if _is_fragment(out, i, reading):
                continue
            chains += _hang(stack, block, chains)
            stack[-1].value += 1
        else:
            continue
        top = stack[-1]
        skipped = top.value - reached.get(top.chain, top.value - 1) > 1
        if block.label and skipped:
            reading.report("number-skips", block.label.span, label=block.label.value, before=reached[top.chain])
        reached[top.chain] = top.value
        n = block.label.value if block.label else ""
        attrs = {"chain": str(top.chain), "depth": str(len(stack)), "kind": top.key[1] or "bulleted"}
        out[i] = replace(block, attrs={**block.attrs, **attrs, **({"n": n} if n else {})})
    return out


def _place(stack: list[_Open], label: Label, chains: int) -> int:
    """Put `label` where its sequence wants it; the number of lists newly opened (0 or 1)."""
    keyed = [((label.style, kind), value) for kind, value in label.readings]
    for depth in range(len(stack) - 1, -1, -1):
        for key, value in keyed:
            if stack[depth].key == key and value == stack[depth].value + 1:
                del stack[depth + 1 :]
                stack[depth].value = value
                return 0
    opening = next(((key, value) for key, value in keyed if value == 1), None)
    if opening is None:
        for depth in range(len(stack) - 1, -1, -1):
            for key, value in keyed:
                if stack[depth].key == key and 0 < value - stack[depth].value <= 3:
                    del stack[depth + 1 :]
                    stack[depth].value = value
                    return 0
    key, value = opening or keyed[0]
    same = next((i for i, s in enumerate(stack) if s.key == key), None)
    if same is not None:
        del stack[same:]
    if opening is None and value > 1:
        stack.clear()
    stack.append(_Open(key, value, chains + 1))
    return 1


def _comes_again(stack: list[_Open], above: Label, label: Label) -> bool:
    """Whether `label` is the same as that of the point directly above it, the last of the innermost list."""
    if not stack or (above.value, above.style) != (label.value, label.style):
        return False
    top = stack[-1]
    return any(((label.style, kind), value) == (top.key, top.value) for kind, value in label.readings)


def _hang(stack: list[_Open], block: Block, chains: int) -> int:
    """Put a bullet into the list of such bullets that is open at its column; one that is set in by two columns or more
    opens a list inside. The number of lists newly opened (0 or 1)."""
    indent, mark = block.lines[0].indent, block.bullet
    inner = next((d for d in range(len(stack) - 1, -1, -1) if stack[d].key[0] == mark), None)
    if inner is not None and indent >= stack[inner].indent + 2 and not block.gap:
        stack.append(_Open((mark, ""), 0, chains + 1, indent))
        return 1
    while inner is not None and inner and indent < stack[inner].indent and stack[inner - 1].key[0] == mark:
        inner -= 1
    if inner is None:
        stack.append(_Open((mark, ""), 0, chains + 1, indent))
        return 1
    del stack[inner + 1 :]
    return 0


def _lost_label(blocks: list[Block], i: int, stack: list[_Open], reading: Reading) -> int:
    """How many lists stay open at a bullet whose label the OCR lost: the next label leaves just one out.

    0 where the bullet is no such item.
    """
    if blocks[i].label or not blocks[i].bullet or "furniture" not in reading.profile.features:
        return 0
    after = next((b.label for b in blocks[i + 1 : i + _AHEAD] if b.label and b.role is Role.NONE), None)
    if after is None or not starts_small(body(reading.source, blocks[i])):
        return 0
    for depth in range(len(stack) - 1, -1, -1):
        for kind, value in after.readings:
            if stack[depth].key == (after.style, kind) and value == stack[depth].value + 2:
                return depth + 1
    return 0


def block_label(around: _Open, n: str) -> str:
    """How a list writes the label of its item `n`."""
    return around.key[0].replace("x", n)


def _is_fragment(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether the bullet at `i` stands before the rest of a sentence, not before an item."""
    text = body(reading.source, blocks[i])
    before = next((b for b in reversed(blocks[max(0, i - _AHEAD) : i]) if b.role in (Role.NONE, Role.P)), None)
    unfinished = before is not None and not ends_sentence(body(reading.source, before))
    return starts_small(text) and unfinished and "furniture" in reading.profile.features


def _section_chains(blocks: list[Block], reading: Reading, *, minuted: bool) -> set[str]:
    """The lists that are numbered sections: labels ``1.`` and, in two items out of three, a short title first."""
    if "sections" not in reading.profile.features:
        return set()
    titled: dict[str, list[bool]] = {}
    for i, block in enumerate(blocks):
        if block.label and "chain" in block.attrs and block.attrs["depth"] == "1" and block.label.style == "x.":
            marked = run_in_title(reading, block) > 0 or (minuted and _heads_paragraphs(blocks, i, reading))
            titled.setdefault(block.attrs["chain"], []).append(marked)
    return {c for c, marks in titled.items() if len(marks) > 1 and sum(marks) * 3 >= len(marks) * 2}


def is_bare_title(reading: Reading, block: Block) -> bool:
    """Whether a numbered block is only a title: a short line that is no sentence."""
    text = body(reading.source, block)
    return len(text) < 90 and len(block.lines) == 1 and not ends_sentence(text) and not starts_small(text)


def _heads_paragraphs(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether the block at `i` is only a title, and a paragraph of prose stands below it."""
    after = blocks[i + 1] if i + 1 < len(blocks) else None
    plain = after is not None and after.role in (Role.NONE, Role.TURN) and not after.label and not after.bullet
    return (
        plain and after is not None and is_bare_title(reading, blocks[i]) and ends_sentence(body(reading.source, after))
    )


def _heads_title(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether the block at `i` is only a title, and another that heads a paragraph stands below it."""
    below = is_bare_title(reading, blocks[i]) and i + 1 < len(blocks) and blocks[i + 1].label
    return bool(below) and _heads_paragraphs(blocks, i + 1, reading)


def run_in_title(reading: Reading, block: Block) -> int:
    """The length of the short title with which a numbered block begins (``Background.``); 0 where it has none."""
    text = body(reading.source, block)
    match = _TITLE.match(text)
    if match is None:
        return 0
    title = match["title"].split()
    named = [w for w in title if w.lower() not in _SMALL_WORDS]
    if len(title) > 7 or (not all(w[:1].isupper() or not w[:1].isalpha() for w in named) and len(title) > 3):
        return 0
    return match.end()
