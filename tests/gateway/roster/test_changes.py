"""What changed between two lists, in numbers, and when so much is gone that it cannot be right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detectors.roster import Pupil
from gateway.roster.changes import Changes, changes_of
from gateway.roster.same import match
from tests.gateway.roster.lists import GRACE, HENRY, TODAY, ZOE


def test_counts_each_kind() -> None:
    old = [GRACE, HENRY, ZOE, Pupil("5", "Ada", "Fairweather")]
    new = [
        replace(GRACE, surname="Bishop-King"),
        replace(HENRY, year_group="8"),
        replace(ZOE, left="2026-10-30"),
        Pupil("4", "Ana", "de la Cruz"),
        Pupil("6", "Old", "Leaver", left="2026-07-20"),
    ]
    changes = changes_of(match(old, new), TODAY)
    assert changes == Changes(before=4, added=1, removed=1, left=1, renamed=1, otherwise=1)
    assert str(changes) == "1 added, 1 removed, 1 left, 1 renamed, 1 changed otherwise"


def test_another_id_is_no_change() -> None:
    changes = changes_of(match([GRACE, ZOE], [replace(GRACE, id="8"), replace(ZOE, id="9")]), TODAY)
    assert changes == Changes(before=2, added=0, removed=0, left=0, renamed=0, otherwise=0)


@pytest.mark.parametrize(
    ("before", "after", "too_many"),
    [(10, 8, False), (10, 7, True), (10, 0, True), (0, 0, False), (0, 5, False), (5, 4, False)],
)
def test_more_than_a_fifth_gone_cannot_be_right(before: int, after: int, too_many: bool) -> None:
    pupils = [Pupil(str(number), f"Ann{number}", "Bishop") for number in range(before + after)]
    assert changes_of(match(pupils[:before], pupils[:after]), TODAY).too_many_removed is too_many
