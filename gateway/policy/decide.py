"""Envelope and report go in, a verdict comes out: what becomes of the message for each recipient, and why."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.finding import DetectorId, Report
from detectors.message import Envelope
from detectors.recipients import Recipients
from detectors.sending import RecipientClass
from gateway.policy.condition import Judgement, judge
from gateway.policy.explain import unchecked
from gateway.policy.rules import FindingCondition, Policy, Rule, leaves
from gateway.policy.verdict import Disposition, Mode, RecipientVerdict, RuleMatch, Truth, Verdict

_NO_SECURE_MAIL = (
    "The policy asks for secure mail, but no secure mail is set up: the message is held instead."
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


def decide(
    envelope: Envelope, report: Report, policy: Policy, recipients: Recipients, secure_available: bool
) -> Verdict:
    """The strictest disposition of all enforced rules that match, for each recipient by itself.

    UNKNOWN counts as YES: what cannot be inspected is never called clean. Where there is no secure mail,
    a message that needs it is held. Rules in monitor mode are reported and change nothing.
    """
    classes = {address: recipients.classify(address, envelope.sender) for address in envelope.recipients}
    applied = _applied(policy, report, classes, secure_available)
    enforced = [each for each in applied if each.enforced]
    lacks_secure_mail = not secure_available and any(_secure_is_strongest(each, enforced) for each in classes)
    return Verdict(
        recipients=tuple(_verdict_for(address, classes[address], enforced) for address in classes),
        rules=tuple(each.match for each in applied),
        warnings=(_NO_SECURE_MAIL,) if lacks_secure_mail else (),
    )


def _applied(
    policy: Policy, report: Report, classes: dict[str, frozenset[RecipientClass]], secure_available: bool
) -> list[_Applied]:
    applied = []
    for rule in policy.rules:
        addresses = frozenset(address for address, its in classes.items() if rule.to.matches(its))
        if rule.mode is Mode.OFF or not addresses:
            continue
        judgement = judge(rule.when, report)
        if judgement.truth is not Truth.NO:
            match = _rule_match(rule, judgement, secure_available)
            applied.append(_Applied(rule, match, addresses))
    return applied


def _verdict_for(
    address: str, classes: frozenset[RecipientClass], enforced: list[_Applied]
) -> RecipientVerdict:
    mine = [each.match for each in enforced if address in each.addresses]
    return RecipientVerdict(
        address=address,
        classes=classes,
        disposition=max((match.action for match in mine), default=Disposition.DELIVER),
        rules=tuple(match.id for match in mine),
    )


def _rule_match(rule: Rule, judgement: Judgement, secure_available: bool) -> RuleMatch:
    held_instead = _asks_for_secure_mail(rule) and not secure_available
    reason, advice = _explained(rule, judgement.truth)
    if held_instead:
        reason = f"Under “{rule.title}” this must go by secure mail, but no secure mail is set up."
        advice = _WAIT_FOR_THE_LEAD
    return RuleMatch(
        id=rule.id,
        title=rule.title,
        clause=rule.clause,
        action=Disposition.HOLD if held_instead else rule.action.disposition,
        mode=rule.mode,
        truth=judgement.truth,
        reason=reason,
        advice=advice,
        findings=judgement.findings,
    )


def _explained(rule: Rule, truth: Truth) -> tuple[str, str]:
    """Reason and advice. Where nobody can tell, the rule's own would accuse the sender of what was not seen.

    A rule on what cannot be inspected says in its own words what is the matter, whichever way it matched.
    """
    if truth is Truth.YES or _is_on_the_uninspectable(rule):
        return rule.reason_given, rule.advice
    reason = f"A part of this message could not be checked for {unchecked(rule.when)}."
    return reason, rule.advice if _asks_for_secure_mail(rule) else _SEND_WHAT_CAN_BE_READ


def _asks_for_secure_mail(rule: Rule) -> bool:
    return rule.action.disposition is Disposition.SECURE


def _secure_is_strongest(address: str, enforced: list[_Applied]) -> bool:
    actions = [each.rule.action.disposition for each in enforced if address in each.addresses]
    return max(actions, default=Disposition.DELIVER) is Disposition.SECURE


def _is_on_the_uninspectable(rule: Rule) -> bool:
    return any(
        isinstance(leaf, FindingCondition) and leaf.finding is DetectorId.UNINSPECTABLE
        for leaf in leaves(rule.when)
    )
