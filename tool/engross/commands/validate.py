"""``engross validate``: is a TEI file valid, and if not, what is to be done?"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from engross.commands.arguments import REPEATED, Parser, at_least_one
from engross.commands.console import Misuse, Tally, count, output, say, style_of
from engross.commands.targets import target_name
from engross.diagnostics import Diagnostic, Severity, diagnose_file

EXAMPLES = """Examples:
  engross validate tei                                        all files of a folder, each against what it names
  engross validate --schema tei_all.rng a.xml                 against another RELAX NG schema, and the rules in it
  engross validate --schema a.rng --schema a.sch a.xml        against RELAX NG and Schematron
  engross validate --catalog schemas --jobs 4 tei/*.xml       with copies of schemas from the network
  engross validate --target tei-publisher tei/*.xml           and against what a platform needs
  engross validate --format sarif tei > report.sarif          for another program
"""


def declare(parser: Parser) -> None:
    """State the command line."""
    parser.take("files", "FILE...", nargs="+", type=Path)
    add = parser.options.add_argument
    add("--schema", dest="schemas", metavar="PATH", type=Path, **REPEATED,
        help="A schema, RELAX NG (.rng, .rnc) or Schematron (.sch), in place of those that files name; may be "
             "repeated.")  # fmt: skip
    add("--phase", metavar="NAME", default="", help="The phase of Schematron schemas; #ALL for all rules.")
    add("--catalog", dest="folders", metavar="DIR", type=Path, **REPEATED,
        help="A folder with copies of the schemas that files name by an address; may be repeated. Also: "
             "ENGROSS_CATALOG.")  # fmt: skip
    add("--rules", metavar="CODE,...", help="Of TEI's rules beyond the schema, check these only.")
    add("--no-rules", action="store_true", help="None of them, and none of those inside RELAX NG schemas.")
    add("--no-ids", action="store_true", help="What a schema declares as IDs need not be unique, as with Jing's -i.")
    add("--target", dest="targets", metavar="NAME", type=target_name, **REPEATED,
        help="Check also what the platform NAME needs: tei-publisher, dts ...; may be repeated.")  # fmt: skip
    add("--format", dest="form", choices=["text", "json", "sarif", "github"], default="text",
        help="How the findings are printed. [default: text]")  # fmt: skip
    add("--max-errors", metavar="N", type=at_least_one, help="Print no more than N errors.")
    add("-q", "--quiet", action="store_true", help="Print errors only: no warnings, no summary.")
    add("--jobs", metavar="N", type=at_least_one,
        help="Work in N processes at once. [default: as many as there are processors]")  # fmt: skip


def validate(files: Sequence[Path], schemas: Sequence[Path], phase: str, folders: Sequence[Path],
             rules: str | None, no_rules: bool, no_ids: bool, targets: Sequence[str], form: str,
             max_errors: int | None, quiet: bool, jobs: int | None) -> int:  # fmt: skip
    """Check the TEI files FILE... and print what is wrong with them to standard output. A folder stands for all files
    in it and below whose names end in .xml, and - for standard input.

    A file is checked against the schemas that its xml-model instructions name, if they are on this machine, or against
    engross's own if it names none; and against those rules of TEI that no schema states. Nothing is fetched from the
    network.
    """
    from engross.commands.checking import check_all
    from engross.commands.files import find_xml
    from engross.commands.schemas import Settings, load_schemas

    settings = Settings(
        tuple(schemas), _catalog(folders), _rules(rules, no_rules), phase, tuple(dict.fromkeys(targets)), not no_ids
    )
    load_schemas(settings)
    files, missing = find_xml(files)
    tally, printer, valid, told = Tally(), _Printer(form, quiet, max_errors), 0, set[Diagnostic]()
    whole = True
    if missing:
        tally.add(missing, 2)
        printer.take(missing)
    for found, status in check_all(files, settings, jobs):
        diagnostics = _new(found, told)
        whole = whole and not any(d.code in ("rule-not-run", "rules-skipped") for d in found)
        valid += status == 0 and not any(d.severity is Severity.ERROR for d in diagnostics)
        tally.add(diagnostics, status)
        printer.take(diagnostics)
    printer.finish()
    if not quiet:
        if printer.left_out:
            say(f"{count(printer.left_out, 'more finding')} not shown")
        say(_summary(len(files) + len(missing), valid, tally, len(told), whole))
    return tally.status


class _Printer:
    """Prints findings as they come, or, where one report is made of all, at the end."""

    def __init__(self, form: str, quiet: bool, most: int | None) -> None:
        self._form = form
        self._quiet = quiet
        self._room = sys.maxsize if most is None else most
        self._kept: list[Diagnostic] = []
        self.left_out = 0

    def take(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Print `diagnostics`, as far as they are wanted."""
        shown = []
        for each in diagnostics:
            is_error = each.severity is Severity.ERROR
            if self._quiet and not is_error:
                continue
            if not self._room:
                self.left_out += 1
                continue
            self._room -= is_error
            shown.append(each)
        if self._form == "text":
            self._print(shown)
        else:
            self._kept += shown

    def finish(self) -> None:
        """Print what is left to print."""
        if self._form != "text":
            self._print(self._kept)

    def _print(self, diagnostics: Sequence[Diagnostic]) -> None:
        from engross.rendering import RENDERERS, render_text

        style = style_of(sys.stdout)
        text = render_text(diagnostics, style) if self._form == "text" else RENDERERS[self._form](diagnostics)
        if text:
            output(text)


def _catalog(folders: Sequence[Path]) -> tuple[Path, ...]:
    """The catalog's folders: those of the command line, which must be there, and those of ``ENGROSS_CATALOG``."""
    if missing := [folder for folder in folders if not folder.is_dir()]:
        raise Misuse(*(diagnose_file("file-missing", str(folder)) for folder in missing))
    return (*folders, *(Path(each) for each in os.environ.get("ENGROSS_CATALOG", "").split(os.pathsep) if each))


def _rules(named: str | None, none: bool) -> frozenset[str] | None:
    """The codes of the rules to check; None for all."""
    if none:
        return frozenset()
    if named is None:
        return None
    from engross.check.tei_rules import rule_codes
    from engross.explain import close_to

    wanted, known = frozenset(filter(None, (code.strip() for code in named.split(",")))), rule_codes()
    if unknown := sorted(wanted - known):
        advice = "The rules are " + ", ".join(sorted(known)) + "."
        raise Misuse(
            *(
                diagnose_file("code-unknown", "--rules", name=n, advice=close_to(n, list(known)) or advice)
                for n in unknown
            )
        )
    return wanted


def _new(diagnostics: Sequence[Diagnostic], told: set[Diagnostic]) -> list[Diagnostic]:
    """`diagnostics` without those on rules that can't be run for any file, if they are in `told`, the rules not run."""
    kept = []
    for each in diagnostics:
        if each.code != "rule-not-run":
            kept.append(each)
        elif each not in told:
            told.add(each)
            kept.append(each)
    return kept


def _summary(total: int, valid: int, tally: Tally, not_run: int, whole: bool) -> str:
    """In a line: how many files are valid, how much was found, and how many rules could not be run. `whole`: nothing
    was left unchecked."""
    if total == 1:
        verdict = "not valid" if not valid else "valid" if whole else "valid as far as it was checked"
    else:
        verdict = f"{count(total, 'file')}: {valid:,} valid, {total - valid:,} not valid"
    words = "; ".join(filter(None, [tally.words(), f"{count(not_run, 'rule')} not run" if not_run else ""]))
    return f"{verdict} ({words})" if words else verdict
