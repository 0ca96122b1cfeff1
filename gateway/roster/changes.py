"""What changed between two rosters of a school, in numbers, and whether that can be right."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.roster import Pupil, Roster


@dataclass(frozen=True, slots=True)
class Changes:
    """How many pupils were added, removed, renamed, or changed in anything else, out of `before`."""

    before: int
    added: int
    removed: int
    renamed: int
    otherwise: int

    @property
    def too_many_removed(self) -> bool:
        """More than a fifth at once is a broken export until somebody says otherwise."""
        return self.removed * 5 > self.before

    def __str__(self) -> str:
        counts = f"{self.added} added, {self.removed} removed, {self.renamed} renamed"
        return f"{counts}, {self.otherwise} changed otherwise"


def compare(old: Roster, new: Roster) -> Changes:
    """Pupils are told apart by their ids."""
    before, after = ({pupil.id: pupil for pupil in roster.pupils} for roster in (old, new))
    common = before.keys() & after.keys()
    renamed = {key for key in common if _names(before[key]) != _names(after[key])}
    return Changes(
        before=len(before),
        added=len(after.keys() - before.keys()),
        removed=len(before.keys() - after.keys()),
        renamed=len(renamed),
        otherwise=sum(before[key] != after[key] for key in common - renamed),
    )


def _names(pupil: Pupil) -> tuple[str, ...]:
    preferred = (pupil.preferred_forename, pupil.preferred_surname, pupil.former_surname)
    return (pupil.forename, pupil.surname, pupil.middle_names, *preferred)
