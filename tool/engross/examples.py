"""The examples of conventions: what a profile makes of each, by converting it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import etree

from engross.edition import Edition, Person
from engross.encode.structures import Structure, elements, structures
from engross.encode.tree import TEI, local
from engross.pipeline import convert_source
from engross.profile import Convention, Profile
from engross.source import read_source

#: Finds in the body of an edition the elements that are to be shown.
Find = Callable[[etree._Element], list[etree._Element]]

#: The people whom the edition of the examples knows.
PEOPLE = (Person("ball", "Ball"), Person("finletter", "Finletter"), Person("kennedy", "President Kennedy", ("Pres",)))
#: What is shown alone; anything else in what it stands in.
_ALONE = ("div", "list", "table", "sp", "p", "opener", "closer", "postscript", "trailer", "quote")
#: A text in which the example of a whole line stands, where it is one only beside others.
_AROUND = "The text begins here, and it goes on to its end.\n\n{}\n\nThe text goes on here, and it has an end.\n"


def find_shown(source: str, profile: Profile, find: Find) -> list[etree._Element]:
    """What `profile` makes of what `find` finds in `source`, each with what it must be seen in; empty where it finds
    nothing."""
    folder = Path(".")
    edition = Edition(folder, folder, people=PEOPLE)
    made = convert_source(read_source(source.encode(), "a", "a"), profile=profile, edition=edition)
    if made.xml is None:
        return []
    shown: list[etree._Element] = []
    for element in find(next(etree.fromstring(made.xml).iter(f"{{{TEI}}}body"))):
        parent = element.getparent()
        alone = parent is None or local(element) in _ALONE or local(parent) in ("div", "list")
        around = element if alone or parent is None else parent
        if around not in shown:
            shown.append(around)
    return shown


def find_made(name: str) -> Find:
    """Finds the elements called `name`, the document itself left out."""

    def find(body: etree._Element) -> list[etree._Element]:
        return [e for e in body.iter(f"{{{TEI}}}{name}") if e.get("type") != "document"]

    return find


def example_tei(convention: Convention, profile: Profile) -> str:
    """The TEI that `profile` makes of the example of `convention`, on one line; empty where nothing comes of it."""
    wanted = re.findall(r"[^\W_]+", convention.example)
    for source, find in _trials(convention, profile):
        for element in find_shown(source, profile, find):
            text = "".join(map(str, element.itertext()))
            if not text.strip() or not wanted or any(word in text for word in wanted):
                inner = convention.kind != "block" and local(element) in ("p", "head", "item")
                return re.sub(r"\s*\n\s*", " ", plain_xml(element, inner=inner))
    return ""


def _trials(convention: Convention, profile: Profile) -> Iterator[tuple[str, Find]]:
    """Sources that hold the example, with what to look for in their editions: alone; in the source that shows the
    structure; between paragraphs."""
    find = find_made(convention.becomes[0].element)
    if convention.kind != "block":
        yield f"{convention.example}\n", find
        return
    for structure in structures():
        if structure.convention == convention.name:
            for source in _with_example(structure, convention):
                yield source, _in_structure(structure)
    yield f"{convention.example}\n", find
    yield _AROUND.format(convention.example), find


def _with_example(structure: Structure, convention: Convention) -> Iterator[str]:
    """The source of a structure with the example in place of the first line that fits the convention, or of the last:
    the title of a document stands below that of its collection; and with nothing below it, as at the end of one."""
    lines = structure.source.strip("\n").split("\n")
    fitting = [number for number, line in enumerate(lines) if convention.pattern.search(line)]
    for number in dict.fromkeys((*fitting[:1], *fitting[-1:])):
        yield "\n".join([*lines[:number], convention.example, *lines[number + 1 :], ""])
        yield "\n".join([*lines[:number], convention.example, ""])


def _in_structure(structure: Structure) -> Find:
    return lambda body: elements(structure, body)


def plain_xml(element: etree._Element, *, inner: bool = False) -> str:
    """`element`, or what is in it, without its namespace, and without ids to which nothing points."""
    text = etree.tostring(element, encoding="unicode", with_tail=False).replace(f' xmlns="{TEI}"', "")
    root = element.getroottree().getroot()
    used = {str(v).lstrip("#") for e in root.iter() for k, v in e.attrib.items() if k in ("target", "next", "prev")}
    text = re.sub(r' xml:id="([^"]*)"', lambda m: m[0] if m[1] in used else "", text)
    return re.sub(r"\A<[^>]*>|</[^>]*>\Z", "", text) if inner else text
