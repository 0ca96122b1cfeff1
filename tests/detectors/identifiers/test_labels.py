"""What a number is called: the last word before it that says so."""

from __future__ import annotations

import pytest

from detectors.identifiers.labels import Calling, calling_of_home, calling_of_number
from detectors.identifiers.mark import Kind


def number(before: str, after: str = "", heading: str = "") -> Kind | Calling:
    text = f"{before}4505577104{after}"
    return calling_of_number(text, len(before), len(before) + 10, heading)


def home(before: str, heading: str = "") -> Kind | Calling:
    return calling_of_home(f"{before}07700 900123", len(before), heading)


@pytest.mark.parametrize(
    ("before", "called"),
    [
        ("NHS number: ", Kind.NHS_NUMBER),
        ("nhs_no=", Kind.NHS_NUMBER),
        ('"nhsNumber": "', Kind.NHS_NUMBER),
        ("His NHS ", Kind.NHS_NUMBER),
        ("NHS Number\n", Kind.NHS_NUMBER),
        ("NHS numbers: 943 476 5919, ", Kind.NHS_NUMBER),
        ("CHI ", Kind.NHS_NUMBER),
        ("tai chi ", Calling.NOTHING),
        ("Unique Learner Number ", Kind.ULN),
        ("<FormerUPN>", Kind.UPN),
        ("National Insurance No: ", Kind.NATIONAL_INSURANCE_NUMBER),
        ("UCI ", Kind.UCI),
        ("Order no. ", Calling.OTHER),
        ("ISBN ", Calling.OTHER),
        ("Meeting ID: ", Calling.OTHER),
        ("NHS England, invoice ", Calling.OTHER),
        ("Invoice 4711 for NHS no. ", Kind.NHS_NUMBER),
        ("Tel ", Calling.TELEPHONE),
        ("Tel 01632 960123, Grace ", Calling.NOTHING),
        ("Grace Bishop ", Calling.NOTHING),
        ("NHS number follows.\nGrace Bishop ", Calling.NOTHING),
    ],
)
def test_numbers(before: str, called: Kind | Calling) -> None:
    assert number(before) is called


def test_the_head_of_the_column_counts_where_nothing_stands_before() -> None:
    assert number("", heading="NHS Number") is Kind.NHS_NUMBER
    assert number("ULN ", heading="NHS Number") is Kind.ULN
    assert number("NHS no.\x1f") is Calling.NOTHING  # that is another cell


def test_what_follows_in_brackets_counts_too() -> None:
    assert number("Grace Bishop ", " (NHS no.)") is Kind.NHS_NUMBER
    assert number("Grace Bishop ", ", NHS no. 943 476 5919") is Calling.NOTHING


@pytest.mark.parametrize(
    ("before", "called"),
    [
        ("Mum: ", Kind.PHONE),
        ("Grace Bishop's mother is on ", Kind.PHONE),
        ("Emergency contact ", Kind.PHONE),
        ("Address: 12 Mill Lane\nOxford\n", Kind.POSTCODE),
        ("She lives at 12 Mill Lane, Oxford, ", Kind.POSTCODE),
        ("Please call the office on ", Calling.OTHER),
        ("Mum should ring ", Calling.OTHER),
        ("Oakfield Academy, Mill Lane, ", Calling.OTHER),
        ("Dad works at Oakfield Academy; his mobile ", Kind.PHONE),
        ("Parents' evening: tel. ", Calling.TELEPHONE),
        ("Mum is well.\n\n", Calling.NOTHING),  # another paragraph
        ("Mum\x1f", Calling.NOTHING),  # another cell
    ],
)
def test_homes(before: str, called: Kind | Calling) -> None:
    assert home(before) is called


def test_the_head_of_a_column_of_homes() -> None:
    assert home("", heading="Parent mobile") is Kind.PHONE
    assert home("", heading="Telephone") is Calling.TELEPHONE
    assert home("", heading="School tel") is Calling.OTHER
    assert home("", heading="Post Code") is Kind.POSTCODE
