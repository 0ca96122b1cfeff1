"""What a school gives to those who change its mail: passphrases, certificates, a key to sign with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from gateway.policy.people.certificates import Certificates
from gateway.policy.people.managers import LineManagers
from gateway.policy.people.passphrases import AgreedPassphrases
from gateway.rewriting.dkim.broken import without_broken_signatures
from gateway.rewriting.dkim.key import DkimKey
from gateway.rewriting.dkim.signing import sign as dkim_signed
from gateway.rewriting.locking.passphrase import new_passphrase
from gateway.rewriting.smime import seal


@dataclass(frozen=True, slots=True)
class SchoolAids:
    """One school's. Without a key, what was changed is not signed."""

    managers: LineManagers
    passphrases: AgreedPassphrases
    certificates: Certificates
    key: DkimKey | None = field(default=None, repr=False)

    def passphrase(self) -> str:
        """A new one."""
        return new_passphrase()

    def agreed(self, address: str) -> str | None:
        """The passphrase that was agreed with the partner whose address it is."""
        return self.passphrases.for_address(address)

    def line_manager(self, sender: str) -> str | None:
        """Whom mail of this sender is copied to."""
        return self.managers.of(sender)

    def has_certificate(self, address: str) -> bool:
        """Whether mail can be sealed for them (S/MIME)."""
        return bool(self.certificates.for_address(address, datetime.now(UTC)))

    def seal(self, content: bytes, address: str) -> bytes:
        """For the owner of the address alone. Raises CannotRewriteError."""
        return seal(content, self.certificates.for_address(address, datetime.now(UTC))).content

    def finish(self, raw: bytes, content: bytes, *, sign: bool) -> bytes:
        """The changed message without signatures that no longer hold; with the school's own if asked."""
        whole = without_broken_signatures(raw, content)
        return dkim_signed(whole, self.key) if sign and self.key else whole
