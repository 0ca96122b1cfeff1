"""What a format makes of a file: the pupils, and what is wrong with it line by line."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.roster import Pupil, StaffMember


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one line of a pupil list, in words that never quote it.

    `counted` is what `line` counts, where that is not lines: "row", "pupil", "users.csv line".
    """

    line: int  # from 1
    what: str
    counted: str = "line"

    def __str__(self) -> str:
        return f"{self.counted} {self.line}: {self.what}"


@dataclass(frozen=True, slots=True)
class RosterFile:
    """The pupils of one source, each id once, in their order; and the lines that need somebody's look."""

    pupils: tuple[Pupil, ...]
    problems: tuple[Problem, ...] = ()
    staff: tuple[StaffMember, ...] = ()
