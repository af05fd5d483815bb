"""``engross init``: the beginning of an edition."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from engross.commands.arguments import Parser
from engross.commands.console import count, output, report
from engross.diagnostics import diagnose_file
from engross.rendering import visible

EXAMPLES = """Example:
  engross init letters       letters/edition.toml, with an entry for each .txt and .md file in letters/
"""


def declare(parser: Parser) -> None:
    """State the command line."""
    parser.take("folder", "DIR", type=Path)


def init(folder: Path) -> int:
    """Begin an edition in the folder DIR: an edition.toml that names the sources there.

    Nothing is ever overwritten.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        found = _sources(folder)
        with (folder / "edition.toml").open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(_scaffold(found))
    except FileExistsError as problem:
        broken = str(problem.filename) == str(folder)
        code = diagnose_file("not-written", str(folder), reason="it is a file, not a folder") if broken else None
        report([code or diagnose_file("edition-exists", str(folder))])
        return 1
    except OSError as problem:
        report([diagnose_file("not-written", str(problem.filename), reason=problem.strerror)])
        return 1
    output(_next_steps(folder, found))
    return 0


def _sources(folder: Path) -> list[str]:
    """The names of the sources in `folder`, in order; the names that TOML can hold."""
    names = (path.name for path in folder.iterdir() if path.suffix.lower() in (".txt", ".md") and path.is_file())
    return sorted(name for name in names if name.isprintable() and not name.lower().startswith("readme."))


def _next_steps(folder: Path, found: Sequence[str]) -> str:
    path = visible(str(folder / "edition.toml"))
    begun = f"{path}: an edition of {count(len(found), 'source')}.\n"
    if not found:
        begun += f"Put the sources (.txt, .md) into {visible(str(folder))} and name each in edition.toml.\n"
    build = f"engross build {visible(str(folder))}"
    return begun + f"Fill in what you know; leave out what you don't. Then: {build}\n"


def _quoted(text: str) -> str:
    """`text` as a string in TOML."""
    return json.dumps(text, ensure_ascii=False)


def _scaffold(found: Sequence[str]) -> str:
    """The text of an edition.toml for the sources `found`."""
    entries = "".join(_ENTRY.format(path=_quoted(name)) for name in found)
    return _HEAD + (entries or _NO_ENTRY) + _PEOPLE


_HEAD = """\
# The edition: what is known of its sources. `engross build` makes a TEI file of each.
# Fill in what you know and leave out the rest: engross makes nothing up. docs/edition.md lists every key.

[edition]
title = ""                     # of the edition as a whole
# publisher = ""
# editors = ["", ""]
# language = "en"
# output = "../tei"            # where the TEI files go, from this folder
#
# [edition.licence]
# status = "free"              # or restricted, unknown
# text = ""
# target = "https://creativecommons.org/licenses/by/4.0/"
"""
_ENTRY = """
[[document]]
path = {path}
# title = ""
# date = 1962-10-26            # a day; or "1962-10", "1962", "1962-10-25/1962-10-28"
# place = ""
# authors = [""]
# profile = "notes"            # `engross profiles` lists them; without it, engross finds out
"""
_NO_ENTRY = """
# For each source:
# [[document]]
# path = "letter.txt"
# title = ""
# date = 1962-10-26            # a day; or "1962-10", "1962", "1962-10-25/1962-10-28"
"""
_PEOPLE = """
# The people in the sources, each with the names that the sources call them by:
# [[person]]
# id = "ball"
# name = "George W. Ball"
# labels = ["Ball", "GB"]
#
# Where the originals are kept, under the [[document]] that it is about:
# [document.holding]
# repository = ""
# collection = ""
# reference = ""
"""
