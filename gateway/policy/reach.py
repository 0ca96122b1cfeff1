"""Whom secure mail reaches: everybody, or only those at certain domains."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.people.mailbox import Mailbox, holding


@dataclass(frozen=True, slots=True)
class SecureReach:
    """A domain stands for itself and all below it; addresses are spelt as `Mailbox.plain` has them."""

    everybody: bool = False
    domains: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()

    def __or__(self, other: SecureReach) -> SecureReach:
        """Those whom either reaches."""
        if not other.is_there:
            return self
        return SecureReach(
            self.everybody or other.everybody,
            self.domains | other.domains,
            self.addresses | other.addresses,
        )

    def reaches(self, address: str) -> bool:
        if self.everybody:
            return True
        mailbox = Mailbox.parse(address)
        return mailbox.plain in self.addresses or bool(holding(mailbox.domain, self.domains))

    @property
    def is_there(self) -> bool:
        """Whether it reaches anybody at all."""
        return self.everybody or bool(self.domains or self.addresses)


EVERYBODY = SecureReach(everybody=True)
NOBODY = SecureReach()
