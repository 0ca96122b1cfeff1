"""yEnc, a file in text as nearly plain bytes: "=ybegin", the bytes, "=yend" (yEnc draft 1.3)."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from detectors.mime.textfile import TextFile

_BEGIN = re.compile(rb"^=ybegin ([^\r\n]*+)\r?\n", re.MULTILINE)
_PART = re.compile(rb"=ypart ([^\r\n]*+)\r?\n")
_END = re.compile(rb"^=yend ?([^\r\n]*+)", re.MULTILINE)
_NUMBER = re.compile(rb"(?:^| )(part|total|size|begin)=([0-9]{1,12})(?![0-9])")
_CHECKSUM = re.compile(rb" (p?crc32)=[ ]?([0-9A-Fa-f]{1,8})(?![0-9A-Fa-f])")
_NAME = re.compile(rb"(?:^| )name=(.*+)")
_STRETCH = 100_000  # bytes
_PLAIN = bytes((byte - 42) % 256 for byte in range(256))
_ESCAPED = bytes((byte - 64 - 42) % 256 for byte in range(256))


@dataclass(frozen=True, slots=True)
class _Piece:
    """One stretch from "=ybegin" to "=yend"; a file of one piece is number 1 of 1."""

    name: bytes
    number: int
    total: int
    content: bytes
    sound: bool


def find_yenc(text: bytes) -> Iterator[TextFile]:
    """The files in the text, those that were cut into pieces put together as far as the pieces are there."""
    pieces = sorted(_pieces(text), key=lambda piece: (piece.name, piece.total, piece.number))
    for (name, total), group in groupby(pieces, key=lambda piece: (piece.name, piece.total)):
        if total == 1:
            yield from (TextFile(name, piece.content, piece.sound) for piece in group)
        else:
            yield _joined(name, total, group)


def _joined(name: bytes, total: int, group: Iterable[_Piece]) -> TextFile:
    pieces = list(group)
    complete = len(pieces) == total and all(at == piece.number for at, piece in enumerate(pieces, 1))
    content = b"".join(piece.content for piece in pieces)
    return TextFile(name, content, complete and all(piece.sound for piece in pieces))


def _pieces(text: bytes) -> Iterator[_Piece]:
    position = 0
    while begin := _BEGIN.search(text, position):
        stated = _numbers(begin[1])
        part = _PART.match(text, begin.end())
        start = part.end() if part else begin.end()
        end = _END.search(text, start)
        content = _decode(text[start : end.start() if end else len(text)])
        name = _NAME.search(begin[1])
        yield _Piece(
            name=name[1].strip() if name else b"",
            number=stated.get(b"part", 1),
            total=stated.get(b"total", stated.get(b"part", 1)),
            content=content,
            sound=end is not None and _is_sound(content, end[1], stated, in_parts=part is not None),
        )
        position = end.end() if end else len(text)


def _numbers(line: bytes) -> dict[bytes, int]:
    """What stands before the name; the name goes on to the end of the line."""
    return {key: int(number) for key, number in _NUMBER.findall(line.partition(b" name=")[0])}


def _is_sound(content: bytes, end_line: bytes, stated: dict[bytes, int], *, in_parts: bool) -> bool:
    size = _numbers(end_line).get(b"size", stated.get(b"size", len(content)))
    checksums = dict(_CHECKSUM.findall(b" " + end_line))
    checksum = checksums.get(b"pcrc32" if in_parts else b"crc32")
    return size == len(content) and (checksum is None or int(checksum, 16) == zlib.crc32(content))


def _decode(data: bytes) -> bytes:
    """In stretches, as there may be millions of escapes."""
    data = data.translate(None, b"\r\n")
    decoded: list[bytes] = []
    start = 0
    while start < len(data):
        end = start + _STRETCH
        end += data.startswith(b"=", end - 1)  # an escape stays in one piece
        decoded.append(_decode_stretch(data[start:end]))
        start = end
    return b"".join(decoded)


def _decode_stretch(data: bytes) -> bytes:
    first, *escaped = data.split(b"=")
    decoded = [first.translate(_PLAIN)]
    for each in escaped:
        decoded += (each[:1].translate(_ESCAPED), each[1:].translate(_PLAIN))
    return b"".join(decoded)
