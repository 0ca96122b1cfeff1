"""What a sender has sent to personal accounts in the last days, as far as a rule may ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import chain


class Measure(StrEnum):
    """What is counted."""

    MESSAGES = "messages"
    FORWARDS = "forwards"  # forwarded by hand or by a rule
    ATTACHED_MESSAGES = "attached-messages"  # messages inside messages, in archives and mailbox files too
    BYTES = "bytes"
    PUPILS = "pupils"  # distinct ones that were named


class Window(StrEnum):
    """How far back is counted, from the moment of the message: it slides."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    FORTNIGHT = "fortnight"

    @property
    def length(self) -> timedelta:
        return _LENGTHS[self]


_LENGTHS = {
    Window.HOUR: timedelta(hours=1),
    Window.DAY: timedelta(days=1),
    Window.WEEK: timedelta(weeks=1),
    Window.FORTNIGHT: timedelta(weeks=2),
}
LONGEST = max(_LENGTHS.values())


class Reach(StrEnum):
    """Which personal accounts are counted together."""

    THIS_ACCOUNT = "this-account"
    ALL_ACCOUNTS = "all-accounts"  # but those of parents and carers, to whom a school writes all day


@dataclass(frozen=True, slots=True)
class Sent:
    """One message on its way from the sender to one personal account.

    at: with its zone
    message: its id
    account: names the mailbox, and cannot be read back into an address
    attached: how many messages it carries
    size: in bytes
    pupils: names the pupils in it but the recipient's own children, likewise
    contact: it is the account of a parent or carer
    disposition: what became of it there, as verdicts write it; empty where that is not decided yet
    """

    at: datetime
    message: str
    account: str
    forwarded: bool
    attached: int
    size: int
    pupils: frozenset[str] = frozenset()
    contact: bool = False
    disposition: str = ""


@dataclass(frozen=True)
class Past:
    """What one sender has sent to personal accounts in the last fortnight, and sends now.

    earlier: in no particular order
    now: the message itself, by the address of each recipient with a personal account
    known: False where nobody can tell what went before
    """

    earlier: tuple[Sent, ...] = ()
    now: Mapping[str, Sent] = field(default_factory=dict)
    known: bool = True

    def counted(self, address: str, window: Window, reach: Reach) -> tuple[Sent, ...]:
        """What counts for a recipient, the message itself among it; nothing for one without such an account.

        What seems to come from the future counts: a clock was put back.
        """
        current = self.now.get(address)
        if current is None or (reach is Reach.ALL_ACCOUNTS and current.contact):
            return ()
        everything = self._together if reach is Reach.ALL_ACCOUNTS else self._by_account[current.account]
        # In UTC: on the clock on the wall, a day in which summer time ends has 24 hours too.
        since = current.at.astimezone(UTC) - window.length
        return tuple(each for each in everything if each.at > since)

    def concerned(self, address: str, reach: Reach) -> tuple[str, ...]:
        """The recipients for whom the same counts as for this one."""
        if reach is Reach.THIS_ACCOUNT:
            return (address,)
        return tuple(each for each, sent in self.now.items() if not sent.contact)

    @cached_property
    def _together(self) -> tuple[Sent, ...]:
        return tuple(each for each in chain(self.earlier, self.now.values()) if not each.contact)

    @cached_property
    def _by_account(self) -> Mapping[str, list[Sent]]:
        accounts: dict[str, list[Sent]] = {}
        for each in chain(self.earlier, self.now.values()):
            accounts.setdefault(each.account, []).append(each)
        return accounts


NOTHING_SENT = Past()


@dataclass(frozen=True, slots=True)
class Crossing:
    """A threshold that a message brings the sender to, or takes them past.

    recipients: for whom it is counted
    """

    measure: Measure
    amount: int
    window: Window
    reach: Reach
    recipients: tuple[str, ...]


def measured(measure: Measure, sent: Iterable[Sent]) -> int:
    """The sum. A message to several accounts is one message, its bytes and attached messages count once."""
    if measure is Measure.PUPILS:
        return len(frozenset().union(*(each.pupils for each in sent)))
    messages = {each.message: each for each in sent}.values()
    match measure:
        case Measure.MESSAGES:
            return len(messages)
        case Measure.FORWARDS:
            return sum(each.forwarded for each in messages)
        case Measure.ATTACHED_MESSAGES:
            return sum(each.attached for each in messages)
        case Measure.BYTES:
            return sum(each.size for each in messages)
