"""Which names are ordinary words, and which never are."""

from __future__ import annotations

import pytest

from detectors.names.context.ordinary import (
    MODALS,
    ORDINARY_FORENAMES,
    ORDINARY_SURNAMES,
    ORDINARY_WORDS,
    TIMES,
    VERBS,
)
from detectors.names.fold import words_of


@pytest.mark.parametrize("name", ["grace", "will", "mark", "summer", "rose", "hope", "daisy", "max", "drew"])
def test_forenames_that_are_words(name: str) -> None:
    assert name in ORDINARY_FORENAMES


@pytest.mark.parametrize("name", ["young", "hall", "field", "bishop", "law", "may", "read", "stone", "west"])
def test_surnames_that_are_words(name: str) -> None:
    assert name in ORDINARY_SURNAMES


@pytest.mark.parametrize(
    "name", ["henry", "tudor", "zoe", "neill", "patel", "kowalski", "smith", "jones", "oliver", "muhammad"]
)
def test_names_that_are_only_names(name: str) -> None:
    assert name not in ORDINARY_WORDS


def test_what_can_be_a_verb_is_apart_from_what_cannot() -> None:
    assert {
        "will",
        "may",
        "mark",
        "sue",
        "bill",
        "rob",
        "pat",
        "drew",
        "grant",
        "chase",
        "read",
        "cook",
    } <= VERBS
    assert VERBS.isdisjoint({"summer", "field", "young", "bishop", "hall", "hill", "daisy"})
    assert MODALS < VERBS < ORDINARY_WORDS


def test_months_and_seasons_are_known() -> None:
    assert {"april", "may", "june", "august", "summer"} <= TIMES


def test_every_word_is_folded() -> None:
    assert all(words_of(word) == (word,) for word in ORDINARY_WORDS)
