"""A zip archive: its entries become files, and what is locked is at least named."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import replace

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.contents import CannotRead, Contents, at, inside, merge
from detectors.extract.mediatypes import UNKNOWN
from detectors.finding import Protection
from detectors.message import Attachment, Part, Text, Unread
from detectors.mime.charset import decode
from detectors.protection.archive import Entry, NoArchive, entries_of, open_archive

_LOCKED = "It is locked with a weak or unknown kind of encryption and cannot be read."


def read_zip(part: Part, budget: Budget) -> Contents:
    """A zip (PKWARE APPNOTE.TXT). Names of entries can be read even where the entries are sealed."""
    archive = entries_of(part.content)
    budget.open_files(len(archive.entries))
    with _open(part.content) as opened:
        pieces = [_read_entry(part, opened, entry, budget) for entry in archive.entries]
    comments = [archive.comment, *(entry.info.comment for entry in archive.entries)]
    words = "\n".join(decode(comment, "") for comment in comments if comment)
    own = Contents(
        texts=(Text(at(part, "comments"), words),) if words else (),
        unread=tuple(Unread(part.location, fault) for fault in archive.faults),
    )
    judgement = archive.judgement
    return replace(merge([own, *pieces]), protection=judgement.protection, method=judgement.method)


def _read_entry(part: Part, opened: zipfile.ZipFile, entry: Entry, budget: Budget) -> Contents:
    """What one entry is: a file, or at least a name."""
    empty = inside(part, entry.info.filename, b"")
    name = Text(at(empty, "name"), empty.filename)
    judgement = entry.judgement
    if judgement.protection is not Protection.NONE:
        sealed = Attachment(empty.location.path, UNKNOWN, judgement.protection, judgement.method)
        is_sound = judgement.protection is Protection.ENCRYPTED
        unread = () if is_sound else (Unread(empty.location, _LOCKED),)
        return Contents(texts=(name,), sealed=(sealed,), unread=unread)
    if entry.info.filename.endswith("/") and not entry.info.file_size:
        return Contents(texts=(name,))
    try:
        return Contents(files=(inside(part, empty.filename, _unpack(opened, entry, budget)),))
    except (CannotRead, BudgetExceeded) as problem:
        return Contents(texts=(name,), unread=(Unread(empty.location, problem.reason),))


def _open(content: bytes) -> zipfile.ZipFile:
    try:
        return open_archive(content)
    except NoArchive as problem:
        raise CannotRead(problem.reason) from problem


def _unpack(archive: zipfile.ZipFile, entry: Entry, budget: Budget) -> bytes:
    budget.unpack(entry.info.compress_size, entry.info.file_size)
    if entry.falsely_flagged:
        return _unpack_without_flag(entry)
    try:
        return archive.read(entry.info)
    except NotImplementedError as error:
        raise CannotRead("It is packed in a way that cannot be unpacked.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise CannotRead("It is damaged and cannot be unpacked.") from error


def _unpack_without_flag(entry: Entry) -> bytes:
    """zipfile would ask for a password that is not needed."""
    try:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        return inflater.decompress(entry.data, entry.info.file_size or 1) or entry.data
    except zlib.error:
        return entry.data
