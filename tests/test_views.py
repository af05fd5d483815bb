"""The views that exports and the site share: every word of a text once, in order, with its blanks; the header."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from engross.encode.tree import TEI, local, parse
from engross.views.elements import SILENT
from engross.views.labels import Labels, own_label
from engross.views.record import read_record
from engross.views.spacing import plain
from engross.views.text import block_text, read_text
from engross.views.values import Block, Note, Part, Run, Text

ROOT = Path(__file__).parents[1]
GOLD = ROOT.parent / "shared" / "gold" / "frus"
SEEDS = sorted((ROOT / "tei").glob("*.xml"))
GOLD_FILES = sorted(GOLD.glob("*.xml"))

HEADER = "<teiHeader><fileDesc><titleStmt><title>T</title></titleStmt></fileDesc></teiHeader>"


def tei(body: str, header: str = HEADER) -> etree._Element:
    """A TEI file with that body."""
    return parse(f'<TEI xmlns="{TEI}">{header}<text><body>{body}</body></text></TEI>')


def view(body: str) -> Text:
    """The text view of a file with that body."""
    return read_text(tei(body))


def only(body: str) -> Block:
    """The one block of a file with that body."""
    (block,) = view(body).blocks
    return block


def runs_of(text: Text) -> Iterator[Run]:
    """Every run of `text`, notes and furniture included."""
    for part in text.parts:
        blocks = [*part.blocks, *part.furniture, *(block for note in part.notes for block in note.blocks)]
        for block in blocks:
            yield from block.all_runs


def letters(root: etree._Element) -> Counter[str]:
    """The characters of the text in `root` that are no white space, found another way than by the view."""
    labels = Labels(root, [])
    own = {own_label(note) for note in labels.keys} - {None}
    count: Counter[str] = Counter()

    def silent(element: etree._Element) -> bool:
        return (
            local(element) in SILENT
            or local(element) in ("teiHeader", "gap")
            or element in own
            or (local(element) == "ref" and labels.note_of(element) is not None)
        )

    for node in root.xpath("//text()[not(ancestor::t:teiHeader)]", namespaces={"t": TEI}):
        here = node.getparent() if not node.is_tail else node.getparent().getparent()
        if not isinstance((here if here is not None else root).tag, str):
            continue
        if not any(silent(each) for each in [here, *here.iterancestors()]):
            count.update("".join(node.split()))
    return count


@pytest.mark.parametrize("path", SEEDS + GOLD_FILES, ids=lambda path: path.stem)
def test_every_character_of_a_text_is_in_the_view_once(path: Path) -> None:
    root = parse(path.read_bytes())
    shown = Counter("".join("".join(run.text.split()) for run in runs_of(read_text(root)) if run.kind == "text"))
    assert shown == letters(root)


@pytest.mark.parametrize("path", SEEDS + GOLD_FILES, ids=lambda path: path.stem)
def test_blocks_have_single_blanks_and_none_at_their_ends(path: Path) -> None:
    text = read_text(parse(path.read_bytes()))
    for block in text.blocks:
        for deletions in (True, False):
            words = block_text(block, deletions=deletions, calls=True)
            assert not re.search(r"[ \t\r\n]{2}|^ | $|[\t\r\n]", words), block


SPACING = [
    ("<p>a <hi>b</hi> c</p>", "a b c"),
    ("<p>\n  a\n  <hi>b</hi>,\n  c\n</p>", "a b, c"),
    ("<p>one <del>two</del> three</p>", "one three"),
    ("<p>one <del>two</del>, three</p>", "one, three"),
    ("<p>one<del>two</del> three</p>", "one three"),
    ("<p><del>two</del> three</p>", "three"),
    ("<p>one <restore><del>two</del></restore> three</p>", "one two three"),
    ("<p>multi-<lb break='no'/>lateral</p>", "multi-lateral"),
    ("<p>multi-\n  <lb break='no'/>lateral</p>", "multi-lateral"),
    ("<p>one<lb/>two</p>", "one two"),
    ("<p>one <lb/>two</p>", "one two"),
    ("<p>one<pb n='2'/>two</p>", "one two"),
    ("<p>inter<pb n='2' break='no'/>national</p>", "international"),
    ("<p>may be <fw>easier</fw>\n<pb n='3'/><fw>- 3 -</fw>\neasier to</p>", "may be easier to"),
    ("<p>a <gap reason='illegible'/> b</p>", "a [illegible] b"),
    ("<p><gap reason='lost'/>was</p>", "[lost] was"),
    ("<p>re<gap reason='illegible' quantity='3' unit='chars'/>ion</p>", "re[illegible: 3 chars]ion"),
    ("<p>from <gap reason='inaudible'><desc>unclear</desc></gap> today</p>", "from [unclear] today"),
    ("<p>he <seg type='editorial'><gap reason='redacted'/>[1 line]</seg> left</p>", "he [1 line] left"),
    ("<p>he <seg type='editorial'><gap reason='redacted'><desc>all</desc></gap>1 line</seg></p>", "he [all] 1 line"),
    ("<p>he <seg type='editorial'><gap reason='redacted'/></seg> left</p>", "he [redacted] left"),
    ("<p>he <seg><gap reason='lost'/> said</seg> so</p>", "he [lost] said so"),
    ("<p>mee! <choice>\n<sic>Sov</sic>\n<corr>Soviet</corr>\n</choice> it</p>", "mee! Sov [Soviet] it"),
    ("<p>the <supplied>lost</supplied> word</p>", "the [lost] word"),
    ("<p>word<note>n</note> next</p>", "word[1] next"),
    ("<p>word <note>n</note> next</p>", "word[1] next"),
    ("<p>word <note>n</note>next</p>", "word[1] next"),
    ("<p>word <note>n</note>, next</p>", "word[1], next"),
    ("<p>word <note>n</note><note>m</note> next</p>", "word[1][2] next"),
    ("<p>a <!-- no --> b<?pi no?> c</p>", "a b c"),
    ("<p>a <index><term>no</term></index> b</p>", "a b"),
]


@pytest.mark.parametrize(("body", "words"), SPACING)
def test_blanks_are_kept_and_never_doubled(body: str, words: str) -> None:
    assert block_text(only(body), deletions=False, calls=True) == words


def test_a_block_knows_its_page() -> None:
    text = view("<div><p>a</p><pb n='2'/><p>b<pb n='3'/>c</p><p><pb n='4'/>d</p></div>")
    assert [(block.page, block_text(block)) for block in text.blocks] == [("", "a"), ("2", "b c"), ("4", "d")]
    assert [[run.label for run in block.runs if run.kind == "page"] for block in text.blocks] == [[], ["2", "3"], ["4"]]


def test_a_list_in_a_paragraph_stands_between_its_halves() -> None:
    text = view("<p xml:id='p1'>We want <list><item><label>1.</label> one</item><item>two</item></list> and more.</p>")
    found = [(block.kind, block.begins, plain(block.label), plain(block.runs)) for block in text.blocks]
    assert found == [
        ("p", True, "", "We want"),
        ("item", True, "1.", "one"),
        ("item", True, "", "two"),
        ("p", False, "", "and more."),
    ]


def test_items_with_paragraphs_lists_and_labels_beside_them() -> None:
    text = view(
        "<list><item><label>1.</label><p>a</p><p>b</p><list><item>c</item></list>d</item></list>"
        "<list type='memo-header'><label>TO :</label><item>The Secretary</item><label>CC:</label><item/></list>"
        "<list><item><p><label>3.</label> e</p></item></list>"
    )
    found = [(b.depth, b.begins, plain(b.label), plain(b.runs)) for b in text.blocks]
    assert found == [
        (1, True, "1.", "a"),
        (1, False, "", "b"),
        (2, True, "", "c"),
        (1, False, "", "d"),
        (1, True, "TO :", "The Secretary"),
        (1, True, "CC:", ""),
        (1, True, "3.", "e"),
    ]


def test_turns_have_their_speaker_once_and_are_never_lost() -> None:
    text = view(
        "<sp who='#a #b' xml:id='s1'><speaker>Ball--</speaker><p>yes</p><p>no</p></sp>"
        "<sp><speaker>Pres:</speaker><p/></sp>"
    )
    found = [(b.kind, b.begins, plain(b.speaker), b.who, b.speech, plain(b.runs)) for b in text.blocks]
    assert found == [
        ("speech", True, "Ball--", ("#a", "#b"), "s1", "yes"),
        ("speech", False, "", ("#a", "#b"), "s1", "no"),
        ("speech", True, "Pres:", (), "", ""),
    ]


def test_cells_keep_their_paragraphs_apart() -> None:
    text = view(
        "<table><head>H</head><row role='label'><cell>a</cell><cell cols='2'><p>b</p><p>c</p></cell></row>"
        "<row><cell/><cell>d<lb/>e</cell></row></table>"
    )
    caption, first, second = text.blocks
    assert (caption.kind, block_text(caption)) == ("caption", "H")
    assert (first.kind, first.is_header, first.table) == ("row", True, 1)
    assert [(plain(cell.runs), cell.cols) for cell in first.cells] == [("a", 1), ("b c", 2)]
    assert [plain(cell.runs, lines=True) for cell in second.cells] == ["", "d\ne"]


NOTES = [
    # in place, numbered
    ("<p>a<note n='1'>x</note></p>", [("[1]", "x")], "a[1]"),
    # called by a ref from elsewhere
    ("<p>a<ref type='noteReference' target='#n'>(1)</ref></p><note xml:id='n' n='1'>x</note>", [("(1)", "x")], "a(1)"),
    ("<p>a<ref target='#n'>1</ref></p><note xml:id='n' n='1'>x</note>", [("[1]", "x")], "a[1]"),
    # its own label
    ("<p>a<ref target='#n'>/1/</ref></p><note xml:id='n' n='1'><label>/1/</label> x</note>", [("/1/", "x")], "a/1/"),
    # a reference in words is no call
    (
        "<p>see <ref target='#n'>the footnote</ref></p><note xml:id='n' n='1'>x</note>",
        [("[1]", "x")],
        "see the footnote[1]",
    ),
    # between blocks: behind the block before it
    ("<p>a</p><note>x</note>", [("[1]", "x")], "a[1]"),
    # a source note: nothing calls it
    ("<p>a</p><note type='source'>Source: x</note>", [("", "Source: x")], "a"),
    # letters among numbers
    ("<p>a<note n='1'>x</note> b<note type='editorial'>y</note></p>", [("[1]", "x"), ("[a]", "y")], "a[1] b[a]"),
]


@pytest.mark.parametrize(("body", "notes", "words"), NOTES)
def test_notes_and_their_signs(body: str, notes: list[tuple[str, str]], words: str) -> None:
    text = view(body)
    assert [(note.label, block_text(note.blocks[0])) for note in text.notes] == notes
    assert " ".join(block_text(block, calls=True) for block in text.blocks) == words


def test_a_note_may_hold_paragraphs_lists_and_notes() -> None:
    text = view("<p>a<note><p>x<note>y</note></p><list><item>z</item></list></note></p>")
    outer, inner = text.notes
    assert [block_text(block, calls=True) for block in outer.blocks] == ["x[2]", "z"]
    assert [block_text(block) for block in inner.blocks] == ["y"]


def test_a_note_printed_in_its_place_stays_there() -> None:
    text = view("<note place='inline' type='source'>150.06/836</note><head>Memorandum</head>")
    assert [(block.kind, block_text(block)) for block in text.blocks] == [
        ("note", "150.06/836"),
        ("head", "Memorandum"),
    ]


def test_documents_are_parts_with_their_own_notes() -> None:
    text = view(
        "<head>Volume</head><div type='document' n='1' xml:id='d1'><p>a<note n='1'>x</note></p></div>"
        "<div type='document' n='2' xml:id='d2' subtype='letter'><p>b<note n='1'>y</note></p><fw>2</fw></div>"
    )
    assert [(part.id, part.number, part.kind, len(part.notes), len(part.furniture)) for part in text.parts] == [
        ("", "", "", 0, 0),
        ("d1", "1", "", 1, 0),
        ("d2", "2", "letter", 1, 1),
    ]


def test_divisions_inherit_their_date() -> None:
    text = view(
        "<div type='document'><opener><dateline><date when='1962-10-26'>x</date></dateline></opener><p>a</p>"
        "<div type='section'><p>b</p></div>"
        "<div type='entry'><dateline><date when='1962-10-27'/></dateline><p>c</p></div></div>"
    )
    dates = [text.divisions[block.division].date for block in text.blocks]
    assert dates == ["1962-10-26", "1962-10-26", "1962-10-26", "1962-10-27"]


def test_other_namespaces_and_unknown_elements_keep_their_text() -> None:
    text = read_text(parse(f"<div xmlns='{TEI}'><x:att xmlns:x='u'>a<p>b</p>c</x:att><nonsense>d</nonsense></div>"))
    assert [block_text(block) for block in text.blocks] == ["a", "b", "cd"]


def test_a_deep_text_needs_no_recursion() -> None:
    deep = "<hi>" * 1500 + "x" + "</hi>" * 1500
    assert block_text(only(f"<p>{deep}</p>")) == "x"


def test_an_entity_that_is_not_expanded_is_seen() -> None:
    entity = f"<!DOCTYPE div [<!ENTITY why 'x'>]><div xmlns='{TEI}'><p>a &why; b</p></div>"
    assert [block_text(block) for block in read_text(parse(entity)).blocks] == ["a &why; b"]


def test_nothing_at_all_has_no_blocks() -> None:
    assert list(view("<div><p/> <p> </p></div>").blocks) == []


# --- the header


def test_the_record_of_a_seed() -> None:
    record = read_record(parse((ROOT / "tei" / "001_605f38c04bbdbd00.xml").read_bytes()))
    assert record.title.startswith("Negotiations: a memorandum of October 26, 1962")
    assert [(document.id, document.kind) for document in record.documents] == [
        ("d1", "cover-sheet"),
        ("d2", "memorandum"),
        ("d3", "memorandum"),
        ("d4", "memorandum"),
    ]
    (letter,) = record.letters("d3")
    assert [(a.type, a.names[0].text) for a in letter.actions] == [
        ("sent", "S/P - W. W. Rostow"),
        ("transmitted", "S/S"),
        ("received", "The Secretary"),
    ]
    assert record.classification == ("Confidential", "Special Handling", "Eyes Only")
    assert record.dates[0].first == "1962-10-26"
    assert record.persons[0].labels == ("The Secretary",)
    assert record.source_name == "001_605f38c04bbdbd00.txt"
    assert len(record.source_sha256) == 64


def test_where_the_original_is_kept() -> None:
    holding = read_record(parse((ROOT / "tei" / "000_3e2b112b363b62d7.xml").read_bytes())).holding
    assert (holding.repository, holding.collections) == ("Department of State", ("S/S Files",))
    assert holding.idnos == (("lot", "Lot 65 D 438"), ("file", "WW Rostow"))


def test_a_header_that_states_nothing() -> None:
    record = read_record(tei("<p>a</p>", "<teiHeader/>"))
    assert (record.title, record.authors, record.dates, record.licence.text, record.publisher) == ("", (), (), "", "")


def test_a_part_of_a_file_has_a_record_too() -> None:
    record = read_record(parse(f"<div xmlns='{TEI}' type='document' n='7'><head>Letter</head></div>"))
    assert (record.title, record.number) == ("Letter", "7")


def test_values_can_be_made_by_hand() -> None:
    note = Note(1, "n", "[1]", "1", "", "", "", (Block("p", (Run("x"),)),))
    assert [*Text((Part(notes=(note,)),), ()).notes] == [note]
