"""What the roster commands work on and what they show of it: the list that is meant, changes, standings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gateway.cli.common import CommandError
from gateway.roster.leavers import on_roll
from gateway.roster.memory import known_roster
from gateway.roster.source import ReadList, Source
from gateway.roster.standing import complaints, is_too_old, said
from gateway.roster.taking import IMPORTED, SchoolLists, Taking, day_of
from gateway.settings import Settings
from gateway.store.rosters import ListRecord
from gateway.store.seal import Seal
from gateway.wiring import make_lists


@dataclass(frozen=True, slots=True)
class Target:
    """The list that is meant: whose it is, where it is, and under which name it is remembered."""

    lists: SchoolLists
    source: Source
    key: str

    @property
    def is_configured(self) -> bool:
        return self.key != IMPORTED


def target_of(settings: Settings, file: Path, school: str | None, format_name: str | None) -> Target:
    """Raises CommandError where it is not clear, or there is no such school."""
    schools = [make_lists(settings, each) for each in settings.school if school in (None, each.name)]
    if not schools:
        names = ", ".join(f'"{each.name}"' for each in settings.school)
        raise CommandError(f'--school: there is no school "{school}"; the schools are {names}')
    configured = [
        Target(lists, Source(source.path, format_name or source.format), str(source.path))
        for lists in schools
        for source in lists.sources
        if source.path.resolve() == file.resolve()
    ]
    if len(configured) == 1:
        return configured[0]
    if len(schools) == 1:
        return Target(schools[0], Source(file.resolve(), format_name or ""), IMPORTED)
    raise CommandError(f"--school is missing: say whose pupils are in {file}")


def change_as_row(read: ReadList, taking: Taking) -> tuple[str, ...]:
    changes = taking.changes
    counts = (changes.added, changes.removed, changes.left, changes.renamed, changes.otherwise)
    return (str(read.source.path), read.format, str(len(read.roster.pupils)), *map(str, counts))


def change_as_json(target: Target, read: ReadList, taking: Taking, *, dry_run: bool) -> dict[str, object]:
    changes = taking.changes
    return {
        "school": target.lists.school,
        "source": target.key,
        "file": str(read.source.path),
        "format": read.format,
        "version": read.version,
        "outcome": taking.fate.value,
        "reason": taking.reason,
        "dry_run": dry_run,
        "pupils": len(read.roster.pupils),
        "added": changes.added,
        "removed": changes.removed,
        "left": changes.left,
        "renamed": changes.renamed,
        "otherwise": changes.otherwise,
        "problems": list(read.problems),
    }


@dataclass(frozen=True, slots=True)
class Standing:
    """How a school's lists stand. `remembered`: taken in; else as they are on the disk."""

    lists: SchoolLists
    records: tuple[ListRecord, ...]
    pupils: int
    leavers: int

    def complaints(self, now: datetime) -> Iterator[str]:
        yield from complaints(self.lists, self.records, now)
        some_are_remembered = any(record.revision for record in self.records)
        for record in self.records:
            if some_are_remembered and not record.revision:
                yield f"{record.file} is not taken in yet; the gateway does that when it starts"

    @property
    def problems(self) -> list[str]:
        return [f"{record.file}: {problem}" for record in self.records for problem in record.problems]


def standing_of(seal: Seal | None, lists: SchoolLists, now: datetime) -> Standing:
    """Raises RosterError where a list that was never taken in cannot be read, SettingsError without one."""
    roster, records = known_roster(seal, lists, now)
    pupils = len(on_roll(roster.pupils, day_of(now)))
    return Standing(lists, records, pupils, len(roster.pupils) - pupils)


def standing_as_rows(standing: Standing) -> Iterator[tuple[str, ...]]:
    for record in standing.records:
        counts = record.counts
        yield (
            f"{record.file} (imported)" if record.source == IMPORTED else record.file,
            record.format,
            *map(str, (counts.pupils, counts.leavers, counts.contacts, counts.staff)),
            said(record.read_at) if record.revision else "not taken in yet",
            said(record.written_at),
        )


def standing_as_json(standing: Standing, now: datetime) -> dict[str, object]:
    return {
        "school": standing.lists.school,
        "pupils": standing.pupils,
        "leavers": standing.leavers,
        "sources": [_record_as_json(standing, record, now) for record in standing.records],
        "complaints": list(standing.complaints(now)),
        "problems": standing.problems,
    }


def _record_as_json(standing: Standing, record: ListRecord, now: datetime) -> dict[str, object]:
    return {
        "source": record.source,
        "file": record.file,
        "format": record.format,
        "version": record.version,
        "pupils": record.counts.pupils,
        "leavers": record.counts.leavers,
        "contacts": record.counts.contacts,
        "staff": record.counts.staff,
        "last_read": record.read_at.isoformat() if record.revision else None,
        "last_written": record.written_at.isoformat(),
        "too_old": is_too_old(standing.lists, record, now),
        "refused": record.refused,
        "refused_at": record.refused_at.isoformat() if record.refused_at else None,
        "problems": list(record.problems),
    }
