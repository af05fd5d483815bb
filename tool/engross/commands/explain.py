"""``engross explain``: more about a diagnostic or a convention."""

from __future__ import annotations

import sys

from engross.commands.arguments import Parser
from engross.commands.console import Misuse, output, style_of
from engross.diagnostics import diagnose_file

EXAMPLES = """Examples:
  engross explain                        every code, in a line each
  engross explain call-without-note      what it means, why it matters, how to mend it
  engross explain dateline               what a rule of `convert --explain` looks at
"""


def declare(parser: Parser) -> None:
    """State the command line."""
    parser.take("code", "[CODE]", nargs="?")


def explain(code: str | None) -> int:
    """Explain CODE, a diagnostic, a convention or a rule: what it is, why, how to mend it, an example."""
    from engross.explain import explanation, nearest, overview

    style = style_of(sys.stdout)
    if code is None:
        output(overview(style))
        return 0
    found = explanation(code.strip().strip("[]"), style)
    if found is None:
        raise Misuse(diagnose_file("code-unknown", "engross explain", name=code, advice=nearest(code)))
    output(found)
    return 0
