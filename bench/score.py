"""Score editions made from plain sources against hand-made TEI of the same documents, engross beside pandoc.

python bench/score.py FOLDER [--forms txt md ...] [--misses] [--schema tei_all.rng] [--json FILE]

FOLDER holds, for each document X, the hand-made TEI X.xml and one source or several: X.txt, X.md … What stands behind
the name is the *form*; each has its columns in the table. docs/scoring.md says what is measured. Exit status 2 where
there is nothing to score.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from lxml import etree

from scoring.comparing import MEASURES, Comparison, Miss, compare
from scoring.engines import Engine, engross, pandoc, read_edition, speed_of
from scoring.facts import read_facts
from scoring.gold import Case, find_cases, forms_of, stated


@dataclass(frozen=True, slots=True)
class Result:
    """What an engine reached on the sources of one form, or of all: `valid` of its editions are valid. What was not
    asked for or measured is None."""

    form: str
    engine: str
    comparison: Comparison
    valid: int | None
    speed: float | None

    def figures(self) -> dict[str, float | int | None]:
        """Every figure by its name, in the order of the table."""
        found = self.comparison
        first: dict[str, float | int | None] = {"documents": found.documents, "missing": found.missing}
        share = None if self.valid is None else 100 * self.valid / found.documents
        return first | {"valid": share} | found.percents() | {"MB/s": self.speed}


def main(arguments: Sequence[str] | None = None) -> int:
    """Score, print, and return the exit status."""
    given = _arguments(arguments)
    cases = find_cases(given.folder)
    forms = given.forms or forms_of(cases)
    if not any(form in case.sources for case in cases for form in forms):
        print(f"{given.folder}: no document X.xml with a source X.txt, X.md … beside it", file=sys.stderr)
        return 2
    schema = etree.RelaxNG(etree.parse(given.schema)) if given.schema else None
    ours, peer = engross(given.profile), None if given.alone else pandoc()
    engines = [ours, *([peer] if peer else [])]
    results = [score(cases, form, engine, schema) for form in forms for engine in engines]
    paths = [case.sources[form] for form in forms for case in cases if form in case.sources]
    for engine in engines:
        results.append(add_up([r for r in results if r.engine == engine.name], measure(engine, paths, given.runs)))
    print(f"{len(cases)} documents; profile {given.profile or 'found out'}; in percent, counts and speed aside\n")
    print(table(results))
    if not peer and not given.alone:
        print("\npandoc is not installed: its columns are left out.")
    if given.misses:
        print("".join(misses([r for r in results if r.engine == ours.name and r.form != "all"])), end="")
    if given.json:
        shown = [{"form": r.form, "engine": r.engine, **r.figures()} for r in results]
        given.json.write_text(json.dumps(shown, indent=1) + "\n", encoding="utf-8")
    return 0


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--forms", nargs="+", metavar="FORM", help="only these forms [default: all there are]")
    parser.add_argument("--profile", help="the profile of all sources [default: found out for each]")
    parser.add_argument("--misses", action="store_true", help="show each difference, and how many of a class there are")
    parser.add_argument("--alone", action="store_true", help="leave pandoc out, which takes most of the time")
    parser.add_argument("--schema", metavar="RNG", help="count the editions that are valid by this RELAX NG schema")
    parser.add_argument("--runs", type=int, default=1, help="the speed is that of the fastest of so many runs")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE as well")
    return parser.parse_args(arguments)


def score(cases: Iterable[Case], form: str, engine: Engine, schema: etree.RelaxNG | None) -> Result:
    """What `engine` reaches on the sources in `form`."""
    here = [case for case in cases if form in case.sources]
    marks = stated(here, form)
    total, valid = Comparison(), 0
    with tempfile.TemporaryDirectory() as folder:
        made = engine.convert({case.name: case.sources[form] for case in here}, Path(folder))
        for case in here:
            root = read_edition(made[case.name])
            valid += root is not None and schema is not None and schema.validate(root)
            facts = None if root is None else read_facts(root)
            total.add(compare(case.name, case.source_words(form), case.facts, facts, marks))
    return Result(form, engine.name, total, None if schema is None else valid, None)


def measure(engine: Engine, paths: Sequence[Path], runs: int) -> float:
    """The MB/s of `engine` on all of `paths` in one call."""
    with tempfile.TemporaryDirectory() as folder:
        return speed_of(engine, paths, Path(folder), runs)


def add_up(results: Sequence[Result], speed: float) -> Result:
    """The result of an engine on all forms together."""
    total = Comparison()
    for result in results:
        total.add(result.comparison)
    valid = [result.valid for result in results if result.valid is not None]
    return Result("all", results[0].engine, total, sum(valid) if valid else None, speed)


def table(results: Sequence[Result]) -> str:
    """The figures: a row for each measure, a column for each form and engine; a dash where there is nothing to say."""
    rows = [["", *(r.form for r in results)], ["", *(r.engine for r in results)]]
    rows[0][1:] = [form if form != before else "" for before, form in pairwise(["", *rows[0][1:]])]
    for name in ("documents", "missing", "valid", *MEASURES, "MB/s"):
        cells = [_cell(name, r.figures()[name]) for r in results]
        if any(cell != "–" for cell in cells):
            rows.append([name, *cells])
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = (zip(row, widths, strict=True) for row in rows)
    return "\n".join(
        "  ".join(f"{c:>{w}}" if i else f"{c:<{w}}" for i, (c, w) in enumerate(line)).rstrip() for line in lines
    )


def _cell(name: str, value: float | int | None) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if name == "MB/s" else f"{value:.1f}" if isinstance(value, float) else str(value)


def misses(results: Iterable[Result]) -> Iterable[str]:
    """Every difference by document, then how many there are of each class, for each form."""
    for result in results:
        yield f"\n=== {result.form}\n"
        before, classes = "", Counter[tuple[str, str]]()
        for document, miss in result.comparison.misses:
            if document != before:
                yield f"\n{document}.{result.form}\n"
            yield f"  {miss.measure:<9} {miss.what}: {_short(miss.text)}\n"
            before = document
            classes[miss.measure, _class(miss)] += 1
        yield "\nby class\n"
        for (measure, what), count in sorted(classes.items(), key=lambda item: (-item[1], item[0])):
            yield f"  {count:5}  {measure:<9} {what}\n"


def _class(miss: Miss) -> str:
    return "elsewhere" if miss.measure == "anchors" else miss.what


def _short(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:60]} … {text[-27:]}"


if __name__ == "__main__":
    sys.exit(main())
