"""`jsonl`, `cmif`, `iiif`, `bag`: what is in them, and that it is what their specifications ask for."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from exporting import GOLD, ROOT, SEEDS, edition_of, load
from lxml import etree

from engross.encode.tree import TEI, parse
from engross.export import bag, cmif, iiif, jsonl
from engross.export.edition import Edition, Made, NotExported
from engross.relaxng import load_schema
from engross.views.text import block_text

TEI_ALL = ROOT.parent / "shared" / "tei" / "tei_all.rng"
EDITIONS = [pytest.param(path, id=path.stem) for path in SEEDS + GOLD]
T = {"t": TEI}


def data_of(made: Made) -> bytes:
    assert isinstance(made.data, bytes)
    return made.data


# --- jsonl


def lines(edition: Edition) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data_of(jsonl.make([edition])).decode().split("\n")[:-1]]


@pytest.mark.parametrize("path", EDITIONS)
def test_each_paragraph_is_a_line_with_the_same_keys(path: Path) -> None:
    edition = load(path)
    made = lines(edition)
    assert all(list(line) == list(jsonl.KEYS) for line in made)
    blocks = list(edition.text.blocks)
    running = [line for line in made if line["kind"] not in ("note", "furniture")]
    assert len(running) == sum(block.kind != "note" for block in blocks)
    said = " ".join(" ".join(filter(None, (line["label"], line["text_with_deletions"]))) for line in running)
    wanted = " ".join(block_text(block) for block in blocks if block.kind != "note" and not block.speaker)
    assert set(wanted.split()) - set(said.split()) == set()


def test_a_turn_says_who_speaks_when_and_where() -> None:
    header = (
        "<teiHeader><profileDesc><particDesc><listPerson><person xml:id='ball'><persName>George Ball</persName>"
        "</person></listPerson></particDesc></profileDesc></teiHeader>"
    )
    made = lines(
        edition_of(
            "<div type='document' subtype='transcript' xml:id='d1'><pb n='3'/><div xml:id='d1-e1' type='entry'>"
            "<dateline><date when='1962-10-26T17:45:00'>5:45 pm</date></dateline><sp who='#ball' xml:id='s1'>"
            "<speaker>Ball--</speaker><p xml:id='p1'>I <del>will</del> shall<note xml:id='n1'>x</note>.</p><p>Yes.</p>"
            "</sp></div></div>",
            header,
            "xml:id='e1'",
        )
    )
    first = next(line for line in made if line["kind"] == "speech")
    assert first == {
        "file": "edition.xml",
        "edition": "e1",
        "document": "d1",
        "document_kind": "transcript",
        "division": "d1-e1",
        "id": "p1",
        "kind": "speech",
        "note_type": None,
        "date": "1962-10-26T17:45:00",
        "page": "3",
        "turn": "s1",
        "speaker": "Ball--",
        "who": ["ball"],
        "names": ["George Ball"],
        "label": None,
        "text": "I shall.",
        "text_with_deletions": "I will shall.",
        "notes": ["n1"],
    }
    second = made[made.index(first) + 1]
    assert (second["speaker"], second["text"]) == ("Ball--", "Yes.")
    assert [line["text"] for line in made if line["kind"] == "note"] == ["x"]


def test_every_paragraph_of_a_turn_has_its_speaker_and_no_other() -> None:
    made = lines(
        edition_of("<sp><speaker>A:</speaker><p>a</p><list><item>b</item></list><p>c</p></sp><sp><p>d</p></sp><p>e</p>")
    )
    assert [(line["text"], line["speaker"]) for line in made] == [
        ("a", "A:"),
        ("b", "A:"),
        ("c", "A:"),
        ("d", None),
        ("e", None),
    ]


def test_no_character_breaks_a_line() -> None:
    made = data_of(jsonl.make([edition_of("<p>a\u2028b\x85c\u2029d</p>")])).decode()
    assert made.splitlines() == [made[:-1]]
    assert json.loads(made)["text"] == "a\u2028b\x85c\u2029d"


# --- cmif


def letter(header: str, body: str = "<p>a</p>", file: str = "") -> Edition:
    return edition_of(
        body,
        f"<teiHeader><fileDesc><titleStmt><title>L</title></titleStmt>{file}</fileDesc><profileDesc>{header}</profileDesc>"
        "</teiHeader>",
    )


FULL = (
    "<correspDesc><correspAction type='sent'><persName ref='https://viaf.org/viaf/1'>A <hi>B</hi></persName>"
    "<placeName ref='https://www.geonames.org/2'>Bonn</placeName><date when='1962-10-26T19:00:00' cert='low'>x</date>"
    "</correspAction><correspAction type='received'><orgName ref='#c'>C</orgName></correspAction></correspDesc>"
)


def test_a_letter_in_the_index() -> None:
    root = parse(data_of(cmif.make([letter(FULL)])))
    (found,) = root.iterfind(".//t:correspDesc", T)
    assert [(e.tag.rpartition("}")[2], dict(e.attrib), e.text) for e in found.iter() if not len(e)] == [
        ("persName", {"ref": "https://viaf.org/viaf/1"}, "A B"),
        ("placeName", {"ref": "https://www.geonames.org/2"}, "Bonn"),
        ("date", {"when": "1962-10-26", "cert": "low"}, None),
        ("orgName", {}, "C"),
    ]
    (bibl,) = root.iterfind(".//t:sourceDesc/t:bibl", T)
    assert found.get("source") == "#" + bibl.get("{http://www.w3.org/XML/1998/namespace}id", "")


def test_who_is_not_known_is_unknown() -> None:
    header = "<correspDesc><correspAction type='received'><name>C</name></correspAction></correspDesc>"
    root = parse(data_of(cmif.make([letter(header)])))
    assert [e.text for e in root.iterfind(".//t:correspDesc//t:persName", T)] == ["Unknown", "C"]


def test_the_dateline_says_where_and_when_a_letter_was_sent() -> None:
    header = "<correspDesc><correspAction type='sent'><persName>A</persName></correspAction></correspDesc>"
    body = (
        "<div type='letter'><opener><dateline><placeName>Bonn</placeName>, <date when='1962-10'>x</date></dateline>"
        "</opener><p>a</p></div>"
    )
    root = parse(data_of(cmif.make([letter(header, body)])))
    sent = root.find(".//t:correspAction[@type='sent']", T)
    assert sent is not None
    assert [(e.text, e.get("when")) for e in sent] == [("A", None), ("Bonn", None), (None, "1962-10")]


def test_persons_are_identified_as_the_edition_does() -> None:
    header = (
        "<correspDesc><correspAction type='sent'><persName ref='#r'>The Secretary</persName></correspAction>"
        "</correspDesc><particDesc><listPerson><person xml:id='r'><persName type='label'>The Secretary</persName>"
        "<persName type='main'>Dean Rusk</persName><idno>https://viaf.org/viaf/9</idno></person></listPerson></particDesc>"
    )
    root = parse(data_of(cmif.make([letter(header)])))
    person = root.find(".//t:correspAction/t:persName", T)
    assert person is not None
    assert (person.text, person.get("ref")) == ("Dean Rusk", "https://viaf.org/viaf/9")


def test_what_is_no_correspondence_is_counted() -> None:
    made = cmif.make([load(path) for path in SEEDS])
    assert made.remarks[0] == "4 documents are no correspondence and left out; 2 in the index"


def test_only_editions_with_letters_are_named() -> None:
    other = letter("").root
    root = parse(data_of(cmif.make([letter(FULL), Edition("o.xml", "o", b"", other)])))
    assert [bibl.text for bibl in root.iterfind(".//t:sourceDesc/t:bibl", T)] == ["L."]
    assert [title.text for title in root.iterfind(".//t:titleStmt/t:title", T)] == ["Letters in: L"]


def test_a_corpus_has_the_letters_of_all_in_it() -> None:
    one = letter(FULL).data.decode()
    data = f"<teiCorpus xmlns='{TEI}'><teiHeader/>{one}{one}</teiCorpus>".encode()
    root = parse(data_of(cmif.make([Edition("c.xml", "c", data, parse(data))])))
    assert len(list(root.iterfind(".//t:correspDesc", T))) == 2


def test_no_letters_no_index() -> None:
    with pytest.raises(NotExported) as raised:
        cmif.make([letter("")])
    assert raised.value.diagnostic.code == "letters-missing"


def test_the_date_of_an_index_is_stated_or_given(monkeypatch: pytest.MonkeyPatch) -> None:
    stated = letter(FULL, file="<publicationStmt><publisher>P</publisher><date when='2020-02-02'/></publicationStmt>")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")

    def day(edition: Edition) -> list[str | None]:
        root = parse(data_of(cmif.make([edition])))
        return [e.get("when") for e in root.iterfind(".//t:publicationStmt/t:date", T)]

    assert (day(stated), day(letter(FULL))) == (["2020-02-02"], ["1970-01-02"])
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert day(letter(FULL)) == []


HOSTILE = "&lt;script&gt;alert(1)&lt;/script&gt;\" ' ]]&gt; \u202e &amp;amp;"


@pytest.mark.skipif(not TEI_ALL.exists(), reason="needs ../shared/tei/tei_all.rng: the full schema of TEI P5")
def test_an_index_is_valid_tei(tmp_path: Path) -> None:
    hostile = FULL.replace("Bonn", HOSTILE).replace("A <hi>B</hi>", HOSTILE)
    file = (
        f"<publicationStmt><publisher>{HOSTILE}</publisher><idno type='URL'>https://x.org/a</idno><availability>"
        f"<licence target='https://creativecommons.org/licenses/by/4.0/'>{HOSTILE}</licence></availability>"
        "</publicationStmt>"
    )
    schema = load_schema(TEI_ALL)
    for number, editions in enumerate([[load(path) for path in SEEDS], [letter(hostile, file=file), letter(FULL)]]):
        data = data_of(cmif.make(editions))
        assert schema.validate(data) == []
        path = tmp_path / f"{number}.xml"
        path.write_bytes(data)
        if jing := shutil.which("jing"):
            run = [jing, str(TEI_ALL), str(path)]
            assert subprocess.run(run, capture_output=True, timeout=120, check=False).stdout == b""


# --- iiif

FACSIMILE = (
    "<facsimile><surface xml:id='s1' ulx='0' uly='0' lrx='800' lry='1200'><graphic url='https://x.org/1.jpg'/>"
    "<graphic url='https://x.org/1-large.jpg'/></surface>"
    "<surface xml:id='s2'><graphic url='img/2 b.png' width='600px' height='900px'/></surface>"
    "<surface xml:id='s3'><graphic url='javascript:alert(1)'/></surface></facsimile>"
)


def manifest(edition: Edition) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(data_of(iiif.make([edition])))
    return found


def test_a_manifest_has_a_canvas_for_each_page_image() -> None:
    made = manifest(
        edition_of(
            "<pb n='12' facs='#s2'/><p>a<pb n='13' facs='#s1'/>b<pb n='14' facs='https://x.org/3.tif'/>c"
            "<pb facs='0015'/></p>",
            root="xml:id='e' xml:lang='en'",
            after=FACSIMILE,
        )
    )
    assert made["@context"] == "http://iiif.io/api/presentation/3/context.json"
    assert (made["type"], made["label"]) == ("Manifest", {"en": ["edition"]})
    pages = []
    for canvas in made["items"]:
        (page,) = canvas["items"]
        (annotation,) = page["items"]
        body = annotation["body"]
        assert (canvas["type"], page["type"], annotation["type"]) == ("Canvas", "AnnotationPage", "Annotation")
        assert (annotation["motivation"], annotation["target"], body["type"]) == ("painting", canvas["id"], "Image")
        pages.append((canvas["label"]["none"][0], canvas["width"], canvas["height"], body["id"], body.get("format")))
    assert pages == [
        ("12", 600, 900, "https://example.org/e/img/2%20b.png", "image/png"),
        ("13", 800, 1200, "https://x.org/1.jpg", "image/jpeg"),
        ("14", 1000, 1000, "https://x.org/3.tif", "image/tiff"),
    ]
    ids = re.findall(r'"id": "([^"]*)"', json.dumps(made))
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"https?://[!-~]+", name) for name in ids)


def test_rights_are_an_address_that_iiif_knows_or_a_statement() -> None:
    def rights(target: str) -> dict[str, Any]:
        header = (
            "<teiHeader><fileDesc><publicationStmt><availability>"
            f"<licence target='{target}'>Words</licence></availability></publicationStmt></fileDesc></teiHeader>"
        )
        return manifest(edition_of("<p>a</p>", header, after=FACSIMILE))

    assert (
        rights("https://creativecommons.org/licenses/by/4.0/")["rights"]
        == "http://creativecommons.org/licenses/by/4.0/"
    )
    made = rights("https://example.org/terms")
    assert "rights" not in made
    assert made["requiredStatement"]["value"] == {"none": ["Words"]}


def test_no_images_no_manifest() -> None:
    with pytest.raises(NotExported) as raised:
        iiif.make([edition_of("<p><pb facs='12'/>a</p>")])
    assert raised.value.diagnostic.code == "images-missing"


# --- bag


def files(edition: Edition) -> Mapping[str, bytes]:
    found = bag.make([edition]).data
    assert not isinstance(found, bytes)
    return found


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_a_bag_has_edition_source_schema_report_and_their_checksums(path: Path) -> None:
    made = files(load(path))
    source = next((ROOT / "seeds").glob(f"{path.stem}*"))
    assert made[f"data/tei/{path.name}"] == path.read_bytes()
    assert made[f"data/source/{source.name}"] == source.read_bytes()
    assert made["data/schema/engross.rng"] == (ROOT / "schema" / "engross.rng").read_bytes()
    assert made["data/schema/engross.sch"] == (ROOT / "schema" / "engross.sch").read_bytes()
    assert json.loads(made["data/report.json"])["errors"] == 0
    assert made["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    payload = {name: data for name, data in made.items() if name.startswith("data/")}
    tags = {name: data for name, data in made.items() if "/" not in name and not name.startswith("tagmanifest")}
    for kind in ("sha256", "sha512"):
        for manifest_name, covered in ((f"manifest-{kind}.txt", payload), (f"tagmanifest-{kind}.txt", tags)):
            lines = dict(line.split("  ")[::-1] for line in made[manifest_name].decode().splitlines())
            assert lines == {name: hashlib.new(kind, data).hexdigest() for name, data in covered.items()}
    size = sum(map(len, payload.values()))
    assert f"Payload-Oxum: {size}.{len(payload)}\n" in made["bag-info.txt"].decode()


def test_a_bag_is_the_same_whenever_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    first = files(load(SEEDS[0]))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert files(load(SEEDS[0])) == first  # the header states a date
    own = edition_of("<p>a</p>")
    assert b"Bagging-Date: 1970-01-02\n" in files(own)["bag-info.txt"]
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert b"Bagging-Date" not in files(own)["bag-info.txt"]


def test_a_source_that_is_not_known_is_not_in_the_bag() -> None:
    edition = edition_of("<p>a</p>")
    assert not [name for name in files(edition) if name.startswith("data/source")]
    assert "no source" in bag.make([edition]).remarks[0]
    data = SEEDS[0].read_bytes().replace(b"Speed is of the essence", b"Haste is of the essence")
    changed = Edition(str(SEEDS[0]), SEEDS[0].stem, data, parse(data))
    assert not [name for name in files(changed) if name.startswith("data/source")]
    assert "changed" in bag.make([changed]).remarks[0]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..", "x"),
        ("a%0Ab\r\nc", "a_0Ab__c"),
        ("\u202egpj.txt", "_gpj.txt"),
        (".hidden", "hidden"),
        ("e\u0301", "é"),
        ("ä" * 300, "ä" * 100),
    ],
)
def test_names_in_a_bag_are_names(name: str, safe: str) -> None:
    assert bag.portable_name(name, "x") == safe


def test_hostile_words_stay_in_their_line() -> None:
    title = f"<titleStmt><title>a\nBagging-Date: 1999\u2028{HOSTILE}</title></titleStmt>"
    header = f"<teiHeader><fileDesc>{title}</fileDesc></teiHeader>"
    info = files(edition_of("<p>a</p>", header))["bag-info.txt"].decode()
    assert [line.partition(":")[0] for line in info.splitlines()] == [
        "External-Description",
        "Payload-Oxum",
        "Bag-Software-Agent",
    ]


def test_a_schema_beside_the_edition_comes_along(tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    rng = b"<element name='TEI' ns='http://www.tei-c.org/ns/1.0' xmlns='http://relaxng.org/ns/structure/1.0'><text/></element>"
    (tmp_path / "schemas" / "own.rng").write_bytes(rng)
    (tmp_path / "secret.txt").write_bytes(b"secret")
    data = (
        f"<?xml-model href='schemas/own.rng'?><?xml-model href='secret.txt'?><TEI xmlns='{TEI}'><text><body>"
        "<p>a</p></body></text></TEI>"
    ).encode()
    path = tmp_path / "a.xml"
    path.write_bytes(data)
    made = files(Edition(str(path), "a", data, parse(data)))
    assert made["data/tei/schemas/own.rng"] == rng
    assert b"secret" not in b"".join(data for name, data in made.items() if name.startswith("data/schema"))
    assert isinstance(etree.fromstring(made["data/tei/a.xml"]), etree._Element)
