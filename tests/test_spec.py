"""The spec cases in ``tests/spec/*.test``: a source, and the TEI that must come of it.

A file is about one convention: its head states it, and names with ``Covers:`` the conventions of profiles and the
structures of ``encode/structures.toml`` that its cases use.

A case is a title on a line, then a block between fences of backticks. The opening fence names the profile and, where
need be, more: ``escapes`` (``\\f``, ``\\x01``, ``\\u2028`` in the input are these characters, ``\\`` at the end of a
line keeps the blanks before it), ``bytes`` (the same, for bytes that are no UTF-8), ``refused`` (no edition is made),
``xfail="why"``. In the block, a
line with a single ``.`` stands between the source and what the edition's body holds: TEI without its ``xml:id`` where
nothing points to it, then the diagnostics as ``! code line:column``.

After a change that is meant: ``pytest tests/test_spec.py --accept`` writes what comes now. Read the difference.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

from engross.encode.structures import structures
from engross.pipeline import Conversion, convert_source
from engross.profile import load_profile, profile_names
from engross.restore import restore_source
from engross.source import read_source

SPEC = Path(__file__).parent / "spec"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"

_CASE = re.compile(r"^(?P<fence>`{3,})[ ]*(?P<options>.*)\n(?P<body>(?:.*\n)*?)(?P=fence)[ ]*$", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """One case; `start` and `end` bound what is expected in its file."""

    file: str
    title: str
    options: dict[str, str]
    source: str
    expected: str
    start: int
    end: int

    @property
    def data(self) -> bytes:
        if "bytes" in self.options:
            return _unescape(self.source).encode("latin-1")
        return (_unescape(self.source) if "escapes" in self.options else self.source).encode("utf-8", "surrogatepass")


def _unescape(text: str) -> str:
    text = re.sub(r"\\\n", "\n", text)
    named = {"f": "\f", "t": "\t", "v": "\v", "r": "\r", "n": "\n"}
    text = re.sub(r"\\([ftvrn])", lambda m: named[m[1]], text)
    return re.sub(r"\\x([0-9a-f]{2})|\\u([0-9a-f]{4})", lambda m: chr(int(m[1] or m[2], 16)), text)


def read_cases(path: Path) -> list[Case]:
    """The cases of a file, in order."""
    text, found = path.read_text(encoding="utf-8"), []
    for match in _CASE.finditer(text):
        title = text[: match.start()].rstrip().rpartition("\n")[2]
        words = [word.partition("=") for word in shlex.split(match["options"])]
        source, dot, expected = match["body"].partition("\n.\n")
        if not dot:
            raise ValueError(f"{path.name}: {title}: no line with a single dot")
        start = match.start("body") + len(source) + len(dot)
        options = {name: value for name, _, value in words}
        found.append(Case(path.stem, title, options, source + "\n", expected, start, match.end("body")))
    return found


def convert(case: Case) -> Conversion:
    name = case.options["profile"]
    return convert_source(read_source(case.data, "memo.txt", "memo"), profile=load_profile(name))


def shown(conversion: Conversion) -> str:
    """What a case shows of a conversion."""
    lines = []
    if conversion.xml is not None:
        root = etree.fromstring(conversion.xml)
        body = next(root.iter("{*}body"))
        aims = {p[1:] for e in body.iter("*") for name in ("target", "next", "prev") for p in [e.get(name)] if p}
        for element in body.iter("*"):
            if element.get(XML_ID) not in aims:
                element.attrib.pop(XML_ID, None)
        xml = etree.tostring(body, encoding="unicode", with_tail=False)
        lines.append(re.sub(r"^<body[^>]*>\n?|\n?</body>$|^<body[^>]*/>$", "", xml))
    lines += [f"! {d.code} {d.line}:{d.column}" for d in conversion.diagnostics]
    return "".join(f"{line}\n" for line in lines if line)


CASES = [case for path in sorted(SPEC.glob("*.test")) for case in read_cases(path)]


def _parameter(case: Case) -> object:
    why = case.options.get("xfail")
    marks = [pytest.mark.xfail(strict=True, reason=why)] if why else []
    return pytest.param(case, id=f"{case.file}: {case.title}", marks=marks)


@pytest.mark.parametrize("case", [_parameter(case) for case in CASES])
def test_case(case: Case, request: pytest.FixtureRequest) -> None:
    conversion = convert(case)
    refused = conversion.xml is None
    assert refused == ("refused" in case.options), conversion.diagnostics
    if request.config.getoption("--accept") and "xfail" not in case.options:
        _accept(case, shown(conversion))
        return
    assert shown(conversion) == case.expected
    assert conversion.xml is None or restore_source(conversion.xml) == case.data


def _accept(case: Case, now: str) -> None:
    """Write what comes `now` into the file of a case; those above it may have changed the places."""
    path = SPEC / f"{case.file}.test"
    text = path.read_text(encoding="utf-8")
    here = next(c for c in read_cases(path) if c.title == case.title)
    path.write_text(text[: here.start] + now + text[here.end :], encoding="utf-8")


def test_every_case_has_a_title_of_its_own() -> None:
    names = [(case.file, case.title) for case in CASES]
    assert len(names) == len(set(names))


def test_every_case_says_its_profile() -> None:
    assert [c.title for c in CASES if c.options.get("profile") not in profile_names()] == []


#: What no case can show, and where it is tested.
ELSEWHERE = {"person": "needs an edition: tests/test_passes.py"}


def _covered() -> dict[str, str]:
    """The file of each convention and structure that a file says it covers."""
    found: dict[str, str] = {}
    for path in sorted(SPEC.glob("*.test")):
        for line in re.findall(r"^Covers: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE):
            for name in line.split(", "):
                assert name not in found, f"{name} is covered by {found.get(name)} and {path.stem}"
                found[name] = path.stem
    return found


COVERED = _covered()
CONVENTIONS = {convention.name: convention for name in profile_names() for convention in load_profile(name).conventions}
STRUCTURES = {structure.name: structure for structure in structures()}


def test_every_convention_and_structure_has_a_file_that_covers_it() -> None:
    assert set(COVERED) == {*CONVENTIONS, *STRUCTURES} - set(ELSEWHERE)
    assert set(ELSEWHERE) <= {*CONVENTIONS, *STRUCTURES}


@pytest.mark.parametrize("name", sorted(COVERED))
def test_a_file_uses_what_it_covers(name: str) -> None:
    """A case of the file is read by the convention: its name stands in the header's statement of what was applied,
    or, for one of whole lines, its pattern fits a line and its element stands in the edition."""
    assert any(_uses(case, name) for case in CASES if case.file == COVERED[name])


def _uses(case: Case, name: str) -> bool:
    xml = convert(case).xml
    if xml is None:
        return False
    root = etree.fromstring(xml)
    structure = STRUCTURES.get(name)
    names = {name, structure.convention if structure else name}
    if names & {item.get("n") for item in root.iterfind(".//{*}editorialDecl//{*}item")}:
        return True
    convention = CONVENTIONS.get(name)
    if convention is None or convention.kind != "block":
        return False
    lines = read_source(case.data, "memo.txt", "memo").text.splitlines()
    made = {step.element for step in convention.becomes}
    fits = any(convention.pattern.search(line) for line in lines)
    return fits and any(etree.QName(e).localname in made for e in next(root.iter("{*}body")).iter("*"))


def test_every_file_says_what_it_is_about() -> None:
    for path in sorted(SPEC.glob("*.test")):
        head = path.read_text(encoding="utf-8").split("\n\n")[0]
        assert head.endswith("."), path.name
        assert [case for case in CASES if case.file == path.stem], path.name
