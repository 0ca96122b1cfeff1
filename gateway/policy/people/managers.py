"""Line managers: which colleague is copied in on the mail of whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator

from detectors.people.mailbox import Mailbox
from gateway.policy.people.written import Address, address_of

EVERYBODY = "*"


def _sender(written: str) -> str:
    return written if written == EVERYBODY else address_of(written)


def _manager(address: str) -> str:
    if not address.isascii():
        raise ValueError(f'"{address}" cannot be copied in; give an address in plain letters')
    return address


# By the address of the sender, or EVERYBODY.
Managers = dict[Annotated[str, AfterValidator(_sender)], Annotated[Address, AfterValidator(_manager)]]


@dataclass(frozen=True, slots=True)
class LineManagers:
    """Of each sender; `of_others` of those who are not listed, empty where nobody is."""

    by_sender: Mapping[str, str]
    of_others: str = ""

    def of(self, sender: str) -> str | None:
        """None where nobody is known, or only the sender."""
        plain = Mailbox.parse(sender).plain
        return next((each for each in self._candidates(plain) if each and each != plain), None)

    def _candidates(self, sender: str) -> Iterator[str]:
        yield self.by_sender.get(sender, "")
        yield self.of_others


def make_line_managers(written: Managers) -> LineManagers:
    """Raises ValueError with one sentence where somebody is their own line manager."""
    by_sender = {sender: manager for sender, manager in written.items() if sender != EVERYBODY}
    for sender, manager in by_sender.items():
        if sender == manager:
            raise ValueError(f'"{sender}" is their own line manager; name somebody else')
    return LineManagers(by_sender, written.get(EVERYBODY, ""))
