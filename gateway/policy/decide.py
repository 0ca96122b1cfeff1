"""Sending and report go in, a verdict comes out: what becomes of the message for each recipient, and why."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from detectors.finding import DetectorId, Finding, Report
from detectors.sending import Addressee, RecipientClass, Sending
from gateway.policy.circumstances import Circumstances
from gateway.policy.condition import Asked, Judgement, crowd_of, judge
from gateway.policy.conditions import FindingCondition, leaves
from gateway.policy.english.explain import sentence
from gateway.policy.english.predicates import unchecked
from gateway.policy.likeness import Likeness
from gateway.policy.rules import Action, Policy, Rule
from gateway.policy.seen import Seen
from gateway.policy.verdict import (
    Disposition,
    Mode,
    PrivateMail,
    RecipientVerdict,
    RuleMatch,
    Truth,
    Verdict,
)

_NO_SECURE_MAIL = (
    "The policy asks for secure mail, but no secure mail is set up: the message is held instead."
)
_FAST_LANE_NOT_SECURE = (
    "The policy never holds mail to one of these recipients, but no secure mail is set up: "
    "it goes by the usual way."
)
_WAIT_FOR_THE_LEAD = (
    "The data protection lead can look at it and let it go; if it is urgent, ask them straight away."
)
_SEND_WHAT_CAN_BE_READ = (
    "Send it again without the part that could not be checked, or ask the data protection lead to look at it."
)


@dataclass(frozen=True, slots=True)
class _Applied:
    """A rule that matched, what it does here, and the recipients it matched for."""

    rule: Rule
    match: RuleMatch
    addresses: frozenset[str]

    @property
    def enforced(self) -> bool:
        return self.match.mode is Mode.ENFORCE


def decide(sending: Sending, report: Report, policy: Policy, circumstances: Circumstances) -> Verdict:
    """The strictest disposition of all enforced rules that match, for each recipient by itself.

    UNKNOWN counts as YES: what cannot be inspected is never called clean. Where there is no secure mail,
    a message that needs it is held. Rules in monitor mode are reported and change nothing. Mail to the fast
    lane is never held.
    """
    applied = list(_applied(sending, Seen(report), policy, circumstances))
    enforced = [each for each in applied if each.enforced]
    recipients = tuple(_verdict_for(each, enforced, policy, circumstances) for each in sending.addressees)
    return Verdict(
        recipients=recipients,
        rules=tuple(each.match for each in applied),
        warnings=() if circumstances.secure_available else tuple(_lacking(recipients, enforced)),
        unseen=policy.private_mail is PrivateMail.SCAN_UNSEEN and any(report.of(DetectorId.MARKED_PRIVATE)),
    )


def _applied(
    sending: Sending, seen: Seen, policy: Policy, circumstances: Circumstances
) -> Iterator[_Applied]:
    for rule in policy.rules:
        if rule.mode is Mode.OFF or not rule.sender.matches(sending):
            continue
        judged = {
            each.address: judgement
            for each, judgement in _judged(rule, sending, seen, policy, circumstances)
            if judgement.truth is not Truth.NO
        }
        if judged:
            match = _rule_match(rule, judged, circumstances.secure_available)
            yield _Applied(rule, match, frozenset(judged))


def _judged(
    rule: Rule, sending: Sending, seen: Seen, policy: Policy, circumstances: Circumstances
) -> Iterator[tuple[Addressee, Judgement]]:
    """The judgement for every recipient the rule is about. Those who are alike are judged once."""
    likeness, crowd = Likeness(rule.when, seen, circumstances.past), crowd_of(sending)
    known: dict[Hashable, Judgement] = {}
    for addressee in filter(rule.to.matches, sending.addressees):
        kind = likeness.of(addressee)
        if kind not in known:
            asked = Asked(seen, crowd, addressee, circumstances, policy.office_hours)
            known[kind] = judge(rule.when, asked)
        yield addressee, known[kind]


def _verdict_for(
    addressee: Addressee, enforced: list[_Applied], policy: Policy, circumstances: Circumstances
) -> RecipientVerdict:
    mine = [each.match for each in enforced if addressee.address in each.addresses]
    strictest = max((match.action for match in mine), default=Disposition.DELIVER)
    in_fast_lane = not policy.fast_lane.isdisjoint(addressee.groups)
    return RecipientVerdict(
        address=addressee.address,
        classes=addressee.classes,
        disposition=_at_once(strictest, addressee, circumstances) if in_fast_lane else strictest,
        rules=tuple(match.id for match in mine),
        fast_lane=in_fast_lane,
    )


def _at_once(strictest: Disposition, addressee: Addressee, circumstances: Circumstances) -> Disposition:
    """A word to those who protect a child is not delayed: outside the school it goes by secure mail."""
    outside = RecipientClass.INTERNAL not in addressee.classes
    if strictest is not Disposition.DELIVER and outside and circumstances.secure_available:
        return Disposition.SECURE
    return Disposition.DELIVER


def _lacking(recipients: Iterable[RecipientVerdict], enforced: list[_Applied]) -> Iterator[str]:
    """What the want of secure mail changed, a sentence each."""
    recipients = tuple(recipients)
    if any(_secure_is_strongest(each.address, enforced) for each in recipients if not each.fast_lane):
        yield _NO_SECURE_MAIL
    if any(_is_stopped(each.address, enforced) for each in recipients if _is_fast_and_outside(each)):
        yield _FAST_LANE_NOT_SECURE


def _is_fast_and_outside(recipient: RecipientVerdict) -> bool:
    return recipient.fast_lane and RecipientClass.INTERNAL not in recipient.classes


def _is_stopped(address: str, enforced: list[_Applied]) -> bool:
    return any(each.match.action > Disposition.DELIVER for each in enforced if address in each.addresses)


def _rule_match(rule: Rule, judged: Mapping[str, Judgement], secure_available: bool) -> RuleMatch:
    """`judged`: by address, none of them NO."""
    certain = any(each.truth is Truth.YES for each in judged.values())
    truth = Truth.YES if certain else Truth.UNKNOWN
    held_instead = _asks_for_secure_mail(rule) and not secure_available
    reason, advice = _explained(rule, truth)
    if held_instead:
        reason = f"Under “{rule.title}” this must go by secure mail, but no secure mail is set up."
        advice = _WAIT_FOR_THE_LEAD
    return RuleMatch(
        id=rule.id,
        title=rule.title,
        clause=rule.clause,
        action=Disposition.HOLD if held_instead else rule.action.disposition,
        mode=rule.mode,
        truth=truth,
        reason=reason,
        advice=advice,
        findings=_findings(judged.values()),
        crossings=tuple(dict.fromkeys(each for judgement in judged.values() for each in judgement.crossings)),
        sentence=sentence(rule),
        warns=rule.action is Action.WARN,
        sender_may=rule.sender_may,
        approver=rule.approver or "",
    )


def _findings(judgements: Iterable[Judgement]) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(finding for each in judgements for finding in each.findings))


def _explained(rule: Rule, truth: Truth) -> tuple[str, str]:
    """Reason and advice. Where nobody can tell, the rule's own would accuse the sender of what was not seen.

    A rule on what cannot be inspected says in its own words what is the matter, whichever way it matched.
    """
    if truth is Truth.YES or _is_on_the_uninspectable(rule):
        return rule.reason_given, rule.advice
    reason = f"A part of this message could not be checked for {unchecked(rule.when)}."
    return reason, rule.advice if _asks_for_secure_mail(rule) else _SEND_WHAT_CAN_BE_READ


def _asks_for_secure_mail(rule: Rule) -> bool:
    return rule.action is Action.SECURE


def _secure_is_strongest(address: str, enforced: list[_Applied]) -> bool:
    actions = [each.rule.action.disposition for each in enforced if address in each.addresses]
    return max(actions, default=Disposition.DELIVER) is Disposition.SECURE


def _is_on_the_uninspectable(rule: Rule) -> bool:
    return any(
        isinstance(leaf, FindingCondition) and leaf.finding is DetectorId.UNINSPECTABLE
        for leaf in leaves(rule.when)
    )
