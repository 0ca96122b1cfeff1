"""A look at one thing that the gateway depends on, and what it came to, in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Grade(Enum):
    """What a look found."""

    GOOD = "good"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that was looked at, and one sentence: what it is like, or what to do.

    check: which look it was, where `what` has a name in it
    """

    what: str
    grade: Grade
    sentence: str
    check: str = ""

    @property
    def id(self) -> str:
        """For programs: it stays the same, and is the same for every school and every service."""
        return (self.check or self.what).replace(" ", "-")
