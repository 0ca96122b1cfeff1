"""Tests for gateway.inspection.sent, on a real database."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connections

from detectors.finding import Completion, DetectorId, Finding, Headline, Location, Place, Report
from detectors.message import Envelope
from detectors.sending import Addressee, RecipientClass, Sending
from gateway.actions.bulk import Bulk
from gateway.events import make_events
from gateway.inspection.ledger import StoredLedger
from gateway.inspection.mailing import with_first_contacts
from gateway.inspection.sent import Before, NothingSent, SentToAccounts
from gateway.inspection.sent_in_order import SentInOrder
from gateway.metrics import make_metrics
from gateway.policy.past import Crossing, Measure, Reach, Window, measured
from gateway.policy.verdict import Disposition, Mode, RecipientVerdict, RuleMatch, Truth, Verdict
from gateway.store.marks import marks_key
from gateway.store.models import School
from gateway.store.seal import Seal
from gateway.store.sent import ADDRESSES_KEPT_FOR, begin_silences
from gateway.store.sqlite import DATABASE
from gateway.store.thread import StoreThread
from tests.support.storage import open_storage

SCHOOL = "Oakfield Academy"
TEACHER = "a.teacher@oakfield.sch.uk"
HOME, OTHER = "teacher.home@gmail.com", "other@outlook.com"
FIRM, HEAD, PARTNER, MOTHER = "zoe@firm.example", "head@oakfield.sch.uk", "worker@nhs.uk", "mum@gmail.com"
CLASSES = {
    HOME: {RecipientClass.EXTERNAL, RecipientClass.PERSONAL, RecipientClass.OWN},
    OTHER: {RecipientClass.EXTERNAL, RecipientClass.PERSONAL},
    FIRM: {RecipientClass.EXTERNAL},
    HEAD: {RecipientClass.INTERNAL},
    PARTNER: {RecipientClass.EXTERNAL, RecipientClass.PROFESSIONAL},
    MOTHER: {RecipientClass.EXTERNAL, RecipientClass.PERSONAL, RecipientClass.CONTACT},
}
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
GRACE, HENRY = ("1042",), ("1043",)


@dataclass
class Clock:
    """A clock that the test sets."""

    now: datetime = MONDAY

    def __call__(self, _report: Report | None = None) -> datetime:
        return self.now


@dataclass
class Gateways:
    """Makes what each start of the gateway makes, all on one database."""

    seal: Seal
    path: Path
    clock: Clock = field(default_factory=Clock)
    stores: list[StoreThread] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def start(self) -> SentToAccounts:
        self.stores.append(StoreThread())
        return SentToAccounts(marks_key(self.seal), self.ledger(), self.faults.append, self.clock)

    def ledger(self) -> StoredLedger:
        return StoredLedger(self.stores[-1], make_events(make_metrics()), self.clock)


@pytest.fixture
def school(tmp_path: Path) -> Iterator[Gateways]:
    directory = tmp_path / "data"
    made = Gateways(open_storage(directory), directory / DATABASE)
    yield made
    for store in made.stores:
        store.close()
    connections.close_all()


def sending(*to: str, sender: str = TEACHER, children: frozenset[str] = frozenset()) -> Sending:
    envelope = Envelope(sender, to)
    return Sending(
        envelope,
        tuple(Addressee(each, frozenset(CLASSES[each.lower()]), children) for each in to),
    )


def seen(
    *pupils: tuple[str, ...], forwarded: bool = False, carried: int = 0, unread: bool = False, date: str = ""
) -> Report:
    findings = [
        Finding(DetectorId.PUPIL_NAME, Location(Place.BODY), "A Name", pupils=each) for each in pupils
    ]
    if forwarded:
        findings.append(Finding(DetectorId.FORWARD, Location(Place.SUBJECT)))
    completion = dict.fromkeys(DetectorId, Completion.FINISHED)
    if unread:
        completion[DetectorId.PUPIL_NAME] = Completion.PARTIAL
    return Report(Headline(date=date), tuple(findings), (), tuple(completion.items()), carried=carried)


def amounts(before: Before, address: str = HOME, window: Window = Window.FORTNIGHT) -> dict[Measure, int]:
    """What is counted for one account, the message itself among it."""
    counted = before.past.counted(address, window, Reach.THIS_ACCOUNT)
    return {measure: measured(measure, counted) for measure in Measure}


def verdict(*fates: tuple[str, Disposition], crossings: tuple[Crossing, ...] = ()) -> Verdict:
    match = RuleMatch(
        id="bulk",
        title="Forwarding in bulk",
        clause="",
        action=Disposition.HOLD,
        mode=Mode.ENFORCE,
        truth=Truth.YES,
        reason="",
        advice="",
        findings=(),
        crossings=crossings,
    )
    recipients = tuple(RecipientVerdict(to, frozenset(CLASSES[to]), fate, ()) for to, fate in fates)
    return Verdict(recipients, (match,) if crossings else ())


async def send(
    sent: SentToAccounts | SentInOrder,
    raw: bytes,
    report: Report,
    *to: str,
    fate: Disposition = Disposition.DELIVER,
    sender: str = TEACHER,
) -> Before:
    """Judged as the gateway does it."""
    before = await sent.before(SCHOOL, sending(*to, sender=sender), report, raw)
    await sent.decided(before, verdict(*((each.lower(), fate) for each in dict.fromkeys(to))))
    return before


async def test_what_goes_to_an_account_adds_up(school: Gateways) -> None:
    sent = school.start()
    await send(sent, b"one", seen(GRACE, forwarded=True), HOME)
    await send(sent, b"two!", seen(GRACE, HENRY, carried=3), HOME, OTHER)
    await send(sent, b"elsewhere", seen(("1044",)), OTHER)

    assert amounts(await send(sent, b"three", seen(), HOME)) == {
        Measure.MESSAGES: 3,
        Measure.FORWARDS: 1,
        Measure.ATTACHED_MESSAGES: 3,
        Measure.BYTES: 12,
        Measure.PUPILS: 2,
    }


@pytest.mark.parametrize(
    "again", ["TEACHER.HOME@gmail.com", "teacherhome@gmail.com", "teacher.home+x@gmail.com"]
)
async def test_an_account_is_the_same_however_it_is_written(
    school: Gateways, again: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CLASSES, again.lower(), CLASSES[HOME])
    sent = school.start()
    await send(sent, b"one", seen(), HOME)

    before = await sent.before(SCHOOL, sending(again), seen(), b"two")
    assert amounts(before, again)[Measure.MESSAGES] == 2


@pytest.mark.parametrize(
    ("sender", "same"),
    [
        ("A.Teacher@OAKFIELD.sch.uk", True),
        ("a.teacher+news@oakfield.sch.uk", True),
        ("prvs=1234567890=a.teacher@oakfield.sch.uk", True),
        ("b.teacher@oakfield.sch.uk", False),
    ],
)
async def test_whose_mail_it_is(school: Gateways, sender: str, same: bool) -> None:
    sent = school.start()
    await send(sent, b"one", seen(), HOME)

    before = await send(sent, b"two", seen(), HOME, sender=sender)
    assert amounts(before)[Measure.MESSAGES] == 1 + same


async def test_what_a_mailbox_forwards_under_rewritten_addresses_is_one_senders(
    school: Gateways,
) -> None:
    sent = school.start()
    await send(sent, b"one", seen(), HOME, sender="SRS0=ab1=cd=firm.example=zoe@oakfield.sch.uk")

    rewritten = "SRS0=xy9=ef=nhs.uk=worker@oakfield.sch.uk"
    assert amounts(await send(sent, b"two", seen(), HOME, sender=rewritten))[Measure.MESSAGES] == 2


async def test_another_school_counts_for_itself(school: Gateways) -> None:
    sent = school.start()
    await send(sent, b"one", seen(), HOME)

    before = await sent.before("Elm Park School", sending(HOME), seen(), b"two")
    assert amounts(before)[Measure.MESSAGES] == 1


async def test_a_message_that_comes_again_counts_once(school: Gateways) -> None:
    sent = school.start()
    for _ in range(3):
        before = await send(sent, b"one", seen(GRACE), HOME)
        assert amounts(before)[Measure.MESSAGES] == 1
        school.clock.now += timedelta(minutes=15)

    assert amounts(await send(sent, b"two", seen(), HOME))[Measure.MESSAGES] == 2


async def test_what_comes_back_to_its_sender_does_not_count(school: Gateways) -> None:
    sent = school.start()
    await send(sent, b"one", seen(), HOME, fate=Disposition.RETURN)
    await send(sent, b"two", seen(), HOME, fate=Disposition.HOLD)

    (held, now) = (await send(sent, b"three", seen(), HOME)).past.counted(
        HOME, Window.DAY, Reach.THIS_ACCOUNT
    )
    assert (held.disposition, now.disposition) == ("hold", "")


async def test_a_parents_own_children_do_not_count(school: Gateways) -> None:
    sent = school.start()
    to = sending(MOTHER, children=frozenset(GRACE))
    await sent.before(SCHOOL, to, seen(GRACE, HENRY, ("1042", "1050")), b"one")

    before = await sent.before(SCHOOL, to, seen(GRACE), b"two")
    assert amounts(before, MOTHER)[Measure.PUPILS] == 1


async def test_three_pupils_a_day_for_a_fortnight(school: Gateways) -> None:
    sent = school.start()
    for day in range(20):
        pupils = [(str(3 * day + number),) for number in range(3)]
        before = await send(sent, b"day %d" % day, seen(*pupils), HOME)
        assert amounts(before)[Measure.PUPILS] == min(3 * (day + 1), 42)
        assert amounts(before, window=Window.DAY)[Measure.PUPILS] == 3
        await school.ledger().forget()
        school.clock.now += timedelta(days=1)


async def test_a_restart_forgets_nothing(school: Gateways) -> None:
    await send(school.start(), b"one", seen(), HOME)

    assert amounts(await send(school.start(), b"two", seen(), HOME))[Measure.MESSAGES] == 2


async def test_two_gateways_on_one_database_count_together(school: Gateways) -> None:
    first, second = school.start(), school.start()
    await asyncio.gather(
        *(send(sent, b"%d" % number, seen(), HOME) for number in range(20) for sent in (first, second)),
        *(send(sent, b"from %d" % id(sent), seen(), HOME) for sent in (first, second)),
    )

    assert amounts(await send(first, b"last", seen(), HOME))[Measure.MESSAGES] == 23


async def test_a_clock_that_jumps_back(school: Gateways) -> None:
    sent = school.start()
    await send(sent, b"one", seen(), HOME)
    school.clock.now -= timedelta(days=400)
    assert amounts(await send(sent, b"two", seen(), HOME), window=Window.HOUR)[Measure.MESSAGES] == 2

    await school.ledger().forget()
    school.clock.now += timedelta(days=15)
    assert amounts(await send(sent, b"three", seen(), HOME))[Measure.MESSAGES] == 1, "it counts for no year"


@pytest.mark.parametrize(
    ("later", "count"), [(timedelta(hours=23, minutes=59), 2), (timedelta(hours=24, minutes=1), 1)]
)
@pytest.mark.parametrize("eve", [datetime(2026, 3, 28, 12), datetime(2026, 10, 24, 12)])
async def test_the_night_in_which_the_clocks_change(
    school: Gateways, eve: datetime, later: timedelta, count: int
) -> None:
    london = ZoneInfo("Europe/London")
    sent = school.start()
    school.clock.now = eve.replace(tzinfo=london)
    await send(sent, b"one", seen(), HOME)
    school.clock.now = (school.clock.now.astimezone(UTC) + later).astimezone(london)

    before = await send(sent, b"two", seen(), HOME)
    assert amounts(before, window=Window.DAY)[Measure.MESSAGES] == count


async def test_what_is_kept_tells_nobody_anything(school: Gateways) -> None:
    sent = school.start()
    await send(sent, b"one", seen(GRACE), HOME, FIRM)
    with sqlite3.connect(school.path) as database:
        database.execute("pragma wal_checkpoint(truncate)")
    stored = school.path.read_bytes()
    with sqlite3.connect(school.path) as database:
        assert database.execute("select count(*) from store_sentcopy").fetchone() == (1,)
        assert database.execute("select count(*) from store_knownaddress").fetchone() == (2,)
        assert database.execute("select pupils from store_sentmessage").fetchone() != ("1042",)
    for address in (TEACHER, HOME, FIRM):
        assert address.encode() not in stored


async def test_ordinary_mail_asks_the_database_nothing(school: Gateways) -> None:
    sent = school.start()
    school.stores[-1].close()  # whatever is asked of it now fails

    assert await send(sent, b"one", seen(), HEAD, FIRM, PARTNER) == Before()
    assert await send(sent, b"two", seen(GRACE), HEAD, PARTNER) == Before()


async def test_without_a_database_nobody_knows(school: Gateways, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = school.start()
    await send(sent, b"one", seen(GRACE), HOME, FIRM)
    with sqlite3.connect(school.path) as database:
        database.execute("alter table store_sentmessage rename to gone")
        database.execute("alter table store_knownaddress rename to gone_too")

    before = await sent.before(SCHOOL, sending(HOME, FIRM), seen(GRACE), b"two")
    assert not before.past.known
    assert amounts(before)[Measure.MESSAGES] == 1
    assert (before.new, before.completion) == ((), Completion.FAILED)
    assert school.faults == ["OperationalError", "OperationalError"]


async def test_mail_without_a_sender_is_nobodys(school: Gateways) -> None:
    assert await send(school.start(), b"one", seen(GRACE), HOME, FIRM, sender="") == Before()


async def test_the_first_message_about_pupils_to_an_unknown_address(
    school: Gateways,
) -> None:
    sent = school.start()
    assert (await send(sent, b"one", seen(), FIRM, OTHER)).new == ()
    assert (await send(sent, b"two", seen(GRACE), FIRM, OTHER, HEAD, PARTNER, MOTHER)).new == (FIRM, OTHER)
    assert (await send(sent, b"two", seen(GRACE), FIRM)).new == (FIRM,), "the same message, tried again"
    assert (await send(sent, b"three", seen(HENRY), FIRM)).new == ()
    assert (await send(sent, b"four", seen(GRACE), FIRM, sender="b@oakfield.sch.uk")).new == (FIRM,)


async def test_an_address_that_got_nothing_is_still_new(school: Gateways) -> None:
    sent = school.start()
    await send(sent, b"one", seen(GRACE), FIRM, fate=Disposition.HOLD)

    assert (await send(sent, b"two", seen(GRACE), FIRM)).new == (FIRM,)


async def test_an_address_is_known_for_eighteen_months(school: Gateways) -> None:
    sent = school.start()
    for number, wait in enumerate((ADDRESSES_KEPT_FOR - timedelta(days=1), ADDRESSES_KEPT_FOR)):
        await send(sent, b"%d" % number, seen(GRACE), FIRM)
        school.clock.now += wait
        await school.ledger().forget()

    assert (await send(sent, b"last", seen(GRACE), FIRM)).new == (FIRM,)
    with sqlite3.connect(school.path) as database:
        assert database.execute("select count(*) from store_knownaddress").fetchone() == (1,)


@pytest.mark.parametrize(("again", "completion"), [(FIRM, Completion.FINISHED), (OTHER, Completion.PARTIAL)])
async def test_what_could_not_be_read_may_be_about_pupils(
    school: Gateways, again: str, completion: Completion
) -> None:
    sent = school.start()
    await send(sent, b"one", seen(GRACE), FIRM)

    before = await send(sent, b"two", seen(unread=True), again)
    assert (before.new, before.completion) == ((), completion)
    assert (await send(sent, b"three", seen(GRACE), OTHER)).new == (OTHER,), "nothing was learnt from it"


def test_a_first_contact_is_a_finding_for_that_address() -> None:
    report = with_first_contacts(seen(GRACE), (FIRM,), Completion.FINISHED)

    (finding,) = report.of(DetectorId.FIRST_CONTACT)
    assert finding.recipients == (FIRM,)
    assert str(finding.location) == "header:To"
    assert finding.detail == "You have not written to this address about pupils before."
    assert report.completion_of(DetectorId.FIRST_CONTACT) is Completion.FINISHED


CROSSING = Crossing(Measure.MESSAGES, 2, Window.DAY, Reach.THIS_ACCOUNT, (HOME,))


async def crossing(school: Gateways, sent: SentToAccounts, raw: bytes) -> Bulk:
    before = await sent.before(SCHOOL, sending(HOME), seen(GRACE, forwarded=True), raw)
    bulk = await sent.decided(before, verdict((HOME, Disposition.HOLD), crossings=(CROSSING,)))
    assert bulk is not None
    return bulk


async def tell(school: Gateways, bulk: Bulk) -> bool:
    """Whether it was news."""

    def write() -> bool:
        return begin_silences(School.objects.get(name=SCHOOL), bulk.silences, school.clock.now)

    return await school.stores[-1].run(write)


async def test_of_a_crossing_the_lead_is_told_once_a_window(school: Gateways) -> None:
    sent = school.start()
    await send(sent, b"one", seen(), HOME, OTHER)
    school.clock.now += timedelta(hours=1)
    first = await crossing(school, sent, b"two")

    (silence,) = first.silences
    assert (silence.rule, silence.until) == ("bulk", school.clock.now + timedelta(days=1))
    assert [(each.at, each.accounts, each.dispositions, each.current) for each in first.went] == [
        (school.clock.now, (1,), ("hold",), True),
        (MONDAY, (1,), ("deliver",), False),
    ]
    assert await crossing(school, sent, b"two") == first, "until it is written down, it has not been told"

    assert await tell(school, first)
    assert not await tell(school, first)
    school.clock.now += timedelta(hours=23, minutes=59)
    assert await crossing(school, sent, b"three") == Bulk(told=("bulk",))
    school.clock.now += timedelta(minutes=1)
    assert (await crossing(school, sent, b"four")).silences


async def test_a_silence_of_a_clock_that_was_ahead_ends(school: Gateways) -> None:
    sent = school.start()
    school.clock.now += timedelta(days=400)
    first = await crossing(school, sent, b"one")
    await tell(school, first)
    school.clock.now = MONDAY
    await school.ledger().forget()
    school.clock.now += Window.FORTNIGHT.length

    assert (await crossing(school, sent, b"two")).silences


async def test_judging_a_message_by_itself_leaves_no_trace() -> None:
    before = await NothingSent().before(SCHOOL, sending(HOME, FIRM), seen(GRACE), b"one")

    assert before == Before()
    assert await NothingSent().decided(before, verdict((HOME, Disposition.DELIVER))) is None


async def test_a_dry_run_counts_by_the_dates_of_its_messages() -> None:
    async def counts() -> list[tuple[int, tuple[str, ...]]]:
        sent, found = SentInOrder(), []
        for number, date in enumerate(
            (
                "Mon, 02 Nov 2026 15:40:00 +0000",
                "Mon, 02 Nov 2026 18:40:00 +0100",
                "nonsense",
                "Tue, 03 Nov 2026 15:40:00 +0000",
                "Mon, 02 Nov 2026 10:00:00",  # it lies behind, and was sent before
            )
        ):
            before = await send(sent, b"%d" % number, seen(GRACE, date=date), HOME, FIRM)
            found.append((amounts(before, window=Window.DAY)[Measure.MESSAGES], before.new))
        return found

    once = await counts()
    assert [count for count, _ in once] == [1, 2, 3, 3, 1]
    assert [new for _, new in once] == [(HOME, FIRM), (), (), (), ()]
    assert await counts() == once


@pytest.mark.parametrize(
    ("report", "counts"),
    [
        (seen(), False),
        (seen(GRACE), True),
        (seen(forwarded=True), True),
        (seen(carried=1), True),
        (seen(unread=True), True),
    ],
)
async def test_an_ordinary_letter_to_parents_counts_for_nothing(
    school: Gateways, report: Report, counts: bool
) -> None:
    """To the sender's own account everything counts."""
    sent = school.start()
    before = await sent.before(SCHOOL, sending(MOTHER), report, b"1")
    assert (MOTHER in before.past.now) is counts
    assert (before.mailing is not None) is counts
    both = await sent.before(SCHOOL, sending(MOTHER, HOME), report, b"2")
    assert HOME in both.past.now
