"""What changed between two rosters, and when so much is gone that it cannot be right."""

from __future__ import annotations

import pytest

from detectors.roster import Pupil, Roster
from gateway.roster.changes import Changes, compare


def roster(*pupils: tuple[str, str, str]) -> Roster:
    return Roster(tuple(Pupil(*pupil) for pupil in pupils))


def test_counts_each_kind() -> None:
    old = Roster((Pupil("1", "Grace", "Bishop"), Pupil("2", "Henry", "Tudor"), Pupil("3", "Zoë", "O'Neill")))
    new = Roster(
        (
            Pupil("1", "Grace", "Bishop-King"),
            Pupil("2", "Henry", "Tudor", year_group="8"),
            Pupil("4", "Ana", "de la Cruz"),
        )
    )
    changes = compare(old, new)
    assert changes == Changes(before=3, added=1, removed=1, renamed=1, otherwise=1)
    assert str(changes) == "1 added, 1 removed, 1 renamed, 1 changed otherwise"


def test_nothing_changed() -> None:
    same = roster(("1", "Grace", "Bishop"))
    assert compare(same, same) == Changes(before=1, added=0, removed=0, renamed=0, otherwise=0)


@pytest.mark.parametrize(
    ("before", "after", "too_many"),
    [(10, 8, False), (10, 7, True), (10, 0, True), (0, 0, False), (0, 5, False), (5, 4, False)],
)
def test_more_than_a_fifth_gone_cannot_be_right(before: int, after: int, too_many: bool) -> None:
    pupils = [(str(number), f"Ann{number}", "Bishop") for number in range(before + after)]
    assert compare(roster(*pupils[:before]), roster(*pupils[:after])).too_many_removed is too_many
