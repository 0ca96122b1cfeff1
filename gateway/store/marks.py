"""Keyed hashes of people and messages: two can be compared, and none can be read back without the key."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from detectors.people.mailbox import Mailbox
from gateway.store.seal import Seal

PUPIL_CHARACTERS = 16  # enough to tell the pupils of a school apart, and a list of them stays short
SEARCH_CHARACTERS = 32


def marks_key(seal: Seal) -> bytes:
    """The installation's own."""
    return seal.derived("marks")


@dataclass(frozen=True, slots=True, repr=False)
class Marks:
    """All are of one school: the same person at another school has another mark (64 hex characters)."""

    key: bytes
    school: str

    def sender(self, address: str) -> str:
        return self._mark("sender", _writer(address))

    def account(self, address: str) -> str:
        return self._mark("account", Mailbox.parse(address).key)

    def pair(self, sender: str, recipient: str) -> str:
        """Of a sender and an address that they write to."""
        return self._mark("pair", _writer(sender), Mailbox.parse(recipient).key)

    def message(self, sender: str, raw: bytes) -> str:
        """The same for every recipient, and whenever the sender's server tries again."""
        return self._mark("message", _writer(sender), hashlib.sha256(raw).hexdigest())

    def pupil(self, ids: Iterable[str]) -> str:
        """Of whoever bears a name: several ids where there are namesakes."""
        return self._mark("pupil", *sorted(ids))[:PUPIL_CHARACTERS]

    def word(self, word: str) -> str:
        """Of a folded word by which messages on record are found."""
        return self._mark("word", word)[:SEARCH_CHARACTERS]

    def one_pupil(self, pupil: str) -> str:
        """Of the roster's id of one pupil, for the same purpose."""
        return self._mark("one pupil", pupil)[:SEARCH_CHARACTERS]

    def address(self, address: str) -> str:
        """Of an address, for the same purpose."""
        return self._mark("address", Mailbox.parse(address).key)[:SEARCH_CHARACTERS]

    def _mark(self, *parts: str) -> str:
        text = "\0".join((self.school, *parts))
        return hmac.digest(self.key, text.encode("utf-8", "surrogateescape"), hashlib.sha256).hex()


def _writer(address: str) -> str:
    """The mailbox that writes, whatever a server put into its address on the way.

    What a mailbox forwards bears an address of the sender rewriting scheme, another for each message: all of
    them are one. BATV puts a new tag in front every day.
    """
    mailbox = Mailbox.parse(address)
    local = mailbox.local
    if local.startswith(("srs0", "srs1")) and local[4:5] in ("=", "+", "-"):
        return f"srs@{mailbox.domain}"
    if local.startswith("prvs=") and local.count("=") >= 2:
        return Mailbox(local.split("=", 2)[2], mailbox.domain, mailbox.routed).key
    return mailbox.key
