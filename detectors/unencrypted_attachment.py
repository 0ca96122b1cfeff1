"""An attachment that anyone can open."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.extract.contents import outer_path
from detectors.extract.mediatypes import ARCHIVES, CALENDAR, CMS_SIGNATURE, PGP_SIGNATURE
from detectors.extract.pages.picture import SMALL_PICTURE
from detectors.finding import DetectorId, Finding, Location, Place, Protection
from detectors.matter import Matter
from detectors.message import Attachment, Part, Reading

# Invitations and signatures are made by programs, and there is no way to encrypt them.
_NOT_FILES = frozenset({CALENDAR, CMS_SIGNATURE, PGP_SIGNATURE})
_PGP_CONTROL = b"Version: 1"  # RFC 3156 §4: all that the first part of an encrypted message holds


def find(matter: Matter) -> Iterator[Finding]:
    """One finding for each file attached to the message itself that is not protected at all.

    One whose password stands in the message is as good as not protected. Small pictures are decoration,
    and an archive in which every file is encrypted leaves nothing open but names.
    """
    parts = {outer_path(part): part for part in matter.reading.message.parts}
    for attachment in matter.reading.attachments:
        part = parts.get(attachment.path)
        if part is None or not attachment.is_open:
            continue
        if not _is_exempt(attachment, part) and not _holds_only_encrypted(attachment, matter.reading):
            yield Finding(DetectorId.UNENCRYPTED_ATTACHMENT, Location(Place.ATTACHMENT, attachment.path))


def _is_exempt(attachment: Attachment, part: Part) -> bool:
    if attachment.media_type in _NOT_FILES or part.content.strip() == _PGP_CONTROL:
        return True
    return attachment.media_type.startswith("image/") and len(part.content) < SMALL_PICTURE


def _holds_only_encrypted(archive: Attachment, reading: Reading) -> bool:
    if archive.media_type not in ARCHIVES or any(
        each.location.path == archive.path for each in reading.unread
    ):
        return False
    inside = [each for each in reading.attachments if each.path.startswith(f"{archive.path}/")]
    files = [each for each in inside if not (each.media_type in ARCHIVES and each.is_open)]
    return bool(files) and not any(
        each.is_open or each.protection is not Protection.ENCRYPTED for each in files
    )
