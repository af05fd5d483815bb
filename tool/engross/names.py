"""Names of persons that stand alone on a line."""

from __future__ import annotations

from engross.regex import compile_later

#: A name alone: words in ordinary letters and initials, two to five; what may stand behind it in brackets, a star.
_FULL_NAME = compile_later(
    r"(?:(?:[A-ZÀ-Þ]\.|[A-ZÀ-Þ][\w’'-]*[a-zà-þ][\w’'-]*|de|von|van|der|du|di|la|al|el|bin)\s){1,4}"
    r"(?P<last>[A-ZÀ-Þ][\w’'-]*[a-zà-þ]\w*)(?:,? (?:[JS]r\.|I{2,3}|IV))?(?:\*+|\(\d+\)|/\d+/|\[\^\w+\])?"
    r"(?:\s[\[(][^()\[\]]{2,60}[\])])?"
)
#: The last word of a group's or an office's name, of a title; no person's.
_NO_NAME = compile_later(
    r"(?:Division|Office|Bureau|Committee|Department|Association|Staff|Section|Branch|Service|Council|Board|Commission"
    r"|Embassy|Delegation|Mission|Ministry|Center|Centre|Agency|Society|Institute|University|Affairs|Government|Republic"
    r"|Kingdom|States|Nations|Union|Others|Members|Present|Officials?|Officers|Representatives|Observers|Guests|Series"
    r"|Statements?|Reports?|Remarks|Issues?|Questions?|Matters|Business|Topics|Programs?|Policy|Plans?|Proposals?"
    r"|Conclusions?|Recommendations?|Discussions?|Sessions?|Meetings?|Problems?|Procedures|Principles)s?"
)


def is_full_name(text: str) -> bool:
    """Whether a line is nothing but a name in ordinary letters: *Evans Gerakas*, *G. M. R. Dougall*. Without a title
    or an office beside it that is a guess, which only the lines around it can bear out."""
    match = _FULL_NAME.fullmatch(text) if len(text) < 100 else None
    return match is not None and not _NO_NAME.fullmatch(match["last"])
