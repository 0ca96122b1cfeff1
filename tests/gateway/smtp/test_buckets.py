"""Buckets: so many tokens at once and no more, whatever the clock says."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from gateway.smtp.buckets import Buckets

TIMES = st.floats(0, 1e8, allow_subnormal=False)  # seconds since the machine was started


@given(st.integers(1, 30), st.floats(0.01, 3600), TIMES)
def test_all_tokens_can_be_spent_at_any_moment_and_not_one_more(size: int, refill: float, now: float) -> None:
    buckets = Buckets(size, refill)

    assert not buckets.is_spent("192.0.2.1", now)
    assert [buckets.spend("192.0.2.1", now) for _ in range(size + 1)] == [True] * size + [False]


@given(TIMES)
@example(4709.003)  # and 3600 more, and that off again: more than 3600
def test_nobody_unknown_has_spent_anything(now: float) -> None:
    assert not Buckets(1, 3600).is_spent("192.0.2.1", now)


@given(TIMES)
def test_the_first_comes_back_after_its_time(now: float) -> None:
    buckets = Buckets(10, 60)
    buckets.empty("192.0.2.1", now)

    assert buckets.is_spent("192.0.2.1", now + 59)
    assert buckets.spend("192.0.2.1", now + 61)
    assert not buckets.spend("192.0.2.1", now + 61)
