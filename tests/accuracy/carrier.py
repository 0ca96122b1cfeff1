"""A carrier is one place of a message in which a name may stand, and what kind of name has room there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import cast

from tests.accuracy.written import Written

_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_CAMEL = re.compile(r"[^\W\d_a-z][^\W\d_]*[a-z][^\W\d_]*( [^\W\d_a-z][^\W\d_]*[a-z][^\W\d_]*)+")
_BETWEEN = re.compile(r"[\s_.]+")


class Room(Enum):
    """What a carrier has room for. A form that makes no sense in a carrier is left out by this alone."""

    LINES = auto()  # any text
    LINE = auto()  # text without line breaks, which would be lost or mean something else there
    WESTERN = auto()  # the characters of windows-1252
    PRINT = auto()  # what of windows-1252 can be seen on a printed page
    ASCII = auto()
    FILE_NAME = auto()  # what Windows lets a file be called
    ASCII_FILE_NAME = auto()
    CAMEL_CASE = auto()  # words that begin with a capital and go on in small letters, so that joints show
    CELLS = auto()  # forename and surname as two values


def _encodes(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


_HAS_ROOM: dict[Room, Callable[[Written], bool]] = {
    Room.LINES: lambda name: True,
    Room.LINE: lambda name: "\n" not in name.text,
    Room.WESTERN: lambda name: _encodes(name.text, "cp1252"),
    Room.PRINT: lambda name: _encodes(name.text, "cp1252") and name.text.replace("\n", "").isprintable(),
    Room.ASCII: lambda name: name.text.isascii() and name.text.isprintable(),
    Room.FILE_NAME: lambda name: not _NOT_IN_FILE_NAMES.search(name.text),
    Room.ASCII_FILE_NAME: lambda name: name.text.isascii() and not _NOT_IN_FILE_NAMES.search(name.text),
    Room.CAMEL_CASE: lambda name: name.text.isascii() and bool(_CAMEL.fullmatch(name.text)),
    Room.CELLS: lambda name: name.cells is not None,
}


@dataclass(frozen=True, slots=True)
class Carrier:
    """`share` is how often, beside others, a written name stands in such a place.

    `make` makes the whole message, of a Written, or where the room is CELLS of forename and surname.
    """

    group: str
    name: str
    share: float
    room: Room
    make: Callable[[Written], bytes] | Callable[[str, str], bytes]

    def has_room(self, name: Written) -> bool:
        return _HAS_ROOM[self.room](name)

    def message(self, name: Written) -> bytes:
        """Raises ValueError where there is no room for the name."""
        if not self.has_room(name):
            raise ValueError(f"{self.name} has no room for such a form")
        if name.cells is not None and self.room is Room.CELLS:
            return cast(Callable[[str, str], bytes], self.make)(*name.cells)
        return cast(Callable[[Written], bytes], self.make)(name)
