"""What is wrong with a document, as data; `messages` has the words."""

from __future__ import annotations

from msgspec import Struct

NOT_ALLOWED_ANYWHERE = "not-allowed-anywhere"
NOT_ALLOWED_INSIDE = "not-allowed-inside"
NOT_ALLOWED_HERE = "not-allowed-here"
NOT_ALLOWED_YET = "not-allowed-yet"
INCOMPLETE = "incomplete"
TEXT_NOT_ALLOWED = "text-not-allowed"
ATTRIBUTE_NOT_ALLOWED = "attribute-not-allowed"
ATTRIBUTE_MISSING = "attribute-missing"
BAD_VALUE = "bad-value"
DUPLICATE_ID = "duplicate-id"
DANGLING_IDREF = "dangling-idref"
NOT_WELL_FORMED = "not-well-formed"
ENTITY_NOT_READ = "entity-not-read"
LIMIT = "limit"

KINDS = (
    NOT_ALLOWED_ANYWHERE,
    NOT_ALLOWED_INSIDE,
    NOT_ALLOWED_HERE,
    NOT_ALLOWED_YET,
    INCOMPLETE,
    TEXT_NOT_ALLOWED,
    ATTRIBUTE_NOT_ALLOWED,
    ATTRIBUTE_MISSING,
    BAD_VALUE,
    DUPLICATE_ID,
    DANGLING_IDREF,
    NOT_WELL_FORMED,
    ENTITY_NOT_READ,
    LIMIT,
)


class Fault(Struct, frozen=True):
    """One fault. Lines and columns count from 1.

    `line` and `column` are where the thing that is meant begins: the tag, the attribute, the text. `end_line` is the
    line on which its tag ends, which is what Jing names. Names are as the document writes them.
    """

    kind: str
    line: int
    column: int
    end_line: int = 0
    element: str = ""  #: the element that is meant, or that has the attribute or the text
    parent: str = ""  #: the element around it; empty at the root
    attribute: str = ""
    value: str = ""  #: the value, or text, that is wrong; a part of it if it is long
    expected: tuple[str, ...] = ()  #: names of elements or attributes, or values; the likeliest first
    more: int = 0  #: how many were left out of `expected`
    missing: tuple[str, ...] = ()  #: what must be there and is not
    similar: tuple[str, ...] = ()  #: names that exist and look like the one that does not
    text_allowed: bool = False  #: whether text could stand here instead
    end_allowed: bool = False  #: whether the parent could end here instead
    datatypes: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()  #: the datatypes that were asked for
    word: str = ""  #: the word of a list that is wrong; of what is not well-formed, the kind (`malformed`)
    other_line: int = 0  #: where the first ID of the same name is, or the element that is still open
    other_column: int = 0
    lines: tuple[int, ...] = ()  #: further lines of the same text, or the last one of the tag with the first ID
    detail: str = ""  #: what the parser said; the namespace of an element that is known in another
