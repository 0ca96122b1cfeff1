"""The key travels with the lock: the message itself gives away what opens a protected file."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.finding import DetectorId, Finding, Location, Place
from detectors.matter import Matter
from detectors.message import Attachment

_STANDS = "Its password stands in the same message: {place}."
_GUESSED = "Its password can be guessed by anybody who knows the school or reads the message."
_EARLIER = "It opens a file that you sent to the same people before."
_PLACES = {Place.SUBJECT: "in the subject line", Place.BODY: "in the text", Place.HEADER: "in the header"}


def find(matter: Matter) -> Iterator[Finding]:
    """One finding for each file that the message opens, and one for the password of an earlier file.

    Never the password itself, in none of their fields.
    """
    for attachment in matter.reading.attachments:
        if attachment.password_disclosed:
            location = Location(Place.ATTACHMENT, attachment.path)
            yield Finding(DetectorId.PASSWORD_DISCLOSED, location, detail=_detail(attachment))
    if matter.reading.key_to_earlier is not None:
        yield Finding(DetectorId.PASSWORD_DISCLOSED, matter.reading.key_to_earlier, detail=_EARLIER)


def _detail(attachment: Attachment) -> str:
    if attachment.password_at is None:
        return _GUESSED
    in_file = "in an attached file" if attachment.password_at.part != "name" else "in the name of a file"
    return _STANDS.format(place=_PLACES.get(attachment.password_at.place, in_file))
