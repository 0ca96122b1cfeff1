"""From a verdict to a plan: what becomes of a message that has just come in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from detectors.message import Envelope
from detectors.sending import RecipientClass
from gateway.actions.desk import Desk, may_answer, original_of
from gateway.actions.notices.reasons import explaining
from gateway.actions.notices.values import Crossed, Failure, Reminded, Returned
from gateway.actions.plan import (
    Action,
    Arrival,
    AuditEntry,
    CaseDraft,
    Delivery,
    Judged,
    Plan,
    Purpose,
    Route,
    Unsaid,
)
from gateway.actions.reminder import reminded
from gateway.policy.verdict import Disposition, Mode, RecipientVerdict, Verdict

GATEWAY = "gateway"


def plan_arrival(arrival: Arrival, judged: Judged, desk: Desk) -> Plan:
    """Every recipient of the envelope appears in the plan exactly once."""
    verdict = judged.verdict
    delivered = by_usual_route(
        arrival.envelope, (each for each in verdict.recipients if each.disposition is Disposition.DELIVER)
    )
    if verdict.disposition is Disposition.DELIVER:
        return Plan(straight_on=delivered, unsaid=_unsaid(arrival, judged, desk))
    secure = verdict.addresses(Disposition.SECURE)
    returned = verdict.addresses(Disposition.RETURN)
    settled = {*verdict.addresses(Disposition.DELIVER), *secure, *returned}
    held = tuple(each.address for each in verdict.recipients if each.address not in settled)
    deliveries = delivered
    if secure:
        deliveries += (message_delivery(arrival.envelope, Route.SECURE_MAIL, secure),)
    return Plan(
        deliveries=deliveries + _notices(arrival, judged, desk, held, returned),
        case=CaseDraft(held) if held else None,
        returned=returned,
        audit=_audit(verdict, delivered, secure, held, returned),
        unsaid=_unsaid(arrival, judged, desk),
    )


def plan_remainder(
    arrival: Arrival,
    judged: Judged,
    desk: Desk,
    deferred: tuple[Delivery, ...],
    failures: tuple[Failure, ...],
    now: datetime,
) -> Plan:
    """What is left to do when the next hop took a message for some recipients and not for others."""
    notices: tuple[Delivery, ...] = ()
    if failures and may_answer(arrival.envelope, judged.headline):
        original = original_of(arrival.envelope, judged.headline, arrival.received_at)
        notices = (desk.undeliverable(original, failures, arrival.id, now),)
    refused = (AuditEntry(GATEWAY, Action.REFUSED, f"{len(failures)} recipients"),) if failures else ()
    return Plan(
        deliveries=deferred + notices,
        returned=tuple(failure.address for failure in failures),
        audit=refused,
    )


def by_usual_route(envelope: Envelope, recipients: Iterable[RecipientVerdict]) -> tuple[Delivery, ...]:
    """The message itself to those recipients: inside the school by its own server, else by the next hop."""
    wanted = tuple(recipients)
    inside = tuple(each.address for each in wanted if RecipientClass.INTERNAL in each.classes)
    outside = tuple(each.address for each in wanted if RecipientClass.INTERNAL not in each.classes)
    routes = ((Route.HOME, inside), (Route.NEXT_HOP, outside))
    return tuple(message_delivery(envelope, route, to) for route, to in routes if to)


def message_delivery(envelope: Envelope, route: Route, recipients: tuple[str, ...]) -> Delivery:
    return Delivery(route, Purpose.MESSAGE, replace(envelope, recipients=recipients))


def _notices(
    arrival: Arrival, judged: Judged, desk: Desk, held: tuple[str, ...], returned: tuple[str, ...]
) -> tuple[Delivery, ...]:
    now, verdict = arrival.received_at, judged.verdict
    original = original_of(arrival.envelope, judged.headline, now)
    answerable = may_answer(arrival.envelope, judged.headline)
    notices: list[Delivery] = []
    if held and answerable:
        notices.append(desk.held(original, verdict, arrival.id, now))
    elif returned and answerable:
        notices.append(desk.returned(original, Returned(original, verdict, returned), arrival.id, now))
    # A rule in the lead's own mailbox that forwards alerts would be alerted of for ever.
    own_forward = judged.headline.automatic and arrival.envelope.sender == desk.house.data_protection_lead
    if held and not own_forward and not _told_otherwise(judged, held):
        notices.append(desk.alert(arrival.envelope.sender, verdict, arrival.id, now, sender_told=answerable))
    return tuple(notices)


def _unsaid(arrival: Arrival, judged: Judged, desk: Desk) -> tuple[Unsaid, ...]:
    unsaid: list[Unsaid] = []
    if judged.bulk is not None and judged.bulk.silences:
        crossing = Crossed(arrival.envelope.sender, judged.verdict, judged.bulk, arrival.id)
        unsaid.append(Unsaid(desk.bulk_alert(crossing, arrival.received_at), judged.bulk.silences))
    if judged.reminders and may_answer(arrival.envelope, judged.headline):
        original = original_of(arrival.envelope, judged.headline, arrival.received_at)
        about = Reminded(original, judged.verdict, reminded(judged.verdict, judged.reminders))
        unsaid.append(Unsaid(desk.reminder(about, arrival.id, arrival.received_at), judged.reminders))
    return tuple(unsaid)


def _told_otherwise(judged: Judged, held: tuple[str, ...]) -> bool:
    """Whether the lead has an alert already for all that the message is held for, and nobody else decides."""
    if judged.bulk is None:
        return False
    told = judged.bulk.rules
    return all(rule.id in told and not rule.approver for rule in explaining(judged.verdict, held))


def _audit(
    verdict: Verdict,
    delivered: tuple[Delivery, ...],
    secure: tuple[str, ...],
    held: tuple[str, ...],
    returned: tuple[str, ...],
) -> tuple[AuditEntry, ...]:
    rules = ", ".join(match.id for match in verdict.rules if match.mode is Mode.ENFORCE)
    counted = (
        (Action.HELD, len(held)),
        (Action.RETURNED, len(returned)),
        (Action.SENT_SECURELY, len(secure)),
        (Action.DELIVERED, sum(len(each.envelope.recipients) for each in delivered)),
    )
    return tuple(
        AuditEntry(GATEWAY, action, f"{count} recipients; rules: {rules}")
        for action, count in counted
        if count
    )
