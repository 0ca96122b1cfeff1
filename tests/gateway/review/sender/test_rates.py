"""Token buckets: so many at once, then one every so often, and no endless memory."""

from __future__ import annotations

import pytest

from gateway.review.sender.rates import Buckets, Limits, Rate, client_key

RATE = Rate(at_once=3, seconds=10)


def test_so_many_at_once_and_then_one_by_one() -> None:
    buckets = Buckets(RATE)
    assert [buckets.take("a", 0.0) for _ in range(5)] == [0, 0, 0, 10, 10]
    assert buckets.take("a", 4.0) == 6
    assert buckets.take("a", 10.0) == 0
    assert buckets.take("a", 10.0) == 10


def test_to_be_refused_costs_nothing() -> None:
    buckets = Buckets(RATE)
    for _ in range(100):
        buckets.take("a", 0.0)
    assert [buckets.take("a", 30.0) for _ in range(4)] == [0, 0, 0, 10]


def test_each_has_their_own() -> None:
    buckets = Buckets(RATE)
    assert [buckets.take(key, 0.0) for key in "aaabbb"] == [0] * 6


def test_only_so_many_are_remembered() -> None:
    buckets = Buckets(RATE, most=2)
    for _ in range(3):
        buckets.take("a", 0.0)
    buckets.take("b", 0.0)
    assert buckets.take("a", 0.0) > 0, "it was seen a moment ago"
    buckets.take("c", 0.0)
    assert buckets.take("b", 0.0) == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("not an address", "another", False),
    ],
)
def test_an_ipv6_client_is_its_network(one: str, other: str, same: bool) -> None:
    assert (client_key(one) == client_key(other)) is same


def test_a_person_may_try_a_few_times_and_a_school_a_few_more() -> None:
    limits = Limits()
    assert sum(not limits.message("B7K2M9P4Q6RX", 0.0) for _ in range(200)) == 30
    assert sum(not limits.client("192.0.2.1", 0.0) for _ in range(200)) == 60
