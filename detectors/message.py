"""A message as detectors see it: who it is for, its parts, and everything that could be read of them."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.finding import Location, Protection
from detectors.lock import Lock


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sends to whom, as SMTP said it (RFC 5321 §2.3.1). An empty sender is the null reverse-path."""

    sender: str
    recipients: tuple[str, ...]
    eight_bit: bool = False  # BODY=8BITMIME, RFC 6152
    smtputf8: bool = False  # RFC 6531


@dataclass(frozen=True, slots=True)
class HeaderField:
    """One field of the message's header, unfolded, encoded words decoded (RFC 2047)."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of the MIME tree, its transfer encoding undone.

    `location` is the body, or the attachment by its path. `filename` is empty where none was given;
    `media_type` is what the part says of itself, in lower case, and is not to be trusted.
    """

    location: Location
    media_type: str
    charset: str
    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Defect:
    """A way in which the message is broken, or may be read differently by different mail programs."""

    location: Location
    what: str  # one plain sentence


@dataclass(frozen=True, slots=True)
class Message:
    """A message taken apart. `parts` come in the order in which they stand.

    part_headers: the fields above its parts, each that says something of its own once
    """

    headers: tuple[HeaderField, ...]
    parts: tuple[Part, ...]
    defects: tuple[Defect, ...] = ()
    part_headers: tuple[HeaderField, ...] = ()

    def header(self, name: str) -> str:
        """The first field of that name, or an empty string."""
        wanted = name.lower()
        return next((field.value for field in self.headers if field.name.lower() == wanted), "")


@dataclass(frozen=True, slots=True)
class Text:
    """Running text, and where it stands."""

    location: Location
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, and where they stand."""

    location: Location
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attached or nested file: its path, its true media type, and its protection.

    locks: what a password has to open, where it is protected by one
    password_disclosed: the message itself opens it; by what stands at `password_at`, or by what anybody
        might guess, where that is None
    """

    path: str
    media_type: str
    protection: Protection
    method: str | None = None
    locks: tuple[Lock, ...] = ()
    password_disclosed: bool = False
    password_at: Location | None = None

    @property
    def is_open(self) -> bool:
        """Whether anybody who has the message can read it."""
        return self.protection is Protection.NONE or self.password_disclosed


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be read, and why, in one plain sentence. Never a sealed (encrypted) file."""

    location: Location
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that could be read of a message, and what could not.

    unshown: what hardly any program shows, and what the texts say when they are read in another way; pupils'
        names are looked for in it, and nothing else
    key_to_earlier: where the password of a protected file stands that was sent before, if one does
    """

    message: Message
    texts: tuple[Text, ...]
    tables: tuple[Table, ...]
    attachments: tuple[Attachment, ...]
    unread: tuple[Unread, ...]
    key_to_earlier: Location | None = None
    unshown: tuple[Text, ...] = ()
