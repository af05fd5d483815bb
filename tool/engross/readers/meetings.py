"""What a title says of a meeting: its minutes, a record of a conversation."""

from __future__ import annotations

import re

from engross.readers.blocks import Block, Role, body
from engross.readers.inline import Reading
from engross.regex import compile_later, compile_once

_MINUTED = ("minutes", "agenda")
_MET = (*_MINUTED, "memorandum-of-conversation", "transcript", "telephone-conversation")
_MEETING = compile_later(r"\b(?:meetings?|conferences?|sessions?|conversations?)\b", re.IGNORECASE)

_DISCUSSED = compile_later(r"\b(?:discussions?|meetings?|sessions?)\b", re.IGNORECASE)


def is_minuted(title: str, reading: Reading) -> bool:
    """Whether a title is that of minutes, of an agenda, or of what was discussed at a meeting."""
    return bool(_DISCUSSED.search(title)) or _names(title, _MINUTED, reading)


def is_about_meeting(blocks: list[Block], reading: Reading) -> bool:
    """Whether a title says that the blocks are minutes: there a number and a title open an item of business."""
    titles = (body(reading.source, b) for b in blocks if b.role in (Role.TITLE, Role.COLLECTION))
    return any(is_minuted(title, reading) for title in titles)


def is_meeting(title: str, reading: Reading) -> bool:
    """Whether a title is that of a document that tells of a meeting or a conversation."""
    return bool(_MEETING.search(title)) or _names(title, _MET, reading)


def _names(title: str, kinds: tuple[str, ...], reading: Reading) -> bool:
    patterns = reading.profile.settings.get("kinds", {})
    wanted = "|".join(pattern for pattern, kind in patterns.items() if kind in kinds)
    return bool(wanted and compile_once(rf"\b(?:{wanted})", re.IGNORECASE).search(title))
