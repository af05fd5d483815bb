"""Diagnostics as text, JSON, SARIF and GitHub annotations."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engross.diagnostics import Diagnostic, Severity, codes
from engross.rendering import (
    Style,
    _columns,
    _picture,
    _simple_window,
    _window,
    excerpt,
    render_github,
    render_json,
    render_sarif,
    render_text,
    visible,
)


def finding(text: str = "agreed (1) at once", column: int = 8, width: int = 3, **other: Any) -> Diagnostic:
    values = {"message": "The note (1) is missing.", "hint": "Add it.", "file": "a.txt", "line": 3, **other}
    return Diagnostic("call-without-note", Severity.WARNING, column=column, text=text, width=width, **values)


def carets(text: str, column: int, width: int = 1, style: Style | None = None) -> list[str]:
    lines = render_text([finding(text, column, width)], style or Style()).splitlines()
    return lines[1:3]


def test_text_shows_place_message_line_caret_and_hint() -> None:
    assert render_text([finding()]) == (
        "a.txt:3:8: warning: The note (1) is missing. [call-without-note]\n"
        "    agreed (1) at once\n"
        "           ^^^\n"
        "  hint: Add it.\n"
    )


@pytest.mark.parametrize(
    ("other", "place"),
    [({"line": 0}, "a.txt"), ({"column": 0}, "a.txt:3"), ({"line": 0, "file": ""}, "engross")],
)
def test_text_without_a_place_has_no_caret(other: dict[str, Any], place: str) -> None:
    rendered = render_text([finding(**{"hint": "", **other})])
    assert rendered == f"{place}: warning: The note (1) is missing. [call-without-note]\n"


@pytest.mark.parametrize(
    ("text", "column", "width", "line", "marks"),
    [
        ("\tx\ty", 4, 1, "            x       y", "                    ^"),
        ("漢字 (1) x", 4, 3, "    漢字 (1) x", "         ^^^"),
        ("漢字", 1, 2, "    漢字", "    ^^^^"),
        ("e\u0301e\u0301(1)", 5, 3, "    e\u0301e\u0301(1)", "      ^^^"),
        ("abc", 4, 1, "    abc", "       ^"),
        ("abc", 99, 9, "    abc", "       ^"),
        ("a\x00\x1b[31mb", 8, 1, "    a␀␛[31mb", "           ^"),
        ("a\u202eb", 3, 1, "    a<U+202E>b", "             ^"),
        ("a\udce9b", 3, 1, "    a\\xe9b", "         ^"),
    ],
)
def test_the_caret_stands_under_its_character(text: str, column: int, width: int, line: str, marks: str) -> None:
    assert carets(text, column, width) == [line, marks]


@pytest.mark.parametrize(("before", "after"), [(0, 500), (500, 0), (500, 500), (10, 500), (10_000_000, 10)])
def test_a_long_line_is_cut_around_the_caret(before: int, after: int) -> None:
    line, marks = carets("a" * before + "(1)" + "b" * after, before + 1, 3, Style(width=60))
    assert len(line) <= 60
    assert line[marks.index("^") :].startswith("(1)")
    assert marks.strip() == "^^^"
    assert line.strip().startswith("…") == (before > 10)
    assert line.endswith("…") == (after > 10)


def test_a_long_stretch_is_cut_too() -> None:
    line, marks = carets("x" * 1000, 3, 900, Style(width=60))
    assert len(line) <= 60
    assert len(marks) <= 60


def test_what_a_stream_cannot_encode_is_spelled_out() -> None:
    line, marks = carets("é\x1b(1)" + "x" * 80, 3, 3, Style(width=40, encoding="ascii"))
    assert line == "    \\xe9\\x1b(1)xxxxxxxxxxxxxxxxxxx..."
    assert marks == "            ^^^"


@given(st.text(st.characters(exclude_characters="\n"), max_size=80), st.integers(1, 90), st.integers(1, 90))
def test_any_line_has_its_caret_inside_and_nothing_that_drives_a_terminal(text: str, column: int, width: int) -> None:
    style = Style(width=50)
    line, before, number = excerpt(finding(text, column, width), style)
    assert before + number <= 50
    assert number >= 1
    assert line == visible(line)
    before_caret = text[: min(column - 1, len(text))]
    if "…" not in line and "\t" not in text:
        assert before == sum(_columns(_picture(char, "utf-8")) for char in before_caret)


@given(st.integers(0, 300), st.integers(0, 300), st.integers(1, 200), st.integers(20, 120))
def test_a_line_of_plain_letters_is_cut_as_any_other(length: int, at: int, width: int, room: int) -> None:
    at = min(at, length)
    end = min(at + width, length)
    assert _simple_window(length, at, end, room, 1) == _window("a" * length, at, end, room, "utf-8")


def test_messages_and_names_cannot_drive_a_terminal() -> None:
    rendered = render_text([finding(file="a\n\x1b]0;x\x07.txt", message="\x1b[2J\u202e")])
    assert rendered.startswith("a␊␛]0;x␇.txt:3:8: warning: ␛[2J<U+202E> [")


def test_colour_only_where_it_is_wanted() -> None:
    assert "\x1b" not in render_text([finding()])
    coloured = render_text([finding()], Style(colour=True))
    assert "\x1b[1;33mwarning\x1b[0m" in coloured
    assert "\x1b[1;33m^^^\x1b[0m" in coloured


def test_json_has_the_keys_of_the_contract() -> None:
    rows = json.loads(render_json([finding(), finding(line=0, column=0)]))
    assert rows[0] == {
        "file": "a.txt",
        "line": 3,
        "column": 8,
        "severity": "warning",
        "code": "call-without-note",
        "message": "The note (1) is missing.",
        "hint": "Add it.",
    }
    assert (rows[1]["line"], rows[1]["column"]) == (1, 1)
    assert json.loads(render_json([])) == []


@pytest.mark.parametrize("render", [render_json, render_sarif])
def test_json_is_ascii_whatever_stands_in_a_message(render: Any) -> None:
    rendered = render([finding(message="é 漢 \udce9 \x1b", file="漢\udce9.txt")])
    assert rendered.isascii()
    json.loads(rendered)


def test_sarif_is_as_its_standard_wants_it() -> None:
    log = json.loads(render_sarif([finding(), finding(line=0), finding(file="/x/a b.txt", column=0)]))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["id"] == "call-without-note"
    assert rule["defaultConfiguration"] == {"level": "warning"}
    first, second, third = run["results"]
    assert (first["ruleId"], first["ruleIndex"], first["level"]) == ("call-without-note", 0, "warning")
    assert first["message"]["text"] == "The note (1) is missing. Add it."
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a.txt"
    assert place["region"] == {
        "startLine": 3,
        "startColumn": 8,
        "endColumn": 11,
        "snippet": {"text": "agreed (1) at once"},
    }
    assert "region" not in second["locations"][0]["physicalLocation"]
    assert third["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "file:///x/a%20b.txt"


def test_sarif_of_nothing_is_an_empty_run() -> None:
    (run,) = json.loads(render_sarif([]))["runs"]
    assert run["results"] == run["tool"]["driver"]["rules"] == []


def test_github_annotations_escape_what_would_end_them() -> None:
    rendered = render_github([finding(file="a,b:c.txt", message="100 %\nsure")])
    assert rendered == (
        "::warning file=a%2Cb%3Ac.txt,line=3,col=8,endColumn=11,title=call-without-note::100 %25␊sure%0AAdd it.\n"
    )
    assert render_github([finding(line=0, file="", hint="")]) == (
        "::warning title=call-without-note::The note (1) is missing.\n"
    )


@pytest.mark.parametrize("name", sorted(codes()))
def test_every_code_can_be_rendered_in_every_form(name: str) -> None:
    code = codes()[name]
    found = [Diagnostic(name, code.severity, code.message, code.hint, "a.txt", 1, 1, "x")]
    assert f"{code.severity.value}: " in render_text(found)
    assert json.loads(render_json(found))[0]["code"] == name
    assert json.loads(render_sarif(found))["runs"][0]["results"][0]["ruleId"] == name
    assert render_github(found).startswith("::")
