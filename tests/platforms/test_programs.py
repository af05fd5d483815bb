"""The programs that other tests here run are themselves as those tests believe."""

from __future__ import annotations

from pathlib import Path

import pytest
from programs import browse, lacking, served


def test_a_page_is_read_in_chromium_and_what_it_wants_from_outside_is_refused(tmp_path: Path) -> None:
    page = '<title>Here</title><img src="http://example.org/a.png"><script>throw new Error("so");</script>'
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    with served(tmp_path) as address:
        told = browse("title.cjs", {"url": f"{address}/page.html"})
    assert told == {"title": "Here", "outside": ["http://example.org/a.png"], "faults": ["Error: so"]}


def test_a_missing_program_is_skipped_or_where_it_is_required_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENGROSS_PLATFORMS", "")
    with pytest.raises(pytest.skip.Exception, match="apt-get install x"):
        lacking("x", "apt-get install x")
    monkeypatch.setenv("ENGROSS_PLATFORMS", "required")
    with pytest.raises(pytest.fail.Exception, match="apt-get install x"):
        lacking("x", "apt-get install x")
