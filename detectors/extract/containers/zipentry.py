"""An entry of a zip archive is unpacked by the method that it names, and no further than it is paid for."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from detectors.extract import streams
from detectors.extract.budget import Budget
from detectors.extract.contents import CannotRead
from detectors.extract.streams import DAMAGED, Decompressor, Deflate, Deflate64, Stream, Till
from detectors.protection.containers.archive import Entry
from detectors.protection.containers.ziplock import DEFLATED, STORED

_DAMAGED = "It is damaged and cannot be unpacked."
_PARTLY = "It is damaged, and not all of it could be read."
_PACKING = "It is packed in a way that cannot be unpacked."
_LZMA_HEADER = 9  # bytes: version, length of the properties, five properties (APPNOTE §5.8.8)

_LZMA = 14

Packed = bytes | memoryview


def _lzma(packed: Packed) -> Decompressor:
    return streams.lzma_raw(bytes(packed[4:_LZMA_HEADER]))


# APPNOTE.TXT §4.4.5: each makes a decompressor, and says how many bytes of a header stand in front.
_METHODS: Mapping[int, tuple[Callable[[Packed], Decompressor], int]] = MappingProxyType(
    {
        8: (lambda packed: Deflate(-zlib.MAX_WBITS), 0),  # noqa: ARG005
        9: (lambda packed: Deflate64(), 0),  # noqa: ARG005
        12: (lambda packed: streams.bzip2(), 0),  # noqa: ARG005
        _LZMA: (_lzma, _LZMA_HEADER),
        20: (lambda packed: streams.zstandard(), 0),  # noqa: ARG005
        93: (lambda packed: streams.zstandard(), 0),  # noqa: ARG005
        95: (lambda packed: streams.xz(), 0),  # noqa: ARG005
    }
)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What came out of an entry. `fault` is one plain sentence, or empty."""

    content: bytes
    fault: str = ""


def unpack(entry: Entry, budget: Budget, key: bytes | None = None) -> Unpacked:
    """An entry's content; with its key, if it is sealed. May raise CannotRead and BudgetExceeded."""
    budget.unpack(len(entry.data), entry.info.file_size)
    if entry.falsely_flagged:
        return _unpack_without_flag(entry, budget)
    unpacked = _unpack_by(entry, _opened(entry, key, budget), budget)
    if entry.sealed and key is not None and not entry.sealed.is_authentic(key):
        return Unpacked(unpacked.content, _PARTLY)
    if unpacked.fault or _is_right(entry, unpacked.content):
        return unpacked
    if entry.method == _LZMA and _is_right(entry, unpacked.content[: entry.info.file_size]):
        return Unpacked(unpacked.content[: entry.info.file_size])  # its end need not be marked
    if not unpacked.content:
        raise CannotRead(_DAMAGED)
    return Unpacked(unpacked.content, _PARTLY)


def _opened(entry: Entry, key: bytes | None, budget: Budget) -> Packed:
    if entry.sealed is None or key is None:
        return entry.data
    out = io.BytesIO()
    for piece in entry.sealed.opened(key):
        budget.check_time()
        out.write(piece)
    return out.getvalue()


def _is_right(entry: Entry, content: bytes) -> bool:
    """Whether it has the size and the checksum that it should have.

    WinZip's AE-2 gives no checksum, so as not to give away what small files contain.
    """
    has_none = entry.sealed is not None and entry.sealed.key_size > 0 and not entry.info.CRC
    return len(content) == entry.info.file_size and (has_none or zlib.crc32(content) == entry.info.CRC)


def _unpack_without_flag(entry: Entry, budget: Budget) -> Unpacked:
    """What says that it is encrypted, and is only packed or not even that."""
    data = bytes(entry.data)
    if _is_right(entry, data):
        return Unpacked(data)
    try:
        unpacked = _unpack_by(replace(entry, method=DEFLATED), data, budget)
    except CannotRead:
        return Unpacked(data)
    return unpacked if not unpacked.fault else Unpacked(data)


def _unpack_by(entry: Entry, packed: Packed, budget: Budget) -> Unpacked:
    if entry.method == STORED:
        return Unpacked(bytes(packed))
    if entry.method not in _METHODS:
        raise CannotRead(_PACKING)
    begin, header = _METHODS[entry.method]
    out, till, before = io.BytesIO(), Till(budget), header
    try:
        stream = Stream(begin(packed), packed, header)
        for piece in stream.pieces():
            out.write(piece)
            # What was declared is paid for; more than that may come.
            beyond = min(len(piece), out.tell() - entry.info.file_size)
            till.add(stream.at - before, max(beyond, 0))
            before = stream.at
    except DAMAGED as error:
        if not out.tell():
            raise CannotRead(_DAMAGED) from error
        return Unpacked(out.getvalue(), _PARTLY)
    finally:
        till.settle()
    return Unpacked(out.getvalue())
