"""The whole file: the body under its root, and the bytes of the two with the header."""

from __future__ import annotations

from lxml import etree

from engross.encode.markup import Markup
from engross.encode.record import TARGET
from engross.encode.tree import TEI, escape_value, parse_own

_SCHEMAS = (
    ("engross.rng", "application/xml", "http://relaxng.org/ns/structure/1.0"),
    ("engross.sch", "application/xml", "http://purl.oclc.org/dsdl/schematron"),
)


def parse_body(body: str, *, name: str, language: str) -> etree._Element:
    """The root element with id `name`, and in it the `body` in a ``text`` whose white space is to be kept."""
    root = f'<TEI xmlns="{TEI}" xml:id="{escape_value(name)}" xml:lang="{escape_value(language)}">'
    return parse_own(f'{root}\n<text xml:space="preserve">\n{body}\n</text>\n</TEI>'.encode())


def serialize(root: etree._Element, header: Markup, record: str, *, schema: str = "") -> bytes:
    """The bytes of the file, UTF-8: the schemas it is to be validated with, `root` with `header` put first in it, the
    record of the source behind it.

    `schema` is put before the schemas' names, such as ``../schema/``.
    """
    models = [
        f'<?xml-model href="{schema}{name}" type="{kind}" schematypens="{space}"?>' for name, kind, space in _SCHEMAS
    ]
    start, text = etree.tostring(root, encoding="unicode").split("\n", 1)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', *models, start, header, text, f"<?{TARGET} {record}?>", ""]
    return "\n".join(lines).encode("utf-8")
