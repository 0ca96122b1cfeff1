"""Why a rule can never match for certain: what it asks for cannot be, or its parts exclude one another."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import combinations

from detectors.sending import RecipientClass
from gateway.policy.advice.classes import Classes, let_through
from gateway.policy.advice.implication import implies, negation, positive
from gateway.policy.condition import gravest
from gateway.policy.conditions import (
    AllCondition,
    AnyCondition,
    Condition,
    FindingCondition,
    SentCondition,
    SeverityCondition,
    Whose,
)
from gateway.policy.english.predicates import predicate
from gateway.policy.kinds import ABOUT_PUPILS, KINDS
from gateway.policy.rules import Rule


def why_never(rule: Rule) -> str | None:
    """One reason as half a sentence, "because …"; None where the rule may match, as far as can be told."""
    people = let_through(rule.to)
    if not people:
        return "because nobody is all that its `to` asks for"
    return why_not(positive(rule.when), people) if rule.when else None


def why_not(condition: Condition, people: Collection[Classes]) -> str | None:
    """Why the condition is never met for recipients of these classes. "not" stands before leaves only."""
    match condition:
        case AnyCondition():
            reasons = [why_not(each, people) for each in condition.any]
            return reasons[0] if all(reasons) else None
        case AllCondition():
            parts = tuple(_parts(condition))
            reasons = [why_not(each, people) for each in parts]
            return next(filter(None, reasons), None) or _opposed(parts)
        case FindingCondition():
            return _finding(condition, people)
        case SeverityCondition() if condition.severity > max(map(gravest, people)):
            return f"because severity {condition.severity} is not reached by mail to these recipients"
        case SentCondition() if not _some_are(RecipientClass.PERSONAL, people):
            return "because only mail to personal accounts is counted, and it is about none"
        case _:
            return None


def _parts(condition: Condition) -> Iterator[Condition]:
    """What must hold at once."""
    if isinstance(condition, AllCondition):
        for each in condition.all:
            yield from _parts(each)
    else:
        yield condition


def _opposed(parts: tuple[Condition, ...]) -> str | None:
    for one, other in combinations(parts, 2):
        if implies(one, negation(other)):
            return f"because no message {predicate(one)} and also {predicate(other)}"
    return None


def _finding(condition: FindingCondition, people: Collection[Classes]) -> str | None:
    known = KINDS.get(condition.finding, frozenset())
    if condition.kinds and known.isdisjoint(condition.kinds):
        return f'because "{condition.finding}" is never of kind {_quoted(condition.kinds)}'
    if condition.finding not in ABOUT_PUPILS:
        if condition.min_pupils:
            return f'because "{condition.finding}" does not say which pupils it is about (min_pupils)'
        if condition.whose is Whose.THEIRS:
            return f'because "{condition.finding}" does not say whose child it is about'
    if condition.whose is Whose.THEIRS and not _some_are(RecipientClass.CONTACT, people):
        return "because only parents and carers have children on the pupil list, and it is about none"
    return None


def _some_are(wanted: RecipientClass, people: Collection[Classes]) -> bool:
    return any(wanted in classes for classes in people)


def _quoted(words: Collection[str]) -> str:
    return " or ".join(f'"{word}"' for word in words)
