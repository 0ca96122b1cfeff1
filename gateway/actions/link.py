"""The link in a notice: bound to one message and its sender, signed, and good for some days."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

LASTS = timedelta(days=30)
PATH = "/m/"
_MAC_BYTES = 16


class BadLinkError(Exception):
    """The link is forged or damaged."""


class ExpiredLinkError(Exception):
    """The link was ours, and its time is up."""


@dataclass(frozen=True, slots=True)
class SenderLink:
    """What a link says: which message, whose, until when."""

    message: str
    sender: str
    until: datetime


@dataclass(frozen=True, slots=True)
class SenderLinks:
    """Makes and reads links. `base` is the address of the web side, without a slash at its end."""

    secret: bytes = field(repr=False)
    base: str

    def url(self, message: str, sender: str, now: datetime) -> str:
        """The address of the page on which the sender can put the message right."""
        until = int((now + LASTS).timestamp())
        said = f"{message} {until} {sender}".encode("utf-8", "surrogateescape")
        token = urlsafe_b64encode(self._mac(said) + said).rstrip(b"=").decode("ascii")
        return f"{self.base}{PATH}{token}"

    def read(self, token: str, now: datetime) -> SenderLink:
        """Raises BadLinkError or ExpiredLinkError."""
        try:
            signed = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        except ValueError:
            raise BadLinkError from None
        mac, said = signed[:_MAC_BYTES], signed[_MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(said)):
            raise BadLinkError
        message, until, sender = said.decode("utf-8", "surrogateescape").split(" ", 2)
        link = SenderLink(message, sender, datetime.fromtimestamp(int(until), UTC))
        if now > link.until:
            raise ExpiredLinkError
        return link

    def _mac(self, said: bytes) -> bytes:
        return hmac.new(self.secret, said, hashlib.sha256).digest()[:_MAC_BYTES]
