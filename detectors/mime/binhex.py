"""BinHex 4.0 (RFC 1741): a file of the old Macintosh, both its forks in one, as letters between colons."""

from __future__ import annotations

import binascii
import re
import struct
from collections.abc import Iterator

from detectors.mime.textfile import TextFile

_BEGIN = re.compile(rb"^\(This file must be converted with BinHex[^\r\n]*+\s*+:", re.MULTILINE)
_LETTERS = b"!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr"
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_TO_BASE64 = bytes.maketrans(_LETTERS, _BASE64)
_OTHER_LETTERS = bytes(set(range(256)) - set(_LETTERS))
_WHITE = b" \t\r\n\v\f"
_RUN = re.compile(rb"\x90(.)", re.DOTALL)
_HEADER = struct.Struct(">B4s4sHIIH")  # version, type, creator, flags, both lengths, checksum
_LARGEST_GROWTH = 4  # times the letters; runs in hostile files could make it 127 times
_LEAST_LARGEST = 1_000_000  # bytes


def find_binhex(text: bytes) -> Iterator[TextFile]:
    """The files in the text."""
    position = 0
    while begin := _BEGIN.search(text, position):
        end = text.find(b":", begin.end())
        stop = end if end >= 0 else len(text)
        yield _file(text[begin.end() : stop].translate(None, _WHITE), closed=end >= 0)
        position = stop


def _file(letters: bytes, *, closed: bool) -> TextFile:
    """One file: a name, a header, and two forks, each followed by its checksum."""
    known = letters.translate(None, _OTHER_LETTERS)
    unpacked, complete = _unpack(known.translate(_TO_BASE64))
    after_name = 1 + (unpacked[0] if unpacked else 0)
    start = after_name + _HEADER.size
    if len(unpacked) < start:
        return TextFile(b"", unpacked, whole=False)
    data_length, resource_length = _HEADER.unpack_from(unpacked, after_name)[4:6]
    data = unpacked[start : start + data_length]
    resource_start = start + data_length + 2
    resource = unpacked[resource_start : resource_start + resource_length]
    checksum = unpacked[start + data_length : resource_start]
    whole = closed and len(known) == len(letters)
    sound = len(resource) == resource_length and checksum == binascii.crc_hqx(data, 0).to_bytes(2, "big")
    # The resource fork seldom holds words, but may.
    return TextFile(unpacked[1:after_name], data or resource, whole and complete and sound)


def _unpack(letters: bytes) -> tuple[bytes, bool]:
    """Six bits a letter, then runs: 0x90 and a number repeat the byte before, 0x90 and nought is itself."""
    whole = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
    packed = binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))
    largest = max(_LEAST_LARGEST, _LARGEST_GROWTH * len(packed))
    out = bytearray()
    position = 0
    for run in _RUN.finditer(packed):
        out += packed[position : run.start()]
        count = run[1][0]
        out += out[-1:] * (count - 1) if count else b"\x90"
        position = run.end()
        if len(out) > largest:
            return bytes(out), False
    return bytes(out + packed[position:]), True
