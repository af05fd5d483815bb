"""``engross profiles``: the profiles, and the conventions of each."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from engross.commands.arguments import Parser
from engross.commands.console import Misuse, output, style_of
from engross.diagnostics import Diagnostic, diagnose_file

if TYPE_CHECKING:
    from engross.profile import Profile, ProfileError


EXAMPLES = """Examples:
  engross profiles                  the profiles, in a line each
  engross profiles notes            what the profile "notes" reads, with an example of each convention
  engross profiles ./mine.toml      the same of a profile of your own
"""


def declare(parser: Parser) -> None:
    """State the command line."""
    parser.take("name", "[NAME]", nargs="?")


def profiles(name: str | None) -> int:
    """List the profiles, or the conventions of the profile NAME (a name, or the path of a file)."""
    from engross.explain import describe_profile, list_profiles

    style = style_of(sys.stdout)
    output(list_profiles(style) if name is None else describe_profile(find_profile(name), style))
    return 0


def find_profile(name: str) -> Profile:
    """The profile `name`. Raises `Misuse` where there is none, or it is not well made."""
    from engross.profile import ProfileError, load_profile

    try:
        return load_profile(name)
    except ProfileError as problem:
        raise Misuse(*profile_problems(name, problem)) from None


def profile_problems(name: str, problem: ProfileError) -> tuple[Diagnostic, ...]:
    """The diagnostics for the profile `name`, which can't be had because of `problem`."""
    from engross.explain import close_to
    from engross.profile import profile_names

    if problem.diagnostics:
        return problem.diagnostics
    names = profile_names()
    if name in names or name.endswith(".toml"):
        advice = "Mend the profile's file; docs/conventions.md says how a profile is made."
        return (diagnose_file("profile-broken", name, detail=str(problem), advice=advice),)
    advice = close_to(name, names) or "`engross profiles` lists them; a profile of your own goes by its path."
    return (diagnose_file("profile-unknown", "engross", name=name, advice=advice),)
