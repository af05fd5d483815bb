"""The command ``engross``: which commands there are, and what holds for all of them.

Whatever happens, a user sees a sentence and never a traceback (unless ``ENGROSS_DEBUG=1`` asks for it).
The exit status is 0 (all good), 1 (something is invalid or was not written) or 2 (misuse).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from types import ModuleType
from typing import NoReturn

from engross import __version__
from engross.commands.arguments import Parser, UsageError
from engross.commands.console import Misuse, error_stream, report, say
from engross.importing import import_lightly

#: The commands, each in the module of its name, which is imported when the command is wanted: to import them all takes
#: as long as to convert a page.
COMMANDS = {
    "build": "Make the TEI editions that an edition.toml names.",
    "convert": "Make TEI editions of single files.",
    "explain": "Explain a diagnostic, a convention or a rule.",
    "export": "Make other formats of editions: text, Word, EPUB …",
    "init": "Begin an edition: write its edition.toml.",
    "profiles": "List the profiles and their conventions.",
    "publish": "Make a web site of an edition, for readers.",
    "source": "Give back the source of an edition.",
    "validate": "Check TEI files and say what is wrong.",
}

_HELP = """Turn plain archival sources into valid TEI P5 editions, and lose nothing on the way.

Start with:
  engross convert letter.txt          a TEI edition of one file, to standard output
  engross init FOLDER                 an edition of all the sources in a folder
  engross build FOLDER                … and make it

Exit status: 0 all good; 1 something is invalid or was not written; 2 misuse."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line with `arguments` (those of the process if None); its exit status."""
    try:
        return _dispatch(sys.argv[1:] if arguments is None else arguments)
    except BrokenPipeError:  # the reader of our output (`head`, say) has seen enough
        _silence()
        return 1
    except KeyboardInterrupt:
        return 130


def _dispatch(arguments: Sequence[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        status = _obey(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except SystemExit as end:  # argparse leaves so when it has printed help
        return end.code if isinstance(end.code, int) else 0
    except Misuse as problem:
        report(problem.diagnostics)
        return problem.status
    except BrokenPipeError:
        raise
    except Exception as problem:
        return _report(problem)
    return status


def _obey(arguments: Sequence[str]) -> int:
    """Do what `arguments` say, or say why they can't be understood."""
    if not arguments:
        error_stream(_parser().format_help())
        return 2
    name, *rest = arguments
    module = _module(name) if name in COMMANDS else None
    parser = _parser() if module is None else _parser_of(name, module)
    try:
        if module is None:
            _answer(parser, arguments)
        status = getattr(module, name)(**parser.read(rest))
    except UsageError as problem:
        error_stream(f"{parser.advice()}\n")
        say(f"Error: {problem}")
        return 2
    return status if isinstance(status, int) else 0


def _answer(parser: Parser, arguments: Sequence[str]) -> NoReturn:
    """Give the help or the version that `arguments` ask for. Raises `UsageError` where they ask for neither."""
    name = arguments[0]
    if name.startswith("-"):
        parser.read(arguments)
        raise UsageError("a command is missing.")
    from engross.explain import close_to

    raise UsageError(f"there is no command {name}. {close_to(name, list(COMMANDS))}".rstrip())


def _parser() -> Parser:
    """The parser for a command line that names no command."""
    listed = "\n".join(f"  {name:<10}{summary}" for name, summary in COMMANDS.items())
    parser = Parser("engross", _HELP, f"Commands:\n{listed}")
    parser.usage = f"{parser.usage} COMMAND [ARGS]..."
    parser.options.add_argument(
        "--version", action="version", version=f"engross {__version__}", help="Show the version and exit."
    )
    return parser


def _parser_of(name: str, module: ModuleType) -> Parser:
    parser = Parser(f"engross {name}", getattr(module, name).__doc__ or "", module.EXAMPLES)
    module.declare(parser)
    return parser


def _module(name: str) -> ModuleType:
    import_lightly("lxml.etree")
    return import_module(f"engross.commands.{name}")


def _report(problem: Exception) -> int:
    """Say in a line what went wrong that no command foresaw."""
    from engross.commands.console import internal_error
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
