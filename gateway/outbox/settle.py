"""From the outcome of an attempt to its settlement: who has it, who waits for the next, who is given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.actions.arrival import GATEWAY
from gateway.actions.desk import Desk, may_answer, original_of
from gateway.actions.notices.values import Cause, Failure
from gateway.actions.plan import Action, AuditEntry, Delivery, DeliveryFate, Purpose, counted
from gateway.actions.settlement import RecipientResult, Settlement
from gateway.store.jobs import Job
from gateway.transport.outcome import Fate, Outcome, RecipientOutcome


@dataclass(frozen=True, slots=True)
class Schedule:
    """When to try again: after `first`, then twice as long each time up to `longest`, until `give_up`."""

    first: timedelta = timedelta(minutes=1)
    longest: timedelta = timedelta(hours=1)
    give_up: timedelta = timedelta(days=5)  # RFC 5321 §4.5.4.1: at least 4 to 5 days

    def pause_after(self, attempts: int) -> timedelta:
        doublings = min(max(attempts, 1) - 1, 32)
        return min(self.first * (1 << doublings), self.longest)

    def is_over(self, created_at: datetime, now: datetime) -> bool:
        return now - created_at >= self.give_up


def settle(job: Job, outcome: Outcome, schedule: Schedule, desk: Desk, now: datetime) -> Settlement:
    """Each recipient of the job gets one result; a failure and its notice are one settlement."""
    over = schedule.is_over(job.created_at, now)
    results = tuple(_result(each, over) for each in outcome.recipients)
    failures = tuple(
        _failure(each, now)
        for each, result in zip(outcome.recipients, results, strict=True)
        if result.fate is DeliveryFate.FAILED
    )
    waits = any(result.fate is DeliveryFate.WAITING for result in results)
    return Settlement(
        job=job.id,
        attempt=job.attempts,
        results=results,
        next_attempt=now + schedule.pause_after(job.attempts) if waits else None,
        notices=_notices(job, failures, desk, now),
        audit=_audit(job, failures),
    )


def _result(each: RecipientOutcome, over: bool) -> RecipientResult:
    if each.fate is Fate.TAKEN:
        fate = DeliveryFate.SENT
    elif each.fate is Fate.REFUSED or over:
        fate = DeliveryFate.FAILED
    else:
        fate = DeliveryFate.WAITING
    return RecipientResult(each.address, fate, str(each.reply))


def _failure(each: RecipientOutcome, now: datetime) -> Failure:
    cause = Cause.REFUSED if each.fate is Fate.REFUSED else Cause.GAVE_UP
    return Failure(each.address, cause, str(each.reply), each.host, now)


def _notices(job: Job, failures: tuple[Failure, ...], desk: Desk, now: datetime) -> tuple[Delivery, ...]:
    """A notice that cannot be delivered is not told of: notices never answer notices."""
    if not failures or job.purpose is not Purpose.MESSAGE or not may_answer(job.envelope, job.headline):
        return ()
    original = original_of(job.envelope, job.headline, job.created_at)
    return (desk.undeliverable(original, failures, job.message, now),)


def _audit(job: Job, failures: tuple[Failure, ...]) -> tuple[AuditEntry, ...]:
    causes = ((Cause.REFUSED, Action.REFUSED), (Cause.GAVE_UP, Action.GAVE_UP))
    counts = ((action, sum(each.cause is cause for each in failures)) for cause, action in causes)
    return tuple(
        AuditEntry(GATEWAY, action, f"{job.purpose}: {counted(count)} by {job.route}")
        for action, count in counts
        if count
    )
