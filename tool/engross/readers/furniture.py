"""Sweeps over the pages of a source: page markers, numbers, markings, catchwords, stamps, noise.

What is printed on a page's edges is forme work (``fw``): it interrupts the text and does not belong to it. The sweeps
find it by its form, by its place between two pieces of one sentence, and by the order of page numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise

from engross.dates import find_dates
from engross.readers.blocks import Block, Role, body, ends_sentence, is_prose, starts_small, words
from engross.readers.inline import Reading
from engross.source import LAYOUT, Span

_EDGE = (Role.FURNITURE, Role.PAGE)


def mark_pages(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide page markers (``[Page 2]``, ``## Page 2``) on lines of their own."""
    marker, out = reading.profile.pattern("page-marker"), list[Block]()
    for i, block in enumerate(blocks):
        text = reading.source.text[block.span.start : block.span.end]
        match = marker.match(text) or marker.match(body(reading.source, block))
        if match and block.role is Role.NONE and block.label is None:
            reading.conventions.add("page-marker")
            out.append(block.called(Role.PAGE, "page break: a page marker on its own line", n=match["n"]))
            continue
        if i and block.lines[0].feed and out[-1].role is not Role.PAGE:
            out.append(replace(_page(block, "page break: a form feed", ""), attrs={"feed": "yes"}))
        out.append(block)
    return out


def mark_furniture(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide page numbers, markings, stamps and catchwords, and put a page break before each page's first."""
    if "furniture" not in reading.profile.features:
        return blocks
    blocks = [piece for i in range(len(blocks)) for piece in _split_catch(blocks, i, reading)]
    pieces = [
        piece for block in blocks for line in _split_lines(block, reading) for piece in _split_stamp(line, reading)
    ]
    out = [_mark_by_form(piece, reading) for piece in pieces]
    out = _mark_catchwords(out, reading)
    return break_pages(out, reading)


def _split_lines(block: Block, reading: Reading) -> list[Block]:
    """Markings and page numbers on the lines of one block are things of their own, and part it from what is below."""
    if len(block.lines) == 1 or block.role is not Role.NONE:
        return [block]
    text, number = reading.source.text, reading.profile.pattern("page-number")
    edge = [
        bool(number.match(text[line.start : line.end])) or is_marking(text[line.start : line.end], reading)
        for line in block.lines
    ]
    if not any(edge):
        return [block]
    cuts = [i for i in range(1, len(edge)) if edge[i] or edge[i - 1]]
    runs = [block.lines[a:b] for a, b in pairwise([0, *cuts, len(edge)])]
    first = replace(block, lines=runs[0], end=runs[0][-1].end)
    first = first if first.start < first.end else _bare(first)
    return [first, *(replace(_bare(block), lines=run, start=run[0].start, end=run[-1].end) for run in runs[1:])]


def _split_catch(blocks: list[Block], i: int, reading: Reading) -> list[Block]:
    """A marking and, behind it on the same line, the label with which the next page begins, perhaps garbled."""
    block = blocks[i]
    text = reading.source.text[block.span.start : block.span.end]
    tail = re.search(r"[ \t]+(\(\w{1,5}\))$", text)
    if block.role is not Role.NONE or len(block.lines) > 1 or not tail or not is_marking(text, reading):
        return [block]
    label = next((b.label for b in blocks[i + 1 : i + 8] if b.label), None)
    if label is None or label.style != "(x)" or len(label.value) + 2 != len(tail[1]):
        return [block]
    line, cut = block.lines[0], block.span.start + tail.start(1)
    end = block.span.start + tail.start()
    first = replace(_bare(block), lines=(replace(line, end=end),), end=end)
    word = replace(_bare(block), lines=(replace(line, start=cut, gap=0),), start=cut)
    garbled = {} if tail[1] == f"({label.value})" else {"garbled": "yes"}
    word = replace(word, attrs=garbled)
    return [first, word.called(Role.FURNITURE, "catchword: the next page's label", type="catch")]


def _split_stamp(block: Block, reading: Reading) -> list[Block]:
    """A copy's number and the date of the document, typed on one line, are two things."""
    text = reading.source.text[block.span.start : block.span.end]
    alone = block.role is Role.NONE and len(block.lines) == 1
    if not alone or not reading.profile.pattern("copies").match(text):
        return [block]
    dates = [d for d in find_dates(text) if d.year and d.end == len(text)]
    if not dates:
        return [block]
    line, cut = block.lines[0], block.span.start + dates[0].start
    end = block.span.start + len(text[: dates[0].start].rstrip(LAYOUT))
    first = replace(_bare(block), lines=(replace(line, end=end),), end=end)
    rest = replace(line, start=cut, gap=0)
    return [first, replace(_bare(block), lines=(rest,), start=cut)]


def _mark_by_form(block: Block, reading: Reading) -> Block:
    text = reading.source.text[block.span.start : block.span.end]
    profile = reading.profile
    if block.role is not Role.NONE or len(block.lines) > 2:
        return block
    number = profile.pattern("page-number").match(text)
    if number:
        reading.conventions.add("page-number")
        return _bare(block).called(
            Role.FURNITURE, "page number: a number between dashes or dots", type="pageNum", n=number["n"]
        )
    for name, kind in (
        ("registry", "registry"),
        ("declassification", "declassification"),
        ("copies", "copy"),
    ):
        if profile.pattern(name).search(text) and len(text) < 80:
            reading.conventions.add(name)
            return _bare(block).called(Role.FURNITURE, f"stamp: the form of a {kind} stamp", type="stamp", stamp=kind)
    if is_marking(text, reading):
        reading.conventions.add("classification")
        garbled = {} if is_marking(text, reading, allowed=0) else {"garbled": "yes"}
        return replace(_bare(block), attrs=garbled).called(
            Role.FURNITURE,
            "marking: words of classification, perhaps garbled",
            type="classification",
            stamp="classification",
        )
    return block


def _bare(block: Block) -> Block:
    """The block with its bullet and label given back to its text."""
    return replace(block, start=block.span.start, bullet="", label=None, parts=())


def is_marking(text: str, reading: Reading, *, allowed: float | None = None) -> bool:
    """Whether a short line is a classification marking, also spaced out or garbled by the OCR.

    `allowed` is the share of its letters that may be wrong; without it, the profile's.
    """
    settings = reading.profile.settings
    known: Sequence[str] = settings.get("markings", {}).get("classification", ())
    if allowed is None:
        allowed = float(settings.get("ocr", {}).get("garbled", 0.3))
    letters = re.sub(r"[^A-Z ]+", "", re.sub(r"(?<=\b[A-Z])[- .](?=[A-Z]\b)", "", text))
    if (
        not letters.strip()
        or len(text) > 40
        or sum(c.islower() for c in text) > len(text) // 4
        or text.rstrip().endswith(":")
    ):
        return False
    squeezed = letters.replace(" ", "")
    return any(_near(squeezed, marking.replace(" ", ""), allowed) for marking in known)


def is_noise(text: str, reading: Reading) -> bool:
    """Whether what the OCR read is surely no text: no word of two Latin letters, no number, or another script."""
    if "noise" not in reading.profile.features or not text.strip():
        return False
    latin = re.findall(r"[A-Za-z\u00c0-\u024f]{2,}", text)
    if re.fullmatch(r"(?:[A-Z]\.[ -]?){2,5},?", text.strip()):
        return False  # initials
    return not latin and not re.search(r"\d", re.sub(r"[^\x00-\x7f]", "", text))


def _near(seen: str, meant: str, allowed: float) -> bool:
    """Whether `seen` differs from `meant` in no more than the allowed share of its letters."""
    if abs(len(seen) - len(meant)) > len(meant) * allowed:
        return False
    matcher = SequenceMatcher(None, seen, meant, autojunk=False)
    same = sum(size for _, _, size in matcher.get_matching_blocks())
    return same >= max(len(seen), len(meant)) * (1 - allowed)


def _mark_catchwords(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide catchwords: a few words alone before a page's edge that begin the next page's text."""
    run, out = _blank_run(reading), list(blocks)
    for i, block in enumerate(blocks[:-1]):
        text = reading.source.text[block.span.start : block.span.end]
        if (
            block.role is not Role.NONE
            or len(words(text)) > 3
            or len(text) > 24
            or ends_sentence(text[-1:] if words(text) == [] else text)
        ):
            continue
        edge = blocks[i + 1].gap >= run or blocks[i + 1].role in _EDGE
        if not edge:
            continue
        later = [b for b in blocks[i + 1 : i + 14] if b.role is Role.NONE and len(words(body(reading.source, b))) > 3]
        starts = [reading.source.text[b.span.start : b.span.end] for b in later[:3]]
        starts += [reading.source.text[b.start : b.end] for b in blocks[i + 1 : i + 60] if b.gap >= run][:2]
        if any(_opens_with(start, text) for start in starts):
            out[i] = _bare(block).called(
                Role.FURNITURE, "catchword: the words that open a following page", type="catch"
            )
    return out


def _opens_with(start: str, catch: str) -> bool:
    """Whether the text `start` opens with the words of `catch`, marks aside."""
    wanted = [w.casefold() for w in words(catch)]
    return bool(wanted) and [w.casefold() for w in words(re.sub(r"</?u>", " ", start[:80]))][: len(wanted)] == wanted


def _blank_run(reading: Reading) -> int:
    return int(reading.profile.settings.get("ocr", {}).get("blank-run", 1_000_000))


def break_pages(blocks: list[Block], reading: Reading) -> list[Block]:
    """Put a page break into the furniture between two pages, and where a blank run tells of a page whose number is
    lost."""
    run, out = _blank_run(reading), list[Block]()
    foot = _numbered_below(blocks, reading)
    i = 0
    while i < len(blocks):
        j = i
        while j < len(blocks) and (blocks[j].role is Role.FURNITURE or blocks[j].attrs.get("feed")):
            j += 1
        if j > i:
            edge = _break_edge(blocks[i:j], run, foot=foot, last=j == len(blocks))
            out += edge
            broken = any(b.role is Role.PAGE for b in edge)
            if not broken and j < len(blocks) and blocks[j].gap >= run and _same_text(out, blocks[j], reading):
                out.append(_page(blocks[j], "page break: a run of blank lines, its number inferred", ""))
            i = j
            continue
        block = blocks[i]
        if out and block.gap >= run and block.role is Role.NONE and _same_text(out, block, reading):
            out.append(_page(block, "page break: a run of blank lines, its number inferred", ""))
        out.append(block)
        i += 1
    return _place_furniture(_number_pages(out, reading))


def _place_furniture(blocks: list[Block]) -> list[Block]:
    """Say of page numbers, markings and catchwords whether they stand at the top or the foot of their page: by the
    side of the page break on which they are; at the beginning and the end of the file, by that."""
    out, i = list(blocks), 0
    while i < len(blocks):
        j = i
        while j < len(blocks) and blocks[j].role in _EDGE:
            j += 1
        page = next((k for k in range(i, j) if blocks[k].role is Role.PAGE), j if j == len(blocks) and i else i)
        known = i == 0 or j == len(blocks) or any(b.role is Role.PAGE for b in blocks[i:j])
        for k in range(i, j):
            kind = blocks[k].attrs.get("type")
            if kind == "catch" or (known and kind in ("pageNum", "classification", "header")):
                side = "bottom" if kind == "catch" or k < page else "top"
                out[k] = replace(blocks[k], attrs={**blocks[k].attrs, "place": side})
        i = max(j, i + 1)
    return out


def _numbered_below(blocks: list[Block], reading: Reading) -> bool:
    """Whether page numbers stand at the foot of their pages: text stands above the first, and it is 1, or the last
    ends the file."""
    last = next((b for b in reversed(blocks) if b.attrs.get("type") != "classification"), None)
    for i, block in enumerate(blocks):
        if "n" in block.attrs and block.role is Role.FURNITURE:
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
        head = next((str(n) for k, n in numbers if k > feed), "") or next((str(n + 1) for k, n in numbers if foot), "")
        page = replace(edge[feed], attrs={"n": head}) if head else edge[feed]
        return [*edge[:feed], page, *edge[feed + 1 :]]
    if not numbers:
        return edge
    first, n = numbers[0]
    if len(numbers) > 1 and numbers[1][1] == n + 1:
        at, n = _head_of_page(edge, first + 1, numbers[1][0], run), n + 1
    elif foot:
        markings = [k for k in range(first + 1, len(edge)) if edge[k].attrs.get("type") == "classification"]
        at, n = markings[-1] if len(markings) > 1 else len(edge), n + 1
        if last and at == len(edge):
            return edge
    else:
        at = _head_of_page(edge, 0, first, run)
    here = edge[at] if at < len(edge) else _behind(edge[-1])
    return [*edge[:at], _page(here, "page break: by a typed page number", str(n)), *edge[at:]]


def _head_of_page(edge: list[Block], start: int, number: int, run: int) -> int:
    """Where in `edge` the page with the number at `number` begins: at a blank run, else at the last marking."""
    for k in range(start, number + 1):
        if edge[k].gap >= run:
            return k
    markings = [k for k in range(start, number) if edge[k].attrs.get("type") == "classification"]
    return markings[-1] if markings else number


def _behind(block: Block) -> Block:
    """A block of no length behind `block`."""
    line = replace(block.lines[-1], start=block.lines[-1].end)
    return replace(block, lines=(line,), start=line.end, end=line.end)


def _same_text(before: list[Block], block: Block, reading: Reading) -> bool:
    """Whether `block` goes on with the sentence that stands before the furniture."""
    last = next((b for b in reversed(before) if b.role not in _EDGE), None)
    return (
        last is not None and not ends_sentence(body(reading.source, last)) and starts_small(body(reading.source, block))
    )


def _page(before: Block, rule: str, n: str) -> Block:
    line = replace(before.lines[0], end=before.lines[0].start)
    return Block((line,), line.start, line.start, role=Role.PAGE, rule=rule, attrs={"n": n} if n else {})


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
