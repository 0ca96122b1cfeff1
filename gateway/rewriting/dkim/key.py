"""The key with which a school's mail is signed, and in which forms it may be kept."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

FEWEST_BITS = 1024  # RFC 8301 §3.2; 2048 are what it recommends
_PEM = b"-----BEGIN "
_SEED = 32  # octets of an Ed25519 key, RFC 8032 §5.1.5
_KINDS = "an RSA key of 2048 bits or an Ed25519 key, in PEM, as `openssl genrsa 2048` writes it"


@dataclass(frozen=True, slots=True)
class DkimKey:
    """Signs for `domain`; receivers look up the public key at `selector`._domainkey.`domain`.

    private_key: as `read_key` gives it
    """

    domain: str
    selector: str
    private_key: bytes = field(repr=False)

    @property
    def algorithm(self) -> str:
        """The a= tag (RFC 6376 §3.3, RFC 8463 §3)."""
        return "rsa-sha256" if self.private_key.startswith(_PEM) else "ed25519-sha256"


def read_key(path: Path) -> bytes:
    """An RSA key as PEM (PKCS #1), an Ed25519 key as its seed in base64: the two forms that dkimpy takes.

    The file may hold either, or what OpenSSL writes (PKCS #8). Raises ValueError with one sentence.
    """
    try:
        written = path.read_bytes().replace(b"\r\n", b"\n").strip()
    except FileNotFoundError:
        raise ValueError("there is no such file") from None
    except OSError:
        raise ValueError("cannot be read; it must be a file that Schoolgate may read") from None
    return _from_pem(written) if written.startswith(_PEM) else _from_seed(written)


def _from_pem(written: bytes) -> bytes:
    try:
        key = load_pem_private_key(written, password=None)
    except TypeError:
        raise ValueError(
            "is locked with a password; write it without one, and let nobody else read it"
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        raise ValueError(f"is no private key that can be read; it must be {_KINDS}") from None
    if isinstance(key, Ed25519PrivateKey):
        return base64.b64encode(key.private_bytes_raw())
    if not isinstance(key, RSAPrivateKey):
        raise ValueError(f"is a key of a kind that DKIM does not know; it must be {_KINDS}")
    if key.key_size < FEWEST_BITS:
        raise ValueError(f"has {key.key_size} bits, fewer than {FEWEST_BITS}; make one of 2048")
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())


def _from_seed(written: bytes) -> bytes:
    try:
        seed = base64.b64decode(written, validate=True)
    except binascii.Error:
        seed = b""
    if len(seed) != _SEED:
        raise ValueError(f"is no private key that can be read; it must be {_KINDS}")
    return base64.b64encode(seed)
