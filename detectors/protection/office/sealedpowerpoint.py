"""How a presentation is encrypted: each of its objects, and each picture, by itself ([MS-PPT] §2.3.7)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from detectors.protection.office.office97 import Streams
from detectors.protection.office.office97lock import (
    CryptoApiLock,
    OfficeLock,
    UnknownLockError,
    lock_of_header,
)
from detectors.protection.office.persisted import DIRECTORY, USER_EDIT, persisted

_SESSION = 0x2F14  # [MS-PPT] §2.3.8, CryptSession10Container
_IN_CLEAR = frozenset({_SESSION, USER_EDIT, DIRECTORY})
_ENCRYPTED = 0xF3D1C4DF  # §2.3.2, headerToken
_HEADER = 8  # bytes, of a record
_ENOUGH = 65_536  # bytes, to see whether they look random
_MOST_PICTURES = 5_000
_DIGEST = 16  # bytes, of a picture
_TWO_DIGESTS = frozenset({0x46B, 0x6E3, 0x6E1, 0x7A9, 0x6E5, 0x217, 0x3D5, 0x543})  # [MS-ODRAW] §2.2.23
_METAFILES = frozenset({0xF01A, 0xF01B, 0xF01C})
_METAFILE_HEADER = 34  # bytes


class PowerPointSealing:
    """Sealing of ppt."""

    def lock_of(self, streams: Streams) -> OfficeLock | None:
        kept = persisted(streams.main, streams.user)
        says_so = len(streams.user) >= 16 and struct.unpack_from("<I", streams.user, 12)[0] == _ENCRYPTED
        if kept.encryption is None:
            if says_so:
                raise UnknownLockError
            return None
        start = kept.objects.get(kept.encryption, len(streams.main))
        kind, size = _record(streams.main, start)
        if kind != _SESSION:
            if says_so:
                raise UnknownLockError
            return None
        return lock_of_header(streams.main[start + _HEADER : start + _HEADER + size])

    def ciphertext(self, streams: Streams) -> bytes:
        found = bytearray()
        for _, start, end in _sealed(streams):
            found += streams.main[start:end]
            if len(found) >= _ENOUGH:
                break
        return bytes(found)

    def unseal(self, streams: Streams, lock: OfficeLock, password: str) -> Streams:
        """What lies between two objects may belong to the first, so it is decrypted with it."""
        assert isinstance(lock, CryptoApiLock)  # noqa: S101 - PowerPoint knows no other
        clear = bytearray(streams.main)
        for number, start, end in _sealed(streams):
            size = max(end - start, 1)
            clear[start:end] = lock.decrypt(password, streams.main[start:end], size, number)
        return replace(streams, main=bytes(clear), data=_pictures(streams.data, lock, password))


def _record(document: bytes, at: int) -> tuple[int, int]:
    """Type and size of the record at that place; zeros where there is none."""
    if at + _HEADER > len(document):
        return 0, 0
    kind, size = struct.unpack_from("<2xHI", document, at)
    return kind, size


def _sealed(streams: Streams) -> Iterator[tuple[int, int, int]]:
    """The encrypted objects: number, and where each begins and the next record in clear, or object, does."""
    document = streams.main
    kept = persisted(document, streams.user)
    (edit,) = struct.unpack_from("<I", streams.user, 16)
    (directory,) = struct.unpack_from("<I", document, min(edit + 20, len(document) - 4))
    borders = sorted({*kept.objects.values(), edit, directory, len(document)})
    following = dict(pairwise(borders))
    for number, start in sorted(kept.objects.items(), key=lambda item: item[1]):
        if start in following and _record(document, start)[0] not in _IN_CLEAR:
            yield number, start, following[start]


def _pictures(data: bytes, lock: CryptoApiLock, password: str) -> bytes:
    """§2.3.7: of each picture every field is encrypted by itself, all of them with block 0."""
    clear = bytearray(data)

    def open_field(start: int, size: int) -> None:
        field = data[start : start + size]
        if field:
            clear[start : start + size] = lock.decrypt(password, field, len(field))

    at = 0
    for _ in range(_MOST_PICTURES):
        if at + _HEADER > len(data):
            break
        open_field(at, 2)
        open_field(at + 2, 2)
        open_field(at + 4, 4)
        instance, kind, size = struct.unpack_from("<HHI", clear, at)
        end, at = at + _HEADER + size, at + _HEADER
        digests = 2 if instance >> 4 in _TWO_DIGESTS else 1
        sizes = [_DIGEST] * digests + ([4, 16, 8, 4, 1, 1] if kind in _METAFILES else [1])
        for field in sizes:
            open_field(at, field)
            at += field
        open_field(at, max(end - at, 0))
        at = end
    return bytes(clear)
