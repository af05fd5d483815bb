"""Where schemas come from: local files that a resolver hands out, never the network (sections 4.5 to 4.7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engross.relaxng.reading import Node

#: Hands out the bytes of the file at an absolute address; raises `OSError` for one that it does not have.
Resolver = Callable[[str], bytes]

MAX_FILES = 1000
MAX_BYTES = 64 * 1024 * 1024


def local_files(folders: Sequence[Path]) -> Resolver:
    """A resolver for files in `folders` and below, and for nothing else."""
    roots = [folder.resolve() for folder in folders]

    def read(address: str) -> bytes:
        from urllib.parse import unquote, urlsplit

        parts = urlsplit(address)
        if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
            raise OSError(f"“{address}” is not a local file; nothing is fetched from the network")
        path = Path(unquote(parts.path)).resolve()
        if not any(path.is_relative_to(root) for root in roots):
            raise OSError(f"“{path}” is outside the folder of the schema")
        if path.is_file() and path.stat().st_size > MAX_BYTES:
            raise OSError(f"“{path}” is too large")
        return path.read_bytes()

    return read


class Sources:
    """Reads the files of one schema and keeps count of them. `digests` has the SHA-256 of each, by address."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._bytes = 0
        self._files = 0
        self.digests: dict[str, str] = {}

    def enter(self, data: bytes, file: str, uri: str, ns: str = "", within: tuple[str, ...] = ()) -> Node:
        """Read a schema whose bytes are at hand; `within` are the addresses of the files that include it."""
        from engross.relaxng.errors import SchemaError  # a schema that is cached need not be read
        from engross.relaxng.reading import read_schema
        from engross.relaxng.syntax import check_syntax

        self._files += 1
        self._bytes += len(data)
        if self._files > MAX_FILES or self._bytes > MAX_BYTES:
            raise SchemaError("The schema has too many files, or they are too large.", file, 1, 1)
        if uri.endswith(".rnc") or (not uri.endswith(".rng") and _is_compact(data)):
            from engross.relaxng.compact import read_compact  # few schemas need it

            root = read_compact(data, file, uri, ns, (*within, uri))
        else:
            root = read_schema(data, file, uri, ns, (*within, uri))
        check_syntax(root)
        return root

    def follow(self, node: Node) -> Node:
        """Enter the file that the ``href`` of `node` names."""
        from urllib.parse import unquote

        from engross.digest import sha256
        from engross.relaxng.reading import resolve

        href = node.attributes["href"]
        if "#" in href:
            node.error(f"href may not have a fragment: “{href}”.")
        uri = resolve(node.uri, href)
        if uri in node.files:
            node.error(f"“{href}” includes itself, directly or through another file.")
        try:
            data = self._resolver(uri)
        except (OSError, LookupError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            node.error(f"“{href}” can't be read: {reason}.")
        self.digests[uri] = sha256(data)
        return self.enter(data, unquote(uri.removeprefix("file://")), uri, node.ns, node.files)


def _is_compact(data: bytes) -> bool:
    """Whether `data` looks like compact syntax: XML begins with ``<``."""
    return not data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"<", b"\xff\xfe", b"\xfe\xff", b"\x00<"))
