"""A RAR archive: its entries become files, its comments text, and what is locked is at least named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from detectors.extract.budget import Budget
from detectors.extract.containers.rarfiles import (
    Run,
    Source,
    name_of,
    named_only,
    read_clear,
    read_comment,
    read_sealed,
)
from detectors.extract.contents import CannotRead, Contents, Locked, inside, merge, outer_path
from detectors.extract.mediatypes import UNKNOWN
from detectors.finding import Protection
from detectors.message import Attachment, Part, Unread
from detectors.protection.ciphertext import seems_sealed
from detectors.protection.containers.rar import OTHER_DATA, RAR4, RAR5, Entry, Listing, Role, Seal
from detectors.protection.containers.rar4 import list_rar4
from detectors.protection.containers.rar5 import list_rar5
from detectors.protection.containers.rarlock import file_lock, header_lock

_UNKNOWN_LOCK = "It is encrypted in a way that is not known."
_NOT_SEALED = "It calls itself encrypted, and is not."
_NOT_OPENED = "It is damaged, or locked with another password than the rest."
_WEAK = "It is locked with a weak cipher and cannot be read."


def read_rar(part: Part, budget: Budget) -> Contents:
    """A RAR archive, in the format of RAR 1.5 to 4 or of RAR 5 and later."""
    return _read(part, None, budget)


def _read(part: Part, key: str | None, budget: Budget) -> Contents:
    """`key` is the password of the headers, where they are encrypted."""
    if part.content.startswith(RAR5):
        listing = list_rar5(part.content, key)
    elif part.content.startswith(RAR4):
        listing = list_rar4(part.content, key)
    else:
        raise CannotRead("It is a damaged archive and does not open.")
    if listing.seal is not None:
        return _shut(part, listing, listing.seal)
    budget.open_files(len(listing.entries))
    contents = _opened(Source(part, listing.opening), listing.entries, key, budget)
    return _doubted(contents, listing, part)


def _shut(part: Part, listing: Listing, seal: Seal) -> Contents:
    """An archive whose headers are encrypted, so that nothing of it can be seen."""
    lock = header_lock(seal, listing.sealed)
    if lock is None or seal.protection is Protection.UNKNOWN:
        raise CannotRead(_UNKNOWN_LOCK)
    locked = Locked(outer_path(part), lock, partial(_read, part))
    contents = Contents(locked=(locked,), protection=seal.protection, method=seal.method)
    behind = part.content[listing.end :]
    behind = behind.replace(seal.salt, b"") if seal.salt else behind  # it stands before every header
    faults = listing.faults if seems_sealed(behind) else (*listing.faults, OTHER_DATA)
    return _doubted(contents, replace(listing, faults=faults), part)


def _opened(source: Source, entries: Sequence[Entry], key: str | None, budget: Budget) -> Contents:
    """All of an archive whose headers can be read."""
    part, runs = source.part, list(_runs(entries))
    clear = read_clear(source, runs, budget)
    sealed = list(_sealed(source, [run for run in runs if run.clear < len(run.entries)], key, budget))
    comments = [
        read_comment(source, entry, key, budget)
        for entry in entries
        if entry.role is Role.COMMENT and (entry.seal is None or key is not None)
    ]
    names = tuple(name_of(part, entry) for entry in entries if entry.role is Role.NAME)
    has_clear = any(entry.packed for run in runs for entry in run.entries if entry.seal is None)
    judged = merge(sealed) if sealed and not has_clear else Contents()
    whole = merge([Contents(texts=names), *clear, *sealed, *comments])
    return replace(whole, protection=judged.protection, method=judged.method)


def _runs(entries: Sequence[Entry]) -> Iterator[Run]:
    """The files, in runs that have to be unpacked together; what stands beside them is packed by itself."""
    run: list[Entry] = []
    for entry in entries:
        if entry.role is Role.STREAM:
            yield _run([entry])
        elif entry.role is Role.FILE and entry.needs_former:
            run.append(entry)
        elif entry.role is Role.FILE:
            if run:
                yield _run(run)
            run = [entry]
    if run:
        yield _run(run)


def _run(entries: list[Entry]) -> Run:
    clear = next((number for number, entry in enumerate(entries) if entry.seal is not None), len(entries))
    return Run(tuple(entries), clear)


def _sealed(source: Source, runs: Sequence[Run], key: str | None, budget: Budget) -> Iterator[Contents]:
    """What is encrypted: read as far as the password of the headers opens it; the rest is locked."""
    lockable = []
    for run in runs:
        seals = [entry.seal for entry in run.entries if entry.seal is not None]
        if any(seal.protection is Protection.UNKNOWN for seal in seals):
            yield _unread(source.part, run, _UNKNOWN_LOCK)
        elif not all(_looks_sealed(source.part, entry) for entry in run.entries[run.clear :]):
            yield _unread(source.part, run, _NOT_SEALED)
        else:
            lockable.append(run)
    if key is not None and lockable:
        files = read_sealed(source, lockable, key, budget)
        lockable = files.refused
        if files.contents:
            seal = next(entry.seal for run in runs for entry in run.entries if entry.seal is not None)
            yield replace(merge(files.contents), protection=seal.protection, method=seal.method)
    if lockable:
        yield _locked(source, lockable, others_opened=key is not None)


def _looks_sealed(part: Part, entry: Entry) -> bool:
    return entry.seal is None or seems_sealed(part.content[entry.start : entry.start + entry.packed])


def _locked(source: Source, runs: Sequence[Run], *, others_opened: bool = False) -> Contents:
    """Files that can be named. One password commonly opens them all; some may be damaged instead."""
    part = source.part
    entries = [entry for run in runs for entry in run.entries[run.clear :]]
    seals = {entry: entry.seal for entry in entries if entry.seal is not None}
    paths = {entry: inside(part, entry.name, b"").location for entry in entries}
    sealed = (
        Attachment(paths[entry].path, UNKNOWN, seal.protection, seal.method) for entry, seal in seals.items()
    )
    reasons = ((entry, _why_unread(seals.get(entry), others_opened=others_opened)) for entry in entries)
    unread = (Unread(paths[entry], reason) for entry, reason in reasons if reason)
    lock = file_lock(source.opening, list(seals), part.content)
    unlock = partial(_unlock, source, tuple(runs))
    weakest = min(seals.values(), key=lambda seal: seal.protection is not Protection.WEAK)
    return Contents(
        texts=tuple(name_of(part, entry) for entry in entries),
        locked=(Locked(outer_path(part), lock, unlock, tuple(sealed), tuple(unread)),),
        protection=weakest.protection,
        method=weakest.method,
    )


def _why_unread(seal: Seal | None, *, others_opened: bool) -> str:
    """Why a file that stays locked is not simply sealed, if it is not."""
    if seal is None or seal.protection is Protection.WEAK:
        return _WEAK
    return _NOT_OPENED if others_opened and not seal.check else ""


def _unlock(source: Source, runs: tuple[Run, ...], password: str, budget: Budget) -> Contents:
    files = read_sealed(source, runs, password, budget)
    if len(files.refused) == len(runs):
        raise CannotRead("It is damaged and cannot be unpacked.")
    locked = [_locked(source, files.refused, others_opened=True)] if files.refused else []
    return merge([*files.contents, *locked])


def _unread(part: Part, run: Run, reason: str) -> Contents:
    named = merge([named_only(part, entry, reason) for entry in run.entries[run.clear :]])
    return replace(named, protection=Protection.UNKNOWN)


def _doubted(contents: Contents, listing: Listing, part: Part) -> Contents:
    """The contents, and what is wrong with the archive: it is not soundly sealed then, nor simply empty."""
    if not listing.faults:
        return contents
    is_clear = contents.protection is Protection.NONE and any(entry.packed for entry in listing.entries)
    unread = (Unread(part.location, fault) for fault in listing.faults)
    return replace(
        contents,
        unread=(*contents.unread, *unread),
        protection=contents.protection if is_clear else Protection.UNKNOWN,
    )
