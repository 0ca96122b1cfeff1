"""Pupil lists in the database: written against what was seen, sealed to their place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.roster import Contact, Pupil, Roster, StaffMember
from gateway.store import models
from gateway.store.codec import decode_roster, encode_roster
from gateway.store.rosters import (
    MOST_PROBLEMS,
    ListCounts,
    ListRecord,
    StaleListError,
    forget,
    list_records,
    read_pupils,
    remember,
)
from gateway.store.seal import BrokenSealError, Seal

NOW = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
ROSTER = Roster(
    (Pupil("1042", "Grace", "Bishop", contacts=(Contact("Ann", "mother", ("ann@x.example",)),)),),
    (StaffMember("Henry Tudor", ("h.tudor@oakfield.sch.uk",)),),
)
RECORD = ListRecord(
    school="Oakfield Academy",
    source="/srv/pupils.csv",
    file="/srv/pupils.csv",
    format="csv",
    version="0" * 64,
    counts=ListCounts(1, 0, 1, 1),
    read_at=NOW,
    written_at=NOW,
    taken_at=NOW,
    problems=("line 6: no id",),
)
TEXTS = st.text(max_size=12)
PUPILS = st.builds(
    Pupil, TEXTS, TEXTS, TEXTS, contacts=st.tuples(st.builds(Contact, TEXTS, TEXTS, st.tuples(TEXTS)))
)


def test_what_is_remembered_is_read_again(seal: Seal) -> None:
    remember(seal, RECORD, ROSTER)
    assert list_records(seal, "Oakfield Academy") == (replace(RECORD, revision=1),)
    assert read_pupils(seal, "Oakfield Academy", "/srv/pupils.csv") == ROSTER
    assert list_records(seal, "Elm School") == ()


def test_without_pupils_those_from_before_stay(seal: Seal) -> None:
    remember(seal, RECORD, ROSTER)
    remember(seal, replace(RECORD, revision=1, refused="is empty", refused_at=NOW))
    (record,) = list_records(seal, "Oakfield Academy")
    assert (record.revision, record.refused, record.refused_at) == (2, "is empty", NOW)
    assert read_pupils(seal, "Oakfield Academy", "/srv/pupils.csv") == ROSTER


@pytest.mark.parametrize("revision", [0, 1, 3])
def test_a_record_that_has_changed_since_is_not_written_over(seal: Seal, revision: int) -> None:
    remember(seal, RECORD, ROSTER)
    remember(seal, replace(RECORD, revision=1), ROSTER)
    with pytest.raises(StaleListError):
        remember(seal, replace(RECORD, revision=revision, refused="late"), Roster(()))
    (record,) = list_records(seal, "Oakfield Academy")
    assert (record.revision, record.refused) == (2, "")
    assert read_pupils(seal, "Oakfield Academy", "/srv/pupils.csv") == ROSTER


def test_pupils_cannot_be_put_in_another_lists_place(seal: Seal) -> None:
    remember(seal, RECORD, ROSTER)
    remember(seal, replace(RECORD, school="Elm School"), ROSTER)
    first, second = models.PupilList.objects.order_by("id")
    second.roster = first.roster
    second.save()
    with pytest.raises(BrokenSealError):
        read_pupils(seal, "Elm School", "/srv/pupils.csv")


def test_forgotten(seal: Seal) -> None:
    remember(seal, RECORD, ROSTER)
    forget("Oakfield Academy", ["/srv/pupils.csv"])
    assert list_records(seal, "Oakfield Academy") == ()


def test_a_thousand_problems_are_enough(seal: Seal) -> None:
    problems = tuple(f"line {number}: no id" for number in range(MOST_PROBLEMS + 5))
    remember(seal, replace(RECORD, problems=problems), ROSTER)
    assert list_records(seal, "Oakfield Academy")[0].problems == problems[:MOST_PROBLEMS]


@given(st.lists(PUPILS, max_size=3), st.lists(st.builds(StaffMember, TEXTS), max_size=2))
def test_the_codec_loses_nothing(pupils: list[Pupil], staff: list[StaffMember]) -> None:
    roster = Roster(tuple(pupils), tuple(staff))
    assert decode_roster(encode_roster(roster)) == roster
