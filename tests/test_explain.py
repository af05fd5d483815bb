"""The codes: each is complete, each is explained, each is known; and the pages made from them."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest

from engross.diagnostics import Severity, codes, find_code
from engross.examples import example_tei
from engross.explain import close_to, conventions, describe_profile, explanation, overview
from engross.profile import load_profile, profile_names
from engross.rendering import Style, first_sentence, template_words

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "tool" / "engross"
TABLE = tomllib.loads((PACKAGE / "codes.toml").read_text(encoding="utf-8"))
#: Where a code is named in the program: diagnose("…"), diagnose_file("…"), Problem("…"), and the like.
NAMED = re.compile(r"""(?:diagnose|diagnose_file|Problem|_?report|_?warn|_?note)\(\s*["']([a-z]+(?:-[a-z]+)+)["']""")


@pytest.mark.parametrize("name", sorted(TABLE))
def test_every_code_is_complete(name: str) -> None:
    row = TABLE[name]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert row["severity"] in list(Severity)
    assert set(row) <= {"severity", "message", "hint", "why", "example"}
    for key in ("message", "hint", "why"):
        assert isinstance(row[key], str), key
    assert row["message"].strip()
    assert len(row["why"].split()) > 10
    fields = {field for _, field, _, _ in Formatter().parse(row["message"] + row["hint"]) if field is not None}
    assert all(re.fullmatch(r"[a-z_]+", field) for field in fields)
    assert not fields & {"code", "source", "span", "file", "line", "column"}
    filled = dict.fromkeys(fields, "x")
    assert row["message"].format(**filled)
    assert isinstance(row["hint"].format(**filled), str)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_every_code_is_explained(name: str) -> None:
    text = explanation(name)
    assert text is not None
    assert text.startswith(f"{name} ({codes()[name].severity.value})\n")
    assert all(len(line) <= 110 for line in text.splitlines())


def test_every_convention_is_explained() -> None:
    found = conventions()
    assert found
    for name, same in found.items():
        text = explanation(name)
        assert text is not None
        for _, convention in same:
            assert convention.example.replace("\n", "␊") in text


@pytest.mark.parametrize("profile", profile_names())
def test_every_mark_is_shown_with_what_becomes_of_its_example(profile: str) -> None:
    loaded = load_profile(profile)
    for convention in loaded.conventions:
        if convention.kind != "block":
            assert f"<{convention.becomes[0].element}" in example_tei(convention, loaded), convention.name


def test_a_convention_that_profiles_share_is_explained_once() -> None:
    assert len(conventions()["withheld"]) == 1
    assert (explanation("withheld") or "").count("(convention; profiles: notes, ocr, published, transcript, wiki)") == 1


def test_every_line_is_shown_by_some_profile() -> None:
    profiles = [load_profile(name) for name in profile_names()]
    blocks = {c.name for p in profiles for c in p.conventions if c.kind == "block"}
    shown = {c.name for p in profiles for c in p.conventions if c.kind == "block" and example_tei(c, p)}
    around = {
        "file-number",
        "file-series",
        "separator",
        "fence",
        "print-note",
    }  # they are what they are by what stands around them
    assert blocks - shown <= around


def test_a_profile_is_described_by_what_it_does() -> None:
    text = describe_profile(load_profile("notes"), Style(width=80))
    assert text.startswith("notes: Typed research notes")
    assert "Taken for sources with: notes in double parentheses;" in text
    assert '  source  bound for Cuba ((at the moment?)) would\n  TEI     bound for Cuba <note type="editorial">' in text
    assert all(len(line) <= 110 for line in text.splitlines())
    assert "read otherwise" not in text


def test_the_author_of_a_profile_sees_that_an_example_is_read_otherwise(tmp_path: Path) -> None:
    example = "example = 'see MS A12'\n"
    path = tmp_path / "own.toml"
    path.write_text(
        "extends = 'notes'\nname = 'own'\n"
        f"[token.shelf]\npattern = 'MS (?P<text>\\d+)'\nbecomes = 'add'\n{example}"
        "[token.bare]\npattern = 'QQ'\nbecomes = 'hi'\n"
        f"[token.good]\npattern = 'M(?P<text>S)'\nbecomes = 'unclear'\n{example}",
        encoding="utf-8",
    )
    text = describe_profile(load_profile(str(path)))
    assert "shelf\n  source  see MS A12\n  TEI     (not <add>: the example is read otherwise)" in text
    assert "bare\n  (no example)" in text
    assert "good\n  source  see MS A12\n  TEI     see <unclear>S</unclear> A12" in text


def test_no_convention_has_the_name_of_a_code() -> None:
    assert not set(conventions()) & set(codes())


def test_every_code_that_the_program_names_is_known() -> None:
    named = {
        name: path.name for path in PACKAGE.rglob("*.py") for name in NAMED.findall(path.read_text(encoding="utf-8"))
    }
    assert {name: file for name, file in named.items() if name not in TABLE} == {}


def test_every_rule_of_the_schematron_schema_has_its_code() -> None:
    schema = (ROOT / "schema" / "engross.sch").read_text(encoding="utf-8")
    rules = set(re.findall(r"""<(?:\w+:)?(?:assert|report)\b[^>]*?\sid=["']([^"']+)""", schema))
    assert rules
    assert rules - set(TABLE) == set()


def test_explanations_fit_the_terminal() -> None:
    text = explanation("call-without-note", Style(width=50))
    assert text is not None
    prose = text.split("Example")[0]
    assert all(len(line) <= 50 for line in prose.splitlines())
    assert all(len(line) <= 90 for line in overview(Style(width=90)).splitlines())


def test_small_helpers() -> None:
    assert template_words("The {label} of {runner_up}.") == "The ‹label› of ‹runner up›."
    assert first_sentence("One two.\nThree.") == "One two."
    assert close_to("Call_Without", ["call-without-note", "x"]) == "Did you mean call-without-note?"
    assert close_to("aaab", ["aaaa", "aaac"]) == "Did you mean aaac or aaaa?"
    assert close_to("gobbledygook", ["body", "block"]) == ""
    assert close_to("zzz", ["aaa"]) == ""


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_make", ROOT / "docs" / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["diagnostics.md", "conventions.md", "encodings.md", "exports.md"])
def test_the_pages_of_the_documentation_are_up_to_date(page: str) -> None:
    made = maker().PAGES[page]()
    written = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert written == made, "run `python docs/make.py`"


@pytest.mark.parametrize(
    "page", [p for folder in (ROOT, ROOT / "docs") for p in sorted(folder.glob("*.md"))], ids=lambda p: p.name
)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text):
        assert (page.parent / target).exists(), target


def test_a_code_alone_is_read_as_it_stands_among_all() -> None:
    assert {name: find_code(name) for name in codes()} == codes()
    with pytest.raises(KeyError):
        find_code("no-such-code")
