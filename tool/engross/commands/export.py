"""``engross export``: editions in the formats of others."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from engross.commands.arguments import Parser, UsageError
from engross.commands.console import Misuse, Tally, is_terminal, output_bytes, report, say
from engross.commands.files import refuse_clashes
from engross.diagnostics import diagnose_file
from engross.export.edition import Edition, Made, NotExported, read_edition
from engross.export.targets import Target, maker, targets
from engross.writing import write_atomic, write_folder_atomic

EXAMPLES = """Targets:
{}
Examples:
  engross export tei/letter.xml --to text             the reading text, to standard output
  engross export tei/*.xml --to docx -o word          word/<name>.docx for every edition
  engross export tei/*.xml --to epub -o book.epub     one book of all
  engross export tei/*.xml --to jsonl | head          a line for each paragraph

docs/exports.md says of each target what it is for and what it drops.
""".format("\n".join(f"  {target.name:<10}{target.title}" for target in targets().values()))


def declare(parser: Parser) -> None:
    """State the command line."""
    parser.take("files", "FILE...", nargs="+", type=Path)
    add = parser.options.add_argument
    add("--to", dest="name", metavar="TARGET", choices=list(targets()), help="What to make.")
    add("-o", "--output", metavar="PATH", type=Path,
        help="Write <name>.<ending> for each FILE to this folder, which is made if need be; or to this file, where one "
             "file is made and the name has its ending.")  # fmt: skip


def export(files: Sequence[Path], name: str | None, output: Path | None) -> int:
    """Make TARGET of the TEI files FILE...: of each one file, or one of all."""
    if name is None:
        raise UsageError(f"the option --to is missing; choose from {', '.join(targets())}.")
    target, tally = targets()[name], Tally()
    _refuse_stream(target, files, output)
    groups = [list(files)] if target.joins else [[path] for path in files]
    places = [_place(target, group, output, single=len(groups) == 1) for group in groups]
    refuse_clashes(files, places)
    for group, place in zip(groups, places, strict=True):
        made = _make(target, group, tally)
        if made is None:
            continue
        for remark in made.remarks:
            say(remark)
        if place is None:
            assert isinstance(made.data, bytes)
            output_bytes(made.data)
        else:
            _write(made, place, output if output != place else None, tally)
    return tally.status


def _make(target: Target, group: Sequence[Path], tally: Tally) -> Made | None:
    """The export of the files of `group`; None, and a message, where there is none. One that can't be read is reason
    enough to make nothing of the others: what is made of several files is made of all of them."""
    editions: list[Edition] = []
    for path in group:
        try:
            editions.append(read_edition(path, text_wanted=target.text))
        except NotExported as problem:
            _tell(problem, tally)
    if len(editions) < len(group):
        return None
    try:
        return maker(target)(editions)
    except NotExported as problem:
        _tell(problem, tally)
    except RecursionError:
        message = f"Elements are nested too deep in it to be made {target.name}."
        _tell(NotExported(diagnose_file("limit-reached", str(group[0]), message=message)), tally)
    return None


def _tell(problem: NotExported, tally: Tally) -> None:
    tally.add([problem.diagnostic], problem.status)
    report([problem.diagnostic])


def _place(target: Target, group: Sequence[Path], output: Path | None, *, single: bool) -> Path | None:
    """Where the export of `group` goes: a file, or the folder that it is; None for standard output."""
    if output is None:
        return None
    named = not target.folder and output.name.endswith(f".{target.extension.rpartition('.')[2]}")
    if single and named and not os.path.isdir(output):
        return output
    if os.path.exists(output) and not os.path.isdir(output):
        raise Misuse(diagnose_file("export-not-folder", str(output), ending=target.extension))
    stem = group[0].stem if len(group) == 1 and group[0].stem.strip(".") else "edition"  # never `..`
    return output / (stem if target.folder else f"{stem}.{target.extension}")


def _refuse_stream(target: Target, files: Sequence[Path], output: Path | None) -> None:
    """Raise where standard output is no place for the export."""
    if output is not None:
        return
    if target.folder:
        raise UsageError(f"{target.name} makes folders: add -o DIR.")
    if len(files) > 1 and not (target.joins or target.lines):
        raise UsageError("several FILEs need a folder to be written to: add -o DIR.")
    if target.binary and is_terminal(sys.stdout):
        raise UsageError(f"{target.name} is not for a terminal: add -o DIR, or send it to a file with >.")


def _write(made: Made, place: Path, folder: Path | None, tally: Tally) -> None:
    """Put the export in its place; `folder` is the one that nothing may be written outside of."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(made.data, bytes):
            write_atomic(place, made.data, inside=folder)
        else:
            write_folder_atomic(place, made.data)
    except OSError as problem:
        from engross.commands.results import refuse

        refuse(place, problem.strerror or str(problem), tally)
