"""What is read from a source about itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from handmade import document

from engross.detect import detect_profile
from engross.facts import DocumentFacts, Fact, Facts, gather_facts
from engross.facts.reading import Reading
from engross.facts.source_note import SourceNote, read_source_note
from engross.facts.titles import Title, read_title
from engross.model import Document, Kind, Node, walk
from engross.passes import run_passes
from engross.passes.kinds import name_kinds
from engross.profile import load_profile
from engross.readers import read_document
from engross.source import read_source

FRUS = Path(__file__).parents[2] / "shared" / "gold" / "frus"


def reading(words: str) -> Reading:
    return Reading(words, tuple(range(len(words))))


def said(fact: Fact | None) -> str | None:
    return fact.text if fact else None


def all_said(facts: tuple[Fact, ...]) -> list[str]:
    return [fact.text for fact in facts]


# --- source notes ---


def note(words: str) -> SourceNote:
    return read_source_note(reading(words))


NOTES = [
    (
        "Source: Department of State, S/S Files: Lot 65 D 438, WW Rostow. Secret; Eyes Only. The source",
        ("Department of State", ["S/S Files"], ["Lot 65 D 438", "WW Rostow"], "Secret", ["Eyes Only"]),
    ),
    (
        "Source: Johnson Library, National Security File, Vietnam, Vol. XXXVII, Memos (B). Top Secret.",
        (
            "Johnson Library",
            ["National Security File"],
            ["Vietnam, Vol. XXXVII, Memos (B)"],
            "Top Secret",
            [],
        ),
    ),
    (
        "Source: National Archives and Records Administration, RG 59, Central Files 1960-63, "
        "611.51K/10-1061. Secret; Niact.",
        (
            "National Archives and Records Administration",
            ["RG 59", "Central Files 1960-63"],
            ["611.51K/10-1061"],
            "Secret",
            ["Niact"],
        ),
    ),
    (
        "//Source: Department of State, Central Files 793.551/2-2261. Top Secret; Niact; Eyes Only. By Rusk.",
        ("Department of State", ["Central Files"], ["793.551/2-2261"], "Top Secret", ["Niact", "Eyes Only"]),
    ),
    (
        "Source: Johnson Library, Papers of Walt Smith, Vol. I. Confidential. Drafted by Smith.",
        ("Johnson Library", ["Papers of Walt Smith"], ["Vol. I"], "Confidential", []),
    ),
    (
        "[Source: Library of Congress, Manuscript Division, Harriman Papers, Telephone Talks. By X.]",
        ("Library of Congress, Manuscript Division", ["Harriman Papers"], ["Telephone Talks"], None, []),
    ),
    (
        "Source: National Archives, RG 63, Entry 1, Box 11, Hatrick, E.B. No classification marking.",
        (
            "National Archives",
            ["RG 63"],
            ["Entry 1, Box 11, Hatrick, E.B."],
            "No classification marking",
            [],
        ),
    ),
    (
        "Source: Washington National Records Center, RG 330, OSD Files: FRC 71 A 2896, Cuba 381",
        (
            "Washington National Records Center",
            ["RG 330", "OSD Files"],
            ["FRC 71 A 2896", "Cuba 381"],
            None,
            [],
        ),
    ),
]


@pytest.mark.parametrize(("words", "expected"), NOTES)
def test_a_source_note_is_read(words: str, expected: tuple[object, ...]) -> None:
    found = note(words)
    assert (
        said(found.repository),
        all_said(found.collections),
        all_said(found.references),
        said(found.classification),
        all_said(found.handling),
    ) == expected


@pytest.mark.parametrize(
    "words",
    [
        "Source: Department of State Bulletin, November 19, 1973, p. 639.",
        "Source: Public Papers of the Presidents: John F. Kennedy, 1962, pp. 806-809.",
        "Source: Ibid., Central Files, 611.37/10-2662.",
        "Source: The New York Times, October 26, 1962.",
        "Source: somebody told me.",
    ],
)
def test_a_printed_or_doubtful_source_has_no_repository(words: str) -> None:
    assert note(words).repository is None
    assert note(words).references == ()


@pytest.mark.parametrize(
    "words", ["", "Source", "Source:", "Source: ", "The source is lost.", "Source: " + "a. B" * 9999]
)
def test_what_is_no_source_note_says_nothing(words: str) -> None:
    assert note(words) == SourceNote()


def test_facts_know_their_place() -> None:
    words = "Source: Kennedy Library, POF, Box 1. Secret; Exdis. Drafted by Ball."
    found = note(words)
    for fact in (
        found.repository,
        *found.collections,
        *found.references,
        found.classification,
        *found.handling,
    ):
        assert fact is not None
        assert words[fact.span.start : fact.span.end] == fact.text


@pytest.mark.skipif(not FRUS.is_dir(), reason="the FRUS documents are not beside the project")
def test_every_frus_source_note_names_its_repository() -> None:
    lines = {
        line
        for path in FRUS.glob("*.txt")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.match(r"(//)?Source: ", line)
    }
    assert lines
    for line in lines:
        found = note(" ".join(line.split()))
        assert found.repository, line
        assert found.classification or "Library of Congress" in line, line


# --- titles ---


def parts(words: str) -> dict[str, object]:
    found = read_title(reading(words))
    every = {
        "number": said(found.number),
        "author": said(found.author),
        "from": said(found.sender),
        "to": all_said(found.recipients),
        "with": all_said(found.participants),
    }
    return {name: value for name, value in every.items() if value}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "192. Telegram From the Embassy in Vietnam to the Department of State",
            {"number": "192", "from": "Embassy in Vietnam", "to": ["Department of State"]},
        ),
        (
            "Memorandum From the Deputy Assistant to the President (Rostow) to President Johnson",
            {"from": "Deputy Assistant to the President (Rostow)", "to": ["President Johnson"]},
        ),
        (
            "Telegram From the Mission to the United Nations to the Department of State",
            {"from": "Mission to the United Nations", "to": ["Department of State"]},
        ),
        (
            "45. Telegram 1634 From the Embassy in Poland to the Department of State, April 7, 1973, 1218Z.",
            {"number": "45", "from": "Embassy in Poland", "to": ["Department of State"]},
        ),
        (
            "No. 836 The Secretary of Defense (Wilson) to the Secretary of State",
            {"number": "836", "from": "Secretary of Defense (Wilson)", "to": ["Secretary of State"]},
        ),
        (
            "89. Memorandum Prepared by the Planning Subcommittee (1)",
            {"number": "89", "author": "Planning Subcommittee"},
        ),
        ("Memorandum of Conversation, by the Secretary of State", {"author": "Secretary of State"}),
        ("Memorandum for the President", {"to": ["President"]}),
        ("Memorandum for the Record", {}),
        ("Telephone Conversation Between the President and Mr. Ball", {"with": ["President", "Mr. Ball"]}),
        ("Conversation Between Rusk and Ball and Nitze", {}),
        ("Letter From the Ambassador to the Department", {}),
        ("The Decision to Send Troops", {}),
        ("The Response to the Crisis", {}),
        ("The Department of State and Aid to Greece", {}),
        ("1962 and after", {}),
        ("", {}),
    ],
)
def test_a_title_is_read(words: str, expected: dict[str, object]) -> None:
    assert parts(words) == expected


def test_the_words_of_a_title_are_without_number_and_call() -> None:
    assert said(read_title(reading("89. Memorandum (1)")).words) == "Memorandum"
    assert read_title(reading("")) == Title()


# --- whole documents ---

MEMO = """<div type="document" subtype="memorandum"><head type="collection">The Crisis</head>
<head>89. Memorandum From<ref type="noteReference">(1)</ref> the Staff<mark>
</mark>to the Secretary</head>
<opener><dateline><placeName>Washington</placeName>, <date when="1962-10-26">Oct. 26, 1962</date></dateline>
</opener><list type="memo-header"><label>TO :</label><item>The Secretary; Mr. Ball</item>
<label>THROUGH:</label><item>S/S</item>
<label>FROM :</label><item>S/P - W. W. Rostow</item><label>Subject:</label><item>Talks</item></list>
<p>Text.</p><div type="section"><head>1. Later</head><p>More</p></div>
<note type="source">Source: Kennedy Library, NSF, Cuba. Secret; Eyes Only. Drafted by X.</note></div>"""


def test_a_document_says_what_it_is() -> None:
    facts = gather_facts(document(MEMO))
    found = facts.only
    assert found is not None
    assert facts.title == found.title
    assert said(found.title) == "Memorandum From the Staff to the Secretary"
    assert (said(found.number), said(found.collection_title)) == ("89", "The Crisis")
    assert (said(found.place), said(found.date)) == ("Washington", "1962-10-26")
    assert said(found.sender) == "S/P - W. W. Rostow"
    assert all_said(found.recipients) == ["The Secretary", "Mr. Ball"]
    assert all_said(found.through) == ["S/S"]
    assert (said(found.subject), found.subtype) == ("Talks", "memorandum")
    assert (said(found.classification), all_said(found.handling)) == ("Secret", ["Eyes Only"])
    assert (said(found.repository), all_said(found.references)) == ("Kennedy Library", ["Cuba"])


def test_each_document_has_its_own_facts() -> None:
    two = '<div type="document"><p>No head</p></div><div type="document"><head>Second</head></div>'
    facts = gather_facts(document(two))
    assert [said(d.title) for d in facts.documents] == [None, "Second"]
    assert facts.title is None
    assert facts.only is None


def test_the_words_of_editors_name_nobody() -> None:
    withheld = '<seg type="editorial"><gap reason="redacted"/>[name not declassified]</seg>'
    memo = f"""<div type="document"><head>Memorandum From {withheld} to the Director of the Office</head>
<list type="memo-header"><label>THROUGH:</label><item>{withheld}</item><label>SUBJECT:</label>
<item>Talk with {withheld}</item></list><p>Text.</p></div>"""
    found = gather_facts(document(memo)).only
    assert found is not None
    assert said(found.title) == "Memorandum From [name not declassified] to the Director of the Office"
    assert said(found.sender) is None
    assert all_said(found.recipients) == ["Director of the Office"]
    assert found.through == ()
    assert said(found.subject) == "Talk with [name not declassified]"
    letter = f"""<div type="document"><opener><salute>Dear {withheld}:</salute></opener><p>Text.</p>
<closer><signed>{withheld}</signed></closer></div>"""
    found = gather_facts(document(letter)).only
    assert found is not None
    assert (found.sender, found.recipients) == (None, ())


def test_a_heading_below_the_text_is_no_title() -> None:
    assert gather_facts(document('<div type="document"><p>Text</p><head>Attachments</head></div>')).title is None


def test_the_source_note_may_stand_after_an_enclosure() -> None:
    beside = """<div type="document"><head>Letter</head></div>
<div type="enclosure"><p>Text</p><note type="source">Source: Kennedy Library, NSF. Secret.</note></div>"""
    found = gather_facts(document(beside)).only
    assert found is not None
    assert said(found.repository) == "Kennedy Library"


def test_the_header_of_a_memorandum_may_stand_in_its_first_section() -> None:
    inside = """<div type="document"><div type="section"><list type="memo-header"><label>TO</label><item>Ball</item>
</list></div><div type="section"><fw type="classification"><stamp>SECRET</stamp></fw></div></div>"""
    found = gather_facts(document(inside)).only
    assert found is not None
    assert (all_said(found.recipients), said(found.classification)) == (["Ball"], "Secret")


def test_a_doubtful_date_is_no_fact() -> None:
    doubtful = '<div type="document"><dateline><date when="1962-10-26" cert="low">Oct 26?</date></dateline></div>'
    found = gather_facts(document(doubtful)).only
    assert found is not None
    assert found.date is None


def test_the_date_of_an_entry_is_not_the_documents() -> None:
    dateline = '<dateline><date when="1962-10-26">Oct 26</date></dateline>'
    inside = f'<div type="document"><div type="entry">{dateline}</div></div>'
    found = gather_facts(document(inside)).only
    assert found is not None
    assert found.date is None


def stamped(*stamps: str) -> DocumentFacts:
    marks = "".join(f'<fw type="classification"><stamp>{stamp}</stamp></fw>' for stamp in stamps)
    found = gather_facts(document(f'<div type="document">{marks}<p>Text</p></div>')).only
    assert found is not None
    return found


def test_stamps_classify_a_document() -> None:
    found = stamped("TOP SECRET", "EYES ONLY", "TOP SECRET EYES ONLY")
    assert said(found.classification) == "Top Secret"
    assert all_said(found.handling) == ["EYES ONLY"]


@pytest.mark.parametrize("stamps", [("SECRET", "CONFIDENTIAL"), ("UNCLASSIFIED",), ("SEPRICLASSIFIED",), ("",)])
def test_stamps_that_disagree_or_came_later_do_not_count(stamps: tuple[str, ...]) -> None:
    assert stamped(*stamps).classification is None


@pytest.mark.parametrize("marking", ["C-O-N-F-I-D-E-N-T-I-A-L", "C O N F I D E N T I A L", "CONFIDENTIAL"])
def test_a_marking_that_is_spaced_out_classifies_a_document(marking: str) -> None:
    text = f"{marking}\n\nMEMORANDUM FOR THE FILES\n\nThe text is short, and it ends here.\n"
    facts = gather_facts(read_document(read_source(text.encode(), "a.md", "a"), load_profile("ocr")))
    assert said(facts.documents[0].classification) == "Confidential"


def test_the_participants_of_a_field_stand_on_lines_of_their_own() -> None:
    text = (
        "MEMORANDUM FOR THE FILES\n\nSUBJECT: Talk\nPARTICIPANTS: Mr. Esin, Ambassador of\n     Turkey\n"
        "     Mr. Talbot, NEA\n\nThe text is short, and it ends here.\n"
    )
    facts = gather_facts(read_document(read_source(text.encode(), "a.md", "a"), load_profile("ocr")))
    people = [(person.name, person.role) for person in facts.documents[0].people]
    assert people == [("Mr. Esin", "Ambassador of Turkey"), ("Mr. Talbot", "NEA")]


def test_the_participants_of_a_group_are_persons_and_the_group_is_none() -> None:
    text = (
        "# Memorandum of Conversation\n\nPARTICIPANTS\n\n- U.K.\n    - Lord Home\n- Mr. Ball\n\nThe talk was short.\n"
    )
    facts = gather_facts(read_document(read_source(text.encode(), "a.md", "a"), load_profile("published")))
    assert [person.name for person in facts.documents[0].people] == ["Lord Home", "Mr. Ball"]


def test_a_speaker_has_all_labels() -> None:
    turns = "".join(
        f"<sp{who}><speaker>{label}</speaker><p>…</p></sp>"
        for who, label in [
            (' who="#b"', "Ball:"),
            ("", "Pres."),
            (' who="#b"', "Mr. Ball--"),
            ("", "Pres:"),
            ("", "Pres."),
        ]
    )
    speakers = gather_facts(document(f'<div type="document">{turns}</div>')).speakers
    found = [(s.who, all_said(s.labels)) for s in speakers]
    assert found == [("#b", ["Ball:", "Mr. Ball--"]), (None, ["Pres.", "Pres:"])]


def test_a_list_with_a_head_is_a_header_too() -> None:
    listed = """<div type="document"><list type="memo-header"><head>SUBJECT</head><item>Trade</item></list>
<list type="participants"><head>PARTICIPANTS</head><item>Mr. A</item><item>Mr. B</item></list></div>"""
    found = gather_facts(document(listed)).only
    assert found is not None
    assert (said(found.subject), all_said(found.participants)) == ("Trade", ["Mr. A", "Mr. B"])


def spans(made: Document) -> list[tuple[int, int]]:
    def facts_of(value: object) -> list[Fact]:
        if isinstance(value, Fact):
            return [value]
        if isinstance(value, tuple):
            return [fact for item in value for fact in facts_of(item)]
        return []

    only = gather_facts(made).only
    assert only is not None
    values = [getattr(only, name) for name in DocumentFacts.__struct_fields__]
    return [(f.span.start, f.span.end) for value in values for f in facts_of(value)]


def test_every_fact_lies_in_the_source() -> None:
    made = document(MEMO)
    found = spans(made)
    assert len(found) > 12
    assert all(0 <= start < end <= len(made.source.text) for start, end in found)


def test_nothing_comes_of_nothing() -> None:
    assert gather_facts(document("")).documents == ()
    found = gather_facts(document('<div type="document"><head/><dateline/><list type="memo-header"/></div>'))
    assert found.documents == (DocumentFacts(),)


def test_a_deep_tree_is_no_danger() -> None:
    node = Node(Kind.HI, document("x").body.span)
    for _ in range(5000):
        node = Node(Kind.HI, node.span, (node,))
    made = document("x")
    division = Node(Kind.DIV, node.span, (Node(Kind.HEAD, node.span, (node,)),), {"type": "document"})
    deep = Document(made.source, "notes", Node(Kind.BODY, node.span, (division,)))
    assert len(list(walk(deep.body))) > 5000
    assert gather_facts(deep).title is None


# --- memoranda for somebody ---


@pytest.mark.parametrize(
    ("title", "recipient"),
    [
        ("MEMORANDUM FOR THE PRESIDENT", "PRESIDENT"),
        ("MEMORANDUM FOR: The Secretary", "Secretary"),
        ("memorandem for the president", "president"),
        ("MEHORANDUM FOR THE PRESIDENT", "PRESIDENT"),
        ("Memorandum for the Record", None),
        ("MEMORANDUM FOR THE FILES", None),
        ("Arrangements for the President", None),
        ("Memorial for the President", None),
        ("MEHORANDUM", None),
    ],
)
def test_a_memorandum_for_somebody_also_where_the_first_word_is_garbled(title: str, recipient: str | None) -> None:
    found = read_title(reading(title)).recipients
    assert [fact.text for fact in found] == ([recipient] if recipient else [])


FOR = """<div type="document" subtype="memorandum" n="1"><head>memorandem for the president</head><p>Text.</p>
<closer><signed>/s/ {} by <persName ref="#johnson">U.A.Johnson</persName></signed><signed>Been Busk</signed></closer>
</div>"""


def test_who_signed_a_memorandum_for_somebody_sent_it() -> None:
    signed = FOR.format('<persName ref="#rusk">Dean Rusk</persName>')
    facts = gather_facts(document(signed)).only
    assert facts is not None
    assert (said(facts.sender), all_said(facts.recipients)) == ("Dean Rusk", ["president"])
    nobody = gather_facts(document(signed.replace("for the president", "on Cuba"))).only
    assert nobody is not None
    assert (nobody.sender, nobody.recipients) == (None, ())


def test_the_header_of_a_memorandum_wins_over_its_signature() -> None:
    header = '<list type="memo-header"><label>FROM:</label><item>S/P</item></list><p>Text.'
    facts = gather_facts(document(FOR.format("").replace("<p>Text.", header))).only
    assert facts is not None
    assert said(facts.sender) == "S/P"


def test_the_kind_that_the_editor_gives_wins() -> None:
    text = b"Letter From Kennedy to Khrushchev\n\nWashington, October 26, 1962.\n\nThe text is short.\n"
    made = read_document(read_source(text, "a.txt", "a"), load_profile("published"))
    kinds = load_profile("published").settings["kinds"]
    for given, kind in ((None, "letter"), ("message", "message")):
        facts = gather_facts(name_kinds(made, kinds, given)).only
        assert facts is not None
        assert facts.subtype == kind


METADATA = """---
title: 'Letter to the harbour master'
author: Patrick Folan
Tags: quay
date: 14 March 1931
author: Another
---

The quay is in want of repair.
"""


def facts_of(text: str) -> DocumentFacts:
    found = read_document(read_source(text.encode(), "a.txt", "a"), load_profile("transcript"))
    (only,) = gather_facts(found).documents
    return only


def test_metadata_give_title_author_and_date_where_the_text_has_none() -> None:
    facts = facts_of(METADATA.replace("Tags", "tags"))
    assert (said(facts.title), said(facts.author), said(facts.date)) == (
        "Letter to the harbour master",
        "Patrick Folan",
        "1931-03-14",
    )


@pytest.mark.parametrize("date", ["1931-02-30", "in spring", "[1931]", "1931", ""])
def test_a_date_in_metadata_that_is_no_day_says_nothing(date: str) -> None:
    assert facts_of(f"---\ntitle: Quay\ndate: {date}\n---\n\nThe quay is in want of repair.\n").date is None


def facts_in(words: str, profile: str) -> DocumentFacts:
    used = load_profile(profile)
    document = read_document(read_source(words.encode(), "a.txt", "a"), used)
    return gather_facts(run_passes(document, used.passes)).documents[0]


def test_a_title_between_persons_names_both_and_the_receipt_is_no_other_date() -> None:
    text = (
        "No. 114\n\nSIR R. CRAIGIE TO VISCOUNT HALIFAX (Received April 21, 9.30 a.m.)\n\n"
        "TOKYO, April 20, 1939, 6.45 p.m.\n\nThe Minister told me this morning that no decision had been reached.\n"
    )
    facts = facts_in(text, "published")
    assert (said(facts.sender), all_said(facts.recipients)) == ("SIR R. CRAIGIE", ["VISCOUNT HALIFAX"])
    assert (said(facts.number), said(facts.date)) == ("No. 114", "1939-04-20T18:45:00")
    assert facts.other_dates == ()


def test_a_title_of_two_names_tells_who_wrote_to_whom() -> None:
    found = read_title(reading("12. Alma F. Voss to Conrad Ames"))
    assert (said(found.sender), all_said(found.recipients)) == ("Alma F. Voss", ["Conrad Ames"])
    other = read_title(reading("12. New Approaches to Latin America"))
    assert (other.sender, other.recipients) == (None, ())


def test_recipients_may_stand_on_lines_of_their_own() -> None:
    text = "MEMORANDUM\n\nTO\nMr. Murphy\nMr. Dillon\n\nFROM\nWilliam Macomber\n\nThe text is short, and it ends.\n"
    assert all_said(facts_in(text, "ocr").recipients) == ["Mr. Murphy", "Mr. Dillon"]
    one = "MEMORANDUM\n\nTO: The Secretary of\n    State\nFROM: Mr. Macomber\n\nThe text is short, and it ends.\n"
    assert all_said(facts_in(one, "ocr").recipients) == ["The Secretary of State"]


@pytest.mark.parametrize(
    ("header", "date", "place"),
    [
        ("DATE & TIME: June 3, 1971\n    5:30 - 6:15 p.m.\nPLACE: The Map Room", "1971-06-03T17:30:00", "The Map Room"),
        ("DATE: June 3, 1971\nTIME: 5:30 p.m.\nPLACE: The Map Room", "1971-06-03T17:30:00", "The Map Room"),
        ("DATE: June 3, 1971\nSUBJECT: The meeting at 5:30 p.m.", "1971-06-03", None),
    ],
)
def test_a_memo_header_says_when_and_where(header: str, date: str, place: str | None) -> None:
    facts = facts_in(f"MEMORANDUM OF CONVERSATION\n\n{header}\n\nThe text is short, and it ends here.\n", "ocr")
    assert (said(facts.date), said(facts.place)) == (date, place)


def test_a_meeting_says_when_and_where_it_was_held() -> None:
    text = (
        "Conclusions of a Meeting of the Cabinet held at 10 Downing Street, S.W. 1, on Thursday, 23rd August, 1956, "
        "at 11.30 a.m.\n\nThe Cabinet took note of what had been said, and of nothing else.\n"
    )
    facts = facts_in(text, "published")
    assert (said(facts.date), said(facts.place)) == ("1956-08-23T11:30:00", "10 Downing Street, S.W. 1")
    assert facts_in(text.replace(" held at", " of"), "published").place is None


@pytest.mark.parametrize(
    ("title", "date"),
    [("Minutes of the Joint Board, 4 May 1941", "1941-05-04"), ("Report on the Events of May 4, 1941", None)],
)
def test_a_date_that_is_set_off_in_the_title_is_the_documents(title: str, date: str | None) -> None:
    text = f"{title}\n\nThe Board took note of what had been said, and of nothing else.\n"
    assert said(facts_in(text, "published").date) == date


def test_offices_and_honours_are_no_persons_of_their_own() -> None:
    listed = (
        "Chairman: Mr. P. Spaak",
        "The Right Hon. Sir ANTHONY EDEN, M.P., Prime Minister (in the Chair)",
        "Lord Hood, Minister, British Embassy",
        "The Cabinet took note of what had been said to it.",
    )
    text = "\n\n".join(("Minutes of the Cabinet", "PRESENT", *listed))
    people = facts_in(text, "published").people
    assert [person.name for person in people] == ["Mr. P. Spaak", "The Right Hon. Sir ANTHONY EDEN", "Lord Hood"]
    assert people[0].role == "Chairman"


def only(text: str) -> DocumentFacts:
    found = detected(text).only
    assert found is not None
    return found


def detected(text: str) -> Facts:
    source = read_source(text.encode(), "memo.txt", "memo")
    profile = detect_profile(source).profile
    document = run_passes(read_document(source, profile), profile.passes)
    return gather_facts(name_kinds(document, profile.settings["kinds"]))


def test_a_field_of_the_header_classifies_a_document() -> None:
    header = "MEMORANDUM FOR: The Secretary\nFROM: Mr. Ash\nCLASSIFICATION: SECRET; EYES ONLY\n\nThe text is short.\n"
    found = only(header)
    assert said(found.classification) == "Secret"
    assert all_said(found.handling) == ["EYES ONLY"]


@pytest.mark.parametrize(
    ("marking", "level"),
    [
        ("Streng geheim", "Streng geheim"),
        ("VS – Vertraulich", "VS-Vertraulich"),
        ("VS-NUR FÜR DEN DIENSTGEBRAUCH", "VS-Nur für den Dienstgebrauch"),
        ("TRÈS SECRET", "Très secret"),
        ("Confidentiel", "Confidentiel"),
        ("Secret", "Secret"),
        ("Secret negotiations", None),
    ],
)
def test_a_marking_above_all_classifies_a_document_and_is_no_title(marking: str, level: str | None) -> None:
    found = only(f"{marking}\n\nBonn, October 3, 1962\n\nDear Sir,\n\nThe text is short.\n\nYours,\nA. B. Weber\n")
    assert said(found.classification) == level
    assert said(found.title) == (None if level else marking)


def test_recipients_with_their_offices_stand_on_lines_of_their_own() -> None:
    found = only("TO:    S - The Secretary\n       U - Mr. Bowles\nFROM:  EUR - Mr. Kohler\n\nThe text is short.\n")
    assert all_said(found.recipients) == ["S - The Secretary", "U - Mr. Bowles"]


def test_place_date_and_time_may_stand_on_lines_of_their_own() -> None:
    found = only(
        "SECRET\n\n   Washington\n   April 12, 1961\n   10:45 a.m. EST\n\nTO: Mr. Ash\nFROM: Mr. Birch\n\nText.\n"
    )
    assert said(found.date) == "1961-04-12T10:45:00-05:00"
    assert said(found.place) == "Washington"


def test_a_letterhead_above_the_date_is_no_place() -> None:
    found = only("44 Elm Street\nConcord, Massachusetts\nTuesday, June 3, 1958\n\nDear Sir,\n\nThe text is short.\n")
    assert said(found.date) == "1958-06-03"
    assert found.place is None


def test_the_number_with_which_a_telegram_begins_is_its_number() -> None:
    front = "Telegram From the Embassy in Iran to the Department of State\n\nTehran, May 13, 1964, 3 p.m.\n\n"
    assert said(only(f"{front}2217. Deptel 901. Saw Shah.\n\nHolmes\n").telegram) == "2217"
    assert only(f"{front.replace('Telegram', 'Letter')}2217. Deptel 901. Saw Shah.\n\nHolmes\n").telegram is None


def test_two_columns_of_those_present_are_persons_each() -> None:
    found = only(
        "Minutes of a Meeting\n\nMay 5, 1962.\n\nPresent:\n"
        "Prime Minister      Dr. Adenauer\nLord Home           Herr Weber\n\n"
        "The Prime Minister said that he was glad to see him there.\n"
    )
    assert [person.name for person in found.people] == ["Prime Minister", "Dr. Adenauer", "Lord Home", "Herr Weber"]


def test_the_marking_in_a_running_head_classifies_a_document() -> None:
    head = "NSC 5412/2          {}          TOP SECRET"
    pages = [
        f"{head.format(n)}\n\nThe Director shall see to it that the reports are made and sent.\n" for n in (1, 2, 3)
    ]
    assert said(only("\n".join(pages)).classification) == "Top Secret"
