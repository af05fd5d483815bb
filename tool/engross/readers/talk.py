"""The sweep that decides speakers' turns in telephone and meeting talk."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from engross.readers.blocks import Block, Role, body, ends_sentence
from engross.readers.inline import Reading

_NAME = r"(?:(?:[A-Z]\.)+|[A-Z]\w*(?:[’'&-]\w+)*\.?|[Tt]he|of|for|and|de|von)"
_LABEL = re.compile(
    rf"(?P<name>(?:\(?(?:{_NAME})(?:\s+{_NAME}){{0,5}}\)?)|[A-Z])(?P<mark>\s?:|--+|—|\.\.+(?=\w)|\.(?=\s))\s*(?=\S)"
)
_STAGE = re.compile(r"^[\[(][^\[\]()]{3,160}[\])]\.?$")
_NO_NAMES = {
    "note",
    "subject",
    "attachment",
    "enclosure",
    "the",
    "to",
    "from",
    "a",
    "washington",
    "p.s",
    "ps",
    "re",
    "ref",
    "following",
    "question",
    "answer",
    "begin text",
    "end text",
    "comment",
    "no",
    "dear",
}
_TITLES = {"mr", "mrs", "ms", "dr", "gen", "col", "amb", "sen", "gov"}  # a period behind them ends no label


def speaker_key(label: str) -> str:
    """A speaker's label without its closing marks and its case, to compare labels by."""
    return re.sub(r"[\s.:,;—–-]+$", "", label).strip("([ ])").casefold()


def mark_turns(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide turns: a short name, then a colon, dashes or a period, then talk; and the same forms again.

    One colon makes no talk. A name counts where a turn with a colon or dashes bears it at least twice in the file,
    or two names take turns; a period after a name counts only for names that are known already.
    """
    if "speakers" not in reading.profile.features:
        return blocks
    found = {i: m for i, b in enumerate(blocks) if (m := _match(b, reading))}
    firm = [speaker_key(m["name"]) for m in found.values() if m["mark"] != "."]
    known = {name for name, times in Counter(firm).items() if times > 1}
    if len(set(firm)) > 1 and len(firm) >= 3 and known:
        known |= {
            n for i, m in found.items() for n in [speaker_key(m["name"])] if m["mark"] != "." and _near(i, found, known)
        }
    if not known or len(firm) < 3:
        return blocks
    out = list(blocks)
    for i, match in found.items():
        if speaker_key(match["name"]) in known:
            end = blocks[i].start + len(match.group().rstrip())
            out[i] = replace(blocks[i], label=None).called(
                Role.TURN, "turn: a speaker's label that comes again", label_end=str(end)
            )
    return _mark_stages(out, reading)


def _match(block: Block, reading: Reading) -> re.Match[str] | None:
    if block.role is not Role.NONE or block.bullet or (block.label and block.label.style != "x."):
        return None
    start = block.span.start
    match = _LABEL.match(reading.source.text[start : block.end])
    if match is None or len(match["name"]) > 45:
        return None
    key = speaker_key(match["name"])
    if key in _NO_NAMES or (match["mark"] == "." and key in _TITLES):
        return None
    return match


def _near(i: int, found: dict[int, re.Match[str]], known: set[str]) -> bool:
    """Whether a known speaker speaks within three blocks of block `i`."""
    return any(speaker_key(found[j]["name"]) in known for j in range(i - 3, i + 4) if j in found and j != i)


def _mark_stages(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide stage directions: whole blocks in brackets between turns."""
    out = list(blocks)
    omission = reading.profile.pattern("omission")
    for i in range(1, len(blocks)):
        text = body(reading.source, blocks[i])
        after_turn = any(b.role is Role.TURN for b in blocks[max(0, i - 3) : i])
        if blocks[i].role is Role.NONE and after_turn and _STAGE.match(text) and not omission.match(text):
            out[i] = blocks[i].called(Role.STAGE, "stage direction: in brackets between turns")
    return out


def in_talk(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether the undecided block at `i` goes on with the turn before it: a finished paragraph, more turns after."""
    later = any(b.role is Role.TURN for b in blocks[i + 1 : i + 12])
    return later and ends_sentence(body(reading.source, blocks[i]))
