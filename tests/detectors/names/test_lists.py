"""Two names side by side are a full name, or two entries of a list, or two full names."""

from __future__ import annotations

import pytest

from detectors.names.index import NameIndex
from detectors.roster import Pupil, Roster

INDEX = NameIndex.of(
    Roster(
        (
            Pupil("ola", "Ola", "Kowalska", middle_names="Maria"),
            Pupil("owen", "Lewis", "Owen"),
            Pupil("tudor", "Zofia", "Wolna"),
            Pupil("plain", "Hodan", "Warsame"),
        )
    )
)
LONG = "This line is as long as the lines of a text that is wrapped, and it ends with "


def confidence(text: str) -> float:
    return max((hit.confidence for hit in INDEX.find(text)), default=0.0)


@pytest.mark.parametrize(
    "text",
    [
        "Kowalska, Ola",
        "About Kowalska, Ola Maria",
        "Kowalska, Ola, Wolna, Zofia",
        "KOWALSKA, Ola, 8K",
        f"{LONG}Ola\nKowalska, of 8K",
        "we met Ola \nKowalska there",
        f"{LONG}Hodan James\nWarsame came",
        "about Hodan \nJames \nWarsame today",
        "Ola\nKowalska",
    ],
)
def test_a_full_name(text: str) -> None:
    assert confidence(text) > 0.8


@pytest.mark.parametrize(
    "text",
    [
        "please send Owen, Lewis, Ola and Zofia",
        "Zofia, Owen, Lewis",
        "Anna Owen, Lewis Tudor",
        "Anna Kowalska\nOla Tudor",
        "Hodan\nOla\nKowalska\nZofia",
        "Hodan\n\nWarsame",
        "Thanks\nHodan\nPaul B. Warsame",
        "Hodan and Mr Warsame",
    ],
)
def test_entries_of_a_list(text: str) -> None:
    assert confidence(text) == 0.0


def test_a_name_that_a_short_line_breaks_is_less_sure() -> None:
    assert 0.5 < confidence("we met Ola\nKowalska there") < confidence("we met Ola Kowalska there")


def test_a_sibling_with_the_same_surname() -> None:
    hits = {hit.pupils: hit for hit in INDEX.find("We saw Hodan and Amal Warsame.")}
    assert hits["plain",].text == "Hodan and Amal Warsame"
