"""The source of an edition line by line, and which of its lines each element of the edition was read from."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from lxml import etree
from msgspec import Struct

from engross.digest import sha256
from engross.encode.record import Places
from engross.encode.tree import TEI, XML_ID
from engross.html.prepare import VIEW
from engross.html.transform import XHTML, serialize
from engross.regex import compile_later
from engross.restore import NotAnEdition, read_back, recorded_hash_of
from engross.site.frame import text

_H = f"{{{XHTML}}}"
_VIEW_ID = f"{{{VIEW}}}id"
_CONTROL = compile_later(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


class SourceView(Struct, frozen=True):
    """A source: its bytes, its lines, and the first and last line (from 1) of each element of the edition that can be
    cited, by id, in the order of the edition."""

    data: bytes
    lines: tuple[str, ...]
    extents: dict[str, tuple[int, int]]


def read_source_view(root: etree._Element) -> SourceView | None:
    """The source of the edition with that root, to whose elements ids were given; None where it holds no record of it,
    or was changed since."""
    body = root.find(f"{{{TEI}}}text")
    found: dict[etree._Element, tuple[int, int]] = {}
    try:
        source = read_back(root, found)
    except NotAnEdition:
        return None
    if body is None or recorded_hash_of(root) not in (None, sha256(source.data)):
        return None
    lines = source.text.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    place = Places(source.stretches)
    extents = {}
    for element in body.iter(etree.Element):
        name = element.get(XML_ID) or element.get(_VIEW_ID)
        first, last = found[element]
        if name and last > first:
            ends = place.extent(first, last)
            extents[name] = (bisect_right(starts, ends[0]), bisect_right(starts, ends[1]))
    return SourceView(source.data, tuple(lines[:-1] if lines[-1] == "" else lines), extents)


def facing_columns(html: etree._Element, view: SourceView) -> str:
    """The source and the edition side by side, as HTML. The elements of `html` get the numbers of their lines, and the
    links in the margin lead to the source instead of to themselves."""
    for element in list(html.iter(f"{_H}*")):
        found = view.extents.get(element.get("id", ""))
        if found:
            element.set("data-lines", f"{found[0]}-{found[1]}")
        if element.get("class") == "anchor ui" and (lines := view.extents.get(element.get("href", "")[1:])):
            element.set("class", "anchor line ui")
            element.set("href", f"#ui:L{lines[0]}")
            element.set("aria-label", f"Line {lines[0]} of the source")
            element.set("data-n", str(lines[0]))
            _put_first(element)
    owners = _owners(view)
    shown = text(_CONTROL.sub("␦", "\n".join(view.lines))).split("\n")
    source = "".join(_line(number, line, owners.get(number, "")) for number, line in enumerate(shown, 1))
    edition = "".join(serialize(part) for part in html if part.get("class") != "record")
    return f"""<div class="facing">
<section class="source" aria-label="Source" tabindex="0"><h2>Source</h2>
<ol>
{source}</ol></section>
<section class="edited" aria-label="Edition" tabindex="0"><h2>Edition</h2>
{edition}</section>
</div>"""


def _put_first(link: etree._Element) -> None:
    """Put the link in the margin, which ends its paragraph, at the beginning: beside the first line."""
    parent = link.getparent()
    if parent is not None and len(parent) and parent[-1] is link:
        link.tail, parent.text = parent.text, None
        parent.insert(0, link)


def _owners(view: SourceView) -> dict[int, str]:
    """The innermost element that each line was read into: the last, as an element comes after those around it."""
    owners: dict[int, tuple[int, str]] = {}
    for name, (first, last) in view.extents.items():
        for number in range(first, last + 1):
            size = last - first
            if number not in owners or size <= owners[number][0]:
                owners[number] = (size, name)
    return {number: name for number, (_, name) in owners.items()}


def _line(number: int, line: str, owner: str) -> str:
    """A line of the source, which is made harmless already."""
    shown = line or "&#160;"
    if not owner:
        return f'<li id="ui:L{number}"><span class="n">{number}</span> <span class="words">{shown}</span></li>\n'
    return (
        f'<li id="ui:L{number}" data-for="{text(owner)}"><a class="n" href="#{text(owner)}">{number}</a> '
        f'<span class="words">{shown}</span></li>\n'
    )
