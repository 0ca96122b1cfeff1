"""How a message of a dry run is judged: inspected once, and decided by the policy in force and by another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from detectors.finding import Headline, Report
from detectors.sending import Sending
from gateway.inspection.judge import Judge, SchoolRules
from gateway.inspection.mailing import with_first_contacts
from gateway.inspection.sent_in_order import SentInOrder
from gateway.policy.rules import Policy
from gateway.policy.verdict import Verdict
from gateway.replay.outgoing import Outgoing


@dataclass(frozen=True, slots=True)
class Decided:
    """What the policy in force would have done, and what the one it is compared with would have.

    groups: the school's groups of addresses that the sender is in
    """

    headline: Headline
    verdict: Verdict
    other: Verdict | None = None
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Inspected:
    """What the detectors said of a message, and to whom it goes."""

    sending: Sending
    report: Report


class Judging(Protocol):
    """Whoever inspects messages and decides on them."""

    async def inspected(self, message: Outgoing) -> Inspected:
        """Of several messages at once. Raises WorkersUnavailableError."""
        ...

    async def decided(self, message: Outgoing, inspected: Inspected) -> Decided:
        """Of one message after the other: what was sent before counts."""
        ...


class PolicyJudging:
    """By the rules of each school, and by one other policy where there is one."""

    def __init__(self, judge: Judge, rules: Mapping[str, SchoolRules], against: Policy | None) -> None:
        self._judge = judge
        self._rules = rules
        self._others = {name: replace(each, policy=against) for name, each in rules.items() if against}
        self._sent = SentInOrder()

    async def inspected(self, message: Outgoing) -> Inspected:
        sending = self._rules[message.school].recipients.sending(message.envelope)
        return Inspected(sending, await self._judge.inspect(message.school, sending, message.raw))

    async def decided(self, message: Outgoing, inspected: Inspected) -> Decided:
        """At the time at which it was written: a rule may ask for that."""
        sending, report = inspected.sending, inspected.report
        before = await self._sent.before(message.school, sending, report, message.raw)
        report = with_first_contacts(report, before.new, before.completion)
        size, at = len(message.raw), message.at or datetime.now(UTC)
        verdict = self._rules[message.school].decide(sending, report, size, at, before.past)
        await self._sent.decided(before, verdict)
        others = self._others.get(message.school)
        other = others.decide(sending, report, size, at, before.past) if others else None
        return Decided(report.headline, verdict, other, sending.sender_groups)
