"""Bytes that look random may be encrypted; bytes that do not are not."""

from __future__ import annotations

import string
import zlib

_SAMPLE = 65_536  # bytes
_MOST_BEHIND = 16  # bytes: line ends, padding
_FEWEST_TELLING = 12  # bytes
_LONG = 64  # bytes: what is random and longer ends as a deflated stream does once in 100,000 times
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
    return not _is_mostly_text(sample) and len(zlib.compress(sample)) >= len(sample)


def _is_mostly_text(sample: bytes) -> bool:
    """100 of 256 byte values are printable: more than three quarters of many does not come about by chance.

    Of few it does, so of twelve bytes all have to be, and of each four more one need not: by chance that
    is so once in 70,000 times at most.
    """
    unprintable = len(sample.translate(None, _PRINTABLE))
    return 4 * unprintable <= len(sample) - _FEWEST_TELLING


def inflates(data: bytes, window: int = zlib.MAX_WBITS) -> bool:
    """Whether data begins as a deflated stream does (window as in zlib; negative for a raw one).

    Unpacks no more than the first 64 KB. One random text in 250 begins as a raw stream does, which has
    no checksum, so it must end where the data ends, or go on for a while; and where it is short, text
    must come out of it.
    """
    inflater = zlib.decompressobj(window)
    try:
        out = inflater.decompress(data[:_SAMPLE], _SAMPLE)
    except zlib.error:
        return False
    ends_with_data = inflater.eof and len(inflater.unused_data) <= _MOST_BEHIND
    is_telling = window > 0 or len(data) >= _LONG or _is_mostly_text(out)
    return bool(out) and (len(out) == _SAMPLE or (ends_with_data and is_telling))
