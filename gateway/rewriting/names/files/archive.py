"""An Office file is a zip archive, made anew with some members changed and the others as they were packed.

A member that is not changed keeps its compressed bytes, both of its descriptions, its date and its place
(PKWARE APPNOTE.TXT §4.3). What two programs could read differently is never made anew.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.containers.zipentry import unpack
from detectors.extract.contents import CannotRead
from detectors.protection.containers.archive import Entry, entries_of, extras, open_archive
from gateway.rewriting.change import CannotRewriteError

_UNPACKED = 64_000_000  # bytes of one document that may come out of its members
_CHARACTERS = 5_000_000  # of one document's text that may be searched

_LOCAL = struct.Struct("<4s5H3L2H")  # §4.3.7
_CENTRAL = struct.Struct("<4s6H3L5H2L")  # §4.3.12
_END = struct.Struct("<4s4H2LH")  # §4.3.16
_STORED, _DEFLATED = 0, 8
_HOW_DEFLATED = 0b110  # §4.4.4, bits 1 and 2: how hard it was compressed, which is told of nothing stored
_DESCRIPTOR_FOLLOWS = 1 << 3
_ZIP64 = 1  # §4.5.3, an extra field with the sizes
_IN_ZIP64 = 0xFFFFFFFF

_NOT_OPEN = "An attached Office document does not open, or not in every program; no name is shortened in it."
_SEALED = "A part of an attached Office document is encrypted, so no name can be shortened in it."
TOO_LARGE = "An attached Office document is too large for names to be shortened in it."


@dataclass(frozen=True, slots=True)
class _Record:
    """What the directory says of one member: content[start:end], and where its own header begins."""

    start: int
    end: int
    header_at: int


@dataclass(frozen=True, slots=True)
class Archive:
    """An open archive: its members by the name that Office gives them, which has "/" between folders."""

    content: bytes
    members: Mapping[str, Entry]
    budget: Budget
    records: tuple[_Record, ...]  # of the members, in the same order
    directory_at: int
    end_at: int

    def read(self, name: str) -> bytes:
        """A member, unpacked and paid for. Raises CannotRewriteError."""
        try:
            unpacked = unpack(self.members[name], self.budget)
        except BudgetExceeded as problem:
            raise CannotRewriteError(TOO_LARGE) from problem
        except CannotRead as problem:
            raise CannotRewriteError(_NOT_OPEN) from problem
        if unpacked.fault:
            raise CannotRewriteError(_NOT_OPEN)
        return unpacked.content

    def with_members(self, changed: Mapping[str, bytes]) -> bytes:
        """The archive with these members' content in place of what they had; the same bytes for none."""
        if not changed:
            return self.content
        entries = dict(zip(self.records, self.members.items(), strict=True))
        in_place = sorted(self.records, key=lambda record: record.header_at)
        ends = [*(record.header_at for record in in_place[1:]), self.directory_at]
        pieces = [self.content[: in_place[0].header_at]]
        packed: dict[_Record, _Packed] = {}
        for record, end in zip(in_place, ends, strict=True):
            name, entry = entries[record]
            if name in changed:
                packed[record] = _pack(changed[name], entry.method)
                pieces.append(self._local(record, packed[record]))
            else:
                pieces.append(self.content[record.header_at : end])
        moved = dict(zip(in_place, _starts(pieces), strict=True))
        directory = [self._central(record, moved[record], packed.get(record)) for record in self.records]
        return b"".join([*pieces, *directory, self._end(sum(map(len, pieces)), sum(map(len, directory)))])

    def _local(self, record: _Record, new: _Packed) -> bytes:
        """A member's own header and its new data, without a descriptor behind it."""
        mark, version, flags, _, time, day, *_, name_length, extra_length = _LOCAL.unpack_from(
            self.content, record.header_at
        )
        name_at = record.header_at + _LOCAL.size
        extra_at = name_at + name_length
        extra = _without_sizes(self.content[extra_at : extra_at + extra_length])
        header = _LOCAL.pack(
            mark, version, new.flags(flags), new.method, time, day, *new.sizes, name_length, len(extra)
        )
        return header + self.content[name_at:extra_at] + extra + new.data

    def _central(self, record: _Record, header_at: int, new: _Packed | None) -> bytes:
        fields = list(_CENTRAL.unpack_from(self.content, record.start))
        fields[16] = header_at
        name_at = record.start + _CENTRAL.size
        extra_at = name_at + fields[10]
        comment_at = extra_at + fields[11]
        extra = self.content[extra_at:comment_at]
        if new is not None:
            extra = _without_sizes(extra)
            fields[3:5] = new.flags(fields[3]), new.method
            fields[7:10] = new.sizes
            fields[11] = len(extra)
        name, comment = self.content[name_at:extra_at], self.content[comment_at : record.end]
        return _CENTRAL.pack(*fields) + name + extra + comment

    def _end(self, directory_at: int, directory_size: int) -> bytes:
        fields = list(_END.unpack_from(self.content, self.end_at))
        fields[5], fields[6] = directory_size, directory_at
        return _END.pack(*fields) + self.content[self.end_at + _END.size :]


@dataclass(frozen=True, slots=True)
class _Packed:
    """New content of a member. `sizes` are its checksum, and its length packed and unpacked."""

    data: bytes
    method: int
    sizes: tuple[int, int, int]

    def flags(self, before: int) -> int:
        return before & ~(_DESCRIPTOR_FOLLOWS | _HOW_DEFLATED)


def open_package(content: bytes, budget: Budget | None = None) -> Archive:
    """Raises CannotRewriteError for what is no archive, is encrypted, or is read in more than one way.

    budget: that of the document round it, where there is one
    """
    found = entries_of(content)
    if found.faults or not found.entries:
        raise CannotRewriteError(_NOT_OPEN)
    if any(entry.sealed or entry.falsely_flagged for entry in found.entries):
        raise CannotRewriteError(_SEALED)
    with open_archive(content) as archive:
        directory_at = archive.start_dir
    end_at = content.rfind(b"PK\x05\x06")
    records = tuple(_records(content, directory_at, end_at))
    members = {entry.info.filename.replace("\\", "/"): entry for entry in found.entries}
    in_order = [entry.info.header_offset for entry in found.entries]
    is_as_read = in_order == [record.header_at for record in records]
    if not is_as_read or len({name.lower() for name in members}) < len(records):
        raise CannotRewriteError(_NOT_OPEN)
    budget = budget or Budget(unpacked=_UNPACKED, characters=_CHARACTERS)
    return Archive(content, members, budget, records, directory_at, end_at)


def _records(content: bytes, at: int, end: int) -> Iterator[_Record]:
    """The directory's records, which fill it from one end to the other, and none of them in zip64."""
    count = 0
    while at + _CENTRAL.size <= end and content.startswith(b"PK\x01\x02", at):
        fields = _CENTRAL.unpack_from(content, at)
        following = at + _CENTRAL.size + sum(fields[10:13])
        if following > end or _IN_ZIP64 in (*fields[8:10], fields[16]):
            break
        yield _Record(at, following, fields[16])
        at, count = following, count + 1
    if at != end or end + _END.size > len(content) or _END.unpack_from(content, end)[4] != count:
        raise CannotRewriteError(_NOT_OPEN)


def _starts(pieces: list[bytes]) -> Iterator[int]:
    """Where each of the pieces behind the first begins."""
    position = 0
    for before, _ in pairwise(pieces):
        position += len(before)
        yield position


def _pack(content: bytes, method: int) -> _Packed:
    data = content
    if method != _STORED:
        deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        method, data = _DEFLATED, deflate.compress(content) + deflate.flush()
    return _Packed(data, method, (zlib.crc32(content), len(data), len(content)))


def _without_sizes(extra: bytes) -> bytes:
    """An extra field without what stands for sizes in zip64; with nothing where it is damaged."""
    kept = [(tag, body) for tag, body in extras(extra) if tag != _ZIP64]
    return b"".join(struct.pack("<HH", tag, len(body)) + body for tag, body in kept)
