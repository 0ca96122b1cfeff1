"""Several lists of one school become its roster: each pupil once, and leavers who are still looked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from detectors.roster import Pupil, Roster, StaffMember
from gateway.roster.leavers import in_time, leavers, on_roll
from gateway.roster.same import match


def unite(rosters: Sequence[Roster], today: date, months: int) -> Roster:
    """Of an id that two lists have, the later list counts. Who left one and is on another has not left."""
    present: dict[str, Pupil] = {}
    left: list[Pupil] = []
    for roster in rosters:
        pupils = in_time(roster.pupils, today, months)
        present |= {pupil.id: pupil for pupil in on_roll(pupils, today)}
        left += leavers(pupils, today)
    if not left:
        return Roster(tuple(present.values()), _staff(rosters))
    gone = match(_latest(left), tuple(present.values())).gone
    return Roster((*present.values(), *_under_their_own_ids(gone, present)), _staff(rosters))


def _latest(left: Iterable[Pupil]) -> tuple[Pupil, ...]:
    """Who left two lists is a leaver of the later day."""
    latest: dict[tuple[str, str, str], Pupil] = {}
    for pupil in sorted(left, key=lambda each: each.left):
        latest[pupil.id, pupil.forename, pupil.surname] = pupil
    return tuple(latest.values())


def _under_their_own_ids(gone: Iterable[Pupil], present: dict[str, Pupil]) -> Iterator[Pupil]:
    """An id that another pupil has been given since must not point at two."""
    for pupil in gone:
        yield replace(pupil, id=f"{pupil.id} (left {pupil.left})") if pupil.id in present else pupil


def _staff(rosters: Iterable[Roster]) -> tuple[StaffMember, ...]:
    return tuple(dict.fromkeys(member for roster in rosters for member in roster.staff))
