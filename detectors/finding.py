"""A finding is one observation about a message; a report is all of them, and how complete they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class DetectorId(StrEnum):
    """The name of a detector, as policies and `check --json` write it."""

    PUPIL_NAME = "pupil-name"
    UNENCRYPTED_ATTACHMENT = "unencrypted-attachment"
    WEAK_PROTECTION = "weak-protection"
    PASSWORD_DISCLOSED = "password-disclosed"  # noqa: S105 - no password, but that one was given away
    UNINSPECTABLE = "uninspectable"
    MALFORMED_MESSAGE = "malformed-message"
    AUTO_FORWARD = "auto-forward"
    FORWARD = "forward"  # by hand
    BULK_FORWARD = "bulk-forward"
    IDENTIFIER = "identifier"
    SENSITIVE_TERM = "sensitive-term"
    PUPIL_RECORDS = "pupil-records"
    VISIBLE_RECIPIENTS = "visible-recipients"
    NO_COLLEAGUE_COPIED = "no-colleague-copied"
    STAFF_CONTACT_DETAILS = "staff-contact-details"
    NO_SUBJECT = "no-subject"
    MARKED_PRIVATE = "marked-private"
    LOOK_ALIKE_DOMAIN = "look-alike-domain"
    SIMILAR_RECIPIENTS = "similar-recipients"
    COLLEAGUE_NAMESAKE = "colleague-namesake"
    OTHER_GREETING = "other-greeting"
    FIRST_CONTACT = "first-contact"
    PERSONAL_REPLY_ADDRESS = "personal-reply-address"
    SENDER_MISMATCH = "sender-mismatch"
    FILE_SHARING_LINK = "file-sharing-link"
    DISGUISED_FILE = "disguised-file"


class Place(StrEnum):
    """The kind of place in a message that a location names."""

    SUBJECT = "subject"
    BODY = "body"
    HEADER = "header"
    ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True)
class Location:
    """Where in a message something stands.

    `path` is the field's name for a header, and the names joined with "/" for an attachment inside
    others; `part` says which part of it where that is not the main text (name, comments, header …).
    """

    place: Place
    path: str = ""
    part: str = ""

    def __str__(self) -> str:
        text = f"{self.place}:{self.path}" if self.path else str(self.place)
        return f"{text}#{self.part}" if self.part else text


class Completion(StrEnum):
    """Whether a detector saw all that it had to see."""

    FINISHED = "finished"
    PARTIAL = "partial"  # some part of the message could not be read
    FAILED = "failed"  # it crashed, or time or memory ran out
    WAIVED = "waived"  # by the school's policy it does not look at this message


class Protection(StrEnum):
    """How well an attachment is protected, judged by trying to open it."""

    ENCRYPTED = "encrypted"  # cannot be opened without a secret, sound algorithm
    WEAK = "weak"  # ZipCrypto, RC4-40, XOR, well-known default password, owner-only PDF password
    NONE = "none"
    UNKNOWN = "unknown"  # damaged, or a format that cannot be opened


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found (`text` as it stands in the message), where, and how sure it is (0 to 1).

    pupils: the roster's ids of the pupils it may be about
    detail: one plain sentence for the sender where the kind of finding alone does not explain it
    matched: how a name was recognised
    kind: which identifier, which category of words, which likeness …, where a detector finds several
    recipients: the addresses of the envelope whom it concerns; none where it concerns them all
    """

    detector: DetectorId
    location: Location
    text: str = ""
    confidence: float = 1.0
    pupils: tuple[str, ...] = ()
    detail: str = ""
    matched: str = ""
    kind: str = ""
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AttachmentReport:
    """One attachment or nested file: its true media type and its protection.

    method: of the protection, in words
    locks: what a password has to open, written down so that it can be kept
    """

    path: str
    media_type: str
    protection: Protection
    method: str | None = None
    password_disclosed: bool = False
    locks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Headline:
    """The few header fields that notices and lists need.

    automatic: a program made it, or it asks for no notices
    references: the messages before it in its thread, the first one first
    """

    message_id: str = ""
    subject: str = ""
    date: str = ""
    automatic: bool = False
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All that the detectors say about one message.

    carried: how many messages are attached to it, at every depth
    """

    headline: Headline
    findings: tuple[Finding, ...]
    attachments: tuple[AttachmentReport, ...]
    completion: tuple[tuple[DetectorId, Completion], ...]
    warnings: tuple[str, ...] = ()
    carried: int = 0

    def of(self, detector: DetectorId) -> Iterable[Finding]:
        return (finding for finding in self.findings if finding.detector is detector)

    def completion_of(self, detector: DetectorId) -> Completion:
        """A detector that is not in the report did not run, so it is FAILED."""
        return dict(self.completion).get(detector, Completion.FAILED)
