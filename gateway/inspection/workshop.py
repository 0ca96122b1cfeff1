"""A workshop is where a message is changed: what it must offer, and what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from detectors.finding import Report
from detectors.message import Envelope
from detectors.sending import Sending
from gateway.policy.rewriting import Rewriting
from gateway.policy.verdict import Disposition, SenderMay, Verdict
from gateway.rewriting.change import Step
from gateway.rewriting.task import Task


class Workshop(Protocol):
    """Where one school's messages are inspected, decided on and changed."""

    def sending(self, envelope: Envelope) -> Sending:
        """The envelope, with what is known of its recipients."""
        ...

    async def inspect(self, sending: Sending, raw: bytes) -> Report:
        """Raises WorkersUnavailableError."""
        ...

    async def rewrite(self, raw: bytes, task: Task) -> Step:
        """Raises CannotRewriteError and WorkersUnavailableError."""
        ...

    def decide(self, sending: Sending, report: Report, size: int) -> Verdict:
        """Of the message as it was first judged: at its time, with what had been sent before."""
        ...

    def takes_securely(self, address: str) -> bool:
        """Whether a secure mail service takes mail to them."""
        ...


class Aids(Protocol):
    """What a change may need beside the message."""

    def passphrase(self) -> str:
        """A new one."""
        ...

    def agreed(self, address: str) -> str | None:
        """The passphrase that was agreed with the partner whose address it is."""
        ...

    def line_manager(self, sender: str) -> str | None:
        """Whom mail of this sender is copied to."""
        ...

    def has_certificate(self, address: str) -> bool:
        """Whether mail can be sealed for them (S/MIME)."""
        ...

    def seal(self, content: bytes, address: str) -> bytes:
        """For the owner of the address alone. Raises CannotRewriteError."""
        ...

    def finish(self, raw: bytes, content: bytes, *, sign: bool) -> bytes:
        """From the bytes as they came and as they were changed to those that leave.

        sign: anew, for the school; not what a secure mail service marks and sends on as its own
        """
        ...


@dataclass(frozen=True, slots=True)
class Original:
    """A message as it was judged before anything in it was changed.

    can_tell: whether its sender can be told a passphrase
    """

    sending: Sending
    raw: bytes
    report: Report
    can_tell: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """A version that is asked for: for whom, what is changed, by which way it leaves.

    sealed: by S/MIME, for the one recipient
    passphrase: locks its files; `is_new` where it is told to the sender
    way: what the sender chose; rules that allow it do not stop it
    """

    recipients: tuple[str, ...]
    rewriting: Rewriting
    disposition: Disposition
    passphrase: str
    is_new: bool = True
    sealed: bool = False
    way: SenderMay | None = None

    @property
    def is_as_decided(self) -> bool:
        """Whether the rules already let it go like this, as it came: there is nothing more to prove."""
        return not self.rewriting and self.way is None
