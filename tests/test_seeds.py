"""The three seeds: what their editions must show, with the help of ``edition.toml`` and without."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from engross.pipeline import Conversion
from engross.restore import restore_source

SEEDS = ("000", "001", "004")
T = "http://www.tei-c.org/ns/1.0"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"

both_ways = pytest.mark.parametrize("helped", [True, False], ids=["edition", "alone"])


class Seed:
    """A seed's edition, and a short way to ask it: paths are XPath with ``t:`` for TEI."""

    def __init__(self, conversion: Conversion) -> None:
        assert conversion.xml is not None, conversion.diagnostics
        self.conversion = conversion
        self.xml = conversion.xml
        self.root = etree.fromstring(conversion.xml)
        self.codes = [d.code for d in conversion.diagnostics]

    def all(self, path: str, below: etree._Element | None = None) -> list[etree._Element]:
        found = (self.root if below is None else below).xpath(path, namespaces={"t": T})
        assert isinstance(found, list)
        return found

    def one(self, path: str, below: etree._Element | None = None) -> etree._Element:
        found = self.all(path, below)
        assert len(found) == 1, f"{len(found)} of {path}"
        return found[0]

    def texts(self, path: str, below: etree._Element | None = None) -> list[str]:
        return [text(found) for found in self.all(path, below)]


def text(element: etree._Element) -> str:
    """The text of an element, white space made one blank."""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


@pytest.fixture
def s000(convert_seed, helped: bool) -> Seed:
    return Seed(convert_seed("000", helped))


@pytest.fixture
def s001(convert_seed, helped: bool) -> Seed:
    return Seed(convert_seed("001", helped))


@pytest.fixture
def s004(convert_seed, helped: bool) -> Seed:
    return Seed(convert_seed("004", helped))


# --- all three ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", SEEDS)
def test_the_editions_checked_in_are_those_that_the_seeds_give_now(root: Path, convert_seed, number: str) -> None:
    conversion = convert_seed(number, True)
    golden = root / "tei" / f"{conversion.source.stem}.xml"
    assert conversion.xml == golden.read_bytes(), "run `engross build seeds` and read the difference"


@both_ways
@pytest.mark.parametrize("number", SEEDS)
def test_the_edition_gives_its_source_back(convert_seed, number: str, helped: bool) -> None:
    conversion = convert_seed(number, helped)
    assert restore_source(conversion.xml) == conversion.source.data


@both_ways
@pytest.mark.parametrize("number", SEEDS)
def test_every_pointer_and_every_id_is_in_order(convert_seed, number: str, helped: bool) -> None:
    seed = Seed(convert_seed(number, helped))
    ids = [e.get(XML_ID) for e in seed.all("//*[@xml:id]")]
    assert len(ids) == len(set(ids))
    named = [e for name in ("p", "item", "sp", "note", "pb") for e in seed.all(f"//t:body//t:{name}")]
    named += seed.all("//t:body//t:div")
    assert [e for e in named if e.get(XML_ID) is None] == []
    for name in ("who", "ref", "target", "next", "prev", "corresp"):
        for pointer in seed.all(f"//@{name}"):
            for target in str(pointer).split():
                assert target.startswith("#")
                assert target[1:] in ids


@both_ways
@pytest.mark.parametrize("number", SEEDS)
def test_jing_finds_it_valid(convert_seed, root: Path, tmp_path: Path, number: str, helped: bool) -> None:
    jing = shutil.which("jing")
    if jing is None:
        pytest.skip("jing is not installed")
    path = tmp_path / "edition.xml"
    path.write_bytes(Seed(convert_seed(number, helped)).xml)
    done = subprocess.run([jing, root / "schema" / "engross.rng", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    tei_all = root.parent / "shared" / "tei" / "tei_all.rng"
    if not tei_all.is_file():
        pytest.skip(f"{tei_all} is not there: validated with engross.rng only")
    done = subprocess.run([jing, tei_all, path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("number", SEEDS)
def test_the_edition_adds_to_the_body_only_people(convert_seed, number: str) -> None:
    """What `edition.toml` knows goes into the header; in the text it names people and turns, and no more."""
    helped, alone = Seed(convert_seed(number, True)), Seed(convert_seed(number, False))
    body = helped.one("//t:body")
    etree.strip_tags(body, f"{{{T}}}persName")
    for turn in helped.all("//t:sp", body):
        turn.attrib.pop("who", None)
    assert etree.tostring(body) == etree.tostring(alone.one("//t:body"))


# --- 000 ----------------------------------------------------------------------------------------------------------


@both_ways
class Test000:
    def test_it_is_one_document(self, s000: Seed) -> None:
        assert s000.one("//t:body/*").get("type") == "document"
        assert s000.one("//t:body/t:div").get("subtype") == "memorandum"

    def test_it_has_the_collections_head_and_its_own(self, s000: Seed) -> None:
        assert s000.texts("//t:body/t:div/t:head[@type='collection']") == ["The Cuban Missile Crisis"]
        assert s000.texts("//t:body/t:div/t:head[not(@type)]") == [
            "Memorandum Prepared by the Planning Subcommittee of the Executive Committee of the National Security "
            "Council"
        ]

    def test_its_dateline_has_place_and_date(self, s000: Seed) -> None:
        dateline = s000.one("//t:body/t:div/t:opener/t:dateline")
        assert text(dateline) == "Washington, October 26, 1962."
        assert s000.texts("t:placeName", dateline) == ["Washington"]
        date = s000.one("t:date", dateline)
        assert (text(date), dict(date.attrib)) == ("October 26, 1962", {"when": "1962-10-26"})

    def test_its_seven_sections_have_run_in_heads(self, s000: Seed) -> None:
        sections = s000.all("//t:body/t:div/t:div")
        assert [(s.get("type"), s.get("n")) for s in sections] == [("section", str(n)) for n in range(1, 8)]
        assert s000.texts("//t:body/t:div/t:div/t:head[@rend='run-in']") == [
            "1. Background.",
            "2. Basic Strategy.",
            "3. Allied Interests.",
            "4. Level.",
            "5. Prior Action.",
            "6. Negotiations.",
            "7. Action.",
        ]
        assert s000.texts("//t:body/t:div/t:div/t:head/t:label") == [f"{n}." for n in range(1, 8)]

    def test_its_lettered_lists_have_as_many_items_as_the_source(self, s000: Seed) -> None:
        counts = [
            [len(s000.all("t:item", made)) for made in s000.all("t:list[@rend='lettered']", section)]
            for section in s000.all("//t:body/t:div/t:div")
        ]
        assert counts == [[2], [3], [2], [], [2], [4], [2]]
        for made in s000.all("//t:list[@rend='lettered']"):
            labels = s000.texts("t:item/t:label", made)
            assert labels == [f"({letter})" for letter in "abcd"[: len(labels)]]
            assert [f"({item.get('n')})" for item in s000.all("t:item", made)] == labels

    def test_the_roman_items_stand_under_6a(self, s000: Seed) -> None:
        nested = s000.one("//t:list//t:list")
        assert nested.get("rend") == "roman"
        assert s000.texts("t:item/t:label", nested) == ["(i)", "(ii)", "(iii)", "(iv)"]
        item = s000.one("//t:div[@n='6']/t:list/t:item[@n='a']")
        assert nested.getparent() is item
        assert text(item).startswith("(a) Arms Control. (i) US and Soviet")

    @pytest.mark.parametrize("opening", ["These two alternatives", "Failure on either", "Speed is of the essence"])
    def test_a_paragraph_after_a_list_is_a_paragraph(self, s000: Seed, opening: str) -> None:
        found = s000.one(f"//t:p[starts-with(., '{opening}')]")
        assert found.getparent().get("type") == "section"
        before = found.getprevious()
        assert etree.QName(before).localname == "list"

    def test_the_parenthesis_in_ii_is_no_item(self, s000: Seed) -> None:
        item = s000.one("//t:item[@n='ii']")
        assert "(The US would only enter into" in text(item)
        assert s000.all("//t:item[starts-with(., '(The US would')]") == []

    def test_the_call_is_kept_and_its_missing_note_reported(self, s000: Seed) -> None:
        call = s000.one("//t:ref")
        assert (text(call), dict(call.attrib)) == ("(1)", {"type": "noteReference"})
        found = [d for d in s000.conversion.diagnostics if d.code == "call-without-note"]
        assert len(found) == 1
        assert (found[0].line, found[0].text[found[0].column - 1 :][:3]) == (39, "(1)")

    def test_the_source_note_is_a_note(self, s000: Seed) -> None:
        note = s000.one("//t:note[@type='source'][ancestor::t:body]")
        assert text(note).startswith("Source: Department of State, S/S Files: Lot 65 D 438, WW Rostow. Secret;")
        assert text(note).endswith("from Bundy on October 24.")

    def test_the_header_has_what_the_source_note_says(self, s000: Seed) -> None:
        held = s000.one("//t:teiHeader//t:msIdentifier")
        assert s000.texts("t:repository", held) == ["Department of State"]
        assert s000.texts("t:collection", held) == ["S/S Files"]
        assert s000.texts("t:idno[@type='lot']", held) == ["Lot 65 D 438"]
        assert {c.get("target") for c in s000.all("//t:textClass/t:catRef")} >= {
            "#classification-secret",
            "#handling-eyes-only",
        }

    def test_nothing_else_is_doubtful(self, s000: Seed) -> None:
        assert [c for c in s000.codes if c != "call-without-note"] == []


# --- 001 ----------------------------------------------------------------------------------------------------------


@both_ways
class Test001:
    def test_it_holds_four_documents(self, s001: Seed) -> None:
        documents = s001.all("//t:body/*")
        assert [(d.get("type"), d.get("subtype"), d.get("n")) for d in documents] == [
            ("document", "cover-sheet", "1"),
            ("document", "memorandum", "2"),
            ("document", "memorandum", "3"),
            ("document", "memorandum", "4"),
        ]

    def test_the_cover_sheet_has_its_table_of_three_columns(self, s001: Seed) -> None:
        table = s001.one("//t:table")
        assert table.get("cols") == "3"
        assert {len(s001.all("t:cell", row)) for row in s001.all("t:row", table)} == {3}
        assert s001.texts("t:row[@role='label']/t:cell", table) == ["Date", "Officer", "Signature"]
        assert s001.one("ancestor::t:div[@type='document']", table).get("n") == "1"
        assert len(s001.all(".//t:stamp[@type='declassification']", table)) == 6
        assert [text(row[0]) for row in s001.all("t:row", table)][-3:] == ["S. Walley or S. Walley", "۴,", ","]

    def test_the_memorandum_for_the_president(self, s001: Seed) -> None:
        memo = s001.one("//t:div[@type='document'][@n='2']")
        assert s001.texts("t:head", memo) == ["memorandem for the president"]
        assert s001.texts(".//t:closer/t:signed", memo) == ["/s/ Dean Rusk by U.A.Johnson", "Been Busk"]

    def test_the_memorandum_to_the_secretary_has_its_header(self, s001: Seed) -> None:
        memo = s001.one("//t:div[@type='document'][@n='3']")
        header = s001.one("t:list[@type='memo-header']", memo)
        assert s001.texts("t:label", header) == ["TO :", "THROUGH:", "FROM :", "SUBJECT:"]
        assert s001.texts("t:item", header) == ["The Secretary", "S/S", "S/P - W. W. Rostow", "Negotiations"]
        assert s001.one(".//t:dateline/t:date", memo).get("when") == "1962-10-26"

    def test_its_header_is_a_corresp_desc(self, s001: Seed, helped: bool) -> None:
        desc = s001.one("//t:correspDesc[@corresp='#d3']")
        actions = {a.get("type"): a for a in s001.all("t:correspAction", desc)}
        assert list(actions) == ["sent", "transmitted", "received"]
        assert text(actions["sent"][0]) == "S/P - W. W. Rostow"
        assert s001.one("t:date", actions["sent"]).get("when") == "1962-10-26"
        assert (text(actions["transmitted"][0]), text(actions["received"][0])) == ("S/S", "The Secretary")
        if helped:
            assert [actions[a][0].get("ref") for a in ("sent", "received")] == ["#rostow", "#rusk"]

    def test_the_attachments_are_a_list(self, s001: Seed) -> None:
        found = s001.one("//t:div[@n='3']//t:list[@type='enclosures']")
        assert s001.texts("*", found) == ["Attachments:", "1. Negotiations memo.", "2. Memo to President."]

    def test_the_negotiations_memorandum(self, s001: Seed) -> None:
        memo = s001.one("//t:div[@type='document'][@n='4']")
        assert s001.texts("t:head", memo) == ["MEHORANDUM"]
        assert s001.one("t:opener/t:dateline/t:date", memo).get("when") == "1962-10-26"
        assert [s.get("n") for s in s001.all("t:div[@type='section']", memo)] == [str(n) for n in range(1, 8)]
        assert s001.texts("t:div/t:head[@rend='run-in']/t:label", memo) == [f"{n}." for n in range(1, 8)]

    def test_its_pages_are_2_to_6(self, s001: Seed) -> None:
        pages = s001.all("//t:pb")
        assert [(p.get("n"), p.get("cert")) for p in pages] == [
            ("2", None),
            ("3", None),
            ("4", "high"),
            ("5", None),
            ("6", None),
        ]
        assert {s001.one("ancestor::t:div[@type='document']", p).get("n") for p in pages} == {"4"}
        assert s001.codes.count("page-inferred") == 1

    def test_page_numbers_are_forme_work(self, s001: Seed) -> None:
        assert s001.texts("//t:fw[@type='pageNum']") == ["- 2 -", "- 3 -", ". 5 ~", "- 6- -"]
        for number in s001.all("//t:fw[@type='pageNum']"):
            page = s001.all("preceding::t:pb", number)[-1].get("n")
            assert page in text(number)

    def test_markings_are_forme_work_also_when_garbled(self, s001: Seed) -> None:
        markings = s001.texts("//t:fw[@type='classification']/t:stamp[@type='classification']")
        for marking in ("CONFIDENTIAL", "SPECIAL HANDLING", "EYES ONLY", "ES ONLY", "UNCLESSIFIED", "UNCLASSIFIED"):
            assert marking in markings
        assert "SEPRICLASSIFIED" in markings
        assert len(markings) == 10

    def test_catchwords_are_forme_work_and_the_text_has_them_once(self, s001: Seed) -> None:
        assert s001.texts("//t:fw[@type='catch']") == ["2. Basic", "easier", "this", "(111)", "increase"]
        running = "".join(s001.all("//t:body//text()[not(ancestor::t:fw)]"))
        assert len(re.findall(r"may be\s+easier\s+to widen", running)) == 1
        assert len(re.findall(r"commissions to\s+increase\s+inter-German", running)) == 1
        assert len(re.findall(r"in any event, in\s+this circumstance", running)) == 1

    @pytest.mark.parametrize(
        ("n", "before", "behind"),
        [
            ("3", "At this level, it may be", "easier to widen the scope"),
            ("4", "in any event, in", "this circumstance, i.e., to phase out"),
            ("6", "mixed commissions to", "increase inter-German contacts"),
        ],
    )
    def test_a_sentence_that_runs_over_a_page_is_one_paragraph(
        self, s001: Seed, n: str, before: str, behind: str
    ) -> None:
        page = s001.one(f"//t:pb[@n='{n}']")
        around = page.getparent()
        assert etree.QName(around).localname in ("p", "item")
        words = re.sub(r"\s+", " ", "".join(s001.all(".//text()[not(ancestor::t:fw)]", around)))
        assert f"{before} {behind}" in words

    def test_underlined_words(self, s001: Seed) -> None:
        assert s001.texts("//t:body//t:hi[@rend='underline'][@rendition='#underline']") == [
            "30",
            "Background",
            "Basic Strategy",
            "Prior Action",
        ]
        assert s001.all("//t:body//text()[contains(., '<u>')]") == []

    def test_the_lists_are_put_right(self, s001: Seed) -> None:
        memo = s001.one("//t:div[@type='document'][@n='4']")
        counts = [len(s001.all("t:list[@rend='lettered']/t:item", s)) for s in s001.all("t:div", memo)]
        assert counts == [2, 3, 2, 0, 2, 4, 2]
        section = s001.one("t:div[@n='6']", memo)
        assert [i.get("n") for i in s001.all("t:list/t:item", section)] == ["a", "b", "c", "d"]
        assert s001.texts("t:list/t:item[@n='a']/t:list/t:item/t:label", section) == ["(i)", "(ii)", "(iii)", "(iv)"]

    def test_the_item_whose_label_the_ocr_lost_is_in_its_place(self, s001: Seed) -> None:
        item = s001.one("//t:item[@n='b'][@cert]")
        assert text(item).startswith("was non-negotiable, but that")
        assert s001.all("t:label", item) == []
        assert s001.one("t:gap", item).get("reason") == "lost"
        assert s001.codes.count("label-lost") == 1

    def test_a_passage_in_the_wrong_place_stays_and_is_linked(self, s001: Seed) -> None:
        rest = s001.one("//t:p[@prev]")
        assert text(rest) == "handled in a more relaxed atmosphere than the present crisis."
        whole = s001.one("//*[@next]")
        assert whole.get("next") == f"#{rest.get(XML_ID)}"
        assert rest.get("prev") == f"#{whole.get(XML_ID)}"
        assert text(whole).endswith("which might be more appropriately")
        assert s001.codes.count("order-doubtful") == 1

    def test_what_is_surely_noise_is_unclear(self, s001: Seed) -> None:
        noise = s001.all("//t:unclear")
        assert {u.get("reason") for u in noise} == {"ocr"}
        assert {text(u) for u in noise if u.get("cert") == "low"} >= {"۴,", ",", "_", "Q", "me Bie"}

    def test_what_the_ocr_garbled_is_marked_and_left(self, s001: Seed) -> None:
        garbled = s001.texts("//t:unclear[@cert='medium']")
        for words in ("memorandem", "MEHORANDUM", "UNCLESSIFIED", "SEPRICLASSIFIED", "ES ONLY", "(111)"):
            assert words in garbled

    def test_nothing_is_corrected(self, s001: Seed) -> None:
        assert s001.all("//t:body//t:corr | //t:body//t:reg | //t:body//t:expan | //t:body//t:supplied") == []
        words = text(s001.one("//t:body"))
        for error in ("memorandem", "Wegotistions", "magnitations", "Summitty", "mee! in", "RATO Southern"):
            assert error in words

    def test_stamps_of_registry_and_review(self, s001: Seed) -> None:
        assert s001.texts("//t:stamp[@type='registry']") == ["90S-031", "F 230011-0580"]
        assert s001.texts("//t:fw/t:stamp[@type='declassification']") == [
            "PER PLENTING TENSE ELLI FADRO EDI CASE NO. 1020289"
        ]
        assert s001.texts("//t:stamp[@type='copy']") == ["cf 30 copies"]

    def test_nothing_of_000_stands_in_001(self, s001: Seed, convert_seed, helped: bool) -> None:
        """No sentence of the printed text was taken over where the scan has another one."""
        marks = re.compile(r"^ *- |</?u>", re.MULTILINE)
        scan, body = " ".join(marks.sub("", s001.conversion.source.text).split()), text(s001.one("//t:body"))
        printed = " ".join(convert_seed("000", helped).source.text.split())
        own = [s for s in re.split(r"(?<=[.;:]) ", printed) if len(s.split()) > 4 and s not in scan]
        assert len(own) > 10
        assert [s for s in own if s in body] == []
        for words in ("The Cuban Missile Crisis", "Planning Subcommittee", "(1)", "NATO Southern", "Summitry"):
            assert words not in body
        assert "NATO Southern" not in s001.xml.decode()


# --- 004 ----------------------------------------------------------------------------------------------------------


@both_ways
class Test004:
    def test_it_is_one_working_file(self, s004: Seed) -> None:
        assert s004.one("//t:body/*").get("subtype") == "working-file"

    def test_its_entries_have_their_dates_in_the_order_of_the_source(self, s004: Seed) -> None:
        dates = s004.all("//t:div[@type='entry']/t:dateline/t:date")
        assert [(text(d), d.get("when"), d.get("cert")) for d in dates] == [
            ("Oct 25, 1962", "1962-10-25", None),
            ("Oct 26, 1:10 pm", "1962-10-26T13:10:00", "high"),
            ("5:45 pm.", "1962-10-26T17:45:00", "high"),
            ("Friday, Oct 26, 1962, 3:36 pm", "1962-10-26T15:36:00", None),
            ("Oct 27, 9:29 pm", "1962-10-27T21:29:00", "high"),
            ("Oct 28, 12:25 am", "1962-10-28T00:25:00", "high"),
        ]
        assert s004.codes.count("date-inferred") == 4

    def test_its_headings(self, s004: Seed) -> None:
        assert s004.texts("//t:body//t:head") == [
            "Political path",
            "Comment on K letter of 26 Oct, 27 Oct, and JFK reply of 8 pm 27 Oct",
            "phone, Stev--Sec",
            "(draft of instructions to Finletter, Oct 26?)",
        ]

    def test_its_six_deletions_two_of_them_x_ed_out(self, s004: Seed) -> None:
        struck = s004.all("//t:del[@rend='strikethrough'][@rendition='#strikethrough']")
        assert [text(d) for d in struck] == ["would", "not", "the", "not"]
        x_ed = s004.all("//t:del[@rend='overtyped']")
        assert [dict(s004.one("t:gap", d).attrib) for d in x_ed] == [
            {"reason": "illegible", "quantity": "4", "unit": "chars"},
            {"reason": "illegible", "quantity": "5", "unit": "chars"},
        ]
        assert [text(d) for d in x_ed] == ["", ""]
        assert len(s004.all("//t:del")) == 6

    def test_its_four_editorial_notes_one_a_block(self, s004: Seed) -> None:
        notes = s004.all("//t:body//t:note")
        assert [(n.get("type"), text(n)) for n in notes] == [
            ("editorial", "at the moment? or indefinitely!"),
            ("editorial", "meanwhile, letter had been sent; F-S meeting."),
            ("editorial", "from Sunday?"),
            ("editorial", "drafted by Bundy, Johnson"),
        ]
        assert [etree.QName(n.getparent()).localname for n in notes] == ["item", "div", "p", "p"]
        assert s004.all("//t:body//text()[contains(., '((') or contains(., '))')]") == []

    def test_what_was_not_understood_is_a_gap(self, s004: Seed) -> None:
        gap = s004.one("//t:gap[@reason='inaudible']")
        assert text(gap) == "unclear"
        assert text(gap.getparent()).endswith("I'm expecting one from unclear today.")

    def test_its_speakers_keep_their_labels(self, s004: Seed) -> None:
        calls = s004.all("//t:div[@type='entry'][t:sp]")
        assert [s004.texts("t:sp/t:speaker", call) for call in calls] == [
            ["Pres.", "Ball:", "Pres:", "Ball:", "Pres:", "Ball:"],
            ["Nitze:", "Ball:", "Nitze:", "Ball--", "Nitze..", "Ball--", "Nitze--", "Ball--", "Nitze--"],
        ]
        assert len(s004.all("//t:sp")) == 15

    def test_its_speakers_are_resolved_where_the_edition_knows_them(self, s004: Seed, helped: bool) -> None:
        people = {"pres": "#kennedy", "ball": "#ball", "nitze": "#nitze"}
        for turn in s004.all("//t:sp"):
            label = re.sub(r"\W", "", text(turn[0])).lower()
            assert turn.get("who") == (people[label] if helped else None)
        assert s004.codes.count("speaker-unknown") == (0 if helped else 3)

    def test_dots_and_dashes_in_a_sentence_are_no_speakers(self, s004: Seed) -> None:
        assert text(s004.one("//t:p[starts-with(., '..If we')]")).startswith("..If we can't short-circuit, there")
        assert "certain proposals--but these couldn't" in text(s004.one("//t:item[contains(., 'proposals--but')]"))

    def test_the_list_of_seven_has_a_to_d_under_5(self, s004: Seed) -> None:
        draft = s004.one("//t:div[starts-with(t:head, '(draft of')]")
        assert [i.get("n") for i in s004.all("t:list[@rend='numbered']/t:item", draft)] == [*"1234567"]
        nested = s004.one("t:list/t:item/t:list", draft)
        assert nested.getparent().get("n") == "5"
        assert nested.get("rend") == "lettered"
        assert s004.texts("t:item/t:label", nested) == ["a)", "b)", "c)", "d)"]

    def test_approach_to_castro_is_an_item_with_its_two_paragraphs(self, s004: Seed) -> None:
        item = s004.one("//t:item[t:p[starts-with(., '3. Approach to Castro')]]")
        paragraphs = s004.texts("t:p", item)
        assert paragraphs[0] == "3. Approach to Castro"
        assert [p[:28] for p in paragraphs[1:]] == ["An approach would be made to", "If the Castro Government con"]
        assert item.get("n") == "3"

    def test_a_doubtful_date_has_a_low_cert(self, s004: Seed) -> None:
        doubtful = s004.one("//t:date[@cert='low']")
        assert (text(doubtful), doubtful.get("when")) == ("Oct 26", "1962-10-26")
        assert doubtful.tail is not None
        assert doubtful.tail.startswith("?")

    def test_dates_in_the_text(self, s004: Seed) -> None:
        dates = [(text(d), d.get("when")) for d in s004.all("//t:item//t:date | //t:p//t:date | //t:head//t:date")]
        assert ("Sept 11", "1962-09-11") in dates
        assert ("26 Oct", "1962-10-26") in dates
        assert ("27 Oct", "1962-10-27") in dates
        assert ("8 pm 27 Oct", "1962-10-27T20:00:00") in dates
