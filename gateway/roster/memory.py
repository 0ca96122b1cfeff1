"""Keeps what was last taken in of each list of a school, so that no list is ever lost by accident."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from detectors.roster import Roster
from gateway.roster.errors import RosterError
from gateway.roster.leavers import all_gone, in_time
from gateway.roster.source import ReadList, Source, read_list
from gateway.roster.taking import IMPORTED, Fate, SchoolLists, Taking, counts_of, day_of, take
from gateway.roster.unite import unite
from gateway.settings import SettingsError
from gateway.store.rosters import ListRecord, StaleListError, forget, list_records, read_pupils, remember
from gateway.store.seal import BrokenSealError, Seal

_TRIES = 5


def bring_up_to_date(seal: Seal, lists: SchoolLists, now: datetime) -> None:
    """Reads every list of a school; takes it in, or notes why not and leaves the one before in force.

    Raises RosterError where a list cannot be taken in and there is none before it.
    """
    for source in lists.sources:
        try:
            read = read_list(source)
        except RosterError as error:
            note_refusal(seal, lists, source, str(error), now)
            continue
        taking = take_in(seal, lists, read, now, source=str(source.path))
        if taking.fate is Fate.REFUSED:
            note_refusal(seal, lists, source, taking.reason, now)
    _forget_leavers(seal, lists, now)


def take_in(
    seal: Seal, lists: SchoolLists, read: ReadList, now: datetime, *, source: str, force: bool = False
) -> Taking:
    """Takes a list in, unless it is refused; then nothing is written."""
    for _ in range(_TRIES):
        taking = hold_against(seal, lists, read, now, source=source, force=force)
        if taking.fate is Fate.REFUSED or taking.record is None:
            return taking
        try:
            remember(seal, taking.record, taking.roster if taking.fate is Fate.TAKEN_IN else None)
        except StaleListError:
            continue
        return taking
    raise RosterError(f"{read.source.path} is being taken in by another command; try again")


def hold_against(
    seal: Seal, lists: SchoolLists, read: ReadList, now: datetime, *, source: str, force: bool = False
) -> Taking:
    """What would become of a list; writes nothing."""
    record = _record(seal, lists, source)
    known = (record, _pupils(seal, lists, source)) if record else None
    return take(lists, read, known, now, source=source, force=force)


def note_refusal(seal: Seal, lists: SchoolLists, source: Source, reason: str, now: datetime) -> None:
    """Raises RosterError with the reason where nothing is remembered of the list."""
    for _ in range(_TRIES):
        record = _record(seal, lists, str(source.path))
        if record is None:
            raise RosterError(reason)
        if record.refused == reason:
            return
        with suppress(StaleListError):
            remember(seal, replace(record, refused=reason, refused_at=now))
            return


def records_of(seal: Seal, lists: SchoolLists) -> tuple[ListRecord, ...]:
    """The remembered lists: those of the settings in their order, the imported one, then former ones."""
    return _in_order(list_records(seal, lists.school), lists)


def _in_order(records: Iterable[ListRecord], lists: SchoolLists) -> tuple[ListRecord, ...]:
    order = [*(str(source.path) for source in lists.sources), IMPORTED]

    def place(record: ListRecord) -> int:
        return order.index(record.source) if record.source in order else len(order)

    return tuple(sorted(records, key=place))


def remembered_roster(seal: Seal, lists: SchoolLists, now: datetime) -> Roster:
    """All pupils of a school who are in force. Raises SettingsError where no list was ever taken in."""
    records = records_of(seal, lists)
    if not any(record.counts.pupils for record in records):
        raise no_list(lists)
    rosters = [_pupils(seal, lists, record.source) for record in records]
    return unite(rosters, day_of(now), lists.leavers_months)


def known_roster(
    seal: Seal | None, lists: SchoolLists, now: datetime
) -> tuple[Roster, tuple[ListRecord, ...]]:
    """All pupils whom a gateway that started now would look for; writes nothing.

    What is remembered counts, and each list of which nothing is remembered, or all of them where `seal` is
    None, as it is on the disk; the records of those have the revision 0. Raises RosterError or SettingsError.
    """
    records = records_of(seal, lists) if seal else ()
    rosters = [_pupils(seal, lists, record.source) for record in records] if seal else []
    remembered = {record.source for record in records}
    for source in lists.sources:
        if str(source.path) in remembered:
            continue
        taking = take(lists, read_list(source), None, now, source=str(source.path))
        if taking.record is None:
            raise RosterError(taking.reason)
        rosters.append(taking.roster)
        records = (*records, taking.record)
    if not any(record.counts.pupils for record in records):
        raise no_list(lists)
    return unite(rosters, day_of(now), lists.leavers_months), _in_order(records, lists)


def no_list(lists: SchoolLists) -> SettingsError:
    return SettingsError(
        f'roster.sources: names no pupil list for "{lists.school}"; name one, or take one in with: '
        "schoolgate roster import FILE"
    )


def _record(seal: Seal, lists: SchoolLists, source: str) -> ListRecord | None:
    return next((each for each in list_records(seal, lists.school) if each.source == source), None)


def _pupils(seal: Seal, lists: SchoolLists, source: str) -> Roster:
    try:
        return read_pupils(seal, lists.school, source)
    except BrokenSealError:
        raise RosterError(
            f"what was taken in of {source} was changed in the database; put that back from your back-up"
        ) from None


def _forget_leavers(seal: Seal, lists: SchoolLists, now: datetime) -> None:
    """Forgets who left too long ago, and makes leavers of those on a list that is no longer the school's."""
    today = day_of(now)
    listed = {*(str(source.path) for source in lists.sources), IMPORTED}
    empty = []
    for record in records_of(seal, lists):
        before = _pupils(seal, lists, record.source)
        after = before if record.source in listed else all_gone(before, today)
        after = replace(after, pupils=in_time(after.pupils, today, lists.leavers_months))
        if not after.pupils and record.source not in listed:
            empty.append(record.source)
        elif after != before:
            with suppress(StaleListError):  # another process has just written it, and forgets as we do
                remember(seal, replace(record, counts=counts_of(after, today), taken_at=now), after)
    if empty:
        forget(lists.school, empty)
