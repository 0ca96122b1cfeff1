"""Writes plans for arrived messages, with all that follows from them, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.db import transaction

from gateway.actions import flood
from gateway.actions.bulk import Silence
from gateway.actions.plan import (
    Arrival,
    AuditEntry,
    CaseDraft,
    CaseState,
    Delivery,
    Judged,
    Plan,
)
from gateway.store import models
from gateway.store.caseindex import index_case, index_messages, write_rules
from gateway.store.codec import encode_judged
from gateway.store.marks import Marks, marks_key
from gateway.store.queueing import Bytes, Queued, queue, store_contents
from gateway.store.record import Told, put_on_record
from gateway.store.seal import Seal
from gateway.store.sent import Silences
from gateway.store.together import Joint

RETRY_WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Committed:
    """The id under which a message is safe; `repeated` when an earlier try of the client had stored it."""

    id: str
    repeated: bool


@dataclass(frozen=True, slots=True)
class _New:
    """A message that is stored, and what becomes of it."""

    plan: Plan
    arrival: Arrival
    judged: Judged
    row: models.Message

    @property
    def now(self) -> datetime:
        return self.arrival.received_at


@transaction.atomic
def _commit_plans(calls: Sequence[tuple[Seal, Plan, Arrival, Judged]]) -> tuple[Committed, ...]:
    """Stores messages and what becomes of them. After this returns they are on disk.

    A client whose answer got lost sends again; within the hour that is the same message (the
    crash between commit and 250), and nothing is written twice. Raises ValueError for an arrival without a
    fingerprint, which would be taken for any other that has none.
    """
    if not all(arrival.fingerprint for _, _, arrival, _ in calls):
        raise ValueError("an arrival that is to be stored has a fingerprint")
    seal = calls[0][0]
    done = _told_apart([arrival for _, _, arrival, _ in calls])
    fresh = [
        (plan, arrival, judged)
        for (_, plan, arrival, judged), committed in zip(calls, done, strict=True)
        if not committed.repeated
    ]
    if fresh:
        _store(seal, fresh)
    return done


commit_plan = Joint("commit_plan", _commit_plans)


def _told_apart(arrivals: Sequence[Arrival]) -> tuple[Committed, ...]:
    """Which have been stored before, or come twice among these."""
    rows = models.Message.objects.filter(
        fingerprint__in={each.fingerprint for each in arrivals},
        received_at__gte=min(each.received_at for each in arrivals) - RETRY_WINDOW,
    )
    known = list(rows.order_by("pk").values_list("pk", "fingerprint", "client", "received_at"))
    done = []
    for each in arrivals:
        since = each.received_at - RETRY_WINDOW
        earlier = (pk for pk, *tried, at in known if tried == [each.fingerprint, each.client] and at >= since)
        found = next(earlier, None)
        if found is None:
            known.append((each.id, each.fingerprint, each.client, each.received_at))
        done.append(Committed(found or each.id, repeated=found is not None))
    return tuple(done)


def _store(seal: Seal, fresh: Sequence[tuple[Plan, Arrival, Judged]]) -> None:
    school = cache(lambda name: models.School.objects.get_or_create(name=name)[0])
    new = [
        _New(plan, arrival, judged, _message(seal, plan, arrival, judged, school(arrival.school)))
        for plan, arrival, judged in fresh
    ]
    kept = [each.arrival for each in new if each.row.content_id is not None]
    store_contents(seal, (Bytes(each.id, each.content) for each in kept))
    models.Message.objects.bulk_create(each.row for each in new)
    index_messages(seal, [(each.row, each.judged) for each in new])
    _open_cases(new)
    queue(seal, tuple(_said(seal, new)))
    put_on_record(seal, [Told(each.plan.audit, each.now, message=each.row) for each in new])


def _message(
    seal: Seal, plan: Plan, arrival: Arrival, judged: Judged, school: models.School
) -> models.Message:
    needed = (
        plan.case is not None
        or plan.kept_until is not None
        or any(delivery.content is None for delivery in plan.deliveries)
    )
    return models.Message(
        id=arrival.id,
        school=school,
        sender=arrival.envelope.sender,
        eight_bit=arrival.envelope.eight_bit,
        smtputf8=arrival.envelope.smtputf8,
        client=arrival.client,
        fingerprint=arrival.fingerprint,
        received_at=arrival.received_at,
        size=len(arrival.content),
        content_id=arrival.id if needed else None,
        kept_until=plan.kept_until,
        judged=seal.close(encode_judged(judged), f"judged {arrival.id}"),
    )


def _open_cases(new: Sequence[_New]) -> None:
    opened = [
        (_case(each, each.plan.case), each.judged, each.plan.case.recipients)
        for each in new
        if each.plan.case is not None
    ]
    models.Case.objects.bulk_create(case for case, _, _ in opened)
    models.HeldRecipient.objects.bulk_create(
        models.HeldRecipient(case=case, address=address) for case, _, held in opened for address in held
    )
    write_rules(opened)


def _case(new: _New, draft: CaseDraft) -> models.Case:
    case = models.Case(
        message=new.row,
        school=new.row.school,
        state=CaseState.OPEN,
        opened_at=new.now,
        deadline_at=draft.deadline,
    )
    index_case(case, new.judged, frozenset(draft.recipients))
    return case


def _said(seal: Seal, new: Sequence[_New]) -> Iterator[Queued]:
    """All that goes out; of what is said once in a while, that of which it is time."""
    key = marks_key(seal)
    senders = [Marks(key, each.arrival.school).sender(each.arrival.envelope.sender) for each in new]
    silences = Silences(
        silence for each, sender in zip(new, senders, strict=True) for silence in _asked_for(each, sender)
    )
    for each, sender in zip(new, senders, strict=True):
        for delivery in each.plan.deliveries:
            said = _within_bounds(silences, each, sender, delivery)
            if said is not None:
                yield Queued(said, each.now, each.row.school, each.row)
        for unsaid in each.plan.unsaid:
            if silences.begin(each.row.school, unsaid.silences, each.now):
                yield Queued(unsaid.delivery, each.now, each.row.school, each.row)
    silences.write()


def _asked_for(new: _New, sender: str) -> Iterator[Silence]:
    if any(each.instead is not None for each in new.plan.deliveries):
        yield from (*flood.places(sender, new.now), flood.stand_in(sender, new.now))
    for each in new.plan.unsaid:
        yield from each.silences


def _within_bounds(silences: Silences, new: _New, sender: str, delivery: Delivery) -> Delivery | None:
    """The delivery; of a notice to somebody who has had very many, once an hour what stands in for it."""
    if delivery.instead is None:
        return delivery
    school = new.row.school
    free = [each for each in flood.places(sender, new.now) if not silences.is_on(each, new.now)]
    if free:
        silences.begin(school, free[:1], new.now)
        return delivery
    is_time = silences.begin(school, (flood.stand_in(sender, new.now),), new.now)
    return delivery.instead() if is_time else None


def add_audit(seal: Seal, message: models.Message, entries: tuple[AuditEntry, ...], now: datetime) -> None:
    """On the record, within the transaction of what they tell of."""
    put_on_record(seal, (Told(entries, now, message=message),))
