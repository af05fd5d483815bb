"""The pages of a book: each edition as XHTML, what is in it by heading, where its pages begin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from lxml import etree
from msgspec import Struct

from engross.encode.tree import parse, parse_expanded, take_out
from engross.export.edition import Edition
from engross.html import to_html
from engross.html.transform import XHTML

OPS = "http://www.idpf.org/2007/ops"
_TYPE = f"{{{OPS}}}type"
_X = {"x": XHTML}
_HEAD = f"""<!DOCTYPE html>
<html xmlns="{XHTML}" xmlns:epub="{OPS}" lang="{{language}}" xml:lang="{{language}}">
<head>
<title>{{title}}</title>
<link rel="stylesheet" type="text/css" href="text.css"/>
</head>
{{body}}
</html>
"""


class Entry(Struct, frozen=True):
    """An entry of the table of contents: where it leads, its words, the entries below it."""

    href: str
    label: str
    below: tuple[Entry, ...] = ()


class Chapter(Struct, frozen=True):
    """An edition as a page of a book: the name of its file, its bytes, its contents, and where its pages begin
    (place and number)."""

    name: str
    data: bytes
    contents: Entry
    pages: tuple[tuple[str, str], ...]


def page(title: str, language: str, body: str) -> bytes:
    """A page of XHTML; `body` is its body element."""
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + _HEAD.format(
        title=escape(title), language=escape(language), body=body
    )).encode()  # fmt: skip


def make_chapter(edition: Edition, name: str, names: Mapping[str, str]) -> Chapter:
    """The page `name` of a book; `names` are those of all its editions by their files. Raises `NotTransformed`."""

    def links(pointer: str) -> tuple[str, str] | None:
        file, sharp, fragment = pointer.partition("#")
        found = names.get(file.rpartition("/")[2])
        return (f"{found}{sharp}{fragment}", "") if file and found else None

    made = to_html(parse_expanded(edition.data), links)
    heading = f'<h1 class="title">{escape(edition.title)}</h1>'
    body = f'<body epub:type="bodymatter" class="chapter">\n{heading}\n</body>'
    root = parse(page(edition.title, edition.record.language or "und", body))
    holder = root.find("x:body", _X)
    assert holder is not None
    holder.append(made)
    _mark_notes(holder)
    pages = tuple(_mark_pages(holder, name))
    for anchor in _of_class(holder, "a", "anchor"):
        take_out(anchor)
    below = tuple(_contents(made, name))
    if len(below) == 1 and below[0].label == edition.title:
        below = below[0].below  # a file of one document, whose heading is its title
    contents = Entry(name, edition.title, below)
    data = etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True)
    return Chapter(name, data + b"\n", contents, pages)


def _of_class(element: etree._Element, name: str, wanted: str) -> list[etree._Element]:
    """The elements `name` in `element` that have the class `wanted`."""
    return [each for each in element.iter(f"{{{XHTML}}}{name}") if wanted in each.get("class", "").split()]


def _mark_notes(body: etree._Element) -> None:
    """Say of notes and their calls that they are that: reading programs then show a note where it is called."""
    for call in _of_class(body, "a", "call"):
        call.set(_TYPE, "noteref")
    for section in _of_class(body, "section", "notes"):
        section.set(_TYPE, "footnotes")
        section.attrib.pop("role", "")
        for items in section.iterfind("x:ul", _X):
            items.tag = f"{{{XHTML}}}div"
            items.attrib.pop("role", "")
            for note in items.iterfind("x:li", _X):
                note.tag = f"{{{XHTML}}}aside"
                note.set(_TYPE, "footnote")
                note.set("role", "doc-footnote")


def _mark_pages(body: etree._Element, name: str) -> Iterator[tuple[str, str]]:
    """Say of page breaks that they are that; where each is, and its number."""
    for span in _of_class(body, "span", "tei-pb"):
        span.set(_TYPE, "pagebreak")
        span.set("role", "doc-pagebreak")
        number = " ".join(span.get("data-n", "").split())
        if number and number != "–" and (place := span.get("id")):
            yield f"{name}#{place}", number


# --- contents


def _contents(element: etree._Element, name: str) -> Iterator[Entry]:
    """The divisions in `element` that have a heading or a dateline; those below one that has none move up."""
    for section in _divisions(element):
        below = tuple(_contents(section, name))
        label, place = _heading(section), section.get("id", "")
        if label and place:
            yield Entry(f"{name}#{place}", label, below)
        else:
            yield from below


def _divisions(element: etree._Element) -> Iterator[etree._Element]:
    """The outermost divisions in `element`, in order."""
    for child in element.iterchildren(etree.Element):
        if "tei-div" in child.get("class", "").split():
            yield child
        else:
            yield from _divisions(child)


def _heading(section: etree._Element) -> str:
    heads, dates = [], []
    for child in section.iterchildren(etree.Element):
        classes = child.get("class", "").split()
        if "tei-head" in classes and "t-collection" not in classes:
            heads.append(_words(child))
        elif "tei-dateline" in classes:
            dates.append(_words(child))
        elif "tei-opener" in classes:
            dates += [
                _words(line) for line in child.iterdescendants() if "tei-dateline" in line.get("class", "").split()
            ]
    return " ".join(filter(None, heads)) or next(filter(None, dates), "")


def _words(element: etree._Element) -> str:
    """The words of a heading, without its notes."""
    left_out = ("call", "ui", "tei-note", "furniture")
    out: list[str] = []
    skip = 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        silent = node is not element and any(each in left_out for each in node.get("class", "").split())
        if event == "start":
            skip += silent
            out.append(" " if node.tag == f"{{{XHTML}}}br" else "" if skip else node.text or "")
        else:
            skip -= silent
            out.append("" if skip or node is element else node.tail or "")
    return " ".join("".join(out).split())
