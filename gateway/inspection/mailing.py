"""What is remembered of a message that has been inspected: how much, to whom, about which pupils."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from detectors.finding import Completion, DetectorId, Finding, Location, Place, Report
from detectors.sending import Addressee, RecipientClass, Sending
from gateway.store.marks import Marks
from gateway.store.sent import Copy, Mailing

FIRST_CONTACT = "You have not written to this address about pupils before."

_PRIVATE = frozenset({RecipientClass.PERSONAL, RecipientClass.OWN})
_KNOWN_TO_THE_SCHOOL = frozenset(
    {
        RecipientClass.INTERNAL,
        RecipientClass.CONTACT,
        RecipientClass.PROFESSIONAL,
        RecipientClass.SUPPLIER,
    }
)
_FORWARDED = frozenset({DetectorId.AUTO_FORWARD, DetectorId.FORWARD})
_ABOUT_PUPILS = frozenset({DetectorId.PUPIL_NAME, DetectorId.IDENTIFIER})
_SAW_ALL = frozenset({Completion.FINISHED, Completion.WAIVED})


class AboutPupils(Enum):
    """Whether a message has pupils' personal data in it."""

    NO = "no"
    PERHAPS = "perhaps"  # a part of it could not be read
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Message:
    """What the rest is worked out from."""

    sending: Sending
    report: Report
    size: int  # in bytes

    @property
    def private(self) -> tuple[Addressee, ...]:
        """The recipients with a personal account for whom it counts.

        An ordinary letter to parents, with nothing forwarded in it and about no pupil, does not: most of what
        a school writes to personal accounts is of that kind.
        """
        private = (each for each in self.sending.addressees if not _PRIVATE.isdisjoint(each.classes))
        if self._is_ordinary:
            return tuple(each for each in private if not _is_parent(each))
        return tuple(private)

    @property
    def _is_ordinary(self) -> bool:
        return not (self.forwarded or self.report.carried) and self.about_pupils is AboutPupils.NO

    @property
    def forwarded(self) -> bool:
        return any(finding.detector in _FORWARDED for finding in self.report.findings)

    @property
    def strangers(self) -> tuple[str, ...]:
        """The recipients whom the school does not know."""
        addressees = self.sending.addressees
        return tuple(each.address for each in addressees if _KNOWN_TO_THE_SCHOOL.isdisjoint(each.classes))

    @property
    def about_pupils(self) -> AboutPupils:
        if any(finding.detector in _ABOUT_PUPILS for finding in self.report.findings):
            return AboutPupils.YES
        saw_all = self.report.completion_of(DetectorId.PUPIL_NAME) in _SAW_ALL
        return AboutPupils.NO if saw_all else AboutPupils.PERHAPS


def mailing_of(message: Message, marks: Marks, mark: str, at: datetime) -> Mailing:
    """What is remembered of it; `mark` is the message's own."""
    report = message.report
    named = {finding.pupils for finding in report.of(DetectorId.PUPIL_NAME) if finding.pupils}
    return Mailing(
        school=marks.school,
        sender=marks.sender(message.sending.envelope.sender),
        message=mark,
        at=at,
        forwarded=message.forwarded,
        attached=report.carried,
        size=message.size,
        pupils=frozenset(map(marks.pupil, named)),
        copies={each.address: _copy(each, marks, named) for each in message.private},
    )


def _copy(addressee: Addressee, marks: Marks, named: set[tuple[str, ...]]) -> Copy:
    theirs = (pupils for pupils in named if not addressee.children.isdisjoint(pupils))
    return Copy(marks.account(addressee.address), _is_parent(addressee), frozenset(map(marks.pupil, theirs)))


def _is_parent(addressee: Addressee) -> bool:
    """A colleague who is a parent too is counted as a colleague."""
    return RecipientClass.CONTACT in addressee.classes and RecipientClass.OWN not in addressee.classes


def with_first_contacts(report: Report, addresses: tuple[str, ...], completion: Completion) -> Report:
    """The report with a finding for each address, and how sure it is that there are no more."""
    others = tuple(each for each in report.completion if each[0] is not DetectorId.FIRST_CONTACT)
    return replace(
        report,
        findings=report.findings + tuple(_first_contacts(addresses)),
        completion=(*others, (DetectorId.FIRST_CONTACT, completion)),
    )


def _first_contacts(addresses: tuple[str, ...]) -> Iterator[Finding]:
    for address in addresses:
        yield Finding(
            DetectorId.FIRST_CONTACT,
            Location(Place.HEADER, "To"),
            detail=FIRST_CONTACT,
            recipients=(address,),
        )
