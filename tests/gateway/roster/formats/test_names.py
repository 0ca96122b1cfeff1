"""Tests for gateway.roster.formats.names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.roster.formats.names import FullName, full_name, preferred_name


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("Bishop, Grace", FullName("Grace", "Bishop")),
        ("BISHOP, Grace Ann", FullName("Grace", "BISHOP", "Ann")),
        ("BISHOP, Grace Ann (Gracie)", FullName("Grace", "BISHOP", "Ann", "Gracie")),
        ("BISHOP, Grace (Known as: Gracie)", FullName("Grace", "BISHOP", "", "Gracie")),
        ('Bishop, Grace "Gracie"', FullName("Grace", "Bishop", "", "Gracie")),
        ("Bishop, Grace (Grace)", FullName("Grace", "Bishop")),
        ("Bishop, Grace (8K)", FullName("Grace", "Bishop")),
        ("Bishop, Grace (she/her)", FullName("Grace", "Bishop")),
        ("Bishop, Grace (F)", FullName("Grace", "Bishop")),
        ("Bishop, Miss Grace", FullName("Grace", "Bishop")),
        ("Miss Grace Bishop", FullName("Grace", "Bishop")),
        ("Khan, Abdul Rahman Ali", FullName("Abdul Rahman", "Khan", "Ali")),
        ("de la Cruz, Ana María", FullName("Ana", "de la Cruz", "María")),
        ("Grace Bishop", FullName("Grace", "Bishop")),
        ("Grace Ann Bishop", FullName("Grace", "Bishop", "Ann")),
        ("GRACE BISHOP", FullName("GRACE", "BISHOP")),
        ("BISHOP Grace", FullName("Grace", "BISHOP")),
        ("SMITH JONES Grace Ann", FullName("Grace", "SMITH JONES", "Ann")),
        ("Grace SMITH JONES", FullName("Grace", "SMITH JONES")),
        ("Zoë O’Neill", FullName("Zoë", "O’Neill")),
        ("Siobhán Ní Bhriain", FullName("Siobhán", "Ní Bhriain")),
        ("Jan van der Berg", FullName("Jan", "van der Berg")),
        ("Ana Lucía García y López", FullName("Ana", "García y López", "Lucía")),
        ("Henry E Tudor", FullName("Henry", "Tudor", "E")),
        ("Omar al-Hassan", FullName("Omar", "al-Hassan")),
        ("Omar Al Hassan", FullName("Omar", "Al Hassan")),
        ("Mary-Jane Smith-Jones", FullName("Mary-Jane", "Smith-Jones")),
        ("Van Nguyen", FullName("Van", "Nguyen")),
        ("Abdul Rahman Khan", FullName("Abdul Rahman", "Khan")),
        ("Priya", FullName("Priya")),
        ("Bishop,", FullName("Bishop")),
        ("", FullName()),
    ],
)
def test_full_names(value: str, name: FullName) -> None:
    assert full_name(value) == name


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("Gracie", FullName("Gracie")),
        ("Gracie Bishop", FullName("Gracie", "Bishop")),
        ("Bishop, Gracie", FullName("Gracie", "Bishop")),
        ("Grace King", FullName("Grace", "King")),
        ("Grace Ann", FullName("Grace Ann")),
        ("Mary Jane", FullName("Mary Jane")),
    ],
)
def test_preferred_names_hold_one_name_or_both(value: str, name: FullName) -> None:
    assert preferred_name(value, FullName("Grace", "Bishop", "Ann")) == name


def test_a_preferred_name_that_ends_in_a_surname_of_several_words() -> None:
    legal = FullName("Ana", "de la Cruz")
    assert preferred_name("Anita De La Cruz", legal) == FullName("Anita", "De La Cruz")


WORDS = ("Grace", "BISHOP", "de", "van", "y", "O’Neill", ",", "Abdul", "Miss", "Ann")


@given(st.lists(st.sampled_from(WORDS), max_size=8))
def test_no_word_is_lost_but_a_title(words: list[str]) -> None:
    name = full_name(" ".join(words))
    parts = " ".join((name.forename, name.middle_names, name.surname)).split()
    assert not set(words) - {",", "Miss"} - set(parts)
