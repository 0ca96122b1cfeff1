"""An OpenPGP message is a row of packets, and may be written as letters between two lines of armour."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

_ARMOUR = re.compile(
    rb"-----BEGIN PGP MESSAGE-----[ \t]*\r?\n"
    rb"((?:[A-Za-z][\w-]{0,30}:[^\r\n]*\r?\n){0,50}+)[ \t]*\r?\n"  # RFC 9580 §6.2.2
    rb"([A-Za-z0-9+/=\s]*+)-----END PGP MESSAGE-----"
)
_CHECKSUM = re.compile(rb"=[A-Za-z0-9+/]{4}\Z")
_MOST_PACKETS = 10_000
_MOST_PIECES = 200_000  # of one packet that is written in pieces; programs make them 512 bytes or more


class TooManyPiecesError(ValueError):
    """A message is made of more packets, or a packet of more pieces, than any program makes."""


class Tag(IntEnum):
    """RFC 9580 §5; 20 is LibrePGP's."""

    PUBLIC_KEY_SESSION = 1
    SIGNATURE = 2
    PASSWORD_SESSION = 3
    ONE_PASS_SIGNATURE = 4
    COMPRESSED = 8
    ENCRYPTED = 9
    MARKER = 10
    LITERAL = 11
    ENCRYPTED_PROTECTED = 18
    ENCRYPTED_AUTHENTICATED = 20
    PADDING = 21


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet: what it is, and its content."""

    tag: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Armoured:
    """The messages in a text, without their armour, and everything of it that is not their letters."""

    messages: tuple[bytes, ...]
    around: bytes
    headers: bytes


def read_armour(content: bytes) -> Armoured:
    """All messages between lines of armour; those whose letters are none stay words."""
    messages, headers, around, position = [], [], [], 0
    for found in _ARMOUR.finditer(content):
        letters = _CHECKSUM.sub(b"", b"".join(found[2].split()))
        try:
            messages.append(base64.b64decode(letters, validate=True))
        except binascii.Error:
            continue
        headers.append(found[1])
        around.append(content[position : found.start()])
        position = found.end()
    around.append(content[position:])
    return Armoured(tuple(messages), b"".join(around).strip(), b"".join(headers))


def packets(content: bytes) -> Iterator[Packet]:
    """Tags and bodies (RFC 9580 §4.2). Raises ValueError or IndexError where they do not fill the content."""
    position = 0
    for _ in range(_MOST_PACKETS):
        if position == len(content):
            return
        first = content[position]
        if not first & 0x80:
            raise ValueError
        if first & 0x40:
            tag, (body, position) = first & 0x3F, _new_body(content, position + 1)
        else:
            tag, (body, position) = first >> 2 & 0x0F, _old_body(content, position + 1, first & 3)
        if position > len(content):
            raise ValueError
        yield Packet(tag, body)
    raise TooManyPiecesError


def _new_body(content: bytes, position: int) -> tuple[bytes, int]:
    """RFC 9580 §4.2.1, partial lengths included."""
    pieces = []
    for _ in range(_MOST_PIECES):
        first = content[position]
        if 224 <= first < 255:
            length, start, last = 1 << (first & 0x1F), position + 1, False
        elif first < 192:
            length, start, last = first, position + 1, True
        elif first < 224:
            length, start, last = (first - 192 << 8) + content[position + 1] + 192, position + 2, True
        else:
            start, last = position + 5, True
            length = int.from_bytes(content[position + 1 : start], "big")
        position = start + length
        pieces.append(content[start:position])
        if last:
            return b"".join(pieces), position
    raise TooManyPiecesError


def _old_body(content: bytes, position: int, kind: int) -> tuple[bytes, int]:
    """RFC 9580 §4.2.2; kind 3 goes on to the end."""
    if kind == 3:
        return content[position:], len(content)
    size = 1 << kind
    length = int.from_bytes(content[position : position + size], "big")
    start = position + size
    return content[start : start + length], start + length
