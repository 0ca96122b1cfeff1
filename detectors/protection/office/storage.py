"""An OLE storage is a small file system in a file ([MS-CFB]); old Office documents are such storages.

olefile, which others use, follows what a storage says of itself: a file of 2 KB whose tables lead back to
themselves takes all memory, and time grows with the square of the number of entries. So the few
structures are read here, none of them further than the file is long.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_LAST_SECTOR = 0xFFFFFFFA  # [MS-CFB] §2.1: higher numbers mean the end of a chain, or no sector at all
_FREE = 0xFFFFFFFF
_HEADER = struct.Struct("<24x5H6x9I")  # §2.2
_ENTRY = struct.Struct("<64sHBBIII36xIQ")  # §2.6.1
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_MINI_SECTOR = 64  # bytes


class DamagedStorage(Exception):  # noqa: N818
    """The storage, or the stream asked for, cannot be opened."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of the directory; `start` is its first sector, `size` its length in bytes."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Storage:
    """An open storage; its streams are named by their path, in which capitals do not matter.

    names: of all streams, with those of inner storages in front ("ObjectPool/_1/Package")
    is_cut: some stream that was read is shorter than the storage says, or its table is broken

    Raises DamagedStorage throughout.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.is_cut = False
        if len(content) < 512 or not content.startswith(SIGNATURE):
            raise DamagedStorage
        (
            _, self._version, order, shift, mini_shift,
            _, _, directory, _, self._cutoff, mini_table, mini_sectors, more_tables, _,
        ) = _HEADER.unpack_from(content)  # fmt: skip
        if order != 0xFFFE or shift not in (9, 12) or mini_shift != 6:
            raise DamagedStorage
        self._sector = 1 << shift
        self._table = self._allocation_table(more_tables)
        entries = self._directory(directory)
        self._mini_table = array("I", self._whole_words(self._chain(mini_table, mini_sectors * self._sector)))
        self._mini_stream = self._chain(entries[0].start, entries[0].size)
        self._streams = dict(_streams(entries))
        self._entries = {path.lower(): entry for path, entry in self._streams.items()}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    @property
    def names(self) -> list[str]:
        return list(self._streams)

    def end(self) -> int:
        """Where the last sector in use ends, in bytes; what follows belongs to no stream."""
        numbers = range(len(self._table) - 1, -1, -1)
        last = next((number for number in numbers if self._table[number] != _FREE), -1)
        return int((last + 2) * self._sector)  # the header fills a sector of its own

    def has(self, name: str) -> bool:
        return name.lower() in self._entries

    def size(self, name: str) -> int:
        """How long a stream is, in bytes; no longer than the file."""
        return min(self._entry(name).size, len(self._content))

    def read(self, name: str) -> bytes:
        """A stream, as much of it as is there. It is never larger than the file: nothing is compressed."""
        entry = self._entry(name)
        if entry.size < self._cutoff:
            found = self._mini_chain(entry.start, entry.size)
        else:
            found = self._chain(entry.start, entry.size)
        if len(found) < entry.size:
            self.is_cut = True
        return found

    def _entry(self, name: str) -> _Entry:
        try:
            return self._entries[name.lower()]
        except KeyError as error:
            raise DamagedStorage from error

    def _allocation_table(self, more: int) -> array[int]:
        """§2.3 and §2.5: which sector follows which. The header lists the table's own sectors, and then
        sectors that list more of them, of which the last number leads to the next."""
        content, sector = self._content, self._sector
        most = len(content) // sector  # sectors; the header is one
        words = sector // 4
        listed = array("I", content[76:512])
        for _ in range(most):
            if more >= _LAST_SECTOR or len(listed) * words > most + 109 * words:
                break
            numbers = array("I", self._whole_words(self._at(more)))
            if len(numbers) < words:
                break
            listed += numbers[:-1]
            more = numbers[-1]
        pieces, found = [], 0
        for number in listed:
            if number < _LAST_SECTOR and found < most * 4:
                piece = self._at(number)
                pieces.append(piece)
                found += len(piece)
        return array("I", self._whole_words(b"".join(pieces)))[:most]

    def _at(self, sector: int) -> bytes:
        start = (sector + 1) * self._sector
        return self._content[start : start + self._sector]

    @staticmethod
    def _whole_words(data: bytes) -> bytes:
        return data[: len(data) // 4 * 4]

    def _chain(self, start: int, size: int) -> bytes:
        """The sectors of one chain, up to so many bytes. No chain is longer than the file."""
        pieces = []
        size = min(size, len(self._content))
        table, known, at = self._table, len(self._table), start
        for _ in range(-(-size // self._sector)):
            if at >= _LAST_SECTOR:
                break
            pieces.append(self._at(at))
            at = table[at] if at < known else _FREE
        return b"".join(pieces)[:size]

    def _mini_chain(self, start: int, size: int) -> bytes:
        """§2.4: short streams stand in sectors of 64 bytes, in a stream of their own."""
        pieces = []
        table, known, at = self._mini_table, len(self._mini_table), start
        for _ in range(min(-(-size // _MINI_SECTOR), known)):
            if at >= known:
                break
            pieces.append(self._mini_stream[at * _MINI_SECTOR : (at + 1) * _MINI_SECTOR])
            at = table[at]
        return b"".join(pieces)[:size]

    def _directory(self, start: int) -> list[_Entry]:
        """§2.6. The root comes first."""
        seen: set[int] = set()
        pieces = []
        at = start
        while at < _LAST_SECTOR and at not in seen:
            seen.add(at)
            pieces.append(self._at(at))
            at = self._table[at] if at < len(self._table) else _FREE
        data = b"".join(pieces)
        whole = data[: len(data) // _ENTRY.size * _ENTRY.size]
        entries = [self._entry_of(fields) for fields in _ENTRY.iter_unpack(whole)]
        if not entries or entries[0].kind != _ROOT:
            raise DamagedStorage
        return entries

    def _entry_of(self, fields: tuple[bytes, int, int, int, int, int, int, int, int]) -> _Entry:
        name, length, kind, _, left, right, child, start, size = fields
        text = name[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        if self._version == 3:
            size &= 0xFFFFFFFF  # §2.6.1: its upper half may hold anything
        return _Entry(text, kind, left, right, child, start, size)


def _streams(entries: list[_Entry]) -> Iterator[tuple[str, _Entry]]:
    """§2.6.4: the streams by their path. Entries form a tree of siblings in each storage."""
    seen = {0}
    work = [(entries[0].child, "")]
    while work:
        number, path = work.pop()
        if number >= len(entries) or number in seen:
            continue
        seen.add(number)
        entry = entries[number]
        work += ((entry.left, path), (entry.right, path))
        if entry.kind == _STREAM:
            yield path + entry.name, entry
        elif entry.kind == _STORAGE:
            work.append((entry.child, f"{path}{entry.name}/"))
