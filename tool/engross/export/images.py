"""The page images that a TEI file states: ``facsimile/surface/graphic``, and the @facs of its page breaks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import quote, urljoin

from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from engross.encode.tree import TEI, XML, XML_ID, local
from engross.regex import compile_later
from engross.views.text import line_of

_T = {"t": TEI}
_BASE = f"{{{XML}}}base"
_KINDS = {
    **dict.fromkeys((".jpg", ".jpeg"), "image/jpeg"),
    **dict.fromkeys((".tif", ".tiff"), "image/tiff"),
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".jp2": "image/jp2",
    ".svg": "image/svg+xml",
}
_PIXELS = compile_later(r"\s*(\d{1,6})(?:\.0+)?\s*(?:px)?\s*")
_SCHEME = compile_later(r"(?!https?:)[A-Za-z][A-Za-z0-9+.-]*:")
_HOLDERS = ("surface", "surfaceGrp", "facsimile")
_SAFE = "-._~:/?#[]@!$&'()*+,;=%"


class Image(Struct, frozen=True):
    """A page image: its address (absolute), the number of its page, the id of its surface, its size in pixels (0 where
    it is not stated)."""

    address: str
    label: str
    surface: str = ""
    width: int = 0
    height: int = 0

    @property
    def kind(self) -> str | None:
        """The media type that the ending of the address tells; None where it tells none."""
        return _kind(self.address)

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height in pixels, where both are stated."""
        return (self.width, self.height) if self.width and self.height else None


def find_images(root: etree._Element, base: str) -> list[Image]:
    """The images in the order of the page breaks that point to them; then those that none points to.

    Relative addresses are completed by xml:base, and by `base`.
    """
    known: dict[str, Image] = {}
    listed = []
    for graphic, image in _listed(root, base):
        listed.append(image)
        for name in (image.surface, graphic.get(XML_ID)):
            if name:
                known.setdefault(f"#{name}", image)
    found: dict[str, Image] = {}
    for page in root.iter(f"{{{TEI}}}pb"):
        number = page.get("n", "")
        for pointer in page.get("facs", "").split():
            if pointer in known:
                image = known[pointer]
                found.setdefault(image.address, replace(image, label=number or image.label))
            elif not pointer.startswith("#") and _is_image(pointer):
                address = _absolute(page, pointer, base)
                found.setdefault(address, Image(address, number))
    for image in listed:
        found.setdefault(image.address, image)
    return list(found.values())


def _listed(root: etree._Element, base: str) -> Iterator[tuple[etree._Element, Image]]:
    """The first image of each surface, and the images of a ``facsimile`` that has no surfaces."""
    for graphic in root.iterfind(".//t:facsimile//t:graphic", _T):
        url, parent = graphic.get("url", ""), graphic.getparent()
        surface = next(graphic.iterancestors(f"{{{TEI}}}surface"), None)
        if (
            not url
            or _SCHEME.match(url)
            or parent is None
            or local(parent) not in ("surface", "facsimile", "surfaceGrp")
        ):
            continue
        if surface is not None and next(surface.iterfind("t:graphic", _T), None) is not graphic:
            continue
        owner = graphic if surface is None else surface
        label = owner.find("t:label", _T)
        words = owner.get("n", "") or ("" if label is None else line_of(label))
        yield graphic, Image(_absolute(graphic, url, base), words, owner.get(XML_ID, ""), *_size(graphic, surface))


def _absolute(element: etree._Element, address: str, base: str) -> str:
    bases = [each.get(_BASE, "") for each in (element, *element.iterancestors()) if each.get(_BASE)]
    for outer in reversed(bases):
        base = urljoin(base, outer)
    try:
        return quote(urljoin(base, address), safe=_SAFE)
    except ValueError:  # brackets that are no address of IPv6
        return quote(base + address, safe=_SAFE)


def _size(graphic: etree._Element, surface: etree._Element | None) -> tuple[int, int]:
    """The size in pixels that the graphic states, or the corners of its surface; 0 and 0 where neither does."""
    width, height = _pixels(graphic.get("width", "")), _pixels(graphic.get("height", ""))
    if (width and height) or surface is None:
        return (width, height) if width and height else (0, 0)
    left, top = (_pixels(surface.get(name, "0")) for name in ("ulx", "uly"))
    right, bottom = (_pixels(surface.get(name, "")) for name in ("lrx", "lry"))
    return (right - left, bottom - top) if right > left and bottom > top else (0, 0)


def _pixels(value: str) -> int:
    match = _PIXELS.fullmatch(value)
    return int(match[1]) if match else 0


def _is_image(pointer: str) -> bool:
    """Whether `pointer` is the address of an image, and no mere number."""
    return pointer.startswith(("http://", "https://")) or (not _SCHEME.match(pointer) and _kind(pointer) is not None)


def _kind(address: str) -> str | None:
    path = address.partition("?")[0].partition("#")[0]
    return _KINDS.get(PurePosixPath(path).suffix.lower())
