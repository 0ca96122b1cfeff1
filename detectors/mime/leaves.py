"""The leaves and defects of one message, as its readings are gathered.

The first reading gives all that most mail programs show. Other readings add only what the first did not
have; where they add nothing, the message says the same to everybody, and doubts about its form are forgiven.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from detectors.finding import Location, Place
from detectors.message import Defect, Part
from detectors.mime.flaws import MAY_BE_FORGIVEN, Flaw
from detectors.mime.header import Field
from detectors.mime.names import Names

BODY = Location(Place.BODY)
MAX_PARTS = 10_000
_MAX_ADDED = 64  # leaves of other readings
_MAX_SEARCHED = 200  # leaves of other readings, looked for within those of the first
_LARGER = 4  # times the message, that other readings may come to
_AT_LEAST = 100_000  # bytes, that they may come to
_SPACED = bytes.maketrans(b"\t\r\n\v\f", b"     ")
_OVERHEAD = 100  # bytes, that reading the smallest part is as good as


@dataclass(slots=True)
class Leaves:
    """The leaves and defects of a message of `size` bytes."""

    size: int
    parts: list[Part] = field(default_factory=list)
    defects: dict[Defect, None] = field(default_factory=dict)
    names: Names = field(default_factory=Names)
    fields_of_parts: dict[Field, None] = field(default_factory=dict)
    differ: bool = False  # another reading had something that the first had not
    exhausted: bool = False  # not all readings were tried
    _spent: int = 0
    _searched: int = 0
    _added: int = 0
    _seen: set[bytes] = field(default_factory=set)
    _first: bytes | None = None

    @property
    def is_full(self) -> bool:
        return len(self.parts) >= MAX_PARTS

    def flaw(self, location: Location, *flaws: Flaw | None) -> None:
        self.defects.update((Defect(location, flaw.value), None) for flaw in flaws if flaw)

    def body(self, content: bytes, media_type: str = "text/plain", charset: str = "") -> None:
        self.parts.append(Part(BODY, media_type, charset, "", content))

    def attachment(self, content: bytes, media_type: str, charset: str, filename: str) -> Location:
        location = Location(Place.ATTACHMENT, self.names.give(filename, media_type))
        self.parts.append(Part(location, media_type, charset, filename, content))
        return location

    def afford(self, size: int) -> bool:
        """Whether another reading of so many bytes is still allowed; it is paid for at once."""
        if self.exhausted:
            return False
        self._spent += size + _OVERHEAD
        self.exhausted = self._spent > max(_LARGER * self.size, _AT_LEAST)
        return not self.exhausted

    def is_news(self, content: bytes) -> bool:
        """Whether another reading has something in this content that no reading had before.

        Which white space stands between words does not matter: programs differ at every line and cut.
        """
        compact = _compact(content)
        if not compact or self.exhausted:
            return False
        if self._first is None:
            compacts = [_compact(part.content) for part in self.parts]
            self._seen.update(map(_digest, compacts))
            self._first = b"\0".join(compacts)
        digest = _digest(compact)
        if digest in self._seen:
            return False
        self._seen.add(digest)
        self._searched += 1
        if self._searched <= _MAX_SEARCHED and compact in self._first:
            return False
        self.differ = True
        self._added += 1
        self.exhausted = self._added > _MAX_ADDED
        return not self.exhausted

    def settle(self) -> tuple[Defect, ...]:
        """The defects that are left when all readings have been made."""
        if self.exhausted:
            self.flaw(BODY, Flaw.TOO_MANY_READINGS)
        elif not self.differ:
            forgiven = {flaw.value for flaw in MAY_BE_FORGIVEN}
            return tuple(defect for defect in self.defects if defect.what not in forgiven)
        return tuple(self.defects)


def _compact(content: bytes) -> bytes:
    """With one space for each stretch of white space. No list of words: there may be millions."""
    spaced = content.translate(_SPACED).strip(b" ")
    while b"  " in spaced:
        spaced = spaced.replace(b"  ", b" ")
    return spaced


def _digest(compact: bytes) -> bytes:
    return hashlib.blake2b(compact, digest_size=16).digest()
