"""A hardened XML parser: nothing is read beside the document, and nothing is expanded without end."""

from __future__ import annotations

import codecs
import re
from xml.parsers import expat

from engross.relaxng.names import SEPARATOR

MAX_DEPTH = 10_000
_DECLARED = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_VERSION = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml\s+version\s*=\s*["']([\d.]{1,20})["']""")
_NATIVE = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "iso8859-1", "ascii")


class EncodingError(Exception):
    """The document is in an encoding, or a version of XML, that is not read; which, is the message."""


def declared_encoding(data: bytes) -> str:
    """The encoding that the XML declaration of `data` names; empty where it names none."""
    match = _DECLARED.match(data)
    return match[1].decode("ascii") if match else ""


def _check_encoding(data: bytes) -> None:
    """Only encodings that an XML parser must know, and those of one byte a character, are read."""
    name = declared_encoding(data)
    if not name:
        return
    try:
        codec = codecs.lookup(name)
        if codec.name not in _NATIVE and len(str(codec.decode(bytes(range(256)), "replace")[0])) != 256:
            raise EncodingError(f"the encoding {name}")
    except (LookupError, TypeError, ValueError):
        raise EncodingError(f"the encoding {name}") from None


def new_parser(data: bytes) -> expat.XMLParserType:
    """A parser for `data` that reports names with their namespace, and attributes in order.

    External entities and external DTDs are never read: no handler asks for them. Entities that expand without
    measure are stopped by expat itself (2.4.1 and newer). Raises `EncodingError`.
    """
    _check_encoding(data)
    version = _VERSION.match(data)
    if version and version[1] not in (b"1.0", b"1.1"):
        raise EncodingError(f"XML {version[1].decode('ascii')}")
    parser = expat.ParserCreate(None, SEPARATOR)
    parser.ordered_attributes = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    return parser
