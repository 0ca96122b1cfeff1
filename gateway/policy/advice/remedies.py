"""What is changed in a message helps only where it takes something away of what the rule finds in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from detectors.finding import DetectorId, Place, Protection
from gateway.policy.advice.advice import Advice
from gateway.policy.advice.implication import positive
from gateway.policy.conditions import (
    AllCondition,
    AnyCondition,
    AttachmentCondition,
    AttachmentTest,
    Condition,
    FindingCondition,
    NotCondition,
    RecipientsCondition,
    SeverityCondition,
    SizeCondition,
)
from gateway.policy.english.changes import changes_in_words
from gateway.policy.english.predicates import predicate
from gateway.policy.rewriting import LOCKED, NOTHING, Rewrite, Rewriting, ShortForm
from gateway.policy.rules import Action, Rule
from gateway.policy.verdict import SenderMay

_NAMES = frozenset({Rewrite.SHORTEN_NAMES})
_FILES = frozenset({Rewrite.LOCK_ATTACHMENTS, Rewrite.TAKE_OFF_ATTACHMENTS})
_ADDRESSES = frozenset({Rewrite.RECIPIENTS_TO_BCC, Rewrite.ONE_COPY_EACH})

# By what can be found, what takes it away; whatever is not here stays. What is found near a pupil's name goes
# with the name.
_AGAINST: Mapping[DetectorId, frozenset[Rewrite]] = MappingProxyType(
    {
        DetectorId.PUPIL_NAME: _NAMES | _FILES,
        DetectorId.SENSITIVE_TERM: _NAMES | _FILES,
        DetectorId.IDENTIFIER: _NAMES | _FILES,
        DetectorId.PUPIL_RECORDS: _NAMES | _FILES,
        DetectorId.UNENCRYPTED_ATTACHMENT: _FILES,
        DetectorId.WEAK_PROTECTION: _FILES,
        DetectorId.PASSWORD_DISCLOSED: _FILES,
        DetectorId.UNINSPECTABLE: _FILES,
        DetectorId.MALFORMED_MESSAGE: _FILES,
        DetectorId.FORWARD: _FILES,
        DetectorId.BULK_FORWARD: _FILES,
        DetectorId.DISGUISED_FILE: _FILES,
        DetectorId.VISIBLE_RECIPIENTS: _ADDRESSES,
        DetectorId.NO_COLLEAGUE_COPIED: frozenset({Rewrite.COPY_COLLEAGUE}),
    }
)
# Kinds that tell who a pupil is, whether or not the name stands beside them.
_WITHOUT_A_NAME = frozenset(
    {"ctf", "national-insurance-number", "nhs-number", "uci", "uln", "upn", "upn-column"}
)
_WAYS: Mapping[SenderMay, Rewriting] = MappingProxyType(
    {
        SenderMay.SHORTEN_NAMES: Rewriting(names=ShortForm.INITIALS),
        SenderMay.LOCK_ATTACHMENTS: LOCKED,
    }
)
_NEVER_HELPS = "Its change never helps: the message still {finds} when {changes}."
_WAY_NEVER_HELPS = (
    "It is no help that its sender may choose “{way}”: the message still {finds} when {changes}."
)


def advice_on_changes(rule: Rule) -> Iterator[Advice]:
    """Changes that cannot answer the rule itself, whether it makes them or leaves them to the sender."""
    if rule.when is None:
        return
    finds = predicate(rule.when)
    if rule.rewriting.remedies and not _helps(rule.rewriting, rule.when):
        changes = changes_in_words(_without_marks(rule.rewriting))
        yield Advice(_NEVER_HELPS.format(finds=finds, changes=changes), (rule.id,))
    for way in rule.sender_may if rule.action is Action.HOLD else ():
        change = _WAYS.get(way, NOTHING)
        if change and not _helps(change, rule.when):
            said = _WAY_NEVER_HELPS.format(way=way, finds=finds, changes=changes_in_words(change))
            yield Advice(said, (rule.id,))


def _without_marks(rewriting: Rewriting) -> Rewriting:
    none: frozenset[str] = frozenset()
    return replace(rewriting, subject_tags=none, headers=frozenset(), footers=none)


def _helps(rewriting: Rewriting, condition: Condition) -> bool:
    """Whether the condition may be met before the change, and not after it. Where nobody can tell: yes."""
    return _answers(frozenset(rewriting.rewrites), positive(condition))


def _answers(rewrites: frozenset[Rewrite], when: Condition) -> bool:  # noqa: PLR0911 (one for each kind)
    """For conditions whose "not" stands only in front of leaves."""
    match when:
        case AllCondition():
            return any(_answers(rewrites, each) for each in when.all)
        case AnyCondition():
            return any(_answers(rewrites, each) for each in when.any)
        case NotCondition():
            return _brings(rewrites, when.negated)
        case FindingCondition():
            return any(_takes_away(each, when) for each in rewrites)
        case AttachmentCondition():
            return any(_answers_file(each, when.attachment) for each in rewrites)
        case SeverityCondition():
            return not rewrites.isdisjoint(_NAMES | _FILES)
        case SizeCondition():
            return not rewrites.isdisjoint(_FILES)
        case _:  # how many it goes to, when, and what went before, are what they were
            return False


def _brings(rewrites: frozenset[Rewrite], condition: Condition) -> bool:
    """Whether the condition may be met only after the change: it adds a lock, a recipient or a few bytes."""
    match condition:
        case AttachmentCondition():
            return Rewrite.LOCK_ATTACHMENTS in rewrites
        case RecipientsCondition():
            return Rewrite.COPY_COLLEAGUE in rewrites
        case SizeCondition():
            return True
        case _:
            return False


def _takes_away(rewrite: Rewrite, condition: FindingCondition) -> bool:
    place = condition.where.partition(":")[0].partition("#")[0]
    if rewrite not in _AGAINST.get(condition.finding, ()):
        return False
    if rewrite in _FILES:
        return place in ("", Place.ATTACHMENT)
    if rewrite in _NAMES:
        by_name = condition.kinds is None or not _WITHOUT_A_NAME.issuperset(condition.kinds)
        return by_name and place != Place.HEADER
    return True


def _answers_file(rewrite: Rewrite, test: AttachmentTest) -> bool:
    if rewrite in _NAMES:
        return test.containing is not None and rewrite in _AGAINST.get(test.containing, ())
    if rewrite is Rewrite.LOCK_ATTACHMENTS:
        # A locked file is an encrypted one. What it has in it is no longer seen, perhaps not even its type.
        return bool(test.containing or test.types) or Protection.ENCRYPTED not in test.protection
    return rewrite is Rewrite.TAKE_OFF_ATTACHMENTS
