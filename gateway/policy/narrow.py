"""What an exception must be to be narrow; what is wider is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from itertools import product

from detectors.names.fold import words_of
from detectors.roster import Pupil
from gateway.policy.exceptions import Kind, RuleException

LONGEST = timedelta(days=366)  # a year, whichever it is
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")  # O'Neill and Smith-Jones are one
_LEAST_WORDS = 2


class Refusal(StrEnum):
    """Why there is no such exception."""

    ENDED = "ended"  # before it began
    TOO_LONG = "too-long"
    NO_RULE = "no-rule"
    NOT_ONE_PAIR = "not-one-pair"  # of one sender and one recipient, under one rule
    ONE_WORD = "one-word"
    PUPILS_NAME = "pupils-name"  # and not only from one sender to one recipient


def refusal_of(exception: RuleException, today: date, *, is_pupils_name: bool) -> Refusal | None:
    """is_pupils_name: its phrase is the name of a pupil on the list, word for word"""
    return next(_refusals(exception, today, is_pupils_name), None)


def _refusals(exception: RuleException, today: date, is_pupils_name: bool) -> Iterator[Refusal]:
    pair = bool(exception.sender and exception.recipient)
    if exception.last_day < today:
        yield Refusal.ENDED
    if exception.last_day > today + LONGEST:
        yield Refusal.TOO_LONG
    if not exception.rules:
        yield Refusal.NO_RULE
    if exception.kind is Kind.FINE:
        if not pair or len(exception.rules) > 1:
            yield Refusal.NOT_ONE_PAIR
        return
    if is_one_word(exception.phrase):
        yield Refusal.ONE_WORD
    if is_pupils_name and not pair:
        yield Refusal.PUPILS_NAME


def is_one_word(phrase: str) -> bool:
    """Of a folded phrase: a first name, or a surname, is far more people than were meant."""
    return len(_WORD.findall(phrase)) < _LEAST_WORDS


def is_name_of_any(phrase: str, pupils: Iterable[Pupil]) -> bool:
    """Whether it is the full name of one of them, whichever name comes first, and nothing else."""
    letters = _letters(phrase)
    return any(letters in _full_names(pupil) for pupil in pupils)


def _full_names(pupil: Pupil) -> Iterator[str]:
    """The letters of each name that a pupil is known by."""
    forenames = (pupil.forename, pupil.preferred_forename, pupil.former_forename)
    surnames = (pupil.surname, pupil.preferred_surname, pupil.former_surname)
    for forename, surname in product(filter(None, forenames), filter(None, surnames)):
        for given in {forename, f"{forename} {pupil.middle_names}"}:
            yield _letters(f"{given} {surname}")
            yield _letters(f"{surname} {given}")


def _letters(name: str) -> str:
    """Al-Hassan and Alhassan have the same."""
    return "".join(words_of(name))
