"""What the metadata at the head of a source say: title, author and date, where a plain key names them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from engross.dates import match_date
from engross.facts.reading import Fact
from engross.model import Kind, Node
from engross.regex import compile_later
from engross.source import Source, Span

_LINE = compile_later(r"^(?P<key>[a-z]+):[ \t]+(?P<quote>[\"']?)(?P<value>[^\n]*?)(?P=quote)[ \t]*$", re.MULTILINE)
_ISO = compile_later(r"\d{4}-\d\d-\d\d")
_KEYS = {"title": "title", "author": "author", "creator": "author", "date": "date", "created": "date"}


def read_metadata(own: Iterable[Node], source: Source) -> dict[str, Fact]:
    """The facts ``title``, ``author`` and ``date`` of the first metadata in `own`; a date in ISO 8601. What is a list,
    or is said in other keys, is left where it stands."""
    note = next((n for n in own if n.kind is Kind.NOTE and n.attrs.get("type") == "metadata"), None)
    found: dict[str, Fact] = {}
    if note is None:
        return found
    for match in _LINE.finditer(source.text, note.span.start, note.span.end):
        name, value = _KEYS.get(match["key"], ""), match["value"]
        span = Span(*match.span("value"))
        if not name or not value or value[0] in "[{|>&*!#" or name in found:
            continue
        if name == "date":
            value = _read_date(value)
        if value:
            found[name] = Fact(value, span)
    return found


def _read_date(value: str) -> str:
    """A day in ISO 8601; empty where `value` is none."""
    if iso := _ISO.match(value):
        try:
            return datetime.date.fromisoformat(iso.group()).isoformat()
        except ValueError:
            return ""
    written = match_date(value)
    return (written.iso(0) or "") if written and written.year and written.month else ""
