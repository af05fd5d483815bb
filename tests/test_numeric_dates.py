"""Dates in figures."""

from __future__ import annotations

import pytest

from engross.numeric_dates import find_figures


@pytest.mark.parametrize(
    ("written", "iso", "doubt"),
    [
        ("10/26/62", "1962-10-26", "century"),
        ("10/26/1962", "1962-10-26", ""),
        ("26/10/1962", "1962-10-26", ""),
        ("5/5/1962", "1962-05-05", ""),
        ("3/4/1962", "1962-03-04", "order"),
        ("3/4/62", "1962-03-04", "order"),
        ("10-26-62", "1962-10-26", "century"),
        ("3.4.1962", "1962-04-03", ""),
        ("3. 4. 62", "1962-04-03", "century"),
        ("3.III.58", "1958-03-03", "century"),
        ("26 OCT 62", "1962-10-26", "century"),
        ("26-Oct-62", "1962-10-26", "century"),
        ("Oct. 26, '62", "1962-10-26", "century"),
        ("1962-10-26", "1962-10-26", ""),
        ("10/26/62, 7:15 p.m.", "1962-10-26T19:15:00", "century"),
    ],
)
def test_a_date_in_figures_is_read(written: str, iso: str, doubt: str) -> None:
    found = find_figures(f"Washington, {written}")
    assert found is not None
    assert (found.iso(0), found.doubt) == (iso, doubt)
    assert f"Washington, {written}"[found.start : found.end] == written


@pytest.mark.parametrize(
    "text",
    ["611.61/10-2662", "3/4", "13/14/62", "1.2.3.4", "NSC 5412/2", "3/4.62", "26 Oct 10:45", "and/or", "5-6", "1/2-62"],
)
def test_other_figures_are_no_date(text: str) -> None:
    found = find_figures(text)
    assert found is None


def test_a_day_that_no_month_has_is_none() -> None:
    found = find_figures("31.2.1920")
    assert found is not None
    assert found.iso(0) is None
