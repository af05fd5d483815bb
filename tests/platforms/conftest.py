"""Every test in this folder runs a program that reads editions: a browser, a database, a server."""

from __future__ import annotations

from pathlib import Path

import pytest
from editions import gold_editions  # noqa: F401  (a fixture of all tests here)

HERE = Path(__file__).resolve().parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the tests of this folder the marker ``platforms``."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.platforms)
