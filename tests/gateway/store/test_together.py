"""What waits is committed as one: nobody hears of it before that, and what fails fails alone."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

import pytest_asyncio
from django.db import OperationalError, connections, transaction

from gateway.actions.arrival import plan_arrival
from gateway.policy.verdict import Disposition
from gateway.store import models
from gateway.store.faults import StorageFaultError
from gateway.store.intake import Committed, commit_plan
from gateway.store.record import verify_record
from gateway.store.seal import Seal
from gateway.store.thread import StoreThread
from gateway.store.together import Joint
from tests.support.judged import arrival, desk, judged
from tests.support.school import PARENT

IDS = ("AAA", "BBB", "CCC", "DDD", "EEE")


@pytest_asyncio.fixture
async def store(seal: Seal) -> AsyncIterator[StoreThread]:
    made = StoreThread()
    yield made
    await made.run(connections.close_all)
    made.close()


def there() -> set[str]:
    """What others see: asked on a connection that has no part in the transaction."""
    found: list[set[str]] = []

    def ask() -> None:
        found.append(set(models.Message.objects.values_list("id", flat=True)))
        connections.close_all()

    asking = threading.Thread(target=ask)
    asking.start()
    asking.join()
    return found[0]


def hold(seal: Seal, message_id: str) -> Committed:
    came, seen = arrival(PARENT, message_id=message_id), judged((PARENT, Disposition.HOLD))
    return commit_plan(seal, plan_arrival(came, seen, desk()), came, seen)


def holding(seal: Seal, message_id: str) -> Callable[[], Committed]:
    """The same as the gateway asks for it, so that it can be written at once with others."""
    came, seen = arrival(PARENT, message_id=message_id), judged((PARENT, Disposition.HOLD))
    return partial(commit_plan, seal, plan_arrival(came, seen, desk()), came, seen)


async def all_of(store: StoreThread, *works: Callable[[], object]) -> list[object]:
    """What becomes of each of them, where the store thread has something else to do while they come."""
    gate = threading.Event()
    busy = asyncio.create_task(store.run(gate.wait))
    await asyncio.sleep(0)
    waiting = [asyncio.create_task(store.run_together(each)) for each in works]
    await asyncio.sleep(0)
    gate.set()
    await busy
    return await asyncio.gather(*waiting, return_exceptions=True)


async def test_all_that_waits_is_committed_as_one(store: StoreThread, seal: Seal) -> None:
    seen: list[set[str]] = []

    def hold_and_look(message_id: str) -> Committed:
        made = hold(seal, message_id)
        seen.append(there())
        return made

    done = await all_of(store, *(lambda each=each: hold_and_look(each) for each in IDS))  # type: ignore[misc]

    assert seen == [set()] * len(IDS)
    assert done == [Committed(each, repeated=False) for each in IDS]
    assert there() == set(IDS)
    assert await store.run(verify_record, seal) is None


async def test_who_has_an_answer_is_on_disk(store: StoreThread, seal: Seal) -> None:
    async def hold_one(message_id: str) -> bool:
        await store.run_together(hold, seal, message_id)
        return message_id in there()

    assert all(await asyncio.gather(*map(hold_one, IDS)))


async def test_one_that_fails_fails_alone(store: StoreThread, seal: Seal) -> None:
    @transaction.atomic
    def fail() -> None:
        hold(seal, "XXX")
        raise ZeroDivisionError

    first, second, third = await all_of(store, lambda: hold(seal, "AAA"), fail, lambda: hold(seal, "CCC"))

    assert isinstance(second, ZeroDivisionError)
    assert (first, third) == (Committed("AAA", repeated=False), Committed("CCC", repeated=False))
    assert there() == {"AAA", "CCC"}
    assert await store.run(models.Content.objects.filter(id="XXX").exists) is False
    assert await store.run(verify_record, seal) is None


async def test_one_that_the_database_refuses_fails_alone(store: StoreThread, seal: Seal) -> None:
    def refused() -> None:
        models.School.objects.create(name="Oakfield Academy")

    first, second, third = await all_of(store, lambda: hold(seal, "AAA"), refused, lambda: hold(seal, "CCC"))

    assert isinstance(second, StorageFaultError)
    assert (first, third) == (Committed("AAA", repeated=False), Committed("CCC", repeated=False))
    assert there() == {"AAA", "CCC"}


@asynccontextmanager
async def failing_commits(store: StoreThread, count: int) -> AsyncIterator[list[int]]:
    """So many COMMITs of the store thread fail, as on a full disk; in the list is how many have yet to."""
    left = [count]

    def broken() -> None:
        wrapper = connections["default"]
        commit = wrapper._commit

        def fail_first() -> None:
            if left[0]:
                left[0] -= 1
                raise OperationalError
            commit()

        wrapper._commit = fail_first

    await store.run(broken)
    yield left
    await store.run(lambda: connections["default"].__dict__.pop("_commit"))


async def test_a_commit_that_fails_is_nobodys_250(store: StoreThread, seal: Seal) -> None:
    async with failing_commits(store, 1 + len(IDS)) as left:
        done = await all_of(store, *(lambda each=each: hold(seal, each) for each in IDS))  # type: ignore[misc]

    assert left == [0]
    assert [type(each) for each in done] == [StorageFaultError] * len(IDS)
    assert there() == set()


async def test_where_the_commit_of_all_fails_each_is_tried_alone(store: StoreThread, seal: Seal) -> None:
    async with failing_commits(store, 2):
        done = await all_of(store, *(lambda each=each: hold(seal, each) for each in IDS))  # type: ignore[misc]

    assert isinstance(done[0], StorageFaultError)
    assert done[1:] == [Committed(each, repeated=False) for each in IDS[1:]]
    assert there() == set(IDS[1:])
    assert await store.run(verify_record, seal) is None


async def test_the_same_message_twice_at_once_is_stored_once(store: StoreThread, seal: Seal) -> None:
    first, second = await all_of(store, lambda: hold(seal, "AAA"), lambda: hold(seal, "AAA"))

    assert (first, second) == (Committed("AAA", repeated=False), Committed("AAA", repeated=True))


async def test_who_has_gone_meanwhile_is_stored_all_the_same(store: StoreThread, seal: Seal) -> None:
    gate = threading.Event()
    busy = asyncio.create_task(store.run(gate.wait))
    await asyncio.sleep(0)
    waiting = asyncio.create_task(store.run_together(hold, seal, "AAA"))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.sleep(0)
    gate.set()
    await busy
    await store.run(bool)

    assert there() == {"AAA"}


async def test_messages_that_wait_are_written_at_once(store: StoreThread, seal: Seal) -> None:
    done = await all_of(store, *(holding(seal, each) for each in IDS))

    assert done == [Committed(each, repeated=False) for each in IDS]
    assert there() == set(IDS)
    assert await store.run(models.Case.objects.count) == len(IDS)
    assert await store.run(verify_record, seal) is None


async def test_of_those_that_are_written_at_once_one_that_fails_fails_alone(
    store: StoreThread, seal: Seal
) -> None:
    came, seen = arrival(PARENT, message_id="XXX"), judged((PARENT, Disposition.HOLD))
    broken = partial(commit_plan, seal, plan_arrival(came, seen, desk()), replace(came, fingerprint=""), seen)

    first, second, third, fourth = await all_of(
        store, holding(seal, "AAA"), broken, lambda: hold(seal, "BBB"), holding(seal, "CCC")
    )

    assert isinstance(second, ValueError)
    done = [Committed(each, repeated=False) for each in ("AAA", "BBB", "CCC")]
    assert [first, third, fourth] == done
    assert there() == {"AAA", "BBB", "CCC"}
    assert await store.run(verify_record, seal) is None


async def test_where_all_at_once_is_refused_each_is_tried_alone(store: StoreThread, seal: Seal) -> None:
    async with failing_commits(store, 2):
        done = await all_of(store, *(holding(seal, each) for each in IDS))

    assert isinstance(done[0], StorageFaultError)
    assert done[1:] == [Committed(each, repeated=False) for each in IDS[1:]]
    assert there() == set(IDS[1:])
    assert await store.run(verify_record, seal) is None


async def test_nobody_waits_for_ever_where_an_answer_is_missing(store: StoreThread) -> None:
    forgetful = Joint("forgetful", lambda each: each[1:])

    done = await all_of(store, partial(forgetful, "one"), partial(forgetful, "another"))

    assert [type(each) for each in done] == [ValueError, ValueError]
