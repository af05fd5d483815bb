"""``refsDecl``: how to cite the parts of an edition, as DTS servers and others read it.

Divisions and pages overlap, so each is a citation tree of its own: a ``refsDecl``. In each of them a unit has one kind
of unit inside it at the most, since some programs read no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree

from engross.encode.markup import Markup, write, write_block
from engross.encode.tree import TEI

#: What parts the references of a unit and of those around it. A value that holds one of them is not cited by.
DELIMITERS = {"division": ".", "page": ":"}
#: Types of divisions that are names of units as well; others are cited as ``div``.
_UNITS = frozenset({"annex", "appendix", "attachment", "document", "enclosure", "entry", "part", "section"})
#: Characters that end a string in the XPaths that programs make of a value, or a step in their addresses.
_UNCITABLE = frozenset("'\"{}#&?/% \t\n" + "".join(DELIMITERS.values()))


def refs_decls(body: etree._Element) -> list[Markup]:
    """How to cite a document (or what is enclosed with one) and in it a division or a page, as far as there are any:
    one citation tree, or two of which the first is the default."""
    documents = _divisions(body)
    if not documents:
        return []
    attrs = {"unit": "document", "match": "/TEI/text/body/div", "use": _use([documents])}
    inside = [cited for cited in (_cited_divisions(documents), _cited_pages(documents)) if cited is not None]
    trees = [write_block("citeStructure", attrs, [cited]) for cited in inside] or [write("citeStructure", attrs)]
    if len(trees) == 1:
        return [write_block("refsDecl", {}, trees)]
    names = ({"default": "true"}, {"n": "pages", "default": "false"})
    return [write_block("refsDecl", name, [tree]) for name, tree in zip(names, trees, strict=True)]


def _divisions(element: etree._Element) -> list[etree._Element]:
    return element.findall(f"{{{TEI}}}div")


def _cited_divisions(parents: Sequence[etree._Element]) -> Markup | None:
    """The divisions inside `parents`, and those inside these; None where there are none."""
    groups = [_divisions(parent) for parent in parents]
    found = [division for group in groups for division in group]
    if not found:
        return None
    kinds = {division.get("type", "div") for division in found}
    unit = kinds.pop() if len(kinds) == 1 and kinds <= _UNITS else "div"
    attrs = {"unit": unit, "match": "div", "use": _use(groups), "delim": DELIMITERS["division"]}
    inside = _cited_divisions(found)
    return write("citeStructure", attrs) if inside is None else write_block("citeStructure", attrs, [inside])


def _cited_pages(documents: Iterable[etree._Element]) -> Markup | None:
    groups = [list(document.iter(f"{{{TEI}}}pb")) for document in documents]
    if not any(groups):
        return None
    return write("citeStructure", {"unit": "page", "match": ".//pb", "use": _use(groups), "delim": DELIMITERS["page"]})


def _use(groups: Sequence[Sequence[etree._Element]]) -> str:
    """The number, if each has one that is its own in its group, and that can stand in a reference; else the id."""
    for group in groups:
        numbers = [element.get("n", "") for element in group]
        if "" in numbers or len(set(numbers)) < len(numbers) or not _UNCITABLE.isdisjoint("".join(numbers)):
            return "@xml:id"
    return "@n"
