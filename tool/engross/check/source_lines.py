"""Where in its source an edition by engross is wrong: the line of the text that an element begins with.

The edition's record makes the source again from the edition's text (`restore.py`). Of an edition whose text was
changed since, as the SHA-256 in its header shows, no line is told.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence

from lxml import etree

from engross.check.documents import Document, Place
from engross.digest import sha256
from engross.encode.record import TARGET, Places
from engross.encode.tree import ELEMENT_ONLY, TEI, local
from engross.regex import compile_later
from engross.restore import NotAnEdition, Restored, read_back, source_text

_T = f"{{{TEI}}}"
#: Marks are characters of the private planes; the n-th element is marked with the n-th.
_MARKS = 0xF0000
_MOST = 60_000
_MARK = compile_later(f"[{chr(_MARKS)}-{chr(_MARKS + _MOST)}]")


def source_lines(document: Document, places: Sequence[Place]) -> Mapping[Place, int]:
    """The line of the source for each of `places` in `document`, as far as there is one."""
    if f"<?{TARGET}".encode() not in document.data:
        return {}
    try:
        elements = {place: element for place in places if (element := document.element_at(place)) is not None}
        source = read_back(document.root)
        if not _is_unchanged(document.root, source):
            return {}
        offsets = _offsets(document.root, list(dict.fromkeys(elements.values())))
    except (NotAnEdition, etree.XMLSyntaxError):
        return {}
    place = Places(source.stretches)
    lines = {element: source.text.count("\n", 0, place.in_source(at)) + 1 for element, at in offsets.items()}
    return {place: lines[element] for place, element in elements.items() if element in lines}


def _is_unchanged(root: etree._Element, source: Restored) -> bool:
    """Whether the source that the edition gives back is the one that it was made from."""
    stated = [str(idno.text).strip() for idno in root.iterfind(f".//{_T}idno[@type='sha256']")]
    return sha256(source.data) in stated


def _offsets(root: etree._Element, elements: Sequence[etree._Element]) -> dict[etree._Element, int]:
    """How much of the edition's text comes before each of `elements`; those outside the text are left out."""
    numbers = {element: number for number, element in enumerate(elements[:_MOST])}
    marked = copy.deepcopy(root)
    for element, twin in zip(root.iter(), marked.iter(), strict=True):
        if (number := numbers.get(element)) is not None:
            text = "" if local(twin) in ELEMENT_ONLY and not (twin.text or "").strip() else twin.text or ""
            twin.text = chr(_MARKS + number) + text
    body = marked.find(f"{_T}text")
    found: dict[etree._Element, int] = {}
    text = source_text(body) if body is not None else ""
    private = ((ord(match[0]) - _MARKS, match.start()) for match in _MARK.finditer(text))
    marks = ((number, at) for number, at in private if number < len(numbers))
    for before, (number, at) in enumerate(marks):
        found[elements[number]] = at - before
    return found
