"""Keys for signing, and the DNS in which a receiver finds their public halves."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import cache

import dkim
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from gateway.rewriting.dkim.key import DkimKey

Dns = Callable[..., bytes]


@cache
def rsa_key(selector: str = "gate") -> tuple[DkimKey, bytes]:
    """A key, and the record under which it is published (RFC 6376 §3.6.1)."""
    made = generate_private_key(65537, 1024)  # noqa: S505 - for a test, and quick to make
    private = made.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    public = made.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
    return DkimKey("oakfield.sch.uk", selector, private), record


@cache
def ed25519_key() -> tuple[DkimKey, bytes]:
    """RFC 8463 §4."""
    made = Ed25519PrivateKey.generate()
    record = b"v=DKIM1; k=ed25519; p=" + base64.b64encode(made.public_key().public_bytes_raw())
    return DkimKey("oakfield.sch.uk", "edge", base64.b64encode(made.private_bytes_raw())), record


def verifies(raw: bytes, record: bytes, number: int = 0) -> bool:
    """Whether dkimpy accepts the signature of that number, counted from the top."""

    def dns(name: bytes, timeout: int = 5) -> bytes:
        return record if name.endswith(b"._domainkey.oakfield.sch.uk.") else b""

    try:
        return bool(dkim.DKIM(raw).verify(number, dns))
    except dkim.DKIMException:
        return False
