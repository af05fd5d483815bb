"""The option ``--target``: the platform that editions are for."""

from __future__ import annotations

from collections.abc import Collection

from engross.commands.console import Misuse
from engross.diagnostics import diagnose_file


def target_name(text: str) -> str:
    """The name of the target `text`: a name or a title, in any case. Raises `Misuse`, with a list of all."""
    from engross.explain import close_to
    from engross.targets import find_target, target_names

    found = find_target(text)
    if found is None:
        advice = close_to(text, target_names())
        names = f"The targets are {', '.join(target_names())}."
        raise Misuse(diagnose_file("target-unknown", "--target", name=text, advice=f"{advice} {names}".lstrip()))
    return found


def named_by_id(targets: Collection[str]) -> bool:
    """Whether one of `targets` wants a file to have the name of its root's id."""
    if not targets:
        return False
    from engross.targets import load_target

    return any(load_target(name).need("root-id-not-file-name") for name in targets)
