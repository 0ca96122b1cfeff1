"""What may have counted when, while one thing took the place of another."""

from __future__ import annotations

from tests.soak.timeline import Timeline


def test_between_writing_and_settling_both_may_count() -> None:
    rules = Timeline("old")
    rules.write("new", 10)
    rules.settle(14)

    assert rules.between(1, 9) == ("old",)
    assert rules.between(9, 11) == ("old", "new")
    assert rules.between(11, 13) == ("old", "new")
    assert rules.between(15, 20) == ("new",)


def test_what_is_not_settled_leaves_all_before_it_possible() -> None:
    rules = Timeline("old")
    rules.write("newer", 10)
    rules.write("newest", 20)

    assert rules.between(30, 31) == ("old", "newer", "newest")
    assert not rules.is_settled
    rules.settle(40)
    assert rules.is_settled
    assert rules.between(41, 42) == ("newest",)
    assert rules.last == "newest"
