"""From an edition back to its source: the text of the edition, and the record of what stood between."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from msgspec import Struct

from engross.encode.record import TARGET, RecordError, Stretch, interleave, lay_out, read_record
from engross.encode.tree import ADDED, BLOCKS, ELEMENT_ONLY, TEI, parse, read_text
from engross.source import NEWLINES, encode_text


class NotAnEdition(Exception):
    """A file that engross cannot give a source of; the message says why."""


class Restored(Struct, frozen=True):
    """A source given back: its bytes, its text (every line ends with ``\\n``), and the stretches of the edition's text
    of which it was made."""

    data: bytes
    text: str
    stretches: tuple[Stretch, ...]


def restore_source(xml: bytes) -> bytes:
    """The bytes of the source from which the edition `xml` was made.

    Raises `NotAnEdition` where it is not XML, not TEI, has no record, or was changed so that the record fits no more.
    """
    return read_back(_parse(xml)).data


def recorded_hash(xml: bytes) -> str | None:
    """The SHA-256, in hexadecimal, that the header of the edition `xml` states of its source; None where none stands.

    Raises `NotAnEdition` where it is not XML.
    """
    return recorded_hash_of(_parse(xml))


def recorded_hash_of(root: etree._Element) -> str | None:
    """The same, of the edition with that root."""
    found = root.iterfind(f".//{{{TEI}}}bibl[@type='digital-source']/{{{TEI}}}idno[@type='sha256']")
    stated = next((element.text or "" for element in found), "").strip().lower()
    return stated or None


def _parse(xml: bytes) -> etree._Element:
    try:
        return parse(xml)
    except etree.XMLSyntaxError as error:
        raise NotAnEdition(f"it is not well-formed XML: {error.msg}") from error


def read_back(root: etree._Element, extents: dict[etree._Element, tuple[int, int]] | None = None) -> Restored:
    """The source from which the edition with that root was made; `extents` is told which characters of the edition's
    text each element holds. Raises `NotAnEdition` as `restore_source` does."""
    record = next((n for n in _after(root) if isinstance(n, etree._ProcessingInstruction) and n.target == TARGET), None)
    if root.tag != f"{{{TEI}}}TEI" or record is None:
        raise NotAnEdition("it holds no record of its source: it is not an edition that engross made")
    body = root.find(f"{{{TEI}}}text")
    try:
        said = read_record(record.text or "")
        kept = source_text(body, extents) if body is not None else ""
        stretches = lay_out(said, len(kept))
        text = interleave(kept, stretches)
        return Restored(encode_text(_with_newlines(text, said.newline, said.odd), said.encoding), text, stretches)
    except RecordError as error:
        raise NotAnEdition(f"its record of the source does not fit its text: {error}") from error
    except (UnicodeEncodeError, LookupError) as error:
        raise NotAnEdition(f"its text cannot be written in the encoding of its source: {error}") from error


def source_text(text: etree._Element, extents: dict[etree._Element, tuple[int, int]] | None = None) -> str:
    """The characters of the source in an edition's ``text``: without the file's own line breaks, and without what an
    editor set beside it. `extents` is told which of them each element holds."""
    return read_text(text, hidden=ADDED, element_only=ELEMENT_ONLY, blocks=BLOCKS, extents=extents)


def _with_newlines(text: str, newline: str, odd: dict[int, str]) -> str:
    """`text` with the line endings of the source."""
    if newline == "lf" and not odd:
        return text
    lines = text.split("\n")
    ends = [NEWLINES.get(odd.get(i, newline), "\n") for i in range(len(lines) - 1)]
    return "".join(line + end for line, end in zip(lines, [*ends, ""], strict=True))


def _after(root: etree._Element) -> Iterator[etree._Element]:
    here = root.getnext()
    while here is not None:
        yield here
        here = here.getnext()
