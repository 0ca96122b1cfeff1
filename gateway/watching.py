"""Each school as it is in force, and what watches its lists and its rules for changes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter

from gateway.enforcing import SchoolEnforcer
from gateway.events import Events
from gateway.inspection.judge import Judge
from gateway.policy.rules import in_short
from gateway.revising import RuleFiles, RuleWatcher
from gateway.roster.keeper import Installation, Keeper
from gateway.roster.memory import bring_up_to_date
from gateway.roster.source import SourceStamps, stamps_of
from gateway.roster.watcher import RosterWatcher
from gateway.schools import SchoolBasis, SchoolInForce, known_school, remembered_school
from gateway.service.lasting import LastingTasks
from gateway.settings import Settings
from gateway.store.bell import Bell, Ring
from gateway.store.faults import StorageFaultError
from gateway.store.record import note_settings
from gateway.store.seal import Seal
from gateway.store.thread import StoreThread
from gateway.wiring import make_bases


@dataclass(frozen=True, slots=True)
class SchoolRead:
    """A school as its files have it, and what those were like just before they were read."""

    basis: SchoolBasis
    lists: SourceStamps
    rule_files: RuleFiles
    rules: SourceStamps


def read_schools(settings: Settings) -> dict[str, SchoolRead]:
    """Every school's rules, by its name. Raises PolicyError, DirectoryError or SettingsError."""
    files = {school.name: RuleFiles(settings, school) for school in settings.school}
    rules = {name: each.stamps() for name, each in files.items()}
    return {
        name: SchoolRead(basis, stamps_of(basis.lists.sources), files[name], rules[name])
        for name, basis in make_bases(settings).items()
    }


async def open_schools(
    read: Mapping[str, SchoolRead], seal: Seal, store: StoreThread, *, read_only: bool
) -> dict[str, SchoolInForce]:
    """With their pupils; read-only takes nothing in. Raises RosterError or SettingsError."""
    opened = _known if read_only else _opened
    return {name: await store.run(opened, seal, school.basis) for name, school in read.items()}


def _opened(seal: Seal, basis: SchoolBasis) -> SchoolInForce:
    """A school whose lists were read just now. Raises RosterError or SettingsError."""
    now = datetime.now(UTC)
    bring_up_to_date(seal, basis.lists, now)
    return remembered_school(seal, basis, now)


def _known(seal: Seal, basis: SchoolBasis) -> SchoolInForce:
    """The same, with nothing written. Raises RosterError or SettingsError."""
    return known_school(seal, basis, datetime.now(UTC))


class SchoolWatch:
    """Takes in what changes, and puts on record what is in force."""

    def __init__(
        self,
        schools: dict[str, SchoolInForce],
        read: Mapping[str, SchoolRead],
        judge: Judge,
        installation: Installation,
        store: StoreThread,
        bell: Bell,
        events: Events,
    ) -> None:
        self._schools = schools
        self._read = read
        self._judge = judge
        self._installation = installation
        self._store = store
        self._bell = bell
        self._events = events
        self._replacing = asyncio.Lock()

    async def begin(self, tasks: LastingTasks) -> None:
        """Says which lists were refused, and watches the rules."""
        for name, school in self._schools.items():
            await self._note(school.basis)
            for record in filter(attrgetter("refused"), school.records):
                self._events.roster_refused(name, record.refused)
            read = self._read[name]
            watcher = RuleWatcher(read.rule_files, read.rules, self._enforcer(name), self._events)
            tasks.keep(watcher.run(), "rules")

    def watch_lists(self, tasks: LastingTasks) -> None:
        """Where what changes may be written."""
        for name, school in self._schools.items():
            lists = school.basis.lists
            enforcer = self._enforcer(name)
            keeper = Keeper(lists, school.records, self._installation, self._store, enforcer, self._events)
            read, rung = self._read[name].lists, self._bell.ear(Ring.PUPILS)
            tasks.keep(RosterWatcher(lists.sources, read, keeper, pause=rung.wait).run(), "roster")

    async def _note(self, basis: SchoolBasis) -> None:
        """Which policy is in force is on record from the moment when it is, or from the next start."""
        now = datetime.now(UTC)
        said = f"in force: {in_short(basis.policy)}"
        try:
            await self._store.run(note_settings, self._installation.seal, basis.school.name, said, now)
        except StorageFaultError as fault:
            self._events.store_failed(fault.kind)

    def _enforcer(self, name: str) -> SchoolEnforcer:
        return SchoolEnforcer(
            name, self._schools, self._judge, self._installation, self._replacing, self._note
        )
