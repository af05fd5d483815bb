"""The files that come with the program. (importlib.resources does the same; to import it takes longer than a page.)"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data_path(*parts: str) -> Path:
    """The path of a file or folder of the package, such as ``data_path("profiles", "ocr.toml")``."""
    return _PACKAGE.joinpath(*parts)


def schema_file(name: str) -> bytes:
    """The file `name` of ``schema/``: in the package where it is installed, else beside it in the checkout.

    Raises `FileNotFoundError` where neither has it.
    """
    bundled = data_path("schema", name)
    return (bundled if bundled.is_file() else _PACKAGE.parents[1] / "schema" / name).read_bytes()
