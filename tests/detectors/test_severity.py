"""Severity: what findings weigh together, and for whom."""

from __future__ import annotations

import pytest

from detectors.finding import DetectorId, Finding, Location, Place
from detectors.sending import RecipientClass
from detectors.severity import Severity, severity_of

BODY = Location(Place.BODY)
INTERNAL = frozenset({RecipientClass.INTERNAL})
PROFESSIONAL = frozenset({RecipientClass.EXTERNAL, RecipientClass.PROFESSIONAL})
UNKNOWN = frozenset({RecipientClass.EXTERNAL})


def finding(detector: DetectorId, *pupils: str) -> Finding:
    return Finding(detector, BODY, pupils=pupils)


NAME = finding(DetectorId.PUPIL_NAME, "1042")
UPN = finding(DetectorId.IDENTIFIER, "1042")
TERM = finding(DetectorId.SENSITIVE_TERM, "1042")
RECORDS = finding(DetectorId.PUPIL_RECORDS, "1042", "1043")


@pytest.mark.parametrize(
    ("findings", "severity"),
    [
        ((), None),
        ((finding(DetectorId.NO_SUBJECT),), None),
        ((finding(DetectorId.IDENTIFIER),), None),  # whose, nobody knows
        ((TERM,), None),
        ((NAME,), Severity.S1),
        ((UPN,), Severity.S1),
        ((NAME, UPN), Severity.S2),
        ((UPN, NAME), Severity.S2),
        ((NAME, finding(DetectorId.IDENTIFIER, "1043")), Severity.S1),  # another pupil's
        ((NAME, finding(DetectorId.IDENTIFIER)), Severity.S1),
        ((finding(DetectorId.PUPIL_NAME, "1042", "2000"), UPN), Severity.S2),  # two of one name
        ((NAME, TERM), Severity.S3),
        ((NAME, UPN, TERM), Severity.S3),
        ((NAME, finding(DetectorId.SENSITIVE_TERM, "1043")), Severity.S1),
        ((RECORDS,), Severity.S4),
        ((NAME, TERM, RECORDS), Severity.S4),
    ],
)
def test_of_what_is_found(findings: tuple[Finding, ...], severity: Severity | None) -> None:
    assert severity_of(findings, PROFESSIONAL) is severity
    assert severity_of(iter(findings), INTERNAL) is severity


@pytest.mark.parametrize(
    ("classes", "exposed"),
    [
        (INTERNAL, False),
        (UNKNOWN, True),
        (UNKNOWN | {RecipientClass.PERSONAL}, True),
        (UNKNOWN | {RecipientClass.PERSONAL, RecipientClass.OWN}, True),
        (UNKNOWN | {RecipientClass.PERSONAL, RecipientClass.OWN, RecipientClass.CONTACT}, True),
        (UNKNOWN | {RecipientClass.PERSONAL, RecipientClass.CONTACT}, False),  # a parent
        (
            UNKNOWN | {RecipientClass.PERSONAL, RecipientClass.PROFESSIONAL},
            False,
        ),  # agreed on in the directory
        (UNKNOWN | {RecipientClass.SUPPLIER}, False),
        (PROFESSIONAL, False),
    ],
)
def test_by_recipient(classes: frozenset[RecipientClass], exposed: bool) -> None:
    assert severity_of((NAME, TERM), classes) is (Severity.S5 if exposed else Severity.S3)
    assert severity_of((RECORDS,), classes) is (Severity.S5 if exposed else Severity.S4)
    assert severity_of((NAME, UPN), classes) is Severity.S2


def test_they_have_an_order_and_a_sentence_each() -> None:
    assert Severity.S1 < Severity.S2 < Severity.S3 < Severity.S4 < Severity.S5
    assert len({severity.sentence for severity in Severity}) == 5
