"""The locks of old Office documents ([MS-OFFCRYPTO] §2.3.5 to §2.3.7), and how a password takes them off.

The ciphers and the making of keys are msoffcrypto's. What of a document is encrypted, and in which
pieces, is each format's own affair.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from itertools import cycle
from typing import ClassVar

from msoffcrypto.method.rc4 import DocumentRC4
from msoffcrypto.method.rc4_cryptoapi import DocumentRC4CryptoAPI
from msoffcrypto.method.xor_obfuscation import DocumentXOR

_LONGEST_XOR = 15  # characters of a password; §2.3.7.1
_LONGEST = 255  # characters; §2.3.5.2 and §2.3.6.2
_KEY_SIZES = (40, 56, 64, 80, 128)  # bits; those that programs use and the cipher takes
_XOR_FILLING = bytes(DocumentXOR.pad_array)


class UnknownLockError(Exception):
    """A document says that it is encrypted, but in no way that is known."""


@dataclass(frozen=True, slots=True)
class Rc4Lock:
    """RC4 with a key of 40 bits, as Office 97 and 2000 use it (§2.3.6)."""

    salt: bytes
    verifier: bytes
    verifier_hash: bytes

    kind: ClassVar[str] = "office-rc4"

    def opens(self, password: str) -> bool:
        if len(password) > _LONGEST:
            return False
        return bool(DocumentRC4.verifypw(_encodable(password), self.salt, self.verifier, self.verifier_hash))

    def decrypt(self, password: str, data: bytes, block_size: int, block: int = 0) -> bytes:
        assert block == 0  # noqa: S101 - only presentations need another, and this lock is none of theirs
        return bytes(DocumentRC4.decrypt(password, self.salt, io.BytesIO(data), block_size).read())


@dataclass(frozen=True, slots=True)
class CryptoApiLock:
    """RC4 by way of CryptoAPI, as Office 2002 and 2003 use it (§2.3.5); `bits` is the key's length."""

    salt: bytes
    verifier: bytes
    verifier_hash: bytes
    bits: int

    kind: ClassVar[str] = "office-cryptoapi"

    def opens(self, password: str) -> bool:
        if len(password) > _LONGEST:
            return False
        return bool(
            DocumentRC4CryptoAPI.verifypw(
                _encodable(password), self.salt, self.bits, self.verifier, self.verifier_hash
            )
        )

    def decrypt(self, password: str, data: bytes, block_size: int, block: int = 0) -> bytes:
        stream = io.BytesIO(data)
        return bytes(
            DocumentRC4CryptoAPI.decrypt(password, self.salt, self.bits, stream, block_size, block).read()
        )


@dataclass(frozen=True, slots=True)
class XorLock:
    """XOR obfuscation, as up to Office 95 (§2.3.7); both numbers, 16 bits each, are made of the password."""

    key: int
    verifier: int

    kind: ClassVar[str] = "office-xor"

    def opens(self, password: str) -> bool:
        typed = xor_password(password)
        return bool(
            typed
            and DocumentXOR.create_xor_key_method1(typed) == self.key
            and DocumentXOR.verifypw(typed, self.verifier)
        )


OfficeLock = Rc4Lock | CryptoApiLock | XorLock


def xor_password(password: str) -> str:
    """§2.3.7.1: one byte of each character, as characters; empty for what cannot be a password."""
    if not 0 < len(password) <= _LONGEST_XOR:
        return ""
    pairs = _encodable(password).encode("utf-16-le")
    typed = "".join(chr(low or high) for low, high in zip(pairs[::2], pairs[1::2], strict=True))
    return typed[:_LONGEST_XOR]


def xor_array(password: str) -> bytes:
    """§2.3.7.2 and §2.3.7.4: the sixteen bytes with which data is obfuscated, by either method."""
    typed = xor_password(password)
    key = struct.pack("<H", DocumentXOR.create_xor_key_method1(typed))
    filled = (typed.encode("latin-1") + _XOR_FILLING)[:16]
    return bytes(DocumentXOR.xor_ror(one, other) for one, other in zip(filled, cycle(key), strict=False))


def xored(data: bytes, array: bytes, start: int) -> bytes:
    """`data`, XORed with the array over and over again, from the place `start` of it on."""
    start %= len(array)
    stretched = (array[start:] + array[:start]) * (len(data) // len(array) + 1)
    mixed = int.from_bytes(data) ^ int.from_bytes(stretched[: len(data)])
    return mixed.to_bytes(len(data))


def lock_of_header(header: bytes) -> Rc4Lock | CryptoApiLock:
    """The lock that an encryption header describes; it begins with its version (§2.3.5.1, §2.3.6.1).

    Raises UnknownLockError.
    """
    try:
        major, minor = struct.unpack_from("<HH", header)
        if (major, minor) == (1, 1):
            salt, verifier, verifier_hash = struct.unpack_from("<16s16s16s", header, 4)
            return Rc4Lock(salt, verifier, verifier_hash)
        if minor != 2 or major not in (2, 3, 4):
            raise UnknownLockError
        size, _, _, algorithm, _, bits = struct.unpack_from("<6I", header, 8)
        salt, verifier, verifier_hash = struct.unpack_from("<16s16s4x20s", header, 12 + size + 4)
    except struct.error as error:
        raise UnknownLockError from error
    bits = bits or 40  # §2.3.5.1
    if algorithm not in (0, 0x6801) or bits not in _KEY_SIZES:
        raise UnknownLockError
    return CryptoApiLock(salt, verifier, verifier_hash, bits)


def _encodable(password: str) -> str:
    """Without half characters, which have no bytes."""
    return password.encode("utf-16-le", "replace").decode("utf-16-le")
