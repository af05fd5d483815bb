"""An edition: what its editors know about the sources and the people in them, read from ``edition.toml``.

The file's format is described for editors in ``docs/edition.md``.
"""

from engross.edition.model import (
    STATUSES,
    SUBTYPES,
    Change,
    Edition,
    Entry,
    Holding,
    Licence,
    Person,
    Printed,
)
from engross.edition.reading import EditionError, load_edition

__all__ = [
    "STATUSES",
    "SUBTYPES",
    "Change",
    "Edition",
    "EditionError",
    "Entry",
    "Holding",
    "Licence",
    "Person",
    "Printed",
    "load_edition",
]
