"""The contents of a file are what one reader could make of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Protocol, TypeVar

from detectors.extract.budget import Budget
from detectors.finding import Location, Place, Protection
from detectors.lock import Lock
from detectors.message import Attachment, Part, Table, Text, Unread

_T = TypeVar("_T")

_OPENNESS = (Protection.NONE, Protection.UNKNOWN, Protection.WEAK, Protection.ENCRYPTED)  # most open first
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")


class CannotRead(Exception):  # noqa: N818  it names what happened
    """A file cannot be read at all. `reason` is one plain sentence for the sender."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Locked:
    """A protected file, or the protected files in an archive, that the right password would open.

    path: of the attachment that the lock is on
    open: what is inside, read with a password that opens the lock; nothing that was read without it. What
        is locked even then is `locked` again. May raise CannotRead and BudgetExceeded; whatever else is
        raised means that the file is damaged.
    sealed: files inside that can be named, and
    unread: what is not read, as long as nothing opens the lock
    """

    path: str
    lock: Lock
    open: Callable[[str, Budget], Contents]
    sealed: tuple[Attachment, ...] = ()
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """What one reader could make of one file.

    texts hold everything that can be read; tables hold again, as rows, what stands in tables.
    files lie inside this one. bodies are its own words in another format, as a message's are.
    sealed are files inside that can be named but not opened, locked is what a password would open.
    unshown is what hardly any program shows, in which only pupils' names are looked for.
    """

    texts: tuple[Text, ...] = ()
    tables: tuple[Table, ...] = ()
    files: tuple[Part, ...] = ()
    bodies: tuple[Part, ...] = ()
    sealed: tuple[Attachment, ...] = ()
    locked: tuple[Locked, ...] = ()
    unread: tuple[Unread, ...] = ()
    protection: Protection = Protection.NONE
    method: str | None = None
    unshown: tuple[Text, ...] = ()


class Reader(Protocol):
    """Reads one family of formats.

    The part's bytes decide; its name, declared type and charset only help. May raise CannotRead
    and BudgetExceeded; whatever else its library raises means that the file is damaged.
    """

    def __call__(self, part: Part, budget: Budget) -> Contents: ...


def outer_path(part: Part) -> str:
    """The path of a part, as those of the files inside it begin."""
    return part.location.path or part.filename or "body"


def at(part: Part, place: str) -> Location:
    """The location of a piece of the part that is not its main text."""
    return replace(part.location, part=place)


def inside(part: Part, name: str, content: bytes, media_type: str = "", charset: str = "") -> Part:
    """A file that lies inside another. Its name is kept as it is; its path can be printed on one line."""
    path = f"{outer_path(part)}/{_CONTROLS.sub(' ', name)}"
    return Part(Location(Place.ATTACHMENT, path), media_type, charset, name, content)


def table_text(rows: tuple[tuple[str, ...], ...]) -> str:
    """A table as running text: a line for each row, a tab between cells."""
    return "\n".join(["\t".join(row) for row in rows])


def merge(pieces: Sequence[Contents]) -> Contents:
    """One whole of several pieces, as open as the most open of them."""
    most_open = min(pieces, key=lambda each: _OPENNESS.index(each.protection))
    return Contents(
        texts=_joined(each.texts for each in pieces),
        tables=_joined(each.tables for each in pieces),
        files=_joined(each.files for each in pieces),
        bodies=_joined(each.bodies for each in pieces),
        sealed=_joined(each.sealed for each in pieces),
        locked=_joined(each.locked for each in pieces),
        unread=_joined(each.unread for each in pieces),
        protection=most_open.protection,
        method=most_open.method,
        unshown=_joined(each.unshown for each in pieces),
    )


def _joined(pieces: Iterable[tuple[_T, ...]]) -> tuple[_T, ...]:
    return tuple(chain.from_iterable(pieces))
