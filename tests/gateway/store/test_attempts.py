"""Attempts to sign in are counted for all gateways together; on SQLite there is one."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.db import connections
from django.test import RequestFactory

from gateway.store import models
from gateway.store.attempts import SharedAttempts
from gateway.store.engine import use_storage
from gateway.store.place import Storage
from gateway.store.seal import Seal
from tests.support.databases import Kind

ADDRESS = "203.0.113.77"


@pytest.fixture(autouse=True)
def none_yet(seal: Seal) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def other() -> SharedAttempts:
    """That of another gateway: with a memory of its own."""
    return SharedAttempts("another gateway", {})


def is_allowed() -> bool:
    """One more attempt of somebody from that address."""
    request = RequestFactory().post("/accounts/login/", REMOTE_ADDR=ADDRESS)
    config = {"login": "3/m/ip"}
    return ratelimit.consume(request, app="allauth.account", action="login", config=config) is not None


def test_what_another_gateway_counted_counts(database: Kind) -> None:
    assert [is_allowed() for _ in range(4)] == [True, True, True, False]
    (key,) = [each for each in _keys_asked() if other().get(each)] or [None]
    assert (key is not None) is (database is Kind.POSTGRESQL)


def _keys_asked() -> list[str]:
    rate = ratelimit.parse_rate("3/m/ip")
    request = RequestFactory().post("/accounts/login/", REMOTE_ADDR=ADDRESS)
    return [ratelimit.get_cache_key(request, app="allauth.account", action="login", rate=rate)]


def test_a_code_counts_once_on_all(database: Kind) -> None:
    assert cache.add("code", value=True, timeout=60)
    assert not cache.add("code", value=True, timeout=60)
    assert other().add("code", True, 60) is (database is Kind.SQLITE)
    assert cache.delete("code")
    assert not cache.delete("code")
    assert cache.add("code", value=True, timeout=60)


def test_of_several_at_once_one_is_the_first(database: Kind, storage: Storage) -> None:
    def add() -> bool:
        try:
            return cache.add("code", value=True, timeout=60)
        finally:
            connections.close_all()

    if database is Kind.SQLITE:
        return  # each thread has a memory of its own; there is one process
    with ThreadPoolExecutor(4) as threads:
        assert sorted(each.result() for each in [threads.submit(add) for _ in range(8)]) == [False] * 7 + [
            True
        ]


def test_what_is_over_does_not_count() -> None:
    cache.set("attempts", [1.5, 2.5], 60)
    assert cache.get("attempts") == [1.5, 2.5]
    cache.set("attempts", [3.5], -1)
    assert cache.get("attempts", []) == []
    assert cache.add("attempts", value=[4.5], timeout=60)
    cache.set("other", True, -1)
    cache.set("attempts", [5.5], 60)
    assert models.Attempt.objects.filter(expires_at__isnull=False).count() <= 1, "what is over is deleted"


def test_nobody_s_address_is_kept_and_no_pickle() -> None:
    assert is_allowed()
    for row in models.Attempt.objects.all():
        assert ADDRESS not in row.key
        assert row.value.startswith("[")
        with pytest.raises(pickle.UnpicklingError):
            pickle.loads(row.value.encode())  # noqa: S301 - it is none


def test_where_nothing_may_be_written_its_memory_is_enough(storage: Storage) -> None:
    use_storage(Storage(storage.directory, storage.database_url, storage.password_file, read_only=True))
    assert cache.add("code", value=True, timeout=60)
    assert not cache.add("code", value=True, timeout=60)
