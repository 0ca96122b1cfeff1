"""The nodes of one database: whose claims are freed, and what who was taken over from may still say."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from gateway.actions.arrival import plan_arrival
from gateway.actions.plan import Action, AuditEntry, Delivery, DeliveryFate, Purpose
from gateway.actions.settlement import RecipientResult, Settlement
from gateway.look import Grade
from gateway.policy.verdict import Disposition
from gateway.store import models, nodes
from gateway.store.bell import Bell
from gateway.store.condition import look_at_gateways
from gateway.store.engine import engine_in_use
from gateway.store.history import note_down
from gateway.store.intake import commit_plan
from gateway.store.jobs import OPENS_ELSEWHERE, Job, claim_due, is_claimed, settle
from gateway.store.keyfile import read_keys
from gateway.store.keys import LostKeyError
from gateway.store.line import Alone, Line
from gateway.store.membership import GRACE, LOOK_EVERY, Membership
from gateway.store.nodes import MissingKeyError, Node, enter, missing, name_of, signs
from gateway.store.record import verify_record
from gateway.store.rotation import make_new_key, seal_anew
from gateway.store.seal import Seal
from gateway.store.sealed import IN_DATABASE
from gateway.store.thread import StoreThread
from tests.support.databases import Kind
from tests.support.judged import NOW, arrival, desk, judged

FIRST, SECOND = "one@social.oakshire.gov.uk", "two@social.oakshire.gov.uk"
NOBODY: frozenset[Node] = frozenset()
LATER = NOW + timedelta(hours=1)


def store_one(seal: Seal) -> Delivery:
    """A message to two by secure mail; gives a notice as one that could not be delivered would have it."""
    came = arrival(FIRST, SECOND, message_id="B7K2M9P4Q6RX")
    seen = judged((FIRST, Disposition.SECURE), (SECOND, Disposition.SECURE))
    plan = plan_arrival(came, seen, desk())
    commit_plan(seal, plan, came, seen)
    held = judged((FIRST, Disposition.HOLD))
    return plan_arrival(arrival(FIRST, message_id="HELD"), held, desk()).deliveries[0]


def claim(seal: Seal, node: Node | None = None) -> Job:
    jobs = claim_due(seal, NOW, 100, node=node and node.id)
    return next(each for each in jobs if each.purpose is Purpose.MESSAGE)


def said(job: Job, *fates: DeliveryFate, notices: Iterable[Delivery] = ()) -> Settlement:
    """Of an attempt, in the order of the job's recipients."""
    results = tuple(map(RecipientResult, job.envelope.recipients, fates, ("250 Ok",) * len(fates)))
    waits = DeliveryFate.WAITING in fates
    return Settlement(job.id, job.attempts, results, LATER if waits else None, tuple(notices))


def fates() -> list[str]:
    rows = models.DeliveryRecipient.objects.filter(address__in=(FIRST, SECOND))
    return list(rows.order_by("id").values_list("fate", flat=True))


@pytest.fixture
def ends(directory: Path) -> Path:
    """The storage directory of another machine."""
    other = directory.with_name("other")
    other.mkdir()
    return other


def test_a_node_has_one_name_for_all_its_lives(seal: Seal, directory: Path, ends: Path) -> None:
    first, second, other = enter(directory, "1.0.0"), enter(directory, "1.0.1"), enter(ends, "1.0.1")
    assert first.name == second.name == name_of(directory) != other.name
    assert len({first.id, second.id, other.id}) == 3
    rows = models.Node.objects.filter(name=first.name)
    assert list(rows.values_list("version", flat=True)) == ["1.0.1"], "nothing is left of the first to do"


def test_only_who_has_something_in_hand_is_missed(seal: Seal, directory: Path, ends: Path) -> None:
    store_one(seal)
    dead, idle, me = enter(ends, "1.0.0"), enter(ends.parent, "1.0.0"), enter(directory, "1.0.0")
    assert missing(me) == NOBODY
    job = claim(seal, dead)
    assert missing(me) == {dead}
    assert missing(dead) == NOBODY, "nobody misses itself"
    nodes.free_leases([idle.id, me.id])
    assert is_claimed(job.id, job.attempts)
    nodes.free_leases([dead.id])
    assert not is_claimed(job.id, job.attempts)
    assert missing(me) == NOBODY
    assert claim(seal, me).attempts == 2


def test_a_node_frees_what_it_does_not_know_to_be_its_own(seal: Seal, directory: Path, ends: Path) -> None:
    """The answer to a claim was lost; what it has in hand, and what others have, is left."""
    me, other = enter(directory, "1.0.0"), enter(ends, "1.0.0")
    store_one(seal)
    forgotten = claim(seal, me)
    nodes.free_forgotten(other, ())
    nodes.free_forgotten(me, (forgotten.id,))
    assert is_claimed(forgotten.id, forgotten.attempts)
    nodes.free_forgotten(me, ())
    assert not is_claimed(forgotten.id, forgotten.attempts)
    assert claim(seal, other).attempts == 2


def test_a_claim_that_was_taken_over_undoes_nothing(seal: Seal) -> None:
    """The second has delivered; then the first, which stood still, says that it could not."""
    notice = store_one(seal)
    first = claim(seal)
    models.Delivery.objects.update(lease_until=None)
    second = claim(seal)
    settle(seal, said(second, DeliveryFate.SENT, DeliveryFate.SENT), NOW)
    before = models.Delivery.objects.count()
    for fate in (DeliveryFate.FAILED, DeliveryFate.WAITING):
        settle(seal, said(first, fate, fate, notices=[notice]), NOW)
    assert fates() == ["sent", "sent"]
    assert models.Delivery.objects.count() == before, "the sender is told nothing that is not true"
    assert not models.Delivery.objects.filter(pk=first.id).exclude(due_at=None).exists()


def test_what_the_first_delivered_after_all_is_not_sent_a_third_time(seal: Seal) -> None:
    """The second is at it when the first says that one of the two has it."""
    store_one(seal)
    first = claim(seal)
    models.Delivery.objects.update(lease_until=None)
    second = claim(seal)
    settle(seal, said(first, DeliveryFate.SENT, DeliveryFate.WAITING), NOW)
    assert fates() == ["sent", "waiting"]
    assert is_claimed(second.id, second.attempts), "the second has it in hand"
    settle(seal, said(second, DeliveryFate.WAITING, DeliveryFate.WAITING), NOW)
    (again,) = [each for each in claim_due(seal, LATER, 100) if each.id == first.id]
    assert again.envelope.recipients == (SECOND,)


def test_what_the_first_has_finished_is_not_taken_up_again(seal: Seal) -> None:
    store_one(seal)
    first = claim(seal)
    models.Delivery.objects.update(lease_until=None)
    second = claim(seal)
    settle(seal, said(first, DeliveryFate.SENT, DeliveryFate.SENT), NOW)
    settle(seal, said(second, DeliveryFate.WAITING, DeliveryFate.WAITING), NOW)
    assert fates() == ["sent", "sent"]
    assert [each.id for each in claim_due(seal, LATER, 100) if each.id == first.id] == []


@dataclass
class Clock:
    """Seconds, as a test wants them."""

    at: float = 0.0

    def __call__(self) -> float:
        return self.at


@dataclass
class Holding(Alone):
    """A line of which the test says whether it holds."""

    has_place: bool = True
    places: list[int] = field(default_factory=list)

    def take_place(self, node: int) -> None:
        self.places.append(node)


async def test_a_dead_one_is_given_time_to_come_back(seal: Seal, directory: Path, ends: Path) -> None:
    """All lose their lines together when the server is restarted: the first one back waits for the others."""
    store, clock, line = StoreThread(), Clock(), Holding()
    await store.run(store_one, seal)
    other = await store.run(enter, ends, "1.0.0")
    job = await store.run(claim, seal, other)
    membership = Membership(directory, "1.0.0", seal.keys, store, line, clock)

    async def is_left_alone() -> bool:
        await membership.node()
        return await store.run(is_claimed, job.id, job.attempts)

    assert await is_left_alone()
    clock.at += GRACE - 1
    assert await is_left_alone()
    line.has_place = False
    clock.at += LOOK_EVERY
    assert await is_left_alone()
    line.has_place = True
    assert await is_left_alone(), "its own line was lost, too: the time begins anew"
    clock.at += GRACE
    assert not await is_left_alone()
    me = await membership.node()
    assert me is not None
    assert line.places == [me.id]
    store.close()


async def test_what_an_earlier_life_had_is_free_at_once(seal: Seal, directory: Path) -> None:
    store = StoreThread()
    await store.run(store_one, seal)
    earlier = await store.run(enter, directory, "1.0.0")
    job = await store.run(claim, seal, earlier)
    assert await Membership(directory, "1.0.0", seal.keys, store, Alone(), Clock()).node() is not None
    assert not await store.run(is_claimed, job.id, job.attempts)
    store.close()


async def test_a_node_whose_row_is_gone_enters_anew(seal: Seal, directory: Path) -> None:
    """It was cut off for a week, and the others have forgotten it."""
    store, clock = StoreThread(), Clock()
    membership = Membership(directory, "1.0.0", seal.keys, store, Alone(), clock)
    first = await membership.node()
    await store.run(models.Node.objects.all().delete)
    clock.at += 3600
    await membership.node()
    second = await membership.node()
    assert first is not None
    assert second is not None
    assert second.id != first.id
    assert await store.run(models.Node.objects.filter(pk=second.id).exists)
    store.close()


@asynccontextmanager
async def laid(node: Node) -> AsyncIterator[Line]:
    """A line with this node's place."""
    line = engine_in_use().line(Bell(), lambda _kind: None)
    line.take_place(node.id)
    running = asyncio.create_task(line.run())
    async with asyncio.timeout(10):
        while not line.has_place:
            await asyncio.sleep(0.02)
    try:
        yield line
    finally:
        running.cancel()
        await asyncio.wait([running])


async def test_who_holds_its_place_is_not_missed(
    seal: Seal, directory: Path, ends: Path, database: Kind
) -> None:
    """On SQLite there is no other who could."""
    store = StoreThread()
    await store.run(store_one, seal)
    other, me = await store.run(enter, ends, "1.0.0"), await store.run(enter, directory, "1.0.0")
    await store.run(claim, seal, other)
    async with laid(other):
        assert await store.run(missing, me) == (NOBODY if database is Kind.POSTGRESQL else {other})
    async with asyncio.timeout(10):
        while not await store.run(missing, me):
            await asyncio.sleep(0.02)
    store.close()


async def test_doctor_tells_who_is_at_work(seal: Seal, directory: Path, ends: Path, database: Kind) -> None:
    """Of each gateway its last life counts; on SQLite nobody asks."""
    store = StoreThread()
    await store.run(enter, ends, "0.9.0")
    other, me = await store.run(enter, ends, "1.0.0"), await store.run(enter, directory, "1.0.1")
    if database is Kind.SQLITE:
        assert not any(each.is_at_work for each in await store.run(signs))
        store.close()
        return
    idle = await store.run(lambda: look_at_gateways(signs()))
    assert (idle.grade, idle.sentence) == (Grade.GOOD, "none is at work on this database now")
    async with laid(me):
        alone = await store.run(lambda: look_at_gateways(signs()))
        assert alone.grade is Grade.WARNING
        assert alone.sentence.startswith(
            f"at work on this database: {me.name} (1.0.1); not any more: {other.name}, last seen "
        )
        async with laid(other):
            mixed = await store.run(lambda: look_at_gateways(signs()))
            assert mixed.grade is Grade.WARNING
            assert f"{other.name} (1.0.0)" in mixed.sentence
            assert mixed.sentence.endswith("; the upgrade has not reached all of them")
            await store.run(models.Node.objects.filter(pk=other.id).update, version="1.0.1")
            both = await store.run(lambda: look_at_gateways(signs()))
            assert both.grade is Grade.GOOD
    store.close()


def test_what_another_key_has_sealed_is_left_to_who_has_it(seal: Seal, directory: Path) -> None:
    """A key was made on another machine: here it cannot be opened, and is not put off for a day."""
    store_one(seal)
    path = directory / "key"
    make_new_key(seal, path, "somebody", NOW)
    *_, _done = seal_anew(seal, IN_DATABASE, pause=lambda _seconds: None)
    lacking = Seal(read_keys(path).without(read_keys(path).in_use))
    assert claim_due(lacking, NOW, 100) == ()
    assert claim_due(seal, NOW, 100) == ()
    assert len(claim_due(seal, NOW + OPENS_ELSEWHERE, 100)) == models.Delivery.objects.count()


def test_who_lacks_the_key_does_not_go_on_with_the_record(seal: Seal, directory: Path) -> None:
    """It could not chain what it writes to what the others wrote."""
    path = directory / "key"
    before = read_keys(path)
    store_one(seal)
    make_new_key(seal, path, "somebody", NOW)
    with pytest.raises(LostKeyError):
        note_down(Seal(before), AuditEntry("gateway", Action.HELD), NOW)
    me = enter(directory, "1.0.0")
    with pytest.raises(MissingKeyError, match=read_keys(path).in_use.name):
        nodes.note_key(me, before)
    nodes.note_key(me, read_keys(path))
    note_down(seal, AuditEntry("gateway", Action.HELD), NOW)
    assert verify_record(seal) is None
