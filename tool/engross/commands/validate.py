"""``engross validate``: is a TEI file valid, and if not, what is to be done?"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from engross.commands.console import Tally, count, output, say, style_of
from engross.diagnostics import Diagnostic, Severity


@click.command(
    short_help="Check TEI files and say what is wrong.",
    epilog="""\b
Examples:
  engross validate tei/*.xml                                  against engross's own schema and rules
  engross validate --schema tei_all.rng a.xml                 against another RELAX NG schema
  engross validate --format sarif tei/*.xml > report.sarif    for another program
""",
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--schema", "schemas", metavar="PATH", multiple=True, type=click.Path(path_type=Path),
              help="A RELAX NG schema, in place of what engross brings; may be repeated.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["text", "json", "sarif", "github"]), default="text",
              show_default=True, help="How the findings are printed.")  # fmt: skip
@click.option("--quiet", "-q", is_flag=True, help="Print errors only: no warnings, no summary.")
def validate(files: Sequence[Path], schemas: Sequence[Path], form: str, quiet: bool) -> int:
    """Check the TEI files FILE... and print what is wrong with them to standard output."""
    from engross.commands.tei import check_file, load_schema

    loaded = [load_schema(path) for path in schemas]
    tally, found, valid = Tally(), list[Diagnostic](), 0
    for path in files:
        diagnostics, status = check_file(path, loaded)
        valid += status == 0 and not any(d.severity is Severity.ERROR for d in diagnostics)
        tally.add(diagnostics, status)
        shown = [d for d in diagnostics if d.severity is Severity.ERROR or not quiet]
        if form == "text":
            _print("text", shown)
        else:
            found += shown
    if form != "text":
        _print(form, found)
    if not quiet:
        say(_summary(len(files), valid, tally))
    return tally.status


def _print(form: str, diagnostics: Sequence[Diagnostic]) -> None:
    from engross.rendering import RENDERERS, render_text

    text = render_text(diagnostics, style_of(sys.stdout)) if form == "text" else RENDERERS[form](diagnostics)
    if text:
        output(text)


def _summary(total: int, valid: int, tally: Tally) -> str:
    """In a line: how many files are valid, and how much was found."""
    if total == 1:
        verdict = "valid" if valid else "not valid"
    else:
        verdict = f"{count(total, 'file')}: {valid:,} valid, {total - valid:,} not valid"
    return f"{verdict} ({words})" if (words := tally.words()) else verdict
