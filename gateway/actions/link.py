"""The link in a notice: bound to one message and its sender, signed, and good for some days."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from gateway.actions.tokens import TokenKeys

LASTS = timedelta(days=30)
PATH = "/m/"
_MAC_BYTES = 16
_LONGEST = 2000  # characters of a token; an address has at most 254 (RFC 5321 §4.5.3.1.3)


@dataclass(frozen=True, slots=True)
class SenderLink:
    """What a link says: which message, whose, until when."""

    message: str
    sender: str
    until: datetime


class BadLinkError(Exception):
    """The link is forged or damaged."""


class ExpiredLinkError(Exception):
    """The link was ours, and its time is up."""

    def __init__(self, link: SenderLink) -> None:
        super().__init__()
        self.link = link


@dataclass(frozen=True, slots=True)
class SenderLinks:
    """Makes and reads links. `base` is the address of the web side, without a slash at its end."""

    keys: TokenKeys = field(repr=False)
    base: str

    def url(self, message: str, sender: str, now: datetime) -> str:
        """The address of the page on which the sender can put the message right."""
        until = int((now + LASTS).timestamp())
        said = f"{message} {until} {sender}".encode("utf-8", "surrogateescape")
        return f"{self.base}{PATH}{_token(_mac(self.keys.newest, said) + said)}"

    def read(self, token: str, now: datetime) -> SenderLink:
        """Raises BadLinkError or ExpiredLinkError."""
        signed = _signed(token)
        mac, said = signed[:_MAC_BYTES], signed[_MAC_BYTES:]
        if not any(hmac.compare_digest(mac, _mac(key, said)) for key in self.keys.accepted):
            raise BadLinkError
        message, until, sender = said.decode("utf-8", "surrogateescape").split(" ", 2)
        link = SenderLink(message, sender, datetime.fromtimestamp(int(until), UTC))
        if now > link.until:
            raise ExpiredLinkError(link)
        return link


def _mac(key: bytes, said: bytes) -> bytes:
    return hmac.digest(key, said, hashlib.sha256)[:_MAC_BYTES]


def _token(signed: bytes) -> str:
    return urlsafe_b64encode(signed).rstrip(b"=").decode("ascii")


def _signed(token: str) -> bytes:
    """A token has one spelling only, so that a limit for each link is one. Raises BadLinkError."""
    if len(token) > _LONGEST:
        raise BadLinkError
    try:
        signed = b64decode(token.encode("ascii") + b"=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError:  # UnicodeEncodeError and binascii.Error are ones
        raise BadLinkError from None
    if _token(signed) != token:
        raise BadLinkError
    return signed
