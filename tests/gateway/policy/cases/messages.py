"""The messages of the tables of cases, by what they are called there: what was seen, how large, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from detectors.finding import AttachmentReport, Finding, Protection, Report
from detectors.sending import RecipientClass, Sending
from gateway.policy.circumstances import Circumstances
from gateway.policy.past import Past, Sent
from tests.gateway.policy.cases.people import CLASS
from tests.gateway.policy.parts import attached, found, report

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)  # a Monday
EVENING = datetime(2026, 11, 2, 21, tzinfo=UTC)
PHOTOGRAPHS, LOGO, VIDEO = 3_000_000, 20_000, 30_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Before:
    """What went from the sender to personal accounts before: each as far from the next, back from now."""

    number: int
    apart: timedelta = timedelta(minutes=10)
    accounts: int = 1
    forwarded: bool = True
    attached: int = 0
    size: int = 2_000
    pupils: int = 0  # other ones in each

    def past(self, sending: Sending, at: datetime, now: frozenset[str]) -> Past:
        """`now`: the pupils whom the message itself names."""
        return Past(
            tuple(self._sent(number, sending, at) for number in range(1, self.number + 1)),
            {
                each.address: Sent(at, "now", each.address, self.forwarded, self.attached, self.size, now)
                for each in sending.addressees
                if RecipientClass.PERSONAL in each.classes
            },
        )

    def _sent(self, number: int, sending: Sending, at: datetime) -> Sent:
        one = sending.addressees[0].address
        return Sent(
            at=at - number * self.apart,
            message=str(number),
            account=one if self.accounts == 1 else f"{one} {number % self.accounts}",
            forwarded=self.forwarded,
            attached=self.attached,
            size=self.size,
            pupils=frozenset(f"{number}.{pupil}" for pupil in range(self.pupils)),
        )


@dataclass(frozen=True, slots=True)
class Told:
    """One message."""

    report: Report
    size: int = 2_000
    at: datetime = NOON
    before: Before | None = None

    def circumstances(self, sending: Sending) -> Circumstances:
        if self.before is None:
            return Circumstances(self.size, self.at)
        named = frozenset(pupil for finding in self.report.findings for pupil in finding.pupils)
        return Circumstances(self.size, self.at, self.before.past(sending, self.at, named))


def _named(*pupils: str, where: str = "body") -> tuple[Finding, ...]:
    return tuple(found("pupil-name", where, pupils=(pupil,)) for pupil in pupils)


def _picture(*seen: Finding, size: int) -> Told:
    return Told(report(AttachmentReport("picture.jpg", "image/jpeg", Protection.NONE), *seen), size)


GRACE, HENRY, ZOE = "1042", "1043", "1044"
NAMES_GRACE = _named(GRACE)
_CLASS = tuple(str(2000 + at) for at in range(len(CLASS)))
_READ_FILES = (
    "pupil-name",
    "identifier",
    "sensitive-term",
    "pupil-records",
    "unencrypted-attachment",
    "weak-protection",
    "password-disclosed",
    "bulk-forward",
)
_DAY = timedelta(days=1)

MESSAGES = {
    "an ordinary letter": Told(report()),
    "Grace by her first name": Told(report()),
    # names and what goes with them
    "Grace in full": Told(report(*NAMES_GRACE)),
    "Grace in full in the subject": Told(report(*_named(GRACE, where="subject"))),
    "Zoë in full": Told(report(*_named(ZOE))),
    "Grace and Henry in full": Told(report(*_named(GRACE, HENRY))),
    "Grace and her date of birth": Told(
        report(*NAMES_GRACE, found("identifier", kind="date-of-birth", pupils=(GRACE,)))
    ),
    "Grace and her epilepsy": Told(
        report(*NAMES_GRACE, found("sensitive-term", kind="health", pupils=(GRACE,)))
    ),
    "a UPN alone": Told(report(found("identifier", kind="upn", pupils=(GRACE,)))),
    "a National Insurance number": Told(report(found("identifier", kind="national-insurance-number"))),
    "a class of twelve in the text": Told(report(*_named(*_CLASS))),
    "nine of the class in the text": Told(report(*_named(*_CLASS[:9]))),
    "an extract of pupils' records": Told(
        report(
            attached("class.csv", "none"),
            found("pupil-records", "attachment:class.csv", pupils=_CLASS),
            *_named(*_CLASS, where="attachment:class.csv"),
        )
    ),
    # files
    "an open file about nobody": Told(report(attached("menu.txt", "none"))),
    "Grace in an open file": Told(
        report(attached("trip.txt", "none"), *_named(GRACE, where="attachment:trip.txt"))
    ),
    "Grace in a protected file": Told(report(attached("trip.zip", "encrypted"))),
    "a poorly protected file": Told(
        report(attached("trip.zip", "weak"), found("weak-protection", "attachment:trip.zip"))
    ),
    "a protected file and its password": Told(
        report(
            AttachmentReport("trip.zip", "application/zip", Protection.ENCRYPTED, password_disclosed=True),
            found("password-disclosed", "attachment:trip.zip"),
        )
    ),
    "a damaged file": Told(
        report(
            attached("plan.docx", "unknown"),
            found("uninspectable", "attachment:plan.docx"),
            partial=_READ_FILES,
        )
    ),
    "a program called a picture": Told(
        report(attached("trip.jpg", "none"), found("disguised-file", "attachment:trip.jpg", kind="renamed"))
    ),
    "a picture with Grace's name": _picture(*_named(GRACE, where="attachment:picture.jpg#name"), size=LOGO),
    "large photographs": _picture(size=PHOTOGRAPHS),
    "a letter with a logo": _picture(size=LOGO),
    "a film of 30 MB": Told(report(attached("film.txt", "none")), VIDEO),
    # forwarding
    "an automatic forward": Told(report(found("auto-forward", "header:Auto-Submitted"))),
    "a forwarded message": Told(report(found("forward", "subject", 0.95, kind="subject"))),
    "perhaps a forwarded message": Told(report(found("forward", "body", 0.6, kind="quoted"))),
    "a mailbox file": Told(
        report(
            found("bulk-forward", "attachment:mail.mbox", kind="mailbox-file"),
            found("forward", "attachment:mail.mbox/1", kind="attached"),
        )
    ),
    "the 20th forward of the day": Told(report(), before=Before(19, timedelta(minutes=70))),
    "the 19th forward of the day": Told(report(), before=Before(18, timedelta(minutes=70))),
    "the 10th forward in an hour": Told(report(), before=Before(9, timedelta(minutes=5))),
    "the 9th forward in an hour": Told(report(), before=Before(8, timedelta(minutes=5))),
    "the 50th forward of the week": Told(report(), before=Before(49, timedelta(hours=3))),
    "the 10th attached message of the day": Told(
        report(), before=Before(4, timedelta(hours=2), forwarded=False, attached=2)
    ),
    "100 MB in a day": Told(report(), before=Before(9, timedelta(hours=2), forwarded=False, size=10_500_000)),
    "50 MB in a day": Told(report(), before=Before(9, timedelta(hours=2), forwarded=False, size=5_000_000)),
    "the 40th forward of the day, to four accounts": Told(
        report(), before=Before(39, timedelta(minutes=30), accounts=4)
    ),
    "the 30th forward of the day, to four accounts": Told(
        report(), before=Before(29, timedelta(minutes=30), accounts=4)
    ),
    "three pupils a day, the seventh day": Told(report(), before=Before(7, _DAY, forwarded=False, pupils=3)),
    "three pupils a day, the sixth day": Told(report(), before=Before(6, _DAY, forwarded=False, pupils=3)),
    "ten pupils in a day": Told(report(), before=Before(5, timedelta(hours=1), forwarded=False, pupils=2)),
    # the right reader
    "to a look-alike address": Told(report(found("look-alike-domain", "header:To"))),
    "to a look-alike address, Grace in full": Told(
        report(found("look-alike-domain", "header:To"), *NAMES_GRACE)
    ),
    "greeting somebody else": Told(report(found("other-greeting"))),
    "to somebody new": Told(report(found("first-contact", "header:To"))),
    "families see one another": Told(report(found("visible-recipients", "header:To", kind="families"))),
    "families see one another, Grace in full": Told(
        report(found("visible-recipients", "header:To", kind="families"), *NAMES_GRACE)
    ),
    "strangers see one another": Told(report(found("visible-recipients", "header:To", kind="outside"))),
    "a meeting of partners": Told(report(found("visible-recipients", "header:To", 0.5, kind="outside"))),
    "under another name": Told(report(found("sender-mismatch", "header:From"))),
    "answers go to a private address": Told(report(found("personal-reply-address", "header:Reply-To"))),
    # the rest
    "a letter to a pupil alone": Told(report(found("no-colleague-copied", "header:To"))),
    "a teacher's mobile number": Told(report(found("staff-contact-details", kind="mobile"))),
    "a letter without a subject": Told(report(found("no-subject", "subject", kind="missing"))),
    "a link to a file-sharing service": Told(report(found("file-sharing-link", kind="wetransfer"))),
    "a letter at nine in the evening": Told(report(), at=EVENING),
}
