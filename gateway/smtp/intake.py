"""Takes a message between the final dot and our answer: judged, then straight on, or committed."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from detectors.message import Envelope
from gateway.actions.arrival import plan_arrival, plan_remainder
from gateway.actions.desk import Desk
from gateway.actions.plan import Arrival, Judged, Plan, Route
from gateway.actions.tokens import TokenKeys
from gateway.actions.trace import Trace, count_received, header_of, is_loop, loop_field, received_field
from gateway.events import Events
from gateway.inspection.judge import Judge
from gateway.inspection.pool import WorkersUnavailableError
from gateway.smtp import replies
from gateway.smtp.access import Access
from gateway.smtp.binding import speaks_for_others
from gateway.smtp.straight_on import Attempt, send_straight_on
from gateway.store.faults import StorageFaultError
from gateway.store.intake import commit_plan
from gateway.store.seal import Seal
from gateway.store.thread import StoreThread
from gateway.tracing import UNTRACED, Fact, Span, SpanName, Tracer
from gateway.transport.content import put_on_top
from gateway.transport.pool import Transport


class Outbox(Protocol):
    """What sends stored deliveries later."""

    def wake(self) -> None:
        """Something new is due."""


ID_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"  # no letters that are misread, no vowels that make words
ID_LENGTH = 12
MOST_HEADER = 2 * 1024 * 1024  # bytes; 1,000 recipients with their names take a twentieth of it


@dataclass(frozen=True, slots=True)
class Submission:
    """A message as the dialogue gave it. `addresses`: what its sender is bound to, after signing in."""

    envelope: Envelope
    content: bytes
    client: str
    helo: str
    protocol: str
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IntakeSettings:
    """What the intake needs to know."""

    hostname: str
    max_hops: int
    loop_keys: TokenKeys


class Intake:
    """Answers 250 only when the message is safe: taken by the next hop, or on disk."""

    def __init__(
        self,
        judge: Judge,
        access: Access,
        desks: Mapping[str, Desk],
        transports: Mapping[Route, Transport],
        seal: Seal,
        store: StoreThread,
        outbox: Outbox,
        events: Events,
        settings: IntakeSettings,
        tracer: Tracer = UNTRACED,
    ) -> None:
        self._judge = judge
        self._access = access
        self._desks = desks
        self._transports = transports
        self._seal = seal
        self._store = store
        self._outbox = outbox
        self._events = events
        self._settings = settings
        self._tracer = tracer

    async def take(self, submission: Submission) -> str:
        """The answer to the final dot. Raises only what is a fault of ours; that becomes 451."""
        with self._tracer.span(SpanName.RECEIVE) as span:
            answer = await self._taken(submission, span)
            span.note(Fact.ANSWER, answer[:1] + "xx")
        return answer

    async def _taken(self, submission: Submission, span: Span) -> str:
        refusal = self._refusal(submission)
        if refusal:
            return refusal
        school = self._access.school_of(submission.envelope.sender or "".join(submission.addresses[:1]))
        if school is None:
            return replies.SENDER_NOT_OURS
        started = time.monotonic()
        arrival = self._arrival(submission, school)
        _note_arrival(span, arrival)
        try:
            judged = await self._judge.judge(school, submission.envelope, submission.content)
        except WorkersUnavailableError:
            self._events.workers_unavailable()
            return replies.LOCAL_ERROR
        # From here on the work is finished even if the client goes: half done is worse than twice done.
        answer = await asyncio.shield(asyncio.ensure_future(self._carry_out(arrival, judged)))
        _note_judged(span, judged)
        self._events.message(arrival.id, judged, answer, time.monotonic() - started, span.trace)
        return answer

    def _refusal(self, submission: Submission) -> str:
        """What the header alone says against the message, or nothing."""
        header = header_of(submission.content)
        if len(header) > MOST_HEADER:
            return replies.HEADER_TOO_LARGE
        if any(is_loop(header, key) for key in self._settings.loop_keys.accepted):
            return replies.LOOP
        if count_received(header) > self._settings.max_hops:
            return replies.TOO_MANY_HOPS
        if submission.addresses and speaks_for_others(header, submission.addresses):
            return replies.NOT_THEIR_HEADER
        return ""

    async def _carry_out(self, arrival: Arrival, judged: Judged) -> str:
        plan = plan_arrival(arrival, judged, self._desks[arrival.school])
        if not plan.is_straight_on:
            return await self._commit(plan, arrival, judged)
        attempt = await send_straight_on(plan, arrival.content, self._transports)
        if attempt.reply is None:
            remainder = self._remainder(attempt, arrival, judged)
            audit = (*plan.audit, *remainder.audit)
            return await self._commit(replace(remainder, unsaid=plan.unsaid, audit=audit), arrival, judged)
        if (plan.unsaid or plan.audit) and attempt.reply.startswith("2"):
            # The message has gone, and the next hop's answer is ours whatever becomes of what is said.
            await self._commit(Plan(unsaid=plan.unsaid, audit=plan.audit), arrival, judged)
        return attempt.reply

    def _remainder(self, attempt: Attempt, arrival: Arrival, judged: Judged) -> Plan:
        desk = self._desks[arrival.school]
        now = datetime.now(UTC)
        return plan_remainder(arrival, judged, desk, attempt.deferred, attempt.failures, now)

    async def _commit(self, plan: Plan, arrival: Arrival, judged: Judged) -> str:
        arrival = replace(arrival, fingerprint=_fingerprint(arrival))
        try:
            with self._tracer.span(SpanName.COMMIT) as span:
                committed = await self._store.run_together(commit_plan, self._seal, plan, arrival, judged)
                span.note(Fact.REPEATED, committed.repeated)
        except StorageFaultError as fault:
            self._events.store_failed(fault.kind)
            return replies.DISK_FULL if fault.is_full else replies.LOCAL_ERROR
        self._events.committed(committed.id, repeated=committed.repeated)
        self._outbox.wake()
        return replies.ACCEPTED.format(id=committed.id)

    def _arrival(self, submission: Submission, school: str) -> Arrival:
        now = datetime.now(UTC)
        message_id = _new_id()
        trace = Trace(
            message_id,
            submission.client,
            submission.helo,
            self._settings.hostname,
            submission.protocol,
            now,
        )
        on_top = received_field(trace) + loop_field(message_id, self._settings.loop_keys.newest)
        return Arrival(
            id=message_id,
            school=school,
            envelope=submission.envelope,
            content=put_on_top(on_top, submission.content),
            client=submission.client,
            received_at=now,
            trace=on_top,
        )


def _note_arrival(span: Span, arrival: Arrival) -> None:
    span.note(Fact.MESSAGE, arrival.id)
    span.note(Fact.SCHOOL, arrival.school)
    span.note(Fact.BYTES, len(arrival.content))
    span.note(Fact.RECIPIENTS, len(arrival.envelope.recipients))


def _note_judged(span: Span, judged: Judged) -> None:
    span.note(Fact.DISPOSITION, str(judged.verdict.disposition))
    span.note(Fact.FINDINGS, len(judged.report.findings))


def _new_id() -> str:
    number = secrets.randbelow(len(ID_ALPHABET) ** ID_LENGTH)
    letters = []
    for _ in range(ID_LENGTH):
        number, place = divmod(number, len(ID_ALPHABET))
        letters.append(ID_ALPHABET[place])
    return "".join(letters)


def _fingerprint(arrival: Arrival) -> str:
    """Of envelope and bytes as the client sent them."""
    digest = hashlib.sha256()
    for address in (arrival.envelope.sender, *sorted(arrival.envelope.recipients)):
        digest.update(address.encode() + b"\0")
    digest.update(memoryview(arrival.content)[len(arrival.trace) :])
    return digest.hexdigest()
