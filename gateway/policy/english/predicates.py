"""A condition in plain English, as it stands after "a message that"."""

from __future__ import annotations

from detectors.finding import Place, Protection
from detectors.sending import RecipientClass
from gateway.policy.conditions import (
    AllCondition,
    AnyCondition,
    AttachmentCondition,
    AttachmentTest,
    Condition,
    FindingCondition,
    Leaf,
    NotCondition,
    RecipientsCondition,
    RecipientsTest,
    SentCondition,
    SentTest,
    SeverityCondition,
    SizeCondition,
    TimeCondition,
    leaves,
)
from gateway.policy.english.wording import (
    HOURS,
    KINDS,
    NOT_HOURS,
    OF_WHOM,
    PEOPLE,
    PLACES,
    PROTECTIONS,
    REACHES,
    SEVERITIES,
    THINGS,
    WINDOWS,
    amount_in_words,
    listed,
)
from gateway.sizes import size_in_words


def unchecked(condition: Condition | None) -> str:
    """What a message cannot be checked for while a condition is UNKNOWN: "a pupil's full name"."""
    sought = dict.fromkeys(_sought(leaf) for leaf in leaves(condition))
    return listed(list(sought), "or") if sought else "anything"


def predicate(condition: Condition, negated: bool = False, outer: str = "") -> str:
    """ "has a pupil's full name in it".

    A "not" is pushed down to the leaves; `outer` is the conjunction that the predicate becomes a part of.
    """
    match condition:
        case NotCondition():
            return predicate(condition.negated, not negated, outer)
        case AllCondition():
            return _group(condition.all, "or" if negated else "and", negated, outer)
        case AnyCondition():
            return _group(condition.any, "and" if negated else "or", negated, outer)
        case _:
            return _leaf(condition, negated)


def _group(conditions: tuple[Condition, ...], conjunction: str, negated: bool, outer: str) -> str:
    """De Morgan's laws: what is negated in each part has the other conjunction between the parts."""
    if len(conditions) == 1:
        return predicate(conditions[0], negated, outer)
    parts = _with_one_verb([predicate(each, negated, conjunction) for each in conditions], conjunction)
    if outer in ("", conjunction):
        return parts
    if conjunction == "or":
        return f"either {parts}"
    return f"both {parts}" if len(conditions) == 2 else f"at once {parts}"


def _with_one_verb(parts: list[str], conjunction: str) -> str:
    """ "has a and b" for "has a and has b"; likewise what was sent to the same accounts."""
    sent, within, _ = parts[0].partition("within ")
    for opening in ("has ", sent if within else "has "):
        if all(part.startswith(opening) for part in parts):
            return opening + listed([part.removeprefix(opening) for part in parts], conjunction)
    return listed(parts, conjunction)


def _leaf(leaf: Leaf, negated: bool) -> str:  # noqa: PLR0911 (one for each kind)
    match leaf:
        case FindingCondition():
            return _has_finding(leaf, negated)
        case AttachmentCondition():
            return f"has {_attachment(leaf.attachment, negated)}"
        case SeverityCondition():
            grade = SEVERITIES[leaf.severity]
            return grade.does_not if negated else grade.does
        case SizeCondition():
            return f"is {'at most' if negated else 'larger than'} {size_in_words(leaf.larger_than)}"
        case RecipientsCondition():
            return f"goes to {_recipients(leaf.recipients, negated)}"
        case TimeCondition():
            return (NOT_HOURS if negated else HOURS)[leaf.time]
        case SentCondition():
            return _sent(leaf.sent, negated)


def _has_finding(condition: FindingCondition, negated: bool) -> str:
    thing, count = THINGS[condition.finding], condition.min_count
    if count > 1:
        amount = f"{'fewer than' if negated else 'at least'} {count} {thing.several}"
    else:
        amount = thing.none if negated else thing.one
    place = f" in {_place(condition.where)}" if condition.where else thing.within
    return f"has {amount}{place}{_precisely(condition)}"


def _precisely(condition: FindingCondition) -> str:
    """ " (UPN or postcode; for at least 3 different pupils; at least 80% certain)"."""
    precisely = []
    if condition.kinds:
        words = [KINDS.get(kind, kind.replace("-", " ")) for kind in condition.kinds]
        precisely.append(listed(words, "or"))
    if condition.whose:
        precisely.append(OF_WHOM[condition.whose])
    if condition.min_pupils == 1:
        precisely.append("about a pupil")
    elif condition.min_pupils:
        precisely.append(f"for at least {condition.min_pupils} different pupils")
    if condition.min_confidence:
        precisely.append(f"at least {condition.min_confidence:.0%} certain")
    return f" ({'; '.join(precisely)})" if precisely else ""


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
    described = []
    if set(test.protection) != set(Protection):
        described.append(listed([PROTECTIONS[each] for each in test.protection], "or"))
    if test.types is not None:
        described.append(listed([each.strip("/") for each in test.types], "or"))
    kind = " ".join([*described, "attachment"])
    article = "an" if kind.startswith(("a", "e", "i", "o", "u")) else "a"
    contents = f" with {THINGS[test.containing].one} in it" if test.containing else ""
    return f"{'no' if negated else article} {kind}{contents}"


def _recipients(test: RecipientsTest, negated: bool) -> str:
    """ "at least 50 recipients among parents and carers"."""
    recipients = "recipient" if test.at_least == 1 else "recipients"
    classes = [PEOPLE[each].several for each in RecipientClass if each in test.any_of]
    among = f" among {listed(classes, 'or')}" if classes else ""
    return f"{'fewer than' if negated else 'at least'} {test.at_least} {recipients}{among}"


def _sent(test: SentTest, negated: bool) -> str:
    """ "brings what its sender sent to personal accounts within a day to at least 50 MB"."""
    sent = f"what its sender sent {REACHES[test.to]} within {WINDOWS[test.within]}"
    amount = amount_in_words(test.of, test.at_least)
    return f"leaves {sent} below {amount}" if negated else f"brings {sent} to at least {amount}"


def _sought(leaf: Leaf) -> str:
    match leaf:
        case FindingCondition():
            return THINGS[leaf.finding].one
        case AttachmentCondition():
            return _attachment(leaf.attachment)
        case SeverityCondition():
            return "pupils' personal data"
        case _:
            return "what was sent before it"
