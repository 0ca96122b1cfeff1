"""Whoever reads a hostile file may die of it; a watch is told before what is about to be read.

So that the message can be read again without the file that killed its reader, or kept it for too long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


class Watch(Protocol):
    """`skipped`: paths of parts that are not to be read, and why, in one plain sentence each."""

    @property
    def skipped(self) -> Mapping[str, str]: ...

    def begins(self, path: str) -> None:
        """The part at that path is about to be read."""
        ...


@dataclass(frozen=True, slots=True)
class NobodyWatches:
    """Nothing is skipped, and nobody is told."""

    skipped: Mapping[str, str] = field(default_factory=dict)

    def begins(self, path: str) -> None:
        pass


NOBODY_WATCHES = NobodyWatches()
