"""What is written by one process is heard by the others at once, on PostgreSQL; on SQLite they look."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
from django.db import connection, transaction

from gateway.actions.arrival import plan_arrival
from gateway.policy.verdict import Disposition
from gateway.store.bell import Bell, Ring, ring
from gateway.store.engine import engine_in_use, use_storage
from gateway.store.intake import commit_plan
from gateway.store.jobs import retry_now
from gateway.store.place import Storage
from gateway.store.seal import Seal
from gateway.store.thread import StoreThread
from tests.support.databases import Kind
from tests.support.judged import NOW, arrival, desk, judged
from tests.support.postgres import cluster

PARENT = "parent@example.com"


@pytest.fixture
async def heard(seal: Seal) -> AsyncIterator[asyncio.Queue[str]]:
    """What another gateway hears from now on."""
    bell, said = Bell(), asyncio.Queue[str]()
    for each in Ring:
        bell.call(each, lambda more, what=each: said.put_nowait(f"{what} {more}".rstrip()))  # type: ignore[misc]
    line = engine_in_use().line(bell, lambda _kind: None)
    running = asyncio.create_task(line.run())
    if connection.vendor == "postgresql":
        for _ in Ring:
            await asyncio.wait_for(said.get(), 10)  # it looks after everything when its line is laid
    yield said
    running.cancel()
    await asyncio.wait([running])


def hold(seal: Seal) -> None:
    came, seen = arrival(PARENT), judged((PARENT, Disposition.HOLD))
    commit_plan(seal, plan_arrival(came, seen, desk()), came, seen)


def retry(_seal: Seal) -> None:
    retry_now(NOW, None)


@pytest.mark.parametrize(("work", "rung"), [(hold, Ring.OUTBOX), (retry, Ring.OUTBOX)])
async def test_what_is_written_is_heard(
    seal: Seal,
    heard: asyncio.Queue[str],
    database: Kind,
    work: Callable[[Seal], None],
    rung: Ring,
) -> None:
    store = StoreThread()
    await store.run(work, seal)
    if database is Kind.POSTGRESQL:
        assert await asyncio.wait_for(heard.get(), 5) == rung
    else:
        assert heard.empty()
    store.close()


def undone() -> None:
    with transaction.atomic():
        ring(Ring.PUPILS)
        transaction.set_rollback(True)


async def test_what_is_undone_is_not_heard(seal: Seal, heard: asyncio.Queue[str], database: Kind) -> None:
    store = StoreThread()
    await store.run(undone)
    await store.run(ring, Ring.EXCEPTIONS, "more")
    if database is Kind.POSTGRESQL:
        assert await asyncio.wait_for(heard.get(), 5) == "exceptions more"
    assert heard.empty()
    store.close()


async def test_after_a_broken_line_everything_is_looked_after(
    seal: Seal, heard: asyncio.Queue[str], database: Kind
) -> None:
    if database is Kind.POSTGRESQL:
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'schoolgate'"
        await asyncio.to_thread(cluster().as_administrator, ended)
        assert {await asyncio.wait_for(heard.get(), 10) for _ in Ring} == set(Ring)


async def test_an_ear_hears_what_was_rung_while_it_was_busy() -> None:
    bell = Bell()
    first, second = bell.ear(Ring.PUPILS), bell.ear(Ring.PUPILS)
    bell.rung("pupils")
    bell.rung("a later version says this")
    assert await first.wait(0)
    assert not await first.wait(0)
    assert await second.wait(0)
    assert not await bell.ear(Ring.LOOKS).wait(0)


async def test_who_may_write_nothing_may_ring(
    seal: Seal, storage: Storage, heard: asyncio.Queue[str], database: Kind
) -> None:
    """Reviewers see each other in read-only mode too."""
    store = StoreThread()
    await store.run(use_storage, replace(storage, read_only=True))
    await store.run(ring, Ring.LOOKS, "more")
    if database is Kind.POSTGRESQL:
        assert await asyncio.wait_for(heard.get(), 5) == "looks more"
    store.close()
