"""What the program keeps between two runs: files that are private and whole, and compiled patterns."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engross import kept_patterns
from engross.kept import cache_folder, keep, read_kept
from engross.kept_patterns import compile_kept, keep_patterns
from engross.profile import load_profile, profile_names

#: Patterns with what Python's `re` has: names, numbers, look-around, flags inside and out, sets, surrogates.
PATTERNS = [
    (r"(?P<label>TO|FROM)\s*:(?P<rest>.*)", re.DOTALL),
    (r"(?<!\w)(\d{1,2})(?:st|nd|rd|th)?(?(1)x|y)", 0),
    (r"(?i:page)\s+(?P<n>\d+)(?=\s)", re.MULTILINE),
    (r"[^\W\d_]+[‘’“”–—]", re.IGNORECASE),
    (r"(?s)\A.{0,3}?\Z", 0),
    ("[\ud800-\udfff￾]|(?P<a>b)(?P=a)", 0),
]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ENGROSS_CACHE", str(tmp_path / "cache"))
    kept_patterns._open_store.cache_clear()
    yield
    kept_patterns._open_store.cache_clear()


def _next_run() -> None:
    keep_patterns()
    kept_patterns._open_store.cache_clear()


def _file(tmp_path: Path) -> Path:
    (found,) = (tmp_path / "cache" / "patterns").iterdir()
    return found


def _forbid_compiling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_patterns, "_take_apart", None)
    monkeypatch.setattr("engross.kept_patterns.re.compile", None)


@pytest.mark.parametrize(("expression", "flags"), PATTERNS)
def test_a_kept_pattern_is_the_one_that_re_makes(expression: str, flags: int, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = re.compile(expression, flags)
    assert compile_kept(expression, flags) == expected  # Patterns are equal if their code is
    _next_run()
    _forbid_compiling(monkeypatch)
    found = compile_kept(expression, flags)
    assert found == expected
    assert (found.groupindex, found.groups, found.flags) == (expected.groupindex, expected.groups, expected.flags)


def test_every_pattern_of_the_profiles_is_kept_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    patterns = {
        (convention.pattern.pattern, convention.pattern.flags & ~re.UNICODE)
        for name in profile_names()
        for convention in load_profile(name).conventions
    }
    expected = {each: re.compile(*each) for each in patterns}
    assert len(expected) > 40
    for each in patterns:
        compile_kept(*each)
    _next_run()
    _forbid_compiling(monkeypatch)
    for each, pattern in expected.items():
        assert compile_kept(*each) == pattern


def test_later_runs_add_to_what_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        compile_kept(f"(?P<a{number}>x)", 0)
        _next_run()
    _forbid_compiling(monkeypatch)
    assert [compile_kept(f"(?P<a{number}>x)", 0).groupindex for number in range(3)] == [{"a0": 1}, {"a1": 1}, {"a2": 1}]


def test_too_many_patterns_begin_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_patterns, "_MOST", 2)
    for number in range(3):
        compile_kept(f"x{{{number}}}", 0)
        _next_run()
    assert b"x{2}" in _file(tmp_path).read_bytes()
    assert b"x{1}" not in _file(tmp_path).read_bytes()


@pytest.mark.parametrize("damage", [b"", b"\n", b"0\n{}\n", b"\x80" * 200, None])
def test_a_damaged_file_is_as_good_as_none(damage: bytes | None, tmp_path: Path) -> None:
    compile_kept("a+b", 0)
    _next_run()
    good = _file(tmp_path).read_bytes()
    _file(tmp_path).write_bytes(good[:-4] if damage is None else damage)
    assert compile_kept("a+b", 0) == re.compile("a+b")
    _next_run()
    assert _file(tmp_path).read_bytes() == good


@pytest.mark.parametrize("body", [b"{\"0 'a+b'\":[32,0,2,0,{}]}\n" + b"\xff" * 8, b"{\"0 'a+b'\":7}\n", b"[]\n", b"{"])
def test_what_is_no_code_is_compiled_as_ever(body: bytes, tmp_path: Path) -> None:
    compile_kept("c", 0)
    _next_run()
    keep(_file(tmp_path), body, 4)
    assert compile_kept("a+b", 0).fullmatch("aab")


def test_an_expression_that_is_none_is_reported() -> None:
    with pytest.raises(re.error):
        compile_kept("(", 0)


def test_without_a_folder_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENGROSS_CACHE", "")
    assert cache_folder("patterns") is None
    assert compile_kept("a", 0).fullmatch("a")
    keep_patterns()
    assert not (tmp_path / "cache").exists()


@given(st.binary(max_size=300))
def test_what_is_kept_is_read_again(body: bytes) -> None:
    folder = cache_folder("any")
    assert folder is not None
    keep(folder / "file", body, 4)
    assert read_kept(folder / "file") == body


def test_no_more_files_are_kept_than_asked_for(tmp_path: Path) -> None:
    for number in range(6):
        keep(tmp_path / "own" / str(number), b"", 4)
        os.utime(tmp_path / "own" / str(number), (number, number))
    assert sorted(path.name for path in (tmp_path / "own").iterdir()) == ["2", "3", "4", "5"]


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="no owners of files here")
def test_what_others_can_write_is_not_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "own" / "file"
    keep(path, b"x", 4)
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)
    path.chmod(0o666)
    assert read_kept(path) is None
    path.chmod(0o600)
    assert read_kept(path) == b"x"
    path.parent.chmod(0o777)
    assert read_kept(path) is None
    path.parent.chmod(0o700)
    link = path.parent / "link"
    link.symlink_to(path)
    assert read_kept(link) is None
