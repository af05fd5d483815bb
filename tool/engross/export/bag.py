"""A bag (BagIt 1.0, RFC 8493) of an edition: what an archive takes in, with checksums.

All of it follows from the edition: no clock, no path of the machine; the day of the bag is the latest that the header
states of a change or publication, or that of ``SOURCE_DATE_EPOCH``.
"""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

from engross import __version__
from engross.check.catalog import BUNDLED_GRAMMAR, BUNDLED_RULES, Catalog, locate
from engross.check.documents import Document
from engross.data import schema_file
from engross.diagnostics import Severity
from engross.digest import sha256
from engross.encode.header import build_day
from engross.export.dates import latest_day
from engross.export.edition import Edition, Made
from engross.regex import compile_later

_ALGORITHMS = ("sha256", "sha512")
_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_SCHEMAS = (".rng", ".rnc", ".sch", ".xsd", ".dtd", ".odd")
_MOST = 16 * 1024 * 1024
#: What a name may not hold: what a file system, a manifest or a shell takes for something else.
_UNSAFE = compile_later(r'[\x00-\x1f\x7f-\x9f%/\\:*?"<>|\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]')


def make(editions: Sequence[Edition]) -> Made:
    """The bag of an edition: each file by its path in it."""
    (edition,) = editions
    tei = f"data/tei/{portable_name(edition.stem, 'edition')}.xml"
    payload = {tei: edition.data}
    remarks = _add_source(edition, payload)
    for name, data in _schemas(edition, tei).items():
        payload.setdefault(name, data)
    payload["data/report.json"] = _report(edition, tei)
    tags = {"bagit.txt": _DECLARATION, "bag-info.txt": _info(edition, payload)}
    tags |= {f"manifest-{kind}.txt": _manifest(payload, kind) for kind in _ALGORITHMS}
    tags |= {f"tagmanifest-{kind}.txt": _manifest(dict(tags), kind) for kind in _ALGORITHMS}
    return Made(payload | tags, tuple(remarks))


def portable_name(name: str, otherwise: str) -> str:
    """`name` as the name of a file on any disk, of one part and with no control character in it."""
    plain = _UNSAFE.sub("_", unicodedata.normalize("NFC", name)).lstrip(".").rstrip(". ")
    return plain.encode()[:200].decode(errors="ignore") or otherwise


def _manifest(files: Mapping[str, bytes], kind: str) -> bytes:
    """The checksum of each file, a line each, by their paths."""
    lines = (f"{hashlib.new(kind, data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    return "".join(lines).encode()


def _info(edition: Edition, payload: Mapping[str, bytes]) -> bytes:
    record = edition.record
    size = sum(map(len, payload.values()))
    values = {
        "Source-Organization": record.publisher,
        "External-Description": ". ".join(filter(None, (edition.title, record.summary))),
        "External-Identifier": record.id or next((text for _, text in record.idnos), ""),
        "Bagging-Date": latest_day([edition]) or build_day(os.environ),
        "Payload-Oxum": f"{size}.{len(payload)}",
        "Bag-Software-Agent": f"engross {__version__}",
    }
    return "".join(f"{key}: {_one_line(value)}\n" for key, value in values.items() if value).encode()


def _one_line(text: str) -> str:
    return " ".join("".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text).split())


def _add_source(edition: Edition, payload: dict[str, bytes]) -> list[str]:
    """Put the source that the edition was made from into `payload`; what is to be said where it has none."""
    from engross.restore import NotAnEdition, restore_source

    try:
        data = restore_source(edition.data)
    except NotAnEdition as problem:
        return [f"{edition.name}: the bag has no source: {problem}"]
    stated = edition.record.source_sha256
    if stated and sha256(data) != stated:
        return [f"{edition.name}: the bag has no source: the text was changed since it was made from it"]
    name = edition.record.source_name.replace("\\", "/").rpartition("/")[2]
    payload[f"data/source/{portable_name(name, 'source.txt')}"] = data
    return []


def _schemas(edition: Edition, tei: str) -> dict[str, bytes]:
    """The schemas that the edition names and that are on this machine, where it looks for them if that is in the bag;
    engross's own for a file that names none."""
    document = Document(edition.name, edition.data)
    found: dict[str, bytes] = {}
    for model in document.models:
        if model.href and (data := _schema(document, model.href)) is not None:
            found.setdefault(_place(model.href, tei), data)
    return found or {f"data/schema/{name}": schema_file(name) for name in (BUNDLED_GRAMMAR, BUNDLED_RULES)}


def _schema(document: Document, href: str) -> bytes | None:
    place = locate(document, href, Catalog(()))
    name = href.rpartition("/")[2]
    if place is None and name == BUNDLED_RULES:
        return schema_file(BUNDLED_RULES)
    if not isinstance(place, Path):
        return None if place is None else schema_file(place.name)
    try:
        if place.suffix.lower() not in _SCHEMAS or place.stat().st_size > _MOST:
            return None
        return place.read_bytes()
    except OSError:
        return None


def _place(href: str, tei: str) -> str:
    """Where the schema `href` of the file `tei` stands in the bag."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(tei), href))
    if path.startswith("data/") and path != tei and path != "data/report.json":
        *folders, name = path.split("/")
        if all(portable_name(folder, "") == folder for folder in (*folders, name)):
            return path
    return f"data/schema/{portable_name(href.replace(chr(92), '/').rpartition('/')[2], 'schema.rng')}"


def _report(edition: Edition, tei: str) -> bytes:
    """What `engross validate` says of the edition."""
    from engross.commands.schemas import Settings
    from engross.commands.tei import check_file

    found, _ = check_file(Path(edition.name), Settings())
    errors = sum(each.severity is Severity.ERROR for each in found)
    report = {
        "file": tei.removeprefix("data/"),
        "program": f"engross {__version__}",
        "valid": not errors,
        "errors": errors,
        "warnings": sum(each.severity is Severity.WARNING for each in found),
        "findings": [
            {
                "line": each.line,
                "column": each.column,
                "severity": each.severity.value,
                "code": each.code,
                "message": each.message,
                "hint": each.hint,
            }
            for each in found
        ],
    }
    return (json.dumps(report, ensure_ascii=False, indent=2) + "\n").encode()
