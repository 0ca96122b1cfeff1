"""A filter in an address: what was written is read again, and nothing that is typed there breaks it."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.actions.plan import CaseState
from gateway.review.queue.filters import Asked, address_of, asked_in, number_in
from gateway.store.queue import Place, Wanted

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=200).map(
    str.strip
)
WANTED = st.builds(
    Wanted,
    st.sampled_from([None, *CaseState]),
    TEXT,
    TEXT,
    TEXT,
    st.integers(0, 5),
    st.booleans(),
    st.booleans(),
    TEXT,
)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
PLACES = st.none() | st.builds(Place, MOMENTS, st.text("BCDF2345", min_size=1, max_size=20), st.booleans())
FIELDS = ["q", "state", "school", "rule", "sender", "severity", "mistaken", "private", "after", "before"]


@given(WANTED, PLACES)
def test_what_is_written_is_read_again(wanted: Wanted, place: Place | None) -> None:
    assert asked_in(dict(parse_qsl(address_of(wanted, place)))) == Asked(wanted, place)


@given(st.dictionaries(st.sampled_from(FIELDS), st.text()))
def test_whatever_is_typed_is_read_somehow(fields: dict[str, str]) -> None:
    asked = asked_in(fields)
    assert len(asked.wanted.text) <= 200
    assert "\0" not in asked.wanted.sender


def test_all_that_waits_needs_no_address() -> None:
    assert address_of(Wanted()) == ""
    assert asked_in({}) == Asked(Wanted(), None)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "held"},
        {"severity": "6"},
        {"severity": "-1"},
        {"severity": "²"},
        {"after": "yesterday CASE1"},
        {"after": "2026-11-02T15:40:00+00:00"},
        {"before": "0001-01-01T00:00:00+14:00 CASE1"},  # before the first moment there is
    ],
)
def test_what_cannot_be_understood_is_as_if_it_were_not_there(fields: dict[str, str]) -> None:
    assert asked_in(fields) == Asked(Wanted(), None)


@pytest.mark.parametrize(
    ("value", "number"), [("17", 17), ("", None), ("-1", None), ("1" * 19, None), ("²", None), ("x", None)]
)
def test_a_number_is_one_that_a_database_has(value: str, number: int | None) -> None:
    assert number_in({"since": value}, "since") == number
