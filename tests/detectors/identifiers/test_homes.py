"""Postcodes and telephone numbers of homes."""

from __future__ import annotations

import pytest

from detectors.identifiers import phone, postcode


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Oxford OX4 1AB.", "OX4 1AB"),
        ("OX41AB", "OX4 1AB"),
        ("W1A 1HQ", "W1A 1HQ"),
        ("EC1A\u00a01BB", "EC1A 1BB"),
        ("M1 1AE", "M1 1AE"),
        ("B33 8TH", "B33 8TH"),
        ("CR2 6XH", "CR2 6XH"),
        ("DN55 1PT", "DN55 1PT"),
    ],
)
def test_a_postcode_is_found(text: str, value: str) -> None:
    assert [mark.value for mark in postcode.find(text)] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "AA4 1AB",
        "QX4 1AB",
        "OX4 1CB",
        "OX4 AB1",
        "OX4 1ABC",
        "A4 2BC",
        "Y10 3AB",
        "w10 5th",
        "8K 2LB",
        "KS3 4AB",
    ],
)
def test_what_is_no_postcode(text: str) -> None:
    assert list(postcode.find(text)) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("07700 900123", "07700900123"),
        ("07700900123.", "07700900123"),
        ("0770 090 0123", "07700900123"),
        ("+44 7700 900123", "07700900123"),
        ("+44 (0)7700 900 123", "07700900123"),
        ("0044 7700 900123", "07700900123"),
        ("(01632) 960123", "01632960123"),
        ("01632-960-123", "01632960123"),
        ("020 7946 0123", "02079460123"),
        ("016977 2123", "0169772123"),  # Brampton has nine figures
        ("Tel:07700\u00a0900123", "07700900123"),
    ],
)
def test_a_telephone_number_is_found(text: str, value: str) -> None:
    assert [mark.value for mark in phone.find(text)] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "0800 1111",  # ChildLine
        "0800 100 2002",
        "0345 600 0000",
        "0905 123 4567",
        "07012 345678",
        "07624",
        "07700 90012",
        "07700 9001234",
        "4507700900123",
        "order/07700900123",
        "415-555-0123",
        "14 03 2013 07 30",
    ],
)
def test_what_is_no_homes_telephone(text: str) -> None:
    assert list(phone.find(text)) == []


def test_a_spreadsheet_forgets_the_nought() -> None:
    assert phone.of_number("7700900123") == "07700900123"
    assert phone.of_number("1042") == phone.of_number("Grace Bishop") == ""
