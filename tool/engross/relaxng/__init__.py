"""RELAX NG: schemas in both syntaxes, and validation that tells an editor what is wrong and where.

    schema = load_schema("tei_all.rng")
    for fault in schema.validate("letter.xml"):
        print(f"{fault.line}:{fault.column}: {describe(fault).message}")

The subpackage depends on nothing else in engross but `regex` and `kept`, patterns and files that are kept.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engross.relaxng.errors import LimitError, SchemaError
    from engross.relaxng.faults import Fault
    from engross.relaxng.messages import describe
    from engross.relaxng.schema import Schema, load_schema
    from engross.relaxng.sources import Resolver, local_files
    from engross.relaxng.value_words import Wording

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

_MODULES = {
    "Fault": "faults",
    "LimitError": "errors",
    "Resolver": "sources",
    "Schema": "schema",
    "SchemaError": "errors",
    "Wording": "value_words",
    "describe": "messages",
    "load_schema": "schema",
    "local_files": "sources",
}


def __getattr__(name: str) -> Any:
    """Each name is loaded when it is wanted: words only when something is wrong, the engine not for every file."""
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"engross.relaxng.{_MODULES[name]}"), name)
