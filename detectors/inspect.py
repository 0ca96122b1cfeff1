"""Runs the detectors over one message; what a detector could not see or finish is part of the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from detectors import (
    auto_forward,
    malformed_message,
    password_disclosed,
    pupil_name,
    unencrypted_attachment,
    uninspectable,
    weak_protection,
)
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
from detectors.matter import Matter
from detectors.message import Attachment
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
)

CRASHED = "The part of Schoolgate that looks for {id} failed on this message."


def inspect(
    raw: bytes,
    facts: Facts,
    budget: Budget,
    sending: Sending = NOBODY,
    watch: Watch = NOBODY_WATCHES,
) -> Report:
    """Everything the detectors say about a message. Raises MemoryError only."""
    message = parse(raw)
    reading = read(message, budget, hints_of(facts), watch)
    if sending.history.locks:
        reading = replace(reading, key_to_earlier=key_to_earlier(reading, sending.history, budget))
    matter = Matter(reading, facts, sending)
    findings: list[Finding] = []
    completion: list[tuple[DetectorId, Completion]] = []
    warnings: list[str] = []
    for detector in DETECTORS:
        try:
            findings += detector.find(matter)
        except MemoryError:
            raise
        except Exception:
            completion.append((detector.id, Completion.FAILED))
            warnings.append(CRASHED.format(id=detector.id))
            continue
        saw_all = not (detector.reads_content and reading.unread)
        completion.append((detector.id, Completion.FINISHED if saw_all else Completion.PARTIAL))
    return Report(
        headline_of(message),
        tuple(findings),
        tuple(map(_reported, reading.attachments)),
        tuple(completion),
        tuple(warnings),
    )


def _reported(attachment: Attachment) -> AttachmentReport:
    return AttachmentReport(
        attachment.path,
        attachment.media_type,
        attachment.protection,
        attachment.method,
        attachment.password_disclosed,
        tuple(filter(None, map(encode, attachment.locks))),
    )
