"""The locks of zip archives: the beginnings of some entries, of which only the right password makes sense.

By themselves ZipCrypto lets one wrong password in 128 pass, and WinZip's AES one in 65,536; so what comes out
has to be what the entry says that it is.
"""

from __future__ import annotations

import hmac
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import ClassVar

from detectors.protection.containers.zipcipher import CHECK_SIZE, SEAL_SIZE, WinZipAes, ZipCrypto, spellings
from detectors.protection.randomness import looks_random

STORED, DEFLATED = 0, 8  # APPNOTE.TXT §4.4.5
# How data begins that was packed otherwise: an offset, and the bytes that stand there.
_BEGINNINGS = {12: (0, b"BZh"), 14: (2, b"\x05\x00"), 93: (0, b"\x28\xb5\x2f\xfd"), 95: (0, b"\xfd7zXZ\0")}
_HEADER_SIZE = 12  # bytes that ZipCrypto puts in front; only the last of them is known (APPNOTE.TXT §6.1.6)
_KEPT = 1_024  # bytes of an entry
_MOST_UNPACKED = 1_048_576  # bytes that come of those
_AT_A_TIME = 65_536  # bytes
_FRAME = struct.Struct("<BHB2sLLH")


@dataclass(frozen=True, slots=True)
class Sealed:
    """An encrypted entry.

    key_size: of AES, in bytes; 0 for ZipCrypto
    method: by which it was packed before; size: once it is unpacked, in bytes
    checks: with one of these bytes ZipCrypto's header ends
    data: as it stands in the archive; its beginning where `is_whole` is False
    """

    key_size: int
    method: int
    checks: bytes
    crc: int
    size: int
    data: bytes | memoryview
    is_whole: bool = True

    def key(self, password: str) -> bytes | None:
        """The password in the spelling that opens the entry; None if there is none."""
        is_opened_by = self._is_opened_by_aes if self.key_size else self._is_opened_by_zipcrypto
        return next((each for each in spellings(password) if is_opened_by(each)), None)

    def opened(self, key: bytes) -> Iterator[bytes]:
        """What was packed, decrypted piece by piece. Meaningless if the key is not its own."""
        cipher: WinZipAes | ZipCrypto
        if self.key_size:
            cipher, body = self._aes(key), self._aes_body()
        else:
            cipher, body = ZipCrypto(key), self.data[_HEADER_SIZE:]
            cipher.decrypt(self.data[:_HEADER_SIZE])
        for start in range(0, len(body), _AT_A_TIME):
            yield cipher.decrypt(body[start : start + _AT_A_TIME])

    def is_authentic(self, key: bytes) -> bool:
        """Whether it is what was sealed with the key, to the last byte. ZipCrypto cannot tell."""
        if not self.key_size:
            return True
        return hmac.compare_digest(self._aes(key).seal(self._aes_body()), bytes(self.data[-SEAL_SIZE:]))

    def sample(self) -> Sealed:
        """As much of it as it takes to try a password."""
        is_whole = self.is_whole and len(self.data) <= _KEPT
        return replace(self, data=bytes(self.data[:_KEPT]), is_whole=is_whole)

    def _aes(self, key: bytes) -> WinZipAes:
        return WinZipAes(key, self.data[: self.key_size // 2], self.key_size)

    def _aes_body(self) -> bytes | memoryview:
        start = self.key_size // 2 + CHECK_SIZE
        return self.data[start:-SEAL_SIZE] if self.is_whole else self.data[start:]

    def _is_opened_by_aes(self, key: bytes) -> bool:
        check_at = self.key_size // 2
        if len(self.data) < check_at + CHECK_SIZE + SEAL_SIZE:
            return False
        cipher, body = self._aes(key), self._aes_body()
        if cipher.check != self.data[check_at : check_at + CHECK_SIZE]:
            return False
        if self.is_whole:
            return self.is_authentic(key)
        return self.method != DEFLATED or _goes_on_inflating(cipher.decrypt(body))

    def _is_opened_by_zipcrypto(self, key: bytes) -> bool:
        cipher = ZipCrypto(key)
        header = cipher.decrypt(self.data[:_HEADER_SIZE])
        if len(header) < _HEADER_SIZE or header[-1] not in self.checks:
            return False
        plain = cipher.decrypt(self.data[_HEADER_SIZE:_KEPT])
        if self.is_whole and len(self.data) <= _KEPT and self.method in (STORED, DEFLATED):
            return _unpacks_to(self.method, plain, self.crc)
        if self.method == STORED:
            return not looks_random(plain)
        if self.method == DEFLATED:
            return _goes_on_inflating(plain)
        offset, beginning = _BEGINNINGS.get(self.method, (0, b""))
        return bool(beginning) and plain.startswith(beginning, offset)


def _unpacks_to(method: int, plain: bytes, crc: int) -> bool:
    try:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        content = plain if method == STORED else inflater.decompress(plain, _MOST_UNPACKED)
    except zlib.error:
        return False
    return zlib.crc32(content) == crc


def _goes_on_inflating(plain: bytes) -> bool:
    """Whether it is the beginning of a deflated stream, and not its end."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        return bool(inflater.decompress(plain, _AT_A_TIME)) and not inflater.eof
    except zlib.error:
        return False


@dataclass(frozen=True, slots=True)
class ZipCryptoLock:
    """`samples` of the smallest entries; any of them may have a password of its own."""

    kind: ClassVar[str] = "zipcrypto"
    most: ClassVar[int] = 4

    samples: bytes

    def opens(self, password: str) -> bool:
        return any(each.key(password) is not None for each in _unframed(self.samples))


@dataclass(frozen=True, slots=True)
class WinZipAesLock:
    """`samples` of the smallest entries; any of them may have a password of its own."""

    kind: ClassVar[str] = "zip-aes"
    most: ClassVar[int] = 2  # each is half of what a try costs

    samples: bytes

    def opens(self, password: str) -> bool:
        return any(each.key(password) is not None for each in _unframed(self.samples))


def zip_lock(entries: Iterable[Sealed]) -> ZipCryptoLock | WinZipAesLock:
    """The lock on entries of an archive, all under the same cipher. Raises ValueError for none."""
    smallest = sorted(entries, key=lambda entry: len(entry.data))
    if not smallest:
        raise ValueError("no entry that is sealed")
    kind = WinZipAesLock if smallest[0].key_size else ZipCryptoLock
    return kind(b"".join([_framed(each.sample()) for each in smallest[: kind.most]]))


def _framed(sample: Sealed) -> bytes:
    data = bytes(sample.data)
    whole = int(sample.is_whole)
    head = (sample.key_size, sample.method, whole, sample.checks, sample.crc, sample.size, len(data))
    return _FRAME.pack(*head) + data


@lru_cache(maxsize=64)
def _unframed(samples: bytes) -> tuple[Sealed, ...]:
    """What was framed; nothing more where it was not framed here."""
    found: list[Sealed] = []
    position = 0
    while position + _FRAME.size <= len(samples):
        key_size, method, whole, checks, crc, size, length = _FRAME.unpack_from(samples, position)
        position += _FRAME.size
        found.append(
            Sealed(key_size, method, checks, crc, size, samples[position : position + length], bool(whole))
        )
        position += length
    return tuple(found)
