"""Profiles: the bundled ones are whole, an own one extends them, and a wrong one is refused with a clear message."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from engross.model import Kind
from engross.passes import PASSES
from engross.pipeline import convert_source
from engross.profile import Profile, ProfileError, load_profile, profile_names
from engross.readers.scanner import scanner_of
from engross.source import read_source

Write = Callable[[str], str]

FEATURES = {
    *("datelines", "documents", "entries", "footnotes", "furniture", "headings", "lines", "noise", "sections"),
    *("signatures", "speakers", "titles"),
}
NAMES = ("common", *profile_names())


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a profile; its path."""
    numbers = itertools.count()

    def call(text: str) -> str:
        path = tmp_path / f"own-{next(numbers)}.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return call


def body(text: str, profile: Profile) -> str:
    xml = convert_source(read_source(text.encode(), "memo.txt", "memo"), profile=profile).xml
    assert xml is not None
    shown = xml.decode()
    return re.sub(r' xml:id="[^"]*"', "", shown[shown.index("<body>") : shown.index("</body>")])


# --- the bundled profiles -----------------------------------------------------------------------------------------


def test_there_are_five() -> None:
    assert profile_names() == ("notes", "ocr", "published", "transcript", "wiki")


@pytest.mark.parametrize("name", NAMES)
def test_every_convention_is_explained(name: str) -> None:
    for convention in load_profile(name).conventions:
        assert convention.title, convention.name
        assert convention.example, convention.name
        assert convention.sentence.endswith("."), convention.name


@pytest.mark.parametrize("name", NAMES)
def test_every_convention_makes_what_the_model_knows(name: str) -> None:
    known = {str(kind) for kind in Kind}
    for convention in load_profile(name).conventions:
        assert convention.becomes
        assert {step.element for step in convention.becomes} <= known, convention.name


@pytest.mark.parametrize("name", NAMES)
def test_every_example_is_one(name: str) -> None:
    for convention in load_profile(name).conventions:
        if convention.kind == "inline":
            assert convention.open in convention.example, convention.name
            assert convention.close in convention.example.partition(convention.open)[2], convention.name
        else:
            assert convention.pattern.search(convention.example), convention.name


@pytest.mark.parametrize("name", NAMES)
def test_few_characters_open_a_mark(name: str) -> None:
    """Every pattern tells with what it begins: to try them all at each character makes reading several times slower."""
    assert scanner_of(load_profile(name)).openings.pattern.startswith("[")


@pytest.mark.parametrize("name", NAMES)
def test_features_and_passes_are_such(name: str) -> None:
    profile = load_profile(name)
    assert profile.features <= FEATURES
    assert set(profile.passes) - {"people"} <= set(PASSES)


@pytest.mark.parametrize("name", profile_names())
def test_signals_are_patterns_with_a_weight(name: str) -> None:
    signals = load_profile(name).settings["signals"]
    assert signals
    for row in signals:
        assert re.compile(row["pattern"])
        assert row["title"]
        assert row["weight"] > 0
        assert row["most"] > 0


@pytest.mark.parametrize("name", profile_names())
def test_kinds_are_patterns(name: str) -> None:
    for pattern in load_profile(name).settings["kinds"]:
        assert re.compile(pattern)


# --- a profile of one's own ---------------------------------------------------------------------------------------


def test_an_own_profile_has_all_of_the_one_it_extends(write: Write) -> None:
    own = load_profile(write('extends = "notes"\nname = "mine"\n'))
    notes = load_profile("notes")
    assert own.name == "mine"
    assert (own.features, own.passes) == (notes.features, notes.passes)
    assert [c.name for c in own.conventions] == [c.name for c in notes.conventions]


def test_a_table_is_laid_over_key_by_key(write: Write) -> None:
    own = load_profile(write('extends = "notes"\nname = "mine"\n[inline.editorial-note]\nopen = "{{"\nclose = "}}"\n'))
    changed = next(c for c in own.conventions if c.name == "editorial-note")
    kept = next(c for c in load_profile("notes").conventions if c.name == "editorial-note")
    assert (changed.open, changed.close) == ("{{", "}}")
    assert (changed.title, changed.sentence, changed.becomes) == (kept.title, kept.sentence, kept.becomes)
    assert '<note type="editorial">so he said</note>' in body("It is {{so he said}} clear ((or not)).", own)
    assert "((or not))" in body("It is {{so he said}} clear ((or not)).", own)


def test_a_list_is_replaced_whole(write: Write) -> None:
    own = load_profile(write('extends = "notes"\nname = "mine"\nfeatures = ["speakers"]\npasses = []\n'))
    assert (own.features, own.passes) == (frozenset({"speakers"}), ())
    assert "<date" not in body("Oct 26, 1962, 1:10 pm\n\nThe text of October 26, 1962.", own)


def test_a_new_convention_is_read(write: Write) -> None:
    own = load_profile(
        write(
            'extends = "published"\nname = "mine"\n'
            '[token.blank]\npattern = \'_{3,}\'\nbecomes = [{ element = "gap", reason = "illegible" }]\n'
        )
    )
    assert '<gap reason="illegible"/>' in body("A title\n\nThe name of ____ is left out.\n", own)


def test_a_token_that_becomes_an_empty_element_keeps_its_words_behind_it(write: Write) -> None:
    own = load_profile(
        write(
            'extends = "published"\nname = "mine"\n[token.torn]\n'
            "pattern = '\\{(?P<n>\\d?)\\s?(?P<text>[^{}]+)\\}'\n"
            'becomes = [{ element = "gap", reason = "damage", n = "{n}" }]\n'
        )
    )
    shown = body("A title\n\nThe {leaf} is torn, and so is {2 *the second*}.\n", own)
    assert 'The <gap reason="damage"/>leaf is torn' in shown
    assert '<gap n="2" reason="damage"/><hi rend="italic" rendition="#italic">the second</hi>.' in shown


def test_a_mark_of_a_page_may_have_a_sign_that_is_also_one_of_emphasis(write: Write) -> None:
    own = load_profile(
        write(
            'extends = "published"\nname = "mine"\n[token.star]\n'
            'pattern = \'\\*p(?P<n>\\d+)\'\nbecomes = [{ element = "pb", n = "{n}" }]\n'
        )
    )
    assert 'so <pb n="12"/> it is <pb n="13"/> then' in body("A title\n\nAnd so *p12 it is *p13 then.\n", own)


def test_a_profile_extends_one_beside_it(write: Write, tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text('extends = "ocr"\nname = "base"\n[ocr]\nblank-run = 7\n', encoding="utf-8")
    own = load_profile(write('extends = "base.toml"\nname = "mine"\n'))
    assert own.settings["ocr"]["blank-run"] == 7
    assert own.settings["ocr"]["garbled"] == load_profile("ocr").settings["ocr"]["garbled"]


BARE = """name = "bare"
[token.unclear]
title = "Unclear"
pattern = '\\[(?P<text>unclear)\\]'
becomes = [{ element = "gap", reason = "inaudible" }, { element = "desc" }]
example = "[unclear]"
sentence = "A sentence."
"""


def test_a_profile_need_not_extend_any(write: Write) -> None:
    own = load_profile(write(BARE))
    assert [c.name for c in own.conventions] == ["unclear"]
    shown = body("The text has ~~it~~ (1) and [unclear] words.", own)
    assert "~~it~~ (1)" in shown
    assert '<gap reason="inaudible"><desc>unclear</desc></gap>' in shown


def test_a_block_that_a_profile_has_not_never_matches(write: Write) -> None:
    assert load_profile(write(BARE)).pattern("page-marker").search("[Page 2]") is None


# --- what is refused ----------------------------------------------------------------------------------------------

OWN = 'extends = "notes"\nname = "mine"\n'
WRONG = {
    "no name": ("", "'name' is missing"),
    "no TOML": ("= 3", "not TOML .*line 1"),
    "broken pattern": (
        OWN + "[token.mine]\npattern = '(['\nbecomes = 'hi'\n",
        "convention mine: .*not a regular",
    ),
    "no pattern": (OWN + "[token.mine]\nbecomes = 'hi'\n", "'pattern' is missing"),
    "nothing to become": (OWN + "[token.mine]\npattern = 'a'\n", "'becomes' is missing"),
    "becomes a number": (OWN + "[token.mine]\npattern = 'a'\nbecomes = 3\n", "not the shape"),
    "becomes no element": (OWN + "[token.mine]\npattern = 'a'\nbecomes = [{ rend = 'a' }]\n", "'element' is missing"),
    "no marks": (OWN + "[inline.mine]\nbecomes = 'hi'\n", "convention mine: .*`open` and `close`"),
    "empty marks": (OWN + "[inline.mine]\nopen = ''\nclose = ''\nbecomes = 'hi'\n", "`open` and `close`"),
    "table that is a number": (OWN + "token = 3\n", "not the shape"),
    "convention that is a number": (OWN + "[token]\nmine = 3\n", "not the shape"),
    "features that are a number": (OWN + "features = 3\n", "not the shape"),
    "extends a number": ("extends = 3\nname = 'mine'\n", "no profile is called '3'"),
    "extends nobody": ("extends = 'nobody'\nname = 'mine'\n", "no profile is called 'nobody'; there are notes, ocr"),
    "extends a missing file": ("extends = 'none.toml'\nname = 'mine'\n", "none.toml: .*cannot be read"),
    "extends itself": ("extends = 'own-0.toml'\nname = 'mine'\n", "extends itself"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_profile_is_refused(write: Write, what: str) -> None:
    text, message = WRONG[what]
    with pytest.raises(ProfileError, match=message):
        load_profile(write(text))


def test_profiles_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    for here, there in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{here}.toml").write_text(f"extends = '{there}.toml'\nname = '{here}'\n", encoding="utf-8")
    with pytest.raises(ProfileError, match="extends itself"):
        load_profile(str(tmp_path / "a.toml"))


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"name = '\xff'\n")
    with pytest.raises(ProfileError, match="not TOML"):
        load_profile(str(tmp_path / "a.toml"))


@pytest.mark.parametrize("name", ["nobody", "", "NOTES", "notes.tom", "../notes", "\x00"])
def test_a_name_that_is_none_is_refused_and_the_names_given(name: str) -> None:
    with pytest.raises(ProfileError, match="there are notes, ocr, published, transcript, wiki, or a path to a"):
        load_profile(name)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="cannot be read"):
        load_profile(str(tmp_path / "none.toml"))
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(ProfileError, match="cannot be read"):
        load_profile(str(tmp_path / "folder.toml"))


LATE = {
    "element that the model has not": "[token.mine]\npattern = 'Foo'\nbecomes = 'blink'\n",
    "attribute that is no name": "[token.mine]\npattern = 'Foo'\nbecomes = [{ element = 'hi', 'bad attr' = '1' }]\n",
    "group that the pattern has not": "[token.mine]\npattern = 'Foo'\nbecomes = [{ element = 'hi', rend = '{no}' }]\n",
    "brace that is not closed": "[token.mine]\npattern = 'Foo'\nbecomes = [{ element = 'hi', rend = '{' }]\n",
    "becomes nothing": "[token.mine]\npattern = 'Foo'\nbecomes = []\n",
    "named back reference": "[token.mine]\npattern = '(?P<q>o)(?P=q)'\nbecomes = 'hi'\n",
    "flags inside": "[token.mine]\npattern = '(?i)foo'\nbecomes = 'hi'\n",
    "page number without n": "[block.page-number]\npattern = '^P'\nbecomes = 'fw'\n",
    "page marker without n": "[block.page-marker]\npattern = '^Text'\nbecomes = 'pb'\n",
    "field without label": "[block.memo-field]\npattern = '^Text'\nbecomes = 'list'\n",
    "footnote without mark": "[block.footnote]\npattern = '^Text'\nbecomes = 'note'\n",
    "number that is a word": "[ocr]\nblank-run = 'many'\n",
    "features that are a word": "features = 'entries'\n",
    "passes that are a word": "passes = 'notes'\n",
}


@pytest.mark.parametrize("what", LATE)
def test_what_would_fail_later_is_refused_at_once(write: Write, what: str) -> None:
    with pytest.raises(ProfileError):
        load_profile(write('name = "mine"\nextends = "ocr"\n' + LATE[what]))


def test_a_numbered_back_reference_means_what_it_says(write: Write) -> None:
    text = '[token.mine]\npattern = \'([a-z])\\1\\1\'\nbecomes = [{ element = "hi", rend = "underline" }]\n'
    try:
        own = load_profile(write('name = "mine"\nextends = "notes"\n' + text))
    except ProfileError:
        return
    assert '<hi rend="underline"' in body("The text has zzz in it.", own)
