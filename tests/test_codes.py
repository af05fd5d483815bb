"""Every diagnostic has a pair of cases, in ``tests/codes/*.toml``: one that fires it and, as near to it as can be, one
that does not.

A table has the name of the code. `run` is a command of engross; `files` are there when it runs (``{bytes 9}`` and
``{nested p 9}`` stand for so much), and `links` are symbolic links. `before` are commands that run before it, and
`edit` then replaces something in a file (old, new). ``sample.xml`` is ``tests/sample_edition.xml``; ``schema = "any"``
adds a schema that allows everything.

The nearby case is the same but for `change`: what it replaces stands once in the whole table, so the two differ in that
one thing. It gives the diagnostics `instead`, by default none.

`fault` names what no input is known to cause, or none of a moderate size; it is put into the program (see `FAULTS`).
"""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct, field
from msgspec.structs import replace

from engross import pipeline
from engross.cli import run
from engross.commands import files, limited
from engross.commands import work as work_of
from engross.diagnostics import codes
from engross.model import Kind, Node
from engross.profile import load_profile
from engross.source import Source, Span

FOLDER = Path(__file__).parent / "codes"
PRINTED = FOLDER / "printed.txt"
SAMPLE = Path(__file__).parent / "sample_edition.xml"
ANY = """<grammar xmlns="http://relaxng.org/ns/structure/1.0"><start><ref name="any"/></start><define name="any">
<element><anyName/><zeroOrMore><choice><attribute><anyName/></attribute><text/><ref name="any"/></choice></zeroOrMore>
</element></define></grammar>"""
_PRINTED = re.compile(r"^\S.*?: (error|warning|info): .*\[([a-z-]+)\]$", re.MULTILINE)
_TREE = re.compile(r"\{(?:nested (\w+)|bytes) (\d+)\}")


class Case(Struct, frozen=True):
    """What a table of the files says."""

    run: str
    files: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    edit: tuple[str, ...] = ()
    change: tuple[str, str] = ("", "")
    instead: tuple[str, ...] = ()
    encoding: str = "utf-8"
    schema: str = ""
    fault: str = ""

    @property
    def nearby(self) -> Case:
        """The case with its one change."""
        old, new = self.change
        assert _strings(self).count(old) == 1, "the change is to be in one place"

        def changed(text: str) -> str:
            return text.replace(old, new)

        return replace(
            self,
            run=changed(self.run),
            files={changed(name): changed(text) for name, text in self.files.items()},
            links={changed(name): changed(aim) for name, aim in self.links.items()},
            edit=(*self.edit[:2], *map(changed, self.edit[2:])),
        )


def _strings(case: Case) -> str:
    every = [case.run, *case.files, *case.files.values(), *case.links, *case.links.values(), *case.edit[2:]]
    return "\0".join(every)


def read_cases() -> dict[str, Case]:
    """The case of each code."""
    found: dict[str, Case] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        for code, table in tomllib.loads(path.read_text(encoding="utf-8")).items():
            assert code not in found, f"{code} has two pairs"
            lists = {name: tuple(value) if isinstance(value, list) else value for name, value in table.items()}
            found[code] = Case(**lists)
    return found


CASES = read_cases()


# --- faults ---------------------------------------------------------------------------------------------------------


def _put_in(monkeypatch: pytest.MonkeyPatch, name: str, change: Callable[[Source, Any], Any]) -> None:
    """Let the pipeline's function `name` give what `change` makes of its source and of what it gives."""
    true: Callable[..., Any] = getattr(pipeline, name)
    monkeypatch.setattr(pipeline, name, lambda source, *more: change(source, true(source, *more)))


def _raise(source: Source, given: object) -> object:
    if "RAISE" in source.text:
        raise RuntimeError("what a pity")
    return given


def _lose(source: Source, document: Any) -> Any:
    at = source.text.find("¬")
    return document if at < 0 else replace(document, body=_without(document.body, at))


def _without(node: Node, at: int) -> Node:
    """`node` without the character at `at`."""
    children: list[Node] = []
    for child in node.children:
        if child.kind is not Kind.TEXT:
            children.append(_without(child, at))
        elif child.span.start <= at < child.span.end:
            children += [
                replace(child, span=Span(child.span.start, at)),
                replace(child, span=Span(at + 1, child.span.end)),
            ]
        else:
            children.append(child)
    return replace(node, children=tuple(children))


def _forget(source: Source, record: str) -> str:
    return record.replace("~~", "~", 1) if "¬" in source.text else record


FAULTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "a low limit": lambda patch: patch.setattr(files, "LIMIT", 1024**2),
    "little time": lambda patch: (patch.setattr(limited, "LIMIT", 1.0), patch.setattr(limited, "LIMIT_PATTERN", 1.0)),
    "a reader that raises on RAISE": lambda patch: _put_in(patch, "read_document", _raise),
    "a reader that loses the character ¬": lambda patch: _put_in(patch, "read_document", _lose),
    "a record that forgets the character ¬": lambda patch: _put_in(patch, "write_record", _forget),
}  # type: ignore[dict-item]


# --- running --------------------------------------------------------------------------------------------------------


class Result(Struct, frozen=True):
    """The exit status of a case, the codes that it printed with their severities, what it left, and all it printed."""

    status: int
    printed: Counter[tuple[str, str]]
    changed: frozenset[str]
    text: str

    @property
    def codes(self) -> set[str]:
        return {code for code, _ in self.printed}

    @property
    def has_error(self) -> bool:
        return any(severity == "error" for _, severity in self.printed)


Play = Callable[[Case], Result]


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Play:
    """Runs a case in an empty folder."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("ENGROSS_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("ENGROSS_CATALOG", raising=False)
    monkeypatch.delenv("ENGROSS_DEBUG", raising=False)

    for cached in (load_profile, work_of._profile, work_of._edition):
        cached.cache_clear()  # they go by the names of files, and another test may have had the same

    def call(case: Case) -> Result:
        _prepare(case)
        for command in case.before:
            assert run(shlex.split(command)) == 0, capfd.readouterr().err
        if case.edit:
            name, old, new = case.edit
            text = Path(name).read_text(encoding="utf-8")
            assert text.count(old) >= 1
            Path(name).write_text(text.replace(old, new, 1), encoding="utf-8")
        if case.fault:
            FAULTS[case.fault](monkeypatch)
        capfd.readouterr()
        stood = _files()
        status = run(shlex.split(case.run))
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        printed = Counter((code, severity) for severity, code in _PRINTED.findall(out + err))
        now = _files()
        changed = frozenset(name for name in stood | now if stood.get(name) != now.get(name))
        return Result(status, printed, changed, out + err)

    return call


def _prepare(case: Case) -> None:
    everything = dict(case.files)
    if case.edit[:1] == ("sample.xml",):
        everything["sample.xml"] = SAMPLE.read_text(encoding="utf-8")
    if case.schema == "any":
        everything["any.rng"] = ANY
    for name, text in everything.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_TREE.sub(_written_out, text).encode(case.encoding))
    for name, aim in case.links.items():
        Path(name).symlink_to(aim.removesuffix("@"))


def _written_out(match: re.Match[str]) -> str:
    name, number = match[1], int(match[2])
    return f"<{name}>" * number + f"</{name}>" * number if name else "x" * number


def _files() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in Path().rglob("*") if path.is_file()}


# --- the tests ------------------------------------------------------------------------------------------------------


def test_every_code_has_a_pair_and_no_other_has() -> None:
    assert set(CASES) == set(codes())


def test_every_fault_that_is_put_in_is_used() -> None:
    assert {case.fault for case in CASES.values() if case.fault} == set(FAULTS)


@pytest.mark.parametrize("code", CASES)
def test_it_fires(code: str, play: Play) -> None:
    result = play(CASES[code])
    severity = codes()[code].severity.value
    assert (code, severity) in result.printed, result
    assert result.has_error == (result.status != 0)
    if severity == "error":
        assert not result.changed, "an error, and something was written"


@pytest.mark.parametrize("code", CASES)
def test_it_does_not_fire_nearby(code: str, play: Play) -> None:
    case = CASES[code].nearby
    result = play(case)
    assert code not in result.codes
    assert result.codes == set(case.instead)
    assert result.has_error == (result.status != 0)


def read_printed() -> dict[str, str]:
    """What ``engross validate`` prints for each case, as it stands in ``printed.txt``."""
    parts = re.split(r"^=== ([a-z-]+)\n", PRINTED.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


VALIDATED = [code for code, case in CASES.items() if case.run.startswith("validate ")]


@pytest.mark.parametrize("code", VALIDATED)
def test_it_is_printed_so(code: str, play: Play, request: pytest.FixtureRequest) -> None:
    """To the letter: place, severity, sentence, line with its caret, hint, and the summary. With ``--accept``, what
    comes now is written into ``printed.txt``: read the difference."""
    text, printed = play(CASES[code]).text, read_printed()
    if request.config.getoption("--accept"):
        printed[code] = text
        PRINTED.write_text("".join(f"=== {name}\n{printed[name]}" for name in sorted(printed)), encoding="utf-8")
    assert text == printed.get(code)


def test_nothing_is_printed_that_no_case_prints() -> None:
    assert sorted(read_printed()) == sorted(VALIDATED)


def test_the_same_codes_come_in_a_report_for_programs(play: Play, capfd: pytest.CaptureFixture[str]) -> None:
    """What the pairs find in the text stands in the JSON that other programs read."""
    case = CASES["table-size-wrong"]
    play(replace(case, run=case.run + " --format json"))
    run(["validate", "sample.xml", "--format", "json"])
    assert [row["code"] for row in json.loads(capfd.readouterr().out)] == ["table-size-wrong"]
