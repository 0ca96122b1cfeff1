"""A judgement says how well one file is protected, and what opens it without a secret."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.finding import Location, Protection
from detectors.message import Unread


@dataclass(frozen=True, slots=True)
class Judgement:
    """How well a file is protected.

    method: of the protection, in words
    opened: the file as anyone can open it, where its protection had to be taken off first
    reason: one plain sentence, where the inside cannot be read although it is not soundly sealed
    """

    protection: Protection
    method: str | None = None
    opened: bytes | None = None
    reason: str = ""

    def unread(self, location: Location) -> tuple[Unread, ...]:
        """What the reason says of the file at that location; nothing where there is none."""
        return (Unread(location, self.reason),) if self.reason else ()
