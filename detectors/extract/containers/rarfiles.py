"""The files in a RAR archive, each paid for and weighed before unrar unpacks it.

unrar is never given the archive itself but a new one made of its data and the least of headers, so that no
name, link, comment or other volume can lead it anywhere.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.contents import Contents, at, inside
from detectors.extract.texttypes import wide_charset
from detectors.message import Part, Text, Unread
from detectors.mime.charset import decode
from detectors.protection.containers.rar import Entry
from detectors.protection.containers.unrar import Outcome, Unpacked, unpack

_LARGEST_WINDOW = 256 << 20  # bytes; RAR writes 32 MB of its own accord

_DAMAGED = "It is damaged and cannot be unpacked."
_BEHIND = "It is packed together with something that cannot be unpacked."
_IN_PARTS = "Part of it is in another file, which is missing."
_SIZE_UNKNOWN = "It does not say how large it is once it is unpacked."
_TOO_MUCH_MEMORY = "It takes too much memory to be unpacked."


@dataclass(frozen=True, slots=True)
class Run:
    """Files that have to be unpacked together. The first `clear` of them are not encrypted."""

    entries: tuple[Entry, ...]
    clear: int


@dataclass(slots=True)
class Files:
    """What came out of some runs, and the runs that the password does not open."""

    contents: list[Contents] = field(default_factory=list)
    refused: list[Run] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Source:
    """An archive to unpack from. `opening` is what an archive begins with that holds some of its entries."""

    part: Part
    opening: bytes

    def archive(self, entries: Sequence[Entry]) -> bytes:
        """An archive of some of the entries."""
        pieces = [self.opening]
        for entry in entries:
            pieces += (entry.header, self.part.content[entry.start : entry.start + entry.packed])
        return b"".join(pieces)


def read_clear(source: Source, runs: Sequence[Run], budget: Budget) -> list[Contents]:
    """What can be read without a password."""
    clear = [Run(run.entries[: run.clear], 0) for run in runs if run.clear]
    return _read(source, clear, None, budget).contents


def read_sealed(source: Source, runs: Sequence[Run], password: str, budget: Budget) -> Files:
    """What can only be read with the password."""
    return _read(source, runs, password, budget)


def read_comment(source: Source, entry: Entry, password: str | None, budget: Budget) -> Contents:
    part = source.part
    try:
        _weigh(entry, entry.packed, budget)
        with closing(unpack(source.archive([entry]), password, [entry.size], budget.check_time)) as out:
            comment = next((unpacked.content for unpacked in out), b"")
    except (BudgetExceeded, _Unusable) as problem:
        return Contents(unread=(Unread(at(part, "comments"), problem.reason),))
    unread = () if len(comment) == entry.size else (Unread(at(part, "comments"), _DAMAGED),)
    text = decode(comment, wide_charset(comment)).rstrip("\0")
    return Contents(texts=(Text(at(part, "comments"), text),), unread=unread)


def name_of(part: Part, entry: Entry) -> Text:
    empty = inside(part, entry.name, b"")
    return Text(at(empty, "name"), empty.filename)


def named_only(part: Part, entry: Entry, reason: str) -> Contents:
    """What is said of a file that cannot be unpacked."""
    location = inside(part, entry.name, b"").location
    return Contents(texts=(name_of(part, entry),), unread=(Unread(location, reason),))


class _Unusable(Exception):  # noqa: N818  it names what it is
    """An entry cannot be unpacked, or had better not be."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _weigh(entry: Entry, packed: int, budget: Budget) -> None:
    """Pay for an entry. Raises BudgetExceeded and _Unusable."""
    if entry.is_cut:
        raise _Unusable(_IN_PARTS)
    if entry.size < 0:
        raise _Unusable(_SIZE_UNKNOWN)
    if entry.window > _LARGEST_WINDOW:
        raise _Unusable(_TOO_MUCH_MEMORY)
    budget.unpack(packed, entry.size)


def _read(source: Source, runs: Sequence[Run], password: str | None, budget: Budget) -> Files:
    files = Files()
    part = source.part
    waiting = deque(ready for run in runs if (ready := _ready(part, run, files, budget)).entries)
    try:
        for run, pieces in _unpacked(source, tuple(waiting), password, budget):
            waiting.popleft()
            if _is_refused(run, pieces):
                files.refused.append(run)
                continue
            together = list(zip(run.entries, pieces, strict=False))[run.clear :]
            files.contents += (_file(part, entry, piece) for entry, piece in together)
            files.contents += (named_only(part, entry, _BEHIND) for entry in run.entries[len(pieces) :])
    except BudgetExceeded as exceeded:
        left = (entry for run in waiting for entry in run.entries[run.clear :])
        files.contents += (named_only(part, entry, exceeded.reason) for entry in left)
    return files


def _is_refused(run: Run, pieces: Sequence[Unpacked]) -> bool:
    """Whether another password is needed. Without a check value that looks just like damage."""
    sealed = [entry.seal for entry in run.entries if entry.seal is not None]
    signs = {Outcome.WRONG_PASSWORD}
    if any(not seal.check for seal in sealed):
        signs.add(Outcome.DAMAGED)
    return bool(sealed) and any(piece.outcome in signs for piece in pieces)


def _ready(part: Part, run: Run, files: Files, budget: Budget) -> Run:
    """A run up to the first of its files that cannot be unpacked; those that are left out are named."""
    packed = sum(entry.packed for entry in run.entries)
    for number, entry in enumerate(run.entries):
        try:
            _weigh(entry, packed, budget)
        except (BudgetExceeded, _Unusable) as problem:
            files.contents.append(named_only(part, entry, problem.reason))
            files.contents += (named_only(part, behind, _BEHIND) for behind in run.entries[number + 1 :])
            return Run(run.entries[:number], run.clear)
    return run


def _unpacked(
    source: Source, runs: Sequence[Run], password: str | None, budget: Budget
) -> Iterator[tuple[Run, list[Unpacked]]]:
    """What comes out of each run, up to the first thing that is damaged.

    All are in one archive, so that the key is made once; but behind damage, where unrar stops, each is in
    one of its own.
    """
    waiting, is_sound = deque(runs), True
    while waiting:
        batch = list(waiting) if is_sound else [waiting[0]]
        entries = [entry for run in batch for entry in run.entries]
        sizes = [entry.size for entry in entries]
        with closing(unpack(source.archive(entries), password, sizes, budget.check_time)) as out:
            for run in batch:
                pieces = list(_up_to_damage(islice(out, len(run.entries))))
                yield waiting.popleft(), pieces
                if len(pieces) < len(run.entries) or pieces[-1].outcome is not Outcome.SOUND:
                    is_sound = False
                    break


def _up_to_damage(pieces: Iterable[Unpacked]) -> Iterator[Unpacked]:
    for piece in pieces:
        yield piece
        if piece.outcome is not Outcome.SOUND:
            return


def _file(part: Part, entry: Entry, unpacked: Unpacked) -> Contents:
    file = inside(part, entry.name, unpacked.content)
    is_sound = unpacked.outcome is Outcome.SOUND
    return Contents(files=(file,), unread=() if is_sound else (Unread(file.location, _DAMAGED),))
