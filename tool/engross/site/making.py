"""Making a site: the two passes over the documents, and the pages around them.

Nothing here speaks to the user: `commands/publish.py` does, and spreads the passes over processes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

from lxml import etree
from msgspec import Struct

from engross.commands.console import internal_error
from engross.commands.files import Unreadable, read_bytes
from engross.data import data_path
from engross.diagnostics import Diagnostic, diagnose_file
from engross.encode.tree import XML_ID, line_of, parse_expanded
from engross.html import NotTransformed
from engross.html.page import text_css
from engross.html.prepare import repeated_ids, shown_ids
from engross.site.document import Job, is_tei, make_document, make_refused
from engross.site.facts import Facts, read_facts
from engross.site.indexes import date_pages, list_pages, people_pages
from engross.site.naming import some_of
from engross.site.output import Output
from engross.site.plan import Doc, Plan
from engross.site.search import Shard, list_documents, write_shard

_ASSETS = ("site.css", "site.js", "document.js", "facing.js", "index.js")


class Looked(Struct, frozen=True):
    """What the first pass found in a file: its facts, or why there are none."""

    facts: Facts | None
    problem: Diagnostic | None = None
    status: int = 0


class Written(Struct, frozen=True):
    """What was written of a document, or another part of the site: the names of its files, the lines of its terms, what
    went wrong."""

    files: tuple[str, ...] = ()
    terms: dict[str, str] = {}
    problems: tuple[Diagnostic, ...] = ()


def look(path: Path) -> Looked:
    """The first pass: the facts of the TEI file at `path`."""
    try:
        root = _read(path, read_bytes(path))
        if isinstance(root, Looked):
            return root
        repeated = _repeated(root, path)  # before ids are given
        return Looked(read_facts(root, path), repeated)
    except Unreadable as problem:
        return Looked(None, problem.diagnostic, problem.status)
    except Exception as problem:
        return Looked(None, internal_error(str(path), problem), 1)


def _repeated(root: etree._Element, path: Path) -> Diagnostic | None:
    """What is to be said of ids that stand twice, if any do."""
    found = repeated_ids(root)
    if not found:
        return None
    names = dict.fromkeys(element.get(XML_ID, "") for element in found)
    return diagnose_file("ids-repeated", str(path), line_of(found[0]), ids=some_of(names))


def _read(path: Path, xml: bytes) -> etree._Element | Looked:
    try:
        root = parse_expanded(xml)
    except etree.XMLSyntaxError as problem:
        line, column = problem.position
        detail = (problem.msg or "").partition(", line")[0]
        return Looked(None, diagnose_file("not-xml", str(path), line, column or 0, detail=detail), 1)
    if is_tei(root):
        return root
    return Looked(None, diagnose_file("not-tei", str(path), root=f"<{etree.QName(root).localname}>"), 1)


def publish_one(job: Job, folder: str, title: str, roots: Sequence[str]) -> Written:
    """The second pass: the files of a document, written into the `folder` of the site with that `title`. Its pictures
    may lie in the folders `roots`."""
    path = Path(job.doc.facts.path)
    refused: tuple[Diagnostic, ...] = ()
    try:
        xml = read_bytes(path)
    except Unreadable as problem:
        return Written(problems=(problem.diagnostic,))
    try:
        made = make_document(xml, parse_expanded(xml), job, title, roots)
    except NotTransformed as problem:
        reason = str(problem)
        made, refused = make_refused(xml, job, title), (diagnose_file("not-written", str(path), reason=reason),)
    except Exception as problem:
        made, refused = make_refused(xml, job, title), (internal_error(str(path), problem),)
    written, problems = write_files(Output(Path(folder), job.own), iter(made.files))
    return Written(tuple(written), made.terms, (*refused, *made.problems, *problems))


def publish_shard(job: tuple[Shard, frozenset[str]], folder: str) -> Written:
    """The files of a piece of the search index, written into the `folder` of the site. With the piece come those of its
    files that an earlier run wrote."""
    shard, own = job
    written, problems = write_files(Output(Path(folder), own), iter(write_shard(shard)))
    return Written(tuple(written), problems=tuple(problems))


def write_files(output: Output, files: Iterator[tuple[str, bytes]]) -> tuple[list[str], list[Diagnostic]]:
    """Write `files`; the names of those that were, and why others were not."""
    written, problems = [], []
    for name, data in files:
        try:
            output.write(name, data)
            written.append(name)
        except OSError as problem:
            reason = problem.strerror or str(problem)
            problems.append(diagnose_file("not-written", str(output.folder / name), reason=reason))
    return written, problems


def files_of(name: str) -> set[str]:
    """The files that the document with that name may have in the site."""
    endings = (".html", ".xml", ".facing.html", ".txt", ".md")
    return {f"search/texts/{name}.js", *(f"documents/{name}{ending}" for ending in endings)}


def jobs_of(plan: Plan, own: frozenset[str]) -> list[Job]:
    """A job for each document; `own` are the files that an earlier run wrote. A job holds what its document needs and
    no more, as each is handed to another process."""
    titles = [("", ""), *((doc.name, doc.facts.title) for doc in plan.docs), ("", "")]
    pages = _Pages(plan)
    return [
        Job(
            doc,
            titles[doc.number],
            titles[doc.number + 2],
            persons,
            {pointer: page for pointer in doc.facts.pointers if (page := pages.find(pointer, doc))},
            own.intersection(files_of(doc.name)),
        )
        for doc, persons in zip(plan.docs, plan.persons, strict=True)
    ]


class _Pages:
    """The documents of a site by their files."""

    def __init__(self, plan: Plan) -> None:
        self._by_path = {os.path.normpath(doc.facts.path): doc for doc in plan.docs}
        self._by_name = {Path(doc.facts.path).name: doc for doc in reversed(plan.docs)}
        self._ids: dict[str, set[str]] = {}

    def find(self, pointer: str, doc: Doc) -> str:
        """Where a pointer in `doc` leads, from the page of one document to that of another: to the file that it names,
        else to the first with the same name; to the place in it that it names, if that is on the page. Empty where it
        leads to none."""
        address, _, fragment = pointer.partition("#")
        path = os.path.normpath(os.path.join(os.path.dirname(doc.facts.path), unquote(address)))
        found = self._by_path.get(path) or self._by_name.get(os.path.basename(path))
        if not found:
            return ""
        return f"{found.name}.html" + (f"#{fragment}" if fragment and fragment in self._ids_of(found) else "")

    def _ids_of(self, doc: Doc) -> set[str]:
        """What can be pointed to in a document; nothing where it is unreadable now, which the second pass tells."""
        if doc.name not in self._ids:
            try:
                self._ids[doc.name] = shown_ids(parse_expanded(read_bytes(Path(doc.facts.path))))
            except (Unreadable, etree.XMLSyntaxError):
                self._ids[doc.name] = set()
        return self._ids[doc.name]


def other_files(plan: Plan, shards: Iterable[Shard]) -> Iterator[tuple[str, bytes]]:
    """All files of a site but those of its documents and of the terms."""
    yield "assets/text.css", text_css().encode()
    for name in _ASSETS:
        yield f"assets/{name}", data_path("site", "assets", name).read_bytes()
    yield from list_pages(plan)
    yield from people_pages(plan)
    yield from date_pages(plan)
    yield "search/documents.js", list_documents(plan, (shard.name for shard in shards))
