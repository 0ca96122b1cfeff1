"""The files in a 7z archive's packed streams, each paid for before it is unpacked."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.contents import CannotRead, Contents, at, inside, merge
from detectors.message import Part, Text, Unread
from detectors.protection.containers.sevenzip import Entry, Pack
from detectors.protection.containers.sevenzipstreams import Folder, NotReadable
from detectors.protection.containers.sevenzipunpack import Unpacker, seal_of

_LARGEST_HEADER = 4_000_000  # bytes
_NAMELESS = "contents"

_DAMAGED = "It is damaged and cannot be unpacked."
_BEHIND = "It is packed together with something that cannot be unpacked."


def unpack_header(folder: Folder, content: bytes, key: str | None, budget: Budget) -> bytes:
    """The archive's list, packed in a folder of its own. Raises NotReadable, CannotRead, BudgetExceeded."""
    if folder.size > _LARGEST_HEADER:
        raise CannotRead("It holds too many files for all of them to be read.")
    budget.unpack(folder.packed, folder.size)
    header, is_whole = _take(_unpacker(folder, content, key), folder.size, budget)
    if not is_whole or (folder.crc is not None and zlib.crc32(header) != folder.crc):
        raise NotReadable
    return header


def read_pack(part: Part, pack: Pack, key: str | None, budget: Budget) -> Contents:
    """The files in one folder, which `key` decrypts, if it is encrypted. Never raises NotReadable."""
    try:
        unpacker = _unpacker(pack.folder, part.content, key)
    except NotReadable as problem:
        return merge([named_only(part, entry, problem.reason) for entry in pack.entries])
    return merge(list(_files(part, pack, unpacker, budget)))


def name_of(part: Part, name: str) -> Text:
    empty = inside(part, name or _NAMELESS, b"")
    return Text(at(empty, "name"), empty.filename)


def path_of(part: Part, entry: Entry) -> str:
    return inside(part, entry.name or _NAMELESS, b"").location.path


def named_only(part: Part, entry: Entry, reason: str) -> Contents:
    """What is said of a file that cannot be unpacked."""
    location = inside(part, entry.name or _NAMELESS, b"").location
    return Contents(texts=(name_of(part, entry.name),), unread=(Unread(location, reason),))


def _files(part: Part, pack: Pack, unpacker: Unpacker, budget: Budget) -> Iterator[Contents]:
    """Each file, up to the first that cannot be unpacked: those behind it need what comes before them."""
    entries = iter(pack.entries)
    for entry in entries:
        try:
            budget.unpack(pack.folder.packed, entry.size)
            content, is_whole = _take(unpacker, entry.size, budget)
        except BudgetExceeded as exceeded:
            yield named_only(part, entry, exceeded.reason)
            break
        file = inside(part, entry.name or _NAMELESS, content)
        is_sound = is_whole and entry.crc in (None, zlib.crc32(content))
        yield Contents(files=(file,), unread=() if is_sound else (Unread(file.location, _DAMAGED),))
        if not is_whole:
            break
    yield from (named_only(part, entry, _BEHIND) for entry in entries)


def _unpacker(folder: Folder, content: bytes, key: str | None) -> Unpacker:
    if not folder.coders:
        raise NotReadable("It is packed in a way that cannot be unpacked.")
    stream = content[folder.start : folder.start + folder.packed]
    if not folder.is_encrypted:
        return Unpacker(folder.coders, stream)
    clear = seal_of(folder).decrypt(key or "", stream)
    return Unpacker(folder.coders[1:], clear[: folder.coders[0].size])


def _take(unpacker: Unpacker, size: int, budget: Budget) -> tuple[bytes, bool]:
    """The next `size` bytes, which are paid for, or as many as come out; and whether that is all of them."""
    taken = io.BytesIO()
    try:
        while taken.tell() < size and (piece := unpacker.read(size - taken.tell())):
            budget.check_time()
            taken.write(piece)
    except NotReadable:
        pass
    return taken.getvalue(), taken.tell() == size
