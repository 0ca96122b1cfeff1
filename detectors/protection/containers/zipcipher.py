"""The two ciphers of zip archives, ZipCrypto and WinZip's AES, as far as opening them goes.

They are here because a lock has to try thousands of passwords on a few bytes, and because what comes out
has to be paid for before it is unpacked; zipfile and pyzipper do neither.
"""

from __future__ import annotations

import hashlib
import hmac
import zlib
from functools import cache, lru_cache

from Cryptodome.Cipher import AES
from Cryptodome.Util import Counter

_ROUNDS = 1_000  # of PBKDF2
CHECK_SIZE = 2  # bytes
SEAL_SIZE = 10  # bytes
_MASK = 0xFFFFFFFF
_CRC = tuple(zlib.crc32(bytes((byte,)), _MASK) ^ _MASK for byte in range(256))


def spellings(password: str) -> tuple[bytes, ...]:
    """The bytes that a password may have been: as it is written today, on Windows, and in DOS."""
    found = (password.encode(charset, "ignore") for charset in ("utf-8", "cp1252", "cp850"))
    return tuple(dict.fromkeys(found))


@cache
def _pads() -> bytes:
    """The byte that each state of the third key hides the next one under, by its lower 16 bits."""
    return bytes(((key | 2) * ((key | 2) ^ 1) >> 8) & 0xFF for key in range(65_536))


class ZipCrypto:
    """The traditional cipher (PKWARE APPNOTE.TXT §6.1). What it has decrypted so far changes its keys."""

    def __init__(self, password: bytes) -> None:
        self._keys = (0x12345678, 0x23456789, 0x34567890)
        self._take_in(password)

    def _take_in(self, plain: bytes) -> None:
        first, second, third = self._keys
        for byte in plain:
            first = _CRC[(first ^ byte) & 0xFF] ^ first >> 8
            second = ((second + (first & 0xFF)) * 134775813 + 1) & _MASK
            third = _CRC[(third ^ second >> 24) & 0xFF] ^ third >> 8
        self._keys = first, second, third

    def decrypt(self, sealed: bytes | memoryview) -> bytes:
        """The next bytes, about 2 MB in a second: each depends on the one before."""
        first, second, third = self._keys
        table, pads, plain = _CRC, _pads(), bytearray(sealed)
        for at, byte in enumerate(plain):
            opened = byte ^ pads[third & 0xFFFF]
            plain[at] = opened
            first = table[(first ^ opened) & 0xFF] ^ first >> 8
            second = ((second + (first & 0xFF)) * 134775813 + 1) & _MASK
            third = table[(third ^ second >> 24) & 0xFF] ^ third >> 8
        self._keys = first, second, third
        return bytes(plain)


@lru_cache(maxsize=4)  # one entry after the other is tried, and then decrypted
def _derived(password: bytes, salt: bytes, length: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha1", password, salt, _ROUNDS, length)


class WinZipAes:
    """AES in counter mode with its key made from a password (WinZip, "AES Encryption Information")."""

    def __init__(self, password: bytes, salt: bytes | memoryview, key_size: int) -> None:
        made = _derived(password, bytes(salt), 2 * key_size + CHECK_SIZE)
        self.check = made[-CHECK_SIZE:]
        self._seal_key = made[key_size : 2 * key_size]
        counter = Counter.new(128, initial_value=1, little_endian=True)
        self._cipher = AES.new(made[:key_size], AES.MODE_CTR, counter=counter)

    def seal(self, sealed: bytes | memoryview) -> bytes:
        """The authentication code of the ciphertext."""
        return hmac.digest(self._seal_key, sealed, "sha1")[:SEAL_SIZE]

    def decrypt(self, sealed: bytes | memoryview) -> bytes:
        return self._cipher.decrypt(bytes(sealed))
