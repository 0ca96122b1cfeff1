from __future__ import annotations

import pytest

from gateway.actions.notices.shortlist import Shortlist, shortlist


@pytest.mark.parametrize(
    ("length", "shown", "more"), [(0, 0, 0), (1, 1, 0), (10, 10, 0), (11, 8, 3), (300, 8, 292)]
)
def test_a_crowd_is_cut_shorter_than_the_longest_whole_list(length: int, shown: int, more: int) -> None:
    cut = shortlist(tuple(range(length)), 10, 8)

    assert cut == Shortlist(tuple(range(shown)), more)
    assert cut.count == length


def test_without_a_number_to_keep_the_longest_list_is_kept() -> None:
    assert shortlist(tuple("abcdef"), 5) == Shortlist(tuple("abcde"), 1)
