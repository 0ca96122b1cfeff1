"""A zip archive: its entries become files, and what is locked is at least named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.containers.zipentry import unpack
from detectors.extract.containers.zipnames import names_of
from detectors.extract.contents import CannotRead, Contents, Locked, at, inside, merge, outer_path
from detectors.extract.leftovers import words_in
from detectors.extract.mediatypes import UNKNOWN
from detectors.finding import Protection
from detectors.message import Attachment, Part, Text, Unread
from detectors.mime.charset import decode
from detectors.protection.containers.archive import Entry, entries_of
from detectors.protection.containers.ziplock import zip_lock

_LOCKED = "It is locked with a weak or unknown kind of encryption and cannot be read."


def read_zip(part: Part, budget: Budget) -> Contents:
    """A zip (PKWARE APPNOTE.TXT). Names of entries can be read even where the entries are sealed."""
    archive = entries_of(part.content)
    budget.open_files(len(archive.entries))
    pieces = [_read_entry(part, entry, budget) for entry in archive.entries]
    comments = [archive.comment, *(entry.info.comment for entry in archive.entries)]
    words = "\n".join(decode(comment, "") for comment in comments if comment)
    extra = words_in(b"\0".join(entry.info.extra for entry in archive.entries))
    own = Contents(
        texts=(Text(at(part, "comments"), words),) if words else (),
        unshown=(Text(at(part, "properties"), extra),) if extra else (),
        locked=_locked(part, archive.entries),
        unread=tuple(Unread(part.location, fault) for fault in archive.faults),
    )
    judgement = archive.judgement
    return replace(merge([own, *pieces]), protection=judgement.protection, method=judgement.method)


def _read_entry(part: Part, entry: Entry, budget: Budget) -> Contents:
    """What one entry is: a file, or at least a name."""
    name, *others = names_of(entry.info)
    empty = inside(part, name, b"")
    texts = tuple(Text(at(empty, "name"), each) for each in others)
    nameless = (*texts, Text(at(empty, "name"), name))
    if entry.sealed and entry.key is None:
        return Contents(texts=nameless)
    if entry.judgement.protection is Protection.UNKNOWN:
        unread = Unread(empty.location, _LOCKED)
        return Contents(texts=nameless, sealed=(_attachment(part, entry),), unread=(unread,))
    if name.endswith("/") and not entry.info.file_size:
        return Contents(texts=nameless)
    return replace(_content(empty, entry, entry.key, budget), texts=texts)


def _content(empty: Part, entry: Entry, key: bytes | None, budget: Budget) -> Contents:
    """An entry's content as a file; its name, which is `empty`'s, is read with it or else here."""
    try:
        unpacked = unpack(entry, budget, key)
    except (CannotRead, BudgetExceeded) as problem:
        name = Text(at(empty, "name"), empty.filename)
        return Contents(texts=(name,), unread=(Unread(empty.location, problem.reason),))
    unread = (Unread(empty.location, unpacked.fault),) if unpacked.fault else ()
    return Contents(files=(replace(empty, content=unpacked.content),), unread=unread)


def _locked(part: Part, entries: Sequence[Entry]) -> tuple[Locked, ...]:
    """The entries that a password would open: weak ones, which are tried quickly, apart from the others."""
    shut = [entry for entry in entries if entry.sealed and entry.key is None]
    groups = (
        [entry for entry in shut if entry.judgement.protection is protection]
        for protection in (Protection.WEAK, Protection.ENCRYPTED)
    )
    return tuple(_lock_on(part, group) for group in groups if group)


def _lock_on(part: Part, entries: Sequence[Entry]) -> Locked:
    weak = (entry for entry in entries if entry.judgement.protection is Protection.WEAK)
    return Locked(
        outer_path(part),
        zip_lock([entry.sealed for entry in entries if entry.sealed]),
        partial(_open, part, entries),
        sealed=tuple(_attachment(part, entry) for entry in entries),
        unread=tuple(Unread(_place(part, entry).location, _LOCKED) for entry in weak),
    )


def _open(part: Part, entries: Sequence[Entry], password: str, budget: Budget) -> Contents:
    """The entries that a password opens; the others are locked as before."""
    pieces = []
    others = []
    for entry in entries:
        budget.check_time()
        key = entry.sealed.sample().key(password) if entry.sealed else None
        if key is None:
            others.append(entry)
        else:
            pieces.append(_content(_place(part, entry), entry, key, budget))
    return merge([Contents(locked=_locked(part, others)), *pieces])


def _place(part: Part, entry: Entry) -> Part:
    """The file that an entry is, without its content."""
    return inside(part, names_of(entry.info)[0], b"")


def _attachment(part: Part, entry: Entry) -> Attachment:
    judgement = entry.judgement
    return Attachment(_place(part, entry).location.path, UNKNOWN, judgement.protection, judgement.method)
