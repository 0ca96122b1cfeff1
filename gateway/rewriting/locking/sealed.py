"""Which attachments need no lock, because they have a sound one: as the detectors judge it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detectors.extract import mediatypes
from detectors.extract.budget import Budget
from detectors.extract.filetype import kinds
from detectors.extract.read import read
from detectors.finding import Place, Protection
from detectors.message import Attachment, Message, Part

# These have no lock of their own, so they need not be read.
_NEVER_LOCKED = frozenset(
    {
        mediatypes.PLAIN, mediatypes.HTML, mediatypes.CSV, mediatypes.TSV, mediatypes.XML, mediatypes.JSON,
        mediatypes.CALENDAR, mediatypes.VCARD, mediatypes.INI, mediatypes.RTF,
        mediatypes.DOCX, mediatypes.XLSX, mediatypes.XLSB, mediatypes.PPTX,
    }
)  # fmt: skip


def soundly_locked(message: Message, parts: Sequence[Part]) -> frozenset[str]:
    """The paths of those of the message's parts that nobody opens without a secret.

    A file whose password stands in the message's own text is open to everybody. What cannot be told within
    a small budget is not called locked: to lock it once more does no harm.
    """
    doubtful = [part for part in parts if not _NEVER_LOCKED.issuperset(kinds(part))]
    if not doubtful:
        return frozenset()
    texts = [part for part in message.parts if part.location.place is Place.BODY]
    reading = read(replace(message, parts=(*texts, *doubtful)), _small_budget())
    sealed = (each.path for each in reading.attachments if _is_sealed(each))
    return frozenset(sealed).intersection(part.location.path for part in parts)  # not of files inside files


def _is_sealed(attachment: Attachment) -> bool:
    return attachment.protection is Protection.ENCRYPTED and not attachment.password_disclosed


def _small_budget() -> Budget:
    """Enough to find a lock; not for what is behind it."""
    return Budget(unpacked=10_000_000, pages=0, pictures=0, recognition=0.0, trying=1.0, seconds=5.0)
