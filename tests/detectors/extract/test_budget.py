"""Tests for detectors.extract.budget."""

from __future__ import annotations

import pytest

from detectors.extract.budget import Budget, BudgetExceeded


def test_it_is_shared_by_all_files_of_a_message() -> None:
    budget = Budget(unpacked=100)
    budget.unpack(10, 60)
    with pytest.raises(BudgetExceeded, match="too large"):
        budget.unpack(10, 60)


def test_small_things_may_grow_by_any_factor_and_large_ones_may_not() -> None:
    budget = Budget()
    budget.unpack(10, 9_000_000)
    with pytest.raises(BudgetExceeded, match="grows too much"):
        budget.unpack(10, 11_000_000)


def test_nothing_may_lie_deeper_than_the_limit() -> None:
    Budget(depth=3).nest(3)
    with pytest.raises(BudgetExceeded, match="one inside the other"):
        Budget(depth=3).nest(4)


@pytest.mark.parametrize("spend", [Budget.open_files, Budget.write, Budget.turn_pages])
def test_files_characters_and_pages_run_out(spend) -> None:
    budget = Budget(files=5, characters=5, pages=5)
    spend(budget, 5)
    with pytest.raises(BudgetExceeded) as caught:
        spend(budget, 1)
    assert caught.value.reason.endswith(".")
