"""A sparse file is stored without its holes, and a map says where each piece of it belongs.

GNU tar has written four kinds of map (tar manual, "Storing Sparse Files", and the appendix "Sparse Formats").
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from detectors.extract.budget import Budget

_BLOCK = 512
_OLD_MAP_AT, _OLD_MAP_ENTRIES, _OLD_EXTENDED_AT, _OLD_SIZE_AT = 386, 4, 482, 483
_MORE_ENTRIES, _MORE_EXTENDED_AT = 21, 504
_ENTRY = struct.Struct("12s12s")
_LINE = re.compile(rb"(\d{1,20})\n")


@dataclass(frozen=True, slots=True)
class Sparse:
    """Where the pieces of a file belong: (offset, length) in the order in which they are stored.

    size: of the file with its holes, in bytes
    data_at: where the first piece stands, in bytes from the beginning of the member's data
    """

    pieces: tuple[tuple[int, int], ...]
    size: int
    data_at: int = 0

    def fill(self, stored: bytes, budget: Budget) -> bytes:
        """The file with its holes. Pieces that do not fit into it are left out. May raise BudgetExceeded."""
        budget.unpack(len(stored), self.size)
        out = bytearray(self.size)
        position = self.data_at
        for offset, length in self.pieces:
            end = min(offset + length, self.size)
            piece = stored[position : position + max(end - offset, 0)]
            out[offset : offset + len(piece)] = piece
            position += length
        return bytes(out)

    def is_sound(self, stored: bytes) -> bool:
        """Whether every piece is there and has its own place."""
        ends = [0, *(offset + length for offset, length in self.pieces)]
        in_order = all(offset >= end for end, (offset, _) in zip(ends, self.pieces, strict=False))
        return in_order and ends[-1] <= self.size and self._stored_length == len(stored) - self.data_at

    @property
    def _stored_length(self) -> int:
        return sum(length for _, length in self.pieces)


def number(field: bytes) -> int:
    """A number in a header: octal, or binary where its first byte says so. -1 where it is none."""
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b" \0")
    return int(digits, 8) if re.fullmatch(rb"[0-7]{1,24}", digits) else -1


def old_map(content: bytes, header_at: int) -> tuple[Sparse, int]:
    """The map in a header of type S, and where the data begins behind all further headers."""
    header = content[header_at : header_at + _BLOCK]
    size = number(header[_OLD_SIZE_AT : _OLD_SIZE_AT + 12])
    pieces = list(_entries(header[_OLD_MAP_AT:], _OLD_MAP_ENTRIES))
    position = header_at + _BLOCK
    has_more = bool(header[_OLD_EXTENDED_AT])
    while has_more and position + _BLOCK <= len(content):
        block = content[position : position + _BLOCK]
        pieces += _entries(block, _MORE_ENTRIES)
        has_more = bool(block[_MORE_EXTENDED_AT])
        position += _BLOCK
    return Sparse(tuple(pieces), max(size, 0)), position


def _entries(fields: bytes, count: int) -> Iterator[tuple[int, int]]:
    for offset, length in islice(_ENTRY.iter_unpack(fields[: count * _ENTRY.size]), count):
        if number(offset) >= 0 and number(length) > 0:
            yield number(offset), number(length)


def pax_map(records: Sequence[tuple[str, bytes]], stored: bytes) -> Sparse | None:
    """The map that extended headers give, of any version; None where the file is not sparse."""
    last: Mapping[str, bytes] = dict(records)
    size = _decimal(last.get("GNU.sparse.realsize") or last.get("GNU.sparse.size") or b"")
    if last.get("GNU.sparse.major") == b"1":
        numbers, data_at = _numbers_in_front(stored)
    elif "GNU.sparse.map" in last:
        numbers, data_at = [_decimal(each) for each in last["GNU.sparse.map"].split(b",")], 0
    elif "GNU.sparse.offset" in last:
        wanted = ("GNU.sparse.offset", "GNU.sparse.numbytes")
        numbers, data_at = [_decimal(value) for key, value in records if key in wanted], 0
    else:
        return None
    return Sparse(tuple(zip(numbers[::2], numbers[1::2], strict=False)), size, data_at)


def _numbers_in_front(stored: bytes) -> tuple[list[int], int]:
    """Version 1.0: lines in front of the data, the first saying how many pieces there are."""
    first = _LINE.match(stored)
    if not first:
        return [], 0
    numbers: list[int] = []
    line: re.Match[bytes] | None = first
    while line and len(numbers) < 2 * int(first[1]) and (line := _LINE.match(stored, line.end())):
        numbers.append(int(line[1]))
    end = line.end() if line else 0
    return numbers, -(-end // _BLOCK) * _BLOCK


def _decimal(digits: bytes) -> int:
    return int(digits) if re.fullmatch(rb"\d{1,20}", digits) else 0
