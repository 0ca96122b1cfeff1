"""Compressed data is unpacked a piece at a time, so that nothing comes out that has not been paid for."""

from __future__ import annotations

import bz2
import lzma
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import inflate64
from backports import zstd

from detectors.extract.budget import Budget

_FED = 256  # bytes at a time; what these would have become is lost where they turn out to be damaged
_TAKEN = 1_048_576  # bytes at a time, at most
_MOST_MEMORY = 160_000_000  # bytes that a stream may ask for; xz -9 asks for 65 MB, zstd --long for 128 MB
_LARGEST_WINDOW = 27  # zstd --long: 2 ** 27 bytes
_PAID_TOGETHER = 16_000_000  # bytes

# What the libraries raise on data that is damaged, or asks for more memory than it may have.
DAMAGED = (zlib.error, lzma.LZMAError, zstd.ZstdError, OSError, EOFError, ValueError, struct.error)


class Decompressor(Protocol):
    """Takes one stream apart, as those of bz2, lzma and zstd do."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


@dataclass(slots=True)
class Stream:
    """One stream on its way out of `packed`. `at` is where in it the next unread byte stands."""

    decompressor: Decompressor
    packed: bytes | memoryview
    at: int = 0

    def pieces(self) -> Iterator[bytes]:
        """What comes out, at most 1 MB at a time, until the stream or `packed` ends. May raise DAMAGED."""
        worker = self.decompressor
        while not worker.eof:
            fed = b""
            if worker.needs_input:
                fed = bytes(self.packed[self.at : self.at + _FED])
                self.at += len(fed)
            piece = worker.decompress(fed, _TAKEN)
            if not piece and not fed:
                return
            yield piece
        self.at -= len(worker.unused_data)

    @property
    def is_complete(self) -> bool:
        return self.decompressor.eof


@dataclass(slots=True)
class Till:
    """Pays for what comes out of streams whose size nobody declares.

    It is paid for in pieces large enough for their growth to be asked about.
    """

    budget: Budget
    packed: int = 0
    unpacked: int = 0

    def add(self, packed: int, unpacked: int) -> None:
        """So many bytes became so many. May raise BudgetExceeded."""
        self.packed += packed
        self.unpacked += unpacked
        if self.unpacked >= _PAID_TOGETHER:
            self.settle()

    def settle(self) -> None:
        self.budget.unpack(self.packed, self.unpacked)
        self.packed = self.unpacked = 0


def bzip2() -> Decompressor:
    return bz2.BZ2Decompressor()


def xz() -> Decompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MOST_MEMORY)


def lzma_alone() -> Decompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=_MOST_MEMORY)


def lzma_raw(properties: bytes) -> Decompressor:
    """LZMA without a header of its own (LZMA specification, "Properties"). May raise DAMAGED."""
    packed, dictionary = struct.unpack("<BL", properties)
    if packed >= 9 * 5 * 5 or dictionary > _MOST_MEMORY:
        raise ValueError("no properties of a stream that is unpacked here")
    rest, literal_context = divmod(packed, 9)
    position, literal_position = divmod(rest, 5)
    chain = {
        "id": lzma.FILTER_LZMA1,
        "dict_size": dictionary,
        "lc": literal_context,
        "lp": literal_position,
        "pb": position,
    }
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[chain])


def zstandard() -> Decompressor:
    """One frame; a skippable one (RFC 8878 §3.1.2) is a frame from which nothing comes."""
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _LARGEST_WINDOW})


class Deflate:
    """zlib with the manners of the others. `window`: 31 for a gzip member, negative for a raw stream."""

    def __init__(self, window: int) -> None:
        self._inner = zlib.decompressobj(window)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


class Deflate64:
    """inflate64 with the manners of the others. It cannot be told to stop, so it gets little at a time.

    Deflate64 repeats up to 64 KB for every three bytes or so.
    """

    unused_data = b""
    _AT_A_TIME = 64

    def __init__(self) -> None:
        self._inner = inflate64.Inflater()
        self._waiting = b""

    @property
    def eof(self) -> bool:
        return bool(self._inner.eof)

    @property
    def needs_input(self) -> bool:
        return not self._waiting

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """May return more than `max_length` by what 64 packed bytes become, which is under 2 MB."""
        self._waiting += data
        out: list[bytes] = []
        while self._waiting and not self.eof and sum(map(len, out)) < max_length:
            out.append(self._inner.inflate(self._waiting[: self._AT_A_TIME]))
            self._waiting = self._waiting[self._AT_A_TIME :]
        return b"".join(out)
