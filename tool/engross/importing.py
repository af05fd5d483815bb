"""Imports of libraries that would import others in their turn, which take longer than to convert a page and are for
uses that are not ours."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from types import SimpleNamespace
from typing import Any

#: What stands in for such a library while another is imported; None where that can do without.
_IN_PLACE: dict[str, dict[str, Any]] = {
    "argparse": {  # for messages in other languages than ours
        "gettext": SimpleNamespace(gettext=str, ngettext=lambda one, many, n: one if n == 1 else many),
    },
    "hashlib": {"_hashlib": None},  # OpenSSL, which is faster than Python's own from some megabytes on
    "msgspec": {
        "typing_extensions": None,  # for types of values that are read from JSON
        "msgspec.inspect": SimpleNamespace(),
        "msgspec._json_schema": SimpleNamespace(schema=None, schema_components=None),  # for JSON schemas
        # asked by uuid
        **({"platform": SimpleNamespace(system=lambda: "Linux")} if sys.platform == "linux" else {}),
    },
    "lxml.etree": {
        "rnc2rng": None,  # for schemas in the compact syntax, of which we have a reader
        "inspect": SimpleNamespace(getfullargspec=None),  # for parsers with a target that is written in Python
        "gzip": SimpleNamespace(GzipFile=None),  # for files that are written compressed
    },
}


def import_lightly(module: str) -> None:
    """Import `module` without what it would import for uses that are not ours, or whole, if it can't do without."""
    if module in sys.modules:
        return
    in_place = {name: stand_in for name, stand_in in _IN_PLACE[module].items() if name not in sys.modules}
    sys.modules.update(in_place)
    with suppress(ImportError, AttributeError):
        import_module(module)
    for name in in_place:
        del sys.modules[name]
    import_module(module)  # nothing is left to do, unless it could not do without
