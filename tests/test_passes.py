"""The passes: notes and their calls, dates, kinds of documents, people. And what the readers get wrong so far."""

from __future__ import annotations

import re

import pytest
from handmade import document
from lxml import etree

from engross.edition import Edition, Person
from engross.model import Document, Kind, Node, content, walk
from engross.passes import PASSES, run_passes
from engross.passes.dates import mark_dates
from engross.passes.kinds import name_kinds
from engross.passes.notes import NOTE_AT, link_notes
from engross.passes.people import count_speakers, name_people
from engross.pipeline import convert_source
from engross.profile import load_profile
from engross.source import read_source


def found(made: Document, kind: Kind) -> list[Node]:
    return [node for node in walk(made.body) if node.kind is kind]


def dates(made: Document) -> list[tuple[str, dict[str, str]]]:
    return [(content(node, made.source), dict(node.attrs)) for node in found(made, Kind.DATE)]


def convert(text: str, profile: str) -> etree._Element:
    """The body of the edition of `text`."""
    xml = convert_source(read_source(text.encode(), "memo.txt", "memo"), profile=load_profile(profile)).xml
    assert xml is not None
    return next(etree.fromstring(xml).iter("{*}body"))


def codes(text: str, profile: str) -> list[str]:
    conversion = convert_source(read_source(text.encode(), "memo.txt", "memo"), profile=load_profile(profile))
    return [d.code for d in conversion.diagnostics]


def texts(body: etree._Element, name: str) -> list[str]:
    return [re.sub(r"\s+", " ", "".join(e.itertext())).strip() for e in body.iter(f"{{*}}{name}")]


# --- all passes ---------------------------------------------------------------------------------------------------

FULL = (
    "<div type='document'><head>Letter of Oct 26</head><p>It was <ref>(1)</ref> on <hi>Oct 27, 1962</hi> then.</p>"
    "<note type='footnote' n='1'><label>(1)</label> Not printed.</note></div>"
)


@pytest.mark.parametrize("name", PASSES)
def test_a_pass_changes_no_text(name: str) -> None:
    made = document(FULL)
    after = PASSES[name](made)
    assert content(after.body, after.source) == content(made.body, made.source)
    assert after.source is made.source


@pytest.mark.parametrize("name", PASSES)
def test_a_pass_with_nothing_to_do_changes_nothing(name: str) -> None:
    made = document("<div type='document'><p>Nothing at all.</p></div>")
    assert PASSES[name](made).body == made.body


def test_passes_run_in_their_order_and_unknown_ones_not() -> None:
    made = run_passes(document(FULL), ("notes", "no such pass", "dates"))
    assert len(dates(made)) == 2
    assert run_passes(document(FULL), ()).body == document(FULL).body


# --- notes --------------------------------------------------------------------------------------------------------


def call(number: str, rule: str = "call") -> str:
    return f"<ref>{number}</ref>"


def linked(xml: str) -> list[tuple[str, bool]]:
    """The calls that are left, and whether each has a note. Handmade nodes have no rule: all are as Markdown's."""
    made = link_notes(document(f"<div type='document'>{xml}</div>"))
    return [(content(ref, made.source), NOTE_AT in ref.attrs) for ref in found(made, Kind.REF)]


def test_a_call_points_to_its_note() -> None:
    note = "<note type='footnote' n='1'><label>/1/</label> Not printed.</note>"
    assert linked(f"<p>A text<ref>/1/</ref> here.</p>{note}") == [("/1/", True)]
    assert linked(f"<p>A text<ref>/2/</ref> here.</p>{note}") == [("/2/", False)]


def test_marks_of_another_manner_do_not_answer() -> None:
    note = "<note type='footnote' n='1'><label>/1/</label> Not printed.</note>"
    assert linked(f"<p>A text<ref>(1)</ref> here.</p>{note}") == [("(1)", False)]


def test_a_note_of_another_type_does_not_answer() -> None:
    assert linked("<p>A text<ref>/1/</ref>.</p><note type='source' n='1'>/1/ Files.</note>") == [("/1/", False)]


NOTES = "\n\nSource: Department of State.\n\n(1) Not printed.\n\n(2) See Document 3.\n"
FRONT = "Memorandum of Conversation\n\nWashington, October 26, 1962.\n\n"


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("The paper(1) and the letter(2) came.", ["paper", "letter"]),
        ("There are (1) ships in the paper(1) and (2) planes in the letter.(2)", ["paper", "letter."]),
        ("The paper (1) and the letter (2) came.", ["paper ", "letter "]),
        ("The letter(2) came before the paper(1) and the other letter.(2)", ["paper", "letter."]),
        ("The article f(1) says (see below (1)) and ends.(2)", ["f", "ends."]),
    ],
)
def test_the_calls_in_parentheses_that_are_meant(text: str, calls: list[str]) -> None:
    body = convert(FRONT + text + NOTES, "published")
    refs = [e for e in body.iter("{*}ref") if e.get("target")]
    before = [e.getprevious().tail if e.getprevious() is not None else e.getparent().text for e in refs]
    assert [b.endswith(c) for b, c in zip(before, calls, strict=True)] == [True] * len(calls)


def test_each_call_points_to_an_id() -> None:
    body = convert(FRONT + "The paper(1) and the letter(2) came." + NOTES, "published")
    ids = [e.get("{http://www.w3.org/XML/1998/namespace}id") for e in body.iter("{*}note")]
    assert [e.get("target") for e in body.iter("{*}ref")] == [f"#{i}" for i in ids[1:]]


# --- dates --------------------------------------------------------------------------------------------------------


def test_a_date_in_a_heading_counts_no_day() -> None:
    made = mark_dates(
        document(
            "<div type='entry'><dateline>Oct 26, 1962</dateline>\n<head>Letter of Oct 20</head>\n<p>x</p></div>\n"
            "<div type='entry'><dateline>5:45 pm</dateline><p>On May 1 it was.</p></div>"
        )
    )
    assert [(text, attrs["when"]) for text, attrs in dates(made)] == [
        ("Oct 26, 1962", "1962-10-26"),
        ("Oct 20", "1962-10-20"),
        ("5:45 pm", "1962-10-26T17:45:00"),
        ("May 1", "1962-05-01"),
    ]


def test_a_written_year_needs_no_cert() -> None:
    made = mark_dates(document("<p>On Oct 26, 1962 and on Oct 27 and on Oct 28?</p>"))
    assert [attrs.get("cert") for _, attrs in dates(made)] == [None, "high", "low"]


def test_a_date_across_elements_is_none() -> None:
    assert dates(mark_dates(document("<p>On Oct <hi>26</hi>, 1962.</p>"))) == []


def test_only_the_first_date_of_a_dateline_is_its_day() -> None:
    made = mark_dates(
        document(
            "<dateline>Washington, Oct 26, 1962 (received Oct 28, 1962)</dateline>\n"
            "<dateline>5:45 pm</dateline><p>x</p>"
        )
    )
    assert [attrs["when"] for _, attrs in dates(made)] == ["1962-10-26", "1962-10-28", "1962-10-26T17:45:00"]
    assert [content(n, made.source) for n in found(made, Kind.PLACE_NAME)] == ["Washington"]


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("Washington, Oct 26, 1962", ["Washington"]),
        ("New York, N.Y., Oct 26, 1962", ["New York, N.Y."]),
        ("Oct 26, 1962", []),
        ("Received Oct 26, 1962", []),
        ("Washington, undated", ["Washington"]),
        ("Undated", []),
    ],
)
def test_the_place_of_a_dateline(written: str, place: list[str]) -> None:
    made = mark_dates(document(f"<dateline>{written}</dateline><p>It was in 1962, on May 1, 1962.</p>"))
    assert [content(n, made.source) for n in found(made, Kind.PLACE_NAME)] == place


def test_a_wrong_day_of_the_week_is_reported_with_the_right_one() -> None:
    (problem,) = mark_dates(document("<p>On Thursday, Oct 26, 1962.</p>")).diagnostics
    assert problem.code == "weekday-mismatch"
    assert "Friday" in problem.message
    assert mark_dates(document("<p>On Friday, Oct 26, 1962.</p>")).diagnostics == ()


# --- kinds --------------------------------------------------------------------------------------------------------

PLACE = "\n\nWashington, October 26, 1962.\n\n"


@pytest.mark.parametrize(
    ("profile", "text", "kind"),
    [
        ("published", f"Memorandum of Conversation{PLACE}The text is here.", "memorandum-of-conversation"),
        ("published", f"MEMORANDUM OF  CONVERSATION{PLACE}The text is here.", "memorandum-of-conversation"),
        ("published", f"Letters of 1962\nMemorandum From Rusk to Kennedy{PLACE}The text is here.", "memorandum"),
        ("published", f"Telegram From the Embassy in Turkey{PLACE}The text is here.", "telegram"),
        ("published", f"The Crisis{PLACE}The letter is here.", "other"),
        ("published", f"Newsletters and Unreported Talks{PLACE}The text is here.", "other"),
        ("ocr", "TO : The Secretary\nFROM : S/P\n\nThe text is here, and it goes on.", "memorandum"),
        ("notes", "Oct 26, 1962\n\nThe text is here, and it goes on.", "working-file"),
        ("notes", "Oct 25, 1962\n\nThe text is here.\n\nComment on K letter of 26 Oct\n\nNo offer.", "working-file"),
        ("notes", "The text is here, and it goes on.", "other"),
    ],
)
def test_a_document_is_of_the_kind_that_its_title_or_its_parts_say(profile: str, text: str, kind: str) -> None:
    assert [(div.get("subtype"), div.get("n")) for div in convert(text, profile)] == [(kind, "1")]


def test_the_editor_knows_better_where_there_is_one_document() -> None:
    one = "<div type='document'><p>x</p></div>"
    made = name_kinds(document(one), {}, "report")
    assert [d.attrs["subtype"] for d in made.body.children] == ["report"]
    made = name_kinds(document(one + one), {}, "report")
    assert [(d.attrs["subtype"], d.attrs["n"]) for d in made.body.children] == [("other", "1"), ("other", "2")]


# --- people -------------------------------------------------------------------------------------------------------


@pytest.fixture
def known(root) -> Edition:
    people = (Person("ball", "George W. Ball", ("Ball",)), Person("kennedy", "Kennedy", ("Pres", "President Kennedy")))
    return Edition(root, root, people=people)


TALK = (
    "<div type='document'><sp><speaker>Ball--</speaker><p>yes</p></sp>\n<sp><speaker>PRES.</speaker><p>no</p></sp>\n"
    "<sp><speaker>Nitze:</speaker><p>Ball's letter</p></sp>\n<sp><speaker>Nitze..</speaker><p>x</p></sp></div>"
)


def test_turns_get_their_persons_and_unknown_labels_are_reported_once(known: Edition) -> None:
    made = name_people(document(TALK), known)
    assert [sp.attrs.get("who") for sp in found(made, Kind.SP)] == ["#ball", "#kennedy", None, None]
    assert [(d.code, d.line) for d in made.diagnostics] == [("speaker-unknown", 3)]
    assert count_speakers(made) == 3


def test_without_an_edition_nobody_is_known() -> None:
    made = name_people(document(TALK), None)
    assert [sp.attrs.get("who") for sp in found(made, Kind.SP)] == [None] * 4
    assert len(made.diagnostics) == 3


def test_names_are_marked_where_they_are_whole_words(known: Edition) -> None:
    made = name_people(
        document("<p>Ball, President Kennedy, Balls, Football, George W. Ball; Pres's, U-Ball.</p>"), known
    )
    assert [content(n, made.source) for n in found(made, Kind.PERS_NAME)] == [
        "Ball",
        "President Kennedy",
        "George W. Ball",
        "Pres",
    ]


# --- what was wrong once -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["\tcf copies October 2,1962\n", "cf copies October 2,1962\t\nx\n\n\n\nA\n"])
def test_a_copy_stamp_with_tabs_is_a_row(text: str) -> None:
    convert(text, "ocr")


@pytest.mark.parametrize("blank", ["\xa0", "\u2009", "\u3000", "\x1c"])
def test_any_blank_behind_the_label_of_a_memo_field(blank: str) -> None:
    convert(f"MEMORANDUM\n\nTO:{blank}Ball\nFROM:{blank}Rusk\n\nThe text follows here.\n", "ocr")


# --- what was not right once ----------------------------------------------------------------------------------------


def test_nobody_is_given_anothers_words() -> None:
    body = convert("Oct 26, 1962\n\nBall: Yes, we are.\n\nPres: We were told.\n\nBall: We go on.\n", "notes")
    ball = [" ".join(texts(sp, "p")) for sp in body.iter("{*}sp") if texts(sp, "speaker") == ["Ball:"]]
    assert "We were told" not in " ".join(ball)


def test_the_mark_of_every_line_of_a_quotation_is_consumed() -> None:
    body = convert("A title\n\nThe letter says:\n\n> We have removed\n> all of them.\n\nSo it was.\n", "published")
    assert texts(body, "quote") == ["We have removed all of them."]


def test_a_signature_stays_with_its_document() -> None:
    text = (
        "MEMORANDUM FOR THE PRESIDENT\n\nI attach a memorandum concerning a possible course of negotiations, as you "
        "wished.\n\n/s/ Dean Rusk\n\nOctober 26, 1962\n\nTO : The Secretary\n\nFROM : W. W. Rostow\n\nSUBJECT: "
        "Negotiations\n\nAttached is a memorandum which we prepared in response to a direct request.\n"
    )
    body = convert(text, "ocr")
    assert texts(body, "unclear") == []
    assert texts(body[0], "signed") == ["/s/ Dean Rusk"]


def test_a_list_may_begin_a_document() -> None:
    body = convert("- 1. The first point is made here.\n- 2. The second point is made there.\n", "ocr")
    assert texts(body, "item") == ["1. The first point is made here.", "2. The second point is made there."]


def test_a_month_is_no_place() -> None:
    assert texts(convert("Oct 25\n\nThe first entry has a text.\n", "notes"), "placeName") == []


def test_a_page_that_begins_inside_a_word_breaks_none() -> None:
    body = convert("A title\n\nThe Depart[Page 287]ment agreed that it would be done.\n", "published")
    assert [pb.get("break") for pb in body.iter("{*}pb")] == ["no"]


def test_initials_in_a_cell_are_no_noise() -> None:
    body = convert("Signature Record\n\nDate\tOfficer\nOct 26\tD. R.\nOct 27\tX\n", "ocr")
    assert texts(body, "unclear") == []


def test_a_note_that_ends_with_a_parenthesis() -> None:
    assert texts(convert("He left ((so Bundy (and Rusk))) early.\n", "notes"), "note") == ["so Bundy (and Rusk)"]


def test_a_paragraph_of_prose_is_no_title() -> None:
    text = (
        "The text begins at once with a sentence that is much too long to be the title of anything, and it has an end."
        "\n\nIt goes on with another sentence that has nothing of a title in it either.\n"
    )
    assert texts(convert(text, "published"), "head") == []


def test_a_dateline_in_italics() -> None:
    text = "# 89. Memorandum From Rusk to Kennedy\n\n*Washington, October 26, 1962, 7 p.m.*\n\nThe text is here.\n"
    assert texts(convert(text, "published"), "dateline") == ["Washington, October 26, 1962, 7 p.m."]


def test_titles_with_blank_lines_between_them() -> None:
    text = (
        "The Cuban Missile Crisis\n\n611.61/10-2662\n\n89. Memorandum From the Secretary of State to the President\n\n"
        "Washington, October 26, 1962.\n\nThe text is here.\n"
    )
    body = convert(text, "published")
    assert "89. Memorandum From the Secretary of State to the President" in texts(body, "head")
    assert texts(body, "dateline") == ["Washington, October 26, 1962."]


def test_a_file_number_is_no_part_of_the_collections_title() -> None:
    text = "Russia\n711.612/248½\n89. Letter From the Ambassador in Russia\n\nPetrograd, May 2, 1916.\n\nIt is.\n"
    assert texts(convert(text, "published"), "head")[0] == "Russia"


@pytest.mark.parametrize(
    "start", ["1945. That was the year when it all began.", "A. Dulles spoke first and spoke long."]
)
def test_a_year_and_an_initial_are_no_labels(start: str) -> None:
    assert (
        texts(convert(f"A title\n\nIt was all over by then.\n\n{start}\n\nThe rest agreed.\n", "published"), "label")
        == []
    )


def test_signed_parts_stand_side_by_side() -> None:
    text = "A Memorandum\n\nWashington, October 26, 1962.\n\n" + "The text goes on here.\n\n/s/ Dean Rusk\n\n" * 4
    body = convert(text, "published")
    assert max(len(list(signed.iterancestors("{*}div"))) for signed in body.iter("{*}signed")) <= 2


@pytest.mark.parametrize("profile", ["ocr", "published"])
def test_a_word_that_runs_over_a_page_is_one_word(profile: str) -> None:
    text = (
        "MEMORANDUM FOR THE PRESIDENT\n\nNobody ever spoke of a multi-\n\n[Page 2]\n\n"
        "lateral force again. The multilateral force was dead.\n"
    )
    assert [pb.get("break") for pb in convert(text, profile).iter("{*}pb")] == ["no"]


def test_notes_that_begin_again_in_an_enclosure() -> None:
    text = FRONT + "The text/1/ is here.\n\n[Attachment]\n\nIt/1/ is here.\n\n/1/ First note.\n\n/1/ Second note.\n"
    body = convert(text, "published")
    assert len({e.get("target") for e in body.iter("{*}ref")}) == 2


@pytest.mark.parametrize("text", ["[Here follow\x00s a list.]", "[name\x01 not declassified]"])
def test_a_control_character_in_what_is_left_out(text: str) -> None:
    convert(f"A title\n\nIt began. {text} It ended.\n", "published")


def test_a_no_break_space_in_a_tables_rule() -> None:
    convert("A title\n\n| Country | Ships |\n|\xa0---\xa0|---|\n| USSR | 3 |\n", "published")
