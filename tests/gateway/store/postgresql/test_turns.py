"""Writers take turns, as on SQLite; the outbox claims beside them; nobody waits for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from gateway.actions.arrival import plan_arrival
from gateway.actions.plan import Action, AuditEntry
from gateway.policy.verdict import Disposition
from gateway.store import models
from gateway.store.faults import StorageFaultError, storage_faults
from gateway.store.history import note_down
from gateway.store.intake import Committed, commit_plan
from gateway.store.jobs import claim_due
from gateway.store.record import verify_record
from gateway.store.seal import Seal
from tests.support.judged import NOW, arrival, desk, judged

PARENT = "parent@example.com"


@pytest.fixture
def others() -> Iterator[ThreadPoolExecutor]:
    """Threads with connections of their own."""
    with ThreadPoolExecutor(4) as threads:
        yield threads


def held(seal: Seal, number: int = 1) -> Committed:
    came = arrival(PARENT, message_id=f"HELD{number}")
    seen = judged((PARENT, Disposition.HOLD))
    return commit_plan(seal, plan_arrival(came, seen, desk()), came, seen)


def elsewhere(threads: ThreadPoolExecutor, work: Callable[[], object]) -> Future[object]:
    def done() -> object:
        try:
            return work()
        finally:
            connections.close_all()

    return threads.submit(done)


@contextmanager
def somebody_writes(threads: ThreadPoolExecutor) -> Iterator[None]:
    """Another transaction has its turn until the end of the block."""
    begun, ends = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            begun.set()
            assert ends.wait(30)

    writing = elsewhere(threads, write)
    assert begun.wait(30)
    try:
        yield
    finally:
        ends.set()
        writing.result(30)


def test_what_was_looked_up_stays_true_until_commit(seal: Seal, others: ThreadPoolExecutor) -> None:
    """The same message comes four times at once: it is one message."""
    done = [elsewhere(others, lambda: held(seal)) for _ in range(4)]
    answers = [each.result(30) for each in done]
    assert sorted(answer.repeated for answer in answers if isinstance(answer, Committed)) == [
        False,
        True,
        True,
        True,
    ]
    assert models.Message.objects.count() == 1


def test_the_record_is_one_chain_whoever_writes_it(seal: Seal, others: ThreadPoolExecutor) -> None:
    def write() -> None:
        for _ in range(5):
            note_down(seal, AuditEntry("gateway", Action.HELD, "by several at once"), NOW)

    for each in [elsewhere(others, write) for _ in range(4)]:
        each.result(30)
    assert models.Audit.objects.count() == 20
    assert verify_record(seal) is None


def test_a_transaction_waits_for_its_turn_but_not_for_ever(seal: Seal, others: ThreadPoolExecutor) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
    with somebody_writes(others):
        with pytest.raises(StorageFaultError) as caught, storage_faults():
            held(seal)
        assert not caught.value.is_full
        assert models.Message.objects.count() == 0, "who only reads waits for nobody"
    assert not held(seal).repeated, "the connection is as good as before"


def test_the_outbox_claims_while_somebody_writes(seal: Seal, others: ThreadPoolExecutor) -> None:
    held(seal)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
    with somebody_writes(others):
        assert claim_due(seal, NOW, 1)


def test_two_outboxes_at_once_claim_each_delivery_once(seal: Seal, others: ThreadPoolExecutor) -> None:
    for number in range(10):
        held(seal, number)
    due = models.Delivery.objects.count()

    def claim() -> list[int]:
        return [job.id for _ in range(10) for job in claim_due(seal, NOW + timedelta(seconds=1), 3)]

    claimed: list[int] = []
    for each in [elsewhere(others, claim) for _ in range(4)]:
        ids = each.result(30)
        assert isinstance(ids, list)
        claimed += ids
    claimed += claim()  # of what was being claimed at that moment nobody waited for
    assert sorted(claimed) == sorted(models.Delivery.objects.values_list("pk", flat=True))
    assert len(claimed) == due
