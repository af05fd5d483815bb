"""XML as text, put together from the inside out.

To write a header so takes a fifth of the time that it takes to make its elements, each of which begins as a document.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lxml import etree

from engross.encode.tree import TEI, escape, escape_value, parse

#: What an element holds, in order; a str that is no `Markup` is text; None is passed over.
Content = Iterable["str | Markup | None"]


class Markup(str):
    """Text that is XML already."""

    __slots__ = ()


def write(tag: str, attrs: Mapping[str, str] | None = None, content: Content = ()) -> Markup:
    """An element `tag` of the namespace around it, with `attrs` (in the order given) and `content`."""
    start = tag + "".join([f' {name}="{escape_value(value)}"' for name, value in (attrs or {}).items()])
    inner = "".join([piece if isinstance(piece, Markup) else escape(piece) for piece in content if piece is not None])
    return Markup(f"<{start}>{inner}</{tag}>" if inner else f"<{start}/>")


def write_block(tag: str, attrs: Mapping[str, str] | None, children: Iterable[Markup | None]) -> Markup:
    """An element that holds only elements: one a line."""
    inside = "".join([f"\n{child}" for child in children if child is not None])
    return write(tag, attrs, [Markup(f"{inside}\n")] if inside else [])


def parse_markup(markup: Markup) -> etree._Element:
    """The element that `markup` is, of the namespace of TEI."""
    return parse(f'<part xmlns="{TEI}" xmlns:xml="http://www.w3.org/XML/1998/namespace">{markup}</part>')[0]
