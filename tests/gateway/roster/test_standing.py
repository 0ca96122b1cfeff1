"""A list is complained about when it is refused, or over two days of term old."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from gateway.roster.standing import complaints, said
from gateway.roster.taking import SchoolLists
from gateway.store.rosters import ListCounts, ListRecord

NOW = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)  # a Thursday in term
LISTS = SchoolLists("Oakfield Academy", ())
FRESH = ListRecord(
    school="Oakfield Academy",
    source="/srv/pupils.csv",
    file="/srv/pupils.csv",
    format="csv",
    version="",
    counts=ListCounts(pupils=4),
    read_at=NOW,
    written_at=NOW,
    taken_at=NOW,
)


def test_nothing_to_complain_of() -> None:
    assert list(complaints(LISTS, [FRESH], NOW + timedelta(days=2))) == []


@pytest.mark.parametrize(
    ("read", "written", "words"),
    [
        (timedelta(0), timedelta(days=2, minutes=1), "was last written on 17 November 2026"),
        (timedelta(days=2, minutes=1), timedelta(0), "was last read on 17 November 2026"),
        (timedelta(days=3), timedelta(days=9), "was last written on 10 November 2026"),
    ],
)
def test_too_old_by_the_older_of_the_two(read: timedelta, written: timedelta, words: str) -> None:
    record = replace(FRESH, read_at=NOW - read, written_at=NOW - written)
    (complaint,) = complaints(LISTS, [record], NOW)
    assert complaint.startswith(f"/srv/pupils.csv {words}")
    assert "is the nightly export still running" in complaint


def test_holidays_make_nothing_old() -> None:
    summer = datetime(2026, 8, 20, 9, 0, tzinfo=UTC)
    assert list(complaints(LISTS, [FRESH], summer)) == []
    first_day = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    friday_before = datetime(2026, 10, 23, 8, 0, tzinfo=UTC)
    record = replace(FRESH, read_at=friday_before, written_at=friday_before)
    assert list(complaints(LISTS, [record], first_day)) == []
    assert len(list(complaints(LISTS, [record], first_day + timedelta(days=1)))) == 1


def test_terms_of_the_schools_own() -> None:
    record = replace(FRESH, read_at=NOW - timedelta(days=9))
    autumn = replace(LISTS, terms=((date(2026, 9, 1), date(2026, 10, 16)),))
    assert list(complaints(autumn, [record], NOW)) == []


def test_a_refusal_says_what_is_in_force() -> None:
    refused = replace(FRESH, refused="/srv/pupils.csv is empty", written_at=NOW - timedelta(days=9))
    assert list(complaints(LISTS, [refused], NOW)) == [
        f"/srv/pupils.csv is empty. In force are the 4 pupils of {said(NOW)}."
    ]


def test_a_list_of_leavers_only_grows_old_in_peace() -> None:
    record = replace(FRESH, counts=ListCounts(leavers=4), read_at=NOW - timedelta(days=90))
    assert list(complaints(LISTS, [record], NOW)) == []
