"""What opens a document, where the edition has it in another order than the source: nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from engross.check.conservation import find_lost
from engross.cli import run
from engross.encode.tree import parse
from engross.model import Document, Kind, Node, text
from engross.pipeline import convert_source
from engross.profile import load_profile
from engross.site.facing import read_source_view
from engross.source import Span, read_source

SOURCE = """\
Agreement between the United States
and China regarding jurisdiction
811.203/358

[Page 57]

1. The Ambassador in China (Gauss) to the Secretary of State

Chungking, October 26, 1942.

The Minister for Foreign Affairs told me this morning that his Government had decided to accept the proposal.

Source: Department of State. Secret.

Agreement between the United States

811.203/359

2. The Ambassador in China (Gauss) to the Secretary of State

Chungking, October 27, 1942.

The Minister told me this morning that his Government had decided to say so in public before the end of the month.
"""


@pytest.fixture
def xml() -> str:
    made = convert_source(read_source(SOURCE.encode(), "a.txt", "a"), profile=load_profile("published"))
    assert made.xml is not None
    return made.xml.decode()


def test_the_file_number_comes_first(xml: str) -> None:
    assert xml.count('<div type="document"') == 2
    assert xml.index("811.203/358</note>") < xml.index('<head type="collection">Agreement')
    assert (
        xml.index('<head type="collection">Agreement') < xml.index('<pb n="57"') < xml.index("<head>1. The Ambassador")
    )


def test_each_has_its_lines_of_the_source(xml: str) -> None:
    view = read_source_view(parse(xml.encode()))
    assert view is not None
    assert view.data == SOURCE.encode()
    assert view.extents["d1-n1"] == (3, 3)
    assert view.extents["d1"][0] == 1
    assert view.extents["d1-p1"] == (11, 11)
    assert view.extents["d2-n1"] == (17, 17)
    assert view.extents["d2"] == (15, 23)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('<head type="collection">Agree', '<head type="collexion">Agree', 1),
        ('<note type="source" place="inline"', '<note type="sauce" place="inline"', 3),
        ("<head>1. The Ambassador in China", '<head type="tytle">1. The Ambassador in China', 7),
        ('<p xml:id="d1-p1">', '<p xml:id="d1-p1" rend="bowld">', 11),
    ],
)
def test_a_message_names_the_line_of_the_source(
    xml: str, old: str, new: str, line: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert xml.count(old) >= 1
    path = tmp_path / "a.xml"
    path.write_text(xml.replace(old, new, 1), encoding="utf-8")
    assert run(["validate", str(path)]) == 1
    told = capfd.readouterr()
    assert f"In the source, look at line {line}." in told.out + told.err


# --- what may stand elsewhere, and what may not -------------------------------------------------------------------


def _document(*order: int) -> Document:
    """A document of a heading, a note and two paragraphs, in the given order."""
    source = read_source(b"Head\nnote\n\nOne.\n\nTwo.\n", "a.txt", "a")
    kinds = (Kind.HEAD, Kind.NOTE, Kind.P, Kind.P)
    starts = (0, 5, 11, 17)
    nodes = [Node(k, Span(a, a + 4), (text(a, a + 4),)) for k, a in zip(kinds, starts, strict=True)]
    division = Node(Kind.DIV, Span(0, 21), tuple(nodes[k] for k in order), {"type": "document"})
    return Document(source, "published", Node(Kind.BODY, Span(0, 22), (division,)))


def test_what_opens_a_division_may_stand_elsewhere() -> None:
    profile = load_profile("published")
    for order in ((0, 1, 2, 3), (1, 0, 2, 3)):
        made = _document(*order)
        assert find_lost(made, profile) is None
        assert [span.start for span in made.kept_in_source] == [0, 5, 11, 17]


@pytest.mark.parametrize(
    "order", [(0, 1, 3, 2), (0, 2, 1, 3), (2, 0, 1, 3), (1, 0, 1, 2, 3), (1, 2, 3), (1, 0, 0, 2, 3)]
)
def test_other_text_out_of_order_or_doubled_is_no_edition(order: tuple[int, ...]) -> None:
    assert find_lost(_document(*order), load_profile("published")) is not None


def test_text_out_of_order_inside_a_heading_is_no_edition() -> None:
    made = _document(1, 0, 2, 3)
    division = made.body.children[0]
    note, head, *rest = division.children
    torn = head.holding((text(2, 4), text(0, 2)))
    body = made.body.holding((division.holding((note, torn, *rest)),))
    assert find_lost(replace(made, body=body), load_profile("published")) is not None
