"""Running the stylesheet."""

from __future__ import annotations

from functools import cache
from typing import Any

from lxml import etree

from engross.data import data_path
from engross.html.prepare import Links, prepare

XHTML = "http://www.w3.org/1999/xhtml"

#: Elements of HTML that have no end tag.
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


class NotTransformed(Exception):
    """A file that the stylesheet could not deal with; the message says why."""


def to_html(root: etree._Element, links: Links | None = None) -> etree._Element:
    """The TEI document with that root as HTML: ``div.edition`` with the text, its notes, and the record of its header.

    `links` says where pointers lead that the file doesn't resolve itself. `root` gets attributes of our own. Raises
    `NotTransformed`.
    """
    if _too_deep(root):
        raise NotTransformed(f"its elements stand in each other more than {_DEEPEST} deep")
    prepare(root, links)
    try:
        made = _stylesheet()(root.getroottree()).getroot()
    except etree.XSLTError as problem:
        raise NotTransformed(_reason(problem)) from problem
    assert made is not None
    return made


#: Elements in each other; libxslt gives up at some 1,500, and needs long for it.
_DEEPEST = 1000
_too_deep = etree.XPath("boolean(/*" + "/*" * _DEEPEST + ")")


_NOTHING: dict[str, Any] = dict.fromkeys(
    ("read_file", "write_file", "create_dir", "read_network", "write_network"), False
)


def _reason(problem: etree.XSLTError) -> str:
    told = " ".join(entry.message for entry in problem.error_log)
    if "recursion" in told:
        return "its elements stand in each other too deep, or too many page breaks and the like stand in a row"
    return told or str(problem)


@cache
def _stylesheet() -> etree.XSLT:
    """``tei.xsl``, which may read no other file while it runs."""
    return etree.XSLT(etree.parse(data_path("html", "tei.xsl")), access_control=etree.XSLTAccessControl(**_NOTHING))


def serialize(element: etree._Element) -> str:
    """`element` as text that is the same to a parser of HTML and to one of XML: elements without content have an end
    tag, unless HTML has none for them."""
    for each in element.iter(etree.Element):
        if len(each) == 0 and not each.text and str(each.tag).rpartition("}")[2] not in VOID:
            each.text = ""
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    return text.replace(f' xmlns="{XHTML}"', "", 1)
