"""Certificates for S/MIME made on the spot, and openssl to open what was sealed for them."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.support.system import needs

NOW = datetime(2026, 11, 2, 15, 40, tzinfo=UTC)
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def make_certificate(
    key: Key,
    *addresses: str,
    days: int = 365,
    begins: datetime = NOW - timedelta(days=30),
    subject_address: str = "",
    extensions: tuple[x509.ExtensionType, ...] = (),
) -> x509.Certificate:
    """Signed by itself; `addresses` are its rfc822Names, and `days` count from NOW."""
    name = [x509.NameAttribute(NameOID.COMMON_NAME, "Zoë O'Neill")]
    if subject_address:
        name.append(x509.NameAttribute(NameOID.EMAIL_ADDRESS, subject_address))
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name(name))
        .issuer_name(x509.Name(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(NOW + timedelta(days=days))
    )
    if addresses:
        names = x509.SubjectAlternativeName([x509.RFC822Name(each) for each in addresses])
        builder = builder.add_extension(names, critical=False)
    for extension in extensions:
        builder = builder.add_extension(extension, critical=True)
    return builder.sign(key, hashes.SHA256())


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody with a certificate, and the key that opens what was sealed for it."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @classmethod
    def of(cls, address: str) -> Reader:
        key = rsa_key()
        return cls(key, make_certificate(key, address))

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    def open(self, mail: bytes, folder: Path) -> bytes:
        """What openssl, as a mail program of another hand, finds in it."""
        pem = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / "reader.pem").write_bytes(pem + self.certificate.public_bytes(Encoding.PEM))
        (folder / "sealed.eml").write_bytes(mail)
        command = [
            needs("openssl", "openssl"),
            "cms",
            "-decrypt",
            "-in",
            "sealed.eml",
            "-recip",
            "reader.pem",
        ]
        return subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=20).stdout
