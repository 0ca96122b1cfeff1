"""A zip archive is as well protected as its most open entry, whatever its entries say of themselves.

An entry is described twice, before its data and in the directory at the end, and programs differ in
which description they believe (PKWARE APPNOTE.TXT §4.3.6). Where the two disagree, or data stands
where no entry is, another program may show what we do not see: those are faults.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from detectors.finding import Protection
from detectors.protection.judgement import Judgement
from detectors.protection.randomness import inflates, looks_random

_LOCAL = struct.Struct("<4s5H3L2H")  # APPNOTE §4.3.7
_END = struct.Struct("<4s4H2LH")  # APPNOTE §4.3.16
_ENCRYPTED, _DESCRIPTOR_FOLLOWS, _STRONG, _NAME_HIDDEN = 1, 1 << 3, 1 << 6, 1 << 13  # APPNOTE §4.4.4
_AES_METHOD, _AES_EXTRA = 99, 0x9901
_LONGEST_DESCRIPTOR = 24  # bytes, APPNOTE §4.3.9 with zip64 sizes
_MOST_ENTRIES = 5_000
_IN_ZIP64 = 0xFFFFFFFF


class NoArchive(Exception):  # noqa: N818
    """It does not open as an archive. `reason` is one plain sentence for the sender."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def open_archive(content: bytes) -> zipfile.ZipFile:
    """Open an archive. Raises NoArchive, also where it has more entries than anyone sends.

    Entries are counted before zipfile makes an object of each.
    """
    if content.count(b"PK\x01\x02") > _MOST_ENTRIES:
        raise NoArchive("It holds too many files for all of them to be read.")
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except Exception as error:  # struct, index, value and unicode errors come out of damaged archives
        raise NoArchive("It is a damaged archive and does not open.") from error


class Lock(Enum):
    """What keeps an entry shut, in words; CLEAR where nothing does."""

    CLEAR = ""
    ZIPCRYPTO = "ZipCrypto"
    AES_128 = "AES-128 (zip)"
    AES_192 = "AES-192 (zip)"
    AES_256 = "AES-256 (zip)"
    UNLOCKED = "AES with an empty password (zip)"
    UNKNOWN = "an unknown kind of encryption (zip)"


_PROTECTION = {
    Lock.CLEAR: Protection.NONE,
    Lock.ZIPCRYPTO: Protection.WEAK,
    Lock.UNLOCKED: Protection.WEAK,
    Lock.UNKNOWN: Protection.UNKNOWN,
}
_AES_STRENGTHS = {1: Lock.AES_128, 2: Lock.AES_192, 3: Lock.AES_256}
_AES_KEY_BYTES = {Lock.AES_128: 16, Lock.AES_192: 24, Lock.AES_256: 32}
_MOST_OPEN_FIRST = (Lock.CLEAR, Lock.UNLOCKED, Lock.ZIPCRYPTO, Lock.UNKNOWN, *_AES_STRENGTHS.values())


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `falsely_flagged`: it says that it is encrypted, and `data` (as packed) is not."""

    info: zipfile.ZipInfo
    lock: Lock
    data: bytes
    falsely_flagged: bool = False

    @property
    def judgement(self) -> Judgement:
        protection = _PROTECTION.get(self.lock, Protection.ENCRYPTED)
        return Judgement(protection, self.lock.value or None)


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of an archive in directory order; each fault is one plain sentence."""

    entries: tuple[Entry, ...] = ()
    faults: tuple[str, ...] = ()
    comment: bytes = b""

    @property
    def judgement(self) -> Judgement:
        """Of the whole archive. Folders and empty files do not count; faults rule out ENCRYPTED."""
        locks = {entry.lock for entry in self.entries if entry.info.file_size}
        most_open = next((lock for lock in _MOST_OPEN_FIRST if lock in locks), Lock.CLEAR)
        protection = _PROTECTION.get(most_open, Protection.ENCRYPTED)
        if self.faults and (protection is Protection.ENCRYPTED or not self.entries):
            protection = Protection.UNKNOWN
        return Judgement(protection, most_open.value or None)


def entries_of(content: bytes) -> Entries:
    """Take an archive apart without unpacking it. One that does not open has no entries and a fault."""
    try:
        with open_archive(content) as archive:
            infos, comment = archive.infolist(), archive.comment
    except NoArchive as problem:
        return Entries(faults=(problem.reason,))
    entries, faults = [], []
    spans: list[tuple[int, int]] = []
    for info in infos:
        local = _local_header(content, info)
        if local is None:
            faults.append("An entry of the archive is damaged.")
            continue
        if not local.agrees:
            faults.append("It describes an entry twice, and the two do not agree.")
        data = content[local.data_at : local.data_at + info.compress_size]
        if len(data) < info.compress_size:
            faults.append("It ends in the middle of an entry.")
        entries.append(_entry(info, local.flags, data))
        spans.append((info.header_offset, local.data_at + len(data)))
    faults += _stray_data(content, spans)
    return Entries(tuple(entries), tuple(dict.fromkeys(faults)), comment)


@dataclass(frozen=True, slots=True)
class _Local:
    """The description in front of an entry's data."""

    flags: int
    data_at: int
    agrees: bool


def _local_header(content: bytes, info: zipfile.ZipInfo) -> _Local | None:
    header = content[info.header_offset : info.header_offset + _LOCAL.size]
    if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
        return None
    _, _, flags, method, _, _, crc, packed, unpacked, name_length, extra_length = _LOCAL.unpack(header)
    name_at = info.header_offset + _LOCAL.size
    name = content[name_at : name_at + name_length]
    agrees = method == info.compress_type and not (flags ^ info.flag_bits) & (_ENCRYPTED | _STRONG)
    if not flags & _NAME_HIDDEN:
        agrees &= name == info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437", "replace")
    if not flags & _DESCRIPTOR_FOLLOWS and _IN_ZIP64 not in (packed, unpacked):
        agrees &= (crc, packed, unpacked) == (info.CRC, info.compress_size, info.file_size)
    return _Local(flags, name_at + name_length + extra_length, agrees)


def _entry(info: zipfile.ZipInfo, local_flags: int, data: bytes) -> Entry:
    if not (info.flag_bits | local_flags) & _ENCRYPTED:
        return Entry(info, Lock.CLEAR, data)
    lock = _claimed_lock(info)
    if _is_readable(info, data):
        return Entry(info, Lock.CLEAR, data, falsely_flagged=True)
    if lock in _AES_KEY_BYTES and _opens_without_password(lock, data):
        lock = Lock.UNLOCKED
    return Entry(info, lock, data)


def _claimed_lock(info: zipfile.ZipInfo) -> Lock:
    if info.flag_bits & _STRONG:
        return Lock.UNKNOWN
    if info.compress_type != _AES_METHOD:
        return Lock.ZIPCRYPTO
    return next(
        (
            _AES_STRENGTHS.get(body[4], Lock.UNKNOWN)
            for tag, body in _extras(info.extra)
            if tag == _AES_EXTRA and len(body) == 7
        ),
        Lock.UNKNOWN,
    )


def _extras(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """The tagged blocks of an extra field (APPNOTE §4.5)."""
    while len(extra) >= 4:
        tag, length = struct.unpack("<HH", extra[:4])
        yield tag, extra[4 : 4 + length]
        extra = extra[4 + length :]


def _is_readable(info: zipfile.ZipInfo, data: bytes) -> bool:
    """Whether data said to be encrypted is not: stored as it is, deflated, or no ciphertext at all."""
    if not data or not info.file_size:
        return not info.file_size and len(data) <= 12
    stored = len(data) == info.file_size and zlib.crc32(data) == info.CRC
    return stored or inflates(data, -zlib.MAX_WBITS) or not looks_random(data)


def _opens_without_password(lock: Lock, data: bytes) -> bool:
    """Whether the empty password opens an entry (WinZip AE-1, AE-2: PBKDF2, HMAC-SHA1 cut to ten bytes)."""
    size = _AES_KEY_BYTES[lock]
    salt, check, body, seal = (
        data[: size // 2],
        data[size // 2 : size // 2 + 2],
        data[size // 2 + 2 : -10],
        data[-10:],
    )
    if len(data) < size // 2 + 12:
        return False
    key = hashlib.pbkdf2_hmac("sha1", b"", salt, 1_000, 2 * size + 2)
    return key[-2:] == check and hmac.digest(key[size : 2 * size], body, "sha1")[:10] == seal


def _stray_data(content: bytes, spans: list[tuple[int, int]]) -> Iterator[str]:
    """Bytes that belong to no entry: before the first, between two, or after the archive's end."""
    position = 0
    for start, end in sorted(spans):
        gap = content[position:start].strip(b"\0")
        if start < position:
            yield "Two of its entries share the same data."
        elif gap and position == 0:
            yield "There is something else in front of the archive."
        elif len(gap) > _LONGEST_DESCRIPTOR or b"PK\x03\x04" in gap:
            yield "There is data between its entries that not every program shows."
        position = max(position, end)
    end_at = content.rfind(b"PK\x05\x06")
    if end_at < 0 or len(content) < end_at + _END.size:
        return
    comment_length = _END.unpack_from(content, end_at)[-1]
    if content[end_at + _END.size + comment_length :].strip(b"\0\r\n"):
        yield "There is something else behind the archive."
    directory = content.find(b"PK\x01\x02", position, end_at)
    if directory - position > _LONGEST_DESCRIPTOR or b"PK\x05\x06" in content[directory + 46 : end_at]:
        yield "There is data between its entries that not every program shows."
