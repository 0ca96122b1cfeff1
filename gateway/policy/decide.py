"""Sending and report go in, a verdict comes out: what becomes of the message for each recipient, and why."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from detectors.finding import DetectorId, Finding, Report
from detectors.sending import Addressee, RecipientClass, Sending
from gateway.policy.circumstances import Circumstances
from gateway.policy.condition import Asked, Judgement, crowd_of, judge
from gateway.policy.english.explain import sentence
from gateway.policy.english.predicates import unchecked
from gateway.policy.excepting import Excepting
from gateway.policy.likeness import Likeness
from gateway.policy.rewriting import LOCKED, NOTHING, Rewriting
from gateway.policy.rules import Action, Policy, Rule
from gateway.policy.seen import Seen
from gateway.policy.unchecked import is_on_the_uninspectable, passes_unchecked, unchecked_for
from gateway.policy.verdict import (
    Disposition,
    Excepted,
    Mode,
    PrivateMail,
    RecipientVerdict,
    RuleMatch,
    Truth,
    Unchecked,
    Verdict,
)

_FAST_LANE_NOT_SECURE = (
    "The policy never holds mail to one of these recipients, but no secure mail is set up: "
    "it goes by the usual way."
)
_CHANGED = (Disposition.REWRITE, Disposition.SECURE)
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


@dataclass(frozen=True, slots=True)
class _Passed:
    """What was let pass that a rule would have matched."""

    excepted: list[Excepted] = field(default_factory=list)
    unchecked: list[Unchecked] = field(default_factory=list)

    def without_unchecked(self, rule: Rule, judged: dict[str, Judgement]) -> dict[str, Judgement]:
        """Those for whom it matches although all was checked; the others are noted."""
        addresses = unchecked_for(rule, judged)
        if addresses and rule.unchecked_passes_until is not None:
            self.unchecked.append(Unchecked(rule.id, rule.title, rule.unchecked_passes_until, addresses))
        return {address: each for address, each in judged.items() if address not in addresses}


def decide(sending: Sending, report: Report, policy: Policy, circumstances: Circumstances) -> Verdict:
    """The strictest disposition of all enforced rules that match, for each recipient by itself.

    UNKNOWN counts as YES: what cannot be inspected is never called clean. Where secure mail does not reach a
    recipient, the attachments are locked instead. What rules have changed adds up. Rules in monitor mode are
    reported and change nothing. Mail to the fast lane is never held or changed. What an exception
    lets pass, its rule does not count for; nor does a rule that for some weeks lets pass what could not be
    checked.
    """
    passed = _Passed()
    applied = list(_applied(sending, Seen(report), policy, circumstances, passed))
    enforced = [each for each in applied if each.enforced]
    recipients = tuple(_verdict_for(each, enforced, policy, circumstances) for each in sending.addressees)
    return Verdict(
        recipients=recipients,
        rules=tuple(each.match for each in applied),
        warnings=tuple(_lacking(recipients, enforced)),
        unseen=policy.private_mail is PrivateMail.SCAN_UNSEEN and any(report.of(DetectorId.MARKED_PRIVATE)),
        excepted=tuple(passed.excepted),
        unchecked=tuple(passed.unchecked),
    )


def _applied(
    sending: Sending, seen: Seen, policy: Policy, circumstances: Circumstances, passed: _Passed
) -> Iterator[_Applied]:
    """The rules that match; to `passed` is added what would have matched otherwise."""
    day, crowd = circumstances.at.astimezone().date(), crowd_of(sending)
    asked = [Asked(seen, crowd, each, circumstances, policy.office_hours) for each in sending.addressees]
    for rule in policy.rules:
        if rule.mode is Mode.OFF or not rule.sender.matches(sending):
            continue
        meant = [each for each in asked if rule.to.matches(each.addressee)]
        if not meant:
            continue
        excepting = _excepting(rule, sending, seen, circumstances)
        judged = {
            each.addressee.address: judgement
            for each, judgement in _judged(rule, meant, excepting)
            if judgement.truth is not Truth.NO
        }
        if excepting:
            passed.excepted.extend(excepting.excepted)
        if passes_unchecked(rule, day):
            judged = passed.without_unchecked(rule, judged)
        if judged:
            match = _rule_match(rule, judged)
            yield _Applied(rule, match, frozenset(judged))


def _excepting(rule: Rule, sending: Sending, seen: Seen, circumstances: Circumstances) -> Excepting | None:
    """The exceptions to the rule, where there is any that may count."""
    if not circumstances.exceptions:
        return None
    return Excepting(rule, sending, seen, circumstances.exceptions) or None


def _judged(
    rule: Rule, meant: Sequence[Asked], excepting: Excepting | None
) -> Iterator[tuple[Asked, Judgement]]:
    """The judgement for every recipient the rule is about. Those who are alike are judged once."""
    first = meant[0]
    likeness = Likeness(rule.when, first.seen, first.circumstances.past) if len(meant) > 1 else None
    known: dict[Hashable, Judgement] = {}
    for asked in meant:
        kind = likeness.of(asked.addressee) if likeness else None
        if kind not in known:
            known[kind] = judge(rule.when, asked)
        judged = known[kind]
        yield asked, excepting.left(kind, judged, asked) if excepting else judged


@dataclass(frozen=True, slots=True)
class _Treatment:
    """What one rule does with the message for one recipient."""

    disposition: Disposition
    rewriting: Rewriting = NOTHING
    otherwise: Disposition = Disposition.DELIVER


def _treatment(rule: Rule, addressee: Addressee, circumstances: Circumstances) -> _Treatment:
    if rule.action is Action.SECURE and not circumstances.secure.reaches(addressee.address):
        locked = rule.rewriting | LOCKED
        return _Treatment(Disposition.REWRITE, locked, max(Disposition.HOLD, rule.otherwise.disposition))
    if not rule.rewriting:
        return _Treatment(rule.action.disposition)
    return _Treatment(rule.action.disposition, rule.rewriting, _instead(rule, addressee, circumstances))


def _instead(rule: Rule, addressee: Addressee, circumstances: Circumstances) -> Disposition:
    if rule.otherwise is Action.SECURE and not circumstances.secure.reaches(addressee.address):
        return Disposition.HOLD
    return rule.otherwise.disposition


def _verdict_for(
    addressee: Addressee, enforced: list[_Applied], policy: Policy, circumstances: Circumstances
) -> RecipientVerdict:
    mine = [each for each in enforced if addressee.address in each.addresses]
    treatments = [_treatment(each.rule, addressee, circumstances) for each in mine]
    strictest = max((each.disposition for each in treatments), default=Disposition.DELIVER)
    in_fast_lane = not policy.fast_lane.isdisjoint(addressee.groups)
    changes = () if in_fast_lane or strictest not in _CHANGED else tuple(treatments)
    return RecipientVerdict(
        address=addressee.address,
        classes=addressee.classes,
        disposition=_at_once(strictest, addressee, circumstances) if in_fast_lane else strictest,
        rules=tuple(each.match.id for each in mine),
        fast_lane=in_fast_lane,
        rewriting=reduce(or_, (each.rewriting for each in changes), NOTHING),
        otherwise=max((each.otherwise for each in changes), default=Disposition.DELIVER),
    )


def _at_once(strictest: Disposition, addressee: Addressee, circumstances: Circumstances) -> Disposition:
    """A word to those who protect a child is not delayed: outside the school it goes by secure mail."""
    outside = RecipientClass.INTERNAL not in addressee.classes
    if strictest is not Disposition.DELIVER and outside and circumstances.secure.reaches(addressee.address):
        return Disposition.SECURE
    return Disposition.DELIVER


def _lacking(recipients: Iterable[RecipientVerdict], enforced: list[_Applied]) -> Iterator[str]:
    """What the want of secure mail changed."""
    outside = (each for each in recipients if each.fast_lane and RecipientClass.INTERNAL not in each.classes)
    if any(
        _is_stopped(each.address, enforced) for each in outside if each.disposition is Disposition.DELIVER
    ):
        yield _FAST_LANE_NOT_SECURE


def _is_stopped(address: str, enforced: list[_Applied]) -> bool:
    return any(each.match.action > Disposition.DELIVER for each in enforced if address in each.addresses)


def _rule_match(rule: Rule, judged: Mapping[str, Judgement]) -> RuleMatch:
    """`judged`: by address, none of them NO."""
    certain = any(each.truth is Truth.YES for each in judged.values())
    truth = Truth.YES if certain else Truth.UNKNOWN
    reason, advice = _explained(rule, truth)
    return RuleMatch(
        id=rule.id,
        title=rule.title,
        clause=rule.clause,
        action=rule.action.disposition,
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
        rewriting=rule.rewriting,
        otherwise=rule.otherwise.disposition,
        exceptions=rule.exceptions,
        at_deadline=rule.at_deadline,
    )


def _findings(judgements: Iterable[Judgement]) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(finding for each in judgements for finding in each.findings))


def _explained(rule: Rule, truth: Truth) -> tuple[str, str]:
    """Reason and advice. Where nobody can tell, the rule's own would accuse the sender of what was not seen.

    A rule on what cannot be inspected says in its own words what is the matter, whichever way it matched.
    """
    if truth is Truth.YES or is_on_the_uninspectable(rule):
        return rule.reason_given, rule.advice
    reason = f"A part of this message could not be checked for {unchecked(rule.when)}."
    return reason, rule.advice if _asks_for_secure_mail(rule) else _SEND_WHAT_CAN_BE_READ


def _asks_for_secure_mail(rule: Rule) -> bool:
    return rule.action is Action.SECURE
