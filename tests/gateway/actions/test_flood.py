"""How many notices an hour has room for."""

from __future__ import annotations

from datetime import timedelta

from gateway.actions.flood import MOST_AN_HOUR, places, stand_in
from tests.support.judged import NOW

MARK = "f" * 64


def test_an_hour_has_so_many_places_and_one_for_the_rest() -> None:
    names = {each.rule for each in (*places(MARK, NOW), stand_in(MARK, NOW))}

    assert len(names) == MOST_AN_HOUR + 1
    for each in (*places(MARK, NOW), stand_in(MARK, NOW)):
        assert (each.sender, each.until) == (MARK, NOW + timedelta(hours=1))


def test_no_rule_can_be_called_so() -> None:
    assert all(" " in each.rule for each in (*places(MARK, NOW), stand_in(MARK, NOW)))
