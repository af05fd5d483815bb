"""ISO Schematron (ISO/IEC 19757-3): schemas, alone or in RELAX NG, and what they find in a document.

    schema = load_schematron("rules.sch")
    for finding in schema.check(etree.parse("letter.xml").getroot()).findings:
        print(f"{finding.line}: {finding.severity}: {finding.message}")

Of the rest of engross, the subpackage needs only the reader of RELAX NG's compact syntax. Nothing is ever read from
the network.
"""

from __future__ import annotations

from engross.schematron.errors import NoRules, SchematronError
from engross.schematron.model import Finding, Limits, Result, Skipped
from engross.schematron.reading import Resolver, parse
from engross.schematron.schema import Schematron, load_schematron

__all__ = [
    "Finding",
    "Limits",
    "NoRules",
    "Resolver",
    "Result",
    "Schematron",
    "SchematronError",
    "Skipped",
    "load_schematron",
    "parse",
]
