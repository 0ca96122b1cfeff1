"""Whether one condition, or one rule, cannot hold without another: told from what is written alone."""

from __future__ import annotations

from collections.abc import Iterable

from gateway.policy.advice.classes import let_through
from gateway.policy.conditions import (
    AllCondition,
    AnyCondition,
    AttachmentCondition,
    AttachmentTest,
    Condition,
    FindingCondition,
    Hours,
    NotCondition,
    RecipientsCondition,
    RecipientsTest,
    SentCondition,
    SentTest,
    SeverityCondition,
    SizeCondition,
    TimeCondition,
)
from gateway.policy.rules import Action, From, Rule, To
from gateway.policy.verdict import AtDeadline, Mode

_OTHER_HOURS = {Hours.OFFICE_HOURS: Hours.OUTSIDE, Hours.OUTSIDE: Hours.OFFICE_HOURS}
# A message that goes by secure mail goes on without a word, so it does not stand in for a warning.
_AT_LEAST_AS_STRICT = {
    Action.WARN: {Action.WARN, Action.HOLD, Action.RETURN},
    Action.REWRITE: {Action.REWRITE, Action.SECURE, Action.HOLD, Action.RETURN},
    Action.SECURE: {Action.SECURE, Action.HOLD, Action.RETURN},
    Action.HOLD: {Action.HOLD, Action.RETURN},
    Action.RETURN: {Action.RETURN},
}


def makes_useless(rule: Rule, other: Rule) -> bool:
    """Whether `other` never decides anything, because wherever it matches `rule` is at least as strict.

    Sound, not complete: where it says no, it may be so all the same.
    """
    return (
        rule.mode is other.mode is Mode.ENFORCE
        and rule.action in _AT_LEAST_AS_STRICT[other.action]
        and _changes_within(other, rule)
        and (other.approver is None or other.approver == rule.approver)
        and set(rule.sender_may) <= set(other.sender_may)
        and _ends_as_strictly(rule, other)
        and _senders_within(other.sender, rule.sender)
        and _recipients_within(other.to, rule.to)
        and implies(other.when, rule.when)
    )


def _ends_as_strictly(rule: Rule, other: Rule) -> bool:
    """Where nobody decides in time; what `rule` returns has no deadline, nor what `other` never holds."""
    if rule.action is Action.RETURN or (rule.action is Action.HOLD and other.action is not Action.HOLD):
        return True
    order = tuple(AtDeadline)
    return order.index(rule.at_deadline) >= order.index(other.at_deadline)


def _changes_within(narrow: Rule, wide: Rule) -> bool:
    """Whether `wide` stops the message, or changes what `narrow` does and is as strict where it cannot."""
    if wide.action in (Action.HOLD, Action.RETURN):
        return True
    changes_all = wide.rewriting | narrow.rewriting == wide.rewriting
    return changes_all and (
        not narrow.rewriting or wide.otherwise.disposition >= narrow.otherwise.disposition
    )


def _senders_within(narrow: From, wide: From) -> bool:
    return _groups_within(narrow.groups, wide.groups) and wide.except_groups <= narrow.except_groups


def _recipients_within(narrow: To, wide: To) -> bool:
    return (
        let_through(narrow) <= let_through(wide)
        and _groups_within(narrow.groups, wide.groups)
        and wide.except_groups <= narrow.except_groups
    )


def _groups_within(narrow: frozenset[str], wide: frozenset[str]) -> bool:
    return not wide or (bool(narrow) and narrow <= wide)


def implies(one: Condition | None, other: Condition | None) -> bool:
    """Whether `other` is never less true than `one`, with NO < UNKNOWN < YES. Sound, not complete."""
    if other is None:
        return True
    return one is not None and _implies(positive(one), positive(other))


def _implies(one: Condition, other: Condition) -> bool:  # noqa: PLR0911 (one for each kind)
    """For conditions whose "not" stands only in front of leaves."""
    if one == other:
        return True
    if isinstance(other, AllCondition):
        return all(_implies(one, each) for each in other.all)
    if isinstance(one, AnyCondition):
        return all(_implies(each, other) for each in one.any)
    if isinstance(other, AnyCondition) and any(_implies(one, each) for each in other.any):
        return True
    if isinstance(one, AllCondition):
        return any(_implies(each, other) for each in one.all)
    if isinstance(one, NotCondition) and isinstance(other, NotCondition):
        return _leaf_implies(other.negated, one.negated)
    return _leaf_implies(one, other)


def positive(condition: Condition) -> Condition:
    """The same condition with "not" in front of leaves only."""
    match condition:
        case NotCondition():
            return negation(condition.negated)
        case AllCondition():
            return AllCondition(all=tuple(map(positive, condition.all)))
        case AnyCondition():
            return AnyCondition(any=tuple(map(positive, condition.any)))
        case _:
            return condition


def negation(condition: Condition) -> Condition:
    """The opposite, by De Morgan's laws, with "not" in front of leaves only."""
    match condition:
        case NotCondition():
            return positive(condition.negated)
        case AllCondition():
            return AnyCondition(any=tuple(map(negation, condition.all)))
        case AnyCondition():
            return AllCondition(all=tuple(map(negation, condition.any)))
        case TimeCondition():
            return TimeCondition(time=_OTHER_HOURS[condition.time])
        case _:
            return NotCondition.model_validate({"not": condition})


def _leaf_implies(one: Condition, other: Condition) -> bool:  # noqa: PLR0911 (one for each kind)
    match one, other:
        case FindingCondition(), FindingCondition():
            return _finding_implies(one, other)
        case AttachmentCondition(), AttachmentCondition():
            return _attachment_implies(one.attachment, other.attachment)
        case SeverityCondition(), SeverityCondition():
            return one.severity >= other.severity
        case SizeCondition(), SizeCondition():
            return one.larger_than >= other.larger_than
        case RecipientsCondition(), RecipientsCondition():
            return _recipients_imply(one.recipients, other.recipients)
        case SentCondition(), SentCondition():
            return _sent_implies(one.sent, other.sent)
        case _:
            return one == other


def _finding_implies(one: FindingCondition, other: FindingCondition) -> bool:
    return (
        one.finding is other.finding
        and one.min_count >= other.min_count
        and (one.min_pupils or 0) >= (other.min_pupils or 0)
        and one.min_confidence >= other.min_confidence
        and one.where.casefold().startswith(other.where.casefold())
        and (other.kinds is None or (one.kinds is not None and set(one.kinds) <= set(other.kinds)))
        and other.whose in (None, one.whose)
    )


def _attachment_implies(one: AttachmentTest, other: AttachmentTest) -> bool:
    return (
        set(one.protection) <= set(other.protection)
        and _begin_with(one.types, other.types)
        and other.containing in (None, one.containing)
    )


def _begin_with(types: Iterable[str] | None, beginnings: tuple[str, ...] | None) -> bool:
    if beginnings is None:
        return True
    return types is not None and all(each.startswith(beginnings) for each in types)


def _recipients_imply(one: RecipientsTest, other: RecipientsTest) -> bool:
    among = not other.any_of or (bool(one.any_of) and one.any_of <= other.any_of)
    return among and one.at_least >= other.at_least


def _sent_implies(one: SentTest, other: SentTest) -> bool:
    return (
        one.of is other.of
        and one.to is other.to
        and one.at_least >= other.at_least
        and one.within.length <= other.within.length
    )
