"""The command ``engross``: the commands' group, and what holds for all of them.

Whatever happens, a user sees a sentence and never a traceback (unless ``ENGROSS_DEBUG=1`` asks for it).
The exit status is 0 (all good), 1 (something is invalid or was not written) or 2 (misuse).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

import click

from engross import __version__

COMMANDS = ("build", "convert", "validate", "export", "publish", "source", "explain", "profiles", "init")


class Commands(click.Group):
    """The commands, each in the module of its name, which is imported when the command is wanted: to import them all
    takes as long as to convert a page."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in alphabetical order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        import_without("msgspec", "typing_extensions")  # for types of values that are read from JSON
        command = getattr(import_module(f"engross.commands.{cmd_name}"), cmd_name)
        return command if isinstance(command, click.Command) else None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="engross", message="%(prog)s %(version)s")
def cli() -> None:
    """Turn plain archival sources into valid TEI P5 editions, and lose nothing on the way.

    \b
    Start with:
      engross convert letter.txt          a TEI edition of one file, to standard output
      engross init FOLDER                 an edition of all the sources in a folder
      engross build FOLDER                … and make it

    Exit status: 0 all good; 1 something is invalid or was not written; 2 misuse.
    """
    import_without("lxml.etree", "rnc2rng")  # for schemas in the compact syntax, of which we have a reader


def import_without(module: str, needless: str) -> None:
    """Import `module` without the library `needless`, which it would import where that is installed, and which takes
    longer than to convert a page: only what we do not ask of `module` needs it."""
    if sys.modules.get(needless, False) is False:
        sys.modules[needless] = None  # type: ignore[assignment]
        import_module(module)
        del sys.modules[needless]


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line with `arguments` (those of the process if None); its exit status."""
    try:
        return _dispatch(arguments)
    except BrokenPipeError:  # the reader of our output (`head`, say) has seen enough
        _silence()
        return 1
    except KeyboardInterrupt:
        return 130


def _dispatch(arguments: Sequence[str] | None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        status = cli.main(arguments, prog_name="engross", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.Abort as problem:
        raise KeyboardInterrupt from problem
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except BrokenPipeError:
        raise
    except Exception as problem:
        return _report(problem)
    return status if isinstance(status, int) else 0


def _report(problem: Exception) -> int:
    """Say in a line what went wrong that no command foresaw."""
    from engross.commands.console import internal_error, report
    from engross.diagnostics import diagnose_file

    if isinstance(problem, OSError):
        reason = problem.strerror or type(problem).__name__
        report([diagnose_file("not-written", str(problem.filename or "standard output"), reason=reason)])
        _silence()
    else:
        report([internal_error("engross", problem)])
    return 1


def _silence() -> None:
    """Send what is left of the output nowhere: flushing it at the end would fail again, with a traceback."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()
    with suppress(Exception):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
