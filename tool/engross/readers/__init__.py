"""Readers: from a source to a document, by the conventions of a profile.

    lines -> blocks -> sweeps (each decides some blocks' roles) -> tree

The sweeps stand in `SWEEPS` in the order in which they run: the surest signals first. Each takes the blocks and gives
them back with some roles decided; none undoes what an earlier one decided.
"""

from __future__ import annotations

from collections.abc import Callable

from engross.model import Document
from engross.profile import Profile
from engross.readers.announced import mark_announced
from engross.readers.blocks import Block, cut_blocks
from engross.readers.closing import mark_enclosures, mark_postscripts, mark_signatures
from engross.readers.columns import cut_columns
from engross.readers.counted import mark_counted
from engross.readers.datelines import mark_datelines
from engross.readers.documents import mark_documents
from engross.readers.fences import drop_fences
from engross.readers.forms import mark_forms
from engross.readers.front import mark_fields, mark_salutations, mark_titles, split_titles
from engross.readers.furniture import mark_furniture
from engross.readers.headings import mark_entries, mark_headings, mark_quotations, mark_tables
from engross.readers.html_tables import cut_html_tables
from engross.readers.inline import Reading
from engross.readers.join import join_blocks, mark_displaced
from engross.readers.letters import cut_letters, mark_addresses
from engross.readers.lists import mark_lists
from engross.readers.notes import mark_notes
from engross.readers.page_notes import mark_page_notes
from engross.readers.pages import mark_pages
from engross.readers.parted import join_parted_fields
from engross.readers.print_notes import call_print_notes, mark_print_notes
from engross.readers.repeated import mark_repeated
from engross.readers.rosters import mark_rosters
from engross.readers.running import mark_running
from engross.readers.structure import build_body
from engross.readers.talk import cut_turns, mark_turns
from engross.readers.titled import mark_titled_documents
from engross.source import Source, Span

Sweep = Callable[[list[Block], Reading], list[Block]]

SWEEPS: tuple[Sweep, ...] = (
    drop_fences,
    mark_pages,
    cut_html_tables,
    join_parted_fields,
    cut_letters,
    cut_turns,
    mark_addresses,
    split_titles,
    mark_notes,
    mark_page_notes,
    mark_print_notes,
    cut_columns,
    mark_tables,
    mark_forms,
    mark_running,
    mark_repeated,
    mark_furniture,
    mark_documents,
    mark_titled_documents,
    mark_titles,
    mark_enclosures,
    mark_datelines,
    mark_fields,
    mark_salutations,
    mark_entries,
    mark_turns,
    mark_postscripts,
    mark_signatures,
    mark_quotations,
    mark_rosters,
    mark_announced,
    mark_counted,
    mark_headings,
    mark_lists,
    join_blocks,
    mark_displaced,
)


def read_document(source: Source, profile: Profile) -> Document:
    """The document in `source`, read by the conventions of `profile`. Never raises: any text is some document."""
    reading = Reading(source, profile)
    if not source.text.strip():
        reading.report("empty-source", Span(0, 0))
    if source.encoding == "windows-1252":  # any other is sure: UTF-8, or stated by a byte order mark
        reading.report("encoding-fallback", Span(0, 0), encoding="Windows-1252")
    blocks = cut_blocks(source, profile)
    for sweep in SWEEPS:
        blocks = sweep(blocks, reading)
    body = call_print_notes(build_body(blocks, reading), reading)
    return Document(source, profile.name, body, tuple(reading.diagnostics), frozenset(reading.conventions))
