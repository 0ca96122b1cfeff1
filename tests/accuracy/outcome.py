"""What name finding said of one message, and whether that was right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from detectors.context import Directory, Facts, School
from detectors.extract.budget import Budget
from detectors.finding import Completion, DetectorId
from detectors.inspect import inspect
from detectors.roster import Roster

SCHOOL = School("Oakfield Academy", ("oakfield.sch.uk",), ("*@pupils.oakfield.sch.uk",))
NOBODY_OUTSIDE = Directory(frozenset(), frozenset(), frozenset())


class Series(StrEnum):
    """Why the message was made."""

    MATRIX = "matrix"  # names of invented pupils, in every form and every place
    DRAWN = "drawn"  # names drawn by how many people bear them
    HAZARD = "hazard"  # nobody is named in full, though it looks so
    PUPIL = "pupil"  # as tempting, and it is the pupil
    REAL = "real"  # ordinary mail of strangers
    NEWS = "news"  # texts full of strangers' names


@dataclass(frozen=True, slots=True)
class Sighting:
    """One finding: how sure it was, and whether the pupil was meant."""

    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """`row` and `column` say where it is counted: form and carrier, category, or set of mail and roster.

    `expected` is whether there was a pupil to find. `example` is what was written: empty where it is not
    of our own invention. `source` tells real messages apart.
    """

    series: Series
    row: str
    column: str
    expected: bool
    sightings: tuple[Sighting, ...]
    example: str = ""
    source: str = ""
    crashed: bool = False

    @property
    def held(self) -> bool:
        """Any finding holds a message under the starter policy."""
        return bool(self.sightings)

    @property
    def found(self) -> bool:
        return any(sighting.right for sighting in self.sightings)

    @property
    def good(self) -> bool:
        """The pupil was found where there was one, and nothing where there was none."""
        return self.found if self.expected else not (self.held or self.crashed)


Job = Callable[[], list[Outcome]]


def facts_of(roster: Roster) -> Facts:
    return Facts.of(SCHOOL, roster, NOBODY_OUTSIDE)


def judge(
    raw: bytes,
    facts: Facts,
    series: Series,
    row: str,
    column: str,
    *,
    pupils: frozenset[str] = frozenset(),
    example: str = "",
    source: str = "",
) -> Outcome:
    """Inspects a whole message in which these `pupils`, by id, are named; a finding of another is wrong."""
    report = inspect(raw, facts, Budget())
    sightings = tuple(
        Sighting(finding.confidence, right=not pupils.isdisjoint(finding.pupils))
        for finding in report.of(DetectorId.PUPIL_NAME)
    )
    crashed = report.completion_of(DetectorId.PUPIL_NAME) is Completion.FAILED
    return Outcome(series, row, column, bool(pupils), sightings, example, source, crashed)
