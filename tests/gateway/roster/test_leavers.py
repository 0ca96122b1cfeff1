"""Leavers are looked for so many months more, to the day, and then forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from detectors.roster import Contact, Pupil, Roster, StaffMember
from gateway.roster.leavers import all_gone, has_left, in_time, months_before, succeed
from gateway.roster.same import match
from gateway.roster.unite import unite
from tests.gateway.roster.lists import GRACE, HENRY, TODAY, ZOE


@pytest.mark.parametrize(
    ("today", "months", "before"),
    [
        (date(2026, 11, 2), 12, date(2025, 11, 2)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 15), 2, date(2025, 11, 15)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
    ],
)
def test_months_before(today: date, months: int, before: date) -> None:
    assert months_before(today, months) == before


@pytest.mark.parametrize(
    ("left", "gone", "matched"),
    [
        ("", False, True),
        ("2026-11-03", False, True),
        ("2026-11-02", True, True),
        ("2025-11-02", True, True),
        ("2025-11-01", True, False),
    ],
)
def test_until_when_a_leaver_counts(left: str, gone: bool, matched: bool) -> None:
    pupil = replace(GRACE, left=left)
    assert has_left(pupil, TODAY) is gone
    assert bool(in_time([pupil], TODAY, 12)) is matched


def test_who_is_gone_has_left_today_and_who_is_back_has_not() -> None:
    back, long_gone = Pupil("8", "Ada", "Fairweather"), Pupil("9", "Ana", "Cruz", left="2026-01-09")
    new = Roster((HENRY, back), (StaffMember("Ann King"),))
    roster = succeed(match([HENRY, ZOE], new.pupils), [long_gone], new, TODAY)
    assert roster == Roster(
        (HENRY, back, replace(ZOE, left="2026-11-02", contacts=()), long_gone), (StaffMember("Ann King"),)
    )


def test_a_leaver_whom_the_list_marks_keeps_the_day_and_no_contacts() -> None:
    marked = replace(ZOE, left="2026-07-20")
    roster = succeed(match([ZOE], [marked]), [], Roster((marked,)), TODAY)
    assert roster.pupils == (replace(marked, contacts=()),)


def test_of_a_list_that_is_no_longer_named_all_are_leavers() -> None:
    before = replace(GRACE, left="2026-01-09")
    assert all_gone(Roster((ZOE, before), (StaffMember("Ann King"),)), TODAY) == Roster(
        (replace(ZOE, left="2026-11-02", contacts=()), before)
    )


class TestUnite:
    """Several lists, one roster."""

    def test_the_later_list_counts(self) -> None:
        roster = unite([Roster((GRACE, HENRY)), Roster((replace(HENRY, forename="Hal"), ZOE))], TODAY, 12)
        assert [each.forename for each in roster.pupils] == ["Grace", "Hal", "Zoë"]

    def test_who_moved_to_another_list_has_not_left(self) -> None:
        moved = replace(ZOE, left="2026-11-02", contacts=())
        assert unite([Roster((moved, GRACE)), Roster((ZOE,))], TODAY, 12).pupils == (GRACE, ZOE)

    def test_who_left_two_lists_counts_once_from_the_later_day(self) -> None:
        first, later = replace(GRACE, left="2025-12-01"), replace(GRACE, left="2026-09-01")
        assert unite([Roster((later, HENRY)), Roster((first,))], TODAY, 12).pupils == (HENRY, later)

    def test_an_id_never_points_at_two(self) -> None:
        gone = replace(GRACE, left="2026-09-01")
        roster = unite([Roster((gone, replace(HENRY, id=GRACE.id)))], TODAY, 12)
        assert [each.id for each in roster.pupils] == ["1", "1 (left 2026-09-01)"]

    def test_who_left_too_long_ago_is_nobody(self) -> None:
        assert unite([Roster((HENRY, replace(GRACE, left="2025-11-01")))], TODAY, 12).pupils == (HENRY,)

    def test_staff_of_all_lists_each_once(self) -> None:
        ann, contact = StaffMember("Ann King"), Contact("Ann", "", ("a@x.example",))
        roster = unite([Roster((), (ann,)), Roster((replace(ZOE, contacts=(contact,)),), (ann,))], TODAY, 12)
        assert roster.staff == (ann,)
        assert roster.pupils[0].contacts == (contact,)
