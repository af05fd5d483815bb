"""Faults as diagnostics: which code, which place, which words."""

from __future__ import annotations

import re
from functools import cache

from engross.check.documents import Document
from engross.check.wording import width_at
from engross.data import data_path
from engross.diagnostics import Diagnostic, find_code
from engross.encode.tree import TEI
from engross.relaxng import Fault, describe, faults
from engross.relaxng.lexical import matches

#: The code of each kind of fault.
CODES = {
    faults.NOT_ALLOWED_ANYWHERE: "element-unknown",
    faults.NOT_ALLOWED_INSIDE: "element-not-allowed-in",
    faults.NOT_ALLOWED_HERE: "element-not-allowed-here",
    faults.NOT_ALLOWED_YET: "element-too-early",
    faults.INCOMPLETE: "element-incomplete",
    faults.TEXT_NOT_ALLOWED: "text-not-allowed",
    faults.ATTRIBUTE_NOT_ALLOWED: "attribute-not-allowed",
    faults.ATTRIBUTE_MISSING: "attribute-missing",
    faults.BAD_VALUE: "value-wrong",
    faults.DUPLICATE_ID: "id-duplicate",
    faults.DANGLING_IDREF: "pointer-dangling",
    faults.NOT_WELL_FORMED: "not-xml",
    faults.ENTITY_NOT_READ: "entity-unresolved",
    faults.LIMIT: "limit-reached",
}
#: The kinds of faults about which the page of the parent, not of the element, says more.
_OF_THE_PARENT = (faults.NOT_ALLOWED_INSIDE, faults.NOT_ALLOWED_HERE, faults.NOT_ALLOWED_YET)
_NO_PAGE = (faults.DUPLICATE_ID, faults.DANGLING_IDREF, faults.NOT_WELL_FORMED, faults.ENTITY_NOT_READ, faults.LIMIT)
GUIDELINES = "https://tei-c.org/release/doc/tei-p5-doc/en/html/ref-{}.html"


def of_fault(document: Document, fault: Fault) -> Diagnostic:
    """`fault` as a diagnostic; the hint ends with the page of the Guidelines that says more."""
    code, words = find_code(CODES[fault.kind]), describe(fault)
    message, hint = words.message, words.hint or code.hint
    if fault.kind == faults.BAD_VALUE and fault.attribute == "xml:id" and not matches("NCName", fault.value):
        from engross.check.tei_rules import malformed_id  # loaded only where it is needed

        code = find_code("id-malformed")  # which the rule for files without a schema that asks for names says as well
        message, hint = malformed_id(fault.value, fault.element), code.hint
    instead = ""
    if fault.kind == faults.NOT_ALLOWED_ANYWHERE and document.root_namespace == TEI:
        from engross.check.habits import IN_TEI  # few files need it

        instead = IN_TEI.get(fault.element, "")
        hint = f"In TEI that is {instead}." if instead else hint
    if document.is_tei and code.name != "id-malformed" and (page := _page(fault, instead)):
        hint = f"{hint}{'' if hint[-1] in '.?!' else '.'} See {page}"
    text = document.line(fault.line)
    width = width_at(text, fault.column)
    if fault.kind == faults.TEXT_NOT_ALLOWED:
        width = max(1, len(fault.value.rstrip().split("\n")[0]))
    return Diagnostic(code.name, code.severity, message, hint, document.name, fault.line, fault.column, text, width)


def _page(fault: Fault, instead: str) -> str:
    """The address of the page of the TEI Guidelines that says more about `fault`, or about the tag that is to stand
    `instead`; empty where there is none."""
    if fault.kind in _NO_PAGE:
        return ""
    names = [fault.parent] if fault.kind in _OF_THE_PARENT else [fault.element]
    if fault.kind == faults.NOT_ALLOWED_ANYWHERE:
        similar = re.findall(r"<(\w+)", instead) or fault.similar
        names = [fault.element, *similar[:1], fault.parent]
    return next((GUIDELINES.format(each) for name in names if (each := name.removeprefix("tei:")) in _elements()), "")


@cache
def _elements() -> frozenset[str]:
    """The names of all elements of TEI P5."""
    return frozenset(data_path("check", "tei_elements.txt").read_text("utf-8").split())
