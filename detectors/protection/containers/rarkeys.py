"""RAR hashes a password many times over before it is a key, so that trying passwords takes time."""

from __future__ import annotations

import hashlib
import struct
from functools import lru_cache

from detectors.protection.containers.rar import Seal


@lru_cache(maxsize=32)
def rar4_key(password: str, salt: bytes) -> tuple[bytes, bytes]:
    """Key and initialisation vector: SHA-1 over password, salt and a counter of three bytes, 2**18 times.

    crypt3.cpp overwrites longer passwords than 28 characters while it hashes them; those do not open here.
    """
    secret = password.encode("utf-16-le", "surrogatepass") + salt
    width, at, rounds = len(secret) + 3, len(secret), 1 << 14
    buffer = bytearray((secret + bytes(3)) * rounds)
    buffer[at::width] = bytes(range(256)) * (rounds >> 8)
    digest, iv = hashlib.sha1(usedforsecurity=False), b""
    for piece in range(16):
        middle = (index >> 8 for index in range(piece * rounds, (piece + 1) * rounds))
        buffer[at + 1 :: width] = bytes(byte & 0xFF for byte in middle)
        buffer[at + 2 :: width] = bytes((piece >> 2,)) * rounds
        digest.update(buffer[:width])
        iv += digest.digest()[-1:]
        digest.update(memoryview(buffer)[width:])
    words = struct.unpack(">4L", digest.digest()[:16])
    return struct.pack("<4L", *words), iv


@lru_cache(maxsize=32)
def rar5_key(password: str, seal: Seal) -> bytes:
    """Of 32 bytes."""
    return _hashed(password, seal, 0)


def opens_rar5(password: str, seal: Seal) -> bool:
    """Whether the check value of the seal says so."""
    digest = _hashed(password, seal, 32)
    folded = (
        digest[index] ^ digest[index + 8] ^ digest[index + 16] ^ digest[index + 24] for index in range(8)
    )
    return bytes(folded) == seal.check


def _hashed(password: str, seal: Seal, more: int) -> bytes:
    secret = password.encode("utf-8", "surrogatepass")[:127]
    return hashlib.pbkdf2_hmac("sha256", secret, seal.salt, (1 << seal.rounds) + more)
