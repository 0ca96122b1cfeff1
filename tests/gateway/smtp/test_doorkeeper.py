"""The doorkeeper: who finds a place, and what strangers can and cannot use up."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.smtp.access import Access
from gateway.smtp.buckets import MOST_KEYS, Buckets
from gateway.smtp.doorkeeper import FAILED_LOGINS, STRANGERS_AT_ONCE, Doorkeeper, Places, Turned

SCHOOL = "10.1.0.1"
ACCESS = Access((ip_network("10.1.0.0/16"),), {"oakfield.sch.uk": "Oakfield Academy"})
PLACES = Places(connections=80, for_one_client=50, new_per_minute=30)


def stranger(number: int) -> str:
    return f"192.0.{number // 250}.{number % 250}"


@pytest.fixture
def door() -> Doorkeeper:
    return Doorkeeper(ACCESS, PLACES)


def come(door: Doorkeeper, client: str, now: float = 0) -> Turned | None:
    return door.let_in(door.look_at(client, now), now)


def test_strangers_fill_a_quarter_and_no_more(door: Doorkeeper) -> None:
    answers = [come(door, stranger(number)) for number in range(300)]
    assert answers == [None] * 20 + [Turned.FULL] * 280


def test_those_who_are_sent_away_take_no_place(door: Doorkeeper) -> None:
    """Although it takes a moment until they are gone."""
    for number in range(300):
        come(door, stranger(number))
    assert [come(door, SCHOOL) for _ in range(50)] == [None] * 50


def test_one_client_has_its_share(door: Doorkeeper) -> None:
    assert [come(door, SCHOOL) for _ in range(51)] == [None] * 50 + [Turned.TOO_MANY]
    assert [come(door, "10.1.0.2") for _ in range(31)] == [None] * 30 + [Turned.FULL]


def test_one_stranger_has_less(door: Doorkeeper) -> None:
    assert [come(door, stranger(1)) for _ in range(11)] == [None] * STRANGERS_AT_ONCE + [Turned.TOO_MANY]


def test_the_networks_of_ipv6_are_one_client_each(door: Doorkeeper) -> None:
    """Whoever has one address of a network has all 2^64 of them."""
    answers = [come(door, f"2001:db8::{number:x}") for number in range(11)]
    assert answers == [None] * STRANGERS_AT_ONCE + [Turned.TOO_MANY]
    assert come(door, "2001:db8:0:1::1") is None


def test_a_place_comes_back(door: Doorkeeper) -> None:
    for _ in range(3 * PLACES.connections):
        visitor = door.look_at(SCHOOL, 0)
        assert door.let_in(visitor, 0) is None
        door.leave(visitor)


def test_new_connections_of_a_stranger_by_the_minute(door: Doorkeeper) -> None:
    def come_and_go(now: float) -> Turned | None:
        visitor = door.look_at(stranger(1), now)
        answer = door.let_in(visitor, now)
        door.leave(visitor)
        return answer

    assert [come_and_go(0) for _ in range(32)] == [None] * 30 + [Turned.TOO_OFTEN] * 2
    assert [come_and_go(2.1), come_and_go(2.1)] == [None, Turned.TOO_OFTEN]
    assert [come_and_go(100) for _ in range(31)] == [None] * 30 + [Turned.TOO_OFTEN]


def test_where_somebody_signed_in_is_no_stranger_for_an_hour(door: Doorkeeper) -> None:
    visitor = door.look_at(stranger(1), 0)
    door.let_in(visitor, 0)
    door.signed_in(visitor, 0)
    for number in range(2, 300):
        come(door, stranger(number))
    assert come(door, stranger(1), 3599) is None
    assert door.look_at(stranger(1), 3599).may_send is False, "each connection signs in for itself"
    assert come(door, stranger(1), 3601) is Turned.FULL
    door.leave(visitor)


def test_the_hour_begins_anew_with_each_login(door: Doorkeeper) -> None:
    for now in (0, 3000):
        visitor = door.look_at(stranger(1), now)
        door.let_in(visitor, now)
        door.signed_in(visitor, now)
    assert not door.look_at(stranger(1), 6599).is_stranger
    assert door.look_at(stranger(1), 6601).is_stranger


def test_failed_logins_by_address_and_not_by_connection(door: Doorkeeper) -> None:
    for _ in range(FAILED_LOGINS):
        visitor = door.look_at(stranger(1), 0)
        assert door.may_sign_in(visitor, 0)
        door.failed_login(visitor, 0)
    assert not door.may_sign_in(door.look_at(stranger(1), 0), 0)
    assert door.may_sign_in(door.look_at(stranger(2), 0), 0)
    assert door.may_sign_in(door.look_at(stranger(1), 0), 61)


def test_a_flood_of_addresses_costs_no_memory() -> None:
    buckets = Buckets(5, 60)
    for number in range(3 * MOST_KEYS):
        buckets.spend(str(number), 0)
    assert len(buckets) <= MOST_KEYS


@given(st.integers(1, 9), st.lists(st.floats(0, 10), max_size=60))
def test_no_bucket_ever_gives_more_than_it_has(size: int, pauses: list[float]) -> None:
    """In any stretch of time: the whole bucket, and what came back meanwhile."""
    buckets, now = Buckets(size, 5), 0.0
    given_at = []
    for pause in pauses:
        now += pause
        if buckets.spend("a", now):
            given_at.append(now)
    for first, begin in enumerate(given_at):
        for last in range(first, len(given_at)):
            assert last - first + 1 <= size + (given_at[last] - begin) / 5 + 1e-6
