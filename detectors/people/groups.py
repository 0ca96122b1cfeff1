"""Groups are named lists of addresses, so that a policy can speak of the office or the senior leaders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from detectors.people.mailbox import Mailbox, any_pattern, holding


@dataclass(frozen=True, slots=True)
class Group:
    """One group: whole addresses as `Mailbox.plain` has them, shell patterns for those, and domains.

    A domain, in A-labels, stands for itself and all below it.
    """

    name: str
    addresses: frozenset[str] = frozenset()
    patterns: tuple[str, ...] = ()
    domains: frozenset[str] = frozenset()

    def has(self, mailbox: Mailbox) -> bool:
        """Whether the mailbox, which is sure, is in the group."""
        if mailbox.plain in self.addresses or holding(mailbox.domain, self.domains):
            return True
        pattern = any_pattern(self.patterns)
        return pattern is not None and pattern.match(mailbox.plain) is not None


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of a school."""

    groups: tuple[Group, ...] = ()

    def of(self, address: str) -> frozenset[str]:
        """The names of the groups that the address is in; none for one that may lead elsewhere."""
        return _names(self.groups, address) if self.groups else frozenset()

    def __iter__(self) -> Iterator[Group]:
        return iter(self.groups)


NO_GROUPS = Groups()


@lru_cache(maxsize=1 << 14)
def _names(groups: tuple[Group, ...], address: str) -> frozenset[str]:
    mailbox = Mailbox.parse(address)
    if not mailbox.is_sure:
        return frozenset()
    return frozenset(group.name for group in groups if group.has(mailbox))
