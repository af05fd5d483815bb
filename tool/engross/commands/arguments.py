"""The command line of a command: what it may be, and what is said of one that can't be read.

A command module has a function of its own name, whose docstring is its help, EXAMPLES, and `declare`, which states what
the command line gives to that function, by argparse's ``add_argument``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from engross.commands.console import width_of

#: An option that may be repeated; what it gives is a list.
REPEATED: dict[str, Any] = {"action": "append", "default": []}


_WIDEST = 100


class UsageError(Exception):
    """A command line that can't be read: exit status 2. The message says why."""


class Parser(argparse.ArgumentParser):
    """Reads the command line of one command. Options may stand before, between and after the other arguments, and are
    not to be shortened."""

    def __init__(self, command: str, description: str, epilog: str) -> None:
        """For `command`, as a user types it. Paragraphs of `description` are filled, those with indented lines not."""
        super().__init__(
            command,
            usage=f"{command} [OPTIONS]",
            description=description,
            epilog=epilog,
            formatter_class=_formatter,
            add_help=False,
            allow_abbrev=False,
        )
        self.options = self.add_argument_group("Options")
        self.options.add_argument("-h", "--help", action="help", help="Show this message and exit.")

    def take(self, name: str, metavar: str, **more: Any) -> None:
        """State an argument that is no option, as ``add_argument`` does."""
        self.usage = f"{self.usage} {metavar}"
        self.options.add_argument(name, metavar=metavar, help=argparse.SUPPRESS, **more)

    def read(self, arguments: Sequence[str]) -> dict[str, Any]:
        """The values of `arguments`, by name. Raises `UsageError`, and `SystemExit` after help was printed."""
        values, unknown = self.parse_known_intermixed_args(_shielded(arguments))
        if unknown:
            self._refuse(unknown)
        return vars(values)

    def _refuse(self, unknown: Sequence[str]) -> NoReturn:
        from engross.explain import close_to

        option = next((each for each in unknown if each.startswith("-")), None)
        if option is None:
            self.error(f"one argument too many: {unknown[0]}")
        name, known = option.partition("=")[0], [s for action in self._actions for s in action.option_strings]
        self.error(" ".join(filter(None, [f"there is no option {name}.", close_to(name, known)])))

    def error(self, message: str) -> NoReturn:
        """Raise `UsageError` with that message."""
        raise UsageError(message)

    def advice(self) -> str:
        """How the command is used, for whoever used it wrongly."""
        return f"{self.format_usage()}Try '{self.prog} --help' for help.\n"

    def format_help(self) -> str:
        """The help, as wide as the terminal."""
        self.description = _fill(self.description or "", _width())
        return super().format_help()


def at_least_one(text: str) -> int:
    """The number `text`, for an option that wants one from 1 on. Raises `argparse.ArgumentTypeError`."""
    if not (text.isascii() and text.isdecimal() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)


def _fill(text: str, width: int) -> str:
    from inspect import cleandoc
    from textwrap import fill

    paragraphs = cleandoc(text).split("\n\n")
    return "\n\n".join(each if "\n  " in each else fill(each, width) for each in paragraphs)


def _width() -> int:
    return min(width_of(sys.stdout), _WIDEST)


def _formatter(prog: str) -> argparse.HelpFormatter:
    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=24, width=_width())


def _shielded(arguments: Sequence[str]) -> list[str]:
    """`arguments` without a ``--``: what comes after it is made to look like no option, which changes no path."""
    if "--" not in arguments:
        return list(arguments)
    end = arguments.index("--")
    return [
        *arguments[:end],
        *(f"./{each}" if len(each) > 1 and each[0] == "-" else each for each in arguments[end + 1 :]),
    ]
