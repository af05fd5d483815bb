"""``format-number()`` of XSLT 1.0 (12.3), for simple pictures: ``0``, ``0.00``, ``#,##0.##``, ``0%``."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_EVEN, Decimal

from engross.schematron.errors import UnsupportedError


def format_number(number: object, picture: str) -> str:
    """The number in the form of the picture; raises `UnsupportedError` for pictures that are not simple."""
    match = re.fullmatch(r"([#,]*)([0,]*)(?:\.(0*)(#*))?(%?)", picture)
    if not match or len(picture) > 60:
        raise UnsupportedError(f"format-number() is not run with the picture “{picture}”")
    try:
        value = float(str(number))
    except ValueError:
        return "NaN"
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "-Infinity" if value < 0 else "Infinity"
    least, most = len(match[3] or ""), len(match[3] or "") + len(match[4] or "")
    exact = Decimal(repr(value)) * (100 if match[5] else 1)
    rounded = abs(exact).quantize(Decimal(1).scaleb(-most), ROUND_HALF_EVEN)
    whole, _, fraction = f"{rounded:f}".partition(".")
    while len(fraction) > least and fraction.endswith("0"):
        fraction = fraction[:-1]
    whole = whole.lstrip("0").rjust(match[2].count("0"), "0")
    integer = match[1] + match[2]
    if "," in integer and (size := len(integer) - integer.rindex(",") - 1) > 0:
        whole = re.sub(rf"(?<=\d)(?=(?:\d{{{size}}})+$)", ",", whole)
    if not whole and not fraction:
        whole = "0"
    sign = "-" if exact < 0 and rounded else ""
    return sign + whole + ("." + fraction if fraction else "") + match[5]
