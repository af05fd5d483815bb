"""Closed vocabularies: strings of which a class lists all, by name.

They are what `enum.StrEnum` makes, and types are checked as if it made them. But Python 3.11 calls a method for each
``Kind.P`` where other attributes are looked up at once, and a conversion asks for four hundred thousand of them for
each 400 KB: a tenth of its time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from enum import StrEnum

    Vocabulary = StrEnum
else:

    class _Terms(type):
        def __iter__(cls):
            return iter(cls._terms.values())

    class Vocabulary(str, metaclass=_Terms):
        """The terms of a class derived from it are the strings in its body, in that order. To call the class with a
        string gives its term; `ValueError`, where it has none."""

        __slots__ = ()

        def __init_subclass__(cls):
            named = {name: value for name, value in vars(cls).items() if name[0] != "_" and isinstance(value, str)}
            cls._terms = {value: str.__new__(cls, value) for value in named.values()}
            for name, value in named.items():
                setattr(cls, name, cls._terms[value])

        def __new__(cls, value):
            try:
                return cls._terms[value]
            except KeyError:
                raise ValueError(f"{value!r} is no {cls.__name__}") from None
