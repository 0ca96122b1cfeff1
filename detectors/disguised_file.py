"""Finds a file under a name that hides what it is: a zip called holiday.jpg.

Only what no program does by itself counts. Web sites call a page a spreadsheet, Word opens an RTF called
.doc, and pictures of one kind bear the name of another; nobody calls a spreadsheet a picture but by intent.
"""

from __future__ import annotations

from collections.abc import Iterator

from detectors.extract import mediatypes
from detectors.extract.texttypes import extension
from detectors.finding import DetectorId, Finding, Location, Place
from detectors.matter import Matter
from detectors.message import Attachment

# Kinds that carry records, and that can be told by their bytes beyond doubt.
_CARRIERS = frozenset(
    {
        mediatypes.ZIP, mediatypes.SEVEN_ZIP, mediatypes.RAR, mediatypes.CAB, mediatypes.TAR, mediatypes.GZIP,
        mediatypes.XZ, mediatypes.BZIP2, mediatypes.ZSTD, mediatypes.ISO, mediatypes.DISK_IMAGE,
        mediatypes.KEEPASS, mediatypes.MAIL_STORE, mediatypes.OUTLOOK, mediatypes.SEALED_OFFICE,
        mediatypes.DOCX, mediatypes.XLSX, mediatypes.PPTX, mediatypes.XLSB, mediatypes.DOC, mediatypes.XLS,
        mediatypes.PPT, mediatypes.ODT, mediatypes.ODS, mediatypes.ODP, mediatypes.PDF,
    }
)  # fmt: skip
# Names of pictures, sound, film, plain text, web pages and pieces of programs: no carrier ends in these.
_INNOCENT = frozenset(
    {
        ".jpg", ".jpeg", ".jpe", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic", ".ico",
        ".mp3", ".mp4", ".m4a", ".m4v", ".wav", ".wma", ".wmv", ".avi", ".mov", ".mkv", ".mpg", ".mpeg",
        ".aac", ".txt", ".text", ".log", ".md", ".ini", ".cfg", ".css", ".js", ".htm", ".html", ".ics",
        ".vcf", ".dll", ".sys", ".exe", ".scr", ".bat", ".cmd", ".ocx", ".ttf", ".otf", ".woff",
    }
)  # fmt: skip
_DETAIL = "Its name says that it is a {extension} file, but it is something else."


def find(matter: Matter) -> Iterator[Finding]:
    """One finding for each file that is not what its name says, nested ones too, of kind "renamed"."""
    for attachment in matter.reading.attachments:
        ending = extension(attachment.path.rpartition("/")[2])
        if ending in _INNOCENT and attachment.media_type in _CARRIERS and _was_named(attachment, matter):
            yield Finding(
                DetectorId.DISGUISED_FILE,
                Location(Place.ATTACHMENT, attachment.path),
                confidence=0.95,
                detail=_DETAIL.format(extension=ending),
                kind="renamed",
            )


def _was_named(attachment: Attachment, matter: Matter) -> bool:
    """Whether the sender named it; a file without a name is called after the kind it declares."""
    name = Location(Place.ATTACHMENT, attachment.path, "name")
    return any(text.location == name for text in matter.reading.texts)
