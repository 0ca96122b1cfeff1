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
    """One thing that was looked at, and one sentence: what it is like, or what to do."""

    what: str
    grade: Grade
    sentence: str
