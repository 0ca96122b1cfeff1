"""Judges a message: inspected in a worker, decided here. The relay and `check` ask nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from detectors.finding import Completion, Report
from detectors.message import Envelope
from detectors.people.recipients import Recipients
from detectors.sending import Sending
from gateway.actions.plan import Judged
from gateway.inspection.earlier import Earlier, NothingEarlier
from gateway.inspection.frames import Setup
from gateway.inspection.mailing import with_first_contacts
from gateway.inspection.pool import WorkerPool
from gateway.inspection.sent import NothingSent, SentBefore
from gateway.policy.circumstances import Circumstances
from gateway.policy.decide import decide
from gateway.policy.past import Past
from gateway.policy.rules import Policy
from gateway.policy.verdict import PrivateMail, Verdict
from gateway.settings import InspectionSettings


@dataclass(frozen=True, slots=True)
class SchoolRules:
    """What a school's mail is judged by."""

    facts: bytes  # packed
    policy: Policy
    recipients: Recipients
    secure_available: bool

    def decide(self, sending: Sending, report: Report, size: int, at: datetime, past: Past) -> Verdict:
        """`size` in bytes, `at` with its zone."""
        return decide(sending, report, self.policy, Circumstances(size, at, past, self.secure_available))


def setup_of(rules: Mapping[str, SchoolRules], settings: InspectionSettings) -> Setup:
    facts = tuple(each.facts for each in rules.values())
    return Setup(facts, settings.deadline_seconds, settings.memory)


class Judge:
    """Judges by the rules in force; they may change between two messages, never within one."""

    def __init__(
        self,
        pool: WorkerPool,
        rules: Mapping[str, SchoolRules],
        settings: InspectionSettings,
        earlier: Earlier | None = None,
        sent: SentBefore | None = None,
    ) -> None:
        self._pool = pool
        self._sent = sent or NothingSent()
        self._earlier = earlier or NothingEarlier()
        self._settings = settings
        self._rules = dict(rules)

    async def replace(self, school: str, rules: SchoolRules) -> None:
        """In force when it returns; no message waits for it. Raises WorkersUnavailableError."""
        replaced = self._rules | {school: rules}
        await self._pool.update(setup_of(replaced, self._settings))
        self._rules = replaced

    def replace_policy(self, school: str, policy: Policy) -> None:
        """In force from the next message on."""
        self._rules[school] = replace(self._rules[school], policy=policy)

    async def judge(self, school: str, envelope: Envelope, raw: bytes) -> Judged:
        """Raises WorkersUnavailableError."""
        rules = self._rules[school]
        sending = rules.recipients.sending(envelope, self._earlier.history(school, envelope))
        report = await self.inspect(school, sending, raw)
        before = await self._sent.before(school, sending, report, raw)
        report = with_first_contacts(report, before.new, before.completion)
        verdict = rules.decide(sending, report, len(raw), datetime.now(UTC), before.past)
        bulk = await self._sent.decided(before, verdict)
        reminders = await self._sent.reminders(school, sending, verdict)
        judged = Judged(report.headline, report, verdict, bulk, reminders)
        await self._earlier.keep(school, envelope, judged)
        return judged

    async def inspect(self, school: str, sending: Sending, raw: bytes) -> Report:
        """What the detectors say; no address counts as a new one. Raises WorkersUnavailableError."""
        number = list(self._rules).index(school)
        leave_private = self._rules[school].policy.private_mail is PrivateMail.METADATA_ONLY
        report = await self._pool.inspect(number, raw, sending, leave_private=leave_private)
        return with_first_contacts(report, (), Completion.FINISHED)
