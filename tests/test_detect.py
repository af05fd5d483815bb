"""Which profile a source wants."""

from __future__ import annotations

from re import _parser as parser  # type: ignore[attr-defined]
from re._constants import AT, AT_BEGINNING  # type: ignore[import-untyped]

import pytest

from engross.detect import detect_profile
from engross.pipeline import convert_source
from engross.profile import bundled_table, load_profile, profile_names
from engross.source import read_source

PUBLISHED = """The Cuban Missile Crisis
Memorandum Prepared by the Planning Subcommittee

Washington, October 26, 1962.

The text is short.

Source: Department of State, Central Files.
"""
OCR = """MEMORANDUM FOR THE PRESIDENT

The text is short.

CONFIDENTIAL

- 2 -

It goes on.
"""
NOTES = """Oct 26, 1:10 pm

Ball--let me be ~~quite~~ clear ((so he said)).
"""


def detect(text: str):
    return detect_profile(read_source(text.encode(), "memo.txt", "memo"))


@pytest.mark.parametrize(("number", "profile"), [("000", "published"), ("001", "ocr"), ("004", "notes")])
@pytest.mark.parametrize("helped", [True, False], ids=["edition", "alone"])
def test_each_seed_is_seen_for_what_it_is(convert_seed, number: str, profile: str, helped: bool) -> None:
    conversion = convert_seed(number, helped)
    assert conversion.profile == profile
    assert conversion.reason not in ("", "named")
    assert "profile-doubtful" not in [d.code for d in conversion.diagnostics]


@pytest.mark.parametrize(("text", "profile"), [(PUBLISHED, "published"), (OCR, "ocr"), (NOTES, "notes")])
def test_a_few_lines_are_enough(text: str, profile: str) -> None:
    found = detect(text)
    assert found.profile.name == profile
    assert not found.close


def test_it_says_why() -> None:
    reason = detect(NOTES).reason
    for sign in ("notes in double parentheses", "lines that open a dated entry", "struck words"):
        assert sign in reason


def test_line_endings_do_not_matter() -> None:
    for text in (PUBLISHED, OCR, NOTES):
        assert detect(text.replace("\n", "\r\n")).profile == detect(text).profile


@pytest.mark.parametrize("text", ["", "\n", "Nothing in particular.", "x" * 100_000])
def test_without_any_sign_it_is_published(text: str) -> None:
    found = detect(text)
    assert (found.profile.name, found.reason, found.runner_up, found.close) == (
        "published",
        "no signal of any profile",
        "",
        False,
    )


def test_a_near_thing_is_reported() -> None:
    source = read_source(b"SECRET\n\nSource: Department of State.\n\n- 2 -\n", "memo.txt", "memo")
    found = detect_profile(source)
    assert found.close
    assert {found.profile.name, found.runner_up} == {"ocr", "published"}
    doubts = [d for d in convert_source(source).diagnostics if d.code == "profile-doubtful"]
    assert len(doubts) == 1
    assert found.runner_up in doubts[0].message


def test_a_named_profile_is_taken_as_it_is() -> None:
    source = read_source(NOTES.encode(), "memo.txt", "memo")
    for name in profile_names():
        conversion = convert_source(source, profile=load_profile(name))
        assert (conversion.profile, conversion.reason) == (name, "named")


TRANSCRIPT = """Philadelphia, May 3, 1776

Dear Sir,

I have ^at last^ your letter, [-which-] {+as it+} came by /Gravesend/ [[so the cover]], and recieved [sic] it well.
"""


def test_typed_signs_of_a_transcriber_are_enough() -> None:
    found = detect(TRANSCRIPT)
    assert (found.profile.name, found.close) == ("transcript", False)
    assert "insertions between carets" in found.reason


@pytest.mark.parametrize(
    "line",
    [
        "As x^2 + y^2 = z^2, and/or 10/26/62, see /usr/lib/x, {a, b}, [-5-] and [1, 2].",
        "He [Rusk] wrote a@b.org on 711.612/248½; the price was 3/4 of $5, at 10:30/11:30.",
        "The set {+1, -1} or {x | x > 0}; if a<b and d>e; [[1, 2], [3, 4]].",
    ],
)
def test_what_only_looks_like_signs_speaks_for_no_profile(line: str) -> None:
    assert detect(line).reason == "no signal of any profile"


@pytest.mark.parametrize("name", profile_names())
def test_what_begins_with_the_beginning_of_a_line_has_no_alternative_elsewhere(name: str) -> None:
    """Such patterns are looked for where a line begins, and nowhere else."""
    for signal in bundled_table(name)["signals"]:
        pattern = str(signal["pattern"])
        first = parser.parse(pattern)[0]
        assert (first == (AT, AT_BEGINNING)) == pattern.startswith(("(?m)^", "(?mi)^")), pattern


LETTER = "88. Letter From the Ambassador in Turkey (Hare) to Secretary of State Rusk\n\nAnkara, May 2, 1962.\n\n"
MEMO = "## Page 1\n\nCONFIDENTIAL\n\nMEMORANDUM FOR THE RECORD\n\n"


ENTRY = "Oct 26, 1:10 pm\n\nBall--let me be clear ((so he said)).\n\n5:45 pm\n\nPres--OK.\n\n"


@pytest.mark.parametrize(("front", "profile"), [(LETTER, "published"), (MEMO, "ocr"), (ENTRY, "notes")])
def test_a_source_of_another_class_lends_the_signs_of_a_transcription(front: str, profile: str) -> None:
    found = detect(f"{front}I ^very^ much regret that it will /perhaps/ be [-not-] late.\n")
    assert found.profile.name == profile
    assert "with the signs of transcript" in found.reason
    assert {"interlined", "doubtful-reading"} <= {c.name for c in found.profile.conventions}


def test_without_these_signs_none_are_lent() -> None:
    found = detect(f"{LETTER}The rate is 10^6 and/or more, he /she/ said.\n")
    assert not {"interlined", "doubtful-reading"} & {c.name for c in found.profile.conventions}
