"""Tests for detectors.protection.passwords.guesses."""

from __future__ import annotations

import pytest

from detectors.protection.passwords.guesses import guesses
from detectors.roster import Pupil

GRACE = Pupil("1042", "Grace", "Bishop", date_of_birth="2012-05-07", upn="A123456789012")


def guessed() -> list[str]:
    return list(guesses([GRACE], "Oakfield Academy", ["oakfield.sch.uk"]))


@pytest.mark.parametrize("password", ["07052012", "070512", "07/05/2012", "oakfield", "Password1"])
def test_the_likeliest_of_each_kind_come_first(password: str) -> None:
    assert password in guessed()[:20]


@pytest.mark.parametrize("password", ["7/5/2012", "2012-05-07", "07.05.2012", "07May2012", "20120507"])
def test_a_birthday_is_guessed_however_it_is_written(password: str) -> None:
    assert password in guessed()[:80]


@pytest.mark.parametrize(
    "password",
    ["Password1", "password123", "oakfield", "Oakfield", "OakfieldAcademy", "Oakfield1", "oakfield2026", "OA",
     "Grace2012", "bishop2012", "gb070512", "GB2012", "grace", "Bishop1", "A123456789012"],
)  # fmt: skip
def test_what_anybody_would_try(password: str) -> None:
    assert password in guessed()


def test_a_pupil_whose_birthday_is_not_known_is_no_fault() -> None:
    assert "Grace" in list(guesses([Pupil("1", "Grace", "Bishop", date_of_birth="?")], "", []))
