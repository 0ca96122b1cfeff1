"""A tar archive: a header of 512 bytes, a file, a header, a file, until nothing follows.

It is taken apart here, because tarfile goes back and forth where a hostile header tells it to, and takes
gigabytes to read some extended headers of a few kilobytes. Read on the way: POSIX.1 pax and ustar, GNU's
long names, old archives without a signature. What stands behind the end that the archive declares is read
too, as some programs do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.containers.sparse import Sparse, number, old_map, pax_map
from detectors.extract.contents import Contents, at, inside, merge
from detectors.extract.texttypes import is_text
from detectors.finding import Protection
from detectors.message import Part, Text, Unread
from detectors.mime.charset import decode

_BLOCK = 512
_NO_DATA = b"123456"  # links, devices, directories and pipes
_LONG_NAMES = {b"L": "path", b"K": "linkpath"}
_SPARSE = b"S"
_FOR_NEXT, _FOR_ALL = b"xX", b"g"
_LONGEST_EXTENSION = 1_048_576  # bytes of an extended header
_LONGEST_NAME = 8_192  # bytes; what systems take is 4,096
_MOST_RECORDS = 20_000  # of extended headers, for one file; maps of sparse files are long
_MOST_COMMON_RECORDS = 1_000  # for all files
_FIGURES = ("mtime", "atime", "ctime", "size", "uid", "gid", "GNU.sparse.", "hdrcharset", "LIBARCHIVE.creat")
_NAMES = ("path", "GNU.sparse.name")
_PATHS = (*_NAMES, "linkpath")
_RECORD = re.compile(rb"(\d{1,7}) ")

_STRAY = "There is data in it that belongs to none of its files."
_CUT_OFF = "It is damaged: it ends too early."
_DAMAGED = "It is damaged, and not all of it could be read."

Records = tuple[tuple[str, bytes], ...]


def read_tar(part: Part, budget: Budget) -> Contents:
    """POSIX.1-2017, pax, "pax Interchange Format"; GNU tar manual, "Basic Tar Format"."""
    tape = _Tape(part.content)
    pieces = []
    for member in tape.members():
        try:
            budget.open_files(1)
            budget.check_time()
        except BudgetExceeded as exceeded:
            pieces.append(Contents(unread=(Unread(part.location, exceeded.reason),)))
            break
        pieces.append(_read_member(part, member, budget))
    is_readable = bool(pieces) or not tape.faults
    texts = (("owners", "\n".join(tape.owners)), ("properties", "\n".join(_words(tape.for_all))))
    own = Contents(
        texts=tuple(Text(at(part, place), words) for place, words in texts if words),
        unread=tuple(Unread(part.location, fault) for fault in dict.fromkeys(tape.faults)),
        protection=Protection.NONE if is_readable else Protection.UNKNOWN,
    )
    return merge([own, *pieces])


@dataclass(frozen=True, slots=True)
class _Member:
    """One file, link or folder.

    names: the one that it has once it is unpacked, and others that older programs show
    stored: its data as it stands in the archive; None where it has none
    """

    names: tuple[str, ...]
    link: str = ""
    stored: bytes | None = None
    sparse: Sparse | None = None
    properties: Records = ()
    fault: str = ""


def _read_member(part: Part, member: _Member, budget: Budget) -> Contents:
    name, *others = member.names
    file = inside(part, name, b"")
    texts = [Text(at(file, "name"), other) for other in others]
    texts += [Text(at(file, "link target"), member.link)] * bool(member.link)
    texts += [Text(at(file, "properties"), words) for words in _words(member.properties)]
    faults = [member.fault] * bool(member.fault)
    files: tuple[Part, ...] = ()
    try:
        budget.write(sum(len(text.text) for text in texts))
        if member.stored is not None:
            files = (replace(file, content=_unpack(member, member.stored, budget)),)
    except BudgetExceeded as exceeded:
        faults.append(exceeded.reason)
    if not files:
        texts.append(Text(at(file, "name"), name))
    return Contents(tuple(texts), files=files, unread=tuple(Unread(file.location, each) for each in faults))


def _unpack(member: _Member, stored: bytes, budget: Budget) -> bytes:
    if member.sparse and member.sparse.is_sound(stored):
        return member.sparse.fill(stored, budget)
    budget.unpack(len(stored), len(stored))
    return stored


def _words(records: Records) -> list[str]:
    """What extended headers say in words: comments, and whatever else programs and people put there."""
    ignored = (*_PATHS, "uname", "gname", *_FIGURES)
    return [decode(value, "") for key, value in records if not key.startswith(ignored) and is_text(value)]


@dataclass(frozen=True, slots=True)
class _Header:
    """A header as it stands. `offset` is its own; `size` of the data behind it, in bytes."""

    offset: int
    kind: bytes
    size: int
    name: bytes
    link: bytes
    owners: tuple[bytes, ...]


@dataclass(slots=True)
class _Tape:
    """An archive, read from its beginning to its end, never back.

    faults: what is wrong with it, in words; owners: names of people or their accounts
    for_all: what extended headers say of all the files
    """

    content: bytes
    faults: list[str] = field(default_factory=list)
    owners: dict[str, None] = field(default_factory=dict)
    for_all: Records = ()
    _position: int = 0
    _for_next: Records = ()

    def members(self) -> Iterator[_Member]:
        while self._position < len(self.content):
            header = _header(self.content, self._position)
            if header is None:
                block = self.content[self._position : self._position + _BLOCK]
                self.faults += [_STRAY] * (block.count(0) < len(block))
                self._position += _BLOCK
            elif header.kind in _LONG_NAMES or header.kind in _FOR_NEXT + _FOR_ALL:
                self._extend(header)
            else:
                yield self._member(header)
                self._for_next = ()
        if self._for_next:
            self.faults.append(_CUT_OFF)

    def _extend(self, header: _Header) -> None:
        """Take in a header that says more of the next file, or of all that follow."""
        data = self._data(header.offset + _BLOCK, header.size)
        if len(data) < header.size or header.size > _LONGEST_EXTENSION:
            self.faults.append(_DAMAGED)
            return
        said: Records = ((_LONG_NAMES.get(header.kind, ""), data.partition(b"\0")[0]),)
        read = len(data)
        if header.kind not in _LONG_NAMES:
            read, said = _records(data)
        kept = tuple((key, value) for key, value in said if len(value) <= _LONGEST_NAME or key not in _PATHS)
        if header.kind == _FOR_ALL:
            self.for_all = (*self.for_all, *kept)[:_MOST_COMMON_RECORDS]
            is_whole = len(self.for_all) < _MOST_COMMON_RECORDS
        else:
            self._for_next = (*self._for_next, *kept)[:_MOST_RECORDS]
            is_whole = len(self._for_next) < _MOST_RECORDS
        if not is_whole or read < len(data) or len(kept) < len(said):
            self.faults.append(_DAMAGED)

    def _member(self, header: _Header) -> _Member:
        records = (*self.for_all, *self._for_next) if self.for_all else self._for_next
        said = dict(records)
        for owner in (*header.owners, said.get("uname", b""), said.get("gname", b"")):
            if owner:
                self.owners[decode(owner, "")] = None
        paths = [said[key] for key in reversed(_NAMES) if said.get(key)]
        names = tuple(dict.fromkeys(decode(name, "") for name in (*paths, header.name) if name))
        member = _Member(
            names or ("unnamed",),
            decode(said.get("linkpath", header.link), ""),
            properties=self._for_next,
        )
        data_at, sparse = header.offset + _BLOCK, None
        if header.kind == _SPARSE:
            sparse, data_at = old_map(self.content, header.offset)
        size = header.size
        if said.get("size", b"").isdigit():
            size = min(int(said["size"][:20]), len(self.content) + 1)
        if self._has_no_data(header, size):
            self._position = data_at
            return member
        stored = self._data(data_at, size)
        sparse = sparse or pax_map(records, stored)
        fault = _CUT_OFF if len(stored) < size else ""
        if sparse and not sparse.is_sound(stored):
            fault = fault or _DAMAGED
        return replace(member, stored=stored, sparse=sparse, fault=fault)

    def _has_no_data(self, header: _Header, size: int) -> bool:
        """Links and the like may give the size of what they stand for, or have data all the same."""
        is_folder = header.name.endswith(b"/") and not size
        if header.kind not in _NO_DATA:
            return is_folder
        following = self.content[header.offset + _BLOCK : header.offset + 2 * _BLOCK]
        is_empty = following.count(0) == len(following)
        return not size or is_empty or _header(self.content, header.offset + _BLOCK) is not None

    def _data(self, start: int, size: int) -> bytes:
        """`size` bytes; goes on behind the block in which they end, whose rest should be empty."""
        self._position = start + -(-size // _BLOCK) * _BLOCK
        if self.content[start + size : self._position].strip(b"\0"):
            self.faults.append(_STRAY)
        return self.content[start : start + size]


def _header(content: bytes, offset: int) -> _Header | None:
    """The header at an offset; None where its checksum says that there is none."""
    block = content[offset : offset + _BLOCK]
    checksum = number(block[148:156])
    if len(block) < _BLOCK or checksum < 0 or checksum not in _checksums(block):
        return None
    name, link = (block[start : start + 100].partition(b"\0")[0] for start in (0, 157))
    if block.startswith(b"ustar\0", 257) and block[345]:
        name = block[345:500].partition(b"\0")[0] + b"/" + name
    has_owners = block.startswith(b"ustar", 257)
    owners = tuple(block[start : start + 32].partition(b"\0")[0] for start in (265, 297) if has_owners)
    return _Header(offset, block[156:157], max(number(block[124:136]), 0), name, link, owners)


def _checksums(block: bytes) -> tuple[int, int]:
    """As it should be, and as old programs reckon it, with signed bytes."""
    counted = block[:148] + b" " * 8 + block[156:]
    return sum(counted), sum(counted) - 256 * sum(byte > 127 for byte in counted)


def _records(data: bytes) -> tuple[int, Records]:
    """The records of an extended header ("length key=value", a new line), and how many bytes they fill."""
    found: list[tuple[str, bytes]] = []
    position = 0
    while match := _RECORD.match(data, position):
        end = position + int(match[1])
        key, equals, value = data[match.end() : end - 1].partition(b"=")
        if not equals or data[end - 1 : end] != b"\n":
            break
        found.append((key.decode("utf-8", "replace"), value))
        position = end
    return position, tuple(found)
