"""Takes a school's changed rules in while the gateway runs; what cannot be used is refused, and said."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Protocol

from gateway.errors import SetupError
from gateway.events import Events
from gateway.policy.people.directory import files_beside
from gateway.roster.process import ProcessDiedError
from gateway.roster.source import Source, SourceStamps, stamps_of
from gateway.schools import SchoolBasis
from gateway.settings import SchoolSettings, Settings, SettingsError
from gateway.wiring import make_basis, rule_files

INTERVAL = 2.0  # seconds


class RulesEnforcer(Protocol):
    """Who judges the school's mail."""

    async def replace_rules(self, basis: SchoolBasis) -> None:
        """Judges by these from now on. Raises ProcessDiedError; then the old ones stay."""

    def refuse_rules(self, complaint: str) -> None:
        """Goes on with the old ones, and says so until there are better; an empty complaint ends that."""


class RuleFiles:
    """The files that a school's rules are in: its policy, its directory and what that names, its words."""

    def __init__(self, settings: Settings, school: SchoolSettings) -> None:
        self._settings = settings
        self._school = school

    @property
    def school(self) -> str:
        return self._school.name

    def stamps(self) -> SourceStamps:
        """What changes with them; none where there is no policy."""
        try:
            policy, directory, words = rule_files(self._settings, self._school)
        except SettingsError:
            return ()
        return stamps_of(map(Source, (policy, directory, words, *files_beside(directory))))

    def read(self) -> SchoolBasis:
        """Raises a SetupError with one line for the administrator."""
        return make_basis(self._settings, self._school)


class RuleWatcher:
    """Watches the rule files of one school; `read` is what they were like when they were last read."""

    def __init__(
        self,
        files: RuleFiles,
        read: SourceStamps,
        enforcer: RulesEnforcer,
        events: Events,
        today: Callable[[], date] = date.today,
        interval: float = INTERVAL,
    ) -> None:
        self._files = files
        self._enforcer = enforcer
        self._events = events
        self._today = today
        self._interval = interval
        self._read = self._seen = read
        self._day = today()

    async def run(self) -> None:
        """Polls until it is cancelled."""
        while True:
            await asyncio.sleep(self._interval)
            await self.poll()

    async def poll(self) -> None:
        """Looks once. A change counts when two looks see the same: until then somebody is writing.

        A new day is a change too: partners expire.
        """
        stamps, today = await asyncio.to_thread(self._files.stamps), self._today()
        settled, self._seen = stamps == self._seen, stamps
        if not settled or (stamps == self._read and today == self._day):
            return
        try:
            basis = await asyncio.to_thread(self._files.read)
            await self._enforcer.replace_rules(basis)
        except ProcessDiedError:
            self._events.store_failed(ProcessDiedError.__name__)
            return  # it is tried again
        except SetupError as error:
            self._enforcer.refuse_rules(f"{error}. The rules of before stay in force.")
            self._events.rules_refused(self._files.school)
        else:
            self._enforcer.refuse_rules("")
            self._events.rules_read(self._files.school)
        self._read, self._day = stamps, today
