"""Where pages break: page breaks are put between the furniture of two pages, numbered, and furniture is placed."""

from __future__ import annotations

from msgspec.structs import replace

from engross.readers.blocks import (
    EDGE,
    Block,
    Role,
    bare_block,
    body,
    ends_sentence,
    is_prose,
    starts_small,
    whole_text,
)
from engross.readers.inline import Reading
from engross.readers.likeness import likeness
from engross.source import Span

#: How like each other the markings at the foot of a page and at the head of the next are, garbled or not.
_ALIKE = 0.6
#: What stands on the edges of pages.


def break_pages(blocks: list[Block], reading: Reading) -> list[Block]:
    """Put a page break into the furniture between two pages, and where a blank run tells of a page whose number is
    lost."""
    run, out = blank_run(reading), list[Block]()
    foot = _numbered_below(blocks, reading)
    i = 0
    while i < len(blocks):
        j = i
        while j < len(blocks) and blocks[j].role in EDGE:
            j += 1
        if j > i:
            edge = _break_edge(blocks[i:j], run, foot=foot, last=j == len(blocks))
            if i and j < len(blocks):
                edge = _part_markings(edge, reading)
            out += edge
            broken = any(b.role is Role.PAGE for b in edge)
            if not broken and j < len(blocks) and blocks[j].gap >= run and _same_text(out, blocks[j], reading):
                out.append(page_at(blocks[j], "page break: a run of blank lines, its number inferred", ""))
            i = j
            continue
        block = blocks[i]
        if out and block.gap >= run and block.role is Role.NONE and _same_text(out, block, reading):
            out.append(page_at(block, "page break: a run of blank lines, its number inferred", ""))
        out.append(block)
        i += 1
    return _place_furniture(_number_pages(out, reading))


def _place_furniture(blocks: list[Block]) -> list[Block]:
    """Say of page numbers, markings and catchwords whether they stand at the top or the foot of their page: by the
    side of the page break on which they are; at the beginning and the end of the file, by that."""
    out, i = list(blocks), 0
    while i < len(blocks):
        j = i
        while j < len(blocks) and blocks[j].role in EDGE:
            j += 1
        page = next((k for k in range(i, j) if blocks[k].role is Role.PAGE), j if j == len(blocks) and i else i)
        known = i == 0 or j == len(blocks) or any(b.role is Role.PAGE for b in blocks[i:j])
        for k in range(i, j):
            kind = blocks[k].attrs.get("type")
            if "place" in blocks[k].attrs:
                continue
            if kind == "catch" or (known and kind in ("pageNum", "classification", "header")):
                side = "bottom" if kind == "catch" or (k < page and i) else "top"
                out[k] = replace(blocks[k], attrs={**blocks[k].attrs, "place": side})
        i = max(j, i + 1)
    return out


def _numbered_below(blocks: list[Block], reading: Reading) -> bool:
    """Whether page numbers stand at the foot of their pages: text stands above the first, and it is 1, or the last
    ends the file."""
    last = next((b for b in reversed(blocks) if b.attrs.get("type") != "classification"), None)
    for i, block in enumerate(blocks):
        if "n" in block.attrs and block.role is Role.FURNITURE:
            if block.attrs.get("place") == "bottom":
                return True
            ends = block.attrs["n"] == "1" or (last is not None and "n" in last.attrs and last.role is Role.FURNITURE)
            return ends and any(is_prose(body(reading.source, b)) for b in blocks[:i])
    return False


def _break_edge(edge: list[Block], run: int, *, foot: bool, last: bool) -> list[Block]:
    """The furniture between two pages with the page break in its place: at a form feed, a blank run, between the
    numbers of both pages, else at the last marking before the number; `foot`: the number is that of the page above."""
    numbers = [
        (k, int(b.attrs["n"]))
        for k, b in enumerate(edge)
        if b.role is Role.FURNITURE and b.attrs.get("n", "").isdigit()
    ]
    feed = next((k for k, b in enumerate(edge) if b.attrs.get("feed")), -1)
    if feed >= 0:
        head = next((str(n) for k, n in numbers if k > feed), "") or next((str(n + 1) for k, n in numbers), "")
        page = replace(edge[feed], attrs={"n": head}) if head else edge[feed]
        return [*edge[:feed], page, *edge[feed + 1 :]]
    if not numbers or any(b.role is Role.PAGE for b in edge):
        return edge  # a marker with a number is surer than what is typed beside it
    first, n = numbers[0]
    if len(numbers) > 1 and numbers[1][1] == n + 1:
        at, n = _head_ofpage_at(edge, first + 1, numbers[1][0], run), n + 1
    elif foot:
        markings = [k for k in range(first + 1, len(edge)) if edge[k].attrs.get("type") == "classification"]
        heads = [k for k in range(first + 1, len(edge)) if edge[k].attrs.get("type") == "header"]
        at, n = markings[-1] if len(markings) > 1 else heads[0] if heads else len(edge), n + 1
        if last and at == len(edge):
            return edge
    else:
        at = _head_ofpage_at(edge, 0, first, run)
    here = edge[at] if at < len(edge) else _behind(edge[-1])
    return [*edge[:at], page_at(here, "page break: by a typed page number", str(n)), *edge[at:]]


def _part_markings(edge: list[Block], reading: Reading) -> list[Block]:
    """The furniture between two pieces of text with a page break between two markings that are alike, that at the foot
    of one page and that at the head of the next; nothing else is there, or below them the typed number of the page."""
    kinds = [block.attrs.get("type") for block in edge[:2]]
    numbered = len(edge) == 3 and edge[2].role is Role.PAGE and edge[2].end > edge[2].start
    if kinds != ["classification"] * 2 or (len(edge) > 2 and not numbered):
        return edge
    foot, head = (whole_text(reading.source, b) for b in edge[:2])
    if foot != head and likeness(foot, head) < _ALIKE:
        return edge
    n = edge[2].attrs.get("n", "") if numbered else ""
    below = [number_below(edge[2])] if numbered else []
    return [edge[0], page_at(edge[1], "page break: between the markings of two pages", n), edge[1], *below]


def _head_ofpage_at(edge: list[Block], start: int, number: int, run: int) -> int:
    """Where in `edge` the page with the number at `number` begins: at a blank run, else at the last marking above the
    number, unless the page has its marking below that."""
    for k in range(start, number + 1):
        if edge[k].gap >= run:
            return k
    markings = [k for k in range(start, number) if edge[k].attrs.get("type") == "classification"]
    below = any(b.attrs.get("type") == "classification" for b in edge[number + 1 :])
    return markings[-1] if markings and not below else number


def _behind(block: Block) -> Block:
    """A block of no length behind `block`."""
    line = replace(block.lines[-1], start=block.lines[-1].end)
    return replace(block, lines=(line,), start=line.end, end=line.end)


def _same_text(before: list[Block], block: Block, reading: Reading) -> bool:
    """Whether `block` goes on with the sentence that stands before the furniture."""
    last = next((b for b in reversed(before) if b.role not in EDGE), None)
    return (
        last is not None and not ends_sentence(body(reading.source, last)) and starts_small(body(reading.source, block))
    )


def page_at(before: Block, rule: str, n: str) -> Block:
    line = replace(before.lines[0], end=before.lines[0].start)
    return Block((line,), line.start, line.start, role=Role.PAGE, rule=rule, attrs={"n": n} if n else {})


def number_below(block: Block) -> Block:
    """A page's number, below the break that is marked otherwise."""
    rule = "page number: below the break of its page"
    return replace(bare_block(block), attrs={}).called(Role.FURNITURE, rule, type="pageNum", place="top")


def _number_pages(blocks: list[Block], reading: Reading) -> list[Block]:
    """Give a page without a number the one that its neighbours leave for it; where they leave none, it is no page."""
    out, none = list(blocks), set[int]()
    pages = [i for i, b in enumerate(blocks) if b.role is Role.PAGE]
    for k, i in enumerate(pages):
        if "n" in blocks[i].attrs or "feed" in blocks[i].attrs:
            continue
        before = out[pages[k - 1]].attrs.get("n", "") if k else ""
        after = blocks[pages[k + 1]].attrs.get("n", "") if k + 1 < len(pages) else ""
        sure = before.isdigit() and after.isdigit() and int(after) == int(before) + 2
        if before.isdigit() and after == str(int(before) + 1):
            none.add(i)
        elif before.isdigit():
            n = str(int(before) + 1)
            out[i] = replace(blocks[i], attrs={"n": n, "cert": "high" if sure else "low"})
            reading.report("page-inferred", Span(blocks[i].start, blocks[i].start + 1), n=n)
        else:
            out[i] = replace(blocks[i], attrs={"cert": "low"})
    return [block for i, block in enumerate(out) if i not in none]


def blank_run(reading: Reading) -> int:
    return int(reading.profile.settings.get("ocr", {}).get("blank-run", 1_000_000))
