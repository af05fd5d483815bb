"""Which schemas a document is checked against: those that it names, as far as they are on this machine."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from engross.check.documents import Document, Model
from engross.relaxng.sources import MAX_BYTES, Resolver, local_files

RELAX_NG = "http://relaxng.org/ns/structure/1.0"
SCHEMATRON = "http://purl.oclc.org/dsdl/schematron"
_PENS = (SCHEMATRON, "http://www.ascc.net/xml/schematron")
_LANGUAGES = {
    RELAX_NG: "RELAX NG",
    **dict.fromkeys(_PENS, "Schematron"),
    "http://www.w3.org/2001/XMLSchema": "an XML Schema",
    "http://purl.oclc.org/dsdl/nvdl/ns/structure/1.0": "NVDL",
    "application/relax-ng-compact-syntax": "RELAX NG",
    "application/relaxng+xml": "RELAX NG",
    "application/x-rnc": "RELAX NG",
    "application/xml-dtd": "a DTD",
    ".rng": "RELAX NG",
    ".rnc": "RELAX NG",
    ".sch": "Schematron",
    ".xsd": "an XML Schema",
    ".dtd": "a DTD",
    ".nvdl": "NVDL",
}


class Bundled(Struct, frozen=True):
    """A schema that engross brings."""

    name: str


#: What stands in for a file of this name that is not there.
BUNDLED_GRAMMAR = "engross.rng"
BUNDLED_RULES = "engross.sch"


def language(model: Model) -> str:
    """The language of the schema that `model` names, in words; that of RELAX NG where nothing says another."""
    suffix = posixpath.splitext(urlsplit(model.href).path)[1].lower()
    for key in (model.values.get("schematypens", ""), model.values.get("type", ""), suffix):
        if key in _LANGUAGES:
            return _LANGUAGES[key]
    return "RELAX NG"


class Catalog:
    """Folders in which copies of schemas are kept."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)

    def find(self, href: str) -> Path | None:
        """The copy of `href`: a file with its whole address, its path, or its name below one of the folders."""
        parts = urlsplit(href)
        path = posixpath.normpath("/" + unquote(parts.path)).lstrip("/")
        names = [path, posixpath.basename(path)]
        if parts.netloc:
            names.insert(0, posixpath.join(parts.netloc, path))
        for folder in self.folders:
            for name in names:
                if (
                    name
                    and is_schema_file(folder / name)
                    and (folder / name).resolve().is_relative_to(folder.resolve())
                ):
                    return folder / name
        return None

    def resolver(self, schema: Path) -> Resolver:
        """Hands out the files that `schema` includes: from its folder and below, or from the catalog."""
        read_local = local_files([schema.resolve().parent, *self.folders])

        def read(address: str) -> bytes:
            try:
                return read_local(address)
            except OSError:
                if (copy := self.find(address)) is None:
                    raise
                return copy.read_bytes()

        return read


def locate(document: Document, href: str, catalog: Catalog) -> Path | Bundled | None:
    """The schema at `href`, which `document` names: the file itself, its copy in the catalog, or what engross brings;
    None where there is none of these."""
    if (path := _local(document, href)) is not None:
        return path
    if (path := catalog.find(href)) is not None:
        return path
    name = posixpath.basename(urlsplit(href).path)
    return Bundled(name) if name in (BUNDLED_GRAMMAR, BUNDLED_RULES) else None


def is_remote(href: str) -> bool:
    """Whether `href` is an address on the network."""
    parts = urlsplit(href)
    return bool(parts.netloc and parts.netloc != "localhost") or (len(parts.scheme) > 1 and parts.scheme != "file")


def _local(document: Document, href: str) -> Path | None:
    """The file at `href`, which is relative to the document's own."""
    if not href or is_remote(href):
        return None
    path = Path(document.name).parent / unquote(urlsplit(href).path)
    return path if is_schema_file(path) else None


def is_schema_file(path: Path) -> bool:
    """Whether `path` is a plain file of a size that a schema may have."""
    try:
        return path.is_file() and path.stat().st_size <= MAX_BYTES
    except (OSError, ValueError):
        return False


def is_schematron(path: Path) -> bool:
    """Whether the schema at `path` is in Schematron, by its name or else by its root. Raises `OSError`."""
    if path.suffix in (".sch", ".isosch", ".schematron"):
        return True
    return path.suffix not in (".rng", ".rnc") and Document(str(path), path.read_bytes()).root_namespace in _PENS


def may_have_rules(path: Path) -> bool:
    """Whether there may be rules in Schematron in the file at `path`, or in one that it includes; a quick look. Raises
    `OSError`."""
    data = path.read_bytes()
    return any(word in data for word in (b"schematron", b"include", b"external"))
