"""The same verdict as Jing, and the same first line, on documents with one fault each."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from engross.relaxng import load_schema

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
COUNT = 400

sys.path.insert(0, str(ROOT / "tests" / "relaxng"))
from mutation import mutants, wrapped  # noqa: E402

pytestmark = pytest.mark.skipif(shutil.which("jing") is None, reason="jing is not installed")


def _jing(schema: Path, files: list[Path]) -> dict[str, list[int]]:
    """The lines that Jing names in each of `files`. It stops at a file that is not well-formed; then it is called
    again for the rest."""
    found: dict[str, list[int]] = defaultdict(list)
    left = [str(path) for path in files]
    while left:
        syntax = ["-c"] if schema.suffix == ".rnc" else []
        run = subprocess.run(["jing", *syntax, str(schema), *left], capture_output=True, text=True, check=False)
        stopped = None
        for match in re.finditer(r"^(.+?):(\d+):\d+: (error|fatal)", run.stdout, re.M):
            found[match[1]].append(int(match[2]))
            if match[3] == "fatal":
                stopped = match[1]
        if stopped is None:
            break
        left = left[left.index(stopped) + 1 :]
    return found


SCHEMAS = {
    "tei_all": SHARED / "tei" / "tei_all.rng",
    "engross": ROOT / "schema" / "engross.rng",
    "interleave": ROOT / "tests" / "relaxng" / "interleave.rnc",
}


def _documents(name: str) -> list[str]:
    """Valid documents for a schema."""
    if name == "interleave":
        return [SCHEMAS[name].with_suffix(".xml").read_text(encoding="utf-8")]
    own = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "tei").glob("*.xml"))]
    if name == "engross":
        return own
    return own * 10 + [wrapped(path) for path in sorted((SHARED / "gold" / "frus").glob("*.xml"))]


@pytest.mark.parametrize("name", SCHEMAS)
def test_mutants(name: str, tmp_path: Path) -> None:
    schema_file = SCHEMAS[name]
    if not schema_file.is_file():
        pytest.skip("shared/tei/tei_all.rng is not there")
    files = []
    for number, (_, text) in enumerate(mutants(_documents(name), COUNT, seed=7)):
        files.append(tmp_path / f"{number}.xml")
        files[-1].write_text(text, encoding="utf-8")
    jing = _jing(schema_file, files)
    schema = load_schema(schema_file)
    same_line = faulty = 0
    for path in files:
        found = schema.validate(path)
        assert bool(found) == bool(jing[str(path)]), f"{path}: {found[:1]}"
        if found:
            faulty += 1
            same_line += found[0].end_line == jing[str(path)][0]
            named = {line for fault in found for line in (fault.end_line, fault.other_line, *fault.lines)}
            assert set(jing[str(path)]) <= named, path
    assert faulty > COUNT / 5
    assert same_line >= 0.99 * faulty
