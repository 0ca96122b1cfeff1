"""How a Word document is encrypted: its streams whole, but for the beginning ([MS-DOC] §2.2.6)."""

from __future__ import annotations

import struct
from dataclasses import replace

from detectors.protection.office.office97 import Streams
from detectors.protection.office.office97lock import (
    OfficeLock,
    XorLock,
    lock_of_header,
    xor_array,
)

WORD_97 = 0xC1  # nFib of the first version with streams of its own for tables; §2.5.1
_ENCRYPTED, _OBFUSCATED = 1 << 8, 1 << 15  # flags of the file information block, §2.5.2
_BLOCK = 512  # bytes
_CLEAR, _CLEAR_95 = 68, 52  # bytes; the beginning of the file information block stays as it is


class WordSealing:
    """Sealing of doc."""

    def lock_of(self, streams: Streams) -> OfficeLock | None:
        if len(streams.main) < 18:
            return None
        version, flags, key = struct.unpack_from("<2xH6xH2xI", streams.main)
        if not flags & _ENCRYPTED:
            return None
        if flags & _OBFUSCATED or version < WORD_97:
            return XorLock(key >> 16, key & 0xFFFF)
        return lock_of_header(streams.table[: min(key, 1_024)])

    def ciphertext(self, streams: Streams) -> bytes:
        return streams.main[_CLEAR:]

    def unseal(self, streams: Streams, lock: OfficeLock, password: str) -> Streams:
        if isinstance(lock, XorLock):
            array = xor_array(password)
            main, table, data = (
                _unobfuscated(each, array) for each in (streams.main, streams.table, streams.data)
            )
        else:
            main, table, data = (
                lock.decrypt(password, each, _BLOCK) for each in (streams.main, streams.table, streams.data)
            )
        (version,) = struct.unpack_from("<H", streams.main, 2)
        clear = _CLEAR if version >= WORD_97 else _CLEAR_95
        return replace(streams, main=streams.main[:clear] + main[clear:], table=table, data=data)


def _unobfuscated(data: bytes, array: bytes) -> bytes:
    """[MS-OFFCRYPTO] §2.3.7.6: zeros, and what would become zero, stay as they are."""
    out = bytearray(data)
    for number, mask in enumerate(array):
        exchange = bytes(byte if byte in (0, mask) else byte ^ mask for byte in range(256))
        out[number :: len(array)] = data[number :: len(array)].translate(exchange)
    return bytes(out)
