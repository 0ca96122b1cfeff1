"""Uuencode and its sister xxencode: a first letter for the number of bytes, then four letters for three."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterable, Iterator

from detectors.mime.textfile import TextFile

_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]++)\r?\n", re.MULTILINE)
_XX_LETTERS = b"+-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_XX_TO_UU = bytes.maketrans(_XX_LETTERS, bytes(range(32, 96)))

_Decoder = Callable[[bytes], "bytes | None"]


def find_uuencoded(text: bytes) -> Iterator[TextFile]:
    """The files in the text. A begin line whose next line is neither form is only a sentence."""
    position = 0
    while begin := _BEGIN.search(text, position):
        first_line = text[begin.end() : begin.end() + 100].split(b"\n", 1)[0]
        position = begin.end()
        if decode_line := _decoder(first_line):
            end = text.find(b"\nend", begin.end() - 1)
            stop = end if end >= 0 else len(text)
            content, whole = _decode(text[begin.end() : stop].split(b"\n"), decode_line)
            yield TextFile(begin[1].strip(), content, whole and end >= 0)
            position = stop


def decode_lines(lines: Iterable[bytes]) -> tuple[bytes, bool]:
    """The content of uuencoded lines, and whether all of them could be read."""
    return _decode(lines, _uu_line)


def _decode(lines: Iterable[bytes], decode_line: _Decoder) -> tuple[bytes, bool]:
    decoded = [decode_line(line) for line in lines if line.strip()]
    return b"".join(each for each in decoded if each is not None), None not in decoded


def _decoder(first_line: bytes) -> _Decoder | None:
    if not first_line.strip():
        return None
    return next((each for each in (_uu_line, _xx_line) if each(first_line) is not None), None)


def _uu_line(line: bytes) -> bytes | None:
    """The first letter says how many bytes the line holds; encoders differ in what they put after them."""
    line = line.rstrip(b"\r")
    letters = (((line[0] - 32) & 63) * 4 + 5) // 3
    try:
        return binascii.a2b_uu(line[:letters])
    except binascii.Error:
        return None


def _xx_line(line: bytes) -> bytes | None:
    """Words are made of these letters too, so the line must be just as long as its first letter says."""
    line = line.rstrip(b"\r")
    if line.translate(None, _XX_LETTERS):
        return None
    as_uu = line.translate(_XX_TO_UU)
    return _uu_line(as_uu) if len(line) == 1 + (as_uu[0] - 32 + 2) // 3 * 4 else None
