"""From the facts of a notice to what its template may say of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from detectors.finding import Finding
from detectors.sending import RecipientClass
from gateway.actions.notices.deciders import deciders, lead_of
from gateway.actions.notices.found import observations
from gateway.actions.notices.reasons import explaining, reason_of, reasons
from gateway.actions.notices.shortlist import Shortlist, shortlist
from gateway.actions.notices.status import explanation
from gateway.actions.notices.values import (
    Alert,
    Failure,
    Held,
    House,
    Original,
    Released,
    Reminded,
    Returned,
    Undeliverable,
)
from gateway.actions.notices.views import (
    About,
    AlertView,
    FailureView,
    Grounds,
    HeldView,
    Others,
    ReleasedView,
    ReminderView,
    ReturnedView,
    UndeliverableView,
)
from gateway.actions.quoting import one_line
from gateway.policy.verdict import Disposition, RecipientVerdict, RuleMatch, SenderMay, Verdict

_MOST_OBSERVATIONS = 5
_MOST_PEOPLE = 10
_PEOPLE_OF_A_CROWD = 8
_GOES_OUT = (Disposition.DELIVER, Disposition.REWRITE, Disposition.SECURE)


def held_view(held: Held, house: House) -> HeldView:
    stopped = held.verdict.addresses(Disposition.HOLD) + held.verdict.addresses(Disposition.RETURN)
    return HeldView(
        about=_about(held.original, house, held.case, held.verdict),
        people=_people(held.verdict.addresses(Disposition.HOLD)),
        returned=_people(held.verdict.addresses(Disposition.RETURN)),
        others=_others(held.verdict, stopped),
        grounds=_grounds(held.verdict, stopped),
        inside_only=_inside_only(held.verdict),
        may_ask=any(SenderMay.ASK in rule.sender_may for rule in explaining(held.verdict, stopped)),
        deadline=_in_words(held.deadline),
    )


def returned_view(returned: Returned, house: House) -> ReturnedView:
    return ReturnedView(
        about=_about(returned.original, house, returned.case, returned.verdict),
        people=_people(returned.recipients),
        others=_others(returned.verdict, returned.recipients),
        grounds=_grounds(returned.verdict, returned.recipients),
        inside_only=_inside_only(returned.verdict) and _all_stopped(returned),
        ruling=one_line(returned.ruling, 2000),
    )


def released_view(released: Released, house: House) -> ReleasedView:
    return ReleasedView(
        about=_about(released.original, house, released.case),
        usual=_people(each for each in released.recipients if each not in released.secure),
        secure=_people(each for each in released.recipients if each in released.secure),
    )


def reminder_view(reminded: Reminded, house: House) -> ReminderView:
    return ReminderView(
        about=_about(reminded.original, house),
        grounds=Grounds(
            found=shortlist(observations(_findings(reminded.rules)), _MOST_OBSERVATIONS),
            reasons=tuple(dict.fromkeys(map(reason_of, reminded.rules))),
            advice=_advice(reminded.rules),
        ),
    )


def undeliverable_view(undeliverable: Undeliverable, house: House) -> UndeliverableView:
    ways: dict[tuple[str, str], list[str]] = {}
    for failure in undeliverable.failures:
        ways.setdefault(_way_of_failing(failure), []).append(failure.address)
    return UndeliverableView(
        about=_about(undeliverable.original, house),
        failures=tuple(FailureView(why, reply, _people(whom)) for (why, reply), whom in ways.items()),
        count=len(undeliverable.failures),
    )


def alert_view(alert: Alert, house: House) -> AlertView:
    held = [each for each in alert.verdict.recipients if each.disposition is Disposition.HOLD]
    received = [each for each in alert.verdict.recipients if each.disposition in _GOES_OUT]
    rules = explaining(alert.verdict, [each.address for each in held])
    kinds = Counter(_kind_of(each) for each in held)
    return AlertView(
        school=one_line(house.school),
        sender=one_line(alert.sender),
        sender_told=alert.sender_told and bool(alert.sender),
        case=one_line(alert.case),
        count=len(held),
        received=len(received),
        classes=tuple((count, kind) for kind, count in kinds.most_common()),
        rules=tuple(dict.fromkeys(one_line(rule.title, 150) for rule in rules)),
        deadline=_in_words(alert.deadline),
    )


def _about(original: Original, house: House, case: str = "", verdict: Verdict | None = None) -> About:
    deciding = deciders(verdict, house) if verdict else (lead_of(house),)
    return About(
        school=one_line(house.school),
        decider=" and ".join(map(str, deciding)),
        subject=one_line(original.headline.subject, 80),
        sent=_in_words(original.arrived),
        case=one_line(case),
        total=len(original.envelope.recipients),
    )


def _grounds(verdict: Verdict, addresses: Sequence[str]) -> Grounds:
    rules = explaining(verdict, addresses)
    return Grounds(
        found=shortlist(observations(_findings(rules)), _MOST_OBSERVATIONS),
        reasons=reasons(verdict, addresses),
        advice=_advice(rules),
    )


def _advice(rules: Iterable[RuleMatch]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one_line(rule.advice, 400) for rule in rules if rule.advice))


def _findings(rules: Iterable[RuleMatch]) -> Iterable[Finding]:
    return (finding for rule in rules for finding in rule.findings)


def _others(verdict: Verdict, stopped: Sequence[str]) -> Others:
    def by(way: Disposition) -> Shortlist[str]:
        return _people(each for each in verdict.addresses(way) if each not in stopped)

    return Others(by(Disposition.DELIVER), by(Disposition.REWRITE), by(Disposition.SECURE))


def _inside_only(verdict: Verdict) -> bool:
    """Whether it was to go to somebody outside, and has gone to nobody there."""
    outside = [each for each in verdict.recipients if RecipientClass.INTERNAL not in each.classes]
    return bool(outside) and all(each.disposition not in _GOES_OUT for each in outside)


def _all_stopped(returned: Returned) -> bool:
    """Whether the notice speaks of everybody who was stopped: others' cases may have ended differently."""
    stopped = (each for each in returned.verdict.recipients if each.disposition not in _GOES_OUT)
    return all(each.address in returned.recipients for each in stopped)


def _way_of_failing(failure: Failure) -> tuple[str, str]:
    return explanation(failure), one_line(failure.reply, 200)


def _people(addresses: Iterable[str]) -> Shortlist[str]:
    shown = tuple(one_line(each) for each in addresses)
    return shortlist(shown, _MOST_PEOPLE, _PEOPLE_OF_A_CROWD)


def _in_words(when: datetime | None) -> str:
    return f"{when:%A} {when.day} {when:%B} at {when:%H:%M}" if when else ""


# The most telling class first: it alone describes the recipient.
_KINDS = {
    RecipientClass.OWN: "looks like the sender’s own private account",
    RecipientClass.CONTACT: "a parent or carer on the pupil list",
    RecipientClass.PUPIL: "a pupil",
    RecipientClass.PROFESSIONAL: "a professional partner",
    RecipientClass.SUPPLIER: "an approved supplier",
    RecipientClass.PERSONAL: "a private mailbox",
    RecipientClass.EXTERNAL: "outside the school",
    RecipientClass.INTERNAL: "inside the school",
}


def _kind_of(recipient: RecipientVerdict) -> str:
    return next((words for kind, words in _KINDS.items() if kind in recipient.classes), "not known")
