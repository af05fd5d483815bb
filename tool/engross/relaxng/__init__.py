"""RELAX NG: schemas in both syntaxes, and validation that tells an editor what is wrong and where.

    schema = load_schema("tei_all.rng")
    for fault in schema.validate("letter.xml"):
        print(f"{fault.line}:{fault.column}: {describe(fault).message}")

The subpackage depends on nothing else in engross.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engross.relaxng.errors import LimitError, SchemaError
from engross.relaxng.schema import Schema, load_schema
from engross.relaxng.sources import Resolver, local_files

if TYPE_CHECKING:
    from engross.relaxng.faults import Fault
    from engross.relaxng.messages import Wording, describe

__all__ = [
    "Fault",
    "LimitError",
    "Resolver",
    "Schema",
    "SchemaError",
    "Wording",
    "describe",
    "load_schema",
    "local_files",
]


def __getattr__(name: str) -> Any:
    """`Fault`, `Wording` and `describe` are loaded only when something is wrong."""
    if name == "Fault":
        from engross.relaxng.faults import Fault

        return Fault
    if name in ("Wording", "describe"):
        from engross.relaxng import messages

        return getattr(messages, name)
    raise AttributeError(name)
