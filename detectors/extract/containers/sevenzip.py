"""A 7z archive: its entries become files, and what is locked is at least named, where its list is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from detectors.extract.budget import Budget
from detectors.extract.containers.sevenzipfiles import name_of, named_only, path_of, read_pack, unpack_header
from detectors.extract.contents import CannotRead, Contents, Locked, merge, outer_path
from detectors.extract.mediatypes import UNKNOWN
from detectors.finding import Protection
from detectors.message import Attachment, Part, Unread
from detectors.protection.ciphertext import seems_sealed
from detectors.protection.containers.sevenzip import Directory, Pack, directory_of, header_of, packed_header
from detectors.protection.containers.sevenziplock import SevenZipLock, lock_of
from detectors.protection.containers.sevenzipstreams import DATA_AT, Folder, NotReadable

_METHOD = "AES-256 (7z)"
_NO_PASSWORD = "AES-256 with an empty password (7z)"  # noqa: S105 - words for people
_MOST_HEADERS = 4  # packed in one another

_OTHER_DATA = "It holds other data beside what it lists."
_NOT_SEALED = "It calls itself encrypted, and is not."


@dataclass(frozen=True, slots=True)
class _Span:
    """Bytes of the archive that its list accounts for."""

    start: int
    length: int


@dataclass(frozen=True, slots=True)
class _Archive:
    """An archive with its list. `key` is the password of the list, where that is encrypted."""

    part: Part
    directory: Directory
    key: str | None

    def packs(self, *, encrypted: bool) -> list[Pack]:
        packs = (pack for pack in self.directory.packs if any(entry.size for entry in pack.entries))
        return [pack for pack in packs if pack.folder.is_encrypted is encrypted]


def read_7z(part: Part, budget: Budget) -> Contents:
    """A 7z archive (7zFormat.txt of the LZMA SDK)."""
    return _read(part, None, budget)


def _read(part: Part, key: str | None, budget: Budget) -> Contents:
    try:
        start, header = header_of(part.content)
        spans = [_Span(start, len(header))]
        for _ in range(_MOST_HEADERS):
            packed = packed_header(header)
            if packed is None:
                archive = _Archive(part, directory_of(header), key)
                return _without_strays(_opened(archive, budget), archive, spans)
            spans += [_Span(*span) for span in packed.spans]
            if packed.is_encrypted and key is None:
                return _shut(part, packed, spans, budget)
            header = unpack_header(packed, part.content, key, budget)
    except NotReadable as problem:
        raise CannotRead(problem.reason) from problem
    raise CannotRead("It is damaged and cannot be unpacked.")


def _shut(part: Part, header: Folder, spans: list[_Span], budget: Budget) -> Contents:
    """An archive whose list is encrypted, so that nothing of it can be seen."""
    lock = lock_of(header, part.content, header.size, header.crc)
    if lock.opens(""):
        return replace(_read(part, "", budget), protection=Protection.WEAK, method=_NO_PASSWORD)
    files = part.content[DATA_AT : header.start]
    locked = Locked(outer_path(part), lock, partial(_read, part))
    contents = Contents(locked=(locked,), protection=Protection.ENCRYPTED, method=_METHOD)
    if seems_sealed(files) and not _strays(part.content, [*spans, _Span(DATA_AT, len(files))]):
        return contents
    return _doubted(contents, part)


def _opened(archive: _Archive, budget: Budget) -> Contents:
    """All of an archive whose list can be read."""
    part, directory = archive.part, archive.directory
    budget.open_files(len(directory.empty) + sum(len(pack.entries) for pack in directory.packs))
    pieces = [read_pack(part, pack, None, budget) for pack in archive.packs(encrypted=False)]
    pieces += _sealed(archive, archive.packs(encrypted=True), budget)
    whole = merge(pieces) if pieces else Contents()
    return replace(whole, texts=(*whole.texts, *(name_of(part, name) for name in directory.empty)))


def _sealed(archive: _Archive, packs: Iterable[Pack], budget: Budget) -> Iterator[Contents]:
    """What is encrypted: read as far as the key of the list, or no password at all, opens it; else locked."""
    locks: dict[Pack, SevenZipLock] = {}
    content = archive.part.content
    for pack in packs:
        budget.check_time()
        folder, first = pack.folder, pack.entries[0]
        try:
            lock = lock_of(folder, content, first.size, first.crc)
        except NotReadable as problem:
            yield _unread(archive, pack, problem.reason)
            continue
        if not seems_sealed(content[folder.start : folder.start + folder.packed]):
            yield _unread(archive, pack, _NOT_SEALED)
        elif archive.key is not None and lock.opens(archive.key):
            yield read_pack(archive.part, pack, archive.key, budget)
        elif lock.opens(""):
            opened = read_pack(archive.part, pack, "", budget)
            yield replace(opened, protection=Protection.WEAK, method=_NO_PASSWORD)
        else:
            locks[pack] = lock
    if locks:
        yield _locked(archive, locks)


def _locked(archive: _Archive, locks: dict[Pack, SevenZipLock]) -> Contents:
    """Files that can be named. One password commonly opens them all; it is tried on the smallest folder."""
    entries = [entry for pack in locks for entry in pack.entries]
    part = archive.part
    sealed = (Attachment(path_of(part, entry), UNKNOWN, Protection.ENCRYPTED, _METHOD) for entry in entries)
    smallest = min(locks, key=lambda pack: pack.folder.packed)
    unlock = partial(_unlock, archive, tuple(locks))
    return Contents(
        texts=tuple(name_of(part, entry.name) for entry in entries),
        locked=(Locked(outer_path(part), locks[smallest], unlock, tuple(sealed)),),
        protection=Protection.ENCRYPTED,
        method=_METHOD,
    )


def _unlock(archive: _Archive, packs: tuple[Pack, ...], password: str, budget: Budget) -> Contents:
    return merge(list(_sealed(replace(archive, key=password), packs, budget)))


def _unread(archive: _Archive, pack: Pack, reason: str) -> Contents:
    named = merge([named_only(archive.part, entry, reason) for entry in pack.entries])
    return replace(named, protection=Protection.UNKNOWN)


def _without_strays(contents: Contents, archive: _Archive, spans: list[_Span]) -> Contents:
    """The contents, and a doubt about them where the archive holds more than it lists."""
    packs = archive.directory.packs
    known = [_Span(*span) for pack in packs for span in pack.folder.spans]
    nothing_listed = any(pack.folder.size and not pack.entries for pack in packs)
    if nothing_listed or _strays(archive.part.content, [*spans, *known]):
        return _doubted(contents, archive.part)
    return contents


def _strays(content: bytes, spans: list[_Span]) -> bool:
    position = DATA_AT
    for span in sorted(spans, key=lambda span: span.start):
        if content[position : span.start].strip(b"\0"):
            return True
        position = max(position, span.start + span.length)
    return bool(content[position:].strip(b"\0"))


def _doubted(contents: Contents, part: Part) -> Contents:
    """What is not all there is to an archive; it is not soundly sealed then, nor empty."""
    is_clear = contents.protection is Protection.NONE and contents.files
    return replace(
        contents,
        unread=(*contents.unread, Unread(part.location, _OTHER_DATA)),
        protection=contents.protection if is_clear else Protection.UNKNOWN,
    )
