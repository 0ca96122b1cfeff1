"""From a verdict to a plan: what becomes of a message that has just come in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from detectors.message import Envelope
from detectors.sending import RecipientClass
from gateway.actions.desk import Desk, forwards_alerts, may_answer, original_of
from gateway.actions.link import LASTS
from gateway.actions.notices.reasons import explaining
from gateway.actions.notices.values import Crossed, Failure, LetPass, Reminded, Returned
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
    counted,
)
from gateway.actions.reminder import let_pass, reminded
from gateway.policy.fallback import not_rewritten
from gateway.policy.rewriting import MARKS
from gateway.policy.verdict import Disposition, Mode, RecipientVerdict, Verdict
from gateway.rewriting.version import Version

GATEWAY = "gateway"
NOT_CHANGED = "It was not changed as it should have been."


def plan_arrival(arrival: Arrival, judged: Judged, desk: Desk) -> Plan:
    """Every recipient of the envelope appears in the plan exactly once.

    For whom a changed message is due and there is none, it is held.
    """
    judged = _without_promises(judged)
    verdict = judged.verdict
    delivered = by_usual_route(
        arrival.envelope, (each for each in verdict.recipients if each.disposition is Disposition.DELIVER)
    )
    if verdict.disposition is Disposition.DELIVER:
        unsaid = _unsaid(arrival, judged, desk)
        return Plan(straight_on=delivered, unsaid=unsaid, audit=_noted(arrival, verdict))
    changed = tuple(address for version in judged.versions for address in version.recipients)
    secure = tuple(each for each in verdict.addresses(Disposition.SECURE) if each not in changed)
    returned = verdict.addresses(Disposition.RETURN)
    settled = {*verdict.addresses(Disposition.DELIVER), *changed, *secure, *returned}
    held = tuple(each.address for each in verdict.recipients if each.address not in settled)
    deliveries = leaving(arrival.envelope, verdict, judged.versions, arrival.trace)
    return Plan(
        deliveries=deliveries + _notices(arrival, judged, desk, held, returned),
        case=CaseDraft(held, desk.patience.deadline(arrival.received_at)) if held else None,
        returned=returned,
        audit=_audit(verdict, delivered, changed, secure, held, returned) + _noted(arrival, verdict),
        unsaid=_unsaid(arrival, judged, desk),
        kept_until=kept_until(judged.versions, arrival.received_at),
    )


def kept_until(versions: Iterable[Version], now: datetime) -> datetime | None:
    """For how long a message is kept for its sender: as long as their page can be opened."""
    return now + LASTS if any(version.files_taken_off for version in versions) else None


def _without_promises(judged: Judged) -> Judged:
    made = {address for version in judged.versions for address in version.recipients}
    missing = [each for each in judged.verdict.addresses(Disposition.REWRITE) if each not in made]
    if not missing:
        return judged
    return replace(judged, verdict=not_rewritten(judged.verdict, missing, NOT_CHANGED))


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
    refused = (AuditEntry(GATEWAY, Action.REFUSED, counted(len(failures))),) if failures else ()
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


def leaving(
    envelope: Envelope, verdict: Verdict, versions: Iterable[Version], trace: bytes
) -> tuple[Delivery, ...]:
    """To all whom the verdict lets have it: as it came, by secure mail, or in their version of it."""
    made = tuple(versions)
    changed = {address for version in made for address in version.recipients}
    ways = by_usual_route(
        envelope, (each for each in verdict.recipients if each.disposition is Disposition.DELIVER)
    )
    secure = tuple(each for each in verdict.addresses(Disposition.SECURE) if each not in changed)
    if secure:
        ways += (message_delivery(envelope, Route.SECURE_MAIL, secure),)
    for version in made:
        ways += version_deliveries(envelope, verdict, version, trace)
    return ways


def version_deliveries(
    envelope: Envelope, verdict: Verdict, version: Version, trace: bytes
) -> tuple[Delivery, ...]:
    """The message as it was changed, to those whose version it is and to whom it copies in.

    trace: our fields on top, which the version is without
    """
    theirs = [each for each in verdict.recipients if each.address in version.recipients]
    ways = by_usual_route(envelope, theirs)
    if version.disposition is Disposition.SECURE and not version.sealed:
        ways = tuple(map(_securely, ways))
    if version.copied:
        ways += (message_delivery(envelope, Route.HOME, version.copied),)
    return tuple(replace(way, content=trace + version.content) for way in ways)


def _securely(way: Delivery) -> Delivery:
    """Inside the school nothing has to be secured."""
    return replace(way, route=Route.SECURE_MAIL) if way.route is Route.NEXT_HOP else way


def message_delivery(envelope: Envelope, route: Route, recipients: tuple[str, ...]) -> Delivery:
    return Delivery(route, Purpose.MESSAGE, replace(envelope, recipients=recipients))


def _notices(
    arrival: Arrival, judged: Judged, desk: Desk, held: tuple[str, ...], returned: tuple[str, ...]
) -> tuple[Delivery, ...]:
    now, verdict = arrival.received_at, judged.verdict
    original = original_of(arrival.envelope, judged.headline, now)
    answerable = may_answer(arrival.envelope, judged.headline)
    notices: list[Delivery] = []
    if answerable and any(takes_something_away(version) for version in judged.versions):
        notices.append(desk.changed(original, judged.versions, verdict, arrival.id, now))
    if held and answerable:
        notices.append(desk.held(original, verdict, arrival.id, now))
    elif returned and answerable:
        notices.append(desk.returned(original, Returned(original, verdict, returned), arrival.id, now))
    own_forward = forwards_alerts(arrival.envelope, judged.headline, desk.house)
    if held and not own_forward and not _told_otherwise(judged, held):
        notices.append(desk.alert(arrival.envelope.sender, verdict, arrival.id, now, sender_told=answerable))
    return tuple(notices)


def takes_something_away(version: Version) -> bool:
    """Of a mark that every message may get its sender is told once a day, like of a reminder."""
    return any(change.rewrite not in MARKS for change in version.changes)


def _unsaid(arrival: Arrival, judged: Judged, desk: Desk) -> tuple[Unsaid, ...]:
    unsaid: list[Unsaid] = []
    if judged.bulk is not None and judged.bulk.silences:
        crossing = Crossed(arrival.envelope.sender, judged.verdict, judged.bulk, arrival.id)
        unsaid.append(Unsaid(desk.bulk_alert(crossing, arrival.received_at), judged.bulk.silences))
    if judged.reminders and may_answer(arrival.envelope, judged.headline):
        original = original_of(arrival.envelope, judged.headline, arrival.received_at)
        about = Reminded(original, judged.verdict, reminded(judged.verdict, judged.reminders))
        unsaid.append(Unsaid(desk.reminder(about, arrival.id, arrival.received_at), judged.reminders))
    if judged.unchecked:
        passed = LetPass(arrival.envelope.sender, let_pass(judged.verdict, judged.unchecked))
        unsaid.append(Unsaid(desk.unchecked(passed, arrival.id, arrival.received_at), judged.unchecked))
    return tuple(unsaid)


def _noted(arrival: Arrival, verdict: Verdict) -> tuple[AuditEntry, ...]:
    """What is on the record of a message whatever becomes of it."""
    return _let_pass(arrival, verdict) + _watched(arrival, verdict)


def _watched(arrival: Arrival, verdict: Verdict) -> tuple[AuditEntry, ...]:
    """What rules on monitor would have done: whoever wants to switch one on looks at this first."""
    watching = [match for match in verdict.rules if match.mode is Mode.MONITOR]
    if not watching:
        return ()
    people = arrival.envelope.recipients
    rules = ", ".join(f"{match.id} ({match.action})" for match in watching)
    note = f"{counted(len(people))}; rules on monitor: {rules}"
    return (AuditEntry(GATEWAY, Action.WATCHED, note, f"{arrival.envelope.sender} to {', '.join(people)}"),)


def _let_pass(arrival: Arrival, verdict: Verdict) -> tuple[AuditEntry, ...]:
    """Each message that some rule let pass unchecked is on the record, with whom it was from and for."""
    if not verdict.unchecked:
        return ()
    rules = ", ".join(each.rule for each in verdict.unchecked)
    people = dict.fromkeys(address for each in verdict.unchecked for address in each.recipients)
    detail = f"{arrival.envelope.sender} to {', '.join(people)}"
    return (AuditEntry(GATEWAY, Action.UNCHECKED, f"{counted(len(people))}; rules: {rules}", detail),)


def _told_otherwise(judged: Judged, held: tuple[str, ...]) -> bool:
    """Whether the lead has an alert already for all that the message is held for, and nobody else decides."""
    if judged.bulk is None:
        return False
    told = judged.bulk.rules
    return all(rule.id in told and not rule.approver for rule in explaining(judged.verdict, held))


def _audit(
    verdict: Verdict,
    delivered: tuple[Delivery, ...],
    changed: tuple[str, ...],
    secure: tuple[str, ...],
    held: tuple[str, ...],
    returned: tuple[str, ...],
) -> tuple[AuditEntry, ...]:
    about = f"rules: {', '.join(match.id for match in verdict.rules if match.mode is Mode.ENFORCE)}"
    if excepted := sorted({each.exception for each in verdict.excepted}):
        about += f"; exceptions that counted: {', '.join(map(str, excepted))}"
    counts = (
        (Action.HELD, len(held)),
        (Action.RETURNED, len(returned)),
        (Action.REWRITTEN, len(changed)),
        (Action.SENT_SECURELY, len(secure)),
        (Action.DELIVERED, sum(len(each.envelope.recipients) for each in delivered)),
    )
    return tuple(
        AuditEntry(GATEWAY, action, f"{counted(count)}; {about}") for action, count in counts if count
    )
