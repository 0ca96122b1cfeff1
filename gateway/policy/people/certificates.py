"""Certificates of people outside: to whoever has one here, a message can be sealed by S/MIME.

The school has put each file into the folder itself, having got it from its owner, so nobody else vouches for
them: signatures of authorities are not asked for. Only RSA keys can be used, because that is all for which
`cryptography` makes an envelope.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from detectors.people.mailbox import Mailbox
from gateway.policy.people.directory import read_directory
from gateway.policy.reach import SecureReach

EXPIRES_SOON = timedelta(days=30)
_SUFFIXES = frozenset({".pem", ".crt", ".cer", ".der"})
_LEAST_BITS = 2048  # RFC 8551 §4.2
_LARGEST = 1_000_000  # bytes of one file
_PURPOSES = frozenset({ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE})
_Extension = TypeVar("_Extension", bound=x509.ExtensionType)


class _UnusableError(Exception):
    """Half a sentence: what is wrong with a file or certificate, and what to do."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """One that a message can be sealed for, in DER. Addresses are as `Mailbox.plain` has them."""

    file: str
    addresses: frozenset[str]
    begins: datetime
    ends: datetime
    der: bytes = field(repr=False)

    def counts_at(self, now: datetime) -> bool:
        return self.begins <= now <= self.ends


@dataclass(frozen=True, slots=True)
class Certificates:
    """All of a folder. `faults`: a sentence on each file that cannot be used."""

    usable: tuple[Certificate, ...] = ()
    faults: tuple[str, ...] = ()

    def for_address(self, address: str, now: datetime) -> tuple[bytes, ...]:
        """Each certificate in DER that counts now; none where the message cannot be sealed for the address.

        All of them, for a person may have one on each device.
        """
        mailbox = Mailbox.parse(address).plain
        return tuple(each.der for each in self.usable if mailbox in each.addresses and each.counts_at(now))

    def reach(self, now: datetime) -> SecureReach:
        """Those for whom a message can be sealed now."""
        counting = (each.addresses for each in self.usable if each.counts_at(now))
        return SecureReach(addresses=frozenset().union(*counting))

    def warnings(self, now: datetime) -> Iterator[str]:
        """A sentence on each that cannot be used, or soon cannot."""
        yield from self.faults
        for each in sorted(self.usable, key=lambda each: each.ends):
            if each.ends < now:
                yield f"{each.file} expired on {_day(each.ends)}; ask its owner for the new one"
            elif each.begins > now:
                yield f"{each.file} does not count before {_day(each.begins)}"
            elif each.ends <= now + EXPIRES_SOON:
                yield f"{each.file} expires on {_day(each.ends)}; ask its owner for the new one"


def load_certificates(directory: Path) -> Certificates:
    """The certificates that a directory file names; none where it names no folder. Raises DirectoryError."""
    folder = read_directory(directory).smime.certificates
    return read_certificates(directory.parent / Path(folder).expanduser()) if folder else Certificates()


def read_certificates(folder: Path) -> Certificates:
    """Every file of a folder but hidden ones. What cannot be used is told, and never raises."""
    if not folder.is_dir():
        return Certificates(faults=(f"smime.certificates: there is no folder {folder}",))
    usable: list[Certificate] = []
    faults: list[str] = []
    for path in sorted(path for path in folder.iterdir() if not path.name.startswith(".")):
        try:
            usable += _read(path)
        except _UnusableError as error:
            faults.append(f"{path.name} {error}")
    return Certificates(tuple(usable), tuple(faults))


def _read(path: Path) -> list[Certificate]:
    """The certificates of people in a file; those of authorities beside them are passed over."""
    found = [each for each in _certificates_in(path) if not _is_authority(each)]
    if not found:
        raise _UnusableError("is the certificate of an authority; put the person's own there")
    return [_usable(path.name, each) for each in found]


def _certificates_in(path: Path) -> list[x509.Certificate]:
    if path.suffix.lower() not in _SUFFIXES:
        raise _UnusableError(f"is not a certificate; those end in {', '.join(sorted(_SUFFIXES))}")
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST)
        if b"-----BEGIN CERTIFICATE-----" in content:
            return x509.load_pem_x509_certificates(content)
        return [x509.load_der_x509_certificate(content)]
    except (OSError, ValueError):
        raise _UnusableError("cannot be read as a certificate in PEM or DER; export it anew") from None


def _usable(file: str, certificate: x509.Certificate) -> Certificate:
    try:
        key, addresses = certificate.public_key(), frozenset(_addresses(certificate))
        usage = _extension(certificate, x509.KeyUsage)
        purposes = _extension(certificate, x509.ExtendedKeyUsage)
    except ValueError:
        raise _UnusableError("is damaged, or made in a way that cannot be read; ask for another") from None
    if not addresses:
        raise _UnusableError("names no e-mail address; ask for a certificate for S/MIME")
    if not isinstance(key, RSAPublicKey) or key.key_size < _LEAST_BITS:
        raise _UnusableError(f"has no RSA key of {_LEAST_BITS} bits or more, and no other can be used")
    if usage is not None and not usage.key_encipherment:
        raise _UnusableError("is for signatures only; ask for the one for encryption")
    if purposes is not None and _PURPOSES.isdisjoint(purposes):
        raise _UnusableError("is not meant for e-mail; ask for a certificate for S/MIME")
    return Certificate(
        file,
        addresses,
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
        certificate.public_bytes(Encoding.DER),
    )


def _addresses(certificate: x509.Certificate) -> Iterator[str]:
    """RFC 8550 §3: the alternative names, or emailAddress in the subject as it was once done."""
    names = _extension(certificate, x509.SubjectAlternativeName)
    written = list(names.get_values_for_type(x509.RFC822Name)) if names is not None else []
    written += [str(each.value) for each in certificate.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS)]
    for address in written:
        mailbox = Mailbox.parse(address)
        if mailbox.local and mailbox.is_sure:
            yield mailbox.plain


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        constraints = _extension(certificate, x509.BasicConstraints)
    except ValueError:
        return False  # damaged, and told as such
    return constraints is not None and constraints.ca


def _extension(certificate: x509.Certificate, kind: type[_Extension]) -> _Extension | None:
    """Raises ValueError where the extensions cannot be read."""
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
    except (x509.DuplicateExtension, x509.UnsupportedGeneralNameType) as error:
        raise ValueError from error


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"
