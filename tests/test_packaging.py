"""The built wheel, used from outside the checkout; and what the project says of itself."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import engross

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
COMMANDS = ("pip install . && engross build seeds", "pip install -e '.[dev]' && pytest")


def pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    subprocess.run(command, check=True, timeout=300, capture_output=True, stdin=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the checkout, without the network."""
    for needed in ("hatchling", "pip"):
        if importlib.util.find_spec(needed) is None:
            pytest.skip(f"{needed}, which builds the wheel, is not installed here")
    folder = tmp_path_factory.mktemp("wheel")
    copy = folder / "checkout"
    copy.mkdir()
    for name in ("tool", "schema"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(copy))
    (built,) = folder.glob("engross-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel unpacked as an installation would have it."""
    folder = tmp_path_factory.mktemp("site")
    pip("install", "--no-deps", "--no-index", "--target", str(folder), str(wheel))
    return folder


def program(installed: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed program, and see to it that it is the installed one."""
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONIOENCODING": "utf-8"}
    where = "import engross, sys; sys.stderr.write(engross.__file__ + '\\n')"
    code = f"{where}; from engross.__main__ import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=cwd, env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


def test_the_wheel_has_everything_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops == {"engross", f"engross-{engross.__version__}.dist-info"}
    for needed in (
        "engross/py.typed",
        "engross/codes.toml",
        "engross/encode/structures.toml",
        "engross/profiles/common.toml",
        "engross/schema/engross.rng",
        "engross/schema/engross.sch",
    ):
        assert needed in names
    modules = {p.relative_to(ROOT / "tool").as_posix() for p in (ROOT / "tool" / "engross").rglob("*.py")}
    assert modules <= set(names)


def test_the_installed_program_runs_anywhere(installed: Path, tmp_path: Path) -> None:
    result = program(installed, tmp_path, "--version")
    assert result.stdout == f"engross {engross.__version__}\n"
    assert Path(result.stderr.strip()).is_relative_to(installed)
    assert program(installed, tmp_path, "explain").returncode == 0


def test_the_installed_program_builds_the_editions(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    result = program(installed, tmp_path, "build", "seeds")
    assert result.returncode == 0, result.stderr
    made = {path.name: path.read_bytes() for path in (tmp_path / "tei").glob("*.xml")}
    assert made == {path.name: path.read_bytes() for path in (ROOT / "tei").glob("*.xml")}
    assert made
    assert program(installed, tmp_path, "build", "--check", "seeds").returncode == 0
    checked = program(installed, tmp_path, "validate", *(f"tei/{name}" for name in made))
    assert (checked.returncode, checked.stdout) == (0, "") or "warning" in checked.stdout
    assert checked.returncode == 0
    for source in (tmp_path / "seeds").glob("*.txt"):
        result = program(installed, tmp_path, "source", f"tei/{source.stem}.xml", "-o", "back.txt")
        assert result.returncode == 0
        assert (tmp_path / "back.txt").read_bytes() == source.read_bytes()


def test_the_version_is_the_same_everywhere() -> None:
    assert PROJECT["version"] == engross.__version__
    assert f"\n## {engross.__version__} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_readme_gives_the_two_commands_each_on_a_line() -> None:
    lines = [line.strip() for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()]
    for command in COMMANDS:
        assert lines.count(command) == 1


def test_the_readme_shows_what_the_program_does(tmp_path: Path) -> None:
    """The example: the source, the excerpt of its edition, and the diagnostics, as they really are."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"<!-- example: (.+?) -->\n```\w*\n(.*?)```", readme, flags=re.DOTALL))
    assert set(blocks) == {"note.txt", "edition", "diagnostics"}
    (tmp_path / "note.txt").write_text(blocks["note.txt"], encoding="utf-8")
    environment = {**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    result = subprocess.run(
        [sys.executable, "-m", "engross", "convert", "note.txt"],
        cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    assert result.returncode == 0
    assert blocks["edition"].strip() in result.stdout
    assert blocks["diagnostics"].strip() in result.stderr


def test_nothing_names_a_place_on_some_machine() -> None:
    homes = re.compile(rb"/(?:home|Users|root|work|tmp)/\w")
    folders = ("tool", "schema", "seeds", "tei", "docs")
    files = [p for name in folders for p in (ROOT / name).rglob("*") if p.suffix not in (".pyc", ".txt")]
    files += [p for p in ROOT.glob("*.*") if p.suffix in (".md", ".toml")]
    found = [str(p.relative_to(ROOT)) for p in files if p.is_file() and homes.search(p.read_bytes())]
    assert found == []
