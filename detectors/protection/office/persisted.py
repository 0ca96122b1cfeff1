"""What a presentation keeps, edit by edit: a directory of where each object stands ([MS-PPT] §2.1.2).

Whoever saves quickly adds new objects at the end, and a new piece of directory; old ones stay in the file.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

USER_EDIT, DIRECTORY = 0x0FF5, 0x1772  # §2.13.24, types of records
_ENCRYPTED = 0xF3D1C4DF  # §2.3.2, headerToken
_LONGEST_EDIT = 32  # bytes; that of an encrypted document names its encryption at the end, §2.3.3
_MOST_EDITS = 10_000
_MOST_OBJECTS = 1 << 20  # §2.3.5: persistId has 20 bits


@dataclass(frozen=True, slots=True)
class Persisted:
    """Where the objects stand, in bytes from the beginning of the stream, by their number.

    encryption: number of the object that says how the others are encrypted; None where they are not
    is_whole: the directory could be followed through all edits
    """

    objects: dict[int, int]
    encryption: int | None = None
    is_whole: bool = True


def persisted(document: bytes, user: bytes) -> Persisted:
    """The objects as they stand now, by the streams PowerPoint Document and Current User. Never raises."""
    objects: dict[int, int] = {}
    encryption: int | None = None
    listed = 0
    try:
        token, at = struct.unpack_from("<II", user, 12)
        for edit in range(_MOST_EDITS):
            size, previous, directory = _edit(document, at)
            if edit == 0 and (token == _ENCRYPTED or size >= _LONGEST_EDIT):
                (encryption,) = struct.unpack_from("<I", document, at + 8 + 28)
            for number, offset in _entries(document, directory):
                objects.setdefault(number, offset)
                listed += 1
            if listed > _MOST_OBJECTS:
                break
            if previous == 0:
                return Persisted(objects, encryption)
            if previous >= at:  # it would go round and round
                break
            at = previous
    except (struct.error, ValueError):
        pass
    return Persisted(objects, encryption, is_whole=False)


def _edit(document: bytes, at: int) -> tuple[int, int, int]:
    """§2.3.3, UserEditAtom: its size, where the edit before it stands, and where its directory does."""
    kind, size, previous, directory = struct.unpack_from("<2xHI8xII", document, at)
    if kind != USER_EDIT:
        raise ValueError
    return size, previous, directory


def _entries(document: bytes, at: int) -> Iterator[tuple[int, int]]:
    """§2.3.4, PersistDirectoryAtom: runs of offsets, each with the number of the first."""
    kind, size = struct.unpack_from("<2xHI", document, at)
    if kind != DIRECTORY:
        raise ValueError
    at, end = at + 8, min(at + 8 + size, len(document))
    while at + 4 <= end:
        (run,) = struct.unpack_from("<I", document, at)
        first, count = run & (_MOST_OBJECTS - 1), run >> 20
        for each in range(min(count, (end - at) // 4 - 1)):
            yield first + each, *struct.unpack_from("<I", document, at + 4 + 4 * each)
        at += 4 + 4 * count
