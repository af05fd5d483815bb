"""A schema that is ready for use."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engross.kept import cache_folder
from engross.relaxng import cache
from engross.relaxng.automaton import Automaton
from engross.relaxng.errors import AMBIGUITY, LimitError
from engross.relaxng.events import EncodingError
from engross.relaxng.frozen import Thawed
from engross.relaxng.sources import MAX_BYTES, Resolver, local_files
from engross.relaxng.verdict import is_valid

if TYPE_CHECKING:  # loaded only for documents that are not valid
    from engross.relaxng.faults import Fault

#: When so many patterns were made, what was worked out is forgotten and begun anew.
MAX_PATTERNS = 300_000

Readable = bytes | str | os.PathLike[str]


class Schema:
    """A RELAX NG schema. Validating with it is not meant for several threads at once."""

    def __init__(self, frozen: dict[str, Any]) -> None:
        self._frozen = frozen
        self._begin()

    def _begin(self) -> None:
        self._thawed = Thawed(self._frozen)
        self._automaton = Automaton(self._thawed.patterns, self._thawed.start, self._thawed.ids)
        self._wanted: Any = None

    def is_valid(self, document: Readable, *, check_ids: bool = True) -> bool:
        """Whether `document`, its bytes or the path of its file, is valid. Raises `OSError` for a file that can't be
        read, and `LimitError` for a schema that is too ambiguous to follow."""
        if self._thawed.patterns.count > MAX_PATTERNS:
            self._begin()
        self._thawed.patterns.work = 0
        return is_valid(self._automaton, _bytes(document), check_ids)

    def validate(self, document: Readable, *, check_ids: bool = True) -> list[Fault]:
        """The faults of `document`, its bytes or the path of its file, in its order; none if it is valid. With
        `check_ids`, IDs must be unique and pointers to them must lead somewhere. Raises `OSError` for a file that
        can't be read."""
        data = _bytes(document)
        try:
            if self.is_valid(data, check_ids=check_ids):
                return []
            return self._explain(data, check_ids)
        except (LimitError, RecursionError) as error:
            from engross.relaxng.faults import LIMIT, Fault

            self._begin()
            return [Fault(LIMIT, 1, 1, 1, detail=error.what if isinstance(error, LimitError) else AMBIGUITY)]

    def _explain(self, data: bytes, check_ids: bool) -> list[Fault]:
        from engross.relaxng.explain import Explainer
        from engross.relaxng.faults import NOT_WELL_FORMED, Fault
        from engross.relaxng.wanted import Wanted

        if self._wanted is None:
            self._wanted = Wanted(self._thawed, self._automaton)
        self._thawed.patterns.work = 0
        try:
            return Explainer(self._wanted, data, check_ids).run()
        except EncodingError as error:
            return [Fault(NOT_WELL_FORMED, 1, 1, 1, detail=f"{error} is not supported")]

    def elements(self) -> list[str]:
        """The names of all elements that the schema lists, as ``{namespace}local``."""
        from engross.relaxng.names import readable

        return sorted({readable(name) for element in self._thawed.elements() for name in element.names.names()})


def load_schema(
    schema: Readable,
    resolver: Resolver | None = None,
    *,
    uri: str = "",
    check_ids: bool = True,
    use_cache: bool = True,
) -> Schema:
    """The schema in the file `schema`, or of these bytes, in XML syntax or in compact syntax.

    `resolver` hands out the files that it includes, by address; without one, these are files in the folder of the
    schema and below, and bytes may include nothing unless `uri` says where they are. With `check_ids`, a schema that
    leaves open which attributes are IDs is an error, as it is for Jing. Raises `SchemaError`, and `OSError` for a
    file that can't be read.
    """
    if isinstance(schema, bytes):
        data, file, folders = schema, uri or "schema", []
    else:
        path = Path(schema)
        data, file, folders = path.read_bytes(), os.fspath(schema), [path.resolve().parent]
        uri = uri or path.resolve().as_uri()
    read = resolver or local_files(folders)
    folder = cache_folder("relaxng") if use_cache else None
    name = cache.entry_name(data, f"{uri}\n{file}\n{check_ids}") if folder else ""
    if folder:
        entry = cache.load(folder, name, read)
        if entry is not None:
            try:
                return Schema(entry["schema"])
            except (KeyError, ValueError, TypeError, IndexError, RecursionError):
                pass  # damaged: it is made anew
    frozen, files = compile_schema(data, file, uri, read, check_ids)
    if folder:
        cache.store(folder, name, {"schema": frozen, "files": files})
    return Schema(frozen)


def compile_schema(
    data: bytes, file: str, uri: str, resolver: Resolver, check_ids: bool
) -> tuple[dict[str, Any], dict[str, str]]:
    """The schema as plain data, and the digests of the files that it includes. Raises `SchemaError`."""
    from engross.relaxng.errors import SchemaError  # what follows is needed only for schemas that are not cached
    from engross.relaxng.frozen import freeze
    from engross.relaxng.ids import find_ids
    from engross.relaxng.patterns import Patterns
    from engross.relaxng.restrictions import check_restrictions
    from engross.relaxng.simplify import drop_impossible, simplify
    from engross.relaxng.sources import Sources

    if len(data) > MAX_BYTES:
        raise SchemaError("The schema is too large.", file, 1, 1)
    sources = Sources(resolver)
    root = sources.enter(data, file, uri)
    start = simplify(root, sources, Patterns())
    try:
        elements = check_restrictions(start, root.place)
        drop_impossible(elements)
        ids = find_ids(elements) if check_ids else {}
        return freeze(start, elements, ids), sources.digests
    except RecursionError:
        raise SchemaError("The schema is nested too deeply.", *root.place) from None


def _bytes(document: Readable) -> bytes:
    return document if isinstance(document, bytes) else Path(document).read_bytes()
