"""A version is the message as some of its recipients get it: rewritten, and inspected anew as it leaves."""

from __future__ import annotations

from dataclasses import dataclass, field

from detectors.finding import Report
from gateway.policy.rewriting import Rewrite
from gateway.policy.verdict import Disposition
from gateway.rewriting.change import Change


@dataclass(frozen=True, slots=True)
class Version:
    """One rewritten message and those of the envelope's recipients who get it.

    disposition: REWRITE by the usual way, SECURE by secure mail; what its own inspection came to
    sealed: by S/MIME, so that it goes the usual way
    copied: who gets it beside them
    passphrase: what opens its locked files, for the sender to tell; empty where none is new
    report: what the inspection of it found
    """

    recipients: tuple[str, ...]
    content: bytes = field(repr=False)
    changes: tuple[Change, ...]
    disposition: Disposition = Disposition.REWRITE
    sealed: bool = False
    copied: tuple[str, ...] = ()
    passphrase: str = field(default="", repr=False)
    report: Report | None = field(default=None, repr=False)

    @property
    def files_taken_off(self) -> tuple[str, ...]:
        """The names of attachments that are not in it."""
        changes = (each for each in self.changes if each.rewrite is Rewrite.TAKE_OFF_ATTACHMENTS)
        return tuple(location.path for each in changes for location in each.locations)
