"""The sweep over the ends of documents: signatures, postscripts, enclosures."""

from __future__ import annotations

import re

from msgspec.structs import replace

from engross.readers.blocks import EDGE, Block, Role, bare, body, ends_sentence, is_prose, unlabelled, words
from engross.readers.datelines import read_dateline
from engross.readers.inline import Reading
from engross.readers.options import OPTION, TRANSPARENT, is_marked, mark_options, trail_options
from engross.regex import compile_later

_ON_BEHALF = compile_later(r"(?:For the|By (?:direction|order|command))\b")  # part of the signature, no courtesy
_SMALL = {"of", "for", "the", "and", "de", "von", "van", "by", "to", "in", "s", "jr", "sr", "on", "at"}
_JOINING = frozenset(
    {"of", "for", "and", "by", "to", "in", "at", "on", "with", "from", "is", "was", "not", "which", "that", "are"}
)
_ADDRESSEE = compile_later(
    r"(?:The|His|Her|Their|Right)\s(?:Right\s)?(?:Hono(?:u)?rable|Excellenc|Majest|Highness|Reverend)|Hon\.|(?:The\s)?(?:Right|Rt\.?)\sHon\b|"
    r"(?:Mr|Mrs|Miss|Dr|Sir|Lord|General|Admiral|Ambassador|Prime Minister|President|Senator)\b\.?\s"
)
#: A title that names who writes to whom; print ends it with a period.
_CORRESPONDENTS = compile_later(
    r"(?!Dear|My )(?:[A-ZÀ-Þ][\w.’'-]*,?\s(?:\([^()]{2,40}\)\s)?|(?:de|of|the|and|von|at|in|la|du)\s){1,14}to\s"
    r"(?:the\s)?[A-ZÀ-Þ][^:;?!]{1,120}$"
)
_FEW_WORDS = 12
_INITIALS = compile_later(r"(?:[A-Z][\w’'-]+ )?(?:[A-Z]\. ?){1,3}(?:de |von )?[A-Z][\w’'-]+\.?$")
_VOCATIVE = compile_later(r"(?:[Mm]y |[Dd]ear )*(?:Sirs?|Madam|Gentlemen|Lord|Excellency),?")
_PART = compile_later(
    r"(?:section|part|chapter|article|annex|appendix|tab|title|volume|book)\s(?:[IVXLC]+|[A-Z])\.?$", re.IGNORECASE
)
_COURTESY = compile_later(r"\b(?:regards|sincerely|faithfully|respectfully|wishes)\W*$", re.IGNORECASE)
_CLOSES = compile_later(r"(?:&c\.|etc\.|servant|yours|respectfully|esteem|consideration|regards),$", re.IGNORECASE)
_ADDRESS = "address: the one to whom the letter goes, below its signature"
_PLACE = compile_later(r"[A-Z][\w.’' -]{2,30},? (?:\d{1,6},? )?[A-Z]{1,2}\.? ?[A-Z]{0,2}\.?(?: ?\d{1,6})?\.?")
_ESQUIRE = compile_later(r"\bEsq(?:uire|r)?\.?,?(?:\s|$)|(?:&c\.|etc\.),?\s(?:&c|etc)\.")
#: So much of the end of a paragraph, with its marks and calls, tells whether it is a close.
_END = 600
#: With the titles behind it, no name is longer.
_LONGEST_NAME = 160
#: A title is shorter.
_LONGEST_TITLE = 200
_ENDS = (*TRANSPARENT, Role.SIGNED)


def mark_enclosures(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide headings such as ``[Attachment]``."""
    pattern = reading.profile.pattern("attachment")
    out = list(blocks)
    for i, block in enumerate(blocks):
        if block.role is not Role.NONE:
            continue
        text = bare(body(reading.source, block))
        if block.label is None and pattern.match(text) and _has_text(blocks, i):
            out[i] = block.called(Role.ENCLOSURE, "enclosure: its heading stands alone")
        elif i and out[i - 1].role is Role.ENCLOSURE and _is_title(block, text):
            out[i] = block.called(Role.TITLE, "title: the line under the heading of an enclosure")
    return out


def _has_text(blocks: list[Block], i: int) -> bool:
    """Whether the heading at `i` is more than a line in a list of enclosures: it stands apart, and text follows."""
    apart = blocks[i].gap > 0 or (i > 0 and blocks[i - 1].role in EDGE)
    return apart and 0 < i < len(blocks) - 1


def _is_title(block: Block, text: str) -> bool:
    """Whether the undecided line under the heading of an enclosure is its title."""
    short = len(text) < 200 and len(block.lines) == 1 and (not ends_sentence(text) or bool(_CORRESPONDENTS.match(text)))
    return block.label is None and not block.bullet and short and text[:1].isupper()


def mark_signatures(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide signatures: what begins with ``/s/``, and names in the last lines of a document."""
    if "signatures" not in reading.profile.features:
        return blocks
    pattern, out = reading.profile.pattern("signature"), _trail_remarks(blocks, reading)
    out = mark_options(_mark_end_matter(out, reading), reading)
    close = reading.profile.pattern("complimentary-close")
    for i, block in enumerate(blocks):
        text = body(reading.source, block)
        if block.role is Role.NONE and pattern.match(text) and len(" ".join(text.split())) < 120:
            out[i] = block.called(Role.SIGNED, "signature: begins with /s/ or (signed)")
            _mark_below(out, i, reading)
        elif block.role is Role.NONE and (lines := _closed_lines(block, reading)):
            whole = replace(block, label=None, start=block.span.start)
            cut = {} if _ON_BEHALF.match(text) else {"signed": str(block.lines[lines[1]].start)}
            out[i] = whole.called(Role.SIGNED, "signature: below a complimentary close in the same lines", **cut)
        elif block.role is Role.NONE and i + 1 < len(out) and _is_close(bare(text[-_END:]), close):
            _mark_below(out, i, reading)
    out = _mark_addressees(out, reading)
    for i in _last_lines(out, reading):
        text = bare(body(reading.source, unlabelled(out[i])))
        label = out[i].label
        if out[i].bullet or (label and label.style != "x.") or not is_name(text) or read_dateline(text):
            continue
        whole = replace(out[i], label=None, start=out[i].span.start)
        out[i] = whole.called(Role.SIGNED, "signature: a name, last before the notes or an enclosure")
    return trail_options(_trail_addressees(_date_below(out, reading), reading), reading)


def _date_below(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide the lines below a signature that say where and when it was set."""
    out, signed = list(blocks), False
    for i, block in enumerate(blocks):
        if block.role is Role.NONE and signed and read_dateline(body(reading.source, block)):
            out[i] = block.called(Role.SIGNED, "dateline: below a signature", dateline="yes")
        elif block.role not in TRANSPARENT:
            signed = block.role is Role.SIGNED
    return out


def _is_close(text: str, close: re.Pattern[str]) -> bool:
    """Whether `text` is a complimentary close, or a paragraph that ends in one (*…, I again offer you, &c.,*)."""
    closing = text[-1:] == "," and bool(_CLOSES.search(text[-40:]))
    return closing or (len(text) < 200 and bool(close.match(text)))


def _trail_addressees(blocks: list[Block], reading: Reading) -> list[Block]:
    """Who a letter goes to may stand below its signature: a name with an honorific on several lines, or below the
    postscript a name that has nothing of the signer's. It is end matter, no second signature."""
    out, signer, behind = list(blocks), set[str](), False
    for i, block in enumerate(blocks):
        if block.attrs.get("document") or block.role in (Role.TITLE, Role.ENCLOSURE):
            signer, behind = set(), False
        elif block.role is Role.POSTSCRIPT:
            behind = True
        elif block.role is Role.SIGNED:
            text = bare(body(reading.source, block))
            named = {word.casefold() for word in words(text) if len(word) > 1}
            addressed = bool(_ADDRESSEE.match(text)) and (len(block.lines) > 1 or behind)
            addressed = addressed or bool(_ESQUIRE.search(text)) or (len(block.lines) > 2 and _is_placed(text))
            initials = not named or text.replace(".", "").replace(" ", "").isupper()
            if signer and (addressed or (behind and not initials and not named & signer)):
                out[i] = block.called(Role.TRAILER, _ADDRESS)
            signer = signer or named
    return out


def _trail_remarks(blocks: list[Block], reading: Reading) -> list[Block]:
    """What the editors say in brackets below a signature, last in a document (*[For the reply, see page 12.]*), is end
    matter; so the name above it is the last line."""
    out, omission, last = list(blocks), reading.profile.pattern("omission"), True
    for i in range(len(blocks) - 1, 0, -1):
        block, above = blocks[i], blocks[i - 1]
        text = bare(body(reading.source, block)) if last and block.role is Role.NONE else ""
        if text[:1] == "[" and text[-1:] == "]" and is_prose(text):
            name = bare(body(reading.source, unlabelled(above)))
            if above.role is Role.NONE and is_name(name) and len(words(name)) < 4 and not omission.match(text):
                out[i] = block.called(Role.TRAILER, "end matter: what the editors say below a signature")
        last = (last and block.role in TRANSPARENT) or bool(block.attrs.get("document"))
    return out


def _is_placed(text: str) -> bool:
    """Whether the last line of `text` is a place, as addresses end: *Washington 25, D.C.*; *London, S.W.1*."""
    return bool(_PLACE.fullmatch(text.rsplit("\n", 1)[-1].strip()))


def _mark_end_matter(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide what stands below a signature: it is the last of its document, and has the form of such lines."""
    pattern, out = reading.profile.pattern("end-matter"), list(blocks)
    ending = True
    for i in range(len(blocks) - 1, 0, -1):
        block = blocks[i]
        text = body(reading.source, block)
        listed = block.role in (Role.LIST_HEAD, Role.LIST_ITEM) and _under_end_matter(blocks, i, reading)
        if ending and listed:
            out[i] = replace(block, attrs={**block.attrs, "trailer": "yes"})
        elif ending and block.role is Role.NONE and len(text) < 200 and pattern.match(text):
            reading.conventions.add("end-matter")
            out[i] = replace(block, label=None, start=block.span.start).called(
                Role.TRAILER, "end matter: enclosures, copies, a drafting line"
            )
        elif ending and block.role not in _ENDS and not is_marked(bare(text), reading):
            ending = False
        if block.attrs.get("document") or block.role in (Role.ENCLOSURE, Role.POSTSCRIPT):
            ending = True
    return out


def _under_end_matter(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether the list at `i` is one of enclosures or copies."""
    pattern = reading.profile.pattern("end-matter")
    while i >= 0 and blocks[i].role is Role.LIST_ITEM:
        i -= 1
    return i >= 0 and blocks[i].role is Role.LIST_HEAD and bool(pattern.match(f"{body(reading.source, blocks[i])}:"))


def _mark_below(out: list[Block], i: int, reading: Reading) -> None:
    """Decide the name, and the office, on the lines below a complimentary close or a signature; a second close may
    stand between (*With best wishes,* and *Sincerely,*)."""
    close = reading.profile.pattern("complimentary-close")
    for below in range(i + 1, min(i + 3, len(out))):
        text = bare(body(reading.source, out[below]))
        if out[below].role is not Role.NONE or out[below].bullet or close.match(text):
            return
        whole = replace(out[below], label=None, start=out[below].span.start)
        if below > i + 1 and _is_addressee(text):
            out[below] = whole.called(Role.TRAILER, _ADDRESS)
            return
        if not is_name(text) and not (len(words(text)) <= _FEW_WORDS and is_name(text.rstrip("."))):
            return
        out[below] = whole.called(Role.SIGNED, "signature: below a complimentary close or /s/")


def _is_addressee(text: str) -> bool:
    """Whether `text`, below a signature, names the one to whom the letter goes: with an honorific before the name, or
    *Esq.*, *&c.* behind it."""
    return (
        len(text) < 200 and not is_prose(text.split("\n")[0]) and bool(_ADDRESSEE.match(text) or _ESQUIRE.search(text))
    )


def _last_lines(blocks: list[Block], reading: Reading) -> list[int]:
    """The undecided blocks before the end, before the closing notes, and before each enclosure, postscript, or line
    that has the form of a title."""
    found = []
    ending, titled = True, False
    kind = reading.profile.pattern("kind")
    for i in range(len(blocks) - 1, 0, -1):
        role = Role.TRAILER if blocks[i].attrs.get("trailer") or blocks[i].rule == OPTION else blocks[i].role
        if role is Role.NONE and not ending and blocks[i].end - blocks[i].start >= _LONGEST_TITLE:
            titled = False
        elif role is Role.NONE:
            text = body(reading.source, blocks[i])
            whole = bare(body(reading.source, unlabelled(blocks[i]))) if ending else ""
            if ending and is_marked(whole, reading):
                continue  # the marking at the foot of a page, below who signed
            above = _above(blocks, i, reading) if ending else ""
            if ending and (not titled or is_prose(above)):
                found.append(i)
            if found[-1:] == [i] and (
                read_dateline(text)
                or _is_one_of_several(whole)
                or (is_name(whole) and above[-1:] != "." and _is_one_of_several(above))
            ):
                continue
            titled = (
                len(text) < _LONGEST_TITLE
                and bool(blocks[i].gap and kind.match(bare(text)))
                and not ends_sentence(text)
            )
            ending = titled
        elif role in (Role.ENCLOSURE, Role.POSTSCRIPT, Role.TITLE) or blocks[i].attrs.get("document"):
            ending, titled = True, False
        elif role not in TRANSPARENT and role is not Role.DATELINE:
            ending = False
    return found


def _above(blocks: list[Block], i: int, reading: Reading) -> str:
    """What stands above the block at `i`, notes and pages left out; empty where that is decided already."""
    above = next((blocks[k] for k in range(i - 1, -1, -1) if blocks[k].role not in TRANSPARENT), None)
    return bare(body(reading.source, unlabelled(above))) if above and above.role is Role.NONE else ""


def _mark_addressees(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide who a letter goes to, on one line, the last of it, below a signature in capitals or with initials."""
    out, last = list(blocks), True
    for i in range(len(blocks) - 1, 0, -1):
        block, above = blocks[i], blocks[i - 1]
        if last and block.role is above.role is Role.NONE and block.end - block.start < 200:
            name = bare(body(reading.source, unlabelled(above)))
            if _is_addressee(bare(body(reading.source, block))) and _is_one_of_several(name):
                out[i] = unlabelled(block).called(Role.TRAILER, _ADDRESS)
        if block.role not in TRANSPARENT:
            last = block.role is Role.ENCLOSURE or bool(block.attrs.get("document"))
    return out


def _is_one_of_several(text: str) -> bool:
    """Whether `text` is so surely a signature that others may stand above it: a name in capitals, or with initials."""
    capitals = _is_capitals(text) and (len(words(text)) > 1 or text.endswith("."))
    return len(text) < 60 and is_name(text) and (capitals or bool(_INITIALS.match(text)))


def _closed_lines(block: Block, reading: Reading) -> tuple[int, int] | None:
    """The lines of a complimentary close with which `block` begins; None where it does not."""
    found = close_lines(block, reading) if 1 < len(block.lines) < 10 and not block.bullet else None
    return found if found and found[0] == 0 else None


def close_lines(block: Block, reading: Reading, first: int = 0) -> tuple[int, int] | None:
    """The lines (from, to) of a complimentary close in `block`, with nothing but a name and offices below it; None
    where there is none."""
    close, source = reading.profile.pattern("complimentary-close"), reading.source
    lines = [bare(source.text[line.start : line.end]) for line in block.lines[first:]]
    for k, line in enumerate(lines[:-1]):
        if not line[:1].isupper() or len(line) > 100 or not close.match(line):
            continue
        end = k + 1
        while end < len(lines) - 1 and (
            _VOCATIVE.fullmatch(lines[end]) or close.match(lines[end]) or (line[-1:] == "," and lines[end][-1:] == ",")
        ):
            line = lines[end]
            end += 1
        below = "\n".join(lines[end:])
        if is_name(below) and (len(lines) - end) <= 5 and not close.match(lines[end]):
            return first + k, first + end
    return None


def _is_capitals(text: str) -> bool:
    """Whether `text` is a name in capitals: few words, none of those that join the words of a sentence."""
    tokens = words(text.lower())
    return text.isupper() and len(tokens) <= 6 and not _JOINING.intersection(tokens)


def is_name(text: str) -> bool:
    """Whether `text` may be a signature: a few words, each with a capital, no sentence; titles may follow a comma
    or stand on lines of their own."""
    if "\n" in text:
        text = "\n".join(line.strip() for line in text.split("\n"))  # lines may be set in
    if len(text) > _LONGEST_NAME:
        return False
    lines = re.sub(r"[\[\]]|(?<=[A-Za-z])[’'](?=[a-z]\b)", "", text).split("\n")  # Fred'k
    first = lines[0]
    tokens = words(first)
    if not tokens or len(tokens) > 10 or len(lines) > 5 or is_prose(first):
        return False
    if re.search(r"\S[ \t]{3,}\S", first):  # columns of a table
        return False
    if any(c.isdigit() for c in first) or first.lstrip()[:1] in "[(|#><" or first.rstrip().endswith(("?", "!", ";")):
        return False
    if first.rstrip().endswith(":") and len(lines) == 1:
        return False
    if len(lines) == 1 and (_COURTESY.search(first) or _PART.match(first)):
        return False
    named = [t for t in tokens if t.lower() not in _SMALL]
    if not named or not all(t[:1].isupper() for t in named):
        return False
    if ends_sentence(first) and not re.search(r"\b(?:[A-Z]|Jr|Sr|Esq|USN|USA|USMC|Ret)\.$", first):
        return (len(tokens) <= 3 or _is_capitals(first)) and first.endswith(".") and len(tokens) > 1
    return True


def mark_postscripts(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide postscripts."""
    pattern = reading.profile.pattern("postscript")
    return [
        block.called(Role.POSTSCRIPT, "postscript: begins with P.S.")
        if block.role is Role.NONE and pattern.match(body(reading.source, block))
        else block
        for block in blocks
    ]
