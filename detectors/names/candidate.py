"""A candidate is a place where words read as a pupil's full name, and what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from detectors.names.lexicon import Reading
from detectors.names.sense import Evidence


class Part(NamedTuple):
    """Words `start` to `stop` (not included) that spell a name, and how to read them."""

    start: int
    stop: int
    readings: tuple[Reading, ...]
    slip: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that read as a full name: words `start` to `stop`, numbers of the pupils, and why."""

    start: int
    stop: int
    pupils: tuple[int, ...]
    evidence: Evidence
