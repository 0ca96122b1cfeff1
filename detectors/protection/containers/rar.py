"""What a RAR archive holds, whichever of the two formats that go by that name it is in.

The headers are read here: rarfile runs another program for packed comments, passes over old versions of a
file, and stops without a word at what it does not know. Nothing is unpacked here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from detectors.finding import Protection

RAR4 = b"Rar!\x1a\x07\x00"
RAR5 = b"Rar!\x1a\x07\x01\x00"
MOST_BLOCKS = 10_000

CUT_OFF = "It ends in the middle: it is damaged, or only one of several parts."
DAMAGED = "It is a damaged archive, and what is behind the damage cannot be read."
ONE_OF_SEVERAL = "It is one of several parts, and the other parts are missing."
OTHER_DATA = "It holds other data beside what it lists."


class Role(Enum):
    FILE = "a file"
    STREAM = "what a file has beside its content, in NTFS"
    COMMENT = "a comment, on the archive or on a file in it"
    NAME = "a folder or a link: all that there is to it is its name"
    NOTHING = "a record for programs"


@dataclass(frozen=True, slots=True)
class Seal:
    """How something is encrypted.

    rounds: a power of two, in RAR 5
    check: eight bytes that tell the right password, in RAR 5; empty where they are not there
    iv: in RAR 5
    """

    protection: Protection
    method: str
    rounds: int = 0
    salt: bytes = b""
    iv: bytes = b""
    check: bytes = b""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in an archive.

    start, packed: where its data stands, and how long it is
    size: of what comes out; negative where that is not said
    header: one that unrar takes, without name, times and whatever else does not matter
    needs_former: it is packed together with what comes before it
    window: bytes of memory that unpacking takes
    is_cut: part of it is in another volume
    """

    role: Role
    name: str
    start: int = 0
    packed: int = 0
    size: int = 0
    header: bytes = b""
    seal: Seal | None = None
    needs_former: bool = False
    window: int = 0
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """What an archive holds, as far as its headers can be read.

    opening: what an archive begins with that holds some of the entries
    faults: each is one plain sentence
    seal, sealed: how the headers are encrypted, and the first of them, where no password was given
    end: where the headers end that can be read
    """

    opening: bytes
    entries: tuple[Entry, ...] = ()
    faults: tuple[str, ...] = ()
    seal: Seal | None = None
    sealed: bytes = b""
    end: int = 0


def has_other_data(content: bytes, end: int) -> bool:
    """Whether anything but zeros stands behind the end of an archive."""
    return bool(content[end:].strip(b"\0"))
