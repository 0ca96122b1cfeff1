"""A shortlist is as much of a list as a person wants to read, and the number of the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Shortlist(Generic[Item]):
    """The first few of a list, and how many more there are."""

    shown: tuple[Item, ...]
    more: int = 0

    @property
    def count(self) -> int:
        return len(self.shown) + self.more


def shortlist(items: tuple[Item, ...], most: int, keep: int | None = None) -> Shortlist[Item]:
    """All items where there are at most `most`; otherwise the first `keep`, or `most`."""
    if len(items) <= most:
        return Shortlist(items)
    shown = items[: most if keep is None else keep]
    return Shortlist(shown, len(items) - len(shown))
