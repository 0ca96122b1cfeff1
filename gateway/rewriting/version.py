"""A version is the message as some of its recipients get it: rewritten, and inspected anew as it leaves."""

from __future__ import annotations

from dataclasses import dataclass, field

from gateway.policy.verdict import Disposition
from gateway.rewriting.change import Change


@dataclass(frozen=True, slots=True)
class Version:
    """One rewritten message and those of the envelope's recipients who get it.

    disposition: REWRITE by the usual way, SECURE by secure mail; what its own inspection came to
    copied: who gets it beside them
    passphrase: what opens its locked files, for the sender to tell; empty where none is new
    taken_off: names of attachments that are not in it
    """

    recipients: tuple[str, ...]
    content: bytes = field(repr=False)
    changes: tuple[Change, ...]
    disposition: Disposition = Disposition.REWRITE
    copied: tuple[str, ...] = ()
    passphrase: str = field(default="", repr=False)
    taken_off: tuple[str, ...] = ()
