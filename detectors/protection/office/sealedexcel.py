"""How an Excel workbook is encrypted: the bodies of its records, all but a few ([MS-XLS] §2.2.10)."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import replace

from detectors.protection.office.office97 import Streams
from detectors.protection.office.office97lock import (
    OfficeLock,
    UnknownLockError,
    XorLock,
    lock_of_header,
    xor_array,
    xored,
)

FILE_PASS, END_OF_PART, BOUND_SHEET = 0x2F, 0x0A, 0x85  # §2.3
_CLEAR = frozenset({0x009, 0x209, 0x409, 0x809, FILE_PASS, 0x194, 0x195, 0xE1, 0x196, 0x138})
_CLEAR_IN_SHEET = 4  # bytes; where the sheet begins
_BLOCK = 1_024  # bytes
_ENOUGH = 65_536  # bytes, to see whether they look random
_ROTATED = bytes((byte << 3 | byte >> 5) & 0xFF for byte in range(256))  # [MS-OFFCRYPTO] §2.3.7.3


def records(workbook: bytes) -> Iterator[tuple[int, int, int]]:
    """The records of a workbook stream: number, and where the body begins and ends. The last may be cut.

    Zeros, of which none is a record, fill up the stream.
    """
    at, length = 0, len(workbook)
    unpack = struct.Struct("<HH").unpack_from
    while at + 4 <= length:
        number, size = unpack(workbook, at)
        if number == size == 0:
            return
        yield number, at + 4, min(at + 4 + size, length)
        at += 4 + size


class ExcelSealing:
    """Sealing of xls."""

    def lock_of(self, streams: Streams) -> OfficeLock | None:
        """§2.4.117: FilePass stands among the workbook's own records, which come before the first sheet's."""
        workbook = streams.main
        for number, start, end in records(workbook):
            if number == END_OF_PART:
                return None
            if number == FILE_PASS:
                return _lock(workbook[start:end])
        return None

    def ciphertext(self, streams: Streams) -> bytes:
        workbook, found = streams.main, bytearray()
        for start, end, body in _sealed_bodies(workbook):
            if start == body:  # the names of sheets are too short to judge by
                found += workbook[start:end]
            if len(found) >= _ENOUGH:
                break
        return bytes(found)

    def unseal(self, streams: Streams, lock: OfficeLock, password: str) -> Streams:
        def unsealed(stream: bytes, *, is_behind: bool = False) -> bytes:
            bodies = _sealed_bodies(stream, is_behind=is_behind)
            if isinstance(lock, XorLock):
                return _unobfuscated(stream, bodies, xor_array(password))
            return _decrypted(stream, bodies, lock.decrypt(password, stream, _BLOCK))

        extras = tuple(unsealed(extra, is_behind=True) for extra in streams.extras)
        return replace(streams, main=unsealed(streams.main), extras=extras)


def _lock(file_pass: bytes) -> OfficeLock:
    """Before BIFF8 the record is nothing but the two numbers of XOR obfuscation."""
    if len(file_pass) == 4:
        return XorLock(*struct.unpack("<HH", file_pass))
    if len(file_pass) < 6:
        raise UnknownLockError
    if file_pass.startswith(b"\0\0"):
        return XorLock(*struct.unpack_from("<2xHH", file_pass))
    return lock_of_header(file_pass[2:])


def _sealed_bodies(stream: bytes, *, is_behind: bool = False) -> Iterator[tuple[int, int, int]]:
    """Where the encrypted bytes of each record behind FilePass begin and end, and where its body begins."""
    for number, start, end in records(stream):
        if is_behind and number not in _CLEAR:
            yield min(start + (_CLEAR_IN_SHEET if number == BOUND_SHEET else 0), end), end, start
        is_behind = is_behind or number == FILE_PASS


def _decrypted(stream: bytes, bodies: Iterable[tuple[int, int, int]], decrypted: bytes) -> bytes:
    """The cipher runs over the whole stream, over what stays in clear as well."""
    clear = bytearray(stream)
    for start, end, _ in bodies:
        clear[start:end] = decrypted[start:end]
    return bytes(clear)


def _unobfuscated(stream: bytes, bodies: Iterable[tuple[int, int, int]], array: bytes) -> bytes:
    """[MS-OFFCRYPTO] §2.3.7.3: where in the array a record begins depends on its place and its length."""
    clear = bytearray(stream)
    rotated = array.translate(_ROTATED)  # so that it does not matter which is done first
    for start, end, body in bodies:
        clear[start:end] = xored(stream[start:end].translate(_ROTATED), rotated, start + end - body)
    return bytes(clear)
