"""An outcome says what became of a message for each of its recipients when it was sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from gateway.transport.reply import Reply


class Fate(Enum):
    """What became of a message for one recipient."""

    TAKEN = "taken"  # the next hop answers for it now
    DEFERRED = "deferred"  # not now: try again
    REFUSED = "refused"  # never: the sender must be told

    @classmethod
    def of(cls, reply: Reply) -> Fate:
        """The fate that a reply spells; what is neither success nor a lasting refusal may be tried again."""
        if reply.is_success:
            return cls.TAKEN
        return cls.REFUSED if reply.is_permanent else cls.DEFERRED


@dataclass(frozen=True, slots=True)
class RecipientOutcome:
    """The fate for one recipient and the reply that sealed it.

    `host` is the next hop that gave the reply, and empty where the reply is in our own words.
    """

    address: str
    fate: Fate
    reply: Reply
    host: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Recipients in the order of the envelope, each exactly once.

    `final` is the next hop's answer to the final dot, None when there was none.
    """

    recipients: tuple[RecipientOutcome, ...]
    final: Reply | None = None

    @classmethod
    def alike(cls, addresses: Iterable[str], reply: Reply, host: str = "") -> Outcome:
        """The same for everyone."""
        fate = Fate.of(reply)
        return cls(tuple(RecipientOutcome(address, fate, reply, host) for address in addresses))

    def addresses(self, fate: Fate) -> tuple[str, ...]:
        return tuple(each.address for each in self.recipients if each.fate is fate)


class Ledger:
    """Collects an outcome in the course of a transaction: the first word on a recipient stands."""

    def __init__(self, addresses: tuple[str, ...]) -> None:
        self._addresses = addresses
        self._settled: list[RecipientOutcome | None] = [None] * len(addresses)

    @property
    def unsettled(self) -> tuple[int, ...]:
        """The positions in the envelope of those whose fate is open."""
        return tuple(index for index, each in enumerate(self._settled) if each is None)

    def settle(self, index: int, reply: Reply, host: str = "") -> None:
        if self._settled[index] is None:
            self._settled[index] = RecipientOutcome(self._addresses[index], Fate.of(reply), reply, host)

    def settle_rest(self, reply: Reply, host: str = "") -> None:
        for index in self.unsettled:
            self.settle(index, reply, host)

    def outcome(self, final: Reply | None) -> Outcome:
        """Raises ValueError while a recipient's fate is open."""
        settled = tuple(each for each in self._settled if each is not None)
        if len(settled) != len(self._addresses):
            raise ValueError("not every recipient is settled")
        return Outcome(settled, final)
