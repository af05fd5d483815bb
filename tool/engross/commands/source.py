"""``engross source``: an edition back to its source."""

from __future__ import annotations

import os
from pathlib import Path

from engross.commands.arguments import Parser
from engross.commands.console import Misuse, output_bytes, report
from engross.commands.files import Unreadable, read_bytes
from engross.diagnostics import diagnose_file
from engross.digest import sha256
from engross.writing import write_atomic

EXAMPLES = """Examples:
  engross source tei/letter.xml                  the text that the edition was made from
  engross source tei/letter.xml | sha256sum      the hash that stands in its header
"""


def declare(parser: Parser) -> None:
    """State the command line."""
    parser.take("file", "FILE", type=Path)
    parser.options.add_argument("-o", "--output", metavar="FILE", type=Path,
                                help="Write to this file, not to standard output.")  # fmt: skip


def source(file: Path, output: Path | None) -> int:
    """Give back, byte for byte, the source of the edition FILE."""
    from engross.restore import NotAnEdition, recorded_hash, restore_source

    if output is not None and os.path.exists(output) and os.path.exists(file) and os.path.samefile(output, file):
        raise Misuse(diagnose_file("output-is-input", str(file)))
    try:
        xml = read_bytes(file)
        data = restore_source(xml)
    except Unreadable as problem:
        report([problem.diagnostic])
        return problem.status
    except NotAnEdition as problem:
        report([diagnose_file("edition-not-engross", str(file), detail=str(problem))])
        return 1
    expected, found = recorded_hash(xml), sha256(data)
    if expected is not None and expected != found:
        report([diagnose_file("edition-changed", str(file), expected=f"{expected[:12]}…", found=f"{found[:12]}…")])
        return 1
    if output is None:
        output_bytes(data)
        return 0
    try:
        write_atomic(output, data)
    except OSError as problem:
        report([diagnose_file("not-written", str(output), reason=problem.strerror or str(problem))])
        return 1
    return 0
