"""What XML 1.0 allows: its characters, its names without a colon."""

from __future__ import annotations

import re
from functools import cache

from engross.regex import compile_later

#: What XML 1.0 cannot hold: control characters, lone surrogates, the two non-characters.
UNENCODABLE = compile_later("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ASCII_NAME = compile_later(r"[A-Za-z_][A-Za-z0-9_.-]*")


def is_ncname(text: str) -> bool:
    """Whether `text` is a name without a colon (NCName of Namespaces in XML 1.0)."""
    if text.isascii():
        return bool(_ASCII_NAME.fullmatch(text))
    return bool(_any_name().fullmatch(text))


@cache
def _any_name() -> re.Pattern[str]:
    # Compiled when it is first wanted: with all its ranges that takes longer than to convert a page.
    return re.compile(
        "[A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
        "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff]"
        "[A-Za-z0-9_.\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040\u2070-\u218f"
        "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff-]*"
    )
