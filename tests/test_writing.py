"""Files are written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from engross.writing import write_atomic, write_folder_atomic


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_has_the_permissions_that_the_umask_gives(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        assert write_atomic(tmp_path / "a.xml", b"one")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a.xml").stat().st_mode) == 0o640
    assert names(tmp_path) == ["a.xml"]


def test_an_old_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(b"one")
    path.chmod(0o604)
    assert write_atomic(path, b"two")
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o604


def test_a_file_with_the_same_bytes_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(b"one")
    os.utime(path, (1, 1))
    assert not write_atomic(path, b"one")
    assert path.stat().st_mtime == 1


def test_a_failure_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(b"one")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        write_atomic(path, b"two")
    assert path.read_bytes() == b"one"
    assert names(tmp_path) == ["a.xml"]


def test_a_left_over_temporary_file_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / f".engross-{os.getpid()}-0.tmp").write_bytes(b"left")
    assert write_atomic(tmp_path / "a.xml", b"one")
    assert (tmp_path / "a.xml").read_bytes() == b"one"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.xml").write_bytes(b"one")
    (tmp_path / "link.xml").symlink_to("real.xml")
    assert write_atomic(tmp_path / "link.xml", b"two")
    assert (tmp_path / "link.xml").is_symlink()
    assert (tmp_path / "real.xml").read_bytes() == b"two"


def test_a_device_is_written_to_and_not_replaced() -> None:
    assert write_atomic(Path(os.devnull), b"one")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_folder_or_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        write_atomic(tmp_path, b"one")
    with pytest.raises(FileNotFoundError):
        write_atomic(tmp_path / "none" / "a.xml", b"one")


def test_the_longest_name_that_a_folder_can_hold(tmp_path: Path) -> None:
    assert write_atomic(tmp_path / ("a" * 251 + ".xml"), b"one")


# --- folders


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


BAG = {"bagit.txt": b"1", "data/a.txt": b"a"}


def test_a_folder_is_made_whole_and_left_alone_when_it_is_the_same(tmp_path: Path) -> None:
    assert write_folder_atomic(tmp_path / "bag", BAG)
    assert not write_folder_atomic(tmp_path / "bag", BAG)
    assert content(tmp_path) == {f"bag/{name}": data for name, data in BAG.items()}


@pytest.mark.parametrize("fails", [1, 2])
def test_a_folder_that_cannot_take_its_place_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: int
) -> None:
    write_folder_atomic(tmp_path / "bag", BAG)
    before, rename, calls = content(tmp_path), Path.rename, []

    def fail(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == fails:
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="No space"):
        write_folder_atomic(tmp_path / "bag", {**BAG, "data/b.txt": b"b"})
    assert content(tmp_path) == before


def test_what_is_no_bag_is_kept(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    for name in ("mine", "file", "link"):
        with pytest.raises(FileExistsError):
            write_folder_atomic(tmp_path / name, BAG)
    assert content(tmp_path) == {"file": b"x"}
