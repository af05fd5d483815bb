"""BaseX, an XML database, under its default settings: what comes back is what was put in, and words are found."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from editions import T, seeds
from lxml import etree
from programs import HERE, PATIENCE, find_program

from engross.cli import run

_WORD = re.compile(r"[^\W_]+")

#: Runs commands, or a query of this folder with values for its variables, in BaseX, and gives what it prints.
BaseX = Callable[..., str]


@pytest.fixture
def basex(tmp_path: Path) -> BaseX:
    program = find_program("basex")
    home = tmp_path / "home"
    home.mkdir()

    def call(*arguments: str) -> str:
        environment = {**os.environ, "HOME": str(home), "JAVA_TOOL_OPTIONS": "", "BASEX_JVM": f"-Duser.home={home}"}
        done = subprocess.run(
            [program, *arguments],
            capture_output=True,
            encoding="utf-8",
            env=environment,
            cwd=home,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return call


def store(basex: BaseX, files: Sequence[Path], folder: Path) -> dict[str, etree._Element]:
    """Make the database ``editions`` of `files`; the ``text`` of each by the path that it has there."""
    folder.mkdir()
    texts = {}
    for number, file in enumerate(files):
        name = f"{number}_{file.name}"
        shutil.copyfile(file, folder / name)
        texts[name] = next(etree.parse(file).getroot().iterchildren(f"{T}text"))
    basex("-c", f"CREATE DB editions {folder}")
    return texts


def query(basex: BaseX, script: str, **values: str) -> Any:
    bound = [word for name, value in {"db": "editions", **values}.items() for word in ("-b", f"{name}={value}")]
    return json.loads(basex(*bound, str(HERE / script)))


def all_text(text: etree._Element) -> str:
    return "".join(text.itertext(etree.Element))


def pieces(text: etree._Element) -> list[str | etree._Element]:
    """The stretches of text and, where they stand, the breaks in `text`; what is of the page only is left out."""
    found: list[str | etree._Element] = []
    hidden = 0
    for event, node in etree.iterwalk(text, events=("start", "end", "comment", "pi")):
        if event == "start":
            hidden += node.tag == f"{T}fw"
            if node.tag in (f"{T}lb", f"{T}pb") and not hidden:
                found.append(node)
            if node.text and not hidden:
                found.append(node.text)
        else:
            hidden -= event == "end" and node.tag == f"{T}fw"
            if node.tail and not hidden:
                found.append(node.tail)
    return found


def searches(texts: dict[str, etree._Element]) -> etree._Element:
    """For each break the last word before it and the first behind it, to be found one after the other."""
    made = etree.Element("searches")
    for name, text in texts.items():
        row = pieces(text)
        for at, piece in enumerate(row):
            if isinstance(piece, str):
                continue
            before = _WORD.findall("".join(p for p in row[:at] if isinstance(p, str))[-200:])
            behind = _WORD.findall("".join(p for p in row[at:] if isinstance(p, str))[:200])
            if before and behind:
                furniture = 0 if piece.tag == f"{T}lb" and piece.get("break") != "no" else 40
                search = {"in": name, "before": before[-1], "behind": behind[0], "between": str(furniture)}
                etree.SubElement(made, "search", search)
    return made


def check(basex: BaseX, files: Sequence[Path], folder: Path) -> int:
    """See to it that `files` come back with every blank, and that words are found; how many searches there were."""
    texts = store(basex, files, folder / "editions")
    got = query(basex, "texts.xq")
    assert got.keys() == texts.keys()
    for name, text in texts.items():
        assert got[name] == all_text(text), name
    wanted = searches(texts)
    (folder / "searches.xml").write_bytes(etree.tostring(wanted, encoding="utf-8"))
    assert query(basex, "search.xq", searches=str(folder / "searches.xml")) == []
    return len(wanted)


def test_the_text_of_the_seeds_comes_back_and_is_found(basex: BaseX, tmp_path: Path) -> None:
    assert check(basex, seeds(), tmp_path) > 5


def test_the_text_of_more_than_a_hundred_editions_comes_back(
    basex: BaseX, tmp_path: Path, gold_editions: list[Path]
) -> None:
    assert len(gold_editions) > 200
    assert check(basex, gold_editions, tmp_path) > 100


DIVIDED = "The multilateral force was discussed.\n\nNobody spoke of a multi-\nlateral force again\nthat day.\n"


def test_a_word_that_was_divided_is_found_as_one(basex: BaseX, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(DIVIDED, encoding="utf-8")
    assert run(["convert", str(tmp_path / "a.txt"), "--profile", "ocr", "-o", str(tmp_path)]) == 0
    assert 'multi-<lb break="no"/>lateral' in (tmp_path / "a.xml").read_text(encoding="utf-8")
    assert check(basex, [tmp_path / "a.xml"], tmp_path) == 2
    found = 'count(collection("editions")//*:p[. contains text "a multi-lateral force again that day"])'
    assert basex(found) == "1"


SPOILT = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><text{}><body><p><persName><forename>Dean</forename> <surname>Rusk\
</surname></persName> <lb/><name>b</name></p></body></text></TEI>"""


def test_what_the_rules_say_of_blanks_is_true(basex: BaseX, tmp_path: Path) -> None:
    (tmp_path / "lost.xml").write_text(SPOILT.format(""), encoding="utf-8")
    (tmp_path / "kept.xml").write_text(SPOILT.format(' xml:space="preserve"'), encoding="utf-8")
    store(basex, [tmp_path / "lost.xml", tmp_path / "kept.xml"], tmp_path / "editions")
    assert query(basex, "texts.xq") == {"0_lost.xml": "DeanRuskb", "1_kept.xml": "Dean Rusk b"}
