"""Whatever the source: it converts, the edition is valid, and it gives the source back to the byte.

Hypothesis makes the sources: any bytes, any characters, and any sequence of the marks and labels that the readers look
for, where they clash most.
"""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree

from engross.data import schema_file
from engross.dates import find_dates, match_date
from engross.encode.record import Places, RecordError, interleave, lay_out, read_record, write_record
from engross.pipeline import Conversion, convert_source
from engross.profile import load_profile, profile_names
from engross.readers.decisions import find_decisions
from engross.restore import restore_source
from engross.source import LAYOUT, NEWLINES, Span, decode_bytes, encode_text, read_source

PROFILES = (*profile_names(), None)

quick = settings(
    derandomize=True,
    deadline=None,
    max_examples=300,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
thorough = settings(quick, max_examples=500)

MARKERS = (
    # pairs of marks, whole and torn
    *("~~", "((", "))", "<u>", "</u>", "**", "*", "<sup>", "</sup>", "~~xxxx~~", "~~XX~~", "~~a~~", "((a))", "<", "&"),
    *("<del>", "</del>", "<s>a</s>", "<ins>", "</ins>", "{+a+}", "{+", "+}", "[-a-]", "[-", "-]", "[-<u>a</u>-]"),
    *("_", "__", "_a_", "__a__", "***a***", "____", "<i>", "</b>", "<sub>2</sub>", "^a^", "^", "5^th^", "^a ^ b^"),
    # tokens in brackets
    *("[unclear]", "[illegible]", "[3 words illegible]", "[word?]", "[", "]", "[not declassified]", "[redacted]"),
    *("[REDACTED]", "███", "/unclear/", "/word/", "/", "[sic]", "word [sic]", "[[a note]]", "[[", "]]", "{p. 2}"),
    *(
        "[[so [unclear] says]]",
        "[[Page 3]]",
        "[see](https://example.org/a)",
        "[a](b)",
        "[-so {+he+} [word?]-]",
        "{+[-a-]+}",
    ),
    *("[less than 1 line not declassified]", "[Here follows a list.]", "[Omitted here is a page.]", "[p. 3]"),
    *(
        "[<u>2 lines not declassified</u>]",
        "[*1 line not declassified]*",
        "[Here follows [a] ~~b~~ (1).]",
        "[Here follows ",
    ),
    # what stands between the titles of collection and document
    *("Russia\n711.612/248\n\n# A memorandum\n\n", "Russia\n[Page 57]\n\n# A memorandum\n\n", "811.203/358"),
    *("Laos\nS/S files, lot 66 D 1\n\nMemorandum From A to B\n\nMay 9, 1962.\n\n", "Eisenhower papers"),
    # calls and notes
    *("[^1]", "[^1]:", "[^a]: A note.", "/1/", "/*/", "(1)", "(2)", "(1) Not printed.", "/1/ See.", "Source: Files."),
    *("//Source: x", "[Source: x]"),
    # labels, bullets, marks of lines
    *("(a)", "(b)", "(i)", "(ii)", "(A)", "(I)", "(h)", "1.", "2.", "4.", "1)", "a)", "b)", "a.", "i.", "I.", "A."),
    *("- ", "* ", "+ ", "• ", "– ", "# ", "## ", "### Head", "> ", "| a | b |", "|---|---|", "|", "||", "a\tb", "\t"),
    *("1. Background. The", "2. Strategy. We", "- 1. <u>Level</u>. It"),
    # pages and their furniture
    *(
        "[Page 2]",
        "[Page 3]",
        "## Page 2",
        "Page 4 of 9",
        "- 2 -",
        "- 3 -",
        ". 5 ~",
        "\f",
        "\v",
        "SECRET",
        "UNCLESSIFIED",
    ),
    *("TOP SECRET", "EYES ONLY", "CASE NO. 91-1", "90S-031", "cf 3 copies October 26, 1962", "- 12", "۴, ,"),
    # fronts and ends
    *("TO : A", "FROM: B", "SUBJECT: C", "SUBJECT", "PARTICIPANTS", "MEMORANDUM", "memorandem for the president"),
    *(
        "89. Memorandum From A to B",
        "Washington, October 26, 1962.",
        "Dear Mr. Secretary:",
        "/s/ Dean Rusk",
        "(signed)",
    ),
    *("Sincerely,", "Dean Rusk", "P.S. More.", "P.S.", "[Attachment]", "Enclosure 1", "Attachments:", "CONFIDENTIAL"),
    # dates
    *(
        "Oct 26, 1:10 pm",
        "5:45 pm.",
        "Oct 26?",
        "Feb 30",
        "October 26, 1962",
        "27 Oct",
        "99 Dec",
        "Friday, Oct 25, 1962",
    ),
    *("noon", "0:00 am", "1962", "Oct 26, 1962, 25:00", "Oct 0, 0000"),
    # talk
    *("Ball: Yes.", "Pres: No.", "Ball--so", "Nitze..not", "Pres. I think", "Ball:", "MR. BALL: Yes", "[Laughter.]"),
    # words
    *(
        "The text goes on without an end and",
        "it ends here.",
        "multi-",
        "lateral",
        "it",
        "a",
        "A",
        "I",
        "x",
        "?",
        ".",
        ":",
    ),
    "A sentence that is long enough to be taken for prose by any rule, with a comma, and with an end that all can see.",
    # characters that are trouble
    *("\x00", "\x01", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\xa0", "\u3000", "\ufeff", "\ufffe", "\uffff"),
    *("\U0001f600", "\U0010ffff", "e\u0301", "\u202e", "\u200b", "\ud800", "\udc80", "\udcff", "\r", "\x1c", "\x1f"),
    *("\\u0041;", "␣", "¶", "→", "?>", "<?engross-source?>", "]]>", "-->", "\\"),
)
SEPARATORS = ("", "", " ", "\xa0", "\x1c", "\n", "\n", "\n\n", "\n\n", "\n\n", "\n\n\n\n", "\r\n", "\r", "\n \n", " \n")

sentences = st.sampled_from(MARKERS)
pieces = st.lists(st.tuples(sentences, st.sampled_from(SEPARATORS)), max_size=40)
texts_of_markers = pieces.map(lambda pairs: "".join(piece + between for piece, between in pairs))
encodings = st.sampled_from(("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"))
profiles = st.sampled_from(PROFILES)


@cache
def schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.fromstring(schema_file("engross.rng")))


def convert(data: bytes, profile: str | None) -> Conversion:
    source = read_source(data, "memo.txt", "memo")
    return convert_source(source, profile=load_profile(profile) if profile else None)


def prove(data: bytes, profile: str | None) -> None:
    """All that must hold of every conversion. Only a source without any text has no edition."""
    conversion = convert(data, profile)
    errors = [d for d in conversion.diagnostics if d.severity == "error"]
    if not conversion.source.text.strip():
        assert [d.code for d in errors] in ([], ["empty-source"])
        return
    assert conversion.xml is not None, errors
    root = etree.fromstring(conversion.xml, etree.XMLParser(huge_tree=True))
    assert schema().validate(root), schema().error_log
    restored = restore_source(conversion.xml)
    assert restored == data
    assert convert(restored, profile).xml == conversion.xml


def written(text: str, encoding: str) -> bytes:
    """`text` as bytes; what the encoding has not becomes something near it."""
    if encoding.startswith("utf-8"):
        return text.encode(encoding, "surrogatepass")
    if encoding.startswith("utf-16"):
        return text.encode(encoding, "surrogatepass")
    return text.encode(encoding, "replace")


# --- conversion ---------------------------------------------------------------------------------------------------


@thorough
@example("", "utf-8", "published")
@given(texts_of_markers, encodings, profiles)
def test_any_sequence_of_marks_converts_and_comes_back(text: str, encoding: str, profile: str | None) -> None:
    prove(written(text, encoding), profile)


@thorough
@given(st.text(), encodings, profiles)
def test_any_text_converts_and_comes_back(text: str, encoding: str, profile: str | None) -> None:
    prove(written(text, encoding), profile)


@thorough
@given(st.binary(max_size=300), profiles)
@example(b"\xff\xfe", None)
@example(b"\xff\xfea", None)
@example(b"\xef\xbb\xbf", None)
@example(b"\xef\xbb\xbf\xef\xbb\xbf", None)
@example(b"\x81\x8d\xe9", None)
@example("é".encode() + b"\xe9", None)
def test_any_bytes_convert_and_come_back(data: bytes, profile: str | None) -> None:
    prove(data, profile)


@thorough
@given(st.text(alphabet="~()<u>/*^[]:.|-#1aiA2bB \n\t\f\r", max_size=120), profiles)
def test_any_crowd_of_signs_converts_and_comes_back(text: str, profile: str | None) -> None:
    prove(text.encode(), profile)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("marker", MARKERS)
def test_every_mark_alone_twice_and_in_text(marker: str, profile: str | None) -> None:
    for text in (marker, f"{marker}\n{marker}", f"Text before {marker} and behind.\n\n{marker}\n\nText."):
        prove(text.encode("utf-8", "surrogatepass"), profile)


@quick
@given(texts_of_markers, st.sampled_from(profile_names()))
def test_how_any_source_was_read_can_be_told(text: str, profile: str) -> None:
    source = read_source(text.encode("utf-8", "surrogatepass"), "memo.txt", "memo")
    found = find_decisions(source, load_profile(profile))
    assert bool(found) == bool(source.text.strip(LAYOUT))
    assert all(d.role and d.rule and not (d.other and d.other == d.role) for d in found)


# --- sources of any size and depth --------------------------------------------------------------------------------

DEEP = {
    "notes": "((" * 10_000,
    "notes closed": "((" * 10_000 + "a" + "))" * 10_000,
    "notes with words": "((a " * 10_000 + "b))" * 10_000,
    "closing only": "))" * 10_000,
    "deletions": "~~" * 10_000,
    "deletions with words": "~~a " * 10_000,
    "underlines": "<u>" * 10_000 + "a" + "</u>" * 10_000,
    "asterisks": "*" * 20_000,
    "asterisks and words": "*a **b " * 2_500,
    "marks that cross": "((~~<u>** a))~~</u>** " * 1_000,
    "brackets": "[" * 10_000 + "unclear" + "]" * 10_000,
    "words in brackets": "[word " * 10_000,
    "parentheses": "(" * 20_000,
    "calls": "a(1) " * 3_000,
    "calls and notes": "a[^1] " * 1_500 + "\n\n" + "[^1]: b\n\n" * 1_500,
    "labels": "\n".join(["(a) x", "(i) x", "(1) x", "(A) x", "(I) x", "a. x", "i. x", "1. x", "A. x", "a) x"] * 500),
    "labels without end": "\n\n".join(f"{n}. x" for n in range(1, 2_001)),
    "bullets": "\n".join(["- x", "* x", "+ x", "• x", "– x"] * 1_000),
    "headings": "\n\n".join(f"{'#' * (n % 6 + 1)} Head {n}" for n in range(2_000)),
    "quotations": "> " * 10_000 + "a",
    "quoted lines": "> a\n" * 2_500,
    "brackets with hyphens": "[-a " * 10_000 + "-]",
    "braces": "{+a " * 10_000 + "{+b+}" * 1_000,
    "braces in brackets": "[-{+" * 5_000 + "a" + "+}-]" * 5_000,
    "double brackets": "[[a" * 10_000 + "]]" * 10_000,
    "notes in brackets": "[[so [b] " * 5_000,
    "carets": "^a " * 10_000,
    "slashes": "/a" * 10_000 + " /b/" * 5_000,
    "links": "[a](https://example.org/" * 2_000,
    "underscores": "_a __b " * 2_500 + "_" * 10_000,
    "sic": "a[sic]" * 5_000 + " [sic]" * 5_000,
    "bars": "█" * 20_000,
    "pipes": "|" * 20_000,
    "rows": "| a | b |\n" * 2_000,
    "tabs": "a" + "\ta" * 10_000,
    "page markers": "[Page 2]\n\n" * 1_500,
    "form feeds": "a\f" * 2_000,
    "page numbers": "It is\n\n- 2 -\n\nso\n\n" * 700,
    "turns": "Ball: Yes.\n\nPres: No.\n\n" * 700,
    "entries": "Oct 26, 1:10 pm\n\nText.\n\n" * 700,
    "dates": "Oct 26, 1962, " * 2_000,
    "months": "October " * 10_000,
    "times": "1:10 pm " * 10_000,
    "fields": "TO: a\nFROM: b\n" * 1_000,
    "postscripts": "P.S. a\n\n" * 1_000,
    "attachments": "[Attachment]\n\nText.\n\n" * 700,
    "hyphens at line ends": "multi-\nlateral " * 500,
    "short lines": "A Title\n\n" * 2_000,
    "control characters": "\x01" * 5_000,
    "line breaks": "\n" * 20_000 + "a" + "\r" * 5_000,
    "blanks": " " * 50_000 + "a" + "\t " * 20_000,
    "dots": "." * 20_000 + "\n\n" + "-" * 20_000 + "\n\n" + "_" * 20_000,
    "capitals": "SECRET " * 5_000,
    "x-es": "~~" + "x" * 50_000 + "~~",
}


@pytest.mark.parametrize("name", DEEP)
@pytest.mark.parametrize("profile", profile_names())
def test_deep_and_long_sources_convert(name: str, profile: str) -> None:
    conversion = convert(DEEP[name].encode(), profile)
    assert conversion.xml is not None, [d for d in conversion.diagnostics if d.severity == "error"]
    assert restore_source(conversion.xml) == DEEP[name].encode()


@pytest.mark.parametrize("profile", ["ocr", "published"])
def test_a_thousand_signatures(profile: str) -> None:
    assert convert(b"/s/ A\n\nText goes on here.\n\n" * 1_000, profile).xml is not None


LONG = {
    "words": "The text goes on and on, without an end in sight. " * 42_000,
    "one word": "a" * 2_100_000,
    "marks": ("that it ~~would~~ ((now?)) be <u>done</u>, on Oct 26; " + "and so on and on, " * 25) * 4_200,
}


@pytest.mark.parametrize("name", LONG)
def test_a_line_of_two_megabytes_converts(name: str) -> None:
    data = LONG[name].encode()
    assert len(data) > 2_000_000
    conversion = convert(data, "notes")
    assert conversion.xml is not None
    assert restore_source(conversion.xml) == data


# --- parts --------------------------------------------------------------------------------------------------------


@quick
@given(st.binary(max_size=200))
def test_what_was_decoded_can_be_encoded_again(data: bytes) -> None:
    assert encode_text(*decode_bytes(data)) == data


@quick
@given(st.text(), st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1")))
def test_a_text_in_any_encoding_can_be_encoded_again(text: str, encoding: str) -> None:
    data = written(text, encoding)
    assert encode_text(*decode_bytes(data)) == data


@quick
@given(st.text(alphabet="ab \r\n\f\v\x85\u2028é", max_size=60))
def test_places_are_lines_and_columns_as_an_editor_counts_them(text: str) -> None:
    source = read_source(text.encode(), "memo.txt", "memo")
    assert set(source.text) & {"\r"} == set()
    lines = source.text.split("\n")
    for offset in range(len(source.text) + 1):
        place = source.locate(offset)
        assert lines[place.line - 1] == place.text
        assert sum(len(line) + 1 for line in lines[: place.line - 1]) + place.column - 1 == offset


@quick
@given(texts_of_markers, encodings, st.data())
def test_a_record_gives_back_what_it_was_made_of(text: str, encoding: str, data: st.DataObject) -> None:
    source = read_source(written(text, encoding), "memo.txt", "memo")
    cuts = data.draw(st.lists(st.integers(0, len(source.text)), max_size=20).map(sorted))
    kept = [Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    kept = data.draw(st.permutations(kept) | st.just(kept))
    content = write_record(source, kept)
    assert "?>" not in content
    assert etree.fromstring(f"<a><?engross-source {content}?></a>")[0].text == content
    said = read_record(content)
    assert (said.encoding, said.newline, tuple(said.odd.items())) == (
        source.encoding,
        source.newline,
        source.odd_newlines,
    )
    assert said.newline in NEWLINES
    kept_text = "".join(source.text[s.start : s.end] for s in kept)
    stretches = lay_out(said, len(kept_text))
    assert interleave(kept_text, stretches) == source.text
    places = Places(stretches)
    offsets = [offset for span in kept for offset in range(span.start, span.end)]
    assert [places.in_source(at) for at in range(len(kept_text))] == offsets
    if offsets:
        start, end = sorted(data.draw(st.tuples(st.integers(0, len(offsets) - 1), st.integers(1, len(offsets)))))
        end = max(end, start + 1)
        assert places.extent(start, end) == (min(offsets[start:end]), max(offsets[start:end]))


@quick
@given(st.text(max_size=100))
def test_a_record_of_any_content_is_read_or_refused(content: str) -> None:
    try:
        read_record(content)
    except RecordError:
        return


DATES = (
    *(
        "October",
        "Oct",
        "Oct.",
        "may",
        "May",
        "SEPT",
        "26",
        "26th",
        "0",
        "32",
        "1962",
        "2999",
        ",",
        ", ",
        " ",
        "—",
        "-",
    ),
    *(
        "Friday",
        "Sat",
        "at",
        "on",
        "7",
        "7:30",
        "13:10",
        "25:00",
        "a.m.",
        "pm",
        "p.m",
        "noon",
        "midnight",
        "1930 hours",
    ),
    *("10–11:30", "\n", "?", "(", "٣", "２６", "²"),
)


@quick
@given(st.lists(st.sampled_from(DATES), max_size=12).map("".join) | st.text(max_size=60))
def test_dates_lie_in_the_text_and_are_dates(text: str) -> None:
    at = 0
    for written_date in find_dates(text):
        assert at <= written_date.start < written_date.end <= len(text)
        assert written_date.month is not None
        iso = written_date.iso(1962)
        assert iso is None or re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:00)?", iso, re.ASCII)
        at = written_date.end


@quick
@given(st.lists(st.sampled_from(DATES), max_size=6).map("".join))
def test_a_date_at_the_start_lies_at_the_start(text: str) -> None:
    found = match_date(text)
    assert found is None or found.start == 0 < found.end <= len(text)
