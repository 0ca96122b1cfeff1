"""Tests for gateway.roster.formats.dates."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.roster.formats.dates import iso_date

SEPTEMBER = "2014-09-12"


@pytest.mark.parametrize(
    "value",
    [
        "2014-09-12",
        "2014/09/12",
        "2014-9-12",
        "2014-09-12T00:00:00",
        "2014-09-12 00:00:00.000",
        "2014-09-12T00:00:00+01:00",
        "12/09/2014",
        "12/9/14",
        "12.09.2014",
        "12-09-2014",
        "12/09/2014 00:00",
        " 12/09/2014 ",
        "12 Sep 2014",
        "12-Sep-14",
        "12 September 2014",
        "12th September, 2014",
        "Fri 12 Sept. 2014",
        "September 12, 2014",
        "20140912",
        "41894",
        "41894.0",
    ],
)
def test_one_date_however_written(value: str) -> None:
    assert iso_date(value) == SEPTEMBER


@pytest.mark.parametrize(
    "value",
    [
        "",
        "09/13/2014",  # never the month first
        "31/02/2014",
        "00/00/0000",
        "12/09",
        "12/09-2014",
        "12 Sop 2014",
        "Current",
        "8",
        "1042",
        "99999",
        "1" * 300,
        "12/09/2014" * 30,
    ],
)
def test_no_dates(value: str) -> None:
    assert iso_date(value) == ""


def test_two_digits_of_a_year() -> None:
    assert iso_date("1/2/49") == "2049-02-01"
    assert iso_date("1/2/50") == "1950-02-01"


@given(st.dates(date(1950, 1, 2), date(2099, 12, 31)))
def test_every_day_comes_back(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    for written in (day.isoformat(), f"{day:%d/%m/%Y}", f"{day:%d %b %Y}", str(serial)):
        assert iso_date(written) == day.isoformat()


@given(st.text(alphabet="0123456789/-. :TSep", max_size=30))
def test_nothing_raises_and_what_comes_is_a_date(value: str) -> None:
    found = iso_date(value)
    assert not found or date.fromisoformat(found)
