"""Looks after one school's pupils while the gateway runs; no message waits for anything that is done here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from gateway.errors import SetupError
from gateway.events import Events
from gateway.roster.memory import bring_up_to_date, records_of
from gateway.roster.process import ProcessDiedError, in_own_process
from gateway.roster.taking import SchoolLists
from gateway.store.engine import use_storage
from gateway.store.faults import StorageFaultError
from gateway.store.place import Storage
from gateway.store.rosters import ListRecord
from gateway.store.seal import BrokenSealError, Seal
from gateway.store.thread import StoreThread

Records = tuple[ListRecord, ...]


class Enforcer(Protocol):
    """Who judges the school's mail."""

    async def replace_pupils(self) -> int:
        """Judges by the pupils that are remembered now; how many are on the roll. Raises ProcessDiedError."""

    def replace_records(self, records: Records) -> None:
        """What is said about the school's lists from now on."""


@dataclass(frozen=True, slots=True)
class Installation:
    """Where the database is, and the key to it: all that another process needs to open it."""

    storage: Storage
    seal: Seal


class Keeper:
    """Reads the lists into memory in a process of its own, and notices what anybody else took in."""

    def __init__(
        self,
        lists: SchoolLists,
        records: Records,
        installation: Installation,
        store: StoreThread,
        enforcer: Enforcer,
        events: Events,
    ) -> None:
        self._lists = lists
        self._records = records  # as in force
        self._installation = installation
        self._store = store
        self._enforcer = enforcer
        self._events = events

    async def read_again(self) -> bool:
        try:
            await in_own_process(read_lists, self._installation, self._lists, datetime.now(UTC))
        except SetupError as error:
            self._events.roster_refused(self._lists.school, str(error))
        except ProcessDiedError:
            self._events.store_failed(ProcessDiedError.__name__)
            return False
        return True

    async def take_up(self) -> None:
        try:
            records = await self._store.run(records_of, self._installation.seal, self._lists)
            if records == self._records:
                return
            if _pupils(records) != _pupils(self._records) or _refusals(self._records) - _refusals(records):
                pupils = await self._enforcer.replace_pupils()
                self._events.roster_read(self._lists.school, pupils)
        except (StorageFaultError, BrokenSealError, SetupError, ProcessDiedError) as error:
            self._events.store_failed(type(error).__name__)
            return
        for _, reason in sorted(_refusals(records) - _refusals(self._records)):
            self._events.roster_refused(self._lists.school, reason)
        self._records = records
        self._enforcer.replace_records(records)


def read_lists(installation: Installation, lists: SchoolLists, now: datetime) -> None:
    """`bring_up_to_date` in a process that has not opened the database yet. Raises RosterError."""
    use_storage(installation.storage)
    bring_up_to_date(installation.seal, lists, now)


def _pupils(records: Records) -> set[tuple[str, datetime]]:
    """What changes whenever the pupils of any list do."""
    return {(record.source, record.taken_at) for record in records}


def _refusals(records: Records) -> set[tuple[str, str]]:
    return {(record.source, record.refused) for record in records if record.refused}
