"""What changed between two lists of a school's pupils, in numbers, and whether that can be right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from gateway.roster.leavers import has_left
from gateway.roster.same import Matched, names_of


@dataclass(frozen=True, slots=True)
class Changes:
    """How many pupils were added, removed, renamed, or changed in anything else, out of `before`.

    `left` are those whom the new list itself says to have left; they are not among the removed.
    """

    before: int
    added: int
    removed: int
    left: int
    renamed: int
    otherwise: int

    @property
    def too_many_removed(self) -> bool:
        """More than a fifth at once is a broken export until somebody says otherwise."""
        return self.removed * 5 > self.before

    def __str__(self) -> str:
        left = f"{self.left} left, " if self.left else ""
        counts = f"{self.added} added, {self.removed} removed, {left}{self.renamed} renamed"
        return f"{counts}, {self.otherwise} changed otherwise"


def changes_of(matched: Matched, today: date) -> Changes:
    """Of the pupils on the old roll against the whole new list. Another id is no change of a pupil."""
    staying = [(before, after) for before, after in matched.both if not has_left(after, today)]
    renamed = sum(names_of(before) != names_of(after) for before, after in staying)
    changed = sum(before != replace(after, id=before.id) for before, after in staying)
    return Changes(
        before=len(matched.both) + len(matched.gone),
        added=sum(not has_left(pupil, today) for pupil in matched.fresh),
        removed=len(matched.gone),
        left=len(matched.both) - len(staying),
        renamed=renamed,
        otherwise=changed - renamed,
    )
