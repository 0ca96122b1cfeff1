"""What one packed stream of a 7z archive unpacks to, piece by piece, in little memory whatever it says.

py7zr's decoders do the work. Some of them pay no heed to how much they are asked for, so these are fed in
small bites; and what a coder may claim of memory is cut down to what can come out of it. PPMd is left out:
its decoder (pyppmd) brings the process down on damaged data.
"""

from __future__ import annotations

import hashlib
import io
import struct
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from py7zr.compressor import SevenZipDecompressor

from detectors.protection.containers.sevenzipstreams import Coder, Folder, NotReadable

STEP = 1_048_576  # bytes that are unpacked at once
MOST_CYCLES = 24  # powers of two; 7-Zip writes 19
_NO_CYCLES = 63  # the key is the password itself

_COPY, _DELTA, _LZMA, LZMA2 = b"\0", b"\x03", b"\x03\x01\x01", b"\x21"
_DEFLATE, _DEFLATE64, _BZIP2, _ZSTD = b"\x04\x01\x08", b"\x04\x01\x09", b"\x04\x02\x02", b"\x04\xf7\x11\x01"
_BRANCHES = frozenset(
    (b"\x03\x03\x01\x03", b"\x03\x03\x02\x05", b"\x03\x03\x04\x01", b"\x03\x03\x05\x01", b"\x03\x03\x07\x01",
     b"\x03\x03\x08\x05")
)  # fmt: skip
# How much of packed data a decoder is given at once, in bytes: where it unpacks all of it whatever it is
# asked for, no more than grows to some megabytes (deflate: 1,032 times; zstd: 128 KB of every 4 bytes).
_BITES = {
    _COPY: STEP, _LZMA: STEP, LZMA2: STEP, _BZIP2: STEP,
    _DEFLATE: 8_192, _DEFLATE64: 8_192, _ZSTD: 512,
}  # fmt: skip
# These say nothing of memory.
_SIMPLE = _BRANCHES | {_DELTA, _DEFLATE, _DEFLATE64, _BZIP2, _ZSTD}
_SMALLEST_WINDOW, _LARGEST_WINDOW = 4_096, 256 << 20  # bytes, of LZMA

_UNKNOWN = "It is packed in a way that cannot be unpacked."
_UNKNOWN_LOCK = "It is encrypted in a way that is not known."


@dataclass(frozen=True, slots=True)
class Seal:
    """How a stream is encrypted: AES-256-CBC, the key hashed 2**cycles times."""

    cycles: int
    salt: bytes
    iv: bytes

    def key(self, password: str) -> bytes:
        return _key(password, self.salt, self.cycles)

    def decrypt(self, password: str, sealed: bytes) -> bytes:
        """The stream in clear, as far as it holds whole blocks."""
        decryptor = Cipher(algorithms.AES256(self.key(password)), modes.CBC(self.iv)).decryptor()
        return decryptor.update(sealed[: len(sealed) & ~15])


@lru_cache(maxsize=32)
def _key(password: str, salt: bytes, cycles: int) -> bytes:
    """SHA-256 over salt, password and a counter of eight bytes, again and again.

    The counters of 65,536 rounds stand in one buffer, of which only two bytes change between pieces.
    """
    secret = salt + password.encode("utf-16-le", "surrogatepass")
    if cycles == _NO_CYCLES:
        return (secret + bytes(32))[:32]
    rounds = 1 << min(cycles, 16)
    width, at = len(secret) + 8, len(secret)
    buffer = bytearray((secret + bytes(8)) * rounds)
    buffer[at::width] = (bytes(range(256)) * (rounds // 256 + 1))[:rounds]
    buffer[at + 1 :: width] = bytes(index >> 8 for index in range(rounds))
    digest = hashlib.sha256()
    for piece in range(1 << cycles - min(cycles, 16)):
        buffer[at + 2 :: width] = bytes((piece & 0xFF,)) * rounds
        buffer[at + 3 :: width] = bytes((piece >> 8,)) * rounds
        digest.update(buffer)
    return digest.digest()


def seal_of(folder: Folder) -> Seal:
    """How a folder is encrypted. Raises NotReadable where that is not known, or takes too long to try."""
    first = folder.coders[0] if folder.coders else Coder(b"", b"")
    if not first.is_aes or any(coder.encrypts for coder in folder.coders[1:]):
        raise NotReadable(_UNKNOWN_LOCK)
    flags, sizes, *_ = (*first.properties, 0, 0)
    cycles = flags & 0x3F
    salt_size = (flags >> 7 & 1) + (sizes >> 4) if flags & 0xC0 else 0
    iv_size = (flags >> 6 & 1) + (sizes & 0x0F) if flags & 0xC0 else 0
    rest = first.properties[2:] if flags & 0xC0 else b""
    if len(rest) != salt_size + iv_size or (cycles > MOST_CYCLES and cycles != _NO_CYCLES):
        raise NotReadable(_UNKNOWN_LOCK)
    return Seal(cycles, rest[:salt_size], rest[salt_size:].ljust(16, b"\0"))


class Unpacker:
    """Unpacks one stream from its beginning. `coders` must not include encryption any more."""

    def __init__(self, coders: tuple[Coder, ...], packed: bytes) -> None:
        """Raises NotReadable where it is packed in a way that is not known, or would take much memory."""
        usable = _usable(coders, len(packed))
        self._source = io.BytesIO(packed)
        described = [_described(coder) for coder in usable]
        sizes = [coder.size for coder in usable]
        try:
            self._decoder = SevenZipDecompressor(
                described, len(packed), sizes, None, blocksize=_BITES[usable[0].method]
            )
        except Exception as error:  # every decoder has errors of its own
            raise NotReadable from error

    def read(self, count: int) -> bytes:
        """Up to `count` bytes, and at most STEP; none at the end. Raises NotReadable where it is damaged."""
        while True:
            before = self._source.tell()
            try:
                piece = bytes(self._decoder.decompress(self._source, min(count, STEP)))
            except Exception as error:  # likewise
                raise NotReadable from error
            if piece or self._source.tell() == before:
                return piece


def _usable(coders: tuple[Coder, ...], packed: int) -> tuple[Coder, ...]:
    """One decoder, and filters behind it, however the archive puts it. Raises NotReadable."""
    steps = [_weighed(coder) for coder in coders if coder.method != _COPY]
    if not steps or steps[0].method not in _BITES:
        steps.insert(0, Coder(_COPY, b"", packed))
    if any(step.method in _BITES for step in steps[1:]):
        raise NotReadable(_UNKNOWN)
    return tuple(steps)


def _weighed(coder: Coder) -> Coder:
    """The coder, with no larger window than what comes out of it. Raises NotReadable where it is unusable."""
    method, properties = coder.method, coder.properties
    window = min(max(coder.size, _SMALLEST_WINDOW), _LARGEST_WINDOW)
    if method == _LZMA and len(properties) == 5:
        (asked,) = struct.unpack_from("<L", properties, 1)
        return replace(coder, properties=properties[:1] + struct.pack("<L", min(asked, window)))
    if method == LZMA2 and len(properties) == 1:
        # 7zFormat.txt: two bits of mantissa and an exponent; 40 is 4 GB
        enough = next(size for size in range(41) if size == 40 or (2 | size & 1) << size // 2 + 11 >= window)
        return replace(coder, properties=bytes((min(properties[0], enough),)))
    if method in _SIMPLE:
        return coder
    raise NotReadable(_UNKNOWN)


def _described(coder: Coder) -> dict[str, Any]:
    """As py7zr wants it."""
    properties = coder.properties or None
    return {"method": coder.method, "properties": properties, "numinstreams": 1, "numoutstreams": 1}
