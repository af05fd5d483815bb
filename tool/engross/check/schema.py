"""Checks a tree against the RELAX NG schema of engross editions."""

from __future__ import annotations

import re

from lxml import etree

from engross.check.by_libxml2 import full_schema, is_valid
from engross.check.problem import Problem, problem
from engross.encode.tree import local
from engross.regex import compile_later


def check_schema(root: etree._Element) -> list[Problem]:
    """What in the tree below `root` the schema does not allow; empty for a valid tree."""
    if is_valid(root):
        return []
    schema = full_schema()
    if schema.validate(root):
        return []
    found = []
    worded = set()
    for entry in schema.error_log:
        element = _element(root, entry.path)
        message = _wording(entry.message, element)
        if message and (element, message) not in worded:
            worded.add((element, message))
            found.append(problem("schema-invalid", element, message=message))
    return found or [problem("schema-invalid", root, message="The document is not valid.")]


def _element(root: etree._Element, path: str | None) -> etree._Element | None:
    """The element that libxml2 names by `path`; for an attribute, the element that has it."""
    if not path:
        return None
    prefixes = {prefix: uri for prefix, uri in root.nsmap.items() if prefix}
    try:
        found = root.getroottree().xpath(path.partition("/@")[0], namespaces=prefixes)
    except etree.XPathEvalError:  # a prefix that is declared further down
        return None
    return found[0] if isinstance(found, list) and found and isinstance(found[0], etree._Element) else None


#: What libxml2 says, and what is said instead; {0}, {1} are the groups, {parent} the element around.
_WORDINGS = tuple(
    (compile_later(pattern), wording)
    for pattern, wording in (
        (r"Did not expect element (\S+) there", "<{0}> may not stand here in {parent}."),
        (r"Element (\S+) has extra content: (text|\S+)", "<{1}> may not stand here in <{0}>."),
        (r"Expecting element (\S+), got (\S+)", "<{1}> stands in {parent} where <{0}> belongs."),
        (r"Expecting an element (\S*), got nothing", "{here} is not complete: <{0}> is missing."),
        (r"Did not expect text in element (\S+) content", "<{0}> may not hold text."),
        (r"Invalid attribute (\S+) for element (\S+)", "<{1}> may not have @{0}, or not with that value."),
        (r"Element (\S+) failed to validate attributes", "<{0}> lacks an attribute, or has a wrong one."),
    )
)


def _wording(message: str, element: etree._Element | None) -> str:
    """A sentence for one of libxml2's messages; empty for one that only repeats another."""
    parent = element.getparent() if element is not None else None
    around = f"<{local(parent)}>" if parent is not None else "the document"
    here = f"<{local(element)}>" if element is not None else "The document"
    for pattern, wording in _WORDINGS:
        match = pattern.search(message)
        if match:
            return wording.format(*match.groups(), parent=around, here=here).replace("<>", "an element")
    if re.search(r"failed to validate content|in interleave|Extra element|Type \w+ doesn't", message):
        return "" if element is None else f"{here} has content that is not allowed in it, or lacks some."
    return f"{here}: {message}"
