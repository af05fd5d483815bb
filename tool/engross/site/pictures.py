"""The pictures of a document: page images behind page breaks and surfaces, and figures. Those in the folder of the
edition are copied into the site; those in the network are linked, and never loaded."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree

from engross.commands.files import LIMIT
from engross.diagnostics import Diagnostic, diagnose_file
from engross.digest import sha256
from engross.encode.tree import TEI, XML, XML_ID, line_of, local
from engross.html.prepare import HREF, IMAGE
from engross.site.naming import safe_name, some_of

_T = f"{{{TEI}}}"
_BASE = f"{{{XML}}}base"
#: Kinds of files that browsers take for pictures and for nothing else.
_KINDS = frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".tif", ".tiff", ".jp2"})
#: Those that browsers show.
_SHOWN = _KINDS - {".tif", ".tiff", ".jp2"}


class Pictures:
    """The pictures of the TEI file at `path`, which may lie in the folders `roots` and nowhere else.

    `files` has those that are to be copied, by their names from the top of the site; `missing` those that are not
    there, as the document names them, with the line of the first.
    """

    def __init__(self, path: Path, roots: Sequence[str]) -> None:
        self.path = path
        self.roots = [os.path.realpath(root) for root in roots]
        self.files: dict[str, bytes] = {}
        self.missing: dict[str, int] = {}
        self._known: dict[str, str] = {}

    def mark(self, root: etree._Element) -> None:
        """Note in the tree where its pictures are: on page breaks, and on the graphics of figures and of surfaces."""
        surfaces = dict(_surfaces(root))
        for page in root.iter(f"{_T}pb"):
            for pointer in page.get("facs", "").split():
                graphic = surfaces.get(pointer)
                owner, address = (page, pointer) if graphic is None else (graphic, graphic.get("url", "").strip())
                if not address.startswith("#") and (href := self._find(owner, address)):
                    page.set(IMAGE, href)
                    break
        for graphic in _graphics(root):
            if href := self._find(graphic, graphic.get("url", "").strip()):
                shown = "://" not in href and os.path.splitext(href)[1] in _SHOWN
                graphic.set(HREF if shown else IMAGE, href)

    def _find(self, element: etree._Element, stated: str) -> str:
        """Where the picture at the address `stated` is, seen from the page of a document; empty where it is nowhere."""
        address = _absolute(element, stated)
        if address not in self._known:
            self._known[address] = self._look_up(element, address)
        return self._known[address]

    def _look_up(self, element: etree._Element, address: str) -> str:
        try:
            parts = urlsplit(address)
        except ValueError:
            return ""
        if parts.scheme in ("http", "https") and parts.netloc:
            return address
        ending = os.path.splitext(parts.path)[1].lower()
        if parts.scheme or parts.netloc or ending not in _KINDS:
            return ""
        data = self._read(unquote(parts.path))
        if data is None:
            self.missing.setdefault(address, line_of(element))
            return ""
        stem = safe_name(os.path.splitext(os.path.basename(unquote(parts.path)))[0], "picture")
        name = f"images/{stem}-{sha256(data)[:10]}{ending}"
        self.files[f"documents/{name}"] = data
        return name

    def _read(self, address: str) -> bytes | None:
        """The file at `address`, seen from the TEI file or from the folder of the edition."""
        if "\0" in address or os.path.isabs(address):
            return None
        for folder in (os.path.dirname(self.path), *self.roots):
            place = Path(os.path.realpath(os.path.join(folder, address)))
            if any(place.is_relative_to(root) for root in self.roots) and place.is_file():
                if place.stat().st_size <= LIMIT:
                    return place.read_bytes()
                return None
        return None

    def problems(self) -> list[Diagnostic]:
        """What is to be said of pictures that can't be shown."""
        if not self.missing:
            return []
        line = next(iter(self.missing.values()))
        return [diagnose_file("pictures-missing", str(self.path), line, pictures=some_of(self.missing))]


def _surfaces(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The first graphic of each surface and zone, and each graphic, by the pointer to it."""
    for graphic in reversed(list(root.iterfind(f".//{_T}facsimile//{_T}graphic"))):
        for element in (graphic, *graphic.iterancestors(f"{_T}surface"), *_zones(graphic)):
            if name := element.get(XML_ID):
                yield f"#{name}", graphic


def _zones(graphic: etree._Element) -> Iterator[etree._Element]:
    surface = next(graphic.iterancestors(f"{_T}surface"), None)
    return iter(()) if surface is None else surface.iter(f"{_T}zone")


def _graphics(root: etree._Element) -> Iterator[etree._Element]:
    """The graphics that a page shows: those in texts, and all where a file has nothing but images."""
    for graphic in root.iter(f"{_T}graphic"):
        above = [local(each) for each in graphic.iterancestors()]
        if "text" in above or "sourceDoc" in above or ("facsimile" in above and _only_images(graphic)):
            yield graphic


def _only_images(graphic: etree._Element) -> bool:
    document = next(graphic.iterancestors(f"{_T}TEI"), None)
    return document is not None and all(document.find(f"{_T}{name}") is None for name in ("text", "sourceDoc"))


def _absolute(element: etree._Element, address: str) -> str:
    bases = [value for each in (element, *element.iterancestors()) if (value := each.get(_BASE))]
    try:
        for base in bases:
            address = urljoin(base, address)
    except ValueError:  # brackets that are no address of IPv6
        return ""
    return address
