"""Judges a message: inspected in a worker, decided here. The relay and `check` ask nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from detectors.message import Envelope
from detectors.recipients import Recipients
from gateway.actions.plan import Judged
from gateway.inspection.earlier import Earlier, NothingEarlier
from gateway.inspection.frames import Setup
from gateway.inspection.pool import WorkerPool
from gateway.policy.decide import decide
from gateway.policy.rules import Policy
from gateway.settings import InspectionSettings


@dataclass(frozen=True, slots=True)
class SchoolRules:
    """What a school's mail is judged by."""

    facts: bytes  # packed
    policy: Policy
    recipients: Recipients
    secure_available: bool


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
    ) -> None:
        self._pool = pool
        self._earlier = earlier or NothingEarlier()
        self._settings = settings
        self._rules = dict(rules)

    async def replace(self, school: str, rules: SchoolRules) -> None:
        """In force when it returns; no message waits for it. Raises WorkersUnavailableError."""
        replaced = self._rules | {school: rules}
        await self._pool.update(setup_of(replaced, self._settings))
        self._rules = replaced

    async def judge(self, school: str, envelope: Envelope, raw: bytes) -> Judged:
        """Raises WorkersUnavailableError."""
        number = list(self._rules).index(school)
        rules = self._rules[school]
        sending = rules.recipients.sending(envelope, self._earlier.history(school, envelope))
        report = await self._pool.inspect(number, raw, sending)
        verdict = decide(envelope, report, rules.policy, rules.recipients, rules.secure_available)
        judged = Judged(report.headline, report, verdict)
        await self._earlier.keep(school, envelope, judged)
        return judged
