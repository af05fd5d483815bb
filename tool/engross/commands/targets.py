"""The option ``--target``: the platform that editions are for."""

from __future__ import annotations

from collections.abc import Collection

import click

from engross.commands.console import Misuse
from engross.diagnostics import diagnose_file


class _Target(click.ParamType[str]):
    """The name of a target; its title, in any case, will do as well. What is none is misuse, with a list of all."""

    name = "target"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from engross.explain import close_to
        from engross.targets import find_target, target_names

        found = find_target(value)
        if found is None:
            advice = close_to(value, target_names())
            names = f"The targets are {', '.join(target_names())}."
            raise Misuse(diagnose_file("target-unknown", "--target", name=value, advice=f"{advice} {names}".lstrip()))
        return found


TARGET = _Target()


def named_by_id(targets: Collection[str]) -> bool:
    """Whether one of `targets` wants a file to have the name of its root's id."""
    if not targets:
        return False
    from engross.targets import load_target

    return any(load_target(name).need("root-id-not-file-name") for name in targets)
