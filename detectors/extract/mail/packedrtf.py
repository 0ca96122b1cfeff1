"""Outlook keeps a message's formatted text as RTF, packed in a way of its own ([MS-OXRTFCP])."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from detectors.extract.budget import Budget
from detectors.extract.contents import CannotRead

_PACKED, _AS_IT_IS = b"LZFu", b"MELA"
_WINDOW = 4_096
# §2.1.2.1: words that may be pointed at from the start, in a window of spaces.
_WORDS = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW_AT_START = b" " * (_WINDOW - len(_WORDS)) + _WORDS
_PAID_AT_ONCE = 65_536  # bytes
_LARGEST_GROWTH = 8 * 17 + 1  # bytes, out of one control byte


@dataclass(frozen=True, slots=True)
class Unpacked:
    """RTF as it was before it was packed. `whole` is False where it breaks off or its checksum is wrong."""

    content: bytes
    whole: bool


def unpack_rtf(content: bytes, budget: Budget) -> Unpacked:
    """Unpack PidTagRtfCompressed (§3.1.3.2). Raises CannotRead and BudgetExceeded."""
    if len(content) < 16:
        raise CannotRead("Its formatted text is damaged.")
    packed_size, size, kind, checksum = struct.unpack_from("<II4sI", content)
    packed = content[16 : 4 + packed_size]
    if kind == _AS_IT_IS:
        return Unpacked(packed, len(packed) >= size)
    if kind != _PACKED:
        raise CannotRead("Its formatted text is damaged.")
    unpacked = _unpack(packed, budget)
    return Unpacked(unpacked, len(unpacked) >= size and _checksum(packed) == checksum)


def _unpack(packed: bytes, budget: Budget) -> bytes:
    """§2.2: a control byte says of each of the eight items that follow whether it points back."""
    out = bytearray(_WINDOW_AT_START)
    position, paid = 0, len(out)
    while position < len(packed):
        if len(out) + _LARGEST_GROWTH > paid:
            budget.unpack(_PAID_AT_ONCE, _PAID_AT_ONCE)
            paid += _PAID_AT_ONCE
        control = packed[position]
        position += 1
        for bit in range(8):
            if not control >> bit & 1:
                out += packed[position : position + 1]
                position += 1
                continue
            item = int.from_bytes(packed[position : position + 2].ljust(2, b"\0"), "big")
            position += 2
            back = (len(out) + len(_WORDS) - (item >> 4)) % _WINDOW
            if not back or position > len(packed):  # pointing at itself means the end
                return bytes(out[_WINDOW:])
            length = (item & 15) + 2
            piece = out[len(out) - back : len(out) - back + length]
            out += (piece * (length // len(piece) + 1))[:length]
    return bytes(out[_WINDOW:])


def _checksum(packed: bytes) -> int:
    """§3.1.3.2.1.1: CRC-32 without the usual first and last inversion."""
    return zlib.crc32(packed, 0xFFFFFFFF) ^ 0xFFFFFFFF
