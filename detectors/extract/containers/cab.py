"""A cabinet: folders of packed blocks, and files that are slices of what the blocks become.

It is taken apart here rather than by cabarchive, which gives up all files for one that is damaged or packed
in a way that it does not know, keeps one of two with the same name, and unpacks before it can be weighed.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.containers.gaps import HIDDEN, has_gaps
from detectors.extract.contents import CannotRead, Contents, at, inside, merge
from detectors.extract.streams import Till
from detectors.finding import Protection
from detectors.message import Part, Text, Unread
from detectors.mime.charset import decode

_HEADER = struct.Struct("<4s4xL4xL4x2B5H")  # [MS-CAB] §2.1
_RESERVES = struct.Struct("<H2B")
_FOLDER = struct.Struct("<L2H")  # §2.2
_FILE = struct.Struct("<2L4H")  # §2.3
_BLOCK = struct.Struct("<L2H")  # §2.4
_HAS_PREVIOUS, _HAS_NEXT, _HAS_RESERVES = 1, 2, 4
_FROM_PREVIOUS, _TO_NEXT = 0xFFFD, 0xFFFE  # 0xFFFF is both
_LARGEST_BLOCK = 32_768  # bytes, unpacked
_LONGEST_NAME = 256  # bytes
_MOST_FOLDERS = 1_000
_MOST_BLOCKS = 20_000  # together; full ones are 640 MB

_CUT_OFF = "It is damaged, and not all of it could be read."
_ELSEWHERE = "Part of it lies in another file of the same set, which is not here."
_UNKNOWN_PACKING = "It is packed in a way that cannot be unpacked."


class _Packing(IntEnum):
    """[MS-CAB] §2.2, typeCompress."""

    STORED = 0
    MSZIP = 1
    QUANTUM = 2
    LZX = 3


def read_cab(part: Part, budget: Budget) -> Contents:
    """[MS-CAB]. Quantum and LZX cannot be unpacked here; the files' names are read all the same."""
    cabinet = _Cabinet(part.content)
    budget.open_files(cabinet.file_count)
    folders = list(cabinet.folders(budget))
    pieces = [_read_file(part, folders, entry, budget) for entry in cabinet.files()]
    for folder in folders:
        if has_gaps(folder.content, folder.claimed):
            cabinet.faults.append(HIDDEN)
    end = min(max(cabinet.size, _HEADER.size), len(part.content))
    if has_gaps(part.content[:end], cabinet.claimed):
        cabinet.faults.append(HIDDEN)
    behind = part.content[end:]
    own = Contents(
        texts=tuple(Text(at(part, "other cabinets"), name) for name in cabinet.others),
        files=(inside(part, "data behind it", behind),) if behind.strip(b"\0") else (),
        unread=tuple(Unread(part.location, fault) for fault in dict.fromkeys(cabinet.faults)),
        protection=Protection.NONE if pieces or not cabinet.faults else Protection.UNKNOWN,
    )
    return merge([own, *pieces])


@dataclass(slots=True)
class _Folder:
    """What the blocks of a folder became, as far as they could be unpacked; `fault` says why no further.

    claimed: the spans of its content that files took
    """

    content: bytes
    fault: str = ""
    claimed: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file in the cabinet: `size` bytes from `offset` on in the folder of that index."""

    name: str
    size: int
    offset: int
    folder: int


def _read_file(part: Part, folders: list[_Folder], entry: _Entry, budget: Budget) -> Contents:
    place = inside(part, entry.name, b"").location
    name = Text(replace(place, part="name"), entry.name)
    fault = _ELSEWHERE if entry.folder >= _FROM_PREVIOUS else ""
    index = len(folders) - 1 if entry.folder == _TO_NEXT else entry.folder
    if not 0 <= index < len(folders):
        return Contents(texts=(name,), unread=(Unread(place, fault or _CUT_OFF),))
    folder = folders[index]
    end = entry.offset + entry.size
    folder.claimed.append((entry.offset, end))
    if end > len(folder.content):
        fault = fault or folder.fault or _CUT_OFF
    unread = (Unread(place, fault),) if fault else ()
    try:
        # Files may be slices of the same data, so that each is paid for although its folder was.
        budget.unpack(entry.size, min(entry.size, len(folder.content)))
    except BudgetExceeded as exceeded:
        return Contents(texts=(name,), unread=(*unread, Unread(place, exceeded.reason)))
    content = folder.content[entry.offset : end]
    if fault and not content:
        return Contents(texts=(name,), unread=unread)
    return Contents(files=(inside(part, entry.name, content),), unread=unread)


class _Cabinet:
    """A cabinet's tables.

    size: of the cabinet in bytes, as it says; others: names of cabinets and disks of the same set
    claimed: the spans that are accounted for; faults: what is wrong with it, in words
    """

    def __init__(self, content: bytes) -> None:
        """Raises CannotRead where not even the header is there."""
        self._content = content
        self.faults: list[str] = []
        self.others: list[str] = []
        self.claimed: list[tuple[int, int]] = []
        if len(content) < _HEADER.size:
            raise CannotRead(_CUT_OFF)
        _, self.size, self._files_at, _, _, folders, self.file_count, flags, _, _ = _HEADER.unpack_from(
            content
        )
        self._blocks_left = _MOST_BLOCKS
        self._folder_count = min(folders, _MOST_FOLDERS)
        if self._folder_count < folders or self.size > len(content):
            self.faults.append(_CUT_OFF)
        position = _HEADER.size
        self._folder_reserve = self._block_reserve = 0
        if flags & _HAS_RESERVES and len(content) >= position + _RESERVES.size:
            reserve, self._folder_reserve, self._block_reserve = _RESERVES.unpack_from(content, position)
            self.claimed.append((0, position + _RESERVES.size))
            position += _RESERVES.size + reserve
        else:
            self.claimed.append((0, position))
        for _ in range(2 * (flags & (_HAS_PREVIOUS | _HAS_NEXT)).bit_count()):
            name = _name(content, position)
            self.others.append(decode(name, ""))
            self.claimed.append((position, position + len(name) + 1))
            position += len(name) + 1
        self._folders_at = position

    def folders(self, budget: Budget) -> Iterator[_Folder]:
        till = Till(budget)
        for index in range(self._folder_count):
            offset = self._folders_at + index * (_FOLDER.size + self._folder_reserve)
            if offset + _FOLDER.size > len(self._content):
                self.faults.append(_CUT_OFF)
                return
            self.claimed.append((offset, offset + _FOLDER.size))
            start, blocks, packing = _FOLDER.unpack_from(self._content, offset)
            yield self._folder(start, blocks, packing & 0xF, till)
        till.settle()

    def _folder(self, start: int, blocks: int, packing: int, till: Till) -> _Folder:
        out = io.BytesIO()
        before = b""
        position = start
        for _ in range(blocks):
            data_at = position + _BLOCK.size + self._block_reserve
            self._blocks_left -= 1
            if data_at > len(self._content) or self._blocks_left < 0:
                return _Folder(out.getvalue(), _CUT_OFF)
            checksum, packed, unpacked = _BLOCK.unpack_from(self._content, position)
            data = self._content[data_at : data_at + packed]
            self.claimed += [(position, position + _BLOCK.size), (data_at, data_at + packed)]
            position = data_at + packed
            if packing not in (_Packing.STORED, _Packing.MSZIP):
                continue
            if not unpacked:
                return _Folder(out.getvalue(), _ELSEWHERE)
            till.add(packed, min(unpacked, _LARGEST_BLOCK))
            if checksum not in (0, _checksum(data, packed | unpacked << 16)):
                return _Folder(out.getvalue(), _CUT_OFF)
            piece = _inflate(data, before) if packing == _Packing.MSZIP else data
            out.write(piece)
            if len(piece) != unpacked:
                return _Folder(out.getvalue(), _CUT_OFF)
            before = piece
        known = packing in (_Packing.STORED, _Packing.MSZIP)
        return _Folder(out.getvalue(), "" if known else _UNKNOWN_PACKING)

    def files(self) -> Iterator[_Entry]:
        position = self._files_at
        for _ in range(self.file_count):
            if position + _FILE.size > len(self._content):
                self.faults.append(_CUT_OFF)
                return
            size, offset, folder, *_ = _FILE.unpack_from(self._content, position)
            name = _name(self._content, position + _FILE.size)
            end = position + _FILE.size + len(name) + 1
            self.claimed.append((position, end))
            position = end
            yield _Entry(decode(name, "") or "unnamed", size, offset, folder)


def _name(content: bytes, position: int) -> bytes:
    """A name up to the zero that ends it."""
    return content[position : position + _LONGEST_NAME].partition(b"\0")[0]


def _inflate(data: bytes, before: bytes) -> bytes:
    """One MSZIP block ([MS-MCI] §2): deflated, with the block before it as its dictionary."""
    if not data.startswith(b"CK"):
        return b""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS, zdict=before)
    try:
        return inflater.decompress(data[2:], _LARGEST_BLOCK + 1)
    except zlib.error:
        return b""


def _checksum(data: bytes, seed: int = 0) -> int:
    """[MS-CAB] §3.1: the exclusive or of all 32-bit words; the last bytes count in reverse."""
    whole = len(data) // 4 * 4
    folded, width = int.from_bytes(data[:whole], "little"), whole // 4
    while width > 1:
        half = (width + 1) // 2
        folded = (folded >> 32 * half) ^ (folded & ((1 << 32 * half) - 1))
        width = half
    return seed ^ folded ^ int.from_bytes(data[whole:], "big")
