"""edition.toml: what it may say, and what an editor is told about each mistake in it."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

from engross.diagnostics import Diagnostic, Severity
from engross.edition import (
    SUBTYPES,
    Edition,
    EditionError,
    Entry,
    Person,
    load_edition,
)
from engross.edition.places import key_positions
from engross.naming import document_id, label_key

HERE = Path(__file__).parent
SEEDS = HERE.parent / "seeds"

START = '[edition]\ntitle = "Papers"\n\n[[document]]\npath = "a.txt"\n'


def write(folder: Path, toml: str | bytes, *files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name in files or ("a.txt", "b.txt"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text", encoding="utf-8")
    data = toml if isinstance(toml, bytes) else toml.encode()
    (folder / "edition.toml").write_bytes(data)
    return folder


def load(tmp_path: Path, toml: str | bytes, *files: str) -> Edition:
    return load_edition(write(tmp_path / "in", toml, *files))


def wrong(tmp_path: Path, toml: str | bytes, *files: str) -> tuple[Diagnostic, ...]:
    with pytest.raises(EditionError) as caught:
        load(tmp_path, toml, *files)
    assert all(d.severity is Severity.ERROR and d.file and d.message and d.hint for d in caught.value.diagnostics)
    return caught.value.diagnostics


def only(tmp_path: Path, toml: str | bytes, *files: str) -> Diagnostic:
    found = wrong(tmp_path, toml, *files)
    assert len(found) == 1, found
    return found[0]


# --- what it may say ---


def test_the_least_edition(tmp_path: Path) -> None:
    edition = load(tmp_path, '[[document]]\npath = "a.txt"\n')
    assert edition.folder == tmp_path / "in"
    assert edition.output.resolve() == (tmp_path / "tei").resolve()
    assert (edition.title, edition.publisher, edition.language, edition.schema) == (None, None, "en", "")
    assert edition.entries == (Entry(tmp_path / "in" / "a.txt", "a", "a"),)


def test_empty_strings_say_nothing(tmp_path: Path) -> None:
    edition = load(tmp_path, START + 'title = ""\nplace = "  "\nauthors = [""]\n')
    assert (edition.entries[0].title, edition.entries[0].place, edition.entries[0].authors) == (
        None,
        None,
        (),
    )


def test_everything_can_be_said(tmp_path: Path) -> None:
    toml = """
[edition]
title = "Papers"
publisher = "The Press"
place = "London"
date = 2025-05-01
language = "fr"
output = "out"
schema = "../schema"
editors = ["A", "B"]
project = "A  long\\nsentence."
[edition.licence]
status = "free"
text = "CC0"
target = "https://creativecommons.org/publicdomain/zero/1.0/"
[[person]]
id = "ball"
name = "George Ball"
labels = ["Ball", "Mr. Ball"]
role = "Under Secretary"
ref = "https://example.org/ball"
note = "n"
[[document]]
path = "box 1/1 letter.txt"
profile = "notes"
language = "de"
title = "T"
subtitle = "S"
subtype = "letter"
authors = "One"
date = "1962-10"
place = "Bonn"
summary = "s"
transcription = "t"
note = "n"
[document.labels]
B = "ball"
[document.holding]
country = "c"
settlement = "s"
institution = "i"
repository = "r"
collection = ["c1", "c2"]
reference = "r1"
[document.printed]
title = "t"
volume = "v"
volume_title = "vt"
document = "d"
pages = "p"
editors = ["e"]
publisher = "p"
place = "p"
date = "1996"
url = "https://example.org/"
[[change]]
when = 2025-05-02
text = "Done."
who = "B"
"""
    edition = load(tmp_path, toml, "box 1/1 letter.txt")
    entry = edition.entries[0]
    assert (entry.stem, entry.id, entry.date) == ("1 letter", "e1_letter", "1962-10")
    assert (edition.schema, edition.project, edition.date) == ("../schema/", "A long sentence.", "2025-05-01")
    assert entry.authors == ("One",)
    assert entry.holding is not None
    assert entry.holding.collections == ("c1", "c2")
    assert entry.printed is not None
    assert entry.printed.volume_title == "vt"
    assert edition.changes[0].who == "B"
    assert edition.people[0] == Person(
        "ball", "George Ball", ("Ball", "Mr. Ball"), "Under Secretary", "https://example.org/ball", "n"
    )
    assert pickle.loads(pickle.dumps(edition)) == edition


def test_a_profile_of_the_edition_is_a_path(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "own.toml").write_text('extends = "notes"\nname = "own"\n', encoding="utf-8")
    edition = load(tmp_path, START + 'profile = "own.toml"\n')
    assert edition.entries[0].profile == str(tmp_path / "in" / "own.toml")


def test_a_byte_order_mark_and_other_line_ends_are_no_mistake(tmp_path: Path) -> None:
    assert load(tmp_path, b"\xef\xbb\xbf" + START.replace("\n", "\r\n").encode()).title == "Papers"


def test_the_seeds_are_an_edition() -> None:
    edition = load_edition(SEEDS)
    assert [entry.path.name[:3] for entry in edition.entries] == ["000", "001", "004"]
    names = {person.name for person in edition.people}
    text = "\n".join(entry.path.read_text(encoding="utf-8") for entry in edition.entries)
    assert all(name in text for name in names), "a person's name must be one that the sources have"
    assert all(label in text for person in edition.people for label in person.labels)
    assert all(
        label in entry.path.read_text(encoding="utf-8") for entry in edition.entries for label, _ in entry.labels
    )


def test_nothing_of_one_seed_leaks_into_another() -> None:
    entry = load_edition(SEEDS).entries[1]
    assert "Lot 65" not in repr(entry)
    assert "Washington" not in repr(entry)


# --- people ---

PEOPLE = Edition(
    Path(),
    Path(),
    people=(
        Person("jfk", "President Kennedy", ("JFK", "Pres")),
        Person("rusk", "Dean Rusk", ("Secretary Rusk", "The President’s Man")),
        Person("johnson", "U.A.Johnson"),
    ),
)


@pytest.mark.parametrize(
    ("label", "person"),
    [
        ("Pres.", "jfk"),
        ("Pres:", "jfk"),
        ("PRES--", "jfk"),
        ("  pres . :", "jfk"),
        ("president\nKENNEDY..", "jfk"),
        ("SECRETARY RUSK:", "rusk"),
        ("The President's man —", "rusk"),
        ("U. A. Johnson", "johnson"),
        ("u.a. johnson,", "johnson"),
        ("Kennedy", None),
        ("", None),
        ("...", None),
    ],
)
def test_a_label_finds_its_person(label: str, person: str | None) -> None:
    found = PEOPLE.person_for(label)
    assert (found.id if found else None) == person


def test_a_documents_own_labels_come_first() -> None:
    entry = Entry(Path("a.txt"), "a", "a", labels=(("Pres", "rusk"), ("S", "johnson"), ("X", "nobody")))
    assert PEOPLE.person_for("PRES:", entry) == PEOPLE.person("rusk")
    assert PEOPLE.person_for("S--", entry) == PEOPLE.person("johnson")
    assert PEOPLE.person_for("S--") is None
    assert PEOPLE.person_for("X", entry) is None
    names = PEOPLE.names_in(entry)
    assert (names["Pres"].id, names["JFK"].id, names["S"].id) == ("rusk", "jfk", "johnson")
    assert "S" not in PEOPLE.names_in(None)


def test_what_spellings_share() -> None:
    assert label_key("W. W. Rostow:") == label_key("W.W.  ROSTOW—") == "w w rostow"


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("letter", "letter"),
        ("000_3e", "e000_3e"),
        ("a b:c", "a_b_c"),
        ("-x", "e-x"),
        ("d1", "ed1"),
        ("genre", "egenre"),
        ("Brief_größe", "Brief_größe"),
        ("", "e"),
        ("\ud800×", "__"),
    ],
)
def test_an_id_is_made_from_any_name(stem: str, expected: str) -> None:
    assert document_id(stem) == expected


def test_subtypes_are_those_of_the_schema() -> None:
    schema = (HERE.parent / "schema" / "engross.rnc").read_text(encoding="utf-8")
    genre = re.search(r"^genre =\n((?:\s+\|?\s*\"[\w-]+\"\n)+)", schema, re.MULTILINE)
    assert genre
    assert sorted(re.findall(r'"([\w-]+)"', genre[1])) == sorted(SUBTYPES)


# --- mistakes ---


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(EditionError) as caught:
        load_edition(tmp_path)
    assert [d.code for d in caught.value.diagnostics] == ["edition-missing"]
    assert pickle.loads(pickle.dumps(caught.value)).diagnostics == caught.value.diagnostics


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "edition.toml").mkdir()
    with pytest.raises(EditionError) as caught:
        load_edition(tmp_path)
    assert caught.value.diagnostics[0].code == "edition-unreadable"


def test_not_utf_8(tmp_path: Path) -> None:
    found = only(tmp_path, START.encode() + b'place = "K\xf6ln"\n')
    assert (found.code, found.line) == ("edition-unreadable", 6)
    assert "0xF6" in found.message


@pytest.mark.parametrize(
    ("toml", "line", "column"),
    [
        ('[edition]\ntitle = "a\n', 2, 11),
        ("[edition]\ntitle = a\n", 2, 9),
        ("title = 1\ntitle = 2\n", 2, 10),
        ("[edition\n", 1, 9),
    ],
)
def test_bad_toml_has_a_place(tmp_path: Path, toml: str, line: int, column: int) -> None:
    found = only(tmp_path, toml)
    assert (found.code, found.line, found.column) == ("edition-syntax", line, column)
    assert "at line" not in found.message


def test_toml_that_ends_too_early(tmp_path: Path) -> None:
    found = only(tmp_path, 'a = 1\nlabels = ["x",\n')
    assert (found.code, found.line) == ("edition-syntax", 2)


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    assert only(tmp_path, "a = " + "[" * 100_000).code == "edition-syntax"


MISTAKES = [
    (START + 'titel = "x"', "edition-unknown-key", 6, "Did you mean 'title'?"),
    (START + "[document.holding]\nrepositry = 'x'", "edition-unknown-key", 7, "'repository'"),
    ("[edtion]\n" + START, "edition-unknown-key", 1, "'edition'"),
    (START + "[[persons]]\nid = 'a'", "edition-unknown-key", 6, "'person'"),
    (START + "title = 5", "edition-wrong-type", 6, "a string, not a number"),
    (START + "authors = ['a',\n 5]", "edition-wrong-type", 7, "an array with a number"),
    (START + "holding = 'x'", "edition-wrong-type", 6, "a table, not a string"),
    ("edition = [1]\n[[document]]\npath = 'a.txt'", "edition-wrong-type", 1, "a table, not an array"),
    (START + "person = [1]", "edition-unknown-key", 6, "person"),
    ("person = [1]\n" + START, "edition-wrong-type", 1, "[[person]]"),
    ("[edition]\ntitle = 'x'\n[[document]]\ntitle = 'x'", "edition-key-missing", 3, "path"),
    (START + "[[person]]\nname = 'x'", "edition-key-missing", 6, "id"),
    (START + "[[person]]\nid = 'x'\nname = ''", "edition-key-missing", 8, "name"),
    (START + "date = '26 October'", "edition-bad-value", 6, "1962-10-26"),
    (START + "date = '1962-13-01'", "edition-bad-value", 6, "1962-13-01"),
    (START + "date = '1962-10-28/1962-10-25'", "edition-bad-value", 6, "1962-10-28"),
    (START + "subtype = 'memorandm'", "edition-bad-value", 6, "did you mean 'memorandum'?"),
    (START + "language = 'english language'", "edition-bad-value", 6, "language tag"),
    (START + 'title = "a\\u0001b"', "edition-bad-value", 6, "U+0001"),
    (START + "[edition.licence]\ntarget = 'not a uri'", "edition-bad-value", 7, "URI"),
    (START + "[edition.licence]\nstatus = 'public'", "edition-bad-value", 7, "free, restricted, unknown"),
    (START + "id = '1a'", "edition-bad-id", 6, "begins with a letter"),
    (START + "id = 'd1-p1'", "edition-bad-id", 6, "engross"),
    (START + "id = 'a:b'", "edition-bad-id", 6, "a:b"),
    (START + "[[person]]\nid = 'underline'\nname = 'x'", "edition-bad-id", 7, "engross"),
    (START + "[[person]]\nid = 'a'\nname = 'x'", "edition-bad-id", 4, "a person has it"),
    (
        START + "[document.labels]\nX = 'nobdy'\n[[person]]\nid = 'nobody'\nname = 'x'",
        "edition-unknown-person",
        7,
        "'nobody'",
    ),
    (START + "[[document]]\npath = '../b.txt'", "edition-path-outside", 7, "../b.txt"),
    (START + "[[document]]\npath = 'x/../../b.txt'", "edition-path-outside", 7, "folder"),
    (START + "[[document]]\npath = '/etc/passwd'", "edition-path-outside", 7, "/etc/passwd"),
    (START + "profile = '../own.toml'", "edition-path-outside", 6, "own.toml"),
    (START + "profile = 'own.toml'", "profile-unknown", 6, "own.toml"),
    (START + "profile = 'noets'", "profile-unknown", 6, "'notes'"),
    (START + "profile = 'b.txt'", "profile-unknown", 6, "b.txt"),
    (START + "[[document]]\npath = 'b.txt'\nid = 'a'", "edition-duplicate", 8, "line 4"),
    (START + 'title = "a\\u202eb"', "edition-bad-value", 6, "U+202E"),
    (START + "[edition.licence]\ntarget = 'javascript:alert(1)'", "edition-bad-value", 7, "https:"),
    (START + "[[person]]\nid = 'x'\nname = 'x'\nref = 'file:///etc/passwd'", "edition-bad-value", 9, "https:"),
    (START + "[document.printed]\nurl = 'ftp://example.org/'", "edition-bad-value", 7, "https:"),
    (START + "[[document]]\npath = 'B.txt'", "edition-file-missing", 7, "'b.txt'"),
    (START + f"[[document]]\npath = '{'x' * 5000}'", "edition-file-missing", 7, "Correct"),
    (START + "[[document]]\npath = '.'", "edition-file-missing", 7, "'.'"),
    (START + "[[document]]\npath = 'a.txt'", "edition-duplicate", 7, "line 5"),
    (START + "[[change]]\nwhen = 2025-01-01\ntext = 'x'\nwho = 'me'", "edition-bad-value", 9, "editors"),
    (
        START + "[[change]]\nwhen = '2025-01-01/2025-01-02'\ntext = 'x'",
        "edition-bad-value",
        7,
        "a date such as",
    ),
    ("[edition]\noutput = '.'\n[[document]]\npath = 'a.txt'", "edition-output-is-source", 2, "'.'"),
    ("[edition]\noutput = '../in'\n[[document]]\npath = 'a.txt'", "edition-output-is-source", 2, "'../in'"),
    ("[edition]\noutput = 'a.txt'\n[[document]]\npath = 'b.txt'", "edition-bad-value", 2, "a file"),
    (
        "[edition]\noutput = '/tmp/x'\n[[document]]\npath = 'b.txt'",
        "edition-bad-value",
        2,
        "from this file's folder",
    ),
    ("[edition]\ntitle = 'x'", "edition-no-documents", 0, "document"),
    ("", "edition-no-documents", 0, "document"),
]


@pytest.mark.parametrize(("toml", "code", "line", "words"), MISTAKES)
def test_a_mistake_is_reported_at_its_line(tmp_path: Path, toml: str, code: str, line: int, words: str) -> None:
    found = only(tmp_path, toml)
    assert (found.code, found.line) == (code, line), found
    assert words in found.message + found.hint
    assert not line or found.text == toml.splitlines()[line - 1]


def test_the_other_case_of_a_name_is_the_same_file_on_some_disks(tmp_path: Path) -> None:
    toml = START + "[[document]]\npath = 'sub/A.md'\n"
    assert only(tmp_path, toml, "a.txt", "sub/A.md").code == "edition-duplicate"


def test_an_output_may_not_overwrite_a_source(tmp_path: Path) -> None:
    toml = "[edition]\noutput = 'sub'\n[[document]]\npath = 'sub/a.xml'\n"
    assert only(tmp_path, toml, "sub/a.xml").code == "edition-output-is-source"


def test_people_share_neither_id_nor_label(tmp_path: Path) -> None:
    one = "[[person]]\nid = 'b'\nname = 'Ball'\nlabels = ['Mr. B']\n"
    two = "[[person]]\nid = 'b'\nname = 'Other'\nlabels = [\n  'x',\n  'BALL:',\n  '...',\n]\n"
    found = wrong(tmp_path, START + one + two)
    assert [(d.code, d.line) for d in found] == [
        ("edition-duplicate", 11),
        ("edition-duplicate", 15),
        ("edition-bad-value", 16),
    ]
    assert "line 7" in found[0].message
    assert "line 6" in found[1].message


def test_all_mistakes_come_at_once_and_in_order(tmp_path: Path) -> None:
    found = wrong(tmp_path, START + "a = 1\nb = 2\n[[document]]\npath = 'none'\n[[person]]\n")
    assert [d.line for d in found] == [6, 7, 9, 10, 10]


# --- where keys stand ---


def test_a_mistake_in_a_value_is_shown_at_the_value(tmp_path: Path) -> None:
    toml = START + 'language =   "a b"\nauthors = ["a",  5]\ntitel = "x"\n  subtype = \'letr\'\n'
    places = {(d.code, d.line): d.column for d in wrong(tmp_path, toml)}
    assert places == {
        ("edition-bad-value", 6): 14,
        ("edition-wrong-type", 7): 18,
        ("edition-unknown-key", 8): 1,
        ("edition-bad-value", 9): 13,
    }


def test_a_broken_profile_is_named_with_both_places(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "own.toml").write_text('extends = "notes"\nfeatures = ["speekers"]\n', encoding="utf-8")
    found = only(tmp_path, START + "profile = 'own.toml'\n")
    assert (found.code, found.line, found.column) == ("profile-broken", 6, 11)
    assert "own.toml:2: there is no feature `speekers`" in found.message
    assert found.hint == "Did you mean `speakers`?"


@pytest.mark.parametrize("uri", ["https://a.b/c:d", "HTTP://a.b", "urn:isbn:1", "doi:10.1/x", "../a/b.html", "a"])
def test_what_a_link_may_be(tmp_path: Path, uri: str) -> None:
    edition = load(tmp_path, START + f"[edition.licence]\ntarget = '{uri}'")
    assert edition.licence is not None
    assert edition.licence.target == uri


def test_the_place_of_every_key() -> None:
    toml = """# "x" = [
a.b = 1 # c
"q.\\"r" = '''
x = 1
''' # c
[t . u]
list = [ # c
  "a", ["b"],
  { k = 1, l.m = "}" },
]
s = \"\"\"a\\"\"\"\"
b=1\"\"\"\"
[[v]]
x = 1
[[v]]
  x = 2
[v.w]
y = 1979-05-27T07:32:00Z
[[v.z]]
n = {}
"""
    found = key_positions(toml)
    assert found["a", "b"] == (2, 1)
    assert found[('q."r',)] == (3, 1)
    assert ("x",) not in found
    assert found["t", "u"] == (6, 1)
    assert found["t", "u", "list", 1, 0] == (8, 9)
    assert found["t", "u", "list", 2, "k"] == (9, 5)
    assert found["t", "u", "list", 2, "l", "m"] == (9, 12)
    assert found["t", "u", "s"] == (11, 1)
    assert found["v", 0, "x"] == (14, 1)
    assert found["v", 1, "x"] == (16, 3)
    assert found["v", 1, "w", "y"] == (18, 1)
    assert found["v", 1, "z", 0, "n"] == (20, 1)


@pytest.mark.parametrize(
    "toml", ["", "#", "a", "[", "[[", "a = [", "a = {", "a = [,", 'a = "', "= 1", "[a]]", "a = [}"]
)
def test_no_text_breaks_the_search_for_keys(toml: str) -> None:
    assert isinstance(key_positions(toml), dict)
