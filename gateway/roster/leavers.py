"""Pupils who have left are looked for a while longer; then they are forgotten."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from detectors.roster import Pupil, Roster
from gateway.roster.same import Matched


def has_left(pupil: Pupil, today: date) -> bool:
    """Whether the day on which a pupil leaves has come."""
    return bool(pupil.left) and pupil.left <= today.isoformat()


def on_roll(pupils: Iterable[Pupil], today: date) -> tuple[Pupil, ...]:
    return tuple(pupil for pupil in pupils if not has_left(pupil, today))


def leavers(pupils: Iterable[Pupil], today: date) -> tuple[Pupil, ...]:
    return tuple(pupil for pupil in pupils if has_left(pupil, today))


def in_time(pupils: Iterable[Pupil], today: date, months: int) -> tuple[Pupil, ...]:
    """Without those who left more than so many months ago."""
    first = months_before(today, months).isoformat()
    return tuple(pupil for pupil in pupils if not pupil.left or pupil.left >= first)


def succeed(matched: Matched, earlier: Iterable[Pupil], new: Roster, today: date) -> Roster:
    """The new list, and behind it those whom it no longer has: as leavers of today, or as they were.

    `matched` is between the pupils on the old roll and the new list, `earlier` who had left before and is
    not in the new list. A leaver keeps no contacts: a parent is a parent of the school while the child is
    there, and nobody keeps the addresses up to date any more.
    """
    gone = (replace(pupil, left=today.isoformat(), contacts=()) for pupil in matched.gone)
    return Roster((*_without_contacts(new.pupils, today), *gone, *earlier), new.staff)


def all_gone(roster: Roster, today: date) -> Roster:
    """What is left of a list that is no longer one of the school's: everybody on it is a leaver of today."""
    gone = (replace(pupil, left=today.isoformat(), contacts=()) for pupil in on_roll(roster.pupils, today))
    return Roster((*gone, *leavers(roster.pupils, today)))


def months_before(today: date, months: int) -> date:
    """The same day of the month, or the last one of a shorter month."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _without_contacts(pupils: Iterable[Pupil], today: date) -> Iterator[Pupil]:
    for pupil in pupils:
        yield replace(pupil, contacts=()) if pupil.contacts and has_left(pupil, today) else pupil
