"""Whether a condition holds for what the detectors saw: yes, no, or nobody can tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from detectors.finding import (
    AttachmentReport,
    Completion,
    DetectorId,
    Finding,
    Location,
    Place,
    Protection,
    Report,
)
from gateway.policy.rules import (
    AllCondition,
    AnyCondition,
    AttachmentCondition,
    AttachmentTest,
    Condition,
    FindingCondition,
    NotCondition,
)
from gateway.policy.verdict import Truth

_STRENGTH = {Truth.NO: 0, Truth.UNKNOWN: 1, Truth.YES: 2}
_OPPOSITE = {Truth.NO: Truth.YES, Truth.UNKNOWN: Truth.UNKNOWN, Truth.YES: Truth.NO}
# What these find is an attachment's protection, so they speak for a condition on it.
_ON_PROTECTION = frozenset(
    {DetectorId.UNENCRYPTED_ATTACHMENT, DetectorId.WEAK_PROTECTION, DetectorId.PASSWORD_DISCLOSED}
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The value of a condition, and the findings that speak for it: none where it is NO."""

    truth: Truth
    findings: tuple[Finding, ...] = ()


def judge(condition: Condition | None, report: Report) -> Judgement:
    """Evaluates a condition in Kleene's three-valued logic; no condition at all is met by every message."""
    match condition:
        case None:
            return Judgement(Truth.YES)
        case FindingCondition():
            return _judge_finding(condition, report)
        case AttachmentCondition():
            return _judge_attachments(condition.attachment, report)
        case AllCondition():
            return _all([judge(each, report) for each in condition.all])
        case AnyCondition():
            return _any([judge(each, report) for each in condition.any])
        case NotCondition():
            return Judgement(_OPPOSITE[judge(condition.negated, report).truth])


def _judge_finding(condition: FindingCondition, report: Report) -> Judgement:
    where = condition.where.casefold()
    findings = tuple(
        finding
        for finding in report.of(condition.finding)
        if finding.confidence >= condition.min_confidence
        and str(finding.location).casefold().startswith(where)
    )
    if len(findings) >= condition.min_count:
        return Judgement(Truth.YES, findings)
    truth = _missed(condition.finding, report)
    return Judgement(truth, () if truth is Truth.NO else findings)


def _judge_attachments(test: AttachmentTest, report: Report) -> Judgement:
    """YES by any one attachment. Where attachments may have been missed, it cannot be NO."""
    missed = _missed(DetectorId.UNENCRYPTED_ATTACHMENT, report)
    return _any([Judgement(missed), *(_judge_attachment(test, each, report) for each in report.attachments)])


def _judge_attachment(test: AttachmentTest, attachment: AttachmentReport, report: Report) -> Judgement:
    inside = [finding for finding in report.findings if _is_within(finding.location, attachment.path)]
    protected_so = Judgement(
        _is_protected_so(attachment, test),
        tuple(finding for finding in inside if finding.detector in _ON_PROTECTION),
    )
    if test.containing is None:
        return protected_so
    contained = tuple(finding for finding in inside if finding.detector is test.containing)
    truth = Truth.YES if contained else _missed(test.containing, report)
    return _all([protected_so, Judgement(truth, contained)])


def _is_protected_so(attachment: AttachmentReport, test: AttachmentTest) -> Truth:
    """A file whose password the message gives away counts as unprotected, and no longer as protected."""
    protection = Protection.NONE if attachment.password_disclosed else attachment.protection
    if protection in test.protection:
        return Truth.YES
    return Truth.UNKNOWN if protection is Protection.UNKNOWN else Truth.NO


def _is_within(location: Location, path: str) -> bool:
    return location.place is Place.ATTACHMENT and f"{location.path}/".startswith(f"{path}/")


def _missed(detector: DetectorId, report: Report) -> Truth:
    """NO, or UNKNOWN: a detector that did not finish may have missed what it looks for."""
    return Truth.NO if report.completion_of(detector) is Completion.FINISHED else Truth.UNKNOWN


def _all(judgements: list[Judgement]) -> Judgement:
    return _joined(min((each.truth for each in judgements), key=_STRENGTH.__getitem__), judgements)


def _any(judgements: list[Judgement]) -> Judgement:
    return _joined(max((each.truth for each in judgements), key=_STRENGTH.__getitem__), judgements)


def _joined(truth: Truth, judgements: Iterable[Judgement]) -> Judgement:
    """The findings of every part that is not NO, each once, in order."""
    if truth is Truth.NO:
        return Judgement(truth)
    findings = (finding for each in judgements if each.truth is not Truth.NO for finding in each.findings)
    return Judgement(truth, tuple(dict.fromkeys(findings)))
