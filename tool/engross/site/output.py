"""The folder of a site: what engross wrote there, and what it may write."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from engross.writing import write_atomic, write_new

#: The list of all files that engross wrote, at the top of the site.
MANIFEST = ".engross-site"
_HEAD = "# Written by engross publish: the files of this site. The next run removes those that it no longer makes.\n"


class Foreign(OSError):
    """A file stands in the way that engross did not write, or the way leads out of the site."""


class Output:
    """Writes files into `folder`, and nowhere else. What stands there and is not in the list of an earlier run is not
    ours, and never overwritten."""

    def __init__(self, folder: Path, own: frozenset[str] | None = None) -> None:
        self.folder = folder
        self.own = read_manifest(folder) if own is None else own
        self._top = os.path.realpath(folder)
        self._safe: dict[str, Path] = {}

    def write(self, name: str, data: bytes) -> None:
        """Make `data` the content of the file `name`, a path from the top of the site. Raises `OSError`."""
        folder, _, own = name.rpartition("/")
        path = self._enter(folder) / own
        if not os.path.lexists(path):
            write_new(path, data)
            return
        if name not in self.own and not _holds(path, data):
            raise Foreign(17, "a file stands there that engross did not write", str(path))
        write_atomic(path, data, inside=self.folder)

    def _enter(self, name: str) -> Path:
        """The folder `name` of the site; made, once it is sure that it lies there."""
        if name not in self._safe:
            parent = self.folder / name
            parent.mkdir(parents=True, exist_ok=True)
            if not Path(os.path.realpath(parent)).is_relative_to(self._top):
                raise Foreign(18, "the folder is a link that leads out of the site", str(parent))
            self._safe[name] = parent
        return self._safe[name]

    def list_files(self, names: Iterable[str]) -> None:
        """Write the list of all files: those that were written, and those that are going to be."""
        text = _HEAD + "".join(f"{name}\n" for name in sorted(names))
        self._enter("")
        write_atomic(self.folder / MANIFEST, text.encode(), inside=self.folder)

    def remove_others(self, names: Iterable[str]) -> int:
        """Remove the files of an earlier run that are not among `names`, and folders that are empty then; how many
        files."""
        gone = sorted(self.own - set(names))
        removed = 0
        for name in gone:
            path = self.folder / name
            if Path(os.path.realpath(path.parent)).is_relative_to(self._top) and path.is_file():
                path.unlink()
                removed += 1
        for parent in sorted({(self.folder / name).parent for name in gone}, reverse=True):
            if parent != self.folder and parent.is_dir() and not any(parent.iterdir()):
                parent.rmdir()
        return removed


def read_manifest(folder: Path) -> frozenset[str]:
    """The files that an earlier run wrote into `folder`, as its list says."""
    try:
        lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return frozenset()
    return frozenset(line for line in lines if line and line[0] != "#" and _is_plain(line))


def _is_plain(name: str) -> bool:
    """Whether `name` can be one that engross gave: no way up, no way from the top."""
    return all(part not in ("", ".", "..") for part in name.split("/")) and "\\" not in name and ":" not in name


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False
