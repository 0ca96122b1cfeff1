"""OpenPGP: armour lines prove nothing, and neither do packets that are only signed or compressed.

A message counts as sealed when its packets, to the last byte, are keys for somebody followed by
encrypted data with integrity protection (RFC 9580 §10.3).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from detectors.finding import Protection
from detectors.protection.judgement import Judgement
from detectors.protection.randomness import looks_random

_ARMOUR = re.compile(
    rb"-----BEGIN PGP MESSAGE[^-]*-----\r?\n(?:[^\r\n:]+:[^\r\n]*\r?\n)*\r?\n"
    rb"(.*?)-----END PGP MESSAGE[^-]*-----",
    re.DOTALL,
)
_CHECKSUM = re.compile(rb"\n=[A-Za-z0-9+/]{4}\s*$")
_SESSION_KEYS = {1, 3}  # RFC 9580 §5: encrypted to a public key, or to a passphrase
_PADDING = {10, 21}
_SEALED = {18, 20}  # encrypted and integrity protected; authenticated encryption


def judge(content: bytes) -> Judgement:
    """Judge a message, in armour or not."""
    if content.lstrip().startswith(b"-----"):
        armour = _ARMOUR.fullmatch(content.strip())
        try:
            content = base64.b64decode(_CHECKSUM.sub(b"", armour.group(1)) if armour else b"", validate=False)
        except binascii.Error:
            content = b""
    try:
        packets = list(_packets(content))
    except (IndexError, ValueError):
        return _unknown()
    tags = [tag for tag, _ in packets if tag not in _PADDING]
    if not tags or tags[-1] not in _SEALED or not set(tags[:-1]) or not set(tags[:-1]) <= _SESSION_KEYS:
        return _unknown()
    if not looks_random(packets[-1][1][1:]):
        return _unknown()
    return Judgement(Protection.ENCRYPTED, "OpenPGP")


def _unknown() -> Judgement:
    return Judgement(Protection.UNKNOWN, reason="It could not be established that it is encrypted.")


def _packets(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Tags and bodies (RFC 9580 §4.2). Raises ValueError or IndexError where they do not fill the content."""
    position = 0
    while position < len(content):
        first = content[position]
        if not first & 0x80:
            raise ValueError
        if first & 0x40:
            tag, (body, position) = first & 0x3F, _new_body(content, position + 1)
        else:
            tag, (body, position) = first >> 2 & 0x0F, _old_body(content, position + 1, first & 3)
        if position > len(content):
            raise ValueError
        yield tag, body


def _new_body(content: bytes, position: int) -> tuple[bytes, int]:
    """RFC 9580 §4.2.1, partial lengths included."""
    pieces = []
    while True:
        first = content[position]
        if 224 <= first < 255:
            length, start, last = 1 << (first & 0x1F), position + 1, False
        elif first < 192:
            length, start, last = first, position + 1, True
        elif first < 224:
            length, start, last = (first - 192 << 8) + content[position + 1] + 192, position + 2, True
        else:
            length, start, last = (
                int.from_bytes(content[position + 1 : position + 5], "big"),
                position + 5,
                True,
            )
        position = start + length
        pieces.append(content[start:position])
        if last:
            return b"".join(pieces), position


def _old_body(content: bytes, position: int, kind: int) -> tuple[bytes, int]:
    """RFC 9580 §4.2.2; kind 3 goes on to the end."""
    if kind == 3:
        return content[position:], len(content)
    size = 1 << kind
    length = int.from_bytes(content[position : position + size], "big")
    start = position + size
    return content[start : start + length], start + length
