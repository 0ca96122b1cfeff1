"""A database on two servers: what was committed outlives the one that fails, as often as one fails."""

from __future__ import annotations

import socket
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from django.db import connection, connections

from gateway.actions.arrival import plan_arrival
from gateway.look import Grade
from gateway.policy.verdict import Disposition
from gateway.store import models
from gateway.store.condition import look_at_storage
from gateway.store.django_settings import LOCK_SECONDS
from gateway.store.engine import close_storage, use_storage
from gateway.store.faults import StorageFaultError
from gateway.store.intake import commit_plan
from gateway.store.place import Storage
from gateway.store.record import verify_record
from gateway.store.seal import Seal
from gateway.store.thread import StoreThread
from tests.support.bothstores import opened
from tests.support.judged import arrival, desk, judged
from tests.support.standby import Pair, failover_url, new_installation, pair
from tests.support.storage import copy_storage


@pytest.fixture
def servers() -> Pair:
    return pair()


@pytest.fixture
def storage(servers: Pair, tmp_path: Path) -> Iterator[Storage]:
    url = failover_url(new_installation(), servers.first.port, servers.second.port)
    made = Storage(copy_storage(tmp_path / "data"), url, servers.password_file)
    use_storage(made)
    yield made
    close_storage()


@pytest.fixture
def seal(storage: Storage) -> Seal:
    return opened(storage)


@pytest_asyncio.fixture
async def store() -> AsyncIterator[StoreThread]:
    made = StoreThread()
    yield made
    await made.run(connections.close_all)
    made.close()


async def hold(store: StoreThread, seal: Seal, number: int) -> None:
    """One more message. Raises StorageFaultError."""
    recipient = f"parent{number}@example.com"
    came = arrival(recipient, message_id=f"B7K2M9P4Q6R{number}")
    seen = judged((recipient, Disposition.HOLD))
    await store.run(commit_plan, seal, plan_arrival(came, seen, desk()), came, seen)


async def test_a_standby_takes_over_and_back(servers: Pair, seal: Seal, store: StoreThread) -> None:
    for number in (1, 3):
        await hold(store, seal, number)
        servers.fail_over()
        servers.follow()
        with pytest.raises(StorageFaultError):  # its connection is lost
            await hold(store, seal, number + 1)
        await hold(store, seal, number + 1)
    assert await store.run(models.Case.objects.count) == 4
    assert await store.run(verify_record, seal) is None


async def test_while_nobody_is_written_to_nothing_is_taken(
    servers: Pair, seal: Seal, store: StoreThread
) -> None:
    """The standby can be reached, and only reads."""
    await hold(store, seal, 1)
    servers.primary.stop("immediate")
    for _ in range(2):
        with pytest.raises(StorageFaultError):
            await hold(store, seal, 2)
    servers.primary.start()
    await hold(store, seal, 2)
    assert await store.run(models.Case.objects.count) == 2


def test_a_server_that_says_nothing(servers: Pair, storage: Storage, seal: Seal) -> None:
    """As a machine that stands still: its port is there. The next one is asked in time."""
    close_storage()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = storage.database_url.replace("@", f"@127.0.0.1:{silent.getsockname()[1]},")
        url = url.replace(f",127.0.0.1:{servers.standby.port}", "")
        use_storage(replace(storage, database_url=url))
        began = time.monotonic()
        assert models.Case.objects.count() == 0
        assert time.monotonic() - began < LOCK_SECONDS
        close_storage()


def test_read_only_mode_finds_the_same_server(storage: Storage, seal: Seal) -> None:
    """Its own sessions may not write; that is no reason to refuse the server."""
    use_storage(replace(storage, read_only=True))
    opened(replace(storage, read_only=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery(), current_setting('transaction_read_only')")
        assert cursor.fetchone() == (False, "on")


def cautions(storage: Storage) -> list[str]:
    looks = list(look_at_storage(storage, storage.directory / "key"))
    assert any(each.id == "storage" and each.grade is Grade.GOOD for each in looks)
    return [each.sentence for each in looks if each.id == "standby"]


def test_doctor_sees_what_a_failover_would_lose(servers: Pair, storage: Storage, seal: Seal) -> None:
    assert cautions(storage) == []
    assert cautions(replace(storage, database_url=servers.primary.url(database_of(storage)))) == []
    # Perhaps it is the standby that answers, which waits for nobody, and that is said, too.
    said, *_ = cautions(replace(storage, database_url=storage.database_url.partition("?")[0]))
    assert "add target_session_attrs=read-write" in said
    servers.wait_for_nobody()
    (said,) = cautions(storage)
    servers.wait_for_standby()
    assert "may lack the last messages that were answered 250" in said


def database_of(storage: Storage) -> str:
    return storage.database_url.rpartition("/")[2].partition("?")[0]
