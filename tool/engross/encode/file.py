"""The whole file: header and body under one root, and its bytes."""

from __future__ import annotations

from lxml import etree

from engross.encode.record import TARGET
from engross.encode.tree import XML_ID, XML_LANG, XML_SPACE, make

_SCHEMAS = (
    ("engross.rng", "application/xml", "http://relaxng.org/ns/structure/1.0"),
    ("engross.sch", "application/xml", "http://purl.oclc.org/dsdl/schematron"),
)


def assemble(header: etree._Element, body: etree._Element, *, name: str, language: str) -> etree._Element:
    """The root element: header, and the body in a ``text`` whose white space is to be kept."""
    text = make("text", {XML_SPACE: "preserve"}, ["\n", body, "\n"])
    return make("TEI", {XML_ID: name, XML_LANG: language}, ["\n", header, "\n", text, "\n"])


def serialize(root: etree._Element, record: str, *, schema: str = "") -> bytes:
    """The bytes of the file: UTF-8, the schemas it is to be validated with, the record of the source behind it.

    `schema` is put before the schemas' names, such as ``../schema/``.
    """
    models = [
        f'<?xml-model href="{schema}{name}" type="{kind}" schematypens="{space}"?>' for name, kind, space in _SCHEMAS
    ]
    xml = etree.tostring(root, encoding="unicode")
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', *models, xml, f"<?{TARGET} {record}?>", ""]
    return "\n".join(lines).encode("utf-8")
