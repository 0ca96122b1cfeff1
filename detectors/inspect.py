"""Runs the detectors over one message; what a detector could not see or finish is part of the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from detectors import (
    auto_forward,
    bulk_forward,
    colleague_namesake,
    disguised_file,
    file_sharing_link,
    forward,
    identifier,
    look_alike_domain,
    malformed_message,
    marked_private,
    no_colleague_copied,
    no_subject,
    other_greeting,
    password_disclosed,
    personal_reply_address,
    pupil_name,
    pupil_records,
    sender_mismatch,
    sensitive_term,
    similar_recipients,
    staff_contact_details,
    unencrypted_attachment,
    uninspectable,
    visible_recipients,
    weak_protection,
)
from detectors.carried import messages_carried
from detectors.context import Facts
from detectors.disclosure import hints_of, key_to_earlier
from detectors.extract.budget import Budget
from detectors.extract.read import read
from detectors.extract.watch import NOBODY_WATCHES, Watch
from detectors.finding import (
    AttachmentReport,
    Completion,
    DetectorId,
    Finding,
    Report,
)
from detectors.marked_private import is_marked_private
from detectors.matter import Matter
from detectors.message import Attachment, Reading
from detectors.mime.parse import parse
from detectors.outline import headline_of
from detectors.protection.locks import encode
from detectors.sending import NOBODY, Sending


@dataclass(frozen=True, slots=True)
class Detector:
    """A detector; one that reads content has seen only a part where something could not be read."""

    id: DetectorId
    find: Callable[[Matter], Iterator[Finding]]
    reads_content: bool


DETECTORS = (
    Detector(DetectorId.PUPIL_NAME, pupil_name.find, reads_content=True),
    Detector(DetectorId.UNENCRYPTED_ATTACHMENT, unencrypted_attachment.find, reads_content=True),
    Detector(DetectorId.WEAK_PROTECTION, weak_protection.find, reads_content=True),
    Detector(DetectorId.PASSWORD_DISCLOSED, password_disclosed.find, reads_content=True),
    Detector(DetectorId.UNINSPECTABLE, uninspectable.find, reads_content=False),
    Detector(DetectorId.MALFORMED_MESSAGE, malformed_message.find, reads_content=False),
    Detector(DetectorId.AUTO_FORWARD, auto_forward.find, reads_content=False),
    Detector(DetectorId.FORWARD, forward.find, reads_content=False),
    Detector(DetectorId.BULK_FORWARD, bulk_forward.find, reads_content=True),
    Detector(DetectorId.VISIBLE_RECIPIENTS, visible_recipients.find, reads_content=False),
    Detector(DetectorId.NO_COLLEAGUE_COPIED, no_colleague_copied.find, reads_content=False),
    Detector(DetectorId.STAFF_CONTACT_DETAILS, staff_contact_details.find, reads_content=False),
    Detector(DetectorId.NO_SUBJECT, no_subject.find, reads_content=False),
    Detector(DetectorId.MARKED_PRIVATE, marked_private.find, reads_content=False),
    Detector(DetectorId.FILE_SHARING_LINK, file_sharing_link.find, reads_content=False),
    Detector(DetectorId.DISGUISED_FILE, disguised_file.find, reads_content=False),
    Detector(DetectorId.IDENTIFIER, identifier.find, reads_content=True),
    Detector(DetectorId.PUPIL_RECORDS, pupil_records.find, reads_content=True),
    Detector(DetectorId.SENSITIVE_TERM, sensitive_term.find, reads_content=True),
    Detector(DetectorId.LOOK_ALIKE_DOMAIN, look_alike_domain.find, reads_content=False),
    Detector(DetectorId.SIMILAR_RECIPIENTS, similar_recipients.find, reads_content=False),
    Detector(DetectorId.COLLEAGUE_NAMESAKE, colleague_namesake.find, reads_content=False),
    Detector(DetectorId.OTHER_GREETING, other_greeting.find, reads_content=False),
    Detector(DetectorId.PERSONAL_REPLY_ADDRESS, personal_reply_address.find, reads_content=False),
    Detector(DetectorId.SENDER_MISMATCH, sender_mismatch.find, reads_content=False),
)

LEFT_PRIVATE = (
    "It is marked as private. By the school's policy only header, addresses and size are looked at."
)
CRASHED = "The part of Schoolgate that looks for {id} failed on this message."


def inspect(
    raw: bytes,
    facts: Facts,
    budget: Budget,
    sending: Sending = NOBODY,
    watch: Watch = NOBODY_WATCHES,
    *,
    leave_private: bool = False,
) -> Report:
    """Everything the detectors say about a message. Raises MemoryError only.

    leave_private: of a message that its sender has marked as private only the header is looked at
    """
    message = parse(raw)
    left = leave_private and is_marked_private(message)
    if left:
        message = replace(message, parts=())
    reading = read(message, budget, hints_of(facts), watch)
    if sending.history.locks:
        reading = replace(reading, key_to_earlier=key_to_earlier(reading, sending.history, budget))
    matter = Matter(reading, facts, sending)
    findings: list[Finding] = []
    completion: list[tuple[DetectorId, Completion]] = []
    warnings: list[str] = [LEFT_PRIVATE] if left else []
    for detector in DETECTORS:
        try:
            findings += detector.find(matter)
        except MemoryError:
            raise
        except Exception:
            completion.append((detector.id, Completion.FAILED))
            warnings.append(CRASHED.format(id=detector.id))
            continue
        completion.append((detector.id, _completion(detector, reading, left)))
    return Report(
        headline_of(message),
        tuple(findings),
        tuple(map(_reported, reading.attachments)),
        tuple(completion),
        tuple(warnings),
        messages_carried(reading),
    )


def _completion(detector: Detector, reading: Reading, left: bool) -> Completion:
    if not detector.reads_content:
        return Completion.FINISHED
    if left:
        return Completion.WAIVED
    return Completion.PARTIAL if reading.unread else Completion.FINISHED


def _reported(attachment: Attachment) -> AttachmentReport:
    return AttachmentReport(
        attachment.path,
        attachment.media_type,
        attachment.protection,
        attachment.method,
        attachment.password_disclosed,
        tuple(filter(None, map(encode, attachment.locks))),
    )
