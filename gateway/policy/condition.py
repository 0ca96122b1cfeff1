"""Whether a condition holds for what the detectors saw and a recipient: yes, no, or nobody can tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from detectors.finding import (
    AttachmentReport,
    Completion,
    DetectorId,
    Finding,
    Location,
    Place,
    Protection,
)
from detectors.sending import Addressee, RecipientClass, Sending
from detectors.severity import Severity, severity_of
from gateway.policy.circumstances import Circumstances
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
    SentCondition,
    SeverityCondition,
    SizeCondition,
    TimeCondition,
    Whose,
)
from gateway.policy.english.wording import measured_in_words
from gateway.policy.office_hours import OfficeHours
from gateway.policy.past import Crossing, measured
from gateway.policy.seen import Seen
from gateway.policy.verdict import Truth

STRENGTH = {Truth.NO: 0, Truth.UNKNOWN: 1, Truth.YES: 2}
_OPPOSITE = {Truth.NO: Truth.YES, Truth.UNKNOWN: Truth.UNKNOWN, Truth.YES: Truth.NO}
# What these find is an attachment's protection, so they speak for a condition on it.
ON_PROTECTION = frozenset(
    {DetectorId.UNENCRYPTED_ATTACHMENT, DetectorId.WEAK_PROTECTION, DetectorId.PASSWORD_DISCLOSED}
)
# Severity rests on these.
GRAVE = (
    DetectorId.PUPIL_NAME,
    DetectorId.IDENTIFIER,
    DetectorId.SENSITIVE_TERM,
    DetectorId.PUPIL_RECORDS,
)
_ALWAYS_READ = (Place.SUBJECT, Place.HEADER)


Crowd = Mapping[frozenset[RecipientClass], int]


def crowd_of(sending: Sending) -> Crowd:
    """How many recipients there are of each set of classes."""
    return Counter(each.classes for each in sending.addressees)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The value of a condition, and what speaks for it: nothing where it is NO."""

    truth: Truth
    findings: tuple[Finding, ...] = ()
    crossings: tuple[Crossing, ...] = ()


# Most conditions come to nothing for most mail.
_YES, _NO, _UNKNOWN = Judgement(Truth.YES), Judgement(Truth.NO), Judgement(Truth.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a condition is asked of: one message on its way to one recipient.

    crowd: how many recipients the message has of each set of classes
    """

    seen: Seen
    crowd: Crowd
    addressee: Addressee
    circumstances: Circumstances
    office_hours: OfficeHours

    def findings(self, detector: DetectorId) -> Sequence[Finding]:
        """Those that concern the recipient."""
        return self.seen.findings(detector, self.addressee.address)


def judge(condition: Condition | None, asked: Asked) -> Judgement:  # noqa: PLR0911 (one for each kind)
    """Evaluates a condition in Kleene's three-valued logic; no condition at all is met by every message."""
    match condition:
        case None:
            return _YES
        case FindingCondition():
            return _judge_finding(condition, asked)
        case AttachmentCondition():
            return _judge_attachments(condition.attachment, asked)
        case SeverityCondition():
            return _judge_severity(condition, asked)
        case SizeCondition():
            return _plainly(asked.circumstances.size > condition.larger_than)
        case RecipientsCondition():
            return _judge_recipients(condition, asked)
        case TimeCondition():
            within = asked.office_hours.include(asked.circumstances.at)
            return _plainly(within is (condition.time is Hours.OFFICE_HOURS))
        case SentCondition():
            return _judge_sent(condition, asked)
        case AllCondition():
            return _all(judge(each, asked) for each in condition.all)
        case AnyCondition():
            return _any([judge(each, asked) for each in condition.any])
        case NotCondition():
            return _plain(_OPPOSITE[judge(condition.negated, asked).truth])


def _plainly(met: bool) -> Judgement:
    return _YES if met else _NO


def _plain(truth: Truth) -> Judgement:
    """With nothing that speaks for it."""
    return _YES if truth is Truth.YES else _NO if truth is Truth.NO else _UNKNOWN


def _judge_finding(condition: FindingCondition, asked: Asked) -> Judgement:
    seen = asked.findings(condition.finding)
    if not seen:
        return _plain(_missed_by(condition, asked))
    findings = tuple(each for each in seen if _is_meant(each, condition, asked))
    pupils = {each.pupils for each in findings if each.pupils}
    if len(findings) >= condition.min_count and len(pupils) >= (condition.min_pupils or 0):
        return Judgement(Truth.YES, findings)
    truth = _missed_by(condition, asked)
    return _NO if truth is Truth.NO else Judgement(truth, findings)


def _is_meant(finding: Finding, condition: FindingCondition, asked: Asked) -> bool:
    return (
        finding.confidence >= condition.min_confidence
        and str(finding.location).casefold().startswith(condition.where.casefold())
        and (condition.kinds is None or finding.kind in condition.kinds)
        and _is_about(finding, condition.whose, asked)
    )


def _is_about(finding: Finding, whose: Whose | None, asked: Asked) -> bool:
    """Namesakes: a name that may be the recipient's own child's is taken for it."""
    if whose is None:
        return True
    theirs = not asked.addressee.children.isdisjoint(finding.pupils)
    return theirs is (whose is Whose.THEIRS)


def _missed_by(condition: FindingCondition, asked: Asked) -> Truth:
    if condition.whose is Whose.THEIRS and not asked.addressee.children:
        return Truth.NO
    missed = asked.seen.missed(condition.finding)
    if missed is Truth.UNKNOWN and condition.where.startswith(_ALWAYS_READ):
        partial = asked.seen.completion_of(condition.finding) is Completion.PARTIAL
        return Truth.NO if partial else missed
    return missed


def _judge_attachments(test: AttachmentTest, asked: Asked) -> Judgement:
    """YES by any one attachment. Where attachments may have been missed, it cannot be NO."""
    missed = asked.seen.missed(DetectorId.UNENCRYPTED_ATTACHMENT)
    attachments = asked.seen.report.attachments
    return _any([_plain(missed), *(_judge_attachment(test, each, asked) for each in attachments)])


def _judge_attachment(test: AttachmentTest, attachment: AttachmentReport, asked: Asked) -> Judgement:
    if test.types is not None and not attachment.media_type.startswith(test.types):
        return _NO
    inside = list(asked.seen.inside(attachment, asked.addressee.address))
    protected_so = Judgement(
        _is_protected_so(attachment, test),
        tuple(finding for finding in inside if finding.detector in ON_PROTECTION),
    )
    if test.containing is None:
        return protected_so
    contained = tuple(finding for finding in inside if finding.detector is test.containing)
    truth = Truth.YES if contained else asked.seen.missed(test.containing)
    return _all([protected_so, Judgement(truth, contained)])


def _is_protected_so(attachment: AttachmentReport, test: AttachmentTest) -> Truth:
    """A file whose password the message gives away counts as unprotected, and no longer as protected."""
    protection = Protection.NONE if attachment.password_disclosed else attachment.protection
    if protection in test.protection:
        return Truth.YES
    return Truth.UNKNOWN if protection is Protection.UNKNOWN else Truth.NO


def _judge_severity(condition: SeverityCondition, asked: Asked) -> Judgement:
    classes, threshold = asked.addressee.classes, Severity(condition.severity)
    if threshold > gravest(classes):
        return _NO
    findings = tuple(each for detector in GRAVE for each in asked.findings(detector))
    severity = severity_of(findings, classes)
    if severity is not None and severity >= threshold:
        return Judgement(Truth.YES, findings)
    unsure = any(asked.seen.missed(detector) is Truth.UNKNOWN for detector in GRAVE)
    return Judgement(Truth.UNKNOWN, findings) if unsure else _NO


@lru_cache(maxsize=256)
def gravest(classes: frozenset[RecipientClass]) -> Severity:
    """The highest severity that there can be for a recipient of these classes."""
    records = Finding(DetectorId.PUPIL_RECORDS, Location(Place.ATTACHMENT))
    return severity_of((records,), classes) or Severity.S1


def _judge_recipients(condition: RecipientsCondition, asked: Asked) -> Judgement:
    test = condition.recipients
    meant = (
        number
        for classes, number in asked.crowd.items()
        if not test.any_of or not test.any_of.isdisjoint(classes)
    )
    return _plainly(sum(meant) >= test.at_least)


def _judge_sent(condition: SentCondition, asked: Asked) -> Judgement:
    """For recipients with a personal account only. Where nobody knows what went before, UNKNOWN."""
    test, past, address = condition.sent, asked.circumstances.past, asked.addressee.address
    counted = past.counted(address, test.within, test.to)
    if not counted:
        return _NO
    amount = measured(test.of, counted)
    if amount < test.at_least:
        return _NO if past.known else _UNKNOWN
    crossing = Crossing(test.of, amount, test.within, test.to, past.concerned(address, test.to))
    finding = Finding(
        DetectorId.BULK_FORWARD,
        Location(Place.HEADER, "To"),
        detail=measured_in_words(test.of, amount, test.within, test.to),
        kind=test.of,
        recipients=crossing.recipients,
    )
    return Judgement(Truth.YES, (finding,), (crossing,))


def _all(judgements: Iterable[Judgement]) -> Judgement:
    """Looks no further than to the first that is NO."""
    parts: list[Judgement] = []
    for each in judgements:
        if each.truth is Truth.NO:
            return _NO
        parts.append(each)
    is_sure = all(each.truth is Truth.YES for each in parts)
    return _joined(Truth.YES if is_sure else Truth.UNKNOWN, parts)


def _any(judgements: Iterable[Judgement]) -> Judgement:
    parts = [each for each in judgements if each.truth is not Truth.NO]
    if not parts:
        return _NO
    is_sure = any(each.truth is Truth.YES for each in parts)
    return _joined(Truth.YES if is_sure else Truth.UNKNOWN, parts)


def _joined(truth: Truth, parts: Sequence[Judgement]) -> Judgement:
    """What speaks for each of the parts, of which none is NO; each once, in order."""
    if len(parts) == 1:
        return parts[0]
    findings = dict.fromkeys(finding for each in parts for finding in each.findings)
    crossings = dict.fromkeys(crossing for each in parts for crossing in each.crossings)
    return Judgement(truth, tuple(findings), tuple(crossings))
