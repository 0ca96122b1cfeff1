"""An OLE storage holds streams and further storages; here are all of its streams, by their paths."""

from __future__ import annotations

import io
from dataclasses import dataclass

import olefile

from detectors.extract.budget import Budget
from detectors.protection.office.storage import DamagedStorage

_DEEPEST = 64  # storages one inside the other; a message in a message takes two
_STREAM, _STORAGE = 2, 1  # [MS-CFB] §2.6.1, object type


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream and the names that lead to it, its own last."""

    path: tuple[str, ...]
    content: bytes


@dataclass(frozen=True, slots=True)
class Tree:
    """Every stream of a storage. `whole` is False where one breaks off, or lies too deep to be fetched."""

    streams: tuple[Stream, ...]
    whole: bool = True

    def own(self) -> dict[str, bytes]:
        """The streams of the storage itself, not of those inside it; of two with one name the first."""
        return {each.path[0]: each.content for each in reversed(self.streams) if len(each.path) == 1}

    def inner(self) -> dict[str, Tree]:
        """The storages directly inside it, in the order in which they come."""
        grouped: dict[str, list[Stream]] = {}
        for each in self.streams:
            if len(each.path) > 1:
                grouped.setdefault(each.path[0], []).append(Stream(each.path[1:], each.content))
        return {name: Tree(tuple(streams)) for name, streams in grouped.items()}


def read_tree(content: bytes, budget: Budget) -> Tree:
    """All streams of a storage ([MS-CFB]). Raises DamagedStorage and BudgetExceeded.

    Streams may share their sectors, so that a small file holds more than its size: each is paid for.
    """
    try:
        ole = olefile.OleFileIO(io.BytesIO(content))
    except Exception as error:  # olefile raises anything on damaged files
        raise DamagedStorage from error
    streams, whole = [], True
    work: list[tuple[tuple[str, ...], olefile.olefile.OleDirectoryEntry]]
    work = [((), entry) for entry in reversed(ole.root.kids)]
    while work:
        outer, entry = work.pop()
        path = (*outer, entry.name)
        if entry.entry_type == _STREAM:
            budget.unpack(entry.size, min(entry.size, len(content)))
            data = _fetch(ole, entry)
            whole = whole and len(data) == entry.size
            streams.append(Stream(path, data))
        elif entry.entry_type == _STORAGE:
            whole = whole and len(path) < _DEEPEST
            work += [(path, kid) for kid in reversed(entry.kids) if len(path) < _DEEPEST]
    return Tree(tuple(streams), whole)


def _fetch(ole: olefile.OleFileIO, entry: olefile.olefile.OleDirectoryEntry) -> bytes:
    """By its entry: looking every name up again would take quadratic time."""
    try:
        return bytes(ole._open(entry.isectStart, entry.size).read())
    except Exception:  # as above
        return b""
