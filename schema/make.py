"""Makes engross.rng from engross.rnc; with --check, only tells whether they agree (exit status 1 if not).

    python schema/make.py [--check]

rnc2rng (pure Python, a development dependency) does the work; what it writes is then given the short forms
that people expect (``<element name="p">``) and a fixed layout: the same engross.rnc gives the same bytes.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import rnc2rng
from lxml import etree

HERE = Path(__file__).resolve().parent
RNG = "{http://relaxng.org/ns/structure/1.0}"
XML = "http://www.w3.org/XML/1998/namespace"
TEI = "http://www.tei-c.org/ns/1.0"
PREAMBLE = " Made from engross.rnc by make.py: change that file, not this one. "


def make_rng(rnc: Path) -> bytes:
    """The XML syntax of the schema in `rnc`."""
    made = rnc2rng.dumps(rnc2rng.load(str(rnc)))
    root = etree.fromstring(made.encode(), etree.XMLParser(remove_blank_text=True))
    for named in list(root.iter(f"{RNG}element", f"{RNG}attribute")):
        _shorten(named)
    for documentation in root.iter("{http://relaxng.org/ns/compatibility/annotations/1.0}documentation"):
        documentation.text = re.sub(r"\s+", " ", documentation.text or "").strip()
    etree.cleanup_namespaces(root, keep_ns_prefixes=["a"])
    root.insert(0, etree.Comment(PREAMBLE))
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _shorten(named: etree._Element) -> None:
    """Say an element's or attribute's name in @name, where rnc2rng wrote a child."""
    child = named.find(f"{RNG}name")
    if child is None or child is not named[0]:
        return
    prefix = "xml:" if child.get("ns") == XML else ""
    if child.get("ns") not in ((XML, "", None) if named.tag == f"{RNG}attribute" else (TEI, None)):
        raise ValueError(f"a name in the namespace {child.get('ns')!r} needs another form: {child.text}")
    named.remove(child)
    named.set("name", f"{prefix}{child.text}")
    if named.tag == f"{RNG}attribute" and len(named) == 1 and named[0].tag == f"{RNG}text":
        named.remove(named[0])


def main(arguments: list[str]) -> int:
    made, target = make_rng(HERE / "engross.rnc"), HERE / "engross.rng"
    if "--check" in arguments:
        agree = target.exists() and target.read_bytes() == made
        print("engross.rng is up to date" if agree else "engross.rng is out of date: run schema/make.py")
        return 0 if agree else 1
    target.write_bytes(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
