"""What the cases of an incident already say: whom it touches, which kinds of data, since when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from detectors.finding import DetectorId, Finding
from gateway.actions.plan import Case
from gateway.review.incidents.facts import DataCategory, DataSubject, Facts

_OF_WORDS = {  # by the categories of config/words
    "child-protection": DataCategory.SAFEGUARDING,
    "looked-after": DataCategory.SAFEGUARDING,
    "prevent": DataCategory.SAFEGUARDING,
    "send": DataCategory.HEALTH,
    "health": DataCategory.HEALTH,
    "poverty": DataCategory.FINANCIAL,
}


@dataclass(frozen=True, slots=True)
class Known:
    """Of the messages that belong to an incident. `pupils`: the roster's ids."""

    pupils: frozenset[str]
    categories: tuple[DataCategory, ...]
    subjects: tuple[DataSubject, ...]
    records: int
    first: datetime | None


def known_of(cases: Sequence[Case]) -> Known:
    """What was found in them, counted."""
    findings = [finding for case in cases for finding in case.judged.report.findings]
    pupils = frozenset(pupil for finding in findings for pupil in finding.pupils)
    categories = tuple(dict.fromkeys(category for each in findings for category in _categories(each)))
    subjects = tuple(dict.fromkeys(_subjects(findings, pupils)))
    return Known(
        pupils, categories, subjects, len(cases), min((each.opened_at for each in cases), default=None)
    )


def prefilled(facts: Facts, known: Known) -> Facts:
    """With what is known where nobody has said anything else."""
    return replace(
        facts,
        categories=facts.categories or known.categories,
        subjects=facts.subjects or known.subjects,
        people=len(known.pupils) or None if facts.people is None else facts.people,
        records=known.records or None if facts.records is None else facts.records,
        happened_at=facts.happened_at or known.first,
    )


def _categories(finding: Finding) -> Iterator[DataCategory]:
    match finding.detector:
        case DetectorId.PUPIL_NAME | DetectorId.PUPIL_RECORDS | DetectorId.STAFF_CONTACT_DETAILS:
            yield DataCategory.IDENTIFIERS
        case DetectorId.IDENTIFIER:
            yield DataCategory.IDENTIFICATION
        case DetectorId.SENSITIVE_TERM:
            yield _OF_WORDS.get(finding.kind, DataCategory.OTHER)


def _subjects(findings: Sequence[Finding], pupils: frozenset[str]) -> Iterator[DataSubject]:
    if pupils:
        yield DataSubject.PUPILS
    if any(each.detector is DetectorId.VISIBLE_RECIPIENTS for each in findings):
        yield DataSubject.PARENTS
    if any(each.detector is DetectorId.STAFF_CONTACT_DETAILS for each in findings):
        yield DataSubject.STAFF
