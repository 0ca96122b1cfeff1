"""Tells what a sender sent to personal accounts in the last fortnight, and which addresses are new to them.

Nothing of a message is kept but how large it was, and keyed hashes: of its sender, of the accounts it went to
and of the pupils it named.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol

from detectors.finding import Completion, Report
from detectors.sending import Sending
from gateway.actions.bulk import Bulk, Silence, crossed, silenced_until, went
from gateway.actions.reminder import REMINDED_AFTER, reminder_of, reminding, unchecked_by
from gateway.inspection.ledger import Ledger
from gateway.inspection.mailing import AboutPupils, Message, mailing_of
from gateway.policy.past import NOTHING_SENT, Past
from gateway.policy.verdict import Disposition, RuleMatch, Verdict
from gateway.store.faults import StorageFaultError
from gateway.store.marks import Marks
from gateway.store.sent import Mailing

_LEAVES = frozenset({Disposition.DELIVER, Disposition.REWRITE, Disposition.SECURE})


@dataclass(frozen=True, slots=True)
class Before:
    """What went before a message that has been inspected and not decided yet.

    past: what the sender sent to personal accounts, this message among it
    new: the addresses to which they write about pupils for the first time
    completion: whether these are all
    mailing: what is remembered of this message; None where it goes to no personal account
    pairs: the marks of sender and address, by the addresses that the school does not know
    message: the mark of this message, which comes from the school at the time `at`
    """

    past: Past = NOTHING_SENT
    new: tuple[str, ...] = ()
    completion: Completion = Completion.FINISHED
    mailing: Mailing | None = None
    pairs: Mapping[str, str] = field(default_factory=dict)
    message: str = ""
    school: str = ""
    at: datetime = datetime(1970, 1, 1, tzinfo=UTC)


class SentBefore(Protocol):
    """What is remembered of a sender's mail of the last days and months."""

    async def before(self, school: str, sending: Sending, report: Report, raw: bytes) -> Before:
        """What went before; and remembers this message.

        A message that comes again, because its sender's server tries again, counts once.
        """
        ...

    async def decided(self, before: Before, verdict: Verdict) -> Bulk | None:
        """Remembers what becomes of the message. What the lead must know, where it crosses a threshold."""
        ...

    async def reminders(self, school: str, sending: Sending, verdict: Verdict) -> tuple[Silence, ...]:
        """For each rule of which the sender is to be reminded now: who has been today is not again."""
        ...

    async def unchecked(self, school: str, verdict: Verdict) -> tuple[Silence, ...]:
        """For each rule of which the lead is to be told now that it let pass what could not be checked."""
        ...


class NothingSent:
    """For judging a message by itself, with no side effect: no address is a new one."""

    async def before(self, school: str, sending: Sending, report: Report, raw: bytes) -> Before:  # noqa: ARG002
        return Before()

    async def decided(self, before: Before, verdict: Verdict) -> Bulk | None:  # noqa: ARG002
        return None

    async def reminders(
        self,
        school: str,  # noqa: ARG002
        sending: Sending,  # noqa: ARG002
        verdict: Verdict,  # noqa: ARG002
    ) -> tuple[Silence, ...]:
        return ()

    async def unchecked(self, school: str, verdict: Verdict) -> tuple[Silence, ...]:  # noqa: ARG002
        return ()


def _utc_now(report: Report) -> datetime:  # noqa: ARG001
    return datetime.now(UTC)


class SentToAccounts:
    """Asks its ledger each time; mail to no personal account, and without pupils' data, costs no question."""

    def __init__(
        self,
        key: bytes,
        ledger: Ledger,
        failed: Callable[[str], None],
        now: Callable[[Report], datetime] = _utc_now,
    ) -> None:
        """`key`: of the marks. `failed` is told the kind of error where the ledger cannot be used.

        `now`: at which time a message is sent, with its zone.
        """
        self._key = key
        self._ledger = ledger
        self._failed = failed
        self._now = now

    async def before(self, school: str, sending: Sending, report: Report, raw: bytes) -> Before:
        message = Message(sending, report, len(raw))
        strangers = () if message.about_pupils is AboutPupils.NO else message.strangers
        if not sending.envelope.sender or not (message.private or strangers):
            return Before()
        marks = Marks(self._key, school)
        mark, at = marks.message(sending.envelope.sender, raw), self._now(report).astimezone(UTC)
        before = Before(message=mark, school=school, at=at)
        if message.private:
            before = await self._with_past(before, mailing_of(message, marks, mark, at))
        if strangers:
            pairs = {each: marks.pair(sending.envelope.sender, each) for each in strangers}
            before = await self._with_new(replace(before, pairs=pairs), message.about_pupils)
        return before

    async def _with_past(self, before: Before, mailing: Mailing) -> Before:
        try:
            past = Past(await self._ledger.enter(mailing), mailing.now())
        except StorageFaultError as fault:
            self._failed(fault.kind)
            past = Past(now=mailing.now(), known=False)
        return replace(before, past=past, mailing=mailing)

    async def _with_new(self, before: Before, about_pupils: AboutPupils) -> Before:
        """What may be about pupils is no first contact for sure, and neither can it be ruled out."""
        try:
            known = await self._ledger.known(before.message, before.pairs.values())
        except StorageFaultError as fault:
            self._failed(fault.kind)
            return replace(before, completion=Completion.FAILED)
        new = tuple(address for address, pair in before.pairs.items() if pair not in known)
        if about_pupils is AboutPupils.YES:
            return replace(before, new=new)
        return replace(before, completion=Completion.PARTIAL if new else Completion.FINISHED, pairs={})

    async def decided(self, before: Before, verdict: Verdict) -> Bulk | None:
        dispositions = {each.address: each.disposition for each in verdict.recipients}
        matches = crossed(verdict)
        told: frozenset[str] = frozenset()
        try:
            await self._learn(before, dispositions)
            await self._settle(before, dispositions)
            told = await self._told(before, matches)
        except StorageFaultError as fault:
            self._failed(fault.kind)
        return _bulk(before, matches, told, dispositions)

    async def reminders(self, school: str, sending: Sending, verdict: Verdict) -> tuple[Silence, ...]:
        """None where nobody can tell whom it has been said to."""
        sender = sending.envelope.sender
        rules = [reminder_of(match) for match in reminding(verdict)] if sender else []
        return await self._once_a_day(school, sender, rules)

    async def unchecked(self, school: str, verdict: Verdict) -> tuple[Silence, ...]:
        return await self._once_a_day(school, "", [unchecked_by(each.rule) for each in verdict.unchecked])

    async def _once_a_day(self, school: str, about: str, rules: Collection[str]) -> tuple[Silence, ...]:
        """Those of the rules that have not been said within a day. None where nobody can tell.

        about: a sender's address, or nobody in particular
        """
        if not rules:
            return ()
        mark, now = Marks(self._key, school).sender(about), datetime.now(UTC)
        try:
            said = await self._ledger.silenced(mark, rules, now)
        except StorageFaultError as fault:
            self._failed(fault.kind)
            return ()
        return tuple(Silence(rule, mark, now + REMINDED_AFTER) for rule in rules if rule not in said)

    async def _learn(self, before: Before, dispositions: Mapping[str, Disposition]) -> None:
        """An address is known when it has got something: what is held may never leave."""
        reached = [pair for address, pair in before.pairs.items() if dispositions[address] in _LEAVES]
        if reached:
            await self._ledger.learn(before.school, before.message, reached, before.at.date())

    async def _settle(self, before: Before, dispositions: Mapping[str, Disposition]) -> None:
        copies = before.mailing.copies if before.mailing else {}
        others = {
            copy.account: dispositions[address]
            for address, copy in copies.items()
            if dispositions[address] is not Disposition.DELIVER
        }
        if others:
            await self._ledger.settle(before.message, others)

    async def _told(self, before: Before, matches: tuple[RuleMatch, ...]) -> frozenset[str]:
        if before.mailing is None or not matches:
            return frozenset()
        rules = [match.id for match in matches]
        return await self._ledger.silenced(before.mailing.sender, rules, before.at)


def _bulk(
    before: Before,
    matches: tuple[RuleMatch, ...],
    told: frozenset[str],
    dispositions: Mapping[str, Disposition],
) -> Bulk | None:
    if before.mailing is None or not matches:
        return None
    fresh = tuple(match for match in matches if match.id not in told)
    settled = {
        address: replace(sent, disposition=str(dispositions[address]))
        for address, sent in before.past.now.items()
    }
    listed, more = went(replace(before.past, now=settled), fresh, before.message)
    silences = tuple(
        Silence(match.id, before.mailing.sender, silenced_until(match, before.at)) for match in fresh
    )
    return Bulk(silences, tuple(match.id for match in matches if match.id in told), listed, more)
