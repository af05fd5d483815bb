"""Datatypes: the built-in library, XSD's and that of DTD compatibility (sections 4.3, 4.16 and 6.2.8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engross.regex import compile_later
from engross.relaxng import lexical
from engross.relaxng.facets import Facet, FacetError, make_facet, order_of, value_of

XSD = "http://www.w3.org/2001/XMLSchema-datatypes"
COMPATIBILITY = "http://relaxng.org/ns/compatibility/datatypes/1.0"
LIBRARIES = ("", XSD, COMPATIBILITY)

_SIZES = {"long": 64, "int": 32, "short": 16, "byte": 8}

#: The integer types: their least and greatest value.
_BOUNDS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    **{name: (-(1 << bits - 1), (1 << bits - 1) - 1) for name, bits in _SIZES.items()},
    **{f"unsigned{name.title()}": (0, (1 << bits) - 1) for name, bits in _SIZES.items()},
}
_LISTS = {"NMTOKENS": "NMTOKEN", "IDREFS": "IDREF", "ENTITIES": "ENTITY"}
_ID_TYPES = ("ID", "IDREF", "IDREFS")
_XSD_TYPES = frozenset(
    (*lexical.RESTRICTED, *_BOUNDS, *_LISTS, "string", "normalizedString", "token", "untypedAtomic", "anyAtomicType")
)
_SPACES = {
    "string": "preserve",
    "untypedAtomic": "preserve",
    "anyAtomicType": "preserve",
    "normalizedString": "replace",
}
_BY_CONTEXT = ("QName", "NOTATION")
_CACHED = 4096

#: Stands before the name of an unparsed entity, among the prefixes in scope; no prefix can begin so.
ENTITY_MARK = "&"

#: The namespaces in scope, and the unparsed entities of the document.
Prefixes = Mapping[str, str]


class Datatype:
    """A datatype with its parameters; made by `datatype`, one object for each distinct one."""

    __slots__ = (
        "_base",
        "_checks",
        "_facets",
        "_good",
        "_item",
        "any_string",
        "id_type",
        "library",
        "name",
        "params",
        "space",
    )

    def __init__(self, library: str, name: str, params: tuple[tuple[str, str], ...]) -> None:
        self.library = library
        self.name = name
        self.params = params
        self.id_type = name if library and name in _ID_TYPES else ""
        self.space = _SPACES.get(name, "collapse")
        self._item = _LISTS.get(name, "")
        self._base = "integer" if name in _BOUNDS else self._item or name
        self.any_string = self._base not in lexical.RESTRICTED and not params
        self._good: set[str] = set()
        self._facets: list[Facet] | None = None

    @property
    def by_context(self) -> bool:
        """Whether what a string means depends on the namespaces in scope."""
        return self.name in _BY_CONTEXT and self.library == XSD

    @property
    def in_context(self) -> bool:
        """Whether it depends on the document if a string is allowed: on its namespaces, or on its entities."""
        return self.by_context or self._base == "ENTITY"

    def allows(self, text: str, prefixes: Prefixes | None = None) -> bool:
        """Whether `text` is of this datatype. `prefixes` are the namespaces in scope, for those that need them."""
        if self.any_string or text in self._good:
            return True
        if not self._allows(self.normalize(text), prefixes):
            return False
        if not self.in_context and len(text) < 200:
            if len(self._good) >= _CACHED:
                self._good.clear()
            self._good.add(text)
        return True

    def normalize(self, text: str) -> str:
        """`text` with white space as the datatype sees it."""
        if self.space == "collapse":
            if text.isalnum():
                return text
            return _BLANKS.sub(" ", text).strip(" ")
        return text if self.space == "preserve" else _BLANK.sub(" ", text)

    def _allows(self, text: str, prefixes: Prefixes | None) -> bool:
        if self._base in lexical.RESTRICTED:
            words = text.split(" ") if self._item else [text]
            if not all(lexical.matches(self._base, word) for word in words):
                return False
        low, high = _BOUNDS.get(self.name, (None, None))
        if (low is not None or high is not None) and not self._in_bounds(text, low, high):
            return False
        if self.by_context and _qualified(text, prefixes) is None:
            return False
        if self._base == "ENTITY" and not all(ENTITY_MARK + word in (prefixes or ()) for word in text.split(" ")):
            return False
        return all(facet(text) for facet in self.facets())

    @staticmethod
    def _in_bounds(text: str, low: int | None, high: int | None) -> bool:
        if len(text) > 4000:
            digits = text.lstrip("+-").lstrip("0")
            if len(digits) > 4000:
                return high is None if not text.startswith("-") else low is None
            text = ("-" if text.startswith("-") else "") + (digits or "0")
        number = int(text)
        return (low is None or number >= low) and (high is None or number <= high)

    def facets(self) -> list[Facet]:
        """The checks that the parameters ask for. Raises `FacetError` for one that does not fit the datatype."""
        if self._facets is None:
            self._facets = [make_facet(self.kind, key, value, self.normalize) for key, value in self.params]
        return self._facets

    @property
    def kind(self) -> str:
        """The primitive datatype it derives from, as far as values and facets go."""
        return "decimal" if self.name in _BOUNDS else "list" if self._item else self.name

    def value(self, text: str, prefixes: Prefixes | None = None) -> Any:
        """What `text`, which the datatype allows, means; two texts mean the same if their values are equal."""
        text = self.normalize(text)
        if self.by_context:
            return _qualified(text, prefixes)
        value = value_of(self.kind, text)
        return (value, value.tzinfo is None) if hasattr(value, "tzinfo") else value  # no moment is one of any time zone

    def equal(self, text: str, prefixes: Prefixes | None, value: str) -> bool:
        """Whether `text` is the value that the schema gives as `value` (a qualified name already resolved)."""
        if self.by_context:
            return self.allows(text, prefixes) and bool(self.value(text, prefixes) == value)
        if text == value:
            return True
        if self.kind in ("token", "normalizedString"):
            return self.normalize(text) == self.normalize(value)
        return self.allows(text, prefixes) and bool(self.value(text) == self.value(value))

    @property
    def ordered(self) -> bool:
        """Whether the values of the datatype have an order."""
        return order_of(self.kind)


_BLANK = compile_later("[ \t\r\n]")
_BLANKS = compile_later("[ \t\r\n]+")
_known: dict[tuple[str, str, tuple[tuple[str, str], ...]], Datatype] = {}


def _qualified(text: str, prefixes: Prefixes | None) -> str | None:
    """The name that `text` stands for, as ``{namespace}local``; None if its prefix is not declared."""
    prefix, _, last = text.rpartition(":")
    uri = (prefixes or {}).get(prefix, "" if not prefix else None)
    return None if uri is None else f"{{{uri}}}{last}"


def datatype(library: str, name: str, params: tuple[tuple[str, str], ...] = ()) -> Datatype:
    """The datatype `name` of `library`. Raises `ValueError`, with a sentence, if there is none, or if it does not
    take `params` (section 4.16)."""
    found = _known.get((library, name, params))
    if found is not None:
        return found
    if library not in LIBRARIES:
        raise ValueError(f"The datatype library “{library}” is not known.")
    types = {"": ("string", "token"), XSD: _XSD_TYPES, COMPATIBILITY: _ID_TYPES}[library]
    if name not in types:
        raise ValueError(f"There is no datatype “{name}” in {library or 'the built-in library'}.")
    if params and library != XSD:
        raise ValueError(f"The datatype “{name}” of {library or 'the built-in library'} takes no parameters.")
    found = Datatype(library, name, params)
    try:
        found.facets()
    except FacetError as error:
        raise ValueError(str(error)) from None
    if len(_known) > _CACHED:
        _known.clear()
    _known[library, name, params] = found
    return found
