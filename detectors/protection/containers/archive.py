"""A zip archive is as well protected as its most open entry, whatever its entries say of themselves.

An entry is described twice, before its data and in the directory at the end, and programs differ in
which description they believe (PKWARE APPNOTE.TXT §4.3.6). Where the two disagree, or data stands
where no entry is, another program may show what we do not see: those are faults.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from detectors.finding import Protection
from detectors.protection.containers.ziplock import Sealed
from detectors.protection.judgement import Judgement
from detectors.protection.randomness import inflates, looks_random

_LOCAL = struct.Struct("<4s5H3L2H")  # APPNOTE §4.3.7
_END = struct.Struct("<4s4H2LH")  # APPNOTE §4.3.16
_ENCRYPTED, _DESCRIPTOR_FOLLOWS, _STRONG, _NAME_HIDDEN = 1, 1 << 3, 1 << 6, 1 << 13  # APPNOTE §4.4.4
_AES_METHOD, _AES_EXTRA = 99, 0x9901
_LONGEST_DESCRIPTOR = 24  # bytes, APPNOTE §4.3.9 with zip64 sizes
_SAMPLE = 65_536  # bytes of an entry that are looked at
_MOST_ENTRIES = 5_000
_MOST_EXTRAS = 1_000_000  # bytes, of all entries together; zipfile takes quadratic time for long ones
_IN_ZIP64, _IN_ZIP64_SHORT = 0xFFFFFFFF, 0xFFFF
_SPLIT_BEGINS = b"PK\x07\x08PK\x03\x04"  # APPNOTE §8.5.3
_CENTRAL, _EXTRAS = b"PK\x01\x02", struct.Struct("<30xH")  # APPNOTE §4.3.12


class NoArchive(Exception):  # noqa: N818
    """It does not open as an archive. `reason` is one plain sentence for the sender."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def open_archive(content: bytes) -> zipfile.ZipFile:
    """Open an archive. Raises NoArchive, also where it has more entries than anyone sends.

    Entries are counted before zipfile makes an object of each.
    """
    lengths = list(islice(_extras(content), _MOST_ENTRIES + 1))
    if len(lengths) > _MOST_ENTRIES:
        raise NoArchive("It holds too many files for all of them to be read.")
    if sum(lengths) > _MOST_EXTRAS:
        raise NoArchive("It is damaged, or made to do harm: it says too much of its files.")
    if _is_split(content):
        raise NoArchive("It is one piece of an archive that was split, and cannot be opened by itself.")
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except Exception as error:  # struct, index, value and unicode errors come out of damaged archives
        raise NoArchive("It is a damaged archive and does not open.") from error


def _extras(content: bytes) -> Iterator[int]:
    """How many bytes of extras each entry of a directory says that it has; none where another's stand."""
    done = 0
    at = content.find(_CENTRAL)
    while at >= 0:
        is_whole = done <= at <= len(content) - _EXTRAS.size
        yield _EXTRAS.unpack_from(content, at)[0] if is_whole else 0
        done = at + _EXTRAS.size if is_whole else done
        at = content.find(_CENTRAL, at + 1)


def _is_split(content: bytes) -> bool:
    """Whether it is the first piece of several, or the last, which says on how many disks the others are."""
    end_at = content.rfind(b"PK\x05\x06")
    if end_at < 0 or len(content) < end_at + _END.size:
        return content.startswith(_SPLIT_BEGINS)
    disk: int = _END.unpack_from(content, end_at)[1]
    return 0 < disk < _IN_ZIP64_SHORT


class Cipher(Enum):
    """What keeps an entry shut, in words; CLEAR where nothing does."""

    CLEAR = ""
    ZIPCRYPTO = "ZipCrypto"
    AES_128 = "AES-128 (zip)"
    AES_192 = "AES-192 (zip)"
    AES_256 = "AES-256 (zip)"
    UNLOCKED = "AES with an empty password (zip)"
    UNKNOWN = "an unknown kind of encryption (zip)"


_PROTECTION = {
    Cipher.CLEAR: Protection.NONE,
    Cipher.ZIPCRYPTO: Protection.WEAK,
    Cipher.UNLOCKED: Protection.WEAK,
    Cipher.UNKNOWN: Protection.UNKNOWN,
}
_AES_STRENGTHS = {1: Cipher.AES_128, 2: Cipher.AES_192, 3: Cipher.AES_256}
_AES_KEY_BYTES = {Cipher.AES_128: 16, Cipher.AES_192: 24, Cipher.AES_256: 32}
_MOST_OPEN_FIRST = (Cipher.CLEAR, Cipher.UNLOCKED, Cipher.ZIPCRYPTO, Cipher.UNKNOWN, *_AES_STRENGTHS.values())


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `falsely_flagged`: it says that it is encrypted, and `data` (as packed) is not.

    method: by which it was packed; sealed: what a password would open; key: what opens it without a secret
    """

    info: zipfile.ZipInfo
    cipher: Cipher
    data: memoryview
    method: int
    falsely_flagged: bool = False
    sealed: Sealed | None = None
    key: bytes | None = None

    @property
    def judgement(self) -> Judgement:
        protection = _PROTECTION.get(self.cipher, Protection.ENCRYPTED)
        return Judgement(protection, self.cipher.value or None)


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of an archive in directory order; each fault is one plain sentence."""

    entries: tuple[Entry, ...] = ()
    faults: tuple[str, ...] = ()
    comment: bytes = b""

    @property
    def judgement(self) -> Judgement:
        """Of the whole archive. Folders and empty files do not count; faults rule out ENCRYPTED."""
        ciphers = {entry.cipher for entry in self.entries if entry.info.file_size}
        most_open = next((cipher for cipher in _MOST_OPEN_FIRST if cipher in ciphers), Cipher.CLEAR)
        protection = _PROTECTION.get(most_open, Protection.ENCRYPTED)
        if self.faults and (protection is Protection.ENCRYPTED or not self.entries):
            protection = Protection.UNKNOWN
        return Judgement(protection, most_open.value or None)


def entries_of(content: bytes) -> Entries:
    """Take an archive apart without unpacking it. One that does not open has no entries and a fault."""
    try:
        with open_archive(content) as archive:
            return entries_in(archive, content)
    except NoArchive as problem:
        return Entries(faults=(problem.reason,))


def entries_in(archive: zipfile.ZipFile, content: bytes) -> Entries:
    """The same of one that has been opened."""
    infos = archive.infolist()
    faults: list[str] = []
    found: list[tuple[zipfile.ZipInfo, int, memoryview]] = []
    spans: list[tuple[int, int]] = []
    view = memoryview(content)
    for info in infos:
        local = _local_header(content, info)
        if local is None:
            faults.append("An entry of the archive is damaged.")
            continue
        if not local.agrees:
            faults.append("It describes an entry twice, and the two do not agree.")
        data = view[local.data_at : local.data_at + info.compress_size]
        if len(data) < info.compress_size:
            faults.append("It ends in the middle of an entry.")
        found.append((info, local.flags, data))
        spans.append((info.header_offset, local.data_at + len(data)))
    if sum(end - start for start, end in spans) > 2 * len(content):
        return Entries(faults=("Its entries share the same data, as in files made to do harm.",))
    faults += _stray_data(content, spans)
    entries = tuple(_entry(info, flags, data) for info, flags, data in found)
    return Entries(entries, tuple(dict.fromkeys(faults)), archive.comment)


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


def _entry(info: zipfile.ZipInfo, local_flags: int, data: memoryview) -> Entry:
    if not (info.flag_bits | local_flags) & _ENCRYPTED:
        return Entry(info, Cipher.CLEAR, data, info.compress_type)
    cipher, method = _claimed_cipher(info)
    if _is_readable(info, data):
        return Entry(info, Cipher.CLEAR, data, info.compress_type, falsely_flagged=True)
    if cipher is Cipher.UNKNOWN:
        return Entry(info, cipher, data, method)
    # The last byte of ZipCrypto's header is the highest of the checksum, or of the time (APPNOTE §6.1.6).
    hours, minutes = info.date_time[3:5]
    checks = bytes((info.CRC >> 24, (hours << 3 | minutes >> 3) & 0xFF))
    sealed = Sealed(_AES_KEY_BYTES.get(cipher, 0), method, checks, info.CRC, info.file_size, data)
    key = sealed.key("")
    if key is not None and cipher is not Cipher.ZIPCRYPTO:
        cipher = Cipher.UNLOCKED
    return Entry(info, cipher, data, method, sealed=sealed, key=key)


def _claimed_cipher(info: zipfile.ZipInfo) -> tuple[Cipher, int]:
    """The cipher that an entry says it is under, and how it was packed before."""
    if info.flag_bits & _STRONG:
        return Cipher.UNKNOWN, info.compress_type
    if info.compress_type != _AES_METHOD:
        return Cipher.ZIPCRYPTO, info.compress_type
    for tag, body in extras(info.extra):
        if tag == _AES_EXTRA and len(body) == 7:
            return _AES_STRENGTHS.get(body[4], Cipher.UNKNOWN), int.from_bytes(body[5:7], "little")
    return Cipher.UNKNOWN, info.compress_type


def extras(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """The tagged blocks of an extra field (APPNOTE §4.5)."""
    position = 0
    while position + 4 <= len(extra):
        tag, length = struct.unpack_from("<HH", extra, position)
        position += 4 + length
        yield tag, extra[position - length : position]


def _is_readable(info: zipfile.ZipInfo, data: memoryview) -> bool:
    """Whether data said to be encrypted is not: stored as it is, deflated, or no ciphertext at all."""
    if not data or not info.file_size:
        return not info.file_size and len(data) <= 12
    beginning = bytes(data[:_SAMPLE])
    return _is_content(info, data) or inflates(beginning, -zlib.MAX_WBITS) or not looks_random(beginning)


def _is_content(info: zipfile.ZipInfo, data: memoryview) -> bool:
    """Whether the checksum proves it: of what stands there, or of what a short deflated stream makes."""
    if len(data) == info.file_size:
        return zlib.crc32(data) == info.CRC
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        return zlib.crc32(inflater.decompress(data[:_SAMPLE], _SAMPLE)) == info.CRC
    except zlib.error:
        return False


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
