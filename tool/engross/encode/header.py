"""The ``teiHeader``: what the edition's metadata and the source itself say, and what engross did.

What an editor says wins over what was read in the source; what neither says is left out, or said to be
unknown.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from lxml import etree

from engross.encode.header_encoding import encoding_desc
from engross.encode.header_file import file_desc
from engross.encode.header_parts import VERSION, Counts, Material
from engross.encode.header_profile import profile_desc
from engross.encode.markup import Markup, write, write_block
from engross.facts import Facts
from engross.model import Document

if TYPE_CHECKING:
    from engross.edition import Edition, Entry


def build_header(
    document: Document,
    facts: Facts,
    counts: Counts,
    edition: Edition | None,
    entry: Entry | None,
    *,
    sentences: Mapping[str, str],
    body: etree._Element,
    built: str | None = None,
    adapted: tuple[str, ...] = (),
) -> Markup:
    """The ``teiHeader`` of the edition of `document`.

    `sentences` says what became of each convention; those in ``document.conventions`` are stated. `body` is
    the finished body: its elements are counted, and the people and renditions it points to are declared.
    `built` is the day of the conversion, for an edition that lists no changes; if None, it is taken from the
    environment (SOURCE_DATE_EPOCH), and never from the clock. `adapted` says what was done for a platform.
    """
    given = Material(document, facts, counts, edition, entry, sentences, body, adapted)
    day = build_day(os.environ) if built is None else built
    parts = [file_desc(given), encoding_desc(given), profile_desc(given), _revision_desc(edition, day)]
    return write_block("teiHeader", {}, parts)


def build_day(environment: Mapping[str, str]) -> str:
    """The day (UTC) that SOURCE_DATE_EPOCH means; empty where it is not set, or not a number of seconds."""
    try:
        moment = datetime.datetime.fromtimestamp(int(environment["SOURCE_DATE_EPOCH"]), datetime.UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return ""
    return moment.date().isoformat()


def _revision_desc(edition: Edition | None, day: str) -> Markup | None:
    """The changes that the edition lists, the latest first; else the conversion, if its day is given."""
    if edition and edition.changes:
        whos = {name: f"#editor-{number}" for number, name in enumerate(edition.editors, 1)}
        changes = []
        for change in sorted(edition.changes, key=lambda c: c.when, reverse=True):
            attrs = {"when": change.when}
            if change.who in whos:
                attrs["who"] = whos[change.who or ""]
            changes.append(write("change", attrs, [change.text]))
        return write_block("revisionDesc", {}, changes)
    if day:
        done = write("change", {"when": day}, [f"Converted to TEI by engross {VERSION}."])
        return write_block("revisionDesc", {}, [done])
    return None
