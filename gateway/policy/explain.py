"""Every rule of a policy as one plain English sentence, to be read aloud to a governor."""

from __future__ import annotations

from detectors.finding import Place
from detectors.sending import RecipientClass
from gateway.policy.rules import (
    AllCondition,
    AnyCondition,
    AttachmentCondition,
    AttachmentTest,
    Condition,
    FindingCondition,
    Leaf,
    NotCondition,
    Policy,
    Rule,
    To,
    leaves,
)
from gateway.policy.verdict import Mode
from gateway.policy.wording import OUTCOMES, PEOPLE, PLACES, PROTECTIONS, THINGS, listed

_EVERYBODY_THERE = frozenset({RecipientClass.INTERNAL, RecipientClass.EXTERNAL})
_LATER = {Mode.MONITOR: "for now this is only recorded", Mode.OFF: "this rule is switched off"}


def describe(policy: Policy) -> tuple[str, ...]:
    """The whole policy, one sentence each; the last three hold for every policy."""
    return (
        *(sentence(rule) for rule in policy.rules),
        "Where several rules apply to a recipient, the strictest wins.",
        "What cannot be checked is treated as if it had been found.",
        "Everything else is delivered.",
    )


def sentence(rule: Rule) -> str:
    """What the rule does, as one sentence."""
    outcome = OUTCOMES[rule.action]
    message = f"{_message(rule.when)} {_to(rule.to)}{',' if rule.when else ''}"
    if rule.mode is Mode.ENFORCE:
        return f"{message} {outcome.does}."
    return f"{message} {outcome.would}; {_LATER[rule.mode]}."


def unchecked(condition: Condition | None) -> str:
    """What a message cannot be checked for while a condition is UNKNOWN: "a pupil's full name"."""
    sought = dict.fromkeys(_sought(leaf) for leaf in leaves(condition))
    return listed(list(sought), "or") if sought else "anything"


def _message(condition: Condition | None) -> str:
    return f"A message that {_predicate(condition)}," if condition else "Every message"


def _to(to: To) -> str:
    classes = [each for each in RecipientClass if each in to.any_of]
    excepted = [PEOPLE[each].several for each in RecipientClass if each in to.none_of]
    people = listed([PEOPLE[each].one for each in classes], "or") if classes else "anyone"
    if not excepted:
        return f"to {people}"
    # "A parent except ..." would be wrong: there is nobody to take out of one person.
    joint = "except" if _EVERYBODY_THERE.issuperset(classes) else "but not to"
    return f"to {people} {joint} {listed(excepted, 'and')}"


def _predicate(condition: Condition, negated: bool = False, outer: str = "") -> str:
    """ "has a pupil's full name in it": what follows "a message that".

    A "not" is pushed down to the leaves; `outer` is the conjunction that the predicate becomes a part of.
    """
    match condition:
        case FindingCondition():
            return _has_finding(condition, negated)
        case AttachmentCondition():
            return f"has {_attachment(condition.attachment, negated)}"
        case NotCondition():
            return _predicate(condition.negated, not negated, outer)
        case AllCondition():
            return _group(condition.all, "or" if negated else "and", negated, outer)
        case AnyCondition():
            return _group(condition.any, "and" if negated else "or", negated, outer)


def _group(conditions: tuple[Condition, ...], conjunction: str, negated: bool, outer: str) -> str:
    """De Morgan's laws: what is negated in each part has the other conjunction between the parts."""
    if len(conditions) == 1:
        return _predicate(conditions[0], negated, outer)
    parts = listed([_predicate(each, negated, conjunction) for each in conditions], conjunction)
    if outer in ("", conjunction):
        return parts
    if conjunction == "or":
        return f"either {parts}"
    return f"both {parts}" if len(conditions) == 2 else f"at once {parts}"


def _has_finding(condition: FindingCondition, negated: bool) -> str:
    thing, count = THINGS[condition.finding], condition.min_count
    if count > 1:
        amount = f"{'fewer than' if negated else 'at least'} {count} {thing.several}"
    else:
        amount = f"no {thing.none}" if negated else thing.one
    place = f" in {_place(condition.where)}" if condition.where else thing.within
    certainty = f" (at least {condition.min_confidence:.0%} certain)" if condition.min_confidence else ""
    return f"has {amount}{place}{certainty}"


def _place(where: str) -> str:
    """The place that the beginning of a location names."""
    kind, _, path = where.partition(":")
    if not path:
        return PLACES[Place(kind.partition("#")[0])]
    if kind == Place.HEADER:
        return f"its {path} field"
    return f"{PLACES[Place(kind)]} whose path begins with “{path}”"


def _attachment(test: AttachmentTest, negated: bool = False) -> str:
    """ "an unprotected attachment with a pupil's full name in it"."""
    protection = listed([PROTECTIONS[each] for each in test.protection], "or")
    article = "an" if protection.startswith(("e", "u")) else "a"
    contents = f" with {THINGS[test.containing].one} in it" if test.containing else ""
    return f"{'no' if negated else article} {protection} attachment{contents}"


def _sought(leaf: Leaf) -> str:
    if isinstance(leaf, FindingCondition):
        return THINGS[leaf.finding].one
    return _attachment(leaf.attachment)
