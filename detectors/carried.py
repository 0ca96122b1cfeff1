"""The messages that a message carries: attached, packed in archives and mailboxes, inside one another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from detectors.extract.mediatypes import ARCHIVES, MAIL, MAIL_STORE, MBOX, OUTLOOK, TNEF
from detectors.extract.texttypes import extension
from detectors.finding import Protection
from detectors.message import Attachment, Message, Reading

_KINDS = frozenset({MAIL, OUTLOOK})
_EXTENSIONS = frozenset({".eml", ".emlx", ".msg"})
_WEB_PAGES = frozenset({".mht", ".mhtml"})  # RFC 2557: they are written like messages
# Outlook, Outlook for Mac, Outlook Express, Notes, and mailboxes of one message after another.
_MAILBOX_EXTENSIONS = frozenset({".pst", ".ost", ".olm", ".dbx", ".nsf", ".mbox", ".mbx"})

_MOST_LEVELS = 100  # names in an archive may have any number of slashes


@dataclass(frozen=True, slots=True)
class Carried:
    """A carried message: its path, and that of the mailbox, or else the outermost archive, that holds it."""

    path: str
    holder: str = ""


def messages_carried(reading: Reading) -> int:
    """How many messages are attached or nested, at every depth."""
    return len(carried(reading))


def carried(reading: Reading) -> tuple[Carried, ...]:
    """Every attached or nested message that could be told to be one, also where it is locked away.

    What comes back in a report on delivery (RFC 3462) was not sent on by anybody.
    """
    if not reading.attachments or _is_report(reading.message):
        return ()
    kinds = {each.path: each.media_type for each in reading.attachments}
    return tuple(
        Carried(each.path, _holder(each.path, kinds))
        for each in reading.attachments
        if _is_message(each, kinds)
    )


def is_mailbox(attachment: Attachment) -> bool:
    """Whether it is a file in which a mail program keeps its messages."""
    named = extension(attachment.path) in _MAILBOX_EXTENSIONS
    return named or attachment.media_type in (MBOX, MAIL_STORE)


def _is_report(message: Message) -> bool:
    return message.header("Content-Type").strip().lower().startswith("multipart/report")


def _is_message(attachment: Attachment, kinds: dict[str, str]) -> bool:
    ending = extension(attachment.path)
    if attachment.media_type in _KINDS:
        return ending not in _WEB_PAGES
    if (
        attachment.media_type == TNEF
    ):  # winmail.dat is a message's own wrapping, one inside it another message
        return kinds.get(attachment.path.rpartition("/")[0]) == TNEF
    return attachment.protection is not Protection.NONE and ending in _EXTENSIONS


def _holder(path: str, kinds: dict[str, str]) -> str:
    """The mailbox nearest to the message, else the archive farthest from it."""
    above = list(_above(path))
    mailbox = next((each for each in reversed(above) if kinds.get(each) == MBOX), "")
    return mailbox or next((each for each in above if kinds.get(each) in ARCHIVES), "")


def _above(path: str) -> Iterator[str]:
    """The paths of what a file lies in, the farthest first. Some are only folders in an archive."""
    end = path.find("/")
    for _ in range(_MOST_LEVELS):
        if end < 0:
            return
        yield path[:end]
        end = path.find("/", end + 1)
