"""Decides whether a list that was read takes the place of the one before, and what is remembered then."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path

from detectors.roster import Roster
from gateway.roster.changes import Changes, changes_of
from gateway.roster.leavers import in_time, leavers, on_roll, succeed
from gateway.roster.same import match
from gateway.roster.source import ReadList, Source
from gateway.roster.terms import Terms
from gateway.store.rosters import ListCounts, ListRecord

IMPORTED = "imported"  # the source of the list that a command took in; all others are paths


@dataclass(frozen=True, slots=True)
class SchoolLists:
    """Which pupil lists a school has, how long its leavers are looked for, and when its terms are."""

    school: str
    sources: tuple[Source, ...]
    leavers_months: int = 12
    terms: Terms = ()


class Fate(Enum):
    """What becomes of a list that was read."""

    TAKEN_IN = "taken in"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Taking:
    """A list that was read, held against the one before.

    `roster` is what is in force from now on, leavers included, and `record` what is said of it. `reason`
    says in one sentence why the list is refused; then both are those from before, and `record` None where
    there was nothing before.
    """

    fate: Fate
    changes: Changes
    roster: Roster
    record: ListRecord | None
    reason: str = ""


def day_of(now: datetime) -> date:
    """The day that it is at the school."""
    return now.astimezone().date()


def take(
    lists: SchoolLists,
    read: ReadList,
    known: tuple[ListRecord, Roster] | None,
    now: datetime,
    *,
    source: str,
    force: bool = False,
) -> Taking:
    """`known` is what is remembered of the list, and `source` the name under which it is."""
    today = day_of(now)
    record, old = known or (None, Roster(()))
    new = Roster(in_time(read.roster.pupils, today, lists.leavers_months), read.roster.staff)
    matched = match(on_roll(old.pupils, today), new.pupils)
    changes = changes_of(matched, today)
    objection = "" if force else _objection(new, changes, today)
    if objection:
        reason = f"{read.source.path} {objection} and is not taken in; if that is right, run: "
        return Taking(Fate.REFUSED, changes, old, record, reason + _by_force(lists, read.source.path, source))
    earlier = in_time(leavers(old.pupils, today), today, lists.leavers_months)
    roster = succeed(matched, match(earlier, matched.fresh).gone, new, today)
    same = record is not None and roster == old
    taken = ListRecord(
        school=lists.school,
        source=source,
        file=str(read.source.path),
        format=read.format,
        version=read.version,
        counts=counts_of(roster, today),
        read_at=now,
        written_at=read.written_at,
        taken_at=record.taken_at if same and record else now,
        problems=read.problems,
        revision=record.revision if record else 0,
    )
    return Taking(Fate.UNCHANGED if same else Fate.TAKEN_IN, changes, roster, taken)


def counts_of(roster: Roster, today: date) -> ListCounts:
    present = on_roll(roster.pupils, today)
    return ListCounts(
        pupils=len(present),
        leavers=len(roster.pupils) - len(present),
        contacts=sum(bool(contact.emails) for pupil in present for contact in pupil.contacts),
        staff=len(roster.staff),
    )


def _objection(new: Roster, changes: Changes, today: date) -> str:
    """What cannot be right about a list; empty where nothing is."""
    if not on_roll(new.pupils, today):
        return "has no pupil on the roll"
    if changes.too_many_removed:
        return f"would remove {changes.removed} of {changes.before} pupils"
    return ""


def _by_force(lists: SchoolLists, path: Path, source: str) -> str:
    """The command that takes the list in all the same."""
    school = f" --school {shlex.quote(lists.school)}" if source == IMPORTED else ""
    return f"schoolgate roster import {shlex.quote(str(path))}{school} --force"
