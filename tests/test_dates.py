"""Dates and times as they are written, and what ISO 8601 makes of them."""

from __future__ import annotations

import pytest

from engross.dates import find_dates, match_date

#: what is written, what of it is the date, and what that is; the year is 1962, the day October 26 where none is given
WRITTEN = [
    ("October 26, 1961", "October 26, 1961", "1961-10-26"),
    ("on Oct 26 they", "Oct 26", "1962-10-26"),
    ("on Oct. 26 they", "Oct. 26", "1962-10-26"),
    ("Sept 11--that", "Sept 11", "1962-09-11"),
    ("Sept. 11", "Sept. 11", "1962-09-11"),
    ("SEPTEMBER 11", "SEPTEMBER 11", "1962-09-11"),
    ("27 Oct, and", "27 Oct", "1962-10-27"),
    ("27 October 1961.", "27 October 1961", "1961-10-27"),
    ("27th October, 1961", "27th October, 1961", "1961-10-27"),
    ("May 3rd", "May 3rd", "1962-05-03"),
    ("Friday, Oct 26, 1962", "Friday, Oct 26, 1962", "1962-10-26"),
    ("Friday, October 26, 1962, 3:36 pm", "Friday, October 26, 1962, 3:36 pm", "1962-10-26T15:36:00"),
    ("Oct 26, 1:10 pm", "Oct 26, 1:10 pm", "1962-10-26T13:10:00"),
    ("Oct 28, 12:25 am; for", "Oct 28, 12:25 am", "1962-10-28T00:25:00"),
    ("Oct 28, 12:25 p.m.", "Oct 28, 12:25 p.m.", "1962-10-28T12:25:00"),
    ("October 26, 1962, 7 p.m.", "October 26, 1962, 7 p.m.", "1962-10-26T19:00:00"),
    ("October 26, 1962—7 p.m.", "October 26, 1962—7 p.m.", "1962-10-26T19:00:00"),
    ("October 26, 1962, noon.", "October 26, 1962, noon", "1962-10-26T12:00:00"),
    ("October 26, 1962, midnight", "October 26, 1962, midnight", "1962-10-26T00:00:00"),
    ("October 26, 1962, 10–11:30 a.m.", "October 26, 1962, 10–11:30 a.m.", "1962-10-26T10:00:00"),
    ("October 26, 1962, 10–1:30 p.m.", "October 26, 1962, 10–1:30 p.m.", "1962-10-26T10:00:00"),
    ("October 26, 1962, 2–3:30 p.m.", "October 26, 1962, 2–3:30 p.m.", "1962-10-26T14:00:00"),
    ("October 26, 1962, 1930 hours", "October 26, 1962, 1930 hours", "1962-10-26T19:30:00"),
    ("8 pm 27 Oct", "8 pm 27 Oct", "1962-10-27T20:00:00"),
    ("at 8 pm on October 27, 1962.", "8 pm on October 27, 1962", "1962-10-27T20:00:00"),
    ("Feb 29, 1960", "Feb 29, 1960", "1960-02-29"),
    ("October 26, 1962, 9 p.m. EST", "October 26, 1962, 9 p.m. EST", "1962-10-26T21:00:00-05:00"),
    ("October 26, 1962, 9 p.m. E.D.T., he", "October 26, 1962, 9 p.m. E.D.T", "1962-10-26T21:00:00-04:00"),
    ("October 26, 1962, 1830Z.", "October 26, 1962, 1830Z", "1962-10-26T18:30:00Z"),
    ("Oct 26, 1962, 18:30 GMT", "Oct 26, 1962, 18:30 GMT", "1962-10-26T18:30:00Z"),
    ("October 26, 1962, 9 p.m. Moscow time", "October 26, 1962, 9 p.m. Moscow time", "1962-10-26T21:00:00+03:00"),
    ("July 1, 1985, 9 p.m. Moscow time", "July 1, 1985, 9 p.m. Moscow time", "1985-07-01T21:00:00"),
    ("Oct 26, 9 p.m. Moscow time", "Oct 26, 9 p.m. Moscow time", "1962-10-26T21:00:00"),
    (
        "July 1, 1962, 9 p.m., Eastern Daylight Saving Time",
        "July 1, 1962, 9 p.m., Eastern Daylight Saving Time",
        "1962-07-01T21:00:00-04:00",
    ),
    (
        "October 26, 1962—noon, Greenwich mean time",
        "October 26, 1962—noon, Greenwich mean time",
        "1962-10-26T12:00:00Z",
    ),
    ("October 26, 1962, 9 p.m. Washington time", "October 26, 1962, 9 p.m. Washington time", "1962-10-26T21:00:00"),
    ("October 26, 1962, 9 p.m. The time was", "October 26, 1962, 9 p.m.", "1962-10-26T21:00:00"),
    ("October 26, 1962, 9 p.m. CST", "October 26, 1962, 9 p.m.", "1962-10-26T21:00:00"),
    ("Oct 26, 9 p.m. est-il", "Oct 26, 9 p.m.", "1962-10-26T21:00:00"),
    ("Oct 26, 1962\n9:05 a.m. to 12:10 p.m.", "Oct 26, 1962\n9:05 a.m. to 12:10 p.m.", "1962-10-26T09:05:00"),
]
#: what is written, what of it is the date, and its first and its last day
SEVERAL = [
    ("Washington, June 29–30, 1961.", "June 29–30, 1961", ("1961-06-29", "1961-06-30")),
    ("June 20-August 31, 1961", "June 20-August 31, 1961", ("1961-06-20", "1961-08-31")),
    ("June 29 and 30, 1961", "June 29 and 30, 1961", ("1961-06-29", "1961-06-30")),
    ("29–30 June 1961", "29–30 June 1961", ("1961-06-29", "1961-06-30")),
    ("26 Oct–2 Nov 1962", "26 Oct–2 Nov 1962", ("1962-10-26", "1962-11-02")),
    ("on June 29 and 30 of them", "June 29", ("1962-06-29", None)),
    ("June 3, 1961, 3–5 p.m.", "June 3, 1961, 3–5 p.m.", ("1961-06-03T15:00:00", None)),
    ("March 3–February 2", "March 3–February 2", ("1962-03-03", None)),
]


@pytest.mark.parametrize(("text", "date", "days"), SEVERAL, ids=[row[0] for row in SEVERAL])
def test_several_days_have_a_first_and_a_last(text: str, date: str, days: tuple[str, str | None]) -> None:
    found = find_dates(text)
    assert [text[w.start : w.end] for w in found] == [date]
    assert (found[0].iso(1962), found[0].iso_last(1962)) == days


@pytest.mark.parametrize(("text", "date", "iso"), WRITTEN, ids=[row[0] for row in WRITTEN])
def test_a_date_is_found_and_read(text: str, date: str, iso: str) -> None:
    found = find_dates(text)
    assert [text[w.start : w.end] for w in found] == [date]
    assert found[0].iso(1962) == iso


NONE = [
    "may 3 ships",
    "march 5 miles",
    "Oct 0",
    "Oct 32",
    "Oct 261",
    "October 1962",
    "1962-10-26",
    "26/10/1962",
    "Dec. and Jan.",
    "May he have 3?",
    "Marching 3 miles",
    "Mayor 3",
    "Augustus 14",
    "5:45 pm",
    "in 1962",
    "",
]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_date_is_not_found(text: str) -> None:
    assert find_dates(text) == []


@pytest.mark.parametrize(("text", "year"), [("Feb 30", 1962), ("Feb 29", 1962), ("June 31", 1962), ("Oct 26", 0)])
def test_a_day_that_no_calendar_has_is_no_iso_date(text: str, year: int) -> None:
    (found,) = find_dates(text)
    assert found.iso(year) is None


TIMES = [
    ("5:45 pm.", 17 * 60 + 45),
    ("5:45 p.m.", 17 * 60 + 45),
    ("5 p. m.", 17 * 60),
    ("12 am", 0),
    ("12 pm", 720),
    ("noon", 720),
    ("Midnight", 0),
    ("0945 hours", 9 * 60 + 45),
    ("2359Z", 23 * 60 + 59),
    ("17:45", 17 * 60 + 45),
    ("17:45:30", 17 * 60 + 45),
]


@pytest.mark.parametrize(("text", "minute"), TIMES)
def test_a_time_alone_is_read_where_it_comes_first(text: str, minute: int) -> None:
    found = match_date(text)
    assert found is not None
    assert (found.month, found.day, found.minute) == (None, None, minute)
    assert found.iso(1962, 10, 26) == f"1962-10-26T{minute // 60:02}:{minute % 60:02}:00{'Z' * ('Z' in text)}"
    assert found.iso(1962) is None


@pytest.mark.parametrize("text", ["the 5:45 pm", "5", "1962", "sometime", "", "-5:45 pm"])
def test_what_does_not_begin_with_a_date_or_time_is_not_matched(text: str) -> None:
    assert match_date(text) is None


@pytest.mark.parametrize("text", ["0 am", "13 pm", "13:10 pm"])
def test_no_hour_of_the_day_is_no_time(text: str) -> None:
    found = match_date(text)
    assert found is None or found.minute is None


def test_the_day_of_the_week_is_read() -> None:
    names = ["Monday", "Tues", "Wednesday", "Thurs.", "Friday", "Sat", "Sunday"]
    assert [find_dates(f"{name}, Oct 26")[0].weekday for name in names] == [*range(7)]


def test_many_dates_in_a_line_are_found_in_order() -> None:
    text = "Comment on K letter of 26 Oct, 27 Oct, and JFK reply of 8 pm 27 Oct, of Oct 28 and May 1, 1963."
    assert [text[w.start : w.end] for w in find_dates(text)] == [
        "26 Oct",
        "27 Oct",
        "8 pm 27 Oct",
        "Oct 28",
        "May 1, 1963",
    ]


def test_a_month_without_a_day_cuts_off_no_date_behind_it() -> None:
    found = find_dates("Chronological File, Dec. 1968-Jan. 1969. Absolutely Personal.\n\nParis, December 14, 1968.")
    assert found[-1].iso(0) == "1968-12-14"


def test_a_long_text_without_months_is_quick() -> None:
    assert find_dates("1" * 100_000 + " " + "12:30 " * 20_000) == []
