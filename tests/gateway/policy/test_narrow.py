"""What is too wide for an exception."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from detectors.roster import Pupil
from gateway.policy.exceptions import Kind, RuleException
from gateway.policy.narrow import LONGEST, Refusal, is_name_of_any, is_one_word, refusal_of

TODAY = date(2026, 11, 2)
FINE = RuleException(0, Kind.FINE, frozenset({"a"}), TODAY, "a@oakfield.sch.uk", "b@firm.example")
NO_PUPIL = RuleException(0, Kind.NOT_A_PUPIL, frozenset({"a", "b"}), TODAY, phrase="henry tudor")
PAIR = replace(NO_PUPIL, sender="a@oakfield.sch.uk", recipient="b@firm.example")


@pytest.mark.parametrize(
    ("exception", "refusal"),
    [
        (FINE, None),
        (NO_PUPIL, None),
        (replace(FINE, last_day=TODAY + LONGEST), None),
        (replace(FINE, last_day=TODAY + LONGEST + timedelta(days=1)), Refusal.TOO_LONG),
        (replace(NO_PUPIL, last_day=TODAY - timedelta(days=1)), Refusal.ENDED),
        (replace(FINE, rules=frozenset()), Refusal.NO_RULE),
        (replace(FINE, rules=frozenset({"a", "b"})), Refusal.NOT_ONE_PAIR),
        (replace(FINE, sender=""), Refusal.NOT_ONE_PAIR),
        (replace(FINE, recipient=""), Refusal.NOT_ONE_PAIR),
        (replace(NO_PUPIL, phrase="henry"), Refusal.ONE_WORD),
        (replace(PAIR, phrase=""), Refusal.ONE_WORD),
    ],
)
def test_what_is_refused(exception: RuleException, refusal: Refusal | None) -> None:
    assert refusal_of(exception, TODAY, is_pupils_name=False) is refusal


def test_a_pupils_own_name_needs_a_sender_and_a_recipient() -> None:
    for wide in (NO_PUPIL, replace(PAIR, recipient=""), replace(PAIR, sender="")):
        assert refusal_of(wide, TODAY, is_pupils_name=True) is Refusal.PUPILS_NAME
    assert refusal_of(PAIR, TODAY, is_pupils_name=True) is None


@pytest.mark.parametrize("phrase", ["henry", "o'neill", "smith-jones", "", "-- --"])
def test_one_word(phrase: str) -> None:
    assert is_one_word(phrase)


@pytest.mark.parametrize("phrase", ["henry tudor", "tudor, henry", "henry_tudor", "z o'neill"])
def test_two_words(phrase: str) -> None:
    assert not is_one_word(phrase)


PUPILS = (
    Pupil("1043", "Zoë", "O'Neill", middle_names="Maeve", preferred_forename="Zed", former_surname="Hart"),
)


@pytest.mark.parametrize(
    "phrase", ["zoe o'neill", "o'neill, zoe", "zed o neill", "zoe oneill", "zoe hart", "zoe maeve o'neill"]
)
def test_the_full_name_of_a_pupil(phrase: str) -> None:
    assert is_name_of_any(phrase, PUPILS)


@pytest.mark.parametrize("phrase", ["zoe", "zoe o'neill ltd", "z o'neill", "zoe bishop", ""])
def test_no_pupils_full_name(phrase: str) -> None:
    assert not is_name_of_any(phrase, PUPILS)
