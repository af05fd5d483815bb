"""The notes of a text before it is read: which are called from elsewhere, and what sign each has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

from lxml import etree

from engross.encode.tree import TEI, XML_ID, local
from engross.regex import compile_later

_SIGN = compile_later(r"\W*(\d+|\w|[ivxlc]+)?\W*")
_NOTE, _REF = f"{{{TEI}}}note", f"{{{TEI}}}ref"
_STRING = etree.XPath("string()")


class Labels:
    """The notes in `root`: each has a key (1, 2 … in the order of the file) and a sign.

    The sign is what the file gives: the note's own ``label``, else the text of the ``ref`` that calls it if that is
    more than a number, else its @n in brackets. A note without any is numbered, or lettered among numbered ones.
    `parts` are the documents: signs start afresh in each.
    """

    def __init__(self, root: etree._Element, parts: Iterable[etree._Element]) -> None:
        self.keys = {note: key for key, note in enumerate(root.iter(_NOTE), 1)}
        self.by_id = {note.get(XML_ID, ""): note for note in reversed(self.keys) if note.get(XML_ID)}
        self.called: dict[etree._Element, str] = {}
        for ref in root.iter(_REF) if self.keys else ():
            if (note := self.note_of(ref)) is not None:
                self.called.setdefault(note, _line(ref))
        self.signs: dict[etree._Element, str] = {}
        rest = dict.fromkeys(self.keys)
        for part in parts:
            own = list(part.iter(_NOTE))
            self._sign(own)
            for note in own:
                rest.pop(note, None)
        self._sign(list(rest))

    def note_of(self, ref: etree._Element) -> etree._Element | None:
        """The note that `ref` calls; None where it is no call."""
        target = ref.get("target", "")
        note = self.by_id.get(target[1:]) if target.startswith("#") else None
        if note is None or (ref.get("type") != "noteReference" and not _SIGN.fullmatch(_line(ref))):
            return None
        return note

    def _sign(self, notes: list[etree._Element]) -> None:
        stated = {note: self._stated(note) for note in notes}
        rest = _letters() if any(stated.values()) else (str(n) for n in count(1))
        for note, sign in stated.items():
            self.signs[note] = sign or f"[{next(rest)}]"

    def _stated(self, note: etree._Element) -> str:
        label = own_label(note)
        if label is not None:
            return _line(label)
        call = self.called.get(note, "")
        if call and not call.isalnum():
            return call
        number = _one_line(note.get("n", "")) or call
        return f"[{number}]" if number else ""


def own_label(note: etree._Element) -> etree._Element | None:
    """The ``label`` that `note` begins with; None where it begins otherwise."""
    if (note.text or "").strip():
        return None
    first = next(note.iterchildren(etree.Element), None)
    if first is not None and local(first) in ("p", "ab") and not (first.text or "").strip():
        first = next(first.iterchildren(etree.Element), None)
    return first if first is not None and local(first) == "label" and _line(first) else None


def _letters() -> Iterator[str]:
    for number in count(1):
        name = ""
        while number:
            number, digit = divmod(number - 1, 26)
            name = chr(ord("a") + digit) + name
        yield name


def _line(element: etree._Element) -> str:
    return _one_line(str(_STRING(element)))


def _one_line(text: str) -> str:
    return " ".join(text.split())
