"""What ``engross convert --explain`` prints: each block of a source, and how it was read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engross.rendering import Style, visible

if TYPE_CHECKING:
    from engross.commands.work import Outcome
    from engross.readers.decisions import Decision


def show_decisions(outcome: Outcome, style: Style) -> str:
    """The decisions of `outcome` for a terminal: line, role, element and text; the rule; what came next."""
    if not outcome.profile:
        return ""
    heading = f"{outcome.task.name}: profile {outcome.profile} ({outcome.reason})"
    lines = [visible(heading, style.encoding), ""]
    roles = max((len(decision.role) for decision in outcome.decisions), default=0)
    for decision in outcome.decisions:
        lines += _shown(decision, roles, style)
    return "".join(f"{line.rstrip()}\n" for line in [*lines, ""])


def _shown(decision: Decision, roles: int, style: Style) -> Iterator[str]:
    element = f"<{decision.element}>" if decision.element else ""
    start = f"{decision.line:5}  {decision.role:<{roles}}  {element:<10}  "
    text = visible(decision.text, style.encoding)
    room = max(20, style.width - len(start))
    text = text if len(text) <= room else f"{text[: room - 2]} …"
    yield f"{decision.line:5}  {style.paint(f'{decision.role:<{roles}}', '1')}  {element:<10}  {text}"
    yield f"{'':7}{decision.rule}"
    if decision.other:
        yield f"{'':7}else {decision.other} – {decision.other_rule}"
