"""What RTF writes in figures and in hexadecimal, as text and as bytes."""

from __future__ import annotations

import re

_NOT_HEXADECIMAL = re.compile(r"[^0-9A-Fa-f]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def is_utf8(content: bytes) -> bool:
    """Whether bytes that should all be escaped are not, and are UTF-8, whatever the header says."""
    if content.isascii():
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def character(number: int) -> str:
    """A number of 16 bits, signed, of which two make a character beyond (RTF 1.9.1, "Unicode RTF")."""
    return chr(number & 0xFFFF if number < 0x10000 else min(number, 0x10FFFF))


def whole_characters(text: str) -> str:
    """Text in which pairs of surrogates have become the characters for which they stand."""
    if text.isascii() or not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def unhexed(text: str) -> bytes:
    """Bytes in hexadecimal, whatever stands between the digits; half a byte at the end is left out."""
    digits = _NOT_HEXADECIMAL.sub("", text)
    return bytes.fromhex(digits[: len(digits) // 2 * 2])
