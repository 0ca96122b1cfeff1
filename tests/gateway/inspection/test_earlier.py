"""Tests for gateway.inspection.earlier, on a real database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connections

from detectors.finding import AttachmentReport, Headline, Protection, Report
from detectors.message import Envelope
from detectors.sending import RecipientClass
from gateway.actions.plan import Judged
from gateway.events import make_events
from gateway.inspection.earlier import KEPT_FOR, MOST_LOCKS, EarlierLocks
from gateway.metrics import make_metrics
from gateway.policy.verdict import Disposition, RecipientVerdict, Verdict
from gateway.store.thread import StoreThread
from tests.support.storage import open_storage

SCHOOL = "Oakfield Academy"
TEACHER, PARENT, HEAD, OTHER = "a@oakfield.sch.uk", "mum@gmail.com", "head@oakfield.sch.uk", "dad@gmail.com"
SHUT = AttachmentReport("trip.docx", "x/y", Protection.ENCRYPTED, "AES-256", locks=("lock 1",))
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now


def judged(*attachments: AttachmentReport, disposition: Disposition = Disposition.DELIVER) -> Judged:
    outside = frozenset({RecipientClass.EXTERNAL, RecipientClass.PERSONAL})
    recipients = (
        RecipientVerdict(PARENT, outside, disposition, ()),
        RecipientVerdict(HEAD, frozenset({RecipientClass.INTERNAL}), Disposition.DELIVER, ()),
    )
    report = Report(Headline(), (), attachments, ())
    return Judged(Headline(), report, Verdict(recipients, ()))


def sent_to(*recipients: str, sender: str = TEACHER) -> Envelope:
    return Envelope(sender, recipients)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make(tmp_path: Path, clock: Clock) -> Iterator[Callable[..., EarlierLocks]]:
    """Makes what each start of the gateway makes, all on one database."""
    seal = open_storage(tmp_path / "data")
    store, events = StoreThread(), make_events(make_metrics())
    yield lambda *, hears=False: EarlierLocks(seal, store, events, clock, lambda: hears)
    store.close()
    connections.close_all()


async def test_the_lock_of_a_file_that_left_comes_back_for_its_recipient(
    make: Callable[[], EarlierLocks],
) -> None:
    earlier = make()
    await earlier.keep(SCHOOL, sent_to(PARENT, HEAD), judged(SHUT))

    assert (await earlier.history(SCHOOL, sent_to(OTHER, PARENT.upper()))).locks == ("lock 1",)
    assert (await earlier.history(SCHOOL, sent_to(PARENT, sender=TEACHER.upper()))).locks == ("lock 1",)


@pytest.mark.parametrize(
    ("school", "envelope"),
    [
        (SCHOOL, sent_to(OTHER)),
        (SCHOOL, sent_to(HEAD)),  # whom we need not keep it from
        (SCHOOL, sent_to(PARENT, sender="b@oakfield.sch.uk")),
        ("Elm Park School", sent_to(PARENT)),
    ],
)
async def test_it_is_nobody_elses(make: Callable[[], EarlierLocks], school: str, envelope: Envelope) -> None:
    earlier = make()
    await earlier.keep(SCHOOL, sent_to(PARENT, HEAD), judged(SHUT))

    assert (await earlier.history(school, envelope)).locks == ()


@pytest.mark.parametrize(
    "message",
    [
        judged(),
        judged(replace(SHUT, locks=())),
        judged(replace(SHUT, protection=Protection.NONE)),
        judged(replace(SHUT, password_disclosed=True)),
        judged(SHUT, disposition=Disposition.RETURN),
    ],
)
async def test_what_is_not_kept(make: Callable[[], EarlierLocks], message: Judged) -> None:
    earlier = make()
    await earlier.keep(SCHOOL, sent_to(PARENT, HEAD), message)

    assert (await earlier.history(SCHOOL, sent_to(PARENT))).locks == ()


async def test_a_held_message_may_leave_yet(make: Callable[[], EarlierLocks]) -> None:
    earlier = make()
    await earlier.keep(SCHOOL, sent_to(PARENT), judged(SHUT, disposition=Disposition.HOLD))

    assert (await earlier.history(SCHOOL, sent_to(PARENT))).locks == ("lock 1",)


async def test_a_restart_forgets_nothing_and_time_does(
    make: Callable[[], EarlierLocks], clock: Clock
) -> None:
    await make().keep(SCHOOL, sent_to(PARENT), judged(SHUT))
    clock.now += KEPT_FOR - timedelta(minutes=1)
    restarted = make()
    await restarted.load()
    assert (await restarted.history(SCHOOL, sent_to(PARENT))).locks == ("lock 1",)

    clock.now += timedelta(minutes=1)
    assert (await restarted.history(SCHOOL, sent_to(PARENT))).locks == ()
    await restarted.forget()
    clock.now = MONDAY
    again = make()
    await again.load()
    assert (await again.history(SCHOOL, sent_to(PARENT))).locks == ()


async def test_the_newest_are_tried_and_not_too_many(make: Callable[[], EarlierLocks]) -> None:
    earlier = make()
    for number in range(MOST_LOCKS + 4):
        await earlier.keep(SCHOOL, sent_to(PARENT), judged(replace(SHUT, locks=(f"lock {number}",))))

    locks = (await earlier.history(SCHOOL, sent_to(PARENT))).locks
    assert len(locks) == MOST_LOCKS
    assert locks[0] == f"lock {MOST_LOCKS + 3}"


async def test_what_left_by_another_gateway_is_noticed_at_once(make: Callable[..., EarlierLocks]) -> None:
    """Each with a memory of its own, on one database."""
    first, second, deaf = make(hears=True), make(hears=True), make()
    other, third = (judged(replace(SHUT, locks=(lock,))) for lock in ("lock 2", "lock 3"))
    await first.keep(SCHOOL, sent_to(PARENT), judged(SHUT))
    await second.keep(SCHOOL, sent_to(PARENT), other)
    assert set((await second.history(SCHOOL, sent_to(PARENT))).locks) == {"lock 1", "lock 2"}
    await first.keep(SCHOOL, sent_to(PARENT), third)
    for each in (first, second):
        assert set((await each.history(SCHOOL, sent_to(PARENT))).locks) == {"lock 1", "lock 2", "lock 3"}
        assert sum(map(len, each._by_pair.values())) == 3, "each is kept once"
        assert (await each.history(SCHOOL, sent_to(OTHER))).locks == ()
    assert (await deaf.history(SCHOOL, sent_to(PARENT))).locks == (), "who is alone asks nobody"
