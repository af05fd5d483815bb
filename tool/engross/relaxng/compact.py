"""Schemas in compact syntax, read through the library rnc2rng."""

from __future__ import annotations

import re
import warnings

from engross.relaxng.errors import SchemaError


def to_xml(data: bytes, file: str) -> bytes:
    """The schema `data` in XML syntax. Raises `SchemaError`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from rnc2rng import dumps, loads  # type: ignore[import-untyped]

    try:
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
        return str(dumps(loads(text))).encode()
    except UnicodeDecodeError as error:
        raise SchemaError("A schema in compact syntax must be UTF-8 or UTF-16.", file, 1, error.start + 1) from None
    except Exception as error:  # the library raises whatever comes up, and asserts
        place = re.search(r"line (\d+)|\((\d+):(\d+)\)", str(error))
        line = int(place[1] or place[2]) if place else 1
        reason = str(error) or type(error).__name__
        raise SchemaError(f"The compact syntax can't be read: {reason}", file, line, 1) from None
