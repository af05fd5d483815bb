"""What makes a document no XML: the parser says little, what stands at the place says more."""

from __future__ import annotations

from xml.parsers import expat

from msgspec.structs import replace

from engross.regex import compile_later
from engross.relaxng.faults import NOT_WELL_FORMED, Fault
from engross.relaxng.places import LINES, Places

_NEAR = 500
_NAME = compile_later(r"[^\s<>&;=/\"']+")
_OPEN_ENTITY = compile_later(r"&#?[\w.-]+$")
_IN_TAG = compile_later(r"<[^<>\s!?/][^<>]*$")
_UNQUOTED = compile_later(r"[\s\"']([^\s=<>\"']+)\s*=\s*$")
_NO_VALUE = compile_later(r"[\s\"']([^\s=<>\"'/]+)\s*$")
_OPEN_VALUE = compile_later(r"<[^<>\s!?/][^<]*?\s([^\s=<>\"']+)\s*=\s*(?:\"[^\"<]*|'[^'<]*)$")
_PREFIX = compile_later(r"<([^\s:<>=\"'/]+):")

#: What `Fault.word` says of an invalid token.
AMPERSAND, LESS, SEMICOLON = "ampersand", "less", "semicolon"
UNQUOTED, NO_VALUE, LESS_IN_VALUE, NO_BLANK = "unquoted", "no-value", "less-in-value", "no-blank"
DASHES, CHARACTER, BYTES, CDATA_END = "dashes", "character", "bytes", "cdata-end"


def malformed(error: expat.ExpatError, data: bytes, index: int, places: Places, scope: dict[str, str]) -> Fault:
    """The fault that `error` is: `index` is its byte in `data`, `scope` are the prefixes that are declared there.

    `detail` is what expat says, `word` what kind of invalid token it is; `element` is an end tag that does not match,
    `attribute` and `value` are the attribute, entity, character or prefix that is meant.
    """
    detail = expat.ErrorString(error.code)
    before = data[max(0, index - _NEAR) : index].decode(places.encoding, "ignore")
    after = data[index : index + _NEAR].decode(places.encoding, "ignore")
    fault = Fault(NOT_WELL_FORMED, error.lineno, error.offset + 1, detail=detail)
    match = _NAME.match(after.removeprefix("&"))
    name = match[0] if match else ""
    if detail == "mismatched tag":
        back = 2 if before.endswith("</") else 0
        return replace(fault, element=name, column=fault.column - back)
    if detail.startswith("unclosed"):
        return _unclosed(fault, index, data, places)
    if detail == "undefined entity":
        position = (fault.line, fault.column)
        if after.startswith("<"):  # it is in a value of this start tag
            position, name = places.undeclared(index, *position)
        return replace(fault, line=position[0], column=position[1], value=name)
    if after.startswith("<") and detail in ("unbound prefix", "duplicate attribute"):
        return _in_names(fault, index, places, scope, after)
    if detail == "duplicate attribute":
        end_line = error.lineno if name.startswith("xmlns") else places.end_of_tag(index, error.lineno)
        return replace(fault, attribute=name, end_line=end_line)
    if "invalid token" in detail:
        return _token(fault, data[index : index + 1], before, after)
    return fault


def _unclosed(fault: Fault, index: int, data: bytes, places: Places) -> Fault:
    """What is not closed where the file ends; its line is the last one."""
    if "CDATA" in fault.detail:
        index = data.rfind("<![CDATA[".encode(places.encoding), 0, index)
        line, column = places.position(index)
        fault = replace(fault, line=line, column=column)
    rest = data[index:].decode(places.encoding, "ignore")
    if not rest.startswith("<"):
        return fault
    if rest.startswith(("<!", "<?")):  # for Jing, a line break at the end of these begins no line
        rest = rest[:-1]
    return replace(fault, end_line=fault.line + len(LINES.findall(rest)))


def _in_names(fault: Fault, index: int, places: Places, scope: dict[str, str], tag: str) -> Fault:
    """What is wrong with the prefixes of a start tag: as that is known where the tag ends, its line is that."""
    positions, end_line, _ = places.tag(index, fault.line, fault.column)
    fault, attributes = replace(fault, end_line=end_line), places.attributes(index)
    scope = scope | {name[6:]: value for name, value in attributes if name.startswith("xmlns:")}
    found = _PREFIX.match(tag)
    if fault.detail == "unbound prefix" and found and found[1] not in scope:
        return replace(fault, value=found[1])
    names = [name for name, _ in attributes if name != "xmlns" and not name.startswith("xmlns:")]
    met: dict[tuple[str, str], str] = {}
    for name, (line, column) in zip(names, positions, strict=False):
        prefix, _, last = name.rpartition(":")
        if fault.detail == "unbound prefix" and prefix and prefix not in scope:
            return replace(fault, line=line, column=column, value=prefix)
        other = met.setdefault((scope.get(prefix, "") if prefix else "", last), name)
        if fault.detail == "duplicate attribute" and other != name:
            return replace(fault, line=line, column=column, attribute=name, value=other)
    return fault


def _token(fault: Fault, byte: bytes, before: str, after: str) -> Fault:
    if byte >= b"\x80" and not after[:1] > "\x7f":
        return replace(fault, word=BYTES, value=f"0x{byte.hex().upper()}")
    if after[:1] < " " and after[:1] not in "\t\n\r":
        return replace(fault, word=CHARACTER, value=f"U+{ord(after[0]):04X}")
    if before.rfind("<!--") > before.rfind("-->"):
        return replace(fault, word=DASHES, column=fault.column - 2) if before.endswith("--") else fault
    if before.endswith("]]") and after[:1] == ">":
        return replace(fault, word=CDATA_END, column=fault.column - 2)
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
