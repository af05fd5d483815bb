"""SARIF reports against the JSON schema of SARIF 2.1.0 (OASIS), in the form of the models that pydantic-sarif makes of
it, and against what the standard says beside its schema."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Sarif

from engross.diagnostics import Diagnostic, Severity, codes
from engross.rendering import render_sarif

_NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=30)
_FINDINGS = st.builds(
    Diagnostic,
    st.sampled_from([*sorted(codes()), "of-another-version"]),
    st.sampled_from(Severity),
    st.text(max_size=40),
    st.text(max_size=40),
    _NAMES,
    st.integers(0, 5),
    st.integers(0, 90),
    st.text(max_size=80),
    st.integers(0, 90),
)
#: What RFC 3986 allows in the path of a URI.
_UNIT = "[A-Za-z0-9._~!$&'()*+,;=@/-]|%[0-9A-F]{2}"
_PATH = re.compile(rf"file:///(?:{_UNIT}|:)*|(?:{_UNIT})+")


def log_of(*findings: Diagnostic) -> dict[str, Any]:
    """The report on `findings`, checked against the schema."""
    text = render_sarif(findings)
    Sarif.model_validate_json(text)
    log: dict[str, Any] = json.loads(text)
    return log


def address(name: str) -> str:
    (run,) = log_of(Diagnostic("not-xml", Severity.ERROR, "m", "", name, 1, 1))["runs"]
    return str(run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])


@given(st.lists(_FINDINGS, max_size=5))
def test_any_findings_make_a_valid_report(findings: list[Diagnostic]) -> None:
    log = log_of(*findings)
    (run,) = log["runs"]
    assert (log["version"], run["columnKind"]) == ("2.1.0", "unicodeCodePoints")
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert len(run["results"]) == len(findings)
    for result, finding in zip(run["results"], findings, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding.code
        assert result["level"] == {"error": "error", "warning": "warning", "info": "note"}[finding.severity]
        place = result["locations"][0]["physicalLocation"]
        assert _PATH.fullmatch(place["artifactLocation"]["uri"])
        region = place.get("region", {"startLine": 1})
        assert region["startLine"] >= 1
        assert region.get("startColumn", 1) >= 1
        assert region.get("endColumn", 2) > region.get("startColumn", 1)


@pytest.mark.parametrize("code", codes())
def test_each_code_is_a_rule_in_words(code: str) -> None:
    (rule,) = log_of(Diagnostic(code, Severity.ERROR, "m"))["runs"][0]["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"] not in ("", "‹message›")
    assert rule["fullDescription"]["text"]
    assert rule["help"]["text"]


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("a.xml", "a.xml"),
        ("tei/a b.xml", "tei/a%20b.xml"),
        ("/x/é.xml", "file:///x/%C3%A9.xml"),
        ("a:b.xml", "a%3Ab.xml"),  # a colon in the first part would make it a scheme
        ("a#b?.xml", "a%23b%3F.xml"),
        ("%41.xml", "%2541.xml"),
        ("漢\udce9.txt", "%E6%BC%A2%E9.txt"),
        ("a\nb.xml", "a%0Ab.xml"),
        ("../b/c.xml", "../b/c.xml"),
        ("//net/x.xml", "file:///net/x.xml"),
        ("-", "-"),
    ],
)
def test_the_address_of_a_file_whatever_its_name(name: str, uri: str) -> None:
    assert address(name) == uri
    path = unquote_to_bytes(uri.removeprefix("file://"))
    assert path.lstrip(b"/") == name.encode("utf-8", "surrogateescape").lstrip(b"/")


def test_columns_count_characters_not_units_of_utf_16() -> None:
    text = "a😀<b/>"
    log = log_of(Diagnostic("not-xml", Severity.ERROR, "m", "", "a.xml", 1, 3, text, 4))
    region = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert text[region["startColumn"] - 1 : region["endColumn"] - 1] == "<b/>"


def test_the_models_refuse_what_the_schema_refuses() -> None:
    log = log_of(Diagnostic("not-xml", Severity.ERROR, "m", "", "a.xml", 1, 1))
    log["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(ValueError, match="level"):
        Sarif.model_validate(log)
    with pytest.raises(ValueError, match="tool"):
        Sarif.model_validate({"version": "2.1.0", "runs": [{}]})
