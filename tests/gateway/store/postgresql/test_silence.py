"""A server or a network that says nothing and closes nothing: it is given up in time, and nothing is lost."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio
from django.db import connection, connections

from gateway.actions.arrival import plan_arrival
from gateway.policy.verdict import Disposition
from gateway.store import models
from gateway.store.connect import key_for, open_database, stay_at_work
from gateway.store.django_settings import LOCK_SECONDS
from gateway.store.engine import close_storage, use_storage
from gateway.store.faults import StorageFaultError
from gateway.store.intake import Committed, commit_plan
from gateway.store.place import Storage, StoreError
from gateway.store.postgresql import patient
from gateway.store.postgresql.address import libpq_options
from gateway.store.record import verify_record
from gateway.store.seal import Seal
from gateway.store.thread import StoreThread
from tests.support.cutwire import Wire
from tests.support.judged import arrival, desk, judged
from tests.support.postgres import IN_MEMORY, Cluster, new_cluster, new_database

PARENT = "parent@example.com"
IN_TIME = patient.AT_WORK + LOCK_SECONDS + 2  # seconds; after a COMMIT it is tried to connect, too


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """One that may stand still: no other test has it."""
    folder = Path(tempfile.mkdtemp(prefix="schoolgate-postgres-", dir=IN_MEMORY))
    made = new_cluster(folder)
    yield made
    made.stop("immediate")
    shutil.rmtree(folder)


@pytest.fixture
def wire(server: Cluster) -> Iterator[Wire]:
    made = Wire(server.port).start()
    yield made
    made.mend()
    made.stop()


@pytest.fixture
def storage(server: Cluster, wire: Wire, tmp_path: Path) -> Storage:
    """Reached by the wire."""
    url = server.url(new_database(server)).replace(f":{server.port}/", f":{wire.port}/")
    return Storage(tmp_path / "data", f"{url}?sslmode=disable", server.password_file)


@pytest.fixture
def seal(storage: Storage) -> Iterator[Seal]:
    """The database is open, as that of a gateway at work."""
    storage.directory.mkdir()
    use_storage(storage)
    made = key_for(storage, storage.directory / "key")
    open_database(made)
    stay_at_work()
    yield made
    close_storage()


@pytest_asyncio.fixture
async def store(seal: Seal) -> AsyncIterator[StoreThread]:
    made = StoreThread()
    await made.run(models.Message.objects.count)
    yield made
    await made.run(connections.close_all)
    made.close()


@pytest.fixture
def stands_still(server: Cluster, store: StoreThread) -> Iterator[None]:
    server.stand_still()
    yield
    server.go_on()


async def held(store: StoreThread, seal: Seal, *, together: bool = False) -> Committed:
    came, seen = arrival(PARENT), judged((PARENT, Disposition.HOLD))
    run = store.run_together if together else store.run
    return await run(commit_plan, seal, plan_arrival(came, seen, desk()), came, seen)


def on_record() -> tuple[int, ...]:
    return models.Message.objects.count(), models.Case.objects.count(), models.Delivery.objects.count()


@pytest.mark.usefixtures("stands_still")
async def test_a_server_that_stands_still_is_given_up_and_used_again(
    store: StoreThread, seal: Seal, server: Cluster
) -> None:
    """Whoever waited meanwhile hears it at the same moment, and the watchdog hears of the thread."""
    began = time.monotonic()
    waiting = [held(store, seal), *(held(store, seal, together=True) for _ in range(20))]
    answers = await asyncio.gather(*waiting, store.answer(), return_exceptions=True)
    assert all(isinstance(each, StorageFaultError) for each in answers[:-1]), answers
    assert answers[-1] is None
    assert patient.AT_WORK - 1 < time.monotonic() - began < IN_TIME
    again = time.monotonic()
    with pytest.raises(StorageFaultError):
        await held(store, seal)
    assert time.monotonic() - again < LOCK_SECONDS + 2, "nobody connects, and that is known sooner"
    server.go_on()
    assert not (await _at_last(store, seal)).repeated, "nothing of it was committed"
    assert await store.run(on_record) == (1, 1, 2)


async def _at_last(store: StoreThread, seal: Seal) -> Committed:
    """As a sending server does, it tries again."""
    async with asyncio.timeout(30):
        while True:
            try:
                return await held(store, seal)
            except StorageFaultError:
                await asyncio.sleep(0.5)


async def test_a_commit_that_is_done_in_silence(store: StoreThread, seal: Seal, wire: Wire) -> None:
    """Nobody knows whether it was: the message comes again, is recognised, and stored once."""
    wire.falls_silent = True
    began = time.monotonic()
    with pytest.raises(StorageFaultError) as caught:
        await held(store, seal)
    assert caught.value.is_silence
    assert time.monotonic() - began < IN_TIME
    assert not wire.falls_silent
    wire.mend()
    assert (await _at_last(store, seal)).repeated
    assert await store.run(on_record) == (1, 1, 2)
    assert await store.run(verify_record, seal) is None


async def test_a_server_that_never_answers_a_new_connection(storage: Storage, wire: Wire) -> None:
    """The start of a gateway says so, instead of waiting for ever."""
    wire.is_silent = True
    began = time.monotonic()
    with pytest.raises(StoreError, match="the database cannot be reached"):
        await asyncio.to_thread(key_for, storage, storage.directory / "key")
    assert time.monotonic() - began < LOCK_SECONDS + 2


async def test_a_long_answer_is_no_silence(
    store: StoreThread, seal: Seal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A statement may take as long as it likes while something is heard of it."""
    monkeypatch.setattr(patient.ConnectionAtWork, "patience", 1.0)
    rows = "SELECT repeat('x', 20000) || pg_sleep(0.01) FROM generate_series(1, 300)"

    def ask(question: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return len(cursor.fetchall())

    began = time.monotonic()
    assert await store.run(ask, rows) == 300
    assert time.monotonic() - began > 2
    with pytest.raises(StorageFaultError):
        await store.run(ask, "SELECT pg_sleep(3)")


def test_tables_are_changed_for_as_long_as_it_takes(
    seal: Seal, monkeypatch: pytest.MonkeyPatch, storage: Storage
) -> None:
    monkeypatch.setattr(patient.PatientConnection, "patience", 0.5)
    with patient.PatientConnection.connect(**libpq_options(storage)) as server:  # type: ignore[arg-type]
        with patient.patience():
            server.execute("SELECT pg_sleep(1)")
        with pytest.raises(psycopg.OperationalError):
            server.execute("SELECT pg_sleep(1)")
