"""Which rules explain to the sender what became of the message, and for whom."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from gateway.actions.notices.phrases import Phrases
from gateway.actions.notices.shortlist import Shortlist, shortlist
from gateway.actions.quoting import one_line
from gateway.policy.verdict import Disposition, Mode, RecipientVerdict, RuleMatch, Truth, Verdict

_MOST_PEOPLE = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule of the school's own policy as the sender reads it.

    `only_for` names the recipients it concerns where it does not concern all whom the notice is about.
    """

    title: str
    clause: str
    sentence: str
    rule: str = ""  # the rule itself, in plain English
    only_for: Shortlist[str] = field(default_factory=lambda: Shortlist(()))


def holding(verdict: Verdict) -> tuple[RuleMatch, ...]:
    """The rules that hold the message for anybody, in the verdict's order."""
    held = {
        rule for each in verdict.recipients if each.disposition is Disposition.HOLD for rule in each.rules
    }
    return tuple(
        match
        for match in verdict.rules
        if match.id in held and match.mode is Mode.ENFORCE and match.action is Disposition.HOLD
    )


def explaining(verdict: Verdict, addresses: Collection[str]) -> tuple[RuleMatch, ...]:
    """The rules that explain what became of the message for these recipients, in the verdict's order."""
    explained = _explained(verdict, addresses)
    return tuple(rule for rule in verdict.rules if rule.id in explained)


def reasons(verdict: Verdict, addresses: Collection[str], phrases: Phrases) -> tuple[Reason, ...]:
    """The same, as the sender reads them: rules in the same words only once."""
    explained = _explained(verdict, addresses)
    concerned: dict[Reason, set[str]] = {}
    for rule in explaining(verdict, addresses):
        concerned.setdefault(reason_of(rule, phrases), set()).update(explained[rule.id])
    return tuple(_narrowed(reason, people, addresses) for reason, people in concerned.items())


def reason_of(rule: RuleMatch, phrases: Phrases) -> Reason:
    return Reason(
        title=one_line(rule.title, 150),
        clause=one_line(rule.clause, 150),
        sentence=one_line(phrases.told(rule.reason), 400),
        rule=one_line(rule.sentence, 600),
    )


def _narrowed(reason: Reason, people: set[str], addresses: Collection[str]) -> Reason:
    if people == set(addresses):
        return reason
    only_for = tuple(one_line(each) for each in dict.fromkeys(addresses) if each in people)
    return replace(reason, only_for=shortlist(only_for, _MOST_PEOPLE))


def _explained(verdict: Verdict, addresses: Collection[str]) -> dict[str, set[str]]:
    """Rule id → the recipients for whom it explains what became of the message."""
    explained: dict[str, set[str]] = {}
    for recipient in verdict.recipients:
        if recipient.address in addresses:
            for rule in _rules_for(verdict, recipient):
                explained.setdefault(rule.id, set()).add(recipient.address)
    return explained


def _rules_for(verdict: Verdict, recipient: RecipientVerdict) -> tuple[RuleMatch, ...]:
    """Rules that asked for what happened; all, where none did.

    To a message that goes by secure mail it may also have happened that it was changed. A rule that only may
    have matched counts when no rule that surely did explains the same.
    """
    enforced = tuple(
        rule
        for rule in verdict.rules
        if rule.id in recipient.rules and rule.mode is Mode.ENFORCE and rule.truth is not Truth.NO
    )
    changed = recipient.disposition is Disposition.SECURE
    asked = (
        tuple(
            rule
            for rule in enforced
            if rule.action is recipient.disposition or (changed and rule.action is Disposition.REWRITE)
        )
        or enforced
    )
    return tuple(rule for rule in asked if rule.truth is Truth.YES) or asked
