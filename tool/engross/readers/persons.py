"""Lines that name a person: in a list of participants, or in a row of names."""

from __future__ import annotations

from engross.regex import compile_later

_HONORIFIC = compile_later(
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Gen|General|Admiral|Adm|Col|Colonel|Lt|Lieutenant|Major|Capt|Sir|"
    r"Ambassador|Amb|Secretary|Sec|Senator|President|Prime|Minister|Governor|M)\b"
)
_PERSON = compile_later(  # Hardy C. Dillard, Jr. (absent), Dean of …
    r"(?:(?:[A-ZÀ-Þ][\w.’'-]*|de|den|der|di|du|al|bin|la|van|von|y)\s){1,5}?[^\W\d_][\w’'-]+(?:, [JS]r\.)?"
    r"(?:\s[\[(][^()\[\]]{2,40}[\])])?,\s[A-Z]"
)


def has_office(text: str) -> bool:
    """Whether a short line is a name and an office: *Richardson Dougall, Deputy Director*."""
    return bool(_PERSON.match(text))


def is_person(text: str) -> bool:
    """Whether a short line begins with a person: with an honorific, or with a name before an office."""
    return bool(_HONORIFIC.match(text)) or has_office(text)
