"""The source of macros in an Office document, as its author typed it ([MS-OVBA])."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from detectors.extract.budget import Budget
from detectors.extract.contents import CannotRead
from detectors.extract.leftovers import words_in
from detectors.protection.office.storage import DamagedStorage, Storage

# §2.3.4.3: how the source of every module begins, in its first compressed chunk, behind the byte that says
# that eight literal bytes follow, the chunk's header (2 bytes) and the container's signature (1 byte).
_SOURCE = b"\x00Attribut"
_SIGNATURE = 1
_CHUNK = 4_096  # bytes that one chunk can become, §2.4.1.1.1
_COMPRESSED, _CHUNK_SIGNATURE_BITS, _CHUNK_SIGNATURE = 0x8000, 0x7000, 0x3000  # §2.4.1.1.5
# Streams that hold no words but what the source says too: compiled code, references, the compiler's notes.
_NO_SOURCE = ("_VBA_PROJECT", "dir", "__SRP_", "PROJECTwm", "PROJECTlk", "\x03VBFrame", "\x01CompObj")


def macro_words(project: bytes, budget: Budget) -> tuple[str, bool]:
    """The source of all modules, the labels of their forms, and whether that is all.

    `project` is the storage that Office keeps as vbaProject.bin. What stands in it without source is
    searched for words, since Office shows only the source and runs only what was compiled from it.
    Raises CannotRead and BudgetExceeded.
    """
    try:
        with Storage(project) as storage:
            streams = list(_streams(storage, len(project), budget))
            is_whole = not storage.is_cut
    except DamagedStorage as error:
        raise CannotRead("Its macros are damaged and cannot be read.") from error
    found = []
    for name, stream in streams:
        if name.rpartition("/")[2].startswith(_NO_SOURCE):
            continue
        start = stream.find(_SOURCE)
        if start >= 3 and stream[start - 3] == _SIGNATURE:
            source, is_sound = decompress(stream[start - 3 :], budget)
            is_whole &= is_sound
            found.append(source.decode("cp1252", "replace"))
        else:
            found.append(words_in(stream))
    return "\n".join(found), is_whole


def _streams(storage: Storage, size: int, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Streams may share their sectors, and be larger than the project together: each is paid for."""
    for name in storage.names:
        budget.unpack(size, storage.size(name))
        yield name, storage.read(name)


def decompress(container: bytes, budget: Budget) -> tuple[bytes, bool]:
    """A CompressedContainer (§2.4.1.3.1), and whether it was sound up to its end."""
    chunks: list[bytes] = []
    position, is_sound = 1, True
    while is_sound and position + 2 <= len(container):
        (header,) = struct.unpack_from("<H", container, position)
        if header & _CHUNK_SIGNATURE_BITS != _CHUNK_SIGNATURE:  # what stands behind the last chunk
            break
        size = (header & 0x0FFF) + 1  # of the chunk behind its header
        packed = container[position + 2 : position + 2 + size]
        position += 2 + size
        budget.unpack(len(packed), _CHUNK)
        chunk, is_sound = _decompress_chunk(packed) if header & _COMPRESSED else (packed[:_CHUNK], True)
        is_sound &= len(packed) == size
        chunks.append(chunk)
    return b"".join(chunks), is_sound


def _decompress_chunk(packed: bytes) -> tuple[bytes, bool]:
    """§2.4.1.3.2: a byte of flags, then for each bit a literal byte or a token of two bytes."""
    out = bytearray()
    position = 0
    while position < len(packed) and len(out) < _CHUNK:
        flags = packed[position]
        position += 1
        for bit in range(8):
            if position >= len(packed):
                break
            if not flags >> bit & 1:
                out.append(packed[position])
                position += 1
                continue
            offset, length = _copy(packed[position : position + 2], len(out))
            position += 2
            if not 0 < offset <= len(out):
                return bytes(out), False
            for _ in range(min(length, _CHUNK - len(out))):
                out.append(out[-offset])
    return bytes(out), True


def _copy(token: bytes, written: int) -> tuple[int, int]:
    """§2.4.1.3.19.1: how far back, and how many bytes; the further on, the more bits go to the offset."""
    if len(token) < 2:
        return 0, 0
    (value,) = struct.unpack("<H", token)
    bits = max((written - 1).bit_length(), 4)
    return (value >> (16 - bits)) + 1, (value & (0xFFFF >> bits)) + 3
