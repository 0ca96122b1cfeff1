"""A 7z archive has a list at its end of what lies in which of its packed streams.

The list may be packed and encrypted itself. Nothing is unpacked here.
Source: 7zFormat.txt of the LZMA SDK, whose names the constants bear.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, replace
from itertools import chain, repeat

from detectors.protection.containers.sevenzipstreams import (
    DATA_AT,
    MOST_ENTRIES,
    Bytes,
    Folder,
    NotReadable,
    Streams,
    read_streams,
)

SIGNATURE = b"7z\xbc\xaf\x27\x1c"
_HEADER, _ARCHIVE_PROPERTIES, _, _MAIN_STREAMS, _FILES = range(1, 6)
_EMPTY_STREAM, _NAMES, _ENCODED_HEADER, _PADDING = 14, 17, 23, 25
_CUT_OFF = "Its list of contents is missing: it is damaged, or only one of several parts."


@dataclass(frozen=True, slots=True)
class Entry:
    """One file, and what is said of its content."""

    name: str
    size: int
    crc: int | None


@dataclass(frozen=True, slots=True)
class Pack:
    """Files that are packed into one folder, in the order in which they come out of it."""

    folder: Folder
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Directory:
    """What an archive holds. `empty` are the names of folders, and of files without content."""

    packs: tuple[Pack, ...] = ()
    empty: tuple[str, ...] = ()


def header_of(content: bytes) -> tuple[int, bytes]:
    """Where the header stands, and its bytes. Raises NotReadable."""
    if len(content) < DATA_AT or not content.startswith(SIGNATURE):
        raise NotReadable(_CUT_OFF)
    crc, offset, size, header_crc = struct.unpack_from("<LQQL", content, 8)
    if zlib.crc32(content[12:DATA_AT]) != crc:
        raise NotReadable
    start = DATA_AT + offset
    if start + size > len(content):
        raise NotReadable(_CUT_OFF)
    header = content[start : start + size]
    if zlib.crc32(header) != header_crc:
        raise NotReadable
    return start, header


def packed_header(header: bytes) -> Folder | None:
    """The folder in which the header itself is packed, or None where it is not. Raises NotReadable."""
    source = Bytes(header)
    if not header or source.byte() != _ENCODED_HEADER:
        return None
    streams = read_streams(source)
    if len(streams.folders) != 1:
        raise NotReadable
    return streams.folders[0]


def directory_of(header: bytes) -> Directory:
    """What the archive holds, from its header in clear. Raises NotReadable."""
    if not header:
        return Directory()
    source = Bytes(header)
    if source.byte() != _HEADER:
        raise NotReadable
    streams, listed = Streams(), _Listed()
    seen = set()
    while number := source.byte():
        if number in seen:
            raise NotReadable
        seen.add(number)
        if number == _MAIN_STREAMS:
            streams = read_streams(source)
        elif number == _FILES:
            listed = _listed(source)
        elif number == _ARCHIVE_PROPERTIES:
            for _ in source.properties():
                pass
        else:  # additional streams, which no program writes
            raise NotReadable
    if source.left:
        raise NotReadable
    return _directory(listed, streams)


@dataclass(frozen=True, slots=True)
class _Listed:
    """The names of the entries, and which of them have no content."""

    names: tuple[str, ...] = ()
    empty: tuple[bool, ...] = ()


def _listed(source: Bytes) -> _Listed:
    """A list that says something twice would be read in two ways, so it is not read at all."""
    count = source.count(MOST_ENTRIES)
    found = _Listed(("",) * count, (False,) * count)
    seen = set()
    for number, body in source.properties():
        if number in seen and number != _PADDING:
            raise NotReadable
        seen.add(number)
        if number == _EMPTY_STREAM:
            found = replace(found, empty=tuple(body.bits(count)))
        elif number == _NAMES:
            found = replace(found, names=_names(body, count))
    return found


def _directory(listed: _Listed, streams: Streams) -> Directory:
    named = (name for name, is_empty in zip(listed.names, listed.empty, strict=True) if not is_empty)
    names = chain(named, repeat(""))  # what has no name is there all the same
    packs = tuple(
        Pack(folder, tuple(Entry(next(names), size, crc) for size, crc in files))
        for folder, files in zip(streams.folders, streams.files, strict=True)
    )
    if next(named, None) is not None:
        raise NotReadable
    empty = (name for name, is_empty in zip(listed.names, listed.empty, strict=True) if is_empty)
    return Directory(packs, tuple(empty))


def _names(body: Bytes, count: int) -> tuple[str, ...]:
    if body.byte():  # they stand elsewhere, as no program writes them
        raise NotReadable
    text = body.take(body.left).decode("utf-16-le", "replace")
    names = text.split("\0")
    if len(names) < count:
        raise NotReadable
    return tuple(names[:count])
