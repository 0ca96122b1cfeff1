"""Invented reports, recipients and policies for the tests of this room."""

from pathlib import Path

from detectors.context import Directory, Facts, School
from detectors.finding import (
    AttachmentReport,
    Completion,
    DetectorId,
    Finding,
    Headline,
    Location,
    Place,
    Protection,
    Report,
)
from detectors.recipients import Recipients
from detectors.roster import Contact, Pupil, Roster
from gateway.policy.rules import Policy, Rule, parse_policy

CONFIG = Path(__file__).parents[3] / "config"

STAFF = "m.okafor@oakfield.sch.uk"

RECIPIENTS = Recipients.of(
    Facts.of(
        School("Oakfield Academy", ("oakfield.sch.uk",), ("*@pupils.oakfield.sch.uk",)),
        Roster((Pupil("1042", "Grace", "Bishop", contacts=(Contact(emails=("ruth.bishop@gmail.com",)),)),)),
        Directory(
            frozenset({"gov.uk", "nhs.uk", "sch.uk"}),
            frozenset({"speech.therapist@gmail.com"}),
            frozenset({"gmail.com", "btinternet.com"}),
        ),
    )
)


def location(where: str) -> Location:
    """The place that a written location names: "attachment:a.zip/b.docx#comments"."""
    before, _, part = where.partition("#")
    place, _, path = before.partition(":")
    return Location(Place(place), path, part)


def found(detector: str, where: str = "body", confidence: float = 1.0) -> Finding:
    return Finding(DetectorId(detector), location(where), confidence=confidence)


def attached(path: str, protection: str) -> AttachmentReport:
    return AttachmentReport(path, "application/octet-stream", Protection(protection))


def report(
    *seen: Finding | AttachmentReport, partial: tuple[str, ...] = (), failed: tuple[str, ...] = ()
) -> Report:
    """A report in which every detector finished but those named."""
    states = dict.fromkeys(DetectorId, Completion.FINISHED)
    states |= {DetectorId(name): Completion.PARTIAL for name in partial}
    states |= {DetectorId(name): Completion.FAILED for name in failed}
    return Report(
        Headline(),
        tuple(each for each in seen if isinstance(each, Finding)),
        tuple(each for each in seen if isinstance(each, AttachmentReport)),
        tuple(states.items()),
    )


def rule(toml: str) -> Rule:
    """One rule, of which only what matters needs to be written."""
    given = {"id": '"a-rule"', "title": '"A rule"', "clause": '"Policy, section 1"', "action": '"hold"'}
    keys = {line.split("=")[0].strip() for line in toml.splitlines()}
    lines = [f"{key} = {value}" for key, value in given.items() if key not in keys]
    text = "\n".join(['title = "Policy"', "[[rule]]", *lines, toml])
    return parse_policy(text, "policy.toml").rules[0]


def policy(*rules: Rule) -> Policy:
    return Policy.model_validate({"title": "Policy", "rule": rules})
