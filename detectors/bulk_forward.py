"""Finds mail sent on in bulk with one message: a whole mailbox, an archive of messages, or many attached.

How many messages go out over time is no matter of a single one; what forwards one by one is `forward`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from detectors.carried import Carried, carried, is_mailbox
from detectors.finding import DetectorId, Finding, Location, Place
from detectors.matter import Matter

FEWEST_IN_ARCHIVE = 2  # one is a letter that somebody compressed
FEWEST_ATTACHED = 5

_MAILBOX = "It is a file in which a mail program keeps its messages."
_MAILBOX_OF = "It is a mailbox with {number} messages in it."
_ARCHIVE = "It is an archive with {number} messages in it."
_ATTACHED = "It carries {number} other messages."


def find(matter: Matter) -> Iterator[Finding]:
    """One finding for each mailbox and each archive of messages, and one for all that is attached besides."""
    if not matter.reading.attachments:
        return
    messages = carried(matter.reading)
    inside = Counter(each.holder for each in messages)
    mailboxes = {each.path for each in matter.reading.attachments if is_mailbox(each)}
    bulks = set()
    for attachment in matter.reading.attachments:
        path, number = attachment.path, inside[attachment.path]
        if path in mailboxes and number != 1:  # with one message in it, it is no more than that message
            bulks.add(path)
            yield _finding(path, "mailbox-file", _MAILBOX_OF.format(number=number) if number else _MAILBOX)
        elif path not in mailboxes and number >= FEWEST_IN_ARCHIVE:
            bulks.add(path)
            yield _finding(path, "archive-of-messages", _ARCHIVE.format(number=number))
    loose = sum(_is_loose(each, bulks) for each in messages)
    if loose >= FEWEST_ATTACHED:
        yield _finding("", "attached-messages", _ATTACHED.format(number=loose))


def _is_loose(message: Carried, bulks: set[str]) -> bool:
    """Whether it is in no mailbox or archive that has been found already."""
    return message.holder not in bulks


def _finding(path: str, kind: str, detail: str) -> Finding:
    location = Location(Place.ATTACHMENT, path) if path else Location(Place.BODY)
    return Finding(DetectorId.BULK_FORWARD, location, detail=detail, kind=kind)
