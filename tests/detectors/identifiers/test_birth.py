"""Dates: every usual way to write one, what says that it is a birthday, and whose it can be."""

from __future__ import annotations

from datetime import date

import pytest

from detectors.identifiers import birth


@pytest.mark.parametrize(
    "text",
    [
        *("14/03/2013", "14/3/13", "14.3.13", "14-03-2013", "14 / 03 / 2013", "2013-03-14", "2013/3/14"),
        *(
            "14 March 2013",
            "14th March 2013",
            "14th of March, 2013",
            "14 Mar 13",
            "14-Mar-2013",
            "14Mar 2013",
        ),
        *("March 14, 2013", "March 14th 2013", "14 MARCH 2013", "3/14/2013", "2013-03-14T00:00:00"),
    ],
)
def test_a_day_is_read(text: str) -> None:
    found = [mark.value for mark in birth.find(f"on {text}, if I am right")]
    assert found == (["2013-03-14"] if text != "14Mar 2013" else [])


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2013",
        "14/13/2013",
        "14.03/2013",
        "1.2.3.2013",
        "114/03/2013",
        "14/03/20134",
        "3/4",
        "May 2013",
        "v14.3.13",
    ],
)
def test_what_is_no_day(text: str) -> None:
    assert list(birth.find(text)) == []


def test_the_day_comes_before_the_month() -> None:
    assert [mark.value for mark in birth.find("04/03/2013")] == ["2013-03-04"]


def test_only_between_the_offsets() -> None:
    assert list(birth.find("14/03/2013 and 15/03/2013", 11, 14)) == []


@pytest.mark.parametrize(
    "text",
    [
        "DOB 14/03/2013",
        "dob:14.03.2013",
        "D.O.B. 14/3/13",
        "D.o.B: 14/3/13",
        "Date of birth (dd/mm/yyyy): 14/03/2013",
        "Date of Birth\n14 March 2013",
        "She was born on 14 March 2013",
        "born 14/03/13",
        "<DateOfBirth>2013-03-14</DateOfBirth>",
        '"date_of_birth": "2013-03-14"',
        "Her birthday is 14 March 2013",
        "BirthDate=2013-03-14",
    ],
)
def test_a_day_is_said_to_be_a_birthday(text: str) -> None:
    assert [mark.value for mark in birth.find_said(text)] == ["2013-03-14"]


@pytest.mark.parametrize(
    "text",
    [
        "Meeting on 14/03/2013",
        "Born in Leeds. Meeting on 14/03/2013",
        "adobe 14/03/2013",
        "stubborn 14/03/2013",
    ],
)
def test_any_other_day_is_not(text: str) -> None:
    assert list(birth.find_said(text)) == []


def test_days_that_a_spreadsheet_keeps_as_numbers() -> None:
    assert birth.day_of_serial("41347") == "2013-03-14"
    assert birth.day_of_serial("1234") == birth.day_of_serial("99999") == birth.day_of_serial("") == ""


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("Mon, 3 Mar 2025 10:00:00 +0000", date(2025, 3, 3)),
        ("Thu, 1 Jan 1970 00:00:00 +0000", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_when_a_message_was_written(field: str, written: date | None) -> None:
    assert birth.written_on(field) == written


@pytest.mark.parametrize(
    ("day", "of_age"),
    [
        ("2025-02-01", False),
        ("2023-02-01", True),
        ("2013-03-14", True),
        ("2005-04-01", True),
        ("2004-03-01", False),
    ],
)
def test_school_age(day: str, of_age: bool) -> None:
    assert birth.is_childs(day, date(2025, 3, 3)) is of_age


def test_school_age_when_nobody_knows_the_day() -> None:
    assert birth.is_childs("2013-03-14", None)
    assert not birth.is_childs("1978-03-14", None)
