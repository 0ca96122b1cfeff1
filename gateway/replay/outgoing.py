"""A stored message becomes one on its way out: from whom, to whom and when, as far as its header tells."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime

from detectors.message import Envelope
from detectors.mime.header import Header, read_header
from gateway.replay.leftout import LeftOut

SOMEBODY_OUTSIDE = ("",)  # an address that nobody has is judged as one outside
_RECIPIENTS = ("to", "cc", "bcc", "x-envelope-to", "envelope-to")
# These name the mailbox that a copy came to, which may be an archive that saw every message: they count only
# where the message names nobody itself.
_THIS_MAILBOX = ("delivered-to", "x-original-to")
_MOST_OF_A_FIELD = 1_000_000  # characters: more than ten thousand recipients take
_ADDRESS = re.compile(r"(?<![^\s<>,;:\"()])[^\s<>,;:\"()]+@[^\s<>,;:\"()]+")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message as the relay would have got it.

    at: when it was written, by its own account; None where it does not say, or nobody can tell
    identity: the same for every copy of it, and for no other message
    """

    school: str
    envelope: Envelope
    raw: bytes
    at: datetime | None
    identity: int

    @property
    def names_nobody(self) -> bool:
        return self.envelope.recipients == SOMEBODY_OUTSIDE


def outgoing(raw: bytes, school_of: Callable[[str], str | None]) -> Outgoing | LeftOut:
    """`school_of`: the school that an address belongs to, None for one outside."""
    header = read_header(raw, 0, len(raw))
    if not header.fields:
        return LeftOut.UNREADABLE
    author = next(_addresses(header, ("from", "sender")), "")
    sender = _envelope_sender(header, author)
    school = school_of(sender or author)
    if school is None:
        return LeftOut.NOT_OUTGOING
    envelope = Envelope(sender, _recipients(header) or SOMEBODY_OUTSIDE)
    return Outgoing(school, envelope, raw, _date(header), _identity(header, sender, raw))


def _envelope_sender(header: Header, author: str) -> str:
    """Return-Path where it was kept (RFC 5321 §4.4), also the empty one; else who says to have written it."""
    return_paths = header.values("return-path")
    if not return_paths:
        return author
    return "" if return_paths[0].strip() == "<>" else next(_addresses(header, ("return-path",)), author)


def _recipients(header: Header) -> tuple[str, ...]:
    """Each once, as it is written first."""
    return _once(_addresses(header, _RECIPIENTS)) or _once(_addresses(header, _THIS_MAILBOX))


def _once(addresses: Iterable[str]) -> tuple[str, ...]:
    by_mailbox: dict[str, str] = {}
    for address in addresses:
        by_mailbox.setdefault(address.lower(), address)
    return tuple(by_mailbox.values())


def _addresses(header: Header, names: tuple[str, ...]) -> Iterator[str]:
    """Not decoded before: an encoded name may have a comma in it."""
    for name in names:
        for value in header.values(name):
            yield from _addresses_in(value[:_MOST_OF_A_FIELD])


def _addresses_in(value: str) -> list[str]:
    """Where a list is so written that the standard library gives it up, what looks like addresses in it."""
    read = [address for _, address in getaddresses([value]) if "@" in address]
    return read or _ADDRESS.findall(value)


def _date(header: Header) -> datetime | None:
    for value in header.values("date"):
        try:
            at = parsedate_to_datetime(value[:100])
            return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        except (TypeError, ValueError, OverflowError, IndexError):
            continue
    return None


def _identity(header: Header, sender: str, raw: bytes) -> int:
    """Of Message-ID and sender: what somebody else's mailbox forwards keeps the id, and is another."""
    ids = header.values("message-id")
    named = f"{ids[0].strip()}\0{sender.lower()}".encode("utf-8", "surrogateescape") if ids else raw
    return int.from_bytes(hashlib.blake2b(named, digest_size=8).digest())
