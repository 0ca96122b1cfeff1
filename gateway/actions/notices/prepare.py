"""From the facts of a notice to what its template may say of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from detectors.finding import Finding
from detectors.sending import RecipientClass
from gateway.actions.at_deadline import promised
from gateway.actions.flood import MOST_AN_HOUR
from gateway.actions.notices.deciders import deciders, deciders_in_words, lead_of
from gateway.actions.notices.found import observations
from gateway.actions.notices.phrases import Phrases
from gateway.actions.notices.reasons import explaining, reason_of, reasons
from gateway.actions.notices.shortlist import Shortlist, shortlist
from gateway.actions.notices.status import explanation
from gateway.actions.notices.values import (
    Alert,
    Asked,
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
    AskedView,
    FailureView,
    Grounds,
    HeldView,
    ManyView,
    Others,
    ReleasedView,
    ReminderView,
    ReturnedView,
    UndeliverableView,
)
from gateway.actions.notices.ways import likely_ways
from gateway.actions.quoting import one_line
from gateway.policy.verdict import Disposition, RecipientVerdict, RuleMatch, Verdict

_MOST_OBSERVATIONS = 5
_MOST_PEOPLE = 10
_PEOPLE_OF_A_CROWD = 8
_LONGEST_REASON = 500
_LONGEST_LINK = 2500
_GOES_OUT = (Disposition.DELIVER, Disposition.REWRITE, Disposition.SECURE)


def held_view(held: Held, house: House, phrases: Phrases) -> HeldView:
    stopped = held.verdict.addresses(Disposition.HOLD) + held.verdict.addresses(Disposition.RETURN)
    return HeldView(
        about=about(held.original, house, phrases, held.case, held.verdict),
        people=people(held.verdict.addresses(Disposition.HOLD)),
        returned=people(held.verdict.addresses(Disposition.RETURN)),
        others=others(held.verdict, stopped),
        grounds=_grounds(held.verdict, stopped, phrases),
        inside_only=_inside_only(held.verdict),
        ways=likely_ways(held.verdict, secure_mail=house.secure_mail),
        deadline=phrases.moment(held.deadline),
        then=_then(held.verdict, house, phrases),
    )


def returned_view(returned: Returned, house: House, phrases: Phrases) -> ReturnedView:
    return ReturnedView(
        about=about(returned.original, house, phrases, returned.case, returned.verdict),
        people=people(returned.recipients),
        others=others(returned.verdict, returned.recipients),
        grounds=_grounds(returned.verdict, returned.recipients, phrases),
        inside_only=_inside_only(returned.verdict) and _all_stopped(returned),
        ruling=one_line(returned.ruling, 2000),
        expired=phrases.moment(returned.expired),
    )


def released_view(released: Released, house: House, phrases: Phrases) -> ReleasedView:
    return ReleasedView(
        about=about(released.original, house, phrases, released.case),
        people=people(released.recipients),
        usual=people(each for each in released.recipients if each not in released.secure),
        secure=people(each for each in released.recipients if each in released.secure),
        expired=phrases.moment(released.expired),
    )


def reminder_view(reminded: Reminded, house: House, phrases: Phrases) -> ReminderView:
    return ReminderView(
        about=about(reminded.original, house, phrases),
        people=people(reminded.original.envelope.recipients),
        grounds=Grounds(
            found=shortlist(
                observations(_findings(reminded.rules, reminded.original.envelope.recipients), phrases),
                _MOST_OBSERVATIONS,
            ),
            reasons=tuple(dict.fromkeys(reason_of(rule, phrases) for rule in reminded.rules)),
            advice=_advice(reminded.rules, phrases),
        ),
    )


def undeliverable_view(undeliverable: Undeliverable, house: House, phrases: Phrases) -> UndeliverableView:
    alike: dict[tuple[str, str], list[str]] = {}
    for failure in undeliverable.failures:
        alike.setdefault(_way_of_failing(failure, phrases), []).append(failure.address)
    return UndeliverableView(
        about=about(undeliverable.original, house, phrases),
        people=people(failure.address for failure in undeliverable.failures),
        failures=tuple(FailureView(why, reply, people(whom)) for (why, reply), whom in alike.items()),
    )


def many_view(original: Original, verdict: Verdict, house: House, phrases: Phrases) -> ManyView:
    return ManyView(about(original, house, phrases, verdict=verdict), MOST_AN_HOUR)


def alert_view(alert: Alert, house: House, phrases: Phrases) -> AlertView:
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
        classes=tuple((count, phrases.say(kind)) for kind, count in kinds.most_common()),
        rules=_titles(rules),
        deadline=phrases.moment(alert.deadline),
        then=_then(alert.verdict, house, phrases),
        link=house.case_page(one_line(alert.case)),
    )


def asked_view(asked: Asked, house: House) -> AskedView:
    held = asked.verdict.addresses(Disposition.HOLD)
    return AskedView(
        school=one_line(house.school),
        sender=one_line(asked.sender),
        reason=one_line(asked.reason, _LONGEST_REASON),
        case=one_line(asked.case),
        count=len(held),
        rules=_titles(explaining(asked.verdict, held)),
        link=house.case_page(one_line(asked.case)),
    )


def _then(verdict: Verdict, house: House, phrases: Phrases) -> str:
    held = verdict.addresses(Disposition.HOLD)
    return phrases.say(f"deadline.{promised(verdict, held, secure_mail=house.secure_mail)}")


def about(
    original: Original, house: House, phrases: Phrases, case: str = "", verdict: Verdict | None = None
) -> About:
    deciding = deciders(verdict, house) if verdict else (lead_of(house),)
    return About(
        school=one_line(house.school),
        decider=deciders_in_words(deciding, phrases),
        subject=one_line(original.headline.subject, 80),
        title=one_line(original.headline.subject, 40),
        link=one_line(original.link, _LONGEST_LINK),
        sent=phrases.moment(original.arrived),
        case=one_line(case),
        total=len(original.envelope.recipients),
    )


def _grounds(verdict: Verdict, addresses: Sequence[str], phrases: Phrases) -> Grounds:
    rules = explaining(verdict, addresses)
    return Grounds(
        found=shortlist(observations(_findings(rules, addresses), phrases), _MOST_OBSERVATIONS),
        reasons=reasons(verdict, addresses, phrases),
        advice=_advice(rules, phrases),
    )


def _titles(rules: Iterable[RuleMatch]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one_line(rule.title, 150) for rule in rules))


def _advice(rules: Iterable[RuleMatch], phrases: Phrases) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one_line(phrases.told(rule.advice), 400) for rule in rules if rule.advice))


def _findings(rules: Iterable[RuleMatch], addresses: Collection[str]) -> Iterable[Finding]:
    """What concerns these recipients: a finding that names none concerns them all."""
    wanted = frozenset(addresses)
    return (
        finding
        for rule in rules
        for finding in rule.findings
        if not finding.recipients or not wanted.isdisjoint(finding.recipients)
    )


def others(verdict: Verdict, told: Collection[str]) -> Others:
    """Those beside the ones whom the notice is about."""

    def by(way: Disposition) -> Shortlist[str]:
        return people(each for each in verdict.addresses(way) if each not in told)

    return Others(by(Disposition.DELIVER), by(Disposition.REWRITE), by(Disposition.SECURE))


def _inside_only(verdict: Verdict) -> bool:
    """Whether it was to go to somebody outside, and has gone to nobody there."""
    outside = [each for each in verdict.recipients if RecipientClass.INTERNAL not in each.classes]
    return bool(outside) and all(each.disposition not in _GOES_OUT for each in outside)


def _all_stopped(returned: Returned) -> bool:
    """Whether the notice speaks of everybody who was stopped: others' cases may have ended differently."""
    stopped = (each for each in returned.verdict.recipients if each.disposition not in _GOES_OUT)
    return all(each.address in returned.recipients for each in stopped)


def _way_of_failing(failure: Failure, phrases: Phrases) -> tuple[str, str]:
    return explanation(failure, phrases), one_line(failure.reply, 200)


def people(addresses: Iterable[str]) -> Shortlist[str]:
    shown = tuple(one_line(each) for each in addresses)
    return shortlist(shown, _MOST_PEOPLE, _PEOPLE_OF_A_CROWD)


# The most telling class first: it alone describes the recipient.
_MOST_TELLING = (
    RecipientClass.OWN,
    RecipientClass.CONTACT,
    RecipientClass.PUPIL,
    RecipientClass.PROFESSIONAL,
    RecipientClass.SUPPLIER,
    RecipientClass.PERSONAL,
    RecipientClass.EXTERNAL,
    RecipientClass.INTERNAL,
)


def _kind_of(recipient: RecipientVerdict) -> str:
    """The key of what is said of the recipient."""
    return next(
        (f"recipient.{kind}" for kind in _MOST_TELLING if kind in recipient.classes), "recipient.unknown"
    )
