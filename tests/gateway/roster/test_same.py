"""Who is the same pupil in a new list: by id, by UPN, by names and date of birth; and who is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.roster import Pupil
from gateway.roster.same import match
from tests.gateway.roster.lists import GRACE, HENRY, ZOE


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(GRACE, GRACE, id="nothing changed"),
        pytest.param(GRACE, replace(GRACE, surname="King"), id="renamed"),
        pytest.param(GRACE, replace(GRACE, id="77"), id="renumbered, told by UPN"),
        pytest.param(ZOE, replace(ZOE, id="77"), id="renumbered, told by names and birth"),
        pytest.param(ZOE, replace(ZOE, id="77", forename="ZOE", surname="O’Neill"), id="typed otherwise"),
        pytest.param(GRACE, replace(GRACE, upn="T1", surname="King"), id="a UPN of its own at last"),
        pytest.param(
            GRACE, replace(GRACE, forename="Ada", surname="King", upn=""), id="all names new, one birth"
        ),
    ],
)
def test_the_same(before: Pupil, after: Pupil) -> None:
    assert match([before], [after]).both == ((before, after),)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(GRACE, replace(HENRY, id=GRACE.id), id="an id that was given away"),
        pytest.param(ZOE, replace(ZOE, id="77", date_of_birth="2016-05-05"), id="a namesake"),
        pytest.param(GRACE, replace(GRACE, id="77", upn="", forename="Hope"), id="a sister born that day"),
    ],
)
def test_somebody_else(before: Pupil, after: Pupil) -> None:
    matched = match([before], [after])
    assert (matched.both, matched.gone, matched.fresh) == ((), (before,), (after,))


def test_a_renumbered_list_in_which_the_first_is_gone() -> None:
    """Every id is somebody else's now; only Grace is gone."""
    old = [GRACE, HENRY, ZOE]
    new = [replace(HENRY, id="1"), replace(ZOE, id="2")]
    matched = match(old, new)
    assert matched.gone == (GRACE,)
    assert matched.fresh == ()
    assert set(matched.both) == {(HENRY, new[0]), (ZOE, new[1])}


def test_namesakes_are_told_one_for_one() -> None:
    twice = [Pupil("1", "Ann", "Bishop"), Pupil("2", "Ann", "Bishop")]
    matched = match(twice, [Pupil("9", "Ann", "Bishop")])
    assert (len(matched.both), len(matched.gone), len(matched.fresh)) == (1, 1, 0)


PUPILS = st.lists(
    st.builds(
        Pupil,
        st.sampled_from("123"),
        st.sampled_from(["Ann", "Ben"]),
        st.sampled_from(["Bishop", "Tudor"]),
        date_of_birth=st.sampled_from(["", "2014-02-03"]),
        upn=st.sampled_from(["", "U1", "U2"]),
    ),
    max_size=6,
)


@given(PUPILS, PUPILS)
def test_nobody_is_lost_and_nobody_counts_twice(old: list[Pupil], new: list[Pupil]) -> None:
    matched = match(old, new)
    key = repr
    assert sorted([*(each for each, _ in matched.both), *matched.gone], key=key) == sorted(old, key=key)
    assert sorted([*(each for _, each in matched.both), *matched.fresh], key=key) == sorted(new, key=key)
