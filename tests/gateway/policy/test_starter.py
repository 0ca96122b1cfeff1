"""The starter policy on a table of messages: what was seen, to whom, and what becomes of it."""

import re

import pytest

from detectors.finding import AttachmentReport, DetectorId, Protection, Report
from detectors.message import Envelope
from gateway.policy.circumstances import Circumstances
from gateway.policy.decide import decide
from gateway.policy.fallback import NO_SECURE_MAIL, not_rewritten
from gateway.policy.load import load_policy, preset_path
from gateway.policy.reach import EVERYBODY, SecureReach
from gateway.policy.rules import Policy
from gateway.policy.verdict import Disposition, Truth, Verdict
from tests.gateway.policy.parts import CONFIG, RECIPIENTS, STAFF, attached, found, report

HEAD = "head@oakfield.sch.uk"
PUPIL = "gbishop@pupils.oakfield.sch.uk"
FIRM = "orders@firm.example"
PARENT = "ruth.bishop@gmail.com"
STRANGER = "zoe.frost@btinternet.com"
OWN = "mokafor@gmail.com"
COUNCIL = "office@leeds.gov.uk"
CLINIC = "camhs@leeds.nhs.uk"
SCHOOL = "office@elmwood.leeds.sch.uk"
STUDENT = "kim@students.elmwood.leeds.sch.uk"
THERAPIST = "speech.therapist@gmail.com"
NOBODY = "postmaster"

EVERY_DETECTOR = tuple(DetectorId)


@pytest.fixture(scope="module")
def starter() -> Policy:
    return load_policy(preset_path(CONFIG, "starter"))


def judged(starter: Policy, seen: Report, *to: str, sender: str = STAFF, secure: bool = True) -> Verdict:
    return decide(
        RECIPIENTS.sending(Envelope(sender, to)),
        seen,
        starter,
        Circumstances(secure=EVERYBODY if secure else SecureReach()),
    )


CLEAN = report()
IN_TEXT = report(found("pupil-name"))
IN_SUBJECT = report(found("pupil-name", "subject"))
OPEN_FILE = attached("trip.docx", "none")
IN_FILE = report(OPEN_FILE, found("pupil-name", "attachment:trip.docx"))
IN_COMMENT = report(OPEN_FILE, found("pupil-name", "attachment:trip.docx#comments"))
IN_NESTED = report(
    attached("a.zip", "none"),
    attached("a.zip/b.docx", "none"),
    found("pupil-name", "attachment:a.zip/b.docx"),
)
FILE_NAME = report(OPEN_FILE, found("pupil-name", "attachment:trip.docx#name"))
HARMLESS_FILE = report(OPEN_FILE, found("unencrypted-attachment", "attachment:trip.docx"))
SEALED = report(attached("trip.pdf", "encrypted"))
SEALED_AND_NAMED = report(attached("trip.pdf", "encrypted"), found("pupil-name", "subject"))
SEALED_BESIDE_OPEN = report(attached("trip.pdf", "encrypted"), OPEN_FILE)
WEAK = report(attached("old.zip", "weak"), found("weak-protection", "attachment:old.zip"))
WEAK_AND_NAMED = report(
    attached("old.xls", "weak"),
    found("weak-protection", "attachment:old.xls"),
    found("pupil-name", "attachment:old.xls"),
)
DAMAGED = report(
    attached("x.bin", "unknown"), found("uninspectable", "attachment:x.bin"), partial=("pupil-name",)
)
MALFORMED = report(found("malformed-message"))
DISCLOSED = report(
    AttachmentReport("trip.docx", "x/y", Protection.ENCRYPTED, "AES-256", password_disclosed=True),
    found("password-disclosed", "attachment:trip.docx"),
    found("unencrypted-attachment", "attachment:trip.docx"),
)
DISCLOSED_AND_NAMED = report(
    AttachmentReport("trip.docx", "x/y", Protection.ENCRYPTED, "AES-256", password_disclosed=True),
    found("password-disclosed", "attachment:trip.docx"),
    found("pupil-name", "attachment:trip.docx"),
)
KEY_TO_EARLIER = report(found("password-disclosed", "body"))
FORWARDED = report(found("auto-forward", "header:Auto-Submitted"))
FORWARDED_NAME = report(found("auto-forward", "header:Auto-Submitted"), found("pupil-name"))
NAME_CRASHED = report(failed=("pupil-name",))
FORWARD_CRASHED = report(failed=("auto-forward",))
ALL_CRASHED = report(found("uninspectable"), failed=EVERY_DETECTOR)


@pytest.mark.parametrize(
    ("seen", "to", "disposition", "rules"),
    [
        # inside the school everything passes
        (CLEAN, HEAD, "deliver", ""),
        (IN_TEXT, HEAD, "deliver", ""),
        (IN_FILE, HEAD, "deliver", ""),
        (IN_TEXT, PUPIL, "deliver", ""),
        (WEAK, HEAD, "deliver", ""),
        (DAMAGED, HEAD, "deliver", ""),
        (MALFORMED, HEAD, "deliver", ""),
        (FORWARDED_NAME, HEAD, "deliver", ""),
        (ALL_CRASHED, HEAD, "deliver", ""),
        # nothing found
        (CLEAN, FIRM, "deliver", ""),
        (CLEAN, PARENT, "deliver", ""),
        (CLEAN, OWN, "deliver", ""),
        (CLEAN, COUNCIL, "deliver", ""),
        (CLEAN, NOBODY, "deliver", ""),
        (HARMLESS_FILE, FIRM, "deliver", ""),
        (HARMLESS_FILE, COUNCIL, "deliver", ""),
        (SEALED, FIRM, "deliver", ""),
        (SEALED, COUNCIL, "deliver", ""),
        (SEALED_BESIDE_OPEN, FIRM, "deliver", ""),
        # a pupil's full name
        (IN_TEXT, FIRM, "hold", "pupil-name-external"),
        (IN_SUBJECT, FIRM, "hold", "pupil-name-external"),
        (IN_TEXT, PARENT, "hold", "other-child-contact"),
        (IN_TEXT, STRANGER, "hold", "pupil-name-external"),
        (IN_TEXT, OWN, "hold", "pupil-name-external"),
        (IN_TEXT, STUDENT, "hold", "pupil-name-external"),
        (IN_TEXT, NOBODY, "hold", "pupil-name-external"),
        (IN_TEXT, "head@notoakfield.example", "hold", "pupil-name-external"),
        (IN_TEXT, "head@oakfield.sch.uk.firm.example", "hold", "pupil-name-external"),
        (IN_TEXT, "mum%gmail.com@oakfield.sch.uk", "hold", "pupil-name-external"),
        (IN_TEXT, COUNCIL, "secure", "pupil-name-professional"),
        (IN_TEXT, CLINIC, "secure", "pupil-name-professional"),
        (IN_TEXT, SCHOOL, "secure", "pupil-name-professional"),
        (IN_TEXT, THERAPIST, "secure", "pupil-name-professional"),
        (IN_TEXT, "office@evilgov.uk", "hold", "pupil-name-external"),
        # in an attachment
        (IN_FILE, FIRM, "hold", "pupil-name-external pupil-attachment-external"),
        (IN_FILE, PARENT, "hold", "other-child-contact"),
        (IN_FILE, COUNCIL, "secure", "pupil-name-professional pupil-attachment-professional"),
        (IN_COMMENT, FIRM, "hold", "pupil-name-external pupil-attachment-external"),
        (IN_NESTED, FIRM, "hold", "pupil-name-external pupil-attachment-external"),
        (IN_NESTED, SCHOOL, "secure", "pupil-name-professional pupil-attachment-professional"),
        (FILE_NAME, FIRM, "hold", "pupil-name-external pupil-attachment-external"),
        (SEALED_AND_NAMED, FIRM, "hold", "pupil-name-external"),
        (SEALED_AND_NAMED, COUNCIL, "secure", "pupil-name-professional"),
        # what cannot be checked
        (WEAK, FIRM, "hold", "unreadable-external"),
        (WEAK, PARENT, "hold", "unreadable-external"),
        (WEAK, COUNCIL, "secure", "unreadable-professional"),
        (WEAK_AND_NAMED, FIRM, "hold", "pupil-name-external unreadable-external"),
        (WEAK_AND_NAMED, COUNCIL, "secure", "pupil-name-professional unreadable-professional"),
        (DAMAGED, FIRM, "hold", "pupil-name-external pupil-attachment-external unreadable-external"),
        (
            DAMAGED,
            COUNCIL,
            "secure",
            "pupil-name-professional pupil-attachment-professional unreadable-professional",
        ),
        # the password of a protected file
        (DISCLOSED, FIRM, "hold", "password-external"),
        (DISCLOSED, COUNCIL, "secure", "password-professional"),
        (DISCLOSED, HEAD, "deliver", ""),
        (
            DISCLOSED_AND_NAMED,
            FIRM,
            "hold",
            "pupil-name-external pupil-attachment-external password-external",
        ),
        (KEY_TO_EARLIER, PARENT, "hold", "password-external"),
        (KEY_TO_EARLIER, CLINIC, "secure", "password-professional"),
        (MALFORMED, FIRM, "hold", "unreadable-external"),
        (MALFORMED, CLINIC, "secure", "unreadable-professional"),
        (NAME_CRASHED, FIRM, "hold", "pupil-name-external"),
        (NAME_CRASHED, COUNCIL, "secure", "pupil-name-professional"),
        (
            ALL_CRASHED,
            FIRM,
            "hold",
            "pupil-name-external pupil-attachment-external pupil-records-external unreadable-external "
            "password-external",
        ),
        (
            ALL_CRASHED,
            STRANGER,
            "hold",
            "pupil-name-external pupil-attachment-external pupil-records-external unreadable-external "
            "password-external auto-forward-personal bulk-forward-personal",
        ),
        # forwarding
        (FORWARDED, OWN, "hold", "auto-forward-personal"),
        (FORWARDED, STRANGER, "hold", "auto-forward-personal"),
        (FORWARDED, THERAPIST, "hold", "auto-forward-personal"),
        (FORWARDED, "@relay.example:mokafor@gmail.com", "hold", "auto-forward-personal"),
        (FORWARDED, FIRM, "deliver", ""),
        (FORWARDED, COUNCIL, "deliver", ""),
        (FORWARDED_NAME, OWN, "hold", "pupil-name-external auto-forward-personal"),
        (FORWARDED_NAME, THERAPIST, "hold", "pupil-name-professional auto-forward-personal"),
        (FORWARD_CRASHED, OWN, "hold", "auto-forward-personal"),
        (FORWARD_CRASHED, FIRM, "deliver", ""),
    ],
)
def test_one_recipient(starter: Policy, seen: Report, to: str, disposition: str, rules: str) -> None:
    (only,) = judged(starter, seen, to).recipients
    assert (str(only.disposition), " ".join(only.rules)) == (disposition, rules)


@pytest.mark.parametrize(
    ("seen", "to", "dispositions"),
    [
        (IN_TEXT, (HEAD, COUNCIL, FIRM), "deliver secure hold"),
        (IN_TEXT, (FIRM, HEAD, PARENT, CLINIC, FIRM), "hold deliver hold secure"),
        (IN_FILE, (PUPIL, SCHOOL, STUDENT), "deliver secure hold"),
        (FORWARDED, (HEAD, OWN, COUNCIL), "deliver hold deliver"),
        (CLEAN, (HEAD, OWN, COUNCIL, FIRM), "deliver deliver deliver deliver"),
        (ALL_CRASHED, (HEAD, THERAPIST, COUNCIL), "deliver hold secure"),
    ],
)
def test_several_recipients(starter: Policy, seen: Report, to: tuple[str, ...], dispositions: str) -> None:
    verdict = judged(starter, seen, *to)
    assert [str(each.disposition) for each in verdict.recipients] == dispositions.split()
    assert verdict.warnings == ()


@pytest.mark.parametrize("to", [COUNCIL, CLINIC, SCHOOL, THERAPIST])
def test_without_secure_mail_partners_wait_too(starter: Policy, to: str) -> None:
    verdict = judged(starter, IN_TEXT, to, secure=False)
    (recipient,) = verdict.recipients
    assert recipient.rewriting.lock_attachments
    assert recipient.otherwise is Disposition.HOLD
    held = not_rewritten(verdict, [to], "The name stands in the text.")
    assert str(held.disposition) == "hold"
    assert held.warnings == (NO_SECURE_MAIL,)
    assert "secure mail, but none is set up" in held.rules[0].reason


def test_mail_without_a_sender_is_judged_too(starter: Policy) -> None:
    assert str(judged(starter, IN_TEXT, FIRM, sender="").disposition) == "hold"


def test_an_unread_part_is_told_without_accusing(starter: Policy) -> None:
    name, attachment, unreadable = judged(starter, DAMAGED, FIRM).rules
    assert name.truth is attachment.truth is Truth.UNKNOWN
    assert unreadable.truth is Truth.YES
    for match in (name, attachment, unreadable):
        assert match.reason.startswith("A part of this message could not be checked")
        assert "initials" not in match.advice


def test_every_rule_stands_in_a_section(starter: Policy) -> None:
    assert all(re.fullmatch(r"Starter policy, section [1-6]", rule.clause) for rule in starter.rules)
