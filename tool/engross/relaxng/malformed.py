"""What makes a document no XML: the parser says little, what stands at the place says more."""

from __future__ import annotations

from xml.parsers import expat

from msgspec.structs import replace

from engross.regex import compile_later
from engross.relaxng.faults import NOT_WELL_FORMED, Fault

_NEAR = 500
_NAME = compile_later(r"[^\s<>&;=/\"']+")
_OPEN_ENTITY = compile_later(r"&#?[\w.-]+$")
_IN_TAG = compile_later(r"<[^<>\s!?/][^<>]*$")
_UNQUOTED = compile_later(r"[\s\"']([^\s=<>\"']+)\s*=\s*$")
_NO_VALUE = compile_later(r"[\s\"']([^\s=<>\"'/]+)\s*$")
_OPEN_VALUE = compile_later(r"<[^<>\s!?/][^<]*?\s([^\s=<>\"']+)\s*=\s*(?:\"[^\"<]*|'[^'<]*)$")
_VALUE = compile_later(r"\"[^\"]*\"|'[^']*'")
_PREFIX = compile_later(r"^</?([^\s:<>=\"'/]+):|\s([^\s:<>=\"'/]+):([^\s:<>=\"'/]+)\s*=")

#: What `Fault.word` says of an invalid token.
AMPERSAND, LESS, SEMICOLON = "ampersand", "less", "semicolon"
UNQUOTED, NO_VALUE, LESS_IN_VALUE, NO_BLANK = "unquoted", "no-value", "less-in-value", "no-blank"
DASHES, CHARACTER, BYTES = "dashes", "character", "bytes"


def malformed(error: expat.ExpatError, data: bytes, index: int, encoding: str, known: frozenset[str]) -> Fault:
    """The fault that `error` is: `index` is its byte in `data`, `known` are the prefixes that are declared there.

    `detail` is what expat says, `word` what kind of invalid token it is; `element` is an end tag that does not match,
    `attribute` and `value` are the attribute, entity, character or prefix that is meant.
    """
    detail = expat.ErrorString(error.code)
    before = data[max(0, index - _NEAR) : index].decode(encoding, "ignore")
    after = data[index : index + _NEAR].decode(encoding, "ignore")
    fault = Fault(NOT_WELL_FORMED, error.lineno, error.offset + 1, detail=detail)
    match = _NAME.match(after.removeprefix("&"))
    name = match[0] if match else ""
    if detail == "mismatched tag":
        back = 2 if before.endswith("</") else 0
        return replace(fault, element=name, column=fault.column - back)
    if detail == "undefined entity":
        return replace(fault, value=name)
    if detail == "duplicate attribute":
        return replace(fault, attribute=name)
    if detail == "unbound prefix":
        found = _PREFIX.findall(_VALUE.sub('""', after))
        known |= {local for _, prefix, local in found if prefix == "xmlns"} | {"xmlns"}
        return replace(fault, value=next((one or two for one, two, _ in found if (one or two) not in known), ""))
    if "invalid token" in detail:
        return _token(fault, data[index : index + 1], before, after)
    return fault


def _token(fault: Fault, byte: bytes, before: str, after: str) -> Fault:
    if byte >= b"\x80" and not after[:1] > "\x7f":
        return replace(fault, word=BYTES, value=f"0x{byte.hex().upper()}")
    if after[:1] < " " and after[:1] not in "\t\n\r":
        return replace(fault, word=CHARACTER, value=f"U+{ord(after[0]):04X}")
    if before.rfind("<!--") > before.rfind("-->"):
        return replace(fault, word=DASHES, column=fault.column - 2) if before.endswith("--") else fault
    if before[-1:] == "&" or (before[-1:] == "<" and after[:1] not in "/!?"):
        return replace(fault, word=AMPERSAND if before[-1] == "&" else LESS, column=max(1, fault.column - 1))
    if found := _OPEN_ENTITY.search(before):
        return replace(fault, word=SEMICOLON, value=found[0], column=max(1, fault.column - len(found[0])))
    if after[:1] == "<" and (found := _OPEN_VALUE.search(before)):
        return replace(fault, word=LESS_IN_VALUE, attribute=found[1])
    return _in_tag(fault, inside[0]) if (inside := _IN_TAG.search(before)) else fault


def _in_tag(fault: Fault, tag: str) -> Fault:
    """An invalid token after `tag`, the beginning of a start tag."""
    if found := _UNQUOTED.search(tag):
        return replace(fault, word=UNQUOTED, attribute=found[1])
    if tag[-1] in "\"'":
        return replace(fault, word=NO_BLANK)
    if found := _NO_VALUE.search(tag):
        return replace(fault, word=NO_VALUE, attribute=found[1])
    return fault
