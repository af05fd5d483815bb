"""The variables of a schema, pattern or rule, worked out when they are asked for (ISO/IEC 19757-3, 5.4.7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from engross.schematron.errors import LimitReached, NoValue, UnknownVariable, UnsupportedError
from engross.schematron.model import Spot


class Variable(Protocol):
    """A ``let``: an expression, or a constant."""

    @property
    def name(self) -> str: ...
    @property
    def expression(self) -> str: ...
    @property
    def constant(self) -> object: ...


class Evaluator(Protocol):
    """What can work out the value of an expression at a node."""

    def value(self, text: str, at: Spot, values: Scope) -> Any:
        """The value of the expression."""


class Scope:
    """Variables, of which each may use those before it and those around. Each is worked out once, if at all."""

    def __init__(
        self,
        evaluator: Evaluator | None = None,
        lets: Sequence[Variable] = (),
        at: Spot | None = None,
        around: Scope | None = None,
    ) -> None:
        self._evaluator = evaluator
        self._lets = lets
        self._at = at
        self._around = around
        self._known: dict[int, Any] = {}
        self._count = len(lets)

    def get(self, name: str) -> Any:
        """The value of the variable. Raises `UnknownVariable` if there is none, `NoValue` if it can't be worked out."""
        for number in reversed(range(self._count)):
            if self._lets[number].name == name:
                return self._value(number)
        if self._around is None:
            raise UnknownVariable(name)
        return self._around.get(name)

    def _value(self, number: int) -> Any:
        if number not in self._known:
            self._known[number] = self._work_out(number)
        value = self._known[number]
        if isinstance(value, UnsupportedError):
            raise value
        return value

    def _work_out(self, number: int) -> Any:
        let = self._lets[number]
        if let.constant is not None:
            return let.constant
        assert self._evaluator is not None
        assert self._at is not None
        before = Scope(self._evaluator, self._lets, self._at, self._around)
        before._known, before._count = self._known, number
        try:
            return self._evaluator.value(let.expression, self._at, before)
        except NoValue as error:
            return error
        except (UnsupportedError, LimitReached) as error:
            return NoValue(f"the variable ${let.name} has no value: {error}")
