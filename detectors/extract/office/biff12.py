"""A binary workbook is made of records: a number, a length, and so many bytes ([MS-XLSB] §2.1.4)."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator

from detectors.extract.budget import Budget
from detectors.extract.contents import CannotRead

_CUT_OFF = "A part of it is damaged and cannot be read."
_RICH, _PHONETIC = 1, 2  # §2.5.121, RichStr
_OFTEN = 4_096  # records between two looks at the clock
_EXACT = 1e15  # up to which a number without a fraction is one


def records(data: bytes, budget: Budget) -> Iterator[tuple[int, bytes]]:
    """The records in order: number and body. Raises CannotRead at the first that is not all there."""
    position, count, size = 0, 0, len(data)
    while position < size:
        count += 1
        if count % _OFTEN == 0:
            budget.check_time()
        number, position = _variable(data, position, 2)
        length, position = _variable(data, position, 4)
        if position + length > size:
            raise CannotRead(_CUT_OFF)
        yield number, data[position : position + length]
        position += length


def _variable(data: bytes, position: int, longest: int) -> tuple[int, int]:
    """A number of up to so many bytes, seven bits in each, and where it ends."""
    value = 0
    for shift in range(longest):
        if position >= len(data):
            raise CannotRead(_CUT_OFF)
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << 7 * shift
        if byte < 0x80:
            break
    return value, position


def wide_string(body: bytes, at: int) -> tuple[str, int]:
    """An XLWideString (§2.5.169) or one that may be missing, and where it ends. Raises struct.error."""
    (count,) = struct.unpack_from("<I", body, at)
    if count == 0xFFFFFFFF:
        return "", at + 4
    end = min(at + 4 + 2 * count, len(body))
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def rich_string(body: bytes, at: int) -> tuple[str, str]:
    """A RichStr (§2.5.121): what it says, and how that is to be pronounced."""
    flags = body[at]
    text, at = wide_string(body, at + 1)
    if flags & _RICH:
        (runs,) = struct.unpack_from("<I", body, at)
        at += 4 + 4 * runs
    return text, wide_string(body, at)[0] if flags & _PHONETIC and at < len(body) else ""


def rk_number(rk: int) -> float:
    """§2.5.122: the upper 30 bits of a float, or a whole number; either may be in hundredths."""
    if rk & 2:
        value = float((rk >> 2) - (1 << 30 if rk & 0x80000000 else 0))
    else:
        (value,) = struct.unpack("<d", struct.pack("<Q", (rk & 0xFFFFFFFC) << 32))
    return value / 100 if rk & 1 else value


def written(value: float) -> str:
    """A number as a workbook in XML has it."""
    if not math.isfinite(value):
        return ""
    return str(int(value)) if abs(value) < _EXACT and value == int(value) else repr(value)
