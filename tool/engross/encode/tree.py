"""Building and reading TEI elements: the only module that touches lxml's ``.text`` and ``.tail``.

In lxml the text after an element belongs to that element (its tail). Here content is a flat sequence of strings and
elements, in order, and nothing else in engross need know how lxml keeps it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import accumulate, islice
from typing import Any

from lxml import etree

TEI = "http://www.tei-c.org/ns/1.0"
XML = "http://www.w3.org/XML/1998/namespace"
XML_ID = f"{{{XML}}}id"
XML_LANG = f"{{{XML}}}lang"

_NAMESPACE = {None: TEI}

#: Elements that hold only elements in our editions: white space in them is layout of the file, not text.
ELEMENT_ONLY = frozenset(
    {"TEI", "text", "body", "div", "list", "table", "row", "sp", "opener", "address", "closer", "postscript", "quote"}
)

#: Elements that begin a line of their own also inside mixed content.
BLOCKS = frozenset({"p", "list", "table", "quote"})

#: Elements whose text is not the source's: what an editor set beside it.
ADDED = frozenset({"corr", "expan", "reg", "supplied", "teiHeader"})

Content = Iterable["str | etree._Element | None"]


def parse(xml: bytes | str) -> etree._Element:
    """The root of `xml`, read as engross reads XML: nothing from outside the file, no entities expanded, any size.

    Raises `lxml.etree.XMLSyntaxError`.
    """
    return etree.fromstring(
        xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    )


def parse_own(xml: bytes) -> etree._Element:
    """The same, of what engross wrote itself. An xml:id that is there twice is no error here, since a rule finds it; to
    note all ids takes a third of the time."""
    return etree.fromstring(xml, _reader(resolve_entities=False, huge_tree=True))


def parse_expanded(xml: bytes) -> etree._Element:
    """As `parse`, but with what entities stand for where the file itself says it: for readers, who are to lose nothing.
    An entity that stands for another file, or for far too much, makes the file one that can't be read. An xml:id
    that is there twice does not."""
    root = etree.fromstring(xml, _reader(resolve_entities=False, huge_tree=True))
    if next(root.iter(etree.Entity), None) is None:
        return root
    internal: Any = "internal"  # the stubs of lxml don't know it yet
    return etree.fromstring(xml, _reader(resolve_entities=internal))


def _reader(**options: Any) -> etree.XMLParser:
    return etree.XMLParser(no_network=True, load_dtd=False, collect_ids=False, **options)


def make(tag: str, attrs: Mapping[str, str] | None = None, content: Content = ()) -> etree._Element:
    """A TEI element `tag` with `attrs` (in the order given) and `content`; None in the content is passed over."""
    return fill(etree.Element(f"{{{TEI}}}{tag}", attrs, _NAMESPACE), content)  # type: ignore[arg-type]


def fill(element: etree._Element, content: Content) -> etree._Element:
    """`element`, which was empty, with `content`; None in the content is passed over."""
    last = None
    for piece in content:
        if isinstance(piece, str):
            if last is None:
                element.text = (element.text or "") + piece
            else:
                last.tail = (last.tail or "") + piece
        elif piece is not None:
            piece.tail = None
            element.append(piece)
            last = piece
    return element


def put_at(parent: etree._Element, at: int, element: etree._Element) -> None:
    """Put `element` on a line of its own, as child number `at` of `parent`, which holds only elements."""
    element.tail = "\n"
    parent.insert(at, element)


def take_out(element: etree._Element) -> None:
    """Take `element` away from its parent, and leave there the text behind it."""
    parent, before = element.getparent(), element.getprevious()
    assert parent is not None
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def join_text(element: etree._Element, *, hidden: Container[str]) -> str:
    """All text in `element`, without that of `hidden` elements."""
    return read_text(element, hidden=hidden, element_only=(), blocks=())


def escape(text: str) -> str:
    """`text` as the content of an element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def escape_value(value: str) -> str:
    """`value` as the value of an attribute between double quotes."""
    return escape(value).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def read_text(
    element: etree._Element,
    *,
    hidden: Container[str],
    element_only: Container[str],
    blocks: Container[str],
    extents: dict[etree._Element, tuple[int, int]] | None = None,
) -> str:
    """The text in `element`, without the line breaks by which a file is laid out; `extents` is told where in that text
    each element begins and ends.

    Those are: white space in the elements that hold only elements (`element_only`), and in others the line break
    before an element of `blocks` and the one behind the last of them. The content of `hidden` elements is left out.
    """
    out: list[str] = []
    parents: list[tuple[bool, bool]] = []  # for each open element: whether it is hidden, whether it holds only elements
    held: list[bool] = []  # for each: whether it held a block so far
    begun: list[int] = []  # for each: how many pieces of text came before it
    pieces: list[tuple[etree._Element, int, int]] = []  # the elements that were read, and which pieces they hold
    pending = ""
    known: dict[Any, tuple[bool, bool, bool]] = {}  # a file has few names

    def put(text: str, before_block: bool) -> None:
        if text and not parents[-1][0] and not (parents[-1][1] and not text.strip(" \t\n\r")):
            out.append(text[:-1] if before_block and text[-1] == "\n" else text)

    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start":
            kind = known.get(node.tag)
            if kind is None:
                name = local(node)
                kind = known[node.tag] = (name in hidden, name in element_only, name in blocks)
            if parents:
                put(pending, kind[2])
                held[-1] = held[-1] or kind[2]
            parents.append((kind[0] or bool(parents and parents[-1][0]), kind[1]))
            held.append(False)
            begun.append(len(out))
            pending = node.text or ""
        else:
            if parents:
                put(pending, event == "end" and held[-1])
            if event == "end":
                parents.pop()
                held.pop()
                pieces.append((node, begun.pop(), len(out)))
            pending = node.tail or ""
    if extents is not None:
        at = list(accumulate(map(len, out), initial=0))
        extents.update((node, (at[start], at[end])) for node, start, end in pieces)
    return "".join(out)


def by_name(root: etree._Element) -> dict[str, list[etree._Element]]:
    """The TEI elements in the tree below `root`, in document order, by their names."""
    named: dict[str, list[etree._Element]] = {}
    for element in root.iter(f"{{{TEI}}}*"):
        named.setdefault(element.tag, []).append(element)
    return {tag.rpartition("}")[2]: elements for tag, elements in named.items()}


def in_lots(elements: Iterable[etree._Element], size: int = 250) -> Iterator[list[Any]]:
    """`elements`, so many at a time. To ask an XPath of these takes less time than to look for them with it; to hand
    libxml2 a list takes the square of its length."""
    left = iter(elements)
    while lot := list(islice(left, size)):
        yield lot


def walk_text(element: etree._Element) -> Iterator[str | etree._Element]:
    """The stretches of text in `element` and, where they start and where they end, the elements in it, in order."""
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event in ("start", "end"):
            yield node
        inside = event == "start"
        if (text := node.text if inside else node.tail) and (inside or node is not element):
            yield text


def text_behind(element: etree._Element) -> str:
    """The text between the end of `element` and what comes next in its parent."""
    return element.tail or ""


def line_of(element: etree._Element) -> int:
    """The line on which `element` begins in its file; 0 where that is not known."""
    line: object = element.sourceline
    return line if isinstance(line, int) else 0


def local(element: etree._Element) -> str:
    """The element's name without its namespace; empty for a comment or a processing instruction."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
