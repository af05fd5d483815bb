"""Regular expressions that wait: each is one, and does what `re` does."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

import engross
from engross.regex import _Waiting, compile_later

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(engross.__path__, "engross.")
    if not module.name.endswith("__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_every_expression_of_a_module_is_one(name: str) -> None:
    for value in vars(importlib.import_module(name)).values():
        if isinstance(value, _Waiting):
            value.match("")  # raises re.error where it is none


def test_a_waiting_expression_does_what_re_does() -> None:
    waiting, made = compile_later(r"(?P<day>\d+)\s", re.ASCII), re.compile(r"(?P<day>\d+)\s", re.ASCII)
    text = "26 October, 27 October"
    assert [m.span() for m in waiting.finditer(text)] == [m.span() for m in made.finditer(text)]
    assert waiting.sub("-", text) == made.sub("-", text)
    assert (waiting.pattern, waiting.groupindex) == (made.pattern, made.groupindex)


def test_what_is_no_expression_is_refused_when_it_is_used() -> None:
    waiting = compile_later("(")
    with pytest.raises(re.error):
        waiting.match("")


def test_two_that_say_the_same_are_equal() -> None:
    assert compile_later("a", re.ASCII) == compile_later("a", re.ASCII)
    assert len({compile_later("a"), compile_later("a"), compile_later("a", re.ASCII), compile_later("b")}) == 3
