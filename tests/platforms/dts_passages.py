"""Run by the Python of the environment that has dapytains: the files named on standard input, a line each, are opened
as its server opens them; on standard output, for each of them as JSON, every reference of its citation trees with
the tree, its kind, level and passage (as XML), or what went wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from dapytains.tei.document import Document
from lxml import etree


def main() -> None:
    """Say of each file what its references lead to."""
    for path in sys.stdin.read().splitlines():
        try:
            document = Document(path)
            told: object = [_told(document, *found) for found in _units(document)]
        except Exception as problem:  # whatever it is, the test shows it
            told = f"{type(problem).__name__}: {problem}"
        print(json.dumps(told))


def _units(document: Any) -> Iterator[tuple[str, Any]]:
    for tree in document.citeStructure:
        waiting = list(document.get_reffs(tree))
        while waiting:
            unit = waiting.pop(0)
            yield tree, unit
            waiting[:0] = unit.children


def _told(document: Any, tree: str, unit: Any) -> dict[str, object]:
    try:
        passage = etree.tostring(document.get_passage(unit.ref, tree=tree), encoding="unicode")
    except Exception as problem:
        passage = f"{type(problem).__name__}: {problem}"
    return {"tree": tree, "ref": unit.ref, "unit": unit.citeType, "level": unit.level, "passage": passage}


if __name__ == "__main__":
    main()
