"""How grave it is that findings leave together: from a pupil's name to a list in a stranger's hands."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from detectors.finding import DetectorId, Finding
from detectors.sending import RecipientClass

_KNOWN = frozenset({RecipientClass.PROFESSIONAL, RecipientClass.SUPPLIER, RecipientClass.CONTACT})


class Severity(IntEnum):
    """Five steps, each graver than the one before."""

    S1 = 1
    S2 = 2
    S3 = 3
    S4 = 4
    S5 = 5

    @property
    def sentence(self) -> str:
        return _SENTENCES[self]


_SENTENCES = {
    Severity.S1: "A pupil can be told from it.",
    Severity.S2: "A pupil is named together with an identifier such as a date of birth or a UPN.",
    Severity.S3: "A pupil is named together with something sensitive.",
    Severity.S4: "It has the records of many pupils in it.",
    Severity.S5: "Sensitive facts or many records would go to a private account, or to somebody unknown.",
}


def severity_of(findings: Iterable[Finding], classes: frozenset[RecipientClass]) -> Severity | None:
    """The severity of `findings` for a recipient of these classes; None where they tell of no pupil.

    An identifier or a sensitive word counts for more than a name only if it is the same pupil's. A pupil who
    can be told by an identifier alone is as good as named.
    """
    gravest = _of_content(list(findings))
    if gravest in (Severity.S3, Severity.S4) and _is_exposed(classes):
        return Severity.S5
    return gravest


def _of_content(findings: list[Finding]) -> Severity | None:
    if any(finding.detector is DetectorId.PUPIL_RECORDS for finding in findings):
        return Severity.S4
    named = _pupils(findings, DetectorId.PUPIL_NAME)
    identified = _pupils(findings, DetectorId.IDENTIFIER)
    if named & _pupils(findings, DetectorId.SENSITIVE_TERM):
        return Severity.S3
    if named & identified:
        return Severity.S2
    return Severity.S1 if named | identified else None


def _pupils(findings: list[Finding], detector: DetectorId) -> set[str]:
    return {pupil for finding in findings if finding.detector is detector for pupil in finding.pupils}


def _is_exposed(classes: frozenset[RecipientClass]) -> bool:
    """Whether it is the sender's own account, or an outside one that nobody at the school vouches for.

    Most parents and some professionals have a personal account, and are known all the same.
    """
    if RecipientClass.OWN in classes:
        return True
    return RecipientClass.EXTERNAL in classes and classes.isdisjoint(_KNOWN)
