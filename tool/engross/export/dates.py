"""The day of an export: what the editions state, never what the clock says."""

from __future__ import annotations

from collections.abc import Sequence

from engross.encode.tree import TEI
from engross.export.edition import Edition
from engross.regex import compile_later

_DAY = compile_later(r"\d{4}-\d{2}-\d{2}")
_CHANGES = f"{{{TEI}}}teiHeader/{{{TEI}}}revisionDesc//{{{TEI}}}change"


def latest_day(editions: Sequence[Edition]) -> str:
    """The latest day (ISO 8601) that the headers state of publication or of a change; empty where they state none."""
    stated = [edition.record.published.last for edition in editions if edition.record.published]
    stated += [change.get("when", "") for edition in editions for change in edition.root.iterfind(_CHANGES)]
    return max(filter(_DAY.fullmatch, (day[:10] for day in stated)), default="")
