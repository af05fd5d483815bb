"""Images that a TEI file names: whether they are there, and whether a surface has the size of its image."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree

from engross.check.problem import Problem, problem
from engross.encode.tree import TEI, XML_ID, local

_T = f"{{{TEI}}}"
_BOUNDS = ("ulx", "uly", "lrx", "lry")
#: Bytes of a JPEG in which its size must come, and directory entries of a TIFF.
_HEAD, _ENTRIES = 4 * 2**20, 1000

#: Width and height, in pixels.
Size = tuple[int, int]


def find_wrong_images(root: etree._Element, path: Path | None) -> Iterator[Problem]:
    """Images that are named and not there, and surfaces of another size than their images. Addresses in the network are
    passed over; so are local files where the tree is in no file (`path` is None)."""
    ids = {element.get(XML_ID) for element in root.iter(etree.Element) if XML_ID in element.attrib}
    folder = path.parent if path is not None else None
    seen: dict[str, Path | None] = {}
    for element in root.iter(f"{_T}*"):
        for name in ("facs", "url") if local(element) in ("graphic", "media", "binaryObject") else ("facs",):
            for pointer in element.get(name, "").split():
                if pointer not in seen:
                    seen[pointer] = _missing(pointer, ids, folder)
                if seen[pointer] is not None:
                    yield problem("facs-unresolved", element, name=name, pointer=pointer, attribute=name)
    if folder is not None:
        for surface in root.iter(f"{_T}surface"):
            yield from _wrong_surface(surface, folder)


def _missing(pointer: str, ids: set[str | None], folder: Path | None) -> Path | None:
    """What is looked for and not there; None where `pointer` leads somewhere, or that can't be told."""
    if pointer.startswith("#"):
        return None if pointer[1:] in ids or "(" in pointer else Path(pointer)
    if not {".", "/", ":"} & set(pointer):  # the name of an image, which the platform completes; or a # was forgotten
        return Path(pointer) if pointer in ids else None
    file = _local_file(pointer, folder)
    return file if file is not None and not _is_file(file) else None


def _local_file(pointer: str, folder: Path | None) -> Path | None:
    """The file that `pointer` names beside the edition; None for another kind of address."""
    try:
        parts = urlsplit(pointer)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or not parts.path or folder is None or parts.path.startswith("/"):
        return None
    return folder / unquote(parts.path)


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except (OSError, ValueError):  # a name too long, or with a null in it
        return False


def _wrong_surface(surface: etree._Element, folder: Path) -> Iterator[Problem]:
    bounds = [surface.get(name, "").strip() for name in _BOUNDS]
    graphic = surface.find(f"{_T}graphic")
    file = _local_file(graphic.get("url", ""), folder) if graphic is not None else None
    if file is None or not all(bounds) or not _is_file(file):
        return
    try:
        left, top, right, bottom = map(float, bounds)
        size = read_size(file)
    except (ValueError, OSError):
        return
    if size is not None and (left, top, right, bottom) != (0, 0, *size):
        yield problem(
            "surface-not-image", surface, bounds=" ".join(bounds), width=size[0], height=size[1], image=file.name
        )


def read_size(file: Path) -> Size | None:
    """The size of the image in `file`, a PNG, JPEG or TIFF; None for anything else. Raises `OSError`."""
    with file.open("rb") as stream:
        data = stream.read(_HEAD)
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
            width, height = struct.unpack(">II", data[16:24])
            return width, height
        if data.startswith(b"\xff\xd8"):
            return _jpeg(data)
        if data[:4] in (b"II*\0", b"MM\0*"):
            return _tiff(file, "<" if data[:2] == b"II" else ">", data)
    except struct.error:
        pass
    return None


def _jpeg(data: bytes) -> Size | None:
    """The size in the frame header, which is found by going from segment to segment."""
    at = 2
    while at + 9 <= len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF or marker == 0x01 or 0xD0 <= marker <= 0xD8:  # a fill byte, or a segment without content
            at += 1 if marker == 0xFF else 2
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + max(2, struct.unpack(">H", data[at + 2 : at + 4])[0])
    return None


def _tiff(file: Path, order: str, data: bytes) -> Size | None:
    """The size in the first directory, which may stand anywhere in the file."""
    offset = struct.unpack(f"{order}I", data[4:8])[0]
    with file.open("rb") as stream:
        stream.seek(offset)
        count = struct.unpack(f"{order}H", stream.read(2))[0]
        entries = stream.read(12 * min(count, _ENTRIES))
    found: dict[int, int] = {}
    for at in range(0, len(entries) - 11, 12):
        tag, kind = struct.unpack(f"{order}HH", entries[at : at + 4])
        if tag in (256, 257) and kind in (3, 4):
            found[tag] = struct.unpack(
                f"{order}{'H' if kind == 3 else 'I'}", entries[at + 8 : at + (10 if kind == 3 else 12)]
            )[0]
    return (found[256], found[257]) if len(found) == 2 else None
