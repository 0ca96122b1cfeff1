"""The names of files in RAR 1.5 to 4: in some charset, and the letters that it lacks behind it.

Source: encname.cpp of the UnRAR sources.
"""

from __future__ import annotations

import struct

from detectors.mime.charset import decode

_LONGEST_NAME = 2_048  # characters


def name_of(raw: bytes, *, is_unicode: bool) -> str:
    """In one charset or another; in UTF-8; or in both, the second as what differs from the first."""
    plain, zero, differences = raw.partition(b"\0")
    if is_unicode and not zero:
        return plain.decode("utf-8", "replace").replace("\\", "/")
    name = _merged(plain, differences) if is_unicode and differences else decode(plain, "")
    return name.replace("\\", "/")


def _merged(plain: bytes, differences: bytes) -> str:
    """encname.cpp: two bits for each step: one byte, one with a common high byte, two bytes, or a copy."""
    source = iter(differences)
    high = next(source, 0) << 8
    letters: list[int] = []
    for flags in source:
        for step in (flags >> 6, flags >> 4 & 3, flags >> 2 & 3, flags & 3):
            first = next(source, None)
            if first is None or len(letters) > _LONGEST_NAME:
                break
            if step == 3:
                shift = next(source, 0) if first & 0x80 else 0
                copied = plain[len(letters) : len(letters) + (first & 0x7F) + 2]
                letters += [(byte + shift & 0xFF) + (high if first & 0x80 else 0) for byte in copied]
            else:
                letters.append(first + (0, high, next(source, 0) << 8 if step == 2 else 0)[step])
    return struct.pack(f"<{len(letters)}H", *letters).decode("utf-16-le", "replace")
