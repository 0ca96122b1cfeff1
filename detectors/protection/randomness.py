"""Bytes that look random may be encrypted; bytes that do not are not."""

from __future__ import annotations

import string
import zlib

_SAMPLE = 65_536  # bytes
_MOST_BEHIND = 16  # bytes: line ends, padding
_PRINTABLE = string.printable.encode("ascii")
# Compressed pictures and archives look as random as ciphertext does; how they begin tells them.
_SIGNATURES = (
    b"PK\x03\x04",
    b"%PDF-",
    b"\xff\xd8\xff",
    b"\x89PNG\r\n",
    b"GIF8",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b\x08",
)


def looks_random(data: bytes) -> bool:
    """Whether data could be ciphertext: neither a known format, nor mostly text, nor compressible."""
    sample = data[:_SAMPLE].rstrip(b"\0")  # storages fill their last sector with zeros
    if not sample or sample.startswith(_SIGNATURES):
        return False
    # 100 of 256 byte values are printable: more than three quarters does not come about by chance.
    printable = len(sample) - len(sample.translate(None, _PRINTABLE))
    if len(sample) >= 12 and printable > 0.75 * len(sample):
        return False
    return len(zlib.compress(sample)) >= len(sample)


def inflates(data: bytes, window: int = zlib.MAX_WBITS) -> bool:
    """Whether data begins as a deflated stream does (window as in zlib; negative for a raw one).

    Unpacks no more than the first 64 KB. One random text in 250 begins as a raw stream does, which has
    no checksum, so it must end where the data ends, or go on for a while.
    """
    inflater = zlib.decompressobj(window)
    try:
        out = inflater.decompress(data[:_SAMPLE], _SAMPLE)
    except zlib.error:
        return False
    ends_with_data = inflater.eof and len(inflater.unused_data) <= _MOST_BEHIND
    return bool(out) and (ends_with_data or len(out) == _SAMPLE)
