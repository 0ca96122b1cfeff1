"""Invented reports, recipients and policies for the tests of this room."""

from collections.abc import Iterable
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
from detectors.message import Envelope
from detectors.people.groups import Group, Groups
from detectors.people.recipients import Recipients
from detectors.roster import Contact, Pupil, Roster
from gateway.policy.circumstances import Circumstances
from gateway.policy.condition import Asked, crowd_of
from gateway.policy.load import parse_policy
from gateway.policy.office_hours import OfficeHours
from gateway.policy.rules import Policy, Rule
from gateway.policy.seen import Seen

CONFIG = Path(__file__).parents[3] / "config"

PLAIN = Circumstances()
STAFF = "m.okafor@oakfield.sch.uk"

RECIPIENTS = Recipients.of(
    Facts.of(
        School("Oakfield Academy", ("oakfield.sch.uk",), ("*@pupils.oakfield.sch.uk",)),
        Roster((Pupil("1042", "Grace", "Bishop", contacts=(Contact(emails=("ruth.bishop@gmail.com",)),)),)),
        Directory(
            frozenset({"gov.uk", "nhs.uk", "sch.uk"}),
            frozenset({"speech.therapist@gmail.com"}),
            frozenset({"gmail.com", "btinternet.com"}),
            supplier_domains=frozenset({"caterers.example"}),
            groups=Groups(
                (
                    Group("office", frozenset({STAFF, "head@oakfield.sch.uk"})),
                    Group("mash", frozenset({"mash@leeds.gov.uk"})),
                    Group("safeguarding", frozenset({"dsl@oakfield.sch.uk"})),
                )
            ),
        ),
    )
)


def location(where: str) -> Location:
    """The place that a written location names: "attachment:a.zip/b.docx#comments"."""
    before, _, part = where.partition("#")
    place, _, path = before.partition(":")
    return Location(Place(place), path, part)


def found(
    detector: str,
    where: str = "body",
    confidence: float = 1.0,
    *,
    kind: str = "",
    pupils: tuple[str, ...] = (),
    to: tuple[str, ...] = (),
) -> Finding:
    return Finding(
        DetectorId(detector),
        location(where),
        confidence=confidence,
        pupils=pupils,
        kind=kind,
        recipients=to,
    )


def attached(path: str, protection: str) -> AttachmentReport:
    return AttachmentReport(path, "application/octet-stream", Protection(protection))


def report(
    *seen: Finding | AttachmentReport,
    partial: tuple[str, ...] = (),
    failed: tuple[str, ...] = (),
    waived: tuple[str, ...] = (),
) -> Report:
    """A report in which every detector finished but those named."""
    states = dict.fromkeys(DetectorId, Completion.FINISHED)
    states |= {DetectorId(name): Completion.PARTIAL for name in partial}
    states |= {DetectorId(name): Completion.FAILED for name in failed}
    states |= {DetectorId(name): Completion.WAIVED for name in waived}
    return Report(
        Headline(),
        tuple(each for each in seen if isinstance(each, Finding)),
        tuple(each for each in seen if isinstance(each, AttachmentReport)),
        tuple(states.items()),
    )


def asked(
    seen: Report,
    address: str = "zoe@firm.example",
    circumstances: Circumstances = PLAIN,
    *,
    copied: tuple[str, ...] = (),
) -> Asked:
    """A message from a member of staff to one recipient, and perhaps to others."""
    sending = RECIPIENTS.sending(Envelope(STAFF, (address, *copied)))
    return Asked(Seen(seen), crowd_of(sending), sending.addressees[0], circumstances, OfficeHours())


def rule(toml: str) -> Rule:
    """One rule, of which only what matters needs to be written."""
    given = {"id": '"a-rule"', "title": '"A rule"', "clause": '"Policy, section 1"', "action": '"hold"'}
    keys = {line.split("=")[0].strip() for line in toml.splitlines()}
    lines = [f"{key} = {value}" for key, value in given.items() if key not in keys]
    text = "\n".join(['title = "Policy"', "[[rule]]", *lines, toml])
    return parse_policy(text, "policy.toml").rules[0]


def policy(*rules: Rule, fast_lane: Iterable[str] = ()) -> Policy:
    return Policy.model_validate({"title": "Policy", "fast_lane": list(fast_lane), "rule": rules})
