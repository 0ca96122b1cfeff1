"""A password is tried on a 7z archive by decrypting the least of its packed streams, or its two ends."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from typing import ClassVar

from detectors.protection.containers.sevenzipstreams import Coder, Folder, NotReadable
from detectors.protection.containers.sevenzipunpack import LZMA2, Seal, Unpacker, seal_of
from detectors.protection.randomness import looks_random

_KEPT = 4_096  # bytes of a packed stream: enough for all of a letter, or for the beginning of anything
_UNPACKED = 65_536  # bytes, at most, that one try unpacks
# Zeros fill the stream up to whole blocks, and one ends LZMA2: two are there by chance once in 65,536 times,
# as is one behind a stream that begins as LZMA2 does where it could not pack anything.
_TELLING_ZEROS = 2
_AS_IT_IS = 1
_BZIP2 = b"BZh"


@dataclass(frozen=True, slots=True)
class SevenZipLock:
    """One encrypted stream, or its beginning and end.

    cycles, salt, iv: see Seal
    packed: the whole stream; its beginning only, where `tail`, its last two blocks, is not empty
    size: bytes in the stream before it was filled up to whole blocks
    coders: how it is packed, a word for each coder: method, properties and size with full stops between
    length, crc: of the first file in it; the CRC is -1 where it is not known
    """

    kind: ClassVar[str] = "7z"

    cycles: int
    salt: bytes
    iv: bytes
    packed: bytes
    tail: bytes
    size: int
    coders: str
    length: int
    crc: int

    def opens(self, password: str) -> bool:
        seal = Seal(self.cycles, self.salt, self.iv)
        start = seal.decrypt(password, self.packed)[: self.size]
        if self.tail:
            last = replace(seal, iv=self.tail[:16]).decrypt(password, self.tail[16:])
            zeros = -self.size % 16 + self._is_lzma2
            if any(last[16 - zeros :]):
                return False
            if zeros >= _TELLING_ZEROS or (self._is_lzma2 and start[0] == _AS_IT_IS):
                return True
        try:
            return self._makes_sense(start)
        except NotReadable:
            return False

    @property
    def _is_lzma2(self) -> bool:
        return self.coders.startswith(LZMA2.hex())

    def _makes_sense(self, packed: bytes) -> bool:
        """Whether it unpacks to the file whose checksum is known, or to no random bytes at least."""
        unpacker = Unpacker(_coders(self.coders), packed)
        wanted = min(self.length, _UNPACKED)
        unpacked = bytearray()
        while len(unpacked) < wanted and (piece := unpacker.read(wanted - len(unpacked))):
            unpacked += piece
        if len(unpacked) == self.length and self.crc >= 0:
            return zlib.crc32(unpacked) == self.crc
        if not unpacked:
            return packed.startswith(_BZIP2)  # it unpacks nothing before a block is whole
        return not looks_random(bytes(unpacked))


def lock_of(folder: Folder, content: bytes, length: int, crc: int | None) -> SevenZipLock:
    """The lock on a folder, the first file in which has that length and CRC.

    Raises NotReadable where it cannot be tried: its encryption is not known, or takes too long.
    """
    seal = seal_of(folder)
    stream = content[folder.start : folder.start + folder.packed]
    if not stream or len(stream) % 16 or not 0 <= len(stream) - folder.coders[0].size < 16:
        raise NotReadable
    is_whole = len(stream) <= _KEPT
    return SevenZipLock(
        seal.cycles,
        seal.salt,
        seal.iv,
        packed=stream if is_whole else stream[:_KEPT],
        tail=b"" if is_whole else stream[-32:],
        size=folder.coders[0].size,
        coders=_written(folder.coders[1:]),
        length=length,
        crc=-1 if crc is None else crc,
    )


def _written(coders: tuple[Coder, ...]) -> str:
    return " ".join(f"{coder.method.hex()}.{coder.properties.hex()}.{coder.size}" for coder in coders)


def _coders(written: str) -> tuple[Coder, ...]:
    words = (word.split(".") for word in written.split())
    return tuple(Coder(bytes.fromhex(method), bytes.fromhex(rest), int(size)) for method, rest, size in words)
