"""Judges a message: inspected in a worker, decided here, changed where its rules ask for that.

The relay, `check` and the sender's page ask nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from detectors.finding import Completion, Report
from detectors.message import Envelope
from detectors.people.recipients import Recipients
from detectors.sending import Sending
from gateway.actions.desk import may_answer
from gateway.actions.plan import Judged
from gateway.inspection.aids import SchoolAids
from gateway.inspection.earlier import Earlier, NothingEarlier
from gateway.inspection.frames import Setup
from gateway.inspection.mailing import with_first_contacts
from gateway.inspection.pool import WorkerPool
from gateway.inspection.sent import Before, NothingSent, SentBefore
from gateway.inspection.versions import Versions
from gateway.inspection.workshop import Original, Wanted
from gateway.policy.circumstances import Circumstances
from gateway.policy.decide import decide
from gateway.policy.past import NOTHING_SENT, Past
from gateway.policy.reach import SecureReach
from gateway.policy.rewriting import NOTHING, Rewriting
from gateway.policy.rules import Policy
from gateway.policy.verdict import Disposition, PrivateMail, SenderMay, Verdict
from gateway.rewriting.change import CannotRewriteError, Step
from gateway.rewriting.task import Task
from gateway.rewriting.version import Version
from gateway.settings import InspectionSettings

_MAY_HAVE_VERSIONS = (Disposition.REWRITE, Disposition.SECURE)
NOT_REACHED = "Secure mail does not reach everybody to whom the message goes."


@dataclass(frozen=True, slots=True)
class SchoolRules:
    """What a school's mail is judged by.

    secure: whom the secure mail services reach
    """

    facts: bytes  # packed
    policy: Policy
    recipients: Recipients
    secure: SecureReach
    aids: SchoolAids

    def decide(self, sending: Sending, report: Report, size: int, at: datetime, past: Past) -> Verdict:
        """`size` in bytes, `at` with its zone."""
        return decide(sending, report, self.policy, Circumstances(size, at, past, self.reach(at)))

    def reach(self, at: datetime) -> SecureReach:
        """To whom mail can go securely: by a service, or sealed."""
        return self.secure | self.aids.certificates.reach(at)


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
        """What becomes of the message, with the versions of it that leave. Raises WorkersUnavailableError."""
        rules, at = self._rules[school], datetime.now(UTC)
        sending = rules.recipients.sending(envelope, self._earlier.history(school, envelope))
        report = await self.inspect(school, sending, raw)
        before = await self._sent.before(school, sending, report, raw)
        report = with_first_contacts(report, before.new, before.completion)
        verdict = rules.decide(sending, report, len(raw), at, before.past)
        versions: tuple[Version, ...] = ()
        if any(each.disposition in _MAY_HAVE_VERSIONS for each in verdict.recipients):
            workshop = _Workshop(self, school, rules, sending, before, at)
            making = Versions(workshop, rules.aids)
            can_tell = may_answer(envelope, report.headline)
            verdict, versions = await making.all(Original(sending, raw, report, can_tell), verdict)
        bulk = await self._sent.decided(before, verdict)
        reminders = await self._sent.reminders(school, sending, verdict)
        judged = Judged(report.headline, report, verdict, bulk, reminders, versions)
        await self._keep_locks(school, envelope, judged)
        return judged

    async def rewrite(
        self, school: str, envelope: Envelope, raw: bytes, rewriting: Rewriting, way: SenderMay
    ) -> tuple[Version, ...]:
        """The message as its sender chose to have it sent to these recipients, proved like any other.

        What the rules in force have changed is changed too. Raises CannotRewriteError where a rule would
        still stop it, and WorkersUnavailableError.
        """
        rules, at = self._rules[school], datetime.now(UTC)
        disposition = Disposition.SECURE if way is SenderMay.SEND_SECURELY else Disposition.REWRITE
        if disposition is Disposition.SECURE and not all(map(rules.reach(at).reaches, envelope.recipients)):
            raise CannotRewriteError(NOT_REACHED)
        sending = rules.recipients.sending(envelope, self._earlier.history(school, envelope))
        report = await self.inspect(school, sending, raw)
        verdict = rules.decide(sending, report, len(raw), at, NOTHING_SENT)
        matched = {rule for each in verdict.recipients for rule in each.rules}
        for match in verdict.rules:
            rewriting |= match.rewriting if match.id in matched else NOTHING
        passphrase = rules.aids.passphrase() if rewriting.lock_attachments else ""
        wanted = Wanted(envelope.recipients, rewriting, disposition, passphrase, way=way)
        workshop = _Workshop(self, school, rules, sending, Before(), at)
        return await Versions(workshop, rules.aids).of(Original(sending, raw, report), wanted)

    async def sent(self, school: str, envelope: Envelope, judged: Judged) -> None:
        """Remembers what has to be of versions that their sender had sent: what a password would open."""
        for version in judged.versions:
            await self._earlier.keep(school, envelope, _as_it_leaves(judged, version))

    async def inspect(self, school: str, sending: Sending, raw: bytes) -> Report:
        """What the detectors say; no address counts as a new one. Raises WorkersUnavailableError."""
        leave_private = self._rules[school].policy.private_mail is PrivateMail.METADATA_ONLY
        report = await self._pool.inspect(self._number(school), raw, sending, leave_private=leave_private)
        return with_first_contacts(report, (), Completion.FINISHED)

    async def change(self, school: str, raw: bytes, task: Task) -> Step:
        """Raises CannotRewriteError and WorkersUnavailableError."""
        return await self._pool.rewrite(self._number(school), raw, task)

    def rules_of(self, school: str) -> SchoolRules:
        """The rules in force."""
        return self._rules[school]

    def _number(self, school: str) -> int:
        return list(self._rules).index(school)

    async def _keep_locks(self, school: str, envelope: Envelope, judged: Judged) -> None:
        """Of the files as they leave: what its sender locked, and what was locked for them."""
        await self._earlier.keep(school, envelope, judged)
        await self.sent(school, envelope, judged)


def _as_it_leaves(judged: Judged, version: Version) -> Judged:
    """The judgement on one version alone."""
    mine = tuple(each for each in judged.verdict.recipients if each.address in version.recipients)
    report = version.report or judged.report
    return replace(judged, report=report, verdict=replace(judged.verdict, recipients=mine), versions=())


@dataclass(frozen=True, slots=True)
class _Workshop:
    """One school's, for one message: decided by the rules, and as at the time, with which it came."""

    judge: Judge
    school: str
    rules: SchoolRules
    first: Sending
    before: Before
    at: datetime

    def sending(self, envelope: Envelope) -> Sending:
        return self.rules.recipients.sending(envelope, self.first.history)

    async def inspect(self, sending: Sending, raw: bytes) -> Report:
        report = await self.judge.inspect(self.school, sending, raw)
        return with_first_contacts(report, self.before.new, self.before.completion)

    async def rewrite(self, raw: bytes, task: Task) -> Step:
        return await self.judge.change(self.school, raw, task)

    def takes_securely(self, address: str) -> bool:
        return self.rules.secure.reaches(address)

    def decide(self, sending: Sending, report: Report, size: int) -> Verdict:
        return self.rules.decide(sending, report, size, self.at, self.before.past)
