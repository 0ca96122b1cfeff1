"""A change is what was done to a message, as its sender is told; or else why it cannot be done."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.finding import Location
from gateway.policy.rewriting import Rewrite


class CannotRewriteError(Exception):
    """The rewrite cannot be done exactly. `reason` is one plain sentence for the sender, without a name."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change: where it was made, and how often or to how many.

    detail: the address that was copied in, the tag, the field, the new name of a file
    """

    rewrite: Rewrite
    locations: tuple[Location, ...] = ()
    count: int = 1
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A message as it came out of one rewrite, and what was changed: nothing where nothing had to be."""

    content: bytes
    changes: tuple[Change, ...] = ()
