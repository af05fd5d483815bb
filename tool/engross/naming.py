"""Names: the id of a source's edition, and what the spellings of a person's label share."""

from __future__ import annotations

from engross.regex import compile_later
from engross.xmlchars import is_ncname

#: Names that the program gives to parts of a file; an editor's or a file's id must not be one of them.
RESERVED_IDS = compile_later(
    r"d\d+(-.*)?|editor-\d+|(classification|genre|handling)(-.*)?|strikethrough|overtyped|overstrike|erased"
    r"|(double-)?underline|italic|bold|superscript|subscript|smallcaps|allcaps|letterspaced|monospace"
)

_TRAILING = compile_later(r"[\s.,:;…–—―_*-]+$")
_BETWEEN = compile_later(r"[\s.]+")


def label_key(label: str) -> str:
    """What the spellings of one name share: case, blanks, stops and punctuation at the end don't count."""
    key = _TRAILING.sub("", label.replace("’", "'"))
    return _BETWEEN.sub(" ", key).strip().casefold()


def document_id(stem: str) -> str:
    """An ``xml:id`` for the TEI file of a source with that `stem`: an NCName that no part of the file has."""
    name = "".join(c if is_ncname(f"e{c}") else "_" for c in stem)
    plain = is_ncname(name) and not RESERVED_IDS.fullmatch(name)
    return name if plain else f"e{name}" if is_ncname(f"e{name}") else "edition"
