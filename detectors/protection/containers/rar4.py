"""The headers of a RAR archive in the format of RAR 1.5 to 4.

Source: technote.txt of RAR 4, and the UnRAR sources (headers.hpp, arcread.cpp, crypt3.cpp).
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from detectors.finding import Protection
from detectors.protection.containers.rar import (
    CUT_OFF,
    DAMAGED,
    MOST_BLOCKS,
    ONE_OF_SEVERAL,
    OTHER_DATA,
    RAR4,
    Entry,
    Listing,
    Role,
    Seal,
    has_other_data,
)
from detectors.protection.containers.rar4names import name_of
from detectors.protection.containers.rarkeys import rar4_key

_BASE = struct.Struct("<HBHH")  # checksum, type, flags, size
_FILE = struct.Struct(
    "<LLBLLBBHL"
)  # packed, size, system, CRC, time, version, method, length of name, attributes
_OLD_COMMENT = struct.Struct("<HBBH")  # size, version, method, checksum
_MAIN, _FILE_BLOCK, _OLD_COMMENT_BLOCK, _SERVICE, _END = 0x73, 0x74, 0x75, 0x7A, 0x7B
_OLD_SERVICE, _RECOVERY = 0x77, 0x78
_OF_NO_INTEREST = range(0x75, 0x7A)  # comments, signatures and owners, as RAR 2 wrote them: little each
_LITTLE = 256  # bytes
_VOLUME, _COMMENT_INSIDE, _SOLID, _HEADERS_SEALED = 0x1, 0x2, 0x8, 0x80
_FROM_FORMER, _INTO_NEXT, _SEALED, _COMMENTED, _NEEDS_FORMER = 0x1, 0x2, 0x4, 0x8, 0x10
_WINDOW, _LARGE, _UNICODE, _SALTED, _HAS_DATA = 0xE0, 0x100, 0x200, 0x400, 0x8000
_MAIN_SIZE = 13  # bytes, without a comment
_SALT = 8  # bytes
_AES_FROM, _RAR2_FROM = 29, 20  # versions of unrar that an entry needs
_LEAST_VERSION = 15


@dataclass(frozen=True, slots=True)
class _Block:
    """One header: `at` its place, `data` that of what belongs to it."""

    kind: int
    flags: int
    header: bytes
    data: int
    packed: int

    @property
    def end(self) -> int:
        return self.data + self.packed


@dataclass(slots=True)
class _Walk:
    """What has been found so far, on the way from header to header."""

    content: bytes
    password: str | None
    position: int = len(RAR4)
    flags: int = 0  # the archive's
    entries: list[Entry] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def list_rar4(content: bytes, password: str | None = None) -> Listing:
    """What the archive holds. `password` opens its headers, where they are encrypted."""
    walk = _Walk(content, password)
    for _ in range(MOST_BLOCKS):
        if walk.flags & _HEADERS_SEALED and password is None:
            salt = content[walk.position : walk.position + _SALT]
            seal = Seal(Protection.ENCRYPTED, "AES-128 (RAR)", salt=salt)
            sealed = content[walk.position + _SALT : walk.position + _SALT + 1_024]
            return Listing(b"", (), tuple(walk.faults), seal, sealed, walk.position)
        block = _next_block(walk)
        if block is None or _ends(walk, block):
            break
    else:
        walk.faults.append(DAMAGED)
    opening = RAR4 + _checked(_MAIN, walk.flags & _SOLID, bytes(6))
    return Listing(opening, tuple(walk.entries), tuple(dict.fromkeys(walk.faults)))


def _next_block(walk: _Walk) -> _Block | None:
    """The header at the walk's position; None at the end of the archive, or where it is damaged."""
    start, sealed = walk.position, bool(walk.flags & _HEADERS_SEALED)
    header = walk.content[start : start + 65_536]
    if not header.strip(b"\0"):  # RAR 2 writes no end
        return None
    if sealed:
        header = decrypt_header(walk.password or "", header[:_SALT], header[_SALT:])
    block = _parsed(header, start, sealed=sealed)
    if block is None or not (is_header(block.header) or _is_old_service(block, walk.content)):
        walk.faults.append(DAMAGED)
        return None
    return block


def _parsed(header: bytes, start: int, *, sealed: bool) -> _Block | None:
    if len(header) < _BASE.size:
        return None
    _, kind, flags, size = _BASE.unpack_from(header)
    if not _BASE.size <= size <= len(header):
        return None
    taken = _SALT + (size + 15 & ~15) if sealed else size
    is_file = kind in (_FILE_BLOCK, _SERVICE)
    packed = int.from_bytes(header[7:11], "little") if is_file or flags & _HAS_DATA else 0
    if is_file and flags & _LARGE:
        packed |= int.from_bytes(header[32:36], "little") << 32
    return _Block(kind, flags, header[:size], start + taken, packed)


def is_header(header: bytes) -> bool:
    """Whether its checksum is right: of all, or of all but a comment inside."""
    checksum, kind, flags, _ = _BASE.unpack_from(header)
    ends = [len(header)]
    if kind == _MAIN and flags & _COMMENT_INSIDE:
        ends.append(_MAIN_SIZE)
    if kind == _FILE_BLOCK and flags & _COMMENTED and len(header) >= _BASE.size + _FILE.size:
        ends.append(_file_end(flags, header))
    return any(zlib.crc32(header[2:end]) & 0xFFFF == checksum for end in ends)


def _is_old_service(block: _Block, content: bytes) -> bool:
    """Whether it is a block of RAR 2 whose checksum covers its data too."""
    if block.kind != _OLD_SERVICE:
        return False
    checksum = zlib.crc32(content[block.data : block.end], zlib.crc32(block.header[2:]))
    return checksum & 0xFFFF == int.from_bytes(block.header[:2], "little")


def _file_end(flags: int, header: bytes) -> int:
    """Where a file's header ends, and a comment inside it begins."""
    name_length = int.from_bytes(header[26:28], "little")
    return 32 + name_length + (8 if flags & _LARGE else 0) + (_SALT if flags & _SALTED else 0)


def _ends(walk: _Walk, block: _Block) -> bool:
    """Take in one block; whether it is the last."""
    walk.position = block.end
    if block.kind == _MAIN:
        walk.flags = block.flags
        if block.flags & _VOLUME:
            walk.faults.append(ONE_OF_SEVERAL)
        if block.flags & _COMMENT_INSIDE:
            _add_old_comment(walk, block, _MAIN_SIZE)
    elif block.kind in (_FILE_BLOCK, _SERVICE):
        _add_file(walk, block)
    elif block.kind == _END:
        if has_other_data(walk.content, block.end):
            walk.faults.append(OTHER_DATA)
        return True
    elif block.kind not in _OF_NO_INTEREST or (block.packed > _LITTLE and block.kind != _RECOVERY):
        walk.faults.append(OTHER_DATA)
    if block.end > len(walk.content):
        walk.faults.append(CUT_OFF)
        return True
    return False


def _add_file(walk: _Walk, block: _Block) -> None:
    header, flags = block.header, block.flags
    if len(header) < _BASE.size + _FILE.size or len(header) < _file_end(flags, header):
        walk.faults.append(DAMAGED)
        return
    version, name_length = header[24], int.from_bytes(header[26:28], "little")
    name_at = 40 if flags & _LARGE else 32
    raw_name = header[name_at : name_at + name_length]
    role, name = Role.FILE, name_of(raw_name, is_unicode=bool(flags & _UNICODE))
    if block.kind == _SERVICE:
        role, name = _service(raw_name, walk)
    elif flags & _WINDOW == _WINDOW and version >= _RAR2_FROM:
        role = Role.NAME
    if role is Role.NAME and block.packed and block.kind == _FILE_BLOCK:
        walk.faults.append(OTHER_DATA)
    if role is not Role.NOTHING:
        walk.entries.append(_entry(walk, block, role, name))
    if flags & _COMMENTED and block.kind == _FILE_BLOCK:
        _add_old_comment(walk, block, _file_end(flags, header))


def _entry(walk: _Walk, block: _Block, role: Role, name: str) -> Entry:
    header, flags, packed = block.header, block.flags, block.packed
    _, size, _, crc, _, version, method, _, _ = _FILE.unpack_from(header, _BASE.size)
    size |= int.from_bytes(header[36:40], "little") << 32 if flags & _LARGE else 0
    end = _file_end(flags, header)
    salt = header[end - _SALT : end] if flags & _SALTED else b""
    kept = flags & (_SEALED | _LARGE | _SALTED) | _HAS_DATA
    kept |= flags & _WINDOW if flags & _WINDOW != _WINDOW else 0
    kept |= flags & _NEEDS_FORMER if role is Role.FILE else 0
    body = _FILE.pack(packed & 0xFFFFFFFF, size & 0xFFFFFFFF, 0, crc, 0, version, method, 1, 0x20)
    body += struct.pack("<LL", packed >> 32, size >> 32) if flags & _LARGE else b""
    needs_former = flags & _NEEDS_FORMER if version >= _RAR2_FROM else walk.flags & _SOLID
    return Entry(
        role,
        name,
        block.data,
        packed,
        size,
        _checked(_FILE_BLOCK, kept, body + b"f" + salt),
        _seal(version, salt) if flags & _SEALED else None,
        needs_former=bool(needs_former) and role is Role.FILE and _has_files(walk),
        window=0x10000 << (flags >> 5 & 7),
        is_cut=bool(flags & (_FROM_FORMER | _INTO_NEXT)) or block.end > len(walk.content),
    )


def _has_files(walk: _Walk) -> bool:
    return any(entry.role is Role.FILE for entry in walk.entries)


def _service(name: bytes, walk: _Walk) -> tuple[Role, str]:
    """What a service block is."""
    former = walk.entries[-1].name if walk.entries else ""
    match name:
        case b"CMT":
            return Role.COMMENT, "comment"
        case b"STM":
            return Role.STREAM, f"{former}:stream"
        case b"RR" | b"AV" | b"ACL" | b"UOW" | b"EA2" | b"BEEA" | b"NTACL":
            return Role.NOTHING, ""
        case _:
            walk.faults.append(OTHER_DATA)
            return Role.NOTHING, ""


def _seal(version: int, salt: bytes) -> Seal:
    if version >= _AES_FROM:
        return Seal(Protection.ENCRYPTED, "AES-128 (RAR)", salt=salt)
    return Seal(Protection.WEAK, f"the old cipher of RAR {'2' if version >= _RAR2_FROM else '1.5'}")


def _add_old_comment(walk: _Walk, block: _Block, at: int) -> None:
    """A comment inside a header, as RAR up to 2 wrote it. Its checksum is too short for unrar."""
    header = block.header[at:]
    if len(header) < _BASE.size + _OLD_COMMENT.size or header[2] != _OLD_COMMENT_BLOCK:
        walk.faults.append(OTHER_DATA)
        return
    size, version, method, _ = _OLD_COMMENT.unpack_from(header, _BASE.size)
    begins = _BASE.size + _OLD_COMMENT.size
    packed = len(header) - begins
    start = block.data - len(header) + begins
    body = _FILE.pack(packed, size, 0, 0, 0, max(version, _LEAST_VERSION), method, 1, 0x20) + b"f"
    walk.entries.append(
        Entry(Role.COMMENT, "comment", start, packed, size, _checked(_FILE_BLOCK, _HAS_DATA, body))
    )


def _checked(kind: int, flags: int, body: bytes) -> bytes:
    """A header with its checksum."""
    header = _BASE.pack(0, kind, flags, _BASE.size + len(body)) + body
    return struct.pack("<H", zlib.crc32(header[2:]) & 0xFFFF) + header[2:]


def decrypt_header(password: str, salt: bytes, sealed: bytes) -> bytes:
    """The header that stands there, encrypted; only as much of it as its size says."""
    key, iv = rar4_key(password, salt)
    decryptor = Cipher(algorithms.AES128(key), modes.CBC(iv)).decryptor()
    header = decryptor.update(sealed[:16])
    if len(header) < _BASE.size:
        return b""
    size = _BASE.unpack_from(header)[-1]
    return header + decryptor.update(sealed[16 : size + 15 & ~15])


def opens_header(password: str, salt: bytes, sealed: bytes) -> bool:
    """Whether the password makes a header of those bytes. A wrong one does once in a million times."""
    header = decrypt_header(password, salt, sealed)
    if len(header) < _BASE.size:
        return False
    _, kind, _, size = _BASE.unpack_from(header)
    return kind in (_FILE_BLOCK, _SERVICE) and _BASE.size <= size <= len(header) and is_header(header[:size])
