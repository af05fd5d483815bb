"""Names of those who take part, from rolls, titles and labels."""

from __future__ import annotations

import pytest

from engross.facts.people import participants, same_person
from engross.languages import guess_language
from engross.pipeline import convert_source
from engross.source import read_source

ROLLS = (
    ("Mr. Gibson, United States", [("Mr. Gibson", "United States")]),
    ("Mr. J. Pritchard (Chairman), Rev. A. Cole, Dr. Tudor.", [("Mr. J. Pritchard", "Chairman"), ("Rev. A. Cole", ""),
     ("Dr. Tudor", "")]),
    ("M. Dupont, président ; Mme Leblanc", [("M. Dupont", "président"), ("Mme Leblanc", "")]),
    ("Dr. Radulescu, President of the Danube Commission", [("Dr. Radulescu", "President of the Danube Commission")]),
    ("the Consul in Smyrna (Paterson)", [("Paterson", "Consul in Smyrna")]),
    ("EUR—Mr. Kern", [("Mr. Kern", "")]),
    ("The President", [("The President", "")]),
    ("Canada", []),
    ("United States", []),
    ("Minister of Commerce", []),
)  # fmt: skip


@pytest.mark.parametrize(("item", "expected"), ROLLS)
def test_the_persons_of_a_roll(item: str, expected: list[tuple[str, str]]) -> None:
    assert [(p.name, p.role) for p in participants([item])] == expected


def test_a_name_alone_is_a_person_among_persons() -> None:
    sure = ["Dr. Alma Voss, Chairman", "Conrad P. Ames", "Mr. Hale"]
    named = [p.name for p in participants([*sure, "Ida Crane", "United Kingdom", "Library Committee", "Staff:"])]
    assert named == ["Dr. Alma Voss", "Conrad P. Ames", "Mr. Hale", "Ida Crane"]
    assert participants(["Ida Crane", "Costa Rica"]) == ()  # alone it could be anything


@pytest.mark.parametrize(
    ("label", "expected"),
    [("MR. BATES", "Mr. Stewart Bates"), ("The Governor", "Governor Olson"), ("Bates", "Mr. Stewart Bates"),
     ("Mr. Evans", None), ("Stewart", None)],
)  # fmt: skip
def test_a_label_means_one_of_those_present_or_nobody(label: str, expected: str | None) -> None:
    present = ["Mr. Stewart Bates", "Governor Olson", "Mr. A. Evans", "Dr. B. Evans"]
    assert same_person(label, present) == expected


TEXTS = (
    ("fr", "Le ministre a reçu hier le président de la chambre, qui lui a dit que le projet ne serait pas présenté."),
    ("de", "Der Minister hat gestern den Präsidenten der Kammer empfangen, und es wurde über das Gesetz gesprochen."),
    ("es", "El ministro ha recibido ayer al presidente de la cámara, que le dijo que no se presentará el proyecto."),
    ("it", "Il ministro ha ricevuto ieri il presidente della camera, che non gli ha detto nulla della legge."),
    ("nl", "De minister heeft gisteren de voorzitter van de kamer ontvangen, en het ontwerp is niet aan de orde."),
    ("en", "The minister received the president of the chamber, who told him that the bill would not be brought in."),
)  # fmt: skip


@pytest.mark.parametrize(("tag", "text"), TEXTS)
def test_a_sentence_tells_its_language(tag: str, text: str) -> None:
    assert guess_language(text).tag == tag


def test_few_words_tell_none_and_two_languages_are_in_doubt() -> None:
    assert (guess_language("Vu. Dupont").tag, guess_language("Vu. Dupont").cert) == ("en", "low")
    assert guess_language(TEXTS[5][1] + " " + TEXTS[1][1]).cert == "medium"


def _header(text: str) -> str:
    conversion = convert_source(read_source(text.encode(), "letter.txt", "letter"))
    assert conversion.xml is not None
    return conversion.xml.decode().split("</teiHeader>")[0]


def test_a_letter_states_sender_recipient_and_language() -> None:
    header = _header(
        "Lisbonne, le 14 juin 1936, 18 h 30\n\nMonsieur le Ministre,\n\nJ'ai l'honneur de vous rendre compte de "
        "l'entretien que j'ai eu hier avec le président du conseil.\n\nAmédée Leroux\n"
    )
    assert '<language ident="fr">French' in header
    assert '<correspAction type="sent"><name>Amédée Leroux</name><placeName>Lisbonne</placeName>' in header
    assert '<correspAction type="received"><name>Monsieur le Ministre</name>' in header


def test_a_salutation_that_names_nobody_gives_no_recipient() -> None:
    header = _header("Brecon, 3 June 1884.\n\nGentlemen:\n\nThe bridge is gone, and it was yours.\n\nH. Ashcombe\n")
    assert "correspAction" in header
    assert 'type="received"' not in header


def test_speakers_are_listed_with_all_labels_under_those_present() -> None:
    header = _header(
        "Minutes of the Joint Fisheries Board\n\nHalifax, June 7, 1951.\n\nPRESENT\n\nMr. Stewart Bates\n\nDr. Needler"
        "\n\nMR. BATES: When is it?\n\nDR. NEEDLER: In May.\n\nMr. Bates: Good.\n\nTHE CLERK: Noted."
        "\n\nMR. BATES: Next.\n"
    )
    assert header.count("<person ") == 3
    bates = header.split('<person xml:id="person-mr-stewart-bates">')[1].split("</person>")[0]
    assert [n for n in ("MR. BATES:", "Mr. Bates:") if f'<persName type="label">{n}</persName>' in bates] == [
        "MR. BATES:",
        "Mr. Bates:",
    ]


def test_head_and_number_of_a_telegram() -> None:
    header = _header(
        "OUTGOING TELEGRAM\n\nFROM: Department of State\nTO: American Embassy, LISBON\nNO: 417, October 26, 1943, "
        "8 p.m.\n\nSECRET\n\nNIACT\n\nYou should inform the Minister that we have no objection.\n\n"
        "HERTER\n"
    )
    assert '<note type="number">417</note>' in header
    assert '<date when="1943-10-26T20:00:00">' in header
    assert "#handling-niact" in header
    assert "#genre-telegram" in header
