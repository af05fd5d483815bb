"""A zip file that has the same bytes on every machine."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

#: Zip files know no earlier moment.
_MOMENT = (1980, 1, 1, 0, 0, 0)


def zip_files(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip file of `files` in their order.

    They are stored as they are: what comes of compressing them depends on the library that does it.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files:
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.create_system = 3  # else that of the machine
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return stream.getvalue()


def unzip_files(data: bytes) -> list[tuple[str, bytes]]:
    """The files in a zip file that a library of ours made, in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]
