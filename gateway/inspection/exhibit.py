"""An exhibit is what a person is shown of a message; a wish says which piece of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from detectors.finding import DetectorId, Finding, Location
from detectors.message import HeaderField, Unread


class CannotShowError(Exception):
    """Nothing can be shown. `reason` is one plain sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Piece(StrEnum):
    """What of a message is to be read. Nothing else of it is."""

    TEXT = "text"  # subject, header, the text of the message itself; of its attachments the names
    PAGE = "page"  # the same text as it was laid out, where it is HTML
    FILE = "file"  # the words of one attachment, and of all that is inside it
    ORIGINAL = "original"  # one attachment, byte for byte


@dataclass(frozen=True, slots=True)
class Wish:
    """number: of the attachment, from 1
    findings: from when the message was judged; they are marked beside what is found today
    """

    piece: Piece
    number: int = 0
    findings: tuple[Finding, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Span:
    """Where in a text something stands that was found: characters `start` to `end`.

    pupils: the roster's ids of those whom it may be about
    """

    start: int
    end: int
    detector: DetectorId
    kind: str = ""
    pupils: tuple[str, ...] = ()
    confidence: float = 1.0
    matched: str = ""


@dataclass(frozen=True, slots=True)
class ShownText:
    """One text of the message. Its spans come in order, and may overlap.

    more: how many characters at its end are left out
    beyond: how many spans stand in those
    """

    location: Location
    text: str
    spans: tuple[Span, ...] = ()
    more: int = 0
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """One attachment of the message. `path` names it in findings, `name` is as the message has it.

    media_type: as the message says, which is not to be trusted
    size: in bytes
    """

    number: int
    path: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Exhibit:
    """What was asked for; what was not is empty.

    page: HTML that has been made harmless, and `has_page` whether there is any
    left_out: how many texts are not shown: there are too many
    unread: what of it could not be read, and why
    content: the bytes of an attachment
    refused: why nothing can be shown, one plain sentence
    """

    texts: tuple[ShownText, ...] = ()
    files: tuple[AttachedFile, ...] = ()
    header: tuple[HeaderField, ...] = ()
    page: str = ""
    has_page: bool = False
    left_out: int = 0
    unread: tuple[Unread, ...] = ()
    content: bytes = field(default=b"", repr=False)
    refused: str = ""

    def file(self, number: int) -> AttachedFile | None:
        return next((each for each in self.files if each.number == number), None)
