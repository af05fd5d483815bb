"""The teiHeader: what stands in it, from where, and that it is valid."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from handmade import document
from lxml import etree

from engross.edition import Change, Edition, Entry, Holding, Licence, Person, Printed
from engross.encode.header import build_day, build_header
from engross.encode.markup import parse_markup
from engross.encode.structures import Structure, elements, structures
from engross.encode.tree import TEI, XML, XML_ID, XML_LANG, make
from engross.facts import gather_facts
from engross.pipeline import convert_source
from engross.profile import load_profile, profile_names
from engross.source import read_source

HERE = Path(__file__).parent
TEI_ALL = HERE.parents[1] / "shared" / "tei" / "tei_all.rng"
OWN = HERE.parent / "schema" / "engross.rng"

MEMO = """<div type="document" subtype="memorandum" n="1"><head type="collection">The Crisis</head>
<head>89. Memorandum From the Staff ( Ball ) to the Secretary</head>
<opener><dateline><placeName>Washington</placeName>, <date when="1962-10-26">Oct. 26, 1962</date></dateline>
</opener><p>Text with <hi rend="underline" rendition="#underline">words</hi> and
<persName ref="#nitze">Nitze</persName>.</p>
<sp who="#jfk"><speaker>Pres.</speaker><p>Yes.</p></sp>
<note type="source">Source: Kennedy Library, NSF: Lot 65 D 438, Cuba. Secret; Eyes Only.</note></div>"""

TWO = """<div type="document" subtype="cover-sheet" n="1"><p>One</p></div>
<div type="document" subtype="memorandum" n="2"><head>MEMORANDUM</head><list type="memo-header">
<label>TO :</label><item>The Secretary</item><label>THRU:</label><item>S/S</item>
<label>FROM :</label><item>S/P - Ball</item>
<label>SUBJECT:</label><item>Talks</item></list><p>Two</p></div>"""

ENTRY = Entry(Path("in/memo.txt"), "memo", "memo")
EDITION = Edition(
    Path("in"),
    Path("tei"),
    title="Papers",
    publisher="The Press",
    people=(
        Person("jfk", "President Kennedy", ("Pres", "JFK"), "President", "https://example.org/jfk", "35th."),
        Person("nitze", "Nitze"),
        Person("ball", "Ball"),
        Person("unseen", "Nobody"),
    ),
)


@dataclass(frozen=True)
class Figures:
    words: int = 1026
    pages: int = 1
    deletions: int = 0
    notes: int = 2
    speakers: int = 0


def body_of(xml: str) -> etree._Element:
    """The TEI body for the nodes of `xml`, with the ids that an encoder gives."""
    root = etree.fromstring(f'<body xmlns="{TEI}">{xml}</body>')
    numbers: dict[str, int] = {}
    part = 0
    for element in root.iter(f"{{{TEI}}}*"):
        name = element.tag.rpartition("}")[2]
        if name == "div":
            part += 1
            element.set(XML_ID, f"d{part}")
        elif name in ("p", "item", "sp", "note", "pb"):
            numbers[name] = numbers.get(name, 0) + 1
            element.set(XML_ID, f"d{part}-{name}{numbers[name]}")
    return root


def header(
    xml: str = MEMO,
    edition: Edition | None = None,
    entry: Entry | None = None,
    name: str = "memo.txt",
    sentences: dict[str, str] | None = None,
    built: str = "",
    conventions: frozenset[str] = frozenset(),
) -> etree._Element:
    made = document(xml, name, conventions)
    facts = gather_facts(made)
    body = body_of(xml)
    given = sentences or {}
    header = build_header(made, facts, Figures(), edition, entry, sentences=given, body=body, built=built)
    return parse_markup(header)


def found(root: etree._Element, path: str) -> list[str]:
    """The words of each element at `path`, or the values of an attribute."""
    steps = "/".join(f"t:{step}" if step[0].isalpha() else step for step in path.split("/"))
    results = root.xpath(f".//{steps}", namespaces={"t": TEI})
    assert isinstance(results, list)
    return [" ".join("".join(r.itertext()).split()) if isinstance(r, etree._Element) else str(r) for r in results]


def whole(head: etree._Element, xml: str, name: str = "memo") -> etree._Element:
    text = make("text", {f"{{{XML}}}space": "preserve"}, [body_of(xml)])
    return etree.fromstring(etree.tostring(make("TEI", {XML_ID: name, XML_LANG: "en"}, [head, text])))


# --- validity ---

FULL = Edition(
    Path("in"),
    Path("tei"),
    title="Papers",
    publisher="The Press",
    place="London",
    date="2025-05",
    language="en-GB",
    project="A project.",
    editors=("A. Editor", "B. Editor"),
    licence=Licence("free", "Public domain.", "https://example.org/licence"),
    people=EDITION.people,
    changes=(Change("2025-05-01", "Begun.", "B. Editor"), Change("2025-06-01", "Ended.")),
)
FULL_ENTRY = Entry(
    Path("in/memo.txt"),
    "memo",
    "memo",
    language="fr",
    title="The title",
    subtitle="a subtitle",
    subtype="letter",
    authors=("An Author",),
    date="1962-10-25/1962-10-26",
    place="Bonn",
    summary="A summary.",
    transcription="Typed.",
    note="A note.",
    holding=Holding("US", "Washington", "State", "Archives", ("A", "B"), ("Box 1", "7")),
    printed=Printed("FRUS", "XI", "Cuba", "89", "1-2", ("E",), "GPO", "Washington", "1996", "https://example.org/11"),
    labels=(("The Boss", "jfk"),),
)
CASES = [
    (MEMO, None, None),
    (MEMO, EDITION, ENTRY),
    (MEMO, FULL, FULL_ENTRY),
    (TWO, None, None),
    (TWO, EDITION, ENTRY),
    (TWO, FULL, FULL_ENTRY),
    (MEMO, Edition(Path("in"), Path("tei"), licence=Licence("free", None, "https://example.org/")), ENTRY),
    ('<div type="document" subtype="other" n="1"><p>Nothing known.</p></div>', None, None),
]


@pytest.fixture(scope="module")
def tei_all() -> etree.RelaxNG:
    if not TEI_ALL.exists():
        pytest.skip("tei_all.rng is not beside the project")
    return etree.RelaxNG(etree.parse(str(TEI_ALL)))


@pytest.mark.parametrize(("xml", "edition", "entry"), CASES)
def test_the_header_is_valid_tei(
    tei_all: etree.RelaxNG, xml: str, edition: Edition | None, entry: Entry | None
) -> None:
    made = header(xml, edition, entry, sentences={"a": "One.", "b": "Two."}, conventions=frozenset("ab"))
    assert tei_all.validate(whole(made, xml)), tei_all.error_log


@pytest.mark.parametrize(("xml", "edition", "entry"), CASES)
def test_the_header_is_valid_with_our_own_schema(xml: str, edition: Edition | None, entry: Entry | None) -> None:
    schema = etree.RelaxNG(etree.parse(str(OWN)))
    made = header(xml, edition, entry, sentences={"a": "One.", "b": "Two."}, conventions=frozenset("ab"))
    root = whole(made, xml)
    assert schema.validate(root), schema.error_log


@pytest.mark.parametrize(("xml", "edition", "entry"), CASES)
def test_every_pointer_leads_somewhere_and_every_id_is_one(
    xml: str, edition: Edition | None, entry: Entry | None
) -> None:
    root = whole(header(xml, edition, entry), xml)
    ids = [e.get(XML_ID) for e in root.iter() if e.get(XML_ID)]
    assert len(ids) == len(set(ids))
    for element in root.find(f"{{{TEI}}}teiHeader").iter():  # type: ignore[union-attr]
        for name in ("target", "corresp", "scheme", "who", "ref"):
            value = element.get(name) or ""
            assert not value.startswith("#") or value[1:] in ids, (element.tag, name, value)


def test_the_same_input_gives_the_same_bytes() -> None:
    made = [etree.tostring(header(MEMO, FULL, FULL_ENTRY, conventions=frozenset("abcdef"))) for _ in range(3)]
    assert made[0] == made[1] == made[2]


# --- what stands in it ---


def test_what_the_source_says_is_there_without_an_edition() -> None:
    root = header(MEMO)
    assert found(root, "titleStmt/title") == ["Memorandum From the Staff (Ball) to the Secretary"]
    assert found(root, "titleStmt/author") == ["Staff (Ball)"]
    assert found(root, "publicationStmt") == ["Not yet published: converted by engross without an edition's metadata."]
    assert found(root, "msIdentifier/*") == ["Kennedy Library", "NSF", "Lot 65 D 438", "Cuba"]
    assert found(root, "msIdentifier/idno/@type") == ["lot", "file"]
    assert found(root, "creation") == ["1962-10-26, Washington"]
    assert found(root, "correspAction/name") == ["Staff (Ball)", "Secretary"]
    assert found(root, "correspDesc/@corresp") == ["#d1"]
    assert found(root, "catRef/@target") == [
        "#genre-memorandum",
        "#classification-secret",
        "#handling-eyes-only",
    ]
    assert found(root, "language/@ident") == ["en"]
    assert "no metadata say which language" in found(root, "language")[0]
    assert found(root, "particDesc") == ["Pres Pres."]
    assert found(root, "revisionDesc") == []


def test_the_editor_wins_over_the_source() -> None:
    root = header(MEMO, FULL, FULL_ENTRY)
    assert found(root, "titleStmt/title") == ["The title", "a subtitle", "Papers"]
    assert found(root, "titleStmt/author") == ["An Author"]
    assert found(root, "creation/date/@from") + found(root, "creation/date/@to") == [
        "1962-10-25",
        "1962-10-26",
    ]
    assert found(root, "creation/placeName") == ["Bonn"]
    assert found(root, "language") == ["French"]
    assert found(root, "msIdentifier/*") == ["US", "Washington", "State", "Archives", "A", "B", "Box 1", "7"]
    assert found(root, "catDesc") == ["letter", "Secret", "Eyes Only"]
    assert found(root, "change/@when") == ["2025-06-01", "2025-05-01"]
    assert found(root, "change/@who") == ["#editor-2"]
    assert found(root, "availability/@status") == ["free"]


def test_the_editor_wins_key_by_key() -> None:
    entry = Entry(Path("in/memo.txt"), "memo", "memo", holding=Holding(repository="National Archives"))
    root = header(MEMO, EDITION, entry)
    assert found(root, "msIdentifier/*") == ["National Archives", "NSF", "Lot 65 D 438", "Cuba"]
    assert found(root, "titleStmt/title")[0] == "Memorandum From the Staff (Ball) to the Secretary"


def test_only_the_people_who_are_meant_are_listed() -> None:
    root = header(MEMO, EDITION, ENTRY)
    assert found(root, "person/@xml:id") == ["jfk", "nitze", "ball"]  # ball: by the header alone
    assert found(root, "person/persName") == ["President Kennedy", "Pres", "Nitze", "Ball"]  # no JFK in this source
    assert found(root, "person/@role") == ["president"]
    assert found(root, "correspAction/name") == ["Staff (Ball)", "Secretary"]
    assert found(root, "correspAction/name/persName") == ["Ball"]
    assert found(root, "correspAction/name/@ref") == ["#ball"]


def test_a_label_of_the_source_stands_with_its_person() -> None:
    entry = Entry(Path("in/memo.txt"), "memo", "memo", labels=(("The Secretary", "nitze"), ("Secretary", "nitze")))
    root = header(MEMO, EDITION, entry)
    assert found(root, "person[@xml:id='nitze']/persName") == ["Nitze", "Secretary"]
    assert found(root, "correspAction/name/@ref") == ["#ball"]
    assert found(root, "correspAction/persName/@ref") == ["#nitze"]


def test_a_label_inside_a_longer_name_is_no_label_of_the_source() -> None:
    people = (Person("rusk", "Dean Rusk", ("Rusk", "Sec", "Secretary Rusk")),)
    edition = Edition(Path("in"), Path("tei"), publisher="The Press", people=people)

    def labels(words: str, typed: str = "Pres.") -> list[str]:
        name = '<persName ref="#rusk">Dean Rusk</persName>'
        turn = f"<sp><speaker>{typed}</speaker><p>Yes.</p></sp>"
        root = header(f'<div type="document" n="1"><p>{name} {words}</p>{turn}</div>', edition, ENTRY)
        return found(root, "person/persName[@type='label']")

    assert labels("wrote in a Second paper to a Section") == []
    assert labels("and Rusk wrote") == ["Rusk"]
    assert labels("wrote; Secretary Rusk was there") == ["Secretary Rusk"]
    assert labels("wrote", "SEC--") == ["Sec"]


def test_the_name_alone_is_the_persons_where_the_body_marks_it() -> None:
    signed = TWO.replace("S/P - Ball", 'S/P - <persName ref="#ball">Ball</persName>')
    root = header(signed, EDITION, ENTRY)
    assert found(root, "correspAction/name") == ["S/P - Ball", "S/S", "The Secretary"]
    assert found(root, "correspAction/name/persName") == ["Ball"]
    assert found(root, "correspAction/name/@ref") == ["#ball"]
    assert found(header(signed), "correspAction/name/persName/@ref") == ["#ball"]


def test_markings_have_one_wording_whatever_the_capitals_of_the_source() -> None:
    typed = '<div type="document" subtype="memorandum" n="1"><fw type="classification">{}</fw><p>x</p></div>'
    for level, handling in (("SECRET", "EYES ONLY"), ("Secret", "eyes only")):
        root = header(typed.format(f"{level} {handling}"))
        assert found(root, "catDesc") == ["memorandum", "Secret", "Eyes Only"]
    assert found(root, "taxonomy[@xml:id='classification']/desc") == [
        "Security classifications, as the documents bear them"
    ]


def test_the_day_of_publication_and_who_changed_what() -> None:
    root = header(MEMO, FULL, FULL_ENTRY)
    assert found(root, "publicationStmt/date/@when") == ["2025-05"]
    assert found(root, "titleStmt/editor/@xml:id") == ["editor-1", "editor-2"]
    assert found(root, "change[@who]") == ["Begun."]
    assert found(header(MEMO, EDITION, ENTRY), "publicationStmt/date") == []


def test_several_documents_are_listed() -> None:
    root = header(TWO, EDITION, ENTRY)
    assert found(root, "note[@type='contents']/list/item") == ["Cover sheet", "MEMORANDUM: Talks"]
    assert found(root, "note[@type='contents']/list/item/ref/@target") == ["#d1", "#d2"]
    assert found(root, "correspDesc/@corresp") == ["#d2"]
    assert found(root, "correspAction/@type") == ["sent", "transmitted", "received"]
    assert found(root, "correspAction") == ["S/P - Ball", "S/S", "The Secretary"]
    assert found(root, "titleStmt/title") == ["[Untitled: memo.txt]", "Papers"]
    assert found(root, "creation") == []


def test_the_digital_source_is_named_without_its_folder() -> None:
    for name in ("box/memo.txt", "C:\\box\\memo.txt", "/srv/box/memo.txt"):
        root = header(MEMO, name=name)
        assert found(root, "bibl[@type='digital-source']/title") == ["memo.txt"]
        assert "box" not in etree.tostring(root, encoding="unicode")
    assert found(root, "idno[@type='sha256']") == [document(MEMO).source.sha256]


def test_the_extent_counts_what_there_is() -> None:
    assert found(header(MEMO), "extent")[0] == "1,026 words, 1 page break, 2 notes"
    assert found(header(MEMO), "fileDesc/extent/measure/@unit") == ["words", "pages", "notes"]


def test_conventions_are_stated_in_the_order_of_the_profile() -> None:
    sentences = {"z": "Zed.", "a": "Ay.", "same": "Zed.", "not-met": "No.", "empty": ""}
    met = frozenset({"a", "z", "same", "empty", "unknown"})
    root = header(MEMO, sentences=sentences, conventions=met)
    assert found(root, "editorialDecl/p[2]/list/item") == ["Zed.", "Ay."]
    assert found(root, "editorialDecl/p[2]/list/item/@n") == ["z", "a"]


# --- structures ---


def stated(xml: bytes) -> dict[str, str]:
    """What the editorialDecl of a file states, by name."""
    items = etree.fromstring(xml).iterfind(f".//{{{TEI}}}editorialDecl/{{{TEI}}}p/{{{TEI}}}list/{{{TEI}}}item")
    return {str(item.get("n")): str(item.text) for item in items}


def sentence_of(structure: Structure, profile: str) -> str:
    own = {c.name: c.sentence for c in load_profile(profile).conventions}
    return structure.sentence or own.get(structure.convention, "")


@pytest.mark.parametrize("structure", structures(), ids=lambda s: s.name)
def test_a_structure_is_stated_where_its_element_occurs_and_only_there(structure: Structure) -> None:
    people = (Person("finletter", "Finletter"),)
    edition = Edition(Path("in"), Path("tei"), publisher="The Press", people=people)
    met = 0
    for profile in profile_names():
        for source in (structure.source.strip("\n"), "Nothing is here but a sentence, and it ends here."):
            read = read_source(source.encode(), "a.txt", "a")
            made = convert_source(read, profile=load_profile(profile), edition=edition)
            assert made.xml is not None, made.diagnostics
            body = next(etree.fromstring(made.xml).iter(f"{{{TEI}}}body"))
            occurs = bool(elements(structure, body))
            sentence = sentence_of(structure, profile)
            assert (sentence in stated(made.xml).values()) == (occurs and bool(sentence)), profile
            met += occurs and source == structure.source.strip("\n") and bool(sentence)
    assert met, "no profile makes of the example what it is an example of"


def test_nothing_else_is_stated_of_a_plain_sentence() -> None:
    for profile in profile_names():
        read = read_source(b"Nothing is here but a sentence, and it ends here.", "a.txt", "a")
        made = convert_source(read, profile=load_profile(profile))
        assert made.xml is not None
        assert set(stated(made.xml)) <= {"document", "kind"}  # alone, it may be a title


def test_every_convention_that_a_structure_names_is_one() -> None:
    known = {c.name for profile in profile_names() for c in load_profile(profile).conventions}
    assert {s.convention for s in structures() if s.convention} <= known
    assert all(bool(s.sentence) != bool(s.convention) for s in structures())


@pytest.mark.parametrize("path", sorted((HERE.parent / "tei").glob("*.xml")), ids=lambda p: p.stem)
def test_every_element_of_an_edition_is_named_in_its_principles(path: Path) -> None:
    root = etree.parse(path).getroot()
    tags = {e.tag.rpartition("}")[2] for e in next(root.iter(f"{{{TEI}}}body")).iter(etree.Element)}
    words = re.findall(r"\w+", "".join(next(root.iter(f"{{{TEI}}}editorialDecl")).itertext()))
    assert tags - {"body", "p"} <= set(words)


def test_tags_are_counted_and_renditions_declared() -> None:
    more = '<hi rendition="#own #italic">x</hi>'
    root = header(MEMO.replace("Text with", f"Text {more} with"))
    assert found(root, "rendition/@xml:id") == ["underline", "italic", "own"]
    usages = dict(zip(found(root, "tagUsage/@gi"), found(root, "tagUsage/@occurs"), strict=True))
    assert (usages["body"], usages["hi"], usages["p"], usages["div"]) == ("1", "2", "2", "1")
    assert "title" not in usages


SECTION = '<div type="section"><p>b</p></div>'
CITED = {
    "a document alone": ("<p>a</p>", "document /TEI/text/body/div @n"),
    "its divisions": (SECTION, "document /TEI/text/body/div @n; section div @xml:id ."),
    "numbered ones": (
        SECTION.replace(">", ' n="1">', 1) + SECTION.replace(">", ' n="2">', 1),
        "document /TEI/text/body/div @n; section div @n .",
    ),
    "a number that is there twice": (
        SECTION.replace(">", ' n="1">', 1) * 2,
        "document /TEI/text/body/div @n; section div @xml:id .",
    ),
    "a number with an apostrophe": (
        SECTION.replace(">", ' n="1\'">', 1),
        "document /TEI/text/body/div @n; section div @xml:id .",
    ),
    "a number that looks like two": (
        SECTION.replace(">", ' n="1.2">', 1),
        "document /TEI/text/body/div @n; section div @xml:id .",
    ),
    "divisions of two kinds": (
        f'{SECTION}<div type="entry"><p>c</p></div>',
        "document /TEI/text/body/div @n; div div @xml:id .",
    ),
    "divisions inside divisions": (
        f'<div type="entry">{SECTION}</div>',
        "document /TEI/text/body/div @n; entry div @xml:id .; section div @xml:id .",
    ),
    "pages": ('<p>a<pb n="2"/>b</p>', "document /TEI/text/body/div @n; page .//pb @n :"),
    "pages and divisions": (
        f'<p>a<pb n="2"/></p>{SECTION}',
        "default true document /TEI/text/body/div @n; section div @xml:id . | "
        "pages false document /TEI/text/body/div @n; page .//pb @n :",
    ),
}


@pytest.mark.parametrize("case", CITED)
def test_how_to_cite(case: str) -> None:
    inside, wanted = CITED[case]
    parts = f'<div type="document" subtype="notes" n="1">{inside}</div>'
    root, body = header(parts), body_of(parts)
    trees = []
    for tree in root.iter(f"{{{TEI}}}refsDecl"):
        named = f"{tree.get('n', 'default')} {tree.get('default')} " if tree.get("default") else ""
        units = list(tree.iter(f"{{{TEI}}}citeStructure"))
        shown = [" ".join(filter(None, map(unit.get, ("unit", "match", "use", "delim")))) for unit in units]
        assert all(len(unit) < 2 for unit in units), "a second branch, which some programs don't resolve"
        trees.append(named + "; ".join(shown))
        for unit in units[1:]:
            match = str(unit.get("match")).replace("div", "t:div").replace("pb", "t:pb")
            assert body[0].xpath(match, namespaces={"t": TEI})
    assert " | ".join(trees) == wanted


def test_what_is_enclosed_is_cited_as_well() -> None:
    root = header('<div type="document" n="1"><p>a</p></div><div type="enclosure" subtype="letter"><p>b</p></div>')
    assert found(root, "citeStructure/@match") == ["/TEI/text/body/div"]
    assert found(root, "citeStructure/@use") == ["@xml:id"], "the enclosure has no number"


def test_the_principles_fit_the_text() -> None:
    plain = header(MEMO)
    assert found(plain, "hyphenation/@eol") == ["all"]
    assert "unclear" not in found(plain, "correction")[0]
    assert "sections" not in found(plain, "segmentation")[0]
    doubtful = MEMO.replace("Text with", '<unclear>Te</unclear>-<lb break="no"/>xt with')
    other = header(doubtful)
    assert found(other, "hyphenation/@eol") == ["some"]
    assert "unclear" in found(other, "correction")[0]


def test_nothing_is_published_without_a_publisher() -> None:
    edition = Edition(Path("in"), Path("tei"), title="Papers", licence=Licence("free", "Free."))
    assert found(header(MEMO, edition, ENTRY), "publicationStmt/p") == [
        "Not yet published: the edition's metadata name no publisher.",
        "Free.",
    ]
    assert found(header(MEMO, EDITION, ENTRY), "availability") == ["No licence is stated."]


def test_what_xml_cannot_hold_does_not_get_in() -> None:
    root = header(MEMO, name="a\udcffb\x01.txt")
    assert found(root, "bibl[@type='digital-source']/title") == ["a\ufffdb\ufffd.txt"]


# --- the day ---


def test_the_day_is_given_and_never_the_clocks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(header(MEMO, built="2025-01-02"), "change/@when") == ["2025-01-02"]
    assert found(header(MEMO, FULL, FULL_ENTRY, built="2025-01-02"), "change/@when") == [
        "2025-06-01",
        "2025-05-01",
    ]
    made = document(MEMO)
    facts, body = gather_facts(made), body_of(MEMO)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    root = parse_markup(build_header(made, facts, Figures(), None, None, sentences={}, body=body))
    assert found(root, "change/@when") == ["1970-01-02"]


@pytest.mark.parametrize(
    ("value", "day"),
    [("0", "1970-01-01"), ("1735689600", "2025-01-01"), ("", ""), ("now", ""), ("9" * 30, ""), ("nan", "")],
)
def test_source_date_epoch(value: str, day: str) -> None:
    assert build_day({"SOURCE_DATE_EPOCH": value}) == day
    assert build_day({}) == ""
