"""Pictures in old Office documents, whichever record of the drawing holds them ([MS-ODRAW] §2.2.23)."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from detectors.extract.budget import Budget

_KIND = re.compile(rb"[\x1a-\x1f\x29\x2a]\xf0")
# By type: how the file is called, and the instances with one and with two digests in front.
_KINDS = {
    0xF01A: ("emf", (0x3D4,), (0x3D5,)),
    0xF01B: ("wmf", (0x216,), (0x217,)),
    0xF01C: ("pict", (0x542,), (0x543,)),
    0xF01D: ("jpg", (0x46A, 0x6E2), (0x46B, 0x6E3)),
    0xF01E: ("png", (0x6E0,), (0x6E1,)),
    0xF01F: ("bmp", (0x7A8,), (0x7A9,)),
    0xF029: ("tif", (0x6E4,), (0x6E5,)),
    0xF02A: ("jpg", (0x46A, 0x6E2), (0x46B, 0x6E3)),
}
_METAFILES = ("emf", "wmf", "pict")
_METAFILE_HEADER = 34  # bytes, §2.2.31
_HEADER, _DIGEST = 8, 16  # bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a file, and where its record stands, in bytes."""

    start: int
    end: int
    extension: str
    content: bytes


def pictures(data: bytes, budget: Budget) -> Iterator[Picture]:
    """The pictures anywhere in `data`, one after the other. Metafiles are unpacked, and paid for."""
    found = _KIND.search(data)
    while found:
        at = found.start() + 1
        if (picture := _picture(data, found.start() - 2, budget)) is not None:
            yield picture
            at = picture.end
        found = _KIND.search(data, at)


def _picture(data: bytes, start: int, budget: Budget) -> Picture | None:
    if start < 0 or start + _HEADER > len(data):
        return None
    instance, kind, size = struct.unpack_from("<HHI", data, start)
    extension, with_one, with_two = _KINDS[kind]
    end = start + _HEADER + size
    if instance >> 4 not in with_one + with_two or end > len(data):
        return None
    body = start + _HEADER + (2 if instance >> 4 in with_two else 1) * _DIGEST
    if extension in _METAFILES:
        return Picture(start, end, extension, _metafile(data[body:end], budget))
    content = data[body + 1 : end]  # behind a byte that means nothing
    return Picture(start, end, extension, _with_file_header(content) if extension == "bmp" else content)


def _metafile(data: bytes, budget: Budget) -> bytes:
    """§2.2.31: a size, a few measures, and whether what follows is deflated (0) or not (0xFE)."""
    if len(data) < _METAFILE_HEADER:
        return b""
    size, packing = struct.unpack_from("<I28xB", data)
    packed = data[_METAFILE_HEADER:]
    if packing:
        return packed
    budget.unpack(len(packed), size)
    try:
        return zlib.decompressobj().decompress(packed, size) if size else b""
    except zlib.error:
        return b""


def _with_file_header(bitmap: bytes) -> bytes:
    """A bitmap as it is in memory, with the header of 14 bytes that files have in front."""
    if len(bitmap) < 40:
        return bitmap
    size, bits, colours = struct.unpack_from("<I10xH16xI", bitmap)
    palette = 4 * (colours or (1 << bits if bits <= 8 else 0))
    return struct.pack("<2sIII", b"BM", 14 + len(bitmap), 0, min(14 + size + palette, 0xFFFFFFFF)) + bitmap
