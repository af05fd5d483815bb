"""Where the thorough pass is in a document, and how the document writes names."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from xml.parsers import expat

from engross.relaxng.datatypes import ENTITY_MARK
from engross.relaxng.events import new_parser
from engross.relaxng.faults import Fault
from engross.relaxng.names import SEPARATOR, XML, local
from engross.relaxng.places import Places, Position

#: So many characters of a name are shown.
MAX_NAME = 200


class Tag:
    """A start tag, which is looked into only if something is wrong with it."""

    def __init__(self, places: Places, index: int, line: int, column: int) -> None:
        self._places = places
        self._index = index
        self.line = line
        self.column = column

    @cached_property
    def _found(self) -> tuple[list[Position], int, bool]:
        return self._places.tag(self._index, self.line, self.column)

    @property
    def end_line(self) -> int:
        """The line on which the tag ends."""
        return self._found[1]

    @property
    def is_whole(self) -> bool:
        """Whether the tag is the end of its element too."""
        return self._found[2]

    def attribute(self, number: int) -> Position:
        """Where an attribute begins; the tag itself for one that the DTD adds."""
        attributes = self._found[0]
        return attributes[number] if number < len(attributes) else (self.line, self.column)


class Tracker:
    """A parser for `data`, where it is, and the namespaces in scope."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.parser = new_parser(data)
        self._places = Places(data)
        self._prefixes: dict[str, list[str]] = {"xml": [XML], "": [""]}
        self._named: dict[str, list[str]] = {XML: ["xml"]}  #: the prefixes of each namespace
        self._scope: dict[str, str] | None = None
        self._fresh: Counter[str] = Counter()  #: the prefixes that the start tag declares which is reported now
        self.parser.UnparsedEntityDeclHandler = self._unparsed

    def _unparsed(self, name: str, *_about: object) -> None:
        self._prefixes[ENTITY_MARK + name] = [""]
        self._scope = None

    def here(self) -> Position:
        """The line and column of what is reported now."""
        return self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1

    def malformed(self, error: expat.ExpatError) -> Fault:
        """The fault that `error` of the parser is."""
        from engross.relaxng.malformed import malformed  # few files need it

        return malformed(error, self.data, self.parser.ErrorByteIndex, self._places, self.scope())

    def tag(self) -> Tag:
        """The start tag that is reported now."""
        return Tag(self._places, self.parser.CurrentByteIndex, *self.here())

    def declare(self, prefix: str | None, uri: str | None) -> None:
        """A namespace comes into scope."""
        self._prefixes.setdefault(prefix or "", []).append(uri or "")
        self._fresh[prefix or ""] += 1
        self._named.setdefault(uri or "", []).append(prefix or "")
        self._scope = None

    def undeclare(self, prefix: str | None) -> None:
        """A namespace goes out of scope."""
        self._named[self._prefixes[prefix or ""].pop()].pop()
        self._scope = None

    def settle(self) -> None:
        """A start tag was dealt with."""
        self._fresh.clear()

    def _means(self, prefix: str, outside: bool) -> str:
        """The namespace of a prefix; `outside` of the start tag that is reported now. Empty if there is none."""
        known = self._prefixes[prefix]
        number = 1 + (self._fresh[prefix] if outside else 0)
        return known[-number] if len(known) >= number else ""

    def scope(self) -> dict[str, str]:
        """The namespaces in scope."""
        if self._scope is None:
            self._scope = {prefix: uris[-1] for prefix, uris in self._prefixes.items() if uris}
        return self._scope

    def show(self, name: str, attribute: bool = False, outside: bool = False) -> str:
        """`name` as the document would write it; a part of it if it is long. `outside`: not in the element whose start
        tag is reported now, but in place of it."""
        uri, _, last = name[: MAX_NAME + len(name) - len(local(name))].rpartition(SEPARATOR)
        last += "…" if len(local(name)) > MAX_NAME else ""
        if (not uri and attribute) or (not attribute and uri == self._means("", outside)):
            return last
        for prefix in self._named.get(uri, ()):
            if prefix and self._means(prefix, outside) == uri:
                return f"{prefix}:{last}"
        return f"{{{uri}}}{last}" if uri else last
