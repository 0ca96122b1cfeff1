"""What fails on the way to the database or in it: nothing is half done, and what comes next goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from django.db import connections

from gateway.actions.arrival import plan_arrival
from gateway.actions.plan import DeliveryFate
from gateway.actions.settlement import RecipientResult, Settlement
from gateway.policy.verdict import Disposition
from gateway.store import models
from gateway.store.connect import key_for, open_database
from gateway.store.engine import close_storage, use_storage
from gateway.store.faults import StorageFaultError
from gateway.store.intake import Committed, commit_plan
from gateway.store.jobs import claim_due, settle
from gateway.store.place import Storage
from gateway.store.record import verify_record
from gateway.store.seal import Seal
from gateway.store.thread import StoreThread
from tests.support.cutwire import Wire
from tests.support.judged import NOW, arrival, desk, judged
from tests.support.postgres import cluster

PARENT = "parent@example.com"


@pytest.fixture
def wire(seal: Seal, storage: Storage) -> Iterator[Wire]:
    """The database of the test is reached by it."""
    made = Wire(cluster().port).start()
    name = storage.database_url.partition("/school_")[2].partition("?")[0]
    url = f"postgresql://schoolgate@127.0.0.1:{made.port}/school_{name}?sslmode=disable"
    use_storage(Storage(storage.directory, url, cluster().password_file))
    yield made
    close_storage()
    made.stop()


@pytest_asyncio.fixture
async def store() -> AsyncIterator[StoreThread]:
    made = StoreThread()
    yield made
    await made.run(connections.close_all)
    made.close()


async def held(store: StoreThread, seal: Seal) -> Committed:
    came, seen = arrival(PARENT), judged((PARENT, Disposition.HOLD))
    return await store.run(commit_plan, seal, plan_arrival(came, seen, desk()), came, seen)


def on_record() -> tuple[int, ...]:
    return models.Message.objects.count(), models.Case.objects.count(), models.Delivery.objects.count()


async def test_the_answer_to_a_commit_is_lost(wire: Wire, store: StoreThread, seal: Seal) -> None:
    """The client is told 451 and comes again: it is recognised, and stored once."""
    await store.run(models.Message.objects.count)
    wire.cuts = 1
    with pytest.raises(StorageFaultError) as caught:
        await held(store, seal)
    assert not caught.value.is_full
    assert wire.cuts == 0
    again = await held(store, seal)
    assert again.repeated
    assert await store.run(on_record) == (1, 1, 2)
    assert await store.run(verify_record, seal) is None


async def test_the_answer_to_a_settlement_is_lost(wire: Wire, store: StoreThread, seal: Seal) -> None:
    """The outbox writes it again; the sender is told once."""
    await held(store, seal)
    job = (await store.run(claim_due, seal, NOW, 1))[0]
    results = tuple(
        RecipientResult(each, DeliveryFate.FAILED, "550 no such user") for each in job.envelope.recipients
    )
    (notice,) = plan_arrival(arrival(PARENT), judged((PARENT, Disposition.HOLD)), desk()).deliveries[:1]
    settlement = Settlement(job.id, job.attempts, results, None, (notice,))
    wire.cuts = 1
    with pytest.raises(StorageFaultError):
        await store.run(settle, seal, settlement, NOW)
    await store.run(settle, seal, settlement, NOW)
    assert await store.run(on_record) == (1, 1, 3)


async def test_a_connection_that_the_server_has_ended(store: StoreThread, seal: Seal) -> None:
    """As a server that is shut down does with all of them."""
    await store.run(models.Message.objects.count)
    cluster().as_administrator(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'schoolgate'"
    )
    with pytest.raises(StorageFaultError):
        await held(store, seal)
    assert not (await held(store, seal)).repeated, "what was not committed is not there"


@pytest.fixture
def full(storage: Storage) -> Iterator[None]:
    """The server has no room for another message: it says so as it would, by its SQLSTATE."""
    name = storage.database_url.rpartition("?")[0].rpartition("/")[2]
    cluster().as_administrator(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END $$",
        "CREATE TRIGGER full_disk BEFORE INSERT ON store_message FOR EACH ROW EXECUTE FUNCTION full_disk()",
        database=name,
    )
    yield
    cluster().as_administrator("DROP FUNCTION full_disk CASCADE", database=name)


@pytest.mark.usefixtures("full")
async def test_a_full_disk_is_told_from_other_faults(seal: Seal, store: StoreThread) -> None:
    with pytest.raises(StorageFaultError) as caught:
        await held(store, seal)
    assert caught.value.is_full
    assert await store.run(on_record) == (0, 0, 0)


def test_a_wire_is_no_other_database(wire: Wire, storage: Storage, seal: Seal) -> None:
    """Or nothing of what is above would be shown."""
    models.School.objects.create(name="Oakfield Academy")
    close_storage()
    use_storage(storage)
    open_database(key_for(storage, Path(storage.directory, "key")))
    assert models.School.objects.count() == 1
