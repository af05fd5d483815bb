"""What the targets get, and what they give back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from lxml import etree
from msgspec import Struct

from engross.check.documents import Document, not_tei
from engross.commands.files import Unreadable, read_bytes
from engross.diagnostics import Diagnostic, diagnose_file
from engross.encode.tree import TEI
from engross.views.record import Record, read_record
from engross.views.text import read_text
from engross.views.values import Text


class NotExported(Exception):
    """There is nothing to write; the diagnostic says why. `status` is the exit status that it makes."""

    def __init__(self, diagnostic: Diagnostic, status: int = 1) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic
        self.status = status


def not_html(name: str, problem: Exception) -> NotExported:
    """That the edition in the file `name` can't be made HTML, for the reason that `problem` gives."""
    return NotExported(diagnose_file("not-written", name, reason=f"it can't be made HTML: {problem}"))


class Edition(Struct, frozen=True, dict=True):
    """A TEI file: `name` as messages call it, `stem` without folder and ending, its bytes and its root."""

    name: str
    stem: str
    data: bytes
    root: etree._Element

    @cached_property
    def record(self) -> Record:
        """What its header states."""
        return read_record(self.root)

    @cached_property
    def text(self) -> Text:
        """Its text in reading order."""
        return read_text(self.root)

    @cached_property
    def title(self) -> str:
        """Its title; the name of the file where it has none."""
        return self.record.title or self.stem


class Made(Struct, frozen=True):
    """An export: the bytes of a file, or of each file of a folder by its path in it. `remarks` are sentences for the
    user, of what was left out."""

    data: bytes | Mapping[str, bytes]
    remarks: tuple[str, ...] = ()


def read_edition(path: Path, *, text_wanted: bool = True) -> Edition:
    """The TEI file at `path`. Raises `NotExported` where it can't be read, is no XML or no TEI, or has no text."""
    name = str(path)
    try:
        data = read_bytes(path)
    except Unreadable as problem:
        raise NotExported(problem.diagnostic, problem.status) from None
    document = Document(name, data)
    try:
        root = document.root
    except etree.XMLSyntaxError as problem:
        line, column = problem.position
        detail = str(problem.msg or "it is empty").partition(", line ")[0]
        raise NotExported(diagnose_file("not-xml", name, line, column, document.line(line), detail=detail)) from None
    if not str(root.tag).startswith(f"{{{TEI}}}"):
        raise NotExported(not_tei(document))
    edition = Edition(name, path.stem, data, root)
    if text_wanted and not any(part.blocks for part in edition.text.parts):
        line, column = document.place(root)
        raise NotExported(diagnose_file("text-missing", name, line, column, document.line(line)))
    return edition
