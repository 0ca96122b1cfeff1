"""Judges a message: inspected in a worker, decided here, changed where its rules ask for that.

The relay, `check` and the sender's page ask nowhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from detectors.finding import Completion, Report
from detectors.message import Envelope
from detectors.people.recipients import Recipients
from detectors.sending import RecipientClass, Sending
from gateway.actions.desk import may_answer
from gateway.actions.plan import Judged
from gateway.inspection.aids import SchoolAids
from gateway.inspection.earlier import Earlier, NothingEarlier
from gateway.inspection.exhibit import CannotShowError, Exhibit, Wish
from gateway.inspection.frames import Setup
from gateway.inspection.mailing import with_first_contacts
from gateway.inspection.pool import WorkerPool
from gateway.inspection.sent import Before, NothingSent, SentBefore
from gateway.inspection.versions import NOT_ENOUGH, Versions
from gateway.inspection.workshop import Original, Wanted
from gateway.policy.circumstances import Circumstances
from gateway.policy.decide import decide
from gateway.policy.exceptions import NO_EXCEPTIONS, Exceptions
from gateway.policy.past import NOTHING_SENT, Past
from gateway.policy.reach import SecureReach
from gateway.policy.rewriting import NOTHING, Rewriting
from gateway.policy.rules import Policy
from gateway.policy.verdict import Disposition, PrivateMail, RuleMatch, SenderMay, Verdict
from gateway.rewriting.change import CannotRewriteError, Step
from gateway.rewriting.task import Task
from gateway.rewriting.version import Version
from gateway.settings import InspectionSettings
from gateway.tracing import UNTRACED, SpanName, Tracer

_MAY_HAVE_VERSIONS = (Disposition.REWRITE, Disposition.SECURE)
SCHOOL_GONE = "The school is not in the settings any more."
NOT_REACHED = "Secure mail does not reach everybody to whom the message goes."


@dataclass(frozen=True, slots=True)
class SchoolRules:
    """What a school's mail is judged by.

    secure: whom the secure mail services reach
    exceptions: those that have not been revoked
    """

    facts: bytes  # packed
    policy: Policy
    recipients: Recipients
    secure: SecureReach
    aids: SchoolAids
    exceptions: Exceptions = NO_EXCEPTIONS

    def decide(self, sending: Sending, report: Report, size: int, at: datetime, past: Past) -> Verdict:
        """`size` in bytes, `at` with its zone."""
        exceptions = self.exceptions.on(at.astimezone().date())
        circumstances = Circumstances(size, at, past, self.reach(at), exceptions)
        return decide(sending, report, self.policy, circumstances)

    def reach(self, at: datetime) -> SecureReach:
        """To whom mail can go securely: by a service, or sealed."""
        return self.secure | self.aids.certificates.reach(at)

    def without(self, overruled: Collection[str]) -> SchoolRules:
        """As if these rules, by their ids, were not there."""
        left = tuple(rule for rule in self.policy.rules if rule.id not in overruled)
        return replace(self, policy=self.policy.model_copy(update={"rules": left}))


def setup_of(rules: Mapping[str, SchoolRules], settings: InspectionSettings) -> Setup:
    facts = tuple(each.facts for each in rules.values())
    return Setup(
        facts,
        settings.deadline_seconds,
        settings.memory,
        must_be_confined=settings.confinement == "required",
    )


class Judge:
    """Judges by the rules in force; they may change between two messages, never within one."""

    def __init__(
        self,
        pool: WorkerPool,
        rules: Mapping[str, SchoolRules],
        settings: InspectionSettings,
        earlier: Earlier | None = None,
        sent: SentBefore | None = None,
        tracer: Tracer = UNTRACED,
    ) -> None:
        self._pool = pool
        self._tracer = tracer
        self._sent = sent or NothingSent()
        self._earlier = earlier or NothingEarlier()
        self._settings = settings
        self._rules = dict(rules)
        self._exceptions: Mapping[str, Exceptions] = {}
        self._uses: Counter[int] = Counter()

    async def replace(self, school: str, rules: SchoolRules) -> None:
        """In force when it returns; no message waits for it. Raises WorkersUnavailableError."""
        replaced = self._rules | {school: rules}
        await self._pool.update(setup_of(replaced, self._settings))
        self._rules = replaced

    def replace_policy(self, school: str, policy: Policy) -> None:
        """In force from the next message on."""
        self._rules[school] = replace(self._rules[school], policy=policy)

    def replace_exceptions(self, exceptions: Mapping[str, Exceptions]) -> None:
        """Of all schools, by their names; in force from the next message on. From any thread."""
        self._exceptions = exceptions

    def take_uses(self) -> Mapping[int, int]:
        """For how many messages each exception has counted, by its id, since this was last asked."""
        uses, self._uses = self._uses, Counter()
        return uses

    async def judge(self, school: str, envelope: Envelope, raw: bytes) -> Judged:
        """What becomes of the message, with the versions of it that leave. Raises WorkersUnavailableError."""
        rules, at = self.rules_of(school), datetime.now(UTC)
        sending = rules.recipients.sending(envelope, await self._earlier.history(school, envelope))
        report = await self.inspect(school, sending, raw)
        before = await self._sent.before(school, sending, report, raw)
        report = _with_contacts(report, before)
        with self._tracer.span(SpanName.DECIDE):
            verdict = rules.decide(sending, report, len(raw), at, before.past)
        workshop = _Workshop(self, school, rules, sending, before, at)
        verdict, versions = await _made(workshop, raw, report, verdict)
        self._uses.update({each.exception for each in verdict.excepted})
        bulk = await self._sent.decided(before, verdict)
        reminders = await self._sent.reminders(school, sending, verdict)
        alarms = await self._sent.unchecked(school, verdict)
        judged = Judged(report.headline, report, verdict, bulk, reminders, alarms, versions)
        await self._keep_locks(school, envelope, judged)
        return judged

    async def rewrite(
        self,
        school: str,
        envelope: Envelope,
        raw: bytes,
        rewriting: Rewriting,
        way: SenderMay,
        overruled: Collection[str] = (),
    ) -> tuple[Version, ...]:
        """The message as somebody chose to have it sent to these recipients, proved like any other.

        What the rules in force have changed is changed too. A reviewer may have overruled some of them, by
        their ids. Raises CannotRewriteError where a rule would still stop it, and WorkersUnavailableError.
        """
        rules, at = self.rules_of(school).without(overruled), datetime.now(UTC)
        disposition = Disposition.SECURE if way is SenderMay.SEND_SECURELY else Disposition.REWRITE
        sending = rules.recipients.sending(envelope, await self._earlier.history(school, envelope))
        if disposition is Disposition.SECURE and not all(map(rules.reach(at).reaches, _outside(sending))):
            raise CannotRewriteError(NOT_REACHED)
        report = await self.inspect(school, sending, raw)
        verdict = rules.decide(sending, report, len(raw), at, NOTHING_SENT)
        matched = {rule for each in verdict.recipients for rule in each.rules}
        for match in verdict.rules:
            rewriting |= match.rewriting if match.id in matched else NOTHING
        passphrase = rules.aids.passphrase() if rewriting.lock_attachments else ""
        wanted = Wanted(envelope.recipients, rewriting, disposition, passphrase, way=way)
        workshop = _Workshop(self, school, rules, sending, Before(), at)
        return await Versions(workshop, rules.aids).of(Original(sending, raw, report), wanted)

    async def let_go(self, school: str, envelope: Envelope, raw: bytes, overruled: Collection[str]) -> Judged:
        """The message as it leaves once a reviewer has overruled the rules that hold it, by their ids.

        All other rules in force count. Raises CannotRewriteError where one of them would stop it, and
        WorkersUnavailableError.
        """
        rules, at = self.rules_of(school).without(overruled), datetime.now(UTC)
        sending = rules.recipients.sending(envelope, await self._earlier.history(school, envelope))
        report = await self.inspect(school, sending, raw)
        verdict = rules.decide(sending, report, len(raw), at, NOTHING_SENT)
        workshop = _Workshop(self, school, rules, sending, Before(), at)
        verdict, versions = await _made(workshop, raw, report, verdict)
        for match in _stopping(verdict):
            raise CannotRewriteError(NOT_ENOUGH.format(title=match.title))
        return Judged(report.headline, report, verdict, versions=versions)

    async def sent(self, school: str, envelope: Envelope, judged: Judged) -> None:
        """Remembers what has to be of versions that are about to leave: what a password would open."""
        for version in judged.versions:
            await self._earlier.keep(school, envelope, _as_it_leaves(judged, version))

    async def inspect(self, school: str, sending: Sending, raw: bytes) -> Report:
        """What the detectors say; no address counts as a new one. Raises WorkersUnavailableError."""
        leave_private = self._rules[school].policy.private_mail is PrivateMail.METADATA_ONLY
        with self._tracer.span(SpanName.INSPECT):
            report = await self._pool.inspect(self._number(school), raw, sending, leave_private=leave_private)
        return with_first_contacts(report, (), Completion.FINISHED)

    async def change(self, school: str, raw: bytes, task: Task) -> Step:
        """Raises CannotRewriteError and WorkersUnavailableError."""
        return await self._pool.rewrite(self._number(school), raw, task)

    async def show(self, school: str, raw: bytes, wanted: Wish) -> Exhibit:
        """A piece of the message for a person's eyes, with what was found marked in it.

        raw: without the fields that we put on top. Raises CannotShowError and WorkersUnavailableError.
        """
        if school not in self._rules:
            raise CannotShowError(SCHOOL_GONE)
        return await self._pool.show(self._number(school), raw, wanted)

    def rules_of(self, school: str) -> SchoolRules:
        """The rules in force."""
        rules, exceptions = self._rules[school], self._exceptions.get(school, NO_EXCEPTIONS)
        return rules if exceptions is rules.exceptions else replace(rules, exceptions=exceptions)

    def _number(self, school: str) -> int:
        return list(self._rules).index(school)

    async def _keep_locks(self, school: str, envelope: Envelope, judged: Judged) -> None:
        """Of the files as they leave: what its sender locked, and what was locked for them."""
        await self._earlier.keep(school, envelope, judged)
        await self.sent(school, envelope, judged)


def _with_contacts(report: Report, before: Before) -> Report:
    """The report of `Judge.inspect`, in which no address is a new one, with those that are."""
    if not before.new and before.completion is Completion.FINISHED:
        return report
    return with_first_contacts(report, before.new, before.completion)


def _outside(sending: Sending) -> Iterator[str]:
    return (each.address for each in sending.addressees if RecipientClass.INTERNAL not in each.classes)


def _stopping(verdict: Verdict) -> Iterator[RuleMatch]:
    """The rules by which somebody still does not get it."""
    stopped = {
        rule for each in verdict.recipients if each.disposition > Disposition.SECURE for rule in each.rules
    }
    return (each for each in verdict.rules if each.id in stopped and each.action > Disposition.SECURE)


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
        return _with_contacts(report, self.before)

    async def rewrite(self, raw: bytes, task: Task) -> Step:
        return await self.judge.change(self.school, raw, task)

    def takes_securely(self, address: str) -> bool:
        return self.rules.secure.reaches(address)

    def decide(self, sending: Sending, report: Report, size: int) -> Verdict:
        return self.rules.decide(sending, report, size, self.at, self.before.past)


async def _made(
    workshop: _Workshop, raw: bytes, report: Report, verdict: Verdict
) -> tuple[Verdict, tuple[Version, ...]]:
    """The versions that the verdict asks for, and the verdict where one could not be made."""
    if not any(each.disposition in _MAY_HAVE_VERSIONS for each in verdict.recipients):
        return verdict, ()
    can_tell = may_answer(workshop.first.envelope, report.headline)
    original = Original(workshop.first, raw, report, can_tell)
    return await Versions(workshop, workshop.rules.aids).all(original, verdict)
