"""docs/write-a-profile.md: the files that it has written make each command say what stands below it."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from engross.cli import run

PAGE = Path(__file__).parent.parent / "docs" / "write-a-profile.md"
_STEP = re.compile(r"<!-- (file: (?P<name>\S+)|run) -->\n```\w+\n(?P<text>.*?)```", re.DOTALL)
_COMMAND = re.compile(r"^\$ engross (?P<given>.*)\n(?P<output>(?:(?!\$ ).*\n)*)", re.MULTILINE)


def test_every_command_says_what_the_page_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stderr", sys.stdout)  # a terminal shows both
    commands = 0
    for step in _STEP.finditer(PAGE.read_text(encoding="utf-8")):
        if step["name"]:
            Path(step["name"]).write_text(step["text"], encoding="utf-8", newline="\n")
            continue
        for command in _COMMAND.finditer(step["text"]):
            run(shlex.split(command["given"]))
            shown = capsys.readouterr().out
            assert re.fullmatch(_pattern(command["output"]), shown, re.DOTALL), f"{command['given']}\n{shown}"
            commands += 1
    assert commands >= 6
    assert Path("again.txt").read_bytes() == Path("log.txt").read_bytes()


def _pattern(output: str) -> str:
    """The pattern of an output in which a line with ``…`` stands for any lines."""
    return "".join(r"(?:.*\n)?" if line == "…" else re.escape(f"{line}\n") for line in output.splitlines()) + r"\n*"
