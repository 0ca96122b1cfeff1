"""The headers of a RAR archive in the format of RAR 5 and later.

Source: "RAR 5.0 archive format" (rarlab.com/technote.htm).
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from detectors.finding import Protection
from detectors.protection.containers.rar import (
    CUT_OFF,
    DAMAGED,
    MOST_BLOCKS,
    ONE_OF_SEVERAL,
    OTHER_DATA,
    RAR5,
    Entry,
    Listing,
    Role,
    Seal,
    has_other_data,
)
from detectors.protection.containers.rarkeys import rar5_key

MOST_ROUNDS = 20  # powers of two; RAR writes 15
_MAIN, _FILE, _SERVICE, _ENCRYPTION, _END = range(1, 6)
_EXTRA, _DATA, _FROM_FORMER, _INTO_NEXT = 0x1, 0x2, 0x8, 0x10
_FOLDER, _HAS_TIME, _HAS_CRC, _SIZE_UNKNOWN = 0x1, 0x2, 0x4, 0x8
_VOLUME, _SOLID = 0x1, 0x4  # of the archive
_ENCRYPTION_RECORD, _HASH_RECORD, _REDIRECTION_RECORD = 1, 2, 5
_NEEDS_FORMER = 0x40
_LARGEST_HEADER = 2_097_152  # bytes
_METHOD = "AES-256 (RAR)"


class _Short(Exception):  # noqa: N818  it names what happened
    """A header ends too early."""


class _Fields:
    """Reads a header from its beginning to its end. Raises _Short where it is too short."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.at = 0

    def __bool__(self) -> bool:
        return self.at < len(self._content)

    def take(self, count: int) -> bytes:
        if count > len(self._content) - self.at:
            raise _Short
        self.at += count
        return self._content[self.at - count : self.at]

    def number(self) -> int:
        """A vint: seven bits in each byte, the lowest first; the eighth says that more follow."""
        value = 0
        for index in range(10):
            (byte,) = self.take(1)
            value |= (byte & 0x7F) << 7 * index
            if not byte & 0x80:
                return value
        raise _Short

    def rest(self) -> bytes:
        return self.take(len(self._content) - self.at)


@dataclass(frozen=True, slots=True)
class _Block:
    """One header: its fields behind the common ones, its extra records, and where its data stands."""

    kind: int
    flags: int
    fields: _Fields
    extra: bytes
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
    position: int = len(RAR5)
    seal: Seal | None = None  # of the headers
    flags: int = 0  # of the archive
    entries: list[Entry] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def list_rar5(content: bytes, password: str | None = None) -> Listing:
    """What the archive holds. `password` opens its headers, where they are encrypted."""
    walk = _Walk(content, password)
    for _ in range(MOST_BLOCKS):
        if walk.seal is not None and password is None:
            return Listing(b"", (), tuple(walk.faults), walk.seal, end=walk.position)
        try:
            block = _next_block(walk)
            if _ends(walk, block):
                break
        except _Short:
            walk.faults.append(CUT_OFF if walk.position >= len(content) else DAMAGED)
            break
    else:
        walk.faults.append(DAMAGED)
    main = _checked(bytes((_MAIN, 0)) + _vint(walk.flags & _SOLID))
    return Listing(RAR5 + main, tuple(walk.entries), tuple(dict.fromkeys(walk.faults)))


def _next_block(walk: _Walk) -> _Block:
    """The header at the walk's position. Raises _Short where it is damaged."""
    source, at = walk.content, walk.position
    if walk.seal is not None:
        source, at = _decrypted(rar5_key(walk.password or "", walk.seal), source, at), 0
    start = _Fields(source[at : at + 16])
    checksum = int.from_bytes(start.take(4), "little")
    size = start.number()
    end = at + start.at + size
    if size > _LARGEST_HEADER or end > len(source) or zlib.crc32(source[at + 4 : end]) != checksum:
        raise _Short
    header = source[end - size : end]
    data = end if walk.seal is None else walk.position + 16 + (end + 15 & ~15)
    fields = _Fields(header)
    kind, flags = fields.number(), fields.number()
    extra_size = fields.number() if flags & _EXTRA else 0
    packed = fields.number() if flags & _DATA else 0
    if extra_size > size - fields.at:
        raise _Short
    body, extra = header[fields.at : size - extra_size], header[size - extra_size :]
    return _Block(kind, flags, _Fields(body), extra, data, packed)


def _ends(walk: _Walk, block: _Block) -> bool:
    """Take in one block; whether it is the last."""
    walk.position = block.end
    if block.kind == _MAIN:
        walk.flags = block.fields.number()
        if walk.flags & _VOLUME:
            walk.faults.append(ONE_OF_SEVERAL)
    elif block.kind in (_FILE, _SERVICE):
        _add_file(walk, block)
    elif block.kind == _ENCRYPTION and walk.seal is None:
        walk.seal = _seal(block.fields, with_iv=False)
    elif block.kind == _END:
        if has_other_data(walk.content, block.end):
            walk.faults.append(OTHER_DATA)
        return True
    else:
        walk.faults.append(OTHER_DATA)
    if block.end > len(walk.content):
        walk.faults.append(CUT_OFF)
        return True
    return False


def _add_file(walk: _Walk, block: _Block) -> None:
    fields = block.fields
    flags, size, _ = fields.number(), fields.number(), fields.number()
    fields.take(4 if flags & _HAS_TIME else 0)
    crc = fields.take(4 if flags & _HAS_CRC else 0)
    packing = fields.number()
    fields.number()  # the system on which it was made
    name = fields.take(fields.number()).decode("utf-8", "replace").partition("\0")[0]
    records = dict(_records(block.extra))
    role = Role.NAME if flags & _FOLDER or _REDIRECTION_RECORD in records else Role.FILE
    if block.kind == _SERVICE:
        role, name = _service(name, walk)
    elif role is Role.NAME and block.packed:
        walk.faults.append(OTHER_DATA)
    if role is Role.NOTHING:
        return
    kept = {number: records[number] for number in (_ENCRYPTION_RECORD, _HASH_RECORD) if number in records}
    sealed = kept.get(_ENCRYPTION_RECORD)
    needs_former = bool(packing & _NEEDS_FORMER)
    walk.entries.append(
        Entry(
            role,
            _with_target(name, records),
            block.data,
            block.packed,
            -1 if flags & _SIZE_UNKNOWN else size,
            _file_header(flags & _HAS_CRC, block.packed, size, crc, packing, kept),
            None if sealed is None else _seal(_Fields(sealed), with_iv=True),
            needs_former=needs_former and any(entry.role is Role.FILE for entry in walk.entries),
            window=_window(packing),
            is_cut=bool(block.flags & (_FROM_FORMER | _INTO_NEXT)) or block.end > len(walk.content),
        )
    )


def _window(packing: int) -> int:
    """Bytes of memory: five bits of exponent; from version 1 on, five more of fractions."""
    window = 0x20000 << (packing >> 10 & 0x1F)
    return window + window // 32 * (packing >> 15 & 0x1F) if packing & 0x3F else window


def _service(name: str, walk: _Walk) -> tuple[Role, str]:
    """What a service block is."""
    former = walk.entries[-1].name if walk.entries else ""
    match name:
        case "CMT":
            return Role.COMMENT, "comment"
        case "STM":
            return Role.STREAM, f"{former}:stream"
        case "QO" | "RR" | "ACL":
            return Role.NOTHING, ""
        case _:
            walk.faults.append(OTHER_DATA)
            return Role.NOTHING, ""


def _records(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """The numbered records of a header, in the order in which they stand."""
    source = _Fields(extra)
    while source:
        record = _Fields(source.take(source.number()))
        yield record.number(), record.rest()


def _with_target(name: str, records: dict[int, bytes]) -> str:
    """A link's name, and the name of what it leads to."""
    if _REDIRECTION_RECORD not in records:
        return name
    fields = _Fields(records[_REDIRECTION_RECORD])
    fields.number(), fields.number()
    return f"{name} -> {fields.take(fields.number()).decode('utf-8', 'replace')}"


def _seal(fields: _Fields, *, with_iv: bool) -> Seal:
    version, flags, (rounds,) = fields.number(), fields.number(), fields.take(1)
    salt, iv = fields.take(16), fields.take(16 if with_iv else 0)
    if version or rounds > MOST_ROUNDS:
        return Seal(Protection.UNKNOWN, "an unknown kind of encryption (RAR)")
    check, checksum = (fields.take(8), fields.take(4)) if flags & 1 else (b"", b"")
    if hashlib.sha256(check).digest()[:4] != checksum:
        check = b""
    return Seal(Protection.ENCRYPTED, _METHOD, rounds, salt, iv, check)


def _file_header(
    flags: int, packed: int, size: int, crc: bytes, packing: int, records: dict[int, bytes]
) -> bytes:
    extra = b"".join(_sized(_vint(number) + body) for number, body in records.items())
    begins = bytes((_FILE, (_EXTRA if extra else 0) | _DATA)) + (_vint(len(extra)) if extra else b"")
    begins += _vint(packed) + bytes((flags,)) + _vint(size) + b"\0" + crc + _vint(packing)
    return _checked(begins + b"\0\x01f" + extra)


def _sized(body: bytes) -> bytes:
    return _vint(len(body)) + body


def _checked(header: bytes) -> bytes:
    """A header with its size and checksum."""
    sized = _sized(header)
    return struct.pack("<L", zlib.crc32(sized)) + sized


def _vint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*out, value))


def _decrypted(key: bytes, content: bytes, at: int) -> bytes:
    """The header that stands there behind its initialisation vector, as far as its size says."""
    iv, first = content[at : at + 16], content[at + 16 : at + 32]
    if len(first) < 16:
        raise _Short
    decryptor = Cipher(algorithms.AES256(key), modes.CBC(iv)).decryptor()
    header = decryptor.update(first)
    fields = _Fields(header[4:])
    size = min(fields.number(), _LARGEST_HEADER)
    end = at + 16 + (4 + fields.at + size + 15 & ~15)
    rest = content[at + 32 : end]
    return header + decryptor.update(rest[: len(rest) & ~15])
