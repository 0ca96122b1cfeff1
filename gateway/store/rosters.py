"""The pupil lists as they were last taken in: what is in force where a list is missing or broken."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from detectors.roster import Roster
from gateway.store import models
from gateway.store.bell import Ring, ring
from gateway.store.codec import decode_roster, decode_texts, encode_roster, encode_texts
from gateway.store.seal import Seal

MOST_PROBLEMS = 1000  # of one list are remembered; who has more reads the first ones


class StaleListError(Exception):
    """Another process has changed what is remembered of the list since it was looked at."""


@dataclass(frozen=True, slots=True)
class ListCounts:
    """How many of whom a list names. `pupils` are those on the roll, `contacts` people with an address."""

    pupils: int = 0
    leavers: int = 0
    contacts: int = 0
    staff: int = 0


@dataclass(frozen=True, slots=True)
class ListRecord:
    """What is remembered of one list beside its pupils. All times are aware.

    `source` is its file or folder, or the name of the imported list; `file` where that was read. `refused`
    is the reason why what is there now is not taken in, one sentence, empty where nothing is wrong.
    `revision` 0: not remembered yet.
    """

    school: str
    source: str
    file: str
    format: str
    version: str
    counts: ListCounts
    read_at: datetime
    written_at: datetime
    taken_at: datetime
    problems: tuple[str, ...] = field(default=(), repr=False)
    refused: str = ""
    refused_at: datetime | None = None
    revision: int = 0


def list_records(seal: Seal, school: str) -> tuple[ListRecord, ...]:
    """In the order in which the lists were first taken in."""
    rows = models.PupilList.objects.filter(school__name=school).select_related("school").order_by("id")
    return tuple(_record(seal, row) for row in rows.defer("roster"))


def read_pupils(seal: Seal, school: str, source: str) -> Roster:
    """The pupils of one remembered list, leavers among them, and its staff."""
    row = models.PupilList.objects.only("roster").get(school__name=school, source=source)
    return decode_roster(seal.open(bytes(row.roster), _belongs_to("roster", school, source)))


def remember(seal: Seal, record: ListRecord, roster: Roster | None = None) -> None:
    """Writes what is now known of a list, its pupils only where they are given.

    `record.revision` is that of the record that it replaces. Raises StaleListError where that has changed,
    and writes nothing. Pupils are sealed before the database is locked.
    """
    values = _values(seal, record, roster)
    with transaction.atomic():
        ring(Ring.PUPILS)
        if record.revision:
            rows = models.PupilList.objects.filter(
                school__name=record.school, source=record.source, revision=record.revision
            )
            if not rows.update(revision=record.revision + 1, **values):
                raise StaleListError(record.source)
            return
        school, _ = models.School.objects.get_or_create(name=record.school)
        try:
            models.PupilList.objects.create(school=school, source=record.source, **values)
        except IntegrityError:
            raise StaleListError(record.source) from None


@transaction.atomic
def forget(school: str, sources: Collection[str]) -> None:
    """Lists of which nobody is left."""
    models.PupilList.objects.filter(school__name=school, source__in=sources).delete()
    ring(Ring.PUPILS)


def _values(seal: Seal, record: ListRecord, roster: Roster | None) -> dict[str, object]:
    problems = encode_texts(record.problems[:MOST_PROBLEMS])
    values: dict[str, object] = {
        "file": record.file,
        "format": record.format,
        "version": record.version,
        "pupils": record.counts.pupils,
        "leavers": record.counts.leavers,
        "contacts": record.counts.contacts,
        "staff": record.counts.staff,
        "read_at": record.read_at,
        "written_at": record.written_at,
        "taken_at": record.taken_at,
        "problems": seal.close(problems, _belongs_to("problems", record.school, record.source)),
        "refused": record.refused.replace("\0", "")[:1000],  # it may quote a file; PostgreSQL takes no NUL
        "refused_at": record.refused_at,
    }
    if roster is not None:
        sealed = seal.close(encode_roster(roster), _belongs_to("roster", record.school, record.source))
        values["roster"] = sealed
    return values


def _record(seal: Seal, row: models.PupilList) -> ListRecord:
    school = row.school.name
    return ListRecord(
        school=school,
        source=row.source,
        file=row.file,
        format=row.format,
        version=row.version,
        counts=ListCounts(row.pupils, row.leavers, row.contacts, row.staff),
        read_at=row.read_at,
        written_at=row.written_at,
        taken_at=row.taken_at,
        problems=decode_texts(seal.open(bytes(row.problems), _belongs_to("problems", school, row.source))),
        refused=row.refused,
        refused_at=row.refused_at,
        revision=row.revision,
    )


def _belongs_to(what: str, school: str, source: str) -> str:
    return f"{what} {school} {source}"
