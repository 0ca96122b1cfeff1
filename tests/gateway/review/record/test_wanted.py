"""What is asked of the record, as it stands in an address."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.review.record.wanted import wanted_of


def test_days_are_those_of_the_local_zone_and_the_last_is_within() -> None:
    sought = wanted_of({"first": "2026-11-02", "last": "2026-11-02"}).sought(frozenset())
    assert sought.since
    assert sought.until
    assert sought.since.utcoffset() is not None
    assert sought.until - sought.since == timedelta(days=1)
    assert f"{sought.since.astimezone():%H:%M}" == "00:00"


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({}, set()),
        ({"first": "2 November"}, {"first"}),
        ({"last": "9999-12-31"}, {"last"}),
        ({"first": "2026-11-03", "last": "2026-11-02"}, {"last"}),
        ({"case": "b7k2m9p4q6rx"}, set()),
        ({"case": "../etc"}, {"case"}),
    ],
)
def test_faults(fields: dict[str, str], faults: set[str]) -> None:
    assert wanted_of(fields).faults == faults


@given(st.dictionaries(st.sampled_from(("who", "case", "kind", "school", "first", "last", "x")), st.text()))
def test_nothing_makes_it_fail(fields: dict[str, str]) -> None:
    wanted = wanted_of(fields)
    if not wanted.faults:
        assert "\0" not in wanted.sought(frozenset()).actor
    assert wanted.is_empty is (wanted.query == "")
