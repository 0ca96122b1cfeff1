"""OLE storages made by hand, since nothing that is installed writes them."""

from __future__ import annotations

import struct

SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SHORTEST = 4_096  # bytes; shorter streams would have to go into the mini stream ([MS-CFB] §2.2)


def storage_of(**streams: bytes) -> bytes:
    """A version 3 storage with these streams, each filled up with zeros to 4,096 bytes."""
    padded = {name: _filled(content.ljust(_SHORTEST, b"\0")) for name, content in streams.items()}
    directory = _filled(_directory(padded))
    sectors = [directory, *padded.values()]
    used = sum(len(each) // SECTOR for each in sectors)
    table, start = [_FAT], 1
    for each in sectors:
        count = len(each) // SECTOR
        table += [*range(start + 1, start + count), _END]
        start += count
    table += [_FREE] * (SECTOR // 4 - used - 1)
    assert len(table) == SECTOR // 4, "one sector of allocation table must do"
    return _header() + struct.pack(f"<{len(table)}I", *table) + b"".join(sectors)


def _filled(content: bytes) -> bytes:
    return content + bytes(-len(content) % SECTOR)


def _header() -> bytes:
    head = (
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    )
    head += struct.pack("<9I", 0, 1, 1, 0, _SHORTEST, _END, 0, _END, 0)
    return head + struct.pack("<109I", 0, *[_FREE] * 108)


def _directory(streams: dict[str, bytes]) -> bytes:
    start = 1 + len(_filled(bytes(128 * (len(streams) + 1)))) // SECTOR
    entries = [_entry("Root Entry", 5, _FREE, 1, _END, 0)]
    for number, (name, content) in enumerate(streams.items(), 1):
        right = number + 1 if number < len(streams) else _FREE
        entries.append(_entry(name, 2, right, _FREE, start, len(content)))
        start += len(content) // SECTOR
    return b"".join(entries)


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    head = encoded.ljust(64, b"\0") + struct.pack("<HBB3I", len(encoded), kind, 1, _FREE, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)
