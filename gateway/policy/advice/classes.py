"""Which classes a recipient can have at once: what `to` lets through can be told by trying them all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from detectors.sending import RecipientClass
from gateway.policy.rules import To

Classes = frozenset[RecipientClass]

_OUTSIDE_ONLY = frozenset(
    {
        RecipientClass.PROFESSIONAL,
        RecipientClass.SUPPLIER,
        RecipientClass.PERSONAL,
        RecipientClass.OWN,
    }
)


def _is_possible(classes: Classes) -> bool:
    """Everybody is either inside or outside; one's own private account is a personal one."""
    inside, outside = RecipientClass.INTERNAL in classes, RecipientClass.EXTERNAL in classes
    if inside is outside or (inside and not classes.isdisjoint(_OUTSIDE_ONLY)):
        return False
    return RecipientClass.OWN not in classes or RecipientClass.PERSONAL in classes


def _all() -> Iterator[Classes]:
    for size in range(len(RecipientClass) + 1):
        for chosen in combinations(RecipientClass, size):
            yield frozenset(chosen)


POSSIBLE: frozenset[Classes] = frozenset(filter(_is_possible, _all()))


def let_through(to: To) -> frozenset[Classes]:
    """The sets of classes that a recipient can have whom the rule is about."""
    return frozenset(
        classes
        for classes in POSSIBLE
        if (not to.any_of or not to.any_of.isdisjoint(classes)) and to.none_of.isdisjoint(classes)
    )
