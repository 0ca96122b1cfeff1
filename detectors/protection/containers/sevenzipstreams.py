"""The packed streams of a 7z archive: where they stand, how they are packed, and what files they hold.

They are read here rather than by py7zr, which builds whatever it is told to before anything can be weighed,
and can be kept busy for minutes by a list of a few kilobytes. Nothing is unpacked here.
Source: 7zFormat.txt of the LZMA SDK, whose names the constants bear.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

DATA_AT = 32  # bytes: behind the signature, the version and the start header
MOST_ENTRIES = 5_000
_MOST_FOLDERS = 5_000
_MOST_CODERS = 8  # of one folder, and streams of one coder
_LONGEST_PROPERTIES = 64  # bytes, of one coder

_PACK_INFO, _UNPACK_INFO, _SUBSTREAMS, _SIZE, _CRC, _FOLDER, _UNPACK_SIZES, _STREAMS_IN_FOLDER = range(6, 14)

_AES = b"\x06\xf1\x07\x01"
_CRYPTOGRAPHY = b"\x06\xf1"  # what the numbers of all coders that encrypt begin with
_TOO_MANY = "It holds too many files for all of them to be read."


class NotReadable(Exception):  # noqa: N818  it names what happened
    """The archive does not open. `reason` is one plain sentence for the sender."""

    def __init__(self, reason: str = "It is a damaged archive and does not open.") -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Coder:
    """One step of packing or encrypting. Its method is one of the numbers in Methods.txt of the LZMA SDK."""

    method: bytes
    properties: bytes
    size: int = 0  # bytes that come out of it

    @property
    def is_aes(self) -> bool:
        return self.method == _AES

    @property
    def encrypts(self) -> bool:
        return self.method.startswith(_CRYPTOGRAPHY)


@dataclass(frozen=True, slots=True)
class Folder:
    """Files that are packed together, one behind the other.

    coders: in the order in which they unpack; empty where they do not form a simple chain
    start, packed: where in the archive the packed stream stands, and how long it is
    spans: start and length of every packed stream, of which there may be several
    crc: of what comes out, where that is said
    """

    coders: tuple[Coder, ...]
    start: int
    packed: int
    spans: tuple[tuple[int, int], ...]
    size: int
    crc: int | None

    @property
    def is_encrypted(self) -> bool:
        return any(coder.encrypts for coder in self.coders)


@dataclass(slots=True)
class Streams:
    """The description of packed streams, as far as it has been read."""

    packed: list[int] = field(default_factory=list)
    start: int = 0
    folders: list[Folder] = field(default_factory=list)
    files: list[list[tuple[int, int | None]]] = field(default_factory=list)  # size and CRC, for each folder


class Bytes:
    """Reads the header from its beginning to its end. Everything raises NotReadable where it is too short."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._content) - self._at

    def take(self, count: int) -> bytes:
        if count > self.left:
            raise NotReadable
        self._at += count
        return self._content[self._at - count : self._at]

    def byte(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        """A number of one to nine bytes: the leading ones of the first say how many follow."""
        first = self.byte()
        following = next((count for count in range(8) if not first & 0x80 >> count), 8)
        low = int.from_bytes(self.take(following), "little")
        high = first & (0x7F >> following) if following < 8 else 0
        return low + (high << 8 * following)

    def count(self, most: int) -> int:
        """How many things follow, of which each takes up a byte at least or `most` is small."""
        number = self.number()
        if number > most:
            raise NotReadable(_TOO_MANY)
        return number

    def numbers(self, count: int) -> list[int]:
        return [self.number() for _ in range(count)]

    def pair(self) -> tuple[int, int]:
        return self.number(), self.number()

    def bits(self, count: int) -> list[bool]:
        packed = self.take((count + 7) // 8)
        return [bool(packed[index >> 3] & 0x80 >> (index & 7)) for index in range(count)]

    def checksums(self, count: int) -> list[int | None]:
        defined = [True] * count if self.byte() else self.bits(count)
        return [int.from_bytes(self.take(4), "little") if each else None for each in defined]

    def properties(self) -> Iterator[tuple[int, Bytes]]:
        """Numbered properties, each with its length, up to the number that ends them."""
        while number := self.byte():
            yield number, Bytes(self.take(self.number()))


def read_streams(source: Bytes) -> Streams:
    streams = Streams()
    while number := source.byte():
        if number == _PACK_INFO:
            _read_packed(source, streams)
        elif number == _UNPACK_INFO:
            _read_folders(source, streams)
        elif number == _SUBSTREAMS:
            _read_files(source, streams)
        else:
            raise NotReadable
    if not streams.files:
        streams.files = [[(folder.size, folder.crc)] for folder in streams.folders]
    return streams


def _read_packed(source: Bytes, streams: Streams) -> None:
    streams.start = DATA_AT + source.number()
    count = source.count(source.left)
    while number := source.byte():
        if number == _SIZE:
            streams.packed = source.numbers(count)
        elif number == _CRC:
            source.checksums(count)
        else:
            raise NotReadable


@dataclass(frozen=True, slots=True)
class _Chain:
    """A folder before its sizes are known. `order` of the coders' numbers, empty where they branch."""

    coders: tuple[Coder, ...]
    order: tuple[int, ...]
    inputs: int  # packed streams


def _read_folders(source: Bytes, streams: Streams) -> None:
    if source.byte() != _FOLDER:
        raise NotReadable
    count = source.count(_MOST_FOLDERS)
    if source.byte():  # described elsewhere, as no program does
        raise NotReadable
    chains = [_chain(source) for _ in range(count)]
    if source.byte() != _UNPACK_SIZES:
        raise NotReadable
    sizes = [source.numbers(len(chain.coders)) for chain in chains]
    checksums: list[int | None] = [None] * count
    while number := source.byte():
        if number != _CRC:
            raise NotReadable
        checksums = source.checksums(count)
    start, packed = streams.start, iter(streams.packed)
    for chain, out, crc in zip(chains, sizes, checksums, strict=True):
        lengths = [next(packed, -1) for _ in range(chain.inputs)]
        if -1 in lengths:
            raise NotReadable
        spans = tuple((start + sum(lengths[:index]), length) for index, length in enumerate(lengths))
        coders = tuple(
            Coder(chain.coders[index].method, chain.coders[index].properties, out[index])
            for index in chain.order
        )
        size = coders[-1].size if coders else max(out)
        streams.folders.append(Folder(coders, start, lengths[0], spans, size, crc))
        start += sum(lengths)


def _chain(source: Bytes) -> _Chain:
    coders, inputs, outputs = [], 0, 0
    for _ in range(source.count(_MOST_CODERS)):
        flags = source.byte()
        method = source.take(flags & 0x0F) or b"\0"
        ins, outs = (source.count(_MOST_CODERS), source.count(_MOST_CODERS)) if flags & 0x10 else (1, 1)
        properties = source.take(source.count(_LONGEST_PROPERTIES)) if flags & 0x20 else b""
        coders.append(Coder(method, properties))
        inputs, outputs = inputs + ins, outputs + outs
    if not coders or outputs != len(coders) or inputs < outputs:
        raise NotReadable
    bonds = dict(source.pair() for _ in range(outputs - 1))
    packed_streams = inputs - outputs + 1
    if packed_streams > 1:
        source.numbers(packed_streams)
        return _Chain(tuple(coders), (), packed_streams)
    return _Chain(tuple(coders), _order(len(coders), bonds), 1)


def _order(count: int, bonds: dict[int, int]) -> tuple[int, ...]:
    """The coders' numbers from the packed stream to the files. `bonds`: what each takes comes from which."""
    follows = {outgoing: ingoing for ingoing, outgoing in bonds.items()}
    order = [next((index for index in range(count) if index not in bonds), count)]
    while len(order) < count and order[-1] in follows:
        order.append(follows[order[-1]])
    if sorted(order) != list(range(count)):
        raise NotReadable
    return tuple(order)


def _read_files(source: Bytes, streams: Streams) -> None:
    """How many files lie in each folder, how large they are, and their checksums."""
    counts = [1] * len(streams.folders)
    number = source.byte()
    if number == _STREAMS_IN_FOLDER:
        counts = [source.count(MOST_ENTRIES) for _ in streams.folders]
        if sum(counts) > MOST_ENTRIES:
            raise NotReadable(_TOO_MANY)
        number = source.byte()
    sizes = []
    for folder, count in zip(streams.folders, counts, strict=True):
        own = source.numbers(count - 1) if number == _SIZE and count > 1 else []
        if sum(own) > folder.size or (count > 1) != bool(own):
            raise NotReadable
        sizes.append([*own, folder.size - sum(own)] if count else [])
    number = source.byte() if number == _SIZE else number
    told: list[list[int | None] | None] = [
        [folder.crc] if len(own) == 1 and folder.crc is not None else None
        for folder, own in zip(streams.folders, sizes, strict=True)
    ]
    untold = sum(len(own) for own, known in zip(sizes, told, strict=True) if known is None)
    checksums: Iterator[int | None] = iter(())
    while number:
        if number != _CRC:
            raise NotReadable
        checksums = iter(source.checksums(untold))
        number = source.byte()
    streams.files = [
        list(zip(own, known or [next(checksums, None) for _ in own], strict=True))
        for own, known in zip(sizes, told, strict=True)
    ]
